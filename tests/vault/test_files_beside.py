"""The files of a vault beside its database, at their edges: tries, heads, guards, copies and backups."""

import io
import json
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlcipher3 import dbapi2 as sql

from app.disk import DeviceGone, DiskFailed, DiskFull, OutOfMemory, ReadOnly, RecordsInUse, new_file
from app.seal import canonical
from app.seal.file_marker import Damaged, ForeignFile, NewerVersion, OtherSanadFile
from app.seal.keys import derive, digest, mac
from app.vault import copies, draft_guard, failures, folder, safe_copies
from app.vault.copies import BackupDamaged
from app.vault.database import Database
from app.vault.draft_guard import DraftState, Guard, Loss
from app.vault.folder import Folder, RolledBack, Tries, WaitFirst
from app.vault.safe_copies import BLOCK, NoSafeCopy

A, B, MASTER = bytes(16), b"b" * 16, b"m" * 32


@pytest.fixture
def place(tmp_path: Path) -> Folder:
    made = Folder.of(tmp_path, A)
    folder.private(made.path)
    return made


# -- tries, heads, what is left behind -------------------------------------------------------


def test_whoever_tried_too_often_waits_for_as_long_as_is_said_and_no_longer(tmp_path: Path):
    tries = Tries(tmp_path / "state", A)
    file = tmp_path / "state" / f"tries-{A.hex()}.json"
    for _ in range(3):
        tries.wrong()
        tries.check()
    tries.wrong()
    with pytest.raises(WaitFirst) as refused:
        tries.check()
    assert 0 < refused.value.seconds <= 2
    assert json.loads(file.read_text())[0] == 4
    for wrong, ago, seconds in ((40, 0, 900), (40, 899, 1), (40, 901, 0), (4, 3, 0), (3, 0, 0)):
        file.write_text(json.dumps([wrong, int(time.time()) - ago]))
        if seconds:
            with pytest.raises(WaitFirst) as refused:
                tries.check()
            assert seconds - 1 <= refused.value.seconds <= seconds
        else:
            tries.check()
    file.write_text(json.dumps([40, int(time.time()) + 10**6]))  # a clock that was ahead
    with pytest.raises(WaitFirst) as refused:
        tries.check()
    assert refused.value.seconds <= 900
    for odd in ("", "[]", "[1]", '["x", 1]', "null", "[" * 10_000, "[1e999, 1]"):
        file.write_text(odd)
        tries.check()
    tries.right()
    tries.right()
    assert not file.exists()


def test_that_cards_opened_the_records_is_known_until_it_was_seen(place: Folder):
    assert place.recovery() is None
    place.note_recovery(1_700_000_000)
    assert place.recovery() == 1_700_000_000
    for odd, at in ((b"x", 0), (b"", 0), (b"1" * 11, 11_111_111_111), (b"1" * 12, 0)):
        (place.path / "recovered").write_bytes(odd)
        assert place.recovery() == at
    place.forget_recovery()
    place.forget_recovery()
    assert place.recovery() is None


def test_a_head_is_of_its_vault_and_generation_and_of_its_key(place: Folder):
    tips = {A: (3, bytes(32)), B: (1, b"t" * 32)}
    with pytest.raises(RolledBack):
        place.read_head(1, MASTER, A)
    place.write_head(1, MASTER, A, tips)
    assert place.read_head(1, MASTER, A) == tips
    raw = place.head(1).read_bytes()
    for generation, vault, error in ((2, A, RolledBack), (1, B, RolledBack)):
        place.head(generation).write_bytes(raw)
        with pytest.raises(error):
            place.read_head(generation, MASTER, vault)
    with pytest.raises(Damaged):
        place.read_head(1, b"n" * 32, A)
    for at in (0, len(raw) - 1):
        place.head(1).write_bytes(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :])
        with pytest.raises(Damaged):
            place.read_head(1, MASTER, A)
    later = canonical.encode([2, A, 1, []])
    place.head(1).write_bytes(later + mac(derive(MASTER, "sanad/1/head"), later))
    with pytest.raises(NewerVersion):
        place.read_head(1, MASTER, A)


