"""How a text on paper looks: sizes in points, colours as red, green and blue up to 1."""

from dataclasses import dataclass
from typing import Literal

Colour = tuple[float, float, float]


def colour(hexadecimal: str) -> Colour:
    red, green, blue = bytes.fromhex(hexadecimal)
    return red / 255, green / 255, blue / 255


INK, INK2, LINE = colour("15262A"), colour("445558"), colour("D6DDDA")
PRIMARY, SOFT = colour("14505C"), colour("E1EDEE")


@dataclass(frozen=True, slots=True)
class Style:
    """How a text looks; lengths in points."""

    size: float = 10
    leading: float = 17
    bold: bool = False
    colour: Colour = INK
    before: float = 0
    after: float = 0
    align: Literal["start", "centre"] = "start"
