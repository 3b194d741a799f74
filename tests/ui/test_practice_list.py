"""What the list of a practice says of each person: begun, finished, and how it went."""

from types import SimpleNamespace

import pytest

from app.ui.practice import mission_list
from app.ui.practice.strip import Strip, Training


def test_a_talk_that_was_begun_again_stands_as_begun_and_one_that_is_over_does_not():
    training = Training(current="S001", verdicts={"S001": "too_low"})
    assert mission_list.state_of(training, "S001") == "too_low"
    training.begin("draft")
    assert mission_list.state_of(training, "S001") == "begun"
    training.finish("case", "talk")
    assert training.drafts == {}
    assert mission_list.state_of(training, "S001") == "too_low"
    assert training.whose("case", "talk") == "S001"


def test_each_verdict_stands_in_the_list_in_its_own_words():
    says = {state: (sentence, tone) for state, (sentence, _, tone) in mission_list.STATES.items()}
    assert says == {
        "": ("Not tried yet", "ink2"), "begun": ("Interview started", "wait"),
        "finished": ("Interview finished: see the score", "wait"), "as_it_should_be": ("Right result", "kept"),
        "higher": ("Higher than needed", "wait"), "too_low": ("Too low: try again", "grave"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("current", "faces_person", "shown"),
    [("S001", False, True), ("S001", True, False), ("", False, False), ("another", False, False)],
)
def test_the_story_is_offered_on_the_officers_screens_alone(
    current: str, faces_person: bool, shown: bool
):
    visible: list[bool] = []
    training = Training(missions={"S001": object()}, current=current)  # type: ignore[dict-item]
    strip = SimpleNamespace(
        _context=SimpleNamespace(training=training), fit=lambda _width: None, raise_=lambda: None,
        _window=SimpleNamespace(screen_now=SimpleNamespace(faces_person=faces_person), width=lambda: 800),
        story=SimpleNamespace(setVisible=visible.append, tell=lambda: None),
    )  # fmt: skip
    Strip.follow(strip)  # type: ignore[arg-type]
    assert visible == [shown]
