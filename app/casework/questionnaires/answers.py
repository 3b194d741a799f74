"""What the answers of an interview say: facts, gates, what is missing, the read-back. No vault here."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from app.case.urgency import NEED
from app.casework.questionnaires import answer_format as reading
from app.casework.questionnaires import gates, unsaid_numbers
from app.casework.questionnaires.answer_format import marked
from app.casework.questionnaires.apart_notes import is_aside
from app.casework.questionnaires.raised_needs import HOW_SOON, raised
from app.casework.session import clock_check
from app.errors import SanadError
from app.form import ACTION, CARRIED, Form, Interview, Node, QuestionDef
from app.language import Words

plain = gates.plain  # a place without the ids of entries
# What the next worker at the same site shares with this one: facts of the place, none of a person.
_SHARED = ("site", "employer", "employer_file", "interpreter")
_HTCDS_NAME = ("prs_First_Name", "prs_Second_Name")  # IOM, HTCDS 2.0
HIDDEN = "hidden"  # an answer that is shown on request only, and never leaves for an agency
_HIDDEN_FACT = "hidden:"  # a fact that such an answer is
RESTRICTED = ("yes", HIDDEN)
_SEARCHED = 200  # letters of an answer that is still a name, a number or a place


# Four different things wherever answers are shown: nobody asked, the person doesn't know, the person
# would rather not say, and an answer.
NOT_ASKED, UNKNOWN, REFUSED, GIVEN = STATES = ("not_asked", "unknown", "refused", "given")
_CODES = {"unknown": UNKNOWN, "dont_know": UNKNOWN, "refused": REFUSED}  # of choices


@dataclass(frozen=True, slots=True)
class AnswerReview:
    """Before finishing. `missing`: required and not asked; `problems`: (ref, what is wrong). `first`:
    what opens the gate that is still closed, without which nothing can be finished. `unknown`: what the
    person does not know; `refused`: what she or he would rather not say."""

    missing: tuple[str, ...]
    problems: tuple[tuple[str, str], ...]
    unanswered: tuple[str, ...]
    first: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    over: tuple[str, ...] = ()  # what was put over what the form calculates


@dataclass(frozen=True, slots=True)
class AnswerLine:
    ref: str
    question: str
    answer: str
    restricted: bool = False
    state: str = "given"  # of STATES
    required: bool = False
    over: str = ""  # that it was put over what the form calculates, and what that is


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    lines: tuple[AnswerLine, ...] = field(default_factory=tuple)


def facts(interview: Interview) -> dict[str, str]:
    """Facts of the case that answers are: {"name": ..., "sex": "female"}.

    A form that names no fact but speaks HTCDS has its person's name from there."""
    by_path = _by_plain_path(interview)
    fact_values: dict[str, str] = {}
    standard: dict[str, str] = {}
    for question in interview.form.questions():
        value = by_path.get(question.path)
        if not value:
            continue
        if fact := fact_of(question.extras):
            fact_values[fact] = value
        field_name = question.extras.get("htcds") or question.path.rpartition("/")[2]
        if field_name in _HTCDS_NAME:
            standard[field_name] = value
    for need, urgency in raised(interview, by_path).items():
        name, current_urgency = f"{NEED}{need}", fact_values.get(f"{NEED}{need}", "")
        if current_urgency not in HOW_SOON or HOW_SOON.index(urgency) < HOW_SOON.index(current_urgency):
            fact_values[name] = urgency
    if standard and not (fact_values.get("name") or fact_values.get("name_ar")):
        fact_values["name"] = " ".join(standard[part_name] for part_name in _HTCDS_NAME if part_name in standard)
    return fact_values


def fact_of(extras: Mapping[str, str]) -> str:
    """The fact of the case that a question's answer is, "" for none; one that is hidden is called so,
    and neither lists nor search know it."""
    fact = extras.get("fact", "")
    return f"{_HIDDEN_FACT}{fact}" if fact and extras.get("restricted") == HIDDEN else fact


def open_facts(fact_values: Mapping[str, str]) -> dict[str, str]:
    """Those that anybody who may read the case sees at once."""
    return {name: text for name, text in fact_values.items() if not name.startswith(_HIDDEN_FACT)}


def facts_in_words(interview: Interview, language: str) -> dict[str, str]:
    """The same facts as their questions' choices say them; hidden ones are not among them."""
    texts_by_fact: dict[str, str] = {}
    for ref in interview.values():
        node = interview.node(ref, language)
        if (fact := node.extras.get("fact")) and node.extras.get("restricted") != HIDDEN:
            texts_by_fact[fact] = texts_by_fact.get(fact) or shown(node)
    return texts_by_fact


