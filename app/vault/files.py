"""Files that others wrote, such as on a stick: read only if they are files, and no more than fits."""

import os
import stat
from pathlib import Path


def content(file: Path, largest: int) -> bytes:
    """A file's bytes. OSError for what is no file (a pipe would never end) or longer than that."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with open(os.open(file, flags), "rb") as opened:
        file_stat = os.fstat(opened.fileno())
        if not stat.S_ISREG(file_stat.st_mode) or file_stat.st_size > largest:
            raise OSError
        raw = opened.read(largest + 1)
    if len(raw) > largest:
        raise OSError
    return raw
