"""A newer version: found, tried step by step, refused in words, installed by closing the window, gone back from."""

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from app import settings
from app.casework.records import updates
from app.casework.records.update_trial import Difference, Trial
from app.headquarters import updates as held_updates
from app.language import Words, strip_marks
from app.platform.volumes import Volume
from app.settings import Preferences
from app.sync import wire
from app.ui import navigation, theme
from app.ui.app_context import AppContext
from app.ui.home import Home
from app.ui.parts.notice import announcer
from app.ui.updates.installing import InstallScreen
from app.ui.updates.page import UpdatePage
from app.ui.updates.progress import CHECK, COPY, INSTALL, TRIAL, UpdateProgress
from app.ui.updates.step_list import StepRow
from app.ui.window import UPDATED
from app.ui.workers import Workers
from app.update.conditions import UpdateExpired
from app.version import VERSION
from tests.people import keeps_a_case
from tests.ui.hq import syncs, with_headquarters
from tests.update.signers import DAY, SIGNED, Signers

pytestmark = pytest.mark.screen


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """With an update, as the packaged program sees it; its program tries as this one does."""
    signers = Signers(tmp_path / "office")
    assert signers.trusted
    monkeypatch.setenv("SANAD_PROGRAMS", str(tmp_path / "programs"))
    monkeypatch.setattr(settings, "update_root_file", lambda: signers.work / "update.root")
    monkeypatch.setattr(updates.entry, "is_packaged", lambda: True)
    monkeypatch.setattr(updates.entry, "running_version", lambda: "")
    child = f"#!/bin/sh\nPYTHONPATH={settings.ROOT} exec {sys.executable} -c '{CHILD}'\n"
    file = signers.update("0.3.0", starts=child)
    monkeypatch.setattr(updates, "command", lambda _word: [str(tmp_path / "this" / "sanad")])
    this = tmp_path / "this" / "sanad"
    this.parent.mkdir()
    this.write_text(child)
    this.chmod(0o755)
    place = tmp_path / "stick"
    place.mkdir()
    file.rename(place / file.name)
    return place


CHILD = (
    "import sys; from app.casework.records import trial_child; "
    'trial_child.VERSION = "0.3.0"; sys.exit(trial_child.child())'
)


def plugged_in(hand, place: Path) -> UpdateProgress:
    hand.window.context.volumes = lambda: (Volume(place, "stick", "BLUE"),)
    updating: UpdateProgress = hand.window.context.updating
    updating.look()
    hand.until(lambda: updating.offer is not None)
    return updating


def test_an_update_on_a_stick_is_tried_and_installed(opens, language, stick: Path):
    hand = opens(language).unlocks_new()
    session = hand.window.context.session
    for name in ("Maya Sample", "Arjun Sample"):
        hand.does(lambda name=name: keeps_a_case(session, name))
    spoken: list[str] = []
    announcer.spoken.connect(spoken.append)
    hand.sees(Home)
    updating = plugged_in(hand, stick)
    hand.until(lambda: hand.says("Show it") in hand.names())
    hand.press("Show it")
    page: UpdatePage = hand.sees(UpdatePage)
    assert not page.go.isEnabled()
    hand.until(lambda: updating.ready)
    assert updating.trial == Trial("0.3.0", "0.3.0", 2)
    assert [updating.state(step) for step in range(4)] == ["done", "done", "done", "later"]
    said_row = strip_marks(page.rows[TRIAL].accessibleName())
    assert said_row.startswith(strip_marks(theme.words()("step {n} of {of}", n=3, of=4)))
    assert any(said_row.split("،")[0].split(",")[0] in line for line in spoken)
    assert (stick / "sanad-safe").is_dir()
    hand.press("Install now")
    hand.until(lambda: hand.window.exit_code == UPDATED)
    assert updates.programs().in_use().version == "0.3.0"
    announcer.spoken.disconnect(spoken.append)


def test_the_steps_are_one_list_for_the_arrow_keys(opens, stick: Path):
    hand = opens("en").unlocks_new()
    plugged_in(hand, stick)
    hand.window.go(navigation.Update())
    page: UpdatePage = hand.sees(UpdatePage)
    hand.until(lambda: page.updating.ready)
    page.rows[0].setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(page.rows[0], Qt.Key.Key_Down)
    assert page.focusWidget() is page.rows[1]
    page.stay.click()
    assert page.updating.offer is None
    hand.until(lambda: not updates.programs().program("0.3.0").exists())


