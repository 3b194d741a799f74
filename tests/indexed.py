"""What the lists and the search of somebody's records would be, made anew from the log."""

from app.vault.database import Writer
from app.vault.vault import Vault
from tests.undone import undone

TABLES = (
    "case_row", "case_row_work", "case_search", "task", "likeness", "tie", "stand_in", "match_key",
    "match_said", "case_record", "case_figure", "case_figure_part",
)  # fmt: skip


def stale(vault: Vault) -> dict[str, tuple[list[object], list[object]]]:
    """Of each table the rows that stand there and shouldn't, and those that should and don't."""
    found = {}
    with undone(vault) as writer:
        before = _tables(writer)
        for (case,) in writer.rows("SELECT case_id FROM case_row"):
            vault.reindex(writer, case)
        after = _tables(writer)
        for table in before:
            if before[table] != after[table]:
                gone = sorted(before[table] - after[table], key=repr)
                new = sorted(after[table] - before[table], key=repr)
                found[table] = (gone, new)
    return found


def _tables(writer: Writer) -> dict[str, set[object]]:
    there = {name for (name,) in writer.rows("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return {table: set(writer.rows(f"SELECT * FROM {table}")) for table in TABLES if table in there}
