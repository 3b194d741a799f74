"""People of a case beside the one it is about, places, and what authorities do about a suspect.

Each fact of a person and each number of a proceeding is a field of its own: two colleagues may add to
one at once, and where they differ, people decide. docs/formats/events.md
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.case import events, fields
from app.case.events import Event

if TYPE_CHECKING:
    from app.case.fold import Case, Folding

ROLES = (
    "family",
    "suspect",
    "employer",
    "sponsor",
    "agent",
    "site",
    "witness",
    "interpreter",
    "other",
)
FACTS = (
    "name", "name_ar", "relation", "phone", "nationality", "civil_id", "address", "licence", "note",
)  # fmt: skip
NUMBERS = ("complaint", "report", "prosecution", "court")
PROCEEDING = (
    *NUMBERS, "authority", "charge", "article", "date", "hearing", "decision", "sentence",
    "compensation", "note",
)  # fmt: skip
_ID = 16


@dataclass(frozen=True, slots=True)
class Person:
    """`role`: one of ROLES. `facts`: of FACTS, those that are known. `at`, `stream`: of the first event."""

    id: bytes
    role: str
    facts: Mapping[str, str]
    at: int
    stream: bytes


@dataclass(frozen=True, slots=True)
class Proceeding:
    """About a `person` of the case, or b"". `facts`: of PROCEEDING; `entered`: of each, when and by which
    stream it was written."""

    id: bytes
    person: bytes
    facts: Mapping[str, str]
    entered: Mapping[str, tuple[int, bytes]] = field(default_factory=dict)


def _noted(folding: "Folding", place: int, event: Event) -> bool:
    id_, role = event.content.get("person"), fields.text(event.content.get("role"))
    if not isinstance(id_, bytes) or len(id_) != _ID or role not in ("", *ROLES):
        return False
    told = _of(event, FACTS)
    before = folding.case.registers.get(("person", id_, "role"))
    if not role and before is None:
        return False  # nobody of that id
    folding.write(("person", id_, "role"), place, role)
    for name, text in told.items():
        folding.write(("person", id_, name), place, text)
    return True


def _proceeded(folding: "Folding", place: int, event: Event) -> bool:
    id_, person = event.content.get("proceeding"), event.content.get("person")
    if not isinstance(id_, bytes) or len(id_) != _ID:
        return False
    told = _of(event, PROCEEDING)
    if not told:
        return False
    if isinstance(person, bytes) and len(person) == _ID:
        folding.write(("proceeding", id_, "person"), place, person.hex())
    for name, text in told.items():
        folding.write(("proceeding", id_, name), place, text)
    return True


PEOPLE: dict[str, Callable[["Folding", int, Event], bool]] = {
    events.PERSON: _noted, events.PROCEEDING: _proceeded,
}  # fmt: skip


def _of(event: Event, names: tuple[str, ...]) -> dict[str, str]:
    told = fields.mapped(event.content.get("facts"))
    return {name: told[name] for name in names if name in told}


def people(case: "Case") -> list[Person]:
    """Those who were not struck off again, in the order in which they were noted."""
    found = []
    for id_, facts, (at, stream) in _grouped(case, "person"):
        role = facts.pop("role", "")
        if role:
            found.append(Person(id_, role, facts, at, stream))
    return found


def proceedings(case: "Case") -> list[Proceeding]:
    """In the order in which they were entered."""
    found = []
    for id_, facts, _ in _grouped(case, "proceeding"):
        person = facts.pop("person", "")
        entered = {name: _when(case, ("proceeding", id_, name)) for name in facts}
        found.append(Proceeding(id_, bytes.fromhex(person), facts, entered))
    return found


def _grouped(case: "Case", kind: str) -> list[tuple[bytes, dict[str, str], tuple[int, bytes]]]:
    found: dict[bytes, dict[str, str]] = {}
    first: dict[bytes, tuple[int, bytes]] = {}
    for of, register in case.registers.items():
        if of[0] == kind:
            id_, name = of[1], str(of[2])
            assert isinstance(id_, bytes)
            event = case.timeline[register.written[0].place]
            first.setdefault(id_, (event.at, event.stream))
            if register.shown:
                found.setdefault(id_, {})[name] = register.shown
    return [(id_, facts, first[id_]) for id_, facts in found.items()]


def _when(case: "Case", of: tuple[str, bytes, str]) -> tuple[int, bytes]:
    event = case.timeline[case.registers[of].last.place]
    return event.at, event.stream
