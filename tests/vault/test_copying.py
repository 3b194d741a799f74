"""Copies of a vault, and looking at one without changing it: what is there before and after each step."""

import hashlib
import io
import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from app.disk import BadFolder, RecordsInUse
from app.seal.file_marker import Damaged
from app.seal.keys import Secret, fresh_id
from app.seal.slots import KeyFile
from app.vault import copies, draft_guard, drafts, folder, readonly_vault, safe_copies
from app.vault import vault as vaults
from app.vault.database import Database
from app.vault.draft_guard import DraftState, Guard
from app.vault.folder import Folder, RolledBack
from app.vault.safe_copies import BLOCK, NoSafeCopy
from app.vault.vault import Vault, database_key

MASTER, OTHER_MASTER = Secret(b"m" * 32), Secret(b"n" * 32)


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    key_file = KeyFile(fresh_id(), "Layla Sample", "inspector", "en", 5)
    made = vaults.create(tmp_path / "home", key_file, MASTER)
    vaults.keep_setting(made, "a word", b"kept")
    yield made
    made.close()


def names(place: Path) -> list[str]:
    return sorted(path.name for path in place.iterdir())


# -- a new key -------------------------------------------------------------------------------


def test_under_a_new_key_everything_is_there_and_the_earlier_generation_is_gone(vault: Vault):
    with vault.transaction() as writer:
        drafts.begin(writer, drafts.Draft(bytes(16), bytes(32), 1, 5, "", True, 0))
        drafts.keep(writer, bytes(16), {"/a": "1"}, 6)
    left = vault.folder.path / "records-2.db"
    for end in ("", "-wal", "-shm"):
        left.with_name(left.name + end).write_bytes(b"of one that was cut short")
    key_file = replace(vault.key_file, generation=2)
    moved = copies.rekey(vault, key_file, OTHER_MASTER)
    assert vaults.setting(moved.database, "a word") == b"kept"
    assert moved.stream == vault.stream
    assert moved.losses() == []
    assert len(draft_guard.all_states(moved.database)) == 1
    files = names(moved.folder.path)
    assert [name for name in files if "-1." in name] == []
    assert {"keys", "records-2.db", "records-2.drafts", "records-2.head"} <= set(files)
    assert moved.folder.key_file() == key_file
    moved.close()
    with pytest.raises(Damaged):
        vaults.open_vault(moved.folder, key_file, MASTER)


def test_records_that_another_program_moved_to_a_new_key_are_not_moved_again(vault: Vault):
    vault.folder.keys.write_bytes(vault.key_file.to_bytes())
    os.utime(vault.folder.keys, ns=(1, 1))
    with pytest.raises(RecordsInUse):
        copies.rekey(vault, replace(vault.key_file, generation=2), OTHER_MASTER)
    assert not vault.folder.records(2).exists()


# -- backups ---------------------------------------------------------------------------------


def test_a_backup_takes_no_other_s_place_and_says_why_it_could_not_be_written(vault: Vault, tmp_path: Path):
    file = tmp_path / "backup"
    file.write_bytes(b"a letter")
    with pytest.raises(copies.AlreadyThere):
        copies.backup(vault, file)
    assert file.read_bytes() == b"a letter"
    for writes in (
        lambda: copies.backup(vault, tmp_path / "gone" / "backup"),
        lambda: copies._back_up_page_by_page(vault, tmp_path / "gone" / "backup"),
        lambda: copies.restore(tmp_path, tmp_path / "gone"),
    ):
        with pytest.raises(BadFolder):
            writes()
    assert not (vault.folder.path / "backup.partial").exists()
    copies.backup(vault, file, replace=True)
    assert file.read_bytes().startswith(b"SANAD-BACKUP 1\n")
    dangling = tmp_path / "link"
    if os.name != "nt":
        dangling.symlink_to(tmp_path / "nowhere")
        with pytest.raises(copies.AlreadyThere):
            copies.backup(vault, dangling)


def test_a_backup_is_made_beside_somebody_who_reads(vault: Vault, tmp_path: Path):
    vault.database.rows("PRAGMA busy_timeout = 10")  # nobody waits for him
    reader = vault.reader()
    reader.begin_reading()
    vaults.keep_setting(vault, "a word", b"later")  # lies in the log of changes until he is done
    copies.backup(vault, tmp_path / "backup")
    reader.close()
    restored = copies.restore(tmp_path / "other", tmp_path / "backup")
    with closing(Database.open(restored.records(1), database_key(MASTER))) as copy:
        assert vaults.setting(copy, "a word") == b"later"


