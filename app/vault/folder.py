"""The files of a vault on disk, and how each is replaced without ever being half there.

HOME/device.key                     32 bytes that only this computer has, and their checksum
HOME/vaults/<id>/keys               the key file (app.seal.slots): replacing it is the commit
HOME/vaults/<id>/records-<g>.db     SQLCipher, of the generation that the key file names
HOME/vaults/<id>/records-<g>.head   what was last written, under a MAC
HOME/vaults/<id>/records-<g>.drafts what was last kept of unfinished interviews, under MACs
HOME/vaults/<id>/records-<g>.older  the database before a newer Sanad changed it
HOME/vaults/<id>/recovered          holders' cards opened it, and its officer has not seen that
HOME/vaults/<id>/restored           here from a backup: the next opening starts a new stream"""

import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from app import disk
from app.disk import BadFolder, write_whole
from app.errors import N_, SanadError
from app.platform import SecretBinding, system
from app.seal import canonical
from app.seal.file_marker import Damaged, ForeignFile, NewerVersion
from app.seal.secret import Secret, digest, fresh, mac, same
from app.seal.slots import KeyFile, KeyFileDamaged


class NoVault(SanadError):
    says = N_("This computer has no user with that name. Set up the user first, or restore a backup.")


class NoDeviceSecret(SanadError):
    says = N_(
        "The passphrase alone does not open these records on this computer. Nothing is lost. "
        "Use the recovery card to choose a new passphrase here."
    )


class DeviceKeyDamaged(SanadError):
    says = N_(
        "The file that ties passphrases to this computer is damaged, so no passphrase can open anything here now. "
        "Nothing is lost, and this was not counted as a try. Use the recovery card to choose a new passphrase here."
    )


class RolledBack(SanadError):
    says = N_(
        "The records on this computer are older than the last work done here: someone "
        "may have put an old copy in their place. Nothing was changed. Restore your last "
        "backup, or open the older records anyway; user management will see that you did."
    )


class WaitFirst(SanadError):
    seconds: int
    says = N_("Too many tries. Nothing is lost. Try again in {seconds} seconds.")


class DeviceKeyElsewhere(SanadError):
    says = N_(
        "The file that ties passphrases to this computer belongs to another computer or another "
        "user of it, so no passphrase opens anything here. Nothing is lost, and this was not counted "
        "as a try. Use the recovery card or holders’ cards to choose a new passphrase here."
    )


def private(folder: Path) -> None:
    """A folder that only its user may open."""
    folder.mkdir(parents=True, exist_ok=True)
    system.make_private(folder)


_DEVICE_KEY, _BOUND_KEY = b"SANAD-DEVICE-KEY 1\n", b"SANAD-DEVICE-KEY 2\n"


def device_secret(home: Path, *, make: bool = False, binding: SecretBinding = system) -> Secret:
    """This computer's 32 bytes. NoDeviceSecret if they are gone, DeviceKeyDamaged if they are not
    those that were written, DeviceKeyElsewhere if the system doesn't read them here. `make`: made
    where there are none that can be used; a file that can't be is set aside."""
    file = home / "device.key"
    try:
        return _secret_in(file.read_bytes(), binding)
    except (DeviceKeyDamaged, DeviceKeyElsewhere) as error:
        if not make:
            raise
        is_damaged = isinstance(error, DeviceKeyDamaged)
        file.replace(file.with_name("device.key.damaged" if is_damaged else "device.key.elsewhere"))
    except FileNotFoundError:
        if not make:
            raise NoDeviceSecret from None
    except OSError as error:
        raise disk.condition(error, BadFolder if make else NoDeviceSecret) from error
    private(home)
    secret = fresh()
    _write_secret(file, secret, binding)
    return secret


def check_device_secret(home: Path, *, binding: SecretBinding = system) -> None:
    """A file from before there was a checksum gets one, and one that the system can bind is bound.
    Called once its bytes opened something."""
    file = home / "device.key"
    with suppress(OSError, SanadError):
        raw = file.read_bytes()
        if raw.startswith(_BOUND_KEY):
            return
        secret = _secret_in(raw, binding)
        if raw != (content := _content(secret, binding)):
            write_whole(file, content)


def _write_secret(file: Path, secret: bytes, binding: SecretBinding) -> None:
    write_whole(file, _content(secret, binding))


