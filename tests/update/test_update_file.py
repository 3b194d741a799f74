"""An update is read, held against what is here, and refused for each thing that may be wrong with it."""

import json
import os
import tracemalloc
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from securesystemslib.signer import Signature
from tuf.api.metadata import Metadata, Targets, Timestamp

from app.seal import signing_key
from app.seal.file_marker import ForeignFile, NewerVersion
from app.seal.slots import Cost, WrongPassphrase
from app.update import maker, steps
from app.update.check import read_roots, trust
from app.update.conditions import (
    AlreadySigned,
    BadUpdatePlan,
    MayNotSign,
    NoPackagedProgram,
    NoUpdateRoot,
    TooFewUpdateSignatures,
    UnknownUpdateKey,
    UnsafeUpdateName,
    UpdateClockInDoubt,
    UpdateDamaged,
    UpdateExpired,
    UpdateForAnotherOrganisation,
    UpdateForAnotherSystem,
    UpdateNeedsAnother,
    UpdateNotNewer,
    UpdateRefused,
    UpdateRootRefused,
    UpdateTooLarge,
)
from app.update.manifest import Manifest, ProgramFile, numbers_of, require_safe
from app.update.root import KeyList, day, key_id, newest, read, read_root, written
from app.update.update_file import Head, opened_update, write
from tests.systems import LINKS
from tests.update.signers import DAY, NEWS, PROGRAM, SIGNED, Signers, computer, program, roots_file, signer


@pytest.fixture
def signers(tmp_path: Path) -> Signers:
    return Signers(tmp_path / "office")


def resigned(file: Path, change: Manifest | None = None, by: tuple[int, ...] = (1, 2), **parts: Any) -> Path:
    """The same file with another manifest or other parts of its head, which those who may have signed: an
    insider's, or a slip."""
    with opened_update(file) as update:
        head = update.head
        file_bytes = file.read_bytes()[update.start :]
    head = Head.of(head.roots, change or Manifest.of(head.targets.signed))
    head = replace(head, **parts)
    for number in by:
        head = maker.signed_by(head, signer(number))
    return rewritten(file, head, file_bytes)


def rewritten(file: Path, head: Head, file_bytes: bytes) -> Path:
    with file.open("wb") as opened:
        write(opened, head, [file_bytes])
    return file


def manifest_of(file: Path) -> Manifest:
    with opened_update(file) as update:
        return Manifest.of(update.head.targets.signed)


def test_what_two_signed_is_taken_and_says_what_is_new(signers: Signers):
    checked = steps.look(signers.update("0.3.0"), signers.trusted, computer())
    assert checked.manifest.version == "0.3.0"
    assert checked.manifest.news == NEWS
    assert checked.signer[0] == "IT department"
    assert {file.name for file in checked.manifest.files if file.runs} == {PROGRAM}


def test_the_same_folder_days_and_words_give_the_same_bytes(tmp_path: Path):
    one, other = Signers(tmp_path / "one"), Signers(tmp_path / "other")
    assert one.unsigned("0.3.0").read_bytes() == other.unsigned("0.3.0").read_bytes()
    # in whatever order they sign
    assert one.update("0.3.0", by=(1, 2)).read_bytes() == other.update("0.3.0", by=(2, 1)).read_bytes()


def test_one_signature_where_two_are_needed_is_too_few(signers: Signers):
    with pytest.raises(TooFewUpdateSignatures) as refusal:
        steps.look(signers.update("0.3.0", by=(1,)), signers.trusted, computer())
    assert (refusal.value.signatures, refusal.value.needed) == (1, 2)
    with pytest.raises(TooFewUpdateSignatures):
        steps.look(signers.unsigned("0.3.0"), signers.trusted, computer())


def test_a_key_signs_once_and_a_key_of_nobodys_not_at_all(signers: Signers):
    file = signers.update("0.3.0", by=(1,))
    before = file.read_bytes()
    with pytest.raises(AlreadySigned):
        maker.sign(file, signer(1))
    with pytest.raises(MayNotSign):
        maker.sign(file, signer(7))
    assert file.read_bytes() == before


