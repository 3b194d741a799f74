"""Which screen follows where a screen wants to go, and what is read or begun on the way."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import N_
from app.ui import goto
from app.ui.parts.boxes import tight
from app.ui.parts.buttons import Button
from app.ui.parts.dialog import Answer, Dialog

if TYPE_CHECKING:
    from app.casework.forms import FormRow
    from app.casework.interview import Live
    from app.casework.session import Session
    from app.ui.window import Window


def follow(window: "Window", to: object) -> None:
    """Go there. Screens are imported where they are first needed: the lock screen opens fast."""
    if isinstance(to, goto.LockScreen | goto.FirstStart | goto.Recover | goto.Unlocked):
        _before_the_desk(window, to)
    elif isinstance(to, goto.Begin | goto.Resume | goto.TakeUp):
        _begin_or_resume(window, to)
    elif not _interview(window, to) and not _shared(window, to):
        _office(window, to)


def _before_the_desk(window: "Window", to: object) -> None:
    from app.ui.lock import lock_or_first

    match to:
        case goto.LockScreen():
            window.show_screen(lock_or_first(window.desk))
        case goto.FirstStart():
            from app.ui.first_start import FirstStart

            window.show_screen(FirstStart(window.desk))
        case goto.Recover(vault_id):
            from app.ui.recover import Recover

            window.show_screen(Recover(window.desk, vault_id))
        case goto.Unlocked(session):
            _unlocked(window, session)


def _unlocked(window: "Window", session: "Session") -> None:
    from app.ui.attached.bringing import Bringing
    from app.ui.sync.driver import Syncing

    window.desk.open_session = session
    window.desk.bringing = Bringing(window.desk, window)
    window.desk.syncing = Syncing(window.desk, window)
    window.desk.syncing.ended.connect(window.synced)
    window.desk.syncing.begin()
    window.idle.start()
    window.go(goto.Home())
    _look_for_damage(window, session)
    _settle_tasks(window, session)


def _settle_tasks(window: "Window", session: "Session") -> None:
    """What is to be done in cases of an earlier version: some at a time, others go between."""
    from app.casework import tasks

    def again(more: bool) -> None:
        if more:
            _settle_tasks(window, session)

    window.desk.off.write(window, lambda: tasks.settle(session), again)


def _look_for_damage(window: "Window", session: "Session") -> None:
    from app.casework import unlock

    window.desk.off.slow(window, lambda: unlock.look_for_damage(session), lambda _none: None)


def _office(window: "Window", to: object) -> None:
    desk = window.desk
    match to:
        case goto.Home():
            from app.ui.home import Home

            window.show_screen(Home(desk))
        case goto.Newer(draft_id):
            from app.ui.interview.newer import NewerScreen

            window.show_screen(NewerScreen(desk, draft_id))
        case goto.Tasks():
            from app.ui.course.due import TasksScreen

            window.show_screen(TasksScreen(desk))
        case goto.Shift():
            from app.ui.shift.page import ShiftPage

            window.show_screen(ShiftPage(desk))
        case goto.OfficeWork():
            from app.ui.office_work import OfficeWork

            window.show_screen(OfficeWork(desk))
        case goto.Cases(typed):
            from app.ui.cases import Cases

            window.show_screen(Cases(desk, typed))
        case goto.Case(case_id):
            from app.ui.case import CaseScreen

            window.show_screen(CaseScreen(desk, case_id))
        case goto.Groups():
            from app.ui.groups.listed import Groups

            window.show_screen(Groups(desk))
        case goto.Group(group_id):
            from app.ui.groups.page import GroupScreen

            window.show_screen(GroupScreen(desk, group_id))
        case goto.Same(case_id):
            from app.ui.course.same import SameScreen

            window.show_screen(SameScreen(desk, case_id))
        case goto.Picture(case_id, group_id):
            from app.ui.links.page import PictureScreen

            window.show_screen(PictureScreen(desk, case_id, group_id))
        case goto.File(case_id, file_id):
            from app.ui.attached.page import FilePage

            window.show_screen(FilePage(desk, case_id, file_id))
        case goto.Result(case_id, interview_id):
            from app.ui.result import Result

            window.show_screen(Result(desk, case_id, interview_id))
        case goto.Print(case_id, reference):
            from app.ui.printing import Printing

            window.show_screen(Printing(desk, case_id, reference))
        case goto.Directory(case_id):
            from app.ui.course.directory import DirectoryScreen

            window.show_screen(DirectoryScreen(desk, case_id))
        case goto.Letter(case_id, referral, reference):
            from app.ui.course.letter import LetterPage

            window.show_screen(LetterPage(desk, case_id, referral, reference))
        case goto.Bundle(case_id):
            from app.ui.bundle.hand_out import HandOut

            window.show_screen(HandOut(desk, case_id))
        case goto.OpenBundle():
            from app.ui.bundle.open_file import OpenFile

            window.show_screen(OpenFile(desk))
        case goto.Settings():
            from app.ui.settings import Settings

            window.show_screen(Settings(desk))
        case goto.Help():
            from app.ui.help import Help

            window.show_screen(Help(desk))


def _shared(window: "Window", to: object) -> bool:
    desk = window.desk
    match to:
        case goto.Conflict(case_id, ref):
            from app.ui.sharing.conflict import ConflictScreen

            window.show_screen(ConflictScreen(desk, case_id, ref))
        case goto.CameIn():
            from app.ui.sharing.came_in import CameInScreen

            window.show_screen(CameInScreen(desk))
        case goto.Post():
            from app.ui.sharing.post import Post

            window.show_screen(Post(desk))
        case goto.Sync():
            from app.ui.sync.page import SyncPage

            window.show_screen(SyncPage(desk))
        case goto.Clear():
            from app.ui.sync.clear import ClearScreen

            window.show_screen(ClearScreen(desk))
        case goto.People():
            from app.ui.sharing.people import PeopleScreen

            window.show_screen(PeopleScreen(desk))
        case goto.Join():
            from app.ui.sharing.join import Join

            window.show_screen(Join(desk))
        case goto.Found():
            from app.ui.sharing.found import Found

            window.show_screen(Found(desk))
        case goto.Headquarters():
            from app.ui.sharing.headquarters import Headquarters

            window.show_screen(Headquarters(desk))
        case goto.Lost(device_id):
            from app.ui.sharing.lost import LostScreen

            window.show_screen(LostScreen(desk, device_id))
        case goto.Erasures():
            from app.ui.sharing.erasures import Erasures

            window.show_screen(Erasures(desk))
        case goto.Notice():
            from app.ui.notice import Notice

            window.show_screen(Notice(desk, to))
        case goto.Admit(answer):
            from app.ui.sharing.admit import Admit

            window.show_screen(Admit(desk, answer))
        case goto.LetIn(asks, teams):
            from app.ui.sharing.let_in import LetIn

            window.show_screen(LetIn(desk, asks, teams))
        case _:
            return False
    return True


def _interview(window: "Window", to: object) -> bool:
    match to:
        case goto.Interview(taking, page, ref):
            from app.ui.interview.screen import InterviewScreen

            window.show_screen(InterviewScreen(taking, page, ref))
        case goto.Review(taking):
            from app.ui.review import Review

            window.show_screen(Review(taking))
        case goto.ReadBack(taking):
            from app.ui.readback import ReadBack

            window.show_screen(ReadBack(taking))
        case goto.Closing(taking, gate):
            from app.ui.closing import Closing

            window.show_screen(Closing(taking, gate))
        case goto.Thanks(taking, case_id, interview_id):
            from app.ui.thanks import Thanks

            window.show_screen(Thanks(taking, case_id, interview_id))
        case _:
            return False
    return True


def _begin_or_resume(window: "Window", to: "goto.Begin | goto.Resume | goto.TakeUp") -> None:
    from app.casework import forms
    from app.casework import interview as work

    session = window.desk.session
    match to:
        case goto.Resume(draft_id):
            window.desk.off.write(
                window, lambda: work.resume(session, draft_id), lambda live: _open(window, live)
            )
        case goto.TakeUp(case_id, interview_id):
            window.desk.off.write(
                window,
                lambda: work.take_up(session, case_id, interview_id),
                lambda live: _open(window, live),
            )
        case goto.Begin(form_hash=form_hash) if form_hash:
            _start(window, form_hash, to)
        case goto.Begin():
            window.desk.off.write(
                window,
                lambda: forms.forms(session, to.part),
                lambda rows: _choose_form(window, rows, to),
            )


def _choose_form(window: "Window", rows: "list[FormRow]", to: goto.Begin) -> None:
    """One questionnaire starts at once; of several, one is chosen."""
    if len(rows) == 1:
        _start(window, rows[0].hash, to)
        return
    body = QWidget()
    down = QVBoxLayout(body)
    tight(down, 8)
    dialog: list[Dialog] = []

    def chosen(row: "FormRow") -> None:
        dialog[-1].close_down()
        _start(window, row.hash, to)

    for row in rows:
        button = Button(lambda w, row=row: row.title(w.language), "second", "doc")  # type: ignore[misc]
        button.clicked.connect(lambda _=False, row=row: chosen(row))
        down.addWidget(button)
    title = N_("Which questionnaire?") if rows else N_("There is no questionnaire here")
    sentence = "" if rows else N_("Add one in the settings.")
    dialog.append(Dialog(window, title, sentence, [Answer(N_("Not now"))], body=body))


def _start(window: "Window", form_hash: str, to: goto.Begin) -> None:
    from app.casework import interview as work

    session = window.desk.session
    window.desk.off.write(
        window,
        lambda: work.start(
            session, form_hash, to.carried, case_id=to.case_id, group_id=to.group_id
        ),
        lambda live: _open(window, live),
    )


def _open(window: "Window", live: "Live") -> None:
    from app.ui.interview.taking import Taking

    window.go(goto.Interview(Taking(window.desk, live)))
