"""What a computer says of itself reaches the desk, and nobody else; what is no such report is passed over."""

import shutil
from collections.abc import Mapping
from typing import Any

import pytest

from app.case import events
from app.casework.exchange import post
from app.casework.organisation import administration, computer_reports
from app.casework.organisation.computer_reports import ComputerReport, say
from app.casework.records import safe_copies, unlock
from app.casework.session import key_log
from app.casework.session.colleagues import NotTheDesk
from app.casework.session.session import EventAppender, Session, events_among
from app.seal import canonical
from app.vault import computer_reports as reports
from app.vault import log, sync_state
from app.vault.computer_reports import ReportRow
from app.version import VERSION
from tests.casework.test_posting import Office
from tests.people import PHRASE, keeps_a_case

DESK, LAYLA, OMAR = "Huda Desk", "Layla Sample", "Omar Sample"
REPORT = {"version": VERSION, "name": "FRW-LT-014", "contact": 0, "backup": 0, "disk": "open"}


def report_of(office: Office, name: str) -> ComputerReport | None:
    stream = office.sessions[name].vault.stream.hex()
    return computer_reports.computer_reports(office.sessions[DESK]).get(stream)


def how_many(session: Session) -> int:
    """Records of its log of keys that are here."""
    database = session.vault.database
    return len(log.event_sizes(database, key_log.id_of(session.vault)))


def says(session: Session, content: Mapping[str, Any]) -> None:
    with session.vault.transaction() as writer:
        key_log.note(session, writer, events.COMPUTER, content)


def test_a_report_reaches_the_desk_with_the_post_once_a_day_and_when_something_changed(office: Office, tmp_path: Any):
    layla = office.joins(LAYLA)
    assert report_of(office, LAYLA) is None
    office.carry(LAYLA, DESK)
    first = report_of(office, LAYLA)
    assert first
    assert (first.version, first.newest_version, first.last_backup) == (VERSION, True, None)
    assert first.reported_at == office.people[LAYLA].clock.at.replace(microsecond=0)
    count = how_many(layla)
    office.carry(LAYLA, DESK)
    assert how_many(layla) == count  # nothing has changed
    place = tmp_path / "place"
    place.mkdir()
    safe_copies.choose(layla, place)
    safe_copies.make_now(layla, place)
    office.carry(LAYLA, DESK)
    report = report_of(office, LAYLA)
    assert report
    assert report.last_backup == office.people[LAYLA].clock.at.replace(microsecond=0)
    count = how_many(layla)
    office.people[LAYLA].clock.pass_(days=1)
    office.people[DESK].clock.pass_(days=1)
    office.carry(LAYLA, DESK)
    assert how_many(layla) == count + 1
    later = report_of(office, LAYLA)
    assert later
    assert later.last_contact > report.last_contact
    own = report_of(office, DESK)  # the desk's own is among them
    assert own
    assert own.version == VERSION


def test_only_a_desk_hears_it(office: Office):
    layla, omar = office.joins(LAYLA), office.joins(OMAR)
    office.carry(LAYLA, DESK, OMAR)
    assert report_of(office, LAYLA)
    assert log.event_sizes(omar.vault.database, key_log.id_of(layla.vault)) == []
    with pytest.raises(NotTheDesk):
        computer_reports.computer_reports(layla)


def test_what_is_too_large_or_odd_is_passed_over_and_the_one_before_stays(office: Office):
    layla = office.joins(LAYLA)
    say(layla)  # its own for today
    says(layla, REPORT)
    office.carry(LAYLA, DESK)
    before = report_of(office, LAYLA)
    assert before
    assert (before.computer_name, before.disk_encrypted) == ("FRW-LT-014", False)
    odd: list[dict[str, Any]] = [
        {"version": "9" * 33}, {"name": "x" * 65}, {"version": ""}, {"disk": "perhaps"}, {"disk": 1},
        {"contact": -1}, {"contact": 1 << 38}, {"backup": "today"}, {"more": b"\0" * 5000},
    ]  # fmt: skip
    for change in odd:
        says(layla, {**REPORT, "name": "odd", **change})
    office.carry(LAYLA, DESK)
    assert report_of(office, LAYLA) == before


