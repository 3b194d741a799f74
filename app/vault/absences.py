"""Absences as the logs of teams tell them, one row each."""

from collections.abc import Iterable

from app.case.absence import AbsenceEntry
from app.vault.database import Source, Writer
from app.vault.table import Table

_ABSENCES = Table(AbsenceEntry, "absence", key="id, person")


def keep(writer: Writer, absences: Iterable[AbsenceEntry]) -> None:
    """Of each the highest version stays."""
    newer = "(excluded.version, excluded.event) > (absence.version, absence.event)"
    for entry in absences:
        _ABSENCES.keep(writer, entry, only_if=newer)


def all_absences(source: Source) -> list[AbsenceEntry]:
    """By their first days."""
    return _ABSENCES.rows(source, "ORDER BY first, id, person")
