"""A compiled form written as data, and read back: how a form opens the second time.

The data hold everything but the compiled expressions: an expression is compiled when its value is
first needed. Parsing the XML, finding out what reads what, ordering and the first computation are not
repeated, and a place is read in full only when something of it is needed. The data are lines of JSON
(app.form.cache.records). Store `engine_hash` with them and discard them when it changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from app.form.cache.lists import Source
from app.form.cache.reader import FormReader, undisturbed
from app.form.cache.writer import FormWriter
from app.form.external_table import LONG, ExternalTable
from app.form.model import Form, Verify


@cache
def engine_hash(folder: Path) -> bytes:
    """Which engine this is, 32 bytes: what another one wrote down is not read. `folder`: where the
    engine's own files are (the packaged program carries them for this alone)."""
    files = sorted(folder.rglob("*.py"))
    return sha256(b"".join(file.read_bytes() for file in files)).digest()


@dataclass(frozen=True, slots=True)
class StoredForm:
    """`content`: lines of JSON. `tables`: lists of more than 1,000 rows, which stand beside it."""

    content: bytes
    tables: Mapping[str, ExternalTable]


def write_form(form: Form, longer_than: int = LONG) -> StoredForm:
    """A form that was just compiled, as data. `longer_than`: rows of a list that stands beside it."""
    writing = FormWriter(form, longer_than)
    return StoredForm(writing.content(), writing.tables)


def read_form(content: bytes, source: Source, verify: Verify | None = None) -> Form:
    """A form from what `write_form` gave. `source`: the rows of a long list by its name;
    `verify`: as `app.form.open_form` has it.

    Raises ValueError, LookupError, TypeError or AttributeError for what isn't whole."""
    with undisturbed():
        form = FormReader(content, source).form
    form.verify = verify
    return form
