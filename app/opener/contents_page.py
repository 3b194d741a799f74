"""A file that was opened: who signed it, what it is, what is in it; each part to look at or to save."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.bundle.manifest import Manifest
from app.errors import N_, SanadError
from app.language import Words, isolate, isolate_ltr
from app.opener import received
from app.opener.receipt_box import ReceiptBox
from app.ui.app_context import AppContext
from app.ui.bundle.sensitive_rows import sensitive
from app.ui.file_chooser import FileDialog
from app.ui.labels import plain
from app.ui.parts import Banner, Button, CheckCard, FieldProblem, Flow, Row, Rows, counted, group, layouts
from app.ui.parts.dialog import Dialog, DialogButton
from app.ui.plain_page import Page
from app.ui.sharing.six_words import SixWords
from app.ui.sync.states import size

_ICONS = {"pages": "doc", "picture": "picture", "table": "list", "text": "doc", "other": "held"}


class ContentsPage(Page):
    """One primary action: look at the record."""

    def __init__(
        self,
        context: AppContext,
        bundle: received.Received,
        look: Callable[[received.Part], None],
        close: Callable[[], None],
    ) -> None:
        reference = bundle.bundle.manifest.reference
        super().__init__(context, N_("The file is unchanged since it was signed"), plain(isolate_ltr(reference)))
        self.received, self._look, self._close = bundle, look, close
        self.views: dict[str, Button] = {}
        self.chosen: dict[str, CheckCard] = {}
        manifest = bundle.bundle.manifest
        self.body.addWidget(self._signed(manifest))
        self.body.addWidget(_about(manifest))
        self.body.addWidget(self._parts())
        self.body.addWidget(sensitive(manifest.contains, N_("Sensitive information in it")))
        self.receipt = ReceiptBox(context, bundle)
        self.body.addWidget(group(N_("A receipt for the sender"), self.receipt))
        self.body.addStretch(1)
        self.problem = FieldProblem()
        self.body.addWidget(self.problem)
        verb = N_("View the dossier") if bundle.begins_with_dossier else N_("View the record")
        self.go = Button(verb, "primary", "eye", tall=True, on_click=self.primary)
        leave = Button(N_("Close the file"), "second", tall=True, on_click=self._close)
        self.foot(N_("Nothing in it is written to this computer while you view it."), leave, self.go)

    def _signed(self, manifest: Manifest) -> QWidget:
        author = isolate(manifest.author.name)
        arabic, english = self.received.words
        self.words = SixWords(arabic, english)
        sentence = N_(
            "The file names {name} as its author. Telephone that office on a number that you already knew, and have "
            "these six words read to you. If one differs, the file is not from there."
        )
        holder = QWidget()
        layouts.column(Banner(lambda w: w(sentence, name=author), "wait", "wait"), self.words, gap=12, parent=holder)
        layouts.wraps(holder)
        return group(N_("Who signed it"), holder)

    def _parts(self) -> QWidget:
        holder, rows = QWidget(), Rows()
        for part in self.received.parts:
            rows.add(self._row(part))
        acts = Flow(gap=12)
        self.mark = Button(N_("Choose parts to save"), "second", "check", on_click=self._choose)
        self.save = Button(N_("Save all parts"), "second", "folder", on_click=self._ask_save)
        acts.add(self.mark)
        acts.add(self.save)
        self.choices = QWidget()
        column = layouts.column(gap=8, parent=self.choices)
        for part in self.received.parts:
            card = CheckCard(_title(part))
            card.toggled.connect(lambda _on: self._say_how_many())
            self.chosen[part.name] = card
            column.addWidget(card)
        layouts.wraps(self.choices)
        self.choices.hide()
        layouts.column(rows, self.choices, acts, gap=12, parent=holder)
        layouts.wraps(holder)
        return group(counted(N_("What is in it"), len(self.received.parts)), holder)

    def _row(self, part: received.Part) -> Row:
        view = None
        if part.kind != "other":
            view = Button(N_("Show"), "second", "eye", on_click=lambda: self._look(part), about=part.title or part.name)
            self.views[part.name] = view
        bytes_ = part.size
        second = lambda w: f"{isolate_ltr(part.name)} · {size(w, bytes_)}"  # noqa: E731
        return Row(_title(part), second, _ICONS[part.kind], view)

    # saving

    def _choose(self) -> None:
        self.choices.setVisible(not self.choices.isVisible())
        if self.choices.isVisible():
            next(iter(self.chosen.values())).setFocus(Qt.FocusReason.OtherFocusReason)
        self._say_how_many()

    def names(self) -> list[str]:
        """Which parts are to be saved: those that were chosen, else all."""
        if self.choices.isHidden():
            return list(self.chosen)
        return [name for name, card in self.chosen.items() if card.isChecked()]

    def _say_how_many(self) -> None:
        number = len(self.names())
        if self.choices.isHidden():
            self.save.say(N_("Save all parts"))
        else:
            self.save.say(lambda w: w.count("Save {n} chosen part", "Save {n} chosen parts", number))
        self.save.setEnabled(number > 0)

    def _ask_save(self) -> None:
        Dialog(
            self.window(),
            N_("Write the files so that anyone can read them?"),
            N_(
                "What is saved is no longer protected: anyone who finds the folder can read the "
                "name and every answer. Traces stay on the disk or USB stick even after the "
                "files are deleted. Save it only on an encrypted computer."
            ),
            [
                DialogButton(N_("View it here only")),
                DialogButton(N_("Choose the folder"), self._choose_folder, "grave"),
            ],
            width=560,
        )

    def _choose_folder(self) -> None:
        FileDialog(self.window(), N_("An empty folder for the files"), self.save_to, folder=True)

    def save_to(self, folder: Path) -> None:
        names, bundle = self.names(), self.received
        self.problem.say("")
        self.save.setEnabled(False)

        def saved(_none: None) -> None:
            self.save.setEnabled(True)
            self.note.say(
                lambda w: w(
                    "The files are in {folder}. Anyone who finds them can read them.", folder=isolate_ltr(str(folder))
                ),
                "wait",
            )

        self.context.workers.slow(self, lambda: received.save(bundle, names, folder), saved, self.complain)

    def complain(self, error: SanadError) -> None:
        """In its place at the end of the page."""
        self.save.setEnabled(True)
        self.problem.say(lambda w: w.say(error))
        self.area.ensureWidgetVisible(self.problem)

    # around

    def arrive(self) -> None:
        self.go.setFocus(Qt.FocusReason.OtherFocusReason)

    def primary(self) -> None:
        self._look(self.received.parts[0])

    def back(self) -> None:
        self._close()


def _title(part: received.Part) -> Callable[[Words], str]:
    known, folder = received.says_of(part.name), received.in_folder(part.name)[0]

    def title(w: Words) -> str:
        text = w(known) if known else isolate(part.title or part.name)
        return f"{isolate_ltr(folder)} · {text}" if folder else text

    return title


def _about(manifest: Manifest) -> QWidget:
    rows, created, author = Rows(), manifest.made, manifest.author
    number, total = manifest.counter, manifest.envelopes

    def which(w: Words) -> str:
        parts = [w("File {n} of this case from that computer", n=w.number(number))]
        parts += [w.count("{n} signed record", "{n} signed records", total)] if total else []
        return " · ".join(parts)

    if len(manifest.cases) == 1:
        rows.add(Row(plain(isolate_ltr(manifest.reference)), which, "folder"))
    for case in manifest.cases if len(manifest.cases) > 1 else ():
        rows.add(Row(plain(isolate_ltr(case.reference)), plain(isolate_ltr(case.folder)), "folder"))
    rows.add(Row(lambda w: w("Sealed on {moment}", moment=w.moment(created)), plain(isolate(author.name)), "clock"))
    if manifest.purpose:
        rows.add(Row(N_("Purpose"), plain(manifest.purpose), "send"))
    if manifest.held_back:
        rows.add(Row(N_("Left out by the sender"), N_("The record says which kinds"), "lock"))
    if manifest.doubts:
        open_points = sum(manifest.doubts.values())
        rows.add(Row(N_("Open points when it was sealed"), lambda w: w.number(open_points), "wait", tone="wait"))
    return group(N_("What it is"), rows)
