"""Needs that an answer raises: `sanad_need` of a choice, `sanad:need` of a question.

`medical` is needed now, `wages:days` within days. A question raises its need when it is answered yes,
or when its `sanad:need_when`, an XPath, is true."""

from collections.abc import Iterator, Mapping

from app.case.urgency import NOW
from app.errors import SanadError
from app.form import Form, Interview, QuestionDef

HOW_SOON = (NOW, "days", "later")


def raises(form: Form) -> list[QuestionDef]:
    """The questions whose answers may raise a need."""
    return [
        question
        for question in form.questions()
        if question.extras.get("need") or any(choice.extras.get("sanad_need") for choice in question.choices)
    ]


def raised(interview: Interview, values: Mapping[str, str]) -> dict[str, str]:
    """Need to how soon, the sooner where several answers raise it. `values`: by path without the ids
    of entries, of what is asked now."""
    urgencies: dict[str, str] = {}
    for question in raises(interview.form):
        value = values.get(question.path, "")
        for raised_need in _told(interview, question, value) if value else ():
            kind, _, urgency = raised_need.partition(":")
            urgency = urgency if urgency in HOW_SOON else NOW
            previous_urgency = urgencies.get(kind, HOW_SOON[-1])
            urgencies[kind] = min(previous_urgency, urgency, key=HOW_SOON.index)
    return urgencies


def _told(interview: Interview, question: QuestionDef, value: str) -> Iterator[str]:
    chosen = value.split() if question.control == "select_multiple" else [value]
    for choice in question.choices:
        if choice.value in chosen and choice.extras.get("sanad_need"):
            yield choice.extras["sanad_need"]
    if need := question.extras.get("need"):
        need_when = question.extras.get("need_when", "").strip()
        if _true(interview, need_when, question.path) if need_when else value == "yes":
            yield need


def _true(interview: Interview, expression: str, path: str) -> bool:
    try:
        return interview.evaluate(expression, path).strip().lower() in ("true", "1", "yes")
    except SanadError:
        return True  # what can't be looked at is not ruled out
