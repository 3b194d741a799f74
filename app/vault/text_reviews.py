"""Free texts that somebody read over for a recipient: which passages are covered in each."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from app.vault.database import Database, Writer


@dataclass(frozen=True, slots=True)
class TextReview:
    """`recipient`: an agency, or a kind of recipient; `hash`: of the case and the text; `place`: where it
    stood; `covers`: from and to of each covered passage; `at`: seconds since 1970."""

    recipient: str
    hash: bytes
    place: str
    covers: tuple[tuple[int, int], ...]
    at: int


def keep(writer: Writer, case: bytes, review: TextReview) -> None:
    """Instead of an earlier one of the same text."""
    writer.run(
        "INSERT OR REPLACE INTO text_review VALUES (?, ?, ?, ?, ?, ?)",
        (
            case,
            review.recipient,
            review.hash,
            review.place,
            json.dumps([list(cover) for cover in review.covers]),
            review.at,
        ),
    )


def of(database: Database, case: bytes, recipient: str) -> Iterator[TextReview]:
    rows = database.rows(
        "SELECT hash, place, covers, at FROM text_review WHERE case_id = ? AND recipient = ? ORDER BY place, hash",
        (case, recipient),
    )
    for hash_, place, covers, at in rows:
        passages = tuple((int(start), int(end)) for start, end in json.loads(covers))
        yield TextReview(recipient, bytes(hash_), str(place), passages, int(at))
