"""The children that seal and open: shut in first, then fed through a pipe, and answering as they are fed.

They load what they need and no more: one is started for each sealed file that is opened, and again for
each large part of it that is looked at. What they are asked and answer: app.bundle.sealer."""

import os
import sys
from io import BufferedReader, BufferedWriter
from typing import IO, Any

from app.broker import frames
from app.broker.blocks import as_source
from app.broker.child import asked_through_blocks, serve_stream, shut_in
from app.broker.rooms import OPENER, SEALER
from app.seal import age_file, age_phrase

OPENED, CUT, WRONG, DAMAGED, COSTLY, FAILED, NO_ROOM, NO_MEMORY = 0, 10, 11, 12, 13, 14, 15, 16
_PIECE = 1 << 20


def seal_child() -> int:
    """What runs in the child that seals; its exit status."""
    import pyrage

    shut_in(SEALER)
    source = sys.stdin.buffer
    target = open(sys.stdout.fileno(), "wb", _PIECE, closefd=False)  # noqa: SIM115
    try:
        request, content, _ = asked_through_blocks(source, target)
    except frames.BadFrame:
        return CUT  # the parent was killed
    reader, counting = as_source(content), _Counting(target)
    try:
        passphrase = request.get("passphrase")
        if passphrase is not None:
            age_phrase.seal(reader, counting, passphrase)
        else:
            pyrage.encrypt_io(reader, counting, [_public(text) for text in request["to"]])
        counting.flush()
    except MemoryError:
        os._exit(NO_MEMORY)
    except Exception:  # whatever a library raises must not be printed with what it was given
        os._exit(NO_ROOM if counting.refused else FAILED)  # what waits in the buffer is worthless
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


def open_into(request: dict[str, Any], source: BufferedReader, target: BufferedWriter) -> dict[str, Any]:
    """What the child does: opened bytes into `target`, and how that ended."""
    import pyrage

    try:
        if "passphrase" in request:
            age_phrase.open_into(source, target, request["passphrase"])
        else:
            identities = [_private(identity) for identity in request["identities"]]
            pyrage.decrypt_io(source, target, identities)
    except age_phrase.TooLittleMemory as error:
        return {"status": NO_MEMORY, "megabytes": age_phrase.memory_of(error.work) >> 20}
    except age_phrase.WrongWords:
        return {"status": WRONG}
    except age_phrase.TooMuchWork:
        return {"status": COSTLY}
    except age_file.NotAsSealed:
        return {"status": DAMAGED}
    except pyrage.DecryptError as error:
        # pyrage has one exception and says the rest in words (1.2 to 1.4, tests/bundle)
        is_wrong = str(error).startswith(("No matching keys", "Decryption failed"))
        return {"status": WRONG if is_wrong else DAMAGED}
    except OSError:  # of pyrage, where a chunk does not hold
        return {"status": DAMAGED}
    except Exception:  # of a key that nothing here reads: said as it always was
        return {"status": FAILED}
    return {"status": OPENED}


def _public(text: str) -> Any:
    import pyrage

    kind = pyrage.ssh if text.startswith("ssh-") else pyrage.x25519
    return kind.Recipient.from_str(text)


def _private(text: str) -> Any:
    import pyrage

    if text.lstrip().startswith("-----"):
        return pyrage.ssh.Identity.from_buffer(text.encode())
    return pyrage.x25519.Identity.from_str(text)
