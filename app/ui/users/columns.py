"""The columns of the lists of people, teams and computers, and what stands in their cells."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter

from app.casework.pages.user_list import BACKUP, CONTACT, NAME, VERSION, ComputerLine, Kind, Line, PersonLine, TeamLine
from app.errors import N_
from app.language import Words, isolate, isolate_ltr, strip_marks
from app.ui import officer_names, theme
from app.ui.labels import said
from app.ui.parts import cells
from app.ui.parts.cells import (
    draw_box,
    draw_initial,
    draw_label,
    draw_line,
    draw_two,
    draw_with_icon,
    halves,
    without_leading,
)
from app.ui.parts.row_table import RowsModel, RowsTable

INITIAL_ROOM = 62  # what the initial takes of a row, with the room before it
PERSON, COMPUTER, TEAM_NAME = N_("Person"), N_("Computer"), N_("Team")


@dataclass(frozen=True, slots=True)
class Context:
    """When the list was read; is the row marked for an act?"""

    now: datetime
    chosen: bool = False


RowT = TypeVar("RowT")
Cell = cells.Cell[PersonLine | TeamLine | ComputerLine, Context]


# words


def name_of(line: PersonLine | TeamLine | ComputerLine, w: Words) -> str:
    """What a line is called; an invitation for nobody in particular, by its team."""
    if isinstance(line, PersonLine) and line.invitation is not None and not line.name:
        return w(N_("Invitation for {team}"), team=isolate(line.invitation.team))
    return isolate_ltr(line.name) if isinstance(line, ComputerLine) else line.name


def role_and_team(line: PersonLine, w: Words) -> str:
    """The second line of a person: role and teams, or until when an invitation holds."""
    if line.invitation is not None:
        return invited(line, w)
    teams = w(N_(", ")).join(isolate(team) for team in line.teams)
    return " · ".join(part for part in (w(officer_names.role(line.role)), teams) if part)


def invited(line: PersonLine, w: Words, now: datetime | None = None) -> str:
    """Until when an invitation can be used, and how many asked by it."""
    assert line.invitation is not None
    until = line.invitation.until.astimezone()
    if now is None:
        end = w(N_("until {day}"), day=w.date(until.date(), "medium"))
    else:
        days = (until.date() - now.astimezone().date()).days
        end = w.count("expires in {n} day", "expires in {n} days", days) if days > 0 else w(N_("expires today"))
    parts = [w(N_("Invited")), end]
    if line.invitation.used:
        parts.append(w.count("{n} join request", "{n} join requests", line.invitation.used))
    return " · ".join(parts)


def away_words(line: PersonLine, w: Words) -> str:
    """That somebody is away, or for whom they stand in; "" where neither is so."""
    if line.absence is not None and line.absence.state == "away":
        return w(N_("Away until {day}"), day=w.date(line.absence.last_day, "medium"))
    if line.stands_in_for:
        names = w(N_(", ")).join(isolate(item.person) for item in line.stands_in_for)
        return w(N_("Stands in for {name}"), name=names)
    return ""


def days_ago(w: Words, at: datetime, now: datetime, *, clock: bool = False) -> str:
    """Today (with the time, where the hour matters), yesterday, so many days ago."""
    day = at.astimezone().date()
    days = (now.astimezone().date() - day).days
    if days <= 0:
        return f"{w(N_('Today'))} {w.time(at)}" if clock else w(N_("Today"))
    if days == 1:
        return w(N_("Yesterday"))
    return w.count("{n} day ago", "{n} days ago", days)


def contact_words(computer: ComputerLine | None, now: datetime, w: Words) -> tuple[str, bool]:
    """When a computer was last heard of, and whether that is late."""
    if computer is None:
        return "", False
    late = not computer.ended and computer.is_silent(now)
    if computer.is_own:
        return w(N_("This computer")), False
    if computer.last_contact is None:
        return w(N_("Never")), late
    return days_ago(w, computer.last_contact, now, clock=True), late


def backup_words(computer: ComputerLine | None, now: datetime, w: Words) -> tuple[str, bool]:
    """When a computer last made a backup, as it says, and whether that is late."""
    if computer is None:
        return "", False
    if not computer.reported:
        return w(N_("Not known")), False
    late = not computer.ended and computer.is_without_backup(now)
    if computer.last_backup is None:
        return w(N_("Never")), late
    return days_ago(w, computer.last_backup, now), late


def version_words(computer: ComputerLine, w: Words) -> str:
    """The version that a computer runs; "· old" where there is a newer one."""
    if not computer.version:
        return w(N_("Version not known"))
    version = isolate_ltr(computer.version)
    return w(N_("{version} · old"), version=version) if computer.is_old else version


def disk_words(computer: ComputerLine, w: Words) -> str:
    """Is the disk encrypted, as the computer says?"""
    states = {True: N_("Encrypted"), False: N_("Not encrypted"), None: N_("Not known")}
    return w(states[computer.disk_encrypted])


# drawing


def _late(painter: QPainter, box: QRect, words: tuple[str, bool]) -> None:
    text, late = words
    if late:
        draw_with_icon(painter, box, "clock", "wait", text)
    else:
        draw_line(painter, text, "label", box, "ink", 400)


def _draw_version(cell: Cell, computer: ComputerLine, first: str) -> None:
    w = theme.words()
    upper, lower = halves(cell.box)
    draw_line(cell.painter, first, "label", upper, "ink", 400)
    tone, weight = ("wait", 600) if computer.is_old else ("ink2", 400)
    draw_line(cell.painter, version_words(computer, w), "small", lower, tone, weight)


def _person(line: PersonLine, _context: Context) -> str:
    return name_of(line, theme.words())


def _spoken_of_person(line: PersonLine) -> list[str]:
    w = theme.words()
    parts = [role_and_team(line, w), away_words(line, w)]
    return [part for part in parts if part]


def _draw_person(cell: cells.Cell[PersonLine, Context], text: str) -> None:
    w, line, painter = theme.words(), cell.row, cell.painter
    if cell.context.chosen:
        x = cell.box.right() - 34 if theme.rtl() else cell.box.left()
        draw_box(painter, QRect(x, cell.box.y(), 34, cell.box.height()), True)
    else:
        draw_initial(painter, cell.box, (line.name or "+").strip()[:1].upper())
    box = without_leading(cell.box, 48)
    second = role_and_team(line, w) if line.invitation is None else invited(line, w, cell.context.now)
    if line.ended:
        second = w(N_("Access ended"))
    upper, lower = halves(box)
    draw_line(painter, text, "label", upper, "ink", 600)
    state = away_words(line, w)
    if state:
        tone = "sent" if line.absence is not None and line.absence.state == "away" else "ink2"
        draw_with_icon(painter, lower, "clock", tone, f"{state} · {second}" if second else state)
    else:
        draw_line(painter, second, "small", lower, "ink2", 400)


def _computer(line: PersonLine, _context: Context) -> str:
    w, computer = theme.words(), line.shown_computer()
    if computer is None:
        return w(N_("None yet"))
    return ", ".join([_computer_name(line, w), version_words(computer, w)])


def _computer_name(line: PersonLine, w: Words) -> str:
    computer = line.shown_computer()
    assert computer is not None
    further = max(0, len(line.active) - 1)
    name = isolate_ltr(computer.name)
    return w(N_("{name} and {n} more"), name=name, n=w.number(further)) if further else name


def _draw_computer(cell: cells.Cell[PersonLine, Context], text: str) -> None:
    computer = cell.row.shown_computer()
    if computer is None:
        draw_line(cell.painter, text, "label", cell.box, "ink2", 400)
    else:
        _draw_version(cell, computer, _computer_name(cell.row, theme.words()))  # type: ignore[arg-type]


def _backup_of(line: PersonLine) -> ComputerLine | None:
    return line.oldest_backup() or (line.active[0] if line.active else None)


def _dated(
    title: str,
    words: Callable[[ComputerLine | None, datetime, Words], tuple[str, bool]],
    computer_of: Callable[[RowT], ComputerLine | None],
    width: int,
    narrow: int,
    sort: str,
) -> cells.CellColumn[RowT, Context]:
    """When something was last heard of a row's computer; what is late stands out."""
    return cells.CellColumn(
        title=title,
        width=width,
        narrow=narrow,
        sort=sort,
        needs_headquarters=True,
        text=lambda row, context: words(computer_of(row), context.now, theme.words())[0],
        draw=lambda cell, _text: _late(
            cell.painter, cell.box, words(computer_of(cell.row), cell.context.now, theme.words())
        ),
    )


