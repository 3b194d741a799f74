"""What is read and begun around the passphrase: who works here, and what runs once a session is open."""

from app import practice_folder
from app.casework.session import officers
from app.errors import N_, SanadError
from app.ui import navigation
from app.ui.labels import Label
from app.ui.window import PRACTICE, Window


def show_lock_screen(window: Window, _destination: navigation.LockScreen) -> None:
    """The lock screen, or the first start where nobody works yet."""
    from app.ui.lock import LockScreen

    rows = officers.vaults(window.context.home)
    if rows:
        window.show_screen(LockScreen(window.context, rows))
    else:
        window.go(navigation.FirstStart())


def begin_practice(window: Window, _destination: navigation.BeginPractice) -> None:
    """The parent process opens another window, in a folder of its own. PracticeFolderTaken, PracticeUnderWay."""
    try:
        practice_folder.check(window.context.home)
    except SanadError as error:
        window.tell_trouble(error)
        return
    window.exit_code = PRACTICE
    window.hide()
    window.close()


def enter_practice(window: Window, destination: navigation.PreparePractice) -> None:
    """Records to practise with are made, then the people to practise on are there."""
    from app.casework.records import practice_vault
    from app.ui.lock import PlainScreen

    context, waiting = window.context, PlainScreen(window.context)
    waiting.column.addStretch(1)
    waiting.column.addWidget(Label(N_("Practice is being prepared"), "title", align="center"))
    waiting.column.addStretch(1)
    window.show_screen(waiting)
    language = context.preferences.language
    context.workers.write_vault(
        window,
        lambda: practice_vault.create(context.home, language, cost=destination.cost, clock=context.clock),
        lambda session: window.go(navigation.Unlocked(session)),
        window.tell_trouble,
    )


def enter(window: Window, destination: navigation.Unlocked) -> None:
    """Sync and what waits begin; the officer sees today."""
    from app.ui.attachments.import_queue import ImportQueue
    from app.ui.safe_keeping import SafeKeeping
    from app.ui.sync.driver import SyncDriver
    from app.ui.updates.progress import UpdateProgress

    context = window.context
    context.open_session = destination.session
    context.bringing = ImportQueue(context, window)
    if context.training is None:
        context.syncing = SyncDriver(context, window)
        context.syncing.ended.connect(window.synced)
        context.syncing.begin()
        context.safe_keeping = SafeKeeping(context, window)
        context.safe_keeping.begin()
        context.updating = UpdateProgress(context, window)
        context.updating.begin()
    window.idle.start()
    window.go(navigation.Home())
    _look_for_damage(window, destination)
    _settle_tasks(window, destination)


def _settle_tasks(window: Window, destination: navigation.Unlocked) -> None:
    """What is to be done in cases that are looked at again: a few at a time, others go between."""
    from app.casework.cases import index

    def go_on(has_more: bool) -> None:
        if has_more:
            _settle_tasks(window, destination)

    window.context.workers.write_vault(window, lambda: index.remake_some_tasks(destination.session), go_on)


def _look_for_damage(window: Window, destination: navigation.Unlocked) -> None:
    from app.casework.records import unlock

    window.context.workers.slow(window, lambda: unlock.look_for_damage(destination.session), lambda _none: None)
