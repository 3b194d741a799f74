"""What stands around the questions: bar, contents, foot."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.casework.questionnaires.form_parts import FURTHER, part_of
from app.errors import N_
from app.language import Words, strip_marks
from app.ui import theme
from app.ui.interview.controller import InterviewController, moment_words
from app.ui.labels import Label, Text
from app.ui.parts import Badge, Button, announce, layouts, tight
from app.ui.parts.frame import Corner, Screen

_NARROW = 900


class KeptBadge(Badge):
    """Kept, with the time; while writing its name says so at once, its look only if it lasts."""

    _short = _late = False

    def __init__(self, controller: InterviewController) -> None:
        super().__init__(N_("Saved"), "kept", "kept")
        self._taking = controller
        controller.badge.connect(self.follow)
        self.follow()

    def shorten(self, short: bool) -> None:
        """Without the time, which its name keeps."""
        if short != self._short:
            self._short = short
            self.follow()

    def follow(self) -> None:
        match self._taking.state:
            case "kept":
                if self._late:
                    announce(self, N_("Saved"))
                self._late = False
                self.say(self._kept, "kept", "kept")
            case "writing":
                self.setAccessibleName(theme.words()(N_("Saving")))
            case "late":
                if not self._late:
                    announce(self, N_("Not saved yet"))
                self._late = True
                self.say(N_("Not saved yet"), "wait", "wait")

    def _kept(self, w: Words) -> str:
        return w(N_("Saved")) if self._short else self._with_time(w)

    def _with_time(self, w: Words) -> str:
        return f"{w(N_('Saved'))} · {moment_words(self._taking.kept_at)}"

    def tell(self) -> None:
        super().tell()
        if self._short and self._taking.state == "kept":
            self.setAccessibleName(self._with_time(theme.words()))


class Sections(Button):
    """Which section of how many, and the way to the others."""

    def __init__(self) -> None:
        self._at, self._of, self._short = 1, 1, False
        super().__init__(self._told, "second", "list")

    def _told(self, w: Words) -> str:
        if self._short:
            return f"{w.number(self._at)}/{w.number(self._of)}"
        return w("Sections {number}/{total}", number=self._at, total=self._of)

    def show_at(self, at: int, total: int) -> None:
        self._at, self._of = at, total
        self.say(self._told)

    def shorten(self, short: bool) -> None:
        """The numbers alone; its name keeps the word."""
        if short != self._short:
            self._short = short
            self.say(self._told)

    def tell(self) -> None:
        super().tell()
        text = theme.words()("Sections {number}/{total}", number=self._at, total=self._of)
        self.setAccessibleName(strip_marks(text))


class Separator(QWidget):
    """A thin upright line in a bar."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.colour("line"))


class Ground(QWidget):
    """A white strip with a thin line at one side."""

    def __init__(self, side: str) -> None:
        super().__init__()
        self._side = side

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, box = QPainter(self), self.rect()
        painter.fillRect(box, theme.colour("surface"))
        painter.setPen(theme.colour("line"))
        if self._side == "below":
            painter.drawLine(box.bottomLeft(), box.bottomRight())
        elif self._side == "above":
            painter.drawLine(box.topLeft(), box.topRight())
        elif theme.rtl():
            painter.drawLine(box.topLeft(), box.bottomLeft())
        else:
            painter.drawLine(box.topRight(), box.bottomRight())


