"""People, places and proceedings of a case: noted, put right, struck off; never without a trace."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from app.case import events
from app.case.fold import Case
from app.case.people import FACTS, NUMBERS, PROCEEDING, ROLES, people, proceedings
from app.casework.reading import case_of
from app.casework.saying import say
from app.casework.session import Session
from app.errors import N_, SanadError
from app.seal.canonical import nfc
from app.seal.keys import fresh_id

__all__ = [
    "FACTS", "FACT_SAYS", "NUMBERS", "PROCEEDING", "PROCEEDING_SAYS", "ROLES", "ROLE_SAYS", "NobodyHere",
    "PersonView", "ProceedingView", "note", "people_of", "proceed", "proceedings_of", "strike",
]  # fmt: skip

ROLE_SAYS = {
    "family": N_("Family"), "suspect": N_("Suspect"), "employer": N_("Employer"),
    "sponsor": N_("Sponsor"), "agent": N_("Recruiter or agent"), "site": N_("Work site"),
    "witness": N_("Witness"), "interpreter": N_("Interpreter"), "other": N_("Somebody else"),
}  # fmt: skip
FACT_SAYS = {
    "name": N_("Name"), "name_ar": N_("Name in Arabic"), "relation": N_("Relation"),
    "phone": N_("Phone"), "nationality": N_("Nationality"), "civil_id": N_("Civil ID"),
    "address": N_("Address"), "licence": N_("Licence or file number"), "note": N_("Note"),
}  # fmt: skip
PROCEEDING_SAYS = {
    "complaint": N_("Number of the complaint"), "report": N_("Number of the police report"),
    "prosecution": N_("Number at the prosecution"), "court": N_("Number at the court"),
    "authority": N_("Authority"), "charge": N_("Charge"), "article": N_("Article"),
    "date": N_("Date"), "hearing": N_("Next hearing"), "decision": N_("Decision"),
    "sentence": N_("Sentence"), "compensation": N_("Compensation"), "note": N_("Note"),
}  # fmt: skip


@dataclass(eq=False)
class NobodyHere(SanadError):
    """Nothing of that id, or more than one that begins so."""

    says = N_(
        "This case has no such person, place or proceeding. Nothing was changed. Look at the case."
    )


@dataclass(frozen=True, slots=True)
class PersonView:
    id: str
    role: str
    facts: Mapping[str, str]
    who: str
    at: datetime

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


def note(
    session: Session, case_id: str, role: str, facts: Mapping[str, str], person: str = ""
) -> str:
    """Note somebody, or put right what is known of them (`person`); their id. NoCase, NobodyHere,
    NothingSaid for a role or facts that there are not."""
    id_ = _person(session, case_id, person) if person else fresh_id()
    told = {name: nfc(text.strip()) for name, text in facts.items() if name in FACTS}
    say(session, case_id, events.PERSON, {"person": id_, "role": role, "facts": told})
    return id_.hex()


def strike(session: Session, case_id: str, person: str, reason: str) -> None:
    """Somebody was noted by mistake: not shown any more, and still in the history. NoCase, NobodyHere."""
    id_ = _person(session, case_id, person)
    say(
        session, case_id, events.PERSON,
        {"person": id_, "role": "", "facts": {}, "reason": nfc(reason.strip())},
    )  # fmt: skip


def proceed(
    session: Session, case_id: str, facts: Mapping[str, str], person: str = "", proceeding: str = ""
) -> str:
    """Enter what an authority does, or add to it (`proceeding`); its id. NoCase, NobodyHere,
    NothingSaid for no facts."""
    case = case_of(session, case_id)
    found = [
        each.id for each in proceedings(case) if proceeding and each.id.hex().startswith(proceeding)
    ]
    if proceeding and len(found) != 1:
        raise NobodyHere
    id_ = found[0] if found else fresh_id()
    told = {name: nfc(text.strip()) for name, text in facts.items() if name in PROCEEDING}
    content = {"proceeding": id_, "facts": told}
    if person:
        content["person"] = _person(session, case_id, person)
    say(session, case_id, events.PROCEEDING, content)
    return id_.hex()


def people_of(session: Session, case: Case) -> list[PersonView]:
    return [
        PersonView(
            each.id.hex(), each.role, each.facts, session.vault.directory.name_of(each.stream),
            _time(each.at),
        )
        for each in people(case)
    ]  # fmt: skip


def proceedings_of(session: Session, case: Case) -> list[ProceedingView]:
    names = {
        each.id: each.facts.get("name") or each.facts.get("name_ar", "") for each in people(case)
    }
    name_of = session.vault.directory.name_of
    return [
        ProceedingView(
            each.id.hex(), each.person.hex(), names.get(each.person, ""), each.facts,
            {name: (name_of(stream), _time(at)) for name, (at, stream) in each.entered.items()},
        )
        for each in proceedings(case)
    ]  # fmt: skip


def _person(session: Session, case_id: str, begins: str) -> bytes:
    wanted = begins.strip().lower()
    found = [
        each.id
        for each in people(case_of(session, case_id))
        if wanted and each.id.hex().startswith(wanted)
    ]
    if len(found) != 1:
        raise NobodyHere
    return found[0]


def _time(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