def _members(line: TeamLine, _context: Context) -> str:
    w = theme.words()
    return w(N_(", ")).join(isolate(name) for _, name in line.members) or w(N_("Nobody yet"))


def _draw_members(cell: cells.Cell[TeamLine, Context], text: str) -> None:
    ink = "ink" if cell.row.members else "ink2"
    draw_line(cell.painter, text, "label", cell.box, ink, 400)


def members_words(line: TeamLine, w: Words) -> str:
    return w.count("{n} person", "{n} people", len(line.members))


def _draw_team(cell: cells.Cell[TeamLine, Context], text: str) -> None:
    draw_two(cell.painter, cell.box, (text, members_words(cell.row, theme.words())))


def cases_words(line: TeamLine, w: Words) -> str:
    if line.cases is None:
        return ""
    return w.count("{n} case", "{n} cases", line.cases)


def owner_words(line: ComputerLine, w: Words) -> str:
    """Whose a computer is, and what is amiss with it that no column has."""
    parts = [isolate(line.person)]
    if line.is_own:
        parts.append(w(N_("This computer")))
    if line.forked:
        parts.append(w(N_("Two copies of the records")))
    if line.ended:
        parts.append(w(N_("Access ended")))
    return " · ".join(parts)


def _draw_machine(cell: cells.Cell[ComputerLine, Context], text: str) -> None:
    upper, lower = halves(cell.box)
    draw_line(cell.painter, text, "label", upper, "ink", 500)
    ink = "wait" if cell.row.forked else "ink2"
    draw_line(cell.painter, owner_words(cell.row, theme.words()), "small", lower, ink, 400)


