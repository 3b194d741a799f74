"""Events to a case: the same events, in whatever order they arrived, fold to the same case.

Odd contents, of a later version or of a forger, are kept and shown in the timeline, say nothing,
and raise nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from app.case import events, fields, roles
from app.case.attached import Attached
from app.case.effects import EFFECTS
from app.case.events import Event, moment
from app.case.fields import Conflict, Field, Register, Story, Value
from app.case.log import Past, in_order
from app.case.passing import HandedOn, Handover, Review, Substitute

__all__ = ["Case", "Conflict", "Interview", "Value", "fold", "in_order"]

FIRST_STAGE = "identification"


@dataclass(slots=True)
class Interview:
    """A finished interview. `answers`: path to text, in the form's order. `both`: paths of which
    people kept several values on purpose."""

    id: bytes
    form: dict[str, Any] = field(default_factory=dict)  # id, version, hash, title
    answers: dict[str, str] = field(default_factory=dict)
    both: dict[str, tuple[str, ...]] = field(default_factory=dict)
    language: str = ""
    started: int = 0
    finished: int = 0
    stream: bytes = b""
    agreement: dict[str, str] = field(default_factory=dict)
    assessment: dict[str, Any] | None = None
    view: str = ""


@dataclass(slots=True)
class Case:
    """What is known, in order. `heads`: what a next event will have seen.

    `responsible`: the stream of who accepted the case last, else of who opened it. `without_effect`:
    events that are kept and change nothing. `registers`: every field with all that was written.
    """

    id: bytes
    reference: str = ""
    stage: str = FIRST_STAGE
    profile: str = ""
    opened: int = 0
    updated: int = 0
    stream: bytes = b""
    officer: str = ""
    responsible: bytes = b""
    restricted: bool = False
    received: bool = False  # the desk has read it, up to its last event
    facts: dict[str, str] = field(default_factory=dict)
    interviews: dict[bytes, Interview] = field(default_factory=dict)
    unfinished: list[HandedOn] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    handovers: list[Handover] = field(default_factory=list)  # that nobody has answered
    reviews: list[Review] = field(default_factory=list)
    substitutes: list[Substitute] = field(default_factory=list)
    access: dict[tuple[str, bytes], str] = field(default_factory=dict)  # whom it was given to
    forms: dict[bytes, Event] = field(default_factory=dict)  # questionnaires that came with it
    attached: dict[bytes, Attached] = field(default_factory=dict)  # by file
    timeline: list[Event] = field(default_factory=list)
    without_effect: set[bytes] = field(default_factory=set)
    registers: dict[Field, Register] = field(default_factory=dict)
    heads: tuple[bytes, ...] = ()
    past: Past = field(default_factory=lambda: Past(()), compare=False, repr=False)

    @property
    def name(self) -> str:
        return self.facts.get("name") or self.facts.get("name_ar") or ""

    def history(self, of: Field) -> list[Value]:
        """Everything ever written into a field, in order."""
        register = self.registers.get(of)
        return Story(self.timeline, self.past).history(register) if register else []


def fold(case: bytes, told: Iterable[Event]) -> Case:
    """The case that these events tell."""
    order = in_order(told)
    folding = Folding(Case(case, timeline=order, past=Past(order)))
    seen: set[bytes] = set()
    for place, event in enumerate(order):
        seen.update(event.seen)
        if event.what != events.RECEIVED:  # it says something of the desk, not of the case
            folding.case.updated = max(folding.case.updated, event.at)
        effect = EFFECTS.get(event.what)
        if not roles.may(event.role, event.what) or (effect and not effect(folding, place, event)):
            folding.case.without_effect.add(event.id)
    folding.case.heads = tuple(event.id for event in order if event.id not in seen)
    folding.settle()
    return folding.case


@dataclass(slots=True)
class Talk:
    """What is known of one interview while folding. `whole`: places of the events that say all of
    it, so that what they leave out is an answer too: not asked."""

    whole: list[int] = field(default_factory=list)
    paths: dict[str, Register] = field(default_factory=dict)
    several: set[str] | None = None  # answers that are sets of choices
    computed: set[str] | None = None  # that nobody was asked
    assessed: list[int] = field(default_factory=list)
    handed: list[int] = field(default_factory=list)


class Folding:
    """A case in the making."""

    def __init__(self, case: Case) -> None:
        self.case, self.past, self.order = case, case.past, case.timeline
        self.talks: dict[bytes, Talk] = {}
        self.handed: dict[bytes, tuple[int, Handover]] = {}  # open ones
        self.all_handed: dict[bytes, Handover] = {}

    def talk(self, id_: bytes) -> Talk:
        return self.talks.setdefault(id_, Talk())

    def write(self, of: Field, place: int, text: str, texts: tuple[str, ...] = ()) -> None:
        if of[0] == "answer":
            self.answer(of[1], place, {of[2]: text}, texts)  # type: ignore[arg-type,dict-item]
        else:
            self.case.registers.setdefault(of, Register()).write(self.past, place, text, texts)

    def answer(
        self, id_: bytes, place: int, answers: dict[str, str], texts: tuple[str, ...] = ()
    ) -> None:
        talk = self.talk(id_)
        for path, text in answers.items():
            register = talk.paths.get(path)
            if register is None:
                register = talk.paths[path] = Register()
                self.case.registers["answer", id_, path] = register
                for each in talk.whole:
                    register.write(self.past, each, "")
            register.write(self.past, place, text, texts)

    def facts(self, place: int, told: dict[str, str], *, both: bool = False) -> None:
        for name, text in told.items():
            of = ("fact", name)
            self.write(of, place, text, self.standing(of, place) if both else ())

    def standing(self, of: Field, place: int) -> tuple[str, ...]:
        """The values of a field that the author at a place had seen."""
        register = self.case.registers.get(of, Register())
        return tuple(
            text
            for each in register.standing
            if self.past.saw(place, each.place)
            for text in each.texts or (each.text,)
        )

    def unseen(self, places: list[int], place: int) -> list[int]:
        """Of these places, those that the author at a place had not seen."""
        return [each for each in places if not self.past.saw(place, each)]

    def settle(self) -> None:
        case = self.case
        case.responsible = case.responsible or case.stream
        for id_, talk in self.talks.items():
            if talk.whole:
                case.interviews[id_] = self._interview(id_, talk)
            case.unfinished += (HandedOn.of(self.order[each]) for each in talk.handed)
        case.facts = {
            str(of[1]): register.shown
            for of, register in case.registers.items()
            if of[0] == "fact" and register.shown
        }
        case.received = self._received()
        case.handovers = [told for _, told in self.handed.values()]
        case.conflicts = self._conflicts()

    def _received(self) -> bool:
        """Has somebody at the desk written something, having seen all that others wrote?"""
        at_desk: list[int] = []
        for place in reversed(range(len(self.order))):
            event = self.order[place]
            mine = event.role == roles.DESK and event.id not in self.case.without_effect
            if mine and not any(self.past.saw(each, place) for each in at_desk):
                at_desk.append(place)
        return bool(at_desk) and all(
            event.role == roles.DESK or any(self.past.saw(each, place) for each in at_desk)
            for place, event in enumerate(self.order)
        )

    def _interview(self, id_: bytes, talk: Talk) -> Interview:
        event = self.order[talk.whole[-1]]
        told, view = event.content, self.case.registers.get(("view", id_))
        form = fields.map_of(told.get("form"))
        hash_ = form.get("hash")
        return Interview(
            id_,
            {
                **{name: fields.text(form.get(name)) for name in ("id", "version", "title")},
                "hash": hash_ if isinstance(hash_, bytes) else b"",
            },
            self._answers(talk),
            {
                path: register.last.texts
                for path, register in talk.paths.items()
                if len(register.standing) == 1 and len(register.last.texts) > 1
            },
            fields.text(told.get("language")),
            moment(told.get("started")),
            event.at,
            event.stream,
            fields.mapped(told.get("agreement")),
            self._assessment(talk),
            view.shown if view else "",
        )

    def _answers(self, talk: Talk) -> dict[str, str]:
        """What the last whole account names, then what only others do: with something to say."""
        named = fields.pairs(self.order[talk.whole[-1]].content.get("answers"))
        found = {path: talk.paths[path].shown for path in named}
        also = {path: each.shown for path, each in talk.paths.items() if path not in found}
        entries = {
            f"{parts[0]}]"
            for path, text in also.items()
            if text
            for parts in [path.rpartition("]")]
            if parts[1]
        }
        found.update((path, text) for path, text in also.items() if text or path in entries)
        return found

    def _assessment(self, talk: Talk) -> dict[str, Any] | None:
        """The last; among several at once, one of the account whose answers are shown."""
        if not talk.assessed:
            return None
        of_it = [each for each in talk.assessed if self.past.saw(each, talk.whole[-1])]
        told = self.order[(of_it or talk.assessed)[-1]].content.get("assessment")
        return fields.map_of(told)

    def _conflicts(self) -> list[Conflict]:
        found: list[Conflict] = []
        mirrored: list[set[bytes]] = []
        story = Story(self.order, self.past)
        for of, register in sorted(self.case.registers.items(), key=_facts_last):
            if len(register.standing) < 2:
                continue
            several = False
            if of[0] == "answer":
                talk = self.talks[of[1]]  # type: ignore[index]
                if of[2] in (talk.computed or ()):
                    continue
                several = of[2] in (talk.several or ())
            if register.differs(several=several):
                told = story.conflict(of, register, several=several)
                if of[0] == "answer":
                    mirrored.append(set(told.events))
                elif of[0] == "fact" and any(set(told.events) <= each for each in mirrored):
                    continue  # it says once more what an answer's conflict says
                found.append(told)
        return found


def _facts_last(told: tuple[Field, Register]) -> bool:
    return told[0][0] == "fact"
