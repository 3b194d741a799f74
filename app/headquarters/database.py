"""One set of statements on two databases: SQLite in a file, or PostgreSQL.

`change` runs a piece of work in one transaction and returns after the commit; what two nodes do to
each other (a deadlock, the same row at once) is tried again, since all work may be repeated.
"""

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, Table, and_, create_engine, delete, event, exists, or_, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.headquarters import problems, tables

T = TypeVar("T")
_TRIES = 6
_MIGRATIONS = Path(__file__).parent / "migrations"
_UPGRADING = 0x5A4AD  # an advisory lock of PostgreSQL: one node makes tables at a time
# PostgreSQL's codes for: serialization, deadlock, the same key at once.
_AGAIN = {"40001", "40P01", "23505"}
_FULL = {"53100"}
# wrong user or password, no such database, no right to make tables in it
_REFUSED = {"28000", "28P01", "3D000", "42501"}


class Database:
    """`dsn`: of PostgreSQL; "" for SQLite in `file`."""

    def __init__(self, file: Path, dsn: str = "", *, pool: int = 16) -> None:
        if dsn and not dsn.partition("://")[0].startswith("postgres"):
            raise problems.DatabaseDown
        self.sqlite = not dsn
        self.dsn = "postgresql://" + dsn.partition("://")[2] if dsn else ""
        self._writing = threading.Lock()
        try:
            self.engine = _sqlite(file) if self.sqlite else _postgresql(self.dsn, pool)
        except ArgumentError as error:
            raise problems.DatabaseDown from error
        # a look is no transaction there: two turns less with the database
        options = {} if self.sqlite else {"isolation_level": "AUTOCOMMIT"}
        self.reading = self.engine.execution_options(**options)

    def close(self) -> None:
        self.engine.dispose()

    def insert(self, table: Table) -> Any:
        """An INSERT that knows ON CONFLICT."""
        return sqlite.insert(table) if self.sqlite else postgresql.insert(table)

    @contextmanager
    def look(self) -> Iterator[Connection]:
        """To read: each statement sees what is committed. Refused where the database is away."""
        try:
            with self.reading.connect() as connection:
                yield connection
        except (DBAPIError, PoolTimeout) as error:
            raise _refusal(error) from error

    def change(self, work: Callable[[Connection], T]) -> T:
        """`work` in one transaction; its result after the commit. Refused."""
        for remaining_tries in reversed(range(_TRIES)):
            try:
                with self._alone(), self.engine.connect() as connection:
                    connection.execution_options(write=True)
                    with connection.begin():
                        result = work(connection)
                    return result  # noqa: RET504  (after the commit)
            except (DBAPIError, PoolTimeout) as error:
                if not remaining_tries or not _worth_another(error):
                    raise _refusal(error) from error
        raise AssertionError

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """SQLite has one writer: here they queue instead of finding it busy."""
        if not self.sqlite:
            yield
            return
        with self._writing:
            yield

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """To read for long: all statements see one moment, and nobody waits for it. DatabaseDown."""
        try:
            with self.engine.connect() as connection:
                if not self.sqlite:
                    connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
                    _without_hurry(connection)
                yield connection
        except DBAPIError as error:
            raise problems.DatabaseDown from error

    def try_room(self) -> None:
        """Could a record of a megabyte be kept? Writes one and takes it back. Refused."""
        row = tables.setting.insert().values(name="trial", value=os.urandom(1 << 20))
        try:
            with self._alone(), self.engine.connect() as connection:
                connection.execution_options(write=True)
                with connection.begin() as transaction:
                    connection.execute(row)
                    transaction.rollback()
        except (DBAPIError, PoolTimeout) as error:
            raise _refusal(error) from error

    def try_out(self) -> str:
        """May tables be made there? Makes one and takes it back. The revision of those that are there, ""
        where there are none. DatabaseRefused, DatabaseDown."""
        try:
            with self.engine.connect() as connection:
                connection.execution_options(write=True)
                with connection.begin() as transaction:
                    revision = self.revision(connection)
                    connection.execute(text("CREATE TABLE sanad_trial (n integer)"))
                    transaction.rollback()
                    return revision
        except DBAPIError as error:
            raise (problems.DatabaseRefused if _refuses(error) else problems.DatabaseDown)() from error

    # -- tables ------------------------------------------------------------------------------

    def upgrade(self) -> None:
        """Make the tables, or bring them up to this version. NewerTables, DatabaseDown."""
        self.whole(lambda connection: self.upgrade_to(connection, "head"))

    def whole(self, work: Callable[[Connection], T]) -> T:
        """All of a long piece of work or none of it, by one node at a time. DatabaseDown."""
        try:
            with self.engine.connect() as connection:
                connection.execution_options(write=True)
                with connection.begin():
                    if not self.sqlite:
                        _without_hurry(connection)
                        connection.execute(text(f"SELECT pg_advisory_xact_lock({_UPGRADING})"))
                    result = work(connection)
                return result  # noqa: RET504  (after the commit)
        except DBAPIError as error:
            raise problems.DatabaseDown from error

    @staticmethod
    def revision(connection: Connection) -> str:
        """Of the tables that are there; "" where there are none."""
        return MigrationContext.configure(connection).get_current_revision() or ""

    @staticmethod
    def knows(revision: str) -> bool:
        return revision in {script.revision for script in _scripts().walk_revisions()}

    def upgrade_to(self, connection: Connection, revision: str) -> None:
        """In the caller's transaction. NewerTables."""
        current_revision = self.revision(connection)
        if current_revision and not self.knows(current_revision):
            raise problems.NewerTables
        if revision == "head" and current_revision == _scripts().get_current_head():
            return
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


