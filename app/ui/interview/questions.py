"""One question on a page: its words in one or two languages, and whatever takes its answer."""

from collections.abc import Iterable, Mapping
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from app.casework.questionnaires.answer_format import formatted_answer, in_words, stands_over
from app.errors import N_
from app.form import ACTION, NOT_WHOLE, Node
from app.language import Words, isolate_ltr, strip_marks
from app.markup import joined
from app.ui import text_lines, theme
from app.ui.interview.bilingual_text import Guidance, Pair
from app.ui.interview.controller import InterviewController
from app.ui.interview.question_media import Beside
from app.ui.labels import Label, plain
from app.ui.parts import Box, Button, FieldProblem, layouts
from app.ui.parts.arrow_keys import is_enter

# -- override note -----------------------------------------------------------------------------
# An answer that stands over what the form calculates: that it does, what that is, and the way
# back.


class StandsOver(Box):
    """Under a question whose calculation was typed over."""

    def __init__(self, controller: InterviewController, ref: str) -> None:
        super().__init__("sunken", "line", radius=8)
        self.controller, self.ref = controller, ref
        self.says = Label("", "small", "ink2")
        self.undo = Button(N_("Use the calculated value"), "quiet", on_click=lambda: controller.use_calculated(ref))
        row = layouts.row((self.says, 1), self.undo, gap=12, margins=(12, 4, 12, 4))
        self.inside.addLayout(row)

    def say(self, node: Node) -> None:
        """What stands under the answer now."""
        self.says.say(lambda w: stands_over(node, w))
        self.undo.setAccessibleDescription(strip_marks(node.label or node.name))
        self.setVisible(node.calculated is not None and node.origin != ACTION)


# -- questions ----------------------------------------------------------------------------------


