"""A vault on disk: who opens it, what refuses, and that refusing changes nothing."""

import hashlib
import os
import shutil
from contextlib import closing
from pathlib import Path

import pytest

from app import disk
from app.case import events
from app.casework.records import unlock
from app.casework.records.health import PagesDamaged, ProblemsFound
from app.casework.records.unlock import (
    AlreadyThere,
    CardRefused,
    Damaged,
    ForeignFile,
    NewerVersion,
    NoDeviceSecret,
    NoVault,
    PassphraseTooWeak,
    RolledBack,
    WaitFirst,
    WrongPassphrase,
)
from app.casework.session.session import EventAppender, case_state_of, events_of, journal
from app.seal import canonical
from app.seal.keys import fresh, fresh_id
from app.vault import cases, database, failures, folder, log
from app.vault.copies import BackupDamaged
from app.vault.database import Database, OlderVersion, RecordsInUse
from app.vault.folder import DeviceKeyDamaged, device_secret
from app.vault.vault import database_key
from tests.people import CHEAP, OTHER_PHRASE, PHRASE, Person

NAME = "سونيتا تامانغ"


def files(where: Path) -> dict[str, str]:
    return {
        str(file.relative_to(where)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(where.rglob("*"))
        if file.is_file()
    }


def write_case(session, name: str = NAME) -> bytes:
    case = fresh_id()
    with session.vault.transaction() as writer:
        pen = EventAppender(session, writer, case)
        pen.say("opened", {"reference": "KW-2026-TEST-0001"})
        pen.say("answers given", {"interview": fresh_id(), "facts": {"name": name}, "answers": []})
    return case


def test_what_was_written_is_there_tomorrow(layla: Person):
    session = layla.sets_up()
    case = write_case(session)
    session.close()
    again = layla.unlocks()
    assert case_state_of(again, case).name == NAME
    assert unlock.check(again).ok
    again.close()


def test_nobody_who_takes_the_folder_reads_a_word(layla: Person):
    session = layla.sets_up()
    write_case(session, "PLANTEDNAME")
    write_case(session, NAME)
    session.close()
    for file in layla.home.rglob("*"):
        if file.is_file():
            raw = file.read_bytes()
            assert b"PLANTEDNAME" not in raw
            assert NAME.encode() not in raw
            assert NAME.encode("utf-16-le") not in raw
            assert b"SQLite format" not in raw


def test_a_wrong_passphrase_says_so_and_changes_nothing(layla: Person):
    layla.sets_up().close()
    before = files(layla.home)
    with pytest.raises(WrongPassphrase):
        layla.unlocks("not this one at all")
    assert files(layla.home) == before


def test_wrong_passphrases_in_a_row_must_wait_longer_and_the_right_one_forgives(layla: Person):
    layla.sets_up().close()
    for _ in range(4):
        with pytest.raises(WrongPassphrase):
            layla.unlocks("not this one at all")
    with pytest.raises(WaitFirst) as refused:
        layla.unlocks()
    assert 0 < refused.value.seconds <= 2
    tries = folder.Tries(Path("unused"), b"")
    assert [tries._wait(n) for n in (1, 3, 4, 5, 9, 40)] == [0, 0, 2, 4, 64, 900]


def test_no_vault_and_another_home_say_so(layla: Person, tmp_path: Path):
    with pytest.raises(NoVault):
        unlock.unlock(layla.home, fresh_id().hex(), PHRASE)
    with pytest.raises(NoVault):
        unlock.unlock(layla.home, "../../etc", PHRASE)
    layla.sets_up().close()
    stolen = tmp_path / "thief"
    shutil.copytree(layla.home / "vaults", stolen / "vaults")
    with pytest.raises(NoDeviceSecret):
        unlock.unlock(stolen, layla.vault_id, PHRASE)


def flip(file: Path, place: int) -> None:
    raw = bytearray(file.read_bytes())
    raw[place] ^= 1
    file.write_bytes(raw)


def test_a_flipped_bit_of_the_device_key_is_named_counts_as_no_try_and_the_card_still_opens(layla: Person):
    session = layla.sets_up()
    case = write_case(session)
    session.close()
    key = layla.home / "device.key"
    whole = key.read_bytes()
    for place in range(len(whole)):
        flip(key, place)
        with pytest.raises(DeviceKeyDamaged) as refused:
            layla.unlocks()
        assert refused.value.kind() == "device_key_damaged"
        key.write_bytes(whole)
    for cut in (0, 31, len(whole) - 1):
        key.write_bytes(whole[:cut])
        with pytest.raises(DeviceKeyDamaged):
            layla.unlocks()
    made = unlock.recover(layla.home, layla.vault_id, " ".join(layla.card), OTHER_PHRASE, cost=CHEAP)
    assert case_state_of(made.session, case).name == NAME
    made.session.close()
    assert (layla.home / "device.key.damaged").read_bytes() == whole[: len(whole) - 1]
    layla.unlocks(OTHER_PHRASE).close()


def test_a_device_key_from_before_there_was_a_checksum_opens_and_gets_one(layla: Person):
    layla.sets_up().close()
    key = layla.home / "device.key"
    key.write_bytes(device_secret(layla.home))
    with pytest.raises(WrongPassphrase):
        layla.unlocks("not this one at all")
    assert len(key.read_bytes()) == 32  # who knows whether it is right
    layla.unlocks().close()
    flip(key, 30)
    with pytest.raises(DeviceKeyDamaged):
        layla.unlocks()


def sealed_keys(**changed: object) -> bytes:
    """A key file with the right SHA-256 whose fields are somebody else's idea."""
    slot = {"kind": 1, "salt": bytes(16), "memory": 64 * 1024, "passes": 1, "lanes": 2,
            "nonce": bytes(12), "sealed": bytes(48)}  # fmt: skip
    slot |= {name: value for name, value in changed.items() if name in slot}
    head = {"version": 1, "vault": b"v" * 16, "officer": "Omar", "role": "inspector",
            "language": "en", "created": 0, "generation": 1,
            "slots": [list(slot.values())]}  # fmt: skip
    head |= {name: value for name, value in changed.items() if name in head}
    whole = b"SANAD-KEYS 1\n" + canonical.encode(list(head.values()))
    return whole + hashlib.sha256(whole).digest()


@pytest.mark.parametrize(
    "changed",
    [
        {"officer": 7}, {"role": b"inspector"}, {"language": "fr"}, {"language": 1},
        {"created": "now"}, {"created": -1}, {"generation": "1"}, {"vault": "v" * 16},
        {"vault": b"v"}, {"slots": 3}, {"slots": [[1, 2]]}, {"slots": [7]}, {"kind": "1"},
        {"salt": b"short"}, {"salt": "text"}, {"memory": "much"}, {"memory": 1},
        {"memory": 1 << 40}, {"passes": 0}, {"passes": "3"}, {"lanes": 0}, {"lanes": 1 << 20},
        {"lanes": "4"}, {"nonce": bytes(3)}, {"nonce": 0}, {"sealed": b""}, {"sealed": 1},
    ],
    ids=str,
)  # fmt: skip
def test_a_key_file_of_somebody_elses_making_is_a_condition_and_hides_nobody(changed: dict[str, object], layla: Person):
    layla.sets_up().close()
    other = layla.home / "vaults" / (b"v" * 16).hex()
    other.mkdir()
    (other / "keys").write_bytes(sealed_keys(**changed))
    assert layla.name in [row.name for row in unlock.vaults(layla.home)]
    with pytest.raises((Damaged, WrongPassphrase)):
        unlock.unlock(layla.home, (b"v" * 16).hex(), PHRASE)
    layla.unlocks().close()


def test_every_flipped_bit_of_the_records_is_found(layla: Person):
    session = layla.sets_up()
    for _ in range(5):
        write_case(session)
    records = session.vault.file
    session.close()
    whole = records.read_bytes()
    for place in range(0, len(whole), max(1, len(whole) // 40)):
        flipped = bytearray(whole)
        flipped[place] ^= 1
        records.write_bytes(flipped)
        before = files(layla.home)
        try:
            again = layla.unlocks()
        except Damaged:
            assert files(layla.home) == before
            continue
        if records.read_bytes()[place] == flipped[place]:
            assert not unlock.check(again).ok
            with pytest.raises(PagesDamaged):
                unlock.look_for_damage(again)
        else:  # in what can be made again, and met while opening
            assert unlock.check(again).ok
            assert len(cases.listed(again.reading())) == 5
        again.close()
        records.write_bytes(whole)
        for extra in (*records.parent.glob("*-wal"), *records.parent.glob("damaged")):
            extra.unlink()


def test_a_damaged_key_file_is_damage_and_a_foreign_one_is_foreign(layla: Person):
    session = layla.sets_up()
    keys = session.vault.folder.keys
    session.close()
    raw = keys.read_bytes()
    for content, refusal in [
        (raw[:40] + b"\0" + raw[41:], Damaged),
        (raw[:100], Damaged),
        (b"", ForeignFile),
        (b"%PDF-1.7 something", ForeignFile),
        (raw.replace(b"KEYS 1", b"KEYS 9"), NewerVersion),
    ]:
        keys.write_bytes(content)
        before = files(layla.home)
        with pytest.raises(refusal):
            layla.unlocks()
        assert files(layla.home) == before


@pytest.mark.parametrize("which", ["keys", "records", "head", "device"])
def test_a_folder_in_the_place_of_a_file_is_refused_in_words(layla: Person, which: str):
    session = layla.sets_up()
    folder = session.vault.folder
    file = {
        "keys": folder.keys,
        "records": session.vault.file,
        "head": folder.head(1),
        "device": layla.home / "device.key",
    }[which]
    session.close()
    file.unlink()
    file.mkdir()
    with pytest.raises(NoDeviceSecret if which == "device" else Damaged):
        layla.unlocks()


def test_emptied_records_are_damage_and_stay_empty(layla: Person):
    session = layla.sets_up()
    records = session.vault.file
    session.close()
    records.write_bytes(b"")
    before = files(layla.home)
    with pytest.raises(Damaged):
        layla.unlocks()
    assert files(layla.home) == before


def test_a_plain_database_in_its_place_is_foreign_and_a_missing_one_damage(layla: Person):
    import sqlite3

    session = layla.sets_up()
    records = session.vault.file
    session.close()
    records.unlink()
    with pytest.raises(Damaged):
        layla.unlocks()
    plain = sqlite3.connect(records)
    plain.execute("CREATE TABLE t (a)")
    plain.commit()
    plain.close()
    with pytest.raises(ForeignFile):
        layla.unlocks()


def test_an_older_copy_of_the_records_is_reported_and_not_used(layla: Person):
    session = layla.sets_up()
    write_case(session)
    records = session.vault.file
    session.close()
    older = records.read_bytes()
    session = layla.unlocks()
    case = write_case(session)
    session.close()
    records.write_bytes(older)
    before = files(layla.home)
    with pytest.raises(RolledBack):
        layla.unlocks()
    assert files(layla.home) == before
    knowingly = layla.unlocks(accept_older=True)
    assert case_state_of(knowingly, case).timeline == []
    assert knowingly.vault.stream != session.vault.stream
    write_case(knowingly)
    assert unlock.check(knowingly).ok
    knowingly.close()
    layla.unlocks().close()


def test_a_deleted_head_is_reported(layla: Person):
    session = layla.sets_up()
    head = session.vault.folder.head(1)
    session.close()
    head.unlink()
    with pytest.raises(RolledBack):
        layla.unlocks()


def test_records_ahead_of_their_head_are_only_a_crash(layla: Person):
    session = layla.sets_up()
    head = session.vault.folder.head(1)
    before = head.read_bytes()
    case = write_case(session)
    session.close()
    head.write_bytes(before)
    again = layla.unlocks()
    assert case_state_of(again, case).name == NAME
    again.close()


def test_a_newer_database_is_refused_and_left_alone(layla: Person):
    session = layla.sets_up()
    with session.vault.transaction() as writer:
        writer.run("PRAGMA user_version = 99")
    session.close()
    before = files(layla.home)
    with pytest.raises(NewerVersion):
        layla.unlocks()
    assert {k: v for k, v in files(layla.home).items() if "-shm" not in k} == {
        k: v for k, v in before.items() if "-shm" not in k
    }


def test_a_migration_that_fails_leaves_the_old_version(layla: Person):
    session = layla.sets_up()
    file, key = session.vault.file, session.vault.master
    session.close()

    scripts = [*database.migrations(), "CREATE TABLE later (a); SELECT no_such_function();"]
    with pytest.raises(RuntimeError, match="refused a statement"):  # a bug of ours is no damage
        Database.open(file, database_key(key), scripts)
    layla.unlocks().close()
    scripts[-1] = "CREATE TABLE later (a);"
    Database.open(file, database_key(key), scripts).close()
    with pytest.raises(NewerVersion):
        layla.unlocks()


def test_the_log_is_append_only(at_work):
    case = write_case(at_work)
    for statement in (
        "DELETE FROM envelope",
        "UPDATE envelope SET body = x'00'",
        "DROP TABLE envelope",
        "DROP TRIGGER envelope_stays",
        "REPLACE INTO envelope SELECT * FROM envelope",
        "ATTACH ':memory:' AS other",
        "ALTER TABLE envelope RENAME TO gone",
        "UPDATE directory SET entry = x'00'",
    ):
        with pytest.raises(Exception, match=r"not authorized|append-only|prohibited|refused"):  # noqa: SIM117
            with at_work.vault.transaction() as writer:
                writer.run(statement)
    assert case_state_of(at_work, case).name == NAME


def test_the_recovery_card_opens_without_passphrase_and_without_this_computers_secret(layla: Person):
    session = layla.sets_up()
    case = write_case(session)
    old_stream = session.vault.stream
    session.close()
    (layla.home / "device.key").unlink()
    made = unlock.recover(layla.home, layla.vault_id, " ".join(layla.card), OTHER_PHRASE, cost=CHEAP)
    assert case_state_of(made.session, case).name == NAME
    assert made.session.vault.stream != old_stream
    assert [e.what for e in case_state_of(made.session, made.session.vault.id).timeline] == ["recovery card used"]
    assert not unlock.card_confirmed(made.session)
    made.session.close()
    with pytest.raises(WrongPassphrase):
        layla.unlocks(PHRASE)
    with pytest.raises(CardRefused):
        unlock.recover(layla.home, layla.vault_id, " ".join(layla.card), PHRASE, cost=CHEAP)
    again = layla.unlocks(OTHER_PHRASE)
    assert unlock.check(again).ok
    again.close()


def test_after_a_passphrase_change_the_old_phrase_and_old_files_open_nothing(layla: Person):
    session = layla.sets_up()
    case = write_case(session)
    old_keys, old_master = session.vault.folder.keys.read_bytes(), session.vault.master
    with pytest.raises(WrongPassphrase):
        unlock.change_passphrase(session, "not this one at all", OTHER_PHRASE, cost=CHEAP)
    with pytest.raises(PassphraseTooWeak):
        unlock.change_passphrase(session, PHRASE, "password", cost=CHEAP)
    session, _ = unlock.change_passphrase(session, PHRASE, OTHER_PHRASE, cost=CHEAP)
    assert case_state_of(session, case).name == NAME
    assert [f.name for f in session.vault.folder.path.glob("records-1*")] == []
    keys, records = session.vault.folder.keys, session.vault.file
    session.close()
    with pytest.raises(Damaged):  # nor under the master key that an old key file gives
        Database.reader(records, database_key(old_master))
    with pytest.raises(WrongPassphrase):
        layla.unlocks(PHRASE)
    new_keys = keys.read_bytes()
    keys.write_bytes(old_keys)
    with pytest.raises(Damaged):
        layla.unlocks(PHRASE)
    keys.write_bytes(new_keys)
    layla.unlocks(OTHER_PHRASE).close()


def test_a_backup_restores_beside_what_was_there_and_goes_on_in_a_new_stream(layla: Person, tmp_path: Path):
    session = layla.sets_up()
    case = write_case(session)
    saved = tmp_path / "usb" / "layla.sanad-backup"
    saved.parent.mkdir()
    unlock.backup(session, saved)
    assert NAME.encode() not in saved.read_bytes()
    with pytest.raises(AlreadyThere):
        unlock.backup(session, saved)
    later = write_case(session)
    session.close()
    row = unlock.restore(layla.home, saved)
    assert (row.name, row.id) == (layla.name, layla.vault_id)
    again = layla.unlocks()
    assert case_state_of(again, case).name == NAME
    assert case_state_of(again, later).timeline == []
    assert again.vault.stream != session.vault.stream
    assert unlock.check(again).ok
    again.close()
    assert len(list((layla.home / "vaults").glob("replaced-*"))) == 1
    assert len(unlock.vaults(layla.home)) == 1


def test_a_backup_on_another_computer_opens_with_the_card(layla: Person, tmp_path: Path):
    session = layla.sets_up()
    case = write_case(session)
    saved = tmp_path / "layla.sanad-backup"
    unlock.backup(session, saved)
    session.close()
    elsewhere = tmp_path / "another computer"
    unlock.restore(elsewhere, saved)
    made = unlock.recover(elsewhere, layla.vault_id, " ".join(layla.card), OTHER_PHRASE, cost=CHEAP)
    assert case_state_of(made.session, case).name == NAME
    made.session.close()


def made_up(raw: bytes) -> list[bytes]:
    magic, body = raw[:15], raw[15:-32]
    keys = body[: 8 + int.from_bytes(body[:8], "big")]
    head = body[len(keys) :][: 8 + int.from_bytes(body[len(keys) :][:8], "big")]
    return [
        magic,
        magic + b"\xff" * 8,
        magic + (1 << 40).to_bytes(8, "big") + b"x",
        magic + keys + b"\xff" * 8,
        magic + keys + head,
        magic + keys + head + bytes(8),
        magic + body + b"x",
    ]


def test_a_cut_flipped_or_foreign_backup_is_refused_and_changes_nothing(layla: Person, tmp_path: Path):
    session = layla.sets_up()
    saved = tmp_path / "layla.sanad-backup"
    unlock.backup(session, saved)
    session.close()
    raw = saved.read_bytes()
    before = files(layla.home)
    for content, refusal in [
        (raw[:-1], Damaged),
        (raw[:5000], Damaged),
        (raw[:5000] + b"x" + raw[5001:], Damaged),
        (b"anything", ForeignFile),
        (raw.replace(b"BACKUP 1", b"BACKUP 2"), NewerVersion),
        # anybody can write the right SHA-256
        *((content + hashlib.sha256(content).digest(), Damaged) for content in made_up(raw)),
    ]:
        saved.write_bytes(content)
        with pytest.raises(refusal):
            unlock.restore(layla.home, saved)
        assert files(layla.home) == before


def test_a_weak_passphrase_and_a_missing_name_create_nothing(home: Path):
    for name, phrase, refusal in [("Layla", "password", PassphraseTooWeak), ("  ", PHRASE, unlock.NameMissing)]:
        with pytest.raises(refusal):
            unlock.create(home, name, "inspector", "en", phrase, cost=CHEAP)
    assert unlock.vaults(home) == []


def test_two_officers_on_one_laptop_open_only_their_own(home: Path):
    layla, omar = Person("ليلى السالم", home), Person("Omar Haddad", home, "supervisor", "en")
    case = write_case(first := layla.sets_up())
    first.close()
    second = omar.sets_up()
    assert case_state_of(second, case).timeline == []
    second.close()
    assert [row.name for row in unlock.vaults(home)] == ["Omar Haddad", "ليلى السالم"]


def test_home_reminds_of_the_card_until_three_of_its_words_are_typed(layla: Person):
    session = layla.sets_up()
    assert not unlock.card_confirmed(session)
    places = unlock.positions_to_confirm()
    assert not unlock.confirm_card(session, dict.fromkeys(places, "wrong"))
    assert not unlock.confirm_card(session, {})
    assert unlock.confirm_card(session, {n: layla.card[n - 1].upper() for n in places})
    assert unlock.card_confirmed(session)
    session.close()


def test_two_programs_at_once_write_one_chain(layla: Person):
    one = layla.sets_up()
    other = layla.unlocks()
    for _ in range(3):
        write_case(one)
        write_case(other)
        journal(one, "passphrase changed")
    assert unlock.check(one).ok
    assert len(log.cases(one.reading(), one.vault)) == 6
    other.close()
    one.close()


def test_a_window_left_open_during_a_passphrase_change_elsewhere_writes_nothing_that_is_lost(layla: Person):
    left_open = layla.sets_up()
    other, _ = unlock.change_passphrase(layla.unlocks(), PHRASE, OTHER_PHRASE, cost=CHEAP)
    with pytest.raises(RecordsInUse):
        write_case(left_open)
    case = write_case(other)
    assert case_state_of(other, case).name == NAME
    left_open.close()
    other.close()


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
def test_nobody_else_on_the_computer_may_even_open_the_files(layla: Person, tmp_path: Path):
    session = layla.sets_up()
    session, _ = unlock.change_passphrase(session, PHRASE, OTHER_PHRASE, cost=CHEAP)
    write_case(session)
    for file in [layla.home / "device.key", *(layla.home / "vaults").rglob("*")]:
        assert file.stat().st_mode & 0o077 == 0, file
    session.close()


def test_a_restore_cut_short_between_its_two_names_is_ended_at_the_next_look(layla: Person, tmp_path: Path):
    session = layla.sets_up()
    case = write_case(session)
    saved = tmp_path / "layla.sanad-backup"
    unlock.backup(session, saved)
    session.close()
    unlock.restore(layla.home, saved)
    laid = layla.home / "vaults" / layla.vault_id
    laid.rename(laid.with_name(laid.name + ".restoring"))
    assert [row.id for row in unlock.vaults(layla.home)] == [layla.vault_id]
    again = layla.unlocks()
    assert case_state_of(again, case).name == NAME
    again.close()


def test_a_damaged_backup_is_not_said_to_be_damage_here(layla: Person, tmp_path: Path):
    session = layla.sets_up()
    saved = tmp_path / "layla.sanad-backup"
    unlock.backup(session, saved)
    session.close()
    saved.write_bytes(saved.read_bytes()[:-9])
    with pytest.raises(BackupDamaged) as refused:
        unlock.restore(layla.home, saved)
    assert refused.value.kind() == "damaged"
    assert "backup" in refused.value.says


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
def test_a_backup_is_its_officers_alone_and_follows_no_prepared_link(layla: Person, tmp_path: Path):
    session = layla.sets_up()
    key = layla.home / "device.key"
    before = key.read_bytes()
    saved = tmp_path / "layla.sanad-backup"
    saved.with_name(saved.name + ".partial").symlink_to(key)
    umask = os.umask(0)
    try:
        unlock.backup(session, saved)
    finally:
        os.umask(umask)
    assert saved.stat().st_mode & 0o777 == 0o600
    assert key.read_bytes() == before
    (tmp_path / "nowhere").symlink_to(tmp_path / "not there")
    with pytest.raises(AlreadyThere):  # a link is a file of that name, wherever it leads
        unlock.backup(session, tmp_path / "nowhere")
    session.close()


def test_a_companion_of_the_database_that_the_system_refuses_is_the_reason(tmp_path: Path):
    file = tmp_path / "records-1.db"
    file.write_bytes(b"x")
    assert failures.refused_by_system(file) is None
    for end, is_asked in (("-wal", True), ("-shm", True), ("-other", False)):
        companion = file.with_name(file.name + end)
        companion.mkdir()  # which nobody can open for writing
        assert (failures.refused_by_system(file) is not None) is is_asked
        companion.rmdir()


def test_what_a_killed_backup_or_restore_left_is_gone_at_the_next_start(layla: Person):
    session = layla.sets_up()
    folder = session.vault.folder.path
    session.close()
    left = [
        folder / "backup.partial",
        *(folder / f"backup.partial{end}" for end in ("-wal", "-shm", "-journal")),
        folder / "records-1.head.partial",
    ]
    for file in left:
        file.write_bytes(b"x" * 1000)
    half = folder.with_name((b"h" * 16).hex() + ".restoring")
    half.mkdir()
    (half / "records-1.db.partial").write_bytes(b"x" * 1000)
    assert [row.id for row in unlock.vaults(layla.home)] == [layla.vault_id]
    assert not half.exists()
    layla.unlocks().close()
    assert not [file for file in left if file.exists()]


def test_a_backup_and_a_restore_under_way_are_not_taken_for_killed_ones(layla: Person, tmp_path: Path):
    session = layla.sets_up()
    path = session.vault.folder.path
    half = path.with_name((b"h" * 16).hex() + ".restoring")
    with folder.laying(half), disk.new_file(path / "backup.partial"):
        half.mkdir()
        layla.unlocks().close()
        assert [row.id for row in unlock.vaults(layla.home)] == [layla.vault_id]
        assert half.is_dir()
        assert (path / "backup.partial").exists()
    session.close()


def test_looking_changes_nothing_of_records_of_an_earlier_version(tmp_path: Path):
    file, key = tmp_path / "records.db", fresh()
    Database.create(file, key).close()
    before = files(tmp_path)
    with pytest.raises(OlderVersion):
        Database.untouched(file, key, scripts=[*database.migrations(), "SELECT 1"])
    assert files(tmp_path) == before


def test_records_that_are_gone_from_whole_pages_are_a_problem_and_no_damage(layla: Person):
    from app.vault.vault import database_key

    session = layla.sets_up()
    removed, _ = write_case(session), write_case(session)
    (records,) = session.vault.folder.path.glob("records-*.db")
    with closing(database.connected(records, database_key(session.vault.master))) as connection:
        connection.execute("DROP TRIGGER envelope_stays")
        connection.execute("DELETE FROM envelope WHERE case_id = ?", (removed,))
        connection.commit()
    health = unlock.check(session)
    assert (health.ok, type(health.error)) == (False, ProblemsFound)
    session.close()


def records_in(backup: Path) -> bytes:
    """The database file in a backup."""
    raw = backup.read_bytes()[len(b"SANAD-BACKUP 1\n") : -32]
    for _ in range(2):
        size = int.from_bytes(raw[:8], "big")
        raw = raw[8 + size :]
    return raw[8:]


def test_a_backup_has_the_sealed_bytes_as_they_lie_and_while_somebody_reads_a_copy_of_them(
    layla: Person, tmp_path: Path
):
    session = layla.sets_up()
    case = write_case(session)
    unlock.backup(session, tmp_path / "as it lies")
    assert records_in(tmp_path / "as it lies") == session.vault.file.read_bytes()
    reader = Database.reader(session.vault.file, database_key(session.vault.master))
    reader.begin_reading()
    write_case(session)
    unlock.backup(session, tmp_path / "beside a reader")
    reader.close()
    assert records_in(tmp_path / "beside a reader") != session.vault.file.read_bytes()
    session.close()
    for backup in (tmp_path / "as it lies", tmp_path / "beside a reader"):
        unlock.restore(layla.home, backup)
        again = layla.unlocks(accept_older=True)
        assert case_state_of(again, case).name == NAME
        assert unlock.check(again).ok
        again.close()


@pytest.mark.parametrize("is_read_meanwhile", [False, True])
def test_damaged_records_are_never_written_over_a_good_backup(layla: Person, tmp_path: Path, is_read_meanwhile: bool):
    session = layla.sets_up()
    write_case(session)
    session.vault.database.drop_old_pages()
    backup = tmp_path / "backup"
    unlock.backup(session, backup)
    good = backup.read_bytes()
    reader = Database.reader(session.vault.file, database_key(session.vault.master))
    if is_read_meanwhile:
        reader.begin_reading()
        write_case(session)
    flip(session.vault.file, 4096 * 9 + 100)
    with pytest.raises(Damaged):
        unlock.backup(session, backup, replace=True)
    assert backup.read_bytes() == good
    assert [path.name for path in tmp_path.iterdir() if "partial" in path.name] == []
    reader.close()
    session.close()


def test_wrong_cards_in_a_row_must_wait_as_wrong_passphrases_do(layla: Person):
    layla.sets_up().close()
    others = " ".join(layla.card[::-1])

    def recovers(card: str) -> None:
        unlock.recover(layla.home, layla.vault_id, card, OTHER_PHRASE, cost=CHEAP)

    for _ in range(4):
        with pytest.raises(CardRefused):
            recovers(others)
    with pytest.raises(WaitFirst):
        recovers(" ".join(layla.card))
    with pytest.raises(WaitFirst):
        layla.unlocks()


def test_that_records_were_restored_is_an_event_of_the_first_unlocking(layla: Person, tmp_path: Path):
    session = layla.sets_up()
    unlock.backup(session, tmp_path / "records.backup")
    session.close()
    unlock.restore(layla.home, tmp_path / "records.backup")
    for _ in range(2):
        session = layla.unlocks()
        kinds = [event.what for event in events_of(session, session.vault.id)]
        assert kinds.count(events.RESTORED) == 1
        session.close()


def test_a_card_is_confirmed_by_all_of_the_words_that_were_asked(layla: Person):
    session = layla.sets_up()
    first, second, third = unlock.positions_to_confirm()
    words = {n: layla.card[n - 1] for n in (first, second, third)}
    assert not unlock.confirm_card(session, words | {second: "wrong"})
    assert not unlock.card_confirmed(session)
    assert unlock.confirm_card(session, words)
    session.close()
