"""PouchDB and its server, where somebody has installed them: see benchmarks/peers/README.md."""

import json
import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PEERS = Path(__file__).parent / "peers"


def installed() -> Path | None:
    folder = os.environ.get("SANAD_POUCHDB", "")
    return Path(folder) if folder and (Path(folder) / "node_modules" / "express-pouchdb").is_dir() else None


@contextmanager
def served(at: Path, data: Path) -> Iterator[int]:
    """Its port."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = int(listening.getsockname()[1])
    (data / "server").mkdir(parents=True)
    process = subprocess.Popen(
        ["node", str(_PEERS / "pouchdb_server.js"), str(data / "server"), str(port)],
        cwd=at, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert process.stdout
    process.stdout.readline()
    try:
        yield port
    finally:
        process.terminate()
        process.wait(20)


def pushed(at: Path, data: Path, port: int, number: int, text: str) -> float:
    """Seconds that so many documents took."""
    run = subprocess.run(
        ["node", str(_PEERS / "pouchdb_client.js"), str(data), str(port), str(number), text],
        cwd=at, check=True, capture_output=True, text=True,
    )  # fmt: skip
    result = json.loads(run.stdout)
    assert result["written"] == number
    return float(result["seconds"])
