"""What a person adds after the last question: it joins the answer to the question that asks for it, and
the history says when."""

from collections.abc import Iterable

from app.casework.cases import queries
from app.casework.interviews import conflicts
from app.casework.questionnaires import forms
from app.casework.session import typed_text
from app.casework.session.session import Session
from app.errors import N_, SanadError
from app.form import Form, Interview
from app.language import Words

PLACE = "addition"  # under which it stands while it is typed
QUESTION = "anything_else"  # its name in every questionnaire that asks it


class NothingToAddTo(SanadError):
    says = N_("This questionnaire has no place for what is added. Nothing was changed. Write it as a note in the case.")


def place_in(form: Form) -> str:
    """Where a questionnaire asks whether there is more; "" for nowhere."""
    return next(
        (
            question.path
            for question in form.questions()
            if question.name == QUESTION and question.type in ("string", "text")
        ),
        "",
    )


def question_of(interview: Interview) -> str:
    """The question that asks whether there is more, where it may be answered now; "" for none."""
    ref = place_in(interview.form)
    return ref if ref and interview.node(ref).relevant else ""


def place(case_id: str, interview_id: str) -> str:
    """Where what is typed stands until it is saved, on whichever page."""
    return f"{PLACE}|{case_id}|{interview_id}"


def unsaved(session: Session, case_id: str, interviews: Iterable[str]) -> list[str]:
    """Of these interviews those to which words were typed that nobody has saved: the screen was locked, or
    the program ended."""
    return [id_ for id_ in interviews if any(typed_text.of(session, place(case_id, id_)).values())]


def add(session: Session, case_id: str, interview_id: str, words: str) -> str:
    """Put words behind what was answered before; the event's id.

    NoCase, NothingToAddTo, AnswerRefused: then nothing was changed."""
    page = queries.case(session, case_id)
    interview = next((item for item in page.interviews if item.id == interview_id), None)
    ref = place_in(forms.load(session, interview.form_hash)) if interview is not None else ""
    if interview is None or not ref:
        raise NothingToAddTo
    earlier = interview.values.get(ref, "").strip()
    reason = Words(session.officer.language)(N_("Said after the last question"))
    event = conflicts.correct(session, case_id, interview_id, ref, f"{earlier}\n{words.strip()}".strip(), reason=reason)
    typed_text.forget(session, place(case_id, interview_id))
    return event
