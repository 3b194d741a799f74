"""How a questionnaire's questions are worded: two questions in one, a question that takes for granted what
was never said, and how long it takes to ask them.

Marks of wording are found by patterns in English and Arabic: they call for a look, they prove nothing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.casework.questionnaires import unsaid_numbers
from app.errors import N_, SanadError, said
from app.form import Form, Interview, Problem, QuestionDef

_LONG_WORDS = 30  # read aloud in some twelve seconds
_WORDS_A_MINUTE = 150  # read aloud calmly; an interpreter doubles it
_ANSWER_S = {"select_one": 4.0, "select_multiple": 8.0, "text": 15.0}
_OTHER_ANSWER_S = 6.0
_ASIDE_S = 3.0  # what the officer sees and nobody is asked
_READ_ALOUD = 12  # choices; longer lists are looked up

_DOUBLE = (
    re.compile(r"[?؟].+[?؟]", re.S),
    re.compile(r",? and (?:do|does|did|is|are|was|were|have|has|can|who|what|where|when|how|why)\b\s+\w+.*\?", re.I),
    re.compile(r"\b(?:\w+ed|hurt|hit|made|took|beat) (?:you|your \w+),? or (?:\w+ed|hurt|made|took)\b", re.I),
    re.compile(r"(?:، ?و|\sو)(?:هل|أين|متى|كيف|لماذا|كم)\s"),
)
_PRESUPPOSING = (
    re.compile(
        r"^(?:why|how often|when) (?:did|do|does|has|have) (?:he|she|they|your? \w+|the \w+)\b.*"
        r"\b(?:hit|hurt|beat|force|threaten|lock|refuse|steal|take)",
        re.I,
    ),
    re.compile(r"^what (?:made|makes) (?:it|you)\b", re.I),
    re.compile(r"^(?:why|when) did you (?:not |stop |refuse|let |allow |agree)", re.I),
    re.compile(r"^what (?:is|are) missing\b", re.I),
    re.compile(r"^ما الذي (?:جعل|صعّب|منع)"),
    re.compile(r"^لماذا (?:لم|وافقت|رفضت|سمحت)"),
    re.compile(r"^(?:كم مرة|متى|لماذا) (?:ضرب|هدد|هدّد|حبس|أجبر|أخذ)"),
    re.compile(r"^ما الذي ينقص"),
)


@dataclass(frozen=True, slots=True)
class Length:
    """Of what the person is asked before any answer opens more: everybody's path. `words`: of questions
    and choices that are read aloud, in the form's default language."""

    questions: int
    words: int
    minutes: float


def problems(form: Form) -> Iterator[Problem]:
    """Questions whose wording calls for a look; each once, whatever its languages."""
    for question in form.questions():
        if question.kind != "question" or question.extras.get("aside"):
            continue
        texts = list(question.labels.values())
        for patterns, message in ((_DOUBLE, _TWO_IN_ONE), (_PRESUPPOSING, _TAKEN_FOR_GRANTED)):
            marked = next((text for text in texts if any(pattern.search(text) for pattern in patterns)), "")
            if marked:
                yield _in(question, said(message, text=marked))
        longest = max(texts, key=lambda text: len(text.split()), default="")
        if len(longest.split()) > _LONG_WORDS:
            yield _in(question, said(_TOO_LONG, number=len(longest.split())))


_TWO_IN_ONE = N_("This may be two questions in one; ask them one by one: {text}")
_TAKEN_FOR_GRANTED = N_("This question assumes something nobody has said yet; first ask whether it is true: {text}")
_TOO_LONG = N_("This question has {number} words; a shorter one is easier to understand.")


def _in(question: QuestionDef, says: str) -> Problem:
    return Problem("warning", says, "survey", column="label", question=question.path)


def length(form: Form, interview: Interview | None = None) -> Length:
    """How much everybody is asked, or was asked in an interview, and about how long that takes without an
    interpreter."""
    interview = interview or Interview(form)
    words, questions, seconds = 0, 0, 0.0
    for question in form.questions():
        try:
            node = interview.node(question.path)
        except SanadError:
            continue
        if not node.relevant or question.kind != "question" or not node.label or question.locked:
            continue
        if unsaid_numbers.is_beside(form, question.path):
            continue  # a number and what may be said instead are one question
        if question.extras.get("aside"):
            seconds += _ASIDE_S
            continue
        choices = [str(choice.label) for choice in node.choices][:_READ_ALOUD]
        words += len(" ".join([str(node.label), *choices]).split())
        questions += 1
        seconds += _ANSWER_S.get(node.control, _OTHER_ANSWER_S)
    return Length(questions, words, round((words / _WORDS_A_MINUTE * 60 + seconds) / 60, 1))
