"""The text of a whole group follows whatever is answered or computed inside, at once."""

from app.form import Interview
from tests.form.again import again

GROUP = """
| survey |             |       |                    |                     |             |
|        | type        | name  | label              | calculation         | relevant    |
|        | text        | who   | Who                |                     |             |
|        | begin_group | house | The house: ${house} |                    |             |
|        | text        | road  | Road               |                     |             |
|        | integer     | rooms | Rooms              |                     |             |
|        | calculate   | twice |                    | ${rooms} * 2        |             |
|        | calculate   | shout |                    | concat(${road}, '!') | ${who} = 'x' |
|        | end_group   |       |                    |                     |             |
|        | note        | told  | It says: ${house}  |                     |             |
|        | calculate   | whole |                    | concat('<', ${house}, '>') |      |
|        | calculate   | more  |                    | string-length(${whole}) |         |
"""


def test_a_label_and_a_calculation_say_what_is_computed_inside_at_once(interview):
    case = interview(GROUP)
    case.answer("/data/house/road", "Salwa")
    assert case.value("/data/whole") == "<Salwa>"
    changes = case.answer("/data/house/rooms", "3")
    assert case.value("/data/whole") == "<Salwa36>"
    assert case.value("/data/more") == "9"
    assert case.node("/data/told").label == "It says: Salwa36"
    assert case.node("/data/house").label == "The house: Salwa36"
    assert {"/data/told", "/data/house"} <= changes.touched
    case.answer("/data/who", "x")
    assert case.value("/data/whole") == "<Salwa36Salwa!>"
    assert case.node("/data/told").label == "It says: Salwa36Salwa!"


def test_it_is_the_same_when_taken_up_again_and_from_a_kept_form(interview):
    case = interview(GROUP)
    for ref, text in (("house/road", "Salwa"), ("house/rooms", "3"), ("who", "x")):
        case.answer(f"/data/{ref}", text)
    assert Interview(case.form, case.stored()).values() == case.values()
    reopened = Interview(again(case.form))
    changes = reopened.answer("/data/house/rooms", "3")
    assert reopened.value("/data/whole") == "<36>"
    assert "/data/told" in changes.touched


def test_what_is_made_of_the_text_itself_ends(interview):
    circle = GROUP.replace("${rooms} * 2", "string-length(${whole})")
    case = interview(circle)
    case.answer("/data/house/road", "Salwa")
    assert case.value("/data/whole").startswith("<Salwa")