def test_a_report_is_of_the_computer_that_signed_it_and_in_a_case_it_is_none(office: Office):
    office.joins(LAYLA)
    omar = office.joins(OMAR)
    office.carry(LAYLA, DESK)
    office.carry(OMAR, DESK)
    before = report_of(office, LAYLA)
    case = keeps_a_case(omar, "Maya Sample")
    with omar.vault.transaction() as writer:
        EventAppender(omar, writer, bytes.fromhex(case)).say(events.COMPUTER, REPORT)
    says(omar, {**REPORT, "name": "LAYLA"})
    office.carry(OMAR, DESK)
    assert report_of(office, LAYLA) == before
    report = report_of(office, OMAR)
    assert report
    assert report.computer_name == "LAYLA"  # a name is a claim; whose computer it is, is not


def test_an_older_report_that_comes_again_or_late_changes_nothing(office: Office):
    layla, desk = office.joins(LAYLA), office.sessions[DESK]
    say(layla)  # its own for today
    says(layla, {**REPORT, "version": "0.1.0"})
    early = office.folder / "early"
    early.mkdir()
    post.export(layla, early)
    says(layla, {**REPORT, "version": "0.1.9"})
    office.carry(LAYLA, DESK)
    before = report_of(office, LAYLA)
    assert before
    assert (before.version, before.newest_version) == ("0.1.9", False)
    post.collect(desk, early)
    log_id = key_log.id_of(layla.vault)
    ids = [id_ for id_, _ in log.event_sizes(desk.vault.database, log_id)]
    with desk.vault.transaction() as writer:  # in whatever order they come
        computer_reports.take_in(desk, writer, events_among(desk, log_id, ids[::-1]))
    assert report_of(office, LAYLA) == before
    with layla.vault.transaction() as writer:  # and a clock that goes back hides nothing newer
        EventAppender(layla, writer, key_log.id_of(layla.vault)).say(
            events.COMPUTER, {**REPORT, "version": "9.0"}, at=1
        )
    office.carry(LAYLA, DESK)
    newest = report_of(office, LAYLA)
    assert newest
    assert (newest.version, newest.newest_version) == ("9.0", True)


def test_a_computer_that_was_withdrawn_and_one_of_nobody_say_nothing(office: Office):
    layla, desk = office.joins(LAYLA), office.sessions[DESK]
    alone = office.sets_up("Nora Sample", "inspector")
    assert not say(alone)
    office.carry(LAYLA, DESK)
    before = report_of(office, LAYLA)
    administration.revoke(desk, layla.vault.stream.hex())
    says(layla, REPORT)
    office.carry(LAYLA, DESK)
    assert report_of(office, LAYLA) == before


def test_two_copies_of_one_computer_begin_the_same_log(office: Office, tmp_path: Any):
    """Else the desk could open what one of them says, and would refuse the other's for ever."""
    office.joins(LAYLA)
    office.leaves(LAYLA)
    home = office.people[LAYLA].home
    asked = "SELECT id FROM envelope WHERE case_id = ?"

    def records(session: Session) -> set[bytes]:
        return {id_ for (id_,) in session.vault.database.rows(asked, (log_id,))}

    shutil.copytree(home, tmp_path / "copy")
    first = office.comes(LAYLA)
    copy = unlock.unlock(tmp_path / "copy", first.vault.id.hex(), PHRASE, clock=first.clock)
    desk, log_id = office.sessions[DESK], key_log.id_of(first.vault)
    for session in (first, copy):
        folder = tmp_path / ("one" if session is first else "other")
        folder.mkdir()
        post.export(session, folder)
        post.collect(desk, folder)
    written = records(first) | records(copy)
    assert len(written) >= 4  # each wrote its own grant and its own report
    assert records(desk) == written
    assert desk.vault.database.rows("SELECT why FROM waiting") == []
    copy.close()


@pytest.mark.parametrize(("disk", "encrypted"), [("open", False), ("protected", True), ("unknown", None)])
def test_whether_a_disk_is_encrypted_is_told_as_the_computer_says_it(office: Office, disk: str, encrypted: bool | None):
    layla, desk = office.joins(LAYLA), office.sessions[DESK]
    report = canonical.encode({**REPORT, "disk": disk})
    with desk.vault.transaction() as writer:
        reports.keep(writer, ReportRow(layla.vault.stream, 9, layla.now(), report))
    told = report_of(office, LAYLA)
    assert told is not None
    assert told.disk_encrypted is encrypted


def test_a_computer_that_knows_of_its_withdrawal_says_nothing_more(office: Office):
    layla = office.joins(LAYLA)
    with layla.vault.transaction() as writer:
        sync_state.put(writer, sync_state.WITHDRAWN, layla.vault.stream)
    before = how_many(layla)
    assert not say(layla)
    assert how_many(layla) == before