def _content(secret: bytes, binding: SecretBinding) -> bytes:
    """Bound only where the system reads it back: it is an additional lock, never a trap."""
    bound = binding.bind_secret(secret)
    is_bound = bound is not None and binding.read_bound(bound) == secret
    content = _BOUND_KEY + bound if bound is not None and is_bound else _DEVICE_KEY + secret
    return content + digest(content)


def _secret_in(raw: bytes, binding: SecretBinding) -> Secret:
    if len(raw) == 32:  # written before there was a checksum
        return Secret(raw)
    content, checksum = raw[:-32], raw[-32:]
    if not same(digest(content), checksum):
        raise DeviceKeyDamaged
    if content.startswith(_BOUND_KEY):
        secret = binding.read_bound(content[len(_BOUND_KEY) :])
        if secret is None or len(secret) != 32:
            raise DeviceKeyElsewhere
        return Secret(secret)
    if not content.startswith(_DEVICE_KEY) or len(content) != len(_DEVICE_KEY) + 32:
        raise DeviceKeyDamaged
    return Secret(content[len(_DEVICE_KEY) :])


@contextmanager
def laying(folder: Path) -> Iterator[None]:
    """While inside, nobody takes a folder that is being laid for one left by a killed program."""
    lock = _lock_of(folder)
    opened = disk.new_file(lock)
    try:
        with opened:
            try:
                yield
            finally:
                if system.removes_open_files:
                    lock.unlink(missing_ok=True)
    finally:
        if not system.removes_open_files:
            with suppress(OSError):
                lock.unlink()


def _lock_of(folder: Path) -> Path:
    return folder.with_name(folder.name + ".lock")


def _listed(root: Path) -> list[Path]:
    """What lies in the folder of the vaults; none where nobody was set up."""
    try:
        return [root / name for name in os.listdir(root)]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise disk.condition(error, NoVault) from error


def _clear_killed(root: Path) -> None:
    """What a killed program left: a restored vault that only lacked its name gets it, the rest
    goes. A disk that can't be written keeps it."""
    for path in _listed(root):
        if path.suffix not in (".restoring", ".partial") or not path.is_dir():
            continue
        with suppress(OSError):
            if not disk.remove_abandoned(_lock_of(path)):
                continue
            is_complete = path.suffix == ".restoring" and (path / "keys").exists()
            if is_complete and not path.with_suffix("").exists():
                path.replace(path.with_suffix(""))
            else:
                shutil.rmtree(path)


Tips = dict[bytes, tuple[int, bytes]]  # stream -> how many, and the last one's id


