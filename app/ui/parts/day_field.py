"""A day typed in three small fields, in digits of any script; the other calendar beneath."""

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.errors import N_
from app.language import Words, ascii_digits
from app.ui import theme
from app.ui.labels import Label, Text
from app.ui.parts import layouts
from app.ui.parts.fields import LineInput, mark

_FIELDS: tuple[tuple[str, Text, int, int], ...] = (
    ("day", N_("Day"), 80, 2),
    ("month", N_("Month"), 80, 2),
    ("year", N_("Year"), 110, 4),
)


class Day(QWidget):
    """Day, month, year. Not the interview's own question: nothing is kept while it is typed."""

    changed = Signal()

    def __init__(self, day: date | None = None) -> None:
        super().__init__()
        self.lines: dict[str, LineInput] = {}
        row = layouts.row(gap=10)
        for key, label, width, letters in _FIELDS:
            column = layouts.column(gap=4)
            line = LineInput(label, centred=True, ltr=True)
            line.setFixedWidth(width)
            line.setMaxLength(letters)
            if day is not None:
                line.setText(theme.words().own_digits(str(getattr(day, key))))
            line.textEdited.connect(lambda _text, key=key: self._typed(key))
            line.textChanged.connect(self._changed)  # also where it was typed before a lock
            layouts.add(column, Label(label, "small", "ink2", wrap=False), line)
            self.lines[key] = line
            row.addLayout(column)
        row.addStretch()
        self.echo = Label(self._echo, "small", "ink2")
        layouts.column(row, self.echo, gap=4, parent=self)
        layouts.wraps(self)

    def _typed(self, key: str) -> None:
        keys = list(self.lines)
        next_index = keys.index(key) + 1
        line = self.lines[key]
        if len(line.text()) >= line.maxLength() and next_index < len(keys):
            self.lines[keys[next_index]].setFocus(Qt.FocusReason.TabFocusReason)
            self.lines[keys[next_index]].selectAll()

    def _changed(self) -> None:
        self.echo.tell()
        self.echo.updateGeometry()
        self.changed.emit()

    def _parts(self) -> list[str]:
        return [ascii_digits(self.lines[key].text()).strip() for key in ("year", "month", "day")]

    def day(self) -> date | None:
        """The day, or None where the fields make none."""
        parts = self._parts()
        if not all(part.isdecimal() for part in parts):
            return None
        try:
            return date(*(int(part) for part in parts))
        except ValueError:
            return None

    def empty(self) -> bool:
        return not any(self._parts())

    def written(self) -> str:
        """As an answer is stored; "?" where it is no day, so that the form refuses it."""
        day = self.day()
        return day.isoformat() if day else "" if self.empty() else "?"

    def _echo(self, w: Words) -> str:
        day = self.day() if self.lines else None
        return f"{w.date(day, 'weekday')} · {w.hijri(day)}" if day else " "

    def first(self) -> QWidget:
        return self.lines["day"]

    def complain(self, wrong: bool) -> None:
        for line in self.lines.values():
            mark(line, "problem", wrong)
