"""Every case is found by each of its words, whatever else is written anew beside it, and by no other."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.case import search_text
from app.vault import case_search, cases, database
from app.vault.cases import IndexRow
from app.vault.database import Database, Writer

KEY = bytes(32)
Keep = Callable[[Writer, int, str], None]
WORDS = ("2026", "maya", "sita", "sitara", "salem", "سالم", "قمر", "قمري")  # as they are kept


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Database]:
    made = Database.create(tmp_path / "records.db", KEY)
    yield made
    made.close()


def keep(writer: Writer, number: int, text: str) -> None:
    case = number.to_bytes(16)
    cases.keep(writer, IndexRow(case=case, reference="", name="", stage="", changed=number), text)


def keep_blindly(writer: Writer, number: int, text: str) -> None:
    """As whoever does not look first whether the text is another: the index must bear that too."""
    row = writer.row("SELECT n FROM case_row WHERE case_id = ?", (number.to_bytes(16),))
    if row is None:
        keep(writer, number, text)
    else:
        writer.run("INSERT OR REPLACE INTO case_search (rowid, text) VALUES (?, ?)", (row[0], text))


def found(records: Database, word: str) -> set[int]:
    result = case_search.search(records, word, limit=1000)
    assert result.total == len(result.rows)
    return {int.from_bytes(row.case) for row in result.rows}


def test_two_cases_written_anew_at_once_are_both_found_and_the_file_is_whole(records: Database):
    with records.transaction() as writer:
        keep(writer, 1, "2026")
        keep(writer, 2, "")
    with records.transaction() as writer:
        keep_blindly(writer, 1, "2026")
        keep_blindly(writer, 2, "2026")
    assert found(records, "2026") == {1, 2}
    assert records.integrity() == []


@pytest.mark.parametrize("kept", [keep, keep_blindly])
@pytest.mark.parametrize(("seed", "cases_at_most", "at_once"), [(1, 4, 4), (2, 4, 2), (3, 40, 20), (4, 400, 300)])
def test_cases_kept_and_removed_at_random_are_found_by_their_words_alone(
    records: Database, seed: int, cases_at_most: int, at_once: int, kept: Keep
):
    chance = random.Random(seed)
    texts: dict[int, str] = {}
    words = [*WORDS, *(f"w{n:x}" for n in range(50))]
    for _ in range(40):
        with records.transaction() as writer:
            for _ in range(chance.randint(1, at_once)):
                number = chance.randint(1, cases_at_most)
                if number in texts and not chance.randrange(6):
                    cases.remove(writer, number.to_bytes(16))
                    del texts[number]
                    continue
                if number not in texts or chance.randrange(2):
                    texts[number] = " ".join(chance.choices(words, k=chance.randint(0, 12)))
                kept(writer, number, texts[number])
        for word in WORDS:
            begin_so = {number for number, text in texts.items() if any(part.startswith(word) for part in text.split())}
            assert found(records, word) == begin_so
        assert records.integrity() == []


def test_cases_that_the_former_index_lost_are_found_once_the_records_are_brought_up(records: Database):
    migrations = database.migrations()

    def as_made(table: str, script: str) -> str:
        begin = script.index(f"TABLE {table} ")
        begin = script.rindex("CREATE", 0, begin)
        comments = (line.partition("--")[0] for line in script[begin:].splitlines())  # they may hold a semicolon
        return "\n".join(comments).partition(";")[0]

    with records.transaction() as writer:
        for table in ("case_search", "came_in"):
            writer.run(f"DROP TABLE {table}")
            writer.run(as_made(table, migrations[0]))
        newer = "conflict opened waiting by_officer nationality sex age_group sector exploitation kinds"
        for index in newer.split():
            writer.run(f"DROP INDEX case_row_{index}")
        writer.run("DROP INDEX task_kind")
        for table in ("likeness_facts", "case_figure_part", "case_figure"):
            writer.run(f"DROP TABLE {table}")
        writer.run(as_made("case_figure", migrations[24 - 20]))
        writer.run("INSERT INTO case_search (case_search, rank) VALUES ('secure-delete', 1)")
        writer.run("PRAGMA user_version = 28")
    with records.transaction() as writer:
        keep(writer, 1, "2026")
        keep(writer, 2, "")
    with records.transaction() as writer:
        keep_blindly(writer, 1, "2026")
        keep_blindly(writer, 2, "2026 sita")
    assert found(records, "2026") == {1}  # SQLite's fault, of which 0029.sql says more
    assert "checksum mismatch" in records.integrity()[0]
    brought_up = Database.open(records.file, KEY)
    assert found(brought_up, "2026") == {1, 2}
    assert found(brought_up, "sita") == {2}
    assert brought_up.integrity() == []
    brought_up.close()


def test_words_that_a_case_lost_stand_nowhere_in_the_index(records: Database):
    def in_index(word: str) -> bool:
        blocks = records.rows("SELECT block FROM case_search_data")
        return any(word.encode() in block for (block,) in blocks)

    with records.transaction() as writer:
        keep(writer, 1, "zanzibar maya")
        keep(writer, 2, "quokka maya")
    assert in_index("anzibar")
    assert in_index("uokka")
    with records.transaction() as writer:
        keep(writer, 1, "maya")
        cases.remove(writer, (2).to_bytes(16))
    assert not in_index("anzibar")
    assert not in_index("uokka")
    assert found(records, "maya") == {1}


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 100])
def test_pages_are_of_the_same_cases_however_many_are_asked_for(records: Database, limit: int):
    named, sounding = (search_text.laid_out([(search_text.NAME, name)]) for name in ("Sunita", "Sunitta"))
    with records.transaction() as writer:
        for number in range(1, 6):
            keep(writer, number, named if number % 2 else sounding)
        keep(writer, 6, search_text.laid_out([(search_text.NAME, "Samira")]))
    listed: list[int] = []
    for offset in range(0, 8, limit):
        result = case_search.search(records, "sunita", limit, offset)
        assert result.total == 5
        assert len(result.rows) <= limit
        listed += [int.from_bytes(row.case) for row in result.rows]
    assert listed == [5, 3, 1, 4, 2]  # as typed, the latest first; then those that sound so


def test_where_many_have_it_as_typed_nobody_listens_for_more(records: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(case_search, "_ENOUGH", 2)
    sounding = search_text.laid_out([(search_text.NAME, "Sunitta")])
    named = search_text.laid_out([(search_text.NAME, "Sunita")])
    with records.transaction() as writer:
        keep(writer, 1, sounding)
        for number in (2, 3):
            keep(writer, number, named)
    assert case_search.search(records, "sunita", 1).total == 3
    with records.transaction() as writer:
        keep(writer, 4, named)
    assert case_search.search(records, "sunita", 100).total == 3
