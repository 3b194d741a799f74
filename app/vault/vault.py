"""An open vault: its database, its keys, and the directory that certifies them."""

import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from app import disk
from app.disk import DiskFailed, SystemRefusal, sync_folder, write_whole
from app.errors import SanadError
from app.seal import canonical
from app.seal import directory as people
from app.seal.budgets import CaseBudget
from app.seal.case_grant import case_id, is_key_log
from app.seal.directory import Colleagues, Directory, Team
from app.seal.directory import own_team as team_of
from app.seal.file_marker import Damaged
from app.seal.keys import DeviceKeys, KeyRefused, Secret, TeamKey, derive, fresh, key_id
from app.seal.slots import KeyFile
from app.vault import draft_guard, organisation, tasks
from app.vault.database import Database, RecordsInUse, Source, Writer
from app.vault.duties import Noted, SavedChanges
from app.vault.folder import Folder, RolledBack, Tips, laying, private
from app.vault.organisation import TEAM_CONTEXT, DirectoryIntake, Keyring


@dataclass(slots=True)
class Vault:
    """Made by `create` and `open_vault`. `stream` is this officer on this device, `team` the
    officer's own; `home_team` the one that new cases are shared with, b"" before joining. `person`
    and `stream` are named after keys, so that nobody else can claim them."""

    folder: Folder
    key_file: KeyFile
    master: Secret
    database: Database
    directory: Colleagues
    root: DeviceKeys
    device: DeviceKeys
    stream: bytes
    person: bytes
    team: TeamKey
    keyring: Keyring
    home_team: bytes = b""
    _mark: tuple[int, ...] = ()
    unborn: dict[bytes, Secret] = field(default_factory=dict)
    reindex: Callable[[Writer, bytes], None] | None = None  # of whoever keeps lists of the cases
    now: Callable[[], int] = lambda: int(time.time())  # when something arrives
    _guard: draft_guard.Guard | None = None
    _drafts: dict[bytes, draft_guard.DraftState] = field(default_factory=dict)
    _changes: SavedChanges = field(default_factory=SavedChanges)  # that nobody has asked for yet
    saved: int = 0  # transactions since it was opened
    _is_committed: bool = False  # also where what follows the commit fails
    budget: CaseBudget = field(default_factory=CaseBudget)  # of each colleague's computer in a case
    memo: tuple[Any, Keyring, Any] | None = None  # of app.vault.log: who reads the case at hand

    def __post_init__(self) -> None:
        self.database.duties = self

    @property
    def id(self) -> bytes:
        return self.key_file.vault

    @property
    def file(self) -> Path:
        return self.folder.records(self.key_file.generation)

    def reader(self) -> Database:
        """A second, reading connection, owned by the thread that calls."""
        return Database.reader(self.file, database_key(self.master))

    @contextmanager
    def transaction(self) -> Iterator[Writer]:
        previous = self.directory.organisation, self.keyring, self.home_team
        self._is_committed = False
        try:
            with self.database.transaction() as writer:
                self.still_ours()
                yield writer
        except BaseException:
            if not self._is_committed:  # what was learnt inside did not happen
                self.directory.organisation, self.keyring, self.home_team = previous
                self._drafts = {}
            raise

    def before_commit(self, writer: Writer, noted: Noted) -> None:
        """Lists and search of what changed, in the same transaction (app.vault.duties)."""
        for case in sorted(noted.cases):
            if self.reindex:
                self.reindex(writer, case)
        self._drafts |= {state.draft: state for state in draft_guard.states(writer, noted.drafts)}

    def after_commit(self, noted: Noted) -> None:
        """Beside the records: how far they have come. Never ahead of them."""
        self._is_committed = True
        self.saved += 1
        self._changes |= noted.changed()
        drafts, self._drafts = self._drafts, {}
        self.guard.add([drafts[draft] for draft in noted.drafts if draft in drafts])
        if noted.streams:
            self.write_rollback_guard()

    def take_changes(self) -> SavedChanges:
        """What was changed since this was asked last, on the thread that writes."""
        changes, self._changes = self._changes, SavedChanges()
        return changes

    @property
    def guard(self) -> draft_guard.Guard:
        """Beside the records: what was last kept of each draft."""
        if self._guard is None:
            generation = self.key_file.generation
            file = self.folder.drafts(generation)
            self._guard = draft_guard.Guard(file, self.master, self.id, generation)
        return self._guard

    def losses(self) -> list[draft_guard.Loss]:
        """Drafts of which less is here than was kept, and that nobody has accepted yet: those that
        an unlock noted, and those that the next one would."""
        noted = [loss for loss in draft_guard.losses(self.database) if not loss.accepted]
        noted_keys = {(loss.draft, loss.number) for loss in noted}
        if self.folder.restored.exists():  # laid here on purpose, and not opened since
            return noted
        now = draft_guard.compare(self.guard, self.database)
        return [*noted, *(loss for loss in now if (loss.draft, loss.number) not in noted_keys)]

    def still_ours(self) -> None:
        """RecordsInUse if another Sanad has meanwhile moved the records to a new master key: what is
        written to the old ones would be lost."""
        if self._mark != self.folder.mark():
            raise RecordsInUse

    def write_rollback_guard(self) -> None:
        """Say in the head file how far each stream has come."""
        tips = _tips(self.database, self.directory.streams())
        self.folder.write_head(self.key_file.generation, self.master, self.id, tips)

    def replace_key_file(self, key_file: KeyFile) -> None:
        """Other slots for the same master key. RecordsInUse where another Sanad has changed them."""
        with self.database.transaction():  # nobody else changes them meanwhile
            self.still_ours()
            with disk.in_words():
                write_whole(self.folder.keys, key_file.to_bytes())
            self.key_file, self._mark = key_file, self.folder.mark()

    def new_case(self) -> bytes:
        """The id of a case about to begin. Made from the case's first key, so that nobody else can
        give the case another one."""
        key = fresh()
        self.unborn[case_id(key)] = key
        return case_id(key)

    def first_key(self, case: bytes) -> Secret:
        """Of a case that begins now. A log of keys begins with the same key on every copy of these records:
        two that write in it before they have met are one log all the same."""
        if is_key_log(case):
            return derive(self.master, "sanad/1/key log", case)
        return self.unborn.get(case) or fresh()

    def own_team(self) -> Team:
        """The officer's own team, as a grant addresses it."""
        key = self.team
        return Team(key.team, "", key.number, key.public, people.OWN_TEAM, {self.person})

    def learn(self, writer: Writer, entries: Iterable[bytes]) -> DirectoryIntake:
        """Take entries of the organisation's directory, in any order, and the team keys in them."""
        directory = Directory.read(self.directory.organisation.entries, trusted=True)
        outcome = DirectoryIntake(*directory.take(entries))
        if not outcome.new:
            return outcome
        organisation.keep(writer, outcome.new)
        tasks.remake_written_by(writer, organisation.restated(self.directory.organisation, directory))
        self.directory.organisation = directory
        for team, number, sealed in organisation.sealed_for(outcome.new, self.stream):
            try:
                key = self.device.unseal(sealed, TEAM_CONTEXT + team)
            except KeyRefused as error:
                outcome.refused.append(error)
                continue
            organisation.keep_key(writer, TeamKey(team, number, key))
        self.keyring = _keyring(writer, self.team)
        return outcome

    def close(self) -> None:
        self.database.close()


