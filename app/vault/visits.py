"""What stays of an interview that did not take place: where to try again, and anonymous counts."""

from dataclasses import dataclass

from app.vault.database import Database, Writer
from app.vault.table import Table


@dataclass(frozen=True, slots=True)
class Revisit:
    """No talk could be held: when, where and how to try again, why not, and who was there. Nothing of the
    person is kept. `outcome`: of OUTCOMES; `present`: as the questionnaire calls them."""

    n: int
    at: int
    time: str
    place: str
    how: str
    outcome: str = ""
    present: tuple[str, ...] = ()


_REVISITS = Table(Revisit, "revisit")


# Somebody forbade a private talk and the person did not want one are two things: never one word.
UNSAFE, OVERHEARD, FORBIDDEN, DECLINED = OUTCOMES = ("unsafe", "overheard", "forbidden", "declined")


def keep(writer: Writer, visit: Revisit) -> None:
    writer.run(
        "INSERT INTO revisit (at, time, place, how, outcome, present) VALUES (?, ?, ?, ?, ?, ?)",
        (visit.at, visit.time, visit.place, visit.how, visit.outcome, " ".join(visit.present)),
    )


def waiting(database: Database) -> list[Revisit]:
    """Where no talk was held yet, the latest first."""
    return _REVISITS.rows(database, "ORDER BY at DESC")


def forget(writer: Writer, n: int) -> None:
    writer.run("DELETE FROM revisit WHERE n = ?", (n,))


def count(writer: Writer, name: str, year: int) -> None:
    """One more, of whom nobody can say: a year and a number."""
    writer.run("INSERT INTO tally VALUES (?, ?, 1) ON CONFLICT (what, year) DO UPDATE SET n = n + 1", (name, year))


def counted(database: Database, name: str) -> int:
    return database.number("SELECT coalesce(sum(n), 0) FROM tally WHERE what = ?", (name,))
