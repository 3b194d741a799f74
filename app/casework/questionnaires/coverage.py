"""Which topics an interview asked about: a result speaks of these and of nothing else.

A question names its topic (`sanad:topic`); a topic is asked when each of its questions was answered in
any way, or left out by what was answered before. *I don't know* and *I'd rather not say* leave it open.
In a form that names no topic each section is one, with its questions that raise a sign."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from weakref import WeakKeyDictionary

from app.casework.questionnaires import unsaid_numbers
from app.errors import N_, SanadError, said
from app.form import Form, Interview, Node, Problem, QuestionDef

TopicState = Literal["asked", "open", "unasked"]
UNANSWERED = ("unknown", "refused")
NEEDS = "needs"  # the topic of what is needed today
TOPICS = {
    NEEDS: N_("Needs today"), "freedom": N_("Freedom"), "papers": N_("Passport and papers"),
    "harm": N_("Violence and threats"), "debt": N_("Debt and fees"), "work": N_("Work and pay"),
    "living": N_("Living"), "journey": N_("How the person came"),
    "promise": N_("What was promised"), "acts": N_("Forced acts"), "child": N_("Child or age"),
    "seen": N_("What the officer saw"),
}  # fmt: skip
STATES: Mapping[str, str] = {"asked": N_("Asked"), "open": N_("Asked, not answered"), "unasked": N_("Not asked")}
STATES_OF_PLACE: Mapping[str, str] = {
    "asked": N_("Looked at"),
    "open": N_("Could not be checked"),
    "unasked": N_("Not looked at"),
}
_WORST: tuple[TopicState, ...] = ("asked", "open", "unasked")


@dataclass(frozen=True, slots=True)
class Coverage:
    """`topics`: by id, in the order of the form. `unasked`: places of the questions that nobody asked."""

    topics: Mapping[str, TopicState]
    unasked: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        return "unasked" not in self.topics.values()


def covered(interview: Interview, weighed: Sequence[QuestionDef], places: Mapping[str, Sequence[str]]) -> Coverage:
    """`weighed`: the questions that raise a sign; `places`: where each question stands now, by its path."""
    topics: dict[str, TopicState] = {}
    unasked: list[str] = []
    for topic, question in _questions(interview.form, weighed):
        topics.setdefault(topic, "asked")
        for ref in places.get(question.path, [question.path]):
            state = _state(interview, question, ref)
            topics[topic] = max(topics[topic], state, key=_WORST.index)
            if state == "unasked":
                unasked.append(ref)
    return Coverage(topics, tuple(dict.fromkeys(unasked)))


def _questions(form: Form, weighed: Sequence[QuestionDef]) -> list[tuple[str, QuestionDef]]:
    """Each topic with each of its questions."""
    topic_questions = [
        (topic, question) for question in form.questions() for topic in question.extras.get("topic", "").split()
    ]
    return topic_questions or [
        (section_of(question.path), question)
        for question in weighed
        if question.kind == "question" and not question.locked
    ]


def section_of(path: str) -> str:
    """The outermost group of a place, by its name; of what stands in none the form's own."""
    return path.split("/")[2 if path.count("/") > 2 else 1]


def _state(interview: Interview, question: QuestionDef, ref: str) -> TopicState:
    node = node_at(interview, ref)
    if node is None or is_spare(node):
        return "asked"
    if not node.relevant:
        return "unasked" if is_undecided(interview, question) else "asked"
    if not node.value.strip():
        instead = unsaid_numbers.instead(interview, node.ref, question.path)
        return "open" if instead is not None and instead.value else "unasked"
    return "open" if set(node.value.split()) <= set(UNANSWERED) else "asked"


def is_undecided(interview: Interview, question: QuestionDef) -> bool:
    """Is it closed because nobody answered what would open it?"""
    nodes = [node_at(interview, path) for path in _openers_of(interview.form, question.path)]
    return any(node.relevant and not node.value for node in nodes if node)


def is_spare(node: Node) -> bool:
    """In an entry of a list, and empty: a list has as many entries as there is something to say of."""
    return "[" in node.ref and not node.value


def node_at(interview: Interview, ref: str) -> Node | None:
    try:
        return interview.node(ref)
    except SanadError:
        return None  # a repeat that has no entry yet


_openers: WeakKeyDictionary[Form, dict[str, tuple[str, ...]]] = WeakKeyDictionary()


def _openers_of(form: Form, path: str) -> tuple[str, ...]:
    """The questions on which it depends whether one is asked."""
    by_path = _openers.setdefault(form, {})
    if path not in by_path:
        by_path[path] = form.opening(path)
    return by_path[path]


def problems(form: Form) -> Iterator[Problem]:
    """Topics that no program knows, and topics at a place that asks nothing."""
    question_paths = {question.path for question in form.questions() if question.kind == "question"}
    for question in form.questions():
        for topic in question.extras.get("topic", "").split():
            if topic not in TOPICS:
                says = said(_NO_TOPIC, word=topic, known=", ".join(TOPICS))
            elif question.path not in question_paths:
                says = said(_ASKS_NOTHING, word=topic)
            else:
                continue
            yield Problem("error", says, "survey", column="topic", question=question.path)


_NO_TOPIC = N_("No topic is named “{word}”; write one of {known}.")
_ASKS_NOTHING = N_("The topic “{word}” is in a place without a question; put it at a question.")
