"""A connection of the vault at its edges: what it is set to, which files it takes, and what it leaves of them."""

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sql

from app.disk import DeviceGone, DiskFailed, DiskFull, TooLargeForDisk
from app.seal.file_marker import Damaged, ForeignFile, NewerVersion
from app.vault import database, failures
from app.vault.database import Database, OlderVersion, UnreleasedVersion, migrations

KEY, OTHER_KEY = bytes(32), b"k" * 32
MORE = "CREATE TABLE later (n INTEGER)"
ADDS = "INSERT INTO came_in (event, case_id, what, at, read) VALUES (?, x'', 'said', 1, 0)"
COUNT_CAME_IN = "SELECT count(*) FROM came_in"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "records.db"


@pytest.fixture
def made(file: Path) -> Iterator[Database]:
    created = Database.create(file, KEY)
    yield created
    created.close()


def adds(writing: Database, event: bytes = bytes(32)) -> None:
    with writing.transaction() as writer:
        writer.run("INSERT INTO came_in (event, case_id, what, at) VALUES (?, ?, 'said', 1)", (event, bytes(16)))


def sets_version(file: Path, version: int) -> None:
    connection = database.connected(file, KEY)
    connection.execute(f"PRAGMA user_version = {version}")
    connection.close()


def test_every_connection_keeps_durably_erases_and_leaves_nothing_in_temporary_files(made: Database, file: Path):
    """FULL, ON, ON, ON, MEMORY: https://sqlite.org/pragma.html"""
    assert made.rows("PRAGMA journal_mode") == [("wal",)]
    assert os.name == "nt" or stat.S_IMODE(file.stat().st_mode) == 0o600
    adds(made)
    made.drop_old_pages()
    connections = [made, Database.open(file, KEY), Database.reader(file, KEY), made.again()]
    connections += [Database.untouched(file, KEY)]
    connections += [connections[-1].again()]
    names = ("synchronous", "secure_delete", "foreign_keys", "recursive_triggers", "temp_store")
    for connection in connections:
        settings = [connection.number(f"PRAGMA {name}") for name in names]
        assert settings == [2, 1, 1, 1, 2]
        assert connection.number(COUNT_CAME_IN) == 1
    for connection in connections[1:]:
        connection.close()


def test_of_which_version_records_are_decides_whether_they_are_read(made: Database, file: Path):
    newest = database.newest_form()
    assert (database._FIRST, newest) == (20, 19 + len(migrations()))
    assert made.form() == newest
    made.close()
    refused = {1: UnreleasedVersion, 19: UnreleasedVersion, newest + 1: NewerVersion}
    for version, condition in refused.items():
        sets_version(file, version)
        for opens in (Database.open, Database.untouched):
            with pytest.raises(condition):
                opens(file, KEY)
    sets_version(file, newest)
    for opens in (Database.open, Database.untouched):
        opened = opens(file, KEY)
        assert opened.form() == newest
        opened.close()
    for version in (0, newest - 1):
        sets_version(file, version)
        with pytest.raises(OlderVersion):
            Database.untouched(file, KEY)


def test_records_of_an_earlier_version_are_laid_aside_whole_before_they_are_changed(made: Database, file: Path):
    older = file.with_name("older")
    adds(made)
    made.close()
    same = Database.open(file, KEY, older=older)
    same.close()
    assert not older.exists()
    scripts = [*migrations(), MORE]
    opened = Database.open(file, KEY, scripts, older)
    assert opened.form() == database.newest_form() + 1
    assert opened.number("SELECT count(*) FROM later") == 0
    assert opened.number(COUNT_CAME_IN) == 1
    opened.close()
    aside = Database.untouched(older, KEY)
    assert (aside.form(), aside.number(COUNT_CAME_IN)) == (database.newest_form(), 1)
    aside.close()
    further = Database.open(file, KEY, [*scripts, "CREATE TABLE last (n INTEGER)"])
    assert further.number("SELECT count(*) FROM last") == 0  # the scripts before are not run again
    further.close()


@pytest.mark.parametrize("is_laid_aside", [True, False])
def test_a_script_that_fails_leaves_the_records_as_they_were_and_no_copy(
    made: Database, file: Path, is_laid_aside: bool
):
    older = file.with_name("older") if is_laid_aside else None
    made.close()
    for _ in range(2):
        with pytest.raises(RuntimeError):
            Database.open(file, KEY, [*migrations(), MORE, "SELECT nothing FROM nowhere"], older)
    assert not file.with_name("older").exists()
    opened = Database.open(file, KEY, [*migrations(), MORE])
    assert opened.form() == database.newest_form() + 1
    opened.close()


