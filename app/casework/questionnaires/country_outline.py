"""The country that an office works in, as a rough outline: a typed place far outside is likely a slip."""

import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.casework.session import profiles
from app.casework.session.session import Session
from app.language import Words
from app.settings import RESOURCES

Place = tuple[float, float]  # latitude, longitude in degrees
_MARGIN = 0.5  # degrees around the outline: islands, waters, a rough line


@dataclass(frozen=True, slots=True)
class Area:
    """`outline`: its corners; the last joins the first."""

    en: str
    ar: str
    outline: tuple[Place, ...]

    def name(self, words: Words) -> str:
        return self.ar if words.language == "ar" else self.en

    def holds(self, place: Place) -> bool:
        """Inside, or not far outside."""
        return _inside(place, self.outline) or _near(place, self.outline)


def area_of(session: Session) -> Area | None:
    """That of the profile in use; None where no outline is known."""
    return _all().get(profiles.in_use(session).id.partition("-")[0])


@lru_cache(maxsize=1)
def _all() -> dict[str, Area]:
    told = tomllib.loads((RESOURCES / "areas.toml").read_text("utf-8"))
    return {
        code: Area(each["en"], each["ar"], tuple((a, b) for a, b in each["outline"]))
        for code, each in told.items()
    }


def _sides(outline: Sequence[Place]) -> list[tuple[Place, Place]]:
    return list(zip(outline, (*outline[1:], outline[0]), strict=True))


def _inside(place: Place, outline: Sequence[Place]) -> bool:
    """Is the number of sides to the east of it odd?"""
    up, along = place
    crossed = 0
    for (a, x), (b, y) in _sides(outline):
        if (a > up) != (b > up) and along < (y - x) * (up - a) / (b - a) + x:
            crossed += 1
    return crossed % 2 == 1


def _near(place: Place, outline: Sequence[Place]) -> bool:
    return any(_from_side(place, one, other) <= _MARGIN for one, other in _sides(outline))


def _from_side(place: Place, one: Place, other: Place) -> float:
    """In degrees."""
    across, up = other[1] - one[1], other[0] - one[0]
    long = across**2 + up**2
    share = ((place[1] - one[1]) * across + (place[0] - one[0]) * up) / long if long else 0.0
    share = max(0.0, min(1.0, share))
    off = (place[1] - one[1] - share * across, place[0] - one[0] - share * up)
    return math.hypot(*off)
