"""The described situations through the real screening: nobody who is to be referred is sent away."""

import tomllib

import pytest

from app.casework.questionnaires.situation import BANK
from app.form import open_form
from app.screening.readings import RESULTS
from app.settings import FORMS
from tests.forms.bank_answers import result_of

SITUATIONS = tomllib.loads(BANK.read_text("utf-8"))["situation"]


@pytest.fixture(scope="module")
def results():
    form = open_form((FORMS / "xforms" / "rapid-screening.xml").read_text("utf-8"))
    return {
        situation["id"]: (situation["label"], result_of(form, situation).readings.result) for situation in SITUATIONS
    }


def share(results, label, *wanted):
    came = [result for said, result in results.values() if said == label]
    return sum(result in wanted for result in came) / len(came)


def test_nobody_to_be_referred_gets_less_than_another_talk(results):
    low = [
        id_
        for id_, (label, result) in results.items()
        if label == "refer" and RESULTS.index(result) < RESULTS.index("talk_again")
    ]
    assert low == []


def test_almost_everybody_to_be_referred_is(results):
    assert share(results, "refer", "refer") >= 0.95


def test_most_of_those_to_talk_with_again_are_not_closed(results):
    assert share(results, "talk_again", "refer", "talk_again") >= 0.95


def test_the_harmless_are_mostly_let_go(results):
    alarms = [share(results, label, "refer", "talk_again") for label in ("none", "labour_complaint")]
    assert max(alarms) <= 0.35