def test_nothing_but_records_is_opened_and_nothing_is_begun(file: Path):
    for folder, condition in ((file, Damaged), (file.parent / "gone" / "records.db", DeviceGone)):
        for opens in (Database.open, Database.untouched):
            with pytest.raises(condition):
                opens(folder, KEY)
    with pytest.raises(DeviceGone):
        Database.reader(file.parent / "gone" / "records.db", KEY)
    assert list(file.parent.iterdir()) == []
    file.write_bytes(b"")
    with pytest.raises(Damaged):
        Database.open(file, KEY)
    assert file.read_bytes() == b""
    file.unlink()
    file.mkdir()
    with pytest.raises(Damaged):
        Database.open(file, KEY)
    file.rmdir()
    plain = sql.connect(str(file))
    plain.execute("CREATE TABLE something (n INTEGER)")
    plain.close()
    assert file.read_bytes()[:15] == b"SQLite format 3"
    raw = file.read_bytes()
    for opens in (Database.open, Database.untouched, Database.reader):
        with pytest.raises(ForeignFile):
            opens(file, KEY)
    assert file.read_bytes() == raw
    file.write_bytes(b"SQLite format 2" + raw[15:])
    with pytest.raises(Damaged):
        Database.open(file, KEY)


def test_under_another_key_records_are_damage(made: Database, file: Path):
    for opens in (Database.open, Database.untouched, Database.reader):
        with pytest.raises(Damaged):
            opens(file, OTHER_KEY)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_file_that_was_refused_is_not_held_open(made: Database, file: Path):
    made.close()

    def held_open() -> list[str]:
        links = [f"/proc/self/fd/{name}" for name in os.listdir("/proc/self/fd")]
        return [name for name in map(os.path.realpath, links) if name.startswith(str(file))]

    with pytest.raises(Damaged) as of_another_key:
        Database.open(file, OTHER_KEY)
    sets_version(file, database.newest_form() + 1)
    with pytest.raises(NewerVersion) as of_a_later_version:
        Database.open(file, KEY)
    sets_version(file, database.newest_form())
    with pytest.raises(RuntimeError) as of_a_wrong_script:
        Database.open(file, KEY, [*migrations(), "SELECT nothing FROM nowhere"])
    assert of_another_key and of_a_later_version and of_a_wrong_script  # noqa: PT018
    assert held_open() == []


def test_a_statement_may_change_what_is_no_record_and_of_a_record_its_body_alone():
    """What an authorizer is asked: https://sqlite.org/c3ref/c_alter_table.html"""
    ok, deny = 0, 1
    insert, delete, update, drop_table, drop_trigger, attach, detach, alter = 18, 9, 23, 11, 16, 24, 25, 26
    for table in ("envelope", "directory", "organisation"):
        for action in (delete, update, drop_table):
            assert database._authorize(action, table, "header") == deny
        assert database._authorize(insert, table, None) == ok
    for action in (delete, update, drop_table):
        assert database._authorize(action, "draft", "body") == ok
    assert database._authorize(update, "envelope", "body") == ok
    assert database._authorize(update, "directory", "body") == deny
    assert database._authorize(delete, "envelope", "body") == deny
    for action in (drop_trigger, attach, detach, alter):
        assert database._authorize(action, "draft", None) == deny


def test_whether_something_was_written_since_is_known(made: Database, file: Path):
    other = Database.open(file, KEY)
    before = made.mark()
    assert made.mark() == before is not None
    assert other.mark() != before
    adds(made)
    after_own = made.mark()
    assert after_own != before
    adds(other, b"e" * 32)
    assert made.mark() not in (before, after_own)
    with made.transaction():
        assert made.mark() is None
    other.close()


def test_who_began_to_read_sees_what_was_there_then(made: Database, file: Path):
    reader = Database.reader(file, KEY)
    reader.begin_reading()
    adds(made)
    assert (reader.number(COUNT_CAME_IN), made.number(COUNT_CAME_IN)) == (0, 1)
    with pytest.raises(RuntimeError):
        reader.begin_reading()  # a second time
    reader.close()


def test_a_transaction_happens_whole_or_not_at_all(made: Database):
    def adds_and_fails(*statements: str, error: BaseException | None = None) -> None:
        with made.transaction() as writer:
            assert writer.run(ADDS, (bytes(32),)) == 1
            assert writer.row(COUNT_CAME_IN) == (1,)
            for statement in statements:
                writer.run(statement)
            if error:
                raise error

    for error in (ValueError(), KeyboardInterrupt()):
        with pytest.raises(type(error)):
            adds_and_fails(error=error)
        assert made.number(COUNT_CAME_IN) == 0
    with pytest.raises(sql.IntegrityError):
        adds_and_fails("INSERT INTO came_in SELECT * FROM came_in")
    with pytest.raises(RuntimeError):
        adds_and_fails("SELECT nothing FROM nowhere")
    with pytest.raises(RuntimeError), made.transaction(), made.transaction():
        pass
    assert made.number(COUNT_CAME_IN) == 0
    with made.transaction() as writer:
        writer.run_all(ADDS, [])
        writer.run_all(ADDS, [(bytes(32),), (b"e" * 32,)])
    assert made.number(COUNT_CAME_IN) == 2
    assert made.row("SELECT 1 FROM came_in WHERE at = 2") is None


