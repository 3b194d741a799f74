"""One answer of a finished interview, put anew: what the questionnaire says of it, and what follows.

Nothing is written here: `casework.interviews.conflicts` does that."""

from dataclasses import dataclass, field
from typing import Any

from app.case import events
from app.case.projection import Case, FinishedInterview
from app.casework.questionnaires import consent_answers, forms, screening
from app.casework.questionnaires.answer_origins import as_told
from app.casework.questionnaires.answers import address, broken_rules, computed, facts
from app.casework.questionnaires.kept_result import SAID_LATER
from app.casework.session import clock_check, profiles
from app.casework.session.session import EventAppender, Session
from app.clock import utc
from app.errors import N_
from app.form import CALCULATED, AnswerRefused, Form, Interview, with_origins
from app.seal.canonical import nfc


@dataclass(frozen=True, slots=True)
class CorrectedAnswer:
    """`text`: the answer as it is stored. `follows`: calculated answers that change with it; `facts`:
    all that the interview then says of the person; `changed`: those of them that it said otherwise
    before; `consents`: what its questions of consent say otherwise now (`asked_consent.changed`);
    `origins`: where the answer and what follows come from, for the event."""

    ref: str
    text: str
    follows: dict[str, str] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    changed: tuple[str, ...] = ()
    consents: tuple[dict[str, Any], ...] = ()
    origins: dict[str, Any] = field(default_factory=lambda: {"origins": {}})  # as the event says it


def amend(session: Session, interview: FinishedInterview, ref: str, value: str) -> CorrectedAnswer:
    """Put an answer in the place of another. NoForm, NoSuchQuestion, AnswerRefused: for what the
    question can't hold and for what breaks a rule that was not broken before."""
    reopened = held_again(session, interview, session.officer.language)
    unchanged = held_again(session, interview, session.officer.language)
    place = reopened.resolve(ref)
    previous_values = reopened.values(relevant_only=False)
    in_doubt = clock_check.doubt(session) is not None
    broken = broken_rules(reopened)
    previous_facts = facts(reopened)
    reopened.answer(place, value)
    for broken_ref, message in broken_rules(reopened, in_doubt=in_doubt):
        if broken_ref == place or (broken_ref, message) not in broken:
            raise AnswerRefused(message or N_("it breaks a rule of the questionnaire."))
    values, now = reopened.values(), facts(reopened)
    follows = {
        path: nfc(values[path])
        for path in dict.fromkeys([*computed(reopened), *_calculated(reopened)])
        if path in values and path != place and values[path] != previous_values.get(path, "")
    }
    names = tuple(name for name in {**previous_facts, **now} if previous_facts.get(name) != now.get(name))
    text = nfc(reopened.values(relevant_only=False)[place])
    return CorrectedAnswer(
        ref=place,
        text=text,
        follows=follows,
        facts={k: nfc(v) for k, v in now.items()},
        changed=names,
        consents=tuple(consent_answers.changed(unchanged, reopened)),
        origins=as_told([place, *follows], reopened.origins(), reopened.put_over()),
    )


def _calculated(interview: Interview) -> list[str]:
    """Questions that the form calculates and nobody typed over: they follow like what nobody is asked."""
    return [path for path, origin in interview.origins().items() if origin == CALCULATED]


def held_again(session: Session, interview: FinishedInterview, language: str) -> Interview:
    """A finished interview as its form sees it, in the form's language of a code. NoForm."""
    reopened = Interview(_form(session, interview), answers_of(interview), now=session.clock)
    if name := address(reopened, language):
        reopened.set_language(name)
    return reopened


def answers_of(interview: FinishedInterview) -> dict[str, str]:
    """Path to answer, as an interview is restored from it."""
    return with_origins(interview.answers, interview.origins)


def weigh_again(session: Session, pen: EventAppender, case_state: Case, interview_id: bytes) -> None:
    """Say what the answers may show now, where that is another thing than what was said last."""
    talk = case_state.interviews.get(interview_id)
    if talk is None:
        return
    form = forms.load_if_here(session, talk.form["hash"].hex())
    if form is None:
        return  # whoever has the questionnaire will weigh it
    day = utc(talk.finished).astimezone().date()
    interview = Interview(form, answers_of(talk), now=session.clock)
    concern = (talk.assessment or {}).get("concern", 0)
    said_later = concern == SAID_LATER
    profile = profiles.of_key(session, (talk.assessment or {}).get("profile"))  # of that time
    result = screening.assess(form, interview, day, concern=said_later, profile=profile)
    if result is None:
        return
    stored: dict[str, Any] = screening.to_stored(result, SAID_LATER if said_later else 0)
    if stored != talk.assessment:
        pen.say(events.ASSESSED, {"interview": interview_id, "assessment": stored})


def _form(session: Session, interview: FinishedInterview) -> Form:
    return forms.load(session, interview.form["hash"].hex())
