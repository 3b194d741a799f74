"""What staff note before and apart from any talk (`sanad:apart`): who referred, what was seen, a bed.

It is the shelter's own knowledge and no answer of the person: a refused consent, or a moment that is not
safe, ends the talk and leaves it. Only what the interviewer alone answers, before any gate, counts."""

from weakref import WeakKeyDictionary

from app.casework.questionnaires import gates
from app.form import Form, Interview, QuestionDef

# -- aside questions ---------------------------------------------------------------------------
# What the interviewer alone answers (`sanad:aside`): a question, or all in a group that says so.

_paths: WeakKeyDictionary[Form, frozenset[str]] = WeakKeyDictionary()


def is_aside(form: Form, ref: str) -> bool:
    """Never shown, read or said to the person."""
    if form not in _paths:
        _paths[form] = frozenset(
            definition.path for definition in form.questions() if definition.extras.get("aside") == "yes"
        )
    paths = _paths[form]
    return bool(paths) and gates.is_within(gates.plain(ref), paths)


# -- apart notes --------------------------------------------------------------------------------

APART = "apart"


def marked(form: Form) -> tuple[QuestionDef, ...]:
    """The questions that say so, or stand in a group that does."""
    paths = {definition.path for definition in form.questions() if definition.extras.get(APART) == "yes"}
    return tuple(
        question
        for question in form.questions()
        if question.kind == "question" and gates.is_within(question.path, paths)
    )


def is_apart(form: Form, question: QuestionDef) -> bool:
    """May it be kept without the person? Not what is said to her, nor what a gate comes before or reads."""
    return (
        is_aside(form, question.path)
        and not gates.asks(form, question.path)
        and not any(gates.behind(form, gate, question.path) for gate in gates.gates(form))
    )


def noted(interview: Interview) -> dict[str, str]:
    """Place to answer, of what was noted apart, with the entries that it stands in; empty where nothing
    was."""
    form = interview.form
    paths = {question.path for question in marked(form) if is_apart(form, question)}
    if not paths:
        return {}
    values = interview.values()
    answers = {ref: text for ref, text in values.items() if text and gates.plain(ref) in paths}
    entries = {
        ref: text
        for ref, text in values.items()
        if ref.endswith("]") and any(answer.startswith(f"{ref}/") for answer in answers)
    }
    return {ref: text for ref, text in values.items() if ref in answers or ref in entries}
