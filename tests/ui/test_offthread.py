"""Work away from the screen comes home once, in order, and never to someone who left."""

import json
import threading

import pytest
from PySide6.QtCore import QObject

from app.casework.exchange import sync
from app.errors import SanadError
from app.language import Words
from app.ui.workers import OffThread

pytestmark = pytest.mark.screen


@pytest.fixture
def off(qapp):
    made = OffThread()
    yield made
    assert made.finish()


def test_writes_happen_in_order_on_one_thread(off, qtbot):
    threads, results, owner = set(), [], QObject()
    for number in range(50):
        off.write(
            owner, lambda n=number: (threads.add(threading.get_ident()), n)[1], results.append
        )
    qtbot.waitUntil(lambda: len(results) == 50)
    assert results == list(range(50))
    assert len(threads) == 1
    assert threading.get_ident() not in threads


def test_results_come_home_on_the_screens_own_thread(off, qtbot):
    where, owner = [], QObject()
    off.read(owner, lambda: 1, lambda _: where.append(threading.get_ident()))
    qtbot.waitUntil(lambda: bool(where))
    assert where == [threading.get_ident()]


def test_whoever_was_closed_meanwhile_is_not_called(off, qtbot):
    gone, marked, stays = QObject(), QObject(), QObject()
    called, gate = [], threading.Event()
    off.write(gone, gate.wait, lambda _: called.append("gone"))
    off.write(marked, lambda: 1, lambda _: called.append("marked"))
    off.write(stays, lambda: 1, lambda _: called.append("stays"))
    marked.setProperty("closed", True)
    gone.deleteLater()
    del gone
    qtbot.wait(1)
    gate.set()
    qtbot.waitUntil(lambda: bool(called))
    assert called == ["stays"]


def test_a_condition_goes_to_whoever_asked_else_to_the_window(off, qtbot):
    class Known(SanadError):
        pass

    def raises():
        raise Known

    def bug():
        raise ZeroDivisionError

    told, general, owner = [], [], QObject()
    off.failed.connect(general.append)
    off.write(owner, raises, failed=told.append)
    off.write(owner, raises)
    off.write(owner, bug)
    qtbot.waitUntil(lambda: len(general) == 2)
    assert [error.kind() for error in told] == ["known"]
    assert [error.kind() for error in general] == ["known", "unexpected"]


def test_a_bug_has_a_code_and_a_place_and_says_nothing_of_what_it_held(off, qtbot, capfd):
    told, owner, nobody = [], QObject(), None
    off.write(owner, lambda: {"Omar": 1}["Maya Sample"], failed=told.append)
    off.write(owner, lambda: sync.proxy(nobody), failed=told.append)
    qtbot.waitUntil(lambda: len(told) == 2)
    assert [each.kind() for each in told] == ["unexpected"] * 2
    assert told[0].code == "KeyError -"
    assert told[1].code.startswith("AttributeError casework/exchange/sync:")
    assert told[1].code in Words("en").say(told[1])
    said = [json.loads(line) for line in capfd.readouterr().err.splitlines() if '"bug"' in line]
    assert [each["type"] for each in said] == ["KeyError", "AttributeError"]
    assert said[1]["places"][-1] == told[1].code.split()[1]
    assert "Maya" not in json.dumps(said)


def test_what_was_handed_over_before_the_end_is_still_written(qapp):
    off, done, owner = OffThread(), [], QObject()
    for number in range(20):
        off.write(owner, lambda n=number: done.append(n))
    assert off.finish()
    assert done == list(range(20))


def test_what_is_asked_for_after_the_end_is_dropped(qtbot):
    off, owner = OffThread(), QObject()
    assert off.finish()
    for ask in (off.write, off.read, off.slow):
        ask(owner, lambda: 1, lambda _value: pytest.fail("nobody is left to tell"))