@dataclass(frozen=True, slots=True)
class Folder:
    """One vault's folder."""

    home: Path
    path: Path

    @classmethod
    def of(cls, home: Path, vault: bytes) -> "Folder":
        return cls(home, home / "vaults" / vault.hex())

    @classmethod
    def all(cls, home: Path) -> Iterator["Folder"]:
        """Every vault of this computer, oldest first."""
        _clear_killed(home / "vaults")
        paths = _listed(home / "vaults")
        vault_paths = [path for path in paths if len(path.name) == 32 and path.is_dir()]
        yield from (cls(home, path) for path in sorted(vault_paths, key=lambda path: path.name))

    @property
    def keys(self) -> Path:
        return self.path / "keys"

    @property
    def restored(self) -> Path:
        return self.path / "restored"

    @property
    def damaged(self) -> Path:
        """There since a damaged page was met."""
        return self.path / "damaged"

    def forget_damage(self) -> bool:
        """Was a damaged page met since the last opening?"""
        try:
            self.damaged.unlink()
        except OSError:
            return False
        return True

    def note_recovery(self, at: int) -> None:
        """Holders' cards opened these records, in seconds since 1970: for whoever stands before the
        lock screen with a passphrase that opens nothing any more."""
        write_whole(self.path / "recovered", str(at).encode())

    def recovery(self) -> int | None:
        """When, if nobody who has the records open has seen it."""
        try:
            at = (self.path / "recovered").read_bytes()
        except OSError:
            return None
        return int(at) if at.isdigit() and len(at) <= 11 else 0

    def forget_recovery(self) -> None:
        with suppress(OSError):
            (self.path / "recovered").unlink()

    def records(self, generation: int) -> Path:
        return self.path / f"records-{generation}.db"

    def older(self, generation: int) -> Path:
        """The records as an earlier version of Sanad left them, until every case was opened."""
        return self.path / f"records-{generation}.older"

    def head(self, generation: int) -> Path:
        return self.path / f"records-{generation}.head"

    def drafts(self, generation: int) -> Path:
        """What was last kept of unfinished interviews (app.vault.draft_guard)."""
        return self.path / f"records-{generation}.drafts"

    def key_file(self) -> KeyFile:
        """NoVault, ForeignFile, NewerVersion, Damaged."""
        try:
            raw = self.keys.read_bytes()
        except FileNotFoundError:
            raise (KeyFileDamaged if self.path.exists() else NoVault)() from None
        except OSError as error:
            raise disk.condition(error, Damaged) from error
        key_file = KeyFile.from_bytes(raw)
        if key_file.vault.hex() != self.path.name:
            raise ForeignFile
        return key_file

    def mark(self) -> tuple[int, ...]:
        """What changes whenever the key file is replaced."""
        stat = self.keys.stat()
        return stat.st_ino, stat.st_mtime_ns, stat.st_size

    def write_head(self, generation: int, master: bytes, vault: bytes, tips: Tips) -> None:
        """Say what is now written. Always after the database's commit, never before it."""
        from app.seal.keys import derive

        data = canonical.encode([1, vault, generation, [[stream, *tips[stream]] for stream in sorted(tips)]])
        write_whole(self.head(generation), data + mac(derive(master, "sanad/1/head"), data))

    def read_head(self, generation: int, master: bytes, vault: bytes) -> Tips:
        """RolledBack if it is gone or another's, Damaged if its bytes are not those written."""
        try:
            raw = self.head(generation).read_bytes()
        except FileNotFoundError:
            raise RolledBack from None
        except OSError as error:
            raise disk.condition(error, Damaged) from error
        from app.seal.keys import derive

        payload, code = raw[:-32], raw[-32:]
        if not same(mac(derive(master, "sanad/1/head"), payload), code):
            raise Damaged
        version, vault_id, head_generation, tips = canonical.decode(payload)
        if version != 1:
            raise NewerVersion
        if (vault_id, head_generation) != (vault, generation):
            raise RolledBack
        return {stream: (count, tip) for stream, count, tip in tips}

    def sweep(self, generation: int) -> None:
        """Remove what a change of generation left behind when it was cut short."""
        keep = {file(generation).name for file in (self.records, self.head, self.older, self.drafts)}
        for file in self.path.glob("records-*"):
            name = file.name.removesuffix("-wal").removesuffix("-shm")
            if name not in keep and file.suffix != ".partial":
                with suppress(OSError):
                    file.unlink()
        for file in self.path.glob("*.partial*"):  # of a killed backup or write
            if file.suffix == ".partial":
                with suppress(OSError):
                    if disk.remove_abandoned(file):
                        for end in ("-wal", "-shm", "-journal"):
                            file.with_name(file.name + end).unlink(missing_ok=True)


class Tries:
    """Wrong passphrases in a row, and how long to wait: 2, 4, 8 ... seconds from the fourth on, to
    15 minutes. Kept outside the data folder: a wrong passphrase changes nothing there."""

    _FREE, _LONGEST = 3, 900

    def __init__(self, folder: Path, vault: bytes) -> None:
        self._file = folder / f"tries-{vault.hex()}.json"

    def check(self) -> None:
        """WaitFirst while it is too early."""
        wrong, last = self._read()
        wait = self._wait(wrong) - int(time.time() - last)
        if wrong > self._FREE and wait > 0:
            raise WaitFirst(min(wait, self._LONGEST))

    def wrong(self) -> None:
        with suppress(OSError):
            private(self._file.parent)
            write_whole(self._file, json.dumps([self._read()[0] + 1, int(time.time())]).encode())

    def right(self) -> None:
        with suppress(OSError):
            self._file.unlink()

    def _wait(self, wrong: int) -> int:
        return int(min(2 ** min(wrong - self._FREE, 12), self._LONGEST)) if wrong > self._FREE else 0

    def _read(self) -> tuple[int, int]:
        try:
            wrong, last = json.loads(self._file.read_text("utf-8"))
            return int(wrong), min(int(last), int(time.time()))
        except (OSError, ValueError, TypeError, OverflowError, RecursionError):
            return 0, 0