def test_what_is_held_still_is_what_is_on_the_disk_and_not_while_somebody_reads(vault: Vault):
    with closing(copies.snapshot(vault)) as held:
        assert (held.vault, held.records) == (vault.id.hex(), vault.file)
        assert held.keys == vault.folder.keys.read_bytes()
        assert held.head == vault.folder.head(1).read_bytes()
        raw = held.records.read_bytes()
        vaults.keep_setting(vault, "a word", b"later")
        assert held.records.read_bytes() == raw
    vault.database.rows("PRAGMA busy_timeout = 10")  # nobody waits for him
    reader = vault.reader()
    reader.begin_reading()
    vaults.keep_setting(vault, "a word", b"latest")
    with pytest.raises(RecordsInUse):
        copies.snapshot(vault)
    reader.close()
    copies.snapshot(vault).close()
    os.utime(vault.folder.keys, ns=(1, 1))
    with pytest.raises(RecordsInUse):
        copies.snapshot(vault)


def test_what_could_not_take_its_place_leaves_what_was_there(tmp_path: Path):
    place, new = tmp_path / "vault", tmp_path / "vault.restoring"
    place.mkdir()
    (place / "keys").write_bytes(b"before")
    with pytest.raises(OSError):  # noqa: PT011
        copies._take_place(new, place)  # there is nothing to put there
    assert (place / "keys").read_bytes() == b"before"
    assert names(tmp_path) == ["vault"]
    new.mkdir()
    (new / "keys").write_bytes(b"after")
    copies._take_place(new, place)
    assert (place / "keys").read_bytes() == b"after"
    assert len(names(tmp_path)) == 2
    with pytest.raises(OSError):  # noqa: PT011
        copies._take_place(new, tmp_path / "other")
    assert len(names(tmp_path)) == 2
    new.mkdir()
    (new / "keys").write_bytes(b"nowhere to go")
    with pytest.raises(OSError):  # noqa: PT011
        copies._take_place(new, tmp_path / "gone" / "vault")
    assert len(names(tmp_path)) == 2  # nothing of it stays


def test_a_long_file_is_copied_piece_by_piece_to_its_length():
    content = bytes(range(251)) * 9000
    target = io.BytesIO()
    copies._copy(io.BytesIO(content), target, len(content) - 1)
    assert target.getvalue() == content[:-1]


# -- looking ---------------------------------------------------------------------------------


def test_looking_leaves_everything_as_it_is_and_sees_what_is_in_the_log_of_changes(vault: Vault, tmp_path: Path):
    before = {path.name: path.read_bytes() for path in vault.folder.path.iterdir()}
    assert "records-1.db-wal" in before
    with readonly_vault.untouched(vault.folder, vault.key_file, MASTER) as looked:
        assert vaults.setting(looked.database, "a word") == b"kept"
        assert looked.database.file.parent != vault.folder.path  # a copy
        assert looked.stream == vault.stream
        aside = looked.database.file.parent
    assert not aside.exists()
    assert {path.name: path.read_bytes() for path in vault.folder.path.iterdir()} == before
    vault.close()
    with readonly_vault.untouched(vault.folder, vault.key_file, MASTER) as looked:
        assert looked.database.file == vault.file
        assert vaults.setting(looked.database, "a word") == b"kept"
    vault.folder.head(1).unlink()
    with pytest.raises(RolledBack), readonly_vault.untouched(vault.folder, vault.key_file, MASTER):
        pass
    with readonly_vault.untouched(vault.folder, vault.key_file, MASTER, accept_older=True) as looked:
        assert looked.stream == vault.stream
    assert not vault.folder.head(1).exists()


def test_a_file_that_changes_all_the_while_is_in_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    file, copied = tmp_path / "records.db", tmp_path / "copy.db"
    file.write_bytes(b"0")
    log = file.with_name("records.db-wal")
    copies_file, tries, at_rest_after = readonly_vault.shutil.copyfile, [], [5]

    def copies_while_somebody_writes(source: Path, target: Path) -> None:
        copies_file(source, target)
        tries.append(target)
        if len(tries) < at_rest_after[0]:
            file.write_bytes(b"0" * (len(tries) + 1))

    monkeypatch.setattr(readonly_vault.shutil, "copyfile", copies_while_somebody_writes)
    assert readonly_vault._copied(file, copied) == copied
    assert len(tries) == 5
    tries.clear()
    at_rest_after[0] = 6
    with pytest.raises(RecordsInUse):
        readonly_vault._copied(file, copied)
    assert len(tries) == 5
    monkeypatch.undo()
    copied_log = copied.with_name("copy.db-wal")
    copied_log.write_bytes(b"left of another")
    readonly_vault._copied(file, copied)
    assert not copied_log.exists()
    log.write_bytes(b"log")
    readonly_vault._copied(file, copied)
    assert copied_log.read_bytes() == b"log"
    assert (readonly_vault._size(log), readonly_vault._size(tmp_path / "gone")) == (3, 0)


# -- copies that are made by themselves ------------------------------------------------------


