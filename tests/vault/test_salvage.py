"""Of records with a damaged page all that verifies comes over, and the list says what does not."""

import json
import os
import secrets
import shutil
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from app.casework.cases import attachments, queries
from app.casework.records import unlock
from app.casework.records.unlock import AlreadyThere
from app.cli import main
from app.seal.file_marker import Damaged
from app.seal.keys import digest
from app.vault import log
from app.vault.database import Database
from app.vault.folder import Folder
from app.vault.salvage import _REMADE, NothingToSalvage, SalvagedTable, salvaged
from app.vault.vault import Vault, database_key
from tests.people import PHRASE, Person, keeps_a_case
from tests.vault.test_vault import files, flip

PAGE = 4096
_HASHED = {"chunk": "content", "draft_chunk": "content", "waiting": "raw"}


@pytest.fixture
def worked(layla: Person, tmp_path: Path) -> Person:
    """Cases with pages of their own, an attachment, and rows in every other table."""
    session = layla.sets_up()
    cases = [keeps_a_case(session, f"Sample Person {n} " + secrets.token_hex(3000)) for n in range(6)]
    picture = tmp_path / "picture.bin"
    picture.write_bytes(os.urandom(50_000))
    attachments.add(session, cases[0], picture)
    session.close()
    return layla


def records_of(person: Person) -> Path:
    return next(person.home.glob("vaults/*/records-1.db"))


def rows_of(database: Database, table: str) -> list[tuple[Any, ...]]:
    return sorted(database.rows(f"SELECT * FROM {table}"), key=repr)


