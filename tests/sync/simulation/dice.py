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
    dice = random.Random(f"keys {seed}")

    def fresh() -> DeviceKeys:
        return DeviceKeys(Secret(dice.randbytes(32)), Secret(dice.randbytes(96)))

    with patch.object(os, "urandom", dice.randbytes), patch.object(DeviceKeys, "fresh", fresh):
        yield
