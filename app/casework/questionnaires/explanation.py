"""A kept result in words: outcome, why, and for each dimension the questions and answers behind it.

Everything comes from what was kept with the result and from the answers; nothing is computed anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.casework.questionnaires.answer_format import formatted_answer
from app.casework.questionnaires.plain_text import marked
from app.errors import N_
from app.form import Form, Interview, Node, NoSuchQuestion
from app.language import Words
from app.screening import catalogue


@dataclass(frozen=True, slots=True)
class Row:
    """An answer that raised an indicator."""

    ref: str
    question: str
    answer: str
    strength: str  # in words
    indicator_name: str


@dataclass(frozen=True, slots=True)
class DimensionView:
    id: str
    name: str
    state: str  # positive, negative or open
    says: str  # the same in words
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Open:
    """A question whose answer could change what is shown."""

    ref: str
    question: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that a page or a print says about a result."""

    result: str  # possible, insufficient, supervisor or child
    outcome: str
    reason: str
    dimensions: tuple[DimensionView, ...]
    would_decide: tuple[Open, ...]
    disclaimer: str
    ilo11: tuple[str, ...]
    provisional: bool
    rule_version: str
    data_version: str


OUTCOMES = {
    "possible": N_("Possible victim"),
    "insufficient": N_("Indicators insufficient"),
    "supervisor": N_("Needs a supervisor"),
    "child": N_("Child: protect first"),
}
STATES = {"positive": N_("Positive"), "negative": N_("Negative"), "open": N_("Still open")}
STRENGTHS = {"strong": N_("Strong"), "medium": N_("Medium"), "weak": N_("Weak")}
DISCLAIMER = N_(
    "This page is an aid to identification, not a decision. "
    "Few indicators do not mean trafficking did not happen."
)
_WHY_CHILD = {
    "child": N_("The person is under 18. Protection comes before any other step."),
    "doubtful": N_(
        "There is doubt whether the person is 18. Until it is settled, treat the person as a child."
    ),
}
_WHY_PROVISIONAL = N_(
    "The list of indicators for this kind of exploitation is provisional. "
    "No result was computed: the indicators found are named for a supervisor."
)
_AGE_UNKNOWN = N_("The age is not known; the officer had no doubt that the person is an adult.")
_WHY_OPEN = N_("Answers that are still open could change the result.")
_WHY = {
    "TRAFFICKED": N_(
        "Recruitment by deception or coercion, exploitation, and coercion at destination "
        "are all positive."
    ),
    "EXPLOITED": N_(
        "Exploitation is positive; neither recruitment by deception or coercion "
        "nor coercion at destination is. This points to a violation of labour rights."
    ),
    "DECEIVED_EXPLOITED": N_(
        "Deceptive recruitment and exploitation are positive; coercion at destination is not. "
        "This points to a violation of labour rights."
    ),
    "HELD": N_(
        "Exploitation and coercion at destination are positive; recruitment by deception or "
        "coercion is not. The published table does not cover this pattern: a supervisor decides."
    ),
    "UNDEFINED_REVIEW": N_(
        "Coercive recruitment and exploitation are positive; coercion at destination is not. "
        "The published table does not cover this pattern: a supervisor decides."
    ),
    "MEANS": N_(
        "Exploitation is not positive, but a means of control is. A further talk may be needed."
    ),
    "NOTHING": N_("The answers do not make exploitation positive."),
}


_SHAPE: dict[str, type] = {
    "population": str, "age": str, "result": str, "strict": str, "broad": int, "provisional": int,
    "follow_up": int, "dimensions": list, "would_decide": list, "forced_labour": list,
    "rule_version": str, "data_version": str,
}  # fmt: skip


def is_sound(stored: Mapping[str, Any] | None) -> bool:
    """Can a kept result be explained? Not one that a later version wrote, or a forger."""
    if stored is None or not all(type(stored.get(key)) is kind for key, kind in _SHAPE.items()):
        return False
    dimensions: set[str] = {dimension.id for dimension in catalogue().dimensions.values()}
    return (
        stored["result"] in OUTCOMES
        and _all(stored["would_decide"], str)
        and _all(stored["forced_labour"], int)
        and all(
            isinstance(dimension, dict) and _sound(dimension, dimensions)
            for dimension in stored["dimensions"]
        )
        and _has_reason(stored)
    )


def _sound(dimension: Mapping[str, Any], known_ids: set[str]) -> bool:
    texts = [dimension.get(key) for key in ("id", "state", "clause")]
    raised = dimension.get("raised")
    return (
        _all(texts, str)
        and texts[0] in known_ids
        and texts[1] in STATES
        and _all(dimension.get("would_decide"), str)
        and isinstance(raised, list)
        and all(
            isinstance(indicator, dict)
            and isinstance(indicator.get("code"), str)
            and indicator.get("strength") in STRENGTHS
            and isinstance(indicator.get("name"), dict)
            and all(isinstance(indicator["name"].get(code), str) for code in ("ar", "en"))
            and _all(indicator.get("refs"), str)
            for indicator in raised
        )
    )


