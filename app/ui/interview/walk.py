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
_PRESSES = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick, QEvent.Type.TouchBegin)


class StepWalk:
    """It stands at a place; the step is the one that holds it."""

    def __init__(self, controller: InterviewController) -> None:
        self.controller, self._at, self._index = controller, "", 0

    def stand(self, section: Step, ref: str = "", *, at_end: bool = False) -> None:
        """At a place of a section; else at its first step that asks something, or its last."""
        ref = self.controller.stands_in(ref) if ref else ""
        if ref not in section:
            asking_steps = self._asking(section)
            ref = self._first(asking_steps[-1 if at_end else 0]) if asking_steps else ""
        self._at = ref

    @property
    def place(self) -> str:
        """Where one goes on after a crash."""
        return self._at

    def here(self, section: Step) -> Step:
        """The step on the screen. Where its place is no longer asked, the one that took its room."""
        all_steps = self._laid(section)
        index = next((n for n, step in enumerate(all_steps) if self._at in step), None)
        if index is None:
            index = max(0, min(self._index, len(all_steps) - 1))
            self._at = self._first(all_steps[index]) if all_steps else ""
        self._index = index
        return all_steps[index] if all_steps else ()

    def beside(self, section: Step, direction: int) -> str:
        """A place in the step before or after this one; "" where the section ends."""
        all_steps, step_now = self._laid(section), self.here(section)
        asking_steps = [step for step in self._asking(section) if step != step_now]
        at = all_steps.index(step_now) if step_now in all_steps else 0
        further_steps = [step for step in asking_steps if (all_steps.index(step) - at) * direction > 0]
        return self._first(further_steps[0 if direction > 0 else -1]) if further_steps else ""

    def count(self, pages: tuple[Page, ...], step_now: Step) -> tuple[int, int]:
        """Which question of about how many this step is; (0, …) for one that is not counted."""
        form = self.controller.form
        counted = [step for page in pages for step in self._asking(page.refs) if steps.is_of_substance(form, step)]
        return counted.index(step_now) + 1 if step_now in counted else 0, len(counted)

    def gate(self, step: Step) -> str:
        """The question that has the screen; "" where all of the step stands as in a section."""
        definitions = [self.controller.definition(ref) for ref in step]
        if any(place is None or steps.is_whole(place) for place in definitions):
            return ""
        return next((ref for ref in step if self._asks(ref)), "")

    def _laid(self, section: Step) -> list[Step]:
        return steps.of_section(self.controller.form, section)

    def _asking(self, section: Step) -> list[Step]:
        """Steps in which something is asked now or only read out; all where nothing is."""
        all_steps = self._laid(section)
        asking_steps = [step for step in all_steps if any(map(self._asks, step)) or self._is_read(step)]
        return asking_steps or all_steps

    def _asks(self, ref: str) -> bool:
        controller, definition = self.controller, self.controller.definition(ref)
        if definition is None or not steps.asks(definition) or ref in controller.known:
            return False
        is_left_out = controller.skips(ref) or controller.behind(ref)
        return controller.stands_in(ref) == ref and not is_left_out

    def _is_read(self, step: Step) -> bool:
        definitions = [self.controller.definition(ref) for ref in step]
        return not any(place is not None and steps.asks(place) for place in definitions)

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
            # a letter or a digit; never Esc or a key without a letter, which hide the screen
            return event.text().isprintable() and bool(event.text().strip())
        return event.type() in _PRESSES
