"""Small things that JavaRosa and web-forms both do, and forms in use rely on."""

import pytest

from app.form import AnswerRefused, Interview, open_form
from app.form.places import MAX_PLACES
from tests.form.xforms import xform


def _calculated(expression: str) -> str:
    form = open_form(xform("<a/>", f'<bind nodeset="/data/a" calculate="{expression}"/>', ""))
    return Interview(form).value("/data/a")


def test_a_moment_that_the_form_writes_keeps_its_time_and_now_has_none_as_a_date():
    moment = "date('2018-01-01T10:20:30.400')"
    assert _calculated(f"format-date-time({moment}, '%H:%M:%S.%3')") == "10:20:30.400"
    assert _calculated(f"decimal-date-time({moment}) mod 1 != 0") == "true"
    assert _calculated("date(now()) = today()") == "true"
    assert _calculated("string(date('2018-01-01'))") == "2018-01-01"


def test_an_infinite_number_is_read_back_as_the_number_it_was():
    binds = '<bind nodeset="/data/a" calculate="1 div 0"/><bind nodeset="/data/b" calculate="/data/a &gt; 5"/>'
    talk = Interview(open_form(xform("<a/><b/>", binds, "")))
    assert (talk.value("/data/a"), talk.value("/data/b")) == ("Infinity", "true")
    assert _calculated("number('inf')") == ""


@pytest.mark.parametrize("method", ["get", "put", "urlencoded-post"])
def test_however_a_form_would_be_sent_elsewhere_it_opens(method: str):
    sent = f'<submission method="{method}" action="https://example.org"/>'
    assert open_form(xform("<a/>", sent, "")).questions()


def test_a_repeat_in_a_read_only_group_keeps_its_entries():
    form = open_form(
        xform(
            "<lock/><g><r><a/></r></g>",
            '<bind nodeset="/data/g" readonly="/data/lock = 1"/>',
            '<input ref="/data/lock"/><group ref="/data/g"><group ref="/data/g/r"><repeat nodeset="/data/g/r">'
            '<input ref="/data/g/r/a"/></repeat></group></group>',
        )
    )
    talk = Interview(form)
    assert talk.node("/data/g/r").can_add
    talk.answer("/data/lock", "1")
    assert not talk.node("/data/g/r").can_add
    assert not talk.node("/data/g/r[1]").can_remove
    stored = talk.stored()
    with pytest.raises(AnswerRefused):
        talk.add("/data/g/r")
    with pytest.raises(AnswerRefused):
        talk.remove("/data/g/r[1]")
    assert talk.stored() == stored
    talk.answer("/data/lock", "")
    assert talk.add("/data/g/r")[0]


@pytest.mark.long
def test_a_form_of_as_many_questions_as_it_may_have_opens():
    fields = "".join(f"<q{at}/>" for at in range(MAX_PLACES))
    assert len(open_form(xform(fields, "", "")).questions()) >= MAX_PLACES
