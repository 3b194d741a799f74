"""Dates and times in small number fields: typed in digits of any script, stored in ASCII."""

import re
from collections.abc import Iterable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.casework.questionnaires import calendars
from app.errors import N_
from app.form import Node
from app.language import Words, ascii_digits
from app.ui import theme
from app.ui.interview.typed_answer import TypedQuestion
from app.ui.labels import Label, Text, said
from app.ui.parts import Button, LineInput, layouts
from app.ui.parts.fields import mark

_AHEAD = N_("The months of that year are not published yet: check the Gregorian date.")


class Parts(TypedQuestion):
    """An answer of several small number fields: a date or a time."""

    fields: tuple[tuple[str, Text, int], ...] = ()

    def body(self, node: Node) -> None:
        self.lines: dict[str, LineInput] = {}
        row = layouts.row(gap=10)
        for key, label, width in self.wanted(node):
            line = LineInput(label, centred=True, ltr=True)
            line.setFixedWidth(width)
            line.setMaxLength(4 if key == "year" else 2)
            line.textEdited.connect(lambda _t, key=key: self._moved_on(key))
            line.editingFinished.connect(self._left_one)
            column = layouts.column(Label(label, "small", "ink2", wrap=False), line, gap=4)
            self.lines[key] = line
            row.addLayout(column)
        self.add_to(row)
        row.addStretch()
        self.down.addLayout(row)
        self.echo = Label("", "small", "ink2")
        self.down.addWidget(self.echo)

    def wanted(self, _node: Node) -> tuple[tuple[str, Text, int], ...]:
        return self.fields

    def add_to(self, row: QHBoxLayout) -> None:
        """Something after the fields."""

    def first(self) -> QWidget | None:
        return next(iter(self.lines.values()), None)

    def typed_last(self) -> QWidget | None:
        filled = [line for line in self.lines.values() if line.text()]
        return filled[-1] if filled else self.first()

    def parts(self) -> Iterable[QWidget]:
        return (*super().parts(), *self.lines.values())

    def part(self, key: str) -> str:
        return ascii_digits(self.lines[key].text()).strip() if key in self.lines else ""

    def put(self, key: str, value: str) -> None:
        line = self.lines.get(key)
        text = theme.words().own_digits(value)
        if line is not None and not line.hasFocus() and line.text() != text:
            line.setText(text)

    def _moved_on(self, key: str) -> None:
        self.typing()
        line = self.lines[key]
        keys = list(self.lines)
        full = len(line.text()) >= line.maxLength()
        if full and keys.index(key) + 1 < len(keys):
            next_line = self.lines[keys[keys.index(key) + 1]]
            next_line.setFocus(Qt.FocusReason.TabFocusReason)
            next_line.selectAll()

    def _left_one(self) -> None:
        if not any(line.hasFocus() for line in self.lines.values()):
            self.left()
            if not self.problem.sentence.text():  # now in the user's digits
                self.show_node(self.controller.node(self.ref), None)

    def complain(self, sentence: str) -> None:
        super().complain(sentence)
        for line in self.lines.values():
            mark(line, "problem", bool(sentence))


