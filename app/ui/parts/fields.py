"""Fields: a label above, help and any problem below, 48 high."""

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QSizePolicy, QStyledItemDelegate, QWidget

from app.language import Words, ascii_digits, direction_of, unmistakable
from app.ui import labels, theme
from app.ui.labels import Label, Text, plain, said
from app.ui.parts import layouts
from app.ui.parts.boxes import Icon
from app.ui.parts.notice import announce

KEPT_AS = "kept_as"  # a property: under which name what is typed inside is kept
_AROUND_ROWS = 40  # the edge of the list, its bar and the room beside the words


def mark(widget: QWidget, name: str, value: bool) -> None:
    """Set a property that the style sheet looks at."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


class LineInput(QLineEdit):
    """One line; its text follows its own direction, ids and phones stay left to right."""

    def __init__(
        self,
        name: Text,
        *,
        hint: Text = "",
        ltr: bool = False,
        secret: bool = False,
        finds: bool = False,
        centred: bool = False,
        width: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        """`finds`: what is typed in it is looked for and kept nowhere: Esc clears it."""
        super().__init__(parent)
        self.of, self._hint, self._ltr, self._centred = name, hint, ltr, centred
        self.finds = finds
        if secret:
            self.setEchoMode(QLineEdit.EchoMode.Password)
            self.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        if width:
            self.setMinimumWidth(min(width, 160))
            self.setMaximumWidth(width)
        if centred:  # a number, or a part of a day
            self.setProperty("centred", True)
            self.textEdited.connect(self._in_own_digits)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self._turn)
        self.tell()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Where nothing stands there is nothing to take away: whoever is around it may go back."""
        if event.key() == Qt.Key.Key_Backspace and not self.text():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def tell(self) -> None:
        labels.name(self, self.of)
        if self._hint:
            self.setPlaceholderText(said(self._hint))
        self._turn()

    def _in_own_digits(self, _text: str) -> None:
        """At once, so that those of two scripts never stand beside each other."""
        typed, place = theme.words().own_digits(ascii_digits(self.text())), self.cursorPosition()
        if typed != self.text():
            self.setText(typed)
            self.setCursorPosition(place)

    def _turn(self) -> None:
        side = Qt.AlignmentFlag.AlignRight if theme.rtl() else Qt.AlignmentFlag.AlignLeft
        text_direction = direction_of(self.text(), "rtl" if theme.rtl() else "ltr")
        right = text_direction == "rtl" and not self._ltr
        if self._centred:
            side = Qt.AlignmentFlag.AlignHCenter
        direction = Qt.LayoutDirection.RightToLeft if right else Qt.LayoutDirection.LeftToRight
        if self.layoutDirection() != direction or not self.testAttribute(Qt.WidgetAttribute.WA_SetLayoutDirection):
            self.setLayoutDirection(direction)
        # absolute: the page's leading side, whatever way the text itself runs
        self.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)


class Area(QPlainTextEdit):
    """Several lines."""

    def __init__(self, name: Text, *, hint: Text = "", lines: int = 3) -> None:
        super().__init__()
        self.of, self._hint, self._lines = name, hint, lines
        self.setTabChangesFocus(True)
        self.textChanged.connect(self._turn)
        self.tell()

    def tell(self) -> None:
        labels.name(self, self.of)
        if self._hint:
            self.setPlaceholderText(said(self._hint))
        self.setMinimumHeight(self._lines * theme.measure("body").line + 30)
        self.setMaximumHeight(self._lines * theme.measure("body").line + 30)
        self._turn()

    def _turn(self) -> None:
        """On the page's leading side; empty, it runs the page's way, then each line its own."""
        option, directions = self.document().defaultTextOption(), Qt.LayoutDirection
        empty = directions.RightToLeft if theme.rtl() else directions.LeftToRight
        direction = directions.LayoutDirectionAuto if self.document().characterCount() > 1 else empty
        side = Qt.AlignmentFlag.AlignRight if theme.rtl() else Qt.AlignmentFlag.AlignLeft
        side |= Qt.AlignmentFlag.AlignAbsolute
        if (option.textDirection(), option.alignment()) != (direction, side):
            option.setTextDirection(direction)
            option.setAlignment(side)
            self.document().setDefaultTextOption(option)

    def sizeHint(self) -> QSize:
        return QSize(360, self.minimumHeight())


