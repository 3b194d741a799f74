"""Questionnaires in the settings: their list, form packs that are installed and made."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.casework.questionnaires import forms, packs
from app.casework.questionnaires.forms import FormRow
from app.casework.questionnaires.packs import SUFFIX, PackReport
from app.errors import N_
from app.language import Words, isolate, isolate_ltr
from app.ui import theme
from app.ui.file_chooser import FileDialog
from app.ui.labels import Label, Text, plain
from app.ui.parts import Button, Fold, Row, Rows, group, layouts
from app.ui.parts.dialog import Dialog, DialogButton
from app.ui.parts.frame import Screen

__all__ = ["SUFFIX"]

_SIGNED: dict[str, Text] = {
    "own": N_("Signed by this computer"),
    "withdrawn": N_("Signed by a computer whose access has ended"),
    "unknown": N_("Signed with a key unknown to this organisation"),
    "unsigned": N_("Not signed"),
}


def listed(screen: Screen, rows: list[FormRow], ask: Callable[[], None]) -> QWidget:
    """Those that were added, each with the way to a form pack of it; behind one line those of Sanad."""
    add = Button(N_("Add from a file"), "second", "plus", on_click=ask)
    form_rows = Rows()
    for row in [row for row in rows if not row.shipped]:
        trailing = Button(N_("Make a form pack"), "quiet", "send", on_click=partial(_ask_where, screen, row))
        trailing.setAccessibleDescription(row.title(theme.words().language))
        form_rows.add(Row(_title(row), _version(row), "doc", trailing))
    shipped = [row for row in rows if row.shipped]
    if shipped:
        form_rows.add(_of_sanad(shipped))
    return group(N_("Questionnaires"), form_rows, add)


def _of_sanad(rows: list[FormRow]) -> Fold:
    shipped_rows = layouts.column_widget(
        *(Row(_title(row), _version(row), least_height=48, inset=0) for row in rows), wrap=True
    )

    def title(w: Words) -> str:
        return w.count("{n} questionnaire is part of Sanad", "{n} questionnaires are part of Sanad", len(rows))

    return Fold(title, N_("They come with Sanad and change with its versions."), shipped_rows)


def _title(row: FormRow) -> Text:
    return lambda w: row.title(w.language)


def _version(row: FormRow) -> Text:
    return lambda w: w("Version {version}", version=row.version or "—")


def _ask_where(screen: Screen, row: FormRow, _checked: bool = False) -> None:
    stem = "".join(letter if letter.isalnum() else "-" for letter in row.id)[:60] or "form"
    title = N_("Make a form pack")
    screen.open_dialog(FileDialog, title, lambda path: _make(screen, row, path), save_as=f"{stem}{SUFFIX}")


def _make(screen: Screen, row: FormRow, path: Path) -> None:

    def written(pack: packs.WrittenPack) -> None:
        body = _column(_fact(N_("Digital fingerprint of the file (SHA-256)"), plain(_in_fours(pack.digest))))
        sentence = N_("It is signed by this computer and contains the questionnaire with its pictures and sounds.")
        screen.open_dialog(Dialog, N_("Form pack written"), sentence, [DialogButton(N_("Close"))], body=body, width=640)

    screen.write_vault(lambda session: packs.make_of(session, row.hash, path), written)


def look_at(screen: Screen, file: Path, on_result: Callable[[list[FormRow]], None]) -> None:
    """Say what a form pack is and who signed it; install it when a person says so."""
    session = screen.context.session

    def looked(pack: PackReport) -> None:
        screen.open_dialog(_asked, pack, install)

    def install(pack: PackReport) -> None:
        def work() -> list[FormRow]:
            packs.install(session, file, pack.pack.digest)
            return forms.forms(session)

        screen.context.workers.write_vault(screen, work, on_result)

    screen.read_vault(lambda session: packs.look(session, file), looked)


def _asked(window: QWidget, pack: PackReport, install: Callable[[PackReport], None]) -> Dialog:
    rows = [
        _fact(N_("Questionnaire"), plain(isolate(pack.pack.title or pack.pack.id))),
        _fact(N_("Version"), plain(isolate_ltr(pack.pack.version or "—"))),
        _fact(N_("Pictures and sounds"), lambda w: w.number(len(pack.pack.media))),
        _fact(N_("Signature"), _signed(pack)),
    ]
    sentence: Text = ""
    if not pack.trusted and pack.signer != "withdrawn":
        rows.append(_fact(N_("Digital fingerprint of the file (SHA-256)"), plain(_in_fours(pack.pack.digest))))
        sentence = N_(
            "Nobody in this organisation vouches for it. Compare the digital fingerprint (SHA-256) by telephone with whoever made it, before it is used."
        )
    answers = [DialogButton(N_("Leave it"))]
    title = N_("Install this form pack?")
    if pack.signer == "withdrawn":
        title, sentence = N_("This form pack can’t be installed"), packs.PackWithdrawn.says
        answers = [DialogButton(N_("Close"))]
    else:
        says = N_("Install it") if pack.trusted else N_("It matches: install it")
        answers.append(DialogButton(says, lambda: install(pack), "primary" if pack.trusted else "grave"))
    return Dialog(window, title, sentence, answers, body=_column(*rows), width=640)


def _signed(pack: PackReport) -> Text:
    if pack.signer == "known":
        return lambda w: w("Signed by {name}", name=isolate(pack.name))
    return _SIGNED[pack.signer]


def _in_fours(digest: str) -> str:
    """To be read aloud: four at a time, left to right."""
    return isolate_ltr(" ".join(digest[at : at + 4] for at in range(0, len(digest), 4)))


def _fact(text: Text, value: Text) -> QWidget:
    name = Label(text, "label", "ink2", weight=400)
    name.setFixedWidth(160)
    return layouts.row_widget((name, 0, Qt.AlignmentFlag.AlignTop), (Label(value, weight=500), 1), gap=12, wrap=True)


def _column(*rows: QWidget) -> QWidget:
    return layouts.column_widget(*rows, gap=4, wrap=True)
