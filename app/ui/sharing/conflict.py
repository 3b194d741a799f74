"""Two colleagues wrote in one field: both values side by side, and a person decides.

Nothing is chosen beforehand, and Later costs nothing. No value is ever deleted.
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout

from app.casework.cases import access_log
from app.casework.interviews import conflicts
from app.casework.interviews.conflicts import ConflictView
from app.casework.questionnaires.answer_format import marked
from app.errors import N_, SanadError
from app.form import Node
from app.language import Words, ascii_digits, isolate, isolate_ltr
from app.ui import navigation, theme
from app.ui.app_context import AppContext
from app.ui.labels import Label, plain
from app.ui.parts import Banner, Button, Field, FieldProblem, Grid, LineInput, RadioCard, empty, layouts
from app.ui.parts.arrow_keys import arrow
from app.ui.parts.frame import Office
from app.ui.parts.remembered_text import Remembered, forgetting, place_of
from app.ui.sharing.conflict_sides import OpenConflicts, SideCard, read, shown
from app.ui.sharing.other_value import Another

_NARROW, _LOW = 1024, 640


class ConflictScreen(Office):
    """One conflict at a time; the next one follows."""

    told: OpenConflicts | None = None
    grid: Grid | None = None
    at = _total = 0

    def __init__(self, context: AppContext, case_id: str, ref: str = "") -> None:
        self.sides: list[SideCard] = []
        super().__init__(context, "cases", self._title, self._second)
        self.case_id, self._wanted = case_id, ref
        self._later: set[str] = set()
        self._chosen = ""  # "0", "1" ... a side; "both", "other"
        self.place = layouts.column(gap=12)
        self.reason = LineInput(N_("Reason (all colleagues of the case see it)"))
        self.reason.returnPressed.connect(self.primary)
        self.reason_field = Field(N_("Reason (all colleagues of the case see it)"), self.reason)
        layouts.add(self.body, self.place, self.reason_field)
        self.reason_field.hide()
        self.remembered: list[Remembered] = []  # what is typed to this conflict
        self.body.addStretch(1)
        self.page.addLayout(self._foot())
        self.load()

    def _foot(self) -> QHBoxLayout:
        self.count = Label(self._where, "small", "ink2", wrap=False)
        self.problem = FieldProblem()
        self.later = Button(N_("Later"), "second", tall=True, on_click=self.put_off)
        self.keep = Button(N_("Save"), "primary", "arrow_fwd", icon_after=True, tall=True, on_click=self.primary)
        return layouts.row(
            self.count, (self.problem, 1), layouts.Stretch(), self.later, self.keep, gap=12, margins=(32, 0, 32, 16)
        )

    # what is said

    @property
    def conflict(self) -> ConflictView | None:
        return self.told.conflicts[self.at] if self.told and self.told.conflicts else None

    def _node(self) -> Node | None:
        now = self.conflict
        return self.told.questions.get(now.id) if self.told and now else None

    def _title(self, w: Words) -> str:
        now = self.conflict
        if now is None:
            return " "
        node = self._node()
        question = (marked(node.label) if node else "") or w(now.question)
        if len(now.values) == 2:
            return w("Conflict: {question}", question=question)
        return w.count(
            "{n} value: {question}", "{n} conflicting values: {question}", len(now.values), question=question
        )

    def _second(self, w: Words) -> str:
        if self.told is None:
            return ""
        name = isolate(self.told.name) if self.told.name else w("No name yet")
        return f"{name} · {isolate_ltr(self.told.reference)}"

    def _where(self, w: Words) -> str:
        if self.told is None or not self.told.conflicts:
            return ""
        remaining_count = len(self.told.conflicts) - self.at
        return w("{at} of {total}", at=max(1, self._total - remaining_count + 1), total=self._total)

    # reading and showing

    def load(self) -> None:
        case_id, language = self.case_id, theme.words().language
        self.read_vault(lambda session: read(session, case_id, language), self._show)

    def tell(self) -> None:
        if self.told is not None:
            self.load()  # questions and choices in the other language

    def _show(self, loaded: OpenConflicts) -> None:
        previous = self.conflict
        if self.told is None and any(conflict.hidden for conflict in loaded.conflicts):
            self.write_vault(lambda session: access_log.uncover_all(session, self.case_id))
        loaded.conflicts.sort(key=lambda conflict: conflict.id in self._later)
        self.told = loaded
        if not loaded.conflicts:
            self.wants.emit(navigation.Case(self.case_id))
            return
        self._total = max(self._total, len(loaded.conflicts))
        target = self._wanted or (previous.id if previous is not None else "")
        positions = [at for at, conflict in enumerate(loaded.conflicts) if target in (conflict.id, conflict.ref)]
        self.at, self._wanted = (positions[0] if positions else 0), ""
        unchanged = previous is not None and previous.id == loaded.conflicts[self.at].id
        self._lay(keep=unchanged)

    def _lay(self, *, keep: bool) -> None:
        """Lay the page out. `keep`: the same conflict in another language, what was chosen and typed stays."""
        now = self.conflict
        if now is None:
            return
        chosen = self._chosen if keep else ""
        kept = [remembered.typed() for remembered in self.remembered if keep]
        for remembered in self.remembered:
            remembered.flush()
            remembered.deleteLater()
        empty(self.place)
        node, words = self._node(), theme.words()
        self._say_above(now, node)
        values = sorted(enumerate(now.values), key=lambda numbered_side: numbered_side[1].at)
        texts = {place: shown(side, node, words) for place, side in values}
        self.grid = grid = Grid(columns=2, least_width=340, gap=20)
        self.sides = []
        for place, side in values:
            other_texts = [text for at, text in texts.items() if at != place]
            card = SideCard(side, other_texts, texts[place])
            card.choice.chosen.connect(lambda place=place: self.choose(str(place)))
            card.choice.setProperty("choice", str(place))
            self.sides.append(card)
            grid.add(card)
        self.place.addWidget(grid)
        self._stack()
        self._lay_other_ways(len(values))
        self.another = Another(node)
        self.another.setVisible(False)
        self.place.addWidget(self.another)
        self.another.hide()
        self.reason_field.setVisible(now.may_decide)
        for choice_card in self.choices():
            choice_card.setVisible(now.may_decide)
        self.reason.clear()
        self.remembered = [
            Remembered(self, place_of(self, now.id, name), widget)
            for name, widget in (("reason", self.reason_field), ("other", self.another))
        ]
        for remembered, said_before in zip(self.remembered, kept, strict=False):
            remembered.put(said_before)
        self.reason_field.complain("")
        self.problem.say("")
        last = len(self.told.conflicts) - self.at == 1 if self.told else True
        self.keep.say(N_("Save") if last else N_("Save and go to the next"))
        self.keep.setEnabled(now.may_decide)
        for label in (self.top.title, self.top.second, self.count):
            label.tell()
            label.updateGeometry()
        self.top.second.setVisible(self.height() >= 640)
        self._mark(chosen)
        if not keep:
            self.area.verticalScrollBar().setValue(0)
            self.arrive()

    def _say_above(self, now: ConflictView, node: Node | None) -> None:
        """Why one is asked, and what limits what one sees and may do."""
        self.sentence = Label(
            N_(
                "Colleagues wrote in the same field before their computers synced. Every "
                "value is kept; none is deleted."
            ),
            colour="ink2",
        )
        self.place.addWidget(self.sentence)
        if self.told and now.ref and node is None:
            sentence = N_("The questionnaire is not on this computer, so values are shown as entered.")
            self.place.addWidget(Banner(sentence, "doc", "ink2"))
        if not now.may_decide:
            sentence = N_("A supervisor decides this. You can read both values.")
            self.place.addWidget(Banner(sentence, "super", "ink2"))

    def _lay_other_ways(self, number: int) -> None:
        """Besides one of this number of values: all of them, or another one."""
        self.both = RadioCard(
            N_("I can’t tell which is right: keep both")
            if number == 2
            else N_("I can’t tell which is right: keep all"),
            quiet=True,
        )
        self.write = RadioCard(N_("Enter another value"), quiet=True)
        grid = Grid(columns=2, least_width=320, gap=20)
        for card, choice in ((self.both, "both"), (self.write, "other")):
            card.setProperty("choice", choice)
            card.chosen.connect(lambda choice=choice: self.choose(choice))
            grid.add(card)
        self.place.addWidget(grid)

    def _stack(self) -> None:
        """In a narrow window the cards stand below each other, lower ones."""
        narrow = self.width() < _NARROW
        if self.sides:
            self.sentence.setVisible(not (narrow and self.height() < _LOW))
        for side in self.sides:
            side.lie(narrow)
        if self.grid is not None:
            self.grid.at_most(1 if narrow else 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._stack()

    # choosing

    def choices(self) -> list[RadioCard]:
        return [*(side_card.choice for side_card in self.sides), self.both, self.write]

    def choose(self, choice: str) -> None:
        """Choose a side by its place, "both" or "other"."""
        self._mark(choice)
        self.problem.say("")
        if choice == "other":
            self.another.focus()
            self.area.ensureWidgetVisible(self.another)

    def _mark(self, choice: str) -> None:
        self._chosen = choice
        for card in self.choices():
            card.setChecked(card.property("choice") == choice)
        for side in self.sides:
            side.update()
        self.another.setVisible(choice == "other")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move among the answers, 1 to 9 choose one."""
        cards = self.choices() if self.told else []
        focused = next((at for at, card in enumerate(cards) if card.hasFocus()), -1)
        digit = ascii_digits(event.text())
        if focused >= 0 and digit.isdecimal() and 1 <= int(digit) <= len(cards):
            cards[int(digit) - 1].setFocus(Qt.FocusReason.TabFocusReason)
            self.choose(str(cards[int(digit) - 1].property("choice")))
        elif focused >= 0 and (step := arrow(event)):
            target_card = cards[(focused + step) % len(cards)]
            target_card.setFocus(Qt.FocusReason.TabFocusReason)
            self.area.ensureWidgetVisible(target_card)
        else:
            super().keyPressEvent(event)

    def arrive(self) -> None:
        if self.sides:
            self.sides[0].choice.setFocus(Qt.FocusReason.MouseFocusReason)

    def primary(self) -> None:
        """Keep what was chosen; the form judges a value that was written."""
        now = self.conflict
        if now is None or not self.keep.isEnabled():
            return
        if not self._chosen:
            self.problem.say(N_("Choose one of these first."))
            self.sides[0].choice.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        value = self.another.value() if self._chosen == "other" else None
        if value == "":
            self.another.complain(N_("Enter the value first."))
            self.another.focus()
            return
        self.keep.setEnabled(False)
        self.another.complain("")
        case_id, id_ = self.case_id, now.id
        side = int(self._chosen) if self._chosen.isdecimal() else None
        keep_both, reason = self._chosen == "both", self.reason.text().strip()
        self.write_vault(
            forgetting(
                self.remembered,
                lambda session: conflicts.resolve(
                    session, case_id, id_, keep=side, value=value, both=keep_both, reason=reason
                ),
            ),
            lambda _none: self._resolved(),
            self._refused,
        )

    def _resolved(self) -> None:
        for remembered in self.remembered:
            remembered.said()
        self.load()

    def _refused(self, error: SanadError) -> None:
        self.keep.setEnabled(True)
        sentence = theme.words().say(error)
        if error.kind() == "reason_missing":
            self.reason_field.complain(plain(sentence))
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._chosen == "other":
            self.another.complain(plain(sentence))
            self.another.focus()
        else:
            self.problem.say(plain(sentence))

    def put_off(self) -> None:
        """The next one; after the last, the case."""
        now = self.conflict
        if now is None or self.told is None:
            self.back()
            return
        self._later.add(now.id)
        if self.at + 1 >= len(self.told.conflicts):
            self.back()
            return
        self.at += 1
        self._lay(keep=False)

    def back(self) -> None:
        self.wants.emit(navigation.Case(self.case_id))

    def complain(self, sentence: str) -> bool:
        self.problem.say(plain(sentence))
        return True
