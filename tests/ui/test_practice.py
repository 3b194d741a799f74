"""Practising as somebody meets it: from the lock screen into a window of its own, and nothing else."""

import hashlib
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt

from app import practice_folder, report
from app.casework.interviews import interview as work
from app.casework.records import unlock
from app.language import Words, strip_marks
from app.settings import Preferences
from app.ui import navigation
from app.ui.case.page import CaseScreen
from app.ui.case_list import Cases
from app.ui.early_ending import Closing
from app.ui.first_start import FirstStart
from app.ui.help_panel import Help
from app.ui.interview.screen import InterviewScreen
from app.ui.lock import LockScreen
from app.ui.practice import mission_list
from app.ui.practice.mission_list import MissionList
from app.ui.practice.score import ScorePage
from app.ui.practice.strip import SENTENCE, Strip, Training
from app.ui.practice.talk import Talk
from app.ui.read_back import ReadBack
from app.ui.result import ResultScreen
from app.ui.review import ReviewScreen
from app.ui.sending.page import SendPage
from app.ui.thanks import Thanks
from app.ui.turned.screen import TurnedScreen
from app.ui.window import LOCKED, PRACTICE, make_practice_window
from tests.people import CHEAP, PHRASE
from tests.practised import QUIET, TALKS

pytestmark = pytest.mark.screen


@pytest.fixture
def practises(opens, home):
    """A window to practise in; where it ends, its folder is gone."""

    class Practising:
        def __init__(self):
            self.laid = practice_folder.laid(home)
            self.folder = self.laid.__enter__()

        def __call__(self, language):
            window = make_practice_window(self.folder, Preferences(language=language))
            self.hand = opens(language, at=self.folder, window=window)
            window.go(navigation.PreparePractice(CHEAP))
            self.hand.sees(MissionList)
            return self.hand

    practising = Practising()
    yield practising
    practising.hand.window.close()
    practising.laid.__exit__(None, None, None)
    report.print_as_practice(practice=False)
    assert not (home / "practice").exists()


def talks(hand, id_, **differing):
    """Opens a person's page, starts the interview and answers it."""
    hand.rests()
    hand.window.go(navigation.PracticeTalk(id_))
    hand.sees(Talk)
    hand.press("Start the interview")
    controller = hand.sees(InterviewScreen).controller
    answers = {**QUIET, **TALKS[id_], **differing}
    for question in controller.form.questions():
        value = answers.get(question.name, "")
        if question.kind == "question" and value and controller.node(question.path).relevant:
            multiple = controller.node(question.path).control == "select_multiple"
            controller.answer(question.path, value.split() if multiple else value)
    hand.rests()
    return controller


def finishes(hand, controller):
    session = hand.window.context.session
    done = hand.does(lambda: work.finish(session, controller.live.draft_id))
    hand.window.go(navigation.Thanks(controller, done.case_id, done.interview_id))
    hand.sees(Thanks)
    hand.press("Continue")
    hand.press("I am alone: continue")
    hand.sees(ResultScreen)
    hand.rests()
    return done


def bytes_of(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "practice" not in path.relative_to(folder).parts and path.name != "practice.lock"
    }


