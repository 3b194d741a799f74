"""Forms written for other tools open, and say which of their functions give nothing here."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.form import FormRefused, Interview, convert, open_form
from app.form import open as open_file
from app.form.tree import read_xml

Start = Callable[..., Interview]


def worked_out(interview: Start, calculation: str) -> str:
    return interview(
        f"| survey | type | name | label | calculation |\n| | text | a | A | |\n| | calculate | b | | {calculation} |\n"
    ).value("/data/b")


@pytest.mark.parametrize(
    ("calculation", "result"),
    [
        ("difference-in-months('2024-01-31', '2024-02-29')", "1"),
        ("difference-in-months('2024-01-31', '2024-03-31')", "2"),
        ("difference-in-months('2024-03-31', '2024-01-31')", "-2"),
        ("cht:difference-in-years('2000-02-29', '2024-02-28')", "23"),
        ("cht:difference-in-weeks('2024-01-01', '2024-01-20')", "2"),
        ("cht:difference-in-days('2024-03-01', '2024-02-28')", "-2"),
        ("difference-in-months('', '2024-03-31')", ""),
        ("format-date(add-date('2024-01-31', 0, 1), '%Y-%m-%d')", "2024-02-29"),
        ("format-date(add-date('2024-01-31T10:00', 1, 1, 1, 15), '%Y-%m-%d %H')", "2025-03-02 01"),
        ("int(7.9, 0)", "7"),
    ],
)
def test_what_other_tools_compute_with_dates(interview: Start, calculation: str, result: str) -> None:
    assert worked_out(interview, calculation) == result


def test_a_function_of_another_tool_gives_nothing_and_the_author_is_told() -> None:
    form = open_file(
        b"| survey | type | name | label | calculation |\n"
        b"|| calculate | z | | z-score('weight-for-age', 'male', 40, 3) |\n|| text | a | A | |\n",
        "form.md",
    )
    problems = form.problems
    assert Interview(form).value("/data/z") == ""
    [problem] = problems
    assert (problem.level, problem.row, problem.column) == ("warning", 2, "calculation")
    assert "Community Health Toolkit" in problem.says


def test_a_function_that_no_tool_has_is_still_a_slip(form: Callable[..., Any]) -> None:
    for slip in ("zscore(1)", "replace('a', 'b', 'c')"):
        with pytest.raises(FormRefused):
            form(f"| survey | type | name | label | calculation |\n|| calculate | z | | {slip} |\n")


def test_a_function_of_commcare_is_known_in_its_own_forms() -> None:
    form = open_form(
        HEAD.replace("<model>", '<model xmlns:c="http://commcarehq.org/xforms">')
        + '<data id="d"><a/><b/></data></instance><bind nodeset="/data/b" calculate="replace(/data/a, 1, 2)"/>'
        '</model></h:head><h:body><input ref="/data/a"><label>A</label></input></h:body></h:html>'
    )
    [problem] = form.problems
    assert "CommCare" in problem.says


def test_a_calculation_may_give_back_what_its_question_holds(interview: Start) -> None:
    expression = "if(${scan} = '', ${id}, ${scan})"
    case = interview(
        "| survey | type | name | label | calculation |\n"
        f"| | text | scan | Scan | |\n| | text | id | Id | {expression} |\n"
        "| | text | left | Left | . |\n"
        "| | text | first | First | if(${first} = '', ${scan}, ${first}) |\n"
    )
    case.answer("/data/id", "typed")
    assert case.value("/data/id") == "typed"
    case.answer("/data/scan", "x1")
    assert [case.value(f"/data/{name}") for name in ("id", "left", "first")] == ["x1", "", "x1"]
    case.answer("/data/scan", "x2")
    assert [case.value(f"/data/{name}") for name in ("id", "first")] == ["x2", "x1"]


def test_a_calculation_that_adds_to_itself_is_a_circle(form: Callable[..., Any]) -> None:
    for expression in ("${n} + 1", "if(true(), ${n} + 1, ${n})"):
        with pytest.raises(FormRefused):
            form(f"| survey | type | name | label | calculation |\n|| integer | n | N | {expression} |\n")


def test_words_of_a_choice_are_asked_for_again_when_what_they_show_changes(interview: Start) -> None:
    case = interview(
        "| survey | type | name | label | calculation | default |\n"
        "| | text | who | Who | | |\n| | select_one l | q | Q | | a |\n"
        "| | calculate | words | | jr:choice-name(${q}, '${q}') | |\n"
        "| | note | n | Words: ${words} | | |\n"
        "| choices | list_name | name | label |\n| | l | a | Home of ${who} |\n"
    )
    case.answer("/data/who", "Sami")
    assert case.value("/data/words") == "Home of Sami"
    assert case.node("/data/n").label == "Words: Home of Sami"


HEAD = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>t</h:title><model><instance>"""


def test_an_id_that_a_form_calculates_is_drawn_once() -> None:
    form = open_form(
        HEAD + '<data id="d"><a/><meta><instanceID/></meta></data></instance>'
        """<bind nodeset="/data/meta/instanceID" calculate="concat('uuid:', uuid())"/></model></h:head>"""
        '<h:body><input ref="/data/a"><label>A</label></input></h:body></h:html>'
    )
    case = Interview(form)
    drawn = case.value("/data/meta/instanceID")
    assert drawn.startswith("uuid:")
    assert Interview(form, case.stored()).value("/data/meta/instanceID") == drawn


