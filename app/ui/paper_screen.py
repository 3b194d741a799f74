"""What a page that issues a paper does: choices beside the sheet, and printing it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QRect, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.casework.export import case_print
from app.casework.export.paper_signing import Script
from app.errors import N_, SanadError
from app.language import Words
from app.settings import Language
from app.ui import paper, theme
from app.ui.file_chooser import FileDialog
from app.ui.labels import Label, Text, plain
from app.ui.parts import Box, Button, Chip, Choose, Field, IconButton, Notice, layouts
from app.ui.parts.buttons import Kind
from app.ui.parts.dialog import Dialog, DialogButton
from app.ui.parts.frame import Office
from app.ui.passphrase_choice import NewPhrase
from app.ui.workers import Workers


class Sheet(QWidget):
    """One page as a picture."""

    def __init__(self) -> None:
        super().__init__()
        self.image = QImage()
        self.setMinimumSize(240, 200)

    def show_image(self, image: QImage) -> None:
        self.image = image
        self.update()

    def wide(self) -> int:
        """The width at which a whole page fits."""
        return max(200, min(self.width(), round(self.height() / 1.4142)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        width = self.wide()
        height = min(self.height() - 1, round(width * 1.4142))
        box = QRect((self.width() - width) // 2, 0, width - 1, height)
        painter.fillRect(box, Qt.GlobalColor.white)
        if not self.image.isNull():
            painter.drawImage(box, self.image)
        painter.setPen(theme.colour("edge"))
        painter.drawRect(box)


class Pages(QWidget):
    """Previous, where one is, next; the page beneath."""

    if_none = " "  # said where there is no page yet

    def __init__(self) -> None:
        super().__init__()
        self.pdf, self._page, self._pages = b"", 0, 0
        self.sheet = Sheet()
        self.where = Label(self._place, "small", "ink2", wrap=False)
        self.before = IconButton(N_("Previous page"), "arrow_back", "quiet")
        self.after = IconButton(N_("Next page"), "arrow_fwd", "quiet")
        self.before.clicked.connect(lambda: self._turn(-1))
        self.after.clicked.connect(lambda: self._turn(1))
        column = layouts.column(gap=8, parent=self)
        turn = layouts.row(layouts.Stretch(), self.before, self.where, self.after, layouts.Stretch(), gap=8)
        layouts.add(column, turn, (self.sheet, 1))
        self._turn(0)

    def show_pdf(self, pdf: bytes) -> None:
        self.pdf, self._page, self._pages = pdf, 0, paper.count(pdf)
        self._turn(0)

    def show_nothing(self) -> None:
        self.pdf, self._page, self._pages = b"", 0, 0
        self.sheet.show_image(QImage())
        self._turn(0)

    def _turn(self, step: int) -> None:
        self._page = max(0, min(self._pages - 1, self._page + step))
        self.before.setEnabled(self._page > 0)
        self.after.setEnabled(self._page < self._pages - 1)
        if self.pdf:
            self.sheet.show_image(paper.page(self.pdf, self._page, 2 * self.sheet.wide()))
        self.where.tell()
        self.where.updateGeometry()

    def _place(self, w: Words) -> str:
        if not self._pages:
            return w(self.if_none)
        return w("Page {number} of {total}", number=self._page + 1, total=self._pages)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.pdf and self.sheet.image.width() < self.sheet.wide():
            self._turn(0)

    def forget(self) -> None:
        """A page shouldn't keep what it showed."""
        self.pdf, self.sheet.image = b"", QImage()


