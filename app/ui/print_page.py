"""The record on paper or in a file, straight from memory; the paper is noted before it exists."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.casework.cases.redaction import Withheld
from app.casework.export import case_print
from app.casework.export.disclosure_check import disclosure_of
from app.casework.export.paper_signing import Script
from app.errors import N_, SanadError
from app.ui import navigation, theme
from app.ui.app_context import AppContext
from app.ui.labels import plain
from app.ui.paper_screen import PaperScreen
from app.ui.parts import layouts
from app.ui.parts.boxes import Box
from app.ui.parts.buttons import Button
from app.ui.parts.dialog import Dialog, DialogButton
from app.ui.parts.remembered_text import Remembered, place_of
from app.ui.parts.scroll_bar import scrolling
from app.ui.passphrase_choice import NewPhrase
from app.ui.sharing.recipient_picker import ForWhom
from app.ui.workers import Workers

# -- errands -----------------------------------------------------------------------------------
# A script of `casework.export.paper_signing` from a page: its steps on the vault's thread, its
# errands on another, so that whoever types goes between.
# It goes on to its end when the page is left: the file was announced. Then nobody hears of it.

T = TypeVar("T")


def run_errands(
    workers: Workers,
    receiver: QObject,
    begin: Callable[[], Script[T]],
    on_result: Callable[[T], None],
    failed: Callable[[SanadError], None],
    *,
    waits: Callable[[], None] = lambda: None,
) -> None:
    """`begin` may use the vault; `waits` is called when somebody elsewhere is asked."""
    scripts: list[Script[T]] = []

    def step(answer: bytes | None) -> tuple[bool, Any]:
        """Is it over, and what came of it, or what is to be fetched elsewhere?"""
        if not scripts:
            scripts.append(begin())
        try:
            return False, next(scripts[0]) if answer is None else scripts[0].send(answer)
        except StopIteration as stop:
            return True, stop.value

    def on(step_done: tuple[bool, Any]) -> None:
        is_over, value = step_done
        if is_over:
            workers.tell(receiver, on_result, value)
            return
        workers.tell(receiver, lambda _none: waits(), None)
        workers.carry(
            workers, value.run,
            lambda answer: workers.write_vault(workers, lambda: step(answer), on, fails), fails,
        )  # fmt: skip

    def fails(error: SanadError) -> None:
        workers.tell(receiver, failed, error)

    workers.write_vault(workers, lambda: step(None), on, fails)


# -- print page ---------------------------------------------------------------------------------


class PrintScreen(PaperScreen):
    """Preview, for whom, language, printer, file. `whom`: None where the paper itself says it."""

    title = N_("Print or save")
    whom: ForWhom | None = None
    asks_for_whom = True
    first = ""  # the language chosen beforehand; the screen's where there is none

    def __init__(self, context: AppContext, case_id: str, reference: str) -> None:
        super().__init__(context, "cases", self.title, plain(reference))
        self.case_id, self.reference = case_id, reference
        self.language = self.first or theme.words().language
        self._goes: tuple[str, str, Withheld] = ("", "", Withheld())
        self.lay_pages(self._choices())
        self.load()
        if self.whom is not None:
            code = theme.words().language
            context.read_vault(
                self, lambda session: disclosure_of(session, case_id, code), self.whom.know
            )

    def _whom(self) -> ForWhom:
        return ForWhom(self.load, columns=1, reads=self.read_over)

    def read_over(self) -> None:
        """What goes to whom was chosen, and its free texts; and back here."""
        if self.whom is not None:
            self.wants.emit(
                navigation.Disclosure(
                    self.case_id, self.whom.agency, self.whom.recipient, self.whom.held(), self.comes_from()
                )
            )  # fmt: skip

    def comes_from(self) -> object:
        """The destination that this page is."""
        return navigation.PrintCase(self.case_id, self.reference)

    def _choices(self) -> QWidget:
        """What is chosen, in an area that scrolls, and under it what is done, always in sight."""
        box = self.box = Box(margins=(18, 16, 18, 16), gap=12)
        if self.asks_for_whom:
            self.whom = self._whom()
            self.remembered = Remembered(self, place_of(self), self.whom)
            box.inside.addWidget(self.whom)
        self.choose_language(box)
        box.add(self.choose_printer(), layouts.Stretch())
        holder = QWidget()
        self._lay_acts(layouts.column((scrolling(box), 1), gap=12, parent=holder))
        return holder

    def _lay_acts(self, column: QVBoxLayout) -> None:
        self.print_it = Button(N_("Print"), "primary", "doc", tall=True)
        self.save_it = Button(N_("Save as a file"), "second", "lock")
        for button in (self.print_it, self.save_it):
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.print_it.setEnabled(bool(self.printer.options))
        self.print_it.clicked.connect(self.primary)
        column.addWidget(self.print_it)
        self.save_it.clicked.connect(self._ask_password)
        column.addWidget(self.save_it)
        back_button = Button(N_("Back"), "quiet", "arrow_back", on_click=self.back)
        last = layouts.row(back_button, gap=8)
        if case_print.may_save_plain():
            plain_file = Button(N_("Save without a password"), "quiet", on_click=self._ask_plain)
            last.addWidget(plain_file)
        last.addStretch()
        column.addLayout(last)

    # what is printed

    def preview(self, language: str) -> bytes:
        """On the reading thread."""
        return case_print.preview(
            self.context.session, self.case_id, self._one(language), self._goes[2].anew()
        )

    def for_paper(self, language: str) -> bytes:
        """After the event, on the writing thread."""
        agency, reason, withheld = self._goes
        session, paper_language = self.context.session, self._one(language)
        return case_print.printed(
            session, self.case_id, paper_language, agency, reason, withheld.anew()
        )

    def into(self, file: Path, language: str, password: str | None) -> Script[object]:
        """After the event, on the writing thread; left off where others are asked."""
        agency, reason, withheld = self._goes
        session, paper_language = self.context.session, self._one(language)
        case_print.save(
            session=session,
            case_id=self.case_id,
            language=paper_language,
            file=file,
            password=password,
            agency=agency,
            override=reason,
            withheld=withheld.anew(),
        )
        yield from ()
        return None

    def _said(self) -> bool:
        """Is everything said that must be, before anything leaves?"""
        return self.whom is None or self.whom.said()

    def _look(self) -> None:
        """To whom, why, and without what: as it stands on the screen now."""
        if self.whom is not None:
            self._goes = (self.whom.agency, self.whom.reason, self.whom.held())

    def load(self) -> None:
        self.mark_language()
        self._look()
        language, recipient = self.language, self._goes

        def show(pdf: bytes) -> None:
            if (language, recipient) == (
                self.language,
                self._goes,
            ):  # and not another one meanwhile
                self.pages.show_pdf(pdf)

        self.context.workers.read_vault(self, lambda: self.preview(language), show)

    def arrive(self) -> None:
        if self.whom is not None:
            self.whom.first()
        else:
            super().arrive()

    def primary(self) -> None:
        if not self.print_it.isEnabled() or not self._said():
            return
        self._look()
        language = self.language
        self.print_pdf(lambda: self.for_paper(language))

    # files

    def _ask_password(self, _checked: bool = False) -> None:
        if not self._said():
            return
        phrase = NewPhrase(N_("Password of the file"))
        phrase.known = (self.context.officer.name,)

        def take() -> None:
            password = phrase.chosen()
            if password is not None:
                dialog.close_down()
                self._save(password)

        choose = Button(N_("Choose the place"), "primary", on_click=take)
        phrase.ready.connect(take)
        body = layouts.column_widget(phrase, choose, gap=12, wrap=True)

        sentence = N_(
            "The recipient of the file needs it. Tell it by telephone, never with the file."
        )
        answers = [DialogButton(N_("Cancel"))]
        title = N_("A password for the file")
        dialog = self.open_dialog(Dialog, title, sentence, answers, body=body, width=640)

    def _ask_plain(self) -> None:
        if not self._said():
            return

        self.open_dialog(
            Dialog,
            N_("Save it unencrypted, so that anybody can read it?"),
            N_(
                "Anyone who finds this file can read the name and every answer. A "
                "trace stays on the disk or USB stick even after it is deleted."
            ),
            [
                DialogButton(N_("Use a password"), self._ask_password),
                DialogButton(N_("Save without a password"), lambda: self._save(None), "grave"),
            ],
            width=560,
        )

    def _save(self, password: str | None) -> None:
        self.choose_file(lambda file: self.save_to(file, password))

    def save_to(self, file: Path, password: str | None = None) -> None:
        """Write the file; the event comes first."""
        language = self.language
        self._look()
        run_errands(
            self.context.workers,
            self,
            lambda: self.into(file, language, password),
            lambda _none: self.notice.say(N_("File written.")),
            self.trouble.emit,
            waits=lambda: self.notice.say(N_("The time-stamp authority is asked. You can go on working meanwhile.")),
        )  # fmt: skip

    def back(self) -> None:
        self.wants.emit(navigation.Case(self.case_id))