def test_what_an_earlier_generation_left_goes_and_what_is_in_use_stays(place: Folder):
    names = [
        "records-2.db",
        "records-2.db-wal",
        "records-2.db-shm",
        "records-2.head",
        "records-2.older",
        "records-2.drafts",
    ]
    old = ["records-1.db", "records-1.db-wal", "records-1.head", "records-1.drafts", "records-3.db", "records-1.older"]
    others = ["keys", "restored", "records", "backup.partially"]
    for name in (*names, *old, *others, "backup.partial", "backup.partial-wal", "backup.partial-journal"):
        (place.path / name).write_bytes(b"x")
    place.sweep(2)
    assert sorted(file.name for file in place.path.iterdir()) == sorted([*names, *others])


def test_what_another_program_writes_just_now_is_not_swept(place: Folder):
    with new_file(place.path / "records-1.head.partial") as opened:
        opened.write(b"x")
        place.sweep(1)
        assert (place.path / "records-1.head.partial").exists()
    place.sweep(1)
    assert list(place.path.iterdir()) == []


def test_vaults_of_a_computer_are_folders_with_a_whole_name_and_killed_ones_go(tmp_path: Path):
    assert list(Folder.all(tmp_path)) == []
    root = tmp_path / "vaults"
    for name in (B.hex(), A.hex(), "short", f"{'c' * 32}.partial", f"{'d' * 32}.restoring", f"{'e' * 32}.restoring"):
        (root / name).mkdir(parents=True)
    (root / ("f" * 32)).write_bytes(b"no folder")
    (root / "kept.partial").write_bytes(b"no folder")
    for name in (f"{'d' * 32}.restoring", f"{A.hex()}.restoring", f"{'c' * 32}.partial"):
        (root / name).mkdir(exist_ok=True)
        (root / name / "keys").write_bytes(b"x")
    assert [place.path.name for place in Folder.all(tmp_path)] == [A.hex(), B.hex(), "d" * 32]
    assert sorted(path.name for path in root.iterdir()) == sorted(
        [A.hex(), B.hex(), "short", "d" * 32, "f" * 32, "kept.partial"]
    )
    assert not (root / A.hex() / "keys").exists()  # what was there was not replaced


def test_a_key_file_in_another_vaults_folder_is_foreign(place: Folder):
    from app.seal.slots import KeyFile, KeyFileDamaged

    with pytest.raises(KeyFileDamaged):
        place.key_file()
    with pytest.raises(folder.NoVault):
        Folder.of(place.home, B).key_file()
    place.keys.write_bytes(KeyFile(A, "Maya", "inspector", "en", 5).to_bytes())
    assert place.key_file().vault == A
    before = place.mark()
    place.keys.write_bytes(KeyFile(B, "Maya", "inspector", "en", 5).to_bytes() + b"")
    with pytest.raises(ForeignFile):
        place.key_file()
    place.keys.write_bytes(b"x")
    assert place.mark() != before


# -- the guard of drafts ---------------------------------------------------------------------


def state(number: int, draft: bytes = A, answers: int = 1, hash_: bytes = bytes(32)) -> DraftState:
    return DraftState(draft, number, answers, 5, hash_)


