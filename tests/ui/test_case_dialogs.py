"""What the dialogs of a case ask for, and what is recorded of their answers: for the purpose, the agency and the
need that they were opened for."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.case import events
from app.casework.cases import groups, queries, related_people
from app.casework.cases.event_writer import say
from app.casework.cases.queries import ReviewView, UnfinishedView
from app.casework.cases.related_people import PersonView
from app.casework.lifecycle import closure, consents
from app.casework.lifecycle.consents import ConsentDetails
from app.casework.pages import waiting as kinds
from app.language import strip_marks
from app.seal.keys import fresh_id
from app.ui import navigation, theme
from app.ui.case import consent, needs, people, waiting
from app.ui.case.context import CasePageContext
from app.ui.case.due_list import TasksScreen
from app.ui.case.page import CaseScreen
from app.ui.parts.form_dialog import FieldAnswers, FormDialog, FormField
from tests.people import keeps_a_case
from tests.ui.hand import Hand
from tests.ui.test_said_of_a_case import opens_case

pytestmark = pytest.mark.screen


class AtCase:
    """An officer at the page of a case in which she needs something today."""

    def __init__(self, hand: Hand):
        self.hand, self.session = hand, hand.window.context.session

        def in_need() -> str:
            case = keeps_a_case(self.session, "Sunita Sample")
            content = {
                "interview": fresh_id(),
                "facts": {"need_medical": "now", "need_food": "days"},
                "answers": [],
                "restricted": 0,
            }
            say(self.session, case, events.ANSWERS, content)
            return case

        self.case = hand.does(in_need)
        self.screen: CaseScreen = opens_case(hand, self.case)

    @property
    def page(self) -> CasePageContext:
        return self.screen.of_course()

    def asked(self, opens: Callable[[], None]) -> FormDialog:
        before = len(self.hand.window.dialogs())
        opens()
        self.hand.until(lambda: len(self.hand.window.dialogs()) > before)
        dialog = self.hand.window.dialogs()[-1]
        assert isinstance(dialog, FormDialog)
        return dialog

    def closes(self) -> None:
        for dialog in self.hand.window.dialogs():
            dialog.close_down()
        self.hand.rests()

    def last(self) -> dict[str, object]:
        return dict(self.hand.does(lambda: queries.case_of(self.session, self.case)).timeline[-1].content)


@pytest.fixture
def layla(opens) -> AtCase:
    return AtCase(opens("en").unlocks_new(role="supervisor"))


def test_a_consent_is_recorded_for_the_agency_that_was_asked_about(layla: AtCase):
    dialog = layla.asked(lambda: consent.record(layla.page, "share", "shelter"))
    answers = {"answer": "yes", "mode": "spoken", "language": "ne", "ends": 30}
    assert dialog.form.check(FieldAnswers(answers))["witness"]
    signed = answers | {"mode": "signature"}
    assert not dialog.form.check(FieldAnswers(signed))["witness"]
    witnessed = FieldAnswers(answers | {"witness": "Rani"})
    assert not dialog.form.check(witnessed)["witness"]
    layla.hand.does(lambda: dialog.form.save(witnessed))
    said = layla.last()
    assert (said["purpose"], said["agency"], said["answer"], said["witness"]) == ("share", "shelter", "yes", "Rani")
    assert said["expires"] == layla.session.now() + 30 * 86_400
    layla.closes()
    dialog = layla.asked(lambda: consent.basis(layla.page, "share", "health"))
    layla.hand.does(lambda: dialog.form.save(FieldAnswers({"basis": "order", "reason": "no. 7"})))
    said = layla.last()
    assert (said["purpose"], said["agency"], said["basis"], said["reason"]) == ("share", "health", "order", "no. 7")


def test_a_need_is_met_by_what_answers_it(layla: AtCase):
    (medical, food) = sorted(layla.page.course.care.needs, key=lambda need: need.id != "medical")
    assert (medical.id, medical.urgent, food.urgent) == ("medical", True, False)
    assert needs._acts(layla.page, medical) is not None
    dialog = layla.asked(lambda: needs.give(layla.page, food))
    layla.hand.does(lambda: dialog.form.save(FieldAnswers({"what": "food basket", "note": "for two"})))
    said = layla.last()
    assert (said["need"], said["gave"]) == ("food", "food basket")
    layla.closes()
    layla.hand.does(lambda: closure.close(layla.session, layla.case, "moved away"))
    page = opens_case(layla.hand, layla.case).of_course()
    assert all(needs._acts(page, need) is None for need in page.course.care.needs)


def test_a_consent_that_ends_is_asked_again_for_its_own_agency(layla: AtCase):
    def agreed() -> None:
        for agency in ("health", "shelter"):
            ends = layla.session.clock() + timedelta(days=5)
            details = ConsentDetails(language="ne", mode="signature", expires=ends)
            consents.record(layla.session, layla.case, "share", "yes", details, agency)

    layla.hand.does(agreed)
    layla.hand.window.go(navigation.Home())
    layla.screen = opens_case(layla.hand, layla.case)
    cells = {cell.agency: cell for cell in layla.page.course.consents if cell.agency}
    for agency in ("health", "shelter"):
        verb, act = waiting._act_of(layla.screen, "consent", cells[agency].event)
        assert verb == "Ask again"
        dialog = layla.asked(act)
        assert dialog.form.kept_as == f"consent share {agency}"
        layla.closes()


def person(id_: str, role: str, group: str = "") -> PersonView:
    return PersonView(id_, role, {"name": f"Sample {id_}"}, "Layla Sample", datetime.now(UTC), group)


def choices(dialog: FormDialog, name: str) -> list[object]:
    (field,) = [part for part in dialog.form.parts if isinstance(part, FormField) and part.name == name]
    return [value for value, _ in field.choices if value]


def test_whom_a_group_shares_becomes_nobodys_family_in_the_dialog_either(layla: AtCase):
    dialog = layla.asked(lambda: people.note(layla.page, person("ab", "suspect", "cd")))
    assert choices(dialog, "role") == list(groups.SHARED)
    layla.closes()
    dialog = layla.asked(lambda: people.note(layla.page, person("ab", "witness")))
    assert choices(dialog, "role") == list(related_people.ROLES)


def test_a_proceeding_of_a_group_is_about_somebody_whom_it_shares(layla: AtCase):
    persons = [person("aa", "suspect", "cd"), person("bb", "witness"), person("cc", "employer", "cd")]
    dialog = layla.asked(lambda: people.proceed(layla.page, None, persons, "cd"))
    assert choices(dialog, "person") == ["aa", "cc"]
    layla.closes()
    dialog = layla.asked(lambda: people.proceed(layla.page, None, persons))
    assert choices(dialog, "person") == ["aa", "bb", "cc"]


@pytest.mark.parametrize("kind", [kinds.REFER, kinds.TALK])
def test_what_a_screening_calls_for_is_marked_once_it_is_late(layla: AtCase, kind: str):
    due = datetime(2026, 11, 20, tzinfo=UTC)
    item = kinds.WaitingItem(kind, "ab", due=due)
    on_time, late = (waiting._screened(layla.screen, replace(item, overdue=overdue)) for overdue in (False, True))
    assert (on_time.tone, late.tone) == ("ink2", "wait")
    w = theme.words()
    assert on_time.second(w) == w("until {date}", date=w.date(due.astimezone().date()))
    assert late.second(w) == w("overdue since {when}", when=w.moment(due))


def test_a_long_list_of_tasks_says_how_many_are_not_in_it(layla: AtCase):
    layla.hand.window.go(navigation.Tasks())
    page = layla.hand.sees(TasksScreen)
    layla.hand.until(lambda: page.due is not None)
    layla.hand.rests()
    listed = page.due
    page.numbers = len(listed) + 5, 2
    page._fill_list(listed)
    layla.hand.until(lambda: layla.hand.reads("And 5 more."))
    assert page._count(theme.words()) == "2 overdue"
    page.numbers = len(listed), 0
    page._fill_list(listed)
    layla.hand.rests()
    assert not layla.hand.reads("And 5 more.")
    assert page._count(theme.words()) == ""


def test_what_colleagues_left_names_who_left_it_to_whom_and_the_last_that_a_supervisor_said(layla: AtCase):
    at, w = datetime(2026, 11, 20, tzinfo=UTC), theme.words()
    assert layla.screen.told is not None
    unfinished = UnfinishedView(
        "ab", "", "Screening", name="Rita Sample", note="", author="Sara Sample", started=at, at=at, answered=3, is_mine=True,
    )  # fmt: skip
    reviews = (
        ReviewView("returned", "ask her age", "Badr Sample", at),
        ReviewView("returned", "ask again", "Huda Sample", at),
    )
    layla.screen.told = replace(layla.screen.told, unfinished=(unfinished,), reviews=reviews)
    left = waiting._take_up(layla.screen, kinds.WaitingItem(kinds.TAKE_UP, "ab"))
    assert strip_marks(left.second(w)) == "From Sara Sample to Rita Sample · 3 answers"
    assert left.verb == "Continue"
    others = waiting._take_up(layla.screen, kinds.WaitingItem(kinds.TAKE_UP, "ab", is_mine=False))
    assert (others.verb, others.tone) == ("", "ink2")
    returned = waiting._returned(layla.screen)
    assert strip_marks(returned.title(w)) == "Returned by Huda Sample"
    assert strip_marks(returned.second(w)) == "ask again"
