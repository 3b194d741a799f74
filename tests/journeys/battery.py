"""Takes an interview in a window of its own, as the inspector does, until the battery dies: for
test_battery.py, which kills this process. Says on its output what stands there, a word a line."""

import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.ui.home import Home
from app.ui.interview.screen import InterviewScreen
from app.ui.lock import LockScreen
from app.ui.window import application
from tests.journeys.test_main_path import cards, to_section, write
from tests.people import PHRASE
from tests.ui.hand import Hand

WORD, TYPED = "موقع المنقف", "Sunita Tam"


def main(home: Path) -> None:
    app = application()
    hand = Hand(None, home, "ar", on_time=True)
    app.installEventFilter(hand.window)
    hand.sees(LockScreen)
    hand.type("Passphrase", PHRASE)
    hand.key(Qt.Key.Key_Return)
    hand.sees(Home)
    hand.press("Start an interview")
    hand.sees(InterviewScreen)
    cards(hand, "من معكما الآن؟", "لا أحد غيرنا")
    cards(hand, "هل يمكن لأحد أن يسمع هذا الحديث؟", "لا أحد")
    cards(hand, "هل يريد الشخص الحديث هنا والآن؟", "نعم")
    hand.stands_in("language_used")
    hand.press("a woman")
    hand.press("Next")
    cards(hand, "هل توافقين على أن نتحدث الآن؟", "نعم")
    cards(hand, "هل توافقين على أن نكتب إجاباتكِ ونحفظها؟", "نعم")
    hand.stands_in("today")
    to_section(hand, "الوثائق ومكان العمل")
    write(hand, "مكان العمل", WORD)
    to_section(hand, "الشخص")
    hand.until(lambda: hand.screen.controller.state == "kept")
    name = "الاسم بالحروف اللاتينية، كما في جواز السفر"
    question = next(q for q in hand.screen.page.questions() if q.pair.first.text() == name)
    field = question.first()
    field.setFocus()
    QTest.keyClicks(field, TYPED)  # and goes on to nothing: she is still writing
    hand.until(lambda: hand.screen.controller.state == "kept" and question.typed() == TYPED)
    ref = question.ref
    hand.until(lambda: hand.screen.controller.interview.value(ref) == TYPED)
    hand.until(lambda: hand.screen.controller.state == "kept")
    print("kept", flush=True)
    QTest.qWait(600_000)  # the battery has so long


if __name__ == "__main__":
    main(Path(sys.argv[1]))