def test_a_guard_says_the_highest_number_of_each_draft_and_the_later_of_two(tmp_path: Path):
    file = tmp_path / "drafts"
    guard = Guard(file, MASTER, A, 1)
    assert guard.read() is None
    guard.add([state(1)])  # there is no file: nothing is kept, and nothing fails
    guard.write([state(3), state(1, B)])
    assert file.stat().st_size == (2 + 512) * 128
    assert guard.read() == {A: state(3), B: state(1, B)}
    guard.add([state(2), state(2, B), state(3, answers=9)])
    assert Guard(file, MASTER, A, 1).read() == {A: state(3, answers=9), B: state(2, B)}
    raw = file.read_bytes()
    assert raw[4 * 128 : 5 * 128] != bytes(128)
    assert raw[5 * 128 :] == bytes(509 * 128)
    for other in (Guard(file, MASTER, A, 2), Guard(file, MASTER, B, 1), Guard(file, b"n" * 32, A, 1)):
        with pytest.raises(Damaged):
            other.read()
    for spoilt in (raw[:-1], raw[:127] + b"x" + raw[128:], raw[:10] + bytes([raw[10] ^ 1]) + raw[11:]):
        file.write_bytes(spoilt)
        with pytest.raises(Damaged):
            guard.read()


def test_a_full_guard_gets_more_room(tmp_path: Path):
    file = tmp_path / "drafts"
    guard = Guard(file, MASTER, A, 1)
    guard.write([])
    guard.add([state(n) for n in range(513)])
    assert file.stat().st_size == 1024 * 128
    assert guard.read() == {A: state(512)}
    guard.add([state(600)])
    assert Guard(file, MASTER, A, 1).read() == {A: state(600)}


def test_a_draft_that_is_behind_its_guard_is_a_loss_and_one_that_is_ahead_is_none(tmp_path: Path):
    database = Database.create(tmp_path / "records.db", bytes(32))
    guard = Guard(tmp_path / "drafts", MASTER, A, 1)
    assert draft_guard.compare(guard, database) == []
    with database.transaction() as writer:
        draft_guard.note(writer, [], 5)
        for draft, number in ((A, 2), (B, 2)):
            writer.run("INSERT INTO draft VALUES (?, ?, 1, 7, '', 0, ?, x'a0')", (draft, bytes(32), number))
            writer.run("INSERT INTO draft_answer (draft, path, value, origin) VALUES (?, '/a', '1', '')", (draft,))
    unknown = Loss(b"", 0, 0, 0, 0)
    assert draft_guard.compare(guard, database) == [unknown]  # it had begun, and is gone
    kept = draft_guard.state(database, A)
    assert kept is not None
    assert (kept.number, kept.answers, kept.at) == (2, 1, 7)
    assert draft_guard.state(database, bytes(15)) is None
    assert len(draft_guard.all_states(database)) == 2
    for number, hash_, lost in ((1, bytes(32), 0), (2, kept.hash, 0), (2, bytes(32), 1), (3, kept.hash, 1)):
        guard.write([state(number, answers=4, hash_=hash_)])
        expected = [Loss(A, number, 4, 5, 1)] if lost else []
        assert draft_guard.compare(guard, database) == expected
    guard.write([state(1, b"c" * 16)])
    assert draft_guard.compare(guard, database) == [Loss(b"c" * 16, 1, 1, 5, 0)]
    with database.transaction() as writer:
        writer.run("INSERT INTO draft_end VALUES (?)", (b"c" * 16,))
    assert draft_guard.compare(guard, database) == []
    with database.transaction() as writer:
        draft_guard.forget_ends(writer, [A])
        assert draft_guard.ends(writer) == [b"c" * 16]
        draft_guard.forget_ends(writer, [b"c" * 16])
        assert draft_guard.ends(writer) == []
        draft_guard.note(writer, [Loss(A, 3, 4, 5, 1), Loss(B, 1, 1, 1, 0)], 9)
        draft_guard.accept(writer, A, 0)
        assert draft_guard.losses(writer) == [Loss(B, 1, 1, 1, 0, 9), Loss(A, 3, 4, 5, 1, 9, 1)]
        draft_guard.accept(writer, A, 8)
        assert draft_guard.losses(writer)[1].accepted == 1
        draft_guard.note(writer, [Loss(A, 3, 5, 6, 2), Loss(A, 4, 5, 6, 2)], 11)  # it is told again
        assert draft_guard.losses(writer) == [Loss(A, 4, 5, 6, 2, 11), Loss(B, 1, 1, 1, 0, 9), Loss(A, 3, 5, 6, 2, 11)]
        latest = draft_guard.by_draft(draft_guard.losses(writer))
        assert {draft: loss.number for draft, loss in latest.items()} == {A: 4, B: 1}
    database.close()


