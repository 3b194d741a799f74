"""Who is set up on this computer: what the lock screen shows before anyone has typed a word."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.clock import utc
from app.errors import SanadError
from app.language import fold
from app.settings import Language
from app.vault.folder import Folder


@dataclass(frozen=True, slots=True)
class VaultRow:
    """One officer on the lock screen. `problem`: why the key file can't be read, if it can't.
    `recovered`: when holders' cards opened the records, if nobody who opened them since has seen it."""

    id: str
    name: str
    role: str
    language: Language
    problem: SanadError | None = None
    recovered: datetime | None = None


def vaults(home: Path) -> list[VaultRow]:
    """Everyone who is set up on this computer, by name."""
    vault_rows = []
    for folder in Folder.all(home):
        try:
            key_file = folder.key_file()
            at = folder.recovery()
            vault_rows.append(
                VaultRow(
                    id=key_file.vault.hex(),
                    name=key_file.officer,
                    role=key_file.role,
                    language=key_file.language,
                    recovered=None if at is None else utc(at),
                )
            )
        except SanadError as error:
            vault_rows.append(VaultRow(folder.path.name, "", "", "en", error))
    return sorted(vault_rows, key=lambda row: (row.problem is not None, fold(row.name)))
