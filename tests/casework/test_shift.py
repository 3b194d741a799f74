"""What one shift tells the next: read by a colleague, taken over once, in whatever order it comes in."""

from dataclasses import replace

import pytest

from app.casework.cases import queries
from app.casework.lifecycle import shift, tasks
from app.casework.session.session import case_state_of
from app.casework.sharing import case_access
from app.vault import stand_ins
from tests.casework.test_posting import Office
from tests.casework.test_work_list import keeps
from tests.people import keeps_a_case


@pytest.fixture
def both(office: Office):
    """Layla of the day, Omar of the night, and a case that both have."""
    layla, omar = office.joins("Layla Sample", "shelter"), office.joins("Omar Sample", "shelter")
    case = keeps_a_case(layla, "Rima Sample")
    case_access.grant(layla, case, case_access.find(layla, "Omar Sample"))
    return office, layla, omar, case


def test_a_note_waits_for_a_colleague_and_is_taken_over_once(both):
    office, layla, omar, case = both
    shift.note(layla, case, "Her medicine at nine; she fears the phone.")
    assert [noted.is_mine for noted in shift.now(layla).notes] == [True]
    assert shift.waiting(layla) == 0
    assert shift.take(layla) == 0
    office.carry("Layla Sample", "Omar Sample")
    (note,) = shift.now(omar).waiting
    assert (note.name, note.text) == ("Rima Sample", "Her medicine at nine; she fears the phone.")
    assert (shift.waiting(omar), shift.take(omar), shift.take(omar)) == (1, 1, 0)
    office.carry("Omar Sample", "Layla Sample")
    assert shift.now(layla).notes == ()
    assert shift.of_case(layla, case) == []
    assert [task.kind for task in tasks.tasks(layla)].count("shift") == 0


def test_no_note_waits_for_who_stood_in_on_other_days(both):
    office, layla, omar, case = both
    shift.note(layla, case, "Her medicine at nine.")
    office.carry("Layla Sample", "Omar Sample")
    row = stand_ins.StandInRow(
        bytes.fromhex(case), bytes(16), omar.vault.person, layla.vault.person, "Layla Sample",
        omar.now() - 9, omar.now() - 1, ended=False, own=False, shared=False, by_self=False,
    )  # fmt: skip
    with omar.vault.transaction() as writer:
        stand_ins.keep(writer, row.case, [row])
    assert (shift.now(omar).notes, shift.waiting(omar), shift.take(omar)) == ((), 0, 0)
    with omar.vault.transaction() as writer:
        stand_ins.keep(writer, row.case, [replace(row, last=omar.now())])
    assert (shift.waiting(omar), shift.take(omar)) == (1, 1)


def test_what_was_written_meanwhile_still_waits(both):
    office, layla, omar, case = both
    shift.note(layla, case, "First")
    office.carry("Layla Sample", "Omar Sample")
    shift.note(layla, case, "Second")
    assert shift.take(omar) == 1
    office.carry("Omar Sample", "Layla Sample")
    office.carry("Layla Sample", "Omar Sample")
    for session in (layla, omar):
        assert [each.text for each in shift.of_case(session, case)] == ["Second"]
    assert case_state_of(layla, bytes.fromhex(case)).conflicts == []


def test_the_next_shift_sees_what_changed_within_a_day_and_is_due_within_the_next(at_work, layla):
    layla.clock.pass_(days=-3)
    late = keeps(at_work, "Late", next_contact="2026-11-22")
    layla.clock.pass_(days=3)
    tomorrow = keeps(at_work, "Tomorrow", next_contact="2026-11-24")
    keeps(at_work, "Later", next_contact="2026-11-27")
    told = shift.now(at_work)
    assert [row.name for row in told.changed] == ["Later", "Tomorrow"]
    contacts = [task.case_id for task in told.due if task.kind == "contact"]
    assert contacts == [late, tomorrow]
    first = shift.now(at_work, 1)  # what a page has no room for is counted
    assert [row.name for row in first.changed] == ["Later"]
    assert (first.changed_count, first.due_count) == (2, len(told.due))
    needed = keeps(at_work, "Today", need_protection="now")  # before what was late long ago
    assert [task.case_id for task in shift.now(at_work, 1).due] == [needed]
    layla.clock.pass_(hours=25)
    assert shift.now(at_work).changed == ()


def test_a_note_is_in_the_history_and_no_case_is_changed_by_an_empty_one(both):
    _, layla, _, case = both
    before = len(queries.case(layla, case).timeline)
    for text in ("", " \n", "x" * 2001):
        with pytest.raises(shift.NothingToTell):
            shift.note(layla, case, text)
    assert len(queries.case(layla, case).timeline) == before
    shift.note(layla, case, "The window of her room")
    assert queries.case(layla, case).timeline[-1].what == "note"


def test_nobody_takes_over_what_they_had_not_seen(both):
    """An event that names a note its author had not seen changes nothing."""
    from app.case import events, projection
    from app.case.events import Event

    told = [
        Event(b"o" * 32, b"l" * 16, events.OPENED, 1, (), {}),
        Event(b"n" * 32, b"l" * 16, events.NOTE, 2, (b"o" * 32,), {"about": "shift", "text": "X"}),
        Event(b"t" * 32, b"m" * 16, events.NOTE, 3, (b"o" * 32,), {"about": "shift taken", "of": [b"n" * 32]}),
    ]
    case = projection.fold(b"c" * 16, told)
    assert not case.shift[b"n" * 32].taken
    assert b"t" * 32 in case.without_effect
    own = Event(b"p" * 32, b"l" * 16, events.NOTE, 3, (b"n" * 32,), {"about": "shift taken", "of": [b"n" * 32]})
    case = projection.fold(b"c" * 16, [*told[:2], own])  # nor who wrote it
    assert not case.shift[b"n" * 32].taken
    assert b"p" * 32 in case.without_effect


def test_a_note_names_its_author_and_no_restricted_case_and_each_takes_over_those_of_others(both):
    office, layla, omar, case = both
    hidden = keeps_a_case(layla, "Rima Hidden", restricted=True)
    case_access.grant(layla, hidden, case_access.find(layla, "Omar Sample"))
    shift.note(layla, case, "Her medicine at nine.")
    shift.note(layla, hidden, "Nobody may know that she is here.")
    office.carry("Layla Sample", "Omar Sample")
    shift.note(omar, case, "She slept well.")
    notes = {note.text: note for note in shift.now(omar).notes}
    assert {text: note.author for text, note in notes.items() if not note.is_mine} == {
        "Her medicine at nine.": "Layla Sample",
        "Nobody may know that she is here.": "Layla Sample",
    }
    assert notes["She slept well."].is_mine
    assert notes["Nobody may know that she is here."].name == ""
    assert notes["Her medicine at nine."].name == "Rima Sample"
    assert shift.take(omar) == 2
    assert [note.text for note in shift.now(omar).notes] == ["She slept well."]  # for a colleague
