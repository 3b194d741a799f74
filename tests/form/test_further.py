"""Parts of the specification that few forms use: attributes as places, lines and shapes, signed texts."""

import base64

import pytest
from nacl.signing import SigningKey

from app.form import AnswerRefused, Interview, open_form
from app.form.tree import read_xml
from app.seal.keys import verify

HEAD = (
    '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"'
    ' xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>t</h:title><model>'
)


def form(instance: str, model: str, body: str = "") -> str:
    return (
        f'{HEAD}<instance><data id="t">{instance}</data></instance>{model}</model></h:head>'
        f"<h:body>{body}</h:body></h:html>"
    )


ENTITY = form(
    '<species/><kind>tree</kind><meta><instanceID/><entity dataset="trees" id="" create="1"><label/></entity></meta>',
    '<bind nodeset="/data/meta/entity/@id" type="string"/>'
    '<setvalue event="odk-instance-first-load" ref="/data/meta/entity/@id" value="\'e1\'"/>'
    '<bind nodeset="/data/meta/entity/@create" calculate="if(/data/species = \'\', 0, 1)"/>'
    '<bind nodeset="/data/meta/entity/label" calculate="concat(/data/species, \'/\', ../@id)"/>',
    '<input ref="/data/species"/>',
)


def test_an_attribute_is_calculated_set_and_written() -> None:
    talk = Interview(open_form(ENTITY))
    assert '<entity dataset="trees" id="e1" create="0">' in talk.instance_xml()
    talk.answer("/data/species", "oak")
    assert '<entity dataset="trees" id="e1" create="1"><label>oak/e1</label>' in talk.instance_xml()


def test_attributes_are_kept_with_a_draft() -> None:
    form_ = open_form(ENTITY.replace("'e1'", "uuid()"))
    talk = Interview(form_)
    talk.answer("/data/species", "oak")
    assert talk.stored()["/data/meta/entity/@id"]
    assert Interview(form_, talk.stored()).instance_xml() == talk.instance_xml()
    root = next(kid for kid in read_xml(talk.instance_xml()).kids if kid.kind == "element")
    assert Interview(form_, instance=root).instance_xml() == talk.instance_xml()


def test_an_attribute_of_each_entry_is_its_own() -> None:
    xml = form(
        '<tree n=""><kind/></tree>',
        '<bind nodeset="/data/tree/@n" calculate="position(..)"/>',
        '<repeat nodeset="/data/tree"><input ref="/data/tree/kind"/></repeat>',
    )
    talk = Interview(open_form(xml))
    talk.add("/data/tree")
    assert '<tree n="1">' in talk.instance_xml()
    assert '<tree n="2">' in talk.instance_xml()


def test_questions_do_not_list_attributes() -> None:
    assert all("@" not in question.path for question in open_form(ENTITY).questions())


@pytest.mark.parametrize(
    ("kind", "text", "stored"),
    [
        ("geotrace", "1 2; 3 4", "1.0 2.0 0.0 0.0;3.0 4.0 0.0 0.0"),
        ("geotrace", "1 2 5 6;٣ ٤ 0 0;", "1.0 2.0 5.0 6.0;3.0 4.0 0.0 0.0"),
        ("geoshape", "1 2; 3 4; 1 2", "1.0 2.0 0.0 0.0;3.0 4.0 0.0 0.0;1.0 2.0 0.0 0.0"),
    ],
)
def test_lines_and_shapes_have_one_form(kind: str, text: str, stored: str) -> None:
    talk = Interview(open_form(form("<a/>", f'<bind nodeset="/data/a" type="{kind}"/>', "")))
    talk.answer("/data/a", text)
    assert talk.values()["/data/a"] == stored


@pytest.mark.parametrize(
    ("kind", "text"),
    [("geotrace", "1 2"), ("geotrace", "1 2; north"), ("geoshape", "1 2; 3 4"), ("geoshape", "1 2; 3 4; 5 6")],
)
def test_what_is_no_line_or_shape_is_refused_typed_and_dropped_as_a_default(kind: str, text: str) -> None:
    talk = Interview(open_form(form(f"<a>{text}</a>", f'<bind nodeset="/data/a" type="{kind}"/>', "")))
    assert talk.values()["/data/a"] == ""
    with pytest.raises(AnswerRefused):
        talk.answer("/data/a", text)


