"""Heads on a page: of a group, of a list of entries, of one entry that opens and closes."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.casework.questionnaires.answer_format import formatted_answer
from app.errors import N_
from app.language import Words, strip_marks
from app.ui import theme
from app.ui.interview.controller import InterviewController
from app.ui.labels import Label, plain
from app.ui.parts import Box, Button, Icon, layouts

_TITLE = 3  # answers that name an entry
_LONGEST = 60  # letters of one of them


class GroupHead(QWidget):
    """The name of a group inside a section."""

    def __init__(self, controller: InterviewController, ref: str) -> None:
        super().__init__()
        self.controller, self.ref = controller, ref
        self.label = Label("", "heading")
        layouts.column(self.label, parent=self)
        layouts.wraps(self)
        self.refresh()

    def tell(self) -> None:
        self.refresh()

    def refresh(self) -> None:
        label = self.controller.node(self.ref).label
        self.label.say(plain(label))
        self.setHidden(not label)  # no gap where a group has no name


class RepeatHead(QWidget):
    """A list of entries: its name, how many, and one more."""

    added = Signal(str)

    def __init__(self, controller: InterviewController, ref: str) -> None:
        super().__init__()
        self.controller, self.ref = controller, ref
        self.label = Label("", "heading")
        self.count = Label("", "small", "ink2", wrap=False)
        self.add = Button(N_("Add an entry"), "second", "plus", on_click=lambda: self.added.emit(ref))
        layouts.row((self.label, 1), self.count, self.add, gap=12, parent=self)
        layouts.wraps(self)
        self.refresh()

    def tell(self) -> None:
        self.refresh()

    def refresh(self) -> None:
        node = self.controller.node(self.ref)
        self.label.say(plain(node.label or node.name))
        self.count.say(lambda w: w.count("{n} entry", "{n} entries", node.count))
        self.add.setVisible(node.can_add)
        self.add.setAccessibleDescription(strip_marks(node.label or node.name))


class EntryHead(Box):
    """One entry of a list: what it says so far; open, close, remove."""

    toggled = Signal(str)
    removed = Signal(str)

    def __init__(self, controller: InterviewController, ref: str, number: int) -> None:
        super().__init__(radius=8)
        self.setProperty("row", True)
        self.controller, self.ref, self.number, self.is_open = controller, ref, number, False
        self.title = Label("", weight=500)
        self.open = Button(N_("Open"), "quiet", "pen", on_click=lambda: self.toggled.emit(ref))
        self.remove = Button(N_("Remove"), "quiet", "minus", on_click=lambda: self.removed.emit(ref))
        row = layouts.row(Icon("doc"), (self.title, 1), self.open, self.remove, gap=8, margins=(16, 8, 8, 8))
        self.inside.addLayout(row)
        self.refresh()

    def tell(self) -> None:
        self.refresh()

    def name(self, w: Words) -> str:
        """Its number and the first answers in it."""
        return " · ".join([w("Entry {number}", number=w.number(self.number)), *self.parts()])

    def parts(self) -> list[str]:
        """The first answers, of questions in groups too; of lists inside it only their own."""
        texts: list[str] = []
        waiting = list(reversed(self.controller.node(self.ref).children))
        while waiting and len(texts) < _TITLE:
            ref = waiting.pop()
            if self.controller.covers(ref):
                continue
            node = self.controller.node(ref)
            if node.kind == "group" and node.relevant:
                waiting.extend(reversed(node.children))
            elif node.kind == "question" and node.relevant and (answer := formatted_answer(node, theme.words())):
                short = answer.replace("\n", " ")
                texts.append(short if len(short) <= _LONGEST else short[: _LONGEST - 1] + "…")
        return texts

    def refresh(self) -> None:
        node = self.controller.node(self.ref)
        self.title.say(self.name)
        self.open.say(N_("Close") if self.is_open else N_("Open"))
        self.remove.setVisible(node.can_remove)
        for button in (self.open, self.remove):
            button.setAccessibleDescription(strip_marks(self.title.text()))
