"""What the window does by itself: hide, lock, and show nothing of the officer to somebody else."""

import ctypes
import gc
import os
import shutil
import subprocess
import sys
import weakref
from collections.abc import Iterator
from contextlib import closing
from ctypes.wintypes import MSG
from dataclasses import fields, replace
from importlib import import_module
from inspect import Parameter, signature
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from app import settings
from app.casework.interviews import interview as work
from app.casework.records import unlock
from app.casework.session import typed_text
from app.ui import gc_control, navigation, window
from app.ui.home import Home
from app.ui.parts.frame import Screen
from app.ui.suspend_lock import TOUCHES, DepartureWatch, Idle, WindowsMessages
from app.ui.turned.screen import TurnedScreen
from app.ui.window import LOCKED
from tests.people import PHRASE
from tests.ui.hand import Hand
from tests.ui.office import begun, opened
from tests.ui.test_case_screen import ENLARGED
from tests.ui.test_layout import out_of_shape
from tests.ui.test_remembered import a_case, opens_case, places, refers
from tests.ui.test_turned import Talk

pytestmark = pytest.mark.screen
PIN = "2468"


@pytest.fixture
def layla(opens) -> Hand:
    return opens("en").unlocks_new()


# -- the cover


def tries(hand: Hand, pin: str) -> None:
    hand.window.cover.ask()
    hand.window.cover.line.setText(pin)
    hand.window.cover.try_it()


def test_each_time_it_is_hidden_there_are_three_tries(layla: Hand):
    layla.window.context.pin = PIN
    for _ in range(2):
        layla.window.cover_now()
        for _ in range(2):
            tries(layla, "0000")
            assert layla.window.cover.line.text() == ""  # no wrong word stands there for the next one
        assert layla.window.exit_code == 0
        tries(layla, PIN)
        assert not layla.window.cover.isVisible()
    layla.window.cover_now()
    assert not layla.window.cover.field.isVisible()
    assert not layla.window.cover.field.problem.isVisible()


def test_a_wrong_pin_leaves_field_and_button_as_wide_as_each_other(layla: Hand):
    cover = layla.window.cover
    layla.window.cover_now()
    cover.ask()
    layla.rests()
    before = (cover.field.width(), cover.go.width())
    cover.line.setText("999")
    cover.try_it()
    layla.until(cover.field.problem.isVisible)
    layla.rests()
    assert (cover.field.width(), cover.go.width()) == before
    assert len(set(before)) == 1


def test_nothing_of_the_page_stands_beside_the_cover(layla: Hand):
    layla.window.context.pin = PIN
    layla.key(Qt.Key.Key_F1)
    panel = layla.window.help
    assert panel is not None
    assert panel.isVisible()
    layla.window.cover_now()
    others = [
        child
        for child in layla.window.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        if child.isVisible() and child is not layla.window.cover
    ]
    assert others == []
    tries(layla, PIN)
    assert panel.isVisible()


def test_the_cover_follows_the_clock_past_midnight(layla: Hand):
    cover = layla.window.cover
    layla.window.cover_now()
    time, day = cover._time.text(), cover._date.text()
    layla.window.context.clock.pass_(days=1, minutes=1)
    cover._tick.timeout.emit()
    assert cover._time.text() != time
    assert cover._date.text() != day


@pytest.mark.parametrize("way", ["hide", "lock", "close"])
def test_what_is_being_typed_is_kept_whichever_way_the_window_goes(layla: Hand, home: Path, way: str):
    case = a_case(layla)
    opens_case(layla, case)
    layla.rests()
    refers(layla, case, "a reason")
    vault_id = layla.window.context.officer.vault_id
    if way == "hide":
        layla.window.cover_now()
        layla.until(lambda: places(layla) == 1)
        return
    layla.window.lock() if way == "lock" else layla.window.close()
    with closing(unlock.unlock(home, vault_id, PHRASE)) as session:
        (place,) = session.vault.database.rows("SELECT place FROM typed")[0]
        assert "a reason" in typed_text.of(session, place).values()


# -- nobody at the computer


def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(text)
    monkeypatch.setattr(settings, "policy_file", lambda: file)


