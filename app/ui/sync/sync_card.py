"""What the sync does just now: in words, with a bar while it sends, and the one button for it."""

from PySide6.QtCore import Qt, QTimer, Signal

from app.errors import N_
from app.language import Words
from app.ui.app_context import AppContext
from app.ui.labels import Label
from app.ui.parts import Bar, Box, Button, Icon, layouts
from app.ui.sync.driver import SyncState
from app.ui.sync.states import left, size

_BEAT_MS = 150  # a sync takes many small steps; a person reads fewer


class SyncCard(Box):
    """Follows the driver; a steady word or two, never a dialog. `told`: it says something else,
    what it is like in `shown`."""

    told = Signal()

    def __init__(self, context: AppContext) -> None:
        super().__init__(margins=(20, 16, 20, 16), gap=10)
        self._syncing = context.syncing
        self.shown = SyncState()
        self._beat = QTimer(self, singleShot=True, interval=_BEAT_MS)
        self._beat.timeout.connect(self.show_now)
        top = layouts.row((Icon("send", "primary"), 0, Qt.AlignmentFlag.AlignTop), gap=16)
        self.title = Label(self._title, "heading")
        self.sentence = Label(self._sentence, colour="ink2")
        top.addLayout(layouts.column(self.title, self.sentence, gap=2), 1)
        self.start = Button(N_("Sync now"), "primary", "send", on_click=self.begin)
        self.pause = Button(N_("Pause"), "second", "pause", on_click=self.hold)
        for button in (self.start, self.pause):
            top.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self.inside.addLayout(top)
        self.bar = Bar(N_("Sending progress"))
        self.amount = Label(self._amount, "small", "ink2", wrap=False)
        self.inside.addLayout(layouts.row((self.bar, 1), self.amount, gap=12))
        if self._syncing is not None:
            self._syncing.changed.connect(self._soon)
        self.show_now()

    @property
    def now(self) -> SyncState:
        return self._syncing.now if self._syncing is not None else SyncState()

    def begin(self) -> None:
        """Sync now; or go on, where it was paused."""
        if self._syncing is None:
            return
        if self.now.paused:
            self._syncing.pause(paused=False)
        else:
            self._syncing.sync_now(anew=True)

    def hold(self) -> None:
        """Pause it."""
        if self._syncing is not None:
            self._syncing.pause(paused=True)

    def _soon(self) -> None:
        if not self._beat.isActive():
            self._beat.start()

    def show_now(self) -> None:
        self.shown = now = self.now
        for label in (self.title, self.sentence, self.amount):
            label.tell()
            label.updateGeometry()
        works, progress = now.activity == "works", now.progress
        sends = bool(works and progress and progress.pushed + progress.left)
        if sends and progress is not None:
            self.bar.show_share(progress.pushed / (progress.pushed + progress.left))
        self.bar.setVisible(sends)
        self.amount.setVisible(sends)
        self.start.say(N_("Continue") if now.paused else N_("Sync now"))
        self._offer(start=not works or now.paused, pause=not now.paused)
        self.told.emit()

    def _offer(self, *, start: bool, pause: bool) -> None:
        """The focus stays on the card: from a button that goes it passes to the one that stays."""
        offered = [button for button, visible in ((self.start, start), (self.pause, pause)) if visible]
        focused = next((button for button in (self.start, self.pause) if button.hasFocus()), None)
        for button in offered:
            button.setVisible(True)
        if offered and focused is not None and focused not in offered:
            offered[0].setFocus(Qt.FocusReason.OtherFocusReason)
        self.start.setVisible(start)
        self.pause.setVisible(pause)

    # words

    def _title(self, w: Words) -> str:
        now = self.shown
        if now.paused:
            return w("Pausing") if now.activity == "works" else w("Paused")
        if now.activity != "works":
            return w("The next try") if now.problems else w("Idle")
        if now.progress is not None and now.progress.left:
            return w.count("Sending: {n} record left", "Sending: {n} records left", now.progress.left)
        if now.progress is not None and now.progress.pulled:
            return w.count("Fetched {n} record", "Fetched {n} records", now.progress.pulled)
        if now.progress is not None and now.progress.pushed:
            return w.count(
                "Sent {n} record. Checking the server for changes",
                "Sent {n} records. Checking the server for changes",
                now.progress.pushed,
            )
        return w("Checking the server for changes")

    def _sentence(self, w: Words) -> str:
        now = self.shown
        if now.activity == "works":
            return w("You can go on working, or close the computer. It continues from where it stopped.")
        if now.paused:
            return w("Nothing is sent or fetched until you continue. Everything is saved on this computer.")
        if now.next_try is not None:
            return w("It tries again automatically at about {time}.", time=w.time(now.next_try))
        return w("It starts automatically when this computer is unlocked.")

    def _amount(self, w: Words) -> str:
        now = self.shown
        if now.progress is None:
            return ""
        total = now.carried + now.progress.bytes_left
        text = w("{done} of {total}", done=size(w, now.carried), total=size(w, total))
        if now.rate and now.progress.bytes_left:
            text = f"{text} · {left(w, now.progress.bytes_left / now.rate)}"
        return text
