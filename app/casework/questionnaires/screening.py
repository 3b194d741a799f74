"""Between a questionnaire and the assessment: which answer says what about which indicator.

A question's `indicator` lists the codes that a yes raises, a choice's `sanad_indicator` those that
choosing it raises, `when` is an XPath that says true, false or "" (unknown) for anything else.
How a kept result is put into words: app.casework.questionnaires.explanation."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app import screening
from app.case import built_in_profiles
from app.case.consent import OF_INTERVIEWS
from app.case.match_keys import CIVIL_ID
from app.case.profile import Profile
from app.case.urgency import NOW
from app.casework.questionnaires import apart_notes, coverage, gates, labour_thresholds, raised_needs, unsaid_numbers
from app.casework.questionnaires.explanation import explain, is_sound
from app.casework.questionnaires.kept_result import Screening, as_json, stored_as_json, to_stored, with_concern
from app.casework.questionnaires.labour_thresholds import Comparison
from app.errors import N_, SanadError, said
from app.form import Choice, ExpressionRefused, Form, Interview, Node, NoSuchQuestion, Problem, QuestionDef
from app.language import Words
from app.screening import POPULATIONS, Item, Population, State, as_population, catalogue, readings
from app.screening.explained import Explanation, RaisedBy

__all__ = ["Explanation", "RaisedBy", "as_json", "explain", "is_sound", "stored_as_json", "to_stored", "with_concern"]

_NO_ANSWER: tuple[State, ...] = ("unknown", "refused")


def assess(
    form: Form, interview: Interview, today: date, *, concern: bool = False, profile: Profile | None = None
) -> Screening | None:
    """What the answers say so far, by every reading; None where the form asks about no indicator.
    `concern`: the officer has one, whatever the answers are. `profile`: whose thresholds of labour law
    count; without one, those that came with Sanad."""
    profile = profile or built_in_profiles.default()
    population = _population(form)
    questions = [definition for definition in form.questions() if _for(definition, population) and _codes(definition)]
    if not questions:
        return None
    places = _places(interview)
    evidence, opened, thresholds = _evidence(interview, questions, places, profile)
    items = {code: Item.of(*states) for code, states in evidence.items()}
    read_items = {code: Item.of(*states) if states else _RULED_OUT for code, states in opened.items()}
    facts = _facts(form, interview, places)
    age = _age(facts, population, today)
    covered = coverage.covered(interview, questions, places)
    assessment = screening.assess(_operational(items), population, age)
    if not covered.is_whole and assessment.strict == "NOT_VICTIM":
        assessment = replace(assessment, strict="NOT_ASKED")
    by_table = screening.assess(_operational(read_items), population, age)
    open_ages = facts.unanswered if age in ("unknown", "doubtful") else ()
    if open_ages:  # an answer about the age could make it a child's result
        assessment = replace(assessment, would_decide=(*assessment.would_decide, *open_ages))
    evidence_by_code = {code: item.evidence for code, item in read_items.items()}
    read = readings.read(
        {code: item.state for code, item in read_items.items()},
        population,
        age,
        by_table,
        answered=screening.assess(_operational(_as_answered(read_items)), population, age),
        concern=concern or _concern(form, interview, places),
        needs=_needs_now(interview),
        unasked=not covered.is_whole,
    )
    return Screening(
        assessment=assessment,
        readings=read,
        evidence=evidence_by_code,
        open_refs_of_2009=by_table.would_decide,
        age_refs=open_ages,
        thresholds=tuple(thresholds),
        profile=profile.key,
        coverage=covered,
    )


_Evidence = dict[str, list[tuple[str, State]]]


def _evidence(
    interview: Interview, questions: Sequence[QuestionDef], places: Mapping[str, list[str]], profile: Profile
) -> tuple[_Evidence, _Evidence, list[Comparison]]:
    """By code what each place says; the same of the places that may be asked; and the thresholds that
    answers were held against."""
    evidence: _Evidence = {}
    opened: _Evidence = {}
    thresholds: list[Comparison] = []
    for question in questions:
        for ref in places.get(question.path, [question.path]):
            node = coverage.node_at(interview, ref)
            states = _told(interview, question, ref, profile)
            raised = [code for code, state in states if state == "yes"]
            thresholds += labour_thresholds.compared(interview, question, node, raised, profile)
            for code, state in states:
                evidence.setdefault(code, []).append((ref, state))
                opened.setdefault(code, [])
                if node is None or coverage.is_spare(node):
                    continue
                if node.relevant or coverage.is_undecided(interview, question):
                    opened[code].append((ref, state))
    return evidence, opened, thresholds


def _as_answered(items: Mapping[str, Item]) -> dict[str, Item]:
    """What nobody was asked left out."""
    answers_by_code = {
        code: [entry for entry in item.evidence if entry[1] != "not_asked"] for code, item in items.items()
    }
    return {code: Item.of(*entries) if entries else _RULED_OUT for code, entries in answers_by_code.items()}


NO_NUMBER = N_("This is no {name} (digits: {n}). Read the number again; it can stay if the document says so.")


def hint(interview: Interview, ref: str, profile: Profile, words: Words) -> str:
    """What labour law says to the answer at a place, in one line, or that it is no number by which the country
    knows a person; "" where it passes no threshold."""
    question = interview.form.questions_by_path.get(gates.plain(ref))
    is_number = question is not None and question.extras.get("fact") == CIVIL_ID
    if question is None or not (is_number or question.extras.get("threshold")):
        return ""
    if (node := coverage.node_at(interview, ref)) is None:
        return ""
    if is_number:
        number = built_in_profiles.number_of(profile)
        if not node.value or not node.constraint_ok or not number.digits or number.fits(node.value):
            return ""
        return words(NO_NUMBER, name=number.name.get(words.language, ""), n=number.digits)
    states = _told(interview, question, ref, profile)
    raised = [code for code, state in states if state == "yes"]
    return labour_thresholds.hint(interview, question, node, raised, profile, words)


def hints(interview: Interview, profile: Profile, words: Words) -> dict[str, str]:
    """The same of every place that has one."""
    places = _places(interview)
    return {
        ref: says
        for question in interview.form.questions()
        if question.extras.get("threshold") or question.extras.get("fact") == CIVIL_ID
        for ref in places.get(question.path, ())
        if (says := hint(interview, ref, profile, words))
    }


# A question that the answers before it left closed: what it asks about counts as no, since those answers
# are themselves read, and open where nobody gave them.
_RULED_OUT = Item("no")


def _operational(items: Mapping[str, Item]) -> dict[str, Item]:
    """Of the rows of 2009."""
    return {code: item for code, item in items.items() if catalogue().knows(code)}


def knows(code: str) -> bool:
    """Does any reading have a row of this code?"""
    return catalogue().knows(code) or code in readings.table().known


def _concern(form: Form, interview: Interview, places: Mapping[str, list[str]]) -> bool:
    """Was a choice chosen that says that the officer is concerned?"""
    for question in form.questions():
        choices = {
            choice.value for choice in question.choices if choice.extras.get("sanad_concern", "").strip() == "yes"
        }
        for ref in places.get(question.path, []) if choices else ():
            node = coverage.node_at(interview, ref)
            if node and node.relevant and choices & set(node.value.split()):
                return True
    return False


def _needs_now(interview: Interview) -> list[str]:
    values = {gates.plain(ref): text for ref, text in interview.values().items()}
    urgencies = raised_needs.raised(interview, values)
    return sorted(need for need, urgency in urgencies.items() if urgency == NOW)


def problems(form: Form) -> tuple[Problem, ...]:
    """What Sanad's own columns say that nobody could act on: it would be silently left out."""
    return tuple(_misspelt(form))