def test_the_screen_is_hidden_and_locked_no_later_than_the_administrator_lets_it(
    opens, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    rules(tmp_path, monkeypatch, "cover_after_s = 90\nlock_after_s = 240")
    hand = opens("en")

    def times() -> tuple[int, int]:
        return hand.window.idle._cover.interval(), hand.window.idle._lock.interval()

    assert times() == (90_000, 240_000)
    hand.window.context.preferences = replace(hand.window.context.preferences, cover_after_s=600, lock_after_s=800)
    hand.window.apply_look()
    assert times() == (90_000, 240_000)
    hand.window.context.preferences = replace(hand.window.context.preferences, cover_after_s=60, lock_after_s=200)
    hand.window.apply_look()
    assert times() == (60_000, 200_000)


@pytest.fixture
def idle(qapp: QApplication) -> Iterator[Idle]:
    clock = Idle(100, 200, qapp)
    for timer in (clock._cover, clock._lock):
        timer.setTimerType(Qt.TimerType.PreciseTimer)
    clock.start()
    yield clock
    clock.stop()
    clock.deleteLater()


def test_whoever_is_there_puts_off_the_cover_and_the_lock(idle: Idle):
    timers = (idle._cover, idle._lock)
    while any(timer.remainingTime() >= timer.interval() - 5 for timer in timers):
        pass
    idle.saw()
    assert all(timer.remainingTime() >= timer.interval() - 5 for timer in timers)


def test_the_cover_does_not_stop_the_clock_of_the_lock(layla: Hand):
    idle = layla.window.idle
    idle._cover.timeout.emit()
    assert layla.window.cover.isVisible()
    assert idle._lock.isActive()
    idle._lock.timeout.emit()
    assert layla.window.exit_code == LOCKED


def test_a_finger_and_a_pen_are_somebody_as_a_key_and_a_mouse_are():
    kind = QEvent.Type
    assert {
        kind.KeyPress,
        kind.MouseMove,
        kind.MouseButtonPress,
        kind.Wheel,
        kind.TouchBegin,
        kind.TabletPress,
    } == TOUCHES


def test_whoever_leaves_the_computer_locks_and_whoever_comes_back_does_not(qapp: QApplication):
    watch, left = DepartureWatch(qapp), list[str]()
    departures = {
        "Linux sleeps": lambda: watch.sleeps(True),
        "Linux wakes": lambda: watch.sleeps(False),
        "the desktop locks": watch.locked,
        "Windows sleeps": lambda: watch.windows_message(0x0218, 4),
        "Windows wakes": lambda: watch.windows_message(0x0218, 7),
        "Windows locks": lambda: watch.windows_message(0x02B1, 7),
        "Windows unlocks": lambda: watch.windows_message(0x02B1, 8),
    }
    for departure, happens in departures.items():
        watch.left.connect(lambda departure=departure: left.append(departure))
        happens()
        watch.left.disconnect()
    assert left == ["Linux sleeps", "the desktop locks", "Windows sleeps", "Windows locks"]
    watch.deleteLater()


@pytest.mark.parametrize(("seconds", "hides"), [(0.69, True), (0.71, False)])
def test_escape_hides_only_when_it_is_pressed_twice_at_once(
    layla: Hand, monkeypatch: pytest.MonkeyPatch, seconds: float, hides: bool
):
    moments = iter([100.0, 100.0 + seconds])
    monkeypatch.setattr(window, "time", SimpleNamespace(monotonic=lambda: next(moments)))
    for _ in range(2):
        event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
        layla.window._escape(event)
    assert layla.window.cover.isVisible() is hides


# -- while the person reads the screen


def test_no_key_shows_the_person_anything_of_the_office(opens):
    talk = Talk(opens)
    talk.turns()
    main, shown = talk.hand.window, talk.hand.shown()
    control, none = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
    keys = [
        (Qt.Key.Key_F1, none),
        (Qt.Key.Key_L, control),
        (Qt.Key.Key_K, control),
        (Qt.Key.Key_N, control),
        *((Qt.Key(Qt.Key.Key_0.value + number), control) for number in range(1, 8)),
    ]
    for key, modifier in keys:
        talk.hand.key(key, modifier)
        talk.hand.rests()
        assert isinstance(main.screen_now, TurnedScreen), key
        assert main.help is None, key
        assert talk.hand.shown() == shown, key
    main.cover_now()  # but it is hidden
    assert main.cover.isVisible()


OF_THE_WINDOW = {navigation.Hide, navigation.Lock, navigation.SwitchLanguage, navigation.ApplyAppearance}
DESTINATIONS = navigation.Destination.__subclasses__()


def of(dotted: str) -> object:
    module, _, name = dotted.rpartition(".")
    return getattr(import_module(f"app.ui.{module}"), name)


def test_each_destination_has_one_way_to_it():
    for kind in DESTINATIONS:
        ways = (bool(kind.screen), bool(kind.act), kind in OF_THE_WINDOW)
        assert sum(ways) == 1, kind


@pytest.mark.parametrize("kind", [kind for kind in DESTINATIONS if kind.screen], ids=lambda kind: kind.__name__)
def test_a_screen_takes_what_its_destination_holds(kind, qapp):
    screen = of(kind.screen)
    assert issubclass(screen, Screen)
    names = [field.name for field in fields(kind.made())]
    values = names if "controller" in names else ["context", *names]
    signature(screen).bind(*values)
    positional = [
        parameter
        for parameter in signature(screen).parameters.values()
        if parameter.kind is not Parameter.KEYWORD_ONLY and parameter.default is Parameter.empty
    ]
    assert len(positional) <= len(values)


def test_each_act_can_be_loaded(qapp):
    for kind in DESTINATIONS:
        assert not kind.act or callable(of(kind.act))


PROGRAM = """
import sys
from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from app.ui.suspend_lock import DepartureWatch

app = QCoreApplication([])
leaving = DepartureWatch()
leaving.left.connect(lambda: app.exit(7))
leaving.listen()
other = QDBusConnection.connectToBus(QDBusConnection.BusType.SessionBus, "other")
told = QDBusMessage.createSignal("/", "org.freedesktop.ScreenSaver", "ActiveChanged")
told.setArguments([True])
QTimer.singleShot(0, lambda: other.send(told))
QTimer.singleShot(10_000, lambda: app.exit(1))
sys.exit(app.exec())
"""


@pytest.mark.skipif(not shutil.which("dbus-run-session"), reason="needs a D-Bus of its own")
def test_when_the_screen_saver_begins_the_program_hears_it():
    completed = subprocess.run(
        ["dbus-run-session", "--", sys.executable, "-c", PROGRAM],
        env={**os.environ, "PYTHONPATH": "."},
        capture_output=True,
        text=True,
        check=False,
    )
    assert completed.returncode == 7, completed.stderr


def test_windows_saying_that_it_sleeps_or_is_locked_locks(qapp):
    heard = []
    watcher = DepartureWatch()
    watcher.left.connect(lambda: heard.append(1))
    windows = WindowsMessages(watcher)
    for number, word in ((0x0218, 4), (0x02B1, 7), (0x0218, 18), (0x02B1, 8), (0x0200, 4)):
        message = MSG(message=number, wParam=word)
        assert windows.nativeEventFilter(b"windows_generic_MSG", ctypes.addressof(message)) == (False, 0)
    assert len(heard) == 2


class Large:
    """Holds itself, as a questionnaire does."""

    def __init__(self):
        self.itself = self


def left_behind():
    large = Large()
    gc_control.set_aside()
    return weakref.ref(large)


@pytest.fixture
def collector(qapp):
    """Nothing set aside before, and the collector as it was after."""
    gc_control._aside.look_through()
    yield
    gc_control._aside.look_through()


def test_it_is_done_after_half_a_minute_without_a_key_and_not_before(collector, qapp):
    now = gc_control.touched()
    parent = QObject()
    looks = gc_control.Tidy(parent, clock=lambda: now)
    objects = [left_behind() for _ in range(12)]
    looks.look()
    gc.collect()
    assert all(object_() is not None for object_ in objects)
    now += 31
    looks.look()
    assert all(object_() is None for object_ in objects)


def test_a_few_openings_wait(collector, qapp):
    now = gc_control.touched() + 31
    parent = QObject()
    objects = [left_behind() for _ in range(11)]
    gc_control.Tidy(parent, clock=lambda: now).look()
    assert objects[0]() is not None


def test_who_never_rests_is_not_left_with_all_of_them(collector, qapp):
    objects = [left_behind() for _ in range(49)]
    assert objects[0]() is None


URGENT = {"name": "Sunita Tamang", "needs_today": "care place", "site": "Sample camp, block 4"}


def test_an_urgent_one_keeps_its_acts_in_reach(opens, tmp_path, language):
    layla = opened(opens, tmp_path, language).layla
    hand = layla.hand.turns_to()
    hand.does(lambda: begun(layla.session, URGENT))
    assert [row.urgent for row in hand.does(lambda: work.drafts(layla.session))] == [True]
    hand.window.resize(*ENLARGED)
    hand.window.go(navigation.Home())
    hand.sees(Home)
    hand.until(lambda: hand.says("Hand over") in hand.names())
    assert out_of_shape(hand) == []
