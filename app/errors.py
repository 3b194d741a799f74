"""What can go wrong without a bug: conditions with fields, and one sentence each.

A condition carries fields, never finished text; `says` is a message id with the fields' names in
braces, and `app.language.Words.say` alone turns it into words. Nothing of a case (a name, an
answer, a path, a key) may be a field. `str()` gives the kind only, so that a traceback or a log
can't tell more than that.
"""

import re
from dataclasses import dataclass, field
from inspect import get_annotations
from string import Formatter
from typing import ClassVar, dataclass_transform


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


@dataclass_transform(eq_default=False, field_specifiers=(field,))
class SanadError(Exception):
    """Something that can happen to a careful person.

    A subclass is a dataclass without being decorated, equal to itself alone: its annotated names
    are the fields of its condition.
    """

    says: ClassVar[str] = N_("Something unexpected happened. Earlier work is still saved.")

    def __init_subclass__(cls) -> None:
        if get_annotations(cls):
            dataclass(eq=False)(cls)

    @classmethod
    def kind(cls) -> str:
        """The stable name that the command line prints, such as `wrong_passphrase`."""
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", cls.__name__.removesuffix("Error")).lower()

    def sentence(self) -> Said:
        """Its sentence with its fields, to be said in any language."""
        names = [name for _, name, _, _ in Formatter().parse(self.says) if name]
        return Said(self.says, {name: getattr(self, name) for name in names})

    def __str__(self) -> str:
        return self.kind()
