"""One section on the screen: its questions, groups and entries, kept in step with the engine.

A long section is laid some places between two events, those that are seen first at once."""

import time

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.casework.questionnaires.answer_format import formatted_answer
from app.casework.questionnaires.answers import HIDDEN
from app.errors import N_
from app.form import Changes
from app.language import Words, isolate, strip_marks
from app.ui.interview.appearance import share
from app.ui.interview.controller import InterviewController
from app.ui.interview.controls import kind_for, question_for
from app.ui.interview.entries import EntryHead, GroupHead, RepeatHead
from app.ui.interview.page_grid import Lanes
from app.ui.interview.questions import Note, Question
from app.ui.interview.typed_answer import TypedQuestion
from app.ui.labels import Label, Text
from app.ui.parts import Box, Button, Icon, layouts
from app.ui.parts.dialog import Dialog, DialogButton

_HIDDEN = N_("On file, but hidden")


class KnownLine(Box):
    """`asked`: it is to be changed: the question takes its place."""

    asked = Signal(str)

    def __init__(self, controller: InterviewController, ref: str) -> None:
        super().__init__("sunken", "line", radius=8)
        self.controller, self.ref = controller, ref
        self.question = Label("", "small", "ink2")
        self.answer = Label("", weight=500)
        self.change = Button(N_("Change"), "quiet", "pen", on_click=lambda: self.asked.emit(ref))
        words = layouts.column(self.question, self.answer, gap=2, margins=(0, 8, 0, 8))
        row = layouts.row(Icon("check", "kept", 20), (words, 1), self.change, gap=12, margins=(16, 0, 8, 0))
        self.inside.addLayout(row)
        self.refresh()

    def tell(self) -> None:
        self.refresh()

    def refresh(self) -> None:
        node = self.controller.node(self.ref)
        hidden = node.extras.get("restricted") == HIDDEN
        self.answer.say(_HIDDEN if hidden else lambda w: isolate(formatted_answer(node, w)))
        self.question.say(self._since(node.label or node.name))
        self.change.say(N_("Show and change") if hidden else N_("Change"))
        self.change.setAccessibleDescription(strip_marks(node.label))

    def _since(self, label: str) -> Text:
        fact = self.controller.known[self.ref]

        def says(w: Words) -> str:
            day = w.date(fact.at.astimezone().date(), "medium")
            since_text = w(N_("known since {date}"), date=day)
            return " · ".join(part for part in (label, since_text, isolate(fact.author)) if part)

        return says


_TOLD = (Question, GroupHead, RepeatHead, EntryHead, KnownLine)
_AT_ONCE, _SLICE_MS = 4, 12  # places laid before the page is shown; then as many as this takes
_WHOLE = 4  # parts of a grid's line, where its group names no other number


