"""What the engine promises to whoever uses it (app.form.contract)."""

import pytest

from app.form import FormRefused, Interview, NoSuchQuestion
from app.form.contract import InterviewProtocol

PAGES = """
| survey | type        | name   | label  | relevant        |
|        | text        | first  | First  |                 |
|        | begin_group | one    | One    |                 |
|        | text        | a      | A      |                 |
|        | end_group   |        |        |                 |
|        | begin_group | two    | Two    | ${first} = 'on' |
|        | begin_repeat | each  | Each   |                 |
|        | text        | b      | B      |                 |
|        | end_repeat  |        |        |                 |
|        | end_group   |        |        |                 |
|        | begin_group | three  | Three  |                 |
|        | text        | c      | C      |                 |
|        | end_group   |        |        |                 |
"""


def refs(page):
    return page.ref if page else None


def test_pages_are_turned_past_those_that_are_not_asked(interview):
    talk: InterviewProtocol = interview(PAGES)
    assert refs(talk.page_after("/data/first")) == "/data/one"
    assert refs(talk.page_after("/data/one/a")) == "/data/three"
    assert refs(talk.page_before("/data/three")) == "/data/one"
    assert talk.page_of("/data/two") is None
    assert refs(talk.page_after("/data/two")) == "/data/three"
    assert refs(talk.page_before("/data/two")) == "/data/one"
    talk.answer("/data/first", "on")
    assert refs(talk.page_after("/data/one/a")) == "/data/two"
    assert refs(talk.page_of("/data/two/each[1]/b")) == "/data/two"
    assert talk.page_before("/data/first") is None
    assert talk.page_after("/data/three/c") is None
    with pytest.raises(NoSuchQuestion):
        talk.page_after("/data/nowhere")


def test_an_interview_goes_on_from_its_instance(interview):
    talk = interview(PAGES)
    talk.answer("/data/first", "on")
    entry, _ = talk.add("/data/two/each")
    talk.answer(f"{entry}/b", "<& «ب» >")
    restored = Interview.of_instance(talk.form, talk.instance_xml())
    assert list(restored.values().values()) == list(talk.values().values())
    edited = Interview.of_instance(talk.form, talk.instance_xml(), edit=True)
    assert edited.value("/data/meta/instanceID") != talk.value("/data/meta/instanceID")


@pytest.mark.parametrize(
    "xml", ["", "<data", "<other/>", '<!DOCTYPE d [<!ENTITY a "b">]><data>&a;</data>', "<!-- -->"]
)
def test_what_is_no_instance_of_the_form_is_refused(interview, xml):
    with pytest.raises(FormRefused):
        Interview.of_instance(interview(PAGES).form, xml)
