"""Copies of the records made while somebody works: where to, when the last was, and the line about it on
the day's page. Nothing is asked and nothing waits for it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QStorageInfo, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app import settings
from app.casework.records import copies_elsewhere, safe_copies
from app.casework.records.copies_elsewhere import CopyElsewhere
from app.casework.records.safe_copies import LATE_DAYS, SafeCopy, SafeState, Work
from app.errors import N_, SanadError
from app.language import Words, isolate
from app.ui.app_context import AppContext
from app.ui.file_chooser import FileDialog
from app.ui.labels import Text
from app.ui.parts import Banner, Button, Row, Rows
from app.ui.parts.frame import Screen

_FIRST_MS = 90_000  # after the unlock: somebody wants to work first
_LOOKS_MS = 15 * 60_000


def roots() -> list[Path]:
    """Disks, sticks and shares that are there now."""
    return [
        Path(volume.rootPath())
        for volume in QStorageInfo.mountedVolumes()
        if volume.isValid() and volume.isReady() and not volume.isReadOnly()
    ]


class SafeKeeping(QObject):
    """From the unlock on: looks now and then whether a copy is due and its place can be reached."""

    made = Signal()

    def __init__(self, context: AppContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self.under_way = context, False
        self._looking = self._looks_again = False
        self.refused: SanadError | None = None  # why the last try of this session made no copy
        self._timer = QTimer(self, interval=_LOOKS_MS)
        self._timer.timeout.connect(self.look)

    def begin(self) -> None:
        QTimer.singleShot(_FIRST_MS, self, self.look)
        self._timer.start()

    def look(self, *, at_once: bool = False) -> None:
        """`at_once`: even if the last copy is young."""
        if self.under_way or self._context.open_session is None:  # it is being locked
            return
        if self._looking:  # one after the other: the place may have been chosen meanwhile
            self._looks_again = self._looks_again or at_once
            return
        self._looking = True
        session, workers = self._context.session, self._context.workers

        def seek(state: SafeState) -> None:
            def reach() -> tuple[Path | None, list[Path]]:
                disks = roots()
                return safe_copies.reachable(state.place, session.vault.id, disks), disks

            def go_on(reached: tuple[Path | None, list[Path]]) -> None:
                place, disks = reached
                if self._context.open_session is None:  # locked meanwhile
                    return
                self._remove_what_holds_erased(place, disks)
                if place is not None and (state.due or at_once):
                    self._copy(place, is_asked=at_once)
                elif place is not None and state.to_try:
                    self._try(place)
                looks_again, self._looking, self._looks_again = self._looks_again, False, False
                if looks_again:
                    self.look(at_once=True)

            # a share that doesn't answer holds up neither the screen nor what is read of the records
            workers.browse(self, reach, go_on, self._later)

        workers.read_vault(self, lambda: safe_copies.state(session), seek, self._later)

    def _remove_what_holds_erased(self, chosen: Path | None, disks: list[Path]) -> None:
        """Copies that lie elsewhere, where they can be reached. `chosen`: where copies go."""
        session, workers = self._context.session, self._context.workers

        def remove(copies: list[CopyElsewhere]) -> None:
            if not copies:
                return
            vault = session.vault.id.hex()
            workers.slow(self, lambda: copies_elsewhere.remove(vault, copies, chosen, disks), forget, self._later)

        def forget(removed_copies: list[CopyElsewhere]) -> None:
            if removed_copies:
                workers.write_vault(
                    self,
                    lambda: copies_elsewhere.forget(session, removed_copies),
                    lambda _none: self.made.emit(),
                    self._later,
                )

        workers.read_vault(self, lambda: copies_elsewhere.holding_erased(session, chosen), remove, self._later)

    def _copy(self, place: Path, *, is_asked: bool) -> None:
        self.under_way = True
        session, workers = self._context.session, self._context.workers

        def carry(work: Work) -> None:
            def finished(copy: SafeCopy) -> None:
                workers.write_vault(
                    self, lambda: safe_copies.end(session, work, copy), lambda _none: self._whole(place), self._later
                )

            def failed(error: SanadError) -> None:
                self.refused = error
                if is_asked:  # whoever chose the place is there; else the day's page says it
                    workers.failed.emit(error)
                workers.write_vault(self, lambda: safe_copies.end(session, work, None), self._later, self._later)

            workers.slow(self, lambda: safe_copies.carry_out(work, place), finished, failed)

        workers.write_vault(self, lambda: safe_copies.begin(session), carry, self._later)

    def _whole(self, place: Path) -> None:
        self.under_way, self.refused = False, None
        self.made.emit()
        self._context.read_vault(
            self, safe_copies.state, lambda state: self._try(place) if state.to_try else None, self._later
        )

    def _try(self, place: Path) -> None:
        self._context.write_vault(
            self, lambda session: safe_copies.try_newest(session, place), lambda _opened: self.made.emit(), self._later
        )

    def _later(self, _error: object) -> None:
        """A stick that was pulled out, a full disk: the day's page says how old the last copy is."""
        self.under_way = self._looking = False


