"""How something goes: printed, as a file with a password, as a sealed file; or to a colleague, who takes the
case over or works on it too."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.casework.export.disclosure_check import DisclosureBasis
from app.errors import N_
from app.ui import theme
from app.ui.labels import Label, Text, plain
from app.ui.paper_screen import Issuing
from app.ui.parts import Chip, Choose, Field, Flow, Grid, RadioCard, layouts
from app.ui.sending.recipient_key import OpensWith

PRINTED, PDF, SEALED = "printed", "pdf", "sealed"
HANDS_OVER, GIVES_ACCESS = "hands over", "gives access"
_LANGUAGE, _PARTS = N_("Language of the paper"), N_("One file, or parts for several USB sticks")
_CARDS: dict[str, tuple[str, str]] = {
    PRINTED: (N_("Printed"), N_("On this computer’s printer")),
    PDF: (N_("A PDF with a password"), N_("One paper, which any program opens")),
    SEALED: (N_("A sealed file"), N_("Record, data and files, signed; for a USB stick")),
    HANDS_OVER: (N_("They take the case over"), N_("It stays with you until they accept.")),
    GIVES_ACCESS: (N_("They work on it with you"), N_("From the next exchange on. You cannot undo this.")),
}
_TO_COLLEAGUE = (HANDS_OVER, GIVES_ACCESS)
# megabytes of a part, 0 for none
_SIZES: tuple[tuple[object, str], ...] = (
    (0, N_("One file")),
    (700, N_("Parts of 700 MB")),
    (4000, N_("Parts of 4 GB")),
)
_LANGUAGES: tuple[tuple[str, Text], ...] = (("both", N_("Both")), ("ar", plain("العربية")), ("en", plain("English")))


class Ways(QWidget):
    """One of them, and what it asks."""

    changed = Signal()

    def __init__(self, page: Issuing, case_id: str, agencies: Callable[[], Sequence[DisclosureBasis]]) -> None:
        super().__init__()
        self.now, self.language = PRINTED, "both"
        self.cards = {method: RadioCard(*words) for method, words in _CARDS.items()}
        grid = Grid(columns=3, least_width=190, gap=8)
        for method, card in self.cards.items():
            card.answers_to(N_("How"))
            card.chosen.connect(partial(self.choose, method))
            grid.add(card)
        self.warning = Label("", "small", "wait")
        self.opens_with = OpensWith(page, case_id, agencies)
        self.opens_with.changed.connect(self.changed)
        self.parts = Choose(_PARTS, list(_SIZES))
        self.sealing = layouts.column_widget(self.opens_with, Field(_PARTS, self.parts), gap=12, wrap=True)
        self.printers = page.choose_printer()
        self.printer = page.printer
        self.chips = {code: Chip(text, question=_LANGUAGE) for code, text in _LANGUAGES}
        line = Flow(gap=8).add(*self.chips.values())
        for code, chip in self.chips.items():
            chip.chosen.connect(partial(self._spoken, code))
        self.languages = layouts.column_widget(Label(_LANGUAGE, "label"), line, gap=6, wrap=True)
        layouts.column(grid, self.warning, self.languages, self.printers, self.sealing, gap=12, parent=self)
        layouts.wraps(self)
        self.warning.hide()
        self.offer(for_colleague=False, is_batch=False)

    def offer(self, *, for_colleague: bool, is_batch: bool) -> None:
        """Of these ways: several cases go as one sealed file."""
        ways = _TO_COLLEAGUE if for_colleague else (SEALED,) if is_batch else (PRINTED, PDF, SEALED)
        for method, card in self.cards.items():
            card.setVisible(method in ways)
        if self.now not in ways:
            self.now = ways[0]
        self._show(for_colleague=for_colleague)

    def _show(self, *, for_colleague: bool) -> None:
        for method, card in self.cards.items():
            card.setChecked(method == self.now)
        self.languages.setVisible(not for_colleague)
        self.printers.setVisible(self.now == PRINTED)
        self.sealing.setVisible(self.now == SEALED)

    def choose(self, method: str) -> None:
        self.now = method
        self.changed.emit()

    def show_languages(self, *, has_both: bool) -> None:
        """`has_both`: may it be in both at once?"""
        self.chips["both"].setVisible(has_both)
        if not has_both and self.language == "both":
            self.language = theme.words().language
        self._mark()

    def speak(self, language: str) -> None:
        self.language = language
        self._mark()

    def _spoken(self, language: str) -> None:
        self.speak(language)
        self.changed.emit()

    def _mark(self) -> None:
        for code, chip in self.chips.items():
            chip.setChecked(code == self.language)

    def warn(self, sentence: Text) -> None:
        """What whoever takes the case must know of it at once."""
        self.warning.say(sentence)
        self.warning.setVisible(bool(sentence))

    def part_size(self) -> int:
        """In bytes; 0 for one file."""
        return int(self.parts.currentData()) << 20
