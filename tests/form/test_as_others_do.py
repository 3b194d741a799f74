"""What two other engines do with forms in use, found by asking the same of them and of this one."""

from xml.sax.saxutils import quoteattr

from app.casework.questionnaires.recorded_interview import RecordedInterview
from app.form import Interview, open_form
from tests.form.again import again

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
    )


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
    )
    assert talk.value("/data/person[1]/group/age") == "18"
    talk.answer("/data/person[1]/group/age", "30")
    talk.add("/data/person")
    assert talk.value("/data/person[1]/group/age") == "30"
    assert talk.value("/data/person[2]/group/age") == "18"


def test_on_loading_nothing_is_set_in_what_is_not_asked():
    talk = begun(
        "<asked/><row><place/></row>",
        '<bind nodeset="/data/row" relevant="/data/asked = 1"/>',
        '<input ref="/data/asked"/><repeat nodeset="/data/row"><input ref="/data/row/place"/>'
        '<setvalue event="odk-instance-first-load odk-new-repeat" ref="/data/row/place" value="position(..)"/></repeat>',
    )
    talk.answer("/data/asked", "1")
    assert talk.value("/data/row[1]/place") == ""
    talk.add("/data/row")
    assert talk.value("/data/row[2]/place") == "2"


def of_expressions(*expressions: str) -> list[str]:
    fields = "".join(f"<x{at}/>" for at, _ in enumerate(expressions))
    binds = "".join(
        f"<bind nodeset={quoteattr(f'/data/x{at}')} calculate={quoteattr(expression)}/>"
        for at, expression in enumerate(expressions)
    )
    rows = "".join(f"<item><name>r{at}</name></item>" for at in range(5))
    talk = begun(
        f"<text>maya</text><none/><one><age>4</age></one><one><age>0</age></one>{fields}",
        f'<instance id="five"><root>{rows}</root></instance>{binds}',
        '<input ref="/data/text"/><group ref="/data/one"><repeat nodeset="/data/one">'
        '<input ref="/data/one/age"/></repeat></group>',
    )
    return [talk.value(f"/data/x{at}") for at, _ in enumerate(expressions)]


def test_expressions_give_what_the_two_others_give():
    expected = {
        "selected(/data/none, '')": "true",
        "selected(/data/text, '')": "false",
        "concat('-', decimal-date-time(/data/none), '-')": "--",
        # what is gone from by current() isn't read: no circle
        "count(current()/../one)": "2",
        "count(current()/../one[age > 0])": "1",
        "sum(current()/../one/age)": "4",
    }
    assert of_expressions(*expected) == list(expected.values())


def test_what_is_shuffled_from_a_seed_has_the_order_of_the_two_others():
    # recorded from JavaRosa 5.1 and web-forms 0.22
    orders = {"42": "r0 r4 r2 r1 r3", "3": "r2 r3 r4 r0 r1", "7": "r3 r1 r0 r4 r2"}
    expressions = [f"join(' ', randomize(instance('five')/root/item/name, {seed}))" for seed in orders]
    assert of_expressions(*expressions) == list(orders.values())


def kin(first: str) -> Interview:
    return begun(
        first,
        '<bind nodeset="/data/one/name" type="string"/>',
        '<group ref="/data/one"><repeat nodeset="/data/one"><input ref="/data/one/name"/>'
        '<group ref="/data/one/two"><repeat nodeset="/data/one/two"><input ref="/data/one/two/age"/>'
        "</repeat></group></repeat></group>",
    )


def test_an_added_entry_has_the_answers_of_the_template_and_of_no_other_entry():
    two = "<two><age>7</age></two>"
    plain = kin(f"<one><name>Maya</name>{two}</one>")
    ref, _ = plain.add("/data/one")
    assert (plain.value("/data/one[1]/name"), plain.value(f"{ref}/name")) == ("Maya", "")
    assert plain.value(f"{ref}/two[1]/age") == ""

    expression = kin(f'<one jr:template=""><name>Noor</name>{two}</one><one><name>Maya</name>{two}</one>')
    ref, _ = expression.add("/data/one")
    assert (expression.value("/data/one[1]/name"), expression.value(f"{ref}/name")) == ("Maya", "Noor")


def test_what_has_no_namespace_is_no_preload_and_what_stands_beside_the_questions_no_action():
    talk = begun(
        "<a/><b>own</b><meta><instanceID/></meta>",
        '<bind nodeset="/data/meta/instanceID" preload="uid" type="string"/>',
        '<setvalue event="odk-instance-first-load" ref="/data/b">set</setvalue><input ref="/data/a"/>',
    )
    assert talk.value("/data/meta/instanceID") == ""
    assert talk.value("/data/b") == "own"


def test_an_instance_that_is_saved_and_restored_has_lost_what_was_not_asked():
    talk = begun(
        "<ask/><name/>",
        '<bind nodeset="/data/name" relevant="/data/ask = \'yes\'"/>',
        '<input ref="/data/ask"/><input ref="/data/name"/>',
    )
    observed = RecordedInterview(talk.form, talk)
    for ref, value in (("/data/ask", "yes"), ("/data/name", "Maya"), ("/data/ask", "no")):
        observed.operate({"op": "answer", "ref": ref, "value": value})
    later = observed.operate({"op": "save_restore"})
    later.operate({"op": "answer", "ref": "/data/ask", "value": "yes"})
    assert later.observe("value", "/data/name") == ""
    observed.operate({"op": "answer", "ref": "/data/ask", "value": "yes"})
    assert observed.observe("value", "/data/name") == "Maya"


