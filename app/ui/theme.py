"""What the screen looks like now: its language, its direction, its colours.

There is one screen, so there is one look; everything that draws asks here when it draws.
"""

from PySide6.QtCore import QCoreApplication, QLibraryInfo, Qt, QTranslator
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from app.language import Words
from app.settings import Language
from app.ui import tokens
from app.ui.stylesheet import sheet
from app.ui.tokens import Measure, Role, ThemeName


class _Spoken:
    translator: QTranslator | None = None


_spoken = _Spoken()


def speak(app: QCoreApplication, language: Language) -> None:
    """English is what Qt speaks without a translator."""
    if (_spoken.translator is not None) == (language == "ar"):
        return
    if _spoken.translator is not None:
        app.removeTranslator(_spoken.translator)
        _spoken.translator = None
        return
    translator, place = QTranslator(), QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load("qtbase_ar", place):
        app.installTranslator(translator)
        _spoken.translator = translator


class _Look:
    words: Words | None = None
    theme: ThemeName = "light"
    colours: dict[str, QColor] = {}


_now = _Look()


def words() -> Words:
    if _now.words is None:
        _now.words = Words("ar")
    return _now.words


def theme() -> ThemeName:
    return _now.theme


def colour(name: str) -> QColor:
    if not _now.colours:
        _now.colours = {key: QColor(value) for key, value in tokens.colours(_now.theme).items()}
    return _now.colours[name]


def measure(role: Role) -> Measure:
    """The measure of a role of text in the language on the screen."""
    return tokens.measure(role, words().language)


def rtl() -> bool:
    return words().direction == "rtl"


def choose(words: Words, theme: ThemeName) -> None:
    _now.words, _now.theme, _now.colours = words, theme, {}
    app = QApplication.instance()
    if isinstance(app, QApplication):
        speak(app, words.language)
        right = words.direction == "rtl"
        direction = Qt.LayoutDirection.RightToLeft if right else Qt.LayoutDirection.LeftToRight
        app.setLayoutDirection(direction)
        if app.styleSheet() != (stylesheet := sheet(theme, words.language)):
            app.setStyleSheet(stylesheet)  # each widget there is drawn anew
