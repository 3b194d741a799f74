"""An event of each of many cases in one transaction: chained, sealed and readable as if each were written alone,
and by no old key where somebody was withdrawn or stands in no more."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.case import events
from app.case.tasks import WITHDRAWAL
from app.casework.cases import leaving_events
from app.casework.export import htcds_export
from app.casework.lifecycle import consents, tasks
from app.casework.organisation import absences, administration, people
from app.casework.session.colleagues import own_id
from app.casework.session.session import Appended, Session, append_each, case_state_of
from app.vault import audit, case_records
from tests.casework.test_htcds import IN_NEPALI, leaving
from tests.casework.test_posting import Office, key_numbers
from tests.casework.test_work_list import keeps
from tests.people import keeps_a_case

NOTE = {"about": "view", "text": "spoke freely"}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path, tmp_path / "stick")
    office.stick.mkdir()
    office.founded = administration.create_organisation(
        office.sets_up("Huda Desk", "desk"), "Sample Committee", "Badr Second", "Farwaniya"
    )
    yield office
    for session in office.sessions.values():
        session.close()


def write_all(session: Session, cases: list[str]) -> dict[str, str]:
    with session.vault.transaction() as writer:
        ids = append_each(
            session,
            writer,
            [
                Appended(case, case_state_of(session, case).heads, events.NOTE, NOTE)
                for case in map(bytes.fromhex, cases)
            ],
        )
    return {case.hex(): id_.hex() for case, id_ in ids.items()}


def test_each_follows_the_last_of_its_case_and_all_is_as_if_written_alone(omar):
    cases = [keeps_a_case(omar, f"Maya {number}") for number in range(4)]
    new = omar.vault.new_case().hex()
    ids = write_all(omar, [*cases, new])
    again = write_all(omar, cases)
    assert list(audit.audit(omar.reading(), omar.vault)) == []
    for case in cases:
        timeline = case_state_of(omar, bytes.fromhex(case)).timeline
        assert [event.id.hex() for event in timeline][-2:] == [ids[case], again[case]]
        assert timeline[-1].seen == (timeline[-2].id,)
    assert [event.id.hex() for event in case_state_of(omar, bytes.fromhex(new)).timeline] == [ids[new]]


def test_who_was_withdrawn_reads_none_of_them(office):
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample")
    cases = [keeps_a_case(omar, f"Maya {number}") for number in range(2)]
    office.carry("Omar Sample", "Layla Sample", "Huda Desk")
    administration.revoke(office.sessions["Huda Desk"], layla.vault.stream.hex())
    office.carry("Huda Desk", "Omar Sample")
    write_all(omar, cases)
    assert [key_numbers(omar, case) for case in cases] == [[1, 2], [1, 2]]
    office.carry("Omar Sample", "Layla Sample")
    for case in cases:
        assert events.NOTE not in [event.what for event in case_state_of(layla, bytes.fromhex(case)).timeline]


def test_who_stood_in_reads_none_of_them_once_that_is_over(office):
    layla = office.joins("Layla Sample", news=False)
    people.create_team(office.sessions["Huda Desk"], "Hawalli")
    omar = office.joins("Omar Sample", team="Hawalli")
    cases = [keeps_a_case(layla, f"Maya {number}") for number in range(2)]
    today = layla.clock().astimezone().date()
    absences.set_absence(layla, own_id(layla), first_day=today, last_day=today, substitute_id=own_id(omar))
    assert [key_numbers(layla, case) for case in cases] == [[1], [1]]
    layla.clock.pass_(days=2)
    write_all(layla, cases)
    assert [key_numbers(layla, case) for case in cases] == [[1, 2], [1, 2]]


LISTS = ("case_row", "task", "case_record", "case_figure", "case_figure_part", "match_key", "stand_in")


def lists_of(session: Session, case: str) -> list[object]:
    return [
        session.reading().rows(f"SELECT * FROM {table} WHERE case_id = ?", (bytes.fromhex(case),)) for table in LISTS
    ]


@pytest.mark.parametrize("agency", ["", "shelter"])
def test_lists_are_as_if_made_again_and_who_must_hear_of_a_withdrawal_is_to_be_told(omar, tmp_path, agency):
    """Once the shelter has something of a case, it has to hear that its person wants no record kept any more."""
    cases = [keeps(omar, f"Sita {number} Gurung", nationality="NP") for number in range(2)]
    for case in cases:
        consents.record(omar, case, "share", "yes", IN_NEPALI, "shelter")
    consents.record(omar, cases[1], "record", "yes", IN_NEPALI)
    consents.record(omar, cases[1], "record", "withdrawn", IN_NEPALI)
    omar.clock.pass_(hours=2)
    report = htcds_export.export(omar, tmp_path / "cases.json", leaving(agency))
    assert report.case_count == 2
    kept = [lists_of(omar, case) for case in cases]
    told = {row.case_id for row in tasks.tasks(omar) if row.kind == WITHDRAWAL}
    assert told == ({cases[1]} if agency else set())
    for case in cases:
        with omar.vault.transaction() as writer:
            omar.vault.reindex(writer, bytes.fromhex(case))
    assert [lists_of(omar, case) for case in cases] == kept


def test_what_a_killed_export_left_undone_is_shown_later_and_sets_nothing_back(omar, tmp_path, monkeypatch):
    """The events are durable; the lists come last, and not over what was written in a case since."""
    cases = [keeps(omar, f"Sita {number} Gurung", nationality="NP") for number in range(3)]
    omar.clock.pass_(hours=2)
    with monkeypatch.context() as killed:
        killed.setattr(leaving_events, "show", lambda _session: None)
        htcds_export.export(omar, tmp_path / "1.json", leaving())
    ids = {case: case_state_of(omar, bytes.fromhex(case)).heads for case in cases}
    written = write_all(omar, [cases[0]])[cases[0]]
    before = lists_of(omar, cases[1])
    htcds_export.export(omar, tmp_path / "2.json", leaving(cases=(cases[2],)))  # follows the one before
    (event,) = case_state_of(omar, bytes.fromhex(cases[2])).timeline[-1:]
    assert event.seen == ids[cases[2]]
    leaving_events.show(omar)
    for case, head in ((cases[0], bytes.fromhex(written)), (cases[1], ids[cases[1]][0]), (cases[2], event.id)):
        record = case_records.by_id(omar.reading(), bytes.fromhex(case))
        assert record is not None
        assert (record.heads, record.shared) == ((head,), False)
    assert lists_of(omar, cases[1]) != before
    for case in cases:
        kept = lists_of(omar, case)
        with omar.vault.transaction() as writer:
            omar.vault.reindex(writer, bytes.fromhex(case))
        assert lists_of(omar, case) == kept
