"""Setting up, unlocking, recovering, changing the passphrase; backups, and looking for damage."""

import os
import secrets
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from app import clock as time_of_day
from app import settings
from app.case import events
from app.casework.cases import erasure, index, leaving_events
from app.casework.records import safe_copies
from app.casework.records.health import Health, check, look_for_damage
from app.casework.session import clock_check
from app.casework.session.ids import id_of
from app.casework.session.officers import VaultRow, vaults
from app.casework.session.session import Session, case_state_of, journal
from app.casework.session.transfer_places import refuse_elsewhere, refuse_in_practice
from app.casework.sharing import stand_ins
from app.clock import Clock
from app.disk import BadFolder, write_whole
from app.errors import N_, SanadError
from app.language import fold, strip_marks
from app.seal import passphrase as phrases
from app.seal.canonical import nfc
from app.seal.case_grant import unbound_id
from app.seal.file_marker import Damaged, ForeignFile, NewerVersion
from app.seal.keys import Secret, fresh
from app.seal.passphrase import CardRefused, judge, suggest
from app.seal.slots import Cost, KeyFile, WrongPassphrase, calibrated, new_master
from app.seal.strength import ENOUGH
from app.settings import Language
from app.vault import copies, healing, holders, log, matching, readonly_vault
from app.vault import vault as vaults_on_disk
from app.vault.copies import AlreadyThere
from app.vault.folder import (
    Folder,
    NoDeviceSecret,
    NoVault,
    RolledBack,
    Tries,
    WaitFirst,
    check_device_secret,
    device_secret,
    laying,
    private,
)
from app.vault.holders import HolderSet
from app.vault.salvage import SalvagedTable, salvaged
from app.vault.vault import Vault, keep_setting, setting

__all__ = [
    "AlreadyThere", "BadFolder", "CardRefused", "Cost", "Damaged", "ForeignFile", "Health",
    "NewerVersion", "NoDeviceSecret", "NoVault", "RolledBack", "VaultRow", "WaitFirst",
    "WrongPassphrase", "check", "judge", "look_for_damage", "suggest", "vaults",
]  # fmt: skip


_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class NewVault:
    """A new or recovered vault, open, and the card to print."""

    session: Session
    card: tuple[str, ...] = field(repr=False)


class PassphraseTooWeak(SanadError):
    problem: str
    says = N_("{problem} Nothing was changed.")


class NameMissing(SanadError):
    says = N_("A name is needed, so colleagues know whose work this is. Nothing was created.")


def create(
    home: Path,
    name: str,
    role: str,
    language: Language,
    passphrase: str,
    *,
    cost: Cost | None = None,
    clock: Clock = time_of_day.now,
) -> NewVault:
    """A new vault. PassphraseTooWeak, NameMissing."""
    name = " ".join(strip_marks(nfc(name)).split())[:_LONGEST_NAME]
    if not name:
        raise NameMissing
    check_strength(passphrase, name)
    master, entropy = new_master(), fresh()
    key_file = KeyFile(unbound_id(), name, role, language, int(clock().timestamp()))
    key_file = key_file.with_phrase(master, passphrase, device_secret(home, make=True), cost or calibrated()).with_card(
        master, entropy
    )
    card = phrases.card_words(entropy, language)
    session = open_session(vaults_on_disk.create(home, key_file, master), home, clock)
    await_confirmation(session, card)
    return NewVault(session, card)


def unlock(
    home: Path, vault_id: str, passphrase: str, *, accept_older: bool = False, clock: Clock = time_of_day.now
) -> Session:
    """WrongPassphrase, WaitFirst, NoVault, NoDeviceSecret, ForeignFile, Damaged, NewerVersion,
    UnreleasedVersion, RolledBack; none of them changes anything in the data folder."""
    folder, key_file, master = _opened_keys(home, vault_id, passphrase)
    is_anew = folder.forget_damage() and healing.lay_anew(folder, key_file, master)
    try:
        session = _open(folder, key_file, master, accept_older=accept_older, clock=clock)
    except Damaged:
        folder.forget_damage()
        if is_anew or not healing.lay_anew(folder, key_file, master):
            raise
        is_anew, session = True, _open(folder, key_file, master, accept_older=accept_older, clock=clock)
    with suppress(SanadError):
        while is_anew and index.remake_some_tasks(session):
            pass
    return session


def _open(folder: Folder, key_file: KeyFile, master: Secret, *, accept_older: bool, clock: Clock) -> Session:
    home, was_restored = folder.home, folder.restored.exists()
    vault = vaults_on_disk.open_vault(folder, key_file, master, accept_older=accept_older, now=int(clock().timestamp()))
    check_device_secret(home)
    session = open_session(vault, home, clock)
    try:
        if was_restored:
            journal(session, events.RESTORED)
        _let_go_of_older(session)
        _pick_up_post(session)
        erasure.settle(session)
        clock_check.bring_cases_back(session)
        with suppress(SanadError):
            _end_matchings(session)
        with suppress(SanadError):
            leaving_events.show(session)  # of a file that was broken off
        with suppress(SanadError):
            stand_ins.settle(session, stand_ins.AT_ONCE)  # the rest with a sync or a post
    except BaseException:
        vault.close()  # nothing lies beside the records
        raise
    return session


