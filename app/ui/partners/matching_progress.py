"""How far a matching is whose keys are made or compared, and the way to stop it."""

from PySide6.QtCore import Qt

from app.casework.exchange.match_steps import MatchProgress, MatchStopped
from app.errors import N_
from app.ui.labels import Label
from app.ui.parts import layouts
from app.ui.parts.boxes import Box
from app.ui.parts.buttons import Button
from app.ui.parts.progress import Bar

_PARTS = {
    "cases": N_("Cases say that they take part: {done} of {total}"),
    "points": N_("Keys are made: {done} of {total}"),
    "partner": N_("The partner’s keys are compared: {done} of {total}"),
    "common": N_("Cases say what came of it: {done} of {total}"),
}


class MatchingProgress(Box):
    """The records can be used meanwhile, and the page left; what was stopped stands in the list."""

    def __init__(self) -> None:
        super().__init__(margins=(16, 12, 16, 16), gap=8)
        self.says = Label("", weight=500)
        self.cancel = Button(N_("Stop"), "quiet", on_click=self.stop)
        self.bar = Bar(N_("Progress of the matching"))
        self.inside.addLayout(layouts.row((self.says, 1), self.cancel, gap=8))
        self.inside.addWidget(self.bar)
        self._is_stopped = False
        self.hide()

    def begin(self) -> None:
        """From its first step."""
        self._is_stopped = False
        self.says.say(N_("Looking who takes part"))
        self.bar.show_share(0)
        self.cancel.setEnabled(True)
        self.show()
        self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_step(self, step: MatchProgress) -> None:
        """So far it has come."""
        if self._is_stopped or not step.total:
            return
        self.says.say(
            lambda w: w(_PARTS[step.part], done=w.number(step.done), total=w.number(step.total))
        )
        self.bar.show_share(step.done / step.total)

    def stop(self) -> None:
        """Said until the step under way has come to its end."""
        self._is_stopped = True
        self.cancel.setEnabled(False)
        self.says.say(N_("Stopping"))

    def stopped(self) -> MatchStopped | None:
        return MatchStopped() if self._is_stopped else None
