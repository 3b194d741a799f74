"""Where a screen can want to go next, and which screen that is. A screen says it; the window does it.

A destination is a dataclass. `_SCREENS` names the class that shows it, `_ACTS` the function that reads
or begins something on the way; both are imported when first needed, so that the lock screen opens fast.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

if TYPE_CHECKING:
    from app.casework.cases.issued_papers import Paper
    from app.casework.cases.redaction import Withheld
    from app.casework.exchange.headquarters import PendingComputer
    from app.casework.records.unlock import Cost
    from app.casework.session.session import Session
    from app.ui.interview.controller import InterviewController
    from app.ui.labels import Text
    from app.ui.window import Window

_P = ParamSpec("_P")


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
class SelfCheck:
    """All that can be checked on this computer."""


@dataclass(frozen=True, slots=True)
class Update:
    """A newer version for this computer. `file`: that somebody chose, None for what was found."""

    file: Path | None = None


@dataclass(frozen=True, slots=True)
class InstallUpdate:
    """The version that was tried is put in use, and Sanad opens anew."""


@dataclass(frozen=True, slots=True)
class StepBack:
    """The version before is put in use again, and Sanad opens anew."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What each officer has, and how much of what there is; for whoever looks after others."""


@dataclass(frozen=True, slots=True)
class ReportTables:
    """The tables of reports to others, with the cases behind each number."""


@dataclass(frozen=True, slots=True)
class Partners:
    """Files of cases for other organisations and from them, and whom a partner knows too."""


@dataclass(frozen=True, slots=True)
class Cases:
    """The cases; whoever looks after others has the supervisor's board in their place."""

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
class LinkGraph:
    """The links around a case, or a group."""

    case_id: str = ""
    group_id: str = ""


@dataclass(frozen=True, slots=True)
class LinkedCases:
    """Cases of one person as one."""

    case_id: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a case."""

    case_id: str
    file_id: str


@dataclass(frozen=True, slots=True)
class PrintCase:
    case_id: str
    reference: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """One paper of a case for an authority."""

    case_id: str
    reference: str


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What of a case goes to a recipient, and free text read over. `agency`, `recipient`: for whom, where it
    was chosen; `withheld`: without what; `origin`: where it was opened."""

    case_id: str
    agency: str = ""
    recipient: str = ""
    withheld: "Withheld | None" = None
    origin: object = None


@dataclass(frozen=True, slots=True)
class AgencyDirectory:
    """Agencies and services; from a case, or from none."""

    case_id: str = ""


@dataclass(frozen=True, slots=True)
class RightsSheet:
    """The sheet of a worker's rights; from a case, or from none."""

    case_id: str = ""


@dataclass(frozen=True, slots=True)
class Refer:
    """Refer a case and print the letter. `need`: what is to be met; `agency`: to that one alone; `reason`:
    what is filled in; `origin`: where one came from, the case where that is None."""

    case_id: str
    need: str = ""
    agency: str = ""
    reason: str = ""
    origin: object = None


@dataclass(frozen=True, slots=True)
class ReferralLetter:
    """The letter of a referral. `number`: the agency's, where the referral was made just now: then it is
    printed at once; None of a letter that is looked at again."""

    case_id: str
    referral: str
    reference: str
    number: str | None = None


@dataclass(frozen=True, slots=True)
class ExportBundle:
    """A case's file for others; `also`: further cases in the same file."""

    case_id: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenBundle:
    """A file that came from others."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A case's values that differ; the first, or those of this answer."""

    case_id: str
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Inbox:
    pass


@dataclass(frozen=True, slots=True)
class Post:
    pass


@dataclass(frozen=True, slots=True)
class Sync:
    """Headquarters: what is there, what waits."""


@dataclass(frozen=True, slots=True)
class Purge:
    """What headquarters holds leaves this computer, or comes back to it."""


@dataclass(frozen=True, slots=True)
class Join:
    pass


@dataclass(frozen=True, slots=True)
class CreateOrganisation:
    """Set up an organisation, or go on with it."""


@dataclass(frozen=True, slots=True)
class HolderCards:
    """Make cards of these records for several people, and hand them out."""


@dataclass(frozen=True, slots=True)
class RootCards:
    """Hand the organisation's root out as cards, instead of its paper."""


@dataclass(frozen=True, slots=True)
class DeskPage:
    """User management: who asks to be let in, what came in, the server."""


@dataclass(frozen=True, slots=True)
class LostComputer:
    """A computer that was lost or taken."""

    device_id: str