@cache
def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config


def _without_hurry(connection: Connection) -> None:
    for setting in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
        connection.execute(text(f"SET LOCAL {setting} = 0"))


def _sqlite(file: Path) -> Engine:
    with suppress(OSError):  # for its owner alone; SQLite gives its other files the same rights
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    engine = create_engine(f"sqlite:///{file}", connect_args={"timeout": 30}, max_overflow=64, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def opened(connection: Any, _: object) -> None:
        connection.isolation_level = None  # transactions begin where we say so
        for pragma in (
            "journal_mode = WAL",
            # FULL, not NORMAL: in WAL mode NORMAL may lose the last commits at power loss, and a
            # receipt has gone out for them.  https://sqlite.org/pragma.html#pragma_synchronous
            "synchronous = FULL",
            "secure_delete = ON",  # what was erased by order is overwritten
            "cache_size = -65536",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        write = connection.get_execution_options().get("write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


def _postgresql(dsn: str, pool: int) -> Engine:
    return create_engine(
        "postgresql+psycopg" + dsn.removeprefix("postgresql"),
        pool_size=pool,
        max_overflow=0,
        pool_timeout=20,
        hide_parameters=True,
        connect_args={
            "application_name": "sanad",
            "connect_timeout": 10,
            # an answer goes out after the commit is on disk, whatever the server's own setting
            "options": "-c synchronous_commit=on -c lock_timeout=20s -c statement_timeout=60s "
            "-c idle_in_transaction_session_timeout=60s",
        },
    )


def _code(error: BaseException) -> str:
    sqlstate: str | None = getattr(getattr(error, "orig", None), "sqlstate", None)
    return sqlstate or ""


def _refuses(error: BaseException) -> bool:
    """Does a database answer, and refuse? Of a connection that did not come about no code is known, only
    whether a password was asked for."""
    if _code(error) in _REFUSED:
        return True
    connection = getattr(getattr(error, "orig", None), "pgconn", None)
    return connection is not None and (connection.needs_password or connection.used_password)


def _sqlite_code(error: BaseException) -> int:
    code: int | None = getattr(getattr(error, "orig", None), "sqlite_errorcode", None)
    return (code or 0) & 0xFF  # the low byte of an extended code is the primary one


def _worth_another(error: Exception) -> bool:
    """Also where the line broke, as after a restart: whether it was committed, nobody knows, and all
    work may be repeated."""
    return _code(error) in _AGAIN or getattr(error, "connection_invalidated", False)


def _refusal(error: Exception) -> problems.Refused:
    """What is full, what will pass. Anything else is a bug, and named so."""
    if _code(error) in _FULL or _sqlite_code(error) == sqlite3.SQLITE_FULL:
        return problems.refused("full")
    if isinstance(error, (OperationalError, InterfaceError, PoolTimeout)) or _worth_another(error):
        return problems.refused("busy")
    return problems.Refused()


# -- retention ---------------------------------------------------------------------------------
# What headquarters forgets, and when. Records are never among it: they go by an order of two
# alone.
# Each node looks once an hour; that two do so at once harms nothing.

_DAY = 86_400
ANSWERS_S = 120 * _DAY  # answers to invitations that the desk named, with the desk's replies
STRANGERS_S = 14 * _DAY  # answers to invitations that it never named
INVITATIONS_S = 400 * _DAY
CHUNKS_S = 60 * _DAY  # pieces of a chunk of which no more came
RECORDS_S = 14 * _DAY  # of a record: its computer's stream stands in place of the case
CALLS_S = 800 * _DAY  # when a computer last called
TIDIES_EVERY_S = 3600


def tidy(database: Database, now: int) -> int:
    """Forget what is old; how many rows. Refused where the database is away."""

    def work(connection: Connection) -> int:
        a, i, b, p, s = (
            table.c for table in (tables.answer, tables.invitation, tables.blob, tables.blob_part, tables.seen)
        )
        named = a.invitation.in_(select(i.id))
        record = b.case_id.in_(select(tables.stream.c.id))
        old = and_(~b.whole, or_(b.moved < now - CHUNKS_S, and_(record, b.moved < now - RECORDS_S)))
        pieces = exists().where(b.case_id == p.case_id, b.id == p.id, old)
        deletions = (
            delete(tables.answer).where(or_(a.came < now - ANSWERS_S, and_(~named, a.came < now - STRANGERS_S))),
            delete(tables.invitation).where(i.named < now - INVITATIONS_S),
            delete(tables.blob_part).where(pieces),
            delete(tables.blob).where(old),
            delete(tables.seen).where(s.at < now - CALLS_S),
        )
        return sum(connection.execute(delete).rowcount for delete in deletions)

    return database.change(work)
