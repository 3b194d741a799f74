"""Putting right what is no line of text, with the interview's own controls; before and after in the history."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from app.casework.cases import attachments, queries
from app.casework.interviews import answer_files, interview
from app.casework.questionnaires import answer_player, forms
from app.ui import navigation
from app.ui.case.page import CaseScreen
from app.ui.interview.choice_cards import OneOf
from app.ui.interview.drawing import Canvas
from app.ui.interview.file_answer import FileQuestion
from app.ui.interview.range_question import RangeQuestion
from app.ui.interview.ranking import Ranked
from app.ui.parts import FieldProblem
from app.ui.parts.scroll_body import Fitted
from app.ui.sharing.correction import Anew
from app.vault import draft_files, drafts
from tests.ui.forms_controls import EVERY
from tests.ui.office import begun

pytestmark = pytest.mark.screen
GIVEN = {
    "measuring/order": "farm house site unknown",
    "measuring/pain": "3",
    "places/point": "29.3 47.9 0 0",
    "places/way": "29.3 47.9 0 0;29.4 47.9 0 0",
}


class Righted:
    """Somebody at a finished interview that has every control."""

    def __init__(self, hand, folder) -> None:
        self.hand, self.folder = hand, folder
        (folder / "every.md").write_text(EVERY, "utf-8")
        self.session = hand.window.context.session
        self.case, self.interview = hand.does(self._finished)

    def _finished(self) -> tuple[str, str]:
        form = forms.add(self.session, self.folder / "every.md").row.hash
        live = interview.start(self.session, form)
        for name, value in GIVEN.items():
            interview.keep(self.session, live.draft_id, answer_player.give(live.interview, f"/data/{name}", value))
        drawn = answer_files.new_name("sign.png")
        answer_files.keep_drawn(self.session, live.draft_id, png("black"), drawn)
        interview.keep(self.session, live.draft_id, answer_player.give(live.interview, "/data/files/sign", drawn))
        finished = interview.finish(self.session, live.draft_id)
        return finished.case_id, finished.interview_id

    def opens(self, label: str) -> Anew:
        """The dialog of one question, reached from the case."""
        hand = self.hand
        hand.window.go(navigation.Case(self.case))
        hand.sees(CaseScreen)
        hand.opens_tab("Interviews")
        hand.press("Correct an answer")
        hand.until(lambda: hand.says("Correct") in hand.names())
        button = next(
            button
            for button in hand.window.findChildren(QAbstractButton)
            if button.isVisible()
            and button.accessibleDescription() == label
            and button.accessibleName() == hand.says("Correct")
        )
        hand.click(button)
        hand.until(lambda: bool(hand.window.dialogs()))
        [dialog] = hand.window.dialogs()
        return dialog.findChild(Anew)

    def keeps(self, source: str = "", reason: str = "") -> None:
        if source:
            self.hand.type("Source", source)
        if reason:
            self.hand.type("Reason", reason)
        self.hand.press("Save the new value")
        self.hand.until(lambda: not self.hand.window.dialogs())

    def value(self, name: str) -> str:
        def read() -> str:
            (interview_view,) = queries.case(self.session, self.case).interviews
            return interview_view.values[f"/data/{name}"]

        return self.hand.does(read)

    def history(self, name: str) -> list[tuple[tuple[str, ...], tuple[str, ...], str, str]]:
        changes = self.hand.does(
            lambda: queries.history(self.session, self.case, "answer", self.interview, f"/data/{name}")
        )
        return [(change.before, change.after, change.source, change.reason) for change in changes]


def png(colour: str) -> bytes:
    from PySide6.QtCore import QBuffer, QIODevice

    image = QImage(60, 30, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return buffer.data().data()


@pytest.fixture
def righted(opens, tmp_path, language):
    return Righted(opens(language).unlocks_new(), tmp_path)


LABELS = {
    "order": ("رتّب", "Put in order"),
    "pain": ("كم يؤلمها؟", "How much does it hurt?"),
    "point": ("مكان العمل", "Work site"),
    "way": ("الطريق", "The way"),
    "sign": ("التوقيع", "Signature"),
}


def label(name: str, language: str) -> str:
    return LABELS[name][language == "en"]


def test_an_order_is_put_right_with_keys_alone(righted, language):
    anew = righted.opens(label("order", language))
    assert isinstance(anew.question, Ranked)
    assert [card.at for card in anew.question.cards.values()] == [1, 2, 3, 4]
    hand = righted.hand
    assert anew.question.cards["farm"].hasFocus()
    hand.key(Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    righted.keeps("she said so", "misheard")
    assert righted.value("measuring/order") == "house farm site unknown"
    before, after, source, reason = righted.history("measuring/order")[-1]
    assert (before, after) == (("farm house site unknown",), ("house farm site unknown",))
    assert (source, reason) == ("she said so", "misheard")


def test_a_range_is_put_right_on_its_scale_and_nothing_new_is_not_kept(righted, language):
    anew = righted.opens(label("pain", language))
    assert isinstance(anew.question, RangeQuestion)
    hand = righted.hand
    hand.press("Save the new value")
    assert hand.reads(hand.says("This is the current value. Change it first."))
    anew.question.scale.setFocus(Qt.FocusReason.TabFocusReason)
    hand.key(Qt.Key.Key_Up)
    righted.keeps(reason="pointed at")
    assert righted.value("measuring/pain") == "4"
    assert righted.history("measuring/pain")[-1][:2] == (("3",), ("4",))


def test_a_place_is_put_right_where_it_was_typed(righted, language):
    anew = righted.opens(label("point", language))
    line = anew.question.lines["latitude"]
    line.setFocus(Qt.FocusReason.TabFocusReason)
    line.selectAll()
    QTest.keyClicks(line, "29.5")
    righted.keeps("a map")
    assert righted.value("places/point").split()[0] == "29.5"
    assert righted.history("places/point")[-1][2] == "a map"


def test_a_way_takes_another_point_and_no_word(righted, language):
    anew = righted.opens(label("way", language))
    area, value = anew.question.area, righted.value("places/way")
    area.setFocus(Qt.FocusReason.TabFocusReason)
    area.selectAll()
    QTest.keyClicks(area, "nowhere")
    righted.hand.press("Save the new value")
    righted.hand.until(lambda: any(button.isVisible() for button in righted.hand.window.findChildren(FieldProblem)))
    sentence = righted.hand.says("This is the current value. Change it first.")
    assert not righted.hand.reads(sentence)
    assert righted.value("places/way") == value
    area.selectAll()
    QTest.keyClicks(area, "29.3 47.9 0 0")
    QTest.keyClick(area, Qt.Key.Key_Return)
    QTest.keyClicks(area, "29.6 47.8 0 0")
    righted.keeps()
    assert righted.value("places/way").startswith("29.3 47.9")
    assert "29.6 47.8" in righted.value("places/way")


def test_a_signature_is_drawn_anew_sealed_with_the_case_and_the_first_one_stays(righted, language):
    first = righted.value("files/sign")
    anew = righted.opens(label("sign", language))
    canvas = anew.question.canvas
    assert isinstance(canvas, Canvas)
    for start, end in (((20, 40), (120, 90)), ((40, 90), (140, 50))):
        QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(*start))
        QTest.mouseMove(canvas, QPoint(*end))
        QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(*end))
    righted.keeps("", "signed again")
    second = righted.value("files/sign")
    assert second != first
    session, case = righted.session, righted.case
    files = righted.hand.does(lambda: attachments.of(session, case))
    assert [file.name for file in files] == [first, second]
    content = righted.hand.does(lambda: attachments.read(session, case, files[1].id))
    assert content.startswith(b"\x89PNG")
    assert righted.history("files/sign")[-1][:2] == ((first,), (second,))
    assert righted.hand.does(lambda: drafts.righting(session.vault.database)) == []


def test_a_file_that_is_not_kept_after_all_leaves_nothing(righted, language):
    anew = righted.opens(label("sign", language))
    assert isinstance(anew.question, FileQuestion)
    file, hand, session = righted.folder / "new.png", righted.hand, righted.session
    file.write_bytes(png("blue"))
    anew.question.bring(file)
    hand.until(lambda: anew.value().startswith("new-"))
    (place,) = hand.does(lambda: drafts.righting(session.vault.database))
    assert hand.does(lambda: draft_files.of(session.vault.database, place))
    assert hand.does(lambda: interview.drafts(session)) == []  # no list shows it
    hand.key(Qt.Key.Key_Escape)
    hand.until(lambda: hand.does(lambda: drafts.righting(session.vault.database)) == [])
    assert not hand.does(lambda: draft_files.of(session.vault.database, place))
    assert len(hand.does(lambda: attachments.of(session, righted.case))) == 1
    assert righted.value("files/sign").startswith("sign-")


def test_a_picture_from_a_disk_takes_the_place_of_the_one_before(righted, language):
    hand, session, first = righted.hand, righted.session, righted.value("files/sign")
    file = righted.folder / "clear.png"
    file.write_bytes(png("green"))
    anew = righted.opens(label("sign", language))
    hand.press("Choose a picture")
    hand.chooses(file)
    hand.until(lambda: anew.value().startswith("clear-"))
    righted.keeps("a photograph", "the first was blurred")
    assert righted.value("files/sign").startswith("clear-")
    files = hand.does(lambda: attachments.of(session, righted.case))
    assert [file.name for file in files] == [first, righted.value("files/sign")]
    assert files[1].note == label("sign", language)
    content = hand.does(lambda: attachments.read(session, righted.case, files[1].id))
    assert content == file.read_bytes()


def test_a_choice_among_hundreds_is_found_not_written(opens, tmp_path, language):
    rows = "\n".join(f"| | places | p{n} | مكان {n} | Place {n} |" for n in range(300))
    form = f"""