def _misspelt(form: Form) -> Iterator[Problem]:
    for word in form.settings.get("population", "").split():
        if as_population(word) is None:
            yield Problem("warning", _no_list(word), "settings", column="population")
    yield from _gates(form)
    yield from coverage.problems(form)
    empty = Interview(form)
    for question in form.questions():
        extras = question.extras
        for word in extras.get("population", "").split():
            if as_population(word) is None:
                yield _in(question, "population", _no_list(word))
        for code in extras.get("indicator", "").split():
            if not knows(code):
                yield _in(question, "indicator", said(_NO_INDICATOR, code=code))
        for code in dict.fromkeys(
            code for choice in question.choices for code in choice.extras.get("sanad_indicator", "").split()
        ):
            if not knows(code):
                says = said(_NO_INDICATOR, code=code)
                yield Problem("warning", says, "choices", column="sanad_indicator")
        for column in ("when", "unless", "threshold"):
            if refusal := _unreadable(empty, question, column):
                yield _in(question, column, refusal)


def _unreadable(empty: Interview, question: QuestionDef, column: str) -> str:
    """Why an expression of a column can't be computed; "" where it can."""
    expression = question.extras.get(column, "").strip()
    try:
        if expression:
            empty.evaluate(expression, question.path)
    except NoSuchQuestion:
        return ""  # in a list that is empty until a number says how many: nowhere to try it
    except ExpressionRefused as refused:
        return said(_UNREADABLE, column=column, problem=refused.problem)
    return ""


