"""What the engine promises to whoever uses it."""

import pytest

from app.form import FormRefused, Interview

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


def test_pages_are_those_that_are_asked(interview):
    talk = interview(PAGES)
    assert [page.ref for page in talk.pages()] == ["/data/first", "/data/one", "/data/three"]
    talk.answer("/data/first", "on")
    assert [page.ref for page in talk.pages()][2] == "/data/two"


def test_an_interview_goes_on_from_its_instance(interview):
    talk = interview(PAGES)
    talk.answer("/data/first", "on")
    entry, _ = talk.add("/data/two/each")
    talk.answer(f"{entry}/b", "<& «ب» >")
    restored = Interview.of_instance(talk.form, talk.instance_xml())
    assert list(restored.values().values()) == list(talk.values().values())
    edited = Interview.of_instance(talk.form, talk.instance_xml(), edit=True)
    assert edited.value("/data/meta/instanceID") != talk.value("/data/meta/instanceID")


@pytest.mark.parametrize("xml", ["", "<data", "<other/>", '<!DOCTYPE d [<!ENTITY a "b">]><data>&a;</data>', "<!-- -->"])
def test_what_is_no_instance_of_the_form_is_refused(interview, xml):
    with pytest.raises(FormRefused):
        Interview.of_instance(interview(PAGES).form, xml)
