"""Forms and steps made to harm: a sentence in bounded time and memory, nothing fetched, nothing run."""

import io
import json
import socket
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.casework.questionnaires.answer_player import AnswersUnreadable
from app.casework.questionnaires.step_player import play_steps, read_steps
from app.errors import SanadError
from app.form import AnswerRefused, FormRefused, Interview, NoSuchQuestion, open_form
from app.form import open as open_file
from app.form.lists import read_list
from app.settings import FORMS
from tests.chance import times

HEAD = (
    '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"'
    ' xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>t</h:title><model>'
)


def form(instance: str, model: str = "", body: str = "") -> str:
    return (
        f'{HEAD}<instance><data id="t">{instance}</data></instance>{model}</model></h:head>'
        f"<h:body>{body}</h:body></h:html>"
    )


@pytest.fixture
def quick() -> Iterator[None]:
    start = time.process_time()
    yield
    assert time.process_time() - start < 20


def refused(data: bytes, name: str) -> FormRefused:
    with pytest.raises(FormRefused) as caught:
        open_file(data, name)
    assert len(caught.value.problem) < 600
    return caught.value


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"<a><b></a>", "broken.xml"),
        (b'<?xml version="1.0" encoding="no-such"?><a/>', "x.xml"),
        ("<a>".encode("utf-16") + b"\x00", "x.xml"),
        (form("<a>\x01</a>").encode(), "control.xml"),
        (form("<g>" * 300 + "</g>" * 300).encode(), "deep.xml"),
        (b"<!DOCTYPE a [<!ENTITY b SYSTEM 'http://127.0.0.1:1/'>]>" + form("<a>&b;</a>").encode(), "x.xml"),
        (b"\xff\xfe" + form("<a/>", "<!DOCTYPE a>").encode("utf-16-le"), "x.xml"),
        (b"PK\x03\x04" + b"\xff" * 5_000, "x.xlsx"),
        (b"\x00" * 10_000, "x.csv"),
        (("| survey | type | name | label |\n" + "|| begin_group | g | G |\n" * 300).encode(), "x.md"),
    ],
)
def test_what_is_broken_is_refused_in_a_sentence(data: bytes, name: str) -> None:
    refused(data, name)


@pytest.mark.usefixtures("quick")
def test_more_questions_than_a_form_holds_are_refused() -> None:
    fields = "".join(f"<q{at}/>" for at in range(50_001))
    xml = f'<html><head><model><instance><data id="a">{fields}</data></instance></model></head><body/></html>'
    assert "more than 50,000 questions" in refused(xml.encode(), "wide.xml").problem


def test_a_workbook_of_three_hundred_groups_is_refused_or_opened() -> None:
    table = "| survey | type | name | label |\n"
    table += "".join(f"|| begin_group | g{at} | G |\n" for at in range(300))
    table += "|| text | a | A |\n" + "|| end_group | | |\n" * 300
    try:
        open_file(table.encode(), "deep.md")
    except FormRefused as refusal:
        assert refusal.problem  # noqa: PT017 - either way is right, an error of Python's is not


@pytest.mark.usefixtures("quick")
def test_a_form_of_a_hundred_megabytes_is_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "large.xml"
    with file.open("wb") as opened:
        opened.write(HEAD.encode())
        opened.truncate(105 * 1024 * 1024)
    with pytest.raises(FormRefused) as caught:
        open_file(file)
    assert "100 MB" in caught.value.problem


@pytest.mark.usefixtures("quick")
def test_millions_of_elements_are_counted_before_they_are_made() -> None:
    assert "too many elements" in refused(b"<a>" + b"<a/>" * 2_000_000 + b"</a>", "many.xml").problem


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("announced", [True, False])
def test_a_zip_bomb_stops_where_the_limit_is(announced: bool) -> None:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for at in range(3):
            archive.writestr(f"xl/sheet{at}.xml", b"<a/>" + b" " * (100 * 1024 * 1024))
    data = memory.getvalue()
    if not announced:
        data = data.replace((100 * 1024 * 1024 + 4).to_bytes(4, "little"), b"\x10\x00\x00\x00")
    refused(data, "bomb.xlsx")


@pytest.mark.usefixtures("quick")
def test_a_workbook_of_millions_of_cells_is_refused_before_it_is_read() -> None:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b'<c r="A1"><v>1</v></c>' * 1_500_000)
    assert "more than a form can hold" in refused(memory.getvalue(), "cells.xlsx").problem


