"""pyHanko imports aiohttp whether it is used or not. Where papers are signed nothing is loaded that can
reach a network: a module without anything in it takes its place. What pyHanko asks of that when it is
imported are names of types.
"""

import sys
from types import ModuleType

__all__ = ["stand_in"]


class _Empty(ModuleType):
    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (Exception,), {})


def stand_in() -> None:
    """Before pyHanko is imported."""
    sys.modules.setdefault("aiohttp", _Empty("aiohttp"))


stand_in()
