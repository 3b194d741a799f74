"""The children as they are: each is shut in before its first byte, and what it says is looked over."""

import io
import os
import sys
import threading
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from app.broker import client, frames, protection, rooms, stream
from app.broker.client import Child, ChildFailed
from app.casework.exchange.post.inbox import Unpacker
from app.casework.questionnaires.converter_client import Converter
from app.disk import DiskFailed
from app.form.workbook.conversion import convert
from app.platform.interface import CALLS, CONNECTIONS, FILES, LIMITS, NETWORK, NO_NEW_PRIVILEGES, SHORTENING, SIGNALS
from app.seal import age_phrase
from app.seal.envelope import EnvelopeRefused
from app.seal.packing import pack

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the layers of Linux")
FORM = "| survey | | | |\n| | type | name | label |\n| | text | a | A |\n"
PICTURE = b"\x89PNG\r\n\x1a\n" + b"".join(
    len(content).to_bytes(4, "big") + kind + content + zlib.crc32(kind + content).to_bytes(4, "big")
    for kind, content in ((b"IHDR", b"\0\0\0\1\0\0\0\1\x08\0\0\0\0"), (b"IDAT", zlib.compress(b"\0\0")), (b"IEND", b""))
)
# a question that each can answer
ASKED: dict[str, tuple[dict[str, Any], bytes]] = {
    rooms.DRAWER: ({"do": "picture", "width": 10}, PICTURE),
    rooms.READER: ({"do": "look"}, PICTURE),
    rooms.CONVERTER: ({"do": "converted", "suffix": ".md"}, FORM.encode()),
    rooms.TABULATOR: ({"format": "csv"}, b"a,b\n1,2\n"),
    rooms.MATCHER: ({}, b"\x80"),
    rooms.SIGNER: ({"do": "check", "password": ""}, b"%PDF-1.7\n"),
    rooms.MULTIPLIER: ({"do": "dummies", "number": 1}, b""),
    rooms.UNPACKER: ({"largest": 100}, pack(b"abc")),
}


def status(process: int) -> dict[str, str]:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def is_shut_in(process: int) -> bool:
    looked = status(process)
    return (looked["NoNewPrivs"], looked["Seccomp"]) == ("1", "2")


@LINUX
@pytest.mark.parametrize("word", sorted(ASKED))
def test_each_child_is_shut_in_while_it_waits_for_more(word: str):
    with Child(word, longest_s=60, largest=1 << 20) as child:
        child.ask(*ASKED[word])
        assert child._process
        assert is_shut_in(child._process.pid)
        if os.geteuid() == 0:  # it shows that to nobody else
            network = os.readlink(f"/proc/{child._process.pid}/ns/net")
            assert network != os.readlink("/proc/self/ns/net") or NETWORK in lacking()


@LINUX
def test_the_child_that_seals_is_shut_in_and_still_writes_into_its_file(tmp_path: Path):
    reading, writing = os.pipe()
    with open(reading, "rb") as sealed:
        with open(writing, "wb") as target:
            child = stream.FedChild(rooms.SEALER, target)
        told = ({"passphrase": "one two"}, [os.urandom(1 << 20)] * 4)
        feeder = threading.Thread(target=child.feed, args=told)
        feeder.start()
        first = sealed.read(1)  # it is past its beginning, and waits for somebody to read the rest
        assert is_shut_in(child.process.pid)
        assert (first + sealed.read()).startswith(b"age-encryption.org/v1\n")
        feeder.join()
    assert child.process.wait() == 0


@LINUX
def test_the_child_that_opens_is_shut_in_before_it_reads_a_byte_and_answers_as_it_is_fed():
    sealed = io.BytesIO()
    age_phrase.seal(io.BytesIO(b"x" * (3 << 20)), sealed, "one two", work=10)
    child = stream.FedChild(rooms.OPENER)
    waits = threading.Event()

    def half_of_it():
        yield sealed.getvalue()[: 2 << 20]
        waits.wait()

    def feed():
        with suppress(BrokenPipeError):
            child.feed({"passphrase": "one two"}, half_of_it())

    feeder = threading.Thread(target=feed)
    feeder.start()
    assert child.output
    with child.output:
        answer = child.answer()
        assert answer.read() == b"x" * (1 << 20)  # and now it waits for the rest
        assert is_shut_in(child.process.pid)
        child.end()
        answer.close()
        waits.set()
        feeder.join()


