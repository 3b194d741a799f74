"""A receipt for the sender: who received the file, signed with a key of the recipient's, in a file that goes
back by stick or mail."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.errors import N_, SanadError
from app.language import Words, isolate_ltr
from app.opener import received
from app.seal.six_words import Pair
from app.ui.app_context import AppContext
from app.ui.file_chooser import FileDialog
from app.ui.labels import Label
from app.ui.parts import Button, Field, FieldProblem, Flow, LineInput, Row, Rows, layouts
from app.ui.sharing.six_words import SixWords

_SUFFIX = ".sanad-receipt"


class ReceiptBox(QWidget):
    """Name, key, file; afterwards the six words that the sender asks for by telephone."""

    def __init__(self, context: AppContext, bundle: received.Received) -> None:
        super().__init__()
        self.context, self._bundle = context, bundle
        self.key: Path | None = None
        self.by = LineInput(N_("Name and office of who received it"))
        self.by.textChanged.connect(lambda _text: self._free())
        self.by_field = Field(
            N_("Name and office of who received it"),
            self.by,
            help_=N_("The receipt names you, the day and the file, but says nothing about its content."),
        )
        rows = Rows()
        keys = Flow(gap=8)
        keys.add(Button(N_("Make a new key"), "second", "plus", on_click=self._ask_fresh))
        keys.add(Button(N_("Choose the key"), "quiet", "folder", on_click=self._ask_key))
        rows.add(
            Row(self._key_named, N_("A small file that signs your receipts. Make it once and keep it: it also signs your next receipts. An Ed25519 SSH key serves as well."), "lock")
        )  # fmt: skip
        self.save = Button(N_("Save the receipt"), "second", "pen", on_click=self._ask_save)
        self.problem, self.words = FieldProblem(), layouts.column(gap=8)
        layouts.column(self.by_field, rows, keys, self.save, self.problem, self.words, gap=12, parent=self)
        layouts.wraps(self)
        self._free()

    def _key_named(self, w: Words) -> str:
        return isolate_ltr(self.key.name) if self.key else w("No key for receipts is chosen yet.")

    def _free(self) -> None:
        self.save.setEnabled(bool(self.key and self.by.text().strip()))

    def _ask_key(self) -> None:
        FileDialog(self.window(), N_("Key for receipts"), self.take_key)

    def _ask_fresh(self) -> None:
        FileDialog(
            self.window(), N_("Where the new key is kept"), self.make_key, kinds="Key (*.key)", save_as="receipts.key"
        )

    def take_key(self, file: Path) -> None:
        self.key = file
        for label in self.findChildren(Label):
            label.tell()
            label.updateGeometry()
        self._free()

    def make_key(self, file: Path) -> None:
        self.context.workers.slow(
            self, lambda: received.save_fresh_key(file), lambda _none: self.take_key(file), self._refused
        )

    def _ask_save(self) -> None:
        FileDialog(
            self.window(),
            N_("Save the receipt"),
            self.save_to,
            kinds=f"Sanad (*{_SUFFIX})",
            save_as=f"receipt{_SUFFIX}",
        )

    def save_to(self, file: Path) -> None:
        bundle, receiver, key = self._bundle, self.by.text(), self.key
        if key is None:
            return
        self.problem.say("")
        self.save.setEnabled(False)
        self.context.workers.slow(
            self, lambda: received.save_receipt(bundle, receiver, key, file), self._saved, self._refused
        )

    def _saved(self, words: list[Pair]) -> None:
        self._free()
        arabic, english = words[0]
        self.words.addWidget(
            Label(N_("The receipt is saved. Send it back to the office. The first time, the office asks you by telephone for these six words of your key:"), "small", "ink2")
        )  # fmt: skip
        self.words.addWidget(SixWords(arabic, english))

    def _refused(self, error: SanadError) -> None:
        self._free()
        self.problem.say(lambda w: w.say(error))
