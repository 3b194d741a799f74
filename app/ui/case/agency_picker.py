"""Where a person can be referred: the directory searched as one types, and an agency chosen from it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QWidget

from app.casework.lifecycle import agency_directory
from app.casework.lifecycle.agency_directory import PlaceView, ServiceEntry
from app.errors import N_
from app.language import Words, isolate, isolate_ltr
from app.ui.labels import Label, Text, plain
from app.ui.parts import layouts
from app.ui.parts.boxes import Banner, Box, Row, empty
from app.ui.parts.cards import RadioCard
from app.ui.parts.fields import Choose, Field, LineInput
from app.ui.parts.layouts import wraps
from app.ui.parts.show_more import Few

SEARCH = N_("Search agencies and services")
_CHOOSE = N_("Choose an agency and a service")
_FIRST = 30
_UNTIL, _ENDED = (
    N_("Agreement {number}, until {day}"),
    N_("The agreement with this agency ended on {day}, so no referral can go there. Choose another agency, or tell user management that it was renewed."),
)  # fmt: skip


def agreed(entry: ServiceEntry) -> Text:
    """Its number and its end."""

    def sentence(w: Words) -> str:
        if entry.until is None:
            return w("Agreement {number}", number=isolate_ltr(entry.agreement))
        day = w.date(entry.until.date())
        return w(_ENDED, day=day) if entry.over else w(_UNTIL, number=isolate_ltr(entry.agreement), day=day)  # fmt: skip

    return sentence


def about(place: PlaceView) -> Text:
    """Where, how to call, when it is safe, in which languages, whom it takes, and how old that is."""

    def sentence(w: Words) -> str:
        parts = [
            isolate(place.where) if place.where else "",
            isolate_ltr(place.phone) if place.phone else w("no number on record"),
            w("safe hours: {hours}", hours=place.hours) if place.hours else w("hours not on record"),
            w("languages: {names}", names="، ".join(place.languages) if w.language == "ar" else ", ".join(place.languages)) if place.languages else "",
            w("for: {who}", who=place.who) if place.who else "",
            w("as of {day}", day=w.date(place.as_of.date())),
            w("source: {source}", source=isolate_ltr(place.source)) if place.source else "",
        ]  # fmt: skip
        return " · ".join(part for part in parts if part)

    return sentence


@dataclass(frozen=True, slots=True)
class Chosen:
    """`place`: its id, "" where none was chosen."""

    entry: ServiceEntry
    place: str


class Whom(QWidget):
    """An agency and a service; then where it is asked. `took`: a place was chosen, or another agency."""

    def __init__(
        self,
        entries: Sequence[ServiceEntry],
        took: Callable[[PlaceView | None], None],
        chose: Callable[[ServiceEntry | None], None] = lambda _entry: None,
    ) -> None:
        """`chose`: another agency, or none."""
        super().__init__()
        self._all, self._took, self._on_choice = list(entries), took, chose
        self.place: PlaceView | None = None
        self.search = LineInput(SEARCH, finds=True)
        self.search.textChanged.connect(self._narrow)
        self.count_line = Label("", "small", "ink2")
        self.to = Choose(N_("To"), self._options(self._all))
        self.to.currentIndexChanged.connect(lambda _at: self._chose())
        self.field = Field(N_("To"), self.to)
        self.there = layouts.column(gap=8)
        self.cards: dict[str, RadioCard] = {}
        layouts.column(
            Field(SEARCH, self.search), self.count_line, self.field, self.there, gap=8, parent=self
        )
        self.count_line.hide()
        wraps(self)

    @staticmethod
    def _options(entries: Sequence[ServiceEntry]) -> list[tuple[object, Text]]:
        return [
            (None, _CHOOSE),
            *(
                (
                    (entry.agency, entry.service),
                    plain(f"{entry.agency_name} · {entry.service_name}"),
                )
                for entry in entries
            ),
        ]

    def complain(self, text: Text) -> None:
        """Beside what is chosen."""
        self.field.complain(text)

    def entry(self) -> ServiceEntry | None:
        value = self.to.chosen()
        return next((entry for entry in self._all if (entry.agency, entry.service) == value), None)

    def value(self) -> "Chosen | None":
        """None until an agency and a service are chosen."""
        entry = self.entry()
        return Chosen(entry, self.place.id if self.place else "") if entry else None

    def _narrow(self, text: str) -> None:
        """What was chosen stays while it is among what is found; one alone is chosen."""
        previous, entries = self.to.chosen(), agency_directory.find(self._all, text)
        self.to.blockSignals(True)
        self.to.clear()
        self.to.options = self._options(entries)
        for value, _text in self.to.options:
            self.to.addItem("", value)
        self.to.tell()
        self.to.choose(previous)
        if len(entries) == 1 and text.strip():
            self.to.setCurrentIndex(1)
        self.to.blockSignals(False)
        self.count_line.say(partial(_counted, len(entries)))
        self.count_line.setVisible(bool(text.strip()))
        if self.to.chosen() != previous:
            self._chose()

    def _chose(self) -> None:
        empty(self.there)
        self.cards, entry = {}, self.entry()
        self.field.complain("")
        self._on_choice(entry)
        self._take(None)
        if entry is None:
            return
        if entry.over:
            self.there.addWidget(Banner(agreed(entry), "wait", "wait"))
        elif entry.agreement:
            self.there.addWidget(Label(agreed(entry), "small", "ink2"))
        if entry.hours:
            self.there.addWidget(Label(lambda w: w("safe hours: {hours}", hours=entry.hours), "small", "ink2"))  # fmt: skip
        for place in entry.places:
            card = self.cards[place.id] = RadioCard(plain(isolate(place.name)), about(place))
            card.chosen.connect(partial(self._choose_place, place))
            self.there.addWidget(card)

    def _choose_place(self, place: PlaceView) -> None:
        for id_, card in self.cards.items():
            card.setChecked(id_ == place.id)
        self._take(place)

    def _take(self, place: PlaceView | None) -> None:
        if place != self.place:
            self.place = place
            self._took(place)


def _counted(number: int, w: Words) -> str:
    if not number:
        return w("No agencies or services found. Try one of the words alone, or the other language.")  # fmt: skip
    return w.count("{n} service found", "{n} services found", number)


class AgencyDirectory(QWidget):
    """All of it, to be looked through."""

    def __init__(self, entries: Sequence[ServiceEntry]) -> None:
        super().__init__()
        self._all = list(entries)
        self.search = LineInput(SEARCH, finds=True)
        self.search.textChanged.connect(lambda _text: self._fill())
        self.count_line = Label("", "small", "ink2")
        self.list = layouts.column(gap=12)
        layouts.column(Field(SEARCH, self.search), self.count_line, self.list, gap=12, parent=self)
        wraps(self)
        self._fill()

    def renew(self, entries: Sequence[ServiceEntry]) -> None:
        """In the other language."""
        self._all = list(entries)
        self._fill()

    def _fill(self) -> None:
        empty(self.list)
        entries = agency_directory.find(self._all, self.search.text())
        self.count_line.say(partial(_counted, len(entries)))
        if entries:
            self.list.addWidget(Few([partial(_row, entry) for entry in entries], _FIRST))


def _row(entry: ServiceEntry) -> QWidget:
    holder = QWidget()
    second: Text = agreed(entry) if entry.agreement or entry.until else ""
    column = layouts.column(
        Row(
            plain(f"{isolate(entry.agency_name)} · {isolate(entry.service_name)}"),
            second,
            "send",
            tone="wait" if entry.over else "ink2",
        ),
        gap=4,
        margins=(0, 4, 0, 8),
        parent=holder,
    )
    for place in entry.places:
        box = Box("sunken", "", margins=(16, 8, 16, 8), gap=2)
        box.inside.addWidget(Label(plain(isolate(place.name)), weight=500))
        box.inside.addWidget(Label(about(place), "small", "ink2"))
        line = layouts.row(layouts.Space(56), (box, 1), layouts.Space(16))
        column.addLayout(line)
    wraps(holder)
    return holder
