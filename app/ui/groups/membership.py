"""Groups on a case's page: which it is in, putting it into one, taking it out."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.casework.cases import groups
from app.casework.cases.groups import GroupOf, GroupRow
from app.errors import N_
from app.language import Words, isolate, isolate_ltr, strip_marks
from app.ui import navigation
from app.ui.case.context import Cards, Page
from app.ui.labels import Text
from app.ui.parts.boxes import Row, Rows, group
from app.ui.parts.buttons import Button
from app.ui.parts.fields import Area, Choose, Field, Line
from app.ui.sharing.hand_over import Done, Refused, ask

PUT = N_("Put into a group")
_NEW = "new"
_FEW = 4  # numbers of other cases that are told


def named(name: str, kind: str) -> Text:
    return lambda w: f"{isolate(name)} · {w(groups.KIND_SAYS.get(kind, kind))}"


def section(page: Page) -> QWidget | None:
    """Nothing where it is in none. Of other cases their number alone, and which of them can be read here."""
    if not page.course.groups:
        return None
    rows = Rows()
    for each in page.course.groups:
        show = Button(N_("Open"), "second")
        show.clicked.connect(
            lambda _=False, each=each: page.screen.wants.emit(navigation.Group(each.id))
        )
        show.setAccessibleDescription(strip_marks(each.name))
        rows.add(Row(named(each.name, each.kind), _others(each), "list", show))
    return group(N_("Groups"), rows)


def _others(each: GroupOf) -> Text:
    def told(w: Words) -> str:
        if not each.others:
            return w("No other case yet")
        says = w.count("{n} other case", "{n} other cases", each.others)
        shown = [isolate_ltr(reference) for reference in each.here[:_FEW]]
        if len(each.here) > _FEW:
            shown.append("…")
        return " · ".join([says, *shown])

    return told


def put(page: Page) -> None:
    """Into one of the groups that are here, or a new one."""
    session = page.session
    page.screen.desk.off.read(
        page.screen, lambda: groups.groups(session), lambda found: _ask(page, found)
    )


def _ask(page: Page, found: Sequence[GroupRow]) -> None:
    inside = {each.id for each in page.course.groups}
    there = [each for each in found if each.id not in inside]
    options: list[tuple[object, Text]] = [("", N_("Choose a group")), (_NEW, N_("A new group"))]
    which = Choose(
        N_("Group"), options + [(each.id, named(each.name, each.kind)) for each in there]
    )
    which_field = Field(N_("Group"), which)
    kind, name, new = new_group()

    def turn() -> None:
        kind.problem.say("")
        for each in new:
            if each is not kind.problem:  # it shows itself
                each.setHidden(which.chosen() != _NEW)

    which.currentIndexChanged.connect(turn)
    if there:
        turn()
    else:
        which.blockSignals(True)  # what has no place yet would open as a window of its own
        which.choose(_NEW)
        which.blockSignals(False)

    def act(done: Done, refused: Refused) -> None:
        chosen, session, case = str(which.chosen() or ""), page.session, page.case_id
        which_field.complain("" if chosen else N_("Choose a group first."))
        if chosen == _NEW:
            made = told(kind, name)
            if made is not None:
                page.write(lambda: groups.make(session, *made, [case]), done, refused)
        elif chosen:
            page.write(lambda: groups.put(session, chosen, [case]), done, refused)

    ask(
        page.screen, PUT,
        N_("Who may read only this case learns how many others there are, and nothing of them."),
        [which_field, *new], N_("Put it there"), N_("Not now"), act, page.again,
    )  # fmt: skip


def new_group(kind: str = "", name: str = "") -> tuple[Cards, Field, list[QWidget]]:
    """What a group's kind and name are asked with."""
    cards = Cards(list(groups.KIND_SAYS.items()), asks=N_("What kind of group"))
    if kind:
        cards.cards[kind].setChecked(True)
    line = Line(N_("Name or number of the group"))
    line.setText(name)
    field = Field(
        N_("Name or number of the group"), line,
        help_=N_("Every case of the group shows it. Write no person’s name."),
    )  # fmt: skip
    return cards, field, [*cards.parts(), field]


def told(kind: Cards, name: Field) -> tuple[str, str] | None:
    """Kind and name, or None after saying what is missing."""
    line = name.findChild(Line)
    chosen = kind.chosen(N_("Choose what kind of group it is first."))
    written = line.text().strip() if line is not None else ""
    name.complain("" if written else N_("Write a name or number first."))
    return (chosen, written) if chosen and written else None


def take_out(page: Page, group_id: str, case_id: str) -> None:
    """A case was put there by mistake."""
    reason = Area(N_("Reason"), lines=2)
    field = Field(N_("Reason"), reason)

    def act(done: Done, refused: Refused) -> None:
        why, session = reason.toPlainText().strip(), page.session
        field.complain("" if why else N_("Write the reason first."))
        if why:
            page.write(lambda: groups.take_out(session, group_id, case_id, why), done, refused)

    ask(
        page.screen, N_("Take this case out of the group?"),
        N_("What the group shares stays noted in it. It can be put there again."),
        [field], N_("Take it out"), N_("Not now"), act, page.again,
    )  # fmt: skip
