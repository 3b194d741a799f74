"""An answer that stands over what the form calculates: that it does, what that is, and the way back."""

from app.casework.questionnaires.answer_format import stands_over
from app.errors import N_
from app.form import ACTION, Node
from app.language import strip_marks
from app.ui.interview.controller import InterviewController
from app.ui.labels import Label
from app.ui.parts import layouts
from app.ui.parts.boxes import Box
from app.ui.parts.buttons import Button


class StandsOver(Box):
    """Under a question whose calculation was typed over."""

    def __init__(self, controller: InterviewController, ref: str) -> None:
        super().__init__("sunken", "line", radius=8)
        self.controller, self.ref = controller, ref
        self.says = Label("", "small", "ink2")
        self.undo = Button(N_("Use the calculated value"), "quiet")
        self.undo.clicked.connect(lambda: controller.use_calculated(ref))
        row = layouts.row((self.says, 1), self.undo, gap=12, margins=(12, 4, 12, 4))
        self.inside.addLayout(row)

    def say(self, node: Node) -> None:
        """What stands under the answer now."""
        self.says.say(lambda w: stands_over(node, w))
        self.undo.setAccessibleDescription(strip_marks(node.label or node.name))
        self.setVisible(node.calculated is not None and node.origin != ACTION)
