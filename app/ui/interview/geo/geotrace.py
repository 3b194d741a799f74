"""Ways and grounds on the earth, typed: a point a line.

Stored as ODK does: points separated by semicolons. Source: ODK XForms spec, "Data Types"."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.casework.questionnaires.country_outline import Area
from app.errors import N_
from app.form import Node
from app.language import Words
from app.ui import theme
from app.ui.interview.geo.coordinates import pair
from app.ui.interview.geo.geopoint import know_the_area, place_of, short, shortened
from app.ui.interview.geo.graticule import Graticule
from app.ui.interview.typed_answer import TypedQuestion
from app.ui.labels import Label, Text
from app.ui.parts import fields, layouts

_LEAST = {"geotrace": 2, "geoshape": 3}


def _decimal(number: float) -> str:
    text = short(number)
    return text if "." in text else f"{text}.0"


class Points(fields.Area):
    """Numbers alone follow the page's direction: here latitude stands first in both."""

    def _turn(self) -> None:
        option = self.document().defaultTextOption()
        option.setTextDirection(Qt.LayoutDirection.LeftToRight)
        option.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
        if self.document().defaultTextOption().textDirection() != option.textDirection():
            self.document().setDefaultTextOption(option)


class PathQuestion(TypedQuestion):
    """A way or an area: one point a line; an area is closed by itself."""

    def body(self, node: Node) -> None:
        self.kind = node.type
        self.area = Points(self._name, lines=4, hint=N_("One point per line: 29.3759 47.9774"))
        self.area.setMaximumWidth(480)
        self.area.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.area.textChanged.connect(self.typing)
        self.area.installEventFilter(self)
        row = QHBoxLayout()  # the points run left to right; the field stands where the page begins
        layouts.tight(row)
        layouts.add(row, (self.area, 3), layouts.Stretch(1))
        self.down.addLayout(row)
        self.echo = Label("", "small", "ink2")
        self.down.addWidget(self.echo)
        self.net = Graticule(closed=node.type == "geoshape")
        self.net.hide()
        self.down.addWidget(self.net)
        self._country: Area | None = None
        know_the_area(self, self.take_area)

    def parts(self) -> Iterable[QWidget]:
        return (*super().parts(), self.net)

    def take_area(self, area: Area | None) -> None:
        self._country = area
        self._show_points(self.controller.node(self.ref).value)

    def _show_points(self, value: str) -> None:
        points = [place for part in value.split(";") if (place := place_of(part))]
        self.net.show_points(points, self._country)

    def first(self) -> QWidget | None:
        return self.area

    def _points(self) -> list[tuple[float, float] | None]:
        return [pair(line) for line in self.area.toPlainText().splitlines() if line.strip()]

    def typed(self) -> str:
        points = [point for point in self._points() if point is not None]
        if self.kind == "geoshape" and len(points) >= _LEAST["geoshape"] and points[0] != points[-1]:
            points.append(points[0])
        return ";".join(f"{_decimal(a)} {_decimal(b)} 0.0 0.0" for a, b in points)

    def _unread(self) -> int:
        """The first line that is no point, 0 for none."""
        lines = self.area.toPlainText().splitlines()
        return next((at for at, line in enumerate(lines, 1) if line.strip() and pair(line) is None), 0)

    def _hand_in(self) -> None:
        self._pause.stop()
        if not self._unread() and self._enough():
            self.controller.answer(self.ref, self.typed())

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
        w = theme.words()
        return w("Line {number} is not a place. Write latitude, then longitude.", number=w.number(number))

    def _says_more(self) -> str:
        w = theme.words()
        number = w.number(_LEAST.get(self.kind, 2))
        return w("At least {number} points are needed, one per line.", number=number)

    def show_node(self, node: Node, second: Node | None) -> None:
        points = [part for part in node.value.split(";") if part.strip()]
        corners = points[:-1] if self.kind == "geoshape" else points  # its last is its first again
        self.echo.say(self._echo(len(corners)) if points else "")
        self.echo.setVisible(bool(points))
        self._show_points(node.value)
        self.area.setReadOnly(node.readonly)
        if self._pause.isActive() or self.area.hasFocus() or self.typed() == node.value:
            return
        self.area.blockSignals(True)
        lines = [" ".join(shortened(part) for part in point.split()[:2]) for point in points]
        self.area.setPlainText("\n".join(lines))
        self.area.blockSignals(False)

    @staticmethod
    def _echo(count: int) -> Text:
        def says(w: Words) -> str:
            return w.count("{n} point", "{n} points", count)

        return says

    def complain(self, sentence: str) -> None:
        super().complain(sentence)
        fields.mark(self.area, "problem", bool(sentence))

    def eventFilter(self, watched: object, event: object) -> bool:
        if isinstance(event, QEvent) and event.type() == QEvent.Type.FocusOut:
            self.left()
        return False
