"""The tables are what the migrations make, on both databases; a later version's are left alone."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from app.headquarters import organisation_calls, problems
from app.headquarters.database import Database
from app.headquarters.tables import tables


@pytest.fixture
def database(tmp_path: Path, dsn: str):
    database = Database(tmp_path / "x.sqlite", dsn)
    yield database
    database.close()


def test_the_migrations_make_the_tables_that_the_code_means(database: Database):
    database.upgrade()
    with database.look() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, tables) == []
        found = inspect(connection)
        for table in tables.sorted_tables:
            indexes = {each["name"] for each in found.get_indexes(table.name)}
            assert {index.name for index in table.indexes} <= indexes
            assert found.get_pk_constraint(table.name)["constrained_columns"] == [
                column.name for column in table.primary_key
            ]


def test_upgrading_again_changes_nothing(database: Database):
    database.upgrade()
    organisation_calls.prepare(database, bytes(32))
    database.upgrade()
    with database.look() as connection:
        assert connection.execute(text("SELECT count(*) FROM setting")).scalar_one() == 3
    with pytest.raises(problems.HeadquartersThere):
        organisation_calls.prepare(database, bytes(32))


def test_tables_of_a_later_version_are_left_as_they_are(database: Database):
    database.upgrade()
    database.whole(lambda connection: connection.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    with pytest.raises(problems.NewerTables):
        database.upgrade()
    with database.look() as connection:
        assert database.revision(connection) == "9999"


def test_a_migration_that_fails_leaves_no_half_of_its_tables(database: Database):
    def work(connection):
        database.upgrade_to(connection, "head")
        connection.execute(text("SELECT nothing FROM nowhere"))

    with pytest.raises(problems.DatabaseDown):
        database.whole(work)
    with database.look() as connection:
        assert inspect(connection).get_table_names() == []
