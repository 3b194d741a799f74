"""What pyHanko imports, whether it is used or not, and what is not even installed (pyproject.toml): aiohttp,
which reaches networks, and tzlocal, which reads the system's files for an hour that is always given
here. A module with next to nothing in it takes the place of each; of aiohttp, pyHanko asks the names
of types when it is imported, and of tzlocal a time zone."""

import sys
from datetime import UTC, tzinfo
from types import ModuleType


class _NoNetwork(ModuleType):
    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (Exception,), {})


class _NoPlace(ModuleType):
    @staticmethod
    def get_localzone() -> tzinfo:
        return UTC


def leave_out() -> None:
    """Before pyHanko is imported."""
    sys.modules.setdefault("aiohttp", _NoNetwork("aiohttp"))
    sys.modules.setdefault("tzlocal", _NoPlace("tzlocal"))


leave_out()
