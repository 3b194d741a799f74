"""The children that seal and open, and how they are spoken to.

age's library holds the interpreter's lock, seconds where a passphrase is stretched: in this process
the window would stand still. And what is opened came from strangers: the child can reach nothing. It
is fed through a pipe: key, passphrase and plaintext are on no disk and on no command line. Both work
as they are fed, so that a bundle of any size takes no more memory than a small one.
docs/formats/bundle.md says what age does, docs/decisions/0042 who does it here.

    opening   asked JSON {"identities" | "passphrase"} and the sealed bytes in blocks (app.broker.blocks),
              answers the opened bytes in blocks, and then JSON {"status"}
    sealing   asked JSON {"to" | "passphrase"} and the bytes to seal in blocks, writes the sealed bytes
              alone into its standard output; they are worthless where its exit status isn't 0"""

import errno
import os
import subprocess
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any

from app.broker.blocks import Piece
from app.broker.client import ChildFailed
from app.broker.rooms import OPENER, SEALER
from app.broker.stream import FedChild, Feeder, Stream
from app.bundle import problems
from app.bundle.keys import Lock, Opener
from app.bundle.seal_worker import COSTLY, DAMAGED, NO_MEMORY, NO_ROOM, OPENED, WRONG
from app.disk import OutOfMemory
from app.errors import SanadError
from app.seal.file_marker import ForeignFile, NewerVersion
from app.seal.slots import WrongPassphrase

LONGEST_HEADER = 256  # bytes that say how a file is opened
_AGE, _OURS = b"age-encryption.org/", b"age-encryption.org/v1\n"
_SCRYPT = b"-> scrypt "
_PIECE = 1 << 20


def seal_into(file: IO[bytes], pieces: Iterable[bytes], lock: Lock) -> None:
    """Seal into a file that is open for writing. `pieces` are made in this thread, and whatever they
    raise comes through. SealingFailed, OSError; the file is then worthless."""
    _seal(pieces, lock, file, lambda _process: None)


def seal_through(write: Callable[[bytes], None], pieces: Iterable[bytes], lock: Lock) -> None:
    """The same, a piece of the sealed bytes at a time, to `write`, which another thread calls."""
    failures = list[OSError]()

    def drain(process: "subprocess.Popen[bytes]") -> None:
        assert process.stdout is not None
        try:
            while piece := process.stdout.read(_PIECE):
                write(piece)
        except OSError as error:
            failures.append(error)
            process.kill()

    try:
        _seal(pieces, lock, subprocess.PIPE, drain)
    except problems.SealingFailed as error:
        raise (failures[0] if failures else error) from error
    if failures:
        raise failures[0]


def _seal(
    pieces: Iterable[bytes], lock: Lock, target: int | IO[bytes], drain: "Callable[[subprocess.Popen[bytes]], None]"
) -> None:
    options: dict[str, Any] = {"to": list(lock.to)} if lock.to else {"passphrase": lock.passphrase}
    try:
        fed_child = FedChild(SEALER, target)
    except ChildFailed as error:
        raise problems.SealingFailed from error
    child = fed_child.process
    drainer = threading.Thread(target=drain, args=(child,), daemon=True)
    drainer.start()
    try:
        Feeder(fed_child, options).feed(pieces)
        status = child.wait()  # also where it ended before: that says why
    finally:
        if child.poll() is None:  # we are being stopped, or what should be sealed can't be read
            child.kill()
            child.wait()
        drainer.join()
        if child.stdout is not None:
            child.stdout.close()
    if status == NO_ROOM:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    if status == NO_MEMORY:
        raise OutOfMemory
    if status:
        raise problems.SealingFailed


def open_sealed(beginning: bytes, pieces: Iterable[Piece], opener: Opener) -> Iterator[bytes]:
    """What is inside, block by block; nothing may be used before the last has come. `beginning`: the
    first LONGEST_HEADER bytes; `pieces`: all of them. ForeignFile, NewerVersion, BundleDamaged,
    WrongPassphrase, WrongIdentity, NeedsPassphrase, NeedsIdentity, BundleTooLarge, BundleNeedsMemory,
    SealingFailed; and what `pieces` raises."""
    by_phrase = _look(beginning)
    if by_phrase and opener.identities:
        raise problems.NeedsPassphrase
    if not by_phrase and not opener.identities:
        raise problems.NeedsIdentity
    options: dict[str, Any] = (
        {"passphrase": opener.passphrase} if by_phrase else {"identities": list(opener.identities)}
    )
    opening = Stream(OPENER, options, pieces)
    try:
        yield from opening.blocks()
    except ChildFailed as error:
        raise problems.SealingFailed from error
    if opening.reply.get("status") != OPENED:
        raise _condition(opening.reply, by_phrase)


def _look(beginning: bytes) -> bool:
    """Does a passphrase open it? From age's header, which anybody can read."""
    if not beginning.startswith(_OURS):
        if beginning and _OURS.startswith(beginning):
            raise problems.BundleDamaged
        raise NewerVersion if beginning.startswith(_AGE) else ForeignFile
    return beginning[len(_OURS) :].startswith(_SCRYPT)


def _condition(reply: dict[str, Any], by_phrase: bool) -> SanadError:
    status, megabytes = reply.get("status"), reply.get("megabytes")
    if status == WRONG:
        return WrongPassphrase() if by_phrase else problems.WrongIdentity()
    if status == NO_MEMORY and type(megabytes) is int:
        return problems.BundleNeedsMemory(megabytes)
    if status == DAMAGED:
        return problems.BundleDamaged()
    return problems.BundleTooLarge() if status == COSTLY else problems.SealingFailed()
