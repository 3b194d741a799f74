"""What can go wrong without a bug: conditions with fields, and one sentence each.

A condition carries fields, never finished text; `says` is a message id with the fields' names in
braces, and `app.language.Words.say` alone turns it into words. Nothing of a case (a name, an
answer, a path, a key) may be a field. `str()` gives the kind only, so that a traceback or a log
can't tell more than that.
"""

import re
from typing import ClassVar


def N_(message: str) -> str:
    """Mark a message for the catalogs; it is translated where it is shown."""
    return message


class Said(str):
    """A sentence in English that knows its message and values, so that it can be said in another
    language too. It is a text for everything that only shows or compares it."""

    message: str
    values: dict[str, object]

    def __new__(cls, message: str, values: dict[str, object]) -> "Said":
        text = super().__new__(cls, message.format_map(values))
        text.message, text.values = message, values
        return text


def said(message: str, **values: object) -> Said:
    """A message (`N_`) with its values; of several parts where a value is such a sentence itself."""
    return Said(message, values)


class SanadError(Exception):
    """Something that can happen to a careful person. Subclasses are dataclasses (eq=False)."""

    says: ClassVar[str] = N_("Something unexpected happened. Earlier work is still saved.")

    @classmethod
    def kind(cls) -> str:
        """The stable name that the command line prints, such as `wrong_passphrase`."""
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", cls.__name__.removesuffix("Error")).lower()

    def __str__(self) -> str:
        return self.kind()
