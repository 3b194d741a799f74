"""People of a case beside the one it is about, places, and what authorities do about a suspect.

What a group of cases shares (a suspect, a site, a court case) stands in each of them under one id, and
says of which group it is. Each fact of a person and each number of a proceeding is a field of its own: two colleagues may add to
one at once, and where they differ, people decide. docs/formats/events.md"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import TYPE_CHECKING

from app.case import events, fields
from app.case.events import Event
from app.case.kinds.declaration import ALL, COURSE, ENDED, OTHERS, CaseKind, Inbox, Leaves, by_key, keys
from app.errors import N_

if TYPE_CHECKING:
    from app.case.projection import Case, CaseBuilder

ROLES = ("family", "suspect", "employer", "sponsor", "agent", "site", "witness", "interpreter", "other")
FACTS = ("name", "name_ar", "sex", "relation", "phone", "nationality", "civil_id", "address", "licence", "note")
SEXES = ("", "female", "male")
NUMBERS = ("complaint", "report", "prosecution", "court")
PROCEEDING = (
    *NUMBERS, "authority", "charge", "article", "date", "hearing", "decision", "decided", "sentence",
    "compensation", "appeal", "appeal_until", "protection", "protection_until", "note",
)  # fmt: skip
# Until when something has to be done about a proceeding: a day such as 2026-12-01.
UNTIL = {"appeal": "appeal_until", "protection": "protection_until"}
HEARING = ("date", "time", "court", "subject", "outcome", "note")
# Who may stand in several cases of a group; a family or a witness would tell who the others are.
SHARED = ("suspect", "employer", "sponsor", "agent", "site")
_ID = 16


@dataclass(frozen=True, slots=True)
class Person:
    """`role`: one of ROLES. `facts`: of FACTS, those that are known. `at`, `stream`: of the first event.
    `group`: whose cases share it, or b""."""

    id: bytes
    role: str
    facts: Mapping[str, str]
    at: int
    stream: bytes
    group: bytes = b""


@dataclass(frozen=True, slots=True)
class Proceeding:
    """About a `person` of the case, or b"". `facts`: of PROCEEDING; `entered`: of each, when and by which
    stream it was written."""

    id: bytes
    person: bytes
    facts: Mapping[str, str]
    entered: Mapping[str, tuple[int, bytes]] = field(default_factory=dict)
    hearings: tuple["Hearing", ...] = ()
    group: bytes = b""


@dataclass(frozen=True, slots=True)
class Hearing:
    """`facts`: of HEARING; `date` as 2026-12-01, `time` as 09:30 or not there. `at`, `stream`: as entered."""

    id: bytes
    facts: Mapping[str, str]
    at: int
    stream: bytes


def _noted(folding: "CaseBuilder", place: int, event: Event) -> bool:
    id_, role = event.content.get("person"), fields.text(event.content.get("role"))
    if not isinstance(id_, bytes) or len(id_) != _ID or role not in ("", *ROLES):
        return False
    facts = _of(event, FACTS)
    if facts.get("sex", "") not in SEXES:
        return False
    register = folding.case.registers.get(("person", id_, "role"))
    if not role and register is None:
        return False  # nobody of that id
    folding.write(("person", id_, "role"), place, role)
    for name, text in facts.items():
        folding.write(("person", id_, name), place, text)
    _shared(folding, place, event, ("person", id_, "group"))
    return True


def _proceeded(folding: "CaseBuilder", place: int, event: Event) -> bool:
    id_, person = event.content.get("proceeding"), event.content.get("person")
    if not isinstance(id_, bytes) or len(id_) != _ID:
        return False
    facts = _of(event, PROCEEDING)
    if not facts or not all(is_day(facts.get(name, "")) for name in UNTIL.values()):
        return False
    if isinstance(person, bytes) and len(person) == _ID:
        folding.write(("proceeding", id_, "person"), place, person.hex())
    for name, text in facts.items():
        folding.write(("proceeding", id_, name), place, text)
    _shared(folding, place, event, ("proceeding", id_, "group"))
    return True


def _shared(folding: "CaseBuilder", place: int, event: Event, case_field: fields.Field) -> None:
    group = event.content.get("group")
    if isinstance(group, bytes) and len(group) in (0, _ID):
        folding.write(case_field, place, group.hex())


def _heard(folding: "CaseBuilder", place: int, event: Event) -> bool:
    id_, proceeding = event.content.get("hearing"), event.content.get("proceeding")
    if not (isinstance(id_, bytes) and len(id_) == _ID and isinstance(proceeding, bytes) and len(proceeding) == _ID):
        return False
    facts = _of(event, HEARING)
    if not facts or not _on_a_day(facts):
        return False
    if "date" not in facts and ("hearing", id_, "date") not in folding.case.registers:
        return False  # of no day
    folding.write(("hearing", id_, "of"), place, proceeding.hex())
    for name, text in facts.items():
        folding.write(("hearing", id_, name), place, text)
    return True


def is_day(text: str) -> bool:
    """A day that computers can count to in every zone, written as 2026-12-01; "" takes one back."""
    return _on_a_day({"date": text})


def _on_a_day(facts: Mapping[str, str]) -> bool:
    """ "" takes a date or a time back: a hearing without a day is not shown."""
    day, hour = facts.get("date", ""), facts.get("time", "")
    if day and not "1970" <= day[:4] < "9000":
        return False  # computers can't count to it in every zone
    try:
        # written back, since 2026-W49-1 and T0930 are read too
        return (not day or date.fromisoformat(day).isoformat() == day) and (
            not hour or time.fromisoformat(hour).isoformat("minutes") == hour
        )
    except ValueError:
        return False


def _of(event: Event, names: tuple[str, ...]) -> dict[str, str]:
    facts = fields.mapped(event.content.get("facts"))
    return {name: facts[name] for name in names if name in facts}


def people(case: "Case") -> list[Person]:
    """Those who were not struck off again, in the order in which they were noted."""
    people = []
    for id_, facts, (at, stream) in _grouped(case, "person"):
        role, group = facts.pop("role", ""), facts.pop("group", "")
        if role:
            people.append(Person(id_, role, facts, at, stream, bytes.fromhex(group)))
    return people


def proceedings(case: "Case") -> list[Proceeding]:
    """In the order in which they were entered."""
    proceedings, hearing_pairs = [], hearings(case)
    for id_, facts, _ in _grouped(case, "proceeding"):
        person, group = facts.pop("person", ""), facts.pop("group", "")
        entered = {name: _when(case, ("proceeding", id_, name)) for name in facts}
        own_hearings = tuple(hearing for proceeding, hearing in hearing_pairs if proceeding == id_)
        proceedings.append(Proceeding(id_, bytes.fromhex(person), facts, entered, own_hearings, bytes.fromhex(group)))
    return proceedings


def hearings(case: "Case") -> list[tuple[bytes, Hearing]]:
    """Each with the proceeding that it belongs to, by their days."""
    pairs = []
    for id_, facts, _ in _grouped(case, "hearing"):
        proceeding = facts.pop("of", "")
        if facts.get("date"):
            at, stream = _when(case, ("hearing", id_, "date"))
            pairs.append((bytes.fromhex(proceeding), Hearing(id_, facts, at, stream)))
    return sorted(pairs, key=lambda pair: (pair[1].facts["date"], pair[1].facts.get("time", ""), pair[1].id))


def _grouped(case: "Case", kind: str) -> list[tuple[bytes, dict[str, str], tuple[int, bytes]]]:
    facts_by_id: dict[bytes, dict[str, str]] = {}
    first: dict[bytes, tuple[int, bytes]] = {}
    for key in case.named(kind):
        register, id_, name = case.registers[key], key[1], str(key[2])
        assert isinstance(id_, bytes)
        event = case.timeline[register.written[0].place]
        first.setdefault(id_, (event.at, event.stream))
        if register.shown:
            facts_by_id.setdefault(id_, {})[name] = register.shown
    return [(id_, facts, first[id_]) for id_, facts in facts_by_id.items()]


def _when(case: "Case", case_field: tuple[str, bytes, str]) -> tuple[int, bytes]:
    event = case.timeline[case.registers[case_field].last.place]
    return event.at, event.stream


PERSON = CaseKind(
    what=events.PERSON,
    says=N_("Person or place noted"),
    who=ALL,
    effect=_noted,
    group=OTHERS,
    keys=keys("""
        person id; role "family" | "suspect" | "employer" | "sponsor" | "agent" | "site" | "witness"
        | "interpreter" | "other" | "" -- the last strikes it off; facts {name, name_ar, sex, relation,
        phone, nationality, civil_id, address, licence, note} -- sex female, male or empty; group id -- whose cases share it, or
        empty; reason words
    """),
    outcome=by_key("role", {ENDED: N_("Person or place struck off")}),
    inbox=Inbox("person"),
    leaves=Leaves(outside=True, of_others=True),
    fills=("person",),
)
PROCEEDING_NOTED = CaseKind(
    what=events.PROCEEDING,
    says=N_("Proceedings noted"),
    who=ALL,
    effect=_proceeded,
    group=COURSE,
    keys=keys("""
        proceeding id; person id -- of the case, or none; group id -- whose cases share it, or
        empty; facts {complaint, report, prosecution, court, authority, charge, article, date,
        hearing, decision, decided, sentence, compensation, appeal, appeal_until, protection,
        protection_until, note} -- appeal_until and protection_until are days such as 2026-12-01, or
        empty
    """),
    inbox=Inbox("proceeding"),
    fills=("proceeding",),
    leaves=Leaves(outside=True, held_with="proceedings", of_others=True),
)
HEARING_NOTED = CaseKind(
    what=events.HEARING,
    says=N_("Hearing noted"),
    who=ALL,
    effect=_heard,
    group=COURSE,
    keys=keys("""
        hearing id; proceeding id; facts {date, time, court, subject, outcome, note} -- date as
        2026-12-01, time as 09:30, or empty
    """),
    inbox=Inbox("hearing"),
    fills=("hearing",),
    leaves=Leaves(outside=True, held_with="proceedings", of_others=True),
)
