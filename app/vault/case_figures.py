"""What figures are counted from, case by case: made from the log, never the truth itself."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from app.vault.database import Database, Writer
from app.vault.table import Table, column


@dataclass(frozen=True, slots=True)
class FigureRow:
    """Beside `app.vault.cases.IndexRow`. `status`: decided and in force, since `decided` (seconds since 1970, 0
    for never). `outcome`: how it was closed. `suspects`, `charged`, `convicted`: recorded in it. `employer`,
    `recruiter`: folded names; all but these counts are empty for a restricted case."""

    case: bytes = field(metadata=column("case_id"))
    status: str
    decided: int
    outcome: str
    suspects: int
    charged: int
    convicted: int
    employer: str
    recruiter: str


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
    suspects: int
    charged: int
    convicted: int


_FIGURES = Table(FigureRow, "case_figure")
_COLUMNS = ", ".join(
    f"c.{name}"
    for name in (
        "case_id", "opened", "closed_at", "officer", "stage", "sex", "age_group", "nationality",
        "sector", "exploitation", "kinds", "restricted",
    )
) + ", f.status, f.decided, f.outcome, f.suspects, f.charged, f.convicted"  # fmt: skip


def keep(writer: Writer, row: FigureRow) -> None:
    _FIGURES.keep(writer, row)


def remove(writer: Writer, case: bytes) -> None:
    writer.run("DELETE FROM case_figure WHERE case_id = ?", (case,))


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
