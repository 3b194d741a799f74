"""The six words that two screens compare, in both languages, as large as a page allows."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.language import direction_of
from app.ui import theme
from app.ui.labels import Label, plain
from app.ui.parts import Box, Grid, layouts, wraps


class _Line(Box):
    """Six words of one language; the first stands where that language begins to read."""

    def __init__(self, words: Sequence[str]) -> None:
        super().__init__("surface", "edge", margins=(16, 14, 16, 14))
        right = direction_of(words[0] if words else "") == "rtl"
        grid = Grid(columns=3, least_width=118, gap=8, right=right)
        for number, word in enumerate(words, 1):
            grid.add(self._word(number, word))
        self.inside.addWidget(grid)
        self.setAccessibleName(" ".join(words))

    @staticmethod
    def _word(number: int, word: str) -> QWidget:
        return layouts.column_widget(
            Label(lambda w: w.number(number), "small", "ink2", align="center"),
            Label(plain(word), "display", align="center"),
            wrap=True,
        )


class SixWords(QWidget):
    """The language of the screen first."""

    def __init__(self, words: Sequence[str], second_words: Sequence[str]) -> None:
        super().__init__()
        self.words = tuple(words)
        word_lists = [word_list for word_list in (words, second_words) if word_list]
        word_lists.sort(key=lambda word_list: (direction_of(word_list[0]) == "rtl") != theme.rtl())
        grid = Grid(columns=2, least_width=420, gap=14)
        for script_words in word_lists:
            grid.add(_Line(script_words))
        layouts.column(grid, parent=self)
        wraps(self)