def test_a_refused_update_shows_the_first_step_alone_and_runs_nothing(opens, language, stick: Path, tmp_path: Path):
    signers = Signers(tmp_path / "late")
    signers.plan = type(signers.plan)("0.1.0", SIGNED - 90 * DAY, SIGNED - DAY, signers.plan.news)
    file = signers.update("0.4.0")
    hand = opens(language).unlocks_new()
    hand.window.go(navigation.Update(file))
    page: UpdatePage = hand.sees(UpdatePage)
    hand.until(lambda: page.updating.refusal is not None)
    assert isinstance(page.updating.refusal, UpdateExpired)
    assert [row.isVisible() for row in page.rows] == [True, False, False, False]
    assert hand.reads(strip_marks(theme.words().say(page.updating.refusal)))
    assert not page.go.isVisible()
    assert not updates.programs().folder.exists()
    hand.press("Close")
    assert page.updating.at == CHECK


def test_cases_that_would_look_different_keep_it_from_being_installed(opens, stick: Path, tmp_path: Path):
    hand = opens("en").unlocks_new()
    updating = plugged_in(hand, stick)
    hand.window.go(navigation.Update())
    page: UpdatePage = hand.sees(UpdatePage)
    hand.until(lambda: updating.ready)
    updating.at = TRIAL
    trial = Trial(VERSION, "0.3.0", 2, (Difference({"fact": 1}),))
    updating.trial = trial
    updating.fail(updates.update_trial.WouldLookDifferent(1))
    assert not page.go.isEnabled()
    assert page.report.isVisible()
    file = updates.save_report(trial, tmp_path)
    assert "different" in file.read_text()
    hand.window.go(navigation.InstallUpdate())  # not by another way either
    assert isinstance(hand.screen, UpdatePage)
    assert updates.programs().in_use().version == ""


def test_a_stick_that_was_pulled_out_is_waited_for(opens, stick: Path):
    hand = opens("en").unlocks_new()
    updating = plugged_in(hand, stick)
    away = stick.with_name("away")
    file = updating.offer.file
    hand.window.go(navigation.Update())
    page: UpdatePage = hand.sees(UpdatePage)
    hand.until(lambda: updating.ready)
    updating.at, updating.running = TRIAL, True
    stick.rename(away)
    updating.fail(updates.disk.DeviceGone())
    hand.until(lambda: updating.waiting)
    assert hand.reads("Connect the USB stick again: Sanad continues by itself.")
    away.rename(stick)
    assert updating.file == file
    updating.look()
    hand.until(lambda: updating.ready)
    assert page.go.isEnabled()


def test_a_stick_that_comes_back_under_another_name_is_waited_for_too(opens, stick: Path):
    hand = opens("en").unlocks_new()
    updating = plugged_in(hand, stick)
    file, away = updating.offer.file, stick.with_name("away")
    updating.at = TRIAL
    stick.rename(away)
    hand.window.context.volumes = lambda: ()
    updating.fail(updates.disk.DeviceGone())
    hand.until(lambda: updating.waiting)
    hand.window.context.volumes = lambda: (Volume(away, "stick", "AWAY"),)
    updating.look()
    hand.until(lambda: not updating.waiting)
    assert updating.file == away / file.name
    updating.stop()
    hand.rests()


def test_a_stick_is_waited_for_however_often_it_was_looked_for(opens, stick: Path):
    hand = opens("en").unlocks_new()
    updating = plugged_in(hand, stick)
    away = stick.with_name("away")
    updating.at = TRIAL
    stick.rename(away)
    hand.window.context.volumes = lambda: ()
    updating.fail(updates.disk.DeviceGone())
    hand.until(lambda: updating.waiting)
    hand.window.go(navigation.Update())
    hand.sees(UpdatePage)
    for _ in range(2):
        updating.look()
        hand.rests()
        assert updating.waiting
        assert hand.reads("Connect the USB stick again: Sanad continues by itself.")
    away.rename(stick)
    updating.look()
    hand.until(lambda: updating.at > CHECK and updating.running)
    updating.stop()
    hand.rests()


def test_whoever_stops_while_the_records_are_copied_gets_nothing_of_it(opens, stick: Path):
    hand = opens("en").unlocks_new()
    updating = plugged_in(hand, stick)
    stopped: list[bool] = []

    def stop() -> None:
        stopped.append(True)
        updating.stop()

    def stop_at_the_copy() -> None:
        if updating.at == COPY and not stopped:
            QTimer.singleShot(0, updating, stop)

    updating.changed.connect(stop_at_the_copy)
    hand.window.context.volumes = lambda: ()  # or it is found again
    updating.start(updating.offer.file)
    hand.until(lambda: bool(stopped))
    hand.rests()
    assert (updating.at, updating.running, updating.offer) == (CHECK, False, None)
    assert not updates.programs().program("0.3.0").exists()


