"""Who is set up on this computer: what the lock screen shows before anyone has typed a word."""

from dataclasses import dataclass
from pathlib import Path

from app.errors import SanadError
from app.language import fold
from app.settings import Language
from app.vault.folder import Folder


@dataclass(frozen=True, slots=True)
class VaultRow:
    """One officer on the lock screen. `problem`: why the key file can't be read, if it can't."""

    id: str
    name: str
    role: str
    language: Language
    problem: SanadError | None = None


def vaults(home: Path) -> list[VaultRow]:
    """Everyone who is set up on this computer, by name."""
    vault_rows = []
    for folder in Folder.all(home):
        try:
            key_file = folder.key_file()
            vault_rows.append(
                VaultRow(key_file.vault.hex(), key_file.officer, key_file.role, key_file.language)
            )
        except SanadError as error:
            vault_rows.append(VaultRow(folder.path.name, "", "", "en", error))
    return sorted(vault_rows, key=lambda row: (row.problem is not None, fold(row.name)))