# -- copies that are made by themselves ------------------------------------------------------


def held(tmp_path: Path, content: bytes) -> SimpleNamespace:
    """Records held still, as `app.vault.copies` gives them."""
    file = tmp_path / "records"
    file.write_bytes(content)
    return SimpleNamespace(vault=A.hex(), records=file, keys=b"keys", head=b"head")


def test_a_copy_costs_what_changed_and_the_last_five_stay_whole(tmp_path: Path):
    place = tmp_path / "place"
    blocks = [bytes([n]) * BLOCK for n in range(3)]
    seen: list[tuple[int, int]] = []
    assert not safe_copies.exists(place, A.hex())
    assert (safe_copies.vaults(place), safe_copies.safe_copies(place, A.hex())) == ([], [])
    with pytest.raises(DeviceGone):
        safe_copies.make(held(tmp_path, b""), place, 1)
    place.mkdir()
    first = safe_copies.make(held(tmp_path, b"".join(blocks[:2]) + b"x"), place, 1, lambda *step: seen.append(step))
    size = 2 * BLOCK + 1
    assert (first.at, first.size, first.new_bytes) == (1, size, size)
    assert seen == [(BLOCK, size), (2 * BLOCK, size), (size, size)]
    for at in range(2, 7):
        copy = safe_copies.make(held(tmp_path, blocks[0] + bytes([at]) * 9), place, at)
        assert copy.new_bytes == 9
    listed = safe_copies.safe_copies(place, A.hex())
    assert [(copy.at, copy.size) for copy in listed] == [(at, BLOCK + 9) for at in (6, 5, 4, 3, 2)]
    assert len(list((place / "sanad-safe" / A.hex() / "blocks").glob("*/*"))) == 6
    assert b"".join(safe_copies.database_of(listed[0])) == blocks[0] + b"\x06" * 9
    assert (safe_copies.vaults(place), safe_copies.exists(place, A.hex())) == ([A.hex()], True)
    safe_copies.make(held(tmp_path, blocks[0]), place, 7, forget_before=7)
    assert [copy.at for copy in safe_copies.safe_copies(place, A.hex())] == [7]
    assert len(list((place / "sanad-safe" / A.hex() / "blocks").glob("*/*"))) == 1
    (place / "sanad-safe" / "a file").write_bytes(b"")
    assert safe_copies.vaults(place) == [A.hex()]


def test_a_copy_of_which_something_is_gone_or_another_is_none(tmp_path: Path):
    (place := tmp_path / "place").mkdir()
    copy = safe_copies.make(held(tmp_path, bytes(BLOCK) + b"end"), place, 3)
    raw = copy.file.read_bytes()
    body, magic = raw[:-32], b"SANAD-COPY 1\n"
    document = canonical.decode(body[len(magic) :])
    assert len(document["blocks"]) == 64
    for name, value in (
        ("keys", "x"),
        ("head", 5),
        ("size", b"1"),
        ("size", BLOCK),
        ("size", 2 * BLOCK + 1),
        ("blocks", "x"),
        ("blocks", bytes(32)),
    ):
        spoilt = magic + canonical.encode({**document, name: value})
        with pytest.raises(NoSafeCopy):
            safe_copies._read_bytes(spoilt + digest(spoilt))
    for size in (BLOCK + 1, 2 * BLOCK):
        fitting = magic + canonical.encode({**document, "size": size})
        assert safe_copies._read_bytes(fitting + digest(fitting))["size"] == size
    lacking = magic + canonical.encode({"keys": b"", "head": b"", "size": 0})
    for odd in (raw[:-1], b"", b"x" + raw[1:], raw[:-1] + b"x", lacking + digest(lacking), magic + digest(magic)):
        with pytest.raises(NoSafeCopy):
            safe_copies._read_bytes(odd)
    (block,) = [file for file in (place / "sanad-safe").rglob("*") if file.is_file() and file.stat().st_size == 3]
    block.write_bytes(b"odd")
    assert safe_copies.safe_copies(place, A.hex()) != []
    with pytest.raises(NoSafeCopy):
        list(safe_copies.database_of(copy))
    with pytest.raises(NoSafeCopy), (tmp_path / "backup").open("wb") as opened:
        safe_copies.as_backup(copy, opened)
    (copy.file.parent / "not a time").write_bytes(b"")
    block.unlink()
    assert safe_copies.safe_copies(place, A.hex()) == []


