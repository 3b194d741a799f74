"""Asking a second person whether a sealed file may go, and answering: in every case that would go with it.

What goes is read anew by whoever asks, whoever answers and whoever seals. docs/decisions/0049"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from app.bundle.manifest import Recipient
from app.case import events, fields
from app.case.kinds.release import APPROVED, REFUSED, Release
from app.case.projection import Case
from app.casework.cases import redaction
from app.casework.cases.covered_text import Covers, covered
from app.casework.cases.event_writer import attempt, say_in, under
from app.casework.cases.queries import NoCase, case_of
from app.casework.cases.redaction import NeverGoesThere, NothingOfThatName, TextsNotReviewed
from app.casework.cases.second_person import is_asked_for
from app.casework.export import bundle_export, referral_letter
from app.casework.export.approvals import (
    ApprovalOver,
    ApprovalRefused,
    ApprovalWaits,
    NoRelease,
    NotAsked,
    of_id,
    release_for,
    release_of,
)
from app.casework.export.bundle_choice import BundleChoice
from app.casework.export.bundle_digest import digest_of, what_goes
from app.casework.export.bundle_export import chosen_for
from app.casework.export.referral_letter import LetterReading, NotUnderWay
from app.casework.lifecycle import referrals
from app.casework.lifecycle.referrals import NoReferral
from app.casework.session import profiles
from app.casework.session.session import Session
from app.clock import utc
from app.errors import N_, SanadError
from app.language import Name
from app.seal.canonical import nfc
from app.seal.keys import fresh_id

__all__ = ["ApprovalOver", "ApprovalRefused", "ApprovalWaits", "NoRelease", "NotAsked", "chosen_for"]


class ApprovalDiffers(SanadError):
    says = N_(
        "The records here differ from those for which the approval was requested: the case has changed since, or part "
        "of it has not arrived. Nothing was approved. Bring both computers up to date, then have the approval "
        "requested again."
    )


class ApprovalElsewhere(SanadError):
    says = N_(
        "One of the cases in this file is not on this computer, so it can’t be approved here. Nothing was"
        " changed. Somebody who has all of them must answer."
    )


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """A request. `state`: waits, approved, refused, over. `may_answer`: may this officer? `held`: kinds that
    stay, by their names; `reason`: of the answer, `by` and `until` too, "" and None before it."""

    id: str
    agency: str
    agency_name: Name
    to: tuple[Recipient, ...]
    purpose: str
    override: str
    references: tuple[str, ...]
    asked_by: str
    at: datetime
    state: str
    may_answer: bool
    by: str = ""
    reason: str = ""
    until: datetime | None = None
    is_letter: bool = False


def ask(session: Session, choice: BundleChoice) -> str:
    """Ask a second person, in every case that would go; the request's id. As `bundle_export.make` for what may
    not go at all."""
    release_id = fresh_id()
    content = {
        "release": release_id,
        "digest": digest_of(session, choice),
        "agency": choice.agency,
        "to": [[recipient.kind, recipient.fingerprint] for recipient in choice.recipients],
        "purpose": choice.purpose,
        "override": choice.override,
        "cases": [bytes.fromhex(case_id) for case_id in choice.cases],
        "chosen": _stored(choice, _texts(session, choice)),
        **under(session),
    }
    disclosure = {"agency": choice.agency, "override": choice.override, **under(session)}
    for case_id in choice.cases:
        attempt(session, case_of(session, case_id), events.EXPORTED, disclosure)
    with session.vault.transaction() as writer:
        for case_id in choice.cases:
            say_in(session, writer, case_of(session, case_id), events.RELEASE_ASKED, content)
    return release_id.hex()


def ask_for_letter(session: Session, case_id: str, referral: str, override: str = "") -> str:
    """Ask a second person whether the letter of a referral may go, as it says now; the request's id. NoCase,
    NoReferral, NotUnderWay, NoAgency, and what the fold has against it."""
    case = case_of(session, case_id)
    under_way, release_id = referrals.find(case, referral), fresh_id()
    content = {
        "release": release_id,
        "digest": referral_letter.digest_of(session, case_id, referral, override),
        "agency": under_way.agency,
        "to": [],
        "purpose": under_way.reference,
        "override": nfc(override.strip()),
        "cases": [case.id],
        "chosen": {"letter": under_way.id},
        **under(session),
    }
    disclosure = {"agency": under_way.agency, "override": override or under_way.override, **under(session)}
    attempt(session, case, events.EXPORTED, disclosure)
    with session.vault.transaction() as writer:
        say_in(session, writer, case, events.RELEASE_ASKED, content)
    return release_id.hex()


def answer(session: Session, case_id: str, release_id: str, *, approve: bool, reason: str = "") -> str:
    """Approve or refuse, as a second person, in every case that would go. NoCase, NoRelease, NotYours,
    SecondPerson, InForce, ReasonWanted, ApprovalDiffers, ApprovalElsewhere."""
    release = of_id(case_of(session, case_id), release_id)
    content = {
        "release": release.id,
        "digest": release.digest,
        "answer": APPROVED if approve else REFUSED,
        "reason": nfc(" ".join(reason.split())),
    }
    for id_ in release.cases:
        try:
            case = case_of(session, id_.hex())
        except NoCase as error:
            raise ApprovalElsewhere from error
        attempt(session, case, events.RELEASE_DECIDED, content)
    if approve and _digest(session, release) != release.digest:
        raise ApprovalDiffers
    with session.vault.transaction() as writer:
        for id_ in release.cases:
            say_in(session, writer, case_of(session, id_.hex()), events.RELEASE_DECIDED, content)
    return release.id.hex()


def standing(session: Session, choice: BundleChoice) -> str:
    """For a screen: "" where none is needed; ask, waits, approved, refused or over."""
    return _standing(session, choice.agency, lambda: release_for(session, choice, digest_of(session, choice)))


def standing_of_letter(session: Session, case_id: str, referral: str, override: str = "") -> str:
    """The same of a referral's letter, as it says now. NoCase, NoReferral, NotUnderWay."""
    agency = referrals.find(case_of(session, case_id), referral).agency
    return _standing(
        session,
        agency,
        lambda: release_of(
            session, (case_id,), agency, referral_letter.digest_of(session, case_id, referral, override)
        ),
    )


