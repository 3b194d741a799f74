"""Cases of which headquarters has everything and this computer only what chains and receipts need:
headers and signatures. Bodies, keys, chunks and every word that was found are gone until fetched."""

from dataclasses import dataclass, field

from app.seal.envelope import Envelope, Kind
from app.seal.keys import digest
from app.vault import apart, cases
from app.vault.database import Source, Writer
from app.vault.table import Table, column


@dataclass(frozen=True, slots=True)
class ClearedCase:
    """`at`: seconds since 1970; `back`: it comes with the next sync."""

    case: bytes = field(metadata=column("case_id"))
    reference: str
    at: int
    back: bool


_CLEARED = Table(ClearedCase, "cleared")


def clear(writer: Writer, case: bytes, reference: str, at: int) -> None:
    """The caller has looked whether headquarters holds it."""
    erase = int(Kind.ERASE)
    writer.run(
        "INSERT OR IGNORE INTO away SELECT id, case_id FROM envelope WHERE case_id = ? AND kind <> ? AND body <> x''",
        (case, erase),
    )
    writer.run("UPDATE envelope SET body = x'' WHERE case_id = ? AND kind <> ? AND body <> x''", (case, erase))
    _CLEARED.keep(writer, ClearedCase(case, reference, at, back=False))
    for table in ("came_in", "fresh", "stale", "chunk"):
        writer.run(f"DELETE FROM {table} WHERE case_id = ?", (case,))  # noqa: S608
    apart.empty(writer, case)
    cases.remove(writer, case)


def cleared(source: Source) -> list[ClearedCase]:
    """The latest first."""
    return _CLEARED.rows(source, "ORDER BY at DESC, case_id")


def bring_back(writer: Writer, case: bytes) -> None:
    """With the next sync it is fetched from its beginning."""
    writer.run("UPDATE cleared SET back = 1 WHERE case_id = ?", (case,))
    writer.run("INSERT INTO fetched VALUES (?, 0, 1) ON CONFLICT (case_id) DO UPDATE SET after = 0", (case,))


def coming_back(source: Source) -> frozenset[bytes]:
    return frozenset(source.column("SELECT case_id FROM cleared WHERE back = 1"))


def is_away(source: Source, id_: bytes) -> bool:
    return source.has("SELECT 1 FROM away WHERE id = ?", (id_,))


def is_wanted(source: Source, id_: bytes) -> bool:
    """Is its body away, and shall come again?"""
    return source.has(
        "SELECT 1 FROM away AS a JOIN cleared AS c ON c.case_id = a.case_id WHERE a.id = ? AND c.back = 1", (id_,)
    )


def refill(writer: Writer, envelope: Envelope) -> bool:
    """Take an envelope's body in again; False for another body. It was verified when it first came:
    its id says that the header is the same, and the header that the body is."""
    case, id_ = envelope.header.case, envelope.id
    if digest(envelope.body) != envelope.header.body_hash:
        return False
    writer.run("UPDATE envelope SET body = ? WHERE id = ?", (envelope.body, id_))
    writer.run("DELETE FROM away WHERE id = ?", (id_,))
    writer.run("DELETE FROM cleared WHERE case_id = ?1 AND NOT EXISTS (SELECT 1 FROM away WHERE case_id = ?1)", (case,))
    return True