class Question(QWidget):
    """What all questions share. A subclass builds its body and shows the node's value."""

    focusable: ClassVar[bool] = True

    def __init__(self, controller: InterviewController, ref: str) -> None:
        super().__init__()
        self.controller, self.ref = controller, ref
        self._stays_at: str | None = None  # the answer that was not gone on from
        self.problem = FieldProblem()
        self.pair = Pair()
        self.hint = Label("", "small", "ink2")
        node = controller.node(ref)
        self.head = layouts.row((self.pair, 1), gap=8)
        self.down = layouts.column(self.head, gap=8, parent=self)
        self.beside: Beside | None = None
        self.over: StandsOver | None = None
        self.guidance: Guidance | None = None
        self.law: Label | None = None
        if node.guidance:
            self.guidance = Guidance(node.guidance)
            self.head.addWidget(self.guidance.more, 0, Qt.AlignmentFlag.AlignTop)
            self.down.addWidget(self.guidance.words)
        self.down.addWidget(self.hint)
        self.build(node)
        self.not_whole: Label | None = None
        self.down.addWidget(self.problem)
        layouts.wraps(self)
        self.refresh(first=True)

    def build(self, node: Node) -> None:
        """Make the body."""

    def media_of(self, node: Node) -> Mapping[str, str]:
        """What is shown or heard beside the words."""
        return node.media

    def show_node(self, node: Node, second: Node | None) -> None:
        """Show the node's value and words in the body."""

    def first(self) -> QWidget | None:
        return None

    def parts(self) -> Iterable[QWidget]:
        """Those that a screen reader names by less than the question: it is told after their names."""
        return (self.guidance.more,) if self.guidance is not None else ()

    def described(self, node: Node) -> str:
        """What it is told."""
        return strip_marks(node.label or node.name)

    def answered(self) -> bool:
        """Is there nothing more to ask here?"""
        return bool(self.controller.node(self.ref).value)

    def begun(self) -> bool:
        """Has something of it an answer?"""
        return bool(self.controller.node(self.ref).value)

    def enlarge(self) -> None:
        """It has the screen, with what opens under it."""
        self.pair.look("title", "question", stacked=True)

    def condense(self) -> None:
        """A detail under the question that opened it."""
        self.pair.look("label", "small")

    def goes_on(self) -> None:
        """Where one question a screen is asked, an answer leads on by itself: not one that is against the
        form's rule, nor one to which labour law says something, before that could be read."""
        node = self.controller.node(self.ref)
        if not self.controller.by_steps:
            return
        if self._stays_at != node.value and (
            self.problem.sentence.text() or not node.constraint_ok or self.controller.law(self.ref)
        ):
            self._stays_at = node.value
        else:
            self.controller.onward.emit(self.ref)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, where one question a screen is asked; from the last field of several."""
        focused = QApplication.focusWidget()
        fields = [field for field in self.findChildren(QLineEdit) if field.isVisible()]
        is_last = not isinstance(focused, QLineEdit) or (
            focused in fields[-1:] and not focused.receivers("2returnPressed()")
        )
        if self.controller.by_steps and is_enter(event) and not event.isAutoRepeat() and is_last:
            self.flush()
            self.judge()
            self.goes_on()
        else:
            super().keyPressEvent(event)

    def flush(self) -> None:
        """Hand in what is being typed."""

    def close_down(self) -> None:
        if self.beside is not None:
            self.beside.close_down()

    def tell(self) -> None:
        self.refresh(first=True)

    def refresh(self, *, first: bool = False) -> None:
        """Look at the node again. `first`: words and all; else a value may have changed."""
        node, second = self.controller.node(self.ref), self.second(first=first)
        self.pair.say(node.label or node.name, second.label if second else "")
        parts = (node.hint, self._earlier(node))
        hint = joined("\n", dict.fromkeys(part for part in parts if part))
        self.hint.say(plain(hint))
        self.hint.setVisible(bool(hint))
        if self.guidance is not None:
            self.guidance.say(node.guidance)
        self._tell_of_budget(node)
        self._tell_over(node)
        self._tell_of_law()
        if first:
            self._show_media(node, second)
            for widget in self.parts():
                widget.setAccessibleDescription(self.described(node))
        self.show_node(node, second)
        if first or node.constraint_ok:
            self.judge(node)

    def _tell_of_budget(self, node: Node) -> None:
        """Words or choices are missing where the form needs too much computing."""
        if node.cut_short and self.not_whole is None:
            self.not_whole = Label(NOT_WHOLE, "small", "wait")
            self._put_under_hint(self.not_whole)
        if self.not_whole is not None:
            self.not_whole.setVisible(node.cut_short)

    def _tell_over(self, node: Node) -> None:
        """It was typed over what the form calculates."""
        if node.calculated is not None and self.over is None:
            self.over = StandsOver(self.controller, self.ref)
            self.down.insertWidget(self.down.indexOf(self.problem), self.over)
        if self.over is not None:
            self.over.say(node)

    def _tell_of_law(self) -> None:
        """What labour law says to the answer, quietly: a hint to the officer, no verdict."""
        says = self.controller.law(self.ref)
        if self.law is None and (says or self.controller.node(self.ref).extras.get("threshold")):
            self.law = Label("", "small", "ink2")
            policy = self.law.sizePolicy()
            policy.setRetainSizeWhenHidden(True)  # answers below stay under the hand
            self.law.setSizePolicy(policy)
            self.down.insertWidget(self.down.indexOf(self.problem), self.law)
        if self.law is not None:
            self.law.say(says)
            self.law.setVisible(bool(says))

    def _show_media(self, node: Node, second: Node | None) -> None:
        """The officer's picture; what is heard is in the person's language, where it has that."""
        media = dict(self.media_of(node))
        if second is not None and (spoken := self.media_of(second).get("audio")):
            media["audio"] = spoken
        if media == (self.beside.media if self.beside is not None else {}):
            return
        if self.beside is not None:
            self.beside.close_down()
            self.beside.hide()
            self.beside.deleteLater()
        self.beside = Beside(self.controller, media) if media else None
        if self.beside is not None:
            self._put_under_hint(self.beside)

    def _put_under_hint(self, late: QWidget) -> None:
        """Before what takes the answer, for Tab too."""
        at = self.down.indexOf(self.hint) + 1
        item = self.down.itemAt(at)
        self.down.insertWidget(at, late)
        if item is not None and (next_ := item.widget()) is not None:
            late.stackUnder(next_)

    def _earlier(self, node: Node) -> str:
        """What was said the last time, of what is asked anew each time."""
        known_fact = self.controller.earlier.get(self.ref)
        if known_fact is None:
            return ""
        w = theme.words()
        return w(
            "last time: {answer}, {date}",
            answer=in_words(node, known_fact.value, w),
            date=w.date(known_fact.at.astimezone().date(), "medium"),
        )

    def second(self, *, first: bool) -> Node | None:
        """The same question in the second language; `first`: words and all."""
        return self.controller.other_node(self.ref)

    def judge(self, node: Node | None = None) -> None:
        """Say what is wrong with the answer; never while it is typed."""
        node = node or self.controller.node(self.ref)
        wrong = bool(node.value) and not node.constraint_ok
        sentence = node.message or theme.words()(_CHECK)
        self.complain(sentence if wrong else self.controller.told_of(self.ref))

    def complain(self, sentence: str) -> None:
        self.problem.say(plain(sentence) if sentence else "")

    def give(self, value: str | list[str]) -> None:
        self.complain(self.controller.answer(self.ref, value))


_CHECK = N_("This answer needs correcting. Check it, or leave it empty.")


class Note(Question):
    """Words without an answer; a calculated value is shown as a second line."""

    focusable = False

    def build(self, node: Node) -> None:
        self.pair.first.role = self.pair.second.role = "body"
        self.pair.first._weight = 400
        self.value = Label("", weight=500)
        self.down.addWidget(self.value)

    def show_node(self, node: Node, second: Node | None) -> None:
        self.value.say(lambda w: self._read(node, w))
        self.value.setVisible(bool(node.value))

    @staticmethod
    def _read(node: Node, w: Words) -> str:
        return isolate_ltr(node.value) if "url" in node.appearance else text_lines.value(formatted_answer(node, w))
