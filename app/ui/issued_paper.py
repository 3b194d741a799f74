"""A certificate, a sheet or a receipt: looked at, in either language; issued when it is printed or saved."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QSizePolicy, QWidget

from app.casework.cases import issued_papers
from app.casework.cases.issued_papers import IssuedPaper, Paper
from app.errors import N_
from app.settings import Language
from app.ui import paper, theme
from app.ui.app_context import AppContext
from app.ui.file_chooser import FileDialog
from app.ui.labels import Label, Text, plain
from app.ui.paper_screen import Pages, PaperScreen
from app.ui.parts import layouts
from app.ui.parts.boxes import Box
from app.ui.parts.buttons import Button, Chip
from app.ui.parts.scroll_bar import scrolling


class IssuedPaperScreen(PaperScreen):
    """It holds numbers of cases and names of officers, and nobody else's."""

    def __init__(
        self,
        context: AppContext,
        title: str,
        second: Text,
        make: Callable[[], Paper],
        return_to: object,
    ) -> None:
        super().__init__(context, "headquarters", title, second)
        self._make, self._back, self.language = make, return_to, theme.words().language
        self.pages = Pages()
        self.lay_pages(self._choices())
        self.load()

    def _choices(self) -> QWidget:
        box = Box(margins=(18, 16, 18, 16), gap=12).add(Label(N_("Language of the paper"), "label"))
        row = layouts.row(gap=8)
        self.chips: dict[Language, Chip] = {
            "ar": Chip(plain("العربية")),
            "en": Chip(plain("English")),
        }
        for code, chip in self.chips.items():
            chip.chosen.connect(lambda code=code: self.speak(code))
            row.addWidget(chip)
        row.addStretch()
        box.add(row, self.choose_printer())
        names = self.printer.options
        self.print_it = Button(N_("Print"), "primary" if names else "second", "doc", tall=True)
        self.save_it = Button(N_("Save as a file"), "second" if names else "primary", "doc")
        self.print_it.setEnabled(bool(names))
        self.print_it.clicked.connect(self.send)
        self.save_it.clicked.connect(self.choose)
        sentence = N_("Each paper that is printed or saved gets its own number, and the log records that it was issued. This is a preview.")  # fmt: skip
        back_button = Button(N_("Back"), "quiet", "arrow_back", on_click=self.back)
        for button in (self.print_it, self.save_it):
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            box.inside.addWidget(button)
        box.add(Label(sentence, "small", "ink2"), layouts.Stretch(), back_button)
        return scrolling(box)

    def speak(self, code: Language) -> None:
        self.language = code
        self.load()

    def load(self) -> None:
        for code, chip in self.chips.items():
            chip.setChecked(code == self.language)
        make, language = self._make, self.language
        self.read_vault(
            lambda session: issued_papers.preview(session, make(), language), self.pages.show_pdf
        )

    def primary(self) -> None:
        self.send() if self.print_it.isEnabled() else self.choose()

    def send(self) -> None:
        """To the printer, once the log says that it is issued."""
        if not self.pages.pdf:
            return
        session, make, language = self.context.session, self._make, self.language
        self.print_pdf(lambda: issued_papers.printed(session, make(), language))

    def choose(self) -> None:

        name = f"{paper.document_name(theme.words())}.pdf"
        self.open_dialog(
            FileDialog, N_("Save as a file"), self.save_to, kinds="PDF (*.pdf)", save_as=name
        )

    def save_to(self, file: Path) -> None:
        """Issue it into a file; the log says so first."""
        make, language = self._make, self.language

        def written(issued: IssuedPaper) -> None:
            self.notice.say(lambda w: w("File written: issue {number}.", number=w.number(issued.number)))  # fmt: skip

        self.write_vault(
            lambda session: issued_papers.save(session, make(), language, file), written
        )

    def back(self) -> None:
        self.wants.emit(self._back)

    def forget(self) -> None:
        self.pages.forget()
