"""A version of Sanad that opens every case of a copy of the records, and says what it sees of each as
digests, a line a case. Its keys come through a pipe; it knows nothing but the copy.

The words between it and the version that started it are frozen, since an older one starts a newer one:
docs/formats/update.md, "The trial"
"""

import json
import sys
from contextlib import closing
from pathlib import Path

from app import clock
from app.casework.cases import index
from app.casework.records import case_facts
from app.casework.session.session import Session, case_state_of
from app.errors import SanadError
from app.platform import system
from app.seal import canonical
from app.seal.case_grant import is_key_log
from app.seal.secret import Secret
from app.vault import log
from app.vault.folder import Folder
from app.vault.vault import open_vault
from app.version import VERSION

LANGUAGE = 1  # of these words


def order(master: bytes, key: bytes, home: Path, vault: bytes) -> bytes:
    """What the child reads: the master key of the copy, the trial's own key, the copy's home, whose."""
    return canonical.encode([LANGUAGE, bytes(master), bytes(key), str(home), vault])


def child() -> int:
    """`--trial`. Its exit code: 0 where every case was opened."""
    if not system.end_with_parent():
        return 1
    language, master, key, home, vault = canonical.decode(sys.stdin.buffer.read())
    if language != LANGUAGE:
        return 1
    try:
        _open_each(Path(home), vault, Secret(master), key)
    except SanadError as error:
        _say({"error": error.kind()})
        return 1
    return 0


def _open_each(home: Path, vault_id: bytes, master: Secret, key: bytes) -> None:
    folder = Folder.of(home, vault_id)
    vault = open_vault(folder, folder.key_file(), master)
    with closing(vault):
        session = Session(vault, home, clock.now, reindex=index.reindex)
        cases = [case for case in log.cases(vault.database, vault) if not is_key_log(case)]
        _say({"version": VERSION, "cases": len(cases)})
        for case in cases:
            digests = case_facts.digests(case_state_of(session, case), key)
            _say({"case": case.hex(), "facts": {kind: digests[kind].hex() for kind in digests}})
        _say({"end": len(cases)})


def _say(line: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()
