"""Chunks of attachments as sync sees them: each method one transaction (app.sync.store.Chunks)."""

from dataclasses import dataclass, field

from app.casework.exchange import record_intake
from app.casework.questionnaires import form_files, form_inbox
from app.casework.session.session import Session
from app.vault import chunks


@dataclass(frozen=True, slots=True)
class SyncChunks:
    """`_awaited`: by log, the chunks that its questionnaires wait for, of each apart."""

    session: Session
    _awaited: dict[bytes, list[set[bytes]]] = field(default_factory=dict)

    def unsent(self, limit: int) -> tuple[bytes, tuple[bytes, ...]] | None:
        unsent = chunks.unsent(self.session.vault.database, limit)
        return (unsent[0], tuple(unsent[1])) if unsent else None

    def are_there(self, case: bytes, ids: tuple[bytes, ...]) -> None:
        if ids:
            with self.session.vault.transaction() as writer:
                chunks.are_there(writer, case, ids)

    def content(self, case: bytes, id_: bytes) -> bytes | None:
        return chunks.content_of(self.session.vault.database, case, id_)

    def wanted(self, but: frozenset[bytes], limit: int) -> tuple[tuple[bytes, bytes, int], ...]:
        return tuple(chunks.wanted(self.session.vault.database, but, limit))

    def keep(self, case: bytes, id_: bytes, content: bytes) -> bool:
        awaited = self._awaits(case)
        if {id_} in awaited:
            form_inbox.look_ahead(self.session, case, [content])
        with self.session.vault.transaction() as writer:
            if not chunks.keep(writer, case, id_, content):
                return False
            if {id_} in awaited:  # a questionnaire is whole with it
                record_intake.show(self.session, writer, case, set())
        self._awaited[case] = [missing_ids - {id_} for missing_ids in awaited if missing_ids != {id_}]
        return True

    def _awaits(self, case: bytes) -> list[set[bytes]]:
        if case not in self._awaited:
            self._awaited[case] = form_files.awaited(self.session, case)
        return self._awaited[case]
