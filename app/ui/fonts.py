"""Fonts, loaded from the packages that carry them; nothing of the system's is relied on."""

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase

from app.settings import ROOT
from app.ui import tokens

PACKAGES = (
    "fontpkg_ibm_plex_sans_arabic",
    "fontpkg_noto_sans_devanagari",
    "fontpkg_noto_sans_tamil",
)
_WANTED = ("Regular", "Medium", "SemiBold", "[")
# first and last letter of a script, and the family that has it
_SCRIPTS = (("\u0900", "\u097f", "Noto Sans Devanagari"), ("\u0b80", "\u0bff", "Noto Sans Tamil"))


def _folder(package: str) -> Path | None:
    frozen = ROOT / package / "files"
    if frozen.is_dir():
        return frozen
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / "files"


@lru_cache(maxsize=1)
def load() -> tuple[str, ...]:
    """Load the families and say which are there. Needs a QGuiApplication."""
    loaded: dict[str, None] = {}
    for package in PACKAGES:
        folder = _folder(package)
        for file in sorted(folder.glob("*.ttf")) if folder else ():
            if any(part in file.name for part in _WANTED):
                number = QFontDatabase.addApplicationFont(str(file))
                loaded.update(dict.fromkeys(QFontDatabase.applicationFontFamilies(number)))
    return tuple(loaded)


@lru_cache(maxsize=2048)
def script_family(text: str) -> str | None:
    """The family for the first letter of a script that the ordinary family lacks."""
    for letter in text:
        for first, last, family in _SCRIPTS:
            if first <= letter <= last:
                return family
    return None


@lru_cache(maxsize=256)
def font(px: int, weight: int, script: str | None = None) -> QFont:
    """A font of a size; a worker's script comes first in the list, else Qt warns and misplaces."""
    font = QFont()
    font.setFamilies([script, tokens.family()] if script else [tokens.family()])
    font.setPixelSize(px)
    font.setWeight(QFont.Weight(weight))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font
