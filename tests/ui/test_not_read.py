"""What was not read yet is unknown: no page shows a number or "none" before its reader has answered."""

import re
import threading
from dataclasses import MISSING, fields

import pytest

from app.casework.cases import queries
from app.language import strip_marks
from app.ui import navigation
from app.ui.navigation import Destination
from app.ui.work_board import Board
from tests.ui.hand import Hand
from tests.ui.test_work_board import keeps

pytestmark = [pytest.mark.screen, pytest.mark.both_languages]

COUNTED = re.compile(r"[0-9٠-٩]|^(No|Nothing|None)\b|^(لا|لم|ليس) ")
# What the program says of itself, of the day or of its own steps, whatever the records hold.
OF_THE_PROGRAM = (
    r"2026|٢٠٢٦|٢٠١٨|2018|^(Sanad|سند) |^(Shift\+|Ctrl\+)?(F\d+|\d – \d)|^Ctrl|Holder of card|صاحب البطاقة"
    r"|^Step |^الخطوة |minute|دقيقة|دقائق|64/293"  # the resolution that the parts of a report are taken from
)
STANDING = {  # by its message
    "No network?",
    "No file is chosen yet.",
    "No USB stick or folder is chosen yet.",
    "Idle",
    "Nothing in it is written to this computer while you view it.",
    "This computer has no printer.",
    "Nothing goes to an agency without consent, a legal basis or a signed reason.",
    "The administrator of this computer has set nothing.",
    "Not set: Sanad’s own default applies",
}


def pages(case: str) -> list[Destination]:
    """Those that can be asked for without saying of what, and those of a case."""
    found = list[Destination]([navigation.Cases()])
    for kind in Destination.__subclasses__():
        required = [
            field.name
            for field in fields(kind.made())  # type: ignore[arg-type]
            if field.default is MISSING and field.default_factory is MISSING
        ]
        if kind.screen and required in ([], ["case_id"]):
            found.append(kind(*[case for _name in required]))
    return found


@pytest.fixture
def supervisor(opens, language) -> Hand:
    hand = opens(language).unlocks_new("عمر المثال", "supervisor")
    session = hand.window.context.session
    hand.does(lambda: [keeps(session, name) for name in ("Tigist Bekele", "Anjali Perera")])
    return hand


def claims(hand: Hand) -> list[str]:
    """Numbers and negations on the screen that the program can't know before it has read."""
    standing = {strip_marks(hand.says(message)) for message in STANDING}
    return [
        text
        for text in hand.shown()
        if COUNTED.search(text) and not re.search(OF_THE_PROGRAM, text) and text not in standing
    ]


def test_no_page_says_how_many_there_are_before_it_has_read_them(supervisor: Hand):
    workers, shown = supervisor.window.context.workers, {}
    session = supervisor.window.context.session
    case = supervisor.does(lambda: queries.cases(session)[0].id)
    for destination in pages(case):
        answered = threading.Event()
        workers.read_vault(supervisor.window, answered.wait, lambda _: None)
        try:
            supervisor.window.go(destination)
            if found := claims(supervisor):
                shown[type(destination).__name__] = found
        finally:
            answered.set()
        supervisor.rests()
    assert shown == {}


def test_a_board_says_that_nothing_waits_once_it_has_looked(supervisor: Hand):
    supervisor.window.go(navigation.Cases())
    board = supervisor.sees(Board)
    supervisor.until(lambda: board.counts is not None)
    assert board.counts.waiting == 2
    assert len(board.counts.works) == 1


def test_what_a_page_asked_for_is_not_read_once_it_was_left(supervisor: Hand):
    workers, answered, ran = supervisor.window.context.workers, threading.Event(), list[str]()
    workers.read_vault(supervisor.window, answered.wait, lambda _: None)
    supervisor.window.go(navigation.Figures())
    page = supervisor.screen
    workers.read_vault(page, lambda: ran.append("page"))
    workers.read_vault(page.body, lambda: ran.append("part of it"))
    workers.read_vault(supervisor.window, lambda: ran.append("window"))
    supervisor.window.go(navigation.Groups())
    answered.set()
    supervisor.rests()
    assert ran == ["window"]
