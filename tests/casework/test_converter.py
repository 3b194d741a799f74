"""Workbooks and XML are read by a child: where the keys are, nothing that reads them is ever loaded."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from app import settings
from app.casework.questionnaires.converter_client import Converter
from app.form import FormRefused, Problem, convert, open_form, parsed_data
from app.form.parsed_data import NotParsed
from app.form.remote_parser import RemoteParser, answer
from app.form.tree import XNode, read_xml

XFORM = (
    '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">'
    '<h:head><h:title>t</h:title><model><instance><data id="t"><a/></data></instance>'
    '<bind nodeset="/data/a" type="string"/></model></h:head>'
    '<h:body><input ref="/data/a"><label>A &amp; B<!-- c --></label></input></h:body></h:html>'
)


def _said(node: XNode) -> object:
    attributes = [(item.name, item.uri, item.prefix, item.text) for item in node.attrs]
    return node.kind, node.name, node.uri, node.prefix, node.text, node.nsmap, attributes


def same(one: XNode, other: XNode) -> bool:
    waiting = [(one, other)]
    while waiting:
        left, right = waiting.pop()
        if _said(left) != _said(right) or len(left.kids) != len(right.kids):
            return False
        waiting += zip(left.kids, right.kids, strict=True)
    return True


class Here(RemoteParser):
    """What the child does, in this process."""

    def __init__(self) -> None:
        super().__init__(answer)


SESSION = """
import sys
from pathlib import Path
from app.bundle.pack import SUFFIX
from app.casework.questionnaires import forms, packs
from app.ui.interview import svg_outlines
from tests.people import Person

folder = Path(sys.argv[1])
session = Person("Layla", folder / "home").sets_up()
assert forms.forms(session)
row = forms.add(session, folder / "form.xml").row
forms.add(session, folder / "form.md")
assert forms.load(session, row.hash).questions()
packs.make_of(session, row.hash, folder / ("form" + SUFFIX))
packs.install(session, folder / ("form" + SUFFIX))
try:
    forms.add(session, folder / "hostile.xml")
except forms.FormRefused:
    print("refused")