def _all(items: object, kind: type) -> bool:
    return isinstance(items, list) and all(type(item) is kind for item in items)


def _has_reason(stored: Mapping[str, Any]) -> bool:
    try:
        return bool(_why(stored))
    except KeyError:
        return False


def language_for(form: Form, code: str, sex: str = "") -> str:
    """The form's language for a code, in the gender of the person where the form has both.

    The settings sheet names the language that speaks to a woman (attribute::sanad:feminine).
    The form's default language where it doesn't speak the one wanted.
    """
    feminine = form.settings.get("feminine", "")
    named = [
        form_language
        for form_language in form.languages
        if form_language.code.partition("-")[0] == code
    ]

    def for_a_woman(name: str, tag: str) -> bool:
        return name == feminine or tag.endswith("-x-female")

    fitting = [
        form_language
        for form_language in named
        if for_a_woman(form_language.name, form_language.code) == (sex == "female")
    ]
    return (fitting or named)[0].name if named else form.default_language


def explain(
    stored: Mapping[str, Any], form: Form, values: Mapping[str, str], words: Words
) -> Explanation:
    """The texts of a kept result, in the language of `words` as far as the form speaks it."""
    interview = Interview(form, saved=values)
    interview.set_language(language_for(form, words.language, _sex(form, values)))
    language = words.language
    outcome, reason = OUTCOMES[stored["result"]], words(_why(stored))
    if stored["age"] == "unknown" and stored["result"] != "child":
        reason = f"{reason} {words(_AGE_UNKNOWN)}"
    return Explanation(
        result=stored["result"],
        outcome=words(outcome),
        reason=reason,
        dimensions=tuple(
            _dimension(dimension, interview, words) for dimension in stored["dimensions"]
        ),
        would_decide=tuple(Open(ref, _label(interview, ref)) for ref in stored["would_decide"]),
        disclaimer=words(DISCLAIMER),
        ilo11=tuple(
            catalogue().forced_labour[n][language]
            for n in stored["forced_labour"]
            if n in catalogue().forced_labour
        ),
        provisional=bool(stored["provisional"]),
        rule_version=stored["rule_version"],
        data_version=stored["data_version"],
    )


def _sex(form: Form, values: Mapping[str, str]) -> str:
    return next(
        (
            values.get(definition.path, "")
            for definition in form.questions()
            if definition.extras.get("fact") == "sex"
        ),
        "",
    )


def _why(stored: Mapping[str, Any]) -> str:
    result, reading = stored["result"], stored["strict"]
    if result == "child":
        return _WHY_CHILD.get(stored["age"], _WHY_CHILD["child"])
    if stored["provisional"]:
        return _WHY_PROVISIONAL
    if reading.startswith("TRAFFICKED"):
        return _WHY["TRAFFICKED"]
    if reading == "NOT_VICTIM":
        if stored["would_decide"]:
            return _WHY_OPEN
        return _WHY["MEANS" if stored["follow_up"] else "NOTHING"]
    positive = {
        dimension["id"] for dimension in stored["dimensions"] if dimension["state"] == "positive"
    }
    return _WHY["HELD" if reading == "UNDEFINED_REVIEW" and "D5" in positive else reading]


def _dimension(
    stored_dimension: Mapping[str, Any], interview: Interview, words: Words
) -> DimensionView:
    dimensions = {dimension.id: dimension for dimension in catalogue().dimensions.values()}
    says = STATES[stored_dimension["state"]]
    return DimensionView(
        stored_dimension["id"],
        dimensions[stored_dimension["id"]].name[words.language],
        stored_dimension["state"],
        words(says),
        tuple(
            _row(raised, ref, interview, words)
            for raised in stored_dimension["raised"]
            for ref in raised["refs"]
        ),
    )


def _row(raised: Mapping[str, Any], ref: str, interview: Interview, words: Words) -> Row:
    strength = STRENGTHS[raised["strength"]]
    return Row(
        ref,
        _label(interview, ref),
        _answer(interview, ref, raised["code"], words),
        words(strength),
        raised["name"][words.language],
    )


def _label(interview: Interview, ref: str) -> str:
    node = _node(interview, ref)
    return marked(node.label) or node.name if node else ref


def _node(interview: Interview, ref: str) -> Node | None:
    try:
        return interview.node(ref)
    except NoSuchQuestion:
        return None  # an entry that a colleague took out after the answers were weighed


def _answer(interview: Interview, ref: str, code: str, words: Words) -> str:
    """The answer as given; of several chosen only those that raised this indicator."""
    node = _node(interview, ref)
    if node is None:
        return ""
    if node.control not in ("select_one", "select_multiple"):
        return formatted_answer(node, words)
    chosen = [choice for choice in node.choices if choice.value in node.value.split()]
    raising = [
        choice for choice in chosen if code in choice.extras.get("sanad_indicator", "").split()
    ] or chosen
    comma = "، " if words.language == "ar" else ", "
    return comma.join(marked(choice.label) for choice in raising) or node.value
