"""What surrounds a page: the rail of the office, the top line, and what every screen can do."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.errors import N_
from app.ui import goto, icons, look, people, text
from app.ui.desk import Desk
from app.ui.parts import shapes
from app.ui.parts.boxes import Rule, tight, wraps
from app.ui.parts.buttons import Button
from app.ui.words import Label, Text, plain, said


class Screen(QWidget):
    """One page of the window."""

    wants = Signal(object)  # where to go: one of app.ui.goto
    trouble = Signal(object)  # a SanadError for the window to put into words

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.setObjectName("page")

    def arrive(self) -> None:
        """Put the focus where the work starts."""

    def primary(self) -> None:
        """Ctrl+Enter: the one primary action."""

    def hand_over(self) -> None:
        """Before locking: hand the field being typed to whoever keeps it."""

    def forget(self) -> None:
        """It was left: let go at once of what a page shouldn't keep in memory."""

    def back(self) -> None:
        """Alt and the arrow back."""

    def forward(self) -> None:
        """Alt and the arrow forward."""

    def complain(self, _sentence: str) -> bool:
        """Show a sentence of trouble in its own place; False leaves it to the window."""
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), look.colour("bg"))


class LanguageButton(Button):
    """The other language, by its own name."""

    def __init__(self) -> None:
        super().__init__(self._other, "quiet", "globe")

    @staticmethod
    def _other(_w: object) -> str:
        return "English" if look.rtl() else "العربية"


class Corner(QWidget):
    """Language and Hide: the same pixels on every page."""

    def __init__(self, screen: Screen) -> None:
        super().__init__()
        across = QHBoxLayout(self)
        tight(across, 8)
        self.language = LanguageButton()
        self.language.clicked.connect(lambda: screen.wants.emit(goto.OtherLanguage()))
        self.hide_now = Button(N_("Hide"), "second", "hide", key="F9")
        self.hide_now.setObjectName("hide")
        self.hide_now.clicked.connect(lambda: screen.wants.emit(goto.Hide()))
        across.addWidget(self.language)
        across.addWidget(self.hide_now)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)


