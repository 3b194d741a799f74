"""What the desk reads of a computer's report: no time that is yet to come, and no version by its letters."""

import pytest

from app.case import computer
from app.casework.organisation import computer_reports
from app.casework.session.session import Session
from app.clock import utc
from app.seal import canonical
from app.vault.computer_reports import ReportRow
from app.version import VERSION

DAY = 86_400


def shown(session: Session, **said: object) -> computer_reports.ComputerReport:
    now = session.now()
    at = int(str(said.pop("at", now - 60)))
    document = {
        "version": VERSION,
        "name": "LAPTOP-1",
        "contact": now - DAY,
        "backup": now - DAY,
        "disk": computer.PROTECTED,
    } | said
    return computer_reports._shown(session, ReportRow(bytes(16), 1, at, canonical.encode(document)))


def test_a_clock_that_ran_ahead_makes_nothing_later_than_now(at_work: Session):
    now = at_work.now()
    ahead = shown(at_work, at=now + DAY, contact=now + 2 * DAY, backup=now + 3 * DAY)
    assert {ahead.reported_at, ahead.last_contact, ahead.last_backup} == {utc(now)}
    known = shown(at_work)
    assert known.last_backup == utc(now - DAY)
    assert known.last_contact == known.reported_at == utc(now - 60)  # the report came the same way
    assert shown(at_work, backup=0).last_backup is None


@pytest.mark.parametrize(
    ("disk", "says"), [(computer.PROTECTED, True), (computer.OPEN, False), ("", None), ("else", None)]
)
def test_a_disk_is_encrypted_open_or_not_known(at_work: Session, disk: str, says: bool | None):
    assert shown(at_work, disk=disk).disk_encrypted is says


@pytest.mark.parametrize(
    ("version", "newest"), [(VERSION, True), ("10.0.0", True), ("0.0.9", False), ("", False), ("x.y", False)]
)
def test_a_version_goes_by_its_numbers(at_work: Session, version: str, newest: bool):
    assert shown(at_work, version=version).newest_version is newest
