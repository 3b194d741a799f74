"""Places on the earth, typed: a computer on a desk knows none by itself.

Stored as ODK does: latitude, longitude, altitude and accuracy, points separated by semicolons.
Source: ODK XForms spec, "Data Types" (geopoint, geotrace, geoshape)."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.casework.questionnaires.country_outline import Area, Place, area_of
from app.errors import N_
from app.form import Node
from app.language import Words, ascii_digits
from app.ui import theme
from app.ui.interview.geo.coordinates import pair
from app.ui.interview.geo.graticule import Graticule
from app.ui.interview.numbers import tidy
from app.ui.interview.typed_answer import TypedQuestion
from app.ui.labels import Label, Text
from app.ui.parts import Button, LineInput, layouts
from app.ui.parts.fields import mark

_FIELDS: tuple[tuple[str, Text, int], ...] = (
    ("latitude", N_("Latitude"), 150),
    ("longitude", N_("Longitude"), 150),
    ("altitude", N_("Height in metres"), 130),
    ("accuracy", N_("Accuracy in metres"), 130),
)
_HOW = N_(
    "Type or paste what a telephone or map shows: 29.3759 and 47.9774, degrees with minutes, UTM, a plus code, or a map link."
)
_ON_A_MAP = frozenset(("maps", "placement-map"))


def short(number: float) -> str:
    return tidy(round(number, 7)) if number == int(number) else f"{number:.7f}".rstrip("0")


def shortened(part: str) -> str:
    """What a form began with may be no number: it stands as it is, to be put right."""
    try:
        return short(float(part))
    except (ValueError, OverflowError):
        return part


def place_of(stored: str) -> Place | None:
    """Latitude and longitude of what is kept for a point."""
    parts = stored.split()
    try:
        latitude, longitude = float(parts[0]), float(parts[1])
    except (ValueError, IndexError):
        return None
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None  # nor what is no number


def know_the_area(question: TypedQuestion, on_result: Callable[[Area | None], None]) -> None:
    """Ask which country this is, away from the screen."""
    context = question.controller.context
    context.read_vault(question, area_of, on_result)


class PlaceQuestion(TypedQuestion):
    """One place: two numbers, and how high and how exact where that is known."""

    def body(self, node: Node) -> None:
        self.lines: dict[str, LineInput] = {}
        row = layouts.row(gap=10)
        for key, label, width in _FIELDS:
            line = LineInput(label, ltr=True)
            line.setFixedWidth(width)
            line.textEdited.connect(lambda _text, key=key: self._edited(key))
            line.editingFinished.connect(self._left_one)
            column = layouts.column(Label(label, "small", "ink2", wrap=False), line, gap=4)
            self.lines[key] = line
            row.addLayout(column)
        row.addStretch()
        layouts.add(self.down, row, Label(_HOW, "small", "ink2"))
        self.echo = Label("", "small", "ink2")
        self.swap = Button(N_("Swap latitude and longitude"), "quiet", on_click=self._swap)
        self.net = Graticule() if node.appearance & _ON_A_MAP else None
        for widget in (self.echo, self.swap, self.net):
            if widget is not None:
                self.down.addWidget(
                    widget, 0, Qt.AlignmentFlag.AlignLeading if widget is self.swap else Qt.AlignmentFlag(0)
                )
                widget.hide()
        self._area: Area | None = None
        know_the_area(self, self.take_area)

    def parts(self) -> Iterable[QWidget]:
        drawn = (self.net,) if self.net is not None else ()
        return (*super().parts(), *self.lines.values(), *drawn)

    def take_area(self, area: Area | None) -> None:
        self._area = area
        self._show_place(self.controller.node(self.ref).value)

    def _show_place(self, value: str) -> None:
        place = place_of(value)
        outside = place is not None and self._area is not None and not self._area.holds(place)
        self.echo.say(self._says(outside) if place else "", "wait" if outside else "ink2")
        self.echo.setVisible(bool(place and self._area))
        swapped = (place[1], place[0]) if place else (91.0, 0.0)
        swap_fits = abs(swapped[0]) <= 90 and self._area is not None and self._area.holds(swapped)
        self.swap.setVisible(outside and swap_fits and not self.controller.node(self.ref).readonly)
        if self.net is not None:
            self.net.show_points([place] if place else [], self._area)

    def _says(self, outside: bool) -> Text:
        def says(w: Words) -> str:
            country = self._area.name(w) if self._area else ""
            if outside:
                return w("Outside {country}. Check the place, or leave it.", country=country)
            return w("In {country}", country=country)

        return says

    def _swap(self) -> None:
        parts = self.controller.node(self.ref).value.split()
        self.give(" ".join([parts[1], parts[0], *parts[2:]]))
        self.refresh()
        self.lines["latitude"].setFocus(Qt.FocusReason.OtherFocusReason)

    def first(self) -> QWidget | None:
        return self.lines["latitude"]

    def _edited(self, key: str) -> None:
        """Both pasted into one of them part, whatever way they are written."""
        if key in ("latitude", "longitude") and (place := pair(self.lines[key].text())) is not None:
            self.lines["latitude"].setText(short(place[0]))
            self.lines["longitude"].setText(short(place[1]))
        self.typing()

    def _left_one(self) -> None:
        if not any(line.hasFocus() for line in self.lines.values()):
            self.left()

    def _part(self, key: str) -> str:
        text = ascii_digits(self.lines[key].text()).strip()
        return text.replace("٫", ".").replace(",", ".").replace("−", "-")

    def typed(self) -> str:
        parts = [self._part(key) for key in self.lines]
        if not any(parts):
            return ""
        return " ".join([*(parts[:2]), *(part or "0" for part in parts[2:])])

    def same(self, typed: str, stored: str) -> bool:
        try:
            return [float(part) for part in typed.split()] == [float(part) for part in stored.split()]
        except ValueError:
            return False

    def _whole(self) -> bool:
        return bool(self._part("latitude") and self._part("longitude"))

    def _hand_in(self) -> None:
        self._pause.stop()
        if self._whole() or not self.typed():
            self.controller.answer(self.ref, self.typed())

    def left(self) -> None:
        if self.typed() and not self._whole():
            self._pause.stop()
            self.complain(theme.words()(N_("A place needs both latitude and longitude.")))
            return
        super().left()

    def show_node(self, node: Node, second: Node | None) -> None:
        for line in self.lines.values():
            line.setReadOnly(node.readonly)
        self._show_place(node.value)
        if self._pause.isActive() or any(line.hasFocus() for line in self.lines.values()):
            return
        parts = node.value.split()
        for at, (key, line) in enumerate(self.lines.items()):
            text = shortened(parts[at]) if at < len(parts) else ""
            line.setText("" if at > 1 and text == "0" else text)
            self.lines[key].setCursorPosition(0)

    def complain(self, sentence: str) -> None:
        super().complain(sentence)
        for key in ("latitude", "longitude"):
            mark(self.lines[key], "problem", bool(sentence))
