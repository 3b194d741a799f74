"""Letters and digits of several scripts, as far as answers and languages need them.

Sanad's `app.language` knows the same: the engine has these few lines of its own, so that it can be
used without it.
"""

import unicodedata
from typing import Literal

_ASCII_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "0123456789" * 2)


def ascii_digits(text: str) -> str:
    """Arabic-Indic and Persian digits as 0-9, the form in which answers are stored."""
    return text.translate(_ASCII_DIGITS)


def direction_of(text: str) -> Literal["ltr", "rtl"]:
    """The direction of the first letter that has one."""
    for letter in text:
        bidirectional = unicodedata.bidirectional(letter)
        if bidirectional in {"R", "AL"}:
            return "rtl"
        if bidirectional == "L":
            return "ltr"
    return "ltr"