def _standing(session: Session, agency: str, find: Callable[[], bytes]) -> str:
    try:
        if not is_asked_for(session, agency):
            return ""
        find()
    except NotAsked:
        return "ask"
    except ApprovalWaits:
        return "waits"
    except ApprovalRefused:
        return "refused"
    except ApprovalOver:
        return "over"
    return "approved"


def releases_of(session: Session, case: Case) -> list[ReleaseView]:
    """The last first."""
    return [_view(session, case, release) for release in reversed(case.releases.values())]


def _view(session: Session, case: Case, release: Release) -> ReleaseView:
    name_of, now = session.vault.directory.name_of, session.now()
    release_answer = release.refused or (release.answers[-1] if release.answers else None)
    state = (
        "waits" if release.waits else "refused" if release.refused else "approved" if release.approved(now) else "over"
    )
    return ReleaseView(
        id=release.id.hex(),
        agency=release.agency,
        agency_name=profiles.agency_names(profiles.in_use(session)).get(release.agency, Name({}, release.agency)),
        to=tuple(choice_of(release).recipients),
        purpose=release.purpose,
        override=release.override,
        references=tuple(_references(session, case, release)),
        asked_by=name_of(release.stream),
        at=utc(release.at),
        state=state,
        may_answer=release.waits and _may_answer(session, release),
        by=name_of(release_answer.stream) if release_answer else "",
        reason=release_answer.reason if release_answer else "",
        until=utc(release_answer.until) if release_answer and release_answer.answer == APPROVED else None,
        is_letter=bool(_letter_of(release)),
    )


@dataclass(frozen=True, slots=True)
class TypedText:
    """A free text as it would go: covered passages are marks. `question`: what it answers, "" where that is
    nothing; `place`: of the case. Not `is_read`: nobody has read it over."""

    question: str
    place: str
    text: str
    is_read: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseContents:
    """What would go by the records here. `differs`: it is not what was asked for; then the numbers are of what
    is here. `held_back`: kinds, and how many; `texts`: the free texts. `letter`: what a referral's letter says,
    None for a file."""

    answers: int = 0
    people: int = 0
    files: int = 0
    events: int = 0
    held_back: dict[str, int] = field(default_factory=dict)
    texts: tuple[TypedText, ...] = ()
    letter: LetterReading | None = None
    differs: bool


