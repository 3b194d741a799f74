"""All groups that have a case on this computer."""

from functools import partial

from app.casework.cases import groups
from app.casework.cases.groups import GroupRow
from app.errors import N_
from app.language import Words, isolate, strip_marks
from app.ui import navigation
from app.ui.app_context import AppContext
from app.ui.labels import Label, Text, plain
from app.ui.parts import layouts
from app.ui.parts.boxes import Row, empty
from app.ui.parts.buttons import Button
from app.ui.parts.frame import Office
from app.ui.parts.show_more import Few

_MOST = 20


class Groups(Office):
    """By their names; Open goes to one."""

    back_to = navigation.Cases()
    groups: list[GroupRow] | None = None

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, "cases", N_("Groups"), self._second)
        self.list = layouts.column(gap=12)
        self.body.addLayout(self.list)
        self.body.addStretch(1)
        self.first: Button | None = None
        context.read_vault(self, groups.groups, self._show)

    def _second(self, w: Words) -> str:
        return w("Cases of one site or of one investigation")

    def _show(self, rows: list[GroupRow]) -> None:
        self.groups, self.first = rows, None
        empty(self.list)
        if not rows:
            says = N_(
                "There are no groups yet. Put a case into a group on its own page, under Add."
            )
            self.list.addWidget(Label(says, colour="ink2"))
            return
        self.list.addWidget(Few([partial(self._row, row) for row in rows], _MOST))
        self.arrive()

    def _row(self, row: GroupRow) -> Row:
        show = Button(N_("Open"), "second", on_click=self.goes(navigation.Group(row.id)))
        show.setAccessibleDescription(strip_marks(row.name))
        self.first = self.first or show
        return Row(plain(isolate(row.name)), how_many(row), "list", show)

    def arrive(self) -> None:
        if self.first is not None:
            self.first.setFocus()


def how_many(row: GroupRow) -> Text:
    def sentence(w: Words) -> str:
        parts = [
            w(groups.KIND_SAYS.get(row.kind, row.kind)),
            w.count("{n} case", "{n} cases", row.known),
        ]
        if row.here < row.known:
            parts.append(
                w.count("{n} of them on this computer", "{n} of them on this computer", row.here)
            )
        return " · ".join(parts)

    return sentence