def marked(hand):
    """The strip is there, above the screen and under nothing, and says it in the language shown."""
    window = hand.window
    hand.rests()
    assert window.strip.isVisible()
    assert hand.reads(hand.says(SENTENCE))
    assert window.strip.geometry().topLeft().isNull()
    assert window.strip.width() == window.width()
    assert window.screen_now.geometry().top() == window.strip.height()
    assert window.strip.isAncestorOf(window.childAt(60, window.strip.height() // 2))


def test_a_quiet_button_ends_the_window_for_one_to_practise_in(opens, home, language):
    unlock.create(home, "Layla Sample", "inspector", "en", PHRASE, cost=CHEAP).session.close()
    before = bytes_of(home)
    hand = opens(language)
    hand.sees(LockScreen)
    hand.press("Practise")
    hand.until(lambda: hand.window.exit_code == PRACTICE)
    assert not hand.window.isVisible()
    assert bytes_of(home) == before


def test_at_first_start_too(opens, language):
    hand = opens(language)
    hand.sees(FirstStart)
    hand.press("Practise")
    hand.until(lambda: hand.window.exit_code == PRACTICE)


def test_where_it_cannot_begin_the_lock_screen_says_so_and_stays(opens, home):
    (home / "practice").mkdir(parents=True)
    hand = opens("en")
    hand.sees(FirstStart)
    hand.press("Practise")
    hand.until(lambda: hand.reads("that Sanad did not make"))
    assert hand.window.exit_code == 0


def test_the_whole_of_it_from_the_list_to_the_score(practises, language):
    hand = practises(language)
    hand.rests()
    assert len(hand.window.context.training.missions) == 12
    done = finishes(hand, talks(hand, "S001", hurt="no", needs_today="none"))
    assert hand.window.context.training.finished == {"S001": (done.case_id, done.interview_id)}
    hand.press("See the score")
    page = hand.sees(ScorePage)
    hand.until(lambda: page.score is not None)
    hand.rests()
    shown = hand.shown()
    assert page.score.verdict == "as_it_should_be"
    assert any(hand.says("medical care") in text for text in shown)
    hand.key(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)  # tells itself in the other one
    hand.until(lambda: any(hand.says("medical care") in text for text in hand.shown()))
    hand.press("All people")
    hand.sees(MissionList)
    assert hand.reads(hand.says("Right result"))
    hand.window.go(navigation.PracticeTalk("S001"))
    hand.sees(Talk)
    hand.press("See the score")
    hand.sees(ScorePage)


@pytest.mark.long
def test_too_low_stands_first_on_the_score_and_in_the_list(practises):
    hand = practises("en")
    quiet = {name: QUIET[name] for name in TALKS["S002"] if name in QUIET}
    finishes(hand, talks(hand, "S002", **quiet))
    hand.press("See the score")
    page = hand.sees(ScorePage)
    hand.until(lambda: page.score is not None)
    hand.rests()
    assert page.said.itemAt(0).widget().sentence.text().startswith("Too low, and that is dangerous")
    assert hand.reads("Did you pay or borrow to get this work, or do you owe somebody here?")
    hand.press("All people")
    hand.until(lambda: hand.reads("Too low: try again"))


def test_every_screen_carries_the_strip(practises, language):
    hand = practises(language)
    window = hand.window
    marked(hand)
    controller = talks(hand, "S009")
    marked(hand)
    for destination, screen in (
        (navigation.PracticeTalk("S009"), Talk),
        (navigation.Review(controller), ReviewScreen),
        (navigation.ReadBack(controller), ReadBack),
        (navigation.EarlyEnding(controller, "safety"), Closing),
        (navigation.Help(), Help),
        (navigation.Cases(), Cases),
    ):
        window.go(destination)
        hand.sees(screen)
        marked(hand)
    window.go(navigation.Turned(controller))
    hand.sees(TurnedScreen)
    marked(hand)
    assert not window.strip.story.isVisible()  # she is shown nothing of the officer's
    done = finishes(hand, controller)
    marked(hand)
    window.go(navigation.Case(done.case_id))
    hand.sees(CaseScreen)
    marked(hand)
    window.go(navigation.Send(done.case_id))
    hand.sees(SendPage)
    marked(hand)
    window.go(navigation.Home())  # the day of nobody
    hand.sees(MissionList)
    window.resize(520, 480)  # where the sentence needs a second line
    marked(hand)


@pytest.mark.long
def test_the_story_can_be_read_again_during_the_interview(practises, language):
    hand = practises(language)
    talks(hand, "S003")
    mission = hand.window.context.training.missions["S003"]
    hand.click(hand.window.strip.story)
    assert hand.reads(mission.story[language][:40])
    assert hand.window.strip.isVisible()


@pytest.mark.long
def test_an_interview_that_was_left_is_gone_on_with(practises):
    hand = practises("en")
    controller = talks(hand, "S005")
    hand.screen.leave()
    hand.sees(MissionList)
    assert hand.reads("Interview started")
    hand.window.go(navigation.PracticeTalk("S005"))
    hand.press("Continue the interview")
    assert hand.sees(InterviewScreen).controller.live.draft_id == controller.live.draft_id


def test_nothing_that_leads_out_opens(practises):
    hand = practises("en")
    page = hand.screen
    leading_out = [kind for kind in navigation.Destination.__subclasses__() if kind.leads_out]
    assert len(leading_out) == 28
    for kind in leading_out:
        hand.window.go(kind.__new__(kind))
        assert hand.screen is page
        assert hand.reads("You are practising, so nothing can be sent"), kind
        hand.press("Close")


def test_no_real_record_is_listed_read_or_written(practises, home, language):
    unlock.create(home, "Layla Sample", "inspector", "en", PHRASE, cost=CHEAP).session.close()
    before = bytes_of(home)
    assert len(before) > 3
    hand = practises(language)
    finishes(hand, talks(hand, "S001"))
    hand.press("See the score")
    hand.sees(ScorePage)
    assert not hand.reads("Layla Sample")
    assert hand.window.context.home == practises.folder
    assert hand.window.context.syncing is None
    hand.window.lock()
    assert hand.window.exit_code == LOCKED
    assert bytes_of(home) == before


def test_hiding_puts_the_window_away_and_asks_for_no_passphrase(practises):
    hand = practises("en")
    hand.key(Qt.Key.Key_F9)
    assert hand.window.isMinimized()
    assert not hand.window.cover.isVisible()


def test_a_trainers_file_stands_beside_the_twelve_and_a_bad_one_is_named(practises, tmp_path):
    hand = practises("en")
    hand.rests()
    file = tmp_path / "own.toml"
    file.write_text('[[situation]]\nid = "S017"\nname = "Amal"\nstory = "B"\nnotice = "C"\n', "utf-8")
    hand.press("Add a trainer’s file")
    hand.chooses(file)
    hand.until(lambda: hand.reads("Amal"))
    file.write_text('[[situation]]\nid = "T9"\nname = "Amal"\nstory = "B"\nnotice = "C"\n', "utf-8")
    hand.press("Add a trainer’s file")
    hand.chooses(file)
    hand.until(lambda: hand.reads("T9: it has no facts"))
    assert len(hand.window.context.training.missions) == 13


def test_the_story_of_a_woman_is_not_named_as_a_mans():
    assert strip_marks(Words("ar")("What {name} says", name="مايا")) == "كلام مايا"


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
        "": ("Not tried yet", "ink2"),
        "begun": ("Interview started", "wait"),
        "finished": ("Interview finished: see the score", "wait"),
        "as_it_should_be": ("Right result", "kept"),
        "higher": ("Higher than needed", "wait"),
        "too_low": ("Too low: try again", "grave"),
    }


@pytest.mark.parametrize(
    ("current", "faces_person", "shown"),
    [("S001", False, True), ("S001", True, False), ("", False, False), ("another", False, False)],
)
def test_the_story_is_offered_on_the_officers_screens_alone(current: str, faces_person: bool, shown: bool):
    visible: list[bool] = []
    training = Training(missions={"S001": object()}, current=current)  # type: ignore[dict-item]
    strip = SimpleNamespace(
        _context=SimpleNamespace(training=training),
        fit=lambda _width: None,
        raise_=lambda: None,
        _window=SimpleNamespace(screen_now=SimpleNamespace(faces_person=faces_person), width=lambda: 800),
        story=SimpleNamespace(setVisible=visible.append, tell=lambda: None),
    )
    Strip.follow(strip)  # type: ignore[arg-type]
    assert visible == [shown]
