"""Exchange with partners: whom a partner knows too, and files of cases. A supervisor's page."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.casework.exchange.match_partakers import MatchProgress, MatchStopped, Steps
from app.errors import N_, SanadError
from app.language import Words
from app.ui.app_context import AppContext
from app.ui.file_chooser import FileDialog
from app.ui.labels import Label, Text
from app.ui.partners.files_section import FilesSection
from app.ui.partners.matching_section import MatchingSection
from app.ui.parts import Bar, Box, Button, Notice, empty, layouts
from app.ui.parts.frame import ANYTHING, Office
from app.ui.sharing.post import AtWork
from app.ui.workers import in_pieces

# -- matching progress -------------------------------------------------------------------------
# How far a matching is whose keys are made or compared, and the way to stop it.

_PARTS = {
    "cases": N_("Recording in the cases that they take part: {done} of {total}"),
    "points": N_("Making keys: {done} of {total}"),
    "partner": N_("Comparing the partner’s keys: {done} of {total}"),
    "common": N_("Recording the result in the cases: {done} of {total}"),
}


class MatchingProgress(Box):
    """The records can be used meanwhile, and the page left; what was stopped stands in the list."""

    def __init__(self) -> None:
        super().__init__(margins=(16, 12, 16, 16), gap=8)
        self.says = Label("", weight=500)
        self.cancel = Button(N_("Stop"), "quiet", on_click=self.stop)
        self.bar = Bar(N_("Progress of the matching"))
        self.add(layouts.row((self.says, 1), self.cancel, gap=8), self.bar)
        self._is_stopped = False
        self.hide()

    def begin(self) -> None:
        """From its first step."""
        self._is_stopped = False
        self.says.say(N_("Checking who takes part"))
        self.bar.show_share(0)
        self.cancel.setEnabled(True)
        self.show()
        self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_step(self, step: MatchProgress) -> None:
        """So far it has come."""
        if self._is_stopped or not step.total:
            return
        self.says.say(lambda w: w(_PARTS[step.part], done=w.number(step.done), total=w.number(step.total)))
        self.bar.show_share(step.done / step.total)

    def stop(self) -> None:
        """Said until the step under way has come to its end."""
        self._is_stopped = True
        self.cancel.setEnabled(False)
        self.says.say(N_("Stopping"))

    def stopped(self) -> MatchStopped | None:
        return MatchStopped() if self._is_stopped else None


# -- page ---------------------------------------------------------------------------------------

T = TypeVar("T")


class PartnersPage(Office):
    """What is done is said under the title; what came of it stands below that until the next act."""

    reads_after_sync = True
    follows = frozenset({ANYTHING})

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, "figures", N_("Exchange with partners"), self._second)
        self.notice, self.progress = Notice(), AtWork()
        self.step_by_step = MatchingProgress()
        self.outcome = layouts.column(gap=12)
        layouts.add(self.body, self.notice, self.progress, self.step_by_step, self.outcome)
        self.matching = MatchingSection(self)
        self.files = FilesSection(self)
        layouts.add(self.body, self.matching, self.files, layouts.Stretch(1))
        self.load()

    def _second(self, w: Words) -> str:
        return w(N_("Needs an agreement and consent: each case that takes part records this first."))

    def load(self) -> None:
        self.matching.load()

    def works(self, says: str, work: Callable[[], T], on_result: Callable[[T], None]) -> None:
        """On the vault's thread, said while it lasts."""
        self.progress.begin(says)

        def done(result: T) -> None:
            self.progress.end()
            on_result(result)

        def failed(error: SanadError) -> None:
            self.progress.end()
            self.trouble.emit(error)

        self.context.workers.write_vault(self, work, done, failed)

    def goes_through(self, steps: Steps[T], on_result: Callable[[T], None]) -> None:
        """A matching, on the vault's thread, a slice at a time: whoever uses the records goes between."""
        progress = self.step_by_step
        progress.begin()

        def done(result: T) -> None:
            progress.hide()
            on_result(result)
            self.load()

        def failed(error: SanadError) -> None:
            progress.hide()
            self.load()
            self.trouble.emit(error)

        in_pieces(self.context.workers, self, steps, done, failed, on_step=progress.show_step, stopped=progress.stopped)

    def chooses(self, title: Text, on_file: Callable[[Path], None], save_as: str = "", kinds: str = "") -> None:
        """A file to open, or with `save_as` to write."""
        self.open_dialog(FileDialog, title, on_file, save_as=save_as, kinds=kinds)

    def succeed(self, sentence: Text) -> None:
        """In the one place: two sentences under each other would both seem to be of now."""
        self.shows(sentence)

    def shows(self, sentence: Text, *results: QWidget) -> None:
        """What was done, and what came of it."""
        self.notice.say(sentence)
        empty(self.outcome)
        layouts.add(self.outcome, *results)

    def primary(self) -> None:
        self.matching.open_file()
