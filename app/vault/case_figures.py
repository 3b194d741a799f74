"""What figures are counted from, case by case: made from the log, never the truth itself."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from app.vault.database import Database, Writer
from app.vault.table import Table, column


@dataclass(frozen=True, slots=True)
class FigureRow:
    """Beside `app.vault.cases.IndexRow`. `status`: decided and in force, since `decided` (seconds since 1970, 0
    for never). `outcome`: how it was closed. `employer`, `recruiter`: folded names, empty for a restricted
    case."""

    case: bytes = field(metadata=column("case_id"))
    status: str
    decided: int
    outcome: str
    employer: str
    recruiter: str


@dataclass(frozen=True, slots=True)
class FigurePart:
    """Whom or what of a case figures count by itself. `kind`: as a table's unit is called; `part`: the id of a
    person or proceeding, the same in each case of a group that shares it. `sex`, `nationality`: codes, "" where
    they are not recorded and for a restricted case."""

    case: bytes = field(metadata=column("case_id"))
    kind: str
    part: bytes
    sex: str = ""
    nationality: str = ""


class CountedCase(NamedTuple):
    """What figures know of a case."""

    case: bytes
    opened: int
    closed_at: int
    officer: bytes
    stage: str
    sex: str
    age_group: str
    nationality: str
    sector: str
    exploitation: str
    kinds: str
    restricted: int
    status: str
    decided: int
    outcome: str


_FIGURES = Table(FigureRow, "case_figure")
_PARTS = Table(FigurePart, "case_figure_part")
_COLUMNS = ", ".join(
    f"c.{name}"
    for name in (
        "case_id", "opened", "closed_at", "officer", "stage", "sex", "age_group", "nationality",
        "sector", "exploitation", "kinds", "restricted",
    )
) + ", f.status, f.decided, f.outcome"  # fmt: skip


def keep(writer: Writer, row: FigureRow, parts: Iterable[FigurePart] = ()) -> None:
    """`parts`: all of the case."""
    remove(writer, row.case)
    _FIGURES.keep(writer, row)
    _PARTS.add(writer, parts)


def remove(writer: Writer, case: bytes) -> None:
    for table in (_FIGURES, _PARTS):
        writer.run(f"DELETE FROM {table.name} WHERE case_id = ?", (case,))  # noqa: S608


def parts(database: Database, kind: str) -> list[FigurePart]:
    return _PARTS.rows(database, "WHERE kind = ? ORDER BY case_id, part", (kind,))


def counted(database: Database) -> Iterator[CountedCase]:
    """Every person's case."""
    return (
        CountedCase._make(row)
        for row in database.rows(
            f"SELECT {_COLUMNS} FROM case_row AS c JOIN case_figure AS f ON f.case_id = c.case_id "  # noqa: S608
            "WHERE c.visit = 0"
        )
    )


def repeated(database: Database, column: str, minimum: int) -> list[tuple[str, list[bytes]]]:
    """Names that several cases have, with the cases, those of most cases first."""
    if column not in ("employer", "recruiter"):
        raise ValueError(column)
    by_name: dict[str, list[bytes]] = {}
    for name, case in database.rows(
        f"SELECT {column}, case_id FROM case_figure WHERE {column} <> '' ORDER BY {column}, case_id"  # noqa: S608
    ):
        by_name.setdefault(name, []).append(case)
    often = [(name, cases) for name, cases in by_name.items() if len(cases) >= minimum]
    return sorted(often, key=lambda entry: (-len(entry[1]), entry[0]))
