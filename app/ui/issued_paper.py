"""A certificate, a sheet or a receipt: looked at, in either language; issued when it is printed or saved."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.casework.cases import issued_papers
from app.casework.cases.issued_papers import IssuedPaper, Paper
from app.errors import N_
from app.ui import theme
from app.ui.app_context import AppContext
from app.ui.labels import Label, Text
from app.ui.paper_screen import PaperScreen
from app.ui.parts import Box, Button, layouts, scrolling


class IssuedPaperScreen(PaperScreen):
    """It holds numbers of cases and names of officers, and nobody else's."""

    def __init__(
        self, context: AppContext, title: str, second: Text, make: Callable[[], Paper], return_to: object
    ) -> None:
        super().__init__(context, "headquarters", title, second)
        self._make, self._back, self.language = make, return_to, theme.words().language
        self.lay_pages(self._choices())
        self.load()

    def _choices(self) -> QWidget:
        box = Box(margins=(18, 16, 18, 16), gap=12)
        self.choose_language(box)
        box.add(self.choose_printer())
        self.print_or_save(box)
        sentence = N_(
            "Each paper that is printed or saved gets its own number, and the log records that it was issued. This is a preview."
        )
        back_button = Button(N_("Back"), "quiet", "arrow_back", on_click=self.back)
        box.add(Label(sentence, "small", "ink2"), layouts.Stretch(), back_button)
        return scrolling(box)

    def load(self) -> None:
        self.mark_language()
        make, language = self._make, self._one(self.language)
        self.read_vault(lambda session: issued_papers.preview(session, make(), language), self.pages.show_pdf)

    def send(self) -> None:
        """To the printer, once the log says that it is issued."""
        if not self.pages.pdf:
            return
        session, make = self.context.session, self._make
        language = self._one(self.language)
        self.print_pdf(lambda: issued_papers.printed(session, make(), language))

    def save_to(self, file: Path) -> None:
        """Issue it into a file; the log says so first."""
        make, language = self._make, self._one(self.language)

        def written(issued: IssuedPaper) -> None:
            self.notice.say(lambda w: w("File written: issue {number}.", number=w.number(issued.number)))

        self.write_vault(lambda session: issued_papers.save(session, make(), language, file), written)

    def back(self) -> None:
        self.wants.emit(self._back)
