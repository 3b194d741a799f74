"""The interview behind its screens: languages, gates, keeping; no window, a real vault."""

from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest
from PySide6.QtCore import QObject

from app.casework.interviews import interview as work
from app.casework.questionnaires import forms
from app.language import Words
from app.settings import Preferences
from app.ui import navigation, theme
from app.ui.app_context import Desk
from app.ui.interview.controller import Taking
from app.ui.window import application
from app.ui.workers import OffThread
from app.vault.drafts import NoDraft
from tests.people import Person

pytestmark = pytest.mark.screen
T = TypeVar("T")
ARABIC, TO_A_WOMAN, ENGLISH, NEPALI = (
    "العربية (ar)", "العربية للمؤنث (ar)", "English (en)", "नेपाली (ne)",
)  # fmt: skip
PRESENT = "/data/safety/present"
SAFE = {PRESENT: "nobody", "/data/safety/overheard": "no", "/data/safety/wants_here": "yes"}
CONSENT = "/data/consent/consent_talk"
LANGUAGE, SEX = "/data/language_used/language", "/data/language_used/sex"


class Bench:
    """A desk without a window: what it asks of the vault is done on the vault's own thread."""

    def __init__(self, qtbot, layla: Person) -> None:
        application()
        theme.choose(Words("en"), "light")
        self.bot, self.receiver = qtbot, QObject()
        self.desk = Desk(
            home=layla.home, off=OffThread(),
            preferences=Preferences(language="en", both_languages=True),
        )  # fmt: skip
        self.desk.open_session = self.does(layla.sets_up)

    def does(self, work: Callable[[], T]) -> T:
        results: list[T] = []
        self.desk.off.write(self.receiver, work, results.append)
        self.bot.waitUntil(lambda: bool(results), timeout=15000)
        return results[0]

    def begins(self) -> Taking:
        session = self.desk.session
        self.does(lambda: forms.offer_shipped(session) or True)
        rows = self.does(lambda: forms.forms(session))
        [rapid] = [row for row in rows if row.id == "rapid-screening"]
        return Taking(self.desk, self.does(lambda: work.start(session, rapid.hash)))


@pytest.fixture
def bench(qtbot, layla: Person) -> Iterator[Bench]:
    bench = Bench(qtbot, layla)
    yield bench
    session = bench.desk.session
    bench.does(lambda: session.close() or True)
    assert bench.desk.off.finish(10)


@pytest.fixture
def taking(bench: Bench) -> Taking:
    return bench.begins()


def gives(taking: Taking, answers: dict[str, str]) -> None:
    for ref, value in answers.items():
        assert taking.answer(ref, value) == "", ref


def kept(qtbot, taking: Taking) -> None:
    qtbot.waitUntil(lambda: taking.state == "kept", timeout=15000)


def test_a_language_has_its_own_name_on_a_button(taking: Taking):
    assert [taking.short(name) for name in (ARABIC, TO_A_WOMAN, ENGLISH, NEPALI)] == [
        "العربية", "العربية", "English", "नेपाली",
    ]  # fmt: skip
    assert (taking.short(""), taking.short("Klingon (xx)")) == ("", "Klingon")


def test_beside_the_officers_language_stands_another(qtbot, taking: Taking):
    assert taking.both() == (ENGLISH, ARABIC)
    assert taking.choices_of_second()[0] == ARABIC
    assert ENGLISH not in taking.choices_of_second()
    taking.choose_second(NEPALI)
    assert taking.both() == (ENGLISH, NEPALI)
    assert taking.other_node(PRESENT) is None  # what the interviewer alone answers
    assert taking.other_node(CONSENT).label != taking.node(CONSENT).label
    taking.choose_second(ENGLISH)  # the other of the office's two
    assert taking.other() == ARABIC
    taking.choose_second("")
    assert taking.other() == ""
    assert taking.other_node(CONSENT) is None


def test_the_persons_language_and_sex_say_how_she_is_addressed(qtbot, taking: Taking):
    gives(taking, SAFE)
    assert (taking.person_language(), taking.fact("language"), taking.to_a_woman()) == (None, "", False)  # fmt: skip
    assert taking.person_column() == ARABIC  # what stands second
    assert taking.ref_of("sex") == SEX
    assert taking.ref_of("weight") == ""
    gives(taking, {SEX: "female"})
    assert taking.to_a_woman()
    assert taking.person_column() == TO_A_WOMAN
    gives(taking, {LANGUAGE: "ne"})
    assert taking.person_language().code == "ne"
    assert (taking.person_column(), taking.person_code(), taking.other()) == (NEPALI, "ne", NEPALI)
    english = Words("en")
    assert taking.said_to_the_person("right")(english) != taking.said_in_second("right")(english)
    taking.choose_second("")
    arabic = taking.said_in_second("right")(english)  # nobody second: the office's other language
    assert arabic == taking.said_to_the_person("right")(Words("ar"))
    kept(qtbot, taking)


