"""Ports for servers that are started, killed and started again."""

import socket
from secrets import randbelow

# Below those that a system gives to outgoing calls (32768 and up on Linux, 49152 and up on Windows): one of
# these could be given to another program's call while a server is away from it.
_FIRST, _MANY = 20_000, 12_000


def free_port() -> int:
    """Of this computer; by chance, for other tests look for one at the same time."""
    while True:
        port = _FIRST + randbelow(_MANY)
        with socket.socket() as opened:
            try:
                opened.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
