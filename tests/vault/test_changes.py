"""What a transaction changed is known once it is durable: the cases and the tables."""

import pytest

from app.case import events
from app.casework.lifecycle import shift
from app.casework.session.session import EventAppender
from app.vault.duties import SavedChanges, table_of
from tests.people import Person, keeps_a_case


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("INSERT INTO task (case_id) VALUES (?)", "task"),
        ("INSERT OR IGNORE INTO main.came_in SELECT 1", "came_in"),
        ("REPLACE INTO setting VALUES (?, ?)", "setting"),
        ("UPDATE draft SET number = 1", "draft"),
        ("DELETE FROM typed WHERE place = ?", "typed"),
        ("SELECT case_id FROM stale", ""),
    ],
)
def test_a_statement_that_writes_names_its_table(statement: str, table: str):
    assert table_of(statement) == table


def test_what_was_written_is_said_once_and_nothing_of_what_was_undone(home):
    session = Person("Layla Sample", home).sets_up()
    case = keeps_a_case(session, "Maya Sample")
    session.take_changes()
    shift.note(session, case, "her medicine at nine")
    changes = session.take_changes()
    assert changes.cases == {bytes.fromhex(case)}
    assert {"envelope", "case_row"} <= changes.tables
    assert session.take_changes() == SavedChanges()

    def undone() -> None:
        with session.vault.transaction() as writer:
            content = {"about": "shift", "text": "x"}
            EventAppender(session, writer, bytes.fromhex(case)).say(events.NOTE, content)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        undone()
    assert session.take_changes() == SavedChanges()
    session.close()


def test_whoever_only_reads_a_case_changes_nothing_that_a_page_shows_of_it(home):
    session = Person("Layla Sample", home).sets_up()
    case = keeps_a_case(session, "Maya Sample")
    session.take_changes()
    with session.vault.transaction() as writer:
        EventAppender(session, writer, bytes.fromhex(case)).say(events.VIEWED, {})
    assert not session.take_changes().cases
    with session.vault.transaction() as writer:
        appender = EventAppender(session, writer, bytes.fromhex(case))
        appender.say(events.NOTE, {"about": "shift", "text": "x"})
        appender.say(events.VIEWED, {})
    assert session.take_changes().cases
    session.close()
