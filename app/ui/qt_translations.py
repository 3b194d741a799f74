"""Qt's own words (menus of text fields, the choosing of files) in the language on the screen."""

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QTranslator

from app.settings import Language


class _Speaking:
    translator: QTranslator | None = None


_now = _Speaking()


def speak(app: QCoreApplication, language: Language) -> None:
    """English is what Qt speaks without a translator."""
    if (_now.translator is not None) == (language == "ar"):
        return
    if _now.translator is not None:
        app.removeTranslator(_now.translator)
        _now.translator = None
        return
    translator, place = QTranslator(), QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load("qtbase_ar", place):
        app.installTranslator(translator)
        _now.translator = translator
