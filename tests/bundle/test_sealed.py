"""The sealed file: who opens it, what is refused and how it is named, and what is never written."""

import io
import os
import subprocess
import sys
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

import pyrage
import pytest

from app import settings
from app.broker.blocks import Blocks, as_source, as_target
from app.broker.rooms import SEALER
from app.bundle import archive, files, keys, problems, seal_worker, sealer
from app.bundle.contents import Contents
from app.bundle.keys import lock_for, lock_with, opener_from, opener_with
from app.errors import SanadError
from app.seal.file_marker import ForeignFile, NewerVersion
from app.seal.slots import WrongPassphrase
from tests.bundle.small import PHRASE, RECORD, Prosecutor, inside, sealed, signed

needs_openssh = pytest.mark.skipif(
    subprocess.run(["sh", "-c", "command -v ssh-keygen"], capture_output=True, check=False).returncode != 0,
    reason="no ssh-keygen here",
)


def ssh_key(folder: Path, name: str, phrase: str = "", kind: str = "ed25519") -> Path:
    file = folder / name
    subprocess.run(["ssh-keygen", "-q", "-t", kind, "-N", phrase, "-C", "layla@laptop", "-f", file], check=True)
    return file


def test_each_recipient_opens_it_and_nobody_else(prosecutor: Prosecutor, tmp_path: Path):
    ministry = Prosecutor()
    file = sealed(lock_for([prosecutor.public, ministry.public, prosecutor.public]), tmp_path)
    for each in (prosecutor, ministry):
        told = files.opened(file, each.opener)
        assert told.files["case.pdf"] == RECORD
        assert [recipient.fingerprint for recipient in told.manifest.recipients] == [prosecutor.public, ministry.public]
    with pytest.raises(problems.WrongIdentity):
        files.opened(file, Prosecutor().opener)
    both = opener_from(Prosecutor().file + prosecutor.file)
    assert files.opened(file, both).files["case.pdf"] == RECORD


@needs_openssh
def test_an_ssh_key_opens_what_was_sealed_to_it(tmp_path: Path):
    file = ssh_key(tmp_path, "key")
    lock = lock_for([file.with_suffix(".pub").read_text()])
    assert "laptop" not in lock.to[0]
    told = files.opened(sealed(lock, tmp_path), opener_from(file.read_bytes()))
    assert told.manifest.recipients[0].kind == "ssh-ed25519"
    mark = subprocess.run(["ssh-keygen", "-lf", file], capture_output=True, text=True, check=True)
    assert told.manifest.recipients[0].fingerprint in mark.stdout


def test_a_passphrase_opens_it_as_it_was_typed(prosecutor: Prosecutor, tmp_path: Path):
    file = sealed(lock_with("شجرة  البحر\u0651 قمر"), tmp_path)
    told = files.opened(file, opener_with(" شجرة البحر\u0651  قمر\n"))
    assert [recipient.kind for recipient in told.manifest.recipients] == ["passphrase"]
    for wrong in ("شجرة البحر", ""):
        with pytest.raises(WrongPassphrase):
            files.opened(file, opener_with(wrong))
    with pytest.raises(problems.NeedsPassphrase):
        files.opened(file, prosecutor.opener)
    with pytest.raises(problems.NeedsIdentity):
        files.opened(sealed(prosecutor.lock, tmp_path), opener_with(PHRASE))


