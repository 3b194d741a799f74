"""What each computer last said of itself, as the desk keeps it."""

from dataclasses import dataclass

from app.vault.database import Database, Writer


@dataclass(frozen=True, slots=True)
class ReportRow:
    """`place`: of its record in its stream. `report`: canonical bytes."""

    stream: bytes
    place: int
    at: int
    report: bytes


def keep(writer: Writer, row: ReportRow) -> None:
    """What stands later in the stream stays, whatever its clock says and whenever it comes."""
    writer.run(
        "INSERT INTO computer_report (stream, place, at, report) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (stream) DO UPDATE SET place = excluded.place, at = excluded.at, "
        "report = excluded.report WHERE excluded.place > place",
        (row.stream, row.place, row.at, row.report),
    )


def reports(database: Database) -> list[ReportRow]:
    return [
        ReportRow(*row)
        for row in database.rows("SELECT stream, place, at, report FROM computer_report")
    ]


def place_of(writer: Writer, id_: bytes) -> int:
    """Of a record in its stream."""
    return writer.number("SELECT seq FROM envelope WHERE id = ?", (id_,))