_UNREADABLE = N_("“{column}” can’t be read: {problem}")


def _gates(form: Form) -> Iterator[Problem]:
    """What would hold nobody, or agree to nothing."""
    for question in form.questions():
        gate = question.extras.get("gate", "")
        if gate and gate not in gates.KINDS:
            yield _in(question, "gate", said(_NO_GATE, word=gate, known=", ".join(gates.KINDS)))
        for word in question.extras.get("consent", "").split():
            if word not in OF_INTERVIEWS:
                text = ", ".join(sorted(OF_INTERVIEWS))
                yield _in(question, "consent", said(_NO_PURPOSE, word=word, known=text))
    for question in apart_notes.marked(form):
        if not apart_notes.is_apart(form, question):
            yield _in(question, apart_notes.APART, _NOT_APART)
    for gate_ in gates.gates(form):
        if not gate_.refs:
            yield _in(form.questions_by_path[gate_.path], "gate", _READS_NOTHING)


_NO_GATE = N_("No gate is named “{word}”; write one of {known}.")
_NO_PURPOSE = N_("“{word}” can’t be agreed to; write one of {known}.")
_NOT_APART = N_("This is not kept apart from the talk: mark it “aside” too, and put it before the gates.")
_READS_NOTHING = N_("This gate reads no question, so nobody can open or close it; make it read one.")
_NO_INDICATOR = N_("No indicator has the code “{code}”; correct the code, or nobody will see the indicator.")


def _no_list(word: str) -> str:
    message = N_("No list of indicators is named “{word}”; write one of {known}.")
    return said(message, word=word, known=", ".join(POPULATIONS))


def _in(question: QuestionDef, column: str, says: str) -> Problem:
    return Problem("warning", says, "survey", column=column, question=question.path)


def _population(form: Form) -> Population:
    """The list that the form's settings name, else its first question that names one."""
    named = [form.settings.get("population", "")]
    named += [definition.extras.get("population", "") for definition in form.questions()]
    populations = (as_population(word) for text in named for word in text.split())
    return next((population for population in populations if population), "adult_labour")


def _for(question: QuestionDef, population: Population) -> bool:
    """A question of another kind of exploitation says nothing about this one."""
    kinds = {word.rpartition("_")[2] for word in question.extras.get("population", "").split()}
    return not kinds or population.rpartition("_")[2] in kinds


def _known(text: str) -> list[str]:
    return [code for code in text.split() if knows(code)]


def _raised_by(choice: Choice) -> list[str]:
    return _known(choice.extras.get("sanad_indicator", ""))


def _codes(question: QuestionDef) -> list[str]:
    codes = _known(question.extras.get("indicator", ""))
    return [*codes, *(code for choice in question.choices for code in _raised_by(choice))]


def _places(interview: Interview) -> dict[str, list[str]]:
    """Where each question stands: once, or once an entry of its repeat."""
    refs_by_path: dict[str, list[str]] = {}
    for ref in interview.values(relevant_only=False):
        refs_by_path.setdefault(gates.plain(ref), []).append(ref)
    return refs_by_path


