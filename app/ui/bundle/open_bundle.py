"""Open a file that came: which, with what; then who signed it, what is in it, and its paper.

Nothing of it reaches the disk, unless the person has its files written into a folder; that is
asked first and stands in the journal of this computer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.casework.cases.redaction import SAYS
from app.casework.export import bundle_export, bundle_import, bundle_signer
from app.casework.export.bundle_export import BundleAltered, VerifiedFiles
from app.casework.export.bundle_import import BundleSummary, ImportedCase, RecordAuthor
from app.casework.export.bundle_signer import BundleSigner, Manifest
from app.casework.export.case_print import stays_in_words
from app.casework.export.receipt_return import TakenReceipt
from app.errors import N_, SanadError
from app.language import Words, isolate, isolate_ltr
from app.ui import navigation, officer_names
from app.ui.app_context import AppContext
from app.ui.bundle.paper_split import WithPaper
from app.ui.bundle.sensitive_rows import sensitive
from app.ui.case import sealed_files
from app.ui.file_chooser import FileDialog
from app.ui.labels import Label, Text, plain
from app.ui.opening_way import OpeningWay
from app.ui.parts import Banner, Button, Flow, Row, Rows, empty, group, layouts
from app.ui.parts.dialog import Dialog, DialogButton
from app.ui.sharing.six_words import SixWords

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


# -- records taken in ----------------------------------------------------------------------------
# By case, with what was refused and what stays outside.


_STATES: dict[str, tuple[str, str, str]] = {
    "merged": (N_("The signed records of {reference} are in your records now."), "kept", "kept"),
    "waiting": (N_("The signed records of {reference} are kept until more of the case arrives."), "wait", "wait"),
    "read only": (
        N_("No records of {reference} were added to your records. You can only view them here."),
        "eye",
        "ink2",
    ),
}


def summary_of(summary: BundleSummary) -> QWidget:
    cases = layouts.column_widget(*map(_case, summary.cases), gap=16, wrap=True)
    return group(N_("Added to your records"), cases)


def _case(case: ImportedCase) -> QWidget:
    sentence, icon, tone = _STATES[case.state]
    reference = isolate_ltr(case.reference)
    rows = Rows().add(Row(_numbers(case), "", "list"), *map(_author, case.authors))
    for error, number in case.refused:
        rows.add(_refused(error, number))
    parts: list[QWidget] = [Banner(lambda w: w(sentence, reference=reference), icon, tone), rows]
    if case.outside:
        names = isolate_ltr(", ".join(case.outside))
        parts.append(Label(N_("Shown here only, not imported:"), "small", "ink2"))
        parts.append(Label(plain(names), "small", "ink2"))
    return layouts.column_widget(*parts, gap=8, wrap=True)


def _author(author: RecordAuthor) -> Row:
    arabic, english = map(" ".join, author.words)
    return Row(
        lambda w: w.count(
            "{n} record signed by {name}",
            "{n} records signed by {name}",
            author.number,
            name=isolate(author.name or "?"),
        ),
        lambda w: " · ".join(filter(None, (isolate(author.organisation), arabic if w.language == "ar" else english))),
        "pen",
    )


def _refused(error: SanadError, number: int) -> Row:
    return Row(lambda w: w.say(error), lambda w: w.count("{n} record", "{n} records", number), "wait", tone="wait")


def _numbers(case: ImportedCase) -> Text:
    def says(w: Words) -> str:
        parts = [
            w("new: {n}", n=w.number(case.new)),
            w("here already: {n}", n=w.number(case.known)),
            w("waiting: {n}", n=w.number(case.waiting)),
            w("some stayed with the sender") if case.left_out else "",
        ]
        return " · ".join(filter(None, parts))

    return says


# standing: sentence, icon, tone
# -- what the file says --------------------------------------------------------------------------
# What it says of itself, and what this computer knows of who signed it.


_SAYS: dict[str, tuple[str, str, str]] = {
    "own": (N_("Signed by {name}: by you, or on another of your computers."), "kept", "kept"),
    "known": (N_("Signed by {name}. Your organisation certifies this signature."), "kept", "kept"),
    "expired": (N_("Signed by {name} after the certificate had expired. Ask user management about it."), "wait", "wait"),
    "withdrawn": (N_("Signed on a computer of {name} whose access user management has ended. Ask user management before you rely on it."), "wait", "wait"),
    "unknown": (N_("The file names {name} as its author, but nobody here certifies that. Compare the words below by telephone."), "wait", "wait"),
}  # fmt: skip
_COMPARE = N_("The sender’s computer shows the same words. If one differs, the file is not from the sender.")
_DOUBTS: dict[str, str] = {
    "conflict": N_("Conflicting values of one answer, not decided yet"),
    "fork": N_("Records written twice, as after an old copy was restored"),
    "missing": N_("Records that depend on others which were not there"),
    "withdrawn author": N_("Records of a computer whose access user management had ended"),
    "former role": N_("Records backdated to a time when their author had another role"),
    "unreadable": N_("Records that could not be opened there"),
}


def came_known(manifest: Manifest, signer: BundleSigner) -> QWidget:
    """First whether one may rely on it; then what it is about."""
    parts = [_signed(manifest, signer)]
    if signer.standing not in ("own", "known"):
        arabic, english = signer.words
        words = layouts.column_widget(SixWords(arabic, english), Label(_COMPARE, "small", "ink2"), gap=8, wrap=True)
        parts.append(group(N_("Read this to each other"), words))
    parts += [_about(manifest), sensitive(manifest.contains, N_("Sensitive information in it"))]
    if manifest.held_back:
        parts.append(_away(manifest.held_back))
    if manifest.doubts:
        parts.append(_open(manifest.doubts))
    return layouts.column_widget(*parts, gap=16, wrap=True)


def _signed(manifest: Manifest, signer: BundleSigner) -> QWidget:
    sentence, icon, tone = _SAYS[signer.standing]
    name = isolate(signer.name or manifest.author.name)
    return Banner(lambda w: w(sentence, name=name), icon, tone)


def _about(manifest: Manifest) -> QWidget:
    author, created = manifest.author, manifest.made
    rows = Rows()
    if len(manifest.cases) == 1:
        rows.add(Row(plain(isolate_ltr(manifest.reference)), _which(manifest), "folder"))
    for case in manifest.cases if len(manifest.cases) > 1 else ():
        rows.add(Row(plain(isolate_ltr(case.reference)), plain(isolate_ltr(case.folder)), "folder"))
    rows.add(Row(lambda w: w("Sealed on {moment}", moment=w.moment(created)), lambda w: f"{isolate(author.name)} · {w(officer_names.role(author.role))}", "clock"))  # fmt: skip
    rows.add(Row(N_("For"), _for(manifest), "send"))
    if manifest.purpose:
        rows.add(Row(N_("Purpose"), plain(manifest.purpose), "doc"))
    return group(N_("What it is"), rows)


def _which(manifest: Manifest) -> Text:
    n, records = manifest.counter, manifest.envelopes

    def sentence(w: Words) -> str:
        parts = [w("File {n} of this case from that computer", n=w.number(n))]
        parts += [w.count("{n} signed record", "{n} signed records", records)] if records else []
        return " · ".join(parts)

    return sentence


def _for(manifest: Manifest) -> Callable[[Words], str]:
    def sentence(w: Words) -> str:
        keys = [recipient.fingerprint for recipient in manifest.recipients if recipient.fingerprint]
        if not keys:
            return w("Anyone with the opening phrase")
        return " · ".join(isolate_ltr(_short(key)) for key in keys)

    return sentence


def _short(fingerprint: str) -> str:
    return fingerprint if len(fingerprint) <= 24 else f"{fingerprint[:16]}…{fingerprint[-6:]}"


def _number(n: int) -> Text:
    return lambda w: w.number(n)


def _away(kinds: Sequence[str]) -> QWidget:
    known = [kind for kind in kinds if kind in SAYS]
    rows = Rows()
    rows.add(Row(N_("Whether or not the case has any"), lambda w: stays_in_words(known, w), "lock", tone="restricted"))
    return group(N_("Left out"), rows)


def _open(doubts: dict[str, int]) -> QWidget:
    rows = Rows()
    for kind, n in doubts.items():
        says = _DOUBTS.get(kind, N_("Records that could not be fully checked"))
        rows.add(Row(says, _number(n), "wait", tone="wait"))
    return group(N_("Open points when it was sealed"), rows)
