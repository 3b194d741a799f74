"""Files that are answers of an unfinished interview: sealed chunks, and what is told of each."""

from dataclasses import dataclass, field
from typing import Any

from app.seal import canonical
from app.vault.database import Source, Writer


@dataclass(frozen=True, slots=True)
class DraftFile:
    """`name`: the answer. `chunks`: (id, size) of each; `key` opens them."""

    name: str
    file: bytes
    key: bytes = field(repr=False)
    kind: str = ""
    size: int = 0
    hash: bytes = b""
    chunks: tuple[tuple[bytes, int], ...] = ()
    photo: dict[str, str] = field(default_factory=dict)


def put_chunk(writer: Writer, draft: bytes, id_: bytes, content: bytes) -> None:
    writer.run("INSERT OR IGNORE INTO draft_chunk (draft, id, content) VALUES (?, ?, ?)", (draft, id_, content))


def name_it(writer: Writer, draft: bytes, draft_file: DraftFile) -> None:
    """Whole from now on; chunks that no file of the draft names are destroyed."""
    writer.run(
        "INSERT OR REPLACE INTO draft_file VALUES (?, ?, ?)",
        (draft, draft_file.name, canonical.encode(_stored(draft_file))),
    )
    tidy(writer, draft)


def tidy(writer: Writer, draft: bytes) -> None:
    """Away with chunks of a file that was left off."""
    named = {id_ for draft_file in of(writer, draft) for id_, _ in draft_file.chunks}
    rows = writer.rows("SELECT id FROM draft_chunk WHERE draft = ?", (draft,))
    for id_ in {row[0] for row in rows} - named:
        writer.run("DELETE FROM draft_chunk WHERE draft = ? AND id = ?", (draft, id_))


def of(source: Source, draft: bytes) -> list[DraftFile]:
    rows = source.rows("SELECT name, told FROM draft_file WHERE draft = ?", (draft,))
    return [_read(name, canonical.decode(encoded)) for name, encoded in rows]


def one(source: Source, draft: bytes, name: str) -> DraftFile | None:
    row = source.row("SELECT told FROM draft_file WHERE draft = ? AND name = ?", (draft, name))
    return _read(name, canonical.decode(row[0])) if row else None


def chunk(source: Source, draft: bytes, id_: bytes) -> bytes | None:
    return source.value("SELECT content FROM draft_chunk WHERE draft = ? AND id = ?", (draft, id_))


def clear(writer: Writer, draft: bytes) -> None:
    """Destroy them; freed pages are overwritten."""
    writer.run("DELETE FROM draft_chunk WHERE draft = ?", (draft,))
    writer.run("DELETE FROM draft_file WHERE draft = ?", (draft,))


def _stored(draft_file: DraftFile) -> dict[str, Any]:
    return {
        "file": draft_file.file,
        "key": draft_file.key,
        "kind": draft_file.kind,
        "size": draft_file.size,
        "hash": draft_file.hash,
        "chunks": [list(chunk) for chunk in draft_file.chunks],
        "photo": draft_file.photo,
    }


def _read(name: str, details: dict[str, Any]) -> DraftFile:
    chunks = tuple((id_, size) for id_, size in details["chunks"])
    return DraftFile(
        name=name, file=details["file"], key=details["key"], kind=details["kind"], size=details["size"], hash=details["hash"], chunks=chunks,
        photo=dict(details["photo"]),
    )  # fmt: skip
