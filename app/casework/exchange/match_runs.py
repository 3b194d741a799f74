"""A matching with a partner, by file in three moves: asked, answered, and given back so that both know the same.

Each case that takes part says so before a file is made. What comes out is that both have the same keys, which is
no proof that both know the same person. The secret number of a run lies in the records and is erased with its
end. Each move goes in slices between which others use the records; one that is stopped or broken off stands in the
list, and goes on where it was. docs/formats/matching.md, docs/decisions/0050, 0054
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from app.case import events
from app.casework.exchange import match_overview, match_partners, match_points
from app.casework.exchange.match_files import at_work, open_message, write
from app.casework.exchange.match_overview import CommonCase, NoSuchRun
from app.casework.exchange.match_partakers import AT_ONCE, MatchProgress, Steps, partakers, revoked, still_on
from app.casework.exchange.match_partners import Agreement, Matcher
from app.casework.exchange.match_points import Items, Multiplier, multiplier
from app.casework.exchange.match_terms import DAY_S, RUN_DAYS, in_force, refuse_unfitting, request_of
from app.casework.session.ids import id_of
from app.casework.session.session import EventAppender, Session
from app.casework.session.stepped_work import in_batches
from app.clock import utc
from app.errors import N_, SanadError
from app.seal import canonical, matching
from app.seal.keys import Secret, fresh
from app.seal.matching import Head, MatchingAnswer, MatchingRequest, MatchingResult
from app.vault import cases as case_table
from app.vault import matching as match_table
from app.vault.matching import ANSWERED, ANSWERING, ASKED, BEGUN, COMMON, FINISHED, FINISHING, OPEN, MatchRun


class PartnersFileNeeded(SanadError):
    says = N_(
        "This matching continues with the partner’s file. Nothing was changed. Open that file again: finished steps "
        "are not repeated."
    )


class RunUnderWay(SanadError):
    says = N_("This matching is already under way. It was not started again. Wait until it ends, or give it up.")


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
class FinishedRun:
    """`given_back`: the file by which the partner learns the same, "" for none."""

    run: str
    partner: str
    cases: tuple[CommonCase, ...]
    given_back: str


@dataclass(frozen=True, slots=True)
class PartnerRequest:
    """A partner's first file, before it is answered. `persons`: of theirs, at most."""

    partner: str
    reference: str
    purpose: str
    kinds: tuple[str, ...]
    persons: int
    begun: datetime
    expires: datetime


# -- the first file ----------------------------------------------------------------------------


def starting(session: Session, partner: str, file: Path, purpose: str = "") -> Steps[StartedRun]:
    """Write the first file. `purpose`: of this run, that of the agreement by itself. NoAgreement,
    MatchAgreementOver, RunsSpent, NobodyToMatch, MatchTooMany, NotMatching, NotInPractice, BadFolder,
    PlaceNotAllowed, SealingFailed, MultiplyingFailed, MatchStopped, AgreementOver."""
    keys = at_work(session, file)
    agreement = in_force(session, match_partners.agreement_of(session, partner))
    now = session.now()
    purpose = " ".join(canonical.nfc(purpose).split())[: matching.LONGEST_TEXT]
    run = MatchRun(
        run=bytes(fresh()), agreement=agreement.id, began=True, made=now,
        expires=min(now + RUN_DAYS * DAY_S, int(agreement.until.timestamp())), state=BEGUN, persons=0,
        message=b"", secret=matching.fresh_secret(), places=b"", marks=b"", points=0,
        purpose=purpose or agreement.terms.purpose,
    )  # fmt: skip
    return (yield from _asked(session, keys, agreement, run, file))


def going_on(session: Session, run_id: str, file: Path) -> Steps[StartedRun]:
    """Write the first file of a run that was broken off before it. NoSuchRun, PartnersFileNeeded, and as
    `starting`."""
    keys = at_work(session, file)
    run = _run_of(session, run_id)
    if run.state != BEGUN:
        raise PartnersFileNeeded
    agreement = match_partners.agreement_of(session, run.agreement)
    in_force(session, agreement, begins=False)
    return (yield from _asked(session, keys, agreement, run, file))


def _run_of(session: Session, run_id: str) -> MatchRun:
    run = match_table.run_of(session.reading(), id_of(run_id, NoSuchRun))
    if run is None or run.state not in OPEN:
        raise NoSuchRun
    return run