def _end_matchings(session: Session) -> None:
    """Of those whose days are past nothing secret stays."""
    late = matching.over(session.vault.database, session.now())
    if late:
        with session.vault.transaction() as writer:
            for run in late:
                matching.end(writer, run, matching.ENDED)


def _pick_up_post(session: Session) -> None:
    if session.vault.directory.joined:  # who works alone has none, and need not wait for its modules
        from app.casework.exchange import post

        post.pick_up(session)


def _leave_post(session: Session) -> None:
    if session.vault.directory.joined:
        from app.casework.exchange import post

        post.leave(session)


def open_session(vault: Vault, home: Path, clock: Clock) -> Session:
    """Lists follow each change; what colleagues on this computer should have is left at the end."""
    return Session(vault, home, clock, reindex=index.reindex, at_close=_leave_post)


def _let_go_of_older(session: Session) -> None:
    """After a newer Sanad changed the records: once every case opens, the copy from before goes."""
    older = session.vault.folder.older(session.vault.key_file.generation)
    if older.exists():
        with suppress(SanadError):
            for case in log.cases(session.vault.database, session.vault):
                case_state_of(session, case)
            older.unlink()


def recover(
    home: Path, vault_id: str, card: str, passphrase: str, *, cost: Cost | None = None, clock: Clock = time_of_day.now
) -> NewVault:
    """Open with the recovery card alone and choose a new passphrase; a new card is made, and new
    signing keys. CardRefused, PassphraseTooWeak."""
    folder, key_file, tries = find(home, vault_id)
    tries.check()
    check_strength(passphrase, key_file.officer)
    try:
        master = key_file.open_with_card(phrases.read_card(card))
    except CardRefused:
        tries.wrong()
        raise
    tries.right()
    vault = vaults_on_disk.open_vault(folder, key_file, master, now=int(clock().timestamp()))
    vault, words = renew(vault, passphrase, device_secret(home, make=True), cost, holders.current(vault))
    session = open_session(vaults_on_disk.new_device(vault), home, clock)
    journal(session, events.RECOVERED)
    await_confirmation(session, words)
    return NewVault(session, words)


def change_passphrase(
    session: Session, old: str, new: str, *, cost: Cost | None = None
) -> tuple[Session, tuple[str, ...]]:
    """A new master key under a new passphrase: (the session to go on with, a new card).

    The old passphrase, the old card and old key files open nothing from then on; holders' cards do,
    until their set is ended."""
    if not verify(session, old):
        raise WrongPassphrase
    check_strength(new, session.officer.name)
    vault, words = renew(session.vault, new, device_secret(session.home), cost, holders.current(session.vault))
    fresh_session = open_session(vault, session.home, session.clock)
    journal(fresh_session, events.REPHRASED)
    await_confirmation(fresh_session, words)
    return fresh_session, words


def new_card(session: Session, passphrase: str) -> tuple[str, ...]:
    """A new recovery card in place of a lost one; the lost one opens nothing from then on."""
    if not verify(session, passphrase):
        raise WrongPassphrase
    vault, words = renew(session.vault, passphrase, device_secret(session.home), None, holders.current(session.vault))
    session.vault = vault
    journal(session, events.NEW_CARD)
    await_confirmation(session, words)
    return words


def verify(session: Session, passphrase: str) -> bool:
    """Is this the officer's passphrase? Takes as long as unlocking."""
    try:
        session.vault.key_file.open_with_phrase(passphrase, device_secret(session.home))
    except WrongPassphrase:
        return False
    return True


def card_confirmed(session: Session) -> bool:
    """Has the officer shown that the card was kept?"""
    return setting(session.reading(), "card to confirm") is None


def positions_to_confirm(words: int = phrases.CARD_WORDS) -> tuple[int, ...]:
    """Three places of so many, counted from 1, to be typed from the card."""
    return tuple(sorted(secrets.SystemRandom().sample(range(1, words + 1), 3)))


def confirm_card(session: Session, words: Mapping[int, str]) -> bool:
    """Do these words stand at these places of the card? Then home reminds no more."""
    stored_card = setting(session.reading(), "card to confirm")
    if stored_card is None:
        return True
    card = stored_card.decode("utf-8").split()
    right = bool(words) and all(
        1 <= place <= len(card) and fold(word) == fold(card[place - 1]) for place, word in words.items()
    )
    if right:
        with session.vault.transaction() as writer:
            writer.run("DELETE FROM setting WHERE name = ?", ("card to confirm",))
    return right