# -- backups ---------------------------------------------------------------------------------


def backup_of(*parts: bytes, head: bytes = b"SANAD-BACKUP 1\n") -> bytes:
    body = head + b"".join(len(part).to_bytes(8, "big") + part for part in parts)
    return body + digest(body)


def test_a_backup_holds_three_parts_that_fill_it_and_says_its_version(tmp_path: Path):
    file = tmp_path / "backup"
    with file.open("wb") as opened:
        copies.write_parts(opened, [b"keys", b"head"], 4, iter([b"da", b"ta"]))
    assert file.read_bytes() == backup_of(b"keys", b"head", b"data")
    whole = backup_of(b"k", b"h", b"d")
    refused: list[tuple[bytes, type[Exception]]] = [
        (backup_of(b"k", b"h"), BackupDamaged), (backup_of(b"k", b"h", b"d", b"e"), BackupDamaged),
        (backup_of(b"", b"h", b"d"), BackupDamaged), (backup_of(b"k", b"", b"d"), BackupDamaged),
        (backup_of(b"k", b"h", b""), BackupDamaged), (whole[:-1], BackupDamaged), (whole + b"x", BackupDamaged),
        (whole[:-40] + whole[-39:], BackupDamaged), (b"SANAD-BACKUP 1\n", BackupDamaged),
        (backup_of(b"k", head=b"SANAD-BACKUP x\n"), BackupDamaged), (backup_of(b"k", head=b"SANAD-BACKUP \n"), BackupDamaged),
        (backup_of(b"k", head=b"SANAD-BACKUP 2\n"), NewerVersion), (b"", ForeignFile), (b"SANAD-BACKUP 1", ForeignFile),
        (b"SANAD-KEYS 1\n" + bytes(64), ForeignFile), (b"SANAD-INVITATION 1\n" + bytes(64), OtherSanadFile),
        (b"SANAD-BACKUP " + b"1" * 40 + b"\n", ForeignFile), (b"SANAD-BACKUP " + b"1" * 27 + b"\n", ForeignFile),
        (b"SANAD-BACKUP " + b"1" * 26 + b"\n", NewerVersion),
    ]  # fmt: skip
    for raw, error in refused:
        file.write_bytes(raw)
        with pytest.raises(error) as raised:
            copies.restore(tmp_path / "home", file)
        assert type(raised.value) is error, raw
    assert not (tmp_path / "home").exists()
    assert BackupDamaged.kind() == Damaged.kind() == "damaged"
    file.write_bytes(whole)
    with pytest.raises((BackupDamaged, ForeignFile)):  # its first part is no key file
        copies.restore(tmp_path / "home", file)


