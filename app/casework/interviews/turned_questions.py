"""What a screen shows that is turned to the person: only what is asked of her, and answered by touch.

Never what the interviewer answers alone, what comes before it is safe, the officer's view, or what
stands after a gate that is not open. What is typed, what is restricted and what has no words in her
language waits for the officer: the screen says so and shows nothing of it."""

import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from app.casework.questionnaires import gates, unsaid_numbers
from app.casework.questionnaires.answers import RESTRICTED
from app.casework.questionnaires.apart_notes import is_aside
from app.casework.questionnaires.form_languages import LANGUAGE, SEX
from app.errors import N_, SanadError
from app.form import Interview, Node, QuestionDef

Manner = Literal["words", "one", "several", "tick", "number", "wait"]

_OFFICERS = frozenset({LANGUAGE, SEX, "interpreter", "view", "view_reason"})  # facts
_NUMBERS = frozenset({"int", "decimal"})
_MOST_CHOICES = 40
_UNTRANSLATED = ("", "-")  # "-" is what pyxform writes where a column has no text
_OTHERWISE = frozenset({"image-map", "presence", "thousands-sep"})  # shown in a way of their own


@dataclass(frozen=True, slots=True)
class TurnedQuestion:
    """`manner`: how it is answered; "words" are read only, "wait" is the officer's to ask."""

    ref: str
    manner: Manner


class NotForThePerson(SanadError):
    says = N_(
        "This question is not asked on the screen turned to the person. Nothing was "
        "changed. Go back to the officer’s screen and ask it there."
    )


def turned_questions(
    interview: Interview, column: str, known: Collection[str] = frozenset()
) -> tuple[TurnedQuestion, ...]:
    """In the order in which they are asked. `column`: the form's language of the person; `known`:
    places that the case knew and that are not asked anew."""
    return tuple(_listed(interview, column, known))


def _listed(interview: Interview, column: str, known: Collection[str]) -> Iterator[TurnedQuestion]:
    gate = gates.first_closed(interview)
    safety = {path for gate in gates.gates(interview.form) if gate.kind == gates.SAFETY for path in gate.refs}
    definitions = {definition.path: definition for definition in interview.form.questions()}
    for page in interview.pages():
        for ref in page.refs:
            if (gate is not None and gates.behind(interview.form, gate, ref)) or ref in known:
                continue
            if gates.plain(ref) in safety or is_aside(interview.form, ref):
                continue
            if unsaid_numbers.is_beside(interview.form, gates.plain(ref)):
                continue  # stands at its number
            node = interview.node(ref, column or None)
            definition = definitions.get(gates.plain(ref))
            if (manner := _manner(interview, node, definition, column)) is not None:
                yield TurnedQuestion(ref, manner)


def _manner(interview: Interview, node: Node, definition: QuestionDef | None, column: str) -> Manner | None:
    """None for what is not asked of a person at all."""
    if node.kind == "repeat":
        return "wait"
    if node.kind not in ("question", "note") or node.extras.get("fact") in _OFFICERS:
        return None
    if node.control == "note" or node.kind == "note":
        return "words" if node.label and _translated(interview, node, definition, column) else None
    if node.readonly or not node.control:
        return None
    if node.extras.get("restricted") in RESTRICTED or not _translated(interview, node, definition, column):
        return "wait"
    return _by_touch(node)


def _by_touch(node: Node) -> Manner:
    if _OTHERWISE & node.appearance or len(node.choices) > _MOST_CHOICES:
        return "wait"
    match node.control:
        case "select_one":
            return "one"
        case "select_multiple":
            return "several"
        case "trigger":
            return "tick"
        case "input" if node.type in _NUMBERS:
            return "number"
    return "wait"


def _translated(interview: Interview, node: Node, definition: QuestionDef | None, column: str) -> bool:
    """Has it words of its own in that language? The form's first language stands in where not."""
    form = interview.form
    if not column or column == form.default_language:
        return True
    if definition is not None and definition.labels.get(column, "") in _UNTRANSLATED:
        return False
    if not node.choices:
        return True
    usual = {choice.value: choice.label for choice in interview.node(node.ref, form.default_language).choices}
    return not any(
        choice.label in _UNTRANSLATED
        or (choice.label == usual.get(choice.value) and _script(choice.label) != _script(column))
        for choice in node.choices
    )


def _script(text: str) -> str:
    """Of the first letter, as Unicode calls it."""
    letter = next((letter for letter in text if letter.isalpha()), "")
    return unicodedata.name(letter, "").partition(" ")[0]


def may_touch(interview: Interview, column: str, ref: str) -> None:
    """NotForThePerson where the turned screen does not ask that place."""
    items = [item for item in turned_questions(interview, column) if item.manner != "wait"]
    touchable = {item.ref for item in items}
    numbers = unsaid_numbers.pairs(interview.form)
    touchable |= {f"{item.ref}{unsaid_numbers.SUFFIX}" for item in items if gates.plain(item.ref) in numbers}
    if ref not in touchable:
        raise NotForThePerson
