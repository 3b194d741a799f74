"""Cases of one person as one: facts beside each other, one timeline, the way to each."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.casework.cases import access_log, linked_cases
from app.casework.cases.linked_cases import ComparedFact, LinkedCases, LinkedTimelineEntry
from app.casework.session import profiles, unreadable
from app.errors import N_
from app.language import Words, isolate, isolate_ltr, strip_marks
from app.ui import fact_rows, navigation, text_lines, theme
from app.ui.app_context import AppContext
from app.ui.labels import Label, Text, plain, said
from app.ui.parts import Badge, Box, Button, Few, Row, Rule, empty, group, layouts
from app.ui.parts.frame import Office

AS_ONE = N_("Show both together")
_SIDE = 3  # so many cases stand beside each other; more beneath each other
_FEW = 20
_NAMES = 150


class SameScreen(Office):
    """Nothing is merged here: each case has its own page, and the link can be ended there."""

    told: LinkedCases | None = None

    def __init__(self, context: AppContext, case_id: str) -> None:
        super().__init__(context, "cases", N_("One person"), self._second)
        self.case_id = case_id
        self.content = layouts.column(gap=18)
        layouts.add(self.body, self.content, layouts.Stretch())
        self.first: Button | None = None
        self.read_vault(lambda session: linked_cases.together(session, case_id), self._show)

    def _second(self, w: Words) -> str:
        if self.told is None:
            return ""
        parts = [w.count("{n} case", "{n} cases", len(self.told.cases))]
        if self.told.cleared_count:
            elsewhere = self.told.cleared_count
            parts.append(w.count("{n} case not on this computer", "{n} cases not on this computer", elsewhere))
        return " · ".join(parts)

    def _show(self, together: LinkedCases) -> None:
        self.told = together
        self.top.second.tell()
        self.top.second.setVisible(self.height() >= 640)
        self._fill(together)
        self.arrive()
        for case_page in together.cases:
            if case_page.restricted:
                self.write_vault(partial(access_log.seen, case_id=case_page.id))

    def tell(self) -> None:
        if self.told is not None:
            self._fill(self.told)

    def _fill(self, together: LinkedCases) -> None:
        empty(self.content)
        self.content.addWidget(self._cases(together))
        facts = {fact.name: fact for fact in together.facts}
        table = Box(margins=(18, 10, 18, 10), gap=6)
        for name, label, ltr in fact_rows.said(profiles.number_name(self.context.session)):
            if (fact := facts.get(name)) is not None:
                if table.inside.count():
                    table.inside.addWidget(Rule())
                table.inside.addWidget(_fact(together, fact, label, ltr=ltr))
        self.content.addWidget(group(N_("Details in each case"), table))
        make = [partial(_line, event) for event in reversed(together.timeline)]
        self.content.addWidget(group(N_("What happened"), Few(make, _FEW)))

    def _cases(self, together: LinkedCases) -> QWidget:
        rows = Few([
            *(partial(self._case, case_page.id, case_page.reference, case_page.restricted) for case_page in together.cases),
            *(partial(self._case, row.case_id, row.reference, restricted=False, damaged=True) for row in together.unreadable),
        ], _FEW)  # fmt: skip
        return group(N_("Cases"), rows)

    def _case(self, case_id: str, reference: str, restricted: bool, *, damaged: bool = False) -> Row:
        show = Button(N_("Open"), "second", on_click=self.goes(navigation.Case(case_id)))
        show.setAccessibleDescription(reference)
        self.first = self.first or show
        says = N_("This case") if case_id == self.case_id else N_("The same person")
        says = unreadable.SAYS if damaged else says
        return Row(plain(isolate_ltr(reference)), says, "lock" if restricted else "folder", show)

    def arrive(self) -> None:
        if self.first is not None:
            self.first.setFocus(Qt.FocusReason.OtherFocusReason)

    def back(self) -> None:
        self.wants.emit(navigation.Case(self.case_id))


def _fact(together: LinkedCases, fact: ComparedFact, label: Text, *, ltr: bool) -> QWidget:
    """Where the cases differ it is said in words; nothing is decided here."""
    holder = QWidget()
    row = layouts.row(gap=12, parent=holder)
    name = layouts.column(Label(label, "label", "ink2", weight=400), gap=4)
    if fact.differs:
        name.addWidget(Badge(N_("Conflict"), "wait", "wait", tinted=False))
    name.addStretch()
    column = QWidget()
    column.setLayout(name)
    column.setFixedWidth(_NAMES)  # the values of all rows stand beneath each other
    row.addWidget(column)
    side_by_side = len(together.cases) <= _SIDE
    values = QHBoxLayout() if side_by_side else QVBoxLayout()
    layouts.tight(values, 12)
    for page, value in zip(together.cases, fact.shown[theme.words().language], strict=True):
        values.addWidget(_value(page.reference, value, ltr=ltr), 1)
    row.addLayout(values, 1)
    layouts.wraps(holder)
    return holder


def _value(reference: str, value: str, *, ltr: bool) -> QWidget:
    text: Text = plain(isolate_ltr(value) if ltr else text_lines.fact(value)) if value else N_("Nothing")
    cell = layouts.column_widget(
        Label(text, weight=500 if value else 400, colour="ink" if value else "ink2"),
        Label(plain(isolate_ltr(reference)), "small", "ink2"),
        layouts.Stretch(),
    )
    cell.setAccessibleName(strip_marks(f"{reference}: {said(text) if value else value}"))
    layouts.wraps(cell)
    return cell


def _line(event: LinkedTimelineEntry) -> Row:
    def second(w: Words) -> str:
        moment = w.moment(event.entry.at)
        return " · ".join([moment, isolate_ltr(event.reference), isolate(event.entry.author)])

    return Row(event.entry.says, second, "clock")