def _told(interview: Interview, question: QuestionDef, ref: str, profile: Profile) -> list[tuple[str, State]]:
    """Each code of a question once, with what its answer says."""
    node = coverage.node_at(interview, ref)
    states_by_code: dict[str, list[tuple[str, State]]] = {}
    for code in _known(question.extras.get("indicator", "")):
        if node and node.kind == "hidden" and not labour_thresholds.is_judged(code, profile):
            continue
        states_by_code.setdefault(code, []).append((ref, _said(interview, question, node, profile)))
    for choice in (node.choices if node and node.choices else None) or question.choices:
        for code in _raised_by(choice):
            states_by_code.setdefault(code, []).append((ref, _chosen(node, choice.value)))
    told = [(code, Item.of(*states).state) for code, states in states_by_code.items()]
    unless = question.extras.get("unless", "").strip()
    if unless and _truth(interview, unless, ref) == "yes":
        return [(code, "no" if state == "yes" else state) for code, state in told]
    return told


def _said(interview: Interview, question: QuestionDef, node: Node | None, profile: Profile) -> State:
    if node is None or not node.relevant:
        return "not_asked"
    if not node.value and (unsaid := unsaid_numbers.instead(interview, node.ref, question.path)):
        return _chosen(unsaid, unsaid.value)
    if labour_thresholds.by_number(question):
        if not node.value:
            return "not_asked"
        codes = _known(question.extras.get("indicator", ""))
        return labour_thresholds.state(interview, question, node, codes, profile)
    condition = question.extras.get("when", "").strip()
    if condition:
        if not node.value and node.kind != "hidden":
            return "not_asked"
        if node.value in _NO_ANSWER and node.control.startswith("select"):
            return _chosen(node, node.value)
        return _truth(interview, condition, node.ref)
    if node.control in ("select_one", "select_multiple") or node.value in ("yes", "no"):
        return _chosen(node, "yes")
    # without a `when` a number or a text says nothing about an indicator
    return "unknown" if node.value else "not_asked"


def _truth(interview: Interview, expression: str, ref: str) -> State:
    try:
        evaluate = interview.evaluate(expression, ref).strip().lower()
    except SanadError:
        return "unknown"
    if evaluate in ("true", "true()", "1", "yes"):
        return "yes"
    return "no" if evaluate in ("false", "false()", "0", "no") else "unknown"


def _chosen(node: Node | None, choice_value: str) -> State:
    """Was this choice chosen? Not where nothing was answered, nor where no answer was the answer."""
    if node is None or not node.relevant or not node.value.strip():
        return "not_asked"
    chosen = node.value.split()
    for no_answer in _NO_ANSWER:
        if no_answer in chosen and choice_value not in chosen:
            return no_answer
        if choice_value == no_answer:
            return no_answer
    return "yes" if choice_value in chosen else "no"


@dataclass(frozen=True, slots=True)
class _Facts:
    """The facts of age that a form asks for, what was answered, and the places where nothing was."""

    asked_refs: frozenset[str]
    facts: Mapping[str, str]
    unanswered: tuple[str, ...]


def _facts(form: Form, interview: Interview, places: Mapping[str, list[str]]) -> _Facts:
    asked_facts: set[str] = set()
    fact_values: dict[str, str] = {}
    unanswered: list[str] = []
    for question in form.questions():
        fact = question.extras.get("fact", "")
        if fact not in ("age", "birth_date", "age_doubtful"):
            continue
        asked_facts.add(fact)
        for ref in places.get(question.path, [question.path])[:1]:
            node = coverage.node_at(interview, ref)
            if node and node.relevant and node.value:
                fact_values[fact] = node.value
            elif node and node.relevant:
                unanswered.append(ref)
    return _Facts(frozenset(asked_facts), fact_values, tuple(unanswered))


def _age(facts: _Facts, population: Population, today: date) -> screening.Age:
    if not facts.asked_refs & {"age", "birth_date"}:
        doubted = facts.facts.get("age_doubtful") not in (None, "no")
        return "doubtful" if doubted else "child" if population.startswith("child") else "adult"
    return screening.age_known(
        _whole(facts.facts.get("age", "")),
        _day(facts.facts.get("birth_date", "")),
        facts.facts["age_doubtful"] != "no" if "age_doubtful" in facts.facts else None,
        today,
        catalogue().child_below,
    )


def _whole(text: str) -> int | None:
    try:
        return int(float(text))
    except (ValueError, OverflowError):
        return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
