"""The window of whoever sets up a server, from the first step to “It works”, with the field of PostgreSQL."""

import socket
from collections.abc import Iterator
from contextlib import closing
from typing import NamedTuple

import psycopg
import pytest
from PySide6.QtWidgets import QAbstractButton, QLineEdit

from app.headquarters import problems, setup
from app.headquarters_setup import answers
from app.headquarters_setup.answers import PortInUse
from app.headquarters_setup.state_page import StatePage
from app.ui.parts.fold import FoldHead
from tests.headquarters import postgres

pytestmark = pytest.mark.screen


class Databases(NamedTuple):
    """Addresses. `others`: a role that may make no tables there."""

    right: str
    wrong_password: str
    no_password: str
    others: str
    newer: str
    none: str


@pytest.fixture(scope="module")
def server() -> Iterator[postgres.Postgres]:
    """One that asks the roles of an office for their passwords."""
    with postgres.server() as running:
        hba = running.folder / "data" / "pg_hba.conf"
        hba.write_text("local all clerk,guest scram-sha-256\n" + hba.read_text())
        with psycopg.connect(running.dsn(), autocommit=True) as connection:
            connection.execute("SELECT pg_reload_conf()")
            connection.execute("CREATE ROLE clerk LOGIN PASSWORD 'one two'")
            connection.execute("CREATE ROLE guest LOGIN PASSWORD 'three'")
        yield running


@pytest.fixture
def databases(server: postgres.Postgres) -> Iterator[Databases]:
    with postgres.database(server.dsn()) as right, postgres.database(server.dsn()) as newer:
        names = [dsn.partition("/")[2].partition("/")[2].partition("/")[2] for dsn in (right, newer)]
        with psycopg.connect(server.dsn(), autocommit=True) as connection:
            connection.execute(f"ALTER DATABASE {names[0].partition('?')[0]} OWNER TO clerk")
        with psycopg.connect(newer, autocommit=True) as connection:
            connection.execute("CREATE TABLE alembic_version (version_num varchar(32))")
            connection.execute("INSERT INTO alembic_version VALUES ('of tomorrow')")

        def of(user: str, name: str = names[0]) -> str:
            return f"postgresql://{user}@/{name}"

        yield Databases(
            right=of("clerk:one%20two"),
            wrong_password=of("clerk:one%20three"),
            no_password=of("clerk"),
            others=of("guest:three"),
            newer=newer,
            none=f"postgresql://clerk:x@/sanad?host={server.folder}/nowhere",
        )


def line(eye, message: str) -> QLineEdit:
    """The field of that name."""
    name = eye.says(message)
    [field] = [
        field for field in eye.window.findChildren(QLineEdit) if field.isVisible() and field.accessibleName() == name
    ]
    return field


def works_with(eye, databases: Databases) -> None:
    """The first step, each address in turn; only the last one leads on."""
    [fold] = eye.window.findChildren(FoldHead)
    fold.click()
    for address, condition in (
        (databases.none, problems.DatabaseDown),
        ("mysql://sanad@/sanad", problems.DatabaseDown),
        (databases.wrong_password, problems.DatabaseRefused),
        (databases.no_password, problems.DatabaseRefused),
        (databases.others, problems.DatabaseRefused),
        (databases.newer, problems.NewerTables),
    ):
        line(eye, "PostgreSQL address").setText(address)
        eye.press("Next")
        eye.until(lambda condition=condition: eye.reads(condition.says))
        assert eye.reads("Where should the server store its data?")
    line(eye, "PostgreSQL address").setText(databases.right)


def at_its_address(eye, port: int) -> None:
    """The second step: a port of another's, Back and Forward again, and what was typed stands there."""
    eye.until(lambda: eye.reads("How do other computers reach this one?"))
    with closing(socket.create_server(("0.0.0.0", 0))) as others:
        taken = others.getsockname()[1]
        line(eye, "Name or address of this computer").setText("localhost")
        line(eye, "Port").setText(str(taken))
        eye.press("Next")
        assert eye.window.shown.answers.port == taken
        assert eye.reads_condition(PortInUse(str(taken)))
        eye.press("Back")
        eye.until(lambda: eye.reads("Where should the server store its data?"))
        assert "clerk" in line(eye, "PostgreSQL address").text()
        eye.press("Next")
        eye.until(lambda: eye.reads("How do other computers reach this one?"))
        assert line(eye, "Port").text() == str(taken)
    line(eye, "Port").setText(str(port))
    eye.press("Next")
    eye.until(lambda: eye.reads("How do computers know that it is this server?"))
    eye.press("Back")
    eye.until(lambda: eye.reads("How do other computers reach this one?"))
    assert line(eye, "Port").text() == str(port)
    eye.press("Next")
    eye.press("Make the server")


@pytest.mark.parametrize("language", ["ar", pytest.param("en", marks=pytest.mark.long)])
def test_from_the_first_step_to_it_works_with_postgresql(opens, folder, free_port, tmp_path, databases, language):
    eye = opens(language)
    (tmp_path / "stick").mkdir()
    (tmp_path / "disk").mkdir()
    works_with(eye, databases)
    eye.window.shown.take_folder(folder)  # another folder: what was typed stays
    assert line(eye, "PostgreSQL address").text() == databases.right
    eye.press("Next")
    at_its_address(eye, free_port)
    eye.until(lambda: eye.reads("Where do its backups go?"))
    assert setup.settings(folder).database == databases.right
    eye.window.close()  # in the middle
    eye = opens(language)
    assert isinstance(eye.window.shown, StatePage)
    eye.until(lambda: eye.reads("No backups are made"))
    assert eye.reads("In PostgreSQL")
    change = eye.says("Change")
    [_running, backup] = [
        button
        for button in eye.window.findChildren(QAbstractButton)
        if button.isVisible() and button.accessibleName() == change
    ]
    backup.click()
    eye.until(lambda: eye.reads("Where do its backups go?"))
    eye.window.shown.take_backup_folder(tmp_path / "disk")
    eye.press("Make the first backup")
    eye.until(lambda: eye.reads("The first backup is made"))
    eye.press("Next")
    eye.press("Only while this window is open")
    eye.until(lambda: eye.titled("It works"))
    eye.press("Next")
    eye.press("Save the card")
    eye.until(lambda: eye.reads("The card is saved"))
    eye.press("Finish")
    eye.until(lambda: eye.titled("Running"))
    assert (tmp_path / "stick" / "sanad-server-card").read_bytes() == (folder / "card").read_bytes()
    assert answers.known_folder() == folder


def test_a_database_that_a_newer_version_brought_up_meanwhile_is_said(opens, folder, free_port, databases):
    setup.init(folder, f"https://localhost:{free_port}", databases.right)
    with psycopg.connect(databases.right, autocommit=True) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'of tomorrow'")
    eye = opens("en", folder)
    eye.window.set_up(folder, "service")
    eye.press("Only while this window is open")
    eye.until(lambda: eye.reads(problems.NewerTables.says))
