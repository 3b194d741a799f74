"""Kobo's ratings, rankings and tables become questions that any XLSForm could have."""

import pytest

from app.form import FormRefused, Interview, convert
from app.form import open as open_file

TABLE = """
| survey | type | name | label::English (en) | label::العربية (ar) | kobo--score-choices | kobo--rank-items | kobo--matrix_list | relevant |
|| text | a | A | أ | | | | |
|| begin_score | s | Rate | قيّم | yn | | | |
|| score__row | food | Food | الطعام | | | | |
|| end_score | | | | | | | |
|| begin_rank | r | Rank | رتّب | | needs | | |
|| rank__level | first | First | الأول | | | | |
|| rank__level | second | Second | الثاني | | | | |
|| end_rank | | | | | | | |
|| begin_kobomatrix | m | Things | الأشياء | | | things | ${a} != '' |
|| select_one yn | has | Has one | يملك | | | | |
|| integer | many | How many | كم | | | | ${has} = 'y' |
|| end_kobomatrix | | | | | | | |
| choices | list_name | name | label::English (en) | label::العربية (ar) |
|| yn | y | Yes | نعم |
|| yn | n | No | لا |
|| needs | x | Shelter | مأوى |
|| needs | z | Work | عمل |
|| things | car | Car | سيارة |
|| things | bike | Bike | دراجة |
"""


def talk() -> Interview:
    return Interview(convert(TABLE.encode(), "form.md").open())


def test_a_rating_asks_one_choice_a_row() -> None:
    interview = talk()
    assert [choice.value for choice in interview.node("/data/s/food").choices] == ["y", "n"]
    assert interview.node("/data/s").appearance == {"field-list"}


def test_a_ranking_takes_each_item_once() -> None:
    interview = talk()
    interview.answer("/data/r/first", "x")
    interview.answer("/data/r/second", "x")
    assert not interview.node("/data/r/second").valid
    interview.answer("/data/r/second", "z")
    assert interview.node("/data/r/second").valid


def test_a_table_asks_every_column_for_every_row_in_both_languages() -> None:
    interview = talk()
    assert not interview.node("/data/m").relevant
    interview.answer("/data/a", "x")
    interview.answer("/data/m/m_car/m_car_has", "y")
    assert interview.node("/data/m/m_car/m_car_many").relevant
    assert not interview.node("/data/m/m_bike/m_bike_many").relevant
    assert interview.node("/data/m/m_bike", "العربية (ar)").label == "دراجة"


def test_a_group_of_kobo_that_never_ends_is_refused() -> None:
    with pytest.raises(FormRefused):
        open_file(TABLE.replace("end_kobomatrix", "note").encode(), "form.md")


@pytest.mark.parametrize("text", [b"name_key,name\nmango,Mango\n", b"a;b\n1;2\n", b"one\n"])
def test_a_csv_that_is_a_list_says_so(text: bytes) -> None:
    with pytest.raises(FormRefused) as caught:
        open_file(text, "fruits.csv")
    assert "plain list" in caught.value.problem
