"""A form that can't be opened says where and what to do; a form with slips opens with a warning."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from app.form import FormRefused, Interview, Problem, convert, open_form
from app.form import open as open_file
from tests.form.corpus import HTCDS


def refused(table: str, name: str = "form.md") -> Problem:
    with pytest.raises(FormRefused) as caught:
        open_file(table.encode(), name)
    problem = next(problem for problem in caught.value.problems if problem.level == "error")
    assert problem.says.endswith(".")
    assert "Traceback" not in problem.says
    assert "pyxform" not in problem.says.lower()
    return problem


def place(problem: Problem) -> tuple[str | None, int | None]:
    return problem.sheet, problem.row


def test_an_unknown_function_is_named_with_its_row() -> None:
    problem = refused(
        "| survey | type | name | label | relevant |\n|| text | a | A | |\n|| text | b | B | foo(${a}) |\n"
    )
    assert place(problem) == ("survey", 3)
    assert problem.column == "relevant"
    assert "“foo”" in problem.says
    assert "“b”" in problem.says


def test_an_unknown_question_in_an_expression() -> None:
    problem = refused("| survey | type | name | label | relevant |\n|| text | a | A | ${nobody} = 1 |\n")
    assert place(problem) == ("survey", 2)
    assert "nobody" in problem.says


@pytest.mark.parametrize(
    ("expression", "hint"),
    [("(1 + 2", "“)”"), ("1 +", "missing"), ("'open", "closing quote"), ("1 ! 2", "“!”"), ("substr()", "substr")],
)
def test_an_expression_with_a_slip(expression: str, hint: str) -> None:
    problem = refused(
        f"| survey | type | name | label | calculation |\n|| text | a | A | |\n|| calculate | b | | {expression} |\n"
    )
    assert place(problem) == ("survey", 3)
    assert hint in problem.says


def test_calculations_in_a_circle_are_named() -> None:
    problem = refused(
        "| survey | type | name | label | calculation |\n|| text | t | T | |\n"
        "|| calculate | a | | ${c} + 1 |\n|| calculate | b | | ${a} + 1 |\n|| calculate | c | | ${b} + 1 |\n"
    )
    assert problem.row in {3, 4, 5}
    for name in "abc":
        assert f"“{name}”" in problem.says


@pytest.mark.parametrize(
    ("table", "row", "word"),
    [
        ("| survey | type | name | label |\n|| wat | a | A |\n", 2, "wat"),
        (
            "| survey | type | name | label |\n|| select_one yn | a | A |\n| choices | list_name | name | label |\n|| other | x | X |\n",
            2,
            "yn",
        ),
        ("| survey | type | name | label |\n|| text | a | A |\n|| text | a | B |\n", 3, "a"),
        ("| survey | type | name | label |\n|| begin_group | g | G |\n|| text | a | A |\n", 2, "g"),
        ("| survey | type | name | label |\n|| text | a | A |\n|| end_group | | |\n", 3, "end"),
        ("| survey | type | name | label |\n|| text | a b | A |\n", 2, "name"),
        ("| survey | type | name | label |\n|| text | | A |\n", 2, "name"),
        ("| survey | type | name | label |\n|| | a | A |\n", 2, "type"),
    ],
)
def test_slips_of_the_workbook_name_the_row(table: str, row: int, word: str) -> None:
    problem = refused(table)
    assert place(problem) == ("survey", row)
    assert word in problem.says


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "form.xlsx"),
        (b"hello", "form.xlsx"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 100, "form.png"),
        (b"PK\x03\x04" + b"\x00" * 50, "form.xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "form.xls"),
        (b"<h:html", "form.xml"),
        (b"<a/>", "form.xml"),
        (b"| survey |", "form.md"),
        (b"survey,type\n", "form.csv"),
    ],
)
def test_what_is_no_form_is_refused_in_a_sentence(data: bytes, name: str) -> None:
    with pytest.raises(FormRefused) as caught:
        open_file(data, name)
    assert caught.value.problem


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FormRefused):
        convert(tmp_path / "none.xlsx")


def test_sanad_columns_without_their_namespace_open_with_a_warning() -> None:
    form = open_file(b"| survey | type | name | label | bind::sanad:indicator |\n|| text | a | A | DR01 |\n", "form.md")
    problems = form.problems
    assert form.questions()[0].extras == {"indicator": "DR01"}
    assert [(problem.level, problem.sheet, problem.column) for problem in problems] == [
        ("warning", "settings", "namespaces")
    ]


def test_an_expression_that_names_a_place_the_form_lacks_reads_it_as_empty_and_says_so() -> None:
    form = open_file(b"| survey | type | name | label | relevant |\n|| text | a | A | /data/nobody = '' |\n", "form.md")
    [problem] = form.problems
    assert place(problem) == ("survey", 2)
    assert "“/data/nobody”" in problem.says
    assert not Interview(form).node("/data/a").relevant


def test_a_workbook_from_disk_counts_rows_as_the_spreadsheet_does(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "survey"
    for row in (
        ["type", "name", "label::العربية (ar)", "label::English (en)", "relevant"],
        ["text", "a", "أ", "A", None],
        [None] * 5,
        ["text", "b", "ب", "B", "foo()"],
    ):
        sheet.append(row)
    file = tmp_path / "form.xlsx"
    book.save(file)
    with pytest.raises(FormRefused) as caught:
        open_file(file)
    assert place(caught.value.problems[0]) == ("survey", 4)


def _zip(members: dict[str, bytes]) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return memory.getvalue()


def test_a_zip_bomb_is_refused_before_it_unpacks() -> None:
    with pytest.raises(FormRefused):
        convert(_zip({"xl/worksheets/sheet1.xml": b" " * (300 * 1024 * 1024)}), "form.xlsx")


def test_a_workbook_with_a_document_type_is_refused() -> None:
    evil = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x/>'
    with pytest.raises(FormRefused):
        convert(_zip({"xl/workbook.xml": evil}), "form.xlsx")


HEAD = '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>t</h:title><model>'
TAIL = "</model></h:head><h:body/></h:html>"


def _xform(binds: str, fields: str = "<a/><b/>") -> str:
    return f'{HEAD}<instance><data id="t">{fields}</data></instance>{binds}{TAIL}'


@pytest.mark.parametrize(
    "xml",
    [
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>',
        "<x>" * 500 + "</x>" * 500,
        _xform("", "<g>" * 200 + "</g>" * 200),
        _xform(f'<bind nodeset="/data/a" relevant="{"(" * 5000}1{")" * 5000}"/>'),
        _xform(f'<bind nodeset="/data/a" relevant="{"not(" * 5000}1{")" * 5000}"/>'),
        _xform(f'<bind nodeset="/data/a" relevant="/data/b{"[1" * 3000}{"]" * 3000}"/>'),
        _xform(f'<bind nodeset="/data/a" relevant="{"1" * 300_000}"/>'),
        _xform('<bind nodeset="/data/a" calculate="/data/a + 1"/>'),
        _xform('<bind nodeset="/data/a" relevant="instance(\'nolist\')/root/item = 1"/>'),
        "\x00\x01",
        "<x>\ud800</x>",
    ],
)
def test_hostile_xml_is_refused_quickly(xml: str) -> None:
    with pytest.raises(FormRefused) as caught:
        open_form(xml)
    assert len(caught.value.problem) < 500


def test_a_thousand_terms_are_no_deep_expression() -> None:
    terms = " or ".join(f"/data/b = {at}" for at in range(1000))
    minuses = " - 1" * 3000
    form = open_form(
        _xform(
            f'<bind nodeset="/data/a" relevant="{terms}"/><bind nodeset="/data/b" constraint=". {minuses} != {"-" * 2000}3"/>'
        )
    )
    talk = Interview(form)
    talk.answer("/data/b", "999")
    assert talk.node("/data/a").relevant


def test_a_hundred_nested_ifs_are_still_read() -> None:
    nested = "".join(f"if(/data/b = {at}, {at}, " for at in range(100)) + "'none'" + ")" * 100
    talk = Interview(open_form(_xform(f'<bind nodeset="/data/a" calculate="{nested}"/>')))
    talk.answer("/data/b", "99")
    assert talk.values()["/data/a"] == "99"


def test_the_htcds_form_of_iom_opens_and_can_be_filled() -> None:
    form = open_file(HTCDS)
    problems = form.problems
    assert [item for item in problems if item.level == "error"] == []
    talk = Interview(form)
    filled = 0
    for page in talk.pages():
        for ref in page.refs:
            node = talk.node(ref)
            if node.kind != "question":
                continue
            value = {
                "select_one": node.choices[0].value if node.choices else "",
                "select_multiple": [item.value for item in node.choices[:2]],
            }.get(node.control)
            if value is None:
                value = {"date": "2000-01-31", "int": "7", "decimal": "7"}.get(node.type, "x")
            assert all(item.value == item.value.strip() for item in node.choices)
            talk.answer(ref, value)
            filled += 1
    assert filled > 20
    assert Interview(form, talk.stored()).values() == talk.values()
