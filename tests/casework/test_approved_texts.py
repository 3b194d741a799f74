"""In an approval the texts count as whoever asked had read them over, not as somebody did on this computer."""

from dataclasses import replace

from app.casework.cases import queries
from app.casework.cases.redaction import chosen
from app.casework.export import redacted_reading
from app.casework.session.session import Session
from app.vault import text_reviews
from app.vault.text_reviews import TextReview
from tests.people import keeps_a_case

TEXT = bytes(range(32))


def test_whose_reading_of_a_text_counts(at_work: Session):
    case = queries.case_of(at_work, keeps_a_case(at_work, "Maya Sample"))
    withheld = chosen("shelter")
    here = TextReview(redacted_reading.recipient_of(withheld), TEXT, "/story", ((0, 4),), 1)
    with at_work.vault.transaction() as writer:
        text_reviews.keep(writer, case.id, here)

    def reviewed(brought: dict[bytes, tuple[tuple[int, int], ...]] | None) -> object:
        asked = replace(withheld, brought=brought)
        return redacted_reading.reading(at_work, case, asked).reviewed

    assert reviewed(None) == {TEXT: ((0, 4),)}
    assert reviewed({TEXT: ((2, 6),)}) == {TEXT: ((2, 6),)}
    assert reviewed({}) == {}  # she had read none over
