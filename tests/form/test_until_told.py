"""A repeat whose count asks its last entry opens one entry more as one walks, until it is told to stop."""

import pytest

from app.form import Interview, open_form
from app.form import open as open_file
from tests.form.again import again
from tests.form.moves import seen
from tests.form.xforms import xform

MORE = "if(count({p})=0 or indexed-repeat({more}, {p}, count({p})) != 'no', count({p})+1, count({p}))"
PATHS = MORE.format(p="/data/p", more="/data/p/more")
BODY = (
    '<group ref="/data/p"><repeat nodeset="/data/p" jr:count="{count}" jr:noAddRemove="true()">'
    '<input ref="/data/p/name"/><input ref="/data/p/more"/>{inside}</repeat></group>'
)
CHILDREN = (
    '<group ref="/data/p/child"><repeat nodeset="/data/p/child" jr:count="/data/p/n">'
    '<input ref="/data/p/child/age"/></repeat></group>'
)
WORKBOOK = f"""
| survey |              |       |        |                                                                     |
|        | type         | name  | label  | repeat_count                                                        |
|        | begin_repeat | p     | People | {MORE.format(p="${p}", more="${more}")} |
|        | text         | name  | Name   |                                                                     |
|        | text         | more  | More?  |                                                                     |
|        | end_repeat   |       |        |                                                                     |
"""


def _direct() -> str:
    return xform("<p><name/><more/></p>", "", BODY.format(count=PATHS, inside=""))


def _by_a_question() -> str:
    binds = f'<bind nodeset="/data/n" calculate="{PATHS}"/>'
    return xform("<n/><p><name/><more/></p>", binds, BODY.format(count=" /data/n ", inside=""))


def _in_households() -> str:
    """Households that ask for the next one, each with as many children as it says."""
    fields = '<p jr:template=""><name/><more/><n/><child jr:template=""><age/><old/></child></p>'
    binds = '<bind nodeset="/data/p/n" type="int"/><bind nodeset="/data/p/child/old" calculate="../age &gt; 2"/>'
    return xform(fields, binds, BODY.format(count=PATHS, inside=CHILDREN))


@pytest.mark.parametrize("make_form", [_direct, _by_a_question, _in_households])
@pytest.mark.parametrize("from_cache", [False, True])
def test_the_next_entry_opens_when_the_last_is_answered_and_none_after_no(make_form, from_cache):
    form = open_form(make_form())
    form = again(form) if from_cache else form
    talk = Interview(form)
    if talk.node("/data/p").count > 1:
        pytest.fail("more than the first entry was opened before anybody answered")
    for number in range(1, 6):
        assert talk.node("/data/p").count == number
        talk.answer(f"/data/p[{number}]/name", "Mina")
        assert talk.node("/data/p").count == number
        assert not talk.answer(f"/data/p[{number}]/more", "yes").stopped
    talk.answer("/data/p[6]/more", "no")
    assert talk.node("/data/p").count == 6
    assert seen(Interview(form, talk.stored())) == seen(talk)
    talk.answer("/data/p[6]/more", "yes")
    assert talk.node("/data/p").count == 7
    assert seen(Interview(form, talk.stored())) == seen(talk)


def test_so_does_a_workbook_that_is_written_in_names():
    form = open_file(WORKBOOK.strip().encode() + b"\n", "people.md")
    talk = Interview(form)
    talk.answer("/data/p[1]/more", "yes")
    assert talk.node("/data/p").count == 2
    talk.answer("/data/p[2]/more", "no")
    assert talk.node("/data/p").count == 2


def test_what_always_asks_for_one_more_opens_one_more_at_a_time():
    body = BODY.format(count="count(/data/p) + 1", inside="")
    talk = Interview(open_form(xform("<p><name/><more/></p>", "", body)))
    first = talk.node("/data/p").count
    for number in range(3):
        talk.answer(f"/data/p[{first + number}]/name", "Mina")
        assert talk.node("/data/p").count == first + number + 1


def test_what_the_form_itself_fills_in_opens_nothing():
    body = BODY.format(count=PATHS, inside="")
    talk = Interview(open_form(xform('<p jr:template=""><name/><more>yes</more></p>', "", body)))
    assert talk.node("/data/p").count == 1
    assert Interview(talk.form, talk.stored()).node("/data/p").count == 1
