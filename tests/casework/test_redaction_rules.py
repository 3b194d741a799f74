"""What the rules of a recipient hold back, kind by kind: without a case, and quick."""

from collections.abc import Mapping
from typing import Any

import pytest

from app.case import recipient_rules
from app.case.mentions import IDENTITY, NAME, NUMBER, PLACE, Mention, MentionedFact
from app.casework.cases import redaction
from app.casework.cases.covered_text import MARK, Sweep
from app.casework.cases.redaction import TextsNotReviewed, Withheld
from app.form import open_file

FORM = """
| survey   |            |         |         |                  |                        |
|          | type       | name    | label   | bind::sanad:fact | bind::sanad:restricted |
|          | text       | who     | Who     | name             |                        |
|          | text       | staying | Where   | shelter_place    | hidden                 |
| settings |            |         |         |                  |                        |
|          | form_title | form_id | version | namespaces       | attribute::sanad:part  |
|          | A visit    | visit   | 1       | sanad="urn:sanad:form" | {part}           |
"""


def rules(**what: Any) -> recipient_rules.RecipientRules:
    what = {key: frozenset(value) if isinstance(value, set) else value for key, value in what.items()}
    return recipient_rules.RecipientRules(id="ngo", version=1, name={}, **what)


def held(*what: str, **of: Any) -> Withheld:
    """These kinds stay, by rules that say `of`."""
    return Withheld(frozenset(what), rules=rules(**of))


# -- files ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("may_go", "stays"),
    [
        (recipient_rules.ALL_FILES, [False, False]),
        (recipient_rules.CHOSEN_FILES, [False, True]),
        (recipient_rules.NO_FILES, [True, True]),
    ],
)
def test_files_go_all_or_as_they_were_chosen_or_none_and_are_counted(may_go: str, stays: list[bool]):
    withheld = Withheld(rules=rules(files=may_go), files=frozenset({"chosen"}))
    assert [withheld.file(name) for name in ("chosen", "other")] == stays
    assert withheld.counted[redaction.FILES] == stays.count(True)
    assert withheld.given[redaction.FILES] == stays.count(False)
    colleagues = Withheld()
    assert not colleagues.file("other")
    assert not colleagues.given  # of what goes to colleagues nothing is counted


# -- what is covered in a text -------------------------------------------------------------------


def asked(withheld: Withheld, kind: str, label: str) -> bool:
    return withheld.asks_to_cover(Mention(0, 5, label, kind))


def test_a_name_is_covered_where_the_rules_cover_its_role_or_it_stays_itself():
    covering = held(cover={"employer"})
    assert [asked(covering, NAME, label) for label in ("employer:1", "employer", "sponsor:1", "victim", "named")] == [
        True,
        True,
        False,
        False,
        False,
    ]
    assert asked(held("name"), NAME, "victim")
    assert not asked(held("name"), NAME, "named")
    assert asked(held("others"), NAME, "named")
    assert not asked(held("others"), NAME, "victim")
    assert not asked(Withheld(), NAME, "employer:1")  # for colleagues nothing is


def test_a_number_by_which_a_state_knows_somebody_is_covered_where_that_somebody_is_nobody_there():
    given = held(people_give={"witness"})
    assert [asked(given, IDENTITY, label) for label in ("victim", "named", "witness:1", "agent:1", "")] == [
        False,
        False,
        False,
        True,
        True,
    ]
    assert asked(held("identity_numbers"), IDENTITY, "victim")
    assert asked(held(cover={"witness"}, people_give={"witness"}), IDENTITY, "witness:1")
    assert asked(held("name"), IDENTITY, "victim")


def test_a_telephone_number_is_covered_where_telephones_are_but_for_her_own():
    phones = held(cover={"phones"})
    assert [asked(phones, NUMBER, label) for label in ("", "agent:1", "named", "victim")] == [True, True, True, False]
    assert [asked(held(), NUMBER, label) for label in ("", "agent:1", "named", "victim")] == [
        False,
        False,
        False,
        False,
    ]
    assert [asked(held("phone"), NUMBER, label) for label in ("", "victim")] == [True, True]
    assert asked(held(cover={"agent"}), NUMBER, "agent:1")


def test_a_place_is_covered_where_addresses_are():
    assert asked(held(cover={"addresses"}), PLACE, "victim")
    assert not asked(held(cover={"addresses"}), NAME, "victim")
    assert not asked(held(cover={"phones"}), PLACE, "victim")
    assert asked(held(cover={"sponsor"}), PLACE, "sponsor:2")


# -- texts ---------------------------------------------------------------------------------------

TEXT = "Maya saw Karim at the gate"
KARIM = ((9, 14),)


