"""Chunks of attachments as sync sees them: each method one transaction (app.sync.store.Chunks)."""

from dataclasses import dataclass

from app.casework.session import Session
from app.vault import chunks


@dataclass(frozen=True, slots=True)
class Pieces:
    session: Session

    def unsent(self, most: int) -> tuple[bytes, tuple[bytes, ...]] | None:
        found = chunks.unsent(self.session.vault.database, most)
        return (found[0], tuple(found[1])) if found else None

    def are_there(self, case: bytes, ids: tuple[bytes, ...]) -> None:
        if ids:
            with self.session.vault.transaction() as writer:
                chunks.are_there(writer, case, ids)

    def content(self, case: bytes, id_: bytes) -> bytes | None:
        return chunks.content_of(self.session.vault.database, case, id_)

    def wanted(self, but: frozenset[bytes], most: int) -> tuple[tuple[bytes, bytes, int], ...]:
        return tuple(chunks.wanted(self.session.vault.database, but, most))

    def keep(self, case: bytes, id_: bytes, content: bytes) -> bool:
        with self.session.vault.transaction() as writer:
            return chunks.keep(writer, case, id_, content)
