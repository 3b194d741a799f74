"""Workbooks as other tools write them, which the converter alone refuses."""

from app.form import FormRefused, Interview
from app.form import open as open_file

META = """
| survey   |             |           |          |                     |
|          | type        | name      | label    | calculation         |
|          | text        | who       | Who      |                     |
|          | begin group | meta      | NO_LABEL |                     |
|          | calculate   | author    |          | concat(${who}, '!') |
|          | end group   |           |          |                     |
|          | calculate   | again     |          | ${author}           |
| settings |             |           |          |                     |
|          | form_title  | form_id   |          |                     |
|          | Own         | own       |          |                     |
"""
EXTERNAL = """
| survey           |                          |         |        |               |
|                  | type                     | name    | label  | choice_filter |
|                  | select_one area          | area    | Area   |               |
|                  | select_one_external town | town    | Town   | area=${area}  |
| choices          | list_name                | name    | label  |               |
|                  | area                     | a       | A      |               |
|                  | area                     | b       | B      |               |
| external_choices | list_name                | name    | label  | area          |
|                  | town                     | x       | X in A | a             |
|                  | town                     | x       | X in B | b             |
|                  | town                     | y       | Y      | b             |
| settings         | form_title               | form_id |        |               |
|                  | External                 | ext     |        |               |
"""


def _opens(table: str):
    return open_file(table.strip().encode() + b"\n", "form.md")


def test_a_meta_group_of_its_own_is_part_of_meta():
    talk = Interview(_opens(META))
    talk.answer("/data/who", "Mina")
    assert talk.value("/data/meta/author") == talk.value("/data/again") == "Mina!"
    assert talk.value("/data/meta/instanceID").startswith("uuid:")
    assert talk.instance_xml().count("<meta") == 1


def test_a_long_list_may_have_one_name_in_two_places_whatever_the_settings_say():
    talk = Interview(_opens(EXTERNAL))
    talk.answer("/data/area", "b")
    assert [choice.label for choice in talk.node("/data/town").choices] == ["X in B", "Y"]


def test_what_is_wrong_in_that_list_is_named_in_its_own_sheet():
    wrong = EXTERNAL.replace("| y       | Y      |", "|         | Y      |")
    try:
        _opens(wrong)
    except FormRefused as refused:
        [problem] = [candidate for candidate in refused.problems if candidate.level == "error"]
        assert (problem.sheet, problem.row) == ("external_choices", 4)
    else:
        raise AssertionError("a choice without a name was taken")
