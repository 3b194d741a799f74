"""Places on the earth, typed: a computer on a desk knows none by itself.

Stored as ODK does: latitude, longitude, altitude and accuracy, points separated by semicolons.
Source: ODK XForms spec, "Data Types" (geopoint, geotrace, geoshape).
"""

import re

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import N_
from app.form import Node
from app.language import Words, ascii_digits
from app.ui import look
from app.ui.interview.numbers import tidy
from app.ui.interview.questions import TypedQuestion
from app.ui.parts.boxes import tight
from app.ui.parts.fields import Area, Line, mark
from app.ui.words import Label, Text

_FIELDS: tuple[tuple[str, Text, int], ...] = (
    ("latitude", N_("Latitude"), 150),
    ("longitude", N_("Longitude"), 150),
    ("altitude", N_("Height in metres"), 130),
    ("accuracy", N_("Accuracy in metres"), 130),
)
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII)
_SIDE = re.compile(r"[NSEWnsew]|شمال[اًا]?|جنوب[اًا]?|شرق[اًا]?|غرب[اًا]?")
_NEGATIVE = ("s", "w", "جنوب", "غرب")
_LEAST = {"geotrace": 2, "geoshape": 3}


def pair(written: str) -> tuple[float, float] | None:
    """Latitude and longitude as people write them: 29.37, 47.98 or 29°22'33"N 47°58'39"E."""
    plain = ascii_digits(written).replace("٫", ".").replace("،", ",").replace("−", "-")
    sides = _SIDE.findall(plain)
    numbers = [float(each) for each in _NUMBER.findall(plain)]
    if len(sides) == 2 and len(numbers) in (2, 4, 6):
        half = len(numbers) // 2
        found = [_angle(numbers[:half]), _angle(numbers[half:])]
        found = [
            -abs(angle) if side.lower().startswith(_NEGATIVE) else angle
            for angle, side in zip(found, sides, strict=True)
        ]
    elif not sides and 2 <= len(numbers) <= 4 and not re.search(r"[°'\"]", plain):
        found = numbers[:2]
    else:
        return None
    return (found[0], found[1]) if abs(found[0]) <= 90 and abs(found[1]) <= 180 else None


def _angle(parts: list[float]) -> float:
    return sum(part / float(60**at) for at, part in enumerate(parts))


def _short(number: float) -> str:
    return tidy(round(number, 7)) if number == int(number) else f"{number:.7f}".rstrip("0")


def _decimal(number: float) -> str:
    written = _short(number)
    return written if "." in written else f"{written}.0"


class PlaceQuestion(TypedQuestion):
    """One place: two numbers, and how high and how exact where that is known."""

    def body(self, node: Node) -> None:
        self.lines: dict[str, Line] = {}
        row = QHBoxLayout()
        tight(row, 10)
        for key, label, width in _FIELDS:
            column = QVBoxLayout()
            tight(column, 4)
            line = Line(label, ltr=True)
            line.setFixedWidth(width)
            line.textEdited.connect(lambda _text, key=key: self._edited(key))
            line.editingFinished.connect(self._left_one)
            column.addWidget(Label(label, "small", "ink2", wrap=False))
            column.addWidget(line)
            self.lines[key] = line
            row.addLayout(column)
        row.addStretch()
        self.down.addLayout(row)
        self.down.addWidget(
            Label(N_("Read them off a telephone or a map: 29.3759 and 47.9774."), "small", "ink2")
        )

    def first(self) -> QWidget | None:
        return self.lines["latitude"]

    def _edited(self, key: str) -> None:
        """Both pasted into one field part."""
        if key == "latitude" and (found := pair(self.lines[key].text())) is not None:
            self.lines["latitude"].setText(_short(found[0]))
            self.lines["longitude"].setText(_short(found[1]))
        self.typing()

    def _left_one(self) -> None:
        if not any(line.hasFocus() for line in self.lines.values()):
            self.left()

    def _part(self, key: str) -> str:
        written = ascii_digits(self.lines[key].text()).strip()
        return written.replace("٫", ".").replace(",", ".").replace("−", "-")

    def typed(self) -> str:
        parts = [self._part(key) for key in self.lines]
        if not any(parts):
            return ""
        return " ".join([*(parts[:2]), *(part or "0" for part in parts[2:])])

    def _whole(self) -> bool:
        return bool(self._part("latitude") and self._part("longitude"))

    def _hand_in(self) -> None:
        self._pause.stop()
        if self._whole() or not self.typed():
            self.taking.answer(self.ref, self.typed())

    def left(self) -> None:
        if self.typed() and not self._whole():
            self._pause.stop()
            self.complain(self._half())
            return
        super().left()

    @staticmethod
    def _half() -> str:
        return look.words()(N_("A place needs both its latitude and its longitude."))

    def show_node(self, node: Node, other: Node | None) -> None:
        for line in self.lines.values():
            line.setReadOnly(node.readonly)
        if self._pause.isActive() or any(line.hasFocus() for line in self.lines.values()):
            return
        parts = node.value.split()
        for at, (key, line) in enumerate(self.lines.items()):
            told = _short(float(parts[at])) if at < len(parts) else ""
            line.setText("" if at > 1 and told == "0" else told)
            self.lines[key].setCursorPosition(0)

    def complain(self, sentence: str) -> None:
        super().complain(sentence)
        for key in ("latitude", "longitude"):
            mark(self.lines[key], "problem", bool(sentence))


