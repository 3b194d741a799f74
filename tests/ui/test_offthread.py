"""Work away from the screen comes home once, in order, and never to someone who left."""

import json
import threading

import pytest
from PySide6.QtCore import QObject

from app.casework.exchange import sync
from app.errors import SanadError
from app.language import Words
from app.ui.workers import Unexpected, Workers
from tests.ui.waiting import until

pytestmark = pytest.mark.screen


@pytest.fixture
def workers(qapp):
    workers = Workers()
    yield workers
    assert workers.finish()


def test_writes_happen_in_order_on_one_thread(workers, qtbot):
    threads, results, owner = set(), [], QObject()
    for number in range(50):
        workers.write_vault(owner, lambda n=number: (threads.add(threading.get_ident()), n)[1], results.append)
    until(lambda: len(results) == 50, workers)
    assert results == list(range(50))
    assert len(threads) == 1
    assert threading.get_ident() not in threads


def test_results_come_home_on_the_screens_own_thread(workers, qtbot):
    thread_ids, owner = [], QObject()
    workers.read_vault(owner, lambda: 1, lambda _: thread_ids.append(threading.get_ident()))
    until(lambda: bool(thread_ids), workers)
    assert thread_ids == [threading.get_ident()]


def test_whoever_was_closed_meanwhile_is_not_called(workers, qtbot):
    closed, marked, stays = QObject(), QObject(), QObject()
    called, gate = [], threading.Event()
    workers.write_vault(closed, gate.wait, lambda _: called.append("gone"))
    workers.write_vault(marked, lambda: 1, lambda _: called.append("marked"))
    workers.write_vault(stays, lambda: 1, lambda _: called.append("stays"))
    marked.setProperty("closed", True)
    closed.deleteLater()
    del closed
    qtbot.wait(1)
    gate.set()
    until(lambda: bool(called), workers)
    assert called == ["stays"]


def test_what_fails_for_a_part_of_a_page_that_was_left_is_said_to_nobody(workers, qtbot):
    page, stays, general = QObject(), QObject(), []
    part = QObject(page)
    workers.failed.connect(general.append)

    def fails():
        raise ZeroDivisionError

    page.setProperty("closed", True)
    workers.read_vault(part, fails)
    workers.read_vault(page, fails)
    done = []
    workers.read_vault(stays, lambda: 1, done.append)
    until(lambda: bool(done), workers)
    assert general == []
    workers.read_vault(stays, fails)
    until(lambda: len(general) == 1, workers)


def test_a_condition_goes_to_whoever_asked_else_to_the_window(workers, qtbot):
    class Known(SanadError):
        pass

    def raises():
        raise Known

    def bug():
        raise ZeroDivisionError

    errors, general, owner = [], [], QObject()
    workers.failed.connect(general.append)
    workers.write_vault(owner, raises, failed=errors.append)
    workers.write_vault(owner, raises)
    workers.write_vault(owner, bug)
    until(lambda: len(general) == 2, workers)
    assert [error.kind() for error in errors] == ["known"]
    assert [error.kind() for error in general] == ["known", Unexpected.kind()]


def test_a_bug_has_a_code_and_a_place_and_says_nothing_of_what_it_held(workers, qtbot, capfd):
    errors, owner, nobody = [], QObject(), None
    workers.write_vault(owner, lambda: {"Omar": 1}["Maya Sample"], failed=errors.append)
    workers.write_vault(owner, lambda: sync.proxy(nobody), failed=errors.append)
    until(lambda: len(errors) == 2, workers)
    assert [error.kind() for error in errors] == ["unexpected"] * 2
    assert errors[0].code == "KeyError -"
    assert errors[1].code.startswith("AttributeError casework/exchange/sync:")
    assert errors[1].code in Words("en").say(errors[1])
    lines = [json.loads(line) for line in capfd.readouterr().err.splitlines() if '"bug"' in line]
    assert [line["type"] for line in lines] == ["KeyError", "AttributeError"]
    assert lines[1]["places"][-1] == errors[1].code.split()[1]
    assert "Maya" not in json.dumps(lines)


def test_what_was_handed_over_before_the_end_is_still_written(qapp):
    workers, results, owner = Workers(), [], QObject()
    for number in range(20):
        workers.write_vault(owner, lambda n=number: results.append(n))
    assert workers.finish()
    assert results == list(range(20))


def test_what_is_asked_for_after_the_end_is_dropped(qtbot):
    workers, owner = Workers(), QObject()
    assert workers.finish()
    for ask in (workers.write_vault, workers.read_vault, workers.slow):
        ask(owner, lambda: 1, lambda _value: pytest.fail("nobody is left to tell"))
