"""A passphrase's age file, streamed: what age, pyrage and this program make of each other's."""

import io
import os
import subprocess
import sys

import pyrage
import pytest

from app import settings
from app.bundle import seal_worker, sealer
from app.bundle.problems import BundleNeedsMemory, BundleTooLarge
from app.disk import OutOfMemory
from app.seal import age_file, age_phrase
from app.seal.age_file import NotAsSealed
from app.seal.age_phrase import TooLittleMemory, TooMuchWork, WrongWords

PHRASE = "walnut granite kettle"
WORK = 10
SIZES = [0, 1, 65_535, 65_536, 65_537, 131_072, 200_001]


def sealed(content: bytes, work: int = WORK) -> bytes:
    target = io.BytesIO()
    age_phrase.seal(io.BytesIO(content), target, PHRASE, work)
    return target.getvalue()


def opened(raw: bytes, phrase: str = PHRASE) -> bytes:
    target = io.BytesIO()
    age_phrase.open_into(io.BytesIO(raw), target, phrase)
    return target.getvalue()


@pytest.mark.parametrize("size", SIZES)
def test_another_implementation_of_age_opens_it_and_we_open_its(size: int):
    content = os.urandom(size)
    raw = sealed(content)
    assert pyrage.passphrase.decrypt(raw, PHRASE) == content
    assert opened(raw) == content


def test_what_an_earlier_version_sealed_opens():
    """By the library that sealed it, with the work that it chose by itself."""
    raw = pyrage.passphrase.encrypt(b"an old one", PHRASE)
    assert age_phrase.work_of(raw) > WORK
    if age_phrase.work_of(raw) <= age_phrase.MOST_WORK:
        assert opened(raw) == b"an old one"


def test_what_is_sealed_today_asks_for_256_mib():
    assert age_phrase.memory_of(age_phrase.WORK) == 256 << 20
    assert age_phrase.memory_of(age_phrase.MOST_WORK) == 1 << 30


def test_no_two_files_are_alike_and_the_phrase_is_nowhere():
    one, other = sealed(b"x"), sealed(b"x")
    assert one != other
    assert PHRASE.encode() not in one


def test_other_words_open_nothing():
    with pytest.raises(WrongWords):
        opened(sealed(b"x"), "walnut granite kettles")


def test_each_flipped_bit_and_each_cut_is_refused():
    raw = sealed(os.urandom(70_000))
    places = [*range(230), *range(230, len(raw), 4999), len(raw) - 1]
    for at in places:
        flipped = bytearray(raw)
        flipped[at] ^= 1 << at % 8
        for changed in (bytes(flipped), raw[:at]):
            with pytest.raises((NotAsSealed, WrongWords, TooMuchWork, ValueError)):
                opened(changed)
    with pytest.raises(NotAsSealed):
        opened(raw + b"\0")


def test_chunks_that_change_places_or_end_early_are_refused():
    raw = sealed(os.urandom(3 * 65_536))
    start = len(raw) - 3 * 65_552
    first, second, third = (raw[start + n * 65_552 : start + (n + 1) * 65_552] for n in range(3))
    for changed in (second + first + third, first + third, first + second, first + second + third + third):
        with pytest.raises(NotAsSealed):
            opened(raw[:start] + changed)


def test_a_last_chunk_of_nothing_after_another_is_refused():
    """Written by nobody, and the key of it known: only the rule stands here."""
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    file_key, nonce = bytes(16), bytes(16)
    cipher = ChaCha20Poly1305(age_file.derived(file_key, nonce, b"payload"))
    body = nonce + b"".join(
        cipher.encrypt(age_file._place(number, last=bool(number)), content, None)
        for number, content in enumerate((bytes(65_536), b""))
    )
    with pytest.raises(NotAsSealed):
        age_file.open_chunks(io.BytesIO(body), io.BytesIO(), file_key, b"")


@pytest.mark.parametrize(
    "line",
    [
        b"-> scrypt AAAAAAAAAAAAAAAAAAAAAA 010",
        b"-> scrypt AAAAAAAAAAAAAAAAAAAAAB 10",
        b"-> scrypt AAAA 10",
        b"-> X25519 AAAA",
        b"-> scrypt AAAAAAAAAAAAAAAAAAAAAA 10 more",
    ],
)
def test_a_header_in_another_form_is_refused(line: bytes):
    lines = sealed(b"x").split(b"\n")
    lines[1] = line
    with pytest.raises((NotAsSealed, WrongWords)):
        opened(b"\n".join(lines))


def test_more_work_than_any_bundle_asked_for_is_refused_before_it_begins():
    lines = sealed(b"x").split(b"\n")
    lines[1] = lines[1][:-2] + b"21"
    with pytest.raises(TooMuchWork):
        opened(b"\n".join(lines))
    assert isinstance(sealer._condition({"status": seal_worker.COSTLY}, by_phrase=True), BundleTooLarge)


@pytest.mark.skipif(sys.platform != "linux", reason="a limit of memory as Linux has it")
def test_a_computer_that_has_not_the_memory_says_how_much_it_takes():
    script = (
        "import io, resource, sys\n"
        "from app.broker.blocks import Blocks, as_source, as_target\n"
        "from app.bundle import seal_worker\n"
        "from app.seal import age_phrase\n"
        "import pyrage\n"
        "raw = io.BytesIO()\n"
        "age_phrase.seal(io.BytesIO(b'x'), raw, 'x', 10)\n"
        "raw = raw.getvalue().replace(b' 10\\n', b' 20\\n')\n"
        "blocks = io.BytesIO()\n"
        "Blocks(blocks).write_all([raw])\n"
        "blocks.seek(0)\n"
        "resource.setrlimit(resource.RLIMIT_AS, (700 << 20,) * 2)\n"
        "print(seal_worker.open_into({'passphrase': 'x'}, as_source(Blocks(blocks)), as_target(Blocks(io.BytesIO()))))"
    )
    run = subprocess.run([sys.executable, "-c", script], cwd=settings.ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == str({"status": seal_worker.NO_MEMORY, "megabytes": 1024})
    condition = sealer._condition({"status": seal_worker.NO_MEMORY, "megabytes": 1024}, by_phrase=True)
    assert isinstance(condition, BundleNeedsMemory)
    assert condition.megabytes == 1024
    assert issubclass(TooLittleMemory, Exception)
    assert OutOfMemory.says
