"""The children that seal and open, and how they are spoken to.

age's library holds the interpreter's lock, seconds where a passphrase is stretched: in this process
the window would stand still. And what is opened came from strangers: the child can reach nothing. It
is fed through a pipe: key, passphrase and plaintext are on no disk and on no command line. Both work
as they are fed, so that a bundle of any size takes no more memory than a small one.
docs/formats/bundle.md says what age does, docs/decisions/0042 who does it here.

    opening   asked JSON {"identities" | "passphrase"} and the sealed bytes in blocks (app.broker.frames),
              answers the opened bytes in blocks, and then JSON {"status"}
    sealing   asked JSON {"to" | "passphrase"} and the bytes to seal in blocks, writes the sealed bytes
              alone into its standard output; they are worthless where its exit status isn't 0
"""

import errno
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any

from app.broker import frames, stream
from app.broker.child import serve_stream, shut_in
from app.broker.client import ChildFailed
from app.broker.rooms import OPENER, SEALER
from app.bundle.keys import Lock, Opener
from app.bundle.problems import (
    BundleDamaged,
    BundleNeedsMemory,
    BundleTooLarge,
    NeedsIdentity,
    NeedsPassphrase,
    SealingFailed,
    WrongIdentity,
)
from app.disk import OutOfMemory
from app.errors import SanadError
from app.seal import age_phrase
from app.seal.file_conditions import ForeignFile, NewerVersion
from app.seal.slots import WrongPassphrase

LONGEST_HEADER = 256  # bytes that say how a file is opened
_AGE, _OURS = b"age-encryption.org/", b"age-encryption.org/v1\n"
_SCRYPT = b"-> scrypt "
_OPENED, _CUT, _WRONG, _DAMAGED, _COSTLY, _FAILED, _NO_ROOM, _NO_MEMORY = (
    0,
    10,
    11,
    12,
    13,
    14,
    15,
    16,
)
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
    except SealingFailed as error:
        raise (failures[0] if failures else error) from error
    if failures:
        raise failures[0]


def _seal(
    pieces: Iterable[bytes], lock: Lock, target: int | IO[bytes],
    drain: "Callable[[subprocess.Popen[bytes]], None]",
) -> None:  # fmt: skip
    options: dict[str, Any] = {"to": list(lock.to)} if lock.to else {"passphrase": lock.passphrase}
    try:
        child = stream.started(SEALER, target)
    except ChildFailed as error:
        raise SealingFailed from error
    drainer = threading.Thread(target=drain, args=(child,), daemon=True)
    drainer.start()
    assert child.stdin is not None
    try:
        stream.Feeder(child.stdin, options).feed(pieces)
        status = child.wait()  # also where it ended before: that says why
    finally:
        if child.poll() is None:  # we are being stopped, or what should be sealed can't be read
            child.kill()
            child.wait()
        drainer.join()
        if child.stdout is not None:
            child.stdout.close()
    if status == _NO_ROOM:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    if status == _NO_MEMORY:
        raise OutOfMemory
    if status:
        raise SealingFailed


def open_sealed(beginning: bytes, pieces: Iterable[bytes], opener: Opener) -> Iterator[bytes]:
    """What is inside, block by block; nothing may be used before the last has come. `beginning`: the
    first LONGEST_HEADER bytes; `pieces`: all of them. ForeignFile, NewerVersion, BundleDamaged,
    WrongPassphrase, WrongIdentity, NeedsPassphrase, NeedsIdentity, BundleTooLarge, BundleNeedsMemory,
    SealingFailed; and what `pieces` raises."""
    by_phrase = _look(beginning)
    if by_phrase and opener.identities:
        raise NeedsPassphrase
    if not by_phrase and not opener.identities:
        raise NeedsIdentity
    options: dict[str, Any] = (
        {"passphrase": opener.passphrase} if by_phrase else {"identities": list(opener.identities)}
    )
    opening = stream.Stream(OPENER, options, pieces)
    try:
        yield from opening.blocks()
    except ChildFailed as error:
        raise SealingFailed from error
    if opening.reply.get("status") != _OPENED:
        raise _condition(opening.reply, by_phrase)


