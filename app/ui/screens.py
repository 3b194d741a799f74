"""Which screen a place is. Screens are imported where they are first needed: the lock screen opens fast."""

from app.ui import goto
from app.ui.app_context import Desk
from app.ui.parts.frame import Screen


def screen_of(desk: Desk, to: object) -> Screen:
    """The screen of a place behind the lock."""
    for among in (of_the_day, of_cases, of_papers, of_interviews, of_headquarters, of_computers):
        if (found := among(desk, to)) is not None:
            return found
    raise LookupError(type(to).__name__)


def of_the_day(desk: Desk, to: object) -> Screen | None:
    """Pages of an office's day."""
    match to:
        case goto.Home():
            from app.ui.home import Home

            return Home(desk)
        case goto.Newer(draft_id):
            from app.ui.interview.version_move import NewerScreen

            return NewerScreen(desk, draft_id)
        case goto.Tasks():
            from app.ui.case.due_list import TasksScreen

            return TasksScreen(desk)
        case goto.Shift():
            from app.ui.shift.page import ShiftPage

            return ShiftPage(desk)
        case goto.OfficeWork():
            from app.ui.office_work import OfficeWork

            return OfficeWork(desk)
        case goto.CameIn():
            from app.ui.sharing.received import CameInScreen

            return CameInScreen(desk)
        case goto.Post():
            from app.ui.sharing.post import Post

            return Post(desk)
        case goto.Settings():
            from app.ui.settings import Settings

            return Settings(desk)
        case goto.Help():
            from app.ui.help import Help

            return Help(desk)
    return None


def of_cases(desk: Desk, to: object) -> Screen | None:
    """Lists of cases, and a case's own pages."""
    match to:
        case goto.Cases(typed):
            from app.ui.case_list import Cases

            return Cases(desk, typed)
        case goto.Case(case_id):
            from app.ui.case.page import CaseScreen

            return CaseScreen(desk, case_id)
        case goto.Groups():
            from app.ui.groups.group_list import Groups

            return Groups(desk)
        case goto.Group(group_id):
            from app.ui.groups.page import GroupScreen

            return GroupScreen(desk, group_id)
        case goto.Same(case_id):
            from app.ui.case.linked_cases import SameScreen

            return SameScreen(desk, case_id)
        case goto.Picture(case_id, group_id):
            from app.ui.links.page import PictureScreen

            return PictureScreen(desk, case_id, group_id)
        case goto.File(case_id, file_id):
            from app.ui.attachments.page import FilePage

            return FilePage(desk, case_id, file_id)
        case goto.Conflict(case_id, ref):
            from app.ui.sharing.conflict import ConflictScreen

            return ConflictScreen(desk, case_id, ref)
        case goto.Directory(case_id):
            from app.ui.case.agency_directory import DirectoryScreen

            return DirectoryScreen(desk, case_id)
    return None


def of_papers(desk: Desk, to: object) -> Screen | None:
    """What a case gives out."""
    match to:
        case goto.Result(case_id, interview_id):
            from app.ui.result import Result

            return Result(desk, case_id, interview_id)
        case goto.Print(case_id, reference):
            from app.ui.print_page import Printing

            return Printing(desk, case_id, reference)
        case goto.Letter(case_id, referral, reference):
            from app.ui.case.referral_letter import LetterPage

            return LetterPage(desk, case_id, referral, reference)
        case goto.Bundle(case_id):
            from app.ui.bundle.export_bundle import HandOut

            return HandOut(desk, case_id)
        case goto.OpenBundle():
            from app.ui.bundle.open_bundle import OpenFile

            return OpenFile(desk)
        case goto.Notice():
            from app.ui.issued_paper import Notice

            return Notice(desk, to)
    return None


def of_headquarters(desk: Desk, to: object) -> Screen | None:
    """What is said to headquarters, and who is there."""
    match to:
        case goto.Sync():
            from app.ui.sync.page import SyncPage

            return SyncPage(desk)
        case goto.Clear():
            from app.ui.sync.purge import ClearScreen

            return ClearScreen(desk)
        case goto.Headquarters():
            from app.ui.sharing.desk_page import Headquarters

            return Headquarters(desk)
        case goto.People():
            from app.ui.sharing.people import PeopleScreen

            return PeopleScreen(desk)
        case goto.Erasures():
            from app.ui.sharing.erased_cases import Erasures

            return Erasures(desk)
    return None


def of_computers(desk: Desk, to: object) -> Screen | None:
    """People and computers that come and go."""
    match to:
        case goto.Join():
            from app.ui.sharing.join import Join

            return Join(desk)
        case goto.Found():
            from app.ui.sharing.create_organisation import Found

            return Found(desk)
        case goto.Admit(answer):
            from app.ui.sharing.admission import Admit

            return Admit(desk, answer)
        case goto.LetIn(asks, teams):
            from app.ui.sharing.network_admission import LetIn

            return LetIn(desk, asks, teams)
        case goto.Lost(device_id):
            from app.ui.sharing.lost_computer import LostScreen

            return LostScreen(desk, device_id)
    return None


def of_interviews(desk: Desk, to: object) -> Screen | None:
    """An interview and what follows it."""
    match to:
        case goto.Interview(taking, page, ref):
            from app.ui.interview.screen import InterviewScreen

            return InterviewScreen(taking, page, ref)
        case goto.Review(taking):
            from app.ui.review import Review

            return Review(taking)
        case goto.ReadBack(taking):
            from app.ui.read_back import ReadBack

            return ReadBack(taking)
        case goto.Closing(taking, gate):
            from app.ui.early_ending import Closing

            return Closing(taking, gate)
        case goto.Thanks(taking, case_id, interview_id):
            from app.ui.thanks import Thanks

            return Thanks(taking, case_id, interview_id)
    return None
