import json
from pathlib import Path

import pytest

from app import settings
from app.language import Words
from app.platform import system
from app.policy import Policy
from app.settings import Preferences
from tests.systems import LINKS


def test_preferences_come_back_and_nonsense_falls_back(tmp_path):
    chosen = Preferences(language="en", digits="latin", lock_after_s=300)
    settings.remember(chosen, tmp_path)
    assert settings.preferences(tmp_path) == chosen
    for nonsense in (
        "{",
        "[]",
        '{"language": "fr"}',
        '{"lock_after_s": 1e9}',
        '{"language": ["ar"]}',
        '{"both_languages": 1}',
        '{"cover_after_s": true}',
    ):
        (tmp_path / "preferences.json").write_text(nonsense)
        assert settings.preferences(tmp_path) == Preferences()


def test_preferences_hold_nothing_but_preferences(tmp_path):
    settings.remember(Preferences(), tmp_path)
    document = json.loads((tmp_path / "preferences.json").read_text())
    assert set(document) == {
        "language", "digits", "theme", "cover_after_s", "lock_after_s", "both_languages",
        "ask_before_result", "one_question", "work", "address",
    }  # fmt: skip


def test_an_unreadable_policy_allows_the_least(tmp_path):
    file = tmp_path / "policy.toml"
    assert settings.policy(file) == Policy(plain_files=True)
    file.write_text("plain_files = false")
    assert settings.policy(file) == Policy(plain_files=False)
    file.write_text("unreviewed_languages = false")
    assert settings.policy(file) == Policy(unreviewed_languages=False)
    file.write_text("plain_files = ")
    assert settings.policy(file) == Policy(
        plain_files=False, unreviewed_languages=False, cover_after_s=60, lock_after_s=180
    )
    file.write_text("plain_files = 'yes'\nunreviewed_languages = 1")
    assert settings.policy(file) == Policy(plain_files=False, unreviewed_languages=False)


def test_digits_follow_the_language_until_somebody_chooses():
    for language, chosen, shown in (("ar", None, "arabic"), ("en", None, "latin"), ("ar", "latin", "latin")):
        preferences = Preferences(language=language, digits=chosen)
        assert Words(preferences.language, preferences.digits).digits == shown


def test_times_are_never_longer_than_the_administrator_lets_them_be(tmp_path):
    file = tmp_path / "policy.toml"
    file.write_text("cover_after_s = 90\nlock_after_s = 86400")
    rules = settings.policy(file)
    long, short = Preferences(cover_after_s=600), Preferences(cover_after_s=60, lock_after_s=300)
    assert settings.restrained(long, rules).cover_after_s == 90
    assert settings.restrained(short, rules) == short
    assert rules.lock_after_s == 900  # the program's own limit stays


@pytest.mark.parametrize(
    ("line", "name", "least"),
    [
        ("cover_after_s = '9'", "cover_after_s", 60),
        ("lock_after_s = 5", "lock_after_s", 180),
        ("languages = 'ne'", "languages", ("ar", "en")),
        ("headquarters = 'http://plain.example.org'", "headquarters", "https://nowhere.invalid"),
        ("proxy = 'proxy'", "proxy", ""),
        ("backup_place = 'folder'", "backup_place", ""),
    ],
)
def test_a_line_that_makes_no_sense_allows_the_least_and_is_named(tmp_path, line, name, least):
    file = tmp_path / "policy.toml"
    file.write_text(line)
    assert getattr(settings.policy(file), name) == least
    (refused,) = [each for each in settings.policy_lines(file) if each.source == "refused"]
    assert (refused.name, refused.value) == (name, least)


@pytest.mark.parametrize("nonsense", ["2.5", "[1]", "''"])
def test_every_line_that_makes_no_sense_allows_what_its_page_says(tmp_path, nonsense):
    """docs/policy.md, the last column."""
    least = {
        "plain_files": False, "unreviewed_languages": False, "cover_after_s": 60, "lock_after_s": 180,
        "languages": ("ar", "en"), "headquarters": "https://nowhere.invalid", "proxy": "", "trust": "",
        "backup_place": "", "profile": "", "update_channel": "off", "time_stamps": "",
    }  # fmt: skip
    file = tmp_path / "policy.toml"
    lines = settings.policy_lines(file)
    file.write_text("\n".join(f"{line.name} = {nonsense}" for line in lines))
    rules = settings.policy(file)
    assert all(line.source == "refused" for line in settings.policy_lines(file))
    assert {name: getattr(rules, name) for name in least} == least
    # neither a place for files nor a list of who may sign is there
    assert not rules.may_hold(tmp_path / "record.pdf")
    assert not Path(rules.update_root).exists()
    assert rules.update_root
    assert {line.name for line in lines} == {*least, "transfer_folders", "update_root"}


def test_a_policy_that_an_officer_may_have_written_is_said_and_not_followed(tmp_path, monkeypatch):
    file = tmp_path / "policy.toml"
    monkeypatch.setattr(type(system), "policy_file", lambda _self: file)
    assert not settings.planted_policy()
    file.write_text(f"update_root = '{tmp_path / 'mine'}'\nplain_files = false")
    assert settings.planted_policy()  # not the administrator's: others may write where it lies
    assert settings.policy() == Policy()
    assert not [line for line in settings.policy_lines() if line.source != "default"]
    monkeypatch.setattr(type(system), "is_administrators", lambda _self, _file: True)
    assert not settings.planted_policy()
    assert not settings.policy().plain_files


def test_a_language_is_allowed_by_its_whole_code_and_in_each_of_its_forms():
    rules = Policy(languages=("ar", "ne"))
    assert [rules.may_speak(code) for code in ("ar", "ar-x-woman", "ne", "am", "n", "")] == [
        True,
        True,
        True,
        False,
        False,
        False,
    ]
    assert Policy().may_speak("am")


def test_files_go_into_the_folders_of_the_policy_alone(tmp_path):
    allowed, file = tmp_path / "share", tmp_path / "policy.toml"
    (allowed / "inside").mkdir(parents=True)
    file.write_text(f"transfer_folders = ['{allowed}']")
    rules = settings.policy(file)
    assert rules.may_hold(allowed / "inside" / "record.pdf")
    for elsewhere in ("record.pdf", "share/../record.pdf", "share2/a.pdf"):
        assert not rules.may_hold(tmp_path / elsewhere)
    file.write_text("transfer_folders = 'share'")
    assert not settings.policy(file).may_hold(allowed / "record.pdf")


@LINKS
def test_a_link_leads_no_file_out_of_the_folders_of_the_policy(tmp_path):
    allowed, file = tmp_path / "share", tmp_path / "policy.toml"
    allowed.mkdir()
    (allowed / "link").symlink_to(tmp_path)
    file.write_text(f"transfer_folders = ['{allowed}']")
    assert not settings.policy(file).may_hold(allowed / "link" / "record.pdf")


def test_every_line_of_the_policy_stands_in_its_page():
    page = (Path(__file__).parents[1] / "docs" / "policy.md").read_text("utf-8")
    for line in settings.policy_lines():
        assert f"`{line.name}`" in page


def test_the_screen_locks_no_later_than_the_administrator_lets_it():
    chosen = Preferences(cover_after_s=600, lock_after_s=800)
    restrained = settings.restrained(chosen, Policy(cover_after_s=120, lock_after_s=240))
    assert (restrained.cover_after_s, restrained.lock_after_s) == (120, 240)
