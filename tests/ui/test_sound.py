"""Recordings of a case listened to inside it, by a process of their own."""

import math
import struct
import subprocess
import sys
import wave
from ctypes.util import find_library
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.broker.client import command
from app.broker.rooms import SPEAKER
from app.language import Words
from app.settings import ROOT
from app.ui import navigation
from app.ui.attachments import file_kinds
from app.ui.attachments.page import FilePage
from app.ui.attachments.player import SoundPlayer, clock
from app.ui.attachments.sound_client import NotPlayed
from tests.broker.test_children import is_shut_in
from tests.ui.office import finished
from tests.ui.test_attached import attach
from tests.ui.test_layout import stands_at_every_size

_NO_SOUND = sys.platform == "linux" and find_library("pulse") is None
pytestmark = [pytest.mark.screen, pytest.mark.skipif(_NO_SOUND, reason="needs the system's library for sound")]


@pytest.fixture
def opens_player(opens, tmp_path):
    """A case with one file, in a window."""

    def of(file, language="en"):
        hand = opens(language).unlocks_new()
        session = hand.window.context.session
        case = hand.does(lambda: finished(session, {"name": "Sunita Tamang"})).case_id
        return hand, case, attach(hand, case, file)

    return of


def recording(file, seconds, rate=44100, channels=2):
    """A tone, in a real WAV file."""
    tone = b"".join(
        struct.pack("<h", round(6000 * math.sin(2 * math.pi * 440 * n / rate))) * channels for n in range(rate)
    )
    with wave.open(str(file), "wb") as wave_file:
        wave_file.setnchannels(channels)
        wave_file.setsampwidth(2)
        wave_file.setframerate(rate)
        for _ in range(seconds):
            wave_file.writeframes(tone)
    return file


def listens(hand, case, file, *, quiet=True) -> FilePage:
    """Where nothing can be heard, as on most machines that run tests, time goes on all the same."""
    page = FilePage(hand.window.context, case, file, quiet=quiet)
    hand.window.show_screen(page)
    hand.until(lambda: page.listening is not None)
    return page


def test_fifty_megabytes_of_sound_are_played_sought_in_and_paused(opens_player, tmp_path, language):
    talk = recording(tmp_path / "talk.wav", 300)
    assert talk.stat().st_size > 50_000_000
    hand, case, file = opens_player(talk, language)
    page = listens(hand, case, file)
    heard: SoundPlayer = page.listening
    hand.until(heard.player.isVisible)
    hand.press("Play")
    hand.until(lambda: heard.sound.playback.at > 600)
    assert heard.sound.playback.length == 300_000
    hand.click(heard.on)
    hand.until(lambda: heard.sound.playback.at > 10_600)
    heard.track.setFocus(Qt.FocusReason.TabFocusReason)
    hand.key(Qt.Key.Key_PageUp)
    hand.until(lambda: heard.sound.playback.at > 40_600)
    hand.key(Qt.Key.Key_Space)
    hand.until(lambda: heard.sound.playback.state == "still")
    assert hand.says("Play") in hand.names()
    hand.key(Qt.Key.Key_Home)
    hand.until(lambda: heard.sound.playback.at < 40_000)
    assert hand.says("Place in the recording") in hand.names()


def test_at_its_end_it_can_be_heard_again(opens_player, tmp_path):
    hand, case, file = opens_player(recording(tmp_path / "short.wav", 1))
    page = listens(hand, case, file)
    heard = page.listening
    hand.until(heard.player.isVisible)
    heard.speed.setCurrentIndex(len(heard.speed.options) - 1)
    hand.press("Play")
    hand.until(lambda: heard.sound.playback.at == 1000 and heard.sound.playback.state == "still")
    hand.press("Play")
    hand.until(lambda: heard.sound.playback.state == "playing")


def test_where_nothing_can_be_heard_it_says_so_and_shows_no_dead_control(opens_player, tmp_path, language):
    hand, case, file = opens_player(recording(tmp_path / "a.wav", 1), language)
    page = listens(hand, case, file, quiet=False)
    heard = page.listening
    hand.until(lambda: heard.sound.playback.length == 1000)
    hand.until(lambda: heard.player.isVisible() or heard.trouble.isVisible())
    assert heard.player.isVisible() == heard.sound.playback.device
    assert heard.trouble.isVisible() != heard.player.isVisible()


@pytest.mark.parametrize(
    "content", [b"RIFF\x10\0\0\0WAVEfmt " + bytes(200), b"OggS" + bytes(5000), b"\xff\xfb" + bytes(3000)]
)
def test_a_damaged_recording_ends_its_process_and_the_page_says_so(opens_player, tmp_path, content):
    broken = tmp_path / "broken.mp3"
    broken.write_bytes(content)
    hand, case, file = opens_player(broken)
    page = listens(hand, case, file)
    hand.until(page.listening.trouble.isVisible)
    assert hand.reads(NotPlayed.says)


def test_the_child_ends_when_the_page_is_left(opens_player, tmp_path):
    hand, case, file = opens_player(recording(tmp_path / "a.wav", 2))
    page = listens(hand, case, file)
    hand.until(page.listening.player.isVisible)
    child = page.listening.sound._child
    hand.window.go(navigation.Case(case))
    assert child.state() == child.ProcessState.NotRunning


@pytest.mark.parametrize(
    "content",
    [
        b"#EXTM3U\nhttp://127.0.0.1/a.mp3\n",
        b"ffconcat version 1.0\nfile /etc/passwd\n",
        b"ID3\x04\0\0\0\0\0\x04abcd#EXTM3U\nhttp://127.0.0.1/a.mp3\n",
        b"RIFF1234AVI " + bytes(40),
    ],
)
def test_lists_that_would_fetch_from_elsewhere_are_no_sound(content):
    assert not file_kinds.is_sound(content)


def threads_of(process: int) -> list[str]:
    return [thread.name for thread in Path(f"/proc/{process}/task").iterdir()]


def reader_of(process: int) -> int:
    """The process that hears: where there is a sound server, the one that was started stands between."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return int(children[0]) if children else process


@pytest.mark.skipif(sys.platform != "linux", reason="the layers of Linux")
def test_the_player_is_shut_in_before_it_hears_anything(tmp_path):
    file = recording(tmp_path / "a.wav", 1)
    process = subprocess.Popen(
        command(SPEAKER), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT
    )
    with process:
        process.stdin.write(b'{"bytes": %d}\n' % file.stat().st_size + file.read_bytes())
        process.stdin.flush()
        for _ in range(3):
            assert process.stdout.readline()
        assert all(is_shut_in(int(thread)) for thread in threads_of(reader_of(process.pid)))
        process.stdin.close()


def test_a_player_whose_parent_is_gone_ends(tmp_path):
    file = recording(tmp_path / "a.wav", 1)
    process = subprocess.Popen(
        command(SPEAKER), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT
    )
    process.stdin.write(b'{"bytes": %d}\n' % file.stat().st_size + file.read_bytes())
    process.stdin.close()
    assert process.wait(20) == 0
    process.stdout.close()


def test_the_player_stands_at_every_size(opens_player, tmp_path, language):
    hand, case, file = opens_player(recording(tmp_path / "a.wav", 65), language)
    page = listens(hand, case, file)
    hand.until(page.listening.player.isVisible)
    stands_at_every_size(hand, "player")


def test_a_long_recordings_clock_has_hours():
    assert "1:02:05" in clock(Words("en"), 3_725_000)