class Issuing(Office):
    """A page that prints papers and saves them as files: the printer, the password, the place."""

    printer: Choose

    def printing(self, *, busy: bool) -> None:
        """A paper is on its way."""
        raise NotImplementedError

    def issued(self, sentence: Text) -> None:
        """What became of it."""
        self.succeed(sentence)

    @staticmethod
    def _one(language: str) -> Language:
        return "ar" if language == "ar" else "en"

    def choose_printer(self) -> QWidget:
        """Which of those that there are, or a line that there is none."""
        names = paper.printers()
        self.printer = Choose(N_("Printer"), [(name, plain(name)) for name in names])
        none = Label(N_("This computer has no printer."), "small", "ink2")
        return Field(N_("Printer"), self.printer) if names else none

    def choose_file(self, save: Callable[[Path], None] | None = None) -> None:
        name = f"{paper.document_name(theme.words())}.pdf"
        title, kinds = N_("Save as a file"), "PDF (*.pdf)"
        self.open_dialog(FileDialog, title, save or self.save_to, kinds=kinds, save_as=name)

    def save_to(self, file: Path) -> None:
        """Write it."""

    def ask_password(self, save: Callable[[Path, str | None], None]) -> None:
        """A password, and the place; without one where the administrator allows it."""
        phrase = NewPhrase(N_("Password of the file"))
        phrase.known = (self.context.officer.name,)

        def take() -> None:
            password = phrase.chosen()
            if password is not None:
                dialog.close_down()
                self.choose_file(lambda file: save(file, password))

        choose = Button(N_("Choose the place"), "primary", on_click=take)
        phrase.ready.connect(take)
        body = layouts.column_widget(phrase, choose, gap=12, wrap=True)

        sentence = N_("The recipient of the file needs it. Give it by telephone, and never send it with the file.")
        answers = [DialogButton(N_("Cancel"))]
        if case_print.may_save_plain():
            plain_file = N_("Save without a password")
            answers.append(DialogButton(plain_file, lambda: self._ask_plain(save), "quiet"))
        title = N_("A password for the file")
        dialog = self.open_dialog(Dialog, title, sentence, answers, body=body, width=640)

    def _ask_plain(self, save: Callable[[Path, str | None], None]) -> None:
        self.open_dialog(
            Dialog,
            N_("Save it unencrypted, so that anybody can read it?"),
            N_(
                "Anyone who finds this file can read the name and every answer. A "
                "trace stays on the disk or USB stick even after it is deleted."
            ),
            [
                DialogButton(N_("Use a password"), lambda: self.ask_password(save)),
                DialogButton(
                    N_("Save without a password"), lambda: self.choose_file(lambda file: save(file, None)), "grave"
                ),
            ],
            width=560,
        )

    def write_file(
        self,
        begin: Callable[[], Script[Any]],
        on_written: Callable[[Any], None],
        failed: Callable[[SanadError], None] | None = None,
    ) -> None:
        """`begin`: the script of a file, whose event comes first."""
        waits = N_("The time-stamp authority is asked. You can go on working meanwhile.")
        run_errands(
            self.context.workers, self, begin, on_written, failed or self.trouble.emit, waits=lambda: self.issued(waits)
        )

    def print_pdf(self, make: Callable[[], bytes], go_on: Callable[[], None] = lambda: None) -> None:
        """`make` on the writing thread, once the log says that it is issued; then to the printer."""
        printer, title = str(self.printer.chosen() or ""), paper.document_name(theme.words())

        def send(pdf: bytes) -> None:
            self.context.workers.slow(self, lambda: paper.send(pdf, printer, title), printed, self._not_printed)

        def printed(_none: None) -> None:
            self.printing(busy=False)
            self.issued(N_("Sent to the printer. Collect the paper before anyone else does."))
            go_on()

        self.printing(busy=True)
        self.context.workers.write_vault(self, make, send, self._not_printed)

    def _not_printed(self, error: SanadError) -> None:
        self.printing(busy=False)
        self.trouble.emit(error)


_NARROW, _LOW, _CHOICES, _ANY = 800, 480, 332, 16777215


