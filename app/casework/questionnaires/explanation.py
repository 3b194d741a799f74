"""A kept result in words: outcome, why, and for each dimension the questions and answers behind it.

Everything comes from what was kept with the result and from the answers; nothing is computed anew."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.case import fields
from app.case.visit import PLACES
from app.casework.questionnaires import coverage, labour_thresholds
from app.casework.questionnaires.answer_format import formatted_answer, marked
from app.casework.questionnaires.form_parts import part_of
from app.casework.questionnaires.kept_result import VERSION
from app.errors import N_
from app.form import Form, Interview, Node, NoSuchQuestion
from app.language import Words
from app.screening import catalogue
from app.screening.explained import DimensionView, Explanation, Open, RaisedBy, ReadingView, TopicView
from app.screening.readings import table

OUTCOMES = {
    "refer": N_("Refer for identification"),
    "talk_again": N_("Talk again"),
    "not_enough": N_("Not enough was asked"),
    "labour_complaint": N_("Help with a labour complaint"),
    "none": N_("No sign in this conversation"),
}
_OUTCOMES_OF_PLACE = {  # where nobody was interviewed
    "refer": N_("Signs of trafficking at this place"),
    "talk_again": N_("Interview somebody from this place"),
    "not_enough": N_("Not enough was looked at"),
    "labour_complaint": N_("Breaches of labour law at this place"),
    "none": N_("No sign seen at this place"),
}
OLD_OUTCOMES = {
    "possible": N_("Potential victim"),
    "insufficient": N_("Not enough indicators in these answers"),
    "supervisor": N_("Needs a supervisor"),
    "child": N_("Child: protect first"),
}
STATES = {"positive": N_("Met"), "negative": N_("Not met"), "open": N_("Not clear yet")}
_READING_STATES = {"met": STATES["positive"], "not_met": STATES["negative"], "open": STATES["open"]}
_READING_NAMES = {
    "ilo_2009": N_("Trafficking indicators of 2009"),
    "ilo_2012": N_("Forced labour, ILO 2012"),
    "elements": N_("Elements of the crime: act, means, purpose"),
    "labour": N_("Labour law"),
    "control": N_("Signs of control"),
    "child": N_("Signs of exploitation of a child"),
}
_PARTS = {
    "F1": N_("Unfree recruitment"),
    "F2": N_("Work and life under duress"),
    "F3": N_("Impossibility of leaving"),
    "act": N_("Act"),
    "means": N_("Means"),
    "purpose": N_("Purpose"),
    "labour": N_("Labour law"),
}
_WHY_OF = {
    "refer": N_("The answers are enough to refer the person. The competent body decides, not this page."),
    "control": N_("Signs of control were mentioned. Talk again before closing."),
    "hard": N_("A question about force, fear, debt or deception has no answer yet. Talk again before closing."),
    "child": N_("A child works. Talk again about school, hours and danger before closing."),
    "open": N_("Answers that are still open could change the result."),
    "concern": N_("You noted concern. Talk again before closing."),
    "not_enough": N_("Nothing can be said about what was not asked. Ask it now, or set a day for another talk."),
    "labour_complaint": N_(
        "Breaches of labour law were named, but no sign of control. Explain how to complain and give the rights sheet."
    ),
    "none": N_("This proves nothing. Explain how to come back, and give the hotline number."),
}
_WHY_OF_PLACE = {
    "refer": N_(
        "What was seen is enough to refer the people there. Interview somebody from this place, or tell your supervisor."
    ),
    "control": N_("Signs of control were seen. Only the people there can say what they mean."),
    "hard": N_("What could not be checked there could change the result."),
    "child": N_("A child works there. Tell your supervisor."),
    "open": N_("What could not be checked there could change the result."),
    "not_enough": N_("Nothing can be said about what was not looked at. Look at it now, or come back."),
    "concern": N_("You noted concern about the people at this place."),
    "labour_complaint": N_("Breaches of labour law were seen, but no sign of control."),
    "none": N_("This proves nothing. A visit at another hour may show more."),
}
_REASONS = ("control", "hard", "child", "concern")  # of another talk, the first that holds
_SHOWN_WHY = 3
STRENGTHS = {"strong": N_("Strong"), "medium": N_("Medium"), "weak": N_("Weak")}
DISCLAIMER = N_(
    "This page helps with identification; it is not a decision. Few indicators do not "
    "mean that trafficking did not happen."
)
_WHY_CHILD = {
    "child": N_("The person is under 18. Protection comes before any other step."),
    "doubtful": N_("There is doubt whether the person is 18. Until it is settled, treat the person as a child."),
}
_WHY_PROVISIONAL = N_(
    "The list of indicators for this kind of exploitation is provisional. No result was "
    "computed: the indicators found are shown to a supervisor."
)
_AGE_UNKNOWN = N_("The age is not known; the officer had no doubt that the person is an adult.")
_WHY_OPEN = N_("Answers that are still open could change the result.")
_WHY = {
    "TRAFFICKED": N_("Deception or coercion in recruitment, exploitation, and coercion after arrival are all met."),
    "EXPLOITED": N_(
        "The answers show exploitation, but no deception or coercion in recruitment and "
        "no coercion after arrival. This points to a breach of labour rights."
    ),
    "DECEIVED_EXPLOITED": N_(
        "The answers show deception in recruitment and exploitation, but no coercion "
        "after arrival. This points to a breach of labour rights."
    ),
    "HELD": N_(
        "The answers show exploitation and coercion after arrival, but no deception or coercion in recruitment. The "
        "published table does not cover this pattern: a supervisor decides."
    ),
    "UNDEFINED_REVIEW": N_(
        "The answers show coercion in recruitment and exploitation, but no coercion after arrival. The published table "
        "does not cover this pattern: a supervisor decides."
    ),
    "MEANS": N_("There are signs of control. Talk again before closing."),
    "NOTHING": N_("The answers do not show exploitation."),
}


# What a kept result has at the least, as `fields.fits` reads it.
_NAMED = {"ar": str, "en": str}
_RAISED = {"code": str, "strength": {*STRENGTHS}, "name": _NAMED, "refs": [str]}
_DIMENSION = {"id": str, "state": {*STATES}, "clause": str, "would_decide": [str], "raised": [_RAISED]}
_SHAPE = {
    "population": str, "age": str, "result": str, "strict": str, "broad": int, "provisional": int,
    "follow_up": int, "dimensions": [_DIMENSION], "would_decide": [str], "forced_labour": [int],
    "rule_version": str, "data_version": str,
}  # fmt: skip
_ROW = {"code": str, "part": str, "strength": {*STRENGTHS, ""}, "name": _NAMED, "codes": [str], "refs": [str]}
_READING = {
    "id": str,
    "state": {*_READING_STATES},
    "version": str,
    "provisional": int,
    "seen": [_ROW],
    "would_decide": [str],
}
_SHAPES = {
    1: {"result": {*OLD_OUTCOMES}},
    VERSION: {
        "result": {*OUTCOMES},
        "act_now": [str],
        "child": str,
        "concern": int,
        "decided_by": [str],
        "readings": [_READING],
        "table": {*OLD_OUTCOMES},
    },
}


def is_sound(stored: Mapping[str, Any] | None) -> bool:
    """Can a kept result be explained? Not one that a later version wrote, or a forger."""
    if stored is None or not fields.fits(stored, _SHAPE):
        return False
    version, known_ids = stored.get("version"), {d.id for d in catalogue().dimensions.values()}
    if version not in (1, VERSION) or not fields.fits(stored, _SHAPES[version]):
        return False
    if version == VERSION and not (
        [reading["id"] for reading in stored["readings"]] == list(_READING_NAMES)
        and labour_thresholds.is_sound(stored.get("thresholds", []))
        and fields.fits(stored.get("coverage", {}), {str: {*coverage.STATES}})
    ):
        return False
    return {dimension["id"] for dimension in stored["dimensions"]} <= known_ids and _has_reason(stored)


def _has_reason(stored: Mapping[str, Any]) -> bool:
    try:
        return bool(_why(stored))
    except KeyError:
        return False


def language_for(form: Form, code: str, sex: str = "") -> str:
    """The form's language for a code, in the gender of the person where the form has both.

    The settings sheet names the language that speaks to a woman (attribute::sanad:feminine).
    The form's default language where it doesn't speak the one wanted."""
    feminine = form.settings.get("feminine", "")
    named = [language for language in form.languages if language.code.partition("-")[0] == code]

    def for_a_woman(name: str, tag: str) -> bool:
        return name == feminine or tag.endswith("-x-female")

    fitting = [language for language in named if for_a_woman(language.name, language.code) == (sex == "female")]
    return (fitting or named)[0].name if named else form.default_language


def explain(stored: Mapping[str, Any], form: Form, values: Mapping[str, str], words: Words) -> Explanation:
    """The texts of a kept result, in the language of `words` as far as the form speaks it."""
    interview = Interview(form, saved=values)
    if form.languages:
        interview.set_language(language_for(form, words.language, _sex(form, values)))
    language = words.language
    is_of_place = part_of(form) in PLACES
    topic_states = coverage.STATES_OF_PLACE if is_of_place else coverage.STATES
    outcomes = {**OLD_OUTCOMES, **(_OUTCOMES_OF_PLACE if is_of_place else OUTCOMES)}
    outcome = outcomes[stored["result"]]
    reason = words(_why(stored, is_of_place=is_of_place))
    if stored["age"] == "unknown" and stored["result"] != "child" and not is_of_place:
        reason = f"{reason} {words(_AGE_UNKNOWN)}"
    readings = [_reading(reading, stored, interview, words) for reading in stored.get("readings", ())]
    topics = tuple(
        TopicView(topic, _topic(interview, topic, words), state, words(topic_states[state]))
        for topic, state in sorted(stored.get("coverage", {}).items(), key=_as_topics_go)
    )
    return Explanation(
        result=stored["result"],
        outcome=words(outcome),
        reason=reason,
        why=_why_rows(stored, readings),
        readings=tuple(_with_unset(reading, stored, interview, words) for reading in readings if reading.id in _FOUR),
        decided_by=_deciding(stored, readings),
        act_now=tuple(stored.get("act_now", ())),
        concern=bool(stored.get("concern", 0)),
        dimensions=tuple(_dimension(dimension, interview, words) for dimension in stored["dimensions"]),
        would_decide=tuple(
            Open(ref, _label(interview, ref), _open_answer(stored, ref, interview, words))
            for ref in stored["would_decide"]
        ),
        coverage=topics,
        not_asked=_not_asked(topics, words),
        disclaimer=words(DISCLAIMER),
        ilo11=tuple(
            catalogue().forced_labour[n][language] for n in stored["forced_labour"] if n in catalogue().forced_labour
        ),
        provisional=bool(stored["provisional"]),
        rule_version=stored["rule_version"],
        data_version=stored["data_version"],
    )


def headline(stored: Mapping[str, Any], form: Form) -> tuple[str, tuple[str, ...]]:
    """What a kept result is called, and the readings that gave it, as message ids."""
    outcomes = {**OLD_OUTCOMES, **(_OUTCOMES_OF_PLACE if part_of(form) in PLACES else OUTCOMES)}
    decided_by = stored.get("decided_by", ())
    deciding = [reading for reading in stored.get("readings", ()) if reading["id"] in decided_by]
    deciding.sort(key=lambda reading: reading["state"] != "met")
    return outcomes[stored["result"]], tuple(_READING_NAMES[reading["id"]] for reading in deciding)


def _as_topics_go(entry: tuple[str, str]) -> tuple[int, str]:
    """What is kept has no order of its own."""
    order = list(coverage.TOPICS)
    return order.index(entry[0]) if entry[0] in order else len(order), entry[0]


def _topic(interview: Interview, topic: str, words: Words) -> str:
    """As the program calls it; of a form that names none, as the section is headed."""
    if topic in coverage.TOPICS:
        return words(coverage.TOPICS[topic])
    root = interview.form.questions()[0].path.split("/")[1]
    return _label(interview, f"/{root}/{topic}")


def _not_asked(topics: Sequence[TopicView], words: Words) -> str:
    left_out = [topic for topic in topics if topic.state == "unasked"]
    comma = "، " if words.language == "ar" else ", "
    names = comma.join(topic.name for topic in left_out)
    return f"{left_out[0].says}: {names}" if left_out else ""


def _sex(form: Form, values: Mapping[str, str]) -> str:
    return next(
        (values.get(definition.path, "") for definition in form.questions() if definition.extras.get("fact") == "sex"),
        "",
    )


_FOUR = ("ilo_2009", "ilo_2012", "elements", "labour")


def _why(stored: Mapping[str, Any], *, is_of_place: bool = False) -> str:
    if stored["version"] == 1:
        return _why_by_the_table(stored, stored["result"])
    decided_by, why_of = stored["decided_by"], _WHY_OF_PLACE if is_of_place else _WHY_OF
    if stored["age"] in _WHY_CHILD and stored["result"] == "refer" and not is_of_place:
        return _WHY_CHILD[stored["age"]]
    if stored["result"] == "talk_again":
        reasons = [reason for reason in _REASONS if reason in decided_by]
        return why_of[reasons[0] if reasons else "open"]
    return why_of[stored["result"]]


def _why_by_the_table(stored: Mapping[str, Any], result: str) -> str:
    """Why the table of 2009 says what it says."""
    reading = stored["strict"]
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
    positive = {dimension["id"] for dimension in stored["dimensions"] if dimension["state"] == "positive"}
    return _WHY["HELD" if reading == "UNDEFINED_REVIEW" and "D5" in positive else reading]


def _deciding(stored: Mapping[str, Any], readings: Sequence[ReadingView]) -> tuple[str, ...]:
    """What was seen before what is open."""
    decided_by = stored.get("decided_by", ())
    deciding = [reading for reading in readings if reading.id in decided_by]
    return tuple(reading.name for reading in sorted(deciding, key=lambda reading: reading.state != "met"))


def _why_rows(stored: Mapping[str, Any], readings: Sequence[ReadingView]) -> tuple[RaisedBy, ...]:
    """At most three answers that gave the result, each question and each sign once."""
    decided_by = stored.get("decided_by", ())
    rows = [row for reading in readings if reading.id in decided_by for row in reading.rows]
    if not rows:
        rows = [row for reading in readings for row in reading.rows]
    by_question = {row.ref: row for row in reversed(rows)}
    once = [row for row in rows if by_question[row.ref] is row]
    by_sign = {row.indicator_name: row for row in reversed(once)}
    return tuple(row for row in once if by_sign[row.indicator_name] is row)[:_SHOWN_WHY]


def _with_unset(reading: ReadingView, stored: Mapping[str, Any], interview: Interview, words: Words) -> ReadingView:
    """With the answers that the referral system had no threshold for: nobody could judge them."""
    if reading.id != "labour":
        return reading
    refs = dict.fromkeys(case["ref"] for case in stored.get("thresholds", ()) if not case["set"])
    rows = [
        RaisedBy(
            ref,
            _label(interview, ref),
            _answer(interview, ref, (), words),
            words(labour_thresholds.UNSET),
            reading.name,
        )
        for ref in refs
    ]
    return replace(reading, rows=(*reading.rows, *rows))


def _open_answer(stored: Mapping[str, Any], ref: str, interview: Interview, words: Words) -> str:
    answer = _answer(interview, ref, (), words) or words(N_("Not asked"))
    if labour_thresholds.unset_at(stored, ref):
        return f"{answer} · {words(labour_thresholds.UNSET)}"
    return answer


def _reading(
    stored_reading: Mapping[str, Any], stored: Mapping[str, Any], interview: Interview, words: Words
) -> ReadingView:
    id_ = stored_reading["id"]
    state = stored_reading["state"]
    holding = table().hard.union(table().holding)
    hard_first = sorted(
        stored_reading["seen"],
        key=lambda row: (holding.isdisjoint([row["code"], *row["codes"]]), [*STRENGTHS, ""].index(row["strength"])),
    )
    return ReadingView(
        id=id_,
        name=words(_READING_NAMES[id_]),
        state=state,
        says=words(_READING_STATES[state]),
        rows=tuple(
            _sign_row(row, ref, interview, words, _law(stored, id_, row, ref, words))
            for row in hard_first
            for ref in row["refs"]
        ),
        version=stored_reading["version"],
        provisional=bool(stored_reading["provisional"]),
    )


def _law(stored: Mapping[str, Any], id_: str, row: Mapping[str, Any], ref: str, words: Words) -> str:
    """The threshold of labour law that the answer passed; "" in other readings."""
    if id_ != "labour":
        return ""
    passed = labour_thresholds.passed_at(stored, ref, [row["code"], *row["codes"]])
    return labour_thresholds.in_words(passed[0], words) if passed else ""


def _sign_row(row: Mapping[str, Any], ref: str, interview: Interview, words: Words, law: str) -> RaisedBy:
    texts = (_PARTS.get(row["part"], ""), STRENGTHS.get(row["strength"], ""))
    return RaisedBy(
        ref,
        _label(interview, ref),
        _answer(interview, ref, row["codes"], words),
        law or " · ".join(words(text) for text in texts if text),
        row["name"][words.language],
    )


def _dimension(stored_dimension: Mapping[str, Any], interview: Interview, words: Words) -> DimensionView:
    dimensions = {dimension.id: dimension for dimension in catalogue().dimensions.values()}
    says = STATES[stored_dimension["state"]]
    return DimensionView(
        stored_dimension["id"],
        dimensions[stored_dimension["id"]].name[words.language],
        stored_dimension["state"],
        words(says),
        tuple(_row(raised, ref, interview, words) for raised in stored_dimension["raised"] for ref in raised["refs"]),
    )


def _row(raised: Mapping[str, Any], ref: str, interview: Interview, words: Words) -> RaisedBy:
    strength = STRENGTHS[raised["strength"]]
    return RaisedBy(
        ref,
        _label(interview, ref),
        _answer(interview, ref, [raised["code"]], words),
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


def _answer(interview: Interview, ref: str, codes: Sequence[str], words: Words) -> str:
    """The answer as given; of several chosen only those that raised one of these codes."""
    node = _node(interview, ref)
    if node is None:
        return ""
    if node.control not in ("select_one", "select_multiple"):
        return formatted_answer(node, words)
    chosen = [choice for choice in node.choices if choice.value in node.value.split()]
    raising = [
        choice for choice in chosen if set(codes) & set(choice.extras.get("sanad_indicator", "").split())
    ] or chosen
    comma = "، " if words.language == "ar" else ", "
    return comma.join(marked(choice.label) for choice in raising) or node.value