class RailButton(Button):
    """One place of the office."""

    def __init__(self, of: Text, icon: str, *, here: bool) -> None:
        super().__init__(of, "rail", icon)
        self.here, self.narrow = here, False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(64, 60) if self.narrow else QSize(188, 48)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, 48)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.here:
            shapes.panel(painter, self, "surface", "edge" if look.theme() == "contrast" else "")
        elif self._over:
            shapes.panel(painter, self, "bg")
        if self._ring:
            shapes.ring(painter, self)
        ink = "primary" if self.here else "ink"
        weight = 600 if self.here else 500
        if self.narrow:
            icons.paint(painter, self.icon_name, (self.width() - 24) // 2, 6, 24, ink)
            box = self.rect().adjusted(0, 28, 0, 0)
            laid = text.elided(said(self.of), "small", self.width() - 2, weight)
            text.draw(painter, laid, box, ink, "center")
            return
        icon_x = self.width() - 12 - 24 if look.rtl() else 12
        icons.paint(painter, self.icon_name, icon_x, 12, 24, ink)
        box = (
            self.rect().adjusted(12, 0, -46, 0)
            if look.rtl()
            else self.rect().adjusted(46, 0, -12, 0)
        )
        text.draw(painter, text.lay(said(self.of), "label", 0, weight), box, ink)


class Initial(QWidget):
    """The first letter of a name, in a circle: a face in a list is a risk."""

    def __init__(self, name: str, size: int = 40) -> None:
        super().__init__()
        self._letter = name.strip()[:1].upper()
        self.setFixedSize(size, size)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(look.colour("line"))
        painter.setBrush(look.colour("primary_soft"))
        painter.drawEllipse(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        text.draw(
            painter, text.lay(self._letter, "label", 0, 600), self.rect(), "primary", "center"
        )


_PLACES = (
    ("home", N_("Today"), "home", goto.Home()),
    ("cases", N_("Cases"), "folder", goto.Cases()),
    ("settings", N_("Settings"), "filter", goto.Settings()),
    ("help", N_("Help"), "book", goto.Help()),
)


class Rail(QWidget):
    """Where one is in the office, who one is, and Lock."""

    def __init__(self, screen: Screen, here: str) -> None:
        super().__init__()
        down = QVBoxLayout(self)
        tight(down, 4, (12, 18, 12, 12))
        self.mark = Label(N_("Sanad"), "title", "primary")
        self.mark.setContentsMargins(0, 0, 0, 0)
        mark_row = QHBoxLayout()
        tight(mark_row, 0, (12, 0, 12, 14))
        mark_row.addWidget(self.mark)
        down.addLayout(mark_row)
        self.places: list[RailButton] = []
        for place, of, icon, to in _PLACES:
            button = RailButton(of, icon, here=place == here)
            button.clicked.connect(lambda _=False, to=to: screen.wants.emit(to))
            down.addWidget(button)
            self.places.append(button)
        down.addStretch()
        down.addWidget(Rule())
        officer = screen.desk.officer
        self.who = QWidget()
        across = QHBoxLayout(self.who)
        tight(across, 12, (8, 12, 0, 8))
        across.addWidget(Initial(officer.name))
        names = QVBoxLayout()
        tight(names)
        names.addWidget(Label(plain(officer.name), "label"))
        names.addWidget(Label(people.role(officer.role), "small", "ink2"))
        across.addLayout(names, 1)
        down.addWidget(self.who)
        lock = RailButton(N_("Lock"), "lock", here=False)
        lock.clicked.connect(lambda: screen.wants.emit(goto.Lock()))
        down.addWidget(lock)
        self.places.append(lock)

    def narrow(self, small: bool) -> None:
        """Icons with small words under them, where the window is narrow."""
        self.setFixedWidth(88 if small else 212)
        self.who.setVisible(not small)
        self.mark.setVisible(not small)
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(*((8, 12, 8, 8) if small else (12, 18, 12, 12)))
        for button in self.places:
            button.narrow = small
            button.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), look.colour("sunken"))


class TopLine(QWidget):
    """Title and second line; language and Hide at the trailing end."""

    def __init__(self, screen: Screen, title: Text, second: Text = "") -> None:
        super().__init__()
        across = QHBoxLayout(self)
        tight(across, 12)
        words = QVBoxLayout()
        tight(words)
        self.title = Label(title, "title")
        self.second = Label(second, "small", "ink2")
        self.second.setVisible(bool(second))
        words.addWidget(self.title)
        words.addWidget(self.second)
        words.addStretch()
        across.addLayout(words, 1)
        self.corner = Corner(screen)
        across.addWidget(self.corner, 0, Qt.AlignmentFlag.AlignTop)
        wraps(self)


def scrolling(canvas: QWidget) -> QScrollArea:
    """A page that scrolls downwards when the window is small."""
    canvas.setObjectName("canvas")
    wraps(canvas)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(canvas)
    return area


class Office(Screen):
    """A page of the office: rail, top line, body that scrolls, and a foot if there is one."""

    def __init__(self, desk: Desk, here: str, title: Text, second: Text = "") -> None:
        super().__init__(desk)
        across = QHBoxLayout(self)
        tight(across)
        self.rail = Rail(self, here)
        across.addWidget(self.rail)
        page = QVBoxLayout()
        tight(page, 12, (0, 18, 0, 0))
        top = QVBoxLayout()
        tight(top, 0, (32, 0, 32, 0))
        self.top = TopLine(self, title, second)
        top.addWidget(self.top)
        page.addLayout(top)
        canvas = QWidget()
        self.body = QVBoxLayout(canvas)
        tight(self.body, 16, (32, 4, 32, 20))
        self.area = scrolling(canvas)
        page.addWidget(self.area, 1)
        self.page = page
        across.addLayout(page, 1)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.rail.narrow(self.width() < 1240)
        low = self.height() < 640
        self.top.second.setVisible(bool(said(self.top.second.of)) and not low)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.update()