def _look(beginning: bytes) -> bool:
    """Does a passphrase open it? From age's header, which anybody can read."""
    if not beginning.startswith(_OURS):
        if beginning and _OURS.startswith(beginning):
            raise BundleDamaged
        raise NewerVersion if beginning.startswith(_AGE) else ForeignFile
    return beginning[len(_OURS) :].startswith(_SCRYPT)


def opens_with_passphrase(beginning: bytes) -> bool:
    """Is it a passphrase that opens this file, and not a key? ForeignFile, NewerVersion,
    BundleDamaged."""
    return _look(beginning)


def _condition(reply: dict[str, Any], by_phrase: bool) -> SanadError:
    status, megabytes = reply.get("status"), reply.get("megabytes")
    if status == _WRONG:
        return WrongPassphrase() if by_phrase else WrongIdentity()
    if status == _NO_MEMORY and type(megabytes) is int:
        return BundleNeedsMemory(megabytes)
    if status == _DAMAGED:
        return BundleDamaged()
    return BundleTooLarge() if status == _COSTLY else SealingFailed()


def seal_child() -> int:
    """What runs in the child that seals; its exit status."""
    import pyrage

    shut_in(SEALER)
    source = sys.stdin.buffer
    target = open(sys.stdout.fileno(), "wb", _PIECE, closefd=False)  # noqa: SIM115
    try:
        request, _ = frames.read(source, 0)
    except frames.BadFrame:
        return _CUT  # the parent was killed
    reader, counting = frames.BlockReader(source), _Counting(target)
    try:
        passphrase = request.get("passphrase")
        if passphrase is not None:
            age_phrase.seal(reader, counting, passphrase)
        else:
            pyrage.encrypt_io(reader, counting, [_public(text) for text in request["to"]])
        counting.flush()
    except MemoryError:
        os._exit(_NO_MEMORY)
    except Exception:  # whatever a library raises must not be printed with what it was given
        os._exit(_NO_ROOM if counting.refused else _FAILED)  # what waits in the buffer is worthless
    return 0


class _Counting:
    """A file of which is known afterwards that the disk took no more."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.refused = file, False

    def write(self, content: bytes) -> int:
        try:
            return self._file.write(content)
        except OSError:
            self.refused = True
            raise

    def flush(self) -> None:
        try:
            self._file.flush()
        except OSError:
            self.refused = True
            raise


def open_child() -> int:
    """What runs in the child that opens; its exit status."""
    import pyrage

    del pyrage  # loaded before nothing can be any more
    return serve_stream(OPENER, open_into)


def open_into(
    request: dict[str, Any], source: frames.BlockReader, target: frames.BlockWriter
) -> dict[str, Any]:
    """What the child does: opened bytes into `target`, and how that ended."""
    import pyrage

    try:
        if "passphrase" in request:
            age_phrase.open_into(source, target, request["passphrase"])
        else:
            identities = [_private(identity) for identity in request["identities"]]
            pyrage.decrypt_io(source, target, identities)
    except age_phrase.TooLittleMemory as error:
        return {"status": _NO_MEMORY, "megabytes": age_phrase.memory_of(error.work) >> 20}
    except age_phrase.WrongWords:
        return {"status": _WRONG}
    except age_phrase.TooMuchWork:
        return {"status": _COSTLY}
    except age_phrase.NotAsSealed:
        return {"status": _DAMAGED}
    except pyrage.DecryptError as error:
        return {"status": _why(str(error))}
    except OSError:  # of pyrage, where a chunk does not hold
        return {"status": _DAMAGED}
    except Exception:  # of a key that nothing here reads: said as it always was
        return {"status": _FAILED}
    return {"status": _OPENED}


def _why(message: str) -> int:
    """pyrage has one exception and says the rest in words (1.2 to 1.4, tests/bundle)."""
    return _WRONG if message.startswith(("No matching keys", "Decryption failed")) else _DAMAGED


def _public(text: str) -> Any:
    import pyrage

    kind = pyrage.ssh if text.startswith("ssh-") else pyrage.x25519
    return kind.Recipient.from_str(text)


def _private(text: str) -> Any:
    import pyrage

    if text.lstrip().startswith("-----"):
        return pyrage.ssh.Identity.from_buffer(text.encode())
    return pyrage.x25519.Identity.from_str(text)