def test_the_record_says_in_which_language_one_was_asked_and_who_touched(qtbot, taking: Taking):
    gives(taking, {**SAFE, LANGUAGE: "ne"})
    beside = taking.asking()
    assert beside.touched_by == "officer"
    assert taking.asking() is beside  # looked at once
    taking.turn(to_the_person=True)
    turned = taking.asking()
    assert turned.touched_by == "person"
    taking.turn(to_the_person=False)
    taking.choose_second(ARABIC)
    assert taking.asking() != turned  # what stands beside is nothing that she reads
    kept(qtbot, taking)


def test_who_may_hear_is_asked_in_the_row_of_who_is_here(taking: Taking):
    beside = taking.beside(PRESENT)
    assert beside["interpreter"] == "/data/safety/interpreter_safe"
    assert "nobody" not in beside
    assert taking.stands_in(beside["employer"]) == PRESENT
    assert taking.stands_in("/data/safety/overheard") == "/data/safety/overheard"
    assert taking.stands_in(SEX) == LANGUAGE  # on the page of her language
    assert taking.stands_in("/data/marriage/mar_age_unsaid") == "/data/marriage/mar_age"
    assert taking.beside(SEX) == {}


def test_no_answer_gets_past_a_gate_that_is_not_open(qtbot, taking: Taking):
    assert taking.behind("/data/person/name")
    assert PRESENT in taking.opens()
    assert taking.answer("/data/person/name", "Maya") != ""
    assert taking.interview.value("/data/person/name") == ""
    gives(taking, SAFE)
    assert not taking.behind("/data/consent/consent_talk")
    assert taking.behind("/data/person/name")
    gives(taking, {"/data/consent/consent_talk": "yes", "/data/consent/consent_record": "yes"})
    assert taking.closed() is None
    assert taking.opens() == ()
    gives(taking, {"/data/person/name": "Maya"})
    assert taking.gate() == ""
    gives(taking, {"/data/consent/consent_talk": "no"})
    assert taking.gate() == "consent"
    kept(qtbot, taking)


def test_the_last_answer_is_taken_back_and_the_one_before_it(qtbot, taking: Taking):
    gives(taking, SAFE)
    gives(taking, {"/data/safety/overheard": "yes"})
    assert taking.undo() == "/data/safety/overheard"
    assert taking.interview.value("/data/safety/overheard") == "no"
    assert [taking.undo() for _ in range(4)] == [*reversed(list(SAFE)), ""]
    assert taking.interview.value(PRESENT) == ""
    kept(qtbot, taking)


def test_the_badge_says_kept_only_once_the_disk_has_it(qtbot, bench: Bench, taking: Taking):
    changes: list[str] = []
    taking.badge.connect(lambda: changes.append(taking.state))
    gives(taking, {PRESENT: "nobody"})
    assert taking.state == "writing"
    kept(qtbot, taking)
    assert changes == ["writing", "kept"]
    session, draft = taking.desk.session, taking.live.draft_id
    resumed = bench.does(lambda: work.resume(session, draft))
    assert resumed.interview.value(PRESENT) == "nobody"
    taking.keep_again()  # nothing waits
    assert taking.state == "kept"
    assert changes == ["writing", "kept", "kept"]


def test_what_the_disk_did_not_take_is_said_and_waits(qtbot, bench: Bench, taking: Taking):
    troubles: list[object] = []
    taking.trouble.connect(troubles.append)
    session, draft = taking.desk.session, taking.live.draft_id
    bench.does(lambda: work.discard(session, draft) or True)
    gives(taking, {PRESENT: "nobody"})
    qtbot.waitUntil(lambda: bool(troubles), timeout=15000)
    assert [type(error) for error in troubles] == [NoDraft]
    assert taking.state == "late"
    taking.keep_again()
    qtbot.waitUntil(lambda: len(troubles) == 2, timeout=15000)
    assert taking.state == "late"


def test_it_leads_back_to_its_case_or_to_the_day(taking: Taking):
    assert taking.after() == navigation.Home()
    assert taking.definition("/data/nowhere") is None
    assert taking.law(PRESENT) == ""
    assert taking.unsaid(PRESENT) is None
    assert taking.told_of(PRESENT) == ""
    assert not taking.covers(PRESENT)
    assert not taking.skips(PRESENT)
