"""A matching with a partner, by file in three moves: asked, answered, and given back so that both know the same.

Each case that takes part says so before a file is made. What comes out is that both have the same keys, which is
no proof that both know the same person. The secret number of a run lies in the records and is erased with its
end. docs/formats/matching.md, docs/decisions/0050
"""

import struct
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.bundle import sealer
from app.bundle.keys import Opener, lock_for, opener_from
from app.case import events
from app.case.match_keys import KINDS, SLOTS, STANDARD
from app.case.urgency import DANGER
from app.casework.cases import queries
from app.casework.cases.event_writer import attempt, going
from app.casework.cases.refusals import OutsideConsent
from app.casework.exchange import match_client, match_partners
from app.casework.exchange.match_partners import Agreement, Matcher, NoAgreement
from app.casework.session.session import EventAppender, Session
from app.casework.session.transfer_places import refuse_elsewhere
from app.disk import BadFolder, condition, in_words, written_whole
from app.errors import N_, SanadError
from app.language import fold
from app.seal import canonical, matching
from app.seal.keys import ID, fresh
from app.seal.matching import POINT, Answer, Head, MatchFileRefused, Message, Request, Result
from app.vault import cases as case_table
from app.vault import matching as match_table
from app.vault.matching import ANSWERED, ASKED, ENDED, FINISHED, MatchedCase, MatchRun

__all__ = [
    "CAREFUL", "CommonCase", "FinishedRun", "MatchAgreementOver", "MatchTermsDiffer", "MatchTooMany",
    "NoSuchRun", "NobodyToMatch", "OtherRun", "RunIsOver", "RunView", "RunsSpent", "StartedRun", "answer", "end_run",
    "finish", "look", "runs", "start",
]  # fmt: skip

RESTRICTED, CAREFUL, NO_CONSENT = "restricted", "careful", "no_consent"  # why a case took no part
_DAY_S, _RUN_DAYS = 86_400, 14
_LEAST = 64  # persons that a side seems to have at least
_ROUND = 1 << 16  # bytes around what a message holds: its head and what sealing adds
_PLACE = struct.Struct(">IIB")
_HEADER = 256  # bytes by which age's file is known


class MatchAgreementOver(SanadError):
    """The agreement's day is past."""

    partner: str
    says = N_(
        "The agreement on matching with “{partner}” has ended. Nothing was matched. End it here, and enter"
        " the new one once both offices have signed it."
    )


class RunsSpent(SanadError):
    """As many matchings as were agreed."""

    partner: str
    number: int
    says = N_(
        "The agreement allows {number} matchings with “{partner}” in 30 days, and that many were begun."
        " Nothing was matched. Wait until the first of them is 30 days old."
    )


class MatchTooMany(SanadError):
    """More persons than were agreed, on either side."""

    persons: int
    says = N_(
        "More persons would take part than the {persons} that the agreement allows. Nothing was matched."
        " Agree on a larger number, or ask the partner for a file of fewer persons."
    )


class NobodyToMatch(SanadError):
    """No case has what is compared, or may take part."""

    says = N_(
        "No case can take part in this matching. Nothing was matched. Persons take part who agreed to"
        " sharing with this agency and whose documents, or name with birth date and nationality, are known."
    )


class MatchTermsDiffer(SanadError):
    """The partner asks under other terms."""

    says = N_(
        "The partner’s file names another agreement, or kinds of keys that were not agreed. Nothing was"
        " matched. Compare the agreement of both offices: its reference and what is compared."
    )


class RunIsOver(SanadError):
    """Past its day, come to its end, or answered already."""

    says = N_(
        "This matching is over: its days are past, or this file was used already. Nothing was matched."
        " Begin a new matching."
    )


class OtherRun(SanadError):
    """A file of a matching that was not begun here, or of another step."""

    says = N_(
        "This file belongs to another matching, or is not the one that comes next. Nothing was matched."
        " Choose the partner’s answer to the file that was made here last."
    )


class NoSuchRun(SanadError):
    """No matching of this id."""

    says = N_("There is no such matching here. Nothing was changed. Choose one of the list.")


