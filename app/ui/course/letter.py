"""The letter of a referral: looked at in Arabic, English or both, printed, saved as a file."""

from pathlib import Path

from app.casework import letter
from app.casework.letter import In
from app.errors import N_
from app.ui.desk import Desk
from app.ui.printing import Printing
from app.ui.words import plain


class LetterPage(Printing):
    """Both languages are chosen beforehand: who receives it may read either."""

    title = N_("Print the letter")
    asks_for_whom = False  # the referral says it
    first = "both"
    languages = (
        ("both", N_("Both")),
        ("ar", plain("العربية")),
        ("en", plain("English")),
    )

    def __init__(self, desk: Desk, case_id: str, referral: str, reference: str) -> None:
        self.referral = referral
        super().__init__(desk, case_id, reference)

    def preview(self, language: str) -> bytes:
        return letter.preview(self.desk.session, self.case_id, self.referral, _in(language))

    def for_paper(self, language: str) -> bytes:
        return letter.printed(self.desk.session, self.case_id, self.referral, _in(language))

    def into(self, file: Path, language: str, password: str | None) -> None:
        session = self.desk.session
        letter.save(session, self.case_id, self.referral, _in(language), file, password)


def _in(language: str) -> In:
    return "ar" if language == "ar" else "en" if language == "en" else "both"
