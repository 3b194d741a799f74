"""What the screen looks like now: its language, its direction, its colours.

There is one screen, so there is one look; everything that draws asks here when it draws.
"""

from PySide6.QtCore import QCoreApplication, QLibraryInfo, Qt, QTranslator
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from app.language import Words
from app.settings import RESOURCES, Language
from app.ui import tokens
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


# -- style sheet ---------------------------------------------------------------------------------
# Of Qt's own widgets, made again when the direction changes: sides in it are physical. It holds no text
# alignment: fields follow the direction of what is typed in them.


def sheet(theme: ThemeName, language: Language) -> str:
    return _fields(theme, language) + _lists(theme, language)


def _sides(language: Language) -> tuple[str, str]:
    """Where a line starts, and where it ends."""
    return ("right", "left") if language == "ar" else ("left", "right")


def _fields(theme: ThemeName, language: Language) -> str:
    """The canvas, and what one writes and chooses in."""
    c, body = tokens.colours(theme), tokens.measure("body", language)
    _, side = _sides(language)
    arrow = (RESOURCES / "icons" / "down.svg").as_posix()
    return f"""
* {{ font-family: "{tokens.family()}"; font-size: {body.px}px; color: {c["ink"]}; }}
QWidget#page, QMainWindow, QScrollArea, QScrollArea > QWidget > QWidget#canvas {{ background: {c["bg"]}; }}
QScrollArea#asked, QScrollArea#asked > QWidget > QWidget#canvas {{ background: {c["surface"]}; }}
QScrollArea#rail, QScrollArea#rail > QWidget, QScrollArea#rail > QWidget > QWidget#rail {{ background: {c["sunken"]}; }}
QScrollArea {{ border: 0; }}
QLineEdit, QPlainTextEdit, QComboBox {{
  background: {c["surface"]}; border: 1px solid {c["edge"]}; border-radius: 8px; padding: 0 13px;
  selection-background-color: {c["primary"]}; selection-color: {c["on_primary"]};
  placeholder-text-color: {c["ink2"]};
}}
QLineEdit {{ min-height: 46px; }}
QLineEdit[tall="true"] {{ min-height: 50px; }}
QLineEdit[search="true"] {{ min-height: 54px; }}
QPlainTextEdit {{ padding: 9px 9px; }}
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus {{ border: 2px solid {c["primary"]}; padding: 0 12px; }}
QLineEdit:focus, QComboBox:focus {{ min-height: 44px; }}
QLineEdit[tall="true"]:focus {{ min-height: 48px; }}
QLineEdit[search="true"]:focus {{ min-height: 52px; }}
QPlainTextEdit:focus {{ padding: 8px 8px; }}
QLineEdit[ring="true"], QPlainTextEdit[ring="true"], QComboBox[ring="true"] {{ border: 3px solid {c["focus"]}; padding: 0 11px; }}
QLineEdit[ring="true"] {{ min-height: 42px; }}
QLineEdit[tall="true"][ring="true"] {{ min-height: 46px; }}
QLineEdit[search="true"][ring="true"] {{ min-height: 50px; }}
QPlainTextEdit[ring="true"] {{ padding: 7px 7px; }}
QLineEdit[problem="true"], QPlainTextEdit[problem="true"] {{ border: 2px solid {c["wait"]}; }}
QLineEdit[problem="true"] {{ min-height: 44px; }}
QLineEdit:disabled, QPlainTextEdit:disabled {{ background: {c["sunken"]}; color: {c["ink2"]}; }}
QLineEdit[centred="true"] {{ padding: 0 4px; font-weight: 600; }}
QComboBox {{ combobox-popup: 0; min-height: 46px; padding-{side}: 40px; }}
QComboBox:focus {{ min-height: 44px; padding-{side}: 39px; }}
QComboBox[ring="true"] {{ min-height: 42px; padding-{side}: 38px; }}
QComboBox::drop-down {{ border: 0; width: 36px; subcontrol-position: center right; }}
QComboBox::down-arrow {{ image: url("{arrow}"); width: 20px; height: 20px; }}
QComboBox QAbstractItemView {{
  background: {c["surface"]}; border: 1px solid {c["edge"]}; outline: 0; padding: 4px;
  selection-background-color: {c["primary_soft"]}; selection-color: {c["ink"]};
}}
QComboBox QAbstractItemView::item {{ min-height: 44px; padding: 0 10px; }}
"""


def _lists(theme: ThemeName, language: Language) -> str:
    """Tables, lists, menus, and what scrolls them."""
    c, small = tokens.colours(theme), tokens.measure("small", language)
    start, side = _sides(language)
    return f"""\
QTableView {{
  background: {c["surface"]}; border: 1px solid {c["line"]}; border-radius: 12px; outline: 0;
  gridline-color: transparent;
}}
QTableView:focus {{ border: 1px solid {c["edge"]}; }}
QHeaderView {{ background: transparent; border: 0; }}
QHeaderView::section {{
  background: {c["surface"]}; border: 0; border-bottom: 1px solid {c["line"]}; padding: 0 20px;
  font-size: {small.px}px; font-weight: 600; color: {c["ink2"]};
}}
QHeaderView::section:first {{ border-top-{start}-radius: 11px; }}
QHeaderView::section:last {{ border-top-{side}-radius: 11px; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {c["edge"]}; border-radius: 4px; min-height: 48px; margin: 2px; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; }}
QScrollBar::handle:horizontal {{ background: {c["edge"]}; border-radius: 4px; min-width: 48px; margin: 2px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QListView[long="true"] {{
  background: {c["surface"]}; border: 1px solid {c["edge"]}; border-radius: 8px; padding: 3px; outline: 0;
}}
QMenu {{ background: {c["surface"]}; border: 1px solid {c["edge"]}; padding: 4px; }}
QMenu::item {{ min-height: 24px; padding: 12px 20px; border-radius: 6px; }}
QMenu::icon {{ padding-{start}: 12px; }}
QMenu::item:selected {{ background: {c["primary_soft"]}; }}
QMenu::item:disabled {{ color: {c["ink2"]}; }}
QToolTip {{ background: {c["surface"]}; color: {c["ink"]}; border: 1px solid {c["edge"]}; padding: 8px; }}
"""