def test_a_strangers_signature_beside_a_valid_one_is_refused(signers: Signers):
    file = signers.unsigned("0.3.0")
    with pytest.raises(UnknownUpdateKey):
        steps.look(resigned(file, manifest_of(file), by=(1, 7)), signers.trusted, computer())


def test_what_was_changed_since_it_was_signed_is_refused(signers: Signers):
    file = signers.update("0.3.0")
    with opened_update(file) as update:
        head, content = update.head, file.read_bytes()[update.start :]
    longer = deepcopy(head)
    longer.targets.signed.expires = day(SIGNED + 9_000 * DAY)
    forged = deepcopy(head)
    for signature in forged.snapshot.signatures.values():
        signature.signature = "00" * 64
    for changed in (longer, forged):
        with pytest.raises(UnknownUpdateKey):
            steps.look(rewritten(file, changed, content), signers.trusted, computer())


def test_a_list_of_keys_that_a_stranger_wrote_is_refused(signers: Signers, tmp_path: Path):
    stranger = Signers(tmp_path / "stranger", roots_file(1, update=(4,), root=(5,), signed_by=(5,)))
    with pytest.raises(UpdateRootRefused):
        steps.look(stranger.update("0.3.0", by=(4,)), signers.trusted, computer())


def test_a_lost_key_is_replaced_by_a_list_that_those_before_signed(signers: Signers, tmp_path: Path):
    newer = roots_file(2, update=(2, 4), former=signers.roots, signed_by=(8, 9))
    later = Signers(tmp_path / "later", newer)
    file = later.update("0.3.0", by=(2, 4))
    assert steps.look(file, signers.trusted, computer()).root.version == 2
    # what the lost key signed counts no more for whoever knows the newer list
    with pytest.raises(UnknownUpdateKey):
        steps.look(resigned(file, manifest_of(file), by=(1, 2)), later.trusted, computer())


def test_a_newer_list_needs_the_keys_before_it_and_its_own(signers: Signers):
    for former_keys, own_keys, signed in (((8, 9), (8, 9), (8,)), ((8, 9), (4, 5), (4, 5)), ((8, 9), (4, 5), (8, 9))):
        raw = roots_file(1, update=(4,), root=own_keys, former=roots_file(root=former_keys), signed_by=signed)
        with pytest.raises(UpdateRootRefused):
            newest(signers.trusted.came, read_roots(raw))
    raw = roots_file(1, update=(4,), root=(4, 5), former=signers.roots, signed_by=(4, 5, 8, 9))
    assert newest(signers.trusted.came, read_roots(raw)).version == 2


def test_no_list_of_keys_no_updates(tmp_path: Path):
    with pytest.raises(NoUpdateRoot):
        trust(tmp_path / "none", tmp_path)
    (tmp_path / "odd").write_bytes(b"SANAD-UPDATE-ROOT 2\n\x80")
    with pytest.raises(NoUpdateRoot):
        trust(tmp_path / "odd", tmp_path)
    assert not KeyList(2, ((b"k" * 32, ""),)).holds()


@pytest.mark.parametrize(
    ("here", "condition"),
    [
        (computer(now=SIGNED + 91 * DAY), UpdateExpired),
        (computer(now=SIGNED - 30 * DAY), UpdateClockInDoubt),
        (computer(clock_in_doubt=True), UpdateClockInDoubt),
        (computer("0.3.0"), UpdateNotNewer),
        (computer("0.4.0"), UpdateNotNewer),
        (computer(number=999), UpdateNotNewer),  # a higher version with an old number
        (computer(number=computer("0.3.0").number), UpdateNotNewer),  # or with the very same
        (computer("0.4.0", number=1), UpdateNotNewer),  # an old version under a new number
        (computer("0.3.0", number=1), UpdateNotNewer),
        (computer("0.0.9"), UpdateNeedsAnother),
        (computer(system="windows-arm"), UpdateForAnotherSystem),
    ],
)
def test_what_does_not_fit_this_computer_is_refused(signers: Signers, here, condition):
    with pytest.raises(condition) as refusal:
        steps.look(signers.update("0.3.0"), signers.trusted, here)
    assert isinstance(refusal.value, UpdateRefused)


