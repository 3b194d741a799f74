"""Cases that may be about one person, and what people decided of it; links between cases."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.case import events
from app.case.duplicates import compare, keys
from app.case.kinds.links import FAMILY, NONE, NOT_SAME, SAME, TOGETHER, links
from app.casework.cases import index
from app.casework.cases.event_writer import say_in
from app.casework.cases.queries import case_of
from app.casework.session.session import Session
from app.casework.session.unreadable import Unreadable, case_or_unreadable
from app.errors import N_, SanadError
from app.seal.canonical import nfc
from app.vault import cases, match_index

REASONS = {
    "name": N_("the names sound alike"),
    "passport": N_("the same passport"),
    "civil_id": N_("the same identity number"),
    "phone": N_("the same telephone"),
    "birth_date": N_("the same birth date"),
    "nationality": N_("the same nationality"),
    "age": N_("about the same age"),
    "employer": N_("the same employer"),
    "site": N_("the same place of work"),
}
AS = {
    SAME: N_("The same person"),
    NOT_SAME: N_("Not the same person"),
    FAMILY: N_("A family"),
    TOGETHER: N_("One site or one investigation"),
}


class SameCase(SanadError):
    says = N_("A case can’t be linked with itself. Nothing was changed. Choose another case.")


@dataclass(frozen=True, slots=True)
class DuplicateCandidate:
    """A case that may be about the same person. `name`: "" of a restricted one. `reasons`: message
    ids, what speaks for it."""

    case_id: str
    reference: str
    name: str
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LinkedCase:
    """Another case and as what it is linked. `here`: is it on this computer? Else it is named by
    nothing but its id."""

    case_id: str
    reference: str
    name: str
    as_: str
    here: bool


def doubles(session: Session, case_id: str, limit: int = 10) -> list[DuplicateCandidate]:
    """Those that nobody has decided on yet, the likeliest first. NoCase."""
    case_state = case_of(session, case_id)
    decided = links(case_state)
    settled = {other_id for other_id, as_ in decided.items() if as_ in (SAME, NOT_SAME)}
    return _like(session, case_state.id, case_state.facts, settled)[:limit]


def like(session: Session, facts: Mapping[str, str], limit: int = 10) -> list[DuplicateCandidate]:
    """Cases that may be about the person of these facts, of whom no case is here yet: as `doubles`."""
    return _like(session, b"", facts, set())[:limit]


def _like(session: Session, case_id: bytes, facts: Mapping[str, str], settled: set[bytes]) -> list[DuplicateCandidate]:
    doubles = list[DuplicateCandidate]()
    sex, nationality = facts.get("sex", ""), facts.get("nationality", "")
    candidates = match_index.sharing(session.reading(), case_id, keys(facts), sex, nationality)
    kept_facts = match_index.compared_facts(session.reading(), candidates)
    for other_id in candidates:
        if other_id in settled:
            continue
        other_facts, number, name = kept_facts.get(other_id) or _opened(session, other_id)
        if likely := compare(facts, other_facts):
            reasons = tuple(REASONS[reason] for reason in likely.reasons)
            doubles.append(DuplicateCandidate(other_id.hex(), number, name, round(likely.score, 2), reasons))
    return sorted(doubles, key=lambda double: (-double.score, double.case_id))


def _opened(session: Session, case_id: bytes) -> tuple[Mapping[str, str], str, str]:
    """Of a case whose rows are still to be made again; nothing of one that is damaged."""
    case = case_or_unreadable(session, case_id)
    if isinstance(case, Unreadable):
        return {}, case.reference, ""
    return case.facts, index.number_of(case), "" if case.restricted else case.name


def linked(session: Session, case_id: str) -> list[LinkedCase]:
    """Other cases that this one is linked with, as the list has them. NoCase."""
    ties = links(case_of(session, case_id))
    listed = {row.case: row for row in cases.by_ids(session.reading(), list(ties))}
    linkeds = [
        LinkedCase(key.hex(), row.reference, "" if row.restricted else row.name, as_, here=True)
        if (row := listed.get(key))
        else LinkedCase(key.hex(), "", "", as_, here=False)
        for key, as_ in ties.items()
    ]
    return sorted(linkeds, key=lambda linked: (linked.as_, linked.reference, linked.case_id))


def link(session: Session, case_id: str, other_id: str, as_: str, reason: str = "") -> None:
    """Link two cases, or end it (""), in both: it can always be undone. NoCase, SameCase,
    ReasonWanted for the same person and for an end, NothingSaid."""
    pair = case_of(session, case_id), case_of(session, other_id)
    if pair[0].id == pair[1].id:
        raise SameCase
    with session.vault.transaction() as writer:
        for case, case_state in (pair, pair[::-1]):
            content = {"other": case_state.id, "as": as_, "reason": nfc(reason.strip())}
            say_in(session, writer, case, events.LINKED, content)


def unlink(session: Session, case_id: str, other_id: str, reason: str) -> None:
    """End a link. As `link`."""
    link(session, case_id, other_id, NONE, reason)
