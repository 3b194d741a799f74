"""Where a screen can want to go next, and which screen that is. A screen says it; the window does it.

A destination is a dataclass that names the class of its screen, or the function that reads or begins
something on the way; both are imported when first needed, so that the lock screen opens fast.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self, dataclass_transform

if TYPE_CHECKING:
    from app.casework.cases.issued_papers import Paper
    from app.casework.cases.redaction import Withheld
    from app.casework.exchange.headquarters import PendingComputer
    from app.casework.records.unlock import Cost
    from app.casework.session.session import Session
    from app.ui.interview.controller import InterviewController
    from app.ui.labels import Text
    from app.ui.window import Window


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class Destination:
    """`screen`, `act`: below app.ui; one that has neither the window does itself. `leads_out`: of a
    practice, or it brings others in."""

    screen: ClassVar[str]
    act: ClassVar[str]
    leads_out: ClassVar[bool]

    def __init_subclass__(cls, *, screen: str = "", act: str = "", leads_out: bool = False) -> None:
        cls.screen, cls.act, cls.leads_out = screen, act, leads_out

    def __new__(cls, *_values: object, **_named: object) -> Self:
        return super().__new__(cls.made())

    @classmethod
    def made(cls) -> type[Self]:
        """As a dataclass, from when one is first asked for: making seventy of them costs a start 20 ms."""
        if "__dataclass_fields__" not in cls.__dict__:
            dataclass(frozen=True)(cls)
        return cls


class Home(Destination, screen="home.Home"):
    pass


class Tasks(Destination, screen="case.due_list.TasksScreen"):
    """What is to be done in all cases. `kinds`: of these alone, all where none is named."""

    kinds: tuple[str, ...] = ()


class Shift(Destination, screen="shift.page.ShiftPage", leads_out=True):
    """The change of shifts."""


class SelfCheck(Destination, screen="self_check.SelfCheckPage", leads_out=True):
    """All that can be checked on this computer."""


class Update(Destination, screen="updates.page.UpdatePage", leads_out=True):
    """A newer version for this computer. `file`: that somebody chose, None for what was found."""

    file: Path | None = None


class InstallUpdate(Destination, act="updates.installing.install", leads_out=True):
    """The version that was tried is put in use, and Sanad opens anew."""


class StepBack(Destination, act="updates.installing.step_back", leads_out=True):
    """The version before is put in use again, and Sanad opens anew."""


class Figures(Destination, screen="figures.FiguresPage", leads_out=True):
    """What each officer has, and how much of what there is; for whoever looks after others."""


class ReportTables(Destination, screen="report_tables.ReportTablesPage", leads_out=True):
    """The tables of reports to others, with the cases behind each number. `first`: day of a month that is
    looked at, None for this year."""

    first: date | None = None


class Partners(Destination, screen="partners.page.PartnersPage", leads_out=True):
    """Files of cases for other organisations and from them, and whom a partner knows too."""


class Cases(Destination, act="work_board.show_cases"):
    """The cases; whoever looks after others has the supervisor's board in their place."""

    text: str = ""


class Case(Destination, screen="case.page.CaseScreen"):
    case_id: str


class Groups(Destination, screen="groups.page.Groups"):
    """Cases of one site or one investigation."""


class Group(Destination, screen="groups.page.GroupScreen"):
    group_id: str


class LinkGraph(Destination, screen="links.page.PictureScreen"):
    """The links around a case, or a group."""

    case_id: str = ""
    group_id: str = ""


class LinkedCases(Destination, screen="case.linked_cases.SameScreen"):
    """Cases of one person as one."""

    case_id: str


class Attachment(Destination, screen="attachments.page.FilePage"):
    """A file of a case."""

    case_id: str
    file_id: str