def test_another_organisations_update_is_refused(signers: Signers):
    signers.plan = replace(signers.plan, organisation=b"o" * 16)
    file = signers.update("0.3.0")
    steps.look(file, signers.trusted, computer(organisation=b"o" * 16))
    for organisation in (b"", b"p" * 16):
        with pytest.raises(UpdateForAnotherOrganisation):
            steps.look(file, signers.trusted, computer(organisation=organisation))


def test_each_changed_missing_and_added_byte_is_refused(signers: Signers):
    file = signers.update("0.3.0")
    content = file.read_bytes()
    trusted = signers.trusted
    named = content.index(b'"roles"'), content.index(b'"snapshot.json"'), content.rindex(b'"sig"')
    for at in (0, 14, 20, *named, len(content) // 2, len(content) - 1):
        file.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        with pytest.raises((UpdateDamaged, UpdateRootRefused, UnknownUpdateKey, ForeignFile)):
            steps.look(file, trusted, computer())
    for changed in (content[:-1], content + b"x", content[:10], b""):
        file.write_bytes(changed)
        with pytest.raises((UpdateDamaged, ForeignFile)):
            steps.look(file, trusted, computer())
    file.write_bytes(content.replace(b"UPDATE 2", b"UPDATE 3", 1))
    with pytest.raises(NewerVersion):
        steps.look(file, trusted, computer())


def _changed(metadata: Metadata, change: Callable[[dict[str, Any]], object]) -> bytes:
    """Its bytes with a change in what is signed, as TUF writes them."""
    document = json.loads(written(metadata))
    change(document["signed"])
    return json.dumps(document, sort_keys=True, separators=(",", ":")).encode()


@pytest.mark.parametrize(
    "change",
    [
        lambda signed: signed.update(more=1),
        lambda signed: signed.update(version=1.5),
        lambda signed: signed.update(version=True),
        lambda signed: signed.update(version=1 << 40),
        lambda signed: signed.update(delegations={"keys": {}, "roles": []}),
        lambda signed: signed["x-sanad"].update(news={"ab": 0}),
        lambda signed: signed["x-sanad"].update(news=["ab"]),
        lambda signed: signed["x-sanad"].update(records=-1),
        lambda signed: signed["x-sanad"].update(more=1),
        lambda signed: signed.pop("x-sanad"),
        lambda signed: signed["targets"]["sanad"].update(length=1.0),
        lambda signed: signed["targets"]["sanad"].update(custom={"runs": 1}),
        lambda signed: signed["targets"]["sanad"].update(hashes={"md5": "00"}),
        lambda signed: signed["targets"]["sanad"]["hashes"].update(md5="00"),
    ],
)
def test_what_says_more_or_otherwise_than_a_manifest_is_none(signers: Signers, change):
    with opened_update(signers.unsigned("0.3.0")) as update:
        targets = update.head.targets
    targets.signed.targets["sanad"] = targets.signed.targets[PROGRAM]
    with pytest.raises(UpdateDamaged):
        Manifest.of(read(_changed(targets, change), Targets).signed)


@pytest.mark.parametrize(
    "change",
    [
        lambda signed: signed.update(more=1),
        lambda signed: signed.update(consistent_snapshot=True),
        lambda signed: signed.update({"x-sanad": "ab"}),
        lambda signed: signed["roles"]["snapshot"].update(threshold=1),
        lambda signed: signed["roles"]["root"].update(threshold=0),
        lambda signed: signed["roles"]["root"].update(threshold=17),
        lambda signed: signed["roles"]["root"].update(keyids="ab"),
        lambda signed: signed["roles"]["root"]["keyids"].reverse(),
        lambda signed: next(iter(signed["keys"].values())).update(scheme="rsassa-pss-sha256"),
        lambda signed: next(iter(signed["keys"].values())).update({"x-sanad": 1}),
    ],
)
def test_what_says_more_or_otherwise_than_a_list_of_keys_is_none(signers: Signers, change):
    (link,) = read_roots(signers.roots)
    assert read_root(written(link)) == link
    with pytest.raises(UpdateRootRefused):
        read_root(_changed(link, change))


def test_other_bytes_of_the_same_head_are_none(signers: Signers):
    with opened_update(signers.update("0.3.0")) as update:
        raw = written(update.head.timestamp)
    document = json.loads(raw)
    document["signatures"].reverse()
    turned = json.dumps(document, sort_keys=True, separators=(",", ":")).encode()
    more = turned[:-1] + b',"more":1}'
    for other in (raw + b" ", json.dumps(document).encode(), turned, more, b"", b"[]", b"{" * 9000):
        with pytest.raises(UpdateDamaged):
            read(other, Timestamp)
    with pytest.raises(UpdateDamaged):
        read(raw, Targets)


def test_what_would_fill_the_memory_is_refused_before_it_is_read():
    raw = b'{"signatures":[' + b"[]," * (1 << 20) + b"]}"
    tracemalloc.start()
    with pytest.raises(UpdateDamaged):
        read(raw, Targets)
    assert tracemalloc.get_traced_memory()[1] < 1 << 20
    tracemalloc.stop()


def test_no_part_of_another_update_is_taken(signers: Signers):
    """Each part is signed by those who may; together they are no update."""
    with opened_update(signers.update("0.4.0")) as update:
        other = update.head
    for part in ("timestamp", "snapshot", "targets"):
        file = signers.update("0.3.0")
        with opened_update(file) as update:
            head, content = update.head, file.read_bytes()[update.start :]
        mixed = replace(head, **{part: getattr(other, part)})
        with pytest.raises(UpdateDamaged):
            steps.look(rewritten(file, mixed, content), signers.trusted, computer())


@pytest.mark.parametrize("part", ["timestamp", "snapshot", "targets"])
def test_an_update_is_as_old_as_the_oldest_of_its_parts(signers: Signers, part: str):
    file = signers.unsigned("0.3.0")
    with opened_update(file) as update:
        changed = getattr(update.head, part)
    changed.signed.expires = day(SIGNED + 5)
    changed.signatures.clear()
    with pytest.raises(UpdateExpired):
        steps.look(resigned(file, **{part: changed}), signers.trusted, computer())


def test_a_list_of_keys_that_expired_takes_no_update_but_the_next_one(signers: Signers):
    expired = roots_file(expires=SIGNED + 5)
    old = Signers(signers.work / "old", expired)
    with pytest.raises(UpdateExpired):
        steps.look(old.update("0.3.0"), old.trusted, computer())
    next_one = Signers(signers.work / "next", roots_file(update=(2, 4), former=expired))
    assert steps.look(next_one.update("0.3.0", by=(2, 4)), old.trusted, computer())


def test_one_key_that_signs_twice_is_one_signature(signers: Signers):
    file = signers.update("0.3.0", by=(1,))
    with opened_update(file) as update:
        head, content = update.head, file.read_bytes()[update.start :]
    for metadata in (head.timestamp, head.snapshot, head.targets):
        (signature,) = metadata.signatures.values()
        twice = key_id(signer(2).public).hex()  # under another's name
        metadata.signatures[twice] = Signature(twice, signature.signature)
    with pytest.raises(UnknownUpdateKey):
        steps.look(rewritten(file, head, content), signers.trusted, computer())
    document = json.loads(written(head.timestamp))
    document["signatures"] = [document["signatures"][0]] * 2  # or under the same
    with pytest.raises(UpdateDamaged):
        read(json.dumps(document, sort_keys=True, separators=(",", ":")).encode(), Timestamp)


@pytest.mark.parametrize(
    "name",
    [
        "../sanad", "a/../../b", "/etc/passwd", "C:/x", "c:x", "a\\b", "a//b", "a/", "", ".", "a/./b", "con",
        "a/NUL.txt", "lpt1", "com1.tar.gz", "aux .x", "end.", "end ", " begin", "a:b", "a\nb", "é", "x" * 201, "a?b",
    ],
)  # fmt: skip
def test_a_name_that_is_not_safe_on_every_system_is_refused_though_it_is_signed(signers: Signers, name: str):
    file = signers.unsigned("0.3.0")
    manifest = manifest_of(file)
    planted = replace(manifest.files[0], name=name)
    others = [file for file in manifest.files[1:] if file.name != name]
    files = tuple(sorted([planted, *others], key=lambda each: each.name))
    with pytest.raises(UnsafeUpdateName):
        steps.look(resigned(file, replace(manifest, files=files)), signers.trusted, computer())


def test_names_that_meet_on_a_disk_without_capitals_are_refused():
    for names in (["a", "A"], ["a", "a/b"], ["Lib/a", "lib/b"]):
        with pytest.raises(UnsafeUpdateName):
            require_safe(names)
    require_safe(["_internal/PySide6/Qt/lib.so.6", "sanad", "a b/c-d_e+f.x"])


def test_what_is_larger_than_an_update_may_be_is_refused_before_it_is_read(signers: Signers):
    file = signers.unsigned("0.3.0")
    manifest = manifest_of(file)
    bomb = replace(manifest, files=(ProgramFile("bomb", 3 << 30, bytes(32)),))
    with pytest.raises(UpdateTooLarge):
        steps.look(resigned(file, bomb), signers.trusted, computer())
    many = tuple(ProgramFile(f"{number:06}", 0, bytes(32)) for number in range(20_001))
    with pytest.raises(UpdateTooLarge):
        steps.look(resigned(file, replace(manifest, files=many)), signers.trusted, computer())
    announced = replace(manifest, files=(ProgramFile("sanad", 1 << 20, bytes(32)),))
    with pytest.raises(UpdateDamaged):  # more announced than there is
        steps.look(resigned(file, announced), signers.trusted, computer())
    file.write_bytes(b"SANAD-UPDATE 2\n" + b"\xff" * 4)
    with pytest.raises(UpdateTooLarge):
        steps.look(file, signers.trusted, computer())


def test_two_hundred_megabytes_are_read_in_little_memory(tmp_path: Path):
    signers = Signers(tmp_path / "office", roots_file(1))
    folder = program(signers.work / "dist-0.3.0", "0.3.0", 300)
    with (folder / "_internal" / "large").open("wb") as opened:
        opened.truncate(200 << 20)
    file = signers.work / "sanad-0.3.0.update"
    maker.make(folder, signers.plan, read_roots(signers.roots), file)
    maker.sign(file, signer(1))
    tracemalloc.start()
    steps.look(file, signers.trusted, computer())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 << 20


def test_a_folder_that_nobody_packaged_makes_no_update(signers: Signers):
    with pytest.raises(NoPackagedProgram):
        maker.release_of(signers.work)


@LINKS
def test_a_link_that_leads_out_makes_no_update(signers: Signers):
    folder = program(signers.work / "dist-0.3.0", "0.3.0", 300)
    outside = signers.work / "outside"
    outside.write_text("not of the program")
    os.symlink(outside, folder / "_internal" / "led-out")
    with pytest.raises(UnsafeUpdateName):
        signers.unsigned("0.3.0")
    assert not (signers.work / "sanad-0.3.0.update").exists()


def test_a_plan_that_makes_no_sense_is_refused(signers: Signers):
    for plan in (
        replace(signers.plan, follows="0.3.0"),
        replace(signers.plan, expires=SIGNED),
        replace(signers.plan, news=()),
    ):
        signers.plan = plan
        with pytest.raises(BadUpdatePlan):
            signers.unsigned("0.3.0")
    with pytest.raises(BadUpdatePlan):
        maker.key_list(2, [(signer(1).public, "One")])


def test_a_key_in_a_file_opens_with_its_passphrase_alone():
    key = signing_key.fresh_key("Huda")
    raw = signing_key.write(key, "six words of a long passphrase", Cost(64 * 1024, 1, 1))
    assert signing_key.public_of(raw) == ("Huda", key.public)
    assert signing_key.read(raw, "six words of a long passphrase").public == key.public
    with pytest.raises(WrongPassphrase):
        signing_key.read(raw, "another passphrase")
    with pytest.raises(signing_key.UpdateKeyRefused):
        signing_key.read(raw[:-1], "six words of a long passphrase")
    assert key.keys.signing not in raw


def test_versions_are_compared_by_their_numbers():
    assert numbers_of("2.10.0") > numbers_of("2.9.9")
    assert numbers_of("2.4") == numbers_of("2.4.0")
