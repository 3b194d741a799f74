"""Open a file that came: which, with what; then who signed it, what is in it, and its paper.

Nothing of it reaches the disk, unless the person has its files written into a folder; that is
asked first and stands in the journal of this computer."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.casework.export import bundle_export, bundle_import, bundle_signer
from app.casework.export.bundle_export import BundleAltered, VerifiedFiles
from app.casework.export.receipt_return import TakenReceipt
from app.errors import N_, SanadError
from app.language import Words, isolate_ltr
from app.ui import navigation
from app.ui.app_context import AppContext
from app.ui.bundle.merged_records import summary_of
from app.ui.bundle.opened_bundle import came_known
from app.ui.bundle.paper_split import WithPaper
from app.ui.case import sealed_files
from app.ui.file_chooser import FileDialog
from app.ui.opening_way import OpeningWay
from app.ui.parts import Banner, Button, Flow, Row, Rows, empty, group, layouts
from app.ui.parts.dialog import Dialog, DialogButton

_PAPER = "case.pdf"


@dataclass(frozen=True, slots=True)
class Came:
    """What was opened, and whose signature it is."""

    bundle: VerifiedFiles
    signer: bundle_signer.BundleSigner


class OpenFile(WithPaper):
    """One primary action: open; then: back to the cases."""

    back_to = navigation.Cases()
    opened: Came | None = None
    _busy = False

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, self._title, self._second, N_("What the file says"))
        self.asks = OpeningWay("Sanad (*.age)")
        self.asks.changed.connect(self._free)
        self.asks.go_on.connect(self.primary)
        self.happened = layouts.column(gap=16)
        layouts.add(self.body, self.asks, self.happened)
        self.take_apart = Button(N_("Save its files to a folder"), "second", "folder", on_click=self._ask_extract)
        acts = Flow(gap=12)
        self.merge = Button(N_("Import its signed records"), "second", "list", on_click=self.take_in)
        self.merge.hide()
        self.returned = Button(
            N_("Import a receipt"), "quiet", "doc", on_click=lambda: sealed_files.choose_receipt(self, self._receipted)
        )
        acts.add(self.look_at, self.take_apart, self.merge, self.returned)
        layouts.add(self.body, acts, layouts.Stretch())
        self.page.addLayout(
            self.foot(N_("Nothing in it is written to this computer while you view it."), N_("Open the file"), "eye")
        )
        self.take_apart.hide()
        self.show_paper(visible=False)
        self._free()

    def _title(self, w: Words) -> str:
        return w("The file is unchanged since it was signed") if self.opened else w("Open a received file")

    def _second(self, w: Words) -> str:
        return isolate_ltr(self.asks.file.name) if self.opened and self.asks.file else " "

    # opening

    def _free(self) -> None:
        self.go.setEnabled(self.opened is not None or (self.asks.enough() and not self._busy))

    def primary(self) -> None:
        if self.opened is not None:
            self.back()
        elif self.asks.file is not None and self.go.isEnabled():
            self._open(self.asks.file)

    def _open(self, file: Path) -> None:
        empty(self.happened)
        self.asks.quiet()
        self._working(True)
        key, typed = self.asks.chosen()

        def opened() -> VerifiedFiles:
            opener = bundle_export.key_file(key) if key else bundle_export.opener_with(typed)
            return bundle_export.open_bundle(file, opener)

        self.context.workers.slow(self, opened, self._whose, self._refused)

    def _working(self, busy: bool) -> None:
        self._busy = busy
        self.asks.setEnabled(not busy)
        self.go.say(N_("Opening and checking") if busy else N_("Open the file"))
        self._free()

    def _whose(self, bundle: VerifiedFiles) -> None:
        self.read_vault(
            lambda session: Came(bundle, bundle_signer.signer(session, bundle)), self._opened, self._refused
        )

    def _refused(self, error: SanadError) -> None:
        self._working(False)
        if self.asks.complain(error):
            return
        self.happened.addWidget(Banner(lambda w: w.say(error), "wait", "wait"))
        if isinstance(error, BundleAltered):
            self.happened.addWidget(self._problems(error))
        self.asks.choose.setFocus(Qt.FocusReason.OtherFocusReason)

    @staticmethod
    def _problems(error: BundleAltered) -> QWidget:
        rows = Rows()
        for kind in dict.fromkeys(problem.kind for problem in error.problems):
            rows.add(Row(bundle_export.SAYS[kind], "", "wait", tone="wait"))
        return group(N_("Problems found"), rows)

    def _opened(self, bundle: Came) -> None:
        self.opened = bundle
        self.asks.phrase.clear()
        self._working(False)
        self.asks.hide()
        self.happened.addWidget(came_known(bundle.bundle.manifest, bundle.signer))
        self.pages.show_pdf(bundle.bundle.files[bundle.bundle.manifest.cases[0].name_of(_PAPER)])
        self.show_paper(visible=True)
        self.take_apart.show()
        self.merge.show()
        self.returned.hide()
        for part in (self.top.title, self.top.second):
            part.tell()
            part.updateGeometry()
        self.leave.say(N_("Another file"))
        self.leave.clicked.disconnect()
        self.leave.clicked.connect(self.goes(navigation.OpenBundle()))
        self.go.icon_name = ""
        self.go.say(N_("Close the file"))
        self.go.setFocus(Qt.FocusReason.OtherFocusReason)
        self.area.verticalScrollBar().setValue(0)

    # into the records

    def take_in(self) -> None:
        """Its signed records alone, by the rules of the post."""
        if self.opened is None:
            return
        bundle = self.opened.bundle
        self.merge.setEnabled(False)
        self.write_vault(lambda session: bundle_import.take_in(session, bundle), self._merged, self._not_extracted)

    def _merged(self, summary: bundle_import.BundleSummary) -> None:
        self.merge.hide()
        self.happened.insertWidget(0, summary_of(summary))
        self.area.verticalScrollBar().setValue(0)

    def _receipted(self, receipt: TakenReceipt) -> None:
        self.wants.emit(navigation.Case(receipt.cases[0]))

    # into a folder

    def _ask_extract(self) -> None:
        self.open_dialog(
            Dialog,
            N_("Write the files so that anyone can read them?"),
            N_(
                "Anyone who finds the folder can read the name and every answer. Traces stay on the disk or USB stick "
                "even after the files are deleted. This computer’s log records that it was done."
            ),
            [
                DialogButton(N_("View it here only")),
                DialogButton(N_("Choose the folder"), self._choose_folder, "grave"),
            ],
            width=560,
        )

    def _choose_folder(self) -> None:
        self.open_dialog(FileDialog, N_("An empty folder for the files"), self.extract_to, folder=True)

    def extract_to(self, folder: Path) -> None:
        """Write the files there, after the journal says so."""
        if self.opened is None:
            return
        bundle = self.opened.bundle
        self.take_apart.setEnabled(False)
        self.write_vault(
            lambda session: bundle_signer.take_apart(session, bundle, folder),
            lambda _none: self._extracted(folder),
            self._not_extracted,
        )

    def _extracted(self, folder: Path) -> None:
        self.take_apart.setEnabled(True)
        self.note.say(
            lambda w: w(
                "The files are in {folder}. Anyone who finds them can read them.", folder=isolate_ltr(str(folder))
            )
        )
        self.tell_trouble("")

    def _not_extracted(self, error: SanadError) -> None:
        self.take_apart.setEnabled(True)
        self.merge.setEnabled(True)
        self.tell_trouble(lambda w: w.say(error))

    # around

    def arrive(self) -> None:
        self.asks.choose.setFocus(Qt.FocusReason.OtherFocusReason)

    def forget(self) -> None:
        super().forget()
        self.opened = None
        self.asks.phrase.clear()