def database_key(master: bytes) -> Secret:
    return derive(master, "sanad/1/database")


def create(home: Path, key_file: KeyFile, master: Secret) -> Vault:
    """Lay a new vault; it appears whole, under its own name, or not at all."""
    final = Folder.of(home, key_file.vault)
    private(home)
    private(final.path.parent)
    folder = Folder(home, final.path.with_name(final.path.name + ".partial"))
    with laying(folder.path):
        try:
            private(folder.path)
            _lay(folder, key_file, master)
            folder.path.replace(final.path)
        except BaseException:
            shutil.rmtree(folder.path, ignore_errors=True)
            raise
    sync_folder(final.path.parent)
    return open_vault(final, key_file, master)


def _lay(folder: Folder, key_file: KeyFile, master: Secret) -> None:
    database = Database.create(folder.records(key_file.generation), database_key(master))
    root, device = DeviceKeys.fresh(), DeviceKeys.fresh()
    person, stream = key_id(root.public), key_id(device.public)
    log = Directory()
    entries = [
        log.add(root, people.ROOT, [root.public]),
        log.add(root, people.PERSON, [person, key_file.officer, key_file.role]),
        log.add(root, people.DEVICE, [stream, person, device.public, device.receiving_public]),
    ]
    team = TeamKey(team_of(stream), 1, fresh())
    try:
        with database.transaction() as writer:
            for number, entry in enumerate(entries, 1):
                writer.run("INSERT INTO directory VALUES (?, ?)", (number, entry))
            _set(writer, "root", _packed(root))
            _set(writer, "device", stream + _packed(device))
            _set(writer, "team", _sealed_team(team, device))
    finally:
        database.close()
    folder.write_head(key_file.generation, master, key_file.vault, {})
    write_whole(folder.keys, key_file.to_bytes())


