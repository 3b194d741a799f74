"""What the lists of people and computers say: days, who is away until when, what is late and what isn't known."""

from datetime import date, datetime, timedelta

import pytest

from app.casework.organisation.invitations import OpenInvitation
from app.casework.pages.user_list import Away, ComputerLine, PersonLine
from app.language import Words, strip_marks
from app.ui.users import columns

NOW = datetime(2026, 11, 25, 12, 0).astimezone()
W = Words("en")


def computer(**said: object) -> ComputerLine:
    known = {
        "id": "c",
        "name": "LAPTOP-1",
        "person_id": "p",
        "person": "Layla Sample",
        "role": "inspector",
        "certified_at": NOW - timedelta(days=90),
        "reported": True,
    }
    return ComputerLine(**(known | said))


def ago(**time: float) -> datetime:
    return NOW - timedelta(**time)


@pytest.mark.parametrize(
    ("at", "says"),
    [
        (ago(minutes=5), "Today"),
        (ago(hours=11, minutes=59), "Today"),
        (ago(hours=12, minutes=1), "Yesterday"),
        (ago(days=1), "Yesterday"),
        (ago(days=2), "2 days ago"),
        (ago(days=-1), "Today"),
    ],
)
def test_how_long_ago_goes_by_the_days_of_the_wall(at: datetime, says: str):
    assert columns.days_ago(W, at, NOW) == says
    if says == "Today":
        assert columns.days_ago(W, at, NOW, clock=True) == f"Today {W.time(at)}"


@pytest.mark.parametrize(
    ("said", "contact"),
    [
        ({"last_contact": ago(days=13)}, ("13 days ago", False)),
        ({"last_contact": ago(days=15)}, ("15 days ago", True)),
        ({"last_contact": ago(days=15), "ended": True}, ("15 days ago", False)),
        ({"last_contact": None}, ("Never", True)),
        ({"last_contact": None, "certified_at": ago(days=3)}, ("Never", False)),
        ({"last_contact": ago(days=15), "is_own": True}, ("This computer", False)),
    ],
)
def test_a_computer_says_when_it_was_heard_and_whether_that_is_late(said, contact):
    assert columns.contact_words(computer(**said), NOW, W) == contact


@pytest.mark.parametrize(
    ("said", "backup"),
    [
        ({"last_backup": ago(days=6)}, ("6 days ago", False)),
        ({"last_backup": ago(days=8)}, ("8 days ago", True)),
        ({"last_backup": None}, ("Never", True)),
        ({"last_backup": None, "ended": True}, ("Never", False)),
        ({"last_backup": ago(days=8), "ended": True}, ("8 days ago", False)),
        ({"last_backup": None, "reported": False}, ("Not known", False)),
    ],
)
def test_a_computer_says_when_it_was_kept_safe_and_whether_that_is_late(said, backup):
    assert columns.backup_words(computer(**said), NOW, W) == backup


@pytest.mark.parametrize(
    ("said", "version", "disk"),
    [
        ({"version": "0.2.0", "disk_encrypted": True}, "0.2.0", "Encrypted"),
        ({"version": "0.1.0", "is_old": True, "disk_encrypted": False}, "0.1.0 · old", "Not encrypted"),
        ({"version": "", "disk_encrypted": None}, "Version not known", "Not known"),
    ],
)
def test_a_computer_says_its_version_and_its_disk(said, version: str, disk: str):
    assert strip_marks(columns.version_words(computer(**said), W)) == version
    assert columns.disk_words(computer(**said), W) == disk


def away(state: str, person: str = "Layla Sample") -> Away:
    return Away(
        person_id="p",
        person=person,
        substitute_id="s",
        substitute="Omar Sample",
        first_day=date(2026, 11, 20),
        last_day=date(2026, 12, 4),
        state=state,
    )


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ({"absence": away("away")}, "Away until LAST"),
        ({"absence": away("planned")}, ""),
        ({}, ""),
        ({"stands_in_for": (away("away"), away("away", "Rita Sample"))}, "Stands in for Layla Sample, Rita Sample"),
    ],
)
def test_whoever_is_away_is_so_until_the_last_day_and_not_before_the_first(line, says: str):
    said = strip_marks(columns.away_words(PersonLine(id="p", name="Layla Sample", **line), W))
    assert said == says.replace("LAST", W.date(date(2026, 12, 4), "medium"))


@pytest.mark.parametrize(
    ("until", "says"),
    [(ago(days=-3), "expires in 3 days"), (ago(days=-1), "expires in 1 day"), (ago(hours=-2), "expires today")],
)
def test_an_invitation_says_how_long_it_can_be_used(until: datetime, says: str):
    invitation = OpenInvitation("i", "", "Farwaniya", until, used=0)
    line = PersonLine(id="i", name="", invitation=invitation)
    assert strip_marks(columns.invited(line, W, NOW)) == f"Invited · {says}"
    day = W.date(until.date(), "medium")
    assert strip_marks(columns.role_and_team(line, W)) == f"Invited · until {day}"