def test_a_text_goes_as_it_was_read_over_and_one_that_nobody_read_stays():
    withheld = held()
    withheld.case = b"c" * 16
    assert withheld.text("here", TEXT, "What happened") == MARK
    hash_ = redaction.hash_of(withheld.case, TEXT)
    (text,) = withheld.texts.values()
    assert (text.place, text.heading, text.text, text.hash) == ("here", "What happened", TEXT, hash_)
    assert (text.covers, text.is_read) == (None, True)
    assert list(withheld.texts) == [("here", hash_)]
    assert withheld.said() == {redaction.UNREVIEWED: 1}
    with pytest.raises(TextsNotReviewed) as refused:
        withheld.require_reviewed()
    assert refused.value.number == 1
    withheld.leaves_unreviewed = True
    withheld.require_reviewed()
    withheld = held()
    withheld.reviewed = {redaction.hash_of(b"", TEXT): KARIM}
    for place in ("here", "there", "there"):
        assert withheld.text(place, TEXT) == f"Maya saw {MARK} at the gate"
    assert withheld.said() == {redaction.COVERED: 2}
    withheld.require_reviewed()
    assert (held().text("here", " \n"), held().said()) == (" \n", {})


def test_a_text_that_goes_unread_has_what_the_rules_ask_covered():
    withheld = Withheld(rules=rules(unread=recipient_rules.UNREAD_GOES, cover={"agent"}))
    withheld.known = (MentionedFact(NAME, "Karim", "agent:1"), MentionedFact(NAME, "Maya", "victim"))
    assert withheld.text("here", TEXT) == f"Maya saw {MARK} at the gate"
    (text,) = withheld.texts.values()
    assert (text.covers, text.is_read) == (KARIM, False)
    withheld.require_reviewed()
    withheld.reviewed = {redaction.hash_of(b"", TEXT): ()}  # somebody did, and covered nothing
    assert withheld.text("there", TEXT) == TEXT
    assert [text.is_read for text in withheld.texts.values()] == [False, True]


def test_a_decision_on_a_text_is_of_its_case_alone():
    hashes = {redaction.hash_of(*of) for of in ((b"a", TEXT), (b"b", TEXT), (b"a", TEXT + "."))}
    assert len(hashes) == 3
    assert redaction.hash_of(b"a", TEXT) == redaction.digest(b"sanad text review", b"a", TEXT.encode())


def test_a_note_goes_as_a_text_does_where_its_kind_goes():
    withheld = held("notes")
    assert (withheld.note("here", TEXT, "notes"), withheld.said()) == ("", {"notes": 1})
    assert (withheld.note("here", TEXT, "course"), len(withheld.texts)) == (MARK, 1)


# -- answers -------------------------------------------------------------------------------------

BIRTH: Mapping[str, str] = {"name": "birth_date", "fact": "birth_date"}


@pytest.mark.parametrize(
    ("manner", "value", "goes"),
    [
        (recipient_rules.YEAR, "1999-03-02", "1999"),
        (recipient_rules.YEAR, "27", "25–34"),
        (recipient_rules.AGE_GROUP, "1999-03-02", "25–34"),
        (recipient_rules.YEAR, "x", MARK),
        (recipient_rules.DISTRICT, "nowhere", MARK),
        ("other", "1999-03-02", MARK),
    ],
)
def test_an_answer_goes_less_exactly_where_the_rules_say_so(manner: str, value: str, goes: str):
    withheld = Withheld(rules=rules(replaced={"birth": manner}), year=2026)
    assert withheld.shown(BIRTH, "here", value, "the answer", "Born") == goes
    assert withheld.shown(BIRTH, "here", value, "the answer", "Born") == goes
    assert withheld.said() == {redaction.REPLACED: 1}
    assert withheld.replaced == {"here"}
    given = Withheld(rules=withheld.rules, give=frozenset({"birth"}), year=2026)
    assert (given.shown(BIRTH, "here", value, "the answer"), given.said()) == ("the answer", {})
    assert Withheld(rules=withheld.rules).shown(BIRTH, "here", "", "") == ""
    assert Withheld().shown(BIRTH, "here", value, "the answer") == "the answer"


def test_what_was_typed_goes_as_a_text_and_what_was_chosen_as_it_is():
    withheld = held()
    assert withheld.shown({"name": "why", "typed": "yes"}, "here", TEXT, TEXT, "Why") == MARK
    (text,) = withheld.texts.values()
    assert (text.place, text.heading) == ("here", "Why")
    assert withheld.shown({"name": "why"}, "here", "a", "One") == "One"
    assert len(withheld.texts) == 1


