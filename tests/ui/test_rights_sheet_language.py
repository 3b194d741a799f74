"""After a talk the sheet of rights comes in the language of the talk, whichever way of speaking it was chosen."""

import pytest

from app.form import FormLanguage
from app.ui import result

SPOKEN = (
    FormLanguage("العربية (ar)", "ar", "rtl"), FormLanguage("إلى امرأة (ar-x-woman)", "ar-x-woman", "rtl"),
    FormLanguage("नेपाली (ne)", "ne", "ltr"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("language", "code"),
    [("العربية (ar)", "ar"), ("إلى امرأة (ar-x-woman)", "ar"), ("नेपाली (ne)", "ne"), ("Tagalog (tl)", ""), ("", "")],
)  # fmt: skip
def test_the_sheet_is_in_the_language_of_the_talk(language: str, code: str):
    assert result._code_of(language, SPOKEN) == code
