"""Unlocking, beside Argon2id alone (target: at most 0.3 s more)."""

import os
import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from app.casework.records import unlock
from app.seal import slots
from app.seal.slots import Cost
from benchmarks.timing import once

PHRASE = "granite walnut seven kettle moon"


def measure() -> Iterator[str]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        os.environ["XDG_STATE_HOME"] = folder
        home, cost = Path(folder, "home"), Cost()
        new_vault = unlock.create(home, "Layla", "inspector", "en", PHRASE, cost=cost)
        vault = new_vault.session.officer.vault_id
        new_vault.session.close()
        whole, alone = [], []
        for _ in range(5):
            whole.append(once(lambda: unlock.unlock(home, vault, PHRASE).close()))
            alone.append(once(lambda: slots.stretched(b"phrase", bytes(16), cost)))
        whole_ms, other = statistics.median(whole), statistics.median(alone)
        yield f"unlock {whole_ms:.0f} ms, Argon2id alone {other:.0f} ms: {whole_ms - other:.0f} ms more"