def test_a_copy_is_whole_under_its_own_key_and_takes_no_other_s_place(made: Database, file: Path):
    copy = file.with_name("copy.db")
    adds(made)
    made.copy_to(copy, OTHER_KEY)
    assert os.name == "nt" or stat.S_IMODE(copy.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        made.copy_to(copy, OTHER_KEY)
    with pytest.raises(Damaged):
        Database.reader(copy, KEY)
    copied = Database.open(copy, OTHER_KEY)
    assert copied.number(COUNT_CAME_IN) == 1
    assert copied.rows("PRAGMA journal_mode") == [("wal",)]
    assert copied.integrity() == []
    copied.close()


def test_what_failed_in_copying_is_said_of_the_file_that_failed(made: Database, file: Path):
    copy = file.with_name("copy.db")
    copy.write_bytes(b"x")

    def copying(code: int | None) -> type[Exception]:
        error = sql.DatabaseError()
        error.sqlite_errorcode = code
        return type(made._copying(error, copy))

    assert copying(sql.SQLITE_FULL) is DiskFull
    assert copying(sql.SQLITE_CORRUPT) is DiskFailed  # the records are whole
    assert copying(None) is DiskFailed
    made.drop_old_pages()
    raw = bytearray(file.read_bytes())
    raw[-5000] ^= 1
    file.write_bytes(raw)
    assert copying(sql.SQLITE_CORRUPT) is Damaged
    copy.unlink()
    assert copying(None) is DeviceGone


def test_damage_is_found_by_each_look_and_one_failed_read_is_none(made: Database, file: Path):
    calls: list[int] = []
    with made.transaction() as writer:
        writer.run_all(ADDS, [(n.to_bytes(32, "big"),) for n in range(20_000)])
    made.drop_old_pages()
    for checks in (database.CHECKS, ("pages",), ("structure",)):
        assert made.integrity(checks, lambda: calls.append(1)) == []
    assert database.CHECKS == ("pages", "structure")
    assert calls
    seen = len(calls)
    assert made.integrity() == []
    assert len(calls) == seen  # nobody is told any more
    assert not made.is_damaged()
    raw = bytearray(file.read_bytes())
    raw[-5000] ^= 1
    file.write_bytes(raw)
    for checks in (database.CHECKS, ("pages",), ("structure",)):
        again = made.again()
        problems = again.integrity(checks)
        assert problems
        assert all(len(problem) <= 80 for problem in problems)
        again.close()
    assert made.is_damaged()


def test_damage_that_a_script_meets_is_damage(made: Database, file: Path):
    with made.transaction() as writer:
        writer.run_all(ADDS, [(n.to_bytes(32, "big"),) for n in range(3000)])
    made.close()
    raw = bytearray(file.read_bytes())
    for at in range(len(raw) - 100_000, len(raw), 4096):
        raw[at] ^= 1
    file.write_bytes(raw)
    with pytest.raises(Damaged):
        Database.open(file, KEY, [*migrations(), "UPDATE came_in SET at = 2"])
    reader = Database.reader(file, KEY)
    with pytest.raises(Damaged):
        reader.rows("SELECT * FROM came_in")
    reader.close()


def test_the_system_is_asked_again_what_it_refused(file: Path):
    assert isinstance(failures.refused_by_system(file), DeviceGone)
    file.write_bytes(b"x")
    assert failures.refused_by_system(file) is None
    assert [path.name for path in file.parent.iterdir()] == [file.name]  # nothing of the attempt
    for end in ("-wal", "-shm"):
        companion = file.with_name(file.name + end)
        companion.mkdir()
        assert isinstance(failures.refused_by_system(file), DiskFailed)
        companion.rmdir()
        companion.write_bytes(b"")
        assert failures.refused_by_system(file) is None
        companion.unlink()
    assert isinstance(failures.refused_reading(file.with_name("gone")), DiskFailed)
    assert failures.refused_reading(file) is None
    if os.name != "nt":  # where a folder can't be opened as a file
        assert failures.refused_reading(file.parent) is None  # no disk that fails
    assert failures._protected(file.with_name("gone")) is False


def test_a_file_that_may_grow_no_further_is_no_damage(file: Path):
    resource = pytest.importorskip("resource", reason="of POSIX alone")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        refusal = failures._refused_writing(file)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert isinstance(refusal, TooLargeForDisk)
    assert not file.exists()
    assert failures._refused_writing(file) is None