class Choose(QComboBox):
    """One of a short list, for office pages."""

    def __init__(self, name: Text, options: list[tuple[object, Text]]) -> None:
        super().__init__()
        self._name, self.options = name, options
        for value, text in options:
            self.addItem(unmistakable(said(text)), value)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(48)
        self.setItemDelegate(QStyledItemDelegate(self))  # by the sheet: rows for a thumb
        self.tell()

    def showPopup(self) -> None:
        """As wide as the field; wider only where the words need it, and never past the page."""
        super().showPopup()
        popup, (start_x, width) = self.view().window(), self.popup_span()
        popup.setFixedWidth(width)
        popup.move(self.window().mapToGlobal(QPoint(start_x, 0)).x(), popup.y())

    def popup_span(self) -> tuple[int, int]:
        """Where the list begins in the window, and how wide it is."""
        page = self.window()
        needed = self.view().sizeHintForColumn(0) + _AROUND_ROWS
        start = self.mapTo(page, self.rect().topLeft()).x()
        room = start + self.width() - 16 if theme.rtl() else page.width() - start - 16
        width = max(self.width(), min(needed, room))
        return (start + self.width() - width if theme.rtl() else start), width

    def tell(self) -> None:
        labels.name(self, self._name)
        for at, (_, text) in enumerate(self.options):
            self.setItemText(at, unmistakable(said(text)))

    def choose(self, value: object) -> None:
        for at, (option, _) in enumerate(self.options):
            if option == value:
                self.setCurrentIndex(at)

    def chosen(self) -> object:
        return self.options[self.currentIndex()][0] if self.options else None


class FieldProblem(QWidget):
    """A sentence under a field, in the tone of waiting: what to do, nobody's fault."""

    def __init__(self) -> None:
        super().__init__()
        self.sentence = Label("", "small", "wait", weight=500)
        layouts.row((Icon("wait", "wait", 18), 0, Qt.AlignmentFlag.AlignTop), (self.sentence, 1), gap=8, parent=self)
        layouts.wraps(self)
        self.hide()

    def say(self, text: Text) -> None:
        """Show a sentence, which a screen reader says at once; "" hides it."""
        previous, sentence = self.sentence.text(), said(text) if text else ""
        self.sentence.say(text)
        self.setVisible(bool(sentence))
        if sentence != previous:
            announce(self.sentence, plain(sentence))


class Field(QWidget):
    """A label, a field, help, a problem."""

    def __init__(self, label: Text, field: QWidget, *, help_: Text = "", beside_label: QWidget | None = None) -> None:
        super().__init__()
        self.field = field
        self.problem = FieldProblem()
        column = layouts.column(gap=6, parent=self)
        self.label = Label(label, "label")
        self.label.setBuddy(field)
        top = layouts.row((self.label, 1), gap=8)
        if beside_label is not None:
            top.addWidget(beside_label)
        column.addLayout(top)
        if isinstance(field, LineInput):
            # Qt lays a narrow one by its text's direction: away from its label
            column.addLayout(layouts.row((field, 1), layouts.Stretch()))
        else:
            column.addWidget(field)
        if help_:
            column.addWidget(Label(help_, "small", "ink2"))
        column.addWidget(self.problem)
        layouts.wraps(self)

    def complain(self, text: Text) -> None:
        """Say what is wrong with it; "" when nothing is."""
        self.problem.say(text)
        mark(self.field, "problem", bool(text))


class KeyboardLanguage(Label):
    """Which language the keyboard writes: the commonest cause of a wrong passphrase here.

    The system tells on some computers only; the letters that are typed tell everywhere.
    """

    def __init__(self, line: QLineEdit) -> None:
        self._seen = ""
        super().__init__(self._written, "small", "ink2", wrap=False)
        line.textEdited.connect(self._typed)
        QGuiApplication.inputMethod().localeChanged.connect(self._changed)

    def _typed(self, text: str) -> None:
        for letter in reversed(text):
            if letter.isalpha():
                self._seen = "ar" if direction_of(letter) == "rtl" else "en"
                break
        self._changed()

    def _changed(self) -> None:
        self.tell()
        self.updateGeometry()
        self.update()

    def _written(self, w: Words) -> str:
        locale = QGuiApplication.inputMethod().locale()
        code = self._seen or locale.name()[:2]
        name = {"ar": "العربية", "en": "English"}.get(code, locale.nativeLanguageName())
        return w("Keyboard: {language}", language=name) if name else ""