class Bar(Ground):
    """Close, what this is, the badge; sections where they don't fit beside; languages, Hide."""

    def __init__(self, screen: Screen, controller: InterviewController) -> None:
        super().__init__("below")
        self.setFixedHeight(64)
        self.across = row = QHBoxLayout(self)
        tight(row, 12, (24, 0, 24, 0))
        self.leave = Button(N_("Close"), "quiet", "arrow_back")
        row.addWidget(self.leave)
        self.line = Separator()
        row.addWidget(self.line)
        self.names = QWidget()
        part = FURTHER.get(part_of(controller.form), N_("Interview"))
        title = Label(part, "label", weight=600, wrap=False)
        began = Label(self._begun(controller), "small", "ink2", wrap=False)
        for line in (title, began):  # else the shorter one bounds both
            line.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        layouts.column(layouts.Stretch(), title, began, layouts.Stretch(), parent=self.names)
        row.addWidget(self.names)
        self.badge = KeptBadge(controller)
        layouts.add(row, layouts.Space(8), self.badge)
        self.sections = Sections()
        layouts.add(row, self.sections, layouts.Stretch())
        self.languages = Button("", "quiet")
        row.addWidget(self.languages)
        self.second_line = Separator()
        row.addWidget(self.second_line)
        self.corner = Corner(screen)
        row.addWidget(self.corner)

    @staticmethod
    def _begun(controller: InterviewController) -> Text:
        return lambda w: w("Started at {time}", time=w.time(controller.live.started))

    def fit(self, width: int) -> None:
        """Leave out what a narrow bar has no room for; targets stay."""
        self.names.setVisible(width >= 1240)
        self.line.setVisible(width >= 1240)
        self.second_line.setVisible(width >= 1024)
        self.sections.setVisible(width < 1240)
        narrow = width < _NARROW
        tight(self.across, 6 if narrow else 12, (12, 0, 12, 0) if narrow else (24, 0, 24, 0))
        self.badge.shorten(narrow)
        self.sections.shorten(narrow)

    def take_languages(self) -> None:
        """Between the sections and the corner."""
        self.across.insertWidget(self.across.indexOf(self.second_line), self.languages)


_SAFETY: dict[str, tuple[str, str]] = {
    "open": (N_("According to these answers, it is safe to start."), "kept"),
    "wait": (N_("Do not start yet: another place or time is needed first."), "wait"),
    "stop": (N_("Do not start now. The next page asks when and where to try again."), "wait"),
}


class Foot(Ground):
    """Back, Skip this section, that one may stop, Next."""

    def __init__(self, *, of_a_place: bool = False) -> None:
        super().__init__("above")
        self.setFixedHeight(70)
        self.back = Button(N_("Back"), "second", "arrow_back", tall=True)
        self.skip = Button(N_("Skip this section"), "quiet")
        self.turn = Button(N_("Turn the screen"), "quiet", "person", key="F8")
        self.turn.hide()
        self.view = Button(N_("Whole section"), "quiet", "list")
        self._always = N_("This page needs nobody’s consent.") if of_a_place else N_("We can stop at any time.")
        self.stop = Label(self._always, "small", "ink2", wrap=False)
        self.next = Button(N_("Next"), "primary", "arrow_fwd", icon_after=True, tall=True)
        layouts.row(
            self.back,
            self.skip,
            self.turn,
            self.view,
            layouts.Stretch(),
            self.stop,
            self.next,
            gap=12,
            margins=(24, 0, 24, 0),
            parent=self,
        )

    def show_safety(self, state: str) -> None:
        """What comes of the questions about safety, on their page; "" elsewhere."""
        message, colour = _SAFETY.get(state, (self._always, "ink2"))
        self.stop.set_weight(500 if state else 0)
        self.stop.say(message, colour)


class SectionProgress(QWidget):
    """Section 4 of 8, or question 4 of about 12, as words and a bar."""

    def __init__(self) -> None:
        super().__init__()
        self.at, self.of, self._questions = 1, 1, False
        self.label = Label(self._words, "small", "ink2", wrap=False)
        layouts.row(self.label, layouts.Space(12 + 180), margins=(0, 0, 0, 0), parent=self)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def _words(self, w: Words) -> str:
        if self._questions:
            return w("Question {number} of about {total}", number=self.at, total=self.of)
        return w("Section {number} of {total}", number=self.at, total=self.of)

    def show_at(self, at: int, total: int, *, of_questions: bool = False) -> None:
        self.at, self.of, self._questions = at, total, of_questions
        self.label.tell()
        self.label.updateGeometry()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        y, right = (self.height() - 8) // 2, theme.rtl()
        left_x = 0 if right else self.width() - 180
        painter.setBrush(theme.colour("track"))
        painter.drawRoundedRect(left_x, y, 180, 8, 4, 4)
        filled = round(180 * self.at / max(1, self.of))
        painter.setBrush(theme.colour("primary"))
        painter.drawRoundedRect(left_x + 180 - filled if right else left_x, y, filled, 8, 4, 4)
