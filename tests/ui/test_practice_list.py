"""What the list of a practice says of each person: begun, finished, and how it went."""

from app.ui.practice import mission_list
from app.ui.practice.training import Training


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
