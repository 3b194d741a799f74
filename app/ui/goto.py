"""Where a screen wants to go next. A screen says it; the window does it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.casework.cases.issued_papers import Paper
    from app.casework.exchange.headquarters import Waiting
    from app.casework.session.session import Session
    from app.ui.interview.controller import Taking
    from app.ui.labels import Text


@dataclass(frozen=True, slots=True)
class Home:
    pass


@dataclass(frozen=True, slots=True)
class Tasks:
    """What is to be done in all cases."""


@dataclass(frozen=True, slots=True)
class Shift:
    """The change of shifts."""


@dataclass(frozen=True, slots=True)
class OfficeWork:
    """What waits for a supervisor, and how much of what there is."""


@dataclass(frozen=True, slots=True)
class Cases:
    text: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    case_id: str


@dataclass(frozen=True, slots=True)
class Groups:
    """Cases of one site or one investigation."""


@dataclass(frozen=True, slots=True)
class Group:
    group_id: str


@dataclass(frozen=True, slots=True)
class Picture:
    """The links around a case, or a group."""

    case_id: str = ""
    group_id: str = ""


@dataclass(frozen=True, slots=True)
class Same:
    """Cases of one person as one."""

    case_id: str


@dataclass(frozen=True, slots=True)
class File:
    """A file of a case."""

    case_id: str
    file_id: str


@dataclass(frozen=True, slots=True)
class Print:
    case_id: str
    reference: str


@dataclass(frozen=True, slots=True)
class Directory:
    """Agencies and services; from a case, or from none."""

    case_id: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """The letter of a referral."""

    case_id: str
    referral: str
    reference: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """A case's file for others."""

    case_id: str


@dataclass(frozen=True, slots=True)
class OpenBundle:
    """A file that came from others."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A case's values that differ; the first, or those of this answer."""

    case_id: str
    ref: str = ""


@dataclass(frozen=True, slots=True)
class CameIn:
    pass


@dataclass(frozen=True, slots=True)
class Post:
    pass


@dataclass(frozen=True, slots=True)
class Sync:
    """Headquarters: what is there, what waits."""


@dataclass(frozen=True, slots=True)
class Clear:
    """What headquarters holds leaves this computer, or comes back to it."""


@dataclass(frozen=True, slots=True)
class Join:
    pass


@dataclass(frozen=True, slots=True)
class Found:
    """Set up an organisation."""


@dataclass(frozen=True, slots=True)
class Headquarters:
    """The desk's own page: invitations, answers, people."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A computer that was lost or taken."""

    device_id: str


@dataclass(frozen=True, slots=True)
class Erasures:
    """Cases that were erased by order of two people, and who has answered."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A certificate, a sheet or a receipt. `title`: a message; `make`: the paper, on the reading thread;
    `back`: where one came from."""

    title: str
    second: "Text"
    make: "Callable[[], Paper]"
    back: object


@dataclass(frozen=True, slots=True)
class Admit:
    """The answer of somebody who wants to join."""

    answer: Path


@dataclass(frozen=True, slots=True)
class LetIn:
    """A computer that asks over the network, and the teams that it may join."""

    asks: "Waiting"
    teams: list[str]


@dataclass(frozen=True, slots=True)
class People:
    pass


@dataclass(frozen=True, slots=True)
class TakeUp:
    """Go on with an interview that a colleague handed on."""

    case_id: str
    interview_id: str


@dataclass(frozen=True, slots=True)
class Settings:
    pass


@dataclass(frozen=True, slots=True)
class Help:
    pass


@dataclass(frozen=True, slots=True)
class Begin:
    """An interview: which questionnaire, what the one before leaves standing, and the case that it
    belongs to; a new one without. `part`: of its work. `group_id`: that its new case is put into."""

    carried: Mapping[str, str] = field(default_factory=dict)
    form_hash: str = ""
    case_id: str = ""
    part: str = "screening"
    group_id: str = ""


@dataclass(frozen=True, slots=True)
class Resume:
    draft_id: str


@dataclass(frozen=True, slots=True)
class Newer:
    """What a newer version of an unfinished interview's questionnaire would change."""

    draft_id: str


@dataclass(frozen=True, slots=True)
class Interview:
    """Open the pages of an interview at a page."""

    taking: "Taking"
    page: str = ""
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    taking: "Taking"


@dataclass(frozen=True, slots=True)
class ReadBack:
    taking: "Taking"


@dataclass(frozen=True, slots=True)
class Closing:
    """The interview ended early: the neutral closing sentence."""

    taking: "Taking"
    gate: str


@dataclass(frozen=True, slots=True)
class Thanks:
    taking: "Taking"
    case_id: str
    interview_id: str


@dataclass(frozen=True, slots=True)
class Result:
    case_id: str
    interview_id: str


@dataclass(frozen=True, slots=True)
class Unlocked:
    """A session is open; a new one shows its recovery card first."""

    session: "Session"


@dataclass(frozen=True, slots=True)
class Recover:
    vault_id: str


@dataclass(frozen=True, slots=True)
class LockScreen:
    pass


@dataclass(frozen=True, slots=True)
class FirstStart:
    pass


@dataclass(frozen=True, slots=True)
class OtherLanguage:
    pass


@dataclass(frozen=True, slots=True)
class Look:
    """Language, digits or colours were changed in the settings."""


@dataclass(frozen=True, slots=True)
class Hide:
    pass


@dataclass(frozen=True, slots=True)
class Lock:
    pass


@dataclass(frozen=True, slots=True)
class Ask:
    """Build a dialog over the window."""

    build: Callable[..., object]
