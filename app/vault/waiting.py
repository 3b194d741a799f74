"""Records that came and can't be used yet, or were refused: they are tried again when more is known."""

from collections.abc import Sequence

from app.seal import envelope
from app.seal.envelope import Envelope, Kind
from app.seal.keys import digest
from app.vault.case_keys import NoKeyYet
from app.vault.database import Source, Writer
from app.vault.vault import Vault


def keep(writer: Writer, vault: Vault, raw: bytes, reason: str, envelope_id: bytes = b"") -> None:
    """Keep what can't be used yet, or was refused: it is tried again when more is known. `envelope_id`:
    the id of an envelope."""
    writer.run(
        "INSERT INTO waiting (id, raw, about, why, arrived) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET why = excluded.why",
        (digest(raw), raw, envelope_id, reason, vault.now()),
    )


def grants(source: Source) -> list[tuple[Envelope, int]]:
    """Grants that can't be used yet, for want of a team's key, and when each came."""
    grant_rows: Sequence[tuple[bytes, int]] = source.rows(
        "SELECT raw, arrived FROM waiting WHERE why = ? ORDER BY arrived, id", (NoKeyYet.kind(),)
    )
    peeked = ((envelope.peek_unverified(raw), arrived) for raw, arrived in grant_rows)
    return [(sealed, arrived) for sealed, arrived in peeked if sealed.header.kind == Kind.GRANT]


def rows(source: Source) -> list[tuple[bytes, bytes, str]]:
    """(id, bytes, why) of what waits, the oldest first."""
    waiting_rows: list[tuple[bytes, bytes, str]] = source.rows("SELECT id, raw, why FROM waiting ORDER BY arrived, id")
    return waiting_rows


def remove(writer: Writer, id_: bytes) -> None:
    writer.run("DELETE FROM waiting WHERE id = ?", (id_,))