@dataclass(frozen=True, slots=True)
class StartedRun:
    """`left_out`: why cases took no part, and how many."""

    run: str
    partner: str
    file: str
    persons: int
    left_out: Mapping[str, int]
    expires: datetime


@dataclass(frozen=True, slots=True)
class CommonCase:
    """A case whose keys the partner has too; `kinds`: of them. `name`: "" of a restricted one."""

    case_id: str
    reference: str
    name: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FinishedRun:
    """`given_back`: the file by which the partner learns the same, "" for none."""

    run: str
    partner: str
    cases: tuple[CommonCase, ...]
    given_back: str


@dataclass(frozen=True, slots=True)
class RunView:
    """`began`: here, or at the partner's. `common`: how many cases, None while that isn't known."""

    run: str
    partner: str
    began: bool
    begun: datetime
    expires: datetime
    state: str
    persons: int
    common: int | None
    cases: tuple[CommonCase, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A partner's first file, before it is answered. `persons`: of theirs, at most."""

    partner: str
    reference: str
    purpose: str
    kinds: tuple[str, ...]
    persons: int
    begun: datetime
    expires: datetime


# -- the three moves ---------------------------------------------------------------------------


def start(session: Session, partner: str, file: Path, purpose: str = "") -> StartedRun:
    """Write the first file. `purpose`: of this run, that of the agreement by itself. NoAgreement,
    MatchAgreementOver, RunsSpent, NobodyToMatch, MatchTooMany, NotMatching, NotInPractice, BadFolder,
    PlaceNotAllowed, SealingFailed, AgreementOver."""
    keys = _at_work(session, file)
    agreement = _in_force(session, match_partners.agreement_of(session, partner))
    now = session.now()
    expires = min(now + _RUN_DAYS * _DAY_S, int(agreement.until.timestamp()))
    run, kinds = bytes(fresh()), agreement.terms.kinds
    purpose = " ".join(canonical.nfc(purpose).split())[: matching.LONGEST_TEXT]
    items, left_out = _items(session, agreement, run, kinds, purpose or agreement.terms.purpose)
    head = Request(
        run=run, answers=b"", sender=keys.public, receiver=agreement.public, made=now, expires=expires,
        reference=agreement.terms.reference, purpose=purpose or agreement.terms.purpose, kinds=kinds,
        items=len(items.points),
    )  # fmt: skip
    content, message = matching.sign(keys.keys, head, items.points)
    _begin(session, agreement, items, head, message, state=ASKED)
    _write(session, file, content, agreement, run)
    return StartedRun(
        run.hex(), agreement.partner, str(file), items.persons, left_out, _time(expires)
    )


def look(session: Session, file: Path) -> Asked:
    """What a partner asks for; nothing is answered. As `answer`."""
    keys = _at_work(session, file)
    agreement, message = _opened(session, keys, file)
    request = _request(session, agreement, message)
    return Asked(
        partner=agreement.partner, reference=request.reference, purpose=request.purpose,
        kinds=request.kinds, persons=request.items // _slots(request.kinds), begun=_time(request.made),
        expires=_time(request.expires),
    )  # fmt: skip


def step_of(session: Session, file: Path) -> str:
    """Which message of a run that goes on is in a file: "answer", or "result". As `finish`."""
    keys = _at_work(session, file)
    agreement, message = _opened(session, keys, file)
    run = match_table.run_of(session.reading(), message.head.run)
    _refuse_unfitting(session, agreement, message, run)
    return message.head.WORD


def answer(session: Session, file: Path, target: Path) -> StartedRun:
    """Answer a partner's first file with the second. As `start`, and MatchFileRefused, MatchTermsDiffer,
    RunIsOver, OtherRun, NoFile and what a sealed file is refused for."""
    keys = _at_work(session, file, target)
    agreement, message = _opened(session, keys, file)
    request = _request(session, agreement, message)
    secret, points = matching.fresh_secret(), message.parts[0]
    marked = matching.marks(request.run, matching.blinded(secret, points))
    items, left_out = _items(
        session, agreement, request.run, request.kinds, request.purpose, secret=secret
    )
    head = Answer(
        run=request.run, answers=message.id, sender=keys.public, receiver=agreement.public,
        made=session.now(), items=len(items.points), marked=len(marked),
    )  # fmt: skip
    content, id_ = matching.sign(keys.keys, head, items.points, marked)
    _begin(
        session, agreement, items, head, id_, state=ANSWERED, expires=request.expires,
        marks=b"".join(sorted(marked)),
    )  # fmt: skip
    _write(session, target, content, agreement, request.run)
    return StartedRun(
        request.run.hex(), agreement.partner, str(target), items.persons, left_out, _time(request.expires)
    )  # fmt: skip


def finish(session: Session, file: Path, give_back: Path | None = None) -> FinishedRun:
    """Read the partner's answer, or what it gave back, and say in each common case that the partner has the
    same keys. `give_back`: where the last file is written, by which the partner learns the same. The run ends,
    and what was secret of it is erased. As `answer`."""
    keys = _at_work(session, file, *([give_back] if give_back else []))
    agreement, message = _opened(session, keys, file)
    run = match_table.run_of(session.reading(), message.head.run)
    _refuse_unfitting(session, agreement, message, run)
    assert run is not None
    content = b""
    if isinstance(message.head, Answer):
        partner_points, marked = message.parts
        twice = matching.marks(run.run, matching.blinded(run.secret, partner_points))
        places = _common_places(marked, set(twice))
        if give_back:
            head = Result(
                run.run, message.id, keys.public, agreement.public, session.now(), len(twice)
            )
            content, _ = matching.sign(keys.keys, head, twice)
    else:
        own_marks = {
            run.marks[at : at + matching.MARK] for at in range(0, len(run.marks), matching.MARK)
        }
        places = _common_places(message.parts[0], own_marks)
    kinds_of_cases = _kinds_of(run.places, places)
    cases = _say_common(session, agreement, run, kinds_of_cases, given_back=bool(content))
    if give_back and content:
        _write(session, give_back, content, agreement, run.run)
    return FinishedRun(
        run.run.hex(), agreement.partner, _common(session, cases), str(give_back) if content else ""
    )


def runs(session: Session) -> list[RunView]:
    """The last first; what ran out of time is ended. NotInPractice, NotMatching."""
    match_partners.refuse_others(session)
    _end_over(session)
    partners = {agreement.id: agreement.partner for agreement in match_partners.known(session)}
    return [_view(session, run, partners.get(run.agreement, "")) for run in match_table.runs(session.reading())]  # fmt: skip


def end_run(session: Session, run_id: str) -> RunView:
    """Give a run up: what was secret of it is erased, and no file of it is read any more. NoSuchRun."""
    match_partners.refuse_others(session)
    views = [view for view in runs(session) if view.run == run_id]
    if not views:
        raise NoSuchRun
    if views[0].state in (ASKED, ANSWERED):
        with session.vault.transaction() as writer:
            match_table.end(writer, bytes.fromhex(run_id), ENDED)
    return next(view for view in runs(session) if view.run == run_id)


# -- who takes part ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Items:
    """`points`: blinded, in an order that tells nothing, filled up. `places`: which is of which case."""

    secret: bytes
    points: list[bytes]
    places: bytes
    persons: int


def _items(
    session: Session, agreement: Agreement, run: bytes, kinds: Sequence[str], purpose: str,
    *, secret: bytes = b"",
) -> tuple[_Items, Mapping[str, int]]:  # fmt: skip
    """Each case that takes part has its event then."""
    left_out = Counter[str]()
    candidates = list(_candidates(session, agreement, kinds, left_out))
    limit = agreement.terms.persons
    if len(candidates) > limit:
        allowed = [matched for matched in candidates if _allows(session, agreement, matched)]
        if len(allowed) > limit:
            raise MatchTooMany(limit)
    partaking = _said(session, agreement, run, kinds, purpose, candidates)
    left_out[NO_CONSENT] += len(candidates) - len(partaking)
    if not partaking:
        raise NobodyToMatch
    secret = secret or matching.fresh_secret()
    of_point: dict[bytes, list[tuple[int, int]]] = {}
    for number, matched in enumerate(partaking):
        for key in matched.keys:
            if key[0] in kinds:
                point = matching.point_of(canonical.encode([run, *key]))
                of_point.setdefault(point, []).append((number, KINDS.index(key[0])))
    blinded = dict(zip(matching.blinded(secret, of_point), of_point.values(), strict=True))
    missing = _filled_up(len(partaking)) * _slots(kinds) - len(blinded)
    points = sorted([*blinded, *matching.dummies(missing)])
    packed = b"".join(
        _PLACE.pack(at, number, kind)
        for at, point in enumerate(points)
        for number, kind in blinded.get(point, ())
    )
    ids = b"".join(matched.case for matched in partaking)
    places = len(partaking).to_bytes(4, "big") + ids + packed
    return _Items(secret, points, places, len(partaking)), {
        reason: n for reason, n in left_out.items() if n
    }


def _candidates(
    session: Session, agreement: Agreement, kinds: Sequence[str], left_out: Counter[str]
) -> Iterator[MatchedCase]:
    for page in match_table.pages(session.reading(), agreement.terms.agency):
        for matched in page:
            if not any(key[0] in kinds for key in matched.keys):
                continue
            if matched.restricted and not agreement.terms.restricted:
                left_out[RESTRICTED] += 1
            elif DANGER in matched.marks and not agreement.terms.careful:
                left_out[CAREFUL] += 1
            else:
                yield matched


def _allows(session: Session, agreement: Agreement, matched: MatchedCase) -> bool:
    """Does the case, as it stands, let this agency be told? AgreementOver."""
    try:
        attempt(
            session, queries.case_of(session, matched.case.hex()), events.EXPORTED,
            going(session, agreement.terms.agency, ""),
        )  # fmt: skip
    except OutsideConsent:
        return False
    return True


def _said(
    session: Session, agreement: Agreement, run: bytes, kinds: Sequence[str], purpose: str,
    candidates: Sequence[MatchedCase],
) -> list[MatchedCase]:  # fmt: skip
    """Those that may take part, each with its event. AgreementOver."""
    content = {
        "document": run[:ID], "language": "en", "protected": 1, "standard": STANDARD,
        "format": " ".join(kinds), "purpose": purpose, "to": [["age", agreement.age]],
        **going(session, agreement.terms.agency, ""),
    }  # fmt: skip
    partaking = list[MatchedCase]()
    for start_at in range(0, len(candidates), 200):
        with session.vault.transaction() as writer:
            for matched in candidates[start_at : start_at + 200]:
                if _allows(session, agreement, matched):
                    EventAppender(session, writer, matched.case).say(events.EXPORTED, content)
                    partaking.append(matched)
    return partaking


def _slots(kinds: Iterable[str]) -> int:
    return sum(SLOTS[kind] for kind in kinds)


def _filled_up(persons: int) -> int:
    """As how many they appear: a power of two, so that little is told of how many there are."""
    return max(_LEAST, 1 << (persons - 1).bit_length())


# -- files -------------------------------------------------------------------------------------


def _at_work(session: Session, *files: Path) -> Matcher:
    """NotMatching, NotInPractice, BadFolder, PlaceNotAllowed."""
    keys = match_partners.own_keys(session)
    for file in files:
        if not file.parent.is_dir() or file.is_dir():
            raise BadFolder
        refuse_elsewhere(file)
    _end_over(session)
    return keys


def _write(session: Session, file: Path, content: bytes, agreement: Agreement, run: bytes) -> None:
    """Sealed to the partner. What could not be written ends the run."""
    try:
        with in_words(), written_whole(file) as opened:
            sealer.seal_into(opened, [content], lock_for([agreement.age]))
    except SanadError:
        with session.vault.transaction() as writer:
            match_table.end(writer, run, ENDED)
        raise


def _opened(session: Session, keys: Matcher, file: Path) -> tuple[Agreement, Message]:
    """What is in a file of a partner with whom there is an agreement. As `_read`."""
    agreements = match_partners.known(session)
    persons = max((_filled_up(agreement.terms.persons) for agreement in agreements), default=0)
    largest = persons * _slots(KINDS) * (POINT + matching.MARK) + _ROUND
    return _read(session, keys, _unsealed(file, opener_from(keys.age.encode()), largest))


def _read(session: Session, keys: Matcher, raw: bytes) -> tuple[Agreement, Message]:
    """Nothing is made of what it holds before its signature was looked at. NoAgreement where nobody of ours
    signed it; MatchFileRefused."""
    for agreement in match_partners.known(session):
        try:
            body = matching.body_of(raw, agreement.public)
        except MatchFileRefused:
            continue
        message = match_client.message_of(body)
        if (message.head.sender, message.head.receiver) != (agreement.public, keys.public):
            raise MatchFileRefused
        return agreement, message
    raise NoAgreement


def _unsealed(file: Path, opener: Opener, largest: int) -> bytes:
    """MatchFileRefused before more is opened than any agreement allows."""
    blocks, size = list[bytes](), 0
    try:
        with file.open("rb") as source:
            beginning = source.read(_HEADER)
            source.seek(0)
            for block in sealer.open_sealed(
                beginning, iter(lambda: source.read(1 << 20), b""), opener
            ):
                size += len(block)
                if size > largest:
                    raise MatchFileRefused
                blocks.append(block)
    except OSError as error:
        raise condition(error) from error
    return b"".join(blocks)


# -- what is refused ---------------------------------------------------------------------------


def _in_force(session: Session, agreement: Agreement) -> Agreement:
    """MatchAgreementOver, RunsSpent."""
    if agreement.is_over:
        raise MatchAgreementOver(agreement.partner)
    since = session.now() - match_partners.PERIOD_DAYS * _DAY_S
    if match_table.since(session.reading(), agreement.id, since) >= agreement.terms.runs:
        raise RunsSpent(agreement.partner, agreement.terms.runs)
    return agreement


def _request(session: Session, agreement: Agreement, message: Message) -> Request:
    """OtherRun, RunIsOver, MatchTermsDiffer, MatchTooMany, MatchAgreementOver, RunsSpent."""
    request, now, terms = message.head, session.now(), agreement.terms
    if not isinstance(request, Request):
        raise OtherRun
    if match_table.run_of(session.reading(), request.run) is not None:
        raise RunIsOver  # answered once: a second answer under another number would tell more
    _in_force(session, agreement)
    if not request.made - _DAY_S <= now <= request.expires:
        raise RunIsOver
    if request.expires - request.made > _RUN_DAYS * _DAY_S:
        raise MatchTermsDiffer
    if fold(request.reference) != fold(terms.reference) or not set(request.kinds) <= set(
        terms.kinds
    ):
        raise MatchTermsDiffer
    _refuse_too_many(agreement, request.items, request.kinds)
    return request


def _refuse_unfitting(
    session: Session, agreement: Agreement, message: Message, run: MatchRun | None
) -> None:
    """Is it the message that comes next? OtherRun, RunIsOver, MatchTooMany, MatchAgreementOver."""
    head = message.head
    if run is None or run.agreement != agreement.id:
        raise OtherRun
    if run.state in (FINISHED, ENDED) or run.expires < session.now():
        raise RunIsOver
    if agreement.is_over:
        raise MatchAgreementOver(agreement.partner)
    if head.answers != run.message:
        raise OtherRun
    if isinstance(head, Answer) and run.state == ASKED:
        if head.marked != run.points:
            raise MatchFileRefused
        _refuse_too_many(agreement, head.items, agreement.terms.kinds)
    elif not (isinstance(head, Result) and run.state == ANSWERED):
        raise OtherRun
    elif head.marked != run.points:
        raise MatchFileRefused


def _refuse_too_many(agreement: Agreement, items: int, kinds: Iterable[str]) -> None:
    """Filled up as it should be, and no more than was agreed. MatchTooMany, MatchFileRefused."""
    persons, remainder = divmod(items, _slots(kinds))
    if persons > _filled_up(agreement.terms.persons):
        raise MatchTooMany(agreement.terms.persons)
    if remainder or persons != _filled_up(persons or 1):
        raise MatchFileRefused


# -- what is kept ------------------------------------------------------------------------------


def _begin(
    session: Session, agreement: Agreement, items: _Items, head: Head, message: bytes, *, state: str,
    expires: int = 0, marks: bytes = b"",
) -> None:  # fmt: skip
    run = MatchRun(
        run=head.run, agreement=agreement.id, began=state == ASKED, made=head.made,
        expires=head.expires if isinstance(head, Request) else expires, state=state,
        persons=items.persons, message=message, secret=items.secret, places=items.places, marks=marks,
        points=len(items.points),
    )  # fmt: skip
    with session.vault.transaction() as writer:
        match_partners.note(session, writer, agreement, state, run=head.run, persons=items.persons)
        match_table.put(writer, run)


def _common_places(ordered: Sequence[bytes], other_marks: set[bytes]) -> list[int]:
    return [at for at, mark in enumerate(ordered) if mark in other_marks]


def _kinds_of(packed: bytes, common: Sequence[int]) -> dict[bytes, tuple[str, ...]]:
    """Cases of our points at these places, and by keys of which kinds."""
    number = int.from_bytes(packed[:4], "big")
    ids = [packed[at : at + ID] for at in range(4, 4 + number * ID, ID)]
    common_places, kinds = set(common), dict[bytes, set[str]]()
    for place, case, kind in _PLACE.iter_unpack(packed[4 + number * ID :]):
        if place in common_places:
            kinds.setdefault(ids[case], set()).add(KINDS[kind])
    return {
        case: tuple(kind for kind in KINDS if kind in kinds[case]) for case in sorted(kinds)
    }  # fmt: skip


def _say_common(
    session: Session, agreement: Agreement, run: MatchRun, kinds_of: Mapping[bytes, Sequence[str]],
    *, given_back: bool,
) -> Mapping[bytes, Sequence[str]]:  # fmt: skip
    """An event in each common case that is still here; the run has come to its end."""
    references = case_table.references(session.reading())
    common = {case: kinds for case, kinds in kinds_of.items() if case in references}
    with session.vault.transaction() as writer:
        step = "finished and given back" if given_back else "finished"
        match_partners.note(session, writer, agreement, step, run=run.run, common=len(common))
        for case, kinds in common.items():
            EventAppender(session, writer, case).say(
                events.MATCHED,
                {"run": run.run, "partner": agreement.partner, "agency": agreement.terms.agency,
                 "kinds": list(kinds)},
            )  # fmt: skip
        match_table.end(writer, run.run, FINISHED, b"".join(common))
    return common


def _end_over(session: Session) -> None:
    """Of runs whose days are past nothing secret stays."""
    late = match_table.over(session.reading(), session.now())
    if late:
        with session.vault.transaction() as writer:
            for run in late:
                match_table.end(writer, run, ENDED)


def _common(session: Session, kinds_of: Mapping[bytes, Sequence[str]]) -> tuple[CommonCase, ...]:
    cases = list[CommonCase]()
    for case, kinds in kinds_of.items():
        page = queries.case(session, case.hex(), with_answers=False)
        name = "" if page.restricted else page.name
        cases.append(CommonCase(page.id, page.reference, name, tuple(kinds)))
    return tuple(sorted(cases, key=lambda case: case.reference))


def _view(session: Session, run: MatchRun, partner: str) -> RunView:
    references = case_table.references(session.reading())
    cases = _common(session, {case: _kinds_said(session, case, run.run) for case in run.cases if case in references})  # fmt: skip
    return RunView(
        run=run.run.hex(), partner=partner, began=run.began, begun=_time(run.made), expires=_time(run.expires),
        state=run.state, persons=run.persons, common=len(run.cases) if run.state == FINISHED else None, cases=cases,
    )  # fmt: skip


def _kinds_said(session: Session, case: bytes, run: bytes) -> tuple[str, ...]:
    for event in queries.case_of(session, case.hex()).timeline:
        if event.what == events.MATCHED and event.content.get("run") == run:
            kinds = event.content.get("kinds")
            return tuple(kind for kind in kinds if kind in KINDS) if isinstance(kinds, list) else ()
    return ()


def _time(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
