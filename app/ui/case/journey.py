"""How a smuggled person came, with the note and the results of that kind of case."""

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from app.errors import N_
from app.language import Name, Words, isolate
from app.ui import text_lines
from app.ui.case.context import CasePageContext
from app.ui.case.interviews import begin
from app.ui.fact_rows import fact_row
from app.ui.labels import Label, Text
from app.ui.parts import Banner, Box, Button, group

KIND = "smuggling"
_FACTS: tuple[tuple[str, str], ...] = (
    ("route", N_("Route")),
    ("means", N_("Means of transport")),
    ("border", N_("Border")),
    ("entered", N_("Entered")),
    ("fee", N_("Fee")),
    ("fee_to", N_("Paid to")),
    ("owed", N_("Still owed")),
    ("documents", N_("Documents")),
    ("documents_by", N_("Documents from the organiser")),
)


def journey(page: CasePageContext, facts: Mapping[str, str]) -> QWidget | None:
    """Only of a case that is one of smuggling. `facts`: facts in words."""
    kind = next((kind for kind in page.course.kinds if kind.id == KIND), None)
    if kind is None:
        return None
    box = Box(margins=(18, 10, 18, 10), gap=6)
    if kind.note:
        box.inside.addWidget(Banner(kind.note, "shield", "ink2"))
    rows = _known(facts)
    for label, value in rows:
        box.inside.addWidget(fact_row(label, value))
    if not rows:
        says = N_("No journey details recorded yet.")
        box.inside.addWidget(Label(says, colour="ink2"))
    box.inside.addWidget(Label(_results(kind.results), "small", "ink2"))
    ask = Button(N_("Ask about the journey"), "quiet", on_click=lambda: begin(page, KIND))
    return group(N_("The journey"), box, None if rows or page.course.road.closed else ask)


def _known(facts: Mapping[str, str]) -> list[tuple[str, str]]:
    rows = []
    for name, label in _FACTS:
        value = facts.get(f"smuggling_{name}", "")
        if name == "fee" and value:
            value = f"{value} {facts.get('smuggling_currency', '')}".strip()
        if value:
            rows.append((label, text_lines.fact(value)))
    return rows


def _results(results: tuple[Name, ...]) -> Text:
    def says(w: Words) -> str:
        names = " · ".join(isolate(name(w)) for name in results)
        return w(N_("Possible results of such a case: {results}"), results=names)

    return says
