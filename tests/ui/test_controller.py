"""The interview behind its screens: languages, gates, keeping; no window, a real vault."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.casework.interviews import interview as work
from app.casework.interviews.draft_list import draft_key
from app.casework.questionnaires import forms
from app.casework.session.session import events_of
from app.form import TOO_MUCH
from app.language import Words
from app.markup import styled
from app.settings import Preferences
from app.ui import navigation, theme
from app.ui.app_context import AppContext
from app.ui.interview.controller import InterviewController, moment_words
from app.ui.window import application
from app.ui.workers import Workers
from app.vault import drafts as unfinished
from app.vault.drafts import NoDraft
from tests.people import Person
from tests.ui.waiting import until

pytestmark = pytest.mark.screen
T = TypeVar("T")
ARABIC, TO_A_WOMAN, ENGLISH, NEPALI = ("العربية (ar)", "العربية للمؤنث (ar)", "English (en)", "नेपाली (ne)")
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
        self.context = AppContext(
            home=layla.home, workers=Workers(), preferences=Preferences(language="en", both_languages=True)
        )
        self.context.open_session = self.does(layla.sets_up)
        session = self.context.session
        self.does(lambda: forms.offer_shipped(session) or True)
        rows = self.does(lambda: forms.forms(session))
        [self.rapid] = [row.hash for row in rows if row.id == "rapid-screening"]

    def does(self, work: Callable[[], T]) -> T:
        results: list[T] = []
        self.context.workers.write_vault(self.receiver, work, results.append)
        until(lambda: bool(results), self.context.workers)
        return results[0]

    @cached_property
    def visit(self) -> str:
        """The hash of a questionnaire of somebody's own."""
        session, file = self.context.session, self.folder / "visit.md"
        file.write_text(VISIT.lstrip("\n"), "utf-8")
        return self.does(lambda: forms.add(session, file).row.hash)

    def begins(self, form: str = "", case_id: str = "") -> InterviewController:
        """An interview, by the rapid screening or another questionnaire."""
        session = self.context.session
        live = self.does(lambda: work.start(session, form or self.rapid, case_id=case_id))
        return InterviewController(self.context, live)


