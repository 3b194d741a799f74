"""Who holds cards: one name for each, no two the same."""

from collections.abc import Sequence
from datetime import datetime

from app.errors import N_, SanadError
from app.language import fold, strip_marks
from app.seal.canonical import nfc

_LONGEST_NAME = 200


class HolderNameMissing(SanadError):
    number: int
    says = N_(
        "Card {number} has no name on it. Nothing was changed. Write the name of its "
        "holder, so that it can be asked for."
    )


class HolderNameTwice(SanadError):
    number: int
    says = N_(
        "Card {number} has the same holder as another card. Each card needs a different person: somebody with two "
        "cards would count as two. Nothing was changed. Write another name."
    )


def named_holders(names: Sequence[str]) -> tuple[str, ...]:
    """HolderNameMissing, HolderNameTwice."""
    people: list[str] = []
    for number, text in enumerate(names, 1):
        name = cleaned(text)
        if not any(letter.isalnum() for letter in name):
            raise HolderNameMissing(number)
        if fold(name) in map(fold, people):
            raise HolderNameTwice(number)
        people.append(name)
    return tuple(people)


def set_name_of(text: str, at: datetime) -> str:
    """As it was written, else the day."""
    return cleaned(text) or at.astimezone().date().isoformat()


def cleaned(text: str) -> str:
    return " ".join(strip_marks(nfc(text)).split())[:_LONGEST_NAME]