class PaperScreen(Issuing):
    """A subclass makes the buttons and lays the pages. What happened is said under the header, where
    the eye is, until it was seen."""

    print_it: Button
    save_it: Button
    notice: Notice
    pages: Pages
    language: str
    languages: tuple[tuple[str, Text], ...] = (("ar", plain("العربية")), ("en", plain("English")))

    def lay_pages(self, choices: QWidget) -> None:
        """The choices, and the sheet at their side."""
        self.pages = Pages()
        self.page.removeWidget(self.area)
        self.area.hide()
        self.notice = Notice()
        self.notice.seen.connect(self.arrive)
        self.page.addLayout(layouts.column(self.notice, margins=(32, 0, 32, 0)))
        self.choices = choices
        self.turn = Chip(N_("Show the paper"))  # where both have no room beside each other
        self.turn.hide()
        self.turn.chosen.connect(self._fit_columns)
        self.page.addLayout(layouts.row(self.turn, layouts.Stretch(), margins=(32, 0, 32, 0)))
        columns = layouts.row(choices, (self.pages, 1), gap=24, margins=(32, 0, 32, 20))
        self.page.addLayout(columns, 1)
        self._fit_columns()

    def _fit_columns(self) -> None:
        narrow = self.width() < _NARROW
        shows_paper = self.turn.isChecked()
        self.turn.setVisible(narrow)
        self.choices.setMinimumWidth(0 if narrow else _CHOICES)
        self.choices.setMaximumWidth(_ANY if narrow else _CHOICES)
        self.choices.setVisible(not (narrow and shows_paper))
        self.pages.setVisible(shows_paper or not narrow)
        gap = 4 if self.height() < _LOW else 12
        self.page.setSpacing(gap)
        if (choices_layout := self.choices.layout()) is not None:
            choices_layout.setSpacing(gap)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if hasattr(self, "turn"):
            self._fit_columns()

    def choose_language(self, box: Box) -> None:
        question = N_("Language of the paper")
        self.chips = {code: Chip(text, question=question) for code, text in self.languages}
        for code, chip in self.chips.items():
            chip.chosen.connect(lambda code=code: self.speak(code))
        row = layouts.row(*self.chips.values(), layouts.Stretch(), gap=8)
        box.add(Label(question, "label"), row)

    def speak(self, code: str) -> None:
        self.language = code
        self.load()

    def mark_language(self) -> None:
        for code, chip in self.chips.items():
            chip.setChecked(code == self.language)

    def print_or_save(self, box: Box) -> None:
        """To print is the first act, where there is a printer."""
        has_printer = bool(self.printer.options)
        kinds: tuple[Kind, Kind] = ("primary", "second") if has_printer else ("second", "primary")
        self.print_it = Button(N_("Print"), kinds[0], "doc", tall=True, on_click=self.send)
        self.save_it = Button(N_("Save as a file"), kinds[1], "doc", on_click=self.choose_file)
        self.print_it.setEnabled(has_printer)
        for button in (self.print_it, self.save_it):
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        box.add(self.print_it, self.save_it)

    def send(self) -> None:
        """Print what is shown."""

    def primary(self) -> None:
        self.send() if self.print_it.isEnabled() else self.choose_file()

    def forget(self) -> None:
        self.pages.forget()

    def printing(self, *, busy: bool) -> None:
        self.print_it.setEnabled(not busy)

    def issued(self, sentence: Text) -> None:
        self.notice.say(sentence)

    def arrive(self) -> None:
        first = self.print_it if self.print_it.isEnabled() else self.save_it
        first.setFocus(Qt.FocusReason.OtherFocusReason)


# -- errands -------------------------------------------------------------------------------------
# A script of `casework.export.paper_signing`: its steps on the vault's thread, its errands on another.
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
            workers, value.run, lambda answer: workers.write_vault(workers, lambda: step(answer), on, fails), fails
        )

    def fails(error: SanadError) -> None:
        workers.tell(receiver, failed, error)

    workers.write_vault(workers, lambda: step(None), on, fails)
