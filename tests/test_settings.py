import json

from app import settings
from app.settings import Policy, Preferences


def test_preferences_come_back_and_nonsense_falls_back(tmp_path):
    chosen = Preferences(language="en", digits="latin", lock_after_s=300)
    settings.remember(chosen, tmp_path)
    assert settings.preferences(tmp_path) == chosen
    for nonsense in (
        "{", "[]", '{"language": "fr"}', '{"lock_after_s": 1e9}', '{"language": ["ar"]}',
        '{"both_languages": 1}', '{"cover_after_s": true}',
    ):  # fmt: skip
        (tmp_path / "preferences.json").write_text(nonsense)
        assert settings.preferences(tmp_path) == Preferences()


def test_preferences_hold_nothing_but_preferences(tmp_path):
    settings.remember(Preferences(), tmp_path)
    told = json.loads((tmp_path / "preferences.json").read_text())
    assert set(told) == {
        "language", "digits", "theme", "cover_after_s", "lock_after_s", "both_languages",
        "ask_before_result", "work", "address",
    }  # fmt: skip


def test_an_unreadable_policy_allows_the_least(tmp_path):
    file = tmp_path / "policy.toml"
    assert settings.policy(file) == Policy(plain_files=True)
    file.write_text("plain_files = false")
    assert settings.policy(file) == Policy(plain_files=False)
    file.write_text("unreviewed_languages = false")
    assert settings.policy(file) == Policy(unreviewed_languages=False)
    file.write_text("plain_files = ")
    assert settings.policy(file) == Policy(plain_files=False, unreviewed_languages=False)
    file.write_text("plain_files = 'yes'\nunreviewed_languages = 1")
    assert settings.policy(file) == Policy(plain_files=False, unreviewed_languages=False)


def test_digits_follow_the_language_until_somebody_chooses():
    assert Preferences(language="ar").digits_shown == "arabic"
    assert Preferences(language="en").digits_shown == "latin"
    assert Preferences(language="ar", digits="latin").digits_shown == "latin"
