"""How far a file is that is being sealed, and the way to stop it."""

from PySide6.QtCore import Qt

from app.casework.export import bundle_export
from app.casework.export.bundle_export import Step
from app.errors import N_
from app.ui.labels import Label
from app.ui.parts import layouts
from app.ui.parts.boxes import Box
from app.ui.parts.buttons import Button
from app.ui.parts.progress import Bar

_STEPS: dict[Step, str] = {
    "answers": N_("gathering the answers"),
    "signatures": N_("checking every signature"),
    "paper": N_("making the paper"),
    "sealing": N_("sealing the file"),
}


class SealProgress(Box):
    """Until the last step it can be stopped: from there on the case's history says it."""

    def __init__(self) -> None:
        super().__init__(margins=(16, 12, 8, 16), gap=8)
        self.step = Label("", weight=500)
        self.cancel = Button(N_("Cancel"), "quiet")
        top = layouts.row((self.step, 1), self.cancel, gap=8)
        self.bar = Bar(N_("Progress of the file"))
        self.inside.addLayout(top)
        self.inside.addWidget(self.bar)
        self.hide()

    def begin(self) -> None:
        """From the first step."""
        self.cancel.setEnabled(True)
        self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)
        self.show_step(bundle_export.STEPS[0])

    def show_step(self, step: Step) -> None:
        """This one has begun."""
        at, total = bundle_export.STEPS.index(step) + 1, len(bundle_export.STEPS)
        self.step.say(
            lambda w: w(
                "Preparing: step {step} of {steps}, {what}",
                step=at, steps=total, what=w(_STEPS[step]),
            )
        )  # fmt: skip
        self.bar.show_share((at - 0.5) / total)
        if step == "sealing":
            self.cancel.setEnabled(False)

    def stopping(self) -> None:
        """Said until the step under way has come to its end."""
        self.cancel.setEnabled(False)
        self.step.say(N_("Stopping"))