def test_answers_are_counted_by_why_they_stay_and_by_what_goes():
    withheld = held("birth")
    assert withheld.answer(BIRTH)
    assert (withheld.counted["birth"], dict(withheld.given)) == (1, {})
    assert not withheld.answer({"fact": "name", "name": "name"})
    assert withheld.given["name"] == 1
    assert not withheld.answer({}, frozenset({"health", "work"}))
    assert (withheld.given["health"], withheld.given["work"]) == (1, 1)
    assert withheld.answer({}, frozenset({"birth", "work"}))
    assert (withheld.given["work"], withheld.counted["birth"]) == (1, 2)
    assert held("birth", "account").holds({}, frozenset({"birth", "account"})) == "account"
    assert withheld.said() == {"birth": 2}


def test_whoever_an_answer_names_is_covered_by_the_role_of_its_fact():
    for fact, role in (
        ("employer", "employer"),
        ("employer_file", "employer"),
        ("sponsor", "sponsor"),
        ("site", "site"),
    ):
        covering = held(cover={role})
        assert (covering.holds({"fact": fact}), covering.fact(fact)) == ("others", True), fact
        named = held(cover={role}, people_give={role})
        assert (named.holds({"fact": fact}), named.fact(fact)) == ("", False), fact
        assert held(cover={"agent"}).holds({"fact": fact}) == ""
    assert held("birth").fact("birth_date")
    assert not held("birth").fact("name")
    assert held("phone").fact("phone")


def test_kinds_and_interviews_that_stay_are_counted_and_others_are_not():
    withheld = held("custody", "intake", "interviewer_only")
    assert withheld.holds_kind("custody", 3)
    assert withheld.holds_kind("custody")
    assert not withheld.holds_kind("consents", 5)
    forms = {
        part: open_file(FORM.lstrip().replace("{part}", part).encode(), "visit.md") for part in ("intake", "screening")
    }
    assert withheld.interview(forms["intake"])
    assert not withheld.interview(forms["screening"])
    assert withheld.interview(None)
    assert withheld.view()
    assert withheld.said() == {"custody": 4, "intake": 1, "screening": 1, "interviewer_only": 1}
    form = forms["intake"]
    places = ("/data/who", "/data/staying", "/data/nowhere")
    assert redaction.hidden(form, places) == {"/data/staying"}
    assert redaction.extras_of(form, "/data/nowhere") == {}
    assert redaction.extras_of(form, "/data/staying")["name"] == "staying"


# -- whose choice it is --------------------------------------------------------------------------


def test_a_choice_for_an_agency_is_made_again_for_another_and_kept_for_the_same():
    choice = redaction.chosen("prosecution", ["account"], ["phone"])
    choice.files, choice.leaves_unreviewed = frozenset({"a file"}), True
    assert choice.for_agency("prosecution") is choice
    other = choice.for_agency("shelter")
    assert (other.agency, other.hold, other.give) == ("shelter", choice.hold, choice.give)
    assert (other.files, other.leaves_unreviewed) == (choice.files, True)
    assert other.rules is not None
    assert other.rules.id == "shelter"
    assert ("account" in other.what, "phone" in other.what) == (True, False)


def test_what_was_counted_is_left_where_it_was_by_one_that_begins_anew():
    withheld = held("custody")
    withheld.holds_kind("custody")
    withheld.given["name"] += 1
    withheld.replaced.add("here")
    withheld.text("here", TEXT)
    anew = withheld.anew()
    assert (anew.said(), dict(anew.given), anew.texts, anew.replaced) == ({}, {}, {}, set())
    assert (anew.what, anew.rules) == (withheld.what, withheld.rules)
    assert withheld.said() == {"custody": 1, redaction.REPLACED: 1, redaction.UNREVIEWED: 1}
    anew.learn(withheld)
    assert anew.said() == withheld.said()
    assert anew.replaced is not withheld.replaced


def test_who_stands_there_by_name_is_said_by_the_rules_and_colleagues_see_all():
    given = held(people_give={"witness"})
    assert [given.names(role) for role in ("witness", "agent")] == [True, False]
    assert Withheld().names("agent")


def test_what_may_be_chosen_depends_on_whom_it_is_for():
    notes = redaction.chosen("prosecution", give=["interviewer_only"])
    assert {"notes", "interviewer_only"} <= notes.give
    assert not {"notes", "interviewer_only"} & notes.what
    assert redaction.chosen("", give=["hidden_answers"]).hidden is False
    assert redaction.chosen("").hidden is True
    for agency, recipient in (("prosecution", ""), ("", "prosecutor")):
        with pytest.raises(redaction.NeverLeaves):
            redaction.chosen(agency, give=["hidden_answers"], recipient=recipient)
    with pytest.raises(redaction.NeverGoesThere) as never:
        redaction.chosen("embassy", give=["protection", "danger"])
    assert (never.value.name, never.value.recipient) == ("danger", "embassy")
    own = rules(give={"name"})
    mine = redaction.chosen("prosecution", rules=own)
    assert mine.rules is own
    assert "name" not in mine.what
    assert "birth" in mine.what
    assert redaction.chosen("", ["birth"]).what == {"birth"}