assert svg_outlines.outlines(b"<svg xmlns='http://www.w3.org/2000/svg'><path id='a' d='M0 0L9 9'/></svg>").shapes
session.close()
print(sorted(name for name in ("lxml", "lxml.etree", "pyxform", "openpyxl", "xlrd", "defusedxml", "xml.parsers.expat", "PIL.Image", "pyrage") if name in sys.modules))
"""


def test_in_a_process_with_keys_nothing_is_loaded_that_reads_workbooks_or_xml(tmp_path: Path):
    (tmp_path / "form.xml").write_text(XFORM)
    (tmp_path / "hostile.xml").write_text(XFORM.replace("</h:html>", ""))
    (tmp_path / "form.md").write_text("| survey | | | |\n| | type | name | label |\n| | text | a | A |\n")
    done = subprocess.run(
        [sys.executable, "-c", SESSION, str(tmp_path)], capture_output=True, text=True, check=False, cwd=settings.ROOT
    )
    assert done.stderr == ""
    assert done.stdout.splitlines() == ["refused", "[]"]


def test_what_another_process_read_is_what_this_one_reads():
    for xml in (XFORM, "<a xmlns:p='urn:p'>x<p:b c='1' p:d='2'/>y<?go on?></a>", "<a> <b/> </a>"):
        assert same(read_xml(xml, parser=Here()), read_xml(xml))
        assert same(read_xml(xml, strip=False, parser=Here()), read_xml(xml, strip=False))
    workbook = next(settings.FORMS.glob("*.xlsx"))
    converted = convert(workbook, parser=Here())
    assert converted == convert(workbook)
    form, local = converted.open(), convert(workbook).open()
    assert form.questions() == local.questions()
    assert form.problems == local.problems


def test_refusals_come_back_with_their_places():
    unreadable = "| survey | | | |\n| | type | name | label |\n| | texd | a | A |\n"
    for content, name in (
        (unreadable, "a.md"),
        ("<a><b></a>", "a.xml"),
        (XFORM.replace('type="string"', 'calculate="("'), "a.xml"),
    ):
        said = []
        for parser in (None, Here()):
            with pytest.raises(FormRefused) as refused:
                convert(content.encode(), name, parser).open()
            said.append(refused.value.problems)
        assert said[0] == said[1]


def test_lists_beside_a_form_are_read_by_the_child_too():
    xml = XFORM.replace("</instance>", "</instance><instance id='k' src='jr://file/k.xml'/>", 1)
    files = {"k.xml": b"<root><item><name>n</name></item></root>"}
    outcomes = [convert(xml.encode(), "a.xml", parser).attaching(files).xml for parser in (None, Here())]
    assert outcomes[0] == outcomes[1]
    with Converter() as parser:
        assert same(open_form(xml, files, parser=parser).instances.get("k"), open_form(xml, files).instances.get("k"))


def test_a_file_that_ends_the_child_is_refused():
    with pytest.raises(FormRefused) as refused:
        RemoteParser(lambda _request, _content: None).converted(b"", ".xlsx")
    assert "more time or memory" in refused.value.problem


NODE = [1, "a", "", "", "", -1, [], 0]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b"[" * 100_000,
        {"spaces": [], "nodes": []},
        {"spaces": [], "nodes": [NODE]},  # no document
        {"spaces": [], "nodes": [[0, "", "", "", "", -1, [], 0], NODE]},  # more than there is room for
        {"spaces": [], "nodes": [[0, "", "", "", "", -1, [], 2], NODE]},  # fewer
        {"spaces": [], "nodes": [[0, "", "", "", "", -1, [], 1], [9, *NODE[1:]]]},
        {"spaces": [], "nodes": [[0, "", "", "", "", -1, [], 1], [1, 5, *NODE[2:]]]},
        {"spaces": [], "nodes": [[0, "", "", "", "", -1, [], 1], [*NODE[:5], 0, [], 0]]},
        {"spaces": [], "nodes": [[0, "", "", "", "", -1, [], 1], [*NODE[:6], [["a"]], 0]]},
        {"spaces": [], "nodes": [[0, "", "", "", "", -1, [], 1], [*NODE[:6], [["a", "", "", 1]], 0]]},
        {"spaces": [], "nodes": [[0, "", "", "", "", -1, [], 1], *[[*NODE[:7], 1]] * 500, NODE]},
        {"spaces": [{"a": 1}], "nodes": [[0, "", "", "", "", -1, [], 0]]},
    ],
)
def test_a_tree_that_no_parser_wrote_is_refused(content: object):
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    with pytest.raises(NotParsed):
        parsed_data.read_tree(data)


@pytest.mark.parametrize(
    "says",
    [
        ["{x.__class__}", {"x": "a"}], ["{x[0]}", {"x": "a"}], ["{x!r}", {"x": "a"}],
        ["{x:>9999999}", {"x": "a"}], ["{}", {"": "a"}], ["{x", {"x": "a"}], ["{y}", {"x": "a"}],
        ["{x}", {"x": ["{x}", {"x": ["{x}", {"x": ["{x}", {"x": ["{x}", {"x": "a"}]}]}]}]}],
        None, [], ["{x.y}", {"x.y": "a"}],
    ],
)  # fmt: skip
def test_a_sentence_names_its_values_and_nothing_else_of_them(says: object):
    with pytest.raises(NotParsed):
        parsed_data.read_problems(json.dumps([["error", says, None, 1, None, None, None]]).encode())


def test_problems_are_of_their_types_and_never_none():
    for rows in (
        [],
        [["bad", "a", None, 1, None, None, None]],
        [["error", "a", 1, 1, None, None, None]],
        [["error", 5, None, 1, None, None, None]],
    ):
        with pytest.raises(NotParsed):
            parsed_data.read_problems(json.dumps(rows).encode())
    problem = Problem("warning", "a", "survey", 3, "type", "q", None)
    assert parsed_data.read_problems(parsed_data.write_problems((problem,))) == (problem,)


@pytest.mark.parametrize(
    "change",
    [
        {"xml": 1},
        {"rows": {"a": "b"}},
        {"resources": {"a": 1}},
        {"resources": {"a": "\ud800"}},
        {"workbook": {"survey": [{"type": ["x"]}]}},
        {"problems": [1]},
        {"rows": []},
    ],
)
def test_a_workbook_that_no_parser_read_is_refused(change: dict[str, object]):
    content = {"xml": "<a/>", "problems": [], "rows": {}, "resources": {}, "workbook": {}}
    assert parsed_data.read_converted(json.dumps(content).encode()).xml == "<a/>"
    with pytest.raises(NotParsed):
        parsed_data.read_converted(json.dumps({**content, **change}).encode())


def test_what_was_read_once_in_this_process_needs_no_second_child(tmp_path: Path):
    form = b"<h:html xmlns:h='http://www.w3.org/1999/xhtml'><h:head/></h:html>"
    converter = Converter()
    first = converter._ask_child({"do": "tree", "strip": False}, form)
    assert first is not None
    first[0]["changed"] = "by whoever asked"
    with Converter() as again:
        assert again._kept is not None
        second = again._ask_child({"do": "tree", "strip": False}, form)
        assert again._kept._process is None  # it was not started
    assert second is not None
    assert second[1] == first[1]
    assert "changed" not in second[0]


def test_what_a_child_says_that_was_asked_more_is_not_remembered():
    """A workbook that took its child over could give another questionnaire's text as its own, and then
    say of it what is not there, such as that a gate is open."""
    form = b"<h:html xmlns:h='http://www.w3.org/1999/xhtml'><h:head><a/></h:head></h:html>"
    request = {"do": "tree", "strip": False}
    with Converter() as several:
        assert several._ask_child(request, form) is not None
    with Converter() as another:
        assert another._kept is not None
        assert another._ask_child(request, form) is not None
        assert another._kept._process is not None  # it was asked itself