@dataclass(frozen=True, slots=True)
class ErasedCases:
    """Cases that were erased by order of two people, and who has answered."""


@dataclass(frozen=True, slots=True)
class IssuedPaper:
    """A certificate, a sheet or a receipt. `title`: a message; `make`: the paper, on the reading thread;
    `back`: where one came from."""

    title: str
    second: "Text"
    make: "Callable[[], Paper]"
    back: object


@dataclass(frozen=True, slots=True)
class Admission:
    """The answer of somebody who wants to join."""

    answer: Path


@dataclass(frozen=True, slots=True)
class NetworkAdmission:
    """A computer that asks over the network, and the teams that it may join."""

    asks: "PendingComputer"
    teams: list[str]


@dataclass(frozen=True, slots=True)
class People:
    """People, teams and computers of the organisation; user management's own page."""


@dataclass(frozen=True, slots=True)
class TakeUpInterview:
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
class StartInterview:
    """An interview: which questionnaire, what the one before leaves standing, and the case that it
    belongs to; a new one without. `part`: of its work. `group_id`: that its new case is put into.
    `earlier_talk`: an interview of the case, of which only what is open is asked."""

    carried: Mapping[str, str] = field(default_factory=dict)
    form_hash: str = ""
    case_id: str = ""
    part: str = "screening"
    group_id: str = ""
    earlier_talk: str = ""


@dataclass(frozen=True, slots=True)
class NewCase:
    """Every way in which a case can begin."""


@dataclass(frozen=True, slots=True)
class ResumeInterview:
    draft_id: str


@dataclass(frozen=True, slots=True)
class NewerVersion:
    """What a newer version of an unfinished interview's questionnaire would change."""

    draft_id: str


@dataclass(frozen=True, slots=True)
class Interview:
    """Open the pages of an interview at a page. `for_review`: to put one thing right there; the look
    before reading back comes again by itself."""

    controller: "InterviewController"
    page: str = ""
    ref: str = ""
    for_review: bool = False


@dataclass(frozen=True, slots=True)
class Turned:
    """The person's own screen, from a question on."""

    controller: "InterviewController"
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    controller: "InterviewController"


@dataclass(frozen=True, slots=True)
class ReadBack:
    controller: "InterviewController"


@dataclass(frozen=True, slots=True)
class EarlyEnding:
    """The interview ended early: the neutral closing sentence."""

    controller: "InterviewController"
    gate: str


@dataclass(frozen=True, slots=True)
class Thanks:
    controller: "InterviewController"
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
class Recovery:
    vault_id: str


@dataclass(frozen=True, slots=True)
class LockScreen:
    pass


@dataclass(frozen=True, slots=True)
class FirstStart:
    pass


@dataclass(frozen=True, slots=True)
class BeginPractice:
    """End this window, and practise in one of its own."""


@dataclass(frozen=True, slots=True)
class PreparePractice:
    """Make records of nobody, and go in. `cost`: of their passphrase, which nobody is told."""

    cost: "Cost | None" = None


@dataclass(frozen=True, slots=True)
class Practice:
    """Who there is to practise on."""


@dataclass(frozen=True, slots=True)
class PracticeTalk:
    mission_id: str


@dataclass(frozen=True, slots=True)
class PracticeScore:
    case_id: str
    interview_id: str
    mission_id: str


@dataclass(frozen=True, slots=True)
class SwitchLanguage:
    pass


@dataclass(frozen=True, slots=True)
class ApplyAppearance:
    """Language, digits or colours were changed in the settings."""


@dataclass(frozen=True, slots=True)
class Hide:
    pass


@dataclass(frozen=True, slots=True)
class Lock:
    pass


@dataclass(frozen=True, slots=True)
class OpenDialog:
    """Build a dialog over the window."""

    build: Callable[..., object]


def dialog(
    make: Callable[Concatenate[Any, _P], object], *args: _P.args, **named: _P.kwargs
) -> OpenDialog:
    """A dialog of a class, over the window: `dialog(Dialog, title, sentence, answers)`."""
    return OpenDialog(lambda window: make(window, *args, **named))


