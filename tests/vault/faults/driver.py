"""Runs the command line again and again, each time in a fork of a process that has it loaded, with
one call of the system made to fail (faults.c, preloaded). A job a line on standard input:

    {"words", "env", "stdin", "call", "at", "errno", "ever", "under"}

and an answer a line: {"status", "out", "err", "seen"}. The one word "upgrade" is no command: it opens
the vault as a later version would (upgrade.py).
"""

import ctypes
import importlib
import json
import os
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any

LOADED = (
    "app.cli", "app.casework.pages.demo", "app.casework.records.unlock", "app.casework.interviews.interview",
    "app.casework.export.case_print", "app.casework.questionnaires.forms", "app.casework.cases.queries", "app.report.casefile",
    "app.casework.export.bundle_export", "app.vault.log", "app.seal.envelope", "sqlcipher3.dbapi2",
    "app.cli.case_page", "app.cli.case_page", "app.cli.draft", "app.cli.interview", "app.cli.vault",
)  # fmt: skip


def child(job: dict[str, Any], folder: Path, shim: ctypes.CDLL) -> None:
    """One command with its fault; never returns."""
    os.environ.update(job["env"])
    for number, name, flags in ((0, "in", os.O_RDONLY), (1, "out", os.O_WRONLY), (2, "err", os.O_WRONLY)):
        os.dup2(os.open(folder / name, flags), number)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    from app.cli import main
    from tests.vault.faults import upgrade

    shim.fault_arm(job["call"].encode(), job["at"], job["errno"], job["ever"], job["under"].encode())
    status = 99
    try:
        status = upgrade.main() if job["words"] == ["upgrade"] else main(job["words"])
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:
        traceback.print_exc()
    finally:
        seen = shim.fault_seen()
        shim.fault_arm(b"", 0, 0, 0, b"")
        sys.stdout.flush()
        sys.stderr.flush()
        (folder / "seen").write_text(str(seen))
        os._exit(status)


def main() -> None:
    for name in LOADED:
        importlib.import_module(name)
    shim = ctypes.CDLL(os.environ["LD_PRELOAD"])
    for line in sys.stdin:
        job = json.loads(line)
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "in").write_text(job["stdin"], "utf-8")
            (folder / "out").touch()
            (folder / "err").touch()
            process = os.fork()
            if not process:
                child(job, folder, shim)
            _, ended = os.waitpid(process, 0)
            answer = {
                "status": os.waitstatus_to_exitcode(ended),
                "out": (folder / "out").read_text("utf-8", "replace"),
                "err": (folder / "err").read_text("utf-8", "replace"),
                "seen": int((folder / "seen").read_text() or 0) if (folder / "seen").exists() else 0,
            }
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
