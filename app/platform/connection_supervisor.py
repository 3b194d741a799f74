"""The one unix socket that a child may reach, though it may connect to nothing.

A filter can't see where a connection goes to. So each attempt of the child waits for its parent, a
process that reads nothing of a stranger's; and that does not look either. It connects by itself, to
the one socket, and puts this in the place of the child's. Source: seccomp_unotify(2)."""

import ctypes
import errno
import fcntl
import os
import select
import signal
import socket
import struct
from pathlib import Path

_SET_PARENT_DEATH_SIGNAL = 1
_RECEIVE, _SEND, _ADD_DESCRIPTOR = 0xC0502100, 0xC0182101, 0x40182103
_NOTIFICATION, _FIRST_ARGUMENT_AT = 80, 32
_IN_ITS_PLACE = 1


def stand_by(path: Path) -> socket.socket:
    """Go on in a child of this process, with what the listener is handed over by. This process itself
    does not return: it answers for the socket, and ends as its child does."""
    own_end, worker_end = socket.socketpair()
    parent = os.getpid()
    process = os.fork()
    if process:
        worker_end.close()
        os._exit(_answer_all(own_end, path, process))
    own_end.close()
    ctypes.CDLL(None, use_errno=True).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)
    return worker_end


def hand_over(connection: socket.socket, listener: int) -> None:
    """Of a filter that asks before each connection."""
    socket.send_fds(connection, [b"\0"], [listener])
    os.close(listener)
    connection.close()


def _answer_all(connection: socket.socket, path: Path, process: int) -> int:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1):  # the pipes are the child's: they end with it
        os.dup2(nowhere, descriptor)
    _, listeners, _, _ = socket.recv_fds(connection, 1, 1)
    if listeners:
        ended = os.pidfd_open(process)
        poll = select.poll()
        poll.register(listeners[0], select.POLLIN)
        poll.register(ended, select.POLLIN)
        while ended not in (waiting := dict(poll.poll())):
            if waiting[listeners[0]] & select.POLLIN:
                _answer(listeners[0], path)
            else:
                break
    _, status = os.waitpid(process, 0)
    return max(0, os.waitstatus_to_exitcode(status)) if os.WIFEXITED(status) else 1


def _answer(listener: int, path: Path) -> None:
    notification, error = bytearray(_NOTIFICATION), 0
    try:
        fcntl.ioctl(listener, _RECEIVE, notification)
    except OSError:  # who asked has ended
        return
    (id_,) = struct.unpack_from("<Q", notification)
    (descriptor,) = struct.unpack_from("<I", notification, _FIRST_ARGUMENT_AT)
    try:
        with socket.socket(socket.AF_UNIX) as connected:
            connected.connect(str(path))
            connected.setblocking(False)
            place = (id_, _IN_ITS_PLACE, connected.fileno(), descriptor, os.O_CLOEXEC)
            fcntl.ioctl(listener, _ADD_DESCRIPTOR, struct.pack("<QIIII", *place))
    except OSError as refusal:
        error = -(refusal.errno or errno.ECONNREFUSED)
    try:
        fcntl.ioctl(listener, _SEND, struct.pack("<QqiI", id_, 0, error, 0))
    except OSError:
        return
