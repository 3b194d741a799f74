"""A receipt for a bundle that came, signed on the recipient's side: needs no records on this computer."""

from datetime import UTC, datetime
from pathlib import Path

from app.bundle import receipt
from app.bundle.contents import VerifiedFiles
from app.bundle.keys import public_lines, words_of_line
from app.casework.questionnaires.forms import NoFile
from app.casework.session.transfer_places import refuse_elsewhere
from app.disk import condition, write_whole
from app.seal.six_words import Pair

_LONGEST_KEY = 1 << 16


def sign(bundle: VerifiedFiles, by: str, key_file: Path, file: Path) -> Pair:
    """Write the receipt; the six words of the key that signed it. A key file that is not there is made.
    NoFile, SshKeyRefused, ReceiverMissing, PlaceNotAllowed, BadFolder."""
    refuse_elsewhere(file)
    try:
        if not key_file.exists():
            write_whole(key_file, receipt.fresh_key())
        with key_file.open("rb") as opened:
            raw = opened.read(_LONGEST_KEY)
    except OSError as error:
        raise condition(error, NoFile) from error
    content = receipt.written(bundle, by, datetime.now(UTC), receipt.key_from(raw))
    try:
        write_whole(file, content)
    except OSError as error:
        raise condition(error) from error
    return words_of_line(public_lines(raw)[0])
