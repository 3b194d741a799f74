"""Matching of 100,000 persons: the keys, the first file's points, an answer, and its comparison."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from app.case import match_keys
from app.seal import canonical, matching
from app.seal.keys import DeviceKeys, fresh
from app.seal.matching import MatchingAnswer, MatchingRequest

T = TypeVar("T")


def measure(persons: int = 100_000) -> list[str]:
    """Seconds of a processor for each step; each person has a passport and a name in one script."""
    rng, seconds = random.Random(1), dict[str, float]()

    def timed(name: str, work: Callable[[], T]) -> T:
        before = time.process_time()
        result = work()
        seconds[name] = round(time.process_time() - before, 1)
        return result

    known = [_person(rng, number) for number in range(persons)]
    keys = timed("keys of cases", lambda: [key for facts in known for key in match_keys.keys(facts)])
    run, secrets = bytes(fresh()), (matching.fresh_secret(), matching.fresh_secret())
    size = max(64, 1 << (persons - 1).bit_length()) * sum(match_keys.SLOTS.values())
    points = timed("points", lambda: [matching.point_of(canonical.encode([run, *key])) for key in keys])
    unique = list(dict.fromkeys(points))
    own = timed("blinded", lambda: matching.blinded(secrets[0], unique))
    dummies = timed("filled up", lambda: matching.dummies(size - len(own)))
    asked = sorted([*own, *dummies])
    ours = DeviceKeys.fresh()
    head = MatchingRequest(run, b"", ours.public, ours.public, 1, 2, "r", "p", match_keys.KINDS, size)
    content, _ = timed("signed", lambda: matching.sign(ours, head, asked))
    seconds["MB of the first file"] = round(len(content) / 1e6, 1)
    marks = timed("answered", lambda: matching.marks(run, matching.blinded(secrets[1], asked)))
    theirs = sorted(matching.blinded(secrets[1], unique))
    answer = MatchingAnswer(run, bytes(32), ours.public, ours.public, 1, len(theirs), size)
    content, _ = matching.sign(ours, answer, theirs, marks)
    body = matching.body_of(content, ours.public)
    message = timed("read", lambda: matching.parts_of(body, answer))
    twice = timed("compared", lambda: set(matching.marks(run, matching.blinded(secrets[0], message.parts[0]))))  # fmt: skip
    assert len(twice & set(marks)) == len(unique)
    return [f"{step}: {spent}" for step, spent in seconds.items()]


def _person(rng: random.Random, number: int) -> dict[str, str]:
    letters = "abdefghijklmnorstuwyz"
    name = " ".join("".join(rng.choices(letters, k=7)).title() for _ in range(3))
    day = f"{rng.randrange(1960, 2008)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}"
    return {"name": name, "birth_date": day, "nationality": "NP", "passport": f"N{number:07}"}
