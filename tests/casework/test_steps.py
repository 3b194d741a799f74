"""One question a screen: what of a section stands on the screen at once."""

import pytest

from app import form as engine
from app.casework.questionnaires import steps
from app.form import open_form
from app.settings import FORMS

FORM = b"""
| survey | | | | | |
| | type | name | label | relevant | appearance |
| | begin_group | harm | Harm | | |
| | note | first | About here | | |
| | select_one yn | hurt | Hurt? | | |
| | begin_group | how | How | ${hurt} = 'yes' | |
| | select_one yn | who | Who? | | |
| | note | care | Go slowly | | |
| | text | name | Called? | ${who} = 'yes' | |
| | end_group | | | | |
| | integer | times | How often? | | |
| | select_one yn | times_unsaid | No number | ${times} = '' | |
| | calculate | often | | | |
| | text | why | Why so often? | ${often} = 'yes' | |
| | text | late | Why hurt? | ${hurt} = 'yes' | |
| | begin_repeat | child | Child | | |
| | text | called | Name | | |
| | integer | old | Age | | |
| | end_repeat | | | | |
| | note | last | Thanks | | |
| | end_group | | | | |
| | begin_group | papers | Papers | | field-list |
| | text | one | One | | |
| | text | two | Two | | |
| | end_group | | | | |
| | text | alone | Alone | | |
| | text | other | Other | ${alone} != '' | |
| | text | apart | Apart | | |
| choices | | | |
| | list_name | name | label |
| | yn | yes | Yes |
| | yn | no | No |
| settings | | |
| | form_id | style |
| | steps | theme-grid pages |
"""


@pytest.fixture(scope="module")
def small():
    # the calculation stands in a column of its own, which would make the table above too wide
    written = FORM.decode().splitlines()
    wide = [
        line + (" calculation |" if "relevant" in line else " if(${times} > 3, 'yes', 'no') |")
        if "| type |" in line or "| calculate |" in line
        else line
        for line in written
    ]
    return engine.open("\n".join(wide).encode(), "steps.md")


def named(form, interview):
    return [
        [[ref.rpartition("/")[2] for ref in step if "[" not in ref] for step in steps.of_section(form, page.refs)]
        for page in interview.pages()
    ]


def test_only_a_form_that_says_so_is_asked_by_steps(small):
    assert steps.by_steps(small)
    asked_so = [
        file.stem
        for file in sorted((FORMS / "xforms").glob("*.xml"))
        if steps.by_steps(open_form(file.read_text("utf-8")))
    ]
    talks = {"rapid-screening", "child", "detention", "hotline"}
    assert {name for name in asked_so if not name.startswith("module-")} == talks
    assert len(asked_so) == 9


def test_a_step_is_a_question_with_its_details_a_list_or_a_group_that_stands_together(small):
    live = engine.start(small)
    assert named(small, live) == [
        [["harm", "first", "hurt"], ["times", "times_unsaid"], ["child", "last"]],
        [["papers", "one", "two"]],
        [["alone"], ["apart"]],
    ]
    for place, value in (("harm/hurt", "yes"), ("harm/how/who", "yes"), ("harm/times", "5")):
        live.answer(f"/data/{place}", value)
    live.answer("/data/alone", "x")
    assert named(small, live) == [
        [
            ["harm", "first", "hurt", "how", "who", "care", "name"],
            ["times", "why"],
            ["late"],  # in the form's order: its gate is two questions before
            ["child", "last"],
        ],
        [["papers", "one", "two"]],
        [["alone", "other"], ["apart"]],
    ]


def test_all_of_an_entry_stands_in_the_step_of_its_list(small):
    live = engine.start(small)
    entries = 1 + bool(live.add("/data/harm/child"))
    section = live.pages()[0]
    *_, last = steps.of_section(small, section.refs)
    names = [steps.plain(ref).rpartition("/")[2] for ref in last]
    assert names == ["child", *["child", "called", "old"] * entries, "last"]


def test_nothing_of_a_section_is_lost_and_the_order_is_the_forms():
    for file in sorted((FORMS / "xforms").glob("*.xml")):
        form = open_form(file.read_text("utf-8"))
        for page in engine.start(form).pages():
            laid = steps.of_section(form, page.refs)
            assert [ref for step in laid for ref in step] == list(page.refs), file.stem


def test_how_one_talks_and_what_the_officer_saw_is_not_counted():
    form = open_form((FORMS / "xforms" / "rapid-screening.xml").read_text("utf-8"))
    counted = {
        page.ref: any(steps.is_of_substance(form, step) for step in steps.of_section(form, page.refs))
        for page in engine.start(form).pages()
    }
    assert [ref for ref, is_counted in counted.items() if not is_counted] == [
        "/data/safety",
        "/data/language_used",
        "/data/consent",
        "/data/view",
    ]
