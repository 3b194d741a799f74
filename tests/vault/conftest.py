"""An empty database of a page's own, and a transaction in it of which nothing stays."""

from collections.abc import Iterator

import pytest

from app.vault.database import Database, Writer
from tests.undone import undone


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    made = Database.create(tmp_path_factory.mktemp("rows") / "records.db", bytes(32))
    yield made
    made.close()


@pytest.fixture
def writer(database: Database) -> Iterator[Writer]:
    with undone(database) as made:
        yield made