def backup(session: Session, file: Path, *, replace: bool = False) -> None:
    """Write a backup that the card, or the passphrase on this computer, opens. PlaceNotAllowed."""
    refuse_in_practice(session)
    refuse_elsewhere(file)
    copies.backup(session.vault, file, replace=replace)


def backup_size(session: Session) -> int:
    """How many bytes a backup takes at most."""
    files = session.vault.folder.path.iterdir()
    return sum(file.stat().st_size for file in files if file.is_file())


def restore(home: Path, file: Path, vault: str = "") -> VaultRow:
    """Lay a backup's records here. What was here under that name is set aside, not removed. `file` may
    be a folder in which copies are made by themselves: the newest whole one is laid, of `vault` where
    several have copies there. NoSafeCopy."""
    if file.is_dir():
        backup_file = safe_copies.restore(home, file, vault)
        try:
            key_file = copies.restore(home, backup_file).key_file()
        finally:
            backup_file.unlink(missing_ok=True)
    else:
        key_file = copies.restore(home, file).key_file()
    return VaultRow(key_file.vault.hex(), key_file.officer, key_file.role, key_file.language)


def inspect(
    home: Path, vault_id: str, passphrase: str, *, accept_older: bool = False, clock: Clock = time_of_day.now
) -> Health:
    """`check` of a vault that is not opened for work, and of which nothing is changed. As `unlock`."""
    folder, key_file, master = _opened_keys(home, vault_id, passphrase)
    with readonly_vault.untouched(folder, key_file, master, accept_older=accept_older) as vault:
        return check(open_session(vault, home, clock))


def salvage(
    home: Path, vault_id: str, passphrase: str, file: Path, *, clock: Clock = time_of_day.now
) -> list[SalvagedTable]:
    """What still verifies of damaged records, as a backup under the same passphrase and card; the records stay as
    they are. Lists are made again; the server is asked anew for all that it has. As `unlock`, and NothingToSalvage,
    AlreadyThere, PlaceNotAllowed."""
    refuse_elsewhere(file)
    if os.path.lexists(file):
        raise AlreadyThere
    folder, key_file, master = _opened_keys(home, vault_id, passphrase)
    aside = folder.path.with_name(f"{folder.path.name}.partial")
    new_folder = Folder(home, aside / folder.path.name)
    with laying(aside), readonly_vault.untouched_database(folder.records(key_file.generation), master) as source:
        try:
            for path in (aside, new_folder.path):
                private(path)
            write_whole(new_folder.keys, key_file.to_bytes())
            with salvaged(source, new_folder, key_file, master) as (vault, tables):
                open_session(vault, home, clock)
                with vault.transaction():
                    pass  # lists of every case, which are owed since its records came
                vault.write_rollback_guard()
                copies.backup(vault, file)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    return tables


def _opened_keys(home: Path, vault_id: str, passphrase: str) -> tuple[Folder, KeyFile, Secret]:
    folder, key_file, tries = find(home, vault_id)
    tries.check()
    try:
        master = key_file.open_with_phrase(passphrase, device_secret(home))
    except WrongPassphrase:
        tries.wrong()
        raise
    tries.right()
    return folder, key_file, master


def find(home: Path, vault_id: str) -> tuple[Folder, KeyFile, Tries]:
    folder = Folder.of(home, id_of(vault_id, NoVault))
    key_file = folder.key_file()
    return folder, key_file, Tries(settings.state(), key_file.vault)


def check_strength(passphrase: str, *personal_words: str, least: float = ENOUGH) -> None:
    """PassphraseTooWeak for what somebody would guess who knows these words, such as a name. One
    rule for whatever is opened by words: records, PDFs, bundles; of these `least` bits more."""
    judgement = judge(passphrase, [*personal_words, "sanad", "سند"], least)
    if not judgement.enough:
        raise PassphraseTooWeak(judgement.advice)


def renew(
    vault: Vault, passphrase: str, secret: Secret, cost: Cost | None, holder_set: HolderSet | None
) -> tuple[Vault, tuple[str, ...]]:
    """A new master key under this passphrase and a new recovery card: the vault under it, and the
    card. `holder_set`: whose cards open it too."""
    master, entropy = new_master(), fresh()
    key_file = replace(vault.key_file, generation=vault.key_file.generation + 1)
    key_file = key_file.with_phrase(master, passphrase, secret, cost or calibrated()).with_card(master, entropy)
    key_file = key_file.without_holders()
    if holder_set is not None:
        key_file = key_file.with_holders(master, holder_set.slot, holder_set.public)
    words = phrases.card_words(entropy, key_file.language)
    return copies.rekey(vault, key_file, master), words


def await_confirmation(session: Session, card: Sequence[str]) -> None:
    # inside the vault: whoever reads it there has the vault open already
    keep_setting(session.vault, "card to confirm", " ".join(card).encode("utf-8"))
