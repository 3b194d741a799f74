"""What is asked before a file is opened: which one, its other parts, and a phrase or a key."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt

from app.bundle.problems import SAYS as PROBLEMS
from app.bundle.problems import BundleAltered, PartsMissing
from app.errors import N_, SanadError
from app.language import isolate_ltr
from app.opener import received
from app.seal.six_words import Pair
from app.ui.app_context import AppContext
from app.ui.file_chooser import FileDialog
from app.ui.labels import plain
from app.ui.opening_way import OpeningWay
from app.ui.parts import Banner, Button, Row, Rows, empty, group, layouts
from app.ui.plain_page import Page


class Ask(Page):
    """One primary action: open."""

    def __init__(self, context: AppContext, opened: Callable[[received.Received], None], file: Path | None) -> None:
        super().__init__(
            context,
            N_("Open a sealed file"),
            N_("For recipients: nothing is installed, and nothing leaves this computer."),
        )
        self._opened, self._busy = opened, False
        self.further: list[Path] = []
        self.asks = OpeningWay("Sanad (*.age *.001 *.sha256)")
        self.asks.changed.connect(self._free)
        self.asks.go_on.connect(self.primary)
        self.asks.took_file.connect(self._other_file)
        self.asks.took_key.connect(self._read_words)
        self.happened = layouts.column(gap=16)
        layouts.add(self.body, self.asks, self.happened, layouts.Stretch())
        self.go = Button(N_("Open the file"), "primary", "eye", tall=True, on_click=self.primary)
        self.foot(N_("Nothing in it is written to this computer while you view it."), self.go)
        if file is not None:
            self.asks.take_file(file)
        self._free()

    def _ask_further(self) -> None:
        FileDialog(self.window(), N_("The folder with the other parts"), self.take_further, folder=True)

    def _other_file(self) -> None:
        self.further = []
        empty(self.happened)

    def _read_words(self) -> None:
        file = self.asks.key
        assert file is not None
        self.context.workers.slow(
            self,
            lambda: received.words_of_key_file(file),
            lambda words: self._show_words(file, words),
            lambda _unread: None,  # said when the file is opened with it
        )

    def _show_words(self, file: Path, words: list[Pair]) -> None:
        """Of a file of several keys, of the first: whoever made it knows."""
        if self.asks.key == file and words:
            self.asks.key_words.say(
                lambda w: w(
                    N_("Six words of your key, to read out to whoever sends you files: {words}"),
                    words=" ".join(words[0][0 if w.language == "ar" else 1]),
                )
            )
            self.asks.key_words.show()

    def take_further(self, folder: Path) -> None:
        self.further.append(folder)
        self.primary()

    def _free(self) -> None:
        self.go.setEnabled(self.asks.enough() and not self._busy)

    def arrive(self) -> None:
        if self.asks.file is None:
            self.asks.choose.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.asks.focus()

    # opening

    def primary(self) -> None:
        file = self.asks.file
        if file is None or not self.go.isEnabled():
            return
        empty(self.happened)
        self.asks.quiet()
        self._working(True)
        (key, typed), further = self.asks.chosen(), tuple(self.further)

        def opened() -> received.Received:
            opener = received.by_key_file(key) if key else received.by_phrase(typed)
            return received.receive(file, opener, further)

        self.context.workers.slow(self, opened, self._came, self._refused)

    def _working(self, busy: bool) -> None:
        self._busy = busy
        self.asks.setEnabled(not busy)
        self.go.say(N_("Opening and checking") if busy else N_("Open the file"))
        self._free()

    def _came(self, bundle: received.Received) -> None:
        self.asks.phrase.clear()
        self._opened(bundle)

    def _refused(self, error: SanadError) -> None:
        self._working(False)
        if not self.asks.complain(error):
            self._say(error)

    def _say(self, error: SanadError) -> None:
        further = None
        if isinstance(error, PartsMissing):
            further = Button(N_("Add a folder or USB stick"), "second", "usb", on_click=self._ask_further)
        self.happened.addWidget(Banner(lambda w: w.say(error), "wait", "wait", further))
        if isinstance(error, BundleAltered):
            rows = Rows()
            for problem in error.problems:
                name = plain(isolate_ltr(problem.file))
                rows.add(Row(PROBLEMS[problem.kind], name, "wait", tone="wait"))
            self.happened.addWidget(group(N_("Problems found"), rows))
        (further or self.asks.choose).setFocus(Qt.FocusReason.OtherFocusReason)
