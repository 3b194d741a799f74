"""Agencies as cards: what is asked of each, its number, and the day on which that was checked."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.casework.lifecycle import agency_directory
from app.casework.lifecycle.agency_directory import PlaceView, ServiceEntry
from app.errors import N_
from app.language import Words, isolate, isolate_ltr, strip_marks
from app.ui import text_lines, theme
from app.ui.case.agency_picker import SEARCH, agreed, counted, details
from app.ui.case.consent import capital
from app.ui.labels import Label, Text, isolated, said
from app.ui.parts import Badge, Button, FieldProblem, Grid, Icon, LineInput, RadioCard, Rule, empty, layouts, shapes

_INSET, _MARK, _TOP, _FOOT, _BESIDE = 20, 24, 18, 72, 62
_FIRST = 12  # of all agencies that are found
QUESTION = N_("Who can help?")


def checked(place: PlaceView | None) -> Text:
    """When its number was last known to be right, if that is not long ago."""
    if place is None or not place.checked:
        return N_("Number not confirmed")
    return lambda w: w("Checked on {day}", day=w.date(place.as_of.date(), "medium"))


class AgencyCard(RadioCard):
    """A service of an agency, asked of it at a place of the directory where it has any."""

    def __init__(self, entry: ServiceEntry, place: PlaceView | None) -> None:
        super().__init__(isolated(entry.agency_name), self._service)
        self.entry, self.place = entry, place
        self.number = isolate_ltr(place.phone) if place and place.phone else ""
        tone = ("check", "kept") if place and place.checked else ("wait", "wait")
        number, badge = Label(self._number, weight=600, wrap=False), Badge(checked(place), *tone)
        foot = layouts.row(Icon("phone", "ink2", 22), number, layouts.Stretch(), badge, gap=12)
        words = layouts.column(Rule(), foot, gap=12)
        side = layouts.row(layouts.Space(_BESIDE), (words, 1), layouts.Space(18))
        layouts.column(layouts.Stretch(), side, margins=(0, 0, 0, 16), parent=self)
        for part in (number, badge):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.answers_to(QUESTION)

    def key(self) -> tuple[str, str, str]:
        return self.entry.agency, self.entry.service, self.place.id if self.place else ""

    def _service(self, w: Words) -> str:
        if not hasattr(self, "entry"):
            return ""
        entry, place = self.entry, self.place
        named = [capital(entry.service_name(w))]
        if place is not None and place.name != entry.agency_name:
            named.append(place.name(w))
        lines = [" · ".join(map(isolate, named)), details(place)(w) if place else ""]
        lines.append(agreed(entry)(w) if entry.over else "")
        return "\n".join(line for line in lines if line)

    def _number(self, w: Words) -> str:
        return self.number or w("no number on record")

    def tell(self) -> None:
        super().tell()
        if hasattr(self, "number"):
            parts = (self.accessibleDescription(), said(self._number), said(checked(self.place)))
            self.setAccessibleDescription(strip_marks(" · ".join(parts)))

    def _lines(self, width: int) -> tuple[text_lines.Laid, text_lines.Laid | None]:
        room = max(40, width - _INSET - _BESIDE)
        first = text_lines.lay(said(self.of), "heading", room)
        return first, text_lines.lay(said(self._service), "small", room)

    def _high(self, width: int) -> int:
        first, second = self._lines(width)
        return _TOP + first.height + (second.height if second else 0) + _FOOT

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, is_chosen = QPainter(self), self.isChecked()
        fill, edge = ("primary_soft", "primary") if is_chosen else ("surface", "edge")
        shapes.panel(painter, self, fill, edge, width=2 if is_chosen else 1, radius=12)
        if self._ring and self.hasFocus():
            shapes.ring(painter, self, 11)
        mark_x = self.width() - _INSET - _MARK if theme.rtl() else _INSET
        self._draw_mark(painter, QRectF(mark_x, _TOP + 2, _MARK, _MARK))
        left_x, top = _INSET if theme.rtl() else _BESIDE, _TOP
        for line, colour in zip(self._lines(self.width()), ("ink", "ink2"), strict=True):
            if line is not None:
                box = QRect(left_x, top, self.width() - _INSET - _BESIDE, line.height)
                text_lines.draw(painter, line, box, colour)
                top += line.height


class Agencies(QWidget):
    """Two that fit; behind a button all of them, searched as one types."""

    chose = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.cards: list[AgencyCard] = []
        self._key: tuple[str, str, str] | None = None
        self._picked: tuple[ServiceEntry, PlaceView | None] | None = None  # among the others
        self._fitting: Sequence[ServiceEntry] = ()
        self._directory: Sequence[ServiceEntry] = ()
        self.others = Button(self._how_many, "quiet", on_click=self.open)
        self.search = LineInput(SEARCH, hint=SEARCH, finds=True)
        self.found = Label("", "small", "ink2")
        self.search.textChanged.connect(lambda _text: self._fill())
        self.laid, self.problem = layouts.column(), FieldProblem()
        head = layouts.row((Label(QUESTION, "heading"), 1), self.others)
        layouts.column(head, self.search, self.found, self.laid, self.problem, gap=6, parent=self)
        self.search.hide()
        layouts.wraps(self)

    def renew(self, directory: Sequence[ServiceEntry], fitting: Sequence[ServiceEntry]) -> None:
        """In the language on the screen; what was chosen stays, at first it is what fits best."""
        self._directory, self._fitting = directory, fitting
        self.others.tell()
        self._fill()
        if self._key is None and self.cards:
            self.choose(self.cards[0])

    def choose_key(self, key: tuple[str, str, str]) -> None:
        """One that was chosen before."""
        self._key = key
        offers = [(entry, place) for entry in self._directory for place in entry.places or (None,)]
        self._picked = next(
            (
                (entry, place)
                for entry, place in offers
                if (entry.agency, entry.service, place.id if place else "") == key
            ),
            None,
        )
        self._fill()
        self.chose.emit()

    def _how_many(self, w: Words) -> str:
        names = {entry.agency for entry in self._directory}
        names -= {entry.agency for entry in self._fitting}
        return w("Other agencies ({n})", n=w.number(len(names)))

    def open(self) -> None:
        self.others.hide()
        self.search.show()
        self._fill()
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close(self) -> None:
        """The next steps come near again."""
        self.others.show()
        self.search.hide()
        self._fill()

    def _offered(self) -> list[tuple[ServiceEntry, PlaceView | None]]:
        fitting = [(entry, agency_directory.place_to_call(entry)) for entry in self._fitting]
        if not self.others.isHidden():
            return [*([self._picked] if self._picked else ()), *fitting]
        text = self.search.text().strip()
        entries = agency_directory.find(self._directory, text)
        self.found.say(partial(counted, len(entries)))
        places = [(entry, place) for entry in entries for place in entry.places or (None,)]
        return ([] if text else fitting) + places[:_FIRST]

    def _fill(self) -> None:
        empty(self.laid)
        grid = Grid(columns=2, least_width=490, gap=12)
        cards = {card.key(): card for card in (AgencyCard(*offer) for offer in self._offered())}
        self.cards = list(cards.values())
        for key, card in cards.items():
            card.setChecked(key == self._key)
            card.chosen.connect(partial(self.choose, card))
            grid.add(card)
        self.laid.addWidget(grid)
        self.found.setVisible(self.others.isHidden())

    def choose(self, card: AgencyCard) -> None:
        self._key = card.key()
        if card.by_mouse and self.others.isHidden():
            self._picked = (card.entry, card.place)
            QTimer.singleShot(0, self, self._close)  # not while the card still hears its press
        for offered in (card, *self.cards):
            offered.setChecked(offered is card)
        self.problem.say("")
        self.chose.emit()

    def value(self) -> AgencyCard | None:
        return next((card for card in self.cards if card.isChecked()), None)

    def missing(self) -> bool:
        """Is none chosen, or one whose agreement is over?"""
        chosen = self.value()
        nobody = N_("Choose an agency and a service first.")
        ended = N_("Choose another agency or service.")
        self.problem.say(nobody if chosen is None else ended if chosen.entry.over else "")
        return chosen is None or chosen.entry.over