def choose_place(screen: Screen, on_chosen: Callable[[], None]) -> None:
    """Ask for a folder, a stick or a share, and make the first copy there."""
    keeper = screen.context.safe_keeping

    def chosen(place: Path) -> None:
        def go_on(_none: None) -> None:
            if keeper is not None:
                keeper.look(at_once=True)
            on_chosen()

        screen.write_vault(lambda session: safe_copies.choose(session, place), go_on)

    title = N_("Choose where to save copies")
    screen.open_dialog(FileDialog, title, chosen, folder=True)


def refused_by(context: AppContext) -> SanadError | None:
    """Why the last try of this session made no copy."""
    return context.safe_keeping.refused if context.safe_keeping is not None else None


def safety(state: SafeState, refused: SanadError | None = None) -> Text:
    """How safe it is, in a line. `refused`: as `refused_by`."""
    if refused is not None and state.place is not None:
        line = safety(state)
        return lambda w: f"{line(w) if callable(line) else w(line)} {_not_copied(w, refused)}"

    def says(w: Words) -> str:
        if state.place is None:
            return w(N_("There is no copy anywhere else yet."))
        if state.at is None:
            return w(N_("The first copy has not been made yet."))
        moment = w.moment(state.at)
        if state.tried is not None and not state.held and _is_set():
            return w(
                "Last copy: {when}. It could not be opened again: tell the administrator, who set its place.",
                when=moment,
            )
        if state.tried is not None and not state.held:
            return w("Last copy: {when}. It could not be opened again: choose another place.", when=moment)
        return w("Last copy: {when}", when=moment)

    return says


def _not_copied(w: Words, refused: SanadError) -> str:
    return w("The records could not be copied. {why}", why=w.say(refused))


def _is_set() -> bool:
    """By the administrator: nobody can choose another place then."""
    return bool(settings.policy().backup_place)


def reminder(screen: Screen, state: SafeState, on_done: Callable[[], None]) -> QWidget | None:
    """On the day's page, while nothing or nothing of late was kept safe; else None."""
    broken, refused = state.tried is not None and not state.held, refused_by(screen.context)
    is_late = state.late_days >= LATE_DAYS or broken or refused is not None
    if state.place is not None and not is_late:
        return None
    if state.place is None:
        sentence: Text = N_(
            "If this computer is lost, its cases are lost with it. Choose a USB stick, a share or a "
            "folder where Sanad saves a sealed copy automatically."
        )
        verb = N_("Choose a place")
    elif refused is not None:
        sentence, verb = (lambda w: _not_copied(w, refused)), N_("Choose another place")
    elif broken:
        sentence, verb = safety(state), N_("Choose a place")
    else:
        days = state.late_days

        def sentence(w: Words) -> str:
            if _is_set():
                return w.count(
                    "No copy was made for {n} day. The administrator set the place of the copies: connect it, or tell the administrator.",
                    "No copy was made for {n} days. The administrator set the place of the copies: connect it, or tell the administrator.",
                    days,
                )
            return w.count(
                "No copy was made for {n} day. Connect the USB stick or share, or choose another place.",
                "No copy was made for {n} days. Connect the USB stick or share, or choose another place.",
                days,
            )

        verb = N_("Choose another place")
    button = Button(verb, "second", on_click=lambda: choose_place(screen, on_done))
    return Banner(sentence, "usb", "wait", None if _is_set() else button)


def settings_row(screen: Screen, state: SafeState, on_done: Callable[[], None]) -> QWidget:
    """Where copies go, on the page of settings, with what can be done about it."""

    def second(w: Words) -> str:
        line = safety(state, refused_by(screen.context))
        text = line(w) if callable(line) else w(line)
        parts = [text, *([isolate(str(state.place))] if state.place is not None else [])]
        if _is_set():
            parts.append(w("set by the administrator"))
        return " · ".join(parts)

    verb = N_("Choose another place") if state.place else N_("Choose a place")
    rows = Rows()
    button = None
    if not _is_set():
        button = Button(verb, "second", on_click=lambda: choose_place(screen, on_done))
    rows.add(Row(N_("Automatic copies"), second, "usb", button))
    for copy_place in state.holding_erased:
        rows.add(_holds_erased(screen, copy_place, on_done))
    return rows


def _holds_erased(screen: Screen, place: Path, on_done: Callable[[], None]) -> Row:

    def forget() -> None:
        screen.write_vault(lambda session: copies_elsewhere.forget_at(session, place), lambda _none: on_done())

    def second(w: Words) -> str:
        sentence = w("Connect the place where the copy is, and Sanad removes it. If the copy was destroyed, say so.")
        return f"{sentence} · {isolate(str(place))}"

    button = Button(N_("It was destroyed"), "second", on_click=forget)
    return Row(N_("An older copy still holds what was erased"), second, "usb", button, tone="wait")
