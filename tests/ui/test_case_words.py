"""What lines of a case's page say of consents, referrals, needs, proceedings and tasks, and what dialogs hand on."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.case.referral import STATES, WITH_REASON
from app.case.urgency import NOW
from app.casework.cases.related_people import ProceedingView
from app.casework.lifecycle.consents import ConsentDetails, ConsentView
from app.casework.lifecycle.referrals import ReferralRequest, ReferralView
from app.casework.lifecycle.tasks import TaskView
from app.casework.questionnaires.explanation import OLD_OUTCOMES, OUTCOMES
from app.language import Name, Sentence, Words, strip_marks
from app.ui import result
from app.ui.case import consent, due_list, needs, people, referral
from app.ui.parts.form_dialog import FieldAnswers

pytestmark = pytest.mark.screen
W = Words("en")
AT = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


def cell(**said: object) -> ConsentView:
    asked = ConsentView(
        purpose="share", purpose_says=Sentence("sharing"), agency="shelter", agency_name=Name({}, "Shelter"), answer="yes", differs=False,
        over=False, basis="", allowed=True, given=ConsentDetails(), at=AT, author="Layla Sample", event="e",
    )  # fmt: skip
    return replace(asked, **said)


@pytest.mark.parametrize(
    ("said", "word", "tone"),
    [
        ({}, "Yes", "kept"),
        ({"answer": "no"}, "No", "ink"),
        ({"answer": "withdrawn"}, "Withdrawn", "ink"),
        ({"answer": "not_asked"}, "Not asked", "wait"),
        ({"over": True}, "Ended", "wait"),
        ({"differs": True}, "Conflict", "wait"),
        ({"differs": True, "over": True}, "Conflict", "wait"),
    ],
)
def test_a_consent_shows_what_counts_now(qapp, said, word: str, tone: str):
    badge = consent.badge(cell(**said))
    assert (badge.of, badge.tone) == (word, tone)
    badge.deleteLater()


def test_a_consent_says_of_when_by_whom_and_until_when():
    until = AT + timedelta(days=90)
    given = ConsentDetails(language="ne", mode="interview", expires=until)
    parts = strip_marks(consent.how_given(cell(given=given, basis="order"))(W)).split(" · ")
    assert parts == [
        "Sharing",
        W.date(AT.astimezone().date(), "medium"),
        "Layla Sample",
        "Nepali",
        strip_marks(W(consent.IN_THE_INTERVIEW)),
        f"until {W.date(until.astimezone().date())}",
        "legal basis: Order of a court",
    ]
    assert consent.how_given(cell(agency="", at=None)) == ""


def test_only_a_yes_can_be_withdrawn():
    for answer in ("yes", "no", "withdrawn", "not_asked"):
        offered = [value for value, _ in consent._answer(cell(answer=answer)).choices]
        assert offered == ["yes", "no", *(["withdrawn"] if answer == "yes" else [])]


@pytest.mark.parametrize(("ends", "days"), [(0, None), (30, 30), (90, 90), (365, 365), ("", None)])
def test_a_consent_ends_after_as_many_days_as_were_chosen(ends: object, days: int | None):
    details = consent._details(
        FieldAnswers({"ends": ends, "witness": " Rani ", "interpreter": "T-07", "mode": "spoken"}), AT
    )
    assert details.expires == (AT + timedelta(days=days) if days else None)
    assert (details.witness, details.interpreter, details.mode) == ("Rani", "T-07", "spoken")


# -- referrals and needs


def asked(**said: object) -> ReferralView:
    request = ReferralRequest("shelter", "accommodation", "needs a bed", "3h")
    view = ReferralView(
        id="r", reference="KW-R-1", agency="shelter", agency_name=Name({}, "Shelter"), service_name=Name({}, "A bed"), request=request, status="sent",
        differs=False, at=AT, sent=AT, due=AT + timedelta(hours=3), overdue=False, author="Layla Sample", reason="", next=("received",),
    )  # fmt: skip
    return replace(view, **said)


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({}, "Prepared · KW-R-1 · reply requested by DUE"),
        ({"overdue": True}, "Prepared · KW-R-1 · no reply: overdue since DUE"),
        ({"status": "done", "due": None}, "Done · KW-R-1"),
        ({"status": "rejected", "due": None, "reason": "no bed"}, "Rejected · KW-R-1 · no bed"),
        ({"status": "revoked", "due": None}, "Cancelled · KW-R-1"),
        ({"status": "draft", "due": None}, "Draft · KW-R-1"),
    ],
)
def test_a_referral_says_how_it_is_and_by_when(said, says: str):
    due = strip_marks(W.moment(AT + timedelta(hours=3)))
    assert strip_marks(referral._state(asked(**said), AT)(W)) == says.replace("DUE", due)


def test_every_state_has_its_words_and_a_reason_is_asked_where_the_record_needs_one():
    assert tuple(referral.STATUS) == STATES
    assert referral._WITH_REASON == WITH_REASON
    assert needs.URGENCY == {NOW: "Urgent: today", "days": "Within days", "later": "Later"}


# -- proceedings and tasks


def test_a_proceeding_names_who_wrote_the_last_of_it():
    view = ProceedingView(
        id="p",
        person="",
        name="Sample Suspect",
        facts={"charge": "forced labour", "decided": "2026-11-20"},
        entered={"charge": ("Layla Sample", AT), "decided": ("Omar Sample", AT + timedelta(days=3))},
    )
    says = strip_marks(people._state(view)(W))
    last = W.date((AT + timedelta(days=3)).astimezone().date(), "medium")
    assert says.startswith("Sample Suspect · Charge: forced labour · Date of the decision: ")
    assert says.endswith(f"Omar Sample, {last}")


def task(**said: object) -> TaskView:
    view = TaskView(
        case_id="c", reference="KW-1", name="Maya Sample", kind="referral", says=Sentence("Reply needed"), what="", agency="", ref="",
        since=AT, due=AT, overdue=False,
    )  # fmt: skip
    return replace(view, **said)


def test_every_task_stands_once_the_late_first_then_by_day_then_without_one():
    later = AT + timedelta(days=2)
    listed = [task(kind=kind, overdue=True) for kind in ("stage", "referral", "talk")] + [
        task(),
        task(kind="hearing"),
        task(due=later),
        task(due=None),
    ]
    groups = list(due_list._by_day(listed))
    assert [len(tasks) for _, tasks in groups] == [3, 2, 1, 1]
    assert (groups[0][0], groups[-1][0]) == ("Overdue", "No date set")
    assert [task for _, tasks in groups for task in tasks] == listed


@pytest.mark.parametrize(
    ("said", "dated", "says"),
    [
        ({}, True, "Maya Sample · MOMENT"),
        ({}, False, "Maya Sample · TIME"),
        ({"name": ""}, False, "KW-1 · TIME"),
        ({"overdue": True}, False, "Maya Sample · overdue since MOMENT"),
        ({"due": None}, True, "Maya Sample"),
    ],
)
def test_a_task_says_whose_it_is_and_when(said, dated: bool, says: str):
    text = strip_marks(due_list._second(task(**said), dated=dated)(W))
    assert text == says.replace("MOMENT", strip_marks(W.moment(AT))).replace("TIME", strip_marks(W.time(AT)))


def test_what_a_supervisor_gets_is_what_a_supervisor_decides():
    assert set(result._ICONS) == {*OUTCOMES, *OLD_OUTCOMES}
    assert {"refer", "possible", "supervisor", "child"} == result._TO_SUPERVISOR
    assert {state: icon for state, (icon, _) in result._STATES.items()} == {
        "met": "plus",
        "positive": "plus",
        "open": "wait",
        "not_met": "minus",
        "negative": "minus",
    }
