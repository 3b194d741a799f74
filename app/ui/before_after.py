"""What stood in a record beside what stands there now."""

from PySide6.QtWidgets import QWidget

from app.errors import N_
from app.ui.labels import Label, plain
from app.ui.parts import Box, layouts
from app.ui.parts.boxes import heading


def change(label: str, old: str, new: str) -> QWidget:
    """What stood there beside what stands there now; a first value alone."""
    row = layouts.row(gap=12)
    if old:
        row.addWidget(_side(N_("Before"), old, "sunken", ""), 1)
    if new or old:
        row.addWidget(_side(N_("After"), new, "surface", "primary"), 1)
    title = Label(plain(label), "small", "ink2") if old or new else heading(plain(label))
    return layouts.column_widget(title, row, gap=6, wrap=True)


def _side(label: str, value: str, fill: str, edge: str) -> QWidget:
    box = Box(fill, edge, margins=(14, 10, 14, 10), gap=2)
    box.inside.addWidget(Label(label, "small", "ink2", weight=600))
    box.inside.addWidget(Label(plain(value) if value else N_("Nothing"), weight=600))
    return box
