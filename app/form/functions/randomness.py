"""Functions that draw at random. Source: ODK XForms spec, "random", "randomize", "uuid"."""

import hashlib
import math
import random
import uuid as uuids
from typing import Any

from app.form.expressions import Code, Scope
from app.form.functions.declarations import FUNCTIONS, Arguments
from app.form.values import number, string


@FUNCTIONS.built("random", 0, 0)
def _random(args: Arguments) -> Code:
    args.reads.volatile = True
    return Code("number", lambda s: random.random())  # noqa: S311 - not a secret


@FUNCTIONS.built("randomize", 1, 2)
def _randomize(args: Arguments) -> Code:
    """The nodes in an order drawn from the seed, the same as in JavaRosa and web-forms."""
    nodes = args.nodes("randomize")
    if len(args.trees) == 1:
        return Code("nodes", lambda s: random.sample(drawn_nodes := nodes(s), len(drawn_nodes)))
    seed = args.value(1)

    def run(s: Scope) -> list[Any]:
        seed_value = seed(s)
        return shuffled(nodes(s), number(seed_value), string(seed_value))

    return Code("nodes", run)


_M = 2_147_483_647
_LONG = 2.0**63  # a long of Java holds no more


def shuffled(items: list[Any], seed: float, text: str) -> list[Any]:
    """Fisher-Yates inside out with the Park-Miller generator, as in JavaRosa and web-forms.

    Source: ODK XForms spec, "randomize"; a seed that isn't a number is hashed with SHA-256, of
    which the first eight bytes are the seed."""
    if not math.isnan(seed):
        value = int(max(-_LONG, min(_LONG, seed)))
    else:
        value = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big", signed=True) if text else 0
    state = int(math.fmod(value, _M))
    if state <= 0:
        state += _M - 1
    result: list[Any] = []
    for at, item in enumerate(items):
        state = state * 16807 % _M
        swapped = int((state - 1) / (_M - 1) * (at + 1))
        result.append(item)
        result[at], result[swapped] = result[swapped], item
    return result


def unique(*size: float) -> str:
    """A random UUID; with a size, so many letters and digits."""
    if not size:
        return str(uuids.uuid4())
    length = int(size[0]) if math.isfinite(size[0]) else 0
    letters = "".join(uuids.uuid4().hex for _ in range(min(length, 4096) // 32 + 1))
    return letters[: max(0, min(length, 4096))]


FUNCTIONS.plain("uuid", "n", "string", unique, 0, 1, volatile=True)