def test_what_kind_of_information_an_answer_is_says_its_question_its_fact_or_its_name():
    assert redaction.information_of({"name": "of_nobody", "kind": "health work"}) == {"health", "work"}
    assert redaction.information_of({"name": "of_nobody", "fact": "birth_date"}) == {"birth"}
    assert redaction.information_of({"name": "of_nobody"}) == {"unsorted"}
    assert redaction.information_of({}) == redaction.information_of({"name": ""})
    form = open_file(FORM.lstrip().replace("{part}", "intake").encode(), "visit.md")
    who, staying = (redaction.extras_of(form, f"/data/{name}") for name in ("who", "staying"))
    assert (who["name"], who["fact"], "typed" in who, "aside" in who) == ("who", "name", False, False)
    assert (staying["restricted"], staying["typed"]) == ("hidden", "yes")


def test_what_was_held_back_keeps_the_names_under_which_records_and_files_say_it():
    assert (
        redaction.UNREVIEWED, redaction.COVERED, redaction.REPLACED, redaction.FILES, redaction.FILE_NAMES,
        redaction.OTHER_PEOPLE, redaction.HIDDEN_ANSWERS,
    ) == (
        "unreviewed_texts", "covered_passages", "replaced_answers", "files", "file_names", "other_people",
        "hidden_answers",
    )  # fmt: skip
    withheld = held("file_names", replaced={"birth": recipient_rules.YEAR})
    withheld.reviewed = {redaction.hash_of(b"", TEXT): KARIM}
    for text in (TEXT, "Nobody read this"):
        withheld.text("here", text)
    withheld.shown(BIRTH, "there", "1999-03-02", "2 March 1999")
    withheld.file("of nobody")
    withheld.file_name("of nobody", 1, "seen.txt")
    withheld.answer({"restricted": "hidden"})
    assert withheld.said() == {
        "covered_passages": 1,
        "unreviewed_texts": 1,
        "replaced_answers": 1,
        "files": 1,
        "file_names": 1,
        "hidden_answers": 1,
    }
    with pytest.raises(redaction.NothingOfThatName) as refused:
        redaction.chosen("", hold=["nothing"])
    known = refused.value.known.split(" ")
    assert (refused.value.name, len(known)) == ("nothing", len(set(known)))
    assert {*redaction.KINDS, *redaction.PARTS, *redaction.INFORMATION, "hidden_answers"} == {*known}
    for name in known:
        if name not in ("hidden_answers",):
            assert redaction.chosen("", hold=[name]).what == {name}
    with pytest.raises(redaction.NoSuchRecipient) as unknown:
        redaction.chosen("", recipient="newspaper")
    assert unknown.value.name == "newspaper"
    assert redaction.chosen("of nobody's list").rules == redaction.chosen("", recipient="other").rules
    assert redaction.chosen("embassy", recipient="prosecutor").rules.id == "embassy"


def test_a_choice_is_the_same_whatever_was_read_and_counted_with_it():
    choice = held("birth", unread=recipient_rules.UNREAD_GOES)
    assert (choice.agency, choice.recipient, choice.case, choice.year, choice.author) == ("", "", b"", 0, "")
    assert (choice.hidden, choice.is_resolved, choice.leaves_unreviewed) == (True, False, False)
    assert (choice.brought, choice.sweep, choice.known) == (None, None, ())
    used = held("birth", unread=recipient_rules.UNREAD_GOES)
    used.answer(BIRTH)
    used.given["name"] += 1
    used.reviewed = {redaction.hash_of(b"", TEXT): KARIM}
    used.known = (MentionedFact(NAME, "Karim", "agent:1"),)
    used.sweep = Sweep({"Karim": MARK})
    for text in (TEXT, "Nobody read this"):
        used.text("here", text)
    used.replaced.add("here")
    used.is_resolved = True
    assert used == choice
    for field, value in (
        ("what", frozenset()),
        ("hidden", False),
        ("agency", "embassy"),
        ("give", frozenset({"name"})),
        ("files", frozenset({"a"})),
        ("author", "Layla"),
        ("leaves_unreviewed", True),
        ("year", 2026),
    ):
        other = held("birth", unread=recipient_rules.UNREAD_GOES)
        setattr(other, field, value)
        assert other != choice, field


def test_of_a_file_s_name_an_ending_of_eight_letters_goes_and_of_nine_none():
    withheld = held("file_names")
    names = {"a.abcdefgh": "07.abcdefgh", "a.abcdefghi": "07", "a.b.TXT": "07.txt", "a.t-t": "07"}
    assert {name: withheld.file_name("id", 7, name) for name in names} == names
    assert withheld.counted["file_names"] == 4
    read = held()
    assert read.file_name("id", 7, "seen by Karim") == MARK
    assert [text.place for text in read.texts.values()] == ["file:id:name"]
