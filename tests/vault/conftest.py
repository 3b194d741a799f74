"""An empty database of a page's own, and a transaction in it of which nothing stays."""

from collections.abc import Iterator
from contextlib import suppress

import pytest

from app.vault.database import Database, Writer


class Undone(Exception):
    """Nothing of a test stays for the next."""


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    made = Database.create(tmp_path_factory.mktemp("rows") / "records.db", bytes(32))
    yield made
    made.close()


@pytest.fixture
def writer(database: Database) -> Iterator[Writer]:
    with suppress(Undone), database.transaction() as made:
        yield made
        raise Undone
