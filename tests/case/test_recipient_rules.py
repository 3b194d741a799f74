"""Rules of what goes to whom: every question is of some kind, what rules don't name stays, and a file that
gives what never goes is refused with its line."""

import pytest

from app.case import built_in_profiles, information, profile
from app.case.profile_file import NEVER_GOES, NO_RULES, TWO_WAYS, ProfileRefused, read
from app.case.profile_table import NOT_AMONG
from app.case.recipient_rules import (
    NEVER,
    PERSON_ROLES,
    RECIPIENTS,
    YEAR,
    RecipientRules,
    StageRules,
    kind_of_agency,
    never_goes,
)
from app.form import open_file
from app.settings import ROOT

KUWAIT = (profile.FOLDER / "kw-2019.toml").read_text("utf-8")
EMBASSY = """
[[recipient]]
id = "embassy"
version = 7
en = "Embassy"
ar = "سفارة"
give = ["name"]
people_give = ["witness"]
files = "none"
"""


def faults(text: str) -> list[tuple[int, str, str]]:
    with pytest.raises(ProfileRefused) as refused:
        read((KUWAIT + text).encode())
    return [(fault.line, fault.says, fault.fields.get("value", "")) for fault in refused.value.faults]


@pytest.mark.parametrize("file", sorted((ROOT / "forms").glob("*.md")), ids=lambda file: file.stem)
def test_every_question_of_our_questionnaires_is_of_some_kind(file):
    form = open_file(file.read_bytes(), file.name)
    unsorted = [
        question.name
        for question in form.questions()
        if question.kind == "question" and question.control not in ("", "note")
        if information.UNSORTED in information.kinds_of_question(question.name, question.extras.get("fact", ""))
    ]
    assert unsorted == []


def test_what_nobody_sorted_and_a_kind_that_there_is_not_stay_by_themselves():
    assert information.kinds_of_question("something_of_theirs") == {information.UNSORTED}
    assert information.kinds_of_question("name", "name", "health helath") == {"health", information.UNSORTED}
    assert information.kinds_of_field("xyz_Unknown") == {information.UNSORTED}
    assert kind_of_agency("of nobody's list") == "other"
    for rules in built_in_profiles.recipients().values():
        assert rules.never <= rules.held(("screening", "a new part"))
        assert "a new part" in rules.held(("screening", "a new part"))


def test_each_kind_of_recipient_has_rules_and_what_never_goes_is_given_by_none():
    rules = built_in_profiles.recipients()
    assert tuple(rules) == RECIPIENTS
    for each in rules.values():
        assert not (each.give | each.replaced.keys()) & never_goes(each.id)
        assert not each.people_give & each.people_number
        assert set(each.people_give | each.people_number) <= set(PERSON_ROLES)
    assert {"whereabouts", "protection"} <= NEVER["embassy"] & NEVER["foreign-authority"]


def test_a_country_has_its_own_rules_and_they_count_instead():
    (own,) = read((KUWAIT + EMBASSY).encode()).recipients
    assert (own.id, own.version, own.give, own.people_give) == (
        "embassy",
        7,
        frozenset({"name"}),
        frozenset({"witness"}),
    )


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (('["name"]', '["name", "whereabouts"]'), (NEVER_GOES, "whereabouts")),
        (('["name"]', '["name", "helath"]'), (NOT_AMONG, "helath")),
        (('["name"]\n', '["birth"]\nyear = ["birth"]\n'), (TWO_WAYS, "birth")),
        (('["witness"]', '["neighbour"]'), (NOT_AMONG, "neighbour")),
        (('"none"', '"some"'), (NOT_AMONG, "some")),
        (('id = "embassy"', 'id = "newspaper"'), (NOT_AMONG, "newspaper")),
    ],
)
def test_what_is_wrong_with_rules_is_said_with_its_line(change, fault):
    text = EMBASSY.replace(*change)
    ((line, says, value),) = faults(text)
    assert (says, value) == fault
    assert value in (KUWAIT + text).splitlines()[line - 1]


def test_a_stage_of_rules_that_there_are_not_is_a_fault():
    text = '\n[[recipient_stage]]\nrecipient = "ngo"\nstages = ["lawsuit"]\ngive = ["offences"]\n'
    assert {(says, value) for _line, says, value in faults(text)} == {(NO_RULES, "ngo"), (NEVER_GOES, "offences")}


def test_what_never_goes_to_a_recipient_stays_whatever_its_rules_give():
    rules = RecipientRules(id="embassy", version=1, name={}, give=frozenset({"name", "whereabouts"}))
    assert "name" not in rules.held(())
    assert "whereabouts" in rules.held(())


def test_what_a_stage_holds_back_goes_there_neither_as_it_is_nor_less_exactly():
    rules = RecipientRules(
        id="prosecutor",
        version=1,
        name={},
        give=frozenset({"name", "health"}),
        replaced={"birth": YEAR, "work": YEAR},
        stages=(StageRules(("court",), give=frozenset({"journey"}), hold=frozenset({"health", "birth"})),),
    )
    at_court = rules.at_stage("court")
    assert at_court.give == {"name", "journey"}
    assert set(at_court.replaced) == {"work"}
    assert {"health", "birth"} <= at_court.held(())
    assert rules.at_stage("identification") == rules


def test_a_recipient_that_nobody_has_thought_of_is_refused_what_leads_to_the_person():
    assert never_goes("court") == NEVER["other"] >= {"whereabouts", "contact", "danger"}