def test_when_records_were_last_kept_safe_is_a_number_or_never(vault: Vault):
    from app.seal import canonical

    assert safe_copies.last_kept(vault.database) == 0
    for told, at in (({"at": 7}, 7), ({}, 0), ({"at": "7"}, 0), ([7], 0), ({"at": b"7"}, 0)):
        vaults.keep_setting(vault, safe_copies.LAST, canonical.encode(told))
        assert safe_copies.last_kept(vault.database) == at


def test_a_block_of_another_length_is_written_again_and_one_that_is_there_is_not(tmp_path: Path):
    records = tmp_path / "records"
    records.write_bytes(b"a" * BLOCK + b"b" * 9)
    held = SimpleNamespace(vault="v", records=records, keys=b"keys", head=b"head")
    (place := tmp_path / "place").mkdir()
    first = safe_copies.make(held, place, 1)
    assert (first.new_bytes, safe_copies.safe_copies(place, "v")[0].new_bytes) == (BLOCK + 9, 0)
    blocks = [hashlib.sha256(part).hexdigest() for part in (b"a" * BLOCK, b"b" * 9)]
    names_of_blocks = [f"sanad-safe/v/blocks/{name[:2]}/{name}" for name in blocks]
    assert sorted(path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file()) == sorted(
        [*names_of_blocks, "sanad-safe/v/copies/1"]
    )  # docs/formats/vault.md, Copies
    (short,) = [path for path in (place / "sanad-safe" / "v" / "blocks").glob("*/*") if path.stat().st_size == 9]
    short.write_bytes(b"b" * 8)
    assert safe_copies.make(held, place, 2).new_bytes == 9
    assert short.read_bytes() == b"b" * 9
    assert b"".join(safe_copies.database_of(safe_copies.safe_copies(place, "v")[0])) == (records.read_bytes())
    with (tmp_path / "backup").open("wb") as opened:
        safe_copies.as_backup(first, opened)
    with (tmp_path / "other").open("wb") as opened:
        copies.write_parts(opened, [b"keys", b"head"], BLOCK + 9, [records.read_bytes()])
    assert (tmp_path / "backup").read_bytes() == (tmp_path / "other").read_bytes()
    safe_copies._check(place / "sanad-safe" / "v", [])
    with pytest.raises(NoSafeCopy):
        safe_copies._check(place / "sanad-safe" / "v", [bytes(32)])
    odd = place / "sanad-safe" / "v" / "copies" / "3"
    odd.write_bytes(b"odd")
    assert [copy.at for copy in safe_copies.safe_copies(place, "v")] == [2, 1]


def test_pieces_of_a_file_that_come_in_drips_are_whole_blocks():
    class Dripping(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(min(size or 0, BLOCK // 2 + 1))

    content = os.urandom(2 * BLOCK + 5)
    blocks = list(safe_copies._blocks(Dripping(content)))
    assert [len(block) for block in blocks] == [BLOCK, BLOCK, 5]
    assert b"".join(blocks) == content


# -- the guard, and what the system refuses --------------------------------------------------


def test_a_guard_whose_place_is_taken_is_damage_and_keeping_goes_on(tmp_path: Path):
    place = tmp_path / "drafts"
    place.mkdir()
    guard = Guard(place, MASTER, bytes(16), 1)
    guard.add([DraftState(bytes(16), 1, 1, 5, bytes(32))])
    with pytest.raises(Damaged):
        guard.read()
    guard.add([])
    assert names(place) == []


def test_a_guard_in_which_a_link_was_laid_is_not_followed(tmp_path: Path):
    if os.name == "nt":
        pytest.skip("links of POSIX")
    target, link = tmp_path / "target", tmp_path / "drafts"
    target.write_bytes(bytes(256))
    link.symlink_to(target)
    Guard(link, MASTER, bytes(16), 1).add([DraftState(bytes(16), 1, 1, 5, bytes(32))])
    assert target.read_bytes() == bytes(256)


def test_a_time_before_1970_is_kept_as_none(tmp_path: Path):
    guard = Guard(tmp_path / "drafts", MASTER, bytes(16), 1)
    guard.write([DraftState(bytes(16), 1, 1, -5, bytes(32))])
    assert guard.read() == {bytes(16): DraftState(bytes(16), 1, 1, 0, bytes(32))}


def test_a_folder_of_vaults_that_is_none_is_said(tmp_path: Path):
    (tmp_path / "vaults").write_bytes(b"no folder")
    with pytest.raises(folder.NoVault):
        list(Folder.all(tmp_path))
    assert list(Folder.all(tmp_path / "gone")) == []


def test_a_folder_is_held_while_it_is_laid_and_no_longer(tmp_path: Path):
    place = tmp_path / f"{'a' * 32}.partial"
    place.mkdir()
    with folder.laying(place):
        folder._clear_killed(tmp_path)
        assert place.exists()
    assert names(tmp_path) == [place.name]
    folder._clear_killed(tmp_path)
    assert names(tmp_path) == []
    with pytest.raises(ValueError, match="stopped"), folder.laying(place):
        raise ValueError("stopped")
    assert names(tmp_path) == []
