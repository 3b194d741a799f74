"""Absences as the logs of teams tell them, one row each."""

from collections.abc import Iterable
from datetime import date

from app.case.absence import AbsenceEntry
from app.vault.database import Database, Writer

_COLUMNS = "id, person, version, event, substitute, first, last, reason, restricted, ended, set_by"


def keep(writer: Writer, absences: Iterable[AbsenceEntry]) -> None:
    """Of each the highest version stays."""
    for entry in absences:
        writer.run(
            f"INSERT INTO absence ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "  # noqa: S608
            "ON CONFLICT (id, person) DO UPDATE SET version = excluded.version, event = excluded.event, "
            "substitute = excluded.substitute, first = excluded.first, last = excluded.last, "
            "reason = excluded.reason, restricted = excluded.restricted, ended = excluded.ended, "
            "set_by = excluded.set_by "
            "WHERE (excluded.version, excluded.event) > (absence.version, absence.event)",
            (
                entry.id, entry.person, entry.version, entry.event, entry.substitute,
                entry.first.isoformat(), entry.last.isoformat(), entry.reason,
                int(entry.restricted), int(entry.ended), entry.set_by,
            ),
        )  # fmt: skip


def all_absences(source: Database | Writer) -> list[AbsenceEntry]:
    """By their first days."""
    return [
        AbsenceEntry(
            id=row[0], person=row[1], version=row[2], event=row[3], substitute=row[4],
            first=date.fromisoformat(row[5]), last=date.fromisoformat(row[6]), reason=row[7],
            restricted=bool(row[8]), ended=bool(row[9]), set_by=row[10],
        )
        for row in source.rows(f"SELECT {_COLUMNS} FROM absence ORDER BY first, id, person")  # noqa: S608
    ]  # fmt: skip
