"""What a change owes is done with it, whoever changes and however: nobody can forget it."""

import ast
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from app.casework.cases import queries
from app.casework.records.unlock import RolledBack
from app.casework.session.session import EventAppender, Session
from app.errors import SanadError
from app.vault import drafts, log
from app.vault.database import Writer
from tests.people import Person, keeps_a_case

APP = Path(__file__).resolve().parents[2] / "app"
NAME = "Sunita Sample"


def by_the_vault(session: Session) -> Iterator[Writer]:
    with session.vault.transaction() as writer:
        yield writer


def past_the_vault(session: Session) -> Iterator[Writer]:
    with session.vault.database.transaction() as writer:
        yield writer


WAYS = [by_the_vault, past_the_vault]


def note(session: Session, writer: Writer, case: bytes) -> None:
    EventAppender(session, writer, case).say("note", {"about": "view", "text": "spoke freely"})


def copied_by_hand(session: Session, writer: Writer, case: bytes) -> None:
    """An envelope through no function of the log: its row alone, as SQL."""
    note(session, writer, case)
    row = writer.row("SELECT * FROM envelope ORDER BY n DESC LIMIT 1")
    assert row is not None
    seq = log.place(writer, session.vault, case).seq
    writer.run(
        "INSERT INTO envelope (id, case_id, stream, seq, case_seq, kind, header, signature, body, "
        "arrived) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (bytes(31) + b"\1", row[2], row[3], seq + 1, *row[5:]),
    )


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("change", [note, copied_by_hand])
def test_older_records_are_recognised_after_any_way_of_writing(
    layla: Person, way: Callable[[Session], Iterator[Writer]], change: Callable[[Session, Writer, bytes], None]
):
    session = layla.sets_up()
    case = bytes.fromhex(keeps_a_case(session, NAME))
    session.vault.database.drop_old_pages()
    records = session.vault.file
    older = records.read_bytes()
    with contextmanager(way)(session) as writer:
        change(session, writer, case)
    session.vault.close()  # as when the process is killed: nothing is said at the end
    for end in ("-wal", "-shm"):
        records.with_name(records.name + end).unlink(missing_ok=True)
    records.write_bytes(older)
    with pytest.raises(RolledBack):
        layla.unlocks()


@pytest.mark.parametrize("way", WAYS)
def test_a_case_is_found_by_whatever_way_it_was_written(layla: Person, way: Callable[[Session], Iterator[Writer]]):
    session = layla.sets_up()
    case = session.vault.new_case()
    with contextmanager(way)(session) as writer:
        pen = EventAppender(session, writer, case)
        pen.say("opened", {"reference": "KW-2026-TEST-0001"})
        pen.say("answers given", {"interview": bytes(16), "facts": {"name": NAME}, "answers": [["/data/name", NAME]]})
    assert [row.name for row in queries.cases(session, "Sunita")] == [NAME]
    session.close()


@pytest.mark.parametrize("way", WAYS)
def test_a_draft_that_was_kept_is_missed_by_whatever_way_it_was_kept(
    layla: Person, way: Callable[[Session], Iterator[Writer]]
):
    session = layla.sets_up()
    draft = drafts.Draft(bytes(15) + b"\1", bytes(32), 0, 0, "", False, 0)
    with contextmanager(way)(session) as writer:
        drafts.begin(writer, draft)
        drafts.keep(writer, draft.id, {"/data/name": NAME}, 1)
    session.vault.database.drop_old_pages()
    older = session.vault.file.read_bytes()
    with contextmanager(way)(session) as writer:
        drafts.keep(writer, draft.id, {"/data/name": None, "/data/age": "31"}, 2)
    records = session.vault.file
    session.vault.close()
    for end in ("-wal", "-shm"):
        records.with_name(records.name + end).unlink(missing_ok=True)
    records.write_bytes(older)
    again = layla.unlocks()
    assert [loss.draft for loss in again.vault.losses()] == [draft.id]
    again.close()


def test_what_was_rolled_back_owes_nothing(layla: Person):
    session = layla.sets_up()
    case = bytes.fromhex(keeps_a_case(session, NAME))
    head = session.vault.folder.head(1)
    before, listed = head.read_bytes(), queries.cases(session)
    with suppress(ZeroDivisionError), session.vault.transaction() as writer:
        note(session, writer, case)
        raise ZeroDivisionError
    assert (head.read_bytes(), queries.cases(session)) == (before, listed)
    with session.vault.transaction() as writer:
        writer.run("INSERT OR REPLACE INTO setting VALUES ('anything', x'00')")
        writer.settle()
        assert not writer.noted.any()
    assert head.read_bytes() == before
    session.close()


def test_what_was_committed_counts_though_the_file_beside_it_could_not_be_written(layla: Person):
    session = layla.sets_up()
    case = bytes.fromhex(keeps_a_case(session, NAME))
    head, earlier = session.vault.folder.head(1), session.vault.home_team
    blocked = head.with_name(head.name + ".partial")
    (blocked / "something").mkdir(parents=True)
    written = len(log.event_sizes(session.vault.database, case))
    with pytest.raises((SanadError, OSError)), session.vault.transaction() as writer:  # noqa: PT012
        note(session, writer, case)
        session.vault.home_team = bytes(16)
    assert len(log.event_sizes(session.vault.database, case)) == written + 1
    assert session.vault.home_team == bytes(16)
    with suppress(ZeroDivisionError), session.vault.transaction():
        session.vault.home_team = earlier
        raise ZeroDivisionError
    assert session.vault.home_team == bytes(16)
    (blocked / "something").rmdir()
    blocked.rmdir()
    session.vault.close()


def test_what_came_in_waits_for_its_turn_and_is_listed_with_it(layla: Person):
    session = layla.sets_up()
    case = bytes.fromhex(keeps_a_case(session, NAME))
    with session.vault.transaction() as writer:
        writer.run("DELETE FROM case_row")
        writer.run("INSERT INTO stale VALUES (?)", (case,))
        note(session, writer, case)
    assert queries.cases(session) == []
    with session.vault.transaction() as writer:
        writer.run("DELETE FROM stale")
    assert [row.name for row in queries.cases(session)] == [NAME]
    session.close()


def test_the_end_of_a_transaction_stands_in_one_place():
    """Whoever committed elsewhere would pass the duties by."""
    places = []
    for file in sorted(APP.rglob("*.py")):
        if file.is_relative_to(APP / "headquarters"):
            continue  # its database is another one, without lists and heads
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                word = node.value.strip().upper()
                if word.startswith(("COMMIT", "END TRANSACTION")) and len(word) < 20:
                    places.append(file.relative_to(APP).as_posix())
    assert places == ["vault/database.py"]


_REMADE = re.compile(
    r"INSERT OR IGNORE INTO (untold|case_to_remake) SELECT case_id FROM case_row;"
)  # untold: until version 28


def test_a_migration_that_gives_the_lists_a_column_has_the_rows_made_again():
    """Else each case that is there already would show the column's default until something changes it."""
    forgotten = [
        script.name
        for script in sorted((APP / "vault" / "migrations").glob("*.sql"))
        if (text := script.read_text("utf-8")).count("ALTER TABLE case_row ADD COLUMN") and not _REMADE.search(text)
    ]
    assert not forgotten, (
        f"{forgotten}: end with INSERT OR IGNORE INTO case_to_remake SELECT case_id FROM case_row; so that the "
        "rows of cases that are there already are made again"
    )
