"""What the child that draws says of a picture is looked over: it may be in the hands of a stranger."""

import struct
from typing import Any

import pytest

from app.broker import client
from app.ui.attachments import picture_client, sound_client

pytestmark = pytest.mark.screen
ARGB32, RGBA64 = 5, 26


@pytest.mark.parametrize(
    ("reply", "points"),
    [
        ({"width": 2, "height": 2, "line": 8, "format": ARGB32}, 15),
        ({"width": 2, "height": 2, "line": 7, "format": ARGB32}, 14),
        ({"width": 2, "height": 2, "line": 8, "format": RGBA64}, 16),
        ({"width": 2, "height": 2, "line": 8, "format": 999}, 16),
        ({"width": -2, "height": 2, "line": 8, "format": ARGB32}, 16),
        ({"width": 2, "height": 2, "line": 8}, 16),
        ({"width": [], "height": 2, "line": 8, "format": ARGB32}, 16),
        ({"width": float("inf"), "height": 2, "line": 8, "format": ARGB32}, 16),
        ({"width": 2, "height": 2, "line": 8, "format": float("inf")}, 16),
        ({"width": 1 << 40, "height": 1, "line": 1 << 42, "format": ARGB32}, 16),
        ({}, 0),
    ],
)
def test_a_picture_that_is_not_as_large_as_it_says_is_not_shown(
    monkeypatch: pytest.MonkeyPatch, reply: dict[str, Any], points: int
):
    answers(monkeypatch, reply, points)
    with pytest.raises(picture_client.NotShown):
        picture_client.picture(b"", 100)


def test_a_picture_as_it_should_be_is_shown(monkeypatch: pytest.MonkeyPatch):
    answers(monkeypatch, {"width": 2, "height": 2, "line": 8, "format": ARGB32}, 16)
    assert picture_client.picture(b"", 100).width() == 2


@pytest.mark.parametrize("pages", [-1, "3", None, 1.5, True])
def test_a_document_has_a_number_of_pages(monkeypatch: pytest.MonkeyPatch, pages: object):
    answers(monkeypatch, {"pages": pages}, 0)
    with pytest.raises(picture_client.NotShown):
        picture_client.pages(b"")


@pytest.mark.parametrize(
    "said",
    [
        b"", b"[]", b'"x"', b'{"state": "broken"}', b'{"state": "still", "at": 0}', b"[" * 60_000,
        b'{"state": "still", "at": Infinity, "length": 1}', b'{"state": 1, "at": 1, "length": 1e400}',
        b'{"state": "still", "at": 0, "length": 99999999999}', b'{"state": "x", "at": "1", "length": 1}',
    ],
)  # fmt: skip
def test_a_player_that_says_what_no_player_says_is_ended(said: bytes):
    assert sound_client.told_in(said) is None


def test_what_a_player_says_is_cut_to_its_length():
    told = sound_client.told_in(b'{"state": "still", "at": 9, "length": 5, "device": 1}')
    assert told == sound_client.PlaybackState("still", 5, 5, False, 1.0)


def answers(monkeypatch: pytest.MonkeyPatch, reply: dict[str, Any], points: int) -> None:
    """A child that says this, whatever it is asked."""
    import json
    import sys

    header = json.dumps(reply).encode()
    message = struct.pack(">I", len(header)) + header + struct.pack(">Q", points) + bytes(points)
    code = f"import sys; sys.stdout.buffer.write({message!r}); sys.stdout.flush(); sys.stdin.read()"
    monkeypatch.setattr(client, "command", lambda _word: [sys.executable, "-c", code])
