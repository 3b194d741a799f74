"""Today in a shelter: who arrived, and what is due for each person."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from app.casework.pages.shelter_day import Resident, ShelterDay
from app.errors import N_
from app.language import Words, isolate, isolate_ltr
from app.ui import case_marks, navigation
from app.ui.case_columns import next_words
from app.ui.labels import Label, Text, plain
from app.ui.parts import Button, Row, Rows, counted, group
from app.ui.parts.frame import Screen


def arrivals(screen: Screen, day: ShelterDay) -> QWidget:
    title = counted(N_("Arrived today"), len(day.arrived))
    if not day.arrived:
        nobody = N_("No arrivals are recorded here for today.")
        return group(title, Label(nobody, colour="ink2"), aligned=True)
    return group(title, _listed(screen, day.arrived, "home"), aligned=True)


def people(screen: Screen, day: ShelterDay) -> QWidget:
    """The one first for whom something is due first."""
    title = counted(N_("What is due for each person"), day.count)
    if not day.people:
        empty = N_("No cases on this computer yet.")
        return group(title, Label(empty, colour="ink2"), aligned=True)
    every = Button(N_("Show them"), "quiet", on_click=screen.goes(navigation.Cases()))
    trailing = every if day.count > len(day.people) else None
    return group(title, _listed(screen, day.people, "person"), trailing, aligned=True)


def _listed(screen: Screen, residents: Sequence[Resident], icon: str) -> Rows:
    return Rows.of(_row(screen, resident, icon) for resident in residents)


def _row(screen: Screen, resident: Resident, icon: str) -> Row:
    row, step = resident.row, resident.step
    show = Button(N_("Open"), "second", on_click=screen.goes(navigation.Case(row.id)))
    show.setAccessibleDescription(row.reference)
    if row.restricted:
        reference = plain(isolate_ltr(row.reference))
        return Row(N_("Restricted case"), reference, "lock", show, tone="restricted")
    title: Text = plain(row.name) if row.name else N_("No name yet")
    tone = "wait" if step and step.late else "ink2"
    return Row(title, partial(_second, screen, resident), icon, show, tone=tone)


def _second(screen: Screen, resident: Resident, w: Words) -> str:
    """The bed, where one was written, then what is due and when."""
    step, now = resident.step, int(screen.context.clock().timestamp())
    due = next_words(step, now) if step else w(N_("Nothing is due"))
    if resident.is_damaged:
        return case_marks.damaged(resident.row.reference, w)
    bed = w(N_("Room and bed: {name}"), name=isolate(resident.bed)) if resident.bed else ""
    return " · ".join(part for part in (bed, due) if part)
