"""A recipient is kept with the six words that were read out, chosen the next time, and refused for another agency."""

import pytest
from PySide6.QtWidgets import QAbstractButton, QLineEdit

from app.casework.export import recipient_book
from app.casework.export.recipient_book import KeyWordsDiffer
from app.casework.session import profiles
from app.language import strip_marks
from app.ui import theme
from tests.bundle.small import Prosecutor
from tests.ui.test_bundle import hands_out, with_a_case

pytestmark = pytest.mark.screen


def test_kept_chosen_and_refused_for_another_agency(opens, tmp_path, language):
    hand, case = with_a_case(opens, language)
    session = hand.window.context.session
    agency = next(row for row in profiles.in_use(session).agencies if not row.own)
    prosecutor = Prosecutor()
    words = recipient_book.words_of_key(prosecutor.public)[0]
    screen = hands_out(hand, case)
    to = screen.to
    to.choose("key")
    assert not to.kept.isVisible()
    to.keys.setPlainText(prosecutor.public)
    hand.press("Save this recipient")
    hand.until(lambda: bool(hand.window.dialogs()))
    name, read = hand.window.dialogs()[-1].findChildren(QLineEdit)[:2]
    name.setText("النيابة العامة")
    read.setText("one two three four five six")
    keep = lambda: bool(hand.called(strip_marks(hand.says("Keep")), QAbstractButton))  # noqa: E731
    hand.until(keep)
    hand.press("Keep")
    hand.until(lambda: hand.reads(theme.words().say(KeyWordsDiffer())))
    read.setText(" ".join(words))
    hand.until(keep)
    hand.press("Keep")
    hand.until(lambda: to.kept.chosen is not None)
    assert to.kept.chosen.key == prosecutor.public
    assert not to.typed.isVisible()
    assert hand.reads(" ".join(words) if language == "ar" else "")
    locks: list[object] = []
    to.lock("", locks.append)
    hand.until(lambda: bool(locks))
    assert locks[0].to == (prosecutor.public,)
    hand.does(lambda: recipient_book.remove(session, "النيابة العامة"))
    hand.does(
        lambda: recipient_book.add(session, "النيابة العامة", prosecutor.public, " ".join(words), agency=agency.id)
    )
    again = hands_out(hand, case)
    again.to.choose("key")
    hand.until(again.to.kept.isVisible)
    again.to.kept.choice.setCurrentIndex(0)
    again.to.lock("", locks.append)  # "": colleagues, from whom nothing is held back
    hand.until(again.to.kept.field.problem.isVisible)
    assert len(locks) == 1
