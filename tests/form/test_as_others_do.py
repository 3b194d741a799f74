"""What two other engines do with forms in use, found by asking the same of them and of this one."""

from app.form import Interview, open_form

HEAD = (
    '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"'
    ' xmlns:jr="http://openrosa.org/javarosa" xmlns:odk="http://www.opendatakit.org/xforms">'
)


def begun(instance: str, model: str, body: str, saved: dict[str, str] | None = None) -> Interview:
    return Interview(
        open_form(
            f"{HEAD}<h:head><h:title>t</h:title><model><instance><data>{instance}</data></instance>"
            f"{model}</model></h:head><h:body>{body}</h:body></h:html>"
        ),
        saved,
    )


def test_a_space_between_two_answers_in_a_label_stays():
    talk = begun(
        "<a>Maya</a><b>Sample</b><c/>",
        "",
        '<input ref="/data/c"><label>Is <output value="/data/a"/> <output value="/data/b"/> here?</label></input>',
    )
    assert talk.node("/data/c").label == "Is Maya Sample here?"


def counted(saved: dict[str, str] | None = None) -> Interview:
    return begun(
        '<many/><one jr:template=""><name/></one><one><name/></one>',
        '<bind nodeset="/data/many" type="int"/>',
        '<input ref="/data/many"/><group ref="/data/one"><repeat nodeset="/data/one" jr:count="/data/many">'
        '<input ref="/data/one/name"/></repeat></group>',
        saved,
    )  # fmt: skip


def test_a_count_that_was_cleared_takes_no_entries_away():
    talk = counted()
    assert talk.node("/data/one").count == 0
    talk.answer("/data/many", "2")
    talk.answer("/data/one[2]/name", "Maya Sample")
    talk.answer("/data/many", "")
    assert talk.value("/data/one[2]/name") == "Maya Sample"
    assert counted(talk.stored()).value("/data/one[2]/name") == "Maya Sample"
    talk.answer("/data/many", "1")
    assert talk.node("/data/one").count == 1


def test_an_empty_value_of_an_action_is_empty_whatever_stands_inside():
    talk = begun(
        "<a/><b>kept</b>",
        "",
        '<input ref="/data/a"><setvalue event="xforms-value-changed" ref="/data/b" value="">no</setvalue></input>',
    )
    talk.answer("/data/a", "x")
    assert talk.value("/data/b") == ""


def test_an_action_in_a_group_of_an_entry_is_the_entrys():
    talk = begun(
        "<person><group><age/></group></person>",
        '<bind nodeset="/data/person/group/age" type="int"/>',
        '<repeat nodeset="/data/person"><group ref="/data/person/group">'
        '<setvalue event="odk-new-repeat odk-instance-first-load" ref="/data/person/group/age" value="18"/>'
        '<input ref="/data/person/group/age"/></group></repeat>',
    )  # fmt: skip
    assert talk.value("/data/person[1]/group/age") == "18"
    talk.answer("/data/person[1]/group/age", "30")
    talk.add_repeat("/data/person")
    assert talk.value("/data/person[1]/group/age") == "30"
    assert talk.value("/data/person[2]/group/age") == "18"


def test_on_loading_nothing_is_set_in_what_is_not_asked():
    talk = begun(
        "<asked/><row><place/></row>",
        '<bind nodeset="/data/row" relevant="/data/asked = 1"/>',
        '<input ref="/data/asked"/><repeat nodeset="/data/row"><input ref="/data/row/place"/>'
        '<setvalue event="odk-instance-first-load odk-new-repeat" ref="/data/row/place" value="position(..)"/></repeat>',
    )  # fmt: skip
    talk.answer("/data/asked", "1")
    assert talk.value("/data/row[1]/place") == ""
    talk.add_repeat("/data/row")
    assert talk.value("/data/row[2]/place") == "2"
