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
    found = []
    for folder in Folder.all(home):
        try:
            told = folder.key_file()
            found.append(VaultRow(told.vault.hex(), told.officer, told.role, told.language))
        except SanadError as error:
            found.append(VaultRow(folder.path.name, "", "", "en", error))
    return sorted(found, key=lambda row: (row.problem is not None, fold(row.name)))
