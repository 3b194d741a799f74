"""What the administrator set, as Settings says it: each line with its value, its unit, and where it comes from."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from app import settings
from app.language import Words, strip_marks
from app.platform import system
from app.policy import PolicyLine
from app.ui import policy_rows
from app.ui.parts import Fold

pytestmark = pytest.mark.screen


@pytest.mark.parametrize(
    ("name", "value", "source", "says"),
    [
        ("plain_files", False, "policy", "No · set by the administrator"),
        ("plain_files", True, "default", "Yes · not set by the administrator"),
        ("cover_after_s", 60, "refused", "60 seconds · this line of the policy is not valid, so the least is allowed"),
        ("lock_after_s", 180, "policy", "180 seconds · set by the administrator"),
        ("languages", (), "default", "All · not set by the administrator"),
        ("languages", ("ar", "ne"), "policy", "Arabic, Nepali · set by the administrator"),
        ("transfer_folders", (), "default", "Everywhere · not set by the administrator"),
        ("transfer_folders", ("/a", "/b"), "policy", "/a · /b · set by the administrator"),
        ("proxy", "", "default", "Nothing · not set by the administrator"),
        ("lock_afters", "lock_afters", "unknown", "lock_afters · perhaps its name is misspelt"),
    ],
)
def test_a_line_says_its_value_and_who_set_it(name: str, value: object, source, says: str):
    line = PolicyLine(name, "", value, source)
    assert strip_marks(policy_rows._second(line)(Words("en"))) == says


def texts(folded: bool) -> list[str]:
    group = policy_rows.policy_group()
    (fold,) = group.findChildren(Fold)
    labels = [strip_marks(label.text()) for label in group.findChildren(QLabel) if fold.isAncestorOf(label) is folded]
    group.deleteLater()
    return labels


def test_what_was_set_stands_open_and_the_rest_is_folded(qapp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    file = tmp_path / "policy.toml"
    monkeypatch.setattr(settings, "policy_file", lambda: file)
    nothing = "The administrator of this computer has set nothing."
    from app.ui import theme

    says = {line.name: strip_marks(theme.words()(line.says)) for line in settings.policy_lines(file)}
    assert strip_marks(theme.words()(nothing)) in texts(folded=False)
    file.write_text("plain_files = false\nlock_after_s = 5\nplain_filse = true")
    open_texts, folded_texts = texts(folded=False), texts(folded=True)
    for name, sentence in says.items():
        assert (sentence in open_texts) is (name in ("plain_files", "lock_after_s")), name
        assert (sentence in folded_texts) is (name not in ("plain_files", "lock_after_s")), name
    assert any("plain_filse" in text for text in open_texts)


def test_a_policy_that_is_not_followed_is_said(qapp, tmp_path, monkeypatch: pytest.MonkeyPatch):
    file = tmp_path / "policy.toml"
    monkeypatch.setattr(type(system), "policy_file", lambda _self: file)
    from app.ui import theme

    planted = strip_marks(theme.words()(policy_rows.PLANTED))
    assert planted not in texts(folded=False)
    file.write_text("plain_files = false")
    assert planted in texts(folded=False)