def contents_of(session: Session, case_id: str, release_id: str) -> ReleaseContents:
    """Read anew, for whoever answers. NoCase, NoRelease, ApprovalElsewhere, NotUnderWay."""
    release = of_id(case_of(session, case_id), release_id)
    differs = _digest(session, release) != release.digest
    if letter := _letter_of(release):
        reading = referral_letter.reading_of(session, case_id, letter, release.override)
        return ReleaseContents(letter=reading, differs=differs)
    choice = choice_of(release, session.vault.directory.name_of(release.stream))
    answers = people = files = signed = 0
    held_back: Counter[str] = Counter()
    texts = list[TypedText]()
    for id_ in choice.cases:
        try:
            document, rows, ids, typed = what_goes(session, id_, choice)
            held_back.update(bundle_export.contains(session, id_, choice.withheld)[1])
        except NoCase as error:
            raise ApprovalElsewhere from error
        except TextsNotReviewed:
            continue
        answers += sum(len(interview["answers"]) for interview in document["interviews"])
        people += len(rows.get("persons", ()))
        files += len(document["files"]) if choice.with_files else 0
        signed += len(ids)
        texts += [
            TypedText(text.heading, text.place, covered(text.text, text.covers), text.is_read)
            for text in typed.values()
            if text.covers is not None
        ]
    return ReleaseContents(
        answers=answers,
        people=people,
        files=files,
        events=signed,
        held_back=dict(held_back),
        texts=tuple(texts),
        differs=differs,
    )


def _may_answer(session: Session, release: Release) -> bool:
    vault = session.vault
    is_same = release.person == vault.person if release.person else release.stream == vault.stream
    return not is_same and session.officer.role in release.roles


def _references(session: Session, case: Case, release: Release) -> Iterator[str]:
    for id_ in release.cases:
        try:
            yield case.reference if id_ == case.id else case_of(session, id_.hex()).reference
        except NoCase:
            yield id_.hex()[:8]


def _texts(session: Session, choice: BundleChoice) -> list[list[Any]]:
    """Hash and covered passages of each free text that goes."""
    covers = {
        text.hash: [list(cover) for cover in text.covers]
        for case_id in choice.cases
        for text in what_goes(session, case_id, choice)[3].values()
        if text.covers is not None
    }
    return [[hash_, listed] for hash_, listed in sorted(covers.items())]


def _covers(value: object) -> dict[bytes, Covers]:
    """What a request says of its texts; anything odd covers nothing, and then the digest differs."""
    covers: dict[bytes, Covers] = {}
    for row in value if isinstance(value, list) else []:
        match row:
            case [bytes() as hash_, list() as listed]:
                covers[hash_] = tuple(
                    (pair[0], pair[1])
                    for pair in listed
                    if isinstance(pair, list) and [type(part) for part in pair] == [int, int]
                )
    return covers


def _letter_of(release: Release) -> str:
    """Of which referral the letter was asked for; "" for a file."""
    id_ = release.chosen.get("letter")
    return id_.hex() if isinstance(id_, bytes) else ""


def _digest(session: Session, release: Release) -> bytes:
    """Of what would go by the records here; b"" where that can't be said."""
    if letter := _letter_of(release):
        try:
            case_id = release.cases[0].hex() if len(release.cases) == 1 else ""
            return referral_letter.digest_of(session, case_id, letter, release.override)
        except (NoCase, NoReferral, NotUnderWay):
            return b""
    author = session.vault.directory.name_of(release.stream)
    try:
        return digest_of(session, choice_of(release, author))
    except (TextsNotReviewed, NeverGoesThere, NothingOfThatName):
        return b""


def _stored(choice: BundleChoice, texts: list[Any]) -> dict[str, Any]:
    """`texts`: as they were read over, by their hashes."""
    withheld = choice.withheld
    return {
        "language": choice.language,
        "dossier": choice.dossier,
        "files": int(choice.with_files),
        "place": int(choice.place),
        "hold": sorted(withheld.hold),
        "give": sorted(withheld.give),
        "attached": sorted(withheld.files),
        "texts": texts,
        "recipient": withheld.recipient,
        "unreviewed": int(withheld.leaves_unreviewed),
    }


def choice_of(release: Release, author: str = "") -> BundleChoice:
    """What was asked for, as whoever answers reads it: nothing that this version does not know."""
    stored = release.chosen
    withheld = replace(
        redaction.chosen(
            release.agency,
            fields.texts(stored.get("hold")),
            fields.texts(stored.get("give")),
            fields.text(stored.get("recipient")),
        ),
        files=frozenset(fields.texts(stored.get("attached"))),
        author=author,
        brought=_covers(stored.get("texts")),
        leaves_unreviewed=stored.get("unreviewed") == 1,
    )
    language = fields.text(stored.get("language"))
    dossier = fields.text(stored.get("dossier"))
    return BundleChoice(
        cases=tuple(id_.hex() for id_ in release.cases),
        recipients=tuple(
            Recipient(kind, mark)  # type: ignore[arg-type]
            for kind, mark in release.to
        ),
        agency=release.agency,
        language="en" if language == "en" else "ar",
        purpose=release.purpose,
        override=release.override,
        withheld=withheld,
        dossier=dossier if dossier in ("ar", "en", "both") else "",  # type: ignore[arg-type]
        with_files=stored.get("files") == 1,
        place=stored.get("place") == 1,
    )
