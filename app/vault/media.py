"""Pictures and sounds of a questionnaire, by the hash of its XForm."""

from collections.abc import Mapping

from app.vault.database import Database, Writer


def keep(writer: Writer, form: bytes, files: Mapping[str, bytes]) -> None:
    """Those of a form, and no others from now on."""
    writer.run("DELETE FROM form_media WHERE form = ?", (form,))
    for name, content in files.items():
        writer.run("INSERT INTO form_media VALUES (?, ?, ?)", (form, name, content))


def one(source: Database | Writer, form: bytes, name: str) -> bytes | None:
    row = source.row("SELECT content FROM form_media WHERE form = ? AND name = ?", (form, name))
    return row[0] if row else None


def all_of(source: Database | Writer, form: bytes) -> dict[str, bytes]:
    return dict(source.rows("SELECT name, content FROM form_media WHERE form = ?", (form,)))


def has_some(source: Database | Writer, form: bytes) -> bool:
    return source.row("SELECT 1 FROM form_media WHERE form = ? LIMIT 1", (form,)) is not None


def forms(source: Database | Writer) -> set[bytes]:
    """The questionnaires that have some."""
    return {row[0] for row in source.rows("SELECT DISTINCT form FROM form_media")}


def sizes(source: Database | Writer, form: bytes) -> dict[str, int]:
    rows = source.rows("SELECT name, length(content) FROM form_media WHERE form = ?", (form,))
    return dict(rows)
