"""Where a person can be referred: what is said of agencies, and the directory searched as one types."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from app.casework.lifecycle import agency_directory
from app.casework.lifecycle.agency_directory import PlaceView, ServiceEntry
from app.errors import N_
from app.language import Words, isolate, isolate_ltr
from app.ui.labels import Label, Text, both, isolated
from app.ui.parts import Box, Few, Field, LineInput, Row, empty, layouts

SEARCH = N_("Search agencies and services")
_FIRST = 30
_UNTIL, _ENDED = (
    N_("Agreement {number}, until {day}"),
    N_(
        "The agreement with this agency ended on {day}, so no referral can go there. Choose another agency, or tell user management that it was renewed."
    ),
)


def agreed(entry: ServiceEntry) -> Callable[[Words], str]:
    """Its number and its end."""

    def sentence(w: Words) -> str:
        if entry.until is None:
            return w("Agreement {number}", number=isolate_ltr(entry.agreement))
        day = w.date(entry.until.date())
        return w(_ENDED, day=day) if entry.over else w(_UNTIL, number=isolate_ltr(entry.agreement), day=day)

    return sentence


def details(place: PlaceView) -> Callable[[Words], str]:
    """Where, when it is safe, in which languages, whom it takes."""

    def sentence(w: Words) -> str:
        comma = "، " if w.language == "ar" else ", "
        parts = [
            isolate(place.where(w)) if place.where else "",
            w("safe hours: {hours}", hours=place.hours) if place.hours else "",
            w("languages: {names}", names=comma.join(name(w) for name in place.languages)) if place.languages else "",
            w("for: {who}", who=place.who) if place.who else "",
        ]
        return " · ".join(part for part in parts if part)

    return sentence


def _about(place: PlaceView, w: Words) -> str:
    """The same, with how to call, how old that is and who said so."""
    parts = [
        details(place)(w),
        isolate_ltr(place.phone) if place.phone else w("no number on record"),
        w("as of {day}", day=w.date(place.as_of.date())),
        w("source: {source}", source=isolate_ltr(place.source)) if place.source else "",
    ]
    return " · ".join(part for part in parts if part)


def counted(number: int, w: Words) -> str:
    if not number:
        return w("No agencies or services found. Try one of the words alone, or the other language.")
    return w.count("{n} service found", "{n} services found", number)


class AgencyDirectory(QWidget):
    """All of it, to be looked through, once it is read."""

    def __init__(self) -> None:
        super().__init__()
        self._all: list[ServiceEntry] | None = None
        self.search = LineInput(SEARCH, finds=True)
        self.search.textChanged.connect(lambda _text: self._fill())
        self.count_line = Label("", "small", "ink2")
        self.list = layouts.column(gap=12)
        layouts.column(Field(SEARCH, self.search), self.count_line, self.list, gap=12, parent=self)
        layouts.wraps(self)

    def renew(self, entries: Sequence[ServiceEntry]) -> None:
        self._all = list(entries)
        self._fill()

    def _fill(self) -> None:
        if self._all is None:
            return
        empty(self.list)
        entries = agency_directory.find(self._all, self.search.text())
        self.count_line.say(partial(counted, len(entries)))
        if entries:
            self.list.addWidget(Few([partial(_row, entry) for entry in entries], _FIRST))


def _row(entry: ServiceEntry) -> QWidget:
    name = both(entry.agency_name, entry.service_name)
    second: Text = agreed(entry) if entry.agreement or entry.until else ""
    lines: list[layouts.Item] = [Row(name, second, "send", tone="wait" if entry.over else "ink2")]
    for place in entry.places:
        box = Box("sunken", "", margins=(16, 8, 16, 8), gap=2)
        box.inside.addWidget(Label(isolated(place.name), weight=500))
        box.inside.addWidget(Label(partial(_about, place), "small", "ink2"))
        lines.append(layouts.row(layouts.Space(56), (box, 1), layouts.Space(16)))
    return layouts.column_widget(*lines, gap=4, margins=(0, 4, 0, 8), wrap=True)