def tables_of(database: Database) -> list[str]:
    names = database.column("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
    return [name for name in sorted(names) if not name.startswith("sqlite_") and name not in _REMADE]


def fill(database: Database, table: str, number: int) -> None:
    """Rows of nobody, where none stand."""
    facts = database.rows("SELECT name, type FROM pragma_table_info(?)", (table,))
    values: dict[str, object] = {}
    for column, kind in facts:
        values[column] = {"BLOB": os.urandom(60), "INTEGER": number + 1}.get(kind, f"text {number}")
    if table in _HASHED:
        values["id"] = digest(values[_HASHED[table]])  # type: ignore[arg-type]
    if table == "draft_answer":
        values["draft"] = database.value("SELECT id FROM draft")
    if table == "apart":
        values |= {"id": digest(values["header"]), "body": b""}  # type: ignore[arg-type]
    marks = ", ".join("?" * len(values))
    with database.transaction() as writer:
        writer.run(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", tuple(values.values()))


@pytest.fixture
def filled(worked: Person) -> tuple[Vault, Path]:
    """(the vault, its file: closed, with nothing beside it)"""
    session = worked.unlocks()
    database = session.vault.database
    database.duties = None
    for table in tables_of(database):
        if not database.rows(f"SELECT 1 FROM {table} LIMIT 1") and table not in ("envelope", "organisation"):
            for number in range(3):
                fill(database, table, number)
    session.vault.close()
    return session.vault, records_of(worked)


def salvage_into(vault: Vault, records: Path, folder: Path) -> tuple[list[SalvagedTable], dict[str, list[Any]]]:
    """What came of each table, and its rows."""
    shutil.rmtree(folder, ignore_errors=True)
    new = Folder(folder, folder / vault.id.hex())
    new.path.mkdir(parents=True)
    new.keys.write_bytes(vault.folder.keys.read_bytes())
    with (
        closing(Database.untouched(records, database_key(vault.master))) as source,
        salvaged(source, new, vault.key_file, vault.master) as (made, tables),
    ):
        return tables, {table.name: rows_of(made.database, table.name) for table in tables}


def check_list(tables: list[SalvagedTable], rows: dict[str, list[Any]], before: dict[str, list[Any]]) -> set[str]:
    """Everything came over as it was or is on the list; the tables of which something is lost."""
    touched = set()
    for table in tables:
        was = before[table.name]
        assert all(row in was for row in rows[table.name]), table.name
        assert len(rows[table.name]) == table.copied
        missing = len(was) - table.copied
        if table.all_named:
            assert missing == len(table.lost), table.name
        else:
            assert missing >= len(table.lost), table.name
        if missing:
            touched.add(table.name)
    return touched


@pytest.mark.long
def test_a_damaged_page_in_any_table_costs_its_own_rows_alone_and_they_are_named(
    filled: tuple[Vault, Path], tmp_path: Path
):
    vault, records = filled
    whole = records.read_bytes()
    with closing(Database.untouched(records, database_key(vault.master))) as database:
        before = {table: rows_of(database, table) for table in tables_of(database)}
        places = database.rows("SELECT rootpage, tbl_name FROM sqlite_master WHERE rootpage > 0 ORDER BY rootpage")
    touched: set[str] = set()
    for page, name in places:
        if page == 1 or name not in before:
            continue
        flip(records, (page - 1) * PAGE + 99)
        damaged = records.read_bytes()
        try:
            tables, rows = salvage_into(vault, records, tmp_path / "new")
        except NothingToSalvage:
            assert name in ("setting", "directory")
        else:
            lost = check_list(tables, rows, before)
            assert lost - {"draft_answer"} <= {name}, "answers of a lost draft go with it"
            touched |= lost
        assert records.read_bytes() == damaged
        records.write_bytes(whole)
    assert touched == set(before) - {"setting", "directory"} - {"organisation"}  # nobody's yet


def test_each_damaged_page_of_the_log_and_of_files_costs_no_more_than_stands_on_it(
    filled: tuple[Vault, Path], tmp_path: Path
):
    vault, records = filled
    whole = records.read_bytes()
    with closing(Database.untouched(records, database_key(vault.master))) as database:
        before = {table: rows_of(database, table) for table in tables_of(database)}
        roots = set(database.column("SELECT rootpage FROM sqlite_master"))
    names = set()
    for page in range(2, len(whole) // PAGE + 1, 5):
        if page in roots:
            continue
        flip(records, (page - 1) * PAGE + 99)
        try:
            tables, rows = salvage_into(vault, records, tmp_path / "new")
        except (NothingToSalvage, Damaged):  # the names of the tables, or the keys
            pass
        else:
            names |= check_list(tables, rows, before)
            for table in tables:
                assert len(before[table.name]) - table.copied <= 60
        records.write_bytes(whole)
    assert "envelope" in names


def test_a_value_that_ends_on_a_damaged_page_is_lost_and_not_zeros(filled: tuple[Vault, Path], tmp_path: Path):
    vault, records = filled
    long = os.urandom(400_000)  # more than the pages that were free
    with closing(Database.open(records, database_key(vault.master))) as database, database.transaction() as writer:
        writer.run("INSERT INTO setting VALUES ('long', ?)", (long,))
    whole = records.read_bytes()
    found = set()
    for page in range(len(whole) // PAGE - 6, len(whole) // PAGE + 1):
        flip(records, (page - 1) * PAGE + 99)
        try:
            _, rows = salvage_into(vault, records, tmp_path / "new")
        except (NothingToSalvage, Damaged):
            pass
        else:
            found.add(dict(rows["setting"]).get("long"))
        records.write_bytes(whole)
    assert found == {None}, "and never with zeros at its end"


def test_what_does_not_fit_its_hash_does_not_come_over(filled: tuple[Vault, Path], tmp_path: Path):
    vault, records = filled
    with closing(Database.open(records, database_key(vault.master))) as database, database.transaction() as writer:
        changed = writer.value("SELECT id FROM chunk WHERE content IS NOT NULL LIMIT 1")
        writer.run("UPDATE chunk SET content = x'00' WHERE id = ?", (changed,))
    tables, _ = salvage_into(vault, records, tmp_path / "new")
    (lost,) = [table.lost for table in tables if table.lost]
    assert [row.get("rowid") for row in lost] != [None]


def test_the_command_lays_a_backup_that_the_same_passphrase_opens_and_a_list_without_a_text(
    worked: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / "phrase").write_text(PHRASE, "utf-8")
    monkeypatch.setenv("SANAD_HOME", str(worked.home))
    monkeypatch.setenv("SANAD_PASSPHRASE_FILE", str(tmp_path / "phrase"))
    session = worked.unlocks()
    ids = [case.id for case in queries.cases(session)]
    database = session.vault.database
    numbers = dict(database.rows("SELECT n, id FROM envelope"))
    session.close()
    records = records_of(worked)
    whole = records.read_bytes()
    out = tmp_path / "salvaged"
    for page in range(len(whole) // PAGE // 2, len(whole) // PAGE):
        flip(records, page * PAGE + 99)
        before = files(worked.home)
        code, document = main(["vault", "salvage", str(out), "--json"]), json.loads(capsys.readouterr().out)
        assert files(worked.home) == before
        if code == 0:
            (log_rows,) = [row for row in document["tables"] if row["table"] == "envelope"]
            if log_rows["lost"]:
                break
            out.unlink()
        records.write_bytes(whole)
    assert {bytes.fromhex(row["id"]) for row in log_rows["lost"]} <= set(numbers.values())
    assert log_rows["copied"] + len(log_rows["lost"]) == len(numbers)
    text = (tmp_path / "salvaged.lost.json").read_text("utf-8")
    assert json.loads(text) == document["tables"]
    assert "Sample" not in text
    with pytest.raises(AlreadyThere):
        unlock.salvage(worked.home, worked.vault_id, PHRASE, out)
    damaged = records.read_bytes()
    unlock.restore(worked.home, out)
    assert [file.read_bytes() == damaged for file in worked.home.glob("vaults/replaced-*/records-1.db")] == [True]
    again = worked.unlocks()
    lost_cases = {row["case_id"] for row in log_rows["lost"]}
    readable = [case for case in ids if case not in lost_cases]
    assert readable
    assert {queries.case(again, case).name.split()[0] for case in readable} == {"Sample"}
    assert len(log.cases(again.vault.database, again.vault)) >= len(readable)
    again.close()


def test_records_whose_keys_are_damaged_are_left_and_it_is_said(worked: Person, tmp_path: Path):
    records = records_of(worked)
    session = worked.unlocks()
    (page,) = session.reading().column("SELECT rootpage FROM sqlite_master WHERE name = 'setting'")
    session.close()
    flip(records, (page - 1) * PAGE + 99)
    before = files(worked.home)
    with pytest.raises(NothingToSalvage):
        unlock.salvage(worked.home, worked.vault_id, PHRASE, tmp_path / "salvaged")
    assert files(worked.home) == before
    assert not (tmp_path / "salvaged").exists()
