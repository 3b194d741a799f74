"""What waits for a supervisor, and how much of what there is: counted, no case opened."""

import pytest

from app.casework.cases import reviews
from app.casework.cases.reviews import NotYours
from app.casework.interviews import interview
from app.casework.lifecycle import closure, referrals, tasks
from app.casework.pages import office_work
from app.casework.questionnaires import answer_player
from app.casework.sharing import case_access
from app.vault import cases
from tests.casework.test_interview import DEMO, begins
from tests.casework.test_posting import Office
from tests.casework.test_posting import office as _office  # noqa: F401  (a fixture)
from tests.counted import calls_of
from tests.people import Person, keeps_a_case


@pytest.fixture(name="together")
def together_(_office: Office) -> Office:  # noqa: F811
    return _office


@pytest.fixture
def omar(home):
    session = Person("عمر المثال", home, "supervisor").sets_up()
    yield session
    session.close()


def interviewed(session) -> str:
    live = begins(session)
    for each in DEMO:
        interview.keep(
            session, live.draft_id, answer_player.give(live.interview, each["ref"], each["value"])
        )
    return interview.finish(session, live.draft_id).case_id


def numbers(session, title: str) -> dict[str, int]:
    (chart,) = [each for each in office_work.charts(session, "en") if each.title == title]
    return {each.name: each.number for each in chart.bars}


def waiting(session) -> list[tuple[str, bool]]:
    return [(each.case_id, each.handed) for each in office_work.to_review(session)]


def test_a_finished_interview_waits_until_a_supervisor_decides_and_again_after_the_next(omar):
    case = interviewed(omar)
    assert waiting(omar) == [(case, False)]
    omar.clock.pass_(minutes=1)
    reviews.review(omar, case, "returned", "ask for the address")
    assert waiting(omar) == []
    assert office_work.how_many_wait(omar) == 0


def test_a_case_without_an_interview_or_one_that_is_closed_waits_for_nobody(omar):
    keeps_a_case(omar, "Maya Sample")
    case = interviewed(omar)
    closure.close(omar, case, "she left", "left")
    assert case not in [id_ for id_, _ in waiting(omar)]


def test_what_was_handed_to_a_supervisor_stands_first(together: Office):
    layla, omar = together.joins("Layla Sample"), together.joins("Omar Sample", "supervisor")
    together.carry("Omar Sample", "Layla Sample")
    case = keeps_a_case(layla, "Maya Sample")
    (to,) = [each for each in case_access.recipients(layla) if each.name == "Omar Sample"]
    case_access.hand_over(layla, case, to, "for the decision")
    together.carry("Layla Sample", "Omar Sample")
    assert (case, True) == waiting(omar)[0]
    with pytest.raises(NotYours):
        office_work.to_review(layla)
    with pytest.raises(NotYours):
        office_work.charts(layla, "ar")


def test_open_cases_are_counted_by_stage_age_kind_and_what_is_late(omar):
    old = keeps_a_case(omar, "Maya Sample")
    asked = referrals.Request("shelter", "accommodation", "x", "3h", override="danger")
    referrals.refer(omar, old, asked)
    omar.clock.pass_(days=31)
    closure.set_kinds(omar, old, ["trafficking", "smuggling"], "both", ["begging", "forced-labour"])
    new = keeps_a_case(omar, "Sita Sample")
    gone = keeps_a_case(omar, "Rita Sample")
    closure.close(omar, gone, "she left", "left")
    assert numbers(omar, office_work.STAGES)["Identification"] == 2
    assert list(numbers(omar, office_work.AGES).values()) == [1, 0, 1, 0]
    kinds = numbers(omar, office_work.OF_KIND)
    assert kinds == {"Trafficking in persons": 1, "Smuggling of migrants": 1, "Not set yet": 1}
    forms = numbers(omar, office_work.OF_EXPLOITATION)
    assert {name: n for name, n in forms.items() if n} == {
        "Forced labour": 1, "Forced begging": 1, "Not set yet": 1,
    }  # fmt: skip
    late = numbers(omar, office_work.LATE)
    assert late["Replies from agencies"] == 1
    assert late["Stages to finish"] == 1
    assert new in [each.case_id for each in tasks.tasks(omar)]


def test_ten_thousand_cases_are_counted_without_a_call_for_each(omar):
    now = omar.now()
    with omar.vault.transaction() as writer:
        for n in range(10_000):
            id_ = n.to_bytes(16, "big")
            row = cases.IndexRow(
                id_, f"KW-{n}", "Maya Sample", "documentation", now, closed=n % 5 == 0,
                opened=now - n * 3600, kinds=("trafficking",), waiting_since=now - n,
                waits="review" if n % 10 == 0 else "",
            )  # fmt: skip
            cases.keep(writer, row, "")

    def counts():
        assert sum(numbers(omar, office_work.AGES).values()) == 8000
        office_work.to_review(omar)

    counts()  # the profile and its words are read once
    assert calls_of(counts) < 10_000 / 4
