"""A transaction of which nothing stays."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from app.vault.database import Database, Writer
from app.vault.vault import Vault


class _Undone(Exception):
    """Nothing of a test stays for the next."""


@contextmanager
def undone(records: Database | Vault) -> Iterator[Writer]:
    with suppress(_Undone), records.transaction() as writer:
        yield writer
        raise _Undone
