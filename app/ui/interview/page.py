"""One section on the screen: its questions, groups and entries, kept in step with the engine."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import N_
from app.form import Changes, Node
from app.ui.interview.choosing import AnyOf, OneOf, Ranked, Tick
from app.ui.interview.known import KnownLine
from app.ui.interview.numbers import DateQuestion, MomentQuestion, NumberQuestion, TimeQuestion
from app.ui.interview.questions import Note, Question, TextQuestion
from app.ui.interview.taking import Taking
from app.ui.parts.boxes import Box, Icon, tight, wraps
from app.ui.parts.buttons import Button
from app.ui.words import Label, plain

_NUMBERS = frozenset(("int", "integer", "long", "short", "decimal", "double", "float"))


class GroupHead(QWidget):
    """The name of a group inside a section."""

    def __init__(self, taking: Taking, ref: str) -> None:
        super().__init__()
        self.taking, self.ref = taking, ref
        self.label = Label("", "heading")
        down = QVBoxLayout(self)
        tight(down)
        down.addWidget(self.label)
        wraps(self)
        self.refresh()

    def tell(self) -> None:
        self.refresh()

    def refresh(self) -> None:
        label = self.taking.node(self.ref).label
        self.label.say(plain(label))
        self.label.setHidden(not label)


class RepeatHead(QWidget):
    """A list of entries: its name, how many, and one more."""

    added = Signal(str)

    def __init__(self, taking: Taking, ref: str) -> None:
        super().__init__()
        self.taking, self.ref = taking, ref
        self.label = Label("", "heading")
        self.count = Label("", "small", "ink2", wrap=False)
        self.add = Button(N_("Add an entry"), "second", "plus")
        self.add.clicked.connect(lambda: self.added.emit(ref))
        across = QHBoxLayout(self)
        tight(across, 12)
        across.addWidget(self.label, 1)
        across.addWidget(self.count)
        across.addWidget(self.add)
        wraps(self)
        self.refresh()

    def tell(self) -> None:
        self.refresh()

    def refresh(self) -> None:
        node = self.taking.node(self.ref)
        self.label.say(plain(node.label or node.name))
        self.count.say(lambda w: w.count("{n} entry", "{n} entries", node.count))
        self.add.setVisible(node.can_add)


class EntryHead(Box):
    """One entry of a list: what it says so far; open, close, remove."""

    toggled = Signal(str)
    removed = Signal(str)

    def __init__(self, taking: Taking, ref: str, number: int) -> None:
        super().__init__(radius=8)
        self.taking, self.ref, self.number, self.is_open = taking, ref, number, False
        self.title = Label("", weight=500)
        self.open = Button(N_("Open"), "quiet", "pen")
        self.open.clicked.connect(lambda: self.toggled.emit(ref))
        self.remove = Button(N_("Remove"), "quiet", "minus")
        self.remove.clicked.connect(lambda: self.removed.emit(ref))
        across = QHBoxLayout()
        tight(across, 8, (16, 8, 8, 8))
        across.addWidget(Icon("doc"))
        across.addWidget(self.title, 1)
        across.addWidget(self.open)
        across.addWidget(self.remove)
        self.inside.addLayout(across)
        self.refresh()

    def tell(self) -> None:
        self.refresh()

    def refresh(self) -> None:
        from app.casework.interview import shown

        node, parts = self.taking.node(self.ref), list[str]()
        for child in node.children:
            if len(parts) < 3 and (answer := shown(self.taking.node(child))):
                parts.append(answer)
        self.title.say(lambda w: " · ".join([w("Entry {number}", number=self.number), *parts]))
        self.open.say(N_("Close") if self.is_open else N_("Open"))
        self.remove.setVisible(node.can_remove)


_TOLD = (Question, GroupHead, RepeatHead, EntryHead, KnownLine)


class CannotTake(Question):
    """A picture, a sound, a place on the map: not taken on this computer."""

    focusable = False

    def build(self, node: Node) -> None:
        self.down.addWidget(
            Label(N_("This can't be taken on this computer. The rest goes on."), "small", "ink2")
        )


def question_for(taking: Taking, ref: str) -> Question:
    """The widget that suits a node."""
    node = taking.node(ref)
    match node.control:
        case "select_one":
            return OneOf(taking, ref)
        case "select_multiple":
            return AnyOf(taking, ref)
        case "rank":
            return Ranked(taking, ref)
        case "trigger":
            return Tick(taking, ref)
        case "upload":
            return CannotTake(taking, ref)
        case "range":
            return NumberQuestion(taking, ref)
        case "note" | "":
            return Note(taking, ref)
    if node.kind == "note" or node.readonly:
        return Note(taking, ref)
    if node.type in _NUMBERS:
        return NumberQuestion(taking, ref)
    if node.type == "date":
        return DateQuestion(taking, ref)
    if node.type == "time":
        return TimeQuestion(taking, ref)
    return MomentQuestion(taking, ref) if node.type == "dateTime" else TextQuestion(taking, ref)


class PageView(QWidget):
    """The visible places of one section, in order."""

    def __init__(self, taking: Taking, page_ref: str) -> None:
        super().__init__()
        self.taking, self.page_ref = taking, page_ref
        self.items: dict[str, QWidget] = {}
        self._order: list[str] = []
        self._open: str = ""
        self.down = QVBoxLayout(self)
        tight(self.down, 28)
        wraps(self)
        self.sync()

    def retell(self) -> None:
        """Every place tells its words again."""
        for item in self.items.values():
            if isinstance(item, _TOLD):
                item.tell()

    def refs(self) -> tuple[str, ...]:
        """What the engine says is on the page."""
        for page in self.taking.pages():
            if page.ref == self.page_ref:
                return page.refs
        return ()

    def questions(self) -> list[Question]:
        """Those shown, in order."""
        found = (self.items[ref] for ref in self._order if ref in self.items)
        return [each for each in found if isinstance(each, Question) and not each.isHidden()]

    def take(self, changes: Changes) -> None:
        """Show what changed: appear, vanish, other words."""
        self.sync()
        for ref in changes.touched:
            item = self.items.get(ref)
            if isinstance(item, _TOLD):
                item.refresh()
        for item in self.items.values():
            if isinstance(item, EntryHead) and any(
                ref.startswith(item.ref + "/") for ref in changes.touched
            ):
                item.refresh()

    def sync(self) -> None:
        """Make the widgets those of the engine's list, keeping the ones that stay."""
        wanted = [ref for ref in self.refs() if ref != self.page_ref or not self._is_group(ref)]
        if wanted != self._order:
            for ref in [ref for ref in self.items if ref not in set(wanted)]:
                self._drop(ref)
            numbers = dict[str, int]()
            for place, ref in enumerate(wanted):
                if ref not in self.items:
                    self.items[ref] = self._make(ref)
                item = self.items[ref]
                if isinstance(item, EntryHead):
                    of = ref.rpartition("[")[0]
                    item.number = numbers[of] = numbers.get(of, 0) + 1
                    item.refresh()
                if self.down.indexOf(item) != place:
                    self.down.insertWidget(place, item)
                    item.show()
            self._order = wanted
        self._show_open()

    def _is_group(self, ref: str) -> bool:
        # questions that stand in no group share a page, named after the first of them
        told = self.taking.definition(ref)
        return (told or self.taking.node(ref)).kind == "group"

    def _drop(self, ref: str) -> None:
        item = self.items.pop(ref)
        item.setProperty("closed", True)
        self.down.removeWidget(item)
        item.hide()
        item.deleteLater()

    def _make(self, ref: str) -> QWidget:
        kind = self.taking.node(ref).kind
        if kind == "group":
            return GroupHead(self.taking, ref)
        if kind == "repeat":
            head = RepeatHead(self.taking, ref)
            head.added.connect(self._add)
            return head
        if kind == "entry":
            entry = EntryHead(self.taking, ref, 1)
            entry.toggled.connect(self._toggle)
            entry.removed.connect(self._remove)
            return entry
        if ref in self.taking.known:
            line = KnownLine(self.taking, ref)
            line.asked.connect(self._ask)
            return line
        return question_for(self.taking, ref)

    def _ask(self, ref: str) -> None:
        """A known answer is to be changed."""
        self.taking.ask(ref)
        self._drop(ref)
        self._order = []
        self.sync()
        self.arrive_at(ref)

    def _add(self, ref: str) -> None:
        self._open = self.taking.add_entry(ref)
        self.sync()
        self.arrive_at(self._open)

    def _toggle(self, ref: str) -> None:
        inside = self._open == ref or self._open.startswith(ref + "/")
        self._open = ref.rsplit("[", 1)[0].rpartition("/")[0] if inside else ref
        self._show_open()
        if not inside:
            self.arrive_at(ref)

    def _remove(self, ref: str) -> None:
        self.flush()
        self.taking.remove_entry(ref)
        self.sync()

    def _entries_around(self, ref: str) -> list[str]:
        return [
            entry
            for entry, item in self.items.items()
            if isinstance(item, EntryHead) and ref.startswith(entry + "/")
        ]

    def _show_open(self) -> None:
        """Entries that are closed show their first line only."""
        for ref, item in self.items.items():
            if isinstance(item, EntryHead):
                now = self._open == ref or self._open.startswith(ref + "/")
                if item.is_open != now:
                    item.is_open = now
                    item.refresh()
            around = self._entries_around(ref)
            shown = all(self._open == e or self._open.startswith(e + "/") for e in around)
            if around:
                item.setVisible(shown)
            elif isinstance(item, Question | EntryHead | RepeatHead | KnownLine):
                item.setVisible(True)

    def arrive_at(self, ref: str = "") -> Question | None:
        """Focus a question (or the first in an entry); without a ref, the first unanswered one."""
        if ref:
            around = self._entries_around(ref + "/")
            self._open = max(around, key=len, default=self._open)
            self._show_open()
        questions = [each for each in self.questions() if each.focusable]
        inside = [each for each in questions if each.ref == ref or each.ref.startswith(ref + "/")]
        empty = [each for each in questions if not self.taking.node(each.ref).value]
        for question in (inside if ref else empty or questions)[:1]:
            target = question.first()
            if target is not None:
                target.setFocus(Qt.FocusReason.OtherFocusReason)
            return question
        return None

    def flush(self) -> None:
        """Hand in what is being typed."""
        for item in self.items.values():
            if isinstance(item, Question):
                item.flush()
