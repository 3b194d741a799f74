"""The pictures of README and guides, made from the real screens in both languages. With SANAD_PICTURES set
to a folder they are written there (./run pictures), with the sentences that stand on each in words.json;
without, each scene is still played, and has to show what stands on its picture."""

import json
import os
from pathlib import Path
from typing import get_args

import pytest
from babel.messages.pofile import read_po
from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from app.casework.cases import queries
from app.headquarters import setup as setup_server
from app.headquarters_setup.window import make_window as make_server_window
from app.language import fold, strip_marks
from app.seal.passphrase import card_list, word_list
from app.settings import Language, Preferences
from app.ui import navigation
from app.ui.case.page import CaseScreen
from app.ui.interview.screen import InterviewScreen
from app.ui.read_back import ReadBack
from app.ui.result import ResultScreen
from app.ui.sending.page import SendPage
from app.ui.sync.page import SyncPage
from app.ui.users.page import PeopleScreen
from app.ui.window import application
from app.ui.work_board import Board
from tests.forms.people import HARMLESS
from tests.gate_answers import with_gates
from tests.headquarters_setup.conftest import Eye, free_port  # noqa: F401
from tests.ui.hand import Hand
from tests.ui.hq import syncs, with_headquarters
from tests.ui.sending import send_page
from tests.ui.test_joining import goes_on
from tests.ui.test_setting_up import Stick, asks_to_join, names_the_organisation, writes_the_papers

pytestmark = [pytest.mark.screen, pytest.mark.long]
DOCS = Path(__file__).parents[2] / "docs"
PICTURES, I18N = DOCS / "pictures", DOCS.parent / "i18n"
SUNITA = with_gates(HARMLESS | {
    "sex": "female", "language": "ne", "name": "Sunita Tamang", "age": "26",
    "nationality": "NP", "employer": "Sample Cleaning", "site": "Mangaf", "phone": "+96555123456",
    "job": "domestic", "passport_now": "kept", "limits": "locked phone", "threats": "report",
    "can_leave": "not_allowed", "pay_problems": "unpaid", "hours": "15", "different": "job wage",
    "fees": "agent", "harm_who": "employer", "if_leave": "report", "tried_leave": "never",
    "pay_why": "stay", "more_hours": "no", "ties": "depend", "papers_now": "yes",
})  # fmt: skip


def sentences(language: str) -> dict[str, str]:
    """Messages that say the same on every screen, by how they read. Six words to compare are drawn anew each time,
    and one of them may be a message, too."""
    with (I18N / "ar" / "LC_MESSAGES" / "sanad.po").open("rb") as file:
        whole = [message for message in read_po(file) if isinstance(message.id, str) and message.id]
    shown = {message.string if language == "ar" else message.id: message.id for message in whole}
    drawn = {fold(word) for code in get_args(Language) for word in (*card_list(code), *word_list(code))}
    return {
        strip_marks(str(text)): message
        for text, message in shown.items()
        if "{" not in message and fold(str(text)) not in drawn
    }


def shown_on(window: QWidget, language: str) -> list[str]:
    """The messages among what its visible parts say."""
    texts = set[str]()
    for part in window.findChildren(QWidget):
        if part.isVisible():
            says = part.text() if isinstance(part, QLabel | QAbstractButton) else ""
            texts |= {strip_marks(says), strip_marks(part.accessibleName())}
    known = sentences(language)
    return sorted(known[text] for text in texts & known.keys())


def keep(window: QWidget, name: str) -> None:
    """Where SANAD_PICTURES says so. Few tones of what is on the screen do for a page of words."""
    picture, language = window.grab(), name.rpartition("_")[2]
    messages, record = shown_on(window, language), PICTURES / "words.json"
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert picture.save(buffer, "PNG")
    recorded: dict[str, list[str]] = json.loads(record.read_text("utf-8")) if record.exists() else {}
    if "SANAD_PICTURES" in os.environ:
        file = Path(os.environ["SANAD_PICTURES"]) / f"{name}.png"
        file.write_bytes(bytes(buffer.data().data()))
        with Image.open(file) as opened:
            opened.convert("RGB").quantize(64).save(file, optimize=True)
        record.write_text(json.dumps(recorded | {name: messages}, indent=1, sort_keys=True) + "\n", "utf-8")
    else:
        gone = set(recorded[name]) - set(messages)
        assert not gone, f"docs/pictures/{name}.png is older than its screen (./run pictures): {gone}"


class Camera:
    def __init__(self, hand: Hand) -> None:
        self.hand = hand

    def takes(self, name: str) -> None:
        self.hand.rests()
        keep(self.hand.window, f"{name}_{self.hand.language}")


def answered(hand: Hand) -> InterviewScreen:
    screen = hand.begins()
    for question in screen.controller.form.questions():
        value = SUNITA.get(question.name, "")
        if value and question.kind == "question":
            is_several = question.control == "select_multiple"
            asked = screen.controller.node(question.path).relevant
            given = value.split() if is_several else value
            assert not asked or screen.controller.answer(question.path, given) == ""
    return screen


