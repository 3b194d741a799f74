"""A form opened from what was kept of its compiling is the form itself, and quicker there."""

import random
import re
import time
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.form import Form, Interview, convert, initial_state, open_form
from app.form.cache import form_cache
from app.form.cache.records import HEAD, MADE, PLAIN
from app.form.definition import Definition
from app.form.external_table import ExternalTable, table_of
from app.form.tree import element
from tests.form.again import InMemory, again
from tests.form.conftest import opened
from tests.form.test_afresh import _act, _look, _table
from tests.systems import TIME_ZONES

ROOT = Path(__file__).resolve().parents[2]
FORMS = sorted((ROOT / "forms").glob("*.xlsx"))
MOVING = """
| survey   |           |          |        |          |                    |              |          |               |
|          | type      | name     | label  | relevant | calculation        | repeat_count | default  | choice_filter |
|          | start     | begun    |        |          |                    |              |          |               |
|          | integer   | number   | Number |          |                    |              | 2        |               |
|          | calculate | once     |        |          | once(random())     |              |          |               |
|          | calculate | today    |        |          | today()            |              |          |               |
|          | calculate | tomorrow |        |          | concat(${today}, ' and a day') |  |          |               |
|          | calculate | twice    |        |          | ${number} * 2      |              |          |               |
|          | note      | shown    | Twice: ${twice} | ${number} > 1 |      |              |          |               |
|          | begin_repeat | person | Person ${name} |  |                    | ${number}    |          |               |
|          | text      | name     | Name   |          |                    |              | nobody   |               |
|          | begin_repeat | thing | Thing  |          |                    |              |          |               |
|          | text      | what     | What   | ${name} != '' |               |              |          |               |
|          | calculate | place    |        |          | position(..)       |              |          |               |
|          | end_repeat |         |        |          |                    |              |          |               |
|          | end_repeat |         |        |          |                    |              |          |               |
|          | calculate | names    |        |          | join(' ', ${name}) |              |          |               |
|          | select_one town | town | Town  |          |                    |              |          | n < ${number} |
|          | calculate | said     |        |          | jr:choice-name(${town}, '${town}') |    |          |               |
| choices  |           |          |        |          |                    |              |          |               |
|          | list_name | name     | label  | n        |                    |              |          |               |
|          | town      | a        | Alif   | 0        |                    |              |          |               |
|          | town      | b        | Ba     | 1        |                    |              |          |               |
|          | town      | c        | Jim    | 2        |                    |              |          |               |
|          | town      | d        | Dal    | 3        |                    |              |          |               |
|          | town      | e        | Ha     | 4        |                    |              |          |               |
"""
_PAIRS: dict[int, tuple[Form, Form]] = {}


def _pair(seed: int) -> tuple[Form, Form]:
    if seed not in _PAIRS:
        form = opened(_table(seed) if seed else MOVING)
        _PAIRS[seed] = form, again(form)
    return _PAIRS[seed]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(1, 150), st.integers(0, 10_000))
def test_after_any_operations_both_look_the_same(seed, moves):
    form, second = _pair(seed)
    first_interview, second_interview = (Interview(form, new_id=_numbers()), Interview(second, new_id=_numbers()))
    assert _look(first_interview) == _look(second_interview)
    first, same_draw = random.Random(moves), random.Random(moves)
    for _ in range(10):
        _act(first_interview, first)
        _act(second_interview, same_draw)
        assert _look(first_interview) == _look(second_interview)
    assert _look(Interview(second, first_interview.stored())) == _look(Interview(form, first_interview.stored()))


def _numbers():
    names = iter(f"e{at}" for at in range(1_000_000))
    return lambda: next(names)


@pytest.mark.parametrize("file", FORMS, ids=lambda file: file.stem)
def test_the_questionnaires_of_sanad_are_the_same_from_what_was_kept(file):
    form = convert(file.read_bytes(), file.name).open()
    second = again(form)
    assert second.questions() == form.questions()
    assert second.settings == form.settings
    for language in form.languages:
        first_interview, second_interview = (Interview(form, new_id=_numbers()), Interview(second, new_id=_numbers()))
        first_interview.set_language(language.name)
        second_interview.set_language(language.name)
        assert _look(first_interview) == _look(second_interview)
        assert _without_ids(first_interview) == _without_ids(second_interview)
        assert [n.hint for n in _nodes(first_interview)] == [n.hint for n in _nodes(second_interview)]


