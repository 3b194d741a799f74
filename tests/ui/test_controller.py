"""The interview behind its screens: languages, gates, keeping; no window, a real vault."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.casework.interviews import interview as work
from app.casework.questionnaires import forms
from app.casework.session.session import events_of
from app.form import TOO_MUCH
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
    """A desk without a window: what it asks of the vault is done on the vault's own thread. One for all tests,
    each with an interview of its own."""

    def __init__(self, bot: QtBot, folder: Path) -> None:
        application()
        theme.choose(Words("en"), "light")
        self.bot, self.receiver, self.folder = bot, QObject(), folder
        layla = Person("ليلى السالم", folder / "home")
        self.desk = Desk(
            home=layla.home, off=OffThread(),
            preferences=Preferences(language="en", both_languages=True),
        )  # fmt: skip
        self.desk.open_session = self.does(layla.sets_up)
        session = self.desk.session
        self.does(lambda: forms.offer_shipped(session) or True)
        rows = self.does(lambda: forms.forms(session))
        [self.rapid] = [row.hash for row in rows if row.id == "rapid-screening"]

    def does(self, work: Callable[[], T]) -> T:
        results: list[T] = []
        self.desk.off.write(self.receiver, work, results.append)
        self.bot.waitUntil(lambda: bool(results), timeout=60000)
        return results[0]

    @cached_property
    def visit(self) -> str:
        """The hash of a questionnaire of somebody's own."""
        session, file = self.desk.session, self.folder / "visit.md"
        file.write_text(VISIT.lstrip("\n"), "utf-8")
        return self.does(lambda: forms.add(session, file).row.hash)

    def begins(self, form: str = "", case_id: str = "") -> Taking:
        """An interview, by the rapid screening or another questionnaire."""
        session = self.desk.session
        live = self.does(lambda: work.start(session, form or self.rapid, case_id=case_id))
        return Taking(self.desk, live)


@pytest.fixture(scope="module")
def bench(
    request: pytest.FixtureRequest, qapp: object, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Bench]:
    bench = Bench(QtBot(request), tmp_path_factory.mktemp("bench"))
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


def test_the_badge_does_not_say_kept_while_a_later_answer_is_on_its_way(qtbot, taking: Taking):
    on_the_way: list[tuple[str, int]] = []
    taking.badge.connect(lambda: on_the_way.append((taking.state, taking._under_way)))
    gives(taking, SAFE)  # three answers, one after the other
    kept(qtbot, taking)
    assert on_the_way == [("writing", 0), ("kept", 0)]


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


# -- each place by itself --------------------------------------------------------------------------

VISIT = """
| survey   |              |         |                     |                     |                    |                             |                                  |                      |                  |                        |
|          | type         | name    | label::العربية (ar) | label::Anglais (en) | hint::Anglais (en) | guidance_hint::Anglais (en) | constraint_message::Anglais (en) | constraint           | bind::sanad:fact | bind::sanad:restricted |
|          | text         | name    | الاسم               | Name                |                    |                             |                                  |                      | name             |                        |
|          | text         | staying | مكان السكن          | Staying where       |                    |                             |                                  |                      | shelter_place    | hidden                 |
|          | begin_repeat | worker  | العمال              | Workers             |                    |                             |                                  |                      |                  |                        |
|          | text         | nick    | اللقب               | A **nickname**      | Not the *family*   | Ask it **quietly**          | Only **letters**                 | regex(., '^[a-z]*$') |                  |                        |
|          | end_repeat   |         |                     |                     |                    |                             |                                  |                      |                  |                        |
| settings |              |         |                     |                     |                    |                             |                                  |                      |                  |                        |
|          | form_title   | form_id | version             | default_language    | namespaces         |                             |                                  |                      |                  |                        |
|          | A visit      | visit   | 1                   | Anglais (en)        | sanad="urn:sanad:form" |                         |                                  |                      |                  |                        |
"""
INTERPRETER = "/data/language_used/interpreter"


def viewed(bench: Bench, case: str) -> list[object]:
    session = bench.desk.session
    log = bench.does(lambda: events_of(session, bytes.fromhex(case)))
    return [event.content["answers"] for event in log if event.what == "viewed"]


@pytest.fixture
def in_arabic(bench: Bench) -> Iterator[None]:
    theme.choose(Words("ar"), "light")
    yield
    theme.choose(Words("en"), "light")


def test_in_arabic_the_officer_reads_arabic_and_english_stands_beside(
    bench: Bench, in_arabic: None
):
    taking = bench.begins()
    assert taking.both() == (ARABIC, ENGLISH)
    assert taking.node(CONSENT).label != taking.other_node(CONSENT).label
    theme.choose(Words("en"), "light")
    taking.follow_language()
    assert taking.language() == ENGLISH
    assert taking.node(CONSENT).label == taking.interview.node(CONSENT, ENGLISH).label
    theme.choose(Words("ar"), "light")
    assert bench.begins(bench.visit).both() == (
        ARABIC,
        "Anglais (en)",
    )  # whatever its own language is


def test_who_wants_one_language_has_one_whatever_the_person_speaks(qtbot, bench: Bench):
    bench.desk.preferences = Preferences(language="en", both_languages=False)
    try:
        taking = bench.begins()
        gives(taking, {**SAFE, LANGUAGE: "ne"})
        assert taking.both() == (ENGLISH, "")
        assert taking.person_column() == NEPALI
        kept(qtbot, taking)
    finally:
        bench.desk.preferences = Preferences(language="en", both_languages=True)


