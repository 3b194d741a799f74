"""What is inside a bundle is exactly what its author signed, for whom it was signed, or refused."""

import dataclasses
import hashlib
import io
import json
import tarfile
from collections.abc import Callable

import pytest

from app.bundle import archive, contents
from app.bundle.keys import lock_for, lock_with
from app.bundle.manifest import as_json, from_json
from app.bundle.problems import SAYS, BundleAltered
from app.seal import sshsig
from app.seal.file_marker import ForeignFile, NewerVersion
from app.seal.keys import DeviceKeys
from tests.bundle.small import CASE, MADE, PHRASE, RECORD, Prosecutor, inside, manifest, packed, repacked, signed

KEYS = DeviceKeys.fresh()
Files = dict[str, bytes]


@pytest.fixture
def good(prosecutor: Prosecutor) -> Files:
    return inside(signed(prosecutor.lock, KEYS).tar)


def problems(tar: bytes, whose: Prosecutor) -> set[tuple[str, str]]:
    with pytest.raises(BundleAltered) as refusal:
        contents.verify(tar, whose.opener.recipients)
    assert all(problem.kind in SAYS for problem in refusal.value.problems)
    return {(problem.kind, problem.file) for problem in refusal.value.problems}


def signed_again(files: Files, keys: DeviceKeys = KEYS) -> Files:
    """With sums and a signature that hold for what is there now."""
    listed = {n: c for n, c in files.items() if n not in ("SHA256SUMS", "SHA256SUMS.sig")}
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in listed.items()}
    sums = contents._sums(digests)
    signature = sshsig.sign(keys, contents.NAMESPACE, sums).encode()
    return {**files, "SHA256SUMS": sums, "SHA256SUMS.sig": signature}


def test_what_was_put_together_is_what_is_verified(prosecutor: Prosecutor):
    signed_files = signed(prosecutor.lock, KEYS)
    verified = contents.verify(signed_files.tar, prosecutor.opener.recipients)
    assert verified.manifest == signed_files.manifest
    assert verified.manifest.author.fingerprint == sshsig.fingerprint(KEYS.public)
    assert verified.files["case.pdf"] == RECORD
    assert list(verified.files) == [
        "VERIFY.txt",
        "manifest.json",
        "case.pdf",
        "answers.json",
        "allowed_signers",
        "SHA256SUMS",
        "SHA256SUMS.sig",
    ]


def test_the_same_files_give_the_same_bytes_and_nothing_of_this_computer(prosecutor: Prosecutor):
    one, other = signed(prosecutor.lock, KEYS).tar, signed(prosecutor.lock, KEYS).tar
    assert one == other
    with tarfile.open(fileobj=io.BytesIO(one)) as tar:
        for member in tar:
            assert (member.uid, member.gid, member.uname, member.gname) == (0, 0, "", "")
            assert (member.mode, member.mtime) == (0o644, int(MADE.timestamp()))


@pytest.mark.parametrize(
    "name", ["VERIFY.txt", "manifest.json", "case.pdf", "answers.json", "allowed_signers", "SHA256SUMS"]
)
def test_a_changed_file_is_named(good: Files, prosecutor: Prosecutor, name: str):
    content = good[name]
    changed = {**good, name: content[:-2] + bytes([content[-2] ^ 1]) + content[-1:]}
    found = problems(repacked(changed), prosecutor)
    expected = {"SHA256SUMS": ("signature", "SHA256SUMS.sig"), "manifest.json": ("manifest", "manifest.json")}.get(
        name, ("changed", name)
    )
    assert expected in found


def test_a_changed_file_with_new_sums_fails_at_the_signature(good: Files, prosecutor: Prosecutor):
    changed = {**good, "case.pdf": RECORD + b"more"}
    sums = signed_again(changed)["SHA256SUMS"]
    found = problems(repacked({**changed, "SHA256SUMS": sums}), prosecutor)
    assert ("signature", "SHA256SUMS.sig") in found


def test_another_signer_can_not_stand_in_the_authors_place(good: Files, prosecutor: Prosecutor):
    found = problems(repacked(signed_again(good, DeviceKeys.fresh())), prosecutor)
    assert ("signature", "allowed_signers") in found


