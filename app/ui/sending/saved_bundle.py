"""After a file was saved: where it is, what is told by telephone, what the case's history says."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.casework.export import bundle_export
from app.casework.export.bundle_export import Step, WrittenBundle
from app.errors import N_
from app.language import Words, isolate_ltr
from app.ui.bundle.sensitive_rows import fingerprint_box
from app.ui.labels import Label, Text, plain
from app.ui.parts import Bar, Box, Button, Row, Rows, group, layouts
from app.ui.sharing.six_words import SixWords


def _named(bundle: WrittenBundle, file: Path) -> Text:
    """One file, or parts of it."""
    name, number = isolate_ltr(file.name), len(bundle.files) - 1
    if not number:
        return plain(name)
    return lambda w: w.count(
        "{name}: {n} part and the list of parts", "{name}: {n} parts and the list of parts", number, name=name
    )


def made_known(bundle: WrittenBundle, file: Path, phrase: str, receipt: Button) -> QWidget:
    """In the order in which one needs it. `receipt`: prints what they sign."""

    def history(w: Words) -> str:
        return w("File {n} of this case from this computer: to whom, why and when.", n=bundle.counter)

    rows = Rows()
    rows.add(Row(_named(bundle, file), plain(isolate_ltr(str(file.parent))), "kept", tone="kept"))
    for case in bundle.cases if len(bundle.cases) > 1 else ():
        rows.add(Row(plain(isolate_ltr(case.reference)), plain(isolate_ltr(case.folder)), "folder"))
    rows.add(Row(N_("The handover is recorded in the case history"), history, "clock"))
    rows.add(Row(N_("A receipt for the recipient to sign"), N_("It says what was handed over, to whom and why."), "doc", receipt))  # fmt: skip
    rows.add(
        Row(
            N_("They open it with Sanad’s opener, which needs no installation"),
            N_("Or with age, tar and ssh-keygen on Linux or Windows: VERIFY.txt inside explains how."),
            "book",
        )
    )
    parts: list[QWidget] = [rows]
    if phrase:
        box = Box("surface", "edge", radius=8, margins=(16, 12, 16, 12), gap=4)
        box.inside.addWidget(Label(plain(phrase), "title"))
        box.inside.addWidget(Label(N_("It is not stored: it is gone when you leave this page."), "small", "ink2"))
        parts.append(group(N_("The opening phrase, by telephone"), box))
    arabic, english = bundle.words
    sentence = N_("Sanad shows them the same words. If one differs, the file is not from you.")
    words = layouts.column_widget(SixWords(arabic, english), Label(sentence, "small", "ink2"), gap=8, wrap=True)
    signs = fingerprint_box(
        bundle.fingerprint,
        N_("Only for those who open it with age and ssh-keygen: the same fingerprint in characters."),
    )
    signed = group(N_("Read this out too: it shows who signed"), words)
    return layouts.column_widget(*parts, signed, signs, gap=16, wrap=True)


# -- seal progress -----------------------------------------------------------------------------
# How far a file is that is being sealed, and the way to stop it.

_STEPS: dict[Step, str] = {
    "answers": N_("gathering the answers"),
    "signatures": N_("checking every signature"),
    "paper": N_("making the paper"),
    "sealing": N_("sealing the file"),
}


class SealProgress(Box):
    """Until the last step it can be stopped: from there on the case's history says it."""

    def __init__(self) -> None:
        super().__init__(margins=(16, 12, 8, 16), gap=8)
        self.step = Label("", weight=500)
        self.cancel = Button(N_("Cancel"), "quiet")
        top = layouts.row((self.step, 1), self.cancel, gap=8)
        self.bar = Bar(N_("Progress of the file"))
        self.add(top, self.bar)
        self.hide()

    def begin(self) -> None:
        self.cancel.setEnabled(True)
        self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)
        self.show_step(bundle_export.STEPS[0])

    def show_step(self, step: Step) -> None:
        at, total = bundle_export.STEPS.index(step) + 1, len(bundle_export.STEPS)
        self.step.say(
            lambda w: w("Preparing: step {step} of {steps}, {what}", step=at, steps=total, what=w(_STEPS[step]))
        )
        self.bar.show_share((at - 0.5) / total)
        if step == "sealing":
            self.cancel.setEnabled(False)

    def stopping(self) -> None:
        """Said until the step under way has come to its end."""
        self.cancel.setEnabled(False)
        self.step.say(N_("Stopping"))