_SCREENS: dict[type, str] = {
    # the office's day
    Home: "home.Home",
    Tasks: "case.due_list.TasksScreen",
    Shift: "shift.page.ShiftPage",
    Figures: "figures.FiguresPage",
    ReportTables: "report_tables.ReportTablesPage",
    Partners: "partners.page.PartnersPage",
    SelfCheck: "self_check.SelfCheckPage",
    Update: "updates.page.UpdatePage",
    Inbox: "sharing.received.CameInScreen",
    Post: "sharing.post.Post",
    Settings: "settings.Settings",
    Help: "help.Help",
    # cases
    Case: "case.page.CaseScreen",
    Groups: "groups.group_list.Groups",
    Group: "groups.page.GroupScreen",
    LinkedCases: "case.linked_cases.SameScreen",
    LinkGraph: "links.page.PictureScreen",
    Attachment: "attachments.page.FilePage",
    Conflict: "sharing.conflict.ConflictScreen",
    AgencyDirectory: "case.agency_directory.DirectoryScreen",
    # what a case gives out
    Result: "result.ResultScreen",
    RightsSheet: "rights_sheet.RightsSheet",
    PrintCase: "print_page.PrintScreen",
    Dossier: "case.dossier.DossierPage",
    Disclosure: "sharing.disclosure_review.DisclosurePage",
    Refer: "case.refer.ReferScreen",
    ReferralLetter: "case.referral_letter.LetterPage",
    ExportBundle: "bundle.export_bundle.HandOut",
    OpenBundle: "bundle.open_bundle.OpenFile",
    IssuedPaper: "issued_paper.IssuedPaperScreen",
    # an interview and what follows it
    NewerVersion: "interview.version_move.NewerScreen",
    Interview: "interview.screen.InterviewScreen",
    Turned: "turned.screen.TurnedScreen",
    Review: "review.ReviewScreen",
    ReadBack: "read_back.ReadBack",
    EarlyEnding: "early_ending.Closing",
    Thanks: "thanks.Thanks",
    # headquarters, people and computers
    Sync: "sync.page.SyncPage",
    Purge: "sync.purge.ClearScreen",
    DeskPage: "sharing.desk_page.HeadquartersScreen",
    People: "users.page.PeopleScreen",
    ErasedCases: "sharing.erased_cases.Erasures",
    Join: "sharing.join.Join",
    CreateOrganisation: "setting_up.page.SettingUp",
    Admission: "sharing.admission.Admit",
    NetworkAdmission: "sharing.network_admission.LetIn",
    LostComputer: "sharing.lost_computer.LostScreen",
    HolderCards: "holder_cards.OfficersCards",
    RootCards: "holder_cards.RootsCards",
    # practice
    Practice: "practice.mission_list.MissionList",
    PracticeTalk: "practice.talk.Talk",
    PracticeScore: "practice.score.ScorePage",
    # before the passphrase
    FirstStart: "first_start.FirstStart",
    Recovery: "recovery.Recover",
}
_ACTS: dict[type, str] = {
    InstallUpdate: "updates.installing.install",
    StepBack: "updates.installing.step_back",
    LockScreen: "session_start.show_lock_screen",
    Unlocked: "session_start.enter",
    BeginPractice: "session_start.begin_practice",
    PreparePractice: "session_start.enter_practice",
    StartInterview: "interview.opening.start",
    NewCase: "beginnings.new_case",
    Cases: "work_board.show_cases",
    ResumeInterview: "interview.opening.resume",
    TakeUpInterview: "interview.opening.take_up",
}


# what leads out of a practice, or brings others in
NOT_IN_PRACTICE = (
    Inbox, Post, Settings, SelfCheck, Update, InstallUpdate, StepBack, Shift, Figures, ReportTables, Partners, ExportBundle, OpenBundle, Sync, Purge, DeskPage, People,
    ErasedCases, Join, CreateOrganisation, Admission, NetworkAdmission, LostComputer, HolderCards,
    RootCards, FirstStart, Recovery, LockScreen, BeginPractice,
)  # fmt: skip


def follow(window: "Window", destination: Any) -> None:
    """Go there: by the act that reads or begins what it needs, or straight to its screen.

    A screen is made of the context and the destination's fields, in their order; one of an interview
    of the fields alone, since `controller` knows the context.
    """
    kind = type(destination)
    if kind in _ACTS:
        _load(_ACTS[kind])(window, destination)
        return
    values = {item.name: getattr(destination, item.name) for item in fields(destination)}
    context = () if "controller" in values else (window.context,)
    window.show_screen(_load(_SCREENS[kind])(*context, *values.values()))


def _load(dotted: str) -> Any:
    module, _, name = dotted.rpartition(".")
    return getattr(import_module(f"app.ui.{module}"), name)
