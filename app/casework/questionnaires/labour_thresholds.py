"""Labour law's thresholds, between a questionnaire and the profile in use.

A question names by `threshold`, an XPath, the ids of the thresholds that its answer is held against; the
numbers, articles and words are the profile's (docs/profiles.md). What the profile has not, nobody can
judge: then a number that was answered counts as not known, and the result says so."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from app.case import fields
from app.case.profile import Profile, Threshold
from app.errors import N_, SanadError
from app.form import Interview, Node, QuestionDef
from app.language import Words
from app.screening import State, readings

UNSET = N_("The referral system in use sets no limit for this.")
_WITH_ARTICLE = N_("{limit}: {law}, article {article}")
_WITH_LAW = N_("{limit}: {law}")
_WITHOUT = N_("{limit}: no article on record")


@dataclass(frozen=True, slots=True)
class Comparison:
    """An answer held against a threshold; `threshold` None where the profile has none of that id."""

    id: str
    ref: str
    answer: str
    passed: bool
    threshold: Threshold | None = None


def compared(
    interview: Interview, question: QuestionDef, node: Node | None, raised: Collection[str], profile: Profile
) -> Iterator[Comparison]:
    """An answer beside each threshold that its question names. `raised`: the codes that it raises."""
    if node is None or not node.relevant or not node.value:
        return
    number = as_number(node.value)
    for id_ in _named(interview, question, node.ref):
        threshold = profile.threshold(id_)
        if threshold is None:
            yield Comparison(id_, node.ref, node.value, passed=False)
        elif question.choices or not threshold.counts:
            passed = not set(raised).isdisjoint(threshold.codes)
            yield Comparison(id_, node.ref, node.value, passed, threshold)
        elif number is not None:
            yield Comparison(id_, node.ref, node.value, threshold.passed_by(number), threshold)


def by_number(question: QuestionDef) -> bool:
    """Does a threshold, rather than a choice, say what an answer raises?"""
    return bool(question.extras.get("threshold", "").strip()) and not question.choices


def state(interview: Interview, question: QuestionDef, node: Node, codes: Collection[str], profile: Profile) -> State:
    """What a number says about these codes."""
    judging = [
        case.passed
        for case in compared(interview, question, node, (), profile)
        if case.threshold and case.threshold.counts and not set(case.threshold.codes).isdisjoint(codes)
    ]
    if not judging:
        return "unknown"
    return "yes" if any(judging) else "no"


def hint(
    interview: Interview, question: QuestionDef, node: Node, raised: Collection[str], profile: Profile, words: Words
) -> str:
    """What the law says to an answer that passes a threshold, in one line; "" for nothing. The first that
    it passes, as the question names them."""
    return next(
        (
            in_words(as_stored(case), words)
            for case in compared(interview, question, node, raised, profile)
            if case.passed
        ),
        "",
    )


def is_judged(code: str, profile: Profile) -> bool:
    """May a questionnaire work this out by itself? A breach of labour law only where the law there sets a limit."""
    is_breach = code in {breach.code for breach in readings.table().breaches}
    return not is_breach or any(code in threshold.codes for threshold in profile.labour)


def as_number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _named(interview: Interview, question: QuestionDef, ref: str) -> Iterable[str]:
    expression = question.extras.get("threshold", "").strip()
    if not expression:
        return ()
    try:
        return dict.fromkeys(interview.evaluate(expression, ref).split())
    except SanadError:
        return ()


# -- as a result keeps it ----------------------------------------------------------------------

_TEXTS = ("id", "ref", "answer", "most", "least", "article", "source", "reviewed")
_TEXT_BY_LANGUAGE = {str: str}
_SHAPE = [
    {
        **dict.fromkeys(_TEXTS, str),
        "passed": int,
        "set": int,
        "since": int,
        "codes": [str],
        **dict.fromkeys(("name", "unit", "law"), _TEXT_BY_LANGUAGE),
    }
]


def as_stored(case: Comparison) -> dict[str, Any]:
    """What explains it when the profile is another: the threshold as it was. `set`: had the profile
    one?"""
    threshold = case.threshold or Threshold(case.id, {})
    return {
        "id": case.id, "ref": case.ref, "answer": case.answer, "passed": int(case.passed),
        "set": int(case.threshold is not None), "codes": list(threshold.codes), "most": threshold.most,
        "least": threshold.least, "name": dict(threshold.name), "unit": dict(threshold.unit),
        "law": dict(threshold.law), "article": threshold.article, "since": threshold.since,
        "source": threshold.source, "reviewed": threshold.reviewed,
    }  # fmt: skip


def is_sound(stored: object) -> bool:
    """Can what a result keeps of its thresholds be shown?"""
    return fields.fits(stored, _SHAPE)


def in_words(stored: Mapping[str, Any], words: Words) -> str:
    """A threshold with its law and article; one that the profile had not says that."""
    if not stored["set"]:
        return words(UNSET)
    limit, law = (words.text(stored[key].get(words.language, "")) for key in ("name", "law"))
    if law and stored["article"]:
        article = words.own_digits(stored["article"])
        return words(_WITH_ARTICLE, limit=limit, law=law, article=article)
    return words(_WITH_LAW, limit=limit, law=law) if law else words(_WITHOUT, limit=limit)


def passed_at(stored: Mapping[str, Any], ref: str, codes: Collection[str]) -> list[Mapping[str, Any]]:
    """The thresholds of a kept result that the answer at a place passed, about one of these codes."""
    return [
        case
        for case in stored.get("thresholds", ())
        if case["ref"] == ref and case["passed"] and not set(case["codes"]).isdisjoint(codes)
    ]


def unset_at(stored: Mapping[str, Any], ref: str) -> bool:
    """Was there an answer that the profile in use had no threshold for?"""
    return any(case["ref"] == ref and not case["set"] for case in stored.get("thresholds", ()))
