"""A draft stays with its version until somebody who saw the difference moves it."""

import pytest

from app.casework.cases import queries
from app.casework.interviews import interview
from app.casework.questionnaires import forms, versions
from app.vault import drafts

OLD = """
| survey   |               |       |                     |
|          | type          | name  | label::English (en) |
|          | text          | who   | Who                 |
|          | integer       | hours | Hours a day         |
|          | select_one k  | kind  | What kind           |
|          | text          | gone  | Favourite colour    |
|          | begin_repeat  | child | Children            |
|          | text          | name  | Name                |
|          | end_repeat    |       |                     |
|          | text          | moved | Where               |
| choices  |               |       |                     |
|          | list_name     | name  | label::English (en) |
|          | k             | farm  | Farm                |
|          | k             | sea   | Sea                 |
| settings |               |       |                     |
|          | form_title    | form_id | version           |
|          | Versions      | versions | 1                |
"""
NEW = (
    OLD.replace("| versions | 1 ", "| versions | 2 ")
    .replace("|          | text          | gone  | Favourite colour    |\n", "")
    .replace("|          | k             | sea   | Sea                 |\n", "")
    .replace("Hours a day         ", "Hours in a day      ")
    .replace(
        "|          | text          | moved | Where               |\n",
        "|          | begin_group   | more  | More                |\n"
        "|          | text          | moved | Where               |\n"
        "|          | text          | fresh | And then            |\n"
        "|          | end_group     |       |                     |\n",
    )
)


@pytest.fixture
def adds(at_work, tmp_path):
    def add(text):
        file = tmp_path / "versions.md"
        file.write_text(text, "utf-8")
        return forms.add(at_work, file).row.hash

    return add


@pytest.fixture
def live(at_work, adds):
    live = interview.start(at_work, adds(OLD))
    child, changes = live.interview.add("/data/child")
    interview.keep(at_work, live.draft_id, changes.answers)
    for ref, text in {
        "/data/who": "Sunita",
        "/data/hours": "14",
        "/data/kind": "sea",
        "/data/gone": "blue",
        f"{child}/name": "Mina",
        "/data/moved": "Mahboula",
    }.items():
        interview.keep(at_work, live.draft_id, live.interview.answer(ref, text).answers)
    return live


def test_a_draft_stays_with_the_version_it_began_with(at_work, live, adds):
    with pytest.raises(versions.NoNewer):
        versions.look(at_work, live.draft_id)
    new = adds(NEW)
    assert versions.look(at_work, live.draft_id).offered.hash == new
    assert interview.resume(at_work, live.draft_id).form.version == "1"


def test_the_difference_is_told_and_changes_nothing(at_work, live, adds):
    adds(NEW)
    told = versions.look(at_work, live.draft_id)
    assert {each.question for each in told.kept_lines} == {"Who", "Name"}
    assert {(each.earlier, each.question) for each in told.changed} == {
        ("Hours a day", "Hours in a day"),
        ("Where", "Where"),
    }
    assert {(each.question, each.answer) for each in told.retired} == {
        ("What kind", "Sea"),
        ("Favourite colour", "blue"),
    }
    assert [each.question for each in told.fresh] == ["And then"]
    assert interview.resume(at_work, live.draft_id).form.version == "1"


def test_a_moved_draft_keeps_its_answers_and_what_was_retired_to_the_end(at_work, live, adds):
    adds(NEW)
    versions.move(at_work, live.draft_id)
    moved = interview.resume(at_work, live.draft_id)
    values = moved.interview.values()
    assert moved.form.version == "2"
    assert values["/data/who"] == "Sunita"
    assert values["/data/more/moved"] == "Mahboula"
    assert "Mina" in values.values()
    draft = drafts.one(at_work.reading(), bytes.fromhex(live.draft_id))
    assert {each.answer for each in versions.drawer_of(draft.meta)} == {"Sea", "blue"}
    done = interview.finish(at_work, live.draft_id)
    (told,) = queries.case(at_work, done.case_id).interviews
    assert told.version == "2"
    assert {(each.question, each.version) for each in told.retired} == {("What kind", "1"), ("Favourite colour", "1")}


def test_a_draft_is_moved_to_what_was_looked_at_and_nothing_else(at_work, live, adds):
    seen = versions.look(at_work, live.draft_id) if adds(NEW) else None
    adds(NEW.replace("versions | 2", "versions | 3"))
    with pytest.raises(versions.NoNewer):
        versions.move(at_work, live.draft_id, seen.offered.hash)
    assert interview.resume(at_work, live.draft_id).form.version == "1"


def test_a_case_keeps_the_form_it_was_taken_with(at_work, live, adds):
    done = interview.finish(at_work, live.draft_id)
    adds(NEW)
    (told,) = queries.case(at_work, done.case_id).interviews
    assert told.version == "1"
    assert forms.load(at_work, told.form_hash).version == "1"
