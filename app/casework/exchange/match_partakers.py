"""Who takes part in a matching: of whom the agency may be told, as the case stands; each says so first.

Some cases at a time, in one transaction each, which also says in the run that they have: what was broken off goes
on where it was, and no case says it twice.
"""

from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from app.case.match_keys import STANDARD
from app.case.urgency import DANGER
from app.casework.cases import leaving_events
from app.casework.cases.event_writer import going
from app.casework.cases.leaving_events import LeavingEvent
from app.casework.cases.queries import NoCase
from app.casework.cases.refusals import OutsideConsent
from app.casework.exchange.match_partners import Agreement
from app.casework.exchange.match_terms import MatchTooMany
from app.casework.session.session import Session
from app.casework.session.stepped_work import in_batches
from app.errors import N_, SanadError
from app.seal.keys import ID
from app.vault import matching as match_table
from app.vault.database import Writer
from app.vault.matching import PART, MatchedCase, MatchRun

# -- match steps -------------------------------------------------------------------------------
# A matching a step at a time, so that whoever uses the records goes between; and how far it has
# come.

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class MatchProgress:
    """`part`: cases say that they take part, their points are made, the partner's are multiplied, or cases say
    what came of it; `done` of `total`."""

    part: Literal["cases", "points", "partner", "common"]
    done: int
    total: int


Steps = Generator[MatchProgress, None, T]


class MatchStopped(SanadError):
    says = N_(
        "The matching was stopped before it finished, and no file was written. If some cases already say that they "
        "took part, the list shows the matching as interrupted: continue it there, or give it up."
    )


# -- match partakers ----------------------------------------------------------------------------

RESTRICTED, CAREFUL, NO_CONSENT = "restricted", "careful", "no_consent"  # why a case took no part
AT_ONCE = 40  # cases between which others may use the records: some tenths of a second


class NobodyToMatch(SanadError):
    says = N_(
        "No case can take part in this matching. Nothing was matched. A person can take part only after agreeing to "
        "sharing with this agency, and if their documents, or their name, birth date and nationality, are known."
    )


def partakers(
    session: Session, agreement: Agreement, run: MatchRun, kinds: Sequence[str], left_out: Counter[str]
) -> Steps[list[MatchedCase]]:
    """Each with its event. `run`: kept with the first of them. MatchTooMany before any of them, NobodyToMatch,
    MatchStopped, AgreementOver."""
    candidates = list[MatchedCase]()
    for page in match_table.pages(session.reading(), agreement.terms.agency):
        candidates += _of_terms(page, agreement, kinds, left_out)
        yield MatchProgress("cases", 0, len(candidates))
    if len(candidates) > agreement.terms.persons:
        yield from _counted(session, agreement, run, candidates)
    partaking, content = list[MatchedCase](), _content(session, agreement, run, kinds)
    for batch in in_batches(candidates, AT_ONCE):
        partaking += _said(session, run, batch, content)
        yield MatchProgress("cases", len(partaking), len(candidates))
    left_out[NO_CONSENT] += len(candidates) - len(partaking)
    if not partaking:
        raise NobodyToMatch
    return partaking


def revoked(session: Session, agreement: Agreement, run: MatchRun) -> frozenset[bytes]:
    """Cases that said that they take part, and of whom the agency may not be told any more: something was
    written in them since."""
    content = going(session, agreement.terms.agency, "")
    changed = match_table.changed_since_said(session.reading(), run.run)
    return frozenset(case for case in changed if _tried(session, case, content) is None)


def still_on(writer: Writer, run: MatchRun) -> None:
    """MatchStopped where somebody gave the run up, or a partner's agreement ended with it."""
    if not match_table.is_in(writer, run.run, run.state):
        raise MatchStopped


def _of_terms(
    page: Sequence[MatchedCase], agreement: Agreement, kinds: Sequence[str], left_out: Counter[str]
) -> Iterator[MatchedCase]:
    for matched in page:
        if not any(key[0] in kinds for key in matched.keys):
            continue
        if matched.restricted and not agreement.terms.restricted:
            left_out[RESTRICTED] += 1
        elif DANGER in matched.marks and not agreement.terms.careful:
            left_out[CAREFUL] += 1
        else:
            yield matched


def _counted(session: Session, agreement: Agreement, run: MatchRun, candidates: Sequence[MatchedCase]) -> Steps[None]:
    """MatchTooMany before any case says something."""
    content, number = going(session, agreement.terms.agency, ""), 0
    for batch in in_batches(candidates, AT_ONCE):
        number += sum(_tried(session, matched.case, content) is not None for matched in batch)
        if number > agreement.terms.persons:
            raise MatchTooMany(agreement.terms.persons)
        yield MatchProgress("cases", 0, len(candidates))


def _content(session: Session, agreement: Agreement, run: MatchRun, kinds: Sequence[str]) -> dict[str, object]:
    """What the event of each case says. ApprovalNeeded."""
    return {
        "document": run.run[:ID],
        "language": "en",
        "protected": 1,
        "standard": STANDARD,
        "format": " ".join(kinds),
        "purpose": run.purpose,
        "to": [["age", agreement.age]],
        **going(session, agreement.terms.agency, ""),
    }


def _said(
    session: Session, run: MatchRun, batch: Sequence[MatchedCase], content: dict[str, object]
) -> list[MatchedCase]:
    """Those of whom the agency may be told; who has not said it yet, says it now."""
    with session.vault.transaction() as writer:
        if match_table.put_new(writer, run):
            still_on(writer, run)
        said_before = match_table.said(writer, run.run, PART, [matched.case for matched in batch])
        tried = {
            matched.case: event for matched in batch if (event := _tried(session, matched.case, content)) is not None
        }
        ids = leaving_events.say_each(
            session, writer, [event for case, event in tried.items() if case not in said_before]
        )
        match_table.note_said(writer, run.run, PART, ids)
    return [matched for matched in batch if matched.case in tried]


def _tried(session: Session, case: bytes, content: dict[str, object]) -> LeavingEvent | None:
    """AgreementOver."""
    try:
        return leaving_events.tried(session, case, content)
    except (OutsideConsent, NoCase):  # or it is gone meanwhile
        return None