def test_a_signature_for_another_purpose_does_not_count(good: Files, prosecutor: Prosecutor):
    other = sshsig.sign(KEYS, "sanad-other", good["SHA256SUMS"]).encode()
    found = problems(repacked({**good, "SHA256SUMS.sig": other}), prosecutor)
    assert found == {("signature", "SHA256SUMS.sig")}


def test_a_file_more_or_less_is_named(good: Files, prosecutor: Prosecutor):
    assert ("unlisted", "more.txt") in problems(repacked({**good, "more.txt": b"?"}), prosecutor)
    for name in set(good) - {"manifest.json"}:
        less = {key: content for key, content in good.items() if key != name}
        assert ("missing", name) in problems(repacked(less), prosecutor)


def test_even_its_own_author_can_not_leave_the_manifest_behind(good: Files, prosecutor: Prosecutor):
    more = signed_again({**good, "more.txt": b"?"})
    assert problems(repacked(more), prosecutor) == {("manifest", "manifest.json")}
    other = as_json({"case": "00" * 16, "reference": "KW-2026-OTHR-0001", "interviews": []})
    document = from_json(good["manifest.json"])
    document["files"] = [
        {**file, "size": len(other), "sha256": hashlib.sha256(other).hexdigest()}
        if file["name"] == "answers.json"
        else file
        for file in document["files"]
    ]
    swapped = signed_again({**good, "answers.json": other, "manifest.json": as_json(document)})
    assert problems(repacked(swapped), prosecutor) == {("manifest", "answers.json")}


def test_what_was_signed_for_others_is_refused_by_whoever_it_was_passed_on_to(prosecutor: Prosecutor):
    third = Prosecutor()
    tar = signed(lock_for([Prosecutor().public, prosecutor.public]), KEYS).tar
    assert contents.verify(tar, prosecutor.opener.recipients).manifest.case == CASE
    assert problems(tar, third) == {("other_recipient", "manifest.json")}
    assert problems(signed(lock_with(PHRASE), KEYS).tar, third) == {("other_recipient", "manifest.json")}


def hidden(content: bytes) -> Callable[[Files], bytes]:
    return lambda good: repacked(good)[: -len(content)] + content


def other_entry(name: str, kind: bytes, to: str = "") -> Callable[[Files], bytes]:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, to
    return lambda good: packed(*good.items(), member)


def named(name: str) -> Callable[[Files], bytes]:
    return lambda good: packed(*good.items(), (name, b"?"))


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        (named("/etc/passwd"), "unsafe_name"), (named("../up"), "unsafe_name"),
        (named("a/../../up"), "unsafe_name"), (named("./case.pdf"), "unsafe_name"),
        (named("C:/x"), "unsafe_name"), (named("a\\b"), "unsafe_name"), (named("NUL.txt"), "unsafe_name"),
        (named(".bashrc"), "unsafe_name"), (named("-rf"), "unsafe_name"), (named("x."), "unsafe_name"),
        (named("ملف"), "unsafe_name"), (named("a//b"), "unsafe_name"), (named("a\nb"), "unsafe_name"),
        (named("a/" * 4 + "b"), "unsafe_name"), (named("x" * 81), "unsafe_name"),
        (named("case.pdf"), "doubled"), (named("CASE.PDF"), "doubled"), (named("case.pdf/x"), "doubled"),
        (other_entry("link", tarfile.SYMTYPE, "/etc/passwd"), "not_a_file"),
        (other_entry("link", tarfile.LNKTYPE, "case.pdf"), "not_a_file"),
        (other_entry("folder", tarfile.DIRTYPE), "not_a_file"),
        (other_entry("fifo", tarfile.FIFOTYPE), "not_a_file"),
        (other_entry("device", tarfile.CHRTYPE), "not_a_file"),
        (hidden(b"hidden"), "not_as_written"),
        (lambda good: repacked(good) + bytes(512), "not_as_written"),
        (lambda good: repacked(good)[:-512], "not_as_written"),
        (lambda good: repacked(good)[:8000], "not_as_written"),
        (lambda good: packed(*good.items(), at=1), "manifest"),
    ],
)  # fmt: skip
def test_an_archive_that_would_not_be_safe_to_unpack_is_refused(good: Files, prosecutor: Prosecutor, wrong, kind: str):
    assert kind in {each for each, _ in problems(wrong(good), prosecutor)}


