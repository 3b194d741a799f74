"""A damaged record of one case: what comes in for others comes in, and what comes for this one is kept."""

from app.case import events
from app.casework.cases import index, queries
from app.casework.lifecycle import shift
from app.casework.session.unreadable import Unreadable, case_or_unreadable
from app.seal.envelope import Kind
from app.vault import tasks
from tests.casework.test_posting import Office
from tests.people import keeps_a_case
from tests.vault.test_log_edges import ids, spoils


def test_a_damaged_case_holds_up_no_other(office: Office):
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample", "supervisor")
    office.carry("Omar Sample", "Layla Sample")
    bad, good = (keeps_a_case(layla, name) for name in ("Maya One", "Maya Two"))
    office.carry("Layla Sample", "Omar Sample")
    key = bytes.fromhex(bad)
    damaged = [id_ for id_, kind in ids(omar, key) if kind == Kind.EVENT][-1]
    spoils(omar, "UPDATE envelope SET body = zeroblob(length(body)) WHERE id = ?", damaged)
    before = len(ids(omar, key))
    shift.note(layla, bad, "more of it")
    shift.note(layla, good, "more of that")
    office.carry("Layla Sample", "Omar Sample")
    assert events.NOTE in [entry.what for entry in queries.case(omar, good).timeline]
    assert len(ids(omar, key)) == before + 1  # kept, for when the rest can be read again
    assert isinstance(case_or_unreadable(omar, key), Unreadable)
    assert {note.case_id for note in shift.now(omar).notes} == {good}
    with omar.vault.transaction() as writer:
        tasks.remake_all(writer)
    while index.remake_some_tasks(omar):
        continue  # comes to an end