class DateQuestion(Parts):
    """Day, month, year; the same day in the other calendar beneath."""

    now = N_("Today's date")  # "Today" alone is also what Arabic calls the field of the day
    now_in = (N_("This year"), N_("This month"))
    fields: tuple[tuple[str, Text, int], ...] = (
        ("day", N_("Day"), 80),
        ("month", N_("Month"), 80),
        ("year", N_("Year"), 110),
    )

    def body(self, node: Node) -> None:
        self.calendar = calendars.of(node.appearance)
        super().body(node)
        text: Text = self.calendar.says if self.calendar else ""
        if calendars.lacking(node.appearance):
            text = N_("This calendar is not available here: enter the date in the Gregorian calendar.")
        if text:
            self.down.addWidget(Label(text, "small", "ink2"))

    def described(self, node: Node) -> str:
        description = super().described(node)
        return f"{description} · {said(self.calendar.says)}" if self.calendar else description

    def wanted(self, node: Node) -> tuple[tuple[str, Text, int], ...]:
        if "year" in node.appearance:
            return self.fields[2:]
        return self.fields[1:] if "month-year" in node.appearance else self.fields

    def add_to(self, row: QHBoxLayout) -> None:
        says = self.now if "day" in self.lines else self.now_in["month" in self.lines]
        self.today = Button(says, "quiet", on_click=self._today)
        row.addWidget(self.today, 0, Qt.AlignmentFlag.AlignBottom)

    def parts(self) -> Iterable[QWidget]:
        return (*super().parts(), self.today)

    def _today(self) -> None:
        self.give(self.controller.context.clock().astimezone().date().isoformat())
        self.show_node(self.controller.node(self.ref), None)

    def typed(self) -> str:
        year, month, day = self.part("year"), self.part("month"), self.part("day")
        if not (year or month or day):
            return ""
        month = month if "month" in self.lines else "1"
        day = day if "day" in self.lines else "1"
        if not (year and month and day):
            return self.controller.node(self.ref).value if self._pause.isActive() else "?"
        return self._stored(year, month, day)

    def _stored(self, year: str, month: str, day: str) -> str:
        """As it is kept, whichever calendar it was written in; "?" for no day."""
        if self.calendar is None:
            return f"{year.zfill(4)}-{month.zfill(2)}-{day.zfill(2)}"
        if not (year + month + day).isdecimal():
            return "?"
        stored_day = self.calendar.day(int(year), int(month), int(day))
        return stored_day.isoformat() if stored_day else "?"

    def put_day(self, day: date) -> None:
        parts = self.calendar.parts(day) if self.calendar else (day.year, day.month, day.day)
        for key, part in zip(("year", "month", "day"), parts or (), strict=False):
            self.put(key, str(part))

    def _hand_in(self) -> None:
        self._pause.stop()
        if _day(self.typed()) or not any(self.part(key) for key in self.lines):
            self.controller.answer(self.ref, self.typed())

    def show_node(self, node: Node, second: Node | None) -> None:
        day = _day(node.value)
        self.echo.say(self._echo if day else "")
        if self._pause.isActive() or (not day and node.value == ""):
            if not self._pause.isActive() and self.typed() not in ("", "?"):
                for key in self.lines:
                    self.put(key, "")
            return
        if day:
            self.put_day(day)

    def _echo(self, w: Words) -> str:
        day = _day(self.controller.node(self.ref).value)
        if not day or (not self.calendar and "day" not in self.lines):
            return ""  # of a month or a year, its first day says more than was answered
        if not self.calendar:
            return " · ".join(part for part in (w.date(day, "weekday"), w.hijri(day)) if part)
        calendar_text = self.calendar.tells(w, day, self._least())
        text = " · ".join(part for part in (calendar_text, w.date(day, "weekday")) if part)
        return f"{text}\n{w(_AHEAD)}" if self.calendar.ahead(day) else text

    def _least(self) -> calendars.Least:
        return "day" if "day" in self.lines else "month" if "month" in self.lines else "year"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _same_minute(previous: str, typed: str) -> str:
    """What is kept already, with its seconds and zone, where the fields show the same minute."""
    return previous if previous.startswith(typed[:-3]) else typed


class TimeQuestion(Parts):
    """Hours and minutes."""

    fields = (("hour", N_("Hour"), 80), ("minute", N_("Minute"), 80))

    def typed(self) -> str:
        hour, minute = self.part("hour"), self.part("minute")
        if not hour and not minute:
            return ""
        return _same_minute(self.controller.node(self.ref).value, f"{hour.zfill(2)}:{(minute or '0').zfill(2)}:00")

    def show_node(self, node: Node, second: Node | None) -> None:
        match = re.match(r"(\d\d):(\d\d)", node.value)
        if not self._pause.isActive() and (match or not node.value):
            self.put("hour", match[1] if match else "")
            self.put("minute", match[2] if match else "")


class MomentQuestion(DateQuestion):
    """A date with its time."""

    now = N_("Now")
    fields = (*DateQuestion.fields, ("hour", N_("Hour"), 80), ("minute", N_("Minute"), 80))

    def typed(self) -> str:
        day = super().typed()
        if not _day(day):
            return day
        hour, minute = self.part("hour") or "0", self.part("minute") or "0"
        return _same_minute(self.controller.node(self.ref).value, f"{day}T{hour.zfill(2)}:{minute.zfill(2)}:00")

    def _today(self) -> None:
        now = self.controller.context.clock().astimezone()
        self.give(now.isoformat(timespec="seconds"))
        self.show_node(self.controller.node(self.ref), None)

    def show_node(self, node: Node, second: Node | None) -> None:
        if not self._pause.isActive():
            day, match = _day(node.value), re.search(r"T(\d\d):(\d\d)", node.value)
            self.echo.say(self._echo if day else "")
            if day:
                self.put_day(day)
            elif not node.value:
                for key in ("day", "month", "year"):
                    self.put(key, "")
            if match or not node.value:
                self.put("hour", match[1] if match else "")
                self.put("minute", match[2] if match else "")
