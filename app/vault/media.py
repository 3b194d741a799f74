"""Pictures and sounds of a questionnaire, by the hash of its XForm."""

from collections.abc import Mapping

from app.vault.database import Source, Writer


def keep(writer: Writer, form: bytes, files: Mapping[str, bytes]) -> None:
    """Those of a form, and no others from now on."""
    writer.run("DELETE FROM form_media WHERE form = ?", (form,))
    for name, content in files.items():
        writer.run("INSERT INTO form_media VALUES (?, ?, ?)", (form, name, content))


def one(source: Source, form: bytes, name: str) -> bytes | None:
    return source.value("SELECT content FROM form_media WHERE form = ? AND name = ?", (form, name))


def all_of(source: Source, form: bytes) -> dict[str, bytes]:
    return dict(source.rows("SELECT name, content FROM form_media WHERE form = ?", (form,)))


def has_some(source: Source, form: bytes) -> bool:
    return source.has("SELECT 1 FROM form_media WHERE form = ? LIMIT 1", (form,))


def forms(source: Source) -> set[bytes]:
    """The questionnaires that have some."""
    return set(source.column("SELECT DISTINCT form FROM form_media"))


def sizes(source: Source, form: bytes) -> dict[str, int]:
    rows = source.rows("SELECT name, length(content) FROM form_media WHERE form = ?", (form,))
    return dict(rows)