def carried_over(interview: Interview) -> dict[str, str]:
    """For the next worker here: site, employer and interpreter; what the person speaks is asked."""
    fact_values = facts(interview)
    return {name: fact_values[name] for name in _SHARED if name in fact_values}


def address(interview: Interview, code: str) -> str:
    """The name of the form's language for a code ("ar", "en"), in the person's gender once known.

    The settings sheet names the Arabic for a woman in `attribute::sanad:feminine`. "" when the form
    doesn't speak that language."""
    feminine = interview.form.settings.get("feminine", "")
    speaks = [language.name for language in interview.form.languages if language.code == code]
    if feminine in speaks and facts(interview).get("sex") == "female":
        return feminine
    return next((name for name in speaks if name != feminine), "")


def review(interview: Interview, skipped: Collection[str] = ()) -> AnswerReview:
    """What is missing, what breaks a rule, and what was simply not asked. `skipped`: places that this
    talk leaves out."""
    missing = tuple(ref for ref in interview.missing() if plain(ref) not in skipped)
    closed = gates.first_closed(interview)
    first = gates.opened_by(interview, closed) if closed else ()
    missing_refs, locked = set(missing), _locked(interview.form)
    unanswered = [
        ref
        for page in interview.pages()
        for ref in page.refs
        if _asked(node := interview.node(ref), locked)
        and not (node.value or node.readonly)
        and ref not in missing_refs
        and plain(ref) not in skipped
        and not _is_beside(interview, ref)
        and not _unsaid(interview, ref)
    ]
    refs = [
        ref
        for page in interview.pages()
        for ref in page.refs
        if (node := interview.node(ref)).calculated is not None and node.origin != ACTION
    ]
    states = states_of(interview)
    unknown, refused = (
        tuple(ref for ref, state in states.items() if state == answer_state) for answer_state in (UNKNOWN, REFUSED)
    )
    return AnswerReview(
        missing=missing,
        problems=broken_rules(interview),
        unanswered=tuple(unanswered),
        first=first,
        unknown=unknown,
        refused=refused,
        over=tuple(refs),
    )


def state_of(node: Node) -> str:
    """Of a question that is to be asked: one of STATES. A choice called "unknown" or "refused" is the
    person's own word, and no answer to the question."""
    if not node.value:
        return NOT_ASKED
    if not node.control.startswith("select"):
        return GIVEN
    chosen = node.value.split() if node.control == "select_multiple" else [node.value]
    return next((_CODES[choice] for choice in chosen if choice in _CODES), GIVEN)


def states_of(interview: Interview) -> dict[str, str]:
    """Place to state, of every question that is to be asked now."""
    locked = _locked(interview.form)
    nodes = (interview.node(ref) for page in interview.pages() for ref in page.refs)
    return {
        node.ref: state_of(_unsaid(interview, node.ref) or node)
        for node in nodes
        if _asked(node, locked) and not node.readonly and not _is_beside(interview, node.ref)
    }


def broken_rules(interview: Interview, *, in_doubt: bool = False) -> tuple[tuple[str, str], ...]:
    """(ref, what is wrong) of answers that break a rule; what is only missing is no broken rule. `in_doubt`: the
    clock is; by one that can't be right no rule is broken, and what is written says of it that it is in doubt."""
    in_doubt = in_doubt or clock_check.is_impossible(interview.today())
    return tuple(
        (violation.ref, violation.message)
        for violation in interview.violations()
        if violation.condition == "constraint" and not (in_doubt and _by_the_clock(interview.form, violation.ref))
    )


def _by_the_clock(form: Form, ref: str) -> bool:
    place = form.by_path.get(_PLACES.sub("", ref))
    return place is not None and _CLOCK.search(place.sources.get("constraint", "")) is not None


_PLACES, _CLOCK = re.compile(r"\[\d+\]"), re.compile(r"\b(?:today|now)\(")


def readback(
    interview: Interview, language: str, words: Words | None = None, *, aloud: bool = True, unasked: bool = False
) -> list[Section]:
    """The answers in the form's words, section by section. `unasked`: also what was not asked, with an
    answer of "".

    `words`: the reader's words: days, numbers and places as people read them, in the form's language;
    without them they stand as they are kept. `aloud`: for the person's ears, without what only the
    interviewer answers (`sanad:aside`)."""
    sections, locked = [], _locked(interview.form)
    w = spoken(interview, language, words) if words else None
    for page in interview.pages():
        lines = [
            AnswerLine(
                ref,
                marked(node.label),
                answer,
                node.extras.get("restricted") in RESTRICTED,
                state_of(_unsaid(interview, ref) or node),
                node.required,
                over=reading.stands_over(node, w) if w else "",
            )
            for ref in page.refs
            if _asked(node := interview.node(ref, language), locked)
            and not _is_beside(interview, ref)
            and (
                (answer := _formatted(_unsaid(interview, ref, language) or node, w)) or (unasked and not node.readonly)
            )
            and not (aloud and is_aside(interview.form, ref))
        ]
        if lines:
            sections.append(Section(marked(interview.node(page.ref, language).label), tuple(lines)))
    return sections


