"""Questions whose wording calls for a look, and how long a questionnaire takes."""

import pytest

from app.casework.questionnaires import wording
from app.form import convert, open_form
from app.settings import FORMS


def form_of(label, extra=""):
    text = f"""
| survey | type | name | label | bind::sanad:aside |
| | select_one yn | q | {label} | {extra} |
| choices | list_name | name | label |
| | yn | yes | Yes |
| | yn | no | No |
| settings | form_title | form_id | version | namespaces |
| | T | t | 1 | sanad="urn:sanad:form" |
"""
    return open_form(convert(text.encode(), "t.md").xml)


def found(label, extra=""):
    return [problem.says for problem in wording.problems(form_of(label, extra))]


@pytest.mark.parametrize(
    "label",
    [
        "Do you take any medicine, and do you have it with you?",
        "Has anyone hurt you, or touched you, when you did not want it?",
        "Whom should we call, and does that person know where you are?",
        "Where do you live? With whom?",
        "هل تأخذ دواء، وهل هو معك؟",
    ],
)
def test_two_questions_in_one_are_named(label):
    [says] = found(label)
    assert says.startswith("This may be two questions in one")


@pytest.mark.parametrize(
    "label",
    [
        "What made it hard for you to say no to the offer?",
        "When did you stop working there?",
        "How often does your employer hit you?",
        "What is missing where you live?",
        "ما الذي جعل الرفض صعبًا؟",
        "لماذا لم تطلب المساعدة؟",
    ],
)
def test_what_takes_something_for_granted_is_named(label):
    [says] = found(label)
    assert says.startswith("This question assumes something")


@pytest.mark.parametrize(
    "label",
    [
        "Who decides where and when?",
        "Where is your passport now?",
        "Has anyone hurt you?",
        "Do you send money home to your mother and father?",
        "أين جواز سفرك الآن؟",
        "هل تستطيع أن تخرج وحدك؟",
    ],
)
def test_a_plain_question_is_left_alone(label):
    assert found(label) == []


def test_a_long_question_is_counted_and_what_is_not_read_aloud_is_not_looked_at():
    [says] = found("Please tell me " + "very " * 30 + "slowly?")
    assert "34 words" in says
    assert found("What made it hard for you?", extra="yes") == []


@pytest.mark.parametrize("name", sorted(file.stem for file in FORMS.glob("*.xlsx")))
def test_our_own_questions_call_for_no_look(name):
    form = open_form((FORMS / "xforms" / f"{name}.xml").read_text("utf-8"))
    assert [problem.says for problem in wording.problems(form)] == []


def test_the_screening_asks_everybody_at_most_forty_questions_in_ten_minutes():
    form = open_form((FORMS / "xforms" / "rapid-screening.xml").read_text("utf-8"))
    length = wording.length(form)
    assert length.questions <= 40
    assert length.minutes < 10
