"""Taking in what colleagues wrote, whichever way it came: by a folder, or from headquarters.

All inside the caller's transaction. What can't be used yet is kept and tried again.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress

from app.case.events import Event
from app.casework.cases import erasure, index, stand_in_rows
from app.casework.organisation import computer_reports
from app.casework.questionnaires import form_files, form_inbox
from app.casework.session import colleagues, freshness, registrar
from app.casework.session.session import Session, events_among
from app.casework.session.unreadable import Unreadable, case_or_unreadable
from app.casework.sharing import case_access, inbox, key_notices, stand_ins
from app.errors import SanadError
from app.seal import canonical, envelope
from app.seal.budgets import OverBudget
from app.seal.case_grant import is_key_log
from app.seal.envelope import (
    AuthorUnknown,
    AuthorWithdrawn,
    CertificateExpired,
    CheckedEnvelope,
    EnvelopeRefused,
    LaterMissing,
)
from app.seal.keys import digest
from app.vault import intake as vault_intake
from app.vault import log, waiting
from app.vault.case_keys import NoKeyYet
from app.vault.database import Writer
from app.vault.intake import Intake
from app.vault.organisation import DirectoryIntake

EARLY = "early"
LATER = (AuthorUnknown, NoKeyYet, LaterMissing)  # may resolve themselves when more arrives
FOR_THE_DESK = (AuthorWithdrawn, CertificateExpired, OverBudget)


def learn(session: Session, writer: Writer, entries: Iterable[bytes]) -> DirectoryIntake:
    """Entries of the directory, with those that waited for others."""
    waited = [raw for _, raw, reason in waiting.rows(writer) if reason == EARLY]
    outcome = session.vault.learn(writer, [*waited, *entries])
    for raw in outcome.new:
        waiting.remove(writer, digest(raw))
    for raw in outcome.early:
        waiting.keep(writer, session.vault, raw, EARLY)
    if outcome.new:
        registrar.mend(session, writer)
        colleagues.follow_home_team(session, writer)
        freshness.note_missing(session, writer)
        case_access.give_kept_back(session, writer)
    return outcome


def begun(session: Session, writer: Writer, ids: Sequence[bytes]) -> Intake:
    """`ids`: of the envelopes to come."""
    return Intake(writer, session.vault, _dated(session), ids)


def receive(intake: Intake, looked: CheckedEnvelope, *, for_us: bool = True) -> bool:
    """Take one envelope in; False if it is here already. What waits, for more to arrive or for the
    desk's word, is kept, and raised: one of LATER or FOR_THE_DESK. Another condition: not kept.
    `for_us`: False for what is not addressed to this computer, so that nothing more is awaited."""
    try:
        return intake.receive(looked)
    except OverBudget:
        raise  # it is kept apart, and nothing will change that
    except (*LATER, *FOR_THE_DESK) as error:
        if for_us or isinstance(error, FOR_THE_DESK):
            waiting.keep(intake.writer, intake.vault, looked.raw, error.kind(), looked.id)
        raise


def try_again(session: Session, writer: Writer) -> list[tuple[bytes, bytes]]:
    """What waited, until nothing more comes of it: (case, id) of what is taken in now."""
    received_records: list[tuple[bytes, bytes]] = []
    has_new = True
    while has_new:
        has_new = False
        for id_, raw, reason in waiting.rows(writer):
            if reason == EARLY:
                continue
            try:
                new = vault_intake.receive(writer, session.vault, raw, _dated(session))
            except OverBudget:
                new = False
            except SanadError:
                continue
            waiting.remove(writer, id_)
            if new:
                peeked_envelope = envelope.peek_unverified(raw)
                received_records.append((peeked_envelope.header.case, peeked_envelope.id))
                has_new = True
    return received_records


def _dated(session: Session) -> Callable[[bytes], int]:
    """When an event was written, as it claims; a time still to come is a wrong clock's, and doesn't
    say that its author's certificate had ended."""
    now = session.now()

    def dated(event: bytes) -> int:
        text = canonical.decode(event)
        at = text.get("at") if isinstance(text, dict) else None
        if type(at) is not int:
            raise EnvelopeRefused
        return min(at, now)

    return dated


def complete(session: Session, writer: Writer, case: bytes) -> None:
    """Give every team that reads a case what it lacks, but those whose time in it is over; none of one with a
    damaged record."""
    with suppress(EnvelopeRefused):
        if not is_key_log(case):
            stand_in_rows.refresh(session, writer, case)
        log.complete(writer, session.vault, case)


def show(session: Session, writer: Writer, case: bytes, new: set[bytes]) -> bool:
    """Questionnaires and what came in, after what is new in a case; False for what is no case but
    what a team shares, or a vault's journal, and for a case with a damaged record: what came in is kept.
    Lists and search follow by themselves (app.vault.duties)."""
    if is_key_log(case):  # it grows with each day: what is new is all that is looked at
        new_events = events_among(session, case, new)
        _note_known(session, writer, new_events)
        key_notices.notice(session, writer, case, new_events)
        computer_reports.take_in(session, writer, new_events)
        return False
    case_state = case_or_unreadable(session, case)
    if isinstance(case_state, Unreadable):
        return False
    _note_known(session, writer, (event for event in case_state.timeline if event.id in new))
    if case in log.shares(session.vault):
        form_inbox.take_in(session, writer, case_state)
        form_files.take_in(session, writer, case_state)
        stand_ins.take_in(session, writer, case)
        return False
    if case_state.timeline and not index.is_case(session, case_state):
        return False
    if erasure.carry_out(session, writer, case):
        return True
    inbox.notice(session, writer, case, new)
    return True


def _note_known(session: Session, writer: Writer, new: Iterable[Event]) -> None:
    """What the authors knew of the directory."""
    freshness.note(session, writer, ((event.stream, event.content.get(freshness.KEY)) for event in new))