def places(size: int) -> list[int]:
    """Some of the header, some of the rest; the long test below takes them all."""
    return [*range(0, 330, 13), *range(330, size, size // 15), size - 1]


def whether_refused(raw: bytes, whose: Prosecutor, folder: Path) -> str:
    file = folder / "changed"
    file.write_bytes(raw)
    with pytest.raises(SanadError) as refusal:
        files.opened(file, whose.opener)
    return refusal.value.kind()


NAMED = {"bundle_damaged", "wrong_identity", "foreign_file", "newer_version", "needs_identity"}


def test_a_flipped_bit_anywhere_is_refused_and_named(prosecutor: Prosecutor, tmp_path: Path):
    raw = sealed(prosecutor.lock, tmp_path).read_bytes()
    for at in places(len(raw)):
        flipped = bytearray(raw)
        flipped[at] ^= 1 << at % 8
        kind = whether_refused(bytes(flipped), prosecutor, tmp_path)
        assert kind in NAMED
        if at >= 330:
            assert kind == "bundle_damaged"


def test_a_file_cut_anywhere_is_refused_and_named(prosecutor: Prosecutor, tmp_path: Path):
    raw = sealed(prosecutor.lock, tmp_path).read_bytes()
    for at in places(len(raw)):
        kind = whether_refused(raw[:at], prosecutor, tmp_path)
        assert kind == ("bundle_damaged" if at else "foreign_file")
    for more in (b"\0", raw):
        assert whether_refused(raw + more, prosecutor, tmp_path) == "bundle_damaged"


def opened_here(request: dict[str, object], raw: bytes) -> Iterator[bytes]:
    """As the child opens it, in this process."""
    content, answer = io.BytesIO(), io.BytesIO()
    Blocks(content).write_all([raw])
    content.seek(0)
    target = as_target(Blocks(answer))
    reply = seal_worker.open_into(request, as_source(Blocks(content)), target)
    target.flush()
    Blocks(answer).end()
    answer.seek(0)
    yield as_source(Blocks(answer)).read()
    if reply["status"]:
        raise sealer._condition(reply, by_phrase="passphrase" in request)


@pytest.mark.long
def test_every_byte_flipped_and_every_length_cut_is_refused(prosecutor: Prosecutor, tmp_path: Path):
    """In this process: what the child does, twenty thousand times."""
    raw = sealed(prosecutor.lock, tmp_path).read_bytes()
    told = {"identities": [str(prosecutor.key)]}
    assert inside(b"".join(opened_here(told, raw)))["case.pdf"] == RECORD
    for at in range(len(raw)):
        flipped = bytearray(raw)
        flipped[at] ^= 1 << at % 8
        for changed in (bytes(flipped), raw[:at]):
            with pytest.raises((problems.WrongIdentity, problems.BundleDamaged)):
                list(opened_here(told, changed))


def test_files_of_others_and_of_a_later_age_are_named(prosecutor: Prosecutor, tmp_path: Path):
    theirs = pyrage.encrypt(b"a letter", [prosecutor.key.to_public()])
    for raw, kind in [
        (b"", "foreign_file"),
        (b"PK\x03\x04 a workbook", "foreign_file"),
        (b"age-encryption.org/v2\nwhatever comes later", "newer_version"),
        (theirs, "foreign_file"),
    ]:
        assert whether_refused(raw, prosecutor, tmp_path) == kind


def test_a_file_that_asks_for_too_much_is_refused(tmp_path: Path):
    costly = (
        b"age-encryption.org/v1\n-> scrypt f8QB2P616pRIct2een42SA 40\n"
        b"3QxizKyQwxaR0C9tYSE7LBcAvO0ZvRXTv0n/94m6WFc\n"
        b"--- 0rl3tIqZeaUv284vLeQpgmWL/390v7GlriEqiYz3VTM\n" + bytes(80)
    )
    (tmp_path / "costly").write_bytes(costly)
    with pytest.raises(problems.BundleTooLarge):
        files.opened(tmp_path / "costly", opener_with(PHRASE))


@pytest.mark.parametrize(
    "text",
    ["", "age1", "age1" + "q" * 58, "AGE-SECRET-KEY-1", "ssh-ed25519 AAAA", "ssh-rsa AAAAB3NzaC1yc2E",
     "age1pq1qqqq", "layla", "-----BEGIN OPENSSH PRIVATE KEY-----", "ملف"],
)  # fmt: skip
def test_what_is_no_public_key_is_refused_by_its_number(prosecutor: Prosecutor, text: str):
    with pytest.raises(problems.RecipientRefused) as refusal:
        lock_for([prosecutor.public, text])
    assert refusal.value.number == 2
    with pytest.raises(problems.RecipientRefused):
        lock_for([])


@needs_openssh
@pytest.mark.long
def test_what_is_no_private_key_is_refused(prosecutor: Prosecutor, tmp_path: Path):
    locked = ssh_key(tmp_path, "locked", "its own phrase").read_bytes()
    for raw in (locked, pyrage.passphrase.encrypt(prosecutor.file, "x"), b"-----BEGIN AGE ENC"):
        with pytest.raises(problems.IdentityLocked):
            opener_from(raw)
    other = ssh_key(tmp_path, "other", kind="ecdsa").read_bytes()
    for raw in (
        b"",
        b"# nothing\n",
        b"\xff\xfe",
        prosecutor.public.encode(),
        other,
        bytes(70_000),
        b"AGE-SECRET-KEY-1QQQQ\n",
        b"-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n",
        prosecutor.file + b"and more\n",
    ):
        with pytest.raises(problems.IdentityUnreadable):
            opener_from(raw)


def test_no_secret_is_in_what_is_printed(prosecutor: Prosecutor):
    shown = f"{prosecutor.opener!r} {opener_with(PHRASE)!r} {lock_with(PHRASE)!r}"
    assert "AGE-SECRET" not in shown
    assert PHRASE not in shown


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_told_and_leaves_nothing(prosecutor: Prosecutor, tmp_path: Path):
    with Path("/dev/full").open("wb") as full, pytest.raises(OSError, match="space"):
        sealer.seal_into(full, signed(prosecutor.lock).pieces(), prosecutor.lock)


def test_a_child_that_fails_leaves_neither_the_file_nor_a_partial_one(prosecutor: Prosecutor, tmp_path: Path):
    broken = keys.Lock(prosecutor.lock.recipients, ("age1nobody",))
    file = tmp_path / "CASE.sanad.age"
    file.write_bytes(b"an earlier one")
    with pytest.raises(problems.SealingFailed):
        files.seal(signed(prosecutor.lock), broken, file)
    assert file.read_bytes() == b"an earlier one"
    assert list(tmp_path.iterdir()) == [file]


def test_a_partial_file_left_by_a_crash_or_laid_as_a_trap_is_no_obstacle(prosecutor: Prosecutor, tmp_path: Path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b"untouched")
    (tmp_path / "CASE.sanad.age.partial").symlink_to(elsewhere)
    file = sealed(prosecutor.lock, tmp_path)
    assert files.opened(file, prosecutor.opener).files["case.pdf"] == RECORD
    assert elsewhere.read_bytes() == b"untouched"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["CASE.sanad.age", "elsewhere"]
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_child_whose_parent_was_killed_writes_nothing_that_opens(prosecutor: Prosecutor):
    """Half of what it was promised arrives, then the pipe closes."""
    header = b'{"do": "seal", "to": ["%s"]}' % prosecutor.public.encode()
    begun = len(header).to_bytes(4, "big") + header + bytes(8)
    for told in (
        b"",
        b"\0\0",
        len(header).to_bytes(4, "big") + header,
        begun,
        begun + (1000).to_bytes(4, "big") + b"x" * 999,
        begun + (1).to_bytes(4, "big") + b"x",
    ):
        child = subprocess.run(
            [sys.executable, "-m", "app", SEALER], input=told, capture_output=True, check=False, cwd=settings.ROOT
        )
        assert child.returncode != 0
        with pytest.raises(pyrage.DecryptError):
            pyrage.decrypt(child.stdout, [prosecutor.key])


def test_the_files_come_out_into_a_new_or_an_empty_folder(prosecutor: Prosecutor, tmp_path: Path):
    told = files.opened(sealed(prosecutor.lock, tmp_path), prosecutor.opener)
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "new", tmp_path / "empty"):
        files.take_apart(told, folder)
        found = {file.name: file.read_bytes() for file in folder.iterdir()}
        assert found == dict(told.files)
        assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}


