"""Colours, sizes and shapes of the screens, read from resources/theme.toml."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from app.settings import RESOURCES, Language

ThemeName = Literal["light", "contrast"]
Role = Literal["display", "title", "heading", "question", "body", "label", "small"]


@dataclass(frozen=True, slots=True)
class Measure:
    """One role of text: its size, the height of its lines, its weight."""

    px: int
    line: int
    weight: int


@lru_cache(maxsize=1)
def _told() -> dict[str, Any]:
    return tomllib.loads((RESOURCES / "theme.toml").read_text("utf-8"))


def colours(theme: ThemeName) -> dict[str, str]:
    """Every colour of a theme by its name, as #RRGGBB."""
    palette: dict[str, str] = _told()[theme]
    return palette


@lru_cache(maxsize=32)
def measure(role: Role, language: Language) -> Measure:
    """The measure of a role; Arabic is taller, and its pages use its measures throughout."""
    latin_px, latin_line, arabic_px, arabic_line, weight = _told()["type"][role]
    if language == "ar":
        return Measure(arabic_px, arabic_line, weight)
    return Measure(latin_px, latin_line, weight)


def mirrored() -> frozenset[str]:
    """Icons that point, and so turn around in Arabic."""
    return frozenset(_told()["icons"]["mirrored"])


def family() -> str:
    """The family of both scripts."""
    return str(_told()["font"]["family"])