def _machine_version(line: ComputerLine, _context: Context) -> str:
    return version_words(line, theme.words()) if line.version else theme.words()(N_("Not known"))


def _draw_machine_version(cell: cells.Cell[ComputerLine, Context], text: str) -> None:
    tone, weight = ("wait", 600) if cell.row.is_old else ("ink", 400)
    draw_line(cell.painter, text, "label", cell.box, tone, weight)


def _draw_disk(cell: cells.Cell[ComputerLine, Context], text: str) -> None:
    if cell.row.disk_encrypted is False:
        draw_with_icon(cell.painter, cell.box, "wait", "wait", text)
    else:
        ink = "ink" if cell.row.disk_encrypted else "ink2"
        draw_line(cell.painter, text, "label", cell.box, ink, 400)


PEOPLE: tuple[cells.CellColumn[PersonLine, Context], ...] = (
    cells.CellColumn(
        title=PERSON,
        text=_person,
        draw=_draw_person,
        width=0,
        narrow=0,
        takes_rest=True,
        sort=NAME,
        spoken=_spoken_of_person,
    ),
    cells.CellColumn(
        title=N_("Computer, version"), text=_computer, draw=_draw_computer, width=152, narrow=140, sort=VERSION
    ),
    _dated(N_("Last contact"), contact_words, PersonLine.shown_computer, 138, 132, CONTACT),
    _dated(N_("Last backup"), backup_words, _backup_of, 138, 132, BACKUP),
)
TEAMS: tuple[cells.CellColumn[TeamLine, Context], ...] = (
    cells.CellColumn(
        title=TEAM_NAME, text=lambda line, _context: line.name, draw=_draw_team, width=260, narrow=220,
        sort=NAME, spoken=lambda line: [members_words(line, theme.words())],
    ),
    cells.CellColumn(
        title=N_("Members"), text=_members, draw=_draw_members, width=0, narrow=0, takes_rest=True,
    ),
    cells.CellColumn(
        title=N_("Shared cases"), text=lambda line, _context: cases_words(line, theme.words()),
        draw=draw_label, width=130, narrow=110,
    ),
)  # fmt: skip
COMPUTERS: tuple[cells.CellColumn[ComputerLine, Context], ...] = (
    cells.CellColumn(
        title=COMPUTER, text=lambda line, _context: isolate_ltr(line.name), draw=_draw_machine, width=0, narrow=0, takes_rest=True,
        sort=NAME, spoken=lambda line: [owner_words(line, theme.words())],
    ),
    cells.CellColumn(
        title=N_("Version"), text=_machine_version,
        draw=_draw_machine_version, width=124, narrow=112, sort=VERSION,
    ),
    _dated(N_("Last contact"), contact_words, lambda line: line, 132, 124, CONTACT),
    _dated(N_("Last backup"), backup_words, lambda line: line, 132, 124, BACKUP),
    cells.CellColumn(
        title=N_("Disk"), text=lambda line, _context: disk_words(line, theme.words()),
        draw=_draw_disk, width=124, narrow=120, needs_headquarters=True,
    ),
)  # fmt: skip


