"""A vault laid and opened, learning of colleagues, and what it says of drafts that are older than they were."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.disk import DiskFailed, RecordsInUse
from app.seal import canonical
from app.seal import directory as people
from app.seal.case_grant import case_id, key_log_id
from app.seal.directory import own_team
from app.seal.envelope import Kind, LogPosition, seal_public
from app.seal.file_marker import Damaged
from app.seal.keys import KeyRefused, Secret, TeamKey, derive, fresh, fresh_id, key_id, mac
from app.seal.slots import KeyFile
from app.vault import draft_guard, drafts, log, organisation
from app.vault import vault as vaults
from app.vault.draft_guard import DraftState, Loss
from app.vault.folder import Folder, RolledBack
from app.vault.vault import Vault, open_vault
from tests.headquarters.office import Organisation

MASTER = Secret(b"m" * 32)
A, B = bytes(16), b"b" * 16


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    key_file = KeyFile(fresh_id(), "Layla Sample", "inspector", "en", 5)
    made = vaults.create(tmp_path, key_file, MASTER)
    yield made
    made.close()


def again(vault: Vault, **how: bool) -> Vault:
    vault.close()
    return open_vault(vault.folder, vault.key_file, MASTER, now=7, **how)


def writes(vault: Vault, case: bytes = A) -> bytes:
    """A record of its own; its id."""
    with vault.transaction() as writer:
        place = log.place(writer, vault, case)
        sealed = seal_public(b"body", Kind.BLOBS, place, vault.device)
        log.insert(writer, vault, sealed)
    return sealed.id


def head_of(vault: Vault) -> dict[bytes, tuple[int, bytes]]:
    return vault.folder.read_head(vault.key_file.generation, MASTER, vault.id)


# -- laying and opening ----------------------------------------------------------------------


def test_a_new_vault_is_of_one_person_named_after_keys_and_shares_with_nobody(vault: Vault):
    assert vault.person == key_id(vault.root.public)
    assert vault.stream == key_id(vault.device.public)
    assert (vault.team.team, vault.team.number) == (own_team(vault.stream), 1)
    assert (vault.home_team, vault.directory.joined) == (b"", False)
    assert vault.keyring == {(vault.team.team, 1): [vault.team]}
    own = vault.directory.own
    assert (len(own.entries), own.name, own.person(vault.person).role) == (3, "", "inspector")
    assert vault.directory.name_of(vault.stream) == "Layla Sample"
    assert head_of(vault) == {}
    assert sorted(path.name for path in vault.folder.path.parent.iterdir()) == [vault.id.hex()]
    with vault.transaction() as writer:
        assert writer.rows("SELECT number FROM directory") == [(1,), (2,), (3,)]
    assert vault.losses() == []
    assert draft_guard.has_begun(vault.database)


def test_a_vault_is_laid_in_no_other_s_place_and_leaves_nothing_half(vault: Vault):
    records = vault.file.read_bytes()
    with pytest.raises(OSError):  # noqa: PT011
        vaults.create(vault.folder.home, vault.key_file, MASTER)
    assert vault.file.read_bytes() == records
    assert len(list(vault.folder.path.parent.iterdir())) == 1


def test_what_is_opened_again_is_the_same(vault: Vault):
    id_ = writes(vault)
    assert head_of(vault) == {vault.stream: (1, id_)}
    with vault.transaction() as writer:
        vaults.put_setting(writer, "home team", B)
    opened = again(vault)
    for name in ("root", "device"):
        before, after = getattr(vault, name), getattr(opened, name)
        assert (after.signing, after.receiving) == (before.signing, before.receiving)
    assert (opened.stream, opened.person, opened.home_team) == (vault.stream, vault.person, B)
    assert opened.team == vault.team
    assert opened.keyring == vault.keyring
    assert opened.file == vault.folder.records(1)
    assert opened.reader().number("SELECT count(*) FROM envelope") == 1
    opened.close()


@pytest.mark.parametrize("how", ["older", "gone", "damaged"])
def test_records_that_are_older_than_their_head_open_only_knowingly_and_go_on_in_a_new_stream(vault: Vault, how: str):
    first, head = writes(vault), vault.folder.head(1)
    vault.close()
    if how == "older":
        ahead = {vault.stream: (2, bytes(32))}
        vault.folder.write_head(1, MASTER, vault.id, ahead)
    elif how == "gone":
        head.unlink()
    else:
        raw = head.read_bytes()
        head.write_bytes(raw[:-1] + bytes([raw[-1] ^ 1]))  # never the same byte by chance
    with pytest.raises(Damaged if how == "damaged" else RolledBack):
        open_vault(vault.folder, vault.key_file, MASTER)
    opened = open_vault(vault.folder, vault.key_file, MASTER, accept_older=True)
    assert opened.stream == key_id(opened.device.public) != vault.stream
    assert opened.person == vault.person
    assert opened.team.team == own_team(opened.stream)
    assert opened.keyring == {(vault.team.team, 1): [vault.team], (opened.team.team, 1): [opened.team]}
    own = opened.directory.own
    assert len(own.entries) == 5
    assert [own.devices[stream].revoked for stream in (vault.stream, opened.stream)] == [True, False]
    assert own.devices[opened.stream].receiving == opened.device.receiving_public
    assert head_of(opened) == {vault.stream: (1, first)}
    third = again(opened)  # it is no older one any more
    assert third.stream == opened.stream
    assert third.keyring == opened.keyring
    third.close()


def test_a_stream_of_which_the_head_names_nothing_is_not_missed(vault: Vault):
    vault.close()
    vault.folder.write_head(1, MASTER, vault.id, {vault.stream: (0, bytes(32))})
    opened = open_vault(vault.folder, vault.key_file, MASTER)
    assert opened.stream == vault.stream
    opened.close()


def test_records_from_a_backup_go_on_in_a_new_stream_and_miss_no_draft(vault: Vault):
    vault.guard.write([DraftState(A, 3, 1, 5, bytes(32))])
    vault.folder.restored.write_bytes(b"")
    assert vault.losses() == []  # laid here on purpose
    opened = again(vault)
    assert opened.stream != vault.stream
    assert not vault.folder.restored.exists()
    assert opened.losses() == []
    assert opened.guard.read() == {}
    opened.close()


@pytest.mark.parametrize("name", ["root", "device", "team"])
def test_records_without_their_keys_are_no_damage_that_a_disk_may_have_made(vault: Vault, name: str):
    with vault.transaction() as writer:
        writer.run("DELETE FROM setting WHERE name = ?", (name,))
    with pytest.raises(DiskFailed):
        again(vault)


def test_a_key_file_that_was_replaced_meanwhile_is_in_use(vault: Vault):
    vault.close()
    vault.folder.keys.write_bytes(replace(vault.key_file, generation=2).to_bytes())
    with pytest.raises(RecordsInUse):
        open_vault(vault.folder, vault.key_file, MASTER)


def test_what_an_earlier_generation_left_is_swept_at_opening(vault: Vault):
    left = vault.folder.path / "records-9.db"
    left.write_bytes(b"x")
    opened = again(vault)
    assert not left.exists()
    opened.close()


def test_keys_are_derived_under_the_words_that_earlier_versions_used(vault: Vault):
    """docs/formats/vault.md: under another word nothing would open."""
    assert vaults.database_key(MASTER) == derive(MASTER, "sanad/1/database")
    key_log = key_log_id(vault.id)
    assert vault.first_key(key_log) == derive(MASTER, "sanad/1/key log", key_log)
    names = [name for (name,) in vault.database.rows("SELECT name FROM setting ORDER BY name")]
    assert names == ["device", "draft guard", "root", "team"]
    stored = vaults.setting(vault.database, "device")
    device = vault.device
    assert stored == vault.stream + bytes(device.signing) + bytes(device.receiving)
    assert vaults.setting(vault.database, "root")[:32] == bytes(vault.root.signing)
    team, number, sealed = canonical.decode(vaults.setting(vault.database, "team"))
    assert (team, number) == (vault.team.team, 1)
    assert device.unseal(sealed, b"sanad-team-1" + team) == vault.team.key
    state = DraftState(A, 1, 1, 5, bytes(32))
    vault.guard.write([state])
    slot = vault.folder.drafts(1).read_bytes()[:128]
    fields, code = slot[:72], slot[72:104]
    assert fields[:20] == b"SGD1" + A
    assert code == mac(derive(MASTER, "sanad/1/drafts"), vault.id + bytes(7) + b"\1" + fields)
    assert slot[104:] == bytes(24)


# -- drafts ----------------------------------------------------------------------------------


def begins(vault: Vault, *ids: bytes) -> None:
    with vault.transaction() as writer:
        for id_ in ids:
            drafts.begin(writer, drafts.Draft(id_, bytes(32), 1, 5, "", True, 0))
            drafts.keep(writer, id_, {"/a": "1"}, 6)


def test_a_draft_that_is_older_than_it_was_is_said_before_and_after_it_is_noted(vault: Vault):
    begins(vault, A, B)
    states = {state.draft: state for state in draft_guard.all_states(vault.database)}
    assert vault.guard.read() == states
    assert vault.losses() == []
    vault.guard.write([replace(states[A], number=9, answers=4), states[B]])
    lost = Loss(A, 9, 4, 6, 1)
    assert vault.losses() == [lost]
    opened = again(vault)
    assert opened.losses() == [replace(lost, noticed=7)]
    assert opened.guard.read() == states  # noted, and the guard goes on from what is here
    opened.guard.write([replace(states[A], number=9, answers=4), states[B]])
    assert opened.losses() == [replace(lost, noticed=7)]  # once
    opened.guard.write([replace(states[A], number=12, answers=4), states[B]])
    assert opened.losses() == [replace(lost, noticed=7), Loss(A, 12, 4, 6, 1)]
    opened.guard.write(states.values())
    with opened.transaction() as writer:
        draft_guard.accept(writer, A, 8)
    assert opened.losses() == []
    opened.close()


def test_a_draft_that_ended_is_forgotten_once_the_guard_is_written_without_it(vault: Vault):
    begins(vault, A, B)
    with vault.transaction() as writer:
        drafts.clear(writer, A)
    assert draft_guard.ends(vault.database) == [A]
    assert set(vault.guard.read()) == {A, B}
    opened = again(vault)
    assert draft_guard.ends(opened.database) == []
    assert set(opened.guard.read()) == {B}
    assert opened.losses() == []
    opened.close()


# -- writing ---------------------------------------------------------------------------------


def test_a_head_is_written_where_a_stream_went_on_and_only_there(vault: Vault):
    vault.folder.head(1).unlink()
    begins(vault, A)
    assert not vault.folder.head(1).exists()
    id_ = writes(vault)
    assert head_of(vault) == {vault.stream: (1, id_)}
    office = Organisation(bytes(32))
    omar = office.joins("Omar Sample")
    with vault.transaction() as writer:
        vault.learn(writer, office.entries)
        omar_s = seal_public(b"", Kind.BLOBS, LogPosition(A, omar.stream), omar.keys)
        log.insert(writer, vault, omar_s)
    assert head_of(vault) == {vault.stream: (1, id_), omar.stream: (1, omar_s.id)}


def test_lists_of_each_changed_case_are_made_again_before_the_end(vault: Vault):
    remade: list[bytes] = []
    vault.reindex = lambda _, case: remade.append(case)
    with vault.transaction() as writer:
        for case in (B, A, B):
            sealed = seal_public(b"", Kind.ERASE, log.place(writer, vault, case), vault.device)
            log.insert(writer, vault, sealed)
    assert remade == [A, B]
    vault.reindex = None
    writes(vault)
    assert remade == [A, B]


def test_the_first_key_of_a_case_is_the_one_that_it_is_named_after(vault: Vault):
    case = vault.new_case()
    assert case_id(vault.first_key(case)) == case
    assert vault.first_key(fresh_id()) != vault.first_key(fresh_id())
    key_log = key_log_id(vault.id)
    opened = again(vault)
    assert opened.first_key(key_log) == vault.first_key(key_log)
    assert opened.first_key(key_log) != opened.first_key(key_log_id(B))
    opened.close()


# -- colleagues ------------------------------------------------------------------------------


def test_entries_of_the_directory_and_the_team_keys_in_them_are_learnt_once(vault: Vault):
    office = Organisation(bytes(32))
    device, stream = vault.device, vault.stream
    office.say(people.PERSON, [vault.person, "Layla Sample", "inspector", 1, []])
    office.say(people.DEVICE, [stream, vault.person, device.public, device.receiving_public, 0, 0])
    team = TeamKey(fresh_id(), 3, fresh())
    sealed = organisation.seal_key(team, device.receiving_public)
    assert device.unseal(sealed, organisation.TEAM_CONTEXT + team.team) == team.key
    others = [[fresh_id(), sealed], [stream, sealed]]
    office.say(people.TEAM, [team.team, "T", 3, people.A_TEAM, team.public, [vault.person], others])
    wrong = TeamKey(fresh_id(), 1, fresh())
    office.say(people.TEAM, [wrong.team, "W", 1, people.A_TEAM, wrong.public, [], [[stream, sealed]]])
    entries = office.entries
    with vault.transaction() as writer:
        outcome = vault.learn(writer, [*entries[1:-1], b"no entry"])
        assert (outcome.new, len(outcome.early)) == ([], len(entries) - 2)
        assert len(outcome.refused) == 1
        assert not vault.directory.joined
    with vault.transaction() as writer:
        outcome = vault.learn(writer, entries)
    assert (set(outcome.new), outcome.early) == (set(entries), [])
    assert [type(error) for error in outcome.refused] == [KeyRefused]
    assert vault.keyring == {(team.team, 3): [team], (vault.team.team, 1): [vault.team]}
    assert vault.directory.organisation.name == "Sample Committee"
    with vault.transaction() as writer:
        assert vault.learn(writer, entries).new == []
    opened = again(vault)
    assert opened.directory.organisation.entries == vault.directory.organisation.entries
    assert opened.keyring == vault.keyring
    opened.close()


def test_a_vault_lies_in_a_folder_of_its_own_however_it_was_carried(vault: Vault, tmp_path: Path):
    vault.close()
    moved = tmp_path / "elsewhere" / "vaults"
    moved.mkdir(parents=True)
    shutil.copytree(vault.folder.path, moved / vault.id.hex())
    opened = open_vault(Folder.of(moved.parent, vault.id), vault.key_file, MASTER)
    assert opened.stream == vault.stream
    opened.close()
