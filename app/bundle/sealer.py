"""The child process that seals and opens, and how it is spoken to.

pyrage holds the interpreter's lock for a whole call, seconds where a passphrase is stretched: in
this process the window would stand still. The child is fed through a pipe: key, passphrase and
plaintext are on no disk and on no command line. docs/formats/bundle.md says what age does.

    standard input   4 bytes length, JSON {"do", "to" | "identities" | "passphrase"},
                     8 bytes length, the bytes to seal or open
    standard output  the sealed or opened bytes, whole; nothing where the exit status isn't 0
"""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import IO, Any

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
from app.seal.file_conditions import ForeignFile, NewerVersion
from app.seal.slots import WrongPassphrase
from app.settings import ROOT

WORD = "--sealer"  # what app.__main__ hands to `child`
_AGE, _OURS = b"age-encryption.org/", b"age-encryption.org/v1\n"
_SCRYPT = b"-> scrypt "
_CUT, _WRONG, _DAMAGED, _COSTLY, _FAILED, _NO_ROOM = 10, 11, 12, 13, 14, 15


def seal_into(file: IO[bytes], tar: bytes, lock: Lock) -> None:
    """Seal into a file that is open for writing. SealingFailed, OSError; the file is then worthless."""
    options: dict[str, Any] = {"to": list(lock.to)} if lock.to else {"passphrase": lock.passphrase}
    status, _ = _run({"do": "seal", **options}, tar, file)
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
    status, content = _run({"do": "open", **options}, sealed, subprocess.PIPE)
    if status:
        raise _condition(status, by_phrase)
    return content


def _look(sealed: bytes) -> bool:
    """Does a passphrase open it? From age's header, which anybody can read."""
    if not sealed.startswith(_OURS):
        if sealed and _OURS.startswith(sealed):
            raise BundleDamaged
        raise NewerVersion if sealed.startswith(_AGE) else ForeignFile
    return sealed[len(_OURS) :].startswith(_SCRYPT)


def _condition(status: int, by_phrase: bool) -> SanadError:
    if status == _WRONG:
        return WrongPassphrase() if by_phrase else WrongIdentity()
    return {_DAMAGED: BundleDamaged, _COSTLY: BundleTooLarge}.get(status, SealingFailed)()


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        # on Windows the window's own program has no standard input or output
        program = Path(sys.executable)
        return [str(program.with_name("sanad" + program.suffix)), WORD]
    return [sys.executable, "-m", "app", WORD]


def _run(request: dict[str, Any], content: bytes, into: IO[bytes] | int) -> tuple[int, bytes]:
    header = json.dumps(request).encode()
    try:
        child = subprocess.Popen(
            _command(),
            stdin=subprocess.PIPE,
            stdout=into,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as error:
        raise SealingFailed from error
    try:
        output, _ = child.communicate(
            b"".join(
                (len(header).to_bytes(4, "big"), header, len(content).to_bytes(8, "big"), content)
            )
        )
    finally:
        if child.poll() is None:  # we are being stopped: so is it
            child.kill()
            child.wait()
    return child.returncode, output or b""


def child() -> int:
    """What runs in the child; its exit status."""
    source, target = sys.stdin.buffer, sys.stdout.buffer
    header = source.read(int.from_bytes(source.read(4), "big"))
    size = int.from_bytes(source.read(8), "big")
    content = source.read(size)
    if len(content) != size or not header:
        return _CUT  # the parent was killed
    try:
        work = _work(json.loads(header), content)
    except _Refused as refusal:
        return refusal.status
    except Exception:  # whatever a library raises must not be printed with what it was given
        return _FAILED
    try:
        target.write(work)
        target.flush()
    except OSError:
        os._exit(_NO_ROOM)  # not even what is left in the buffer can be written
    return 0


class _Refused(Exception):
    def __init__(self, status: int) -> None:
        super().__init__()
        self.status = status


def _work(request: dict[str, Any], content: bytes) -> bytes:
    import pyrage

    passphrase = request.get("passphrase")
    if request["do"] == "seal":
        if passphrase is not None:
            return bytes(pyrage.passphrase.encrypt(content, passphrase))
        return bytes(pyrage.encrypt(content, [_public(recipient) for recipient in request["to"]]))
    try:
        if passphrase is not None:
            return bytes(pyrage.passphrase.decrypt(content, passphrase))
        return bytes(
            pyrage.decrypt(content, [_private(identity) for identity in request["identities"]])
        )
    except pyrage.DecryptError as error:
        raise _Refused(_why(str(error))) from None


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