def test_in_a_language_that_the_form_does_not_speak_the_officers_is_asked(qtbot, taking: Taking):
    gives(taking, {**SAFE, LANGUAGE: "other"})
    assert taking.person_language() is None
    assert (taking.person_column(), taking.person_code()) == (ENGLISH, "en")
    kept(qtbot, taking)


def test_the_record_names_the_interpreter_from_the_moment_that_there_is_one(qtbot, taking: Taking):
    gives(taking, {**SAFE, LANGUAGE: "ne"})
    assert taking.asking().interpreter == ""
    gives(taking, {INTERPRETER: "Sita Sample"})
    assert taking.asking().interpreter == "Sita Sample"
    kept(qtbot, taking)


def test_marks_of_a_form_are_read_in_its_words_and_a_language_keeps_its_own_name(bench: Bench):
    taking = bench.begins(bench.visit)
    entry = taking.add_entry("/data/worker")
    gives(taking, {f"{entry}/nick": "77"})
    node = taking.node(f"{entry}/nick")
    assert (node.label, node.hint, node.guidance, node.message) == (
        "A nickname", "Not the family", "Ask it quietly", "Only letters",
    )  # fmt: skip
    assert taking.short("Anglais (en)") == "English"


def test_an_entry_that_was_removed_is_gone_on_the_disk_too(qtbot, bench: Bench):
    taking = bench.begins(bench.visit)
    changes: list[object] = []
    taking.changed.connect(changes.append)
    entry = taking.add_entry("/data/worker")
    gives(taking, {f"{entry}/nick": "maya"})
    taking.remove_entry(entry)
    assert len(changes) == 3
    kept(qtbot, taking)
    session, draft = taking.desk.session, taking.live.draft_id
    resumed = bench.does(lambda: work.resume(session, draft))
    assert "maya" not in resumed.interview.values(relevant_only=False).values()
    assert taking.undo() == ""  # its entry is gone


def test_what_the_case_knows_and_hides_is_shown_on_request_and_the_case_says_so(
    qtbot, bench: Bench
):
    first = bench.begins(bench.visit)
    gives(first, {"/data/name": "Maya Sample", "/data/staying": "House by the harbour"})
    kept(qtbot, first)
    session, draft = first.desk.session, first.live.draft_id
    case = bench.does(lambda: work.finish(session, draft)).case_id
    taking = bench.begins(bench.visit, case)
    assert taking.after() == navigation.Case(case)
    assert taking.known.keys() == {"/data/name", "/data/staying"}
    assert (taking.covers("/data/staying"), taking.covers("/data/name")) == (True, False)
    taking.ask("/data/name")
    assert viewed(bench, case) == []
    taking.ask("/data/staying")
    assert not taking.covers("/data/staying")
    assert viewed(bench, case) == [["/data/staying"]]


def test_what_the_law_says_stands_at_the_question_that_it_is_about(qtbot, taking: Taking):
    gives(taking, {**SAFE, CONSENT: "yes", "/data/consent/consent_record": "yes"})
    gives(taking, {"/data/start/job": "domestic", "/data/work/hours": "12"})
    assert taking.law("/data/work/hours") == ""
    gives(taking, {"/data/work/hours": "13"})
    assert "More than 12 hours of work a day" in taking.law("/data/work/hours")
    assert taking.law("/data/start/job") == ""
    taking.live = replace(taking.live, profile=None)  # of a referral system that is not here
    assert taking.law("/data/work/hours") == ""
    kept(qtbot, taking)


def test_too_much_is_said_at_the_one_question_that_made_it_so(taking: Taking):
    taking.stopped = PRESENT
    assert taking.told_of(PRESENT) == Words("en")(TOO_MUCH)
    assert taking.told_of(CONSENT) == ""


def test_a_page_that_is_turned_writes_nothing_and_trouble_stays_said(
    qtbot, bench: Bench, taking: Taking
):
    badges: list[str] = []
    taking.badge.connect(lambda: badges.append(taking.state))
    taking.keep({}, "/data/safety")
    assert taking.state == "kept"
    troubles: list[object] = []
    taking.trouble.connect(troubles.append)
    session, draft = taking.desk.session, taking.live.draft_id
    bench.does(lambda: work.discard(session, draft) or True)
    gives(taking, {PRESENT: "nobody"})
    qtbot.waitUntil(lambda: bool(troubles), timeout=15000)
    gives(taking, {"/data/safety/overheard": "no"})
    assert taking.state == "late"  # and not "writing": the first answer is on no disk
    qtbot.waitUntil(lambda: len(troubles) == 2, timeout=15000)
    assert badges.count("writing") == 1


def test_what_was_refused_is_not_called_kept_though_a_later_answer_was(qtbot, taking: Taking):
    troubles: list[object] = []
    taking.trouble.connect(troubles.append)
    taking.keep({"/data/person/name": "Maya Sample"})  # behind a gate: the records don't take it
    taking.keep({PRESENT: "nobody"})
    qtbot.waitUntil(lambda: bool(troubles) and not taking._under_way, timeout=15000)
    assert taking.state == "late"
