"""What each computer last said of itself, as the desk keeps it."""

from dataclasses import dataclass

from app.vault.database import Database, Writer
from app.vault.table import Table


@dataclass(frozen=True, slots=True)
class ReportRow:
    """`place`: of its record in its stream. `report`: canonical bytes."""

    stream: bytes
    place: int
    at: int
    report: bytes


_REPORTS = Table(ReportRow, "computer_report", key="stream")


def keep(writer: Writer, row: ReportRow) -> None:
    """What stands later in the stream stays, whatever its clock says and whenever it comes."""
    _REPORTS.keep(writer, row, only_if="excluded.place > place")


def reports(database: Database) -> list[ReportRow]:
    return _REPORTS.rows(database)


def place_of(writer: Writer, id_: bytes) -> int:
    """Of a record in its stream."""
    return writer.number("SELECT seq FROM envelope WHERE id = ?", (id_,))
