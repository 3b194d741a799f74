"""Landlock: which files a process may still read, and that it connects and signals nowhere.

Source: https://docs.kernel.org/userspace-api/landlock.html. What an older kernel doesn't know is
left out of the rules; the layer then holds for the rest."""

import ctypes
import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

# the same numbers on every machine
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_ASK_VERSION, _PATH_BENEATH = 1, 1
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
# all rights over files, by the version that brought the last of them
_FILE_RIGHTS = ((5, (1 << 16) - 1), (3, (1 << 15) - 1), (2, (1 << 14) - 1), (1, (1 << 13) - 1))
_BIND_AND_CONNECT = 3  # by TCP
_ABSTRACT_SOCKETS_AND_SIGNALS = 3  # of processes outside


class _Ruleset(ctypes.Structure):
    _fields_ = [("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scoped", ctypes.c_uint64)]


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = [("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32)]


def version() -> int:
    """Of this kernel's Landlock; 0 where there is none."""
    return max(0, _call(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_ASK_VERSION)))


def restrict(readable: Iterable[Path], abi: int | None = None) -> int:
    """From here on this process opens nothing but these folders and files, for reading, connects
    nowhere by TCP and signals nobody outside: the version that this holds by, 0 where it does not.
    `abi`: the highest version that is used. A version says too little before 3 to keep a file from
    being cut short, before 4 to know connections, and before 6 to know signals and abstract sockets."""
    abi = version() if abi is None else min(abi, version())
    # a thread that is under way would go free, and with it the whole process
    if abi < 1 or _threads() != 1:
        return 0
    rules = _Ruleset(
        files=next(rights for since, rights in _FILE_RIGHTS if abi >= since),
        network=_BIND_AND_CONNECT if abi >= 4 else 0,
        scoped=_ABSTRACT_SOCKETS_AND_SIGNALS if abi >= 6 else 0,
    )
    size = 24 if abi >= 6 else 16 if abi >= 4 else 8
    ruleset = _call(_CREATE_RULESET, ctypes.byref(rules), ctypes.c_size_t(size), ctypes.c_uint32(0))
    if ruleset < 0:
        return 0
    try:
        for path in readable:
            with suppress(OSError):  # what is not here needs no rule
                _allow(ruleset, path)
        holds = _call(_RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint32(0)) == 0
        return abi if holds else 0
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: Path) -> None:
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        rule = _PathBeneath(_READ_FILE | (_READ_DIR if is_folder else 0), descriptor)
        _call(_ADD_RULE, ctypes.c_int(ruleset), ctypes.c_int(_PATH_BENEATH), ctypes.byref(rule), ctypes.c_uint32(0))
    finally:
        os.close(descriptor)


def _threads() -> int:
    try:
        return len(os.listdir("/proc/self/task"))
    except OSError:
        return 0


def _call(number: int, *arguments: object) -> int:
    system_call = ctypes.CDLL(None, use_errno=True).syscall
    system_call.restype = ctypes.c_long
    return int(system_call(ctypes.c_long(number), *arguments))
