"""Lists as older forms name them: search() in an appearance, external selects, pulldata alone."""

from pathlib import Path

import pytest

from app.form import FormRefused, Interview, convert, list_files, open_form
from app.form.attached_lists import inlined

HEAD = (
    '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"'
    ' xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>t</h:title><model>'
)
TOWNS = b"key,name,area\nkw,Kuwait City,capital\nja,Jahra,jahra\nsa,Salwa,capital\n"


def form(appearance: str, model: str = "") -> str:
    return (
        f'{HEAD}<instance><data id="t"><area/><town/></data></instance>{model}</model></h:head><h:body>'
        '<input ref="/data/area"/>'
        f'<select1 ref="/data/town" appearance="{appearance}"><label>Town</label>'
        "<item><label>name</label><value>key</value></item><item><label>Elsewhere</label><value>99</value></item></select1></h:body></h:html>"
    )


def offered(talk: Interview) -> list[tuple[str, str]]:
    return [(choice.value, choice.label) for choice in talk.node("/data/town").choices]


def test_rows_of_a_searched_file_are_the_choices() -> None:
    talk = Interview(open_form(form("minimal search('towns')"), {"towns.csv": TOWNS}))
    assert offered(talk) == [("99", "Elsewhere"), ("kw", "Kuwait City"), ("ja", "Jahra"), ("sa", "Salwa")]
    assert talk.node("/data/town").appearance == {"minimal", "search"}
    talk.answer("/data/town", "sa")
    assert talk.values()["/data/town"] == "sa"


@pytest.mark.parametrize(
    ("search", "area", "expected"),
    [
        ("search('towns', 'matches', 'area', /data/area)", "capital", ["99", "kw", "sa"]),
        ("search('towns', 'contains', 'name,key', ../area)", "ah", ["99", "ja"]),
        ("search('towns', 'startswith', 'name', /data/area)", "S", ["99", "sa"]),
        ("search('towns', 'contains', 'name', 'a', 'area', /data/area)", "capital", ["99", "kw", "sa"]),
    ],
)
def test_a_search_follows_the_answers(search: str, area: str, expected: list[str]) -> None:
    talk = Interview(open_form(form(search), {"towns.csv": TOWNS}))
    changes = talk.answer("/data/area", area)
    assert "/data/town" in changes.touched
    assert [value for value, _ in offered(talk)] == expected


def test_a_search_with_a_slip_is_refused() -> None:
    with pytest.raises(FormRefused):
        open_form(form("search('towns', 'near', 'area', 'x')"), {"towns.csv": TOWNS})


def test_a_missing_file_is_a_warning_and_the_list_stays_short() -> None:
    opened = open_form(form("search('towns')"))
    assert "towns.csv" in opened.problems[0].says
    assert offered(Interview(opened)) == [("99", "Elsewhere")]


def test_a_form_with_its_searched_file_can_be_kept_as_one_text() -> None:
    xml = form("search('towns')")
    assert list_files(xml) == ("towns.csv",)
    reopened = open_form(inlined(xml, {"towns.csv": TOWNS}))
    assert len(offered(Interview(reopened))) == 4


def test_a_query_asks_one_list_of_itemsets_csv() -> None:
    xml = (
        f'{HEAD}<instance><data id="t"><area/><town/></data></instance></model></h:head><h:body>'
        '<input ref="/data/area"/>'
        '<input ref="/data/town" query="instance(\'towns\')/root/item[area= /data/area ]"/>'
        "</h:body></h:html>"
    )
    rows = b"list_name,name,label,area\ntowns,kw,Kuwait City,capital\nother,x,X,capital\ntowns,ja,Jahra,jahra\n"
    assert list_files(xml) == ("itemsets.csv",)
    for opened in (open_form(xml, {"itemsets.csv": rows}), open_form(inlined(xml, {"itemsets.csv": rows}))):
        talk = Interview(opened)
        talk.answer("/data/area", "capital")
        assert talk.node("/data/town").control == "select_one"
        assert offered(talk) == [("kw", "Kuwait City")]


def test_an_external_select_of_a_workbook_is_a_list_of_the_form() -> None:
    table = (
        "| survey | type | name | label | choice_filter |\n"
        "|| select_one areas | area | Area | |\n"
        "|| select_one_external towns | town | Town | area=${area} |\n"
        "| choices | list_name | name | label |\n|| areas | capital | Capital |\n|| areas | jahra | Jahra |\n"
        "| external_choices | list_name | name | label | area |\n"
        "|| towns | kw | Kuwait City | capital |\n|| towns | ja | Jahra | jahra |\n"
    )
    talk = Interview(convert(table.encode(), "form.md").open())
    talk.answer("/data/area", "jahra")
    assert offered(talk) == [("ja", "Jahra")]


def test_pulldata_needs_no_instance_of_its_own() -> None:
    xml = (
        f'{HEAD}<instance><data id="t"><key/><town/></data></instance>'
        "<bind nodeset=\"/data/town\" calculate=\"pulldata('towns', 'name', 'key', /data/key)\"/>"
        '</model></h:head><h:body><input ref="/data/key"/></h:body></h:html>'
    )
    assert list_files(xml) == ("towns.csv",)
    talk = Interview(open_form(xml, {"towns.csv": TOWNS}))
    talk.answer("/data/key", "ja")
    assert talk.values()["/data/town"] == "Jahra"


def test_a_file_beside_a_form_is_found(tmp_path: Path) -> None:
    file = tmp_path / "form.xml"
    file.write_text(form("search('towns')"))
    assert list_files(convert(file).xml) == ("towns.csv",)