def open_vault(
    folder: Folder,
    key_file: KeyFile,
    master: Secret,
    *,
    accept_older: bool = False,
    now: int | None = None,
    scripts: Sequence[str] | None = None,
) -> Vault:
    """`now`: in seconds since 1970, for what is noted. `scripts`: as of `Database.open`. Damaged,
    ForeignFile, NewerVersion, UnreleasedVersion, RolledBack; nothing is changed on disk by those."""
    generation, now = key_file.generation, int(time.time()) if now is None else now
    database = Database.open(folder.records(generation), database_key(master), scripts, folder.older(generation))
    try:
        older = compare_head(folder, key_file, master, database, accept_older=accept_older)
        vault = read_vault(folder, key_file, master, database)
        folder.sweep(generation)
        restored = folder.restored.exists()
        if older or restored:
            vault = new_device(vault)
        _renew_guard(vault, now, begins=restored)
        folder.restored.unlink(missing_ok=True)
    except BaseException:
        database.close()
        raise
    return vault


def _renew_guard(vault: Vault, now: int, *, begins: bool) -> None:
    """Note which drafts are older than what was kept of them, durably, before the guard forgets it.
    `begins`: records from a backup have none. Everything is read before anything is written:
    damaged records are refused as they are."""
    losses = [] if begins else draft_guard.compare(vault.guard, vault.database)
    ended_drafts = draft_guard.ends(vault.database)  # before the drafts: who ends one later is not forgotten
    states = draft_guard.all_states(vault.database)
    vault.write_rollback_guard()
    if losses or not draft_guard.has_begun(vault.database):
        with vault.transaction() as writer:
            draft_guard.note(writer, losses, now)
    with disk.in_words():
        vault.guard.write(states)
    if ended_drafts:
        with vault.transaction() as writer:
            draft_guard.forget_ends(writer, ended_drafts)


def compare_head(folder: Folder, key_file: KeyFile, master: bytes, database: Database, *, accept_older: bool) -> bool:
    """Is the database older than its head? A database ahead of it is only a crash. RolledBack and
    Damaged unless `accept_older`."""
    try:
        head = folder.read_head(key_file.generation, master, key_file.vault)
        for count, tip in head.values():
            if count and not database.has("SELECT 1 FROM envelope WHERE id = ?", (tip,)):
                raise RolledBack
    except (RolledBack, Damaged):
        if not accept_older:
            raise
        return True
    return False