def _without_ids(talk: Interview):
    """The pages; which of two lists got its first entry's id first is nobody's business."""
    return [(page.ref, page.label, [re.sub(r"\[e\d+\]", "[]", ref) for ref in page.refs]) for page in talk.pages()]


def _nodes(talk: Interview):
    return [talk.node(ref) for page in talk.pages() for ref in page.refs]


def test_what_depends_on_the_moment_or_a_draw_is_not_kept():
    form, second = _pair(0)
    first_interview, second_interview = Interview(second), Interview(second)
    assert first_interview.value("/data/once") != second_interview.value("/data/once") != ""
    assert first_interview.value("/data/begun")
    assert first_interview.value("/data/tomorrow") == f"{first_interview.value('/data/today')} and a day"
    assert first_interview.value("/data/twice") == "4"
    assert len(first_interview.node("/data/person").children) == 2
    assert first_interview.value("/data/names") == Interview(form).value("/data/names") == "nobody nobody"


def test_a_draft_goes_on_from_what_was_kept_as_from_a_form_just_compiled():
    form, second = _pair(0)
    for draw in range(40):
        moves = random.Random(draw)
        talk = Interview(form, new_id=_numbers())
        for _ in range(moves.randint(0, 12)):
            _act(talk, moves)
        saved = talk.stored()
        first_interview = Interview(form, saved, new_id=_numbers())
        second_interview = Interview(second, saved, new_id=_numbers())
        assert first_interview.stored() == second_interview.stored()
        assert _look(first_interview) == _look(second_interview)
        assert first_interview.value("/data/once") == talk.value("/data/once")


@TIME_ZONES
def test_elsewhere_in_the_world_nothing_is_taken_over(monkeypatch):
    form, second = _pair(0)
    assert second.initial_state is not None
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        assert second.initial_state.zone != initial_state.zone()
        assert _look(Interview(second)).keys() == _look(Interview(form)).keys()
    finally:
        monkeypatch.undo()
        time.tzset()


@TIME_ZONES
def test_two_places_whose_time_has_one_name_are_told_apart(monkeypatch):
    zones = set()
    for place in ("Asia/Riyadh", "Europe/Istanbul"):
        monkeypatch.setenv("TZ", place)
        time.tzset()
        assert time.tzname == ("+03", "+03")
        zones.add(initial_state.zone())
    monkeypatch.undo()
    time.tzset()
    assert len(zones) == 2


def test_a_list_that_is_called_as_kept_texts_are_stays_with_its_form():
    rows = "".join(f"<item><name>n{at}</name></item>" for at in range(9))
    xml = (
        '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><model>'
        '<instance><data id="a"><t/></data></instance><instance id="jr:itext en"><root>' + rows + "</root></instance>"
        '<bind nodeset="/data/t" type="string"/></model></h:head><h:body><select1 ref="/data/t"><itemset '
        'nodeset="instance(\'jr:itext en\')/root/item"><value ref="name"/><label ref="name"/></itemset>'
        "</select1></h:body></h:html>"
    )
    form = open_form(xml)
    assert not form_cache.write_form(form, 3).tables
    assert len(Interview(again(form)).node("/data/t").choices) == 9


def test_what_a_place_knows_is_kept_or_found_again():
    """A new attribute of Definition must be written down (app.form.cache.form_cache) or belong here."""
    found_again = {
        "name", "prefix", "uri", "parent", "written", "path", "children", "by_name", "bound_attributes",
        "slot", "slots", "frame_depth", "outer_depth", "frame_definition", "tail", "appearance", "leaf", "has_label", "locked", "contains", "counted", "calculated", "calculation", "everything", "required", "readonly", "constraint",
    }  # fmt: skip
    blank = Definition("a", "", "", None)
    names = {name for name in dir(blank) if not name.startswith("__")}
    assert names - found_again == {*HEAD, *PLAIN, *MADE}


LONG = """
| survey  |                 |        |        |                       |                     |
|         | type            | name   | label  | calculation           | choice_filter       |
|         | text            | region | Region |                       |                     |
|         | select_one town | town   | Town   |                       | region = ${region}  |
|         | select_one town | any    | Any    |                       |                     |
|         | calculate       | code   |        | instance('town')/root/item[name = ${town}]/code | |
|         | calculate       | said   |        | jr:choice-name(${any}, '${any}') | |
|         | calculate       | many   |        | count(instance('town')/root/item[number(code) > 2990]) | |
| choices |                 |        |        |        |      |
|         | list_name       | name   | label::English (en) | label::العربية (ar) | region | code |
"""