def test_the_course_of_a_case(opens, language):
    hand = opens(language).unlocks_new()
    hand.window.resize(1366, 768)
    camera = Camera(hand)
    screen = answered(hand)
    paths = {question.name: question.path for question in screen.controller.form.questions()}
    hand.window.go(navigation.Interview(screen.controller, ref=paths["passport_now"]))
    hand.sees(InterviewScreen)
    camera.takes("interview")
    hand.window.go(navigation.ReadBack(screen.controller))
    hand.sees(ReadBack)
    camera.takes("read_back")
    hand.press("Agrees with what was read")
    hand.press("Finish")
    session = hand.window.context.session
    hand.until(lambda: bool(hand.does(lambda: queries.cases(session))))
    [row] = hand.does(lambda: queries.cases(session))
    [interview] = hand.does(lambda: queries.case(session, row.id)).interviews
    hand.window.go(navigation.Result(row.id, interview.id))
    hand.sees(ResultScreen)
    hand.until(lambda: hand.reads("Sunita Tamang"))
    camera.takes("result")
    hand.window.go(navigation.Case(row.id))
    page: CaseScreen = hand.sees(CaseScreen)
    hand.until(lambda: page.told is not None)
    camera.takes("case")
    hand.sends("An agency")
    hand.until(lambda: bool(hand.sees(SendPage).whom.agencies.cards))
    hand.rests()
    camera.takes("referral")


def test_working_together(opens, language, tmp_path):
    with with_headquarters(opens, tmp_path, language) as (office, _hq):
        for colleague in office.everybody():
            colleague.hand.window.resize(1366, 768)
        layla, desk = office.layla, office.desk
        case = layla.interviews(name="Sunita Tamang", nationality="NP", employer="Sample Cleaning")
        layla.interviews(name="Rahim Uddin", nationality="BD", employer="Sample Farm")
        syncs(layla)
        syncs(desk)
        desk.hand.turns_to()
        desk.hand.window.go(navigation.Cases())
        board: Board = desk.hand.sees(Board)
        desk.hand.until(lambda: len(board.model.rows) >= 2)
        Camera(desk.hand).takes("board")
        desk.hand.window.go(navigation.People())
        people: PeopleScreen = desk.hand.sees(PeopleScreen)
        desk.hand.until(lambda: people.lists is not None)
        Camera(desk.hand).takes("people")
        layla.hand.turns_to()
        layla.interviews(name="Maya Rai", nationality="NP")
        layla.hand.window.go(navigation.Sync())
        layla.hand.sees(SyncPage)
        Camera(layla.hand).takes("headquarters")
        send_page(layla.hand, case.case_id, "own", how="sealed")
        Camera(layla.hand).takes("handover")


def test_setting_up(opens, language, tmp_path):
    stick = Stick(tmp_path / "USB")
    desk = stick.is_for(opens(language, at=tmp_path / "desk").unlocks_new("يوسف الراشد", "supervisor"))
    layla = stick.is_for(opens(language, at=tmp_path / "layla").unlocks_new())
    for hand in (desk, layla):
        hand.window.resize(1366, 768)
    setup = names_the_organisation(desk.turns_to())
    desk.press("Set up the organisation")
    desk.until(lambda: setup.papers is not None)
    Camera(desk).takes("setup_paper")
    writes_the_papers(desk, setup)
    goes_on(desk, "I have looked at it")
    goes_on(desk, "Work with USB sticks")
    stick.goes_to(desk)
    goes_on(desk, "Save it to the USB stick")
    desk.until(lambda: desk.reads(desk.says("Invitation saved")))
    desk.press("Next")
    asks_to_join(layla, stick)
    stick.goes_to(desk)
    desk.until(lambda: desk.reads(layla.window.context.officer.name))
    desk.click(desk.called(desk.says("Compare the words"), QAbstractButton)[-1])
    desk.until(lambda: desk.says("They match: admit") in desk.names())
    Camera(desk).takes("setup_words")


def test_setting_up_a_server(qtbot, qapp, language, tmp_path, monkeypatch, free_port):  # noqa: F811
    monkeypatch.setenv("SANAD_HOME", str(tmp_path / "home"))
    application()
    folder = tmp_path / "server"
    setup_server.init(folder, f"https://localhost:{free_port}")
    window = make_server_window(Preferences(language=language), folder)
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    eye = Eye(qtbot, window)
    window.set_up(folder, "service")
    eye.press("Only while this window is open")
    eye.until(lambda: eye.titled("It works"))
    qapp.processEvents()
    keep(window, f"setup_server_{language}")
    window.close()


def test_every_picture_of_the_guides_is_there_in_both_languages():
    for guide in sorted(DOCS.glob("guide-*.md")):
        code = "ar" if guide.name.endswith(".ar.md") else "en"
        named = [
            line.rpartition("(pictures/")[2].rstrip(")\n ")
            for line in guide.read_text("utf-8").splitlines()
            if line.startswith("![")
        ]
        assert named or guide.name.startswith("guide-pages"), guide.name  # those stand beside the pages
        for name in named:
            assert name.endswith(f"_{code}.png"), (guide.name, name)
            with Image.open(DOCS / "pictures" / name) as picture:
                assert picture.width == 1366, name
