"""People, places and proceedings of a case: noted, put right, struck off; never without a trace."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from app.case import events
from app.case.kinds.people import (
    FACTS,
    HEARING,
    NUMBERS,
    PROCEEDING,
    ROLES,
    SHARED,
    UNTIL,
    Hearing,
    Person,
    hearings,
    is_day,
    people,
    proceedings,
)
from app.case.projection import Case
from app.casework.cases import groups
from app.casework.cases.groups import NotShared
from app.casework.cases.queries import case_of
from app.casework.session.ids import begun_by
from app.casework.session.session import Session
from app.clock import utc
from app.errors import N_, SanadError
from app.language import ascii_digits
from app.seal.canonical import nfc
from app.seal.keys import fresh_id

__all__ = ["FACTS", "HEARING", "NUMBERS", "PROCEEDING", "ROLES"]

ROLE_SAYS = {
    "family": N_("Family"),
    "suspect": N_("Suspect"),
    "employer": N_("Employer"),
    "sponsor": N_("Sponsor"),
    "agent": N_("Recruiter or agent"),
    "site": N_("Work site"),
    "witness": N_("Witness"),
    "interpreter": N_("Interpreter"),
    "other": N_("Somebody else"),
}
FACT_SAYS = {
    "name": N_("Name"),
    "name_ar": N_("Name in Arabic"),
    "sex": N_("Sex"),
    "relation": N_("Relation"),
    "phone": N_("Phone"),
    "nationality": N_("Nationality"),
    "civil_id": N_("Identity number"),
    "address": N_("Address"),
    "licence": N_("Licence or file number"),
    "note": N_("Note"),
}
PROCEEDING_SAYS = {
    "complaint": N_("Number of the complaint"), "report": N_("Number of the police report"),
    "prosecution": N_("Prosecution register number"), "court": N_("Court case number"),
    "authority": N_("Authority"), "charge": N_("Charge"), "article": N_("Article"),
    "date": N_("Date"), "hearing": N_("Next hearing"), "decision": N_("Decision"),
    "decided": N_("Date of the decision"),
    "sentence": N_("Sentence"), "compensation": N_("Compensation"),
    "appeal": N_("Appeal"), "appeal_until": N_("Last day to appeal"),
    "protection": N_("Protection measures"), "protection_until": N_("Protection measures until"),
    "note": N_("Note"),
}  # fmt: skip
HEARING_SAYS = {
    "date": N_("Date of the hearing"),
    "time": N_("Hour"),
    "court": N_("Court or room"),
    "subject": N_("Subject of the hearing"),
    "outcome": N_("Outcome"),
    "note": N_("Note"),
}


class NobodyHere(SanadError):
    says = N_("This person, place or proceeding is not in the case. Nothing was changed. Check the case.")


class NotADay(SanadError):
    says = N_("A day is written as 2026-12-01. Nothing was changed. Correct the day.")


@dataclass(frozen=True, slots=True)
class PersonView:
    id: str
    role: str
    facts: Mapping[str, str]
    author: str
    at: datetime
    group: str = ""

    @property
    def name(self) -> str:
        return self.facts.get("name") or self.facts.get("name_ar") or ""


@dataclass(frozen=True, slots=True)
class ProceedingView:
    """`person`: the id of whom it is about, "" for nobody named; `name`: theirs. `entered`: of each fact,
    who wrote it and when."""

    id: str
    person: str
    name: str
    facts: Mapping[str, str]
    entered: Mapping[str, tuple[str, datetime]]
    hearings: tuple["HearingView", ...] = ()
    group: str = ""


@dataclass(frozen=True, slots=True)
class HearingView:
    """`facts`: of HEARING; `author`, `at`: as entered."""

    id: str
    facts: Mapping[str, str]
    author: str
    at: datetime


def note(session: Session, case_id: str, role: str, facts: Mapping[str, str], person: str = "") -> str:
    """Note somebody, or put right what is known of them (`person`); their id. Of whom a group shares,
    in each of its cases here. NoCase, NobodyHere, NotShared, NothingSaid for a role or facts that
    there are not."""
    case = case_of(session, case_id)
    existing_person = _person(case, person) if person else None
    if existing_person and existing_person.group and role not in SHARED:
        raise NotShared
    clean_facts = {name: nfc(text.strip()) for name, text in facts.items() if name in FACTS}
    id_ = existing_person.id if existing_person else fresh_id()
    content = {"person": id_, "role": role, "facts": clean_facts}
    groups.say(session, case.id, events.PERSON, content, existing_person.group if existing_person else b"")
    return id_.hex()


def strike(session: Session, case_id: str, person: str, reason: str) -> None:
    """Somebody was noted by mistake: not shown any more in this case, and still in the history. NoCase,
    NobodyHere."""
    case = case_of(session, case_id)
    content = {"person": _person(case, person).id, "role": "", "facts": {}, "reason": nfc(reason.strip())}
    groups.say(session, case.id, events.PERSON, content, b"")


def proceed(
    session: Session, case_id: str, facts: Mapping[str, str], person: str = "", proceeding: str = "", group: str = ""
) -> str:
    """Enter what an authority does, or add to it (`proceeding`); its id. `group`: about the suspect of a
    group, in each of its cases here. NoCase, NobodyHere, NothingSaid for no facts, NotADay."""
    case = case_of(session, case_id)
    id_, group_id = _proceeding(case, proceeding) if proceeding else (fresh_id(), b"")
    clean_facts = {
        name: nfc(ascii_digits(text.strip()) if name in UNTIL.values() else text.strip())
        for name, text in facts.items()
        if name in PROCEEDING
    }
    if not all(is_day(clean_facts.get(name, "")) for name in UNTIL.values()):
        raise NotADay
    content: dict[str, object] = {"proceeding": id_, "facts": clean_facts}
    if group:
        content["group"] = group_id = bytes.fromhex(group)
    if person:
        content["person"] = _person(case, person).id
    groups.say(session, case.id, events.PROCEEDING, content, group_id)
    return id_.hex()


_HOUR = re.compile(r"([01]?\d|2[0-3])(?:[:.]([0-5]\d))?")


def hour_of(text: str) -> str:
    """As 09:30, of what people write (9:30, 9.30, 9, in either digits); what is no hour as it is."""
    digits = ascii_digits(text.strip())
    hour = _HOUR.fullmatch(digits)
    return f"{int(hour[1]):02}:{hour[2] or '00'}" if hour else digits


def is_hour(text: str) -> bool:
    """Is it an hour of the day, or nothing?"""
    return not text.strip() or _HOUR.fullmatch(ascii_digits(text.strip())) is not None


def hear(session: Session, case_id: str, proceeding: str, facts: Mapping[str, str], hearing: str = "") -> str:
    """Enter a hearing of a proceeding, or what came of it (`hearing`); its id. NoCase, NobodyHere,
    NothingSaid without a day, or where it is not written as 2026-12-01 and the hour as `hour_of` reads it."""
    case = case_of(session, case_id)
    proceeding_id, group = _proceeding(case, proceeding)
    clean_facts = {name: nfc(text.strip()) for name, text in facts.items() if name in HEARING}
    if "date" in clean_facts:
        clean_facts["date"] = ascii_digits(clean_facts["date"])
    if "time" in clean_facts:
        clean_facts["time"] = hour_of(clean_facts["time"])
    id_ = _hearing(case, hearing) if hearing else fresh_id()
    content = {"hearing": id_, "proceeding": proceeding_id, "facts": clean_facts}
    groups.say(session, case.id, events.HEARING, content, group)
    return id_.hex()


def people_of(session: Session, case: Case) -> list[PersonView]:
    return [
        PersonView(
            person.id.hex(),
            person.role,
            person.facts,
            session.vault.directory.name_of(person.stream),
            utc(person.at),
            person.group.hex(),
        )
        for person in people(case)
    ]


def proceedings_of(session: Session, case: Case) -> list[ProceedingView]:
    """Those of a case, each with its hearings and who entered what, and when."""
    names = {person.id: person.facts.get("name") or person.facts.get("name_ar", "") for person in people(case)}
    name_of = session.vault.directory.name_of
    return [
        ProceedingView(
            id=proceeding.id.hex(),
            person=proceeding.person.hex(),
            name=names.get(proceeding.person, ""),
            facts=proceeding.facts,
            entered={name: (name_of(stream), utc(at)) for name, (at, stream) in proceeding.entered.items()},
            hearings=tuple(_heard(session, hearing) for hearing in proceeding.hearings),
            group=proceeding.group.hex(),
        )
        for proceeding in proceedings(case)
    ]


def without_notes(view: ProceedingView) -> ProceedingView:
    """The same without what officers noted on it for themselves."""
    return replace(
        view,
        facts=_no_note(view.facts),
        hearings=tuple(replace(hearing, facts=_no_note(hearing.facts)) for hearing in view.hearings),
    )


def _no_note(facts: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in facts.items() if name != "note"}


def _person(case: Case, id_prefix: str) -> Person:
    return begun_by(((person.id, person) for person in people(case)), id_prefix, NobodyHere)


def _proceeding(case: Case, id_prefix: str) -> tuple[bytes, bytes]:
    """Its id, and the group that shares it."""
    ids_and_groups = ((entry.id, (entry.id, entry.group)) for entry in proceedings(case))
    return begun_by(ids_and_groups, id_prefix, NobodyHere)


def _hearing(case: Case, id_prefix: str) -> bytes:
    ids = ((hearing.id, hearing.id) for _, hearing in hearings(case))
    return begun_by(ids, id_prefix, NobodyHere)


def _heard(session: Session, hearing: Hearing) -> HearingView:
    name = session.vault.directory.name_of(hearing.stream)
    return HearingView(hearing.id.hex(), hearing.facts, name, utc(hearing.at))
