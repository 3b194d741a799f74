"""One question on a page: its words in one or two languages, and whatever takes its answer."""

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.casework.answers import shown
from app.casework.styled import joined
from app.errors import N_
from app.form import Node
from app.language import isolate_ltr
from app.ui import look
from app.ui.interview.shown import Beside
from app.ui.interview.taking import Taking
from app.ui.parts.boxes import tight, wraps
from app.ui.parts.buttons import Button
from app.ui.parts.fields import Area, Line, Problem, mark
from app.ui.words import Label, plain

TYPING_MS = 350
_LTR = frozenset(("numbers", "url"))
_COVERED = frozenset(("masked", "hidden-answer"))


class Pair(QWidget):
    """The officer's words over two columns, the worker's over the third; narrow: under each other."""

    def __init__(self, role: str = "question") -> None:
        super().__init__()
        self.mine = Label("", "title" if role == "title" else "question")
        self.theirs = Label("", "question", "ink2", weight=400, align="own")
        for label in (self.mine, self.theirs):
            label.setParent(self)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def say(self, mine: str, theirs: str) -> None:
        """Show the words of both."""
        self.mine.say(plain(mine))
        self.theirs.say(plain(theirs))
        self.theirs.setVisible(bool(theirs))
        self.updateGeometry()
        self._place()

    def _widths(self, width: int) -> tuple[int, int, bool]:
        if not self.theirs.text():
            return width, 0, True
        if width < 700:
            return width, width, False
        third = (width - 20) // 3
        return width - third - 10, third, True

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        mine, theirs, beside = self._widths(width)
        first = self.mine.heightForWidth(mine)
        second = self.theirs.heightForWidth(theirs) if theirs else 0
        return max(first, second) if beside else first + second

    def sizeHint(self) -> QSize:
        return QSize(600, self.heightForWidth(max(self.width(), 300)))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.heightForWidth(self.width()) if self.width() > 120 else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        width = self.width()
        mine, theirs, beside = self._widths(width)
        first = self.mine.heightForWidth(mine)
        second = self.theirs.heightForWidth(theirs) if theirs else 0
        if beside:
            self.mine.setGeometry(width - mine if look.rtl() else 0, 0, mine, first)
            self.theirs.setGeometry(0 if look.rtl() else width - theirs, 0, theirs, second)
        else:
            self.mine.setGeometry(0, 0, mine, first)
            self.theirs.setGeometry(0, first, theirs, second)


class Guidance(QWidget):
    """For the interviewer, folded away until it is asked for."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.more = Button(N_("Guidance"), "quiet", "down", icon_after=True)
        self.more.setAutoDefault(False)
        self.words = Label(plain(words), "small", "ink2")
        self.words.hide()
        self.more.clicked.connect(self.toggle)
        down = QVBoxLayout(self)
        tight(down, 4)
        down.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeading)
        down.addWidget(self.words)
        wraps(self)

    def toggle(self) -> None:
        shown = self.words.isHidden()
        self.words.setVisible(shown)
        self.more.say(N_("Hide the guidance") if shown else N_("Guidance"))

    def say(self, words: str) -> None:
        self.words.say(plain(words))
        self.setVisible(bool(words))


class Question(QWidget):
    """What all questions share. A subclass builds its body and shows the node's value."""

    focusable: ClassVar[bool] = True

    def __init__(self, taking: Taking, ref: str) -> None:
        super().__init__()
        self.taking, self.ref = taking, ref
        self.problem = Problem()
        self.pair = Pair()
        self.hint = Label("", "small", "ink2")
        self.down = QVBoxLayout(self)
        tight(self.down, 8)
        self.down.addWidget(self.pair)
        self.down.addWidget(self.hint)
        node = taking.node(ref)
        self.beside: Beside | None = None
        self.guidance: Guidance | None = None
        if node.guidance:
            self.guidance = Guidance(node.guidance)
            self.down.addWidget(self.guidance)
        self.build(node)
        self.down.addWidget(self.problem)
        wraps(self)
        self.refresh(first=True)

    def build(self, node: Node) -> None:
        """Make the body."""

    def media_of(self, node: Node) -> Mapping[str, str]:
        """What is shown or heard beside the words."""
        return node.media

    def show_node(self, node: Node, other: Node | None) -> None:
        """Show the node's value and words in the body."""

    def first(self) -> QWidget | None:
        """Where the focus goes."""
        return None

    def flush(self) -> None:
        """Hand in what is being typed."""

    def close_down(self) -> None:
        """The page goes away."""
        if self.beside is not None:
            self.beside.close_down()

    def tell(self) -> None:
        """The language changed."""
        self.refresh(first=True)

    def refresh(self, *, first: bool = False) -> None:
        """Look at the node again. `first`: words and all; else a value may have changed."""
        node, other = self.taking.node(self.ref), self.second(first=first)
        self.pair.say(node.label or node.name, other.label if other else "")
        told = (node.hint, self._earlier(node))
        hint = joined("\n", dict.fromkeys(each for each in told if each))
        self.hint.say(plain(hint))
        self.hint.setVisible(bool(hint))
        if self.guidance is not None:
            self.guidance.say(node.guidance)
        if first:
            self._show_media(node, other)
        self.show_node(node, other)
        if first or node.constraint_ok:
            self.judge(node)

    def _show_media(self, node: Node, other: Node | None) -> None:
        """The officer's picture; what is heard is in the person's language, where it has that."""
        wanted = dict(self.media_of(node))
        if other is not None and (spoken := self.media_of(other).get("audio")):
            wanted["audio"] = spoken
        if wanted == (self.beside.media if self.beside is not None else {}):
            return
        if self.beside is not None:
            self.beside.close_down()
            self.beside.hide()
            self.beside.deleteLater()
        self.beside = Beside(self.taking, wanted) if wanted else None
        if self.beside is not None:
            self.down.insertWidget(self.down.indexOf(self.hint) + 1, self.beside)

    def _earlier(self, node: Node) -> str:
        """What was said the last time, of what is asked anew each time."""
        before = self.taking.earlier.get(self.ref)
        if before is None:
            return ""
        w, words = look.words(), shown(replace(node, value=before.value))
        return w(
            "last time: {answer}, {date}",
            answer=words,
            date=w.date(before.at.astimezone().date(), "medium"),
        )

    def second(self, *, first: bool) -> Node | None:
        """The same question in the second language; `first`: words and all."""
        return self.taking.other_node(self.ref)

    def judge(self, node: Node | None = None) -> None:
        """Say what is wrong with the answer; never while it is typed."""
        node = node or self.taking.node(self.ref)
        wrong = bool(node.value) and not node.constraint_ok
        self.complain((node.message or look.words()(_CHECK)) if wrong else "")

    def complain(self, sentence: str) -> None:
        self.problem.say(plain(sentence) if sentence else "")

    def give(self, value: str | list[str]) -> None:
        """Hand in an answer."""
        self.complain(self.taking.answer(self.ref, value))


