"""What stays of an interview that did not take place: where to try again, and anonymous counts."""

from dataclasses import dataclass

from app.vault.database import Database, Writer


@dataclass(frozen=True, slots=True)
class Revisit:
    """It was not safe to talk: when, where and how to try again. Nothing else is kept."""

    n: int
    at: int
    time: str
    place: str
    how: str


def keep(writer: Writer, at: int, time: str, place: str, how: str) -> None:
    writer.run(
        "INSERT INTO revisit (at, time, place, how) VALUES (?, ?, ?, ?)", (at, time, place, how)
    )


def waiting(database: Database) -> list[Revisit]:
    rows = database.rows("SELECT n, at, time, place, how FROM revisit ORDER BY at DESC")
    return [Revisit(*row) for row in rows]


def forget(writer: Writer, n: int) -> None:
    writer.run("DELETE FROM revisit WHERE n = ?", (n,))


def count(writer: Writer, what: str, year: int) -> None:
    """One more, of whom nobody can say: a year and a number."""
    writer.run(
        "INSERT INTO tally VALUES (?, ?, 1) ON CONFLICT (what, year) DO UPDATE SET n = n + 1",
        (what, year),
    )


def counted(database: Database, what: str) -> int:
    found = database.row("SELECT coalesce(sum(n), 0) FROM tally WHERE what = ?", (what,))
    return int(found[0]) if found else 0