@pytest.fixture(scope="module")
def bench(request: pytest.FixtureRequest, qapp: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    bench = Bench(QtBot(request), tmp_path_factory.mktemp("bench"))
    yield bench
    session = bench.context.session
    bench.does(lambda: session.close() or True)
    assert bench.context.workers.finish(10)


@pytest.fixture
def controller(bench: Bench) -> InterviewController:
    return bench.begins()


def gives(controller: InterviewController, answers: dict[str, str]) -> None:
    for ref, value in answers.items():
        assert controller.answer(ref, value) == "", ref


def kept(qtbot, controller: InterviewController) -> None:
    until(lambda: controller.state == "kept", controller.context.workers)


def test_a_language_has_its_own_name_on_a_button(controller: InterviewController):
    assert [controller.short(name) for name in (ARABIC, TO_A_WOMAN, ENGLISH, NEPALI)] == [
        "العربية",
        "العربية",
        "English",
        "नेपाली",
    ]
    assert (controller.short(""), controller.short("Klingon (xx)")) == ("", "Klingon")


def test_beside_the_officers_language_stands_another(qtbot, controller: InterviewController):
    assert controller.both() == (ENGLISH, ARABIC)
    assert controller.choices_of_second()[0] == ARABIC
    assert ENGLISH not in controller.choices_of_second()
    controller.choose_second(NEPALI)
    assert controller.both() == (ENGLISH, NEPALI)
    assert controller.other_node(PRESENT) is None  # what the interviewer alone answers
    assert controller.other_node(CONSENT).label != controller.node(CONSENT).label
    controller.choose_second(ENGLISH)  # the other of the office's two
    assert controller.other() == ARABIC
    controller.choose_second("")
    assert controller.other() == ""
    assert controller.other_node(CONSENT) is None


def test_the_persons_language_and_sex_say_how_she_is_addressed(qtbot, controller: InterviewController):
    gives(controller, SAFE)
    assert (controller.person_language(), controller.fact("language"), controller.to_a_woman()) == (None, "", False)
    assert controller.person_column() == ARABIC  # what stands second
    assert controller.ref_of("sex") == SEX
    assert controller.ref_of("weight") == ""
    gives(controller, {SEX: "female"})
    assert controller.to_a_woman()
    assert controller.person_column() == TO_A_WOMAN
    gives(controller, {LANGUAGE: "ne"})
    assert controller.person_language().code == "ne"
    assert (controller.person_column(), controller.person_code(), controller.other()) == (NEPALI, "ne", NEPALI)
    english = Words("en")
    assert controller.said_to_the_person("right")(english) != controller.said_in_second("right")(english)
    controller.choose_second("")
    arabic = controller.said_in_second("right")(english)  # nobody second: the office's other language
    assert arabic == controller.said_to_the_person("right")(Words("ar"))
    kept(qtbot, controller)


def test_the_record_says_in_which_language_one_was_asked_and_who_touched(qtbot, controller: InterviewController):
    gives(controller, {**SAFE, LANGUAGE: "ne"})
    beside = controller.asking()
    assert beside.touched_by == "officer"
    assert controller.asking() is beside  # looked at once
    controller.turn(to_the_person=True)
    turned = controller.asking()
    assert turned.touched_by == "person"
    controller.turn(to_the_person=False)
    controller.choose_second(ARABIC)
    assert controller.asking() != turned  # what stands beside is nothing that she reads
    kept(qtbot, controller)


def test_who_may_hear_is_asked_in_the_row_of_who_is_here(controller: InterviewController):
    beside = controller.beside(PRESENT)
    assert beside["interpreter"] == "/data/safety/interpreter_safe"
    assert "nobody" not in beside
    assert controller.stands_in(beside["employer"]) == PRESENT
    assert controller.stands_in("/data/safety/overheard") == "/data/safety/overheard"
    assert controller.stands_in(SEX) == LANGUAGE  # on the page of her language
    assert controller.stands_in("/data/marriage/mar_age_unsaid") == "/data/marriage/mar_age"
    assert controller.beside(SEX) == {}


def test_no_answer_gets_past_a_gate_that_is_not_open(qtbot, controller: InterviewController):
    assert controller.behind("/data/person/name")
    assert PRESENT in controller.opens()
    assert controller.answer("/data/person/name", "Maya") != ""
    assert controller.interview.value("/data/person/name") == ""
    gives(controller, SAFE)
    assert not controller.behind("/data/consent/consent_talk")
    assert controller.behind("/data/person/name")
    gives(controller, {"/data/consent/consent_talk": "yes", "/data/consent/consent_record": "yes"})
    assert controller.closed() is None
    assert controller.opens() == ()
    gives(controller, {"/data/person/name": "Maya"})
    assert controller.gate() == ""
    gives(controller, {"/data/consent/consent_talk": "no"})
    assert controller.gate() == "consent"
    kept(qtbot, controller)


def test_the_last_answer_is_taken_back_and_the_one_before_it(qtbot, controller: InterviewController):
    gives(controller, SAFE)
    gives(controller, {"/data/safety/overheard": "yes"})
    assert controller.undo() == "/data/safety/overheard"
    assert controller.interview.value("/data/safety/overheard") == "no"
    assert [controller.undo() for _ in range(4)] == [*reversed(list(SAFE)), ""]
    assert controller.interview.value(PRESENT) == ""
    kept(qtbot, controller)


def test_what_gave_way_to_an_answer_is_taken_back_too(qtbot, controller: InterviewController):
    gives(controller, SAFE | {CONSENT: "yes", "/data/consent/consent_record": "yes"})
    hours, unsaid = "/data/work/hours", "/data/work/hours_unsaid"
    gives(controller, {unsaid: "refused"})
    gives(controller, {hours: "14"})
    assert controller.interview.value(unsaid) == ""
    assert [controller.undo(), controller.undo()] == [hours, unsaid]
    assert [controller.interview.value(ref) for ref in (hours, unsaid)] == ["", "refused"]
    kept(qtbot, controller)


def test_the_badge_says_kept_only_once_the_disk_has_it(qtbot, bench: Bench, controller: InterviewController):
    changes: list[str] = []
    controller.badge.connect(lambda: changes.append(controller.state))
    gives(controller, {PRESENT: "nobody"})
    assert controller.state == "writing"
    kept(qtbot, controller)
    assert changes == ["writing", "kept"]
    session, draft = controller.context.session, controller.live.draft_id
    resumed = bench.does(lambda: work.resume(session, draft))
    assert resumed.interview.value(PRESENT) == "nobody"
    controller.keep_again()  # nothing waits
    assert controller.state == "kept"
    assert changes == ["writing", "kept", "kept"]


def test_the_badge_does_not_say_kept_while_a_later_answer_is_on_its_way(qtbot, controller: InterviewController):
    on_the_way: list[tuple[str, int]] = []
    controller.badge.connect(lambda: on_the_way.append((controller.state, controller._under_way)))
    gives(controller, SAFE)  # three answers, one after the other
    kept(qtbot, controller)
    assert on_the_way == [("writing", 0), ("kept", 0)]


def test_what_the_disk_did_not_take_is_said_and_waits(qtbot, bench: Bench, controller: InterviewController):
    troubles: list[object] = []
    controller.trouble.connect(troubles.append)
    session, draft = controller.context.session, controller.live.draft_id
    bench.does(lambda: work.discard(session, draft) or True)
    gives(controller, {PRESENT: "nobody"})
    until(lambda: bool(troubles), controller.context.workers)
    assert [type(error) for error in troubles] == [NoDraft]
    assert controller.state == "late"
    controller.keep_again()
    until(lambda: len(troubles) == 2, controller.context.workers)
    assert controller.state == "late"


def test_it_leads_back_to_its_case_or_to_the_day(controller: InterviewController):
    assert controller.after() == navigation.Home()
    assert controller.definition("/data/nowhere") is None
    assert controller.law(PRESENT) == ""
    assert controller.unsaid(PRESENT) is None
    assert controller.told_of(PRESENT) == ""
    assert not controller.covers(PRESENT)
    assert not controller.skips(PRESENT)


# -- each place by itself --------------------------------------------------------------------------

VISIT = """
| survey   |              |         |                     |                     |                    |                             |                                  |                      |                  |                        |             |
|          | type         | name    | label::العربية (ar) | label::Anglais (en) | hint::Anglais (en) | guidance_hint::Anglais (en) | constraint_message::Anglais (en) | constraint           | bind::sanad:fact | bind::sanad:restricted | calculation |
|          | text         | name    | الاسم               | Name                |                    |                             |                                  |                      | name             |                        |             |
|          | text         | staying | مكان السكن          | Staying where       |                    |                             |                                  |                      | shelter_place    | hidden                 |             |
|          | begin_repeat | worker  | العمال              | Workers             |                    |                             |                                  |                      |                  |                        |             |
|          | text         | nick    | اللقب               | A **nickname**      | Not the *family*   | Ask it **quietly**          | Only **letters**                 | regex(., '^[a-z]*$') |                  |                        |             |
|          | end_repeat   |         |                     |                     |                    |                             |                                  |                      |                  |                        |             |
|          | integer | weeks | Weeks | Weeks | | | | | | |  |
|          | integer | days | Days | Days | | | | | | | if(${weeks} = '', '', ${weeks} * 7) |
| settings |              |         |                     |                     |                    |                             |                                  |                      |                  |                        |             |
|          | form_title   | form_id | version             | default_language    | namespaces         |                             |                                  |                      |                  |                        |             |
|          | A visit      | visit   | 1                   | Anglais (en)        | sanad="urn:sanad:form" |                         |                                  |                      |                  |                        |             |
"""
INTERPRETER = "/data/language_used/interpreter"


def viewed(bench: Bench, case: str) -> list[object]:
    session = bench.context.session
    log = bench.does(lambda: events_of(session, bytes.fromhex(case)))
    return [event.content["answers"] for event in log if event.what == "viewed"]


@pytest.fixture
def in_arabic(bench: Bench) -> Iterator[None]:
    theme.choose(Words("ar"), "light")
    yield
    theme.choose(Words("en"), "light")


def test_in_arabic_the_officer_reads_arabic_and_english_stands_beside(bench: Bench, in_arabic: None):
    controller = bench.begins()
    assert controller.both() == (ARABIC, ENGLISH)
    assert controller.node(CONSENT).label != controller.other_node(CONSENT).label
    theme.choose(Words("en"), "light")
    controller.follow_language()
    assert controller.language() == ENGLISH
    assert controller.node(CONSENT).label == controller.interview.node(CONSENT, ENGLISH).label
    theme.choose(Words("ar"), "light")
    assert bench.begins(bench.visit).both() == (ARABIC, "Anglais (en)")  # whatever its own language is


def test_who_wants_one_language_has_one_whatever_the_person_speaks(qtbot, bench: Bench):
    bench.context.preferences = Preferences(language="en", both_languages=False)
    try:
        controller = bench.begins()
        gives(controller, {**SAFE, LANGUAGE: "ne"})
        assert controller.both() == (ENGLISH, "")
        assert controller.person_column() == NEPALI
        kept(qtbot, controller)
    finally:
        bench.context.preferences = Preferences(language="en", both_languages=True)


def test_in_a_language_that_the_form_does_not_speak_the_officers_is_asked(qtbot, controller: InterviewController):
    gives(controller, {**SAFE, LANGUAGE: "other"})
    assert controller.person_language() is None
    assert (controller.person_column(), controller.person_code()) == (ENGLISH, "en")
    kept(qtbot, controller)


def test_the_record_names_the_interpreter_from_the_moment_that_there_is_one(qtbot, controller: InterviewController):
    gives(controller, {**SAFE, LANGUAGE: "ne"})
    assert controller.asking().interpreter == ""
    gives(controller, {INTERPRETER: "Sita Sample"})
    assert controller.asking().interpreter == "Sita Sample"
    kept(qtbot, controller)


def test_marks_of_a_form_are_read_in_its_words_and_a_language_keeps_its_own_name(bench: Bench):
    controller = bench.begins(bench.visit)
    entry = controller.add_entry("/data/worker")
    gives(controller, {f"{entry}/nick": "77"})
    node = controller.node(f"{entry}/nick")
    assert (node.label, node.hint, node.guidance, node.message) == (
        "A nickname",
        "Not the family",
        "Ask it quietly",
        "Only letters",
    )
    assert controller.short("Anglais (en)") == "English"


def test_an_entry_that_was_removed_is_gone_on_the_disk_too(qtbot, bench: Bench):
    controller = bench.begins(bench.visit)
    changes: list[object] = []
    controller.changed.connect(changes.append)
    entry = controller.add_entry("/data/worker")
    gives(controller, {f"{entry}/nick": "maya"})
    controller.remove_entry(entry)
    assert len(changes) == 3
    kept(qtbot, controller)
    session, draft = controller.context.session, controller.live.draft_id
    resumed = bench.does(lambda: work.resume(session, draft))
    assert "maya" not in resumed.interview.values(relevant_only=False).values()
    assert controller.undo() == ""  # its entry is gone


def test_what_the_case_knows_and_hides_is_shown_on_request_and_the_case_says_so(qtbot, bench: Bench):
    first = bench.begins(bench.visit)
    gives(first, {"/data/name": "Maya Sample", "/data/staying": "House by the harbour"})
    kept(qtbot, first)
    session, draft = first.context.session, first.live.draft_id
    case = bench.does(lambda: work.finish(session, draft)).case_id
    controller = bench.begins(bench.visit, case)
    assert controller.after() == navigation.Case(case)
    assert controller.known.keys() == {"/data/name", "/data/staying"}
    assert (controller.covers("/data/staying"), controller.covers("/data/name")) == (True, False)
    controller.ask("/data/name")
    assert viewed(bench, case) == []
    controller.ask("/data/staying")
    assert not controller.covers("/data/staying")
    assert viewed(bench, case) == [["/data/staying"]]


def test_what_the_law_says_stands_at_the_question_that_it_is_about(qtbot, controller: InterviewController):
    gives(controller, {**SAFE, CONSENT: "yes", "/data/consent/consent_record": "yes"})
    gives(controller, {"/data/freedom/job": "domestic", "/data/work/hours": "12"})
    assert controller.law("/data/work/hours") == ""
    gives(controller, {"/data/work/hours": "13"})
    assert "More than 12 hours of work a day" in controller.law("/data/work/hours")
    assert controller.law("/data/freedom/job") == ""
    controller.live = replace(controller.live, profile=None)  # of a referral system that is not here
    assert controller.law("/data/work/hours") == ""
    kept(qtbot, controller)


def test_too_much_is_said_at_the_one_question_that_made_it_so(controller: InterviewController):
    controller.stopped = PRESENT
    assert controller.told_of(PRESENT) == Words("en")(TOO_MUCH)
    assert controller.told_of(CONSENT) == ""


def test_a_page_that_is_turned_writes_nothing_and_trouble_stays_said(
    qtbot, bench: Bench, controller: InterviewController
):
    badges: list[str] = []
    controller.badge.connect(lambda: badges.append(controller.state))
    controller.keep({}, "/data/safety")
    assert controller.state == "kept"
    troubles: list[object] = []
    controller.trouble.connect(troubles.append)
    session, draft = controller.context.session, controller.live.draft_id
    bench.does(lambda: work.discard(session, draft) or True)
    gives(controller, {PRESENT: "nobody"})
    until(lambda: bool(troubles), controller.context.workers)
    gives(controller, {"/data/safety/overheard": "no"})
    assert controller.state == "late"  # and not "writing": the first answer is on no disk
    until(lambda: len(troubles) == 2, controller.context.workers)
    assert badges.count("writing") == 1


def test_what_was_refused_is_not_called_kept_though_a_later_answer_was(qtbot, controller: InterviewController):
    troubles: list[object] = []
    controller.trouble.connect(troubles.append)
    controller.keep({"/data/person/name": "Maya Sample"})  # behind a gate: the records don't take it
    controller.keep({PRESENT: "nobody"})
    until(lambda: bool(troubles) and not controller._under_way, controller.context.workers)
    assert controller.state == "late"


def test_what_was_refused_takes_the_place_of_no_later_word(qtbot, bench: Bench, controller: InterviewController):
    """The disk takes both once the gates are open: then the last is what is kept."""
    troubles: list[object] = []
    controller.trouble.connect(troubles.append)
    for number, name in enumerate(("Maya Sample", "Sunita Sample"), 1):
        controller.keep({"/data/person/name": name})
        until(lambda: len(troubles) == number, controller.context.workers)  # noqa: B023
    gives(controller, SAFE | {CONSENT: "yes", "/data/consent/consent_record": "yes"})
    until(lambda: not controller._under_way, controller.context.workers)
    controller.keep_again()
    kept(qtbot, controller)
    session, draft = controller.context.session, controller.live.draft_id
    resumed = bench.does(lambda: work.resume(session, draft))
    assert resumed.interview.value("/data/person/name") == "Sunita Sample"


# -- where one stands, and what is on its way ----------------------------------------------------


def resumed(bench: Bench, controller: InterviewController) -> work.LiveInterview:
    session, draft = bench.context.session, controller.live.draft_id
    return bench.does(lambda: work.resume(session, draft))


def test_where_one_stands_is_handed_to_the_disk_once_and_when_the_page_goes(
    qtbot, bench: Bench, controller: InterviewController
):
    moved, late = controller._moved, controller._late
    assert [(timer.interval(), timer.isSingleShot()) for timer in (moved, late)] == [(700, True), (2000, True)]
    controller.stands_at(controller.place)
    assert not moved.isActive()  # nobody moved
    controller.settle_place()
    assert controller._under_way == 0
    controller.stands_at(PRESENT)
    assert moved.isActive()
    controller.settle_place()
    assert not moved.isActive()
    assert controller._under_way == 1
    until(lambda: not controller._under_way, controller.context.workers)
    assert resumed(bench, controller).place == controller.place == PRESENT
    controller.stands_at(CONSENT)
    moved.timeout.emit()  # when one has stood there
    until(lambda: not controller._under_way, controller.context.workers)
    assert resumed(bench, controller).place == CONSENT
    controller.keep({}, SEX)
    assert controller.place == SEX


def test_the_badge_says_late_only_while_something_is_on_its_way(qtbot, controller: InterviewController):
    badges: list[str] = []
    controller.badge.connect(lambda: badges.append(controller.state))
    controller.kept_at = datetime(2020, 1, 1, tzinfo=UTC)
    controller._late.timeout.emit()
    assert (controller.state, badges) == ("kept", [])
    gives(controller, {PRESENT: "nobody"})
    assert controller._late.isActive()
    controller._late.timeout.emit()
    assert (controller.state, badges) == ("late", ["writing", "late"])
    kept(qtbot, controller)
    assert not controller._late.isActive()
    assert badges == ["writing", "late", "kept"]
    assert controller.kept_at == controller.live.started  # no time has passed at this desk


def test_what_a_form_calculates_is_put_back_and_that_is_taken_back(qtbot, bench: Bench):
    controller = bench.begins(bench.visit)
    weeks, days = "/data/weeks", "/data/days"
    gives(controller, {weeks: "2"})
    gives(controller, {days: "15"})
    controller.use_calculated(days)
    assert controller.interview.value(days) == "14"
    controller.use_calculated(days)  # it stands as calculated: there is nothing to take back
    assert controller.undo() == days
    assert controller.interview.value(days) == "15"
    assert controller.undo() == days
    assert controller.undo() == weeks
    kept(qtbot, controller)
    assert resumed(bench, controller).interview.value(weeks) == ""


def test_that_the_person_stopped_stands_in_the_record_of_the_talk(qtbot, bench: Bench, controller: InterviewController):
    session, draft = bench.context.session, controller.live.draft_id
    assert not controller.person_stopped
    controller.stopped_by_the_person(CONSENT)
    assert controller.person_stopped
    stops = bench.does(lambda: unfinished.one(session.reading(), draft_key(draft)).meta["stops"])
    assert [place for _, place in stops] == [CONSENT]


# -- the screen that is turned to the person -----------------------------------------------------


def test_the_turned_screen_speaks_her_language_and_asks_nothing_that_is_the_officers(qtbot, bench: Bench):
    controller = bench.begins()
    assert controller.asks_the_person
    gives(controller, {**SAFE, LANGUAGE: "ne", SEX: "female"})
    controller.turn(to_the_person=True)
    asked = controller.turned_questions()
    assert controller.turned_questions() is asked  # looked at once
    assert PRESENT not in {question.ref for question in asked}
    assert CONSENT in {question.ref for question in asked}
    assert controller.person_node(CONSENT).label == styled(controller.interview.node(CONSENT, NEPALI).label)
    assert controller.answer(PRESENT, "interpreter") != ""  # nothing that she may touch
    assert controller.interview.value(PRESENT) == "nobody"
    gives(controller, {CONSENT: "yes"})
    assert controller.turned_questions() is not asked
    controller.turn(to_the_person=False)
    gives(controller, {"/data/consent/consent_record": "yes"})
    hours = "/data/work/hours"
    unsaid = controller.unsaid(hours)
    assert unsaid is not None
    assert unsaid.ref == controller.person_unsaid(hours).ref == f"{hours}_unsaid"
    nepali = controller.interview.node(f"{hours}_unsaid", NEPALI)
    assert [choice.label for choice in controller.person_unsaid(hours).choices] == [
        choice.label for choice in nepali.choices
    ]
    kept(qtbot, controller)


def test_the_question_for_her_language_has_its_own_look_where_the_form_speaks_more_than_two(
    bench: Bench, controller: InterviewController
):
    assert controller.asks_language_at(LANGUAGE)
    assert not controller.asks_language_at(SEX)
    assert not controller.asks_language_at("/data/nowhere")
    assert controller.inside_language() == SEX
    visit = bench.begins(bench.visit)
    assert (visit.inside_language(), visit.ref_of("language"), visit.fact("language")) == ("", "", "")
    assert not visit.asks_language_at("")
    assert not visit.asks_language_at("/data/name")
    assert visit.stands_in("/data/name") == "/data/name"
    assert visit.person_language() is None
    assert visit.spoken() == visit.language() == "Anglais (en)"


@pytest.mark.usefixtures("in_arabic")
def test_in_an_arabic_office_what_is_second_is_said_in_english(bench: Bench):
    controller = bench.begins()
    arabic, english = Words("ar"), Words("en")
    assert controller.choices_of_second()[0] == ENGLISH
    in_english = controller.said_to_the_person("right")(english)
    assert controller.said_in_second("right")(arabic) == in_english
    controller.choose_second("")  # nobody second: the office's other language
    assert controller.said_in_second("right")(arabic) == in_english
    controller.choose_second(NEPALI)
    in_arabic = controller.said_to_the_person("right")(arabic)
    assert controller.said_in_second("right")(arabic) not in (in_english, in_arabic)
    controller.choose_second(ARABIC)
    assert controller.other() == ENGLISH  # the other of the office's two
    assert controller.person_column() == ENGLISH


def test_a_moment_of_keeping_is_said_in_the_users_digits(bench: Bench, in_arabic: None):
    at = datetime(2026, 11, 29, 9, 5, tzinfo=UTC)
    assert moment_words(at) == Words("ar").time(at)
    theme.choose(Words("en"), "light")
    assert moment_words(at) == Words("en").time(at) != Words("ar").time(at)


# -- what is looked at once, and what begins empty ------------------------------------------------


def test_an_interview_begins_kept_turned_to_nobody_and_stopped_nowhere(controller: InterviewController):
    assert (controller.state, controller.kept_at) == ("kept", controller.live.started)
    assert (controller.turned, controller.code, controller.person_stopped, controller.stopped) == (False, "", False, "")
    assert controller._under_way == 0
    assert (controller.undo(), controller.fact("sex"), controller.ref_of("")) == ("", "", "")
    assert controller.second == ARABIC


def test_a_place_and_the_pages_are_looked_at_once_between_two_answers(qtbot, controller: InterviewController):
    before, pages, closed = controller.node(PRESENT), controller.pages(), controller.closed()
    assert controller.node(PRESENT) is before
    assert controller.pages() is pages
    assert controller.closed() is closed is not None
    gives(controller, SAFE)
    assert controller.node(PRESENT).value == "nobody"
    assert controller.node(PRESENT) is not before
    assert controller.pages() is not pages
    assert controller.closed() is not closed
    kept(qtbot, controller)


def test_a_talk_that_is_taken_up_again_speaks_to_the_person_as_it_did(
    qtbot, bench: Bench, controller: InterviewController
):
    gives(controller, {**SAFE, LANGUAGE: "ne"})
    kept(qtbot, controller)
    again = InterviewController(bench.context, resumed(bench, controller))
    assert (again.second, again.other(), again.person_column()) == (NEPALI, NEPALI, NEPALI)
    assert again.asking().language == "ne"


def test_a_first_talk_has_all_sections_also_one_in_which_nothing_is_asked(qtbot, bench: Bench):
    first = bench.begins(bench.visit)
    everything = {f"/data/{name}": "1" for name in ("name", "staying", "weeks")}
    gives(first, everything)
    kept(qtbot, first)
    session, draft = first.context.session, first.live.draft_id
    case = bench.does(lambda: work.finish(session, draft)).case_id
    controller = bench.begins(bench.visit, case)
    controller.live = replace(controller.live, known=dict.fromkeys(controller._definitions, "1"))
    assert not controller.live.skipped
    assert controller.pages() == tuple(controller.interview.pages()) != ()
    nick = "/data/worker/nick"  # of an entry, which no case knows
    for known, skipped, sections in (
        (controller.live.known, {"/data/weeks"}, ["/data/worker"]),
        (controller.live.known, {nick}, []),
        ({}, {nick}, ["/data/name", "/data/weeks"]),
        ({}, {*controller._definitions}, []),
    ):
        controller.live = replace(controller.live, known=known, skipped=frozenset(skipped))
        controller._pages = None
        assert [page.ref for page in controller.pages()] == sections
    assert controller.skips("/data/worker[1]/nick")
    assert not controller.skips("/data/nowhere")


def test_where_too_much_was_said_is_drawn_anew_once_that_is_over(qtbot, controller: InterviewController):
    touched: list[frozenset[str]] = []
    controller.changed.connect(lambda changes: touched.append(changes.touched))
    controller.stopped = SEX
    gives(controller, {PRESENT: "nobody"})
    assert controller.stopped == ""
    assert {SEX, PRESENT} <= touched[0]
    gives(controller, {"/data/safety/overheard": "no"})
    assert SEX not in touched[1]
    kept(qtbot, controller)


def test_a_person_who_speaks_the_officers_language_has_no_other_beside_it(qtbot, controller: InterviewController):
    gives(controller, {**SAFE, LANGUAGE: "en"})
    assert controller.second == ARABIC
    assert (controller.person_column(), controller.person_code()) == (ENGLISH, "en")
    gives(controller, {LANGUAGE: "ne"})
    assert controller.second == NEPALI
    kept(qtbot, controller)


def test_a_form_of_notes_for_the_officer_alone_asks_the_person_nothing(bench: Bench, tmp_path: Path):
    session, file = bench.context.session, tmp_path / "aside.md"
    file.write_text(ASIDE.lstrip("\n"), "utf-8")
    controller = bench.begins(bench.does(lambda: forms.add(session, file).row.hash))
    assert not controller.asks_the_person
    assert controller.other_node("/data/seen") is None
    assert controller.choices_of_second() == []
    assert (controller.second, controller.other()) == ("", "")


ASIDE = """
| survey   |            |         |                     |                                |                        |
|          | type       | name    | label::English (en) | label::للمؤنث (ar-x-female)    | bind::sanad:aside      |
|          | text       | seen    | What was seen       | ما شوهد                        | yes                    |
| settings |            |         |                     |                                |                        |
|          | form_title | form_id | version             | default_language               | namespaces             |
|          | Notes      | notes   | 1                   | English (en)                   | sanad="urn:sanad:form" |
"""


def test_in_which_column_one_was_asked_is_her_own_only_where_she_can_read_it(qtbot, controller: InterviewController):
    assert controller.asking().column == ENGLISH  # nobody said what she speaks
    gives(controller, {**SAFE, LANGUAGE: "ne"})
    assert (controller.asking().column, controller.asking().language) == (NEPALI, "ne")
    controller.choose_second(ARABIC)
    assert (controller.asking().column, controller.asking().language) == (ENGLISH, "ne")
    controller.turn(to_the_person=True)
    assert controller.asking().column == NEPALI
    kept(qtbot, controller)


def test_an_interview_in_one_language_begins_with_none_beside(bench: Bench):
    bench.context.preferences = Preferences(language="en", both_languages=False)
    try:
        controller = bench.begins()
        assert (controller.second, controller.other()) == ("", "")
    finally:
        bench.context.preferences = Preferences(language="en", both_languages=True)


def test_how_a_woman_is_addressed_is_no_language_of_its_own_to_choose(controller: InterviewController):
    names = {language.name for language in controller.form.languages}
    assert {ARABIC, TO_A_WOMAN, ENGLISH, NEPALI} <= names
    choices = controller.choices_of_second()
    assert {ARABIC, NEPALI} <= {*choices}
    assert not {TO_A_WOMAN, ENGLISH} & {*choices}
    assert len({controller.short(name) for name in choices}) == len(choices)  # no chip comes twice


def test_one_language_is_marked_as_second_however_she_is_addressed(qtbot, controller: InterviewController):
    def marked() -> list[str]:
        return [name for name in ("", *controller.choices_of_second()) if controller.is_second(name)]

    assert marked() == [ARABIC]
    gives(controller, {**SAFE, SEX: "female", LANGUAGE: "ar"})
    assert (controller.second, marked()) == (TO_A_WOMAN, [ARABIC])
    controller.choose_second(NEPALI)
    assert marked() == [NEPALI]
    controller.choose_second("")
    assert marked() == [""]
    kept(qtbot, controller)
