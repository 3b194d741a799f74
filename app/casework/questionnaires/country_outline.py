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
    areas = tomllib.loads((RESOURCES / "areas.toml").read_text("utf-8"))
    return {
        code: Area(area["en"], area["ar"], tuple((a, b) for a, b in area["outline"])) for code, area in areas.items()
    }


def _sides(outline: Sequence[Place]) -> list[tuple[Place, Place]]:
    return list(zip(outline, (*outline[1:], outline[0]), strict=True))


def _inside(place: Place, outline: Sequence[Place]) -> bool:
    """Is the number of sides to the east of it odd?"""
    latitude, longitude = place
    crossed = 0
    for (a, x), (b, y) in _sides(outline):
        if (a > latitude) != (b > latitude) and longitude < (y - x) * (latitude - a) / (b - a) + x:
            crossed += 1
    return crossed % 2 == 1


def _near(place: Place, outline: Sequence[Place]) -> bool:
    return any(_from_side(place, start, end) <= _MARGIN for start, end in _sides(outline))


def _from_side(place: Place, start: Place, end: Place) -> float:
    """In degrees."""
    lon_delta, lat_delta = end[1] - start[1], end[0] - start[0]
    long = lon_delta**2 + lat_delta**2
    share = ((place[1] - start[1]) * lon_delta + (place[0] - start[0]) * lat_delta) / long if long else 0.0
    share = max(0.0, min(1.0, share))
    offset = (place[1] - start[1] - share * lon_delta, place[0] - start[0] - share * lat_delta)
    return math.hypot(*offset)
