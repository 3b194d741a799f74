"""Facts of a person, name and value on one line."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.errors import N_
from app.language import isolate_ltr
from app.ui import text_lines
from app.ui.labels import Label, Text, plain
from app.ui.parts import Box, group, layouts

FACTS: tuple[tuple[str, str, bool], ...] = (  # fact, its name, left to right
    ("name", N_("Name"), True),
    ("name_ar", N_("Name in Arabic"), False),
    ("sex", N_("Sex"), False),
    ("age", N_("Age"), False),
    ("birth_date", N_("Date of birth"), False),
    ("nationality", N_("Nationality"), False),
    ("civil_id", N_("Identity number"), True),
    ("passport", N_("Passport"), True),
    ("residency_article", N_("Residence article"), False),
    ("phone", N_("Phone"), True),
    ("employer", N_("Employer"), False),
    ("employer_file", N_("Employer’s file"), True),
    ("site", N_("Place of work"), False),
    ("interpreter", N_("Interpreter"), True),
)


def said(number: Text) -> list[tuple[str, Text, bool]]:
    """All of them. `number`: what the country calls that of a person."""
    return [(fact, number if fact == "civil_id" else label, ltr) for fact, label, ltr in FACTS]


def of_person(facts: Mapping[str, str], phone: Callable[[str], QWidget], number: Text) -> QWidget:
    """Those that are known, in their order. `phone`: the line of a number, which does not stand open."""
    return _known(N_("The person"), facts, phone, number)


def of_place(facts: Mapping[str, str]) -> QWidget:
    """The same of a visit, which has no person."""
    return _known(N_("The place"), facts)


def _known(
    title: str, facts: Mapping[str, str], phone: Callable[[str], QWidget] | None = None, number: Text = ""
) -> QWidget:
    rows = Box(margins=(18, 10, 18, 10), gap=4)
    for fact, label, ltr in said(number):
        value = facts.get(fact, "")
        if value and fact == "phone" and phone is not None:
            rows.inside.addWidget(phone(value))
        elif value:
            rows.inside.addWidget(fact_row(label, isolate_ltr(value) if ltr else text_lines.fact(value)))
    if not rows.inside.count():
        rows.inside.addWidget(Label(N_("Nothing is known yet."), colour="ink2"))
    return group(title, rows)


def fact_row(label: Text, value: str, *, says: bool = False) -> QWidget:
    """A fact's name and its value on one line. `says`: the value is a msgid, the name is not."""
    shown = plain(isolate_ltr(label)) if says and isinstance(label, str) else label
    return fact_line(shown, Label(value if says else plain(value), weight=400 if says else 500))


def fact_line(label: Text, value: QWidget, *trailing: QWidget) -> QWidget:
    """A fact's name, what shows it, and what stands at the end of the line."""
    name = Label(label, "label", "ink2", weight=400)
    name.setFixedWidth(140)
    # beside a button in the middle of the line, beside lines of words at the first
    place = Qt.AlignmentFlag.AlignVCenter if trailing else Qt.AlignmentFlag.AlignTop
    return layouts.row_widget((name, 0, place), (value, 1), *trailing, gap=12, wrap=True)