def test_commcare_sets_values_of_new_entries_from_the_model() -> None:
    form = open_form(
        HEAD + '<data id="d"><rows jr:template=""><n/><k/></rows></data></instance>'
        '<bind nodeset="/data/rows/n" type="xsd:int"/>'
        '<setvalue event="jr-insert" ref="/data/rows/n" value="7"/>'
        '<setvalue event="xforms-ready jr-insert" ref="/data/rows/k">a</setvalue></model></h:head>'
        '<h:body><group><label>Rows</label><repeat nodeset="/data/rows"><input ref="/data/rows/n">'
        "<label>N</label></input></repeat></group></h:body></h:html>"
    )
    case = Interview(form)
    entry, _ = case.add("/data/rows")
    assert [case.value(f"{entry}/{name}") for name in ("n", "k")] == ["7", "a"]


def test_what_is_set_as_written_fits_its_question() -> None:
    form = open_form(
        HEAD + '<data id="d"><a/><b/></data></instance><bind nodeset="/data/a" type="int"/>'
        '<setvalue event="odk-instance-first-load" ref="/data/a">many</setvalue>'
        '<setvalue event="odk-instance-first-load" ref="/data/b">many</setvalue></model></h:head>'
        '<h:body><input ref="/data/a"><label>A</label></input></h:body></h:html>'
    )
    assert [Interview(form).value(f"/data/{name}") for name in ("a", "b")] == ["", "many"]


def test_problems_of_an_xform_name_the_line(tmp_path: Path) -> None:
    lines = [
        HEAD + '<data id="d"><a/><g><b/></g></data></instance>',
        '<bind nodeset="/data/a" type="int" constraint=". &gt; 1 +"/>',
        '<bind nodeset="/data/g/b" relevant="/data/zz = 1"/>',
        '<bind nodeset="/data/gone" type="int"/></model></h:head><h:body>',
        '<input ref="/data/a"><label>A</label></input>',
        '<input ref="/data/g/b"><label ref="jr:itext(\'no\')"/></input></h:body></h:html>',
    ]
    file = tmp_path / "form.xml"
    file.write_text("\n".join(lines))
    with pytest.raises(FormRefused) as refused:
        convert(file).open()
    assert {(problem.column, problem.line) for problem in refused.value.problems} == {
        ("constraint", 3),
        ("relevant", 4),
        (None, 5),
        ("label", 7),
    }
    assert refused.value.problem.startswith("Line 3: ")


def test_the_spelling_that_commcare_keeps_beside_a_path_is_left_aside() -> None:
    form = open_form(
        HEAD.replace("<model>", '<model xmlns:v="http://commcarehq.org/xforms/vellum">')
        + '<data id="d"><a/><b/></data></instance>'
        '<bind v:nodeset="#form/a" nodeset="/data/a" type="xsd:int"/><bind nodeset="/data/b"'
        ' calculate="/data/a + 1" v:calculate="#form/a + 1" v:relevant="#form/a = 0"/>'
        "</model></h:head>"
        '<h:body xmlns:v="http://commcarehq.org/xforms/vellum"><input v:ref="#form/a" ref="/data/a"><label>'
        '<output v:value="#form/b" value="/data/b"/></label></input></h:body></h:html>'
    )
    case = Interview(form)
    case.answer("/data/a", "4")
    assert not form.problems
    assert (case.value("/data/b"), case.node("/data/a").label) == ("5", "5")


def test_a_form_of_the_community_health_toolkit_opens_from_its_workbook() -> None:
    form = open_file(
        b"| survey | type | name | label | calculation |\n|| begin_group | contact | C | |\n"
        b"|| db:person | _id | Who | |\n|| tel | phone | Phone | |\n|| string | name | Name | |\n|| end_group | | | |\n"
        b"|| calculate | risk | | instance('contact-summary')/context/risk |\n",
        "form.md",
    )
    problems = form.problems
    case = Interview(form)
    case.answer("/data/contact/_id", "7f3a")
    assert case.node("/data/contact/phone").appearance == {"numbers"}
    assert case.value("/data/risk") == ""
    assert [(problem.level, problem.row) for problem in problems] == [("warning", 3), ("warning", 7)]


def test_the_text_of_a_group_is_that_of_all_inside_it(interview: Start) -> None:
    case = interview(
        "| survey | type | name | label | calculation |\n"
        "| | begin_repeat | r | R | |\n| | begin_group | g | G | |\n| | text | a | A | |\n| | text | b | B | |\n"
        "| | end_group | | | |\n| | calculate | all | | ${g} |\n| | end_repeat | | | |\n"
    )
    entry, _ = case.add("/data/r")
    case.answer(f"{entry}/g/a", "x")
    case.answer(f"{entry}/g/b", "y")
    assert case.value(f"{entry}/all") == "xy"


def test_questions_that_only_copy_from_one_another_are_no_circle(interview: Start) -> None:
    case = interview(
        "| survey | type | name | label | calculation |\n"
        "| | text | picked | P | ${contact} |\n| | text | contact | C | coalesce(${picked}, .) |\n"
    )
    case.answer("/data/contact", "a")
    assert [case.value(f"/data/{name}") for name in ("picked", "contact")] == ["a", "a"]
    case.answer("/data/picked", "b")
    assert [case.value(f"/data/{name}") for name in ("picked", "contact")] == ["b", "b"]


def test_an_attribute_with_lines_and_both_quotes_is_the_same_after_a_way_through_xml():
    form = open_form(
        HEAD + '<data id="d" note="one&#10;two&#9;&quot;it\'s&quot; &amp; &lt;more&gt;"><a/></data></instance>'
        "</model></h:head><h:body/></h:html>"
    )
    talk = Interview(form)
    again = read_xml(talk.instance_xml()).kids[0]
    assert again.attribute("note") == 'one\ntwo\t"it\'s" & <more>'
    assert again.attribute("id") == "d"
