"""A compiled form as data, and the form again from it: its second opening.

Everything is there but the closures: an expression is compiled when somebody first needs its value.
Reading XML, finding what reads what, the order of computing and the first computing are not done again,
and of each place only where it stands is read before something else of it is asked for.
The data are lines of JSON (app.form.cache.records); whoever keeps them keeps `engine_hash` beside them, and
throws them away where it differs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from app.form.cache.lists import Source
from app.form.cache.reader import FormReader
from app.form.cache.writer import FormWriter
from app.form.external_table import LONG, Table
from app.form.gc_pause import undisturbed
from app.form.model import Form, Verify


@cache
def engine_hash(folder: Path) -> bytes:
    """Which engine this is, 32 bytes: what another one wrote down is not read. `folder`: where the
    engine's own files are (the packaged program carries them for this alone)."""
    files = sorted(folder.rglob("*.py"))
    return sha256(b"".join(file.read_bytes() for file in files)).digest()


@dataclass(frozen=True, slots=True)
class Kept:
    """`content`: lines of JSON. `tables`: lists of more than 1,000 rows, which stand beside it."""

    content: bytes
    tables: Mapping[str, Table]


def written(form: Form, longer_than: int = LONG) -> Kept:
    """A form that was just compiled, as data. `longer_than`: rows of a list that stands beside it."""
    writing = FormWriter(form, longer_than)
    return Kept(writing.content(), writing.tables)


def reopened(content: bytes, source: Source, verify: Verify | None = None) -> Form:
    """A form from what `written` gave. `source`: the rows of a long list by its name;
    `verify`: as `app.form.open_form` has it.

    Raises ValueError, LookupError, TypeError or AttributeError for what isn't whole."""
    with undisturbed():
        form = FormReader(content, source).form
    form.verify = verify
    return form
