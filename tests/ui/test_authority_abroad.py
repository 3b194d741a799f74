"""An authority of another country in the settings of a desk: entered, refused, and seen with its last day."""

import pytest
from PySide6.QtWidgets import QLineEdit

from app.casework.organisation import administration, foreign_authority
from app.ui import navigation
from app.ui.parts import Choose
from app.ui.parts.form_dialog import FormDialog
from app.ui.settings import Settings
from tests.ui.test_course import waits_for

pytestmark = pytest.mark.screen


def test_an_authority_is_entered_for_everybody_and_stands_there_until_its_last_day(opens, language):
    hand = opens(language).unlocks_new("يوسف الراشد", "supervisor")
    session = hand.window.context.session
    hand.does(lambda: administration.create_organisation(session, "مكتب العينة", "Huda Second"))
    hand.window.go(navigation.Settings())
    settings = hand.sees(Settings)
    waits_for(hand, "Enter one")
    waits_for(hand, "Check everything")  # what comes later moves the rows
    hand.rests()
    hand.press("Enter one")
    hand.until(lambda: bool(hand.window.dialogs()))
    (dialog,) = hand.window.dialogs()
    assert isinstance(dialog, FormDialog)
    hand.type("Name in Arabic", "هيئة العينة")
    hand.type("Name in English", "Sample Authority")
    hand.press("Enter it for everybody")
    hand.until(lambda: hand.reads(hand.says("Choose the country.")))
    hand.find(hand.says("Country"), Choose).choose("LK")
    hand.type("Agreement: number or title", "4/2026")
    days = {field.accessibleName(): field for field in dialog.findChildren(QLineEdit)}
    for part, text in (("Day", "24"), ("Month", "11"), ("Year", "2026")):  # today
        days[hand.says(part)].setText(text)
    hand.press("Enter it for everybody")
    hand.until(lambda: hand.reads("2026" if language == "en" else "ليس يومًا قادمًا"))
    assert foreign_authority.known(session) == []
    days[hand.says("Year")].setText("2028")
    hand.press("Enter it for everybody")
    hand.until(lambda: not hand.window.dialogs())
    name = "هيئة العينة" if language == "ar" else "Sample Authority"
    hand.until(lambda: hand.reads(name) and hand.reads("4/2026"))
    assert settings.done_notice is not None
    assert settings.done_notice.isVisible()  # and what was done is said where the eye is
    hand.press("Mark as seen")
    assert not settings.done_notice.isVisible()
    assert [agency.country for agency in foreign_authority.known(session)] == ["LK"]