def _asked(session: Session, keys: Matcher, agreement: Agreement, run: MatchRun, file: Path) -> Steps[StartedRun]:
    kinds = agreement.terms.kinds
    with _under_way(session, run), multiplier(Secret(run.secret), run.run) as child:
        items, left_out = yield from _items(session, agreement, run, kinds, child)
    head = MatchingRequest(
        run=run.run, answers=b"", sender=keys.public, receiver=agreement.public, made=run.made,
        expires=run.expires, reference=agreement.terms.reference, purpose=run.purpose, kinds=kinds,
        persons=items.seeming,
    )  # fmt: skip
    content, message = matching.sign(keys.keys, head, *items.points)
    sent_run = replace(run, message=message, places=items.places, points=items.number, persons=items.persons)
    _hand_out(session, agreement, sent_run, file, content, becomes=ASKED)
    return StartedRun(run.run.hex(), agreement.partner, str(file), items.persons, left_out, utc(run.expires))


# -- the answer --------------------------------------------------------------------------------


def look(session: Session, file: Path) -> PartnerRequest:
    """What a partner asks for; nothing is answered. As `answering`."""
    keys = at_work(session, file)
    agreement, message = open_message(session, keys, file)
    request = request_of(session, agreement, message)
    return PartnerRequest(
        partner=agreement.partner,
        reference=request.reference,
        purpose=request.purpose,
        kinds=request.kinds,
        persons=request.persons,
        begun=utc(request.made),
        expires=utc(request.expires),
    )


def step_of(session: Session, file: Path) -> str:
    """Which message of a run that goes on is in a file: "answer", or "result". As `finishing`."""
    keys = at_work(session, file)
    agreement, message = open_message(session, keys, file)
    run = match_table.run_of(session.reading(), message.head.run)
    refuse_unfitting(session, agreement, message, run)
    return message.head.WORD


def answering(session: Session, file: Path, target: Path) -> Steps[StartedRun]:
    """Answer a partner's first file with the second; where that was broken off, it goes on. As `starting`, and
    MatchFileRefused, MatchTermsDiffer, RunIsOver, OtherRun, NoFile and what a sealed file is refused for."""
    keys = at_work(session, file, target)
    agreement, message = open_message(session, keys, file)
    request = request_of(session, agreement, message)
    run = match_table.run_of(session.reading(), request.run) or MatchRun(
        run=request.run, agreement=agreement.id, began=False, made=session.now(), expires=request.expires,
        state=ANSWERING, persons=0, message=b"", secret=matching.fresh_secret(), places=b"", marks=b"",
        points=0, purpose=request.purpose, asked=message.id,
    )  # fmt: skip
    with _under_way(session, run), multiplier(Secret(run.secret), run.run) as child:
        twice = yield from match_points.multiplied(child, request.kinds, message.parts)
        items, left_out = yield from _items(session, agreement, run, request.kinds, child)
    marked = matching.marks(run.run, twice)
    head = MatchingAnswer(
        run=run.run,
        answers=message.id,
        sender=keys.public,
        receiver=agreement.public,
        made=session.now(),
        kinds=request.kinds,
        persons=items.seeming,
        marked=len(marked),
    )
    content, id_ = matching.sign(keys.keys, head, *items.points, marked)
    sent_run = replace(
        run,
        message=id_,
        places=items.places,
        points=items.number,
        persons=items.persons,
        marks=b"".join(sorted(marked)),
    )
    _hand_out(session, agreement, sent_run, target, content, becomes=ANSWERED)
    return StartedRun(run.run.hex(), agreement.partner, str(target), items.persons, left_out, utc(run.expires))


def _items(
    session: Session, agreement: Agreement, run: MatchRun, kinds: Sequence[str], child: Multiplier
) -> Steps[tuple[Items, Mapping[str, int]]]:
    """Each case that takes part has its event then; of one that may not be told of any more nothing goes."""
    left_out = Counter[str]()
    partaking = yield from partakers(session, agreement, run, kinds, left_out)
    blinded = yield from match_points.laid_out(child, run.run, kinds, partaking)
    items = yield from match_points.filled(child, blinded, partaking, lambda: revoked(session, agreement, run))
    return items, {reason: n for reason, n in left_out.items() if n}