def test_what_is_drawn_once_waits_for_what_actions_set_at_the_beginning():
    action = '<setvalue event="odk-instance-first-load" ref="/data/set" value="8"/>'
    binds = '<bind nodeset="/data/drawn" calculate="once(concat(\'k\', /data/set))"/>'
    form = begun("<set/><drawn/><ask/>", binds + action, '<input ref="/data/ask"/>').form
    for talk in (Interview(form), Interview(again(form))):
        assert talk.value("/data/drawn") == "k8"

    talk = begun(
        '<one jr:template=""><name/><set/><drawn/></one>',
        '<bind nodeset="/data/one/drawn" calculate="once(concat(\'k\', ../set))"/>',
        '<group ref="/data/one"><repeat nodeset="/data/one"><input ref="/data/one/name"/>'
        '<setvalue event="odk-new-repeat" ref="/data/one/set" value="8"/></repeat></group>',
    )
    ref, _ = talk.add("/data/one")
    assert talk.value(f"{ref}/drawn") == "k8"


def test_a_calculation_has_the_last_word_at_the_beginning_and_a_constant_has_not():
    talk = begun(
        "<ask>x</ask><read/><fixed/>",
        '<bind nodeset="/data/read" calculate="concat(/data/ask, 2)"/>'
        '<bind nodeset="/data/fixed" calculate="2"/>'
        '<setvalue event="odk-instance-first-load" ref="/data/read" value="7"/>'
        '<setvalue event="odk-instance-first-load" ref="/data/fixed" value="7"/>',
        '<input ref="/data/ask"/>',
    )
    assert (talk.value("/data/read"), talk.value("/data/fixed")) == ("x2", "7")


def test_a_default_that_its_type_or_its_list_cannot_hold_is_no_answer():
    binds = "".join(
        f'<bind nodeset="/data/{name}" type="{kind}"/>'
        for name, kind in (
            ("much", "decimal"),
            ("words", "decimal"),
            ("long", "int"),
            ("at", "time"),
            ("when", "dateTime"),
        )
    )
    items = "".join(f"<item><label>{name}</label><value>{name}</value></item>" for name in ("yes", "no"))
    itemset = '<itemset nodeset="instance(\'two\')/root/item"><value ref="name"/><label ref="name"/></itemset>'
    rows = "<root><item><name>yes</name></item><item><name>no</name></item></root>"
    talk = begun(
        "<much>1.50</much><words>abc</words><long>99999999999</long><at>25:00:00</at><when>abc</when>"
        "<one>maybe</one><many>no maybe yes</many><listed>maybe</listed>",
        f'<instance id="two">{rows}</instance>{binds}',
        f'<select1 ref="/data/one">{items}</select1><select ref="/data/many">{items}</select>'
        f'<select1 ref="/data/listed">{itemset}</select1>',
    )
    expression = {
        "much": "1.5", "words": "", "long": "", "at": "", "when": "", "one": "", "many": "no yes", "listed": "",
    }  # fmt: skip
    for interview in (talk, Interview(again(talk.form))):
        assert {name: interview.value(f"/data/{name}") for name in expression} == expression


def test_a_fraction_may_be_written_with_a_power_of_ten():
    talk = begun("<a/>", '<bind nodeset="/data/a" type="decimal"/>', '<input ref="/data/a"/>')
    talk.answer("/data/a", "1e3")
    assert talk.value("/data/a") == "1000"


def test_what_an_instance_lacks_in_an_entry_has_the_default_of_the_template():
    entry = '<one jr:template=""><name/><at>Maya</at></one>'
    form = kin(entry).form
    xml = "<data><one><name>Noor</name></one></data>"
    assert Interview.of_instance(form, xml).value("/data/one[1]/at") == "Maya"


def test_an_action_of_a_new_entry_comes_before_its_calculations():
    talk = begun(
        '<base>3</base><one jr:template=""><name/><more/><set/></one>',
        '<bind nodeset="/data/one/more" calculate="/data/base + 1"/>',
        '<input ref="/data/base"/><group ref="/data/one"><repeat nodeset="/data/one">'
        '<input ref="/data/one/name"/><setvalue event="odk-new-repeat" ref="/data/one/set"'
        " value=\"concat(/data/base, '-', ../more)\"/></repeat></group>",
    )
    ref, _ = talk.add("/data/one")
    assert (talk.value(f"{ref}/more"), talk.value(f"{ref}/set")) == ("4", "3-")


def test_entries_in_a_group_that_was_not_asked_are_those_that_the_form_begins_with():
    talk = begun(
        "<ask/><around><one><name>Maya</name></one></around>",
        '<bind nodeset="/data/around" relevant="/data/ask = \'yes\'"/>',
        '<input ref="/data/ask"/><group ref="/data/around"><repeat nodeset="/data/around/one">'
        '<input ref="/data/around/one/name"/></repeat></group>',
    )
    later = RecordedInterview(talk.form, talk).operate({"op": "save_restore"})
    later.operate({"op": "answer", "ref": "/data/ask", "value": "yes"})
    assert later.observe("value", "/data/around/one[1]/name") == "Maya"
