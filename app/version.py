"""The version of Sanad: the only place where it stands. `pyproject.toml` agrees (tests/test_version.py).

`NUMBER` rises by one with each version that is given out: no update goes back behind it. `RELEASED`
is a day before it was given out, moved on with the version: no record of this version can have been
written before it, so a computer's clock that says so is wrong.
"""

from datetime import UTC, datetime

VERSION = "0.2.0"
NUMBER = 2
RELEASED = datetime(2026, 11, 20, tzinfo=UTC)
PROGRAM = f"Sanad {VERSION}"