def test_what_is_restored_is_laid_whole_and_what_was_there_is_set_aside(tmp_path: Path):
    from app.seal.slots import KeyFile

    home, file = tmp_path / "home", tmp_path / "backup"
    key_file = KeyFile(A, "Maya", "inspector", "en", 5, generation=3)
    killed = home / "vaults" / f"{A.hex()}.restoring"
    killed.mkdir(parents=True)
    (killed / "records-9.db").write_bytes(b"half of another")
    for n in range(3):
        file.write_bytes(backup_of(key_file.to_bytes(), b"head %d" % n, b"data %d" % n))
        restored = copies.restore(home, file)
        assert restored == Folder.of(home, A)
        assert restored.head(3).read_bytes() == b"head %d" % n
        assert restored.records(3).read_bytes() == b"data %d" % n
        assert (restored.keys.read_bytes(), restored.restored.read_bytes()) == (key_file.to_bytes(), b"")
        assert len(list(restored.path.iterdir())) == 4
    aside = sorted((home / "vaults").glob("replaced-*"))
    assert [path.name.rpartition("-")[0] for path in aside] == [f"replaced-{A.hex()}"] * 2
    assert [(path / "records-3.db").read_bytes() for path in aside] == [b"data 0", b"data 1"]
    assert len(list((home / "vaults").iterdir())) == 3


# -- what SQLite refuses ---------------------------------------------------------------------


def test_each_refusal_of_sqlite_has_its_condition(tmp_path: Path):
    file = tmp_path / "records.db"
    file.write_bytes(b"x")

    def condition(code: int | None, damaged: bool = False, where: Path = file) -> type:
        error = sql.DatabaseError()
        error.sqlite_errorcode = code
        return type(failures.failure_of(error, where, lambda: damaged))

    assert type(failures.failure_of(MemoryError(), file, lambda: True)) is OutOfMemory
    assert type(failures.failure_of(sql.DatabaseError(), file, lambda: True)) is RuntimeError
    expected = {
        None: RuntimeError, sql.SQLITE_ERROR: RuntimeError, sql.SQLITE_MISUSE: RuntimeError,
        1032: DeviceGone, 3082: OutOfMemory,
        sql.SQLITE_NOMEM: OutOfMemory, sql.SQLITE_FULL: DiskFull, sql.SQLITE_BUSY: RecordsInUse,
        517: RecordsInUse, sql.SQLITE_LOCKED: RecordsInUse, sql.SQLITE_PROTOCOL: RecordsInUse,
        sql.SQLITE_READONLY: ReadOnly, sql.SQLITE_IOERR: DiskFailed, sql.SQLITE_CANTOPEN: DiskFailed,
        sql.SQLITE_PERM: DiskFailed, sql.SQLITE_CORRUPT: DiskFailed, sql.SQLITE_NOTADB: DiskFailed,
    }  # fmt: skip
    for code, kind in expected.items():
        assert condition(code) is kind, code
    for code in (sql.SQLITE_CORRUPT, sql.SQLITE_NOTADB):
        assert condition(code, damaged=True) is Damaged
    for code in (sql.SQLITE_IOERR, sql.SQLITE_READONLY):
        assert condition(code, where=tmp_path / "gone" / "records.db") is DeviceGone
    assert list(tmp_path.iterdir()) == [file]


def test_the_files_of_a_vault_have_the_names_of_their_page(place: Folder):
    """docs/formats/vault.md: an earlier or later version looks for them."""
    files = (place.keys, place.restored, place.records(3), place.head(3), place.older(3), place.drafts(3))
    assert [file.name for file in files] == [
        "keys",
        "restored",
        "records-3.db",
        "records-3.head",
        "records-3.older",
        "records-3.drafts",
    ]
    assert {file.parent for file in files} == {place.home / "vaults" / A.hex()}


def test_less_than_a_backup_says_that_it_holds_is_damage():
    target = io.BytesIO()
    copies._copy(io.BytesIO(b"abc"), target, 2)
    assert target.getvalue() == b"ab"
    with pytest.raises(BackupDamaged):
        copies._copy(io.BytesIO(b"a"), io.BytesIO(), 2)


def test_records_that_cannot_be_laid_leave_in_place_what_was_there(tmp_path: Path):
    place = tmp_path / "records"
    place.mkdir()
    (place / "keys").write_bytes(b"as it was")
    with pytest.raises(FileNotFoundError):
        copies._take_place(tmp_path / "gone meanwhile", place)
    assert (place / "keys").read_bytes() == b"as it was"
    assert [entry.name for entry in tmp_path.iterdir()] == ["records"]
