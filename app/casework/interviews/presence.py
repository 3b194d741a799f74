"""Who was there when a talk could not be held, and why it could not: of the place, never of the person."""

from app.casework.questionnaires.answer_format import marked
from app.form import Interview, NoSuchQuestion, QuestionDef
from app.vault.visits import DECLINED, OVERHEARD, UNSAFE

_ALONE = frozenset({"nobody", "unknown"})
_HEARD = frozenset({"yes", "perhaps", "unknown"})


def _question(interview: Interview) -> QuestionDef | None:
    """The one that asks who is there: a select_multiple with the appearance `presence`."""
    questions = interview.form.questions()
    return next((definition for definition in questions if "presence" in definition.appearance), None)


def asks(interview: Interview) -> bool:
    """Does the questionnaire ask who is there, and was it answered?"""
    question = _question(interview)
    return question is not None and bool(interview.value(question.path))


def in_words(interview: Interview, language: str) -> list[str]:
    """Those who were there, as the questionnaire calls them in one of its languages."""
    question = _question(interview)
    if question is None:
        return []
    labels = {choice.value: marked(choice.label) for choice in interview.node(question.path, language).choices}
    return [labels.get(choice, choice) for choice in present(interview)]


def present(interview: Interview) -> tuple[str, ...]:
    """The choices of who was there, as the questionnaire calls them."""
    question = _question(interview)
    chosen = interview.value(question.path).split() if question else []
    return tuple(choice for choice in chosen if choice not in _ALONE)


def outcome(interview: Interview) -> str:
    """What the answers say of why: the person did not want to, somebody may hear, else unsafe."""
    question = _question(interview)
    if question is None:
        return UNSAFE
    group = question.path.rpartition("/")[0]
    if _value(interview, f"{group}/wants_here") == "no":
        return DECLINED
    safe = [_value(interview, f"{group}/{choice}_safe") for choice in present(interview)]
    heard = _value(interview, f"{group}/overheard") in _HEARD
    return OVERHEARD if heard and "no" not in safe else UNSAFE


def _value(interview: Interview, path: str) -> str:
    try:
        return interview.value(path)
    except NoSuchQuestion:
        return ""