class Mislabelled(Contents):
    """The last of its files has a name that no system writes."""

    def one_by_one(self, names: Collection[str]) -> Iterator[tuple[str, Iterator[bytes]]]:
        for name, pieces in super().one_by_one(names):
            yield ("x" * 300 if name == "SHA256SUMS.sig" else name), pieces


def test_nothing_is_overwritten_and_nothing_half_stays(prosecutor: Prosecutor, tmp_path: Path):
    told = files.opened(sealed(prosecutor.lock, tmp_path), prosecutor.opener)
    full = tmp_path / "full"
    full.mkdir()
    (full / "mine.txt").write_text("mine")
    for place in (full, full / "mine.txt"):
        with pytest.raises(files.FolderNotEmpty):
            files.take_apart(told, place)
    assert [file.name for file in full.iterdir()] == ["mine.txt"]
    long = Mislabelled(told.entries, {}, lambda: [archive.write(told.files, 0)])
    for place in (tmp_path / "new", tmp_path / "empty"):
        if place.name == "empty":
            place.mkdir()
        with pytest.raises(OSError, match=os.strerror(36)):
            files.take_apart(replace(told, files=long), place)
    assert not (tmp_path / "new").exists()
    assert list((tmp_path / "empty").iterdir()) == []


def test_a_refusal_of_age_never_says_what_it_was_given(prosecutor: Prosecutor, tmp_path: Path):
    with pytest.raises((ForeignFile, NewerVersion)) as refusal:
        files.opened(Path(__file__), prosecutor.opener)
    assert str(refusal.value) == "foreign_file"