def _hand_out(
    session: Session, agreement: Agreement, run: MatchRun, file: Path, content: bytes, *, becomes: str
) -> None:
    """The journal says it, then the file is written, then the run waits for the partner. What could not be
    written stands in the list as broken off. MatchStopped."""
    with session.vault.transaction() as writer:
        still_on(writer, run)
        match_partners.note(session, writer, agreement, becomes, run=run.run, persons=run.persons)
        match_table.put(writer, run)
    write(file, content, agreement)
    with session.vault.transaction() as writer:
        match_table.put(writer, replace(run, state=becomes))
        match_table.forget_said(writer, run.run)


# -- what comes out ----------------------------------------------------------------------------


def finishing(session: Session, file: Path, give_back: Path | None = None) -> Steps[FinishedRun]:
    """Read the partner's answer, or what it gave back, and say in each common case that the partner has the
    same keys. `give_back`: where the last file is written, by which the partner learns the same. The run ends,
    and what was secret of it is erased; where that was broken off, it goes on. As `answering`."""
    keys = at_work(session, file, *([give_back] if give_back else []))
    agreement, message = open_message(session, keys, file)
    run = match_table.run_of(session.reading(), message.head.run)
    refuse_unfitting(session, agreement, message, run)
    assert run is not None
    content = b""
    if isinstance(message.head, MatchingAnswer):
        *partner_points, marked = message.parts
        with _under_way(session, run), multiplier(Secret(run.secret), run.run) as child:
            points = yield from match_points.multiplied(child, message.head.kinds, partner_points)
        twice = matching.marks(run.run, points)
        places = match_points.common_places(marked, set(twice))
        if give_back:
            head: Head = MatchingResult(run.run, message.id, keys.public, agreement.public, session.now(), len(twice))
            content, _ = matching.sign(keys.keys, head, twice)
    else:
        own_marks = {run.marks[at : at + matching.MARK] for at in range(0, len(run.marks), matching.MARK)}
        places = match_points.common_places(message.parts[0], own_marks)
    kinds_of_cases = match_points.kinds_of(run.places, places)
    with _under_way(session, run):
        common = yield from _say_common(session, agreement, run, kinds_of_cases)
        _end(session, agreement, run, common, give_back if content else None, content)
    return FinishedRun(
        run.run.hex(), agreement.partner, match_overview.common(session, common), str(give_back) if content else ""
    )


def _say_common(
    session: Session, agreement: Agreement, run: MatchRun, kinds_of: Mapping[bytes, Sequence[str]]
) -> Steps[Mapping[bytes, Sequence[str]]]:
    """An event in each common case that is still here, once. MatchStopped."""
    references = case_table.references(session.reading())
    common = {case: kinds for case, kinds in kinds_of.items() if case in references}
    finishing_run, finished_cases = replace(run, state=FINISHING), 0
    with session.vault.transaction() as writer:
        still_on(writer, run)
        match_table.put(writer, finishing_run)
    for batch in in_batches(common, AT_ONCE):
        with session.vault.transaction() as writer:
            still_on(writer, finishing_run)
            said_before = match_table.said(writer, run.run, COMMON, batch)
            for case in batch:
                if case not in said_before:
                    content = {
                        "run": run.run,
                        "partner": agreement.partner,
                        "agency": agreement.terms.agency,
                        "kinds": list(common[case]),
                    }
                    id_ = EventAppender(session, writer, case).say(events.MATCHED, content)
                    writer.settle()  # while the case is at hand
                    match_table.note_said(writer, run.run, COMMON, {case: id_})
        finished_cases += len(batch)
        yield MatchProgress("common", finished_cases, len(common))
    return common


def _end(
    session: Session,
    agreement: Agreement,
    run: MatchRun,
    common: Mapping[bytes, Sequence[str]],
    give_back: Path | None,
    content: bytes,
) -> None:
    """The journal says it, then the last file is written, then nothing secret stays. MatchStopped."""
    step = "finished and given back" if give_back else "finished"
    with session.vault.transaction() as writer:
        still_on(writer, replace(run, state=FINISHING))
        match_partners.note(session, writer, agreement, step, run=run.run, common=len(common))
        if give_back is None:
            match_table.end(writer, run.run, FINISHED, b"".join(common))
    if give_back is not None:
        write(give_back, content, agreement)
        with session.vault.transaction() as writer:
            match_table.end(writer, run.run, FINISHED, b"".join(common))


@contextmanager
def _under_way(session: Session, run: MatchRun) -> Iterator[None]:
    """RunUnderWay."""
    if run.run in session.matchings:
        raise RunUnderWay
    session.matchings.add(run.run)
    try:
        yield
    finally:
        session.matchings.discard(run.run)
