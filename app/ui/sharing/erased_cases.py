"""Erased cases: orders that wait, and who has answered those that were carried out."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.casework.cases.copy_holders import Copy
from app.casework.cases.erasure import Computer, State
from app.casework.export import erasure_certificate, erasure_orders
from app.casework.export.erasure_certificate import COPY_SAYS
from app.casework.export.erasure_orders import AnsweredOrder, PendingOrder
from app.casework.session import unreadable
from app.casework.session.session import Session
from app.errors import N_
from app.language import Words, isolate, isolate_ltr
from app.ui import navigation
from app.ui.app_context import AppContext
from app.ui.labels import Label, Text, plain
from app.ui.parts import Box, Button, Icon, Row, Rows, Rule, counted, empty, group, layouts
from app.ui.parts.frame import Office
from app.ui.sharing.erasure import standing

_LISTED = 30  # orders, the latest


@dataclass(frozen=True, slots=True)
class ErasureRecords:
    waiting: list[PendingOrder] = field(default_factory=list)
    answered: list[AnsweredOrder] = field(default_factory=list)
    may_see: bool = True


class Erasures(Office):
    """The primary action: the first order about which this officer can do something."""

    back_to = navigation.People()
    loaded: ErasureRecords | None = None

    def __init__(self, context: AppContext) -> None:
        current = "headquarters" if context.status.desk else "post"
        super().__init__(context, current, N_("Erased cases"), self._second)
        self.list = layouts.column(gap=20)
        layouts.add(self.body, self.list, layouts.Stretch())
        self.first: Button | None = None
        self.load()

    def _second(self, w: Words) -> str:
        return w("One person orders it, another confirms it; signatures without content stay")

    def load(self) -> None:

        def read(session: Session) -> ErasureRecords:
            if not erasure_orders.may_see(session):
                return ErasureRecords(may_see=False)
            return ErasureRecords(erasure_orders.waiting(session), erasure_orders.done(session))

        self.read_vault(read, self._show)

    def synced(self) -> None:
        super().synced()
        self.load()

    def _show(self, loaded: ErasureRecords) -> None:
        self.hold_place()
        first = self.loaded is None
        self.loaded = loaded
        empty(self.list)
        self.first = None
        if not loaded.may_see:
            sentence = N_("Supervisors and user management see orders to erase.")
            self.list.addWidget(Label(sentence, colour="ink2"))
            return
        if loaded.waiting:
            self.list.addWidget(self._waiting(loaded.waiting))
        self.list.addWidget(self._done(loaded.answered))
        if first and self.isVisible():
            self.arrive()

    def _waiting(self, waiting: list[PendingOrder]) -> QWidget:
        rows = Rows()
        for pending in waiting:
            order = pending.order
            is_ours = order is not None and (order.confirms or order.rules)
            says = N_("Review and decide") if is_ours else N_("Open")
            button = Button(says, "second" if is_ours else "quiet", about=pending.reference)
            button.clicked.connect(lambda _=False, id_=pending.case_id: self.wants.emit(navigation.Case(id_)))
            self.first = self.first or button
            rows.add(Row(plain(isolate_ltr(pending.reference)), _ordered(pending), "wait", button, tone="wait"))
        return group(counted(N_("Ordered, and not carried out yet"), len(waiting)), rows)

    def _done(self, answers: list[AnsweredOrder]) -> QWidget:
        title = counted(N_("Erased"), len(answers))
        if not answers:
            sentence = N_("No cases erased. You can order erasure on the case’s page, under Progress.")
            return group(title, Label(sentence, colour="ink2"))
        cards: list[QWidget] = [self._card(answer) for answer in answers[:_LISTED]]
        if (count := len(answers) - _LISTED) > 0:
            earlier: Text = lambda w: w.count("and {n} earlier one", "and {n} earlier ones", count)  # noqa: E731
            cards.append(Label(earlier, "small", "ink2"))
        return group(title, layouts.column_widget(*cards, gap=12, wrap=True))

    def _card(self, answer: AnsweredOrder) -> QWidget:
        box, erasure = Box(margins=(0, 0, 0, 8)), answer.erasure
        paper = Button(N_("Certificate"), "second", "doc", about=erasure.reference)
        paper.clicked.connect(lambda: self._certificate(answer))
        self.first = self.first or paper
        title: Text = plain(isolate_ltr(erasure.reference)) if erasure.reference else N_("A case")
        box.add(Row(title, _by(answer), "minus", paper), Rule())
        lines: list[QWidget] = []
        if answer.there is not None:
            lines.append(_line(N_("Server"), *_SERVER[answer.there]))
        for computer in erasure.computers:
            lines.append(_line(plain(isolate(computer.person)), *_answer(computer)))
        if erasure.copies:
            lines.append(Label(_went_out(erasure.copies), "small", "wait"))
        return box.add(layouts.column_widget(*lines, gap=2, margins=(16, 8, 16, 4), wrap=True))

    def _certificate(self, answer: AnsweredOrder) -> None:
        session, order = self.context.session, answer.erasure.order
        self.wants.emit(
            navigation.IssuedPaper(
                N_("Certificate of erasure"),
                plain(isolate_ltr(answer.erasure.reference)),
                lambda: erasure_certificate.paper(session, order),
                navigation.ErasedCases(),
            )
        )

    def primary(self) -> None:
        if self.first is not None:
            self.first.click()

    def arrive(self) -> None:
        if self.first is not None:
            self.first.setFocus(Qt.FocusReason.OtherFocusReason)


_SERVER: dict[bool, tuple[Text, str, str]] = {
    # nothing of it is gone yet
    reached: (says, *(("clock", "ink2") if reached else ("wait", "wait")))
    for reached, says in erasure_certificate.AT_HEADQUARTERS.items()
}


def _line(title: Text, says: Text, icon: str, tone: str) -> QWidget:
    name = Label(title, "small", weight=500)
    name.setFixedWidth(180)
    answer = Label(says, "small", tone, weight=500)  # a whole sentence: it wraps
    return layouts.row_widget(name, Icon(icon, tone, 18), (answer, 1), gap=12, wrap=True)


def _answer(computer: Computer) -> tuple[Text, str, str]:
    icon, tone = _SHOWN[computer.state] if not computer.withdrawn or computer.at else ("lock", "wait")
    return (lambda w: erasure_certificate.says(computer, w)), icon, tone


_SHOWN: dict[State, tuple[str, str]] = {
    "destroyed": ("kept", "kept"),
    "told": ("wait", "wait"),
    "may_hold": ("wait", "wait"),
}


def _went_out(copies: Sequence[Copy]) -> Text:
    """How many papers and files went out, by their kinds."""
    kinds = Counter(copy.kind for copy in copies)

    def sentence(w: Words) -> str:
        parts = [f"{w(COPY_SAYS[kind])} ({w.number(n)})" for kind, n in sorted(kinds.items())]
        return w(
            "Copies given out that may still exist: {what}", what=("، " if w.language == "ar" else ", ").join(parts)
        )

    return sentence


def _ordered(pending: PendingOrder) -> Text:
    order = pending.order
    return lambda w: standing(order, w) if order else w(unreadable.SAYS)


def _by(answer: AnsweredOrder) -> Text:
    erasure = answer.erasure

    def said(w: Words) -> str:
        parts = [
            w("ordered by {name}", name=erasure.ordered_by),
            w(
                "confirmed by {name}",
                name="، ".join(erasure.confirmed_by) if w.language == "ar" else ", ".join(erasure.confirmed_by),
            ),
            w.moment(erasure.at),
        ]
        return " · ".join([*parts, *([isolate(erasure.reason)] if erasure.reason else [])])

    return said