class Points(Area):
    """Numbers alone follow the page's direction: here latitude stands first in both."""

    def _turn(self) -> None:
        told = self.document().defaultTextOption()
        told.setTextDirection(Qt.LayoutDirection.LeftToRight)
        told.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
        if self.document().defaultTextOption().textDirection() != told.textDirection():
            self.document().setDefaultTextOption(told)


class PathQuestion(TypedQuestion):
    """A way or an area: one point a line; an area is closed by itself."""

    def body(self, node: Node) -> None:
        self.kind = node.type
        self.area = Points(self._name, lines=4, hint=N_("One point a line: 29.3759 47.9774"))
        self.area.setMaximumWidth(480)
        self.area.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.area.textChanged.connect(self.typing)
        self.area.installEventFilter(self)
        row = QHBoxLayout()  # the points run left to right; the field stands where the page begins
        tight(row)
        row.addWidget(self.area, 3)
        row.addStretch(1)
        self.down.addLayout(row)
        self.echo = Label("", "small", "ink2")
        self.down.addWidget(self.echo)

    def _name(self, _words: object) -> str:
        return self.taking.node(self.ref).label

    def first(self) -> QWidget | None:
        return self.area

    def _points(self) -> list[tuple[float, float] | None]:
        return [pair(line) for line in self.area.toPlainText().splitlines() if line.strip()]

    def typed(self) -> str:
        points = [each for each in self._points() if each is not None]
        if (
            self.kind == "geoshape"
            and len(points) >= _LEAST["geoshape"]
            and points[0] != points[-1]
        ):
            points.append(points[0])
        return ";".join(f"{_decimal(a)} {_decimal(b)} 0.0 0.0" for a, b in points)

    def _unread(self) -> int:
        """The first line that is no point, 0 for none."""
        lines = self.area.toPlainText().splitlines()
        return next(
            (at for at, line in enumerate(lines, 1) if line.strip() and pair(line) is None), 0
        )

    def _hand_in(self) -> None:
        self._pause.stop()
        if not self._unread() and self._enough():
            self.taking.answer(self.ref, self.typed())

    def _enough(self) -> bool:
        points = self._points()
        return not points or len(points) >= _LEAST.get(self.kind, 2)

    def left(self) -> None:
        self._pause.stop()
        if wrong := self._unread():
            self.complain(self._says_line(wrong))
        elif not self._enough():
            self.complain(self._says_more())
        else:
            super().left()

    @staticmethod
    def _says_line(number: int) -> str:
        w = look.words()
        return w(
            "Line {number} is no place. Write latitude, then longitude.", number=w.number(number)
        )

    def _says_more(self) -> str:
        w = look.words()
        least = w.number(_LEAST.get(self.kind, 2))
        return w("At least {number} points are needed, one a line.", number=least)

    def show_node(self, node: Node, other: Node | None) -> None:
        points = [each for each in node.value.split(";") if each.strip()]
        self.echo.say(self._echo(len(points)) if points else "")
        self.echo.setVisible(bool(points))
        self.area.setReadOnly(node.readonly)
        if self._pause.isActive() or self.area.hasFocus() or self.typed() == node.value:
            return
        self.area.blockSignals(True)
        lines = [" ".join(_short(float(part)) for part in each.split()[:2]) for each in points]
        self.area.setPlainText("\n".join(lines))
        self.area.blockSignals(False)

    @staticmethod
    def _echo(count: int) -> Text:
        def says(w: Words) -> str:
            return w.count("{n} point", "{n} points", count)

        return says

    def complain(self, sentence: str) -> None:
        super().complain(sentence)
        mark(self.area, "problem", bool(sentence))

    def eventFilter(self, watched: object, event: object) -> bool:
        if isinstance(event, QEvent) and event.type() == QEvent.Type.FocusOut:
            self.left()
        return False
