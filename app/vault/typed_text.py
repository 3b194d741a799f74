"""Words of a page or a dialog that were typed and not yet said: kept until they are, or for a month."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the lock screen loads this, and no records are open there
    from app.vault.database import Database, Writer

_MONTH_S = 31 * 86400


def keep(writer: "Writer", place: str, fields: Mapping[str, str], at: int) -> None:
    """Overwrite these fields of a place; "" forgets one. `at`: seconds since 1970."""
    for field, text in fields.items():
        if text:
            writer.run(
                "INSERT OR REPLACE INTO typed (place, field, text, at) VALUES (?, ?, ?, ?)", (place, field, text, at)
            )
        else:
            writer.run("DELETE FROM typed WHERE place = ? AND field = ?", (place, field))
    writer.run("DELETE FROM typed WHERE at < ?", (at - _MONTH_S,))


def of(database: "Database", place: str) -> dict[str, str]:
    """Field to text."""
    return dict(database.rows("SELECT field, text FROM typed WHERE place = ?", (place,)))


def forget(writer: "Writer", place: str) -> None:
    writer.run("DELETE FROM typed WHERE place = ?", (place,))


def forget_about(writer: "Writer", id_: bytes) -> None:
    """Whatever was typed about a case or an unfinished interview, at any place."""
    writer.run("DELETE FROM typed WHERE instr(place, ?) > 0", (id_.hex(),))
