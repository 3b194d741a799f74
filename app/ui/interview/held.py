"""What is to be said before one goes on in an interview, over its questions: what was not asked yet, what
is against the form's rule, what a gate still wants."""

from collections.abc import Callable, Collection

from PySide6.QtCore import Signal

from app.casework.questionnaires import gates
from app.casework.questionnaires.answers import broken_rules
from app.casework.questionnaires.apart_notes import is_aside
from app.errors import N_
from app.language import Words
from app.ui import navigation
from app.ui.interview.controller import InterviewController
from app.ui.labels import Text
from app.ui.parts import Banner, Button

_NAMED = 5  # questions that the line names
_ANOTHER_PLACE = N_(
    "Find another place or time first: it is not clear that everybody here is safe and "
    "that nobody can hear. When that has changed, change the answer."
)


class Held(Banner):
    """Hidden while there is nothing to say."""

    said = Signal()
    goes_to = Signal(str)  # a question
    wants = Signal(object)

    def __init__(self, controller: InterviewController) -> None:
        self._go_there = Button(N_("Go there"), "quiet")
        super().__init__("", action=self._go_there)
        self.controller, self._told = controller, set[str]()
        self.hide()

    def begin(self) -> None:
        """Of another page nothing was said yet."""
        self._told.clear()
        self.hide()

    def says_first(self, refs: Collection[str]) -> bool:
        """Is something to be said before one goes on? The next Next goes on all the same: the answer is
        kept as it is, and the review names it again."""
        if self.controller.gate():
            return False
        broken = {ref for ref, _ in broken_rules(self.controller.interview)}
        missing = set(self.controller.interview.missing())
        untold = [ref for ref in refs if ref in (broken | missing) - self._told]
        self._told.update(untold)
        if unasked := [ref for ref in untold if ref in missing]:
            self._say_missing(unasked)
        if wrong := [ref for ref in untold if ref in broken]:
            self.goes_to.emit(wrong[0])
        return bool(untold)

    def _say_missing(self, refs: list[str]) -> None:
        def says(w: Words) -> str:
            names = [self.controller.node(ref).label for ref in refs[:_NAMED]]
            if len(refs) > _NAMED:
                names.append("…")
            form, said_names = self.controller.form, " · ".join(names)
            if all(is_aside(form, ref) for ref in refs):
                return w("Not noted yet: {questions}", questions=said_names)
            return w("Not asked yet: {questions}", questions=said_names)

        self.say(says, N_("Go there"), lambda: self.goes_to.emit(refs[0]))

    def say(self, says: Text, action: Text, act: Callable[[], None]) -> None:
        """A sentence, and what one does about it."""
        self.sentence.say(says)
        self.show()
        self._go_there.say(action)
        self._go_there.clicked.disconnect() if self._go_there.receivers("2clicked()") else None
        self._go_there.clicked.connect(act)
        self.said.emit()

    def holds(self, refs: Collection[str]) -> bool:
        """Are these of a gate that is not open? Then it says what is still to be answered, and one stays."""
        if self.controller.closed() is None or set(self.controller.opens()).isdisjoint(refs):
            return False
        if self.controller.gate():
            return False  # it says stop: the interview ends
        self.say_closed()
        return True

    def say_closed(self) -> None:
        """What a closed gate wants: its answers, or, where they are there, another place."""
        gate = self.controller.closed()
        if gate is None:
            return
        unanswered = list(gates.unanswered(self.controller.interview, gate))
        if unanswered:
            self._say_missing(unanswered)
        elif not self.stopped():
            ending = navigation.EarlyEnding(self.controller, gate.kind)
            self.say(_ANOTHER_PLACE, N_("Stop here"), lambda: self.wants.emit(ending))

    def stopped(self) -> bool:
        """Does a gate say stop? Then the interview ends."""
        gate = self.controller.gate()
        if gate:
            self.wants.emit(navigation.EarlyEnding(self.controller, gate))
        return bool(gate)
