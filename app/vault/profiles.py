"""The referral systems that the desk gave: their texts, the last in use."""

from collections.abc import Sequence

from app.vault.database import Database, Writer


def texts(source: Database | Writer) -> list[bytes]:
    """In the order in which they were given."""
    return [row[0] for row in source.rows("SELECT raw FROM profile ORDER BY n")]


def keep(writer: Writer, found: Sequence[bytes]) -> None:
    """These, and no others."""
    writer.run("DELETE FROM profile")
    for n, raw in enumerate(found, 1):
        writer.run("INSERT INTO profile (n, raw) VALUES (?, ?)", (n, raw))
