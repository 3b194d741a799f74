"""A damaged page of what can be made again costs nothing: it is made again at the next opening."""

import os
import secrets
from contextlib import closing
from pathlib import Path

import pytest

from app.casework.cases import attachments, queries
from app.casework.interviews import interview
from app.casework.questionnaires import forms
from app.casework.questionnaires.form_engine import engine_hash
from app.casework.records import unlock
from app.casework.records.health import PagesDamaged
from app.casework.session.session import Session
from app.seal.file_marker import Damaged
from app.seal.keys import Secret
from app.vault import case_search, cases, compiled_forms, healing
from app.vault.database import Database
from app.vault.vault import database_key
from tests.people import Person, keeps_a_case
from tests.vault.test_vault import files, flip

PAGE = 4096


FORM = """
| survey |
| | type | name | label | bind::sanad:fact |
| | text | name | Name | name |
| | select_one work | trade | What work? | |
| choices |
| | list_name | name | label |
| | work | shop | In a shop |
| | work | sheep | With sheep |
| settings |
| | form_title | form_id | version | namespaces |
| | An office’s own | own | 1 | sanad="urn:sanad:form" |
"""


def asked(session: Session, folder: Path) -> None:
    (folder / "own.md").write_text(FORM, "utf-8")
    live = interview.start(session, forms.add(session, folder / "own.md").row.hash)
    for name, text in (("name", "Sample Person asked"), ("trade", "sheep")):
        interview.keep(session, live.draft_id, live.interview.answer(f"/data/{name}", text).answers)
    interview.finish(session, live.draft_id)


@pytest.fixture
def worked(layla: Person, tmp_path: Path) -> Person:
    session = layla.sets_up()
    listed = [keeps_a_case(session, f"Sample Person {n}") for n in range(5)]
    picture = tmp_path / "picture.bin"
    picture.write_bytes(bytes(range(256)) * 40)
    attachments.add(session, listed[0], picture)
    asked(session, tmp_path)
    session.close()
    return layla


def records_of(person: Person) -> Path:
    return next(person.home.glob("vaults/*/records-1.db"))


def told(session: Session) -> dict[str, object]:
    """What lists, search and questionnaires say."""
    database = session.reading()
    listed = cases.listed(database)
    (case,) = [row.case.hex() for row in listed if row.name.endswith("asked")]
    (talk,) = queries.case(session, case).interviews
    found = case_search.search(database, "Sample Person")
    return {
        "cases": sorted((row.reference, row.name, row.stage, row.marks, row.officer) for row in listed),
        "tasks": sorted(database.rows("SELECT * FROM task")),
        "figures": sorted(database.rows("SELECT * FROM case_figure")),
        "records": sorted(database.rows("SELECT * FROM case_record")),
        "ties": sorted(database.rows("SELECT * FROM tie")),
        "alike": sorted(database.rows("SELECT * FROM likeness")),
        "found": sorted(row.reference for row in found.rows),
        "form": (
            forms.load(session, talk.form_hash).hash,
            compiled_forms.content(database, bytes.fromhex(talk.form_hash), engine_hash()) is not None,
        ),
    }


def roots(worked: Person) -> list[tuple[str, int]]:
    session = worked.unlocks()
    places = session.reading().rows("SELECT tbl_name, rootpage FROM sqlite_master WHERE rootpage > 1 ORDER BY name")
    session.close()
    return places


def is_made_again(table: str) -> bool:
    return table in (*healing._OF_CASES, *healing._OF_FORMS) or table.startswith("case_search_")


def test_a_damaged_page_of_what_can_be_made_again_costs_nothing(worked: Person):
    session = worked.unlocks()
    before = told(session)
    session.close()
    records, places = records_of(worked), roots(worked)
    whole, healed = records.read_bytes(), set[str]()
    for table, page in places:
        if not is_made_again(table):
            continue
        flip(records, (page - 1) * PAGE + 99)
        session = worked.unlocks()
        try:
            unlock.look_for_damage(session)
        except PagesDamaged:  # it was not met while opening
            session.close()
            session = worked.unlocks()
        assert told(session) == before, table
        assert unlock.check(session).ok, table
        session.close()
        assert [
            file.name for file in records.parent.iterdir() if "partial" in file.name or file.name == "damaged"
        ] == []
        healed.add(table)
        records.write_bytes(whole)
    assert healed == {table for table, _ in places if is_made_again(table)}
    assert len(healed) > 15