class PageView(Lanes):
    """The visible places of one section, in order."""

    def __init__(self, controller: InterviewController, page_ref: str) -> None:
        super().__init__(28)
        self.controller, self.page_ref = controller, page_ref
        self.items: dict[str, QWidget] = {}
        self._order: list[str] = []
        self._open: str = ""
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._lay_some)
        self.opened: frozenset[str] = frozenset()  # what the last answer brought
        self.sync()

    def retell(self) -> None:
        for item in self.items.values():
            if isinstance(item, _TOLD):
                item.tell()

    def refs(self) -> tuple[str, ...]:
        return self.section()

    def section(self) -> tuple[str, ...]:
        """What the engine says is on the page."""
        for page in self.controller.pages():
            if page.ref == self.page_ref:
                return page.refs
        return ()

    def questions(self) -> list[Question]:
        self.finish()
        items = (self.items[ref] for ref in self._order if ref in self.items)
        return [widget for widget in items if isinstance(widget, Question) and not widget.isHidden()]

    def take(self, changes: Changes) -> None:
        """Show what changed: appear, vanish, other words."""
        previous_refs = frozenset(self._order)
        self.sync()
        self.opened = frozenset(self._order) - previous_refs
        for ref in {self.controller.stands_in(ref) for ref in changes.touched}:
            item = self.items.get(ref)
            if isinstance(item, Question) and self._changed_kind(ref, item):
                self._replace(ref)
            elif isinstance(item, _TOLD):
                item.refresh()
        for item in self.items.values():
            if isinstance(item, EntryHead) and any(ref.startswith(item.ref + "/") for ref in changes.touched):
                item.refresh()

    def _changed_kind(self, ref: str, item: Question) -> bool:
        """What could only be read may be answered now, or the reverse."""
        return isinstance(item, Note) != issubclass(kind_for(self.controller.node(ref)), Note)

    def _replace(self, ref: str) -> None:
        self._drop(ref)
        self._order = []
        self.sync()

    def sync(self) -> None:
        """Make the widgets those of the engine's list, keeping the ones that stay."""
        refs = [
            ref
            for ref in self.refs()
            if self._has_place(ref) and not self.controller.behind(ref) and not self.controller.skips(ref)
        ]
        if refs != self._order:
            ref_set = set(refs)
            for ref in [ref for ref in self.items if ref not in ref_set]:
                self._drop(ref)
            self._order = refs
            self._number()
            self._lay(_AT_ONCE)
        self._show_open()

    def _has_place(self, ref: str) -> bool:
        """The section's own name stands in the title; entries that are closed keep theirs only."""
        if self.controller.stands_in(ref) != ref:
            return False
        return ref != self.page_ref or not self._is_group(ref)

    def _number(self) -> None:
        numbers = dict[str, int]()
        self._numbers = dict[str, int]()
        for ref in self._order:
            if ref.endswith("]"):
                group_ref = ref.rpartition("[")[0]
                self._numbers[ref] = numbers[group_ref] = numbers.get(group_ref, 0) + 1

    def _lay(self, limit: int) -> None:
        """Make up to so many of the places that are to be seen; the others between events."""
        count = 0
        for ref in self._order:
            if ref in self.items or not self._unfolded(ref):
                continue
            if count >= limit:
                self._later.start()
                break
            self.items[ref] = self._make(ref)
            count += 1
        self._renumber()
        self._put()

    def _lay_some(self) -> None:
        start = time.perf_counter()
        while self._left() and (time.perf_counter() - start) * 1000 <= _SLICE_MS:
            self._make_next()
        self._renumber()
        self._put()
        self._show_open()
        if self._left():
            self._later.start()

    def _left(self) -> bool:
        return any(ref not in self.items and self._unfolded(ref) for ref in self._order)

    def _make_next(self) -> None:
        for ref in self._order:
            if ref not in self.items and self._unfolded(ref):
                self.items[ref] = self._make(ref)
                return

    def finish(self) -> None:
        """Lay what is left now."""
        if self._later.isActive():
            self._later.stop()
            self._lay(len(self._order))
            self._show_open()

    def _put(self) -> None:
        self.order([(self.items[ref], *self._share(ref)) for ref in self._order if ref in self.items])

    def _share(self, ref: str) -> tuple[int, int]:
        """Of a line of its group's grid."""
        definition = self.controller.definition(ref)
        if definition is None or definition.kind in ("group", "repeat"):
            return 0, _WHOLE
        group = self.controller.definition(ref.rpartition("/")[0])
        return share(definition.appearance), (share(group.appearance) if group else 0) or _WHOLE

    def _renumber(self) -> None:
        for ref, number in self._numbers.items():
            item = self.items.get(ref)
            if isinstance(item, EntryHead) and item.number != number:
                item.number = number
                item.refresh()

    def _is_group(self, ref: str) -> bool:
        # questions that stand in no group share a page, named after the first of them
        definition = self.controller.definition(ref)
        return (definition or self.controller.node(ref)).kind == "group"

    def _drop(self, ref: str) -> None:
        item = self.items.pop(ref)
        item.setProperty("closed", True)
        if isinstance(item, Question):
            item.close_down()
        self.lanes = [lane for lane in self.lanes if lane[0] is not item]
        item.hide()
        item.deleteLater()

    def _make(self, ref: str) -> QWidget:
        kind = self.controller.node(ref).kind
        if kind == "group":
            return GroupHead(self.controller, ref)
        if kind == "repeat":
            head = RepeatHead(self.controller, ref)
            head.added.connect(self._add)
            return head
        if kind == "entry":
            entry = EntryHead(self.controller, ref, self._numbers.get(ref, 1))
            entry.toggled.connect(self._toggle)
            entry.removed.connect(self._ask_remove)
            return entry
        if ref in self.controller.known:
            line = KnownLine(self.controller, ref)
            line.asked.connect(self._ask)
            return line
        return question_for(self.controller, ref)

    def _ask(self, ref: str) -> None:
        """A known answer is to be changed."""
        self.controller.ask(ref)
        self._replace(ref)
        self.arrive_at(ref)

    def _add(self, ref: str) -> None:
        self._open = self.controller.add_entry(ref)
        self.sync()
        self.arrive_at(self._open)

    def _toggle(self, ref: str) -> None:
        is_open = self._is_open(ref)
        self._open = ref.rsplit("[", 1)[0].rpartition("/")[0] if is_open else ref
        self._show_open()
        if not is_open:
            self.arrive_at(ref)

    def _ask_remove(self, ref: str) -> None:
        """Once, where something would be lost."""
        self.flush()
        head = self.items.get(ref)
        if not isinstance(head, EntryHead) or not head.parts():
            self._remove(ref)
            return

        Dialog(
            self.window(),
            N_("Remove this entry?"),
            lambda w: w("“{entry}” and every answer in it will be deleted.", entry=head.name(w)),
            [DialogButton(N_("Save")), DialogButton(N_("Remove the entry"), lambda: self._remove(ref), "grave")],
        )

    def _remove(self, ref: str) -> None:
        self.controller.remove_entry(ref)
        self.sync()

    def _is_open(self, entry: str) -> bool:
        return self._open == entry or self._open.startswith(entry + "/")

    def _unfolded(self, ref: str) -> bool:
        """Are all entries around it open?"""
        at = ref.find("]")
        while at >= 0 and at + 1 < len(ref):
            if not self._is_open(ref[: at + 1]):
                return False
            at = ref.find("]", at + 1)
        return True

    def _show_open(self) -> None:
        """Entries that are closed show their first line only; what is in them is laid when asked."""
        if not self._later.isActive() and self._left():
            self._lay(len(self._order) if self._open else _AT_ONCE)
        for ref, item in self.items.items():
            if isinstance(item, EntryHead):
                now = self._is_open(ref)
                if item.is_open != now:
                    item.is_open = now
                    item.refresh()
            if isinstance(item, GroupHead):
                item.setVisible(self._unfolded(ref) and bool(item.label.text()))
            else:
                item.setVisible(self._unfolded(ref))
        self.updateGeometry()
        self.place()

    def arrive_at(self, ref: str = "") -> Question | None:
        """Focus a question (or the first in an entry); without a ref, the first unanswered one."""
        ref = self.controller.stands_in(ref)
        if ref:
            entry = ref[: ref.rfind("]") + 1]
            self._open = entry or self._open
            self.finish()
            self._show_open()
        elif not any(not self.controller.interview.value(question.ref) for question in self._laid()):
            self.finish()
        questions = [question for question in self._laid() if question.focusable]
        matching = [question for question in questions if question.ref == ref or question.ref.startswith(ref + "/")]
        empty = [question for question in questions if not self.controller.node(question.ref).value]
        for question in (matching if ref else empty or questions)[:1]:
            target = question.first()
            if target is not None:
                target.setFocus(Qt.FocusReason.OtherFocusReason)
            return question
        return None

    def after(self, ref: str) -> Question | None:
        """Where one goes on once a question was answered; None for the next page."""
        refs = [question.ref for question in self.questions() if question.focusable]
        following = refs[refs.index(ref) + 1 :] if ref in refs else []
        question = self.items[following[0]] if following else None
        return question if isinstance(question, Question) else None

    def go_on_at(self, ref: str) -> Question | None:
        """Focus the question at which one stood, the cursor behind what was typed there. None where it
        was answered by a choice: then one goes on with the next."""
        if ref not in self.refs() or self._is_group(ref):
            return None
        self.finish()
        answered = bool(self.controller.node(ref).value)
        if answered and not isinstance(self.items.get(ref), TypedQuestion):
            return None
        question = self.arrive_at(ref)
        if answered and isinstance(question, TypedQuestion):
            question.go_on()
        return question

    def question_with(self, widget: QWidget | None) -> Question | None:
        """The question of this page inside which a widget stands."""
        while widget is not None and self.isAncestorOf(widget):
            if isinstance(widget, Question):
                return widget
            widget = widget.parentWidget()
        return None

    def _laid(self) -> list[Question]:
        """Questions that stand there now."""
        items = (self.items[ref] for ref in self._order if ref in self.items)
        return [widget for widget in items if isinstance(widget, Question) and not widget.isHidden()]

    def flush(self) -> None:
        """Hand in what is being typed."""
        for item in list(self.items.values()):
            if isinstance(item, Question):
                item.flush()

    def close_down(self) -> None:
        """The page goes away: nothing is heard, nothing more is laid."""
        self._later.stop()
        for item in self.items.values():
            if isinstance(item, Question):
                item.close_down()