def test_formulas_are_text_and_nothing_is_looked_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_network(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(socket.socket, "connect", no_network)
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "survey"
    for row in (
        ["type", "name", "label"],
        ["text", "a", '=HYPERLINK("http://127.0.0.1:1/", "x")'],
        ["text", "b", "=cmd|' /C calc'!A0"],
    ):
        sheet.append(row)
    file = tmp_path / "formulas.xlsx"
    book.save(file)
    try:
        opened = open_file(file)
    except FormRefused as refusal:
        assert refusal.problem  # noqa: PT017 - a cell with a formula and no value is empty
    else:
        assert [question.name for question in opened.questions()][:2] == ["a", "b"]


@pytest.mark.usefixtures("quick")
def test_texts_that_double_stay_within_bounds() -> None:
    fields = "".join(f"<c{at}/>" for at in range(60))
    binds = "".join(
        f'<bind nodeset="/data/c{at}" calculate="concat(/data/c{at - 1}, /data/c{at - 1})"/>' for at in range(1, 60)
    )
    talk = Interview(open_form(form(fields, binds)))
    talk.answer("/data/c0", "x" * 100)
    assert max(len(text) for text in talk.values().values()) <= 1_000_000


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("count", ["1 div 0", "1000000000", "-5", "0 div 0", "'many'"])
def test_counts_of_entries_inside_counts_stay_within_bounds(count: str) -> None:
    xml = form(
        "<r><s><a/></s></r>",
        "",
        f'<repeat nodeset="/data/r" jr:count="min({count}, 400)"><repeat nodeset="/data/r/s"'
        f' jr:count="{count}"><input ref="/data/r/s/a"/></repeat></repeat>',
    )
    talk = Interview(open_form(xml))
    assert len(talk.stored()) < 120_000


def test_a_circle_is_named() -> None:
    xml = form(
        "<a/><b/>", '<bind nodeset="/data/a" calculate="/data/b + 1"/><bind nodeset="/data/b" relevant="/data/a = 1"/>'
    )
    problem = refused(xml.encode(), "circle.xml").problem
    assert "“a”" in problem or "“b”" in problem


PIECES = [
    b"<", b">", b"&", b"&#0;", b"&#x110000;", b"]]>", b"<!--", b"<![CDATA[", b"\x00", b"\xff\xfe", b"'",
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"</model>", b"<bind nodeset='/data/a' relevant='(((('/>", b"jr:count='9e9'",
    b"xmlns='urn:x'", "\u202eض".encode(), b"<repeat nodeset='/data/a'/>", b"calculate='/data/b'", b"instance('x')",
]  # fmt: skip
GOOD = form(
    "<a>1</a><b/><r><c/></r>",
    "<instance id='x'><root><item><name>n</name><label>l</label></item></root></instance><itext><translation "
    "lang='ar'><text id='t'><value>س<output value='/data/a'/></value></text></translation></itext><bind "
    "nodeset='/data/a' type='int' constraint='. &gt; 0'/><bind nodeset='/data/b' calculate='/data/a + "
    "count(/data/r)'/>",
    "<input ref='/data/a'><label ref=\"jr:itext('t')\"/></input><group ref='/data/r'><repeat nodeset='/data/r' "
    "jr:count='2'><select1 ref='/data/r/c'><itemset nodeset=\"instance('x')/root/item\"><value ref='name'/><label "
    "ref='label'/></itemset></select1></repeat></group>",
).encode()
CUTS = st.lists(
    st.tuples(st.integers(0, len(GOOD)), st.integers(0, 40), st.sampled_from(PIECES)), min_size=1, max_size=4
)


@settings(max_examples=times(400, 3_000))
@given(cuts=CUTS)
def test_xml_altered_anywhere_opens_or_is_refused(cuts: list[tuple[int, int, bytes]]) -> None:
    data = GOOD
    for at, removed, inserted in cuts:
        data = data[:at] + inserted + data[at + removed :]
    try:
        opened = open_file(data, "form.xml")
        talk = Interview(opened)
        for path in list(talk.values()):
            talk.node(path)
        talk.instance_xml()
    except FormRefused as refusal:
        assert refusal.problem  # noqa: PT017


@settings(max_examples=60)
@given(
    changes=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=8), unpacked=st.booleans()
)
def test_workbooks_with_bytes_altered_open_or_are_refused(changes: list[tuple[float, int]], unpacked: bool) -> None:
    """In the file as it lies there, and in its parts before they are packed."""
    original = (FORMS / "follow-up.xlsx").read_bytes()

    def altered(data: bytes) -> bytes:
        changed = bytearray(data)
        for position, byte in changes:
            if changed:
                changed[int(position * (len(changed) - 1))] = byte
        return bytes(changed)

    data = altered(original)
    if unpacked:
        memory = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(original)) as old, zipfile.ZipFile(memory, "w") as new:
            for name in old.namelist():
                new.writestr(name, altered(old.read(name)) if "sheet" in name else old.read(name))
        data = memory.getvalue()
    try:
        open_file(data, "form.xlsx")
    except FormRefused as refusal:
        assert refusal.problem  # noqa: PT017


