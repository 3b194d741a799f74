"""The sheet of a worker's rights and of whom to call: chosen by language, looked at, printed or saved.
It is about nobody, so nothing is recorded of it."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.casework.lifecycle import rights_sheet
from app.casework.lifecycle.rights_sheet import SheetLanguage
from app.casework.questionnaires import form_languages
from app.errors import N_, SanadError
from app.language import Words
from app.settings import Language
from app.ui import navigation, theme
from app.ui.app_context import AppContext
from app.ui.labels import Label, Text
from app.ui.paper_screen import PaperScreen
from app.ui.parts import Banner, Box, Button, Chip, Choose, Field, layouts, scrolling

_LANGUAGE = N_("Language of the person")


def _named(code: str) -> Text:
    """As the officer calls it; on the sheet it stands in its office script."""
    return lambda w: form_languages.name_in(code, w.language)


def _not_printed(n: int, w: Words) -> str:
    return w.count(
        "{n} number is not printed: nobody confirmed it lately. User management can confirm it.",
        "{n} numbers are not printed: nobody confirmed them lately. User management can confirm them.",
        n,
    )


def _in_english(n: int, whole: list[str], w: Words) -> str:
    says = w.count(
        "{n} sentence of this sheet stands in English: nobody has translated it yet.",
        "{n} sentences of this sheet stand in English: nobody has translated them yet.",
        n,
    )
    named = " · ".join(form_languages.name_in(code, w.language) for code in whole)
    return f"{says} {w(N_('Whole in: {languages}'), languages=named)}"


class RightsSheet(PaperScreen):
    """`case_id`: the case that one came from, "" for none; it opens in the language of that person."""

    _language: Choose
    _field: Field

    def __init__(self, context: AppContext, case_id: str = "") -> None:
        super().__init__(
            context,
            "cases",
            N_("Rights and numbers to call"),
            N_("A sheet for the person to take along. It names nobody, and no record is made of it."),
        )
        self._case_id = case_id
        self.column = layouts.column(gap=12)
        self.lay_pages(self._choices())
        session = context.session

        def read() -> tuple[list[SheetLanguage], str, int]:
            spoken = rights_sheet.language_of(session, case_id) if case_id else ""
            return rights_sheet.languages(session), spoken, rights_sheet.numbers_left_off(session)

        context.workers.read_vault(self, read, self._offer)

    def _choices(self) -> QWidget:
        box = Box(margins=(18, 16, 18, 16), gap=12).add(self.column)
        self.whole = Chip(N_("Sheet"), chosen=True)
        self.cards = Chip(N_("Small cards"))
        self.whole.chosen.connect(lambda: self._size(small=False))
        self.cards.chosen.connect(lambda: self._size(small=True))
        box.inside.addLayout(layouts.row(self.whole, self.cards, layouts.Stretch(1), gap=8))
        warning = N_(
            "Small cards show numbers only and do not say what they are for. First ask whether it is safe for the person to carry one."
        )
        box.add(Label(warning, "small", "ink2"), self.choose_printer())
        self.print_or_save(box)
        back_to = N_("Back to the case") if self._case_id else N_("Back")
        box.add(layouts.Stretch(), Button(back_to, "quiet", "arrow_back", on_click=self.back))
        return scrolling(box)

    def _offer(self, offered: tuple[list[SheetLanguage], str, int]) -> None:
        languages, spoken, left_off = offered
        if not languages:
            self.trouble.emit(rights_sheet.NoRightsSheet())
            return
        codes = [language.code for language in languages]
        self._language = Choose(_LANGUAGE, [(code, _named(code)) for code in codes])
        office = self.context.officer.language
        self._language.choose(spoken if spoken in codes else office)
        self._language.currentIndexChanged.connect(lambda _at: self.load())
        self.column.addWidget(Field(_LANGUAGE, self._language))
        self._missing = {language.code: language.missing for language in languages}
        self.in_english = Label("", "small", "ink2")
        self.column.addWidget(self.in_english)
        if left_off:
            self.column.addWidget(Banner(partial(_not_printed, left_off), "wait", "wait"))
        self.load()

    def _size(self, *, small: bool) -> None:
        self.whole.setChecked(not small)
        self.cards.setChecked(small)
        self.load()

    def load(self) -> None:
        missing = self._missing[self._code()]
        self.in_english.setVisible(bool(missing))
        if missing:
            whole = [code for code, number in self._missing.items() if not number]
            self.in_english.say(partial(_in_english, missing, whole))
        make = self._made
        self.context.workers.read_vault(self, make, self.pages.show_pdf)

    def _made(self) -> bytes:
        return rights_sheet.pdf(self.context.session, self._code(), self._beside(), small=self.cards.isChecked())

    def _code(self) -> str:
        return str(self._language.chosen())

    def _beside(self) -> Language | None:
        """The other of the office's languages where the person speaks one of them."""
        office = theme.words().language
        if self.cards.isChecked() or self._code() == office:
            return None
        return office

    def send(self) -> None:
        if self.pages.pdf:
            pdf = self.pages.pdf
            self.print_pdf(lambda: pdf)

    def save_to(self, file: Path) -> None:
        code, second = self._code(), self._beside()
        small = self.cards.isChecked()

        def refused(error: SanadError) -> None:
            self.notice.clear()
            self.trouble.emit(error)

        self.write_vault(
            lambda session: rights_sheet.save(session, code, file, second, small=small),
            lambda _none: self.notice.say(N_("File written.")),
            refused,
        )

    def back(self) -> None:
        """To the case, or to the day."""
        self.wants.emit(navigation.Case(self._case_id) if self._case_id else navigation.Home())
