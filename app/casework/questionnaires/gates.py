"""The gates of a questionnaire: safety first, then consent. Until each has an answer that opens it, no
later question is opened, kept or finished.

A gate is a place with `sanad:gate` ("safety" or "consent"). It stops at the value `stop`, waits at
`wait`, and opens at any other value once every question that it reads was answered by a person: a
default, a calculation or what another interview said is no answer. A gate that the form doesn't ask
for now (its group isn't relevant) is none."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal
from weakref import WeakKeyDictionary

from app.case.visit import PLACES
from app.casework.questionnaires.form_parts import part_of
from app.errors import N_, SanadError
from app.form import TYPED, UNKNOWN, Form, Interview, Node, NoSuchQuestion

SAFETY, CONSENT = KINDS = ("safety", "consent")
State = Literal["open", "stop", "wait", "absent"]
_ENTRY = re.compile(r"\[[^\]]*\]")


class GateOpen(SanadError):
    """A question after a gate, or the end, while the gate has no answer that opens it. `refs`: the
    places to be answered first."""

    refs: tuple[str, ...]
    gate: str = SAFETY
    says = N_(
        "Safety and consent come first: some of their questions have no answer yet. "
        "Nothing was lost. Answer them, then continue."
    )


@dataclass(frozen=True, slots=True)
class Gate:
    """`path`: the place that holds its value. `refs`: the questions that open it, in the form's
    order. `place`: where the last of them stands among the form's places, from 0."""

    kind: str
    path: str
    refs: tuple[str, ...]
    place: int


@dataclass(frozen=True, slots=True)
class _Plan:
    """`places`: where each place of the form stands. `refs`: questions that people answer."""

    gates: tuple[Gate, ...]
    places: Mapping[str, int]
    refs: frozenset[str]


_plans: WeakKeyDictionary[Form, _Plan] = WeakKeyDictionary()


def gates(form: Form) -> tuple[Gate, ...]:
    """In the order in which they are met."""
    return _plan(form).gates


def _plan(form: Form) -> _Plan:
    if form not in _plans:
        questions = form.questions()
        marked = [definition for definition in questions if definition.extras.get("gate") in KINDS]
        places = {definition.path: n for n, definition in enumerate(questions)} if marked else {}
        paths = frozenset(definition.path for definition in questions if definition.kind == "question" and marked)
        gates = []
        for gate_question in marked:
            feeding = form.feeding(gate_question.path)
            last = max((places[path] for path in feeding), default=places[gate_question.path])
            gates.append(Gate(gate_question.extras["gate"], gate_question.path, feeding, last))
        ordered = tuple(sorted(gates, key=lambda gate: gate.place))
        _plans[form] = _Plan(ordered, places, paths)
    return _plans[form]


def state(interview: Interview, gate: Gate) -> State:
    """Where several entries of a repeat hold the gate, the one that closes it speaks."""
    states = {_state_at(interview, gate, node) for node in _nodes(interview, gate.path)}
    for gate_state in ("stop", "wait", "open"):
        if gate_state in states:
            return gate_state
    return "absent"


def _state_at(interview: Interview, gate: Gate, node: Node) -> State:
    if not node.relevant:
        return "absent"
    if node.value == "stop":
        return "stop"
    return "wait" if node.value == "wait" or unanswered(interview, gate) else "open"


def with_a_person(interview: Interview) -> bool:
    """Does anybody answer? Not where the questionnaire is about a place, nor where it asks for consent and
    this time there is nobody to ask, as where a person was not reached."""
    if part_of(interview.form) in PLACES:
        return False
    consents = [gate for gate in gates(interview.form) if gate.kind == CONSENT]
    return not consents or any(state(interview, gate) != "absent" for gate in consents)


def unanswered(interview: Interview, gate: Gate) -> tuple[str, ...]:
    """Places of its questions that are to be asked and have no answer, in the form's order."""
    return tuple(
        node.ref
        for path in gate.refs
        for node in _nodes(interview, path)
        if node.relevant and not node.readonly and not _said(node)
    )


def _said(node: Node) -> bool:
    """Did a person answer it? Where no origin was said nobody knows more than the text."""
    return bool(node.value) and node.origin in (TYPED, UNKNOWN)


def opened_by(interview: Interview, gate: Gate) -> tuple[str, ...]:
    """What to answer so that it opens: what has no answer, else every question of it."""
    return unanswered(interview, gate) or tuple(
        node.ref for path in gate.refs for node in _nodes(interview, path) if node.relevant
    )


def stopped(interview: Interview) -> str | None:
    """The kind of the first gate that says stop; None where none does."""
    for gate in gates(interview.form):
        if state(interview, gate) == "stop":
            return gate.kind
    return None


def first_closed(interview: Interview) -> Gate | None:
    """The first that is neither open nor absent."""
    return next((gate for gate in gates(interview.form) if state(interview, gate) in ("stop", "wait")), None)


def closed_before(interview: Interview, ref: str) -> Gate | None:
    """The gate that keeps a place closed now; None where it may be answered."""
    if not later(interview.form, [ref]):
        return None
    gate = first_closed(interview)
    if gate is None or plain(ref) in gate.refs:
        return None
    return gate if _plan(interview.form).places[plain(ref)] > gate.place else None


def behind(form: Form, gate: Gate, ref: str) -> bool:
    """Does a place (a question, a note, a group) stand after a gate that is closed?"""
    path = plain(ref)
    return path not in gate.refs and _plan(form).places.get(path, -1) > gate.place


def may_answer(interview: Interview, ref: str) -> None:
    """GateOpen where a gate before a place has no answer that opens it."""
    if gate := closed_before(interview, ref):
        raise GateOpen(opened_by(interview, gate), gate.kind)


def later(form: Form, refs: Iterable[str]) -> tuple[str, ...]:
    """Of these places, the questions that stand after a gate and may be closed by it."""
    plan = _plan(form)
    if not plan.gates:
        return ()
    first = plan.gates[0].place
    return tuple(ref for ref in refs if (path := plain(ref)) in plan.refs and plan.places[path] > first)


def unask(interview: Interview) -> None:
    """A new interview begins with every question of its gates unanswered, whatever the form gives."""
    for gate in gates(interview.form):
        for path in gate.refs:
            for node in _nodes(interview, path):
                if node.value and not node.readonly:
                    interview.answer(node.ref, "")


def plain(ref: str) -> str:
    """A place without the ids or numbers of entries, as the form defines it."""
    return _ENTRY.sub("", ref)


def is_within(path: str, places: Collection[str]) -> bool:
    """Does a place stand among these, or inside one of them?"""
    while path:
        if path in places:
            return True
        path = path.rpartition("/")[0]
    return False


def asks(form: Form, path: str) -> bool:
    """Does a gate read this question?"""
    return any(path in gate.refs for gate in gates(form))


def _nodes(interview: Interview, path: str) -> list[Node]:
    """A place, once; in a repeat, once an entry."""
    try:
        return [interview.node(path)]
    except NoSuchQuestion:
        return [interview.node(ref) for ref in interview.values(relevant_only=False) if plain(ref) == path]