_CHECK = N_("This answer can't be right yet. Check it, or leave it empty.")


class Note(Question):
    """Words without an answer; a calculated value is shown as a second line."""

    focusable = False

    def build(self, node: Node) -> None:
        self.pair.mine.role = self.pair.theirs.role = "body"
        self.pair.mine._weight = 400
        self.value = Label("", weight=500)
        self.down.addWidget(self.value)

    def show_node(self, node: Node, other: Node | None) -> None:
        shown = isolate_ltr(node.value) if "url" in node.appearance else node.value
        self.value.say(plain(shown))
        self.value.setVisible(bool(node.value))


class TypedQuestion(Question):
    """An answer that is typed: handed in after a short pause, on leaving, and before a lock."""

    def build(self, node: Node) -> None:
        self._pause = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._pause.timeout.connect(self._hand_in)
        self.body(node)

    def body(self, node: Node) -> None:
        """Make the fields."""

    def typed(self) -> str:
        """What stands in the fields, as the engine reads it."""
        return ""

    def same(self, typed: str, kept: str) -> bool:
        """Does what stands in the fields say what is kept?"""
        return typed == kept

    def typing(self) -> None:
        """A letter came."""
        self.problem.say("")
        self._pause.start()

    def _hand_in(self) -> None:
        self._pause.stop()
        self.taking.answer(self.ref, self.typed())

    def flush(self) -> None:
        if self._pause.isActive():
            self._hand_in()

    def left(self) -> None:
        """The field was left: hand in, then judge."""
        self._pause.stop()
        if not self.same(self.typed(), self.taking.node(self.ref).value):
            self.give(self.typed())
        if not self.problem.sentence.text():
            self.judge()


class TextQuestion(TypedQuestion):
    """One line, or several where the form says multiline."""

    def body(self, node: Node) -> None:
        self.long = "multiline" in node.appearance
        name = self._name
        if self.long:
            self.area = Area(name, lines=4)
            self.area.textChanged.connect(self.typing)
            self.area.installEventFilter(self)
            self.down.addWidget(self.area)
            return
        numeric = node.type not in ("string", "text", "")
        masked = bool(node.appearance & _COVERED)
        ltr = numeric or bool(node.appearance & _LTR)
        self.line = Line(name, ltr=ltr, secret=masked)
        self.line.setMaximumWidth(360 if numeric else 720)
        self.line.textEdited.connect(self.typing)
        self.line.editingFinished.connect(self.left)
        row = QHBoxLayout()
        tight(row, 8)
        row.addWidget(self.line, 3)
        if masked:
            self.see = Button(N_("Show what is typed"), "quiet", "eye")
            self.see.clicked.connect(self._see)
            row.addWidget(self.see)
        row.addStretch(1)
        self.down.addLayout(row)

    def _see(self) -> None:
        """For whoever sits alone at the screen; with the page it is covered again."""
        covered = self.line.echoMode() == Line.EchoMode.Password
        self.line.setEchoMode(Line.EchoMode.Normal if covered else Line.EchoMode.Password)
        self.see.say(N_("Cover what is typed") if covered else N_("Show what is typed"))
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _name(self, _words: object) -> str:
        return self.taking.node(self.ref).label

    def first(self) -> QWidget | None:
        return self.area if self.long else self.line

    def typed(self) -> str:
        return self.area.toPlainText() if self.long else self.line.text()

    def show_node(self, node: Node, other: Node | None) -> None:
        field = self.area if self.long else self.line
        field.setReadOnly(node.readonly)
        if self._pause.isActive() or self.typed() == node.value:
            return
        if self.long:
            self.area.blockSignals(True)
            self.area.setPlainText(node.value)
            self.area.blockSignals(False)
        elif not (self.line.hasFocus() and self.line.isModified()):
            self.line.setText(node.value)

    def complain(self, sentence: str) -> None:
        super().complain(sentence)
        mark(self.area if self.long else self.line, "problem", bool(sentence))

    def eventFilter(self, watched: object, event: object) -> bool:
        from PySide6.QtCore import QEvent

        if isinstance(event, QEvent) and event.type() == QEvent.Type.FocusOut:
            self.left()
        return False
