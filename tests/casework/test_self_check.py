"""All that can be checked on this computer: each that does not hold is named with what to do."""

import shutil
import sys
import tempfile
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from app import settings
from app.casework.cases import issued_papers
from app.casework.pages import protections, self_check
from app.casework.records import safe_copies
from app.casework.records.health import DraftRolledBack, Health
from app.casework.session.session import Session, events_of
from app.language import Words, strip_marks
from app.platform import system
from app.platform.interface import Protection
from app.vault import database, sync_state
from app.vault.vault import database_key
from tests.people import Person, keeps_a_case


@pytest.fixture
def session(layla: Person) -> Session:
    opened = layla.sets_up()
    keeps_a_case(opened, "Maya Sample")
    return opened


def missing(session: Session) -> set[str]:
    return {line.name for line in self_check.check(session, self_check.plant(session)).missing}


def test_a_name_that_left_the_records_is_found(session, monkeypatch):
    assert "planted_name" not in missing(session)
    planted = self_check.plant(session)
    for coding in ("utf-8", "utf-16-le"):
        leak = session.home / "notes.txt"
        leak.write_bytes(b"before " + planted.encode(coding) + b" after")
        lines = self_check.check(session, planted).missing
        assert "planted_name" in {line.name for line in lines}
        leak.unlink()


def test_copies_folder_policy_and_clock_are_looked_at(session, tmp_path, monkeypatch):
    assert "copies" in missing(session)
    place = tmp_path / "copies"
    place.mkdir()
    safe_copies.choose(session, place)
    safe_copies.make_now(session, place)
    assert not missing(session) & {"copies", "clock", "policy", "records", "folder", "access"}
    rules = tmp_path / "policy.toml"
    rules.write_text("lock_after_s = 'long'")
    monkeypatch.setattr(settings, "policy_file", lambda: rules)
    session.home.chmod(0o755)
    # Windows keeps rights otherwise, and `chmod` changes none: tests/windows
    looked_at = {"policy"} if sys.platform == "win32" else {"policy", "folder"}
    assert looked_at <= missing(session)
    session.clock.pass_(days=8)
    assert "copies" in missing(session)
    session.clock.pass_(days=-4000)
    assert "clock" in missing(session)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_what_is_missing_is_said_with_its_values_in_both_languages(session, language):
    words = Words(language)
    session.clock.pass_(days=-10)
    now = words.date(session.clock().astimezone().date())
    [line] = self_check._clock(session)
    assert strip_marks(now) in strip_marks(words.told(line.lacks))
    assert "{" not in words.told(line.lacks)
    [line] = self_check._records(Health(1, 1, ("lost",), error=DraftRolledBack(12)))
    assert not line.holds
    assert words.number(12) in strip_marks(words.told(line.lacks))
    assert "{" not in words.told(line.lacks)


def test_a_name_is_found_beside_the_records_and_among_what_the_program_counts(session, tmp_path, monkeypatch):
    state, temporary = tmp_path / "state", tmp_path / "temporary"
    state.mkdir()
    (temporary / "sanad-x").mkdir(parents=True)
    monkeypatch.setattr(settings, "state", lambda: state)
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    (temporary / "another.txt").write_text("Sample Person 1")  # another program's
    [line] = self_check._planted_name(session.home, "Sample Person 1")
    assert line.holds
    for place in (state / "tries.json", temporary / "sanad-x" / "page.png", temporary / "1.sanad"):
        place.write_text("Sample Person 1")
        [line] = self_check._planted_name(session.home, "Sample Person 1")
        assert not line.holds
        place.unlink()


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_disk_that_is_almost_full_is_named_with_what_is_left(session, language):
    free = shutil.disk_usage(session.home).free
    [line] = self_check._room(session.home, least_bytes=free // 2)
    assert line.holds
    [line] = self_check._room(session.home, least_bytes=free * 2)
    assert not line.holds
    sentence = strip_marks(Words(language).told(line.lacks))
    assert "{" not in sentence
    assert str(line.lacks).split()[1].isdecimal()
    assert "room" in {line.name for line in self_check.check(session, self_check.plant(session)).lines}


def test_a_policy_that_somebody_else_may_have_written_is_named(tmp_path, monkeypatch):
    file = tmp_path / "policy.toml"
    monkeypatch.setattr(type(system), "policy_file", lambda _self: file)
    [line] = self_check._policy()
    assert line.holds
    file.write_text("plain_files = false")
    [line] = self_check._policy()
    assert not line.holds


@pytest.mark.parametrize("state", ["protected", "open", "unknown"])
def test_only_what_is_known_to_be_protected_is_called_so(tmp_path, monkeypatch, state):
    found = Protection("disk", state)
    monkeypatch.setattr(type(system), "protections", lambda _self, _home: (found,))
    monkeypatch.setattr(protections, "CHECKS", ())
    [line] = protections.protections(tmp_path)
    assert (line.name, line.holds) == ("disk", state == "protected")


def test_a_computer_that_user_management_withdrew_is_told_so(session):
    with session.vault.transaction() as writer:
        sync_state.put(writer, sync_state.WITHDRAWN, session.vault.stream)
    assert "access" in missing(session)


def test_copies_that_do_not_open_or_were_never_made_are_missing(session, tmp_path):
    place = tmp_path / "copies"
    place.mkdir()
    safe_copies.choose(session, place)
    line, _elsewhere = self_check._copies(session)
    assert not line.holds
    safe_copies.make_now(session, place)
    session.clock.pass_(days=7)
    line, _elsewhere = self_check._copies(session)
    assert line.holds
    for block in place.glob("sanad-safe/*/blocks/*/*"):
        block.write_bytes(b"of another file")
    assert not safe_copies.try_newest(session, place)
    line, elsewhere = self_check._copies(session)
    assert (line.holds, elsewhere.holds) == (False, True)
    assert "could not be opened" in line.lacks
    safe_copies.choose(session, place)
    safe_copies.make_now(session, place)
    session.clock.pass_(days=8)
    line, _elsewhere = self_check._copies(session)
    assert not line.holds


def test_records_that_were_removed_are_named(session):
    removed, _ = keeps_a_case(session, "Sita Sample"), keeps_a_case(session, "Rita Sample")
    (records,) = session.vault.folder.path.glob("records-*.db")
    key = database_key(session.vault.master)
    with closing(database.connected(records, key)) as connection:
        connection.execute("DROP TRIGGER envelope_stays")
        connection.execute("DELETE FROM envelope WHERE case_id = ?", (bytes.fromhex(removed),))
        connection.commit()
    found = self_check.check(session, self_check.plant(session))
    assert "records" in {line.name for line in found.missing}


def test_the_paper_says_what_holds_and_what_does_not_and_its_issue_is_an_event(session, tmp_path):
    found = self_check.check(session, self_check.plant(session))
    paper = self_check.paper(session, found)
    for language in ("ar", "en"):
        notice = paper.notice(Words(language))
        assert [len(rows) for _, _, rows in notice.tables] == [
            len(found.missing),
            len(found.lines) - len(found.missing),
        ]
        assert "Maya" not in str(notice)
    before = len(events_of(session, session.vault.id))
    issued_papers.save(session, paper, "ar", Path(tmp_path / "check.pdf"))
    (event,) = events_of(session, session.vault.id)[before:]
    assert event.content["paper"] == "check"
    assert found.at - timedelta(days=1) < found.at
