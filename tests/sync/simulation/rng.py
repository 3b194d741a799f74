"""Keys and ids from a seed, so that a seed is the same disaster each time. For simulations alone.

What HPKE makes is still random: it changes hashes of entries and of some grants, and no decision.
"""

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from app.seal.keys import DeviceKeys
from app.seal.secret import Secret


@contextmanager
def loaded(seed: int) -> Iterator[None]:
    rng = random.Random(f"keys {seed}")

    def fresh() -> DeviceKeys:
        return DeviceKeys(Secret(rng.randbytes(32)), Secret(rng.randbytes(96)))

    with patch.object(os, "urandom", rng.randbytes), patch.object(DeviceKeys, "fresh", fresh):
        yield