def read_vault(folder: Folder, key_file: KeyFile, master: Secret, database: Database) -> Vault:
    """The vault of an open database. Damaged, RecordsInUse."""
    try:
        log = Directory.read(database.column("SELECT entry FROM directory ORDER BY number"))
        directory = organisation.read(database)
        rows = dict(database.rows("SELECT name, value FROM setting"))
        root = _unpacked(rows["root"])
        stream, device = rows["device"][:16], _unpacked(rows["device"][16:])
        team_id, number, sealed = canonical.decode(rows["team"])
        team = TeamKey(team_id, number, device.unseal(sealed, TEAM_CONTEXT + team_id))
    except SystemRefusal:
        raise
    except (SanadError, KeyError, ValueError, TypeError) as error:
        # a page that fails its code, or that the disk did not give, may come back as zeros where it
        # only continues a long value
        raise (Damaged if database.is_damaged() else DiskFailed)() from error
    mark = folder.mark()
    if folder.key_file().generation != key_file.generation:
        raise RecordsInUse
    return Vault(
        folder=folder, key_file=key_file, master=master, database=database, directory=Colleagues(log, directory), root=root, device=device, stream=stream,
        person=key_id(root.public), team=team, keyring=_keyring(database, team), home_team=rows.get("home team", b""), _mark=mark,
    )  # fmt: skip


def new_device(vault: Vault) -> Vault:
    """New signing and receiving keys, a new stream and a new key of one's own; the old ones are
    revoked, not reused. In an organisation, the desk must let the new ones in.

    After a recovery card, a restored backup, or records knowingly opened though older: the old
    stream may go on elsewhere, and two futures of one stream must never be confused."""
    device = DeviceKeys.fresh()
    stream, directory = key_id(device.public), vault.directory.own
    first = len(directory.entries) + 1
    entries = [
        directory.add(vault.root, people.REVOKED, [vault.stream]),
        directory.add(vault.root, people.DEVICE, [stream, vault.person, device.public, device.receiving_public]),
    ]
    team = TeamKey(team_of(stream), 1, fresh())
    with vault.transaction() as writer:
        for number, entry in enumerate(entries, first):
            writer.run("INSERT INTO directory VALUES (?, ?)", (number, entry))
        _set(writer, "device", stream + _packed(device))
        organisation.keep_key(writer, vault.team)
        _set(writer, "team", _sealed_team(team, device))
        ring = _keyring(writer, team)
    return replace(vault, device=device, stream=stream, team=team, keyring=ring)


def _keyring(source: Source, team_key: TeamKey) -> Keyring:
    ring = organisation.keyring(source)
    ring.setdefault((team_key.team, team_key.number), []).append(team_key)
    return ring


def _sealed_team(team: TeamKey, device: DeviceKeys) -> bytes:
    sealed = organisation.seal_key(team, device.receiving_public)
    return canonical.encode([team.team, team.number, sealed])


def _packed(keys: DeviceKeys) -> bytes:
    return bytes(keys.signing + keys.receiving)


def _unpacked(raw: bytes) -> DeviceKeys:
    return DeviceKeys(Secret(raw[:32]), Secret(raw[32:]))


def _tips(database: Database, streams: Iterable[bytes]) -> Tips:
    tips: Tips = {}
    for stream in streams:
        last = database.row("SELECT seq, id FROM envelope WHERE stream = ? ORDER BY seq DESC LIMIT 1", (stream,))
        if last:
            tips[stream] = (last[0], last[1])
    return tips


def _set(writer: Writer, name: str, value: bytes) -> None:
    writer.run("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, value))


def setting(database: Database, name: str) -> bytes | None:
    """A small value kept inside the vault."""
    return database.value("SELECT value FROM setting WHERE name = ?", (name,))


def put_setting(writer: Writer, name: str, value: bytes) -> None:
    _set(writer, name, value)


def keep_setting(vault: Vault, name: str, value: bytes) -> None:
    with vault.transaction() as writer:
        _set(writer, name, value)
