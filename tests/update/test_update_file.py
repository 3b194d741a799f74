"""An update is read, held against what is here, and refused for each thing that may be wrong with it."""

import os
import tracemalloc
from dataclasses import replace
from pathlib import Path

import pytest

from app.seal import canonical, signing_key
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
from app.update.manifest import MANIFEST_PURPOSE, Manifest, ProgramFile, numbers_of, require_safe
from app.update.root import KeyList, Root, key_id, newest
from app.update.update_file import Head, opened_update, write
from tests.systems import LINKS
from tests.update.signers import (
    DAY,
    NEWS,
    PROGRAM,
    SIGNED,
    Signers,
    computer,
    program,
    roots_file,
    signer,
)


@pytest.fixture
def signers(tmp_path: Path) -> Signers:
    return Signers(tmp_path / "office")


def resigned(file: Path, change: Manifest, by: tuple[int, ...] = (1, 2)) -> Path:
    """The same file with another manifest, which those who may have signed: an insider's, or a slip."""
    with opened_update(file) as update:
        chain = update.head.roots
        file_bytes = file.read_bytes()[update.start :]
    raw = change.to_bytes()
    signatures = sorted(
        (key_id(signer(n).public), signer(n).sign(MANIFEST_PURPOSE + raw)) for n in by
    )
    with file.open("wb") as opened:
        write(opened, Head(chain, raw, tuple(signatures)), [file_bytes])
    return file


def manifest_of(file: Path) -> Manifest:
    with opened_update(file) as update:
        return Manifest.from_bytes(update.head.manifest)


def test_what_two_signed_is_taken_and_says_what_is_new(signers: Signers):
    checked = steps.look(signers.update("0.3.0"), signers.trusted, computer())
    assert checked.manifest.version == "0.3.0"
    assert checked.manifest.news == NEWS
    assert checked.root.name[0] == "IT department"
    assert {file.name for file in checked.manifest.files if file.runs} == {PROGRAM}


def test_the_same_folder_days_and_words_give_the_same_bytes(tmp_path: Path):
    one, other = Signers(tmp_path / "one"), Signers(tmp_path / "other")
    assert one.unsigned("0.3.0").read_bytes() == other.unsigned("0.3.0").read_bytes()
    # in whatever order they sign
    assert (
        one.update("0.3.0", by=(1, 2)).read_bytes() == other.update("0.3.0", by=(2, 1)).read_bytes()
    )


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
    longer = replace(manifest_of(file), expires=SIGNED + 9_000 * DAY).to_bytes()
    forged = tuple((id_, bytes(64)) for id_, _ in head.signatures)
    for changed in (replace(head, manifest=longer), replace(head, signatures=forged)):
        with file.open("wb") as opened:
            write(opened, changed, [content])
        with pytest.raises(UnknownUpdateKey):
            steps.look(file, signers.trusted, computer())


def test_a_list_of_keys_that_a_stranger_wrote_is_refused(signers: Signers, tmp_path: Path):
    stranger = Signers(tmp_path / "stranger", roots_file(1, update=(4,), root=(5,), signed_by=(5,)))
    with pytest.raises(UpdateRootRefused):
        steps.look(stranger.update("0.3.0", by=(4,)), signers.trusted, computer())


def test_a_lost_key_is_replaced_by_a_list_that_those_before_signed(
    signers: Signers, tmp_path: Path
):
    newer = roots_file(2, update=(2, 4), former=signers.roots, signed_by=(8, 9))
    later = Signers(tmp_path / "later", newer)
    file = later.update("0.3.0", by=(2, 4))
    assert steps.look(file, signers.trusted, computer()).root.number == 2
    # what the lost key signed counts no more for whoever knows the newer list
    with pytest.raises(UnknownUpdateKey):
        steps.look(resigned(file, manifest_of(file), by=(1, 2)), later.trusted, computer())


def test_a_newer_list_needs_the_keys_before_it_and_its_own(signers: Signers):
    for former_keys, own_keys, signed in (
        ((8, 9), (8, 9), (8,)),
        ((8, 9), (4, 5), (4, 5)),
        ((8, 9), (4, 5), (8, 9)),
    ):
        raw = roots_file(
            1, update=(4,), root=own_keys, former=roots_file(root=former_keys), signed_by=signed
        )
        with pytest.raises(UpdateRootRefused):
            newest(signers.trusted.came, read_roots(raw))
    raw = roots_file(1, update=(4,), root=(4, 5), former=signers.roots, signed_by=(4, 5, 8, 9))
    assert newest(signers.trusted.came, read_roots(raw)).number == 2


def test_no_list_of_keys_no_updates(tmp_path: Path):
    with pytest.raises(NoUpdateRoot):
        trust(tmp_path / "none", tmp_path)
    (tmp_path / "odd").write_bytes(b"SANAD-UPDATE-ROOT 1\n\x80")
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
    for at in (0, 14, 20, 200, len(content) // 2, len(content) - 1):
        file.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        with pytest.raises((UpdateDamaged, UpdateRootRefused, UnknownUpdateKey, ForeignFile)):
            steps.look(file, trusted, computer())
    for changed in (content[:-1], content + b"x", content[:10], b""):
        file.write_bytes(changed)
        with pytest.raises((UpdateDamaged, ForeignFile)):
            steps.look(file, trusted, computer())
    file.write_bytes(content.replace(b"UPDATE 1", b"UPDATE 2", 1))
    with pytest.raises(NewerVersion):
        steps.look(file, trusted, computer())


def _with(raw: bytes, at: int, value: canonical.Value) -> bytes:
    fields = canonical.decode(raw)
    fields[at] = value
    return canonical.encode(fields)


def test_a_map_or_a_text_is_refused_where_a_list_belongs(signers: Signers):
    """Both can be gone through as a list can: signed or not, it would be the same update in other bytes."""
    with opened_update(signers.unsigned("0.3.0")) as update:
        head = update.head
    for news in ({}, {"ab": 0}, ["ab"], ""):
        with pytest.raises(UpdateDamaged):
            Manifest.from_bytes(_with(head.manifest, 8, news))
    raw = signers.trusted.came.to_bytes()
    for at, value in ((1, "ab"), (1, {"a": 0, "b": 0}), (2, {0: b"", 1: b""}), (3, [1, {}])):
        with pytest.raises(UpdateRootRefused):
            Root.from_bytes(_with(raw, at, value))
    for roots in ({}, "", b""):
        with pytest.raises(UpdateDamaged):
            Head.from_bytes(_with(head.to_bytes(), 0, roots))


@pytest.mark.parametrize(
    "name",
    [
        "../sanad", "a/../../b", "/etc/passwd", "C:/x", "c:x", "a\\b", "a//b", "a/", "", ".", "a/./b", "con",
        "a/NUL.txt", "lpt1", "com1.tar.gz", "aux .x", "end.", "end ", " begin", "a:b", "a\nb", "é", "x" * 201, "a?b",
    ],
)  # fmt: skip
def test_a_name_that_is_not_safe_on_every_system_is_refused_though_it_is_signed(
    signers: Signers, name: str
):
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
    file.write_bytes(b"SANAD-UPDATE 1\n" + b"\xff" * 4)
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