def test_a_signed_text_is_extracted_with_its_key_only() -> None:
    key, other_key = SigningKey.generate(), SigningKey.generate()
    signed = base64.b64encode(bytes(key.sign("اسم".encode()))).decode()
    for public, expected in ((key, "اسم"), (other_key, "")):
        public_text = base64.b64encode(bytes(public.verify_key)).decode()
        xml = form("<a/><b/>", f'<bind nodeset="/data/b" calculate="extract-signed(/data/a, \'{public_text}\')"/>')
        talk = Interview(open_form(xml, verify=verify))
        talk.answer("/data/a", signed)
        assert talk.values()["/data/b"] == expected


def test_properties_are_found_however_their_names_are_written() -> None:
    xml = form("<a/>", '<bind nodeset="/data/a" jr:preload="property" jr:preloadParams="phone number"/>')
    assert Interview(open_form(xml), properties={"phone_number": "5"}).values()["/data/a"] == "5"


def test_a_form_that_would_be_encrypted_for_a_server_opens_with_a_warning() -> None:
    opened = open_form(form("<a/>", '<submission base64RsaPublicKey="AAAA"/>'))
    assert [problem.level for problem in opened.problems] == ["warning"]


def test_last_answers_never_appear_in_the_next_interview() -> None:
    xml = form(
        "<a/>",
        '<instance id="__last-saved" src="jr://instance/last-saved"/>'
        '<bind nodeset="/data/a" calculate="instance(\'__last-saved\')/data/a"/>',
    )
    opened = open_form(xml)
    assert Interview(opened).values()["/data/a"] == ""
    assert opened.problems == ()


def test_how_a_control_asks_is_handed_on() -> None:
    xml = form(
        "<a/>",
        '<bind nodeset="/data/a" type="binary" xmlns:orx="http://openrosa.org/xforms" orx:max-pixels="1024"/>',
        '<upload ref="/data/a" mediatype="image/*" accept="image/png"/>',
    )
    node = Interview(open_form(xml)).node("/data/a")
    assert node.attributes == {"max-pixels": "1024", "accept": "image/png"}


def test_a_short_row_of_a_list_has_empty_columns() -> None:
    xml = form(
        "<a/>",
        '<instance id="l" src="jr://file-csv/l.csv"/>'
        "<bind nodeset=\"/data/a\" calculate=\"count(instance('l')/root/item[area = ''])\"/>",
    )
    talk = Interview(open_form(xml, {"l.csv": b"name,label,area\na,A\nb,B,x\n"}))
    assert talk.values()["/data/a"] == "1"


def test_older_names_of_events_still_set_values() -> None:
    xml = form(
        "<a/><b/>",
        '<setvalue event="xforms-ready" ref="/data/a" value="\'begun\'"/>'
        '<setvalue event="xforms-revalidate" ref="/data/b" value="\'never\'"/>',
    )
    opened = open_form(xml)
    talk = Interview(opened)
    assert (talk.values()["/data/a"], talk.values()["/data/b"]) == ("begun", "")
    talk.answer("/data/a", "x")
    assert Interview(opened, talk.stored()).values()["/data/a"] == "x"


def test_very_small_numbers_are_kept_as_people_write_them() -> None:
    opened_form = open_form(
        form(
            "<a/><b/>",
            '<bind nodeset="/data/a" type="decimal"/><bind nodeset="/data/b" type="decimal"'
            ' calculate="/data/a div 10"/>',
            '<input ref="/data/a"><label>A</label></input>',
        )
    )
    case = Interview(opened_form)
    case.answer("/data/a", "0.0000001")
    assert [case.value(f"/data/{name}") for name in ("a", "b")] == ["0.0000001", "0.00000001"]
    case.answer("/data/a", case.value("/data/a"))


def test_questions_inside_of_a_part_of_the_page_are_asked() -> None:
    paged = form(
        "<a/><b/>",
        "",
        '<h:div><h:p>x</h:p><input ref="/data/a"><label>A</label></input></h:div>'
        '<group><label>G</label><section><input ref="/data/b"><label>B</label></input></section></group>',
    )
    case = Interview(open_form(paged))
    assert [ref for page in case.pages() for ref in page.refs] == ["/data/a", "/data/b"]
