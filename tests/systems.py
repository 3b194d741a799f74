"""What a test needs of the system that it runs on."""

import os
import tempfile
import time
from pathlib import Path

import pytest

TIME_ZONES = pytest.mark.skipif(not hasattr(time, "tzset"), reason="a program keeps the time zone that it began with")
POSIX = pytest.mark.skipif(os.name == "nt", reason="not of this system")


def _can_link() -> bool:
    """On Windows only with a right that few have; Wine says that it did and makes nothing."""
    with tempfile.TemporaryDirectory() as folder:
        link = Path(folder) / "link"
        try:
            link.symlink_to(folder, target_is_directory=True)
        except OSError:
            return False
        return link.is_symlink()


LINKS = pytest.mark.skipif(not _can_link(), reason="no symbolic links here")