CELLS = st.one_of(
    st.sampled_from([
        "text", "integer", "select_one l", "select_multiple l", "begin_group", "end_group", "begin_repeat",
        "end_repeat", "calculate", "note", "date", "rank l", "range", "begin_score", "${a}", "${a} + 1", "true()",
        "a", "b", "c", "l", "", "=1+1", "yes", "foo()", "once(${b})", "start=1 end=x", "search('x')",
    ]),
    st.text(max_size=6),
)  # fmt: skip
COLUMNS = ["type", "name", "label", "relevant", "calculation", "repeat_count", "appearance", "parameters", "default"]


@settings(max_examples=times(250, 2_500))
@given(rows=st.lists(st.lists(CELLS, min_size=9, max_size=9), min_size=1, max_size=times(6, 12)))
def test_rows_of_anything_open_or_are_refused(rows: list[list[str]]) -> None:
    def line(first: str, cells: list[str]) -> str:
        texts = [" ".join(cell.replace("|", " ").split()) for cell in cells]
        return f"| {first} | " + " | ".join(texts) + " |\n"

    table = line("survey", COLUMNS) + "".join(line("", row) for row in rows)
    table += "| choices | list_name | name | label |\n| | l | x | X |\n"
    try:
        opened = open_file(table.encode("utf-8", "replace"), "form.md")
        Interview(opened).instance_xml()
    except FormRefused as refusal:
        assert refusal.problem  # noqa: PT017


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
STEPS = st.fixed_dictionaries(
    {},
    optional={
        "op": st.sampled_from(["answer", "add_repeat", "remove_repeat", "set_language", "new_instance",
                               "save_restore", "edit_current", "restore", "next", "dance"]) | VALUES,
        "observe": st.sampled_from(["value", "state", "choices", "instance_xml", "absent", "x"]) | VALUES,
        "ref": st.sampled_from(["/data/a", "/data/b", "/data/r", "/data/r[1]", "/data/r[2]/c", "/data/r[9]",
                                "/data/@id", "/", "", "/data/r[²]"]) | VALUES,
        "value": VALUES, "inst": VALUES, "from": VALUES, "instance_xml": VALUES,
    },
)  # fmt: skip


@settings(max_examples=250)
@given(steps=st.lists(STEPS, max_size=5))
def test_steps_of_anything_are_answered_one_by_one(
    steps: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp()
    file, steps_file = folder / "fuzzed.xml", folder / "fuzzed.json"
    file.write_bytes(GOOD)
    steps_file.write_text(json.dumps(steps), "utf-8", "surrogatepass")
    try:
        read = read_steps(steps_file)
    except AnswersUnreadable:
        return
    played = play_steps(file, read)
    assert len(played["steps"]) == len(read)
    json.dumps(played)


@given(
    name=st.sampled_from(["l.csv", "l.geojson", "l.xml", "l"]),
    data=st.binary(max_size=60)
    | st.builds(lambda feature: json.dumps({"features": [feature]}).encode(), VALUES)
    | st.builds(
        lambda kind, place: json.dumps(
            {"features": [{"properties": {"a": True}, "geometry": {"type": kind, "coordinates": place}}]}
        ).encode(),
        st.sampled_from(["Point", "LineString", "Polygon", "Other"]),
        VALUES,
    ),
)
def test_lists_of_anything_are_read_or_refused(name: str, data: bytes) -> None:
    try:
        read_list(f"jr://file/{name}", data)
    except FormRefused as refusal:
        assert refusal.problem  # noqa: PT017


@given(ref=st.text(max_size=30), value=VALUES)
def test_answers_of_anything_are_kept_or_refused(ref: str, value: Any) -> None:
    talk = Interview(open_form(GOOD.decode()))
    for path in (ref, "/data/a", "/data/r[1]/c"):
        try:
            talk.answer(path, value if isinstance(value, list) else str(value))
        except (AnswerRefused, NoSuchQuestion) as refusal:
            assert isinstance(refusal, SanadError)  # noqa: PT017 - any other error is a bug
    talk.instance_xml()


@pytest.mark.parametrize("file", sorted(FORMS.glob("*.xlsx")), ids=lambda file: file.stem)
def test_forms_that_came_with_the_program_have_nothing_to_mend(file: Path) -> None:
    from app.casework.questionnaires import forms

    assert forms.check(file).problems == ()