@pytest.fixture(scope="module")
def towns() -> Form:
    rows = "\n".join(f"| | town | n{at} | Town {at} | بلدة {at} | r{at % 100} | {at} |" for at in range(3000))
    return opened(LONG + rows)


class Counted(InMemory):
    looks = 0
    wholes = 0

    def all(self):
        Counted.wholes += 1
        return super().all()

    def holding(self, column, value):
        Counted.looks += 1
        return super().holding(column, value)


def test_a_long_list_is_looked_up_where_it_lies(towns):
    data = form_cache.write_form(towns)
    assert data.tables["town"].count == 3000
    assert {"name", "region"} <= set(data.tables["town"].lookup_columns)
    assert "بلدة" not in data.content.decode()
    Counted.looks = Counted.wholes = 0
    second = form_cache.read_form(data.content, lambda name, table: Counted(data.tables[name]))
    talk, plain = Interview(second), Interview(towns)
    assert Counted.wholes <= 1  # the count by code goes through them all
    for interview in (talk, plain):
        interview.set_language("العربية (ar)")
        interview.answer("/data/region", "r7")
        interview.answer("/data/town", "n107")
    assert _look(talk)["/data/town"] == _look(plain)["/data/town"]
    assert talk.value("/data/code") == "107"
    assert talk.value("/data/many") == plain.value("/data/many") == "9"
    assert talk.node("/data/any").choices == plain.node("/data/any").choices
    talk.answer("/data/any", "n2999")
    assert talk.value("/data/said") == "بلدة 2999"


def test_a_list_of_another_shape_stays_with_the_form():
    items = [element("item", kids=[element("name", str(at))]) for at in range(5)]
    instance = element("instance", kids=[element("root", kids=items)])
    assert table_of(instance, {"name"}, 3) == ExternalTable(
        root="root",
        item="item",
        uri="",
        columns=("name",),
        lookup_columns=("name",),
        rows=[[str(at)] for at in range(5)],
        count=5,
    )
    assert table_of(instance, set(), 5) is None
    items[3].put(element("inner", kids=[element("deeper", "x")]))
    assert table_of(instance, {"name"}, 3) is None


def test_hostile_data_open_no_form(towns):
    data = form_cache.write_form(towns).content
    lines = data.partition(b"\n")[2]
    broken_lines = [lines[:-20], lines.replace(b'"names"', b'"nams"'), b"{}", b"[]", b"", lines + b"\n{}"]
    summed = [b"%08x\n%b" % (zlib.crc32(content), content) for content in broken_lines]
    for broken in (b"", b"{}", data[:-20], b"[]", lines, data.replace(b"region", b"reigon"), *summed):
        with pytest.raises((ValueError, LookupError, TypeError)):
            form_cache.read_form(broken, lambda name, table: InMemory(table))


def test_what_is_said_of_a_place_is_read_when_somebody_asks(towns):
    second = again(towns)
    talk = Interview(second)
    talk.node("/data/region")
    read = {definition.name for definition in second.definitions if "label" in vars(definition)}
    assert "region" in read
    assert "town" not in read
    talk.answer("/data/region", "r7")
    assert talk.node("/data/town").label == "Town"


def test_a_byte_that_is_another_one_anywhere_is_found_at_once(towns):
    data = form_cache.write_form(towns).content
    draw = random.Random(7)
    for at in [0, 7, 8, 9, len(data) - 1, *(draw.randrange(9, len(data)) for _ in range(40))]:
        broken = data[:at] + bytes([data[at] ^ 1 << draw.randrange(5)]) + data[at + 1 :]
        with pytest.raises((ValueError, LookupError, TypeError)):
            form_cache.read_form(broken, lambda name, table: InMemory(table))


def test_the_packaged_program_carries_all_that_tells_its_engine():
    spec = (ROOT / "build.spec").read_text("utf-8")
    folders = {file.parent for file in (ROOT / "app" / "form").rglob("*.py")}
    assert all(f'"{folder.relative_to(ROOT).as_posix()}"' in spec for folder in folders)