def test_an_index_of_the_log_is_built_again(worked: Person):
    session = worked.unlocks()
    before = told(session)
    ((page,),) = session.reading().rows("SELECT rootpage FROM sqlite_master WHERE name = 'envelope_case'")
    session.close()
    flip(records_of(worked), (page - 1) * PAGE + 99)
    session = worked.unlocks()
    with closing(session), pytest.raises(PagesDamaged):
        unlock.look_for_damage(session)
    session = worked.unlocks()
    assert told(session) == before
    assert unlock.check(session).ok
    session.close()


@pytest.mark.parametrize("table", ["envelope", "chunk", "directory", "setting"])
def test_where_a_record_is_damaged_all_stays_as_it_is(worked: Person, table: str):
    records = records_of(worked)
    session = worked.unlocks()
    master = session.vault.master
    ((page,),) = session.reading().rows("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,))
    session.close()
    flip(records, (page - 1) * PAGE + 99)
    damaged = files(worked.home)
    assert not healing.lay_anew(session.vault.folder, session.vault.key_file, master)
    assert files(worked.home) == damaged
    try:
        session = worked.unlocks()
    except Damaged:
        assert files(worked.home) == damaged
    else:
        assert not unlock.check(session).ok
        session.close()


def test_whole_records_stay_as_they_are_whatever_was_noted(worked: Person):
    before = files(worked.home)
    (records_of(worked).parent / "damaged").touch()
    session = worked.unlocks()
    assert not healing.lay_anew(session.vault.folder, session.vault.key_file, session.vault.master)
    session.close()
    after = files(worked.home)
    assert [name for name in before if name.endswith("keys") and before[name] != after[name]] == []


def test_a_page_met_in_a_list_is_noted_for_the_next_opening(worked: Person):
    session = worked.unlocks()
    before = told(session)
    session.close()
    places = dict(roots(worked))
    flip(records_of(worked), (places["case_row"] - 1) * PAGE + 99)
    session = worked.unlocks()
    with closing(session), pytest.raises(Damaged):
        told(session)
    assert (records_of(worked).parent / "damaged").exists()
    session = worked.unlocks()
    assert told(session) == before
    session.close()


def rows_of_records(records: Path, key: Secret) -> dict[str, list[tuple[object, ...]]]:
    """All but what can be made again."""
    with closing(Database.untouched(records, key)) as database:
        names = database.column("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
        return {
            name: sorted(database.rows(f"SELECT * FROM {name}"), key=repr)
            for name in names
            if not name.startswith("sqlite_") and not is_made_again(name)
        }


@pytest.mark.long
def test_whatever_page_is_damaged_no_record_is_another_afterwards(layla: Person, tmp_path: Path):
    """Also where it is the last of a long value, which SQLCipher gives as zeros."""
    session = layla.sets_up()
    listed = [keeps_a_case(session, f"Sample Person {n} " + secrets.token_hex(9000)) for n in range(6)]
    picture = tmp_path / "picture.bin"
    picture.write_bytes(os.urandom(60_000))
    attachments.add(session, listed[0], picture)
    vault, records = session.vault, records_of(layla)
    session.close()
    key = database_key(vault.master)
    before, whole = rows_of_records(records, key), records.read_bytes()
    outcomes = set()
    for page in range(2, len(whole) // PAGE + 1, 7):
        flip(records, (page - 1) * PAGE + 4000)
        damaged = records.read_bytes()
        is_anew = healing.lay_anew(vault.folder, vault.key_file, vault.master)
        outcomes.add(is_anew)
        if is_anew:
            assert rows_of_records(records, key) == before, page
        else:
            assert records.read_bytes() == damaged, page
        records.write_bytes(whole)
    assert outcomes == {True, False}
