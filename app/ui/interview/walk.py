"""Which step of a section stands on the screen, where one question a screen is asked."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.casework.questionnaires import steps
from app.casework.questionnaires.steps import Step
from app.form import Page
from app.ui.interview.controller import InterviewController

_SEEN_MS = 120  # a choice is seen before the page goes on by itself
_PRESSES = (
    QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick, QEvent.Type.TouchBegin,
)  # fmt: skip


class StepWalk:
    """It stands at a place; the step is the one that holds it."""

    def __init__(self, controller: InterviewController) -> None:
        self.controller, self._at, self._index = controller, "", 0

    def stand(self, section: Step, ref: str = "", *, at_end: bool = False) -> None:
        """At a place of a section; else at its first step that asks something, or its last."""
        ref = self.controller.stands_in(ref) if ref else ""
        if ref not in section:
            asking = self._asking(section)
            ref = self._first(asking[-1 if at_end else 0]) if asking else ""
        self._at = ref

    @property
    def place(self) -> str:
        """Where one goes on after a crash."""
        return self._at

    def here(self, section: Step) -> Step:
        """The step on the screen. Where its place is no longer asked, the one that took its room."""
        laid = self._laid(section)
        found = next((n for n, step in enumerate(laid) if self._at in step), None)
        if found is None:
            found = max(0, min(self._index, len(laid) - 1))
            self._at = self._first(laid[found]) if laid else ""
        self._index = found
        return laid[found] if laid else ()

    def beside(self, section: Step, by: int) -> str:
        """A place in the step before or after this one; "" where the section ends."""
        laid, here = self._laid(section), self.here(section)
        asking = [step for step in self._asking(section) if step != here]
        at = laid.index(here) if here in laid else 0
        wanted = [step for step in asking if (laid.index(step) - at) * by > 0]
        return self._first(wanted[0 if by > 0 else -1]) if wanted else ""

    def count(self, pages: tuple[Page, ...], here: Step) -> tuple[int, int]:
        """Which question of about how many this step is; (0, …) for one that is not counted."""
        form = self.controller.form
        counted = [
            step
            for page in pages
            for step in self._asking(page.refs)
            if steps.is_of_substance(form, step)
        ]
        return counted.index(here) + 1 if here in counted else 0, len(counted)

    def gate(self, step: Step) -> str:
        """The question that has the screen; "" where all of the step stands as in a section."""
        definitions = [self.controller.definition(ref) for ref in step]
        if any(found is None or steps.is_whole(found) for found in definitions):
            return ""
        return next((ref for ref in step if self._asks(ref)), "")

    def _laid(self, section: Step) -> list[Step]:
        return steps.of_section(self.controller.form, section)

    def _asking(self, section: Step) -> list[Step]:
        """Steps in which something is asked now or only read out; all where nothing is."""
        laid = self._laid(section)
        asking = [step for step in laid if any(map(self._asks, step)) or self._is_read(step)]
        return asking or laid

    def _asks(self, ref: str) -> bool:
        controller, found = self.controller, self.controller.definition(ref)
        is_shown = controller.stands_in(ref) == ref and not controller.skips(ref)
        return is_shown and ref not in controller.known and found is not None and steps.asks(found)

    def _is_read(self, step: Step) -> bool:
        found = [self.controller.definition(ref) for ref in step]
        return not any(place is not None and steps.asks(place) for place in found)

    def _first(self, step: Step) -> str:
        return next((ref for ref in step if self._asks(ref)), step[0])


class Moment(QObject):
    """A moment in which a choice is seen before the page goes on. A key or a press that comes too soon is
    for a question that nobody has seen yet: it answers nothing."""

    def __init__(self, parent: QWidget, go_on: Callable[[], None]) -> None:
        super().__init__(parent)
        self._over_whom = parent
        self.timer = QTimer(self, singleShot=True, interval=_SEEN_MS)
        self._go_on = go_on
        self.timer.timeout.connect(self._over)

    def begin(self) -> None:
        application = QApplication.instance()
        if application is not None and not self.timer.isActive():
            application.installEventFilter(self)
        self.timer.start()

    def end(self) -> None:
        """It is over, and nothing comes of it."""
        self.timer.stop()
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)

    def _over(self) -> None:
        self.end()
        self._go_on()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not (isinstance(watched, QWidget) and self._over_whom.isAncestorOf(watched)):
            return False
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return bool(event.text().strip())  # a letter or a digit; never what hides the screen
        return event.type() in _PRESSES
