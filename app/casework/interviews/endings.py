"""How an interview ends: finished or handed on as a case, closed early, refused, destroyed.

What becomes of the draft is one transaction with what becomes of the case."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.case import events
from app.casework.cases import groups, index
from app.casework.interviews import answer_files, presence
from app.casework.interviews.draft_list import belongs_to, draft_key, rebuilt
from app.casework.interviews.interview_events import (
    Agreement,
    LiveInterview,
    account,
    lost_of,
    may_be_kept,
    open_case,
    say_apart,
    say_finished,
)
from app.casework.questionnaires import answer_origins, apart_notes
from app.casework.questionnaires.answers import broken_rules, restricted
from app.casework.session import clock_check
from app.casework.session.session import EventAppender, Session, case_state_of
from app.casework.sharing import case_access
from app.errors import N_, SanadError
from app.form import Interview
from app.seal.canonical import nfc
from app.vault import drafts as unfinished
from app.vault import visits
from app.vault.database import Writer

if TYPE_CHECKING:
    from app.casework.session.colleagues import ColleagueOrTeam


class NeedsAttention(SanadError):
    """Answers that break a rule of the form. `refs`: where."""

    refs: tuple[str, ...]
    says = N_("Some answers need correcting. Everything is saved. Open the review to see which, then finish.")


@dataclass(frozen=True, slots=True)
class FinishedInterview:
    case_id: str
    reference: str
    interview_id: str


def finish(
    session: Session, draft_id: str, agreement: Agreement | None = None, language: str = ""
) -> FinishedInterview:
    """Make what is durable of a draft a case: its events are signed and the draft is cleared in
    one transaction. `language`: the form's language in which it was held.

    NotSafe and ConsentRefused where a gate says stop, GateOpen where one is not open,
    NeedsAttention for answers that break a rule."""
    live = rebuilt(session, draft_id)
    interview = live.interview
    if language:
        interview.set_language(language)
    may_be_kept(interview)
    if broken := broken_rules(interview, in_doubt=clock_check.doubt(session) is not None):
        raise NeedsAttention(tuple(ref for ref, _ in broken))
    case, interview_id = belongs_to(session, live)
    with session.vault.transaction() as writer:
        unfinished.one(session.vault.database, draft_key(draft_id))
        pen = EventAppender(session, writer, case, restricted=restricted(interview))
        open_case(session, pen, case)
        say_finished(session, pen, live, agreement or Agreement(), interview_id)
        answer_files.into_case(writer, pen, draft_id, interview, case)
        _into_group(session, writer, live, case)
        # another team may read the case already: the questionnaire goes with it
        case_access.carry(session, writer, case)
        unfinished.clear(writer, draft_key(draft_id))
    case_state = case_state_of(session, case)
    return FinishedInterview(case.hex(), index.number_of(case_state), interview_id.hex())


def hand_on(session: Session, draft_id: str, recipient: "ColleagueOrTeam", note: str = "", language: str = "") -> str:
    """Give what is durable of a draft to a colleague or a team, who may go on from it: it becomes
    an event of the draft's case, or of a new one, whose id this is; the draft is cleared in the
    same transaction. `language`: the form's, in which it was held.

    NoDraft, NotSafe, ConsentRefused, GateOpen; NoRecipient."""
    live = rebuilt(session, draft_id)
    if language:
        live.interview.set_language(language)
    may_be_kept(live.interview)
    case, interview_id = belongs_to(session, live)
    saved = answer_origins.saved(session.reading(), draft_key(draft_id))
    with session.vault.transaction() as writer:
        unfinished.one(session.vault.database, draft_key(draft_id))
        pen = EventAppender(session, writer, case, restricted=restricted(live.interview))
        open_case(session, pen, case)
        pen.say(
            events.HANDED_ON,
            {
                **account(live, interview_id, saved),
                **lost_of(session, live),
                "place": nfc(live.place),
                "to": [recipient.kind, bytes.fromhex(recipient.id)],
                "name": nfc(recipient.name),
                "note": nfc(note),
            },
        )
        answer_files.into_case(writer, pen, draft_id, live.interview, case)
        case_access.give(session, writer, case, recipient)
        unfinished.clear(writer, draft_key(draft_id))
    return case.hex()


def close_unsafe(
    session: Session, draft_id: str, retry_time: str, retry_place: str, retry_means: str, outcome: str = ""
) -> FinishedInterview | None:
    """Destroy the draft; keep only when, where and how to try again, why no talk was held (`outcome`: of
    OUTCOMES, else as the answers say) and who was there. Nothing that the person said is kept; what staff
    noted apart from the talk becomes a case, None where nothing was."""
    live = rebuilt(session, draft_id)
    interview = live.interview
    visit = visits.Revisit(
        n=0,
        at=session.now(),
        time=nfc(retry_time),
        place=nfc(retry_place),
        how=nfc(retry_means),
        outcome=outcome if outcome in visits.OUTCOMES else presence.outcome(interview),
        present=presence.present(interview),
    )
    with session.vault.transaction() as writer:
        unfinished.one(session.vault.database, draft_key(draft_id))
        apart_ids = _keep_apart(session, writer, live)
        unfinished.clear(writer, draft_key(draft_id))
        visits.keep(writer, visit)
    return _finished_as(session, apart_ids)


def refuse_consent(session: Session, draft_id: str) -> FinishedInterview | None:
    """Destroy the draft; one more in an anonymous count. What staff noted apart from the talk becomes a
    case, with the refusal; None where nothing was."""
    live = rebuilt(session, draft_id)
    with session.vault.transaction() as writer:
        unfinished.one(session.vault.database, draft_key(draft_id))
        apart_ids = _keep_apart(session, writer, live)
        unfinished.clear(writer, draft_key(draft_id))
        visits.count(writer, "consent refused", clock_check.year(session))
    return _finished_as(session, apart_ids)


def discard(session: Session, draft_id: str) -> None:
    """Destroy a draft for good. NoDraft."""
    with session.vault.transaction() as writer:
        unfinished.one(session.vault.database, draft_key(draft_id))
        unfinished.clear(writer, draft_key(draft_id))


def stays(interview: Interview) -> bool:
    """Was anything noted apart from the talk, which stays where no talk is held?"""
    return bool(apart_notes.noted(interview))


def refusals(session: Session) -> int:
    """How many did not want to be recorded."""
    return visits.counted(session.reading(), "consent refused")


def revisits(session: Session) -> list[visits.Revisit]:
    return visits.waiting(session.reading())


def forget_revisit(session: Session, n: int) -> None:
    with session.vault.transaction() as writer:
        visits.forget(writer, n)


def _keep_apart(session: Session, writer: Writer, live: LiveInterview) -> tuple[bytes, bytes] | None:
    notes = apart_notes.noted(live.interview)
    if not notes:
        return None
    case, interview_id = belongs_to(session, live)
    pen = EventAppender(session, writer, case, restricted=restricted(live.interview))
    open_case(session, pen, case)
    say_apart(pen, live, interview_id, notes)
    _into_group(session, writer, live, case)
    case_access.carry(session, writer, case)
    return case, interview_id


def _finished_as(session: Session, apart_ids: tuple[bytes, bytes] | None) -> FinishedInterview | None:
    if apart_ids is None:
        return None
    case, interview_id = apart_ids
    number = index.number_of(case_state_of(session, case))
    return FinishedInterview(case.hex(), number, interview_id.hex())


def _into_group(session: Session, writer: Writer, live: LiveInterview, case: bytes) -> None:
    group = unfinished.one(session.vault.database, draft_key(live.draft_id)).meta.get("group")
    if isinstance(group, bytes):
        groups.put_in(session, writer, group, case)
