"""A few steps on one page after another: what to do, and one button at the foot.

While an act is under way neither button takes a press: a second act would meet the answer of the first.
What is answered later than its step is not said on another (`of_this_step`), and what is looked for
again and again ends with the steps that it is for (`watch`).
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from app.errors import N_, SanadError
from app.language import Words
from app.ui.labels import Label, Text, plain
from app.ui.parts import layouts
from app.ui.parts.boxes import empty
from app.ui.parts.buttons import Button
from app.ui.parts.fields import FieldProblem

_WIDE = 1100
_ROOMY = 1000  # from here on a sentence has its place beside the buttons
T = TypeVar("T")
# a mixin: PySide can't build an object from two of Qt's own classes
if TYPE_CHECKING:
    _Base = QWidget
else:
    _Base = object


class Stops(Protocol):
    """What looks again and again, until it is stopped."""

    def stop(self) -> None: ...


class LaidSteps(_Base):
    """Beside a page with a body that scrolls: each step is laid anew; trouble is said beside the button."""

    page: QVBoxLayout
    body: QVBoxLayout
    area: QScrollArea
    beside: QWidget | None = None
    is_busy = False
    _number = _laid = 0
    _step_watch: Stops | None = None

    def begin_steps(self, steps: int) -> None:
        """How many there are; what is laid stands in the page's body and foot."""
        self._number, self._steps = 0, steps
        self._does: Callable[[], None] = lambda: None
        self.place = layouts.column(gap=16)
        self.beside = self._beside()
        if self.beside is None:
            self.body.addLayout(self.place)
        else:
            side = layouts.column(self.beside, layouts.Stretch(1))
            step = layouts.column(self.place, layouts.Stretch(1))
            self.body.addLayout(layouts.row((step, 1), side, gap=24))
        self.body.addStretch(1)
        foot = layouts.row(gap=12)
        self.progress = Label(self._where, "small", "ink2", wrap=False)
        self.problem = FieldProblem()
        self.other = Button("", "second", tall=True, on_click=self.otherwise)
        self.next = Button(N_("Next"), "primary", "arrow_fwd", icon_after=True, tall=True, on_click=self.primary)
        self._otherwise: Callable[[], None] = lambda: None
        self._rests_as: Text = ""
        layouts.add(foot, self.progress, layouts.Stretch(), self.other, self.next)
        self.buttons_row = foot
        self._foot = layouts.column(foot, gap=8, margins=(32, 0, 32, 16))
        self.page.addLayout(self._foot)
        self._place_problem()

    def _beside(self) -> QWidget | None:
        """What stands beside every step, while the window is wide enough."""
        return None

    def _place_problem(self) -> None:
        """Beside the buttons, or above them, where it would be squeezed into a column of single words."""
        self._foot.removeWidget(self.problem)
        self.buttons_row.removeWidget(self.problem)
        if self.width() < _ROOMY:
            self._foot.insertWidget(0, self.problem)
        else:
            at = self.buttons_row.indexOf(self.progress) + 1
            self.buttons_row.insertWidget(at, self.problem, 1, Qt.AlignmentFlag.AlignVCenter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if (event.oldSize().width() < _ROOMY) != (self.width() < _ROOMY):
            self._place_problem()
        if self.beside is not None:
            self.beside.setVisible(self.width() >= _WIDE)

    def _where(self, w: Words) -> str:
        if not self._number:
            return ""
        return w("Step {step} of {steps}", step=self._number, steps=self._steps)

    def lay(
        self,
        number: int,
        title: Text,
        sentence: Text,
        parts: list[QWidget],
        verb: Text,
        action: Callable[[], None],
        second_action: tuple[Text, Callable[[], None]] | None = None,
        watch: Stops | None = None,
    ) -> None:
        """Show a step. `second_action`: a second button, such as Back. `watch`: what goes on looking for
        this step; that of another step ends."""
        if self._step_watch is not None and self._step_watch is not watch:
            self._step_watch.stop()
        self._step_watch = watch
        self._laid += 1
        empty(self.place)
        self.place.addWidget(Label(title, "heading"))
        if sentence:
            self.place.addWidget(_readable(sentence))
        for part in parts:
            self.place.addWidget(part)
            part.show()
        self._number, self._does = number, action
        self.rest(verb)
        self.other.setVisible(second_action is not None)
        if second_action is not None:
            self.other.say(second_action[0])
            self._otherwise = second_action[1]
        self.problem.say("")
        self.progress.tell()
        self.progress.updateGeometry()
        self.area.verticalScrollBar().setValue(0)
        if self.isVisible():
            self.arrive()

    def of_this_step(self, call: Callable[[T], None]) -> Callable[[T], None]:
        """The same, as long as the step stands that is shown now."""
        laid = self._laid

        def answered(value: T) -> None:
            if laid == self._laid:
                call(value)

        return answered

    def busy(self, verb: Text = "", *, may_leave: bool = False) -> None:
        """While it works: the button says what, and neither takes another press. "": it is soon done, and
        the verb stays. `may_leave`: the second one still does, where nothing is changed meanwhile."""
        if self.next.hasFocus() or (self.other.hasFocus() and not may_leave):
            self.setFocus(Qt.FocusReason.OtherFocusReason)  # else it falls to the other button, or to the rail
        if not self.is_busy:
            self._rests_as = self.next.of
        self.is_busy = True
        self.next.setEnabled(False)
        self.other.setEnabled(may_leave)
        if verb:
            self.next.say(verb)
        self.problem.say("")

    def rest(self, verb: Text = "") -> None:
        """The buttons take a press again; "": the verb is as it was."""
        verb = verb or (self._rests_as if self.is_busy else "")
        self.is_busy = False
        self.next.setEnabled(True)
        self.other.setEnabled(True)
        if verb:
            self.next.say(verb)
        if self.hasFocus():
            self.next.setFocus(Qt.FocusReason.OtherFocusReason)

    def refused(self, error: SanadError, verb: Text = "") -> None:
        """It was not done: the sentence, and the button as it was."""
        self.rest(verb)
        self.problem.say(lambda w: w.say(error))

    def complain(self, sentence: str) -> bool:
        self.problem.say(plain(sentence))
        return True

    def otherwise(self) -> None:
        self._otherwise()

    def primary(self) -> None:
        if self.next.isEnabled():
            self._does()

    def arrive(self) -> None:
        self.next.setFocus(Qt.FocusReason.OtherFocusReason)


def _readable(sentence: Text) -> QWidget:
    """Not wider than one reads with ease; in a row, which measures it at the width it really has."""
    holder, label = QWidget(), Label(sentence, colour="ink2")
    label.setMaximumWidth(760)
    layouts.row((label, 1000), layouts.Stretch(1), parent=holder)
    layouts.wraps(holder)
    return holder
