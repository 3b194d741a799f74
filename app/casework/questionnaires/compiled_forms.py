"""Questionnaires opened from what was kept of their compiling; compiled where nothing is."""

import json
import zlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from app.casework.questionnaires.form_engine import engine_hash, open_form, read_form
from app.casework.session.session import Session
from app.errors import SanadError
from app.form import Form
from app.form.cache import Cells, Rows, write_form
from app.seal.keys import digest
from app.vault import compiled_forms
from app.vault import forms as questionnaires
from app.vault.database import Writer

_HELD = 8


def load(session: Session, form_hash: bytes) -> Form:
    """NoForm if it isn't in this vault."""
    with session.opening:
        form = session.forms.pop(form_hash, None)
        if not isinstance(form, Form):
            form = _kept(session, form_hash) or _compiled(session, form_hash)
        session.forms[form_hash] = form
        for longest_unused in list(session.forms)[:-_HELD]:
            del session.forms[longest_unused]
    return form


@dataclass(frozen=True, slots=True)
class CompiledForm:
    """A questionnaire as the vault keeps it compiled; several vaults may keep the same."""

    hash: bytes
    content: bytes
    lists: Mapping[str, compiled_forms.List]

    def keep(self, writer: Writer) -> None:
        """So that it opens quickly from now on."""
        compiled_forms.keep(writer, self.hash, engine_hash(), self.content, self.lists)


def compiled(form: Form) -> CompiledForm:
    """What is kept of a form that was just opened from its text."""
    data = write_form(form)
    lists = {
        name: compiled_forms.List(table.columns, table.lookup_columns, table.rows)
        for name, table in data.tables.items()
    }
    return CompiledForm(bytes.fromhex(form.hash), compiled_forms.packed(data.content), lists)


def keep(writer: Writer, form: Form) -> None:
    """So that it opens quickly from now on."""
    compiled(form).keep(writer)


def _kept(session: Session, form_hash: bytes) -> Form | None:
    # what can't be read is made anew: a questionnaire opens as long as its own text is whole
    with suppress(zlib.error, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        content = compiled_forms.content(session.reading(), form_hash, engine_hash())
        if content is not None:
            return read_form(content, lambda name, _table: _Rows(session, form_hash, name))
    return None


def _compiled(session: Session, form_hash: bytes) -> Form:
    database = session.reading()
    form = open_form(questionnaires.xml(database, form_hash))
    # where nothing can be written now, it can't be said as data, or the disk is full, it is compiled the
    # next time too
    if database is session.vault.database and database.mark() is not None:
        with suppress(SanadError, ValueError, RecursionError), session.vault.transaction() as writer:
            keep(writer, form)
    return form


class _Rows(Rows):
    """A long list in the vault, read through the connection of whoever asks."""

    def __init__(self, session: Session, form_hash: bytes, name: str) -> None:
        self._session, self._form, self._name = session, form_hash, name

    def all(self) -> Sequence[Cells]:
        return compiled_forms.all_rows(self._session.reading(), self._form, self._name)

    def holding(self, column: str, value: str) -> Sequence[tuple[int, Cells]]:
        database = self._session.reading()
        return compiled_forms.rows_holding(database, self._form, self._name, column, value)


# -- shipped forms -----------------------------------------------------------------------------
# The questionnaires that come with Sanad, already converted: `forms/xforms` holds each as an
# XForm, with the hash of the workbook that it was made from (`./run questionnaires`; a test
# compares them).

FOLDER, MADE_FROM = "xforms", "made_from.json"


@lru_cache(1)
def shipped_hashes(workbooks: tuple[Path, ...]) -> frozenset[bytes]:
    """Of those that need no converting, as a case names a questionnaire."""
    texts = (shipped_xform(workbook) for workbook in workbooks)
    return frozenset(digest(text.encode("utf-8")) for text in texts if text is not None)


def shipped_xform(workbook: Path) -> str | None:
    """What a workbook was converted to; None where it was edited since, or nothing is there."""
    folder = workbook.parent / FOLDER
    try:
        made_from = json.loads((folder / MADE_FROM).read_text("utf-8"))
        if made_from.get(workbook.stem) != digest(workbook.read_bytes()).hex():
            return None
        return (folder / f"{workbook.stem}.xml").read_text("utf-8")
    except (OSError, ValueError, AttributeError):
        return None