| survey   |                   |         |                     |                     |
|          | type              | name    | label::العربية (ar) | label::English (en) |
|          | select_one places | place   | المكان              | Place               |
| choices  |                   |         |                     |                     |
|          | list_name         | name    | label::العربية (ar) | label::English (en) |
{rows}
| settings |                   |         |                     |                     |
|          | form_title        | form_id | version             |                     |
|          | Long              | long    | 1                   |                     |
"""
    (tmp_path / "long.md").write_text(form, "utf-8")
    hand = opens(language).unlocks_new()
    session = hand.window.context.session

    def finished() -> tuple[str, str]:
        live = interview.start(session, forms.add(session, tmp_path / "long.md").row.hash)
        interview.keep(session, live.draft_id, answer_player.give(live.interview, "/data/place", "p7"))
        finished = interview.finish(session, live.draft_id)
        return finished.case_id, finished.interview_id

    righted = Righted.__new__(Righted)
    righted.hand, righted.folder, righted.session = hand, tmp_path, session
    righted.case, righted.interview = hand.does(finished)
    anew = righted.opens("Place" if language == "en" else "المكان")
    assert isinstance(anew.question, OneOf)
    finder = anew.question.finder
    finder.setFocus(Qt.FocusReason.TabFocusReason)
    finder.insert("217")
    hand.until(lambda: anew.question.list.model().rowCount() == 1)
    hand.key(Qt.Key.Key_Down)
    hand.key(Qt.Key.Key_Space)
    hand.until(lambda: anew.value() == "p217")
    righted.keeps()
    assert righted.value("place") == "p217"


@pytest.mark.parametrize("size", [(1280, 800), (1024, 700)])
def test_a_correction_stands_whole_where_there_is_room(righted, language, size):
    righted.opens(label("pain", language))
    [dialog] = righted.hand.window.dialogs()
    righted.hand.window.resize(*size)
    bar = dialog.findChild(Fitted).verticalScrollBar()
    righted.hand.until(lambda: bar.maximum() == 0)
    sentence = {"ar": "الآن: ٣", "en": "Now: 3"}[language]
    assert righted.hand.reads(sentence)


def test_a_sheet_to_draw_on_stands_whole_in_a_low_window(opens, tmp_path, language):
    righted = Righted(opens(language, size=(1024, 700)).unlocks_new(), tmp_path)
    anew = righted.opens(label("sign", language))
    canvas, (fitted,) = anew.question.canvas, righted.hand.window.dialogs()[0].findChildren(Fitted)
    righted.hand.until(lambda: not canvas.under.isNull())
    assert canvas.height() >= 160
    righted.hand.until(lambda: fitted.widget().height() <= fitted.viewport().height())


def test_what_the_person_wants_corrected_leads_to_the_answers(opens, language):
    hand = opens(language).unlocks_new()
    session = hand.window.context.session
    wanted = interview.Agreement(agreed="no", corrections="I am 27, not 26")
    case = hand.does(lambda: interview.finish(session, begun(session, {"name": "Sunita"}), wanted).case_id)
    hand.window.go(navigation.Case(case))
    page = hand.sees(CaseScreen)
    hand.until(lambda: page.next is not None)
    hand.until(lambda: hand.reads(hand.says("The person wants something corrected")))
    hand.rests()
    hand.press("Correct an answer")
    hand.until(lambda: hand.reads("I am 27, not 26"))
    hand.until(lambda: hand.says("Done") in hand.names())  # an answer can be put right now