_COLUMNS = {"people": PEOPLE, "teams": TEAMS, "computers": COMPUTERS}


class UsersModel(RowsModel[Line, Context]):
    """Of people, teams or computers; people alone can be marked."""

    context = Context(datetime(1970, 1, 1, tzinfo=UTC))

    def context_of(self, row: Line) -> Context:
        return Context(self.context.now, row.id in self.chosen)

    def about(self, row: Line) -> str:
        return row.name

    def spoken(self, at: int) -> str:
        """A row as a sentence; what stands after the name says what it is."""
        parts = []
        for place, column in enumerate(self.columns):
            text = self.index(at, place).data(Qt.ItemDataRole.AccessibleTextRole)
            if text:
                parts.append(f"{strip_marks(said(column.title))}: {text}" if place else text)
        return ", ".join(parts)

    def show_kind(self, kind: Kind, rows: Sequence[Line], total: int, context: Context) -> None:
        """Other columns with other rows."""
        self.columns = _COLUMNS[kind]  # type: ignore[assignment]
        self.context = context
        self.show_rows(rows, total)


class UsersTable(RowsTable[Line, Context]):
    """A press on the initial, or one with Ctrl, marks a person; others only turn to the row."""

    by_key = False  # was it a key by which a row is opened?

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.by_key = True
        super().keyPressEvent(event)
        self.by_key = False

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        index = self.indexAt(place)
        box = self.visualRect(index)
        distance = box.right() - place.x() if theme.rtl() else place.x() - box.left()
        adds = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        on_initial = index.column() == 0 and distance < INITIAL_ROOM
        if index.isValid() and (adds or on_initial) and self.toggle(index.row()):
            event.accept()
            return
        super().mouseReleaseEvent(event)

    def toggle(self, at: int) -> bool:
        if not (0 <= at < len(self.records.rows) and markable(self.records.rows[at])):
            return False
        return super().toggle(at)

    def _marks(self, event: QKeyEvent, at: int) -> bool:
        is_people = bool(self.records.rows) and isinstance(self.records.rows[0], PersonLine)
        return is_people and super()._marks(event, at)


def markable(line: Line) -> bool:
    """Can something be done about several such at once?"""
    return isinstance(line, PersonLine) and line.invitation is None and not line.ended