class Send(Destination, screen="sending.page.SendPage"):
    """Send something of a case to somebody. `also`: further cases in the same file; `need`: what is to be met;
    `agency`: to that one alone; `reason`: what is filled in; `whom`: for whom it is opened; `origin`: where one
    came from, the case where that is None; `chosen`: as it was left to read texts over."""

    case_id: str
    also: tuple[str, ...] = ()
    need: str = ""
    agency: str = ""
    reason: str = ""
    whom: str = ""
    origin: object = None
    chosen: object = None


class Disclosure(Destination, screen="sending.disclosure_review.DisclosurePage"):
    """What of a case goes to a recipient, and free text read over. `withheld`: for whom, and without what;
    `origin`: where it was opened."""

    case_id: str
    withheld: "Withheld"
    origin: object = None


class AgencyDirectory(Destination, screen="case.agency_directory.DirectoryScreen"):
    """Agencies and services; from a case, or from none."""

    case_id: str = ""


class LegalFacts(Destination, screen="facts.FactsScreen"):
    """What the referral system says of law and places: user management's own page."""


class RightsSheet(Destination, screen="rights_sheet.RightsSheet"):
    """The sheet of a worker's rights; from a case, or from none."""

    case_id: str = ""


class ReferralLetter(Destination, screen="sending.letter_page.LetterPage"):
    """The letter of a referral. `number`: the agency's, where the referral was made just now: then it is
    printed at once, unless it is wanted as a file (`prints`); None of a letter that is looked at again."""

    case_id: str
    referral: str
    reference: str
    number: str | None = None
    prints: bool = True


class OpenBundle(Destination, screen="bundle.open_bundle.OpenFile", leads_out=True):
    """A file that came from others."""


class Conflict(Destination, screen="sharing.conflict.ConflictScreen"):
    """A case's values that differ; the first, or those of this answer."""

    case_id: str
    ref: str = ""


class Inbox(Destination, screen="sharing.received.CameInScreen", leads_out=True):
    pass


class Post(Destination, screen="sharing.post.Post", leads_out=True):
    pass


class Sync(Destination, screen="sync.page.SyncPage", leads_out=True):
    """Headquarters: what is there, what waits."""


class Purge(Destination, screen="sync.purge.ClearScreen", leads_out=True):
    """What headquarters holds leaves this computer, or comes back to it."""


class Join(Destination, screen="sharing.join.Join", leads_out=True):
    pass


class CreateOrganisation(Destination, screen="setting_up.page.SettingUp", leads_out=True):
    """Set up an organisation, or go on with it."""


class HolderCards(Destination, screen="holder_cards.OfficersCards", leads_out=True):
    """Make cards of these records for several people, and hand them out."""


class RootCards(Destination, screen="holder_cards.RootsCards", leads_out=True):
    """Hand the organisation's root out as cards, instead of its paper."""


class DeskPage(Destination, screen="sharing.desk_page.HeadquartersScreen", leads_out=True):
    """User management: who asks to be let in, what came in, the server."""


class LostComputer(Destination, screen="sharing.lost_computer.LostScreen", leads_out=True):
    """A computer that was lost or taken."""

    device_id: str


class ErasedCases(Destination, screen="sharing.erased_cases.Erasures", leads_out=True):
    """Cases that were erased by order of two people, and who has answered."""


class IssuedPaper(Destination, screen="issued_paper.IssuedPaperScreen"):
    """A certificate, a sheet or a receipt. `title`: a message; `make`: the paper, on the reading thread;
    `back`: where one came from."""

    title: str
    second: "Text"
    make: "Callable[[], Paper]"
    back: object


class Admission(Destination, screen="sharing.admission.Admit", leads_out=True):
    """The answer of somebody who wants to join."""

    answer: Path


class NetworkAdmission(Destination, screen="sharing.admission.LetIn", leads_out=True):
    """A computer that asks over the network, and the teams that it may join."""

    asks: "PendingComputer"
    teams: list[str]


class People(Destination, screen="users.page.PeopleScreen", leads_out=True):
    """People, teams and computers of the organisation; user management's own page. `person`: whose row is
    stood on."""

    person: str = ""


class TakeUpInterview(Destination, act="interview.opening.take_up"):
    """Go on with an interview that a colleague handed on."""

    case_id: str
    interview_id: str


