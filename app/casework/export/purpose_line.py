"""Why something leaves, in a line: as it stands in the journal, on papers and in what is signed."""

from app.errors import N_, SanadError
from app.language import strip_marks
from app.seal.canonical import nfc

_LONGEST = 500


class PurposeTooLong(SanadError):
    """More than a line that says why."""

    longest: int = _LONGEST
    says = N_("A purpose has at most {longest} letters. Nothing was written. Shorten it.")


def one_line(purpose: str) -> str:
    """As it stands in the journal. PurposeTooLong."""
    text = " ".join(strip_marks(nfc(purpose)).split())
    if len(text) > _LONGEST:
        raise PurposeTooLong
    return text
