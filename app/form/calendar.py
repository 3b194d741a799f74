"""Short names of months and days for format-date, in the language of the form."""

from collections.abc import Sequence

from app.form.translations import language_of

_NAMES: dict[str, tuple[Sequence[str], Sequence[str]]] = {
    "en": (
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
        ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"),
    ),
    "ar": (
        ("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"),
        ("الأحد", "الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت"),
    ),
    "fr": (
        ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."),
        ("dim.", "lun.", "mar.", "mer.", "jeu.", "ven.", "sam."),
    ),
}  # fmt: skip


def names(language: str) -> tuple[Sequence[str], Sequence[str]]:
    """Months from January, days from Sunday; English where the language isn't known."""
    return _NAMES.get(language_of(language).code.partition("-")[0].lower(), _NAMES["en"])