def test_what_a_stream_is_fed_from_says_itself_where_it_fails():
    def fails():
        yield b"age-encryption.org/v1\n"
        raise DiskFailed

    stream_ = stream.Stream(rooms.OPENER, {"passphrase": "x"}, fails())
    with pytest.raises(DiskFailed):
        list(stream_.blocks())


def lacking() -> set[str]:
    return {layer.name for layer in protection.layers() if not layer.holds}


@LINUX
def test_which_layers_hold_here_is_said_by_a_child_that_has_them():
    names = [layer.name for layer in protection.layers()]
    assert names == [NO_NEW_PRIVILEGES, NETWORK, FILES, SHORTENING, CONNECTIONS, SIGNALS, LIMITS, CALLS]


def test_a_child_that_does_not_answer_is_ended_and_the_next_question_is_anothers():
    child = Child(rooms.CONVERTER, longest_s=60, largest=1 << 20)
    with child:
        with pytest.raises(ChildFailed):
            child.ask({"do": "nothing that it knows"})
        header, _ = child.ask(*ASKED[rooms.CONVERTER])
        assert header == {"refused": False}


def test_an_answer_that_takes_too_long_or_is_too_large_is_none():
    with Child(rooms.CONVERTER, longest_s=0, largest=1 << 20) as child, pytest.raises(ChildFailed):
        child.ask(*ASKED[rooms.CONVERTER])
    with Child(rooms.CONVERTER, longest_s=60, largest=10) as child, pytest.raises(ChildFailed):
        child.ask(*ASKED[rooms.CONVERTER])


@pytest.mark.parametrize(
    "raw",
    [b"", b"\0\0", b"\xff\xff\xff\xff", b"\0\0\0\2[]" + bytes(8), b"\0\0\0\2{}" + b"\xff" * 8,
     b"\0\0\0\1{" + bytes(8), b"\0\0\0\2{}" + bytes(7), b"\0\0\0\2{}" + bytes(7) + b"\5abc"],
)  # fmt: skip
def test_what_is_no_message_is_refused_before_anything_is_made_of_it(tmp_path: Path, raw: bytes):
    (tmp_path / "pipe").write_bytes(raw)
    with (tmp_path / "pipe").open("rb") as pipe, pytest.raises(frames.BadFrame):
        frames.read(pipe, 100)


def test_the_same_form_comes_from_a_child_as_from_here():
    with Converter() as parser:
        there = convert(FORM.encode(), "a.md", parser)
        assert there == convert(FORM.encode(), "a.md")
        assert there.open().hash == convert(FORM.encode(), "a.md").open().hash


def test_what_the_post_brings_is_unpacked_by_a_child_and_never_more_than_it_may_be():
    with Unpacker() as unpacker:
        assert unpacker.unpack(pack(b"abc" * 1000), 3000) == b"abc" * 1000
        for packed in (pack(b"abc" * 1000)[:12], b"", b"\0" * 64):
            with pytest.raises(EnvelopeRefused):
                unpacker.unpack(packed, 3000)
        with pytest.raises(EnvelopeRefused):
            unpacker.unpack(pack(b"abc" * 1000), 2999)
        assert unpacker.unpack(pack(b"abc"), 3) == b"abc"


def test_a_child_is_told_nothing_of_what_else_this_program_was_started_with(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SANAD_PASSPHRASE_FILE", "/a/file")
    monkeypatch.setenv("SOME_TOKEN", "secret")
    monkeypatch.setenv("LANG", "C.UTF-8")
    environment = client.environment()
    assert environment.keys() & {"SANAD_PASSPHRASE_FILE", "SOME_TOKEN", "LANG"} == {"LANG"}
    if sys.platform == "linux" and os.geteuid() == 0:
        with Child(rooms.CONVERTER, longest_s=60, largest=1 << 20) as child:
            child.ask(*ASKED[rooms.CONVERTER])
            assert child._process
            assert b"secret" not in Path(f"/proc/{child._process.pid}/environ").read_bytes()
