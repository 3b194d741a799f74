"""Cards that hold rows, bands, banners: white or tinted grounds with thin edges."""

from collections.abc import Callable, Iterable, Sequence
from typing import Self

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QWidget

from app.ui import icons, theme
from app.ui.labels import Label, Text
from app.ui.parts import layouts, shapes
from app.ui.parts.buttons import Button
from app.ui.parts.grid import Flow


class Icon(QLabel):
    """A picture of 24 that says nothing on its own: words stand beside it."""

    def __init__(self, name: str, colour: str = "ink2", size: int = 24) -> None:
        super().__init__()
        self._name, self._colour, self._size = name, colour, size
        self.setFixedSize(size, size)

    def paintEvent(self, _event: QPaintEvent) -> None:
        icons.paint(QPainter(self), self._name, 0, 0, self._size, self._colour)


class Box(QFrame):
    """A ground with an edge; children stack downwards."""

    def __init__(
        self,
        fill: str = "surface",
        edge: str = "line",
        *,
        radius: int = 12,
        gap: int = 0,
        margins: layouts.Margins = (0, 0, 0, 0),
    ) -> None:
        super().__init__()
        self._fill, self._edge, self._radius = fill, edge, radius
        self.inside = layouts.column(gap=gap, margins=margins, parent=self)
        layouts.wraps(self)

    def add(self, *items: layouts.Item) -> Self:
        """Put further items at its end."""
        layouts.add(self.inside, *items)
        return self

    def paintEvent(self, _event: QPaintEvent) -> None:
        shapes.panel(QPainter(self), self, self._fill, self._edge, radius=self._radius)


class Rule(QWidget):
    """A thin line between rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.colour("line"))


class Row(QWidget):
    """A title and a second line, an icon before them and one thing after them."""

    def __init__(
        self,
        title: Text,
        second: Text = "",
        icon: str = "",
        trailing: QWidget | None = None,
        *,
        tone: str = "ink2",
        least_height: int = 64,
        inset: int = 16,  # 0 where it stands beside what has none
    ) -> None:
        super().__init__()
        self._least = least_height
        self.title = Label(title, weight=500)
        self.second = Label(second, "small", "ink2")
        self.second.setVisible(bool(second))
        edge = 6 if least_height >= 64 else 4
        row = layouts.row(gap=16, margins=(inset, edge, inset if least_height >= 64 else 8, edge), parent=self)
        if icon:
            row.addWidget(Icon(icon, tone))
        words = layouts.column(layouts.Stretch(), self.title, self.second, layouts.Stretch())
        row.addLayout(words, 1)
        if trailing is not None:
            row.addWidget(trailing)
        self.setMinimumHeight(least_height)
        layouts.wraps(self)

    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(QSize(0, self._least))


class Rows(Box):
    """Rows in one card, with lines between them."""

    @classmethod
    def of(cls, rows: Iterable[QWidget]) -> "Rows":
        """With these in it."""
        return cls().add(*rows)

    def add(self, *rows: layouts.Item) -> Self:
        for row in rows:
            super().add(*([Rule()] if self.inside.count() else []), row)
        return self


class Banner(Box):
    """In the page, under the title: an icon, a sentence, at most one action. It stays until resolved."""

    def __init__(
        self,
        text: Text,
        icon: str = "wait",
        tone: str = "wait",
        action: Button | None = None,
        *,
        margins: layouts.Margins = (16, 10, 16, 10),
    ) -> None:
        fill, edge = shapes.tone_fill(tone)
        super().__init__(fill, edge, radius=8)
        self.sentence = Label(text, colour="ink" if tone == "ink2" else tone)
        row = layouts.row(Icon(icon, tone), (self.sentence, 1), gap=12, margins=margins)
        if action is not None:
            row.addWidget(action)
        self.inside.addLayout(row)
        self._tone = tone

    def paintEvent(self, event: QPaintEvent) -> None:
        self._fill, self._edge = shapes.tone_fill(self._tone)  # the colours may have changed
        super().paintEvent(event)


def heading(text: Text, trailing: QWidget | None = None) -> QWidget:
    end = [trailing] if trailing is not None else []
    return layouts.row_widget((Label(text, "heading"), 1), *end, gap=8, wrap=True)


def group(
    text: Text, body: QWidget, trailing: QWidget | None = None, *, aligned: bool = False, gap: int = 8
) -> QWidget:
    """A heading 8 above its list. `aligned` another one: as high with a button as without."""
    head = heading(text, trailing)
    if aligned:
        head.setMinimumHeight(48)
    return layouts.column_widget(head, body, gap=gap, wrap=True)


def counted(message: str, n: int) -> Text:
    """A heading with a count after it."""
    return lambda w: f"{w(message)}  {w.number(n)}" if n else w(message)


def empty(layout: QBoxLayout) -> None:
    """Take everything out of a layout, and out of those inside it."""
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item else None
        inner_layout = item.layout() if item else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif isinstance(inner_layout, QBoxLayout):
            empty(inner_layout)


# -- few -----------------------------------------------------------------------------------------
# A page with hundreds of rows would stand still.


_AT_ONCE = 8  # rows laid between two events


class Few(QWidget):
    """`make`: a row of each, made when it is count."""

    def __init__(self, make: Sequence[Callable[[], QWidget]], limit: int, *, framed: bool = True) -> None:
        """`framed`: in one card; else each stands by itself."""
        super().__init__()
        self._later = list(make[limit:])
        self.rows = Rows() if framed else Box("", "", gap=18)
        self.rows.add(*(build() for build in make[:limit]))
        column = layouts.column(self.rows, gap=4, parent=self)
        self.every = Button(lambda w: w("Show all ({n})", n=len(make)), "quiet", "down", icon_after=True)
        self.every.clicked.connect(self.show_all)
        line = Flow().add(self.every)
        column.addWidget(line)
        self._line = line
        line.setVisible(bool(self._later))
        layouts.wraps(self)

    def show_all(self) -> None:
        """A few at a time, from above; the focus goes on into what was count."""
        had_focus, count = self.every.hasFocus(), self.rows.inside.count()
        self._more()
        if had_focus:
            self._go_on_at(count)
        self._line.hide()

    def _go_on_at(self, count: int) -> None:
        for at in range(count, self.rows.inside.count()):
            item = self.rows.inside.itemAt(at)
            row = item.widget() if item is not None else None
            for widget in row.findChildren(QWidget) if row is not None else ():
                if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                    widget.setFocus(Qt.FocusReason.OtherFocusReason)
                    return

    def _more(self) -> None:
        batch, self._later = self._later[:_AT_ONCE], self._later[_AT_ONCE:]
        self.rows.add(*(build() for build in batch))
        if self._later:
            QTimer.singleShot(0, self, self._more)