def _formatted(node: Node, w: Words | None) -> str:
    return reading.formatted_answer(node, w) if w else shown(node)


def _unsaid(interview: Interview, ref: str, language: str | None = None) -> Node | None:
    """What was said instead of a number."""
    return unsaid_numbers.instead(interview, ref, plain(ref), language)


def _is_beside(interview: Interview, ref: str) -> bool:
    return unsaid_numbers.is_beside(interview.form, plain(ref))


def spoken(interview: Interview, language: str, words: Words) -> Words:
    """For one of the form's languages: its days and numbers."""
    known = interview.form.language(language)
    return reading.in_language(known.code if known else "", words)


def shown(node: Node) -> str:
    """An answer in the words of its choices, days and numbers as they are kept: for records."""
    if node.control in ("select_one", "select_multiple", "rank"):
        labels = {choice.value: marked(choice.label) for choice in node.choices}
        chosen = [node.value] if node.control == "select_one" else node.value.split()
        return " · ".join(labels.get(value, value) for value in chosen if value)
    return node.value


def findable(form: Form, answers: Mapping[str, str]) -> list[str]:
    """Short answers in the person's own words or numbers, whatever form asked for them: what search
    finds a case by, beside its facts. Restricted answers are not among them."""
    paths = {
        definition.path
        for definition in form.questions()
        if definition.control == "input" and definition.extras.get("restricted") not in RESTRICTED
    }
    return [text for path, text in answers.items() if text and len(text) <= _SEARCHED and plain(path) in paths]


def computed(interview: Interview) -> list[str]:
    """Places that nobody is asked about: calculations, stamps of time."""
    return _places(interview, lambda definition: definition.kind in ("hidden", "note"))


def several(interview: Interview) -> list[str]:
    """Places that hold a set of choices, in whatever order."""
    return _places(interview, lambda definition: definition.control == "select_multiple")


def _places(interview: Interview, predicate: Callable[[QuestionDef], bool]) -> list[str]:
    paths = {definition.path for definition in interview.form.questions() if predicate(definition)}
    return [ref for ref in interview.values(relevant_only=False) if plain(ref) in paths]


def prefill(interview: Interview, carried: Mapping[str, str]) -> None:
    """Give what another interview of the case said, fact by fact; no question of a gate, none that
    asks anew. What the form doesn't take is left out."""
    for question in interview.form.questions():
        value = carried.get(fact_of(question.extras))
        if (
            value
            and not gates.asks(interview.form, question.path)
            and "[" not in question.path
            and not question.extras.get("anew")
        ):
            try:
                interview.answer(question.path, value, origin=CARRIED)
            except SanadError:
                continue  # a form where the same fact has other choices: it is asked again


def known_places(interview: Interview, known_facts: Mapping[str, str]) -> dict[str, str]:
    """Where an answer says what is told of a fact: place to fact. What a questionnaire asks anew
    each time is not among them."""
    facts = {
        definition.path: fact_of(definition.extras)
        for definition in interview.form.questions()
        if definition.extras.get("fact") and not definition.extras.get("anew")
    }
    values = interview.values()
    return {path: fact for path, fact in facts.items() if fact in known_facts and values.get(path) == known_facts[fact]}


def restricted(interview: Interview) -> bool:
    """Does an answer mark the whole case as restricted? One restricted answer does not."""
    return facts(interview).get("restricted_case") in ("yes", "true", "1")


def _asked(node: Node, locked: frozenset[str]) -> bool:
    """Does somebody answer it? What an expression locks for now was answered before, or will be."""
    relevant = node.kind == "question" and node.relevant and node.control not in ("", "note")
    return relevant and not gates.is_within(plain(node.ref), locked)


def _locked(form: Form) -> frozenset[str]:
    """Questions and groups that are read-only whatever is answered."""
    return frozenset(definition.path for definition in form.questions() if definition.locked)


def _by_plain_path(interview: Interview) -> dict[str, str]:
    """Values by path without the ids of entries; the first entry that has one speaks."""
    values_by_path: dict[str, str] = {}
    for path, value in interview.values().items():
        place = plain(path)
        values_by_path[place] = values_by_path.get(place) or value
    return values_by_path