def test_another_owner_mode_or_format_is_not_as_sanad_writes(good: Files, prosecutor: Prosecutor):
    for attribute, value in [("uname", "layla"), ("uid", 1000), ("mode", 0o777)]:
        member = tarfile.TarInfo("case.pdf")
        member.mtime, member.mode = int(MADE.timestamp()), 0o644
        setattr(member, attribute, value)
        rest = {name: content for name, content in good.items() if name != "case.pdf"}
        assert problems(packed(member, *rest.items()), prosecutor) == {("not_as_written", "")}


def test_every_flipped_bit_of_the_archive_is_refused(good: Files, prosecutor: Prosecutor):
    """Beneath age, whose own code would notice first: nothing but the signature stands here."""
    tar = repacked(good)
    for at in range(0, len(tar), 3):
        flipped = bytearray(tar)
        flipped[at] ^= 1 << at % 8
        with pytest.raises((BundleAltered, ForeignFile, NewerVersion)):
            contents.verify(bytes(flipped), prosecutor.opener.recipients)


def test_a_later_version_is_named_as_such_and_another_file_as_foreign(good: Files, prosecutor: Prosecutor):
    document = from_json(good["manifest.json"])
    later = signed_again({**good, "manifest.json": as_json({**document, "version": 4, "new": []})})
    with pytest.raises(NewerVersion):
        contents.verify(repacked(later), ())
    for foreign in (b"", b"a letter", packed(("readme.txt", b"hello")), bytes(10240)):
        with pytest.raises(ForeignFile):
            contents.verify(foreign, ())


@pytest.mark.parametrize(
    "broken",
    [b"", b"[]", b"{", b"\xff", b"[" * 100_000, b'{"format": "sanad-bundle"}',
     b'{"format": "sanad-bundle", "version": true}', b'{"format": "x", "version": 1}'],
)  # fmt: skip
def test_a_manifest_that_is_none_is_refused(good: Files, prosecutor: Prosecutor, broken: bytes):
    found = problems(repacked(signed_again({**good, "manifest.json": broken})), prosecutor)
    assert found == {("manifest", "manifest.json")}


def test_a_manifest_with_a_field_of_another_kind_is_refused(good: Files, prosecutor: Prosecutor):
    document = from_json(good["manifest.json"])
    for key in document:
        if key in ("format", "version"):
            continue
        for value in (None, 1.5, {"a": []}, "x\ud800" if key == "made" else -1):
            raw = json.dumps({**document, key: value}).encode()
            found = problems(repacked(signed_again({**good, "manifest.json": raw})), prosecutor)
            assert found == {("manifest", "manifest.json")}, (key, value)
    doubled = good["manifest.json"].replace(b'"counter"', b'"case"', 1)
    found = problems(repacked(signed_again({**good, "manifest.json": doubled})), prosecutor)
    assert found == {("manifest", "manifest.json")}


def test_a_manifest_reads_back_as_it_was_written(prosecutor: Prosecutor):
    told = dataclasses.replace(manifest(prosecutor.lock.recipients), purpose='نيابة "عامة"\n')
    assert type(told).read(told.to_bytes()) == told


def test_names_that_every_system_can_write():
    assert archive.safe_name("attachments/photo-1.enc")
    assert archive.safe_name("SHA256SUMS.sig")


def test_the_archive_is_a_tar_to_the_byte_whatever_pythons_tarfile_writes():
    files = {"a.txt": b"x" * 700, "b/c": b"", "d": bytes(512)}
    at = int(MADE.timestamp())
    raw = archive.write(files, at)
    assert archive.read(raw) == (files, at)
    assert raw[:512] == (
        b"a.txt".ljust(100, b"\0") + b"0000644\0" + b"0000000\0" * 2
        + b"00000001274\0" + b"15301237710\0" + raw[148:156] + b"0" + bytes(100)
        + b"ustar\00000" + bytes(247)
    )  # fmt: skip
    assert raw[148:156] == b"%06o\0 " % sum(raw[:148] + b" " * 8 + raw[156:512])
    assert len(raw) == 10_240