def test_a_stick_is_spoken_of_only_where_there_is_one(opens, stick: Path, language):
    hand = opens(language).unlocks_new()
    hand.sees(Home)
    updating = hand.window.context.updating

    def speaks_of_a_stick() -> bool:
        word = {"ar": "USB", "en": "USB stick"}[language]
        updating.changed.emit()
        return any(word in text for text in (page.top.title.text(), page.top.second.text()))

    for kind in ("share", "stick"):
        place = Volume(stick, kind, "BLUE")
        hand.window.context.volumes = lambda place=place: (place,)
        updating.stop()
        hand.rests()
        updating.look()
        hand.until(lambda: updating.offer is not None)
        hand.window.go(navigation.Update())
        page: UpdatePage = hand.sees(UpdatePage)
        hand.until(lambda: updating.offer is not None and updating.running)
        assert speaks_of_a_stick() is (kind == "stick")
        updating.stop()
        hand.rests()


def test_one_step_back_from_the_page(opens, stick: Path, language):
    hand = opens(language).unlocks_new()
    session = hand.window.context.session
    updating = plugged_in(hand, stick)
    hand.window.go(navigation.Update())
    hand.sees(UpdatePage)
    hand.until(lambda: updating.at == INSTALL)
    hand.does(lambda: updates.install(session, updating.offer, updating.trial))
    updating.stop()
    hand.window.go(navigation.Update())
    page = hand.sees(UpdatePage)
    hand.until(lambda: page.status is not None and page.status.former == VERSION)
    hand.window.go(navigation.StepBack())
    hand.sees(InstallScreen)
    hand.until(lambda: hand.window.exit_code == UPDATED)
    assert updates.programs().in_use().version == ""


@pytest.mark.parametrize("is_off", [True, False])
def test_where_no_update_is_taken_the_page_says_why_and_asks_for_no_file(
    opens, language, stick: Path, tmp_path, monkeypatch, is_off
):
    rules = tmp_path / "policy.toml"
    rules.write_text("update_channel = 'off'" if is_off else "")
    monkeypatch.setattr(settings, "policy_file", lambda: rules)
    hand = opens(language).unlocks_new()
    hand.window.go(navigation.Update())
    hand.sees(UpdatePage)
    hand.rests()
    says = "The administrator of this computer has switched off updates by file."
    assert hand.reads(hand.says(says)) == is_off
    assert (hand.says("Choose an update file") in hand.names()) != is_off


@pytest.mark.parametrize(
    ("count", "says"), [((1_900_000, 2_000_000), "1 of 2 MB"), ((99_000_000, 99_000_001), "99 of 100 MB")]
)
def test_a_step_counts_megabytes_as_the_server_does(qapp, count: tuple[int, int], says: str):
    window = QObject()
    context = AppContext(home=Path(), workers=Workers(), preferences=Preferences())
    updating = UpdateProgress(context, window)
    updating.running, updating.count = True, count
    row = StepRow(CHECK, updating)
    assert row._count(Words("en")) == says
    row.deleteLater()


def test_it_is_fetched_when_somebody_says_so_and_then_tried(opens, tmp_path, language, monkeypatch: pytest.MonkeyPatch):
    signers = Signers(tmp_path / "signers")
    assert signers.trusted
    monkeypatch.setenv("SANAD_PROGRAMS", str(tmp_path / "programs"))
    monkeypatch.setattr(settings, "update_root_file", lambda: signers.work / "update.root")
    monkeypatch.setattr(updates.entry, "is_packaged", lambda: True)
    monkeypatch.setattr(wire, "BLOB", 1 << 10)
    with with_headquarters(opens, tmp_path, language) as (office, hq):
        layla = office.layla
        syncs(office.desk)
        syncs(layla)
        folder = hq.folder / held_updates.FOLDER
        folder.mkdir()
        file = signers.update("0.3.0")
        file.rename(folder / file.name)
        hand = layla.hand.turns_to()
        updating = hand.window.context.updating
        server = updating.server
        server.look()
        hand.until(lambda: server.update is not None)
        hand.window.go(navigation.Home())
        hand.sees(Home)
        hand.until(lambda: bool(hand.called(strip_marks(hand.says("Show it")), QAbstractButton)))
        hand.press("Show it")
        page: UpdatePage = hand.sees(UpdatePage)
        assert page.from_server.isVisible()
        assert server.update.present == 0  # its head alone is here

        def stop_early() -> None:
            if server.present >= 2 << 10:
                server.stop()

        server.changed.connect(stop_early)
        hand.press("Get it")
        hand.until(lambda: server.present > 0 and not server.running)
        server.changed.disconnect(stop_early)
        assert 0 < server.present < server.update.size
        fetched: list[Path] = []
        server.fetched.disconnect(updating.start)  # what becomes of it then is tried elsewhere
        server.fetched.connect(fetched.append)
        hand.press("Continue")
        hand.until(lambda: bool(fetched))
        assert fetched[0].parent == updates.downloads()
        assert not page.from_server.isVisible()
        updating.look()
        hand.until(lambda: updating.offer is not None)
        assert updating.offer.version == "0.3.0"