class Settings(Destination, screen="settings.Settings", leads_out=True):
    pass


class Help(Destination, screen="help_panel.Help"):
    pass


class StartInterview(Destination, act="interview.opening.start"):
    """An interview: which questionnaire, what the one before leaves standing, and the case that it
    belongs to; a new one without. `part`: of its work. `group_id`: that its new case is put into.
    `earlier_talk`: an interview of the case, of which only what is open is asked."""

    carried: Mapping[str, str] = field(default_factory=dict)
    form_hash: str = ""
    case_id: str = ""
    part: str = "screening"
    group_id: str = ""
    earlier_talk: str = ""


class NewCase(Destination, act="beginnings.new_case"):
    """Every way in which a case can begin."""


class ResumeInterview(Destination, act="interview.opening.resume"):
    draft_id: str


class NewerVersion(Destination, screen="interview.version_move.NewerScreen"):
    """What a newer version of an unfinished interview's questionnaire would change."""

    draft_id: str


class Interview(Destination, screen="interview.screen.InterviewScreen"):
    """Open the pages of an interview at a page. `for_review`: to put one thing right there; the look
    before reading back comes again by itself."""

    controller: "InterviewController"
    page: str = ""
    ref: str = ""
    for_review: bool = False


class Turned(Destination, screen="turned.screen.TurnedScreen"):
    """The person's own screen, from a question on."""

    controller: "InterviewController"
    ref: str = ""


class Review(Destination, screen="review.ReviewScreen"):
    controller: "InterviewController"


class ReadBack(Destination, screen="read_back.ReadBack"):
    controller: "InterviewController"


class EarlyEnding(Destination, screen="early_ending.Closing"):
    """The interview ended early: the neutral closing sentence."""

    controller: "InterviewController"
    gate: str


class Thanks(Destination, screen="thanks.Thanks"):
    controller: "InterviewController"
    case_id: str
    interview_id: str


class Result(Destination, screen="result.ResultScreen"):
    case_id: str
    interview_id: str


class Unlocked(Destination, act="session_start.enter"):
    """A session is open; a new one shows its recovery card first."""

    session: "Session"


class Recovery(Destination, screen="recovery.Recover", leads_out=True):
    vault_id: str


class LockScreen(Destination, act="session_start.show_lock_screen", leads_out=True):
    pass


class FirstStart(Destination, screen="first_start.FirstStart", leads_out=True):
    pass


class BeginPractice(Destination, act="session_start.begin_practice", leads_out=True):
    """End this window, and practise in one of its own."""


class PreparePractice(Destination, act="session_start.enter_practice"):
    """Make records of nobody, and go in. `cost`: of their passphrase, which nobody is told."""

    cost: "Cost | None" = None


class Practice(Destination, screen="practice.mission_list.MissionList"):
    """Who there is to practise on."""


class PracticeTalk(Destination, screen="practice.talk.Talk"):
    mission_id: str


class PracticeScore(Destination, screen="practice.score.ScorePage"):
    case_id: str
    interview_id: str
    mission_id: str


class SwitchLanguage(Destination):
    pass


class ApplyAppearance(Destination):
    """Language, digits or colours were changed in the settings."""


class Hide(Destination):
    pass


class Lock(Destination):
    pass


def follow(window: "Window", destination: Any) -> None:
    """Go there: by the act that reads or begins what it needs, or straight to its screen.

    A screen is made of the context and the destination's fields, in their order; one of an interview
    of the fields alone, since `controller` knows the context.
    """
    if destination.act:
        _load(destination.act)(window, destination)
        return
    values = {item.name: getattr(destination, item.name) for item in fields(destination)}
    context = () if "controller" in values else (window.context,)
    window.show_screen(_load(destination.screen)(*context, *values.values()))


def _load(dotted: str) -> Any:
    module, _, name = dotted.rpartition(".")
    return getattr(import_module(f"app.ui.{module}"), name)
