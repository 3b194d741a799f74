"""The people of the tests, with real keys and real vaults in temporary folders. All fictional."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.case import events
from app.case.reference import reference
from app.casework.questionnaires import forms
from app.casework.records import unlock
from app.casework.records.unlock import Cost
from app.casework.session.session import EventAppender, Session
from app.seal.keys import fresh_id
from app.settings import Language

# The least that a key file may ask for: tests unlock often.
CHEAP = Cost(memory=64 * 1024, passes=1, lanes=2)
PHRASE = "granite walnut seven kettle moon"
OTHER_PHRASE = "velvet orbit thirteen pickle dawn"


@dataclass
class Wrist:
    """A clock that moves when told to."""

    at: datetime = datetime(2026, 11, 24, 7, 42, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def pass_(self, **some: float) -> None:
        self.at += timedelta(**some)


@dataclass
class Person:
    """Someone with a vault on a computer (a home folder)."""

    name: str
    home: Path
    role: str = "inspector"
    language: Language = "ar"
    clock: Wrist = field(default_factory=Wrist)
    vault_id: str = ""
    card: tuple[str, ...] = ()

    def sets_up(self) -> Session:
        made = unlock.create(self.home, self.name, self.role, self.language, PHRASE, cost=CHEAP, clock=self.clock)
        self.vault_id, self.card = made.session.officer.vault_id, made.card
        return made.session

    def unlocks(self, phrase: str = PHRASE, **how: bool) -> Session:
        return unlock.unlock(self.home, self.vault_id, phrase, clock=self.clock, **how)


def set_up_here(home: Path, name: str) -> None:
    """As `vault create` does it, but with a passphrase that costs each command little."""
    session = unlock.create(home, name, "inspector", "ar", PHRASE, cost=CHEAP).session
    forms.offer_shipped(session)
    session.close()


def keeps_a_case(session: Session, name: str, *, restricted: bool = False) -> str:
    """A short case in somebody's records; its id. Its questionnaire is nobody's."""
    case = session.vault.new_case()
    number = reference(case, session.clock().year, "KW")
    told = {"interview": fresh_id(), "facts": {"name": name}, "answers": [["/data/name", name]]}
    with session.vault.transaction() as writer:
        pen = EventAppender(session, writer, case, restricted=restricted)
        pen.say(events.OPENED, {"reference": number, "officer": session.officer.name})
        pen.say(events.ANSWERS, {**told, "restricted": int(restricted)})
    return case.hex()
