"""Fonts, loaded from what carries them; nothing of the system's is relied on.

Those of resources/fonts are large and seldom needed: each is loaded when its script is first met.
"""

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase

from app.settings import RESOURCES, ROOT
from app.ui import tokens

PACKAGES = ("fontpkg_ibm_plex_sans_arabic", "fontpkg_noto_sans_devanagari", "fontpkg_noto_sans_tamil")
_WANTED = ("Regular", "Medium", "SemiBold", "[")
_KEPT = RESOURCES / "fonts"
NASTALIQ = "Noto Nastaliq Urdu"
_VARIABLE = ("Noto Sans Devanagari", "Noto Sans Tamil")
# first and last letter of a script, and the family that has it
_SCRIPTS = (
    ("\u0900", "\u097f", "Noto Sans Devanagari"),
    ("\u0980", "\u09ff", "Noto Sans Bengali"),
    ("\u0b80", "\u0bff", "Noto Sans Tamil"),
    ("\u0c00", "\u0c7f", "Noto Sans Telugu"),
    ("\u0d00", "\u0d7f", "Noto Sans Malayalam"),
    ("\u0d80", "\u0dff", "Noto Sans Sinhala"),
    ("\u1200", "\u139f", "Noto Sans Ethiopic"),
)
_DANDAS = "\u0964\u0965"  # of Devanagari, and its neighbours' too


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


@lru_cache(maxsize=16)
def _kept(family: str) -> bool:
    """Load a family of resources/fonts; is it one of those?"""
    files = sorted(_KEPT.glob(f"{family.replace(' ', '')}-*.ttf"))
    return bool([QFontDatabase.addApplicationFont(str(file)) for file in files])


@lru_cache(maxsize=2048)
def script_family(text: str) -> str | None:
    """The family for the first letter of a script that the ordinary family lacks."""
    for letter in text:
        if letter in _DANDAS:
            continue
        for first, last, family in _SCRIPTS:
            if first <= letter <= last:
                _kept(family)
                return family
    return None


@lru_cache(maxsize=256)
def font(px: int, weight: int, script: str | None = None) -> QFont:
    """A font of a size; a worker's script comes first in the list, else Qt warns and misplaces."""
    if script:
        _kept(script)
    font = QFont()
    font.setFamilies([script, tokens.family()] if script else [tokens.family()])
    font.setPixelSize(px)
    font.setWeight(QFont.Weight(weight))
    if script in _VARIABLE:  # one file for all weights, which the weight alone doesn't reach
        font.setVariableAxis(QFont.Tag("wght"), weight)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font
