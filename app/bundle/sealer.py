"""The children that seal and open, and how they are spoken to.

pyrage holds the interpreter's lock for a whole call, seconds where a passphrase is stretched: in
this process the window would stand still. And what is opened came from strangers: the child can
reach nothing. It is fed through a pipe: key, passphrase and plaintext are on no disk and on no
command line. docs/formats/bundle.md says what age does.

    opening   asked JSON {"identities" | "passphrase"} and the sealed bytes (app.broker.frames),
              answers JSON {"status"} and the opened bytes
    sealing   asked JSON {"to" | "passphrase"} and the bytes to seal, writes the sealed bytes alone,
              whole, into the file that is its standard output; nothing where its exit status isn't 0
"""

import errno
import io
import os
import subprocess
import sys
from typing import IO, Any

from app.broker import client, frames
from app.broker.child import LARGEST, serve, shut_in
from app.broker.rooms import OPENER, SEALER, room_of
from app.bundle import archive
from app.bundle.keys import Lock, Opener
from app.bundle.problems import (
    BundleDamaged,
    BundleTooLarge,
    NeedsIdentity,
    NeedsPassphrase,
    SealingFailed,
    WrongIdentity,
)
from app.errors import SanadError
from app.platform import system
from app.seal.file_conditions import ForeignFile, NewerVersion
from app.seal.slots import WrongPassphrase
from app.settings import ROOT

_AGE, _OURS = b"age-encryption.org/", b"age-encryption.org/v1\n"
_SCRYPT = b"-> scrypt "
_OPENED, _CUT, _WRONG, _DAMAGED, _COSTLY, _FAILED, _NO_ROOM = 0, 10, 11, 12, 13, 14, 15
_LONGEST_S = 600
_LARGEST = archive.MOST_BYTES + (1 << 20)  # what is inside, and its headers


def seal_into(file: IO[bytes], tar: bytes, lock: Lock) -> None:
    """Seal into a file that is open for writing. SealingFailed, OSError; the file is then worthless."""
    options: dict[str, Any] = {"to": list(lock.to)} if lock.to else {"passphrase": lock.passphrase}
    status = _seal(options, tar, file)
    if status == _NO_ROOM:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    if status:
        raise SealingFailed


def open_sealed(sealed: bytes, opener: Opener) -> bytes:
    """The bytes inside, all of them authenticated. ForeignFile, NewerVersion, BundleDamaged,
    WrongPassphrase, WrongIdentity, NeedsPassphrase, NeedsIdentity, BundleTooLarge."""
    by_phrase = _look(sealed)
    if by_phrase and opener.identities:
        raise NeedsPassphrase
    if not by_phrase and not opener.identities:
        raise NeedsIdentity
    options: dict[str, Any] = (
        {"passphrase": opener.passphrase} if by_phrase else {"identities": list(opener.identities)}
    )
    try:
        reply, content = client.ask(OPENER, options, sealed, longest_s=_LONGEST_S, largest=_LARGEST)
    except client.ChildFailed as error:
        raise SealingFailed from error
    if reply.get("status") != _OPENED:
        raise _condition(reply.get("status"), by_phrase)
    return content


def _look(sealed: bytes) -> bool:
    """Does a passphrase open it? From age's header, which anybody can read."""
    if not sealed.startswith(_OURS):
        if sealed and _OURS.startswith(sealed):
            raise BundleDamaged
        raise NewerVersion if sealed.startswith(_AGE) else ForeignFile
    return sealed[len(_OURS) :].startswith(_SCRYPT)


def _condition(status: object, by_phrase: bool) -> SanadError:
    if status == _WRONG:
        return WrongPassphrase() if by_phrase else WrongIdentity()
    if status == _DAMAGED:
        return BundleDamaged()
    return BundleTooLarge() if status == _COSTLY else SealingFailed()


def _seal(options: dict[str, Any], content: bytes, file: IO[bytes]) -> int:
    """The child's exit status."""
    try:
        child = subprocess.Popen(
            client.command(SEALER),
            stdin=subprocess.PIPE,
            stdout=file,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env=client.environment(),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as error:
        raise SealingFailed from error
    try:
        system.hold_child(child.pid, room=room_of(SEALER))
        request = io.BytesIO()
        frames.write(request, options, content)
        child.communicate(request.getvalue())
    finally:
        if child.poll() is None:  # we are being stopped: so is it
            child.kill()
            child.wait()
    return child.returncode


def seal_child() -> int:
    """What runs in the child that seals; its exit status."""
    import pyrage

    shut_in(SEALER)
    try:
        request, content = frames.read(sys.stdin.buffer, LARGEST)
    except frames.BadFrame:
        return _CUT  # the parent was killed
    try:
        passphrase = request.get("passphrase")
        if passphrase is not None:
            sealed = bytes(pyrage.passphrase.encrypt(content, passphrase))
        else:
            sealed = bytes(pyrage.encrypt(content, [_public(text) for text in request["to"]]))
    except Exception:  # whatever a library raises must not be printed with what it was given
        return _FAILED
    try:
        sys.stdout.buffer.write(sealed)
        sys.stdout.buffer.flush()
    except OSError:
        os._exit(_NO_ROOM)  # not even what is left in the buffer can be written
    return 0


def open_child() -> int:
    """What runs in the child that opens; its exit status."""
    import pyrage

    del pyrage  # loaded before nothing can be any more
    return serve(OPENER, _open)


def _open(request: dict[str, Any], sealed: bytes) -> frames.Message:
    import pyrage

    passphrase = request.get("passphrase")
    try:
        if passphrase is not None:
            content = bytes(pyrage.passphrase.decrypt(sealed, passphrase))
        else:
            identities = [_private(identity) for identity in request["identities"]]
            content = bytes(pyrage.decrypt(sealed, identities))
    except pyrage.DecryptError as error:
        return {"status": _why(str(error))}, b""
    except Exception:  # of a key that nothing here reads: said as it always was
        return {"status": _FAILED}, b""
    return {"status": _OPENED}, content


def _why(message: str) -> int:
    """pyrage has one exception and says the rest in words (1.2 to 1.4, tests/bundle)."""
    if message.startswith(("No matching keys", "Decryption failed")):
        return _WRONG
    return _COSTLY if message.startswith("Excessive work") else _DAMAGED


def _public(text: str) -> Any:
    import pyrage

    kind = pyrage.ssh if text.startswith("ssh-") else pyrage.x25519
    return kind.Recipient.from_str(text)


def _private(text: str) -> Any:
    import pyrage

    if text.lstrip().startswith("-----"):
        return pyrage.ssh.Identity.from_buffer(text.encode())
    return pyrage.x25519.Identity.from_str(text)
