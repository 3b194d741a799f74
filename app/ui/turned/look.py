"""How text looks on the screen that is turned to the person: large, in her script and its direction."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from PySide6.QtGui import QFontMetricsF

from app.language import direction_of
from app.ui import fonts, text_lines

Size = Literal["question", "answer", "button", "small"]
Sizes = dict[Size, tuple[int, int]]  # pixels of the letters and of a line

_LATIN: Sizes = {"question": (40, 56), "answer": (27, 38), "button": (21, 30), "small": (24, 34)}
_BY_CODE: dict[str, Sizes] = {
    "ar": {"question": (42, 68), "answer": (28, 46), "button": (22, 34), "small": (26, 42)},
    "ur": {"question": (34, 84), "answer": (25, 62), "button": (19, 46), "small": (23, 56)},
    "am": {"question": (38, 58), "answer": (26, 40), "button": (21, 32), "small": (24, 36)},
    "si": {"question": (37, 58), "answer": (25, 40), "button": (20, 32), "small": (24, 38)},
    "ta": {"question": (34, 54), "answer": (24, 40), "button": (19, 32), "small": (22, 36)},
    "ml": {"question": (34, 54), "answer": (24, 40), "button": (19, 32), "small": (22, 36)},
}
_HANGING: Sizes = {"question": (40, 62), "answer": (27, 42), "button": (21, 32), "small": (24, 38)}
_HANG_FROM_A_LINE = {"hi": _HANGING, "ne": _HANGING, "bn": _HANGING}
_DROP = 0.09  # of the size: what hangs from a line looks centred so
_BOLD: dict[Size, int] = {"question": 600, "answer": 400, "button": 500, "small": 400}


@dataclass(frozen=True, slots=True)
class LanguageLook:
    """`code`: of the language; `rtl`: how it runs."""

    code: str
    rtl: bool

    def lay(self, text: str, size: Size, width: int = 0, weight: int = 0) -> text_lines.Laid:
        """Text broken into lines of a width; 0 is one line. What is in another script, such as a name
        in Latin letters, runs in its own direction."""
        return _lay(text, self.code, size, width, weight or _BOLD[size], self.rtl)

    def line(self, size: Size) -> int:
        return _sizes(self.code)[size][1]

    def align(self) -> str:
        """The side on which lines begin: for `text_lines.draw`."""
        return "own"


def look_of(code: str, sample: str) -> LanguageLook:
    """Of a language; `sample`: words of it."""
    return LanguageLook(code, direction_of(sample) == "rtl")


def _sizes(code: str) -> Sizes:
    return _BY_CODE.get(code) or _HANG_FROM_A_LINE.get(code) or _LATIN


@lru_cache(maxsize=512)
def _lay(text: str, code: str, size: Size, width: int, weight: int, rtl: bool) -> text_lines.Laid:
    px, line = _sizes(code)[size]
    family = fonts.script_family(text)
    if family is None and code == "ur" and any("\u0600" <= letter <= "\u06ff" for letter in text):
        family, weight = fonts.NASTALIQ, 400  # it has no other
    font = fonts.font(px, weight, family)
    metrics = QFontMetricsF(font if family == fonts.NASTALIQ else fonts.font(px, weight))
    drop = _DROP * px if code in _HANG_FROM_A_LINE else 0
    baseline = (line - metrics.ascent() - metrics.descent()) / 2 + metrics.ascent() + drop
    return text_lines.lay_in(text, font, width, line, baseline, rtl=rtl)
