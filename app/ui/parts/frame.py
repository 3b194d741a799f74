"""What surrounds a page: the rail of the office, the top line, and what every screen can do."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Concatenate, ParamSpec, Protocol, TypeVar

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from app.errors import N_, SanadError
from app.ui import icons, labels, navigation, officer_names, text_lines, theme
from app.ui.app_context import AppContext, StatusSummary
from app.ui.labels import Label, Text, plain, said
from app.ui.parts import layouts, scroll_bar, shapes
from app.ui.parts.boxes import Banner, Rule
from app.ui.parts.buttons import Button
from app.ui.parts.focus_ring import follow_the_eye, laid_in
from app.ui.parts.layouts import wraps
from app.ui.parts.notice import Notice
from app.ui.parts.scroll_bar import scrolling

if TYPE_CHECKING:
    from app.casework.session.session import Session

T = TypeVar("T")
D = TypeVar("D")
P = ParamSpec("P")
WITHDRAWN = N_(
    "User management has ended this computer’s access: it sends and receives nothing new. Nothing is lost: what is stored here stays. To continue, ask user management for a new invitation and join again. Take what was written here since then to user management on a USB stick; it counts once user management has vouched for it."
)
IN_CASE = N_("Done. It is recorded in the case.")
_SETTLED_MS = 300  # wrapped text needs a few rounds until the page has its height


CASES, ANYTHING = ("cases", "anything")  # what a page follows that shows any case, or all that it can change
_OF_TYPING = frozenset({"typed"})  # words that are typed and not said yet


class RecordChanges(Protocol):
    """What was written into the records (app.vault.duties)."""

    @property
    def cases(self) -> frozenset[bytes]: ...
    @property
    def tables(self) -> frozenset[str]: ...


class Screen(QWidget):
    """One page of the window."""

    wants = Signal(object)  # where to go: one of app.ui.navigation
    trouble = Signal(object)  # a SanadError for the window to put into words
    is_of_case = False  # what is done here stands in the case that the page is of
    faces_person = False  # the person reads it: the window shows nothing of the officer's meanwhile
    back_to: object = None  # a destination
    follows: frozenset[str] = frozenset()  # tables of the records, CASES or ANYTHING

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.context = context
        self.setObjectName("page")

    def read_vault(
        self,
        work: "Callable[[Session], T]",
        on_result: Callable[[T], None],
        failed: Callable[[SanadError], None] | None = None,
    ) -> None:
        """Read from the open session; without `failed` the window says what went wrong."""
        self.context.read_vault(self, work, on_result, failed)

    def write_vault(
        self,
        work: "Callable[[Session], T]",
        on_result: Callable[[T], None] = lambda _value: None,
        failed: Callable[[SanadError], None] | None = None,
    ) -> None:
        """Write into the open session; without `failed` the window says what went wrong."""
        self.context.write_vault(self, work, on_result, failed)

    def open_dialog(self, make: Callable[Concatenate[QWidget, P], D], *args: P.args, **named: P.kwargs) -> D:
        """Open a dialog of a class over the window: `open_dialog(Dialog, title, sentence, answers)`."""
        return make(self.window(), *args, **named)

    def goes(self, destination: object) -> Callable[[], None]:
        """What a button or an entry does that leads there."""
        return lambda: self.wants.emit(destination)

    def arrive(self) -> None:
        """Put the focus where the work starts."""

    def primary(self) -> None:
        """Ctrl+Enter: the one primary action."""

    def hand_over(self) -> None:
        """Before locking: hand the field being typed to whoever keeps it."""

    def forget(self) -> None:
        """It was left: let go at once of what a page shouldn't keep in memory."""

    def back(self) -> None:
        """Alt and the arrow back: to `back_to`, where a page leads back."""
        if self.back_to is not None:
            self.wants.emit(self.back_to)

    def forward(self) -> None:
        """Alt and the arrow forward."""

    def find_here(self) -> bool:
        """Ctrl+K: go to this page's own search; False where it has none, and cases are searched."""
        return False

    def is_concerned(self, changes: RecordChanges) -> bool:
        """Is something of it shown here, so that the page is to be read anew?"""
        tables = changes.tables - _OF_TYPING
        return (
            bool(self.follows & tables)
            or (CASES in self.follows and bool(changes.cases))
            or (ANYTHING in self.follows and bool(tables))
        )

    def load(self) -> None:
        """Read what is shown."""

    def synced(self) -> None:
        """A sync has ended: count anew, or show it."""

    def complain(self, _sentence: str) -> bool:
        """Show a sentence of trouble in its own place; False leaves it to the window."""
        return False

    def say_done(self, sentence: Text) -> None:
        """After a dialog: its own sentence, or that it stands in the case, where it does."""
        if sentence != IN_CASE or self.is_of_case:
            self.succeed(sentence)

    def succeed(self, _sentence: Text) -> None:
        """Say what was done, where the eye is, until it was seen; a page that has a place for it."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.colour("bg"))


class LanguageButton(Button):
    """The other language, by its own name."""

    def __init__(self) -> None:
        super().__init__(self._other, "quiet", "globe")

    def tell(self) -> None:
        super().tell()
        self.setAccessibleDescription(said(N_("The other language")))

    @staticmethod
    def _other(_w: object) -> str:
        return "English" if theme.rtl() else "العربية"


class Corner(QWidget):
    """Language and Hide: the same pixels on every page."""

    def __init__(self, screen: Screen) -> None:
        super().__init__()
        self.language = LanguageButton()
        self.language.clicked.connect(screen.goes(navigation.SwitchLanguage()))
        self.hide_now = Button(N_("Hide"), "second", "hide", key="F9", on_click=screen.goes(navigation.Hide()))
        self.hide_now.setObjectName("hide")
        layouts.row(self.language, self.hide_now, gap=8, parent=self)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)


class RailButton(Button):
    """One place of the office."""

    def __init__(self, text: Text, icon: str, *, is_current: bool, short: Text = "") -> None:
        super().__init__(text, "rail", icon)
        self.short = short or text
        self.here, self.narrow, self.low, self.number = is_current, False, False, 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def count(self, number: int) -> None:
        self.number = number
        self.setAccessibleDescription(theme.words().number(number) if number else "")
        self.update()

    def _count(self) -> str:
        return theme.words().number(self.number) if self.number else ""

    def sizeHint(self) -> QSize:
        if not self.narrow:
            return QSize(188, 48)
        return QSize(64, 52 if self.low else 60)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, 48)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.here:
            shapes.panel(painter, self, "surface", "edge" if theme.theme() == "contrast" else "")
        elif self._over:
            shapes.panel(painter, self, "bg")
        if self._ring:
            shapes.ring(painter, self)
        ink = "primary" if self.here else "ink"
        weight = 600 if self.here else 500
        if self.narrow:
            size, top = (20, 5) if self.low else (24, 6)
            icons.paint(painter, self.icon_name, (self.width() - size) // 2, top, size, ink)
            box = self.rect().adjusted(0, size + (3 if self.low else 4), 0, 0)
            line = text_lines.elided(said(self.short), "small", self.width() - 2, weight)
            text_lines.draw(painter, line, box, ink, "center")
            if self._count():
                count_x = (self.width() + size) // 2 + 5
                room = QRect(count_x, top, self.width() - count_x, size)
                if theme.rtl():
                    room.moveLeft(0)
                text_lines.draw(painter, text_lines.lay(self._count(), "small", 0, 600), room, "ink2")
            return
        icon_x = self.width() - 12 - 24 if theme.rtl() else 12
        icons.paint(painter, self.icon_name, icon_x, 12, 24, ink)
        box = self.rect().adjusted(12, 0, -46, 0) if theme.rtl() else self.rect().adjusted(46, 0, -12, 0)
        width = box.width()
        if self._count():
            number = text_lines.lay(self._count(), "label", 0, 500)
            text_lines.draw(painter, number, box, "ink2", "end")
            width -= number.width + 8
        is_cut = text_lines.lay(said(self.of), "label", 0, weight).width > width
        words = said(self.short if is_cut else self.of)
        text_lines.draw(painter, text_lines.elided(words, "label", width, weight), box, ink)


class Initial(QWidget):
    """The first letter of a name, in a circle: a face in a list is a risk."""

    def __init__(self, name: str, size: int = 40) -> None:
        super().__init__()
        self._letter = name.strip()[:1].upper()
        self.setFixedSize(size, size)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.colour("line"))
        painter.setBrush(theme.colour("primary_soft"))
        painter.drawEllipse(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        text_lines.draw(painter, text_lines.lay(self._letter, "label", 0, 600), self.rect(), "primary", "center")


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """One place of the office: its name, words, icon, where it leads; `short`: its words under the icon
    where the rail is narrow, where the others have no room there."""

    name: str
    of: Text
    icon: str
    to: object
    short: Text = ""


_ALONE = (
    NavigationEntry("home", N_("Today"), "home", navigation.Home()),
    NavigationEntry("cases", N_("Cases"), "folder", navigation.Cases()),
)
_PRACTICE = (
    NavigationEntry("practice", N_("Practice"), "play", navigation.Practice()),
    NavigationEntry("cases", N_("Cases"), "folder", navigation.Cases()),
    NavigationEntry("help", N_("Help"), "book", navigation.Help()),
)
_CAME = NavigationEntry("came_in", N_("Inbox"), "inbox", navigation.Inbox())
_POST = NavigationEntry("post", N_("USB transfer"), "send", navigation.Post())
_SYNC = NavigationEntry("sync", N_("Server"), "hq", navigation.Sync())
_DESK = (NavigationEntry("headquarters", N_("User management"), "people", navigation.People(), N_("Users")),)
_BOARD = (
    NavigationEntry("home", N_("Today"), "home", navigation.Home()),
    NavigationEntry("cases", N_("Dashboard"), "super", navigation.Cases()),
)
_FIGURES = NavigationEntry("figures", N_("Figures"), "chart", navigation.Figures())
_LAST = (
    NavigationEntry("settings", N_("Settings"), "settings", navigation.Settings()),
    NavigationEntry("help", N_("Help"), "book", navigation.Help()),
)


def places(status: StatusSummary) -> tuple[NavigationEntry, ...]:
    """Those that this officer has: who works alone has no post; where a headquarters is named, the
    stick is found on its page. Whoever practises has nothing that leads out."""
    if status.practice:
        return _PRACTICE
    shared = (_CAME, _SYNC if status.headquarters else _POST) if status.joined else ()
    own_entries = (*_BOARD, *shared, _FIGURES) if status.supervises else (*_ALONE, *shared)
    return (*own_entries, *(_DESK if status.desk else ()), *_LAST)


def _places_of(content: QWidget) -> QScrollArea:
    area = scrolling(content, "rail", "rail")
    area.setMinimumHeight(60)
    return area


class Rail(QWidget):
    """Where one is in the office, who one is, and Lock."""

    def __init__(self, screen: Screen, current: str) -> None:
        super().__init__()
        column = layouts.column(gap=4, margins=(12, 18, 12, 12), parent=self)
        self.mark = Label(N_("Sanad"), "title", "primary")
        self.mark.setContentsMargins(0, 0, 0, 0)
        column.addLayout(layouts.row(self.mark, margins=(12, 0, 12, 14)))
        self._screen, self._here = screen, current
        self._low = self._narrow = False
        self.named: dict[str, RailButton] = {}
        content = QWidget()
        self.listed = layouts.column(layouts.Stretch(), gap=4)
        self._beside_bar = QWidget()  # the longest name stands beside the bar that scrolls
        layouts.row((self.listed, 1), self._beside_bar, parent=content)
        column.addWidget(_places_of(content), 1)  # enlarged, there is no room for all: they scroll
        column.addWidget(Rule())
        officer = screen.context.officer
        self.author = QWidget()
        row = layouts.row(Initial(officer.name), gap=12, margins=(8, 12, 0, 8), parent=self.author)
        self.name = Label(plain(officer.name), "label")
        self.role = Label(officer_names.role(officer.role), "small", "ink2")
        row.addLayout(layouts.column(self.name, self.role), 1)
        column.addWidget(self.author)
        ends = N_("End practice") if screen.context.training is not None else N_("Lock")
        self.lock = RailButton(ends, "lock", is_current=False)
        self.lock.clicked.connect(screen.goes(navigation.Lock()))
        column.addWidget(self.lock)
        self.show_places(screen.context.status)

    def show_places(self, status: StatusSummary) -> None:
        """The places this officer has, with what waits there; and who that is by now."""
        if self._screen.context.open_session is not None:
            officer = self._screen.context.officer
            self.name.say(plain(officer.name))
            self.role.say(officer_names.role(officer.role))
        offered = places(status)
        if list(self.named) != [place.name for place in offered]:
            for name in [name for name in self.named if name not in {p.name for p in offered}]:
                button = self.named.pop(name)
                self.listed.removeWidget(button)
                button.hide()
                button.deleteLater()
            for at, place in enumerate(offered):
                if place.name not in self.named:
                    self.named[place.name] = self._button(place)
                    self.listed.insertWidget(at, self.named[place.name])
            self.named = {place.name: self.named[place.name] for place in offered}
        counted = (
            ("came_in", status.came_in),
            ("post", status.waiting),
            ("sync", status.unheld),
            ("headquarters", self._screen.context.joining),
        )
        for name, number in counted:
            if name in self.named:
                self.named[name].count(number)
        self.fit()

    def stand_at(self, name: str) -> None:
        """The page turned out to be another place of the office."""
        self._here = name
        for key, button in self.named.items():
            button.here = self._is_here(key)
            button.update()

    def _is_here(self, name: str) -> bool:
        return name == self._here or (name, self._here) == ("sync", "post")

    def _button(self, place: NavigationEntry) -> RailButton:
        button = RailButton(place.of, place.icon, is_current=self._is_here(place.name), short=place.short)
        button.clicked.connect(lambda: self._screen.wants.emit(place.to))
        return button

    def order(self, widget: QWidget) -> int:
        """Where Tab comes to it: as listed, wherever they are scrolled to; Lock last."""
        buttons: list[QWidget] = [*self.named.values(), self.lock]
        return buttons.index(widget) if widget in buttons else -1

    def narrow(self, small: bool, low: bool = False) -> None:
        """Icons with small words under them, where the window is narrow; closer where it is low."""
        self._narrow, self._low = small, low
        self.fit()

    def fit(self) -> None:
        small = self._narrow
        self.setFixedWidth(112 if small else 212)
        self._beside_bar.setFixedWidth(scroll_bar.WIDTH if small else 0)
        self.author.setVisible(not small)
        self.mark.setVisible(not small)
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(*((6, 12, 6, 8) if small else (12, 18, 12, 12)))
        for button in (*self.named.values(), self.lock):
            button.narrow, button.low = small, self._low
            button.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.colour("sunken"))


class TopLine(QWidget):
    """Title and second line; language and Hide at the trailing end."""

    def __init__(self, screen: Screen, title: Text, second: Text = "") -> None:
        super().__init__()
        row = layouts.row(gap=12, parent=self)
        words = layouts.column()
        self.title = Label(title, "title")
        self.second = Label(second, "small", "ink2")
        self.second.setVisible(bool(second))
        layouts.add(words, self.title, self.second, layouts.Stretch())
        self.words = words
        row.addLayout(words, 1)
        self.corner = Corner(screen)
        row.addWidget(self.corner, 0, Qt.AlignmentFlag.AlignTop)
        wraps(self)


def _told(widget: QWidget) -> tuple[str, str]:
    return widget.accessibleName(), widget.accessibleDescription()


class Canvas(QWidget):
    """Draws nothing while it is laid: of what came in one reading, Qt draws the first steps squeezed."""

    def __init__(self) -> None:
        super().__init__()
        self._laid = QTimer(self, singleShot=True)
        self._laid.timeout.connect(lambda: self.setUpdatesEnabled(True))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.setUpdatesEnabled(False)
            self._laid.start(0)
        return super().event(event)


class Office(Screen):
    """A page of the office: rail, top line, body that scrolls, and a foot if there is one."""

    done_notice: Notice | None = None  # once something was done
    reads_after_sync = False
    keeps_second_line = False  # also where the window is low: it tells two pages apart
    _is_read_by_keys = False
    _scrolled = 0  # where one was reading, while the page is laid anew

    def __init__(self, context: AppContext, current: str, title: Text, second: Text = "") -> None:
        super().__init__(context)
        self.rail = Rail(self, current)
        row = layouts.row(self.rail, parent=self)
        page = layouts.column(gap=12, margins=(0, 18, 0, 0))
        self.top = TopLine(self, title, second)
        self.withdrawn = self._of_withdrawal()
        page.addLayout(layouts.column(self.top, self.withdrawn, gap=8, margins=(32, 0, 32, 0)))
        canvas = Canvas()
        self._blocks: dict[QWidget, int] = {}  # of the body, in their order
        self.body = layouts.column(gap=16, margins=(32, 4, 32, 20), parent=canvas)
        self.area = scrolling(canvas)
        self._settling = QTimer(self, singleShot=True, interval=_SETTLED_MS)
        self._settling.timeout.connect(self._settled)
        self.area.verticalScrollBar().rangeChanged.connect(self._go_back)
        page.addWidget(self.area, 1)
        self.page = page
        row.addLayout(page, 1)
        self.withdrawn.setVisible(context.status.withdrawn)  # now that it stands in the page
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _of_withdrawal(self) -> Banner:
        """On every page of a computer that the desk has withdrawn: what that means, what to do now."""
        join = Button(N_("Join again"), "second", on_click=self.goes(navigation.Join()))
        banner = Banner(WITHDRAWN, "lock", "wait", join)
        banner.hide()
        return banner

    def succeed(self, sentence: Text) -> None:
        """Under the title, on every page but a case's own."""
        if self.done_notice is None:
            self.done_notice = Notice()
            self.done_notice.seen.connect(self.arrive)
            self.page.insertLayout(1, layouts.column(self.done_notice, margins=(32, 0, 32, 0)))
        self.done_notice.say(sentence)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.rail.narrow(self.width() < 1240, self.height() < 560)
        low = self.height() < 640 and not self.keeps_second_line
        self.top.second.setVisible(bool(said(self.top.second.of)) and not low)

    def hold_place(self) -> None:
        """Before a page is laid anew: one goes on reading where one was, as soon as the page has its
        height again."""
        self._scrolled = max(self.area.verticalScrollBar().value(), self._scrolled)
        self._settling.start()
        focused = self.focusWidget()
        if focused is not None and not self.rail.isAncestorOf(focused):
            identity = _told(focused)
            QTimer.singleShot(0, self, lambda: self._keep_focus(identity))

    def _keep_focus(self, identity: tuple[str, str]) -> None:
        """What had it may be gone with what was laid before: it goes to what is called the same now,
        else where the page begins, and never falls to Lock."""
        focused = self.focusWidget()
        if focused is None or self.rail.isAncestorOf(focused):
            canvas = self.area.widget()
            widgets = canvas.findChildren(QWidget) if canvas is not None and any(identity) else []
            matching = [widget for widget in widgets if widget.isVisibleTo(self) and _told(widget) == identity]
            if matching and matching[0].focusPolicy() & Qt.FocusPolicy.TabFocus:
                matching[0].setFocus(Qt.FocusReason.OtherFocusReason)
            else:
                self.arrive()

    def _go_back(self) -> None:
        bar = self.area.verticalScrollBar()
        if bar.maximum() >= self._scrolled > 0:
            bar.setValue(self._scrolled)

    def _settled(self) -> None:
        self._go_back()
        self._scrolled = 0

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # after the page's own reading: it waits for nothing at its side
        QTimer.singleShot(0, self, self.look_around)

    def look_around(self) -> None:
        """Count what waits at the side of the page."""
        from app.ui.sharing.status_summary import look_around

        session = self.context.open_session
        if session is not None:
            # what can't be counted is said by the page that shows it
            self.context.workers.read_vault(self, lambda: look_around(session), self.show_status, lambda _error: None)

    def show_status(self, status: StatusSummary) -> None:
        self.context.status = status
        self.withdrawn.setVisible(status.withdrawn)
        self.rail.show_places(status)
        if self.window().focusWidget() is None:
            self.arrive()  # what the work starts with was read only now
        if self.window().focusWidget() is None:
            self._read_by_keys()
        if self.context.syncing is not None:
            self.context.syncing.noticed(status)

    def synced(self) -> None:
        self.look_around()
        if self.reads_after_sync:
            self.load()

    def focusNextPrevChild(self, to_next: bool) -> bool:
        self._blocks = {block: at for at, block in enumerate(laid_in(self.body))}
        follow_the_eye(self, self._rank)
        return super().focusNextPrevChild(to_next)

    def arrive(self) -> None:
        """At whatever comes first of the page: not at the side, where Tab would begin."""
        focused = self.focusWidget()
        canvas = self.area.widget()
        if canvas is None or (focused is not None and not self.rail.isAncestorOf(focused)):
            return
        for block in laid_in(self.body):
            for widget in (block, *block.findChildren(QWidget)):
                if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisibleTo(self):
                    widget.setFocus(Qt.FocusReason.OtherFocusReason)
                    return

    def _read_by_keys(self) -> None:
        """There is nothing to press on the page: arrows scroll it."""
        self._is_read_by_keys = True
        labels.name(self.area, self.top.title.of)
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.area.setFocus(Qt.FocusReason.OtherFocusReason)

    def _rank(self, widget: QWidget) -> tuple[int, int]:
        """The places at the side from above, the top line, the page, what stands at its foot."""
        if self.rail.isAncestorOf(widget):
            return 0, self.rail.order(widget)
        if self.top.isAncestorOf(widget):
            return 1, 0
        if not self.area.isAncestorOf(widget):
            return 3, 0
        canvas, block = self.area.widget(), widget
        while (parent := block.parentWidget()) is not None and parent is not canvas:
            block = parent
        return 2, self._blocks.get(block, 0)  # what was read later stands where it is seen

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if self._is_read_by_keys:
            labels.name(self.area, self.top.title.of)
        self.update()
