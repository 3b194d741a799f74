"""The one window: shows screens, covers and locks, changes the language, puts errors into words.

Its title says "Sanad" and never anything of a case.
"""

import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject, QRect, Qt, Signal
from PySide6.QtGui import (
    QClipboard,
    QCloseEvent,
    QGuiApplication,
    QIcon,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLineEdit, QWidget
from shiboken6 import isValid

from app.errors import N_, SanadError
from app.language import Words
from app.platform import system
from app.settings import ROOT, Preferences, preferences, remember, restrained
from app.ui import fonts, labels, navigation, theme
from app.ui.app_context import AppContext, StatusSummary
from app.ui.cover import Cover
from app.ui.gc_control import Tidy
from app.ui.page_help import parts_of
from app.ui.parts import LineInput, focus_ring
from app.ui.parts.arrow_keys import is_enter
from app.ui.parts.dialog import Dialog, DialogButton
from app.ui.parts.frame import RecordChanges, Screen, places
from app.ui.parts.remembered_text import flush_all
from app.ui.plain_window import show_whole
from app.ui.practice.strip import Strip, Training
from app.ui.suspend_lock import TOUCHES, DepartureWatch, Idle
from app.ui.workers import Workers

if TYPE_CHECKING:
    from app.ui.help_panel import HelpPanel

# how Qt names a format of Windows: https://doc.qt.io/qt-6/qmimedata.html#windows-specific-mime-types
_WINDOWS_FORMAT = 'application/x-qt-windows-mime;value="{}"'


class Clipboard(QObject):
    """Marks what this program copied, where the system has such marks; `forget` takes it back.
    `marks`: as of `system.clipboard_marks`."""

    def __init__(self, parent: QObject, marks: tuple[tuple[str, bytes], ...] = system.clipboard_marks) -> None:
        super().__init__(parent)
        self._marks = {_WINDOWS_FORMAT.format(name): content for name, content in marks}
        self._clipboard: QClipboard = QGuiApplication.clipboard()
        if marks:
            self._clipboard.dataChanged.connect(self._mark)

    def _mark(self) -> None:
        content = self._clipboard.mimeData()
        if not self._clipboard.ownsClipboard() or set(self._marks) <= set(content.formats()):
            return
        marked = QMimeData()
        for kind in content.formats():
            marked.setData(kind, content.data(kind))
        for kind, mark in self._marks.items():
            marked.setData(kind, mark)
        self._clipboard.setMimeData(marked)

    def forget(self) -> None:
        """Empty the clipboard, unless another program has filled it since."""
        if self._clipboard.ownsClipboard():
            self._clipboard.clear()


PRACTICE = 76  # the exit code that asks it for a window to practise in
BESIDE = 1240  # from this width on, help stands beside the page and not over it
UPDATED = 77  # the exit code that asks it for the version that was put in use
LOCKED = 75  # the exit code that asks the parent process for the lock screen again
_TWICE_S = 0.7


def words_for(chosen: Preferences) -> Words:
    """The words of a language with this user's digits, to this user."""
    return Words(chosen.language, chosen.digits, to_a_woman=chosen.address == "woman")


class Window(QWidget):
    """Holds one screen at a time, with the cover and the dialogs over it."""

    ends = Signal()

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.context = context
        self.screen_now: Screen | None = None
        self.exit_code = 0
        self.ended = True  # everything handed to other threads
        self._escaped = 0.0
        self._focus_before: QWidget | None = None
        self.help: HelpPanel | None = None
        self._key_of: QObject | None = None  # what had the focus when the key was pressed
        self.strip = None if context.training is None else Strip(context, self)
        self.cover = Cover(context, self)
        self.cover.opened.connect(self._uncovered)
        self.cover.too_often.connect(self.lock)
        times = restrained(context.preferences)
        self.idle = Idle(times.cover_after_s, times.lock_after_s, self)
        self.idle.cover.connect(self.cover_now)
        self.idle.lock.connect(self.lock)
        self.leaving = DepartureWatch(self)
        self.leaving.left.connect(self.lock)
        context.workers.failed.connect(self.tell_trouble)
        context.workers.changed.connect(self._changed)
        context.workers.take_changes = self._changes
        self.resize(1366, 768)
        self.setMinimumSize(480, 340)  # a screen of 768 lines at 200 %, without its title bar
        self._keys()
        self.tell()

    def tell(self) -> None:
        self.setWindowTitle(theme.words()(N_("Sanad")))

    # screens

    def show_screen(self, screen: Screen) -> None:
        flush_all(self)
        self.close_help()
        previous, self.screen_now = self.screen_now, screen
        screen.wants.connect(self.go)
        screen.trouble.connect(self.tell_trouble)
        screen.setParent(self)
        if self.strip is not None:
            self.strip.follow()
        screen.setGeometry(self.room())
        if previous is not None:
            previous.setProperty("closed", True)
            self.context.workers.read_vault.leave_off(previous)
            previous.forget()
            previous.hide()
            previous.deleteLater()
        for dialog in self.dialogs():
            dialog.close_down()
        if self.cover.isVisible():
            self.cover.raise_()
            return
        screen.show()
        screen.arrive()

    def room(self) -> QRect:
        """Where a screen lies: below the strip of a practice, else in the whole window."""
        strip_height = 0 if self.strip is None else self.strip.height()
        aside = self.help.width() if self.help is not None and self.width() >= BESIDE else 0
        left_room, right_room = (aside, 0) if theme.rtl() else (0, aside)
        return self.rect().adjusted(left_room, strip_height, -right_room, 0)

    def go(self, destination: object) -> None:
        match destination:
            case navigation.Hide():
                self.cover_now()
            case navigation.Lock():
                self.lock()
            case navigation.SwitchLanguage():
                self.other_language()
            case navigation.ApplyAppearance():
                self.apply_look()
            case navigation.Home() if self.context.training is not None:
                navigation.follow(self, navigation.Practice())
            case navigation.Destination(leads_out=True) if self.context.training:
                from app.casework.session.transfer_places import NotInPractice

                self.tell_trouble(NotInPractice())
            case _:
                navigation.follow(self, destination)

    def dialogs(self) -> list[Dialog]:
        return [dialog for dialog in self.findChildren(Dialog) if not dialog.property("closed")]

    def tell_trouble(self, error: SanadError) -> None:
        """The sentence of an error: in its place on the screen, else in a dialog."""
        sentence = theme.words().say(error)
        if self.screen_now is not None and self.screen_now.complain(sentence):
            return
        Dialog(self, N_("That did not work"), labels.plain(sentence), [DialogButton(N_("Close"))])

    def _changes(self) -> object:
        session = self.context.open_session
        return session.take_changes() if session is not None else None

    def _changed(self, receiver: QObject, changes: RecordChanges) -> None:
        """The page in front reads anew what it shows, where it wrote something into that itself: what
        comes in by a sync is told and not laid under a reader's eyes."""
        screen = self.screen_now
        if screen is None or not isinstance(receiver, QWidget):
            return
        if (receiver is screen or screen.isAncestorOf(receiver)) and screen.is_concerned(changes):
            screen.load()

    def synced(self) -> None:
        """Something may have come in, and less waits: the page says so where it shows it."""
        if self.screen_now is not None and self.context.open_session is not None:
            self.screen_now.synced()

    # help beside the page

    def help_here(self) -> None:
        """F1: what this page is for, beside it; pressed again, it goes."""
        if self.help is not None:
            self.close_help()
        elif self._free() and not self._faces_person() and self.screen_now is not None:
            from app.ui.help_panel import HelpPanel

            self.help = HelpPanel(self, parts_of(self.screen_now), self.cover_now)
            self.help.destroyed.connect(self._fit_screen)
            self._fit_screen()

    def close_help(self) -> None:
        """The page has its room back."""
        panel, self.help = self.help, None
        if panel is not None and isValid(panel):
            panel.leave()
        self._fit_screen()

    def _fit_screen(self) -> None:
        if self.help is not None and (not isValid(self.help) or self.help.property("closed")):
            self.help = None
        if self.help is not None:
            self.help.stand()
        if self.screen_now is not None and isValid(self.screen_now):
            self.screen_now.setGeometry(self.room())

    # cover and lock

    def cover_now(self) -> None:
        """Hide everything, from anywhere, without a question."""
        if self.cover.isVisible():
            return
        if self.context.open_session is None or self.context.training is not None:
            # nobody knows the passphrase of a practice, and it hides nothing real
            self.showMinimized()
            return
        self._close_popups()
        flush_all(self)
        self._focus_before = self.focusWidget()
        if self.screen_now is not None:
            self.screen_now.hide()
        for dialog in self.dialogs():
            dialog.hide()
        if self.help is not None:
            self.help.hide()
        self.cover.close_over()

    @staticmethod
    def _close_popups() -> None:
        """Menus and open lists are windows of their own, which nothing inside ours covers."""
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
            if QApplication.activePopupWidget() is popup:
                popup.hide()
        while isinstance(modal := QApplication.activeModalWidget(), QDialog) and modal.isVisible():
            modal.reject()

    def _uncovered(self) -> None:
        if self.screen_now is not None:
            self.screen_now.show()
        if self.help is not None:
            self.help.show()
        for dialog in self.dialogs():
            dialog.show()
            dialog.raise_()
        try:
            if self._focus_before is not None and self._focus_before.isVisible():
                self._focus_before.setFocus(Qt.FocusReason.OtherFocusReason)
        except RuntimeError:
            pass  # it was closed with its screen meanwhile

    def lock(self) -> None:
        """Keep what is being typed, then end the process that holds the keys."""
        if self.context.open_session is None:
            return
        self.hide()
        self.exit_code = LOCKED
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.idle.stop()
        flush_all(self)
        if self.screen_now is not None:
            self.screen_now.hand_over()
            self.screen_now.forget()
            self.screen_now.setProperty("closed", True)  # what was read for it comes too late
        self.context.pin = ""
        if self.context.syncing is not None:
            self.context.syncing.close()
        session, self.context.open_session = self.context.open_session, None
        self.context.closing_session = session
        if session is not None:
            session.close_reader()  # where an interview looks up a long list
            self.context.workers.read_vault(self, session.close_reader, lambda _none: None)
            self.context.workers.write_vault(self, session.close)
        self.ended = self.context.workers.finish()
        self.context.closing_session = None
        event.accept()
        self.ends.emit()

    # language and look

    def other_language(self) -> None:
        """Arabic and English change places; nobody loses a letter, a place or the focus."""
        if self._faces_person():
            return
        now = self.context.preferences
        self.context.preferences = replace(now, language="en" if now.language == "ar" else "ar")
        remember(self.context.preferences, self.context.home)
        self.apply_look()

    def apply_look(self) -> None:
        """Draw everything again in the chosen language and colours."""
        chosen = self.context.preferences
        times = restrained(chosen)
        self.idle.set_times(times.cover_after_s, times.lock_after_s)
        if self.idle_is_on():
            self.idle.start()
        theme.choose(words_for(chosen), chosen.theme)
        labels.retell(self)
        self._fit_screen()

    def idle_is_on(self) -> bool:
        return self.context.open_session is not None

    # keys

    def _keys(self) -> None:
        keys = {
            "F9": self.cover_now,
            "Ctrl+L": self.other_language,
            "F1": self.help_here,
            "Ctrl+K": self._search,
            "Ctrl+N": lambda: self._office(navigation.NewCase()),
            "Ctrl+Return": lambda: self._on_screen("primary"),
            "Ctrl+Enter": lambda: self._on_screen("primary"),
            "Alt+Left": lambda: self._on_screen("forward" if theme.rtl() else "back"),
            "Alt+Right": lambda: self._on_screen("back" if theme.rtl() else "forward"),
        }
        for number in range(1, 8):
            keys[f"Ctrl+{number}"] = partial(self._place, number)
        for key, call in keys.items():
            QShortcut(QKeySequence(key), self).activated.connect(call)

    def _search(self) -> None:
        if not (self._free() and self.screen_now is not None and self.screen_now.find_here()):
            self._office(navigation.Cases())

    def _place(self, number: int) -> None:
        offered = places(self.context.status)
        if number <= len(offered):
            self._office(offered[number - 1].to)

    def _faces_person(self) -> bool:
        return self.screen_now is not None and self.screen_now.faces_person

    def _free(self) -> bool:
        return not self.cover.isVisible() and not self.dialogs()

    def _on_screen(self, act: str) -> None:
        dialogs = self.dialogs()
        if dialogs and act == "primary" and not self.cover.isVisible():
            dialogs[-1].primary()
        elif act == "back" and self.help is not None and self._free():
            self.close_help()
        elif self._free() and self.screen_now is not None:
            getattr(self.screen_now, act)()

    def _office(self, destination: object) -> None:
        if self._free() and self.context.open_session is not None and not self._faces_person():
            if self.screen_now is not None:
                self.screen_now.hand_over()
            self.go(destination)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What nobody below had a use for: Enter presses what has the focus, or goes on to the next
        field; Esc closes what was opened last."""
        focused, entered = self.focusWidget(), self._key_of
        if event.key() == Qt.Key.Key_Escape:
            self._leave_last()
        elif not is_enter(event) or event.isAutoRepeat() or focused is None or focused is not entered:
            super().keyPressEvent(event)
        elif isinstance(focused, QAbstractButton):
            focused.click()
        elif isinstance(focused, QLineEdit) and not focused.receivers("2returnPressed()"):
            self._next_field(focused)

    def _leave_last(self) -> None:
        dialogs = self.dialogs()
        if dialogs:
            dialogs[-1].leave()
            return
        if self.help is not None:
            self.help.escape()
            self._fit_screen()
            return
        focused = self.focusWidget()
        if isinstance(focused, LineInput) and focused.finds and focused.text():
            focused.selectAll()
            focused.del_()  # Ctrl+Z brings it back

    def _next_field(self, line: QLineEdit) -> None:
        dialogs = self.dialogs()
        if dialogs:
            dialogs[-1].go_on_from(line)
            return
        tab = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(line, tab)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        focus_ring.follow(watched, event)
        if kind == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            system.refuse_capture(int(watched.winId()))  # menus and open lists too
        if kind in TOUCHES:
            self.idle.saw()
            if kind == QEvent.Type.KeyPress and self._hides_over_another(event):
                return True
            if kind == QEvent.Type.KeyPress and watched is QApplication.focusWidget():
                self._key_of = watched
            if kind == QEvent.Type.KeyPress and watched is (QApplication.focusWidget() or self):
                return isinstance(event, QKeyEvent) and self._escape(event)
        return False

    def _hides_over_another(self, event: QEvent) -> bool:
        """F9 in a menu or an open list, where the window's own shortcut doesn't reach."""
        popup = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        hides = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_F9
        if hides and popup is not None:
            self.cover_now()
        return hides and popup is not None

    def _escape(self, event: QKeyEvent) -> bool:
        """Esc twice hides."""
        if event.key() != Qt.Key.Key_Escape or event.isAutoRepeat():
            self._escaped = 0.0
            return False
        now = time.monotonic()
        elapsed, self._escaped = now - self._escaped, now
        if elapsed < _TWICE_S and not self.cover.isVisible():
            self._escaped = 0.0
            self.cover_now()
            return True
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.strip is not None:
            self.strip.fit(self.width())
        self._fit_screen()
        if self.cover.isVisible():
            self.cover.setGeometry(self.rect())


def application() -> QApplication:
    """The Qt application, with our fonts; its name is what a screen reader calls it."""
    instance = QApplication.instance()
    app = instance if isinstance(instance, QApplication) else QApplication(sys.argv[:1])
    if app.applicationName() != "sanad":
        app.setApplicationName("sanad")
        app.setDesktopFileName("sanad")
        app.setStyle("Fusion")
        app.setWindowIcon(QIcon(str(ROOT / "resources/sanad.png")))
        app.setQuitOnLastWindowClosed(False)
        fonts.load()
        Tidy(app)
    return app


def make_window(home: Path, chosen: Preferences | None = None) -> Window:
    chosen = chosen or preferences(home)
    theme.choose(words_for(chosen), chosen.theme)
    window = Window(AppContext(home=home, workers=Workers(), preferences=chosen))
    window.go(navigation.LockScreen())
    return window


def make_practice_window(folder: Path, chosen: Preferences | None = None) -> Window:
    """A window to practise in, on a practice folder, where records of nobody are to be made first."""
    chosen = replace(chosen or preferences(folder), ask_before_result=False)
    theme.choose(words_for(chosen), chosen.theme)
    context = AppContext(
        home=folder, workers=Workers(), preferences=chosen, training=Training(), status=StatusSummary(practice=True)
    )
    return Window(context)


def open_window(home: Path) -> int:
    """Open the window and stay until it is closed or locked."""
    return _open(lambda: make_window(home))


def open_practice_window(folder: Path) -> int:
    """As `open_window`, to practise."""
    return _open(lambda: make_practice_window(folder), navigation.PreparePractice())


def _open(make: Callable[[], Window], first: object = None) -> int:
    app = application()
    window = make()
    if first is not None:
        window.go(first)
    app.installEventFilter(window)
    copied = Clipboard(app)
    window.ends.connect(app.quit)
    window.leaving.listen()
    show_whole(window)
    app.exec()
    copied.forget()
    app.removeEventFilter(window)
    if not window.ended:
        os._exit(window.exit_code)  # a thread that doesn't end must not keep the keys alive
    return window.exit_code
