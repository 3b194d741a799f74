"""A node as a process: a socket, uvicorn, patience with slow callers, and a stop that ends calls.

One line of JSON is printed once it answers: {"address"}. SIGTERM and SIGINT: it takes no new calls,
lets those under way end (30 s at most), and says so at /readyz at once.
"""

import json
import logging
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import uvicorn

from app.headquarters import problems, setup, updates
from app.headquarters.connection_limits import ConnectionLimits
from app.headquarters.kept_problems import KeptLog
from app.headquarters.metrics import Log, place_of
from app.headquarters.server import Headquarters
from app.headquarters.upkeep import Upkeep

_LAST_S = 30


class ServerNode(uvicorn.Server):
    """`ready` is called once the socket is answered."""

    def __init__(
        self, config: uvicorn.Config, hq: Headquarters, door: ConnectionLimits, ready: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._hq, self._door, self._ready = hq, door, ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._door.closes = True
        await self._hq.waking.stop()  # who waits for news is answered at once
        await super().shutdown(sockets)


def headquarters_of(folder: Path, log: Log, **options: Any) -> Headquarters:
    """With all that a node is handed of its folder. `options`: `limits`, `clock`."""
    return Headquarters(
        setup.open_database(folder),
        setup.receipt_keys(folder),
        updates=folder / updates.FOLDER,
        folder=folder,
        log=log,
        **options,
    )


def node(
    hq: Headquarters,
    listening: socket.socket,
    certificate: tuple[Path, Path] | None = None,
    *,
    proxies: str = "127.0.0.1",
    ready: Callable[[], None] = lambda: None,
) -> tuple[ServerNode, list[socket.socket]]:
    door = ConnectionLimits(hq.limits, hq.open, frozenset(proxies.split(",")))
    files: dict[str, Any] = {}
    if certificate:
        files = {"ssl_certfile": certificate[0], "ssl_keyfile": certificate[1]}
    config = uvicorn.Config(
        hq.app, http=door, ws="none", lifespan="on", log_config=None, access_log=False,  # type: ignore[arg-type]
        server_header=False, date_header=False, timeout_keep_alive=75,
        timeout_graceful_shutdown=_LAST_S, forwarded_allow_ips=proxies,
        h11_max_incomplete_event_size=32 * 1024, **files,
    )  # fmt: skip
    config.load()
    if config.ssl:
        config.ssl.num_tickets = 0  # nobody comes back with one, and each costs a thin line 250 bytes
    return ServerNode(config, hq, door, ready), [listening]


def serve(folder: Path, host: str = "", port: int | None = None, *, plain: bool = False) -> None:
    """Until it is told to stop. `plain`: no TLS of our own, where a proxy ends it.
    NoHeadquarters, DatabaseDown, NewerTables, NoCertificate, AddressInUse."""
    settings = setup.settings(folder)
    log = KeptLog(folder)
    hq = headquarters_of(folder, log)
    files = setup.certificate(folder, hq.database)
    if files is None and not plain and settings.url.startswith("https"):
        hq.database.close()
        raise problems.NoCertificate
    if plain:
        files = None
    logging.basicConfig(handlers=[LibraryLog(hq.log)], level=logging.WARNING, force=True)
    listening = _socket(host or "127.0.0.1", setup.port_of(settings.url) if port is None else port)
    name, number = listening.getsockname()[:2]
    scheme = "https" if files else "http"
    text = f"[{name}]" if ":" in name else name

    def ready() -> None:
        sys.stdout.write(json.dumps({"address": f"{scheme}://{text}:{number}"}) + "\n")
        sys.stdout.flush()

    server, sockets = node(hq, listening, files, proxies=settings.proxies, ready=ready)
    upkeep = Upkeep(folder, log, database=hq.database, tls=server.config.ssl)
    upkeep.begin()
    try:
        server.run(sockets)
    finally:
        upkeep.end()


class LibraryLog(logging.Handler):
    """What libraries have to say: the words that stand in their code, and where; nothing that came
    from outside, no traceback."""

    def __init__(self, log: Log) -> None:
        super().__init__()
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        msg = record.msg if isinstance(record.msg, str) and "\n" not in record.msg else ""
        bug = record.exc_info[1] if record.exc_info else None
        self._log.say(
            "library", name=record.name, level=record.levelname, told=msg[:120], where=place_of(bug) if bug else ""
        )


def port_is_free(port: int) -> bool:
    """Could this user's server listen there for other computers now?"""
    try:
        _socket("0.0.0.0", port).close()  # noqa: S104  as it will
    except problems.AddressInUse:
        return False
    return True


def _socket(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # named TCP, or asyncio leaves Nagle's algorithm on and each answer waits 40 ms for the caller's
    # delayed acknowledgement
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    # on Windows the option of this name lets any other program take the same port, and its own one doesn't
    again = getattr(socket, "SO_EXCLUSIVEADDRUSE", socket.SO_REUSEADDR)
    listener.setsockopt(socket.SOL_SOCKET, again, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise problems.AddressInUse from error
    return listener
