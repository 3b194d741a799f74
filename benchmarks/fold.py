"""A case of 2,000 events by two colleagues, folded, beside decoding the same events (aim: 50 ms)."""

import random
from collections.abc import Iterator

from app.case import events
from app.case.projection import fold
from app.seal import canonical
from app.seal.keys import digest
from benchmarks.timing import ratio, said, side_by_side

PATHS = [f"/data/section{n % 9}/question{n}" for n in range(80)]


def bodies(number: int = 2_000, talks: int = 20) -> dict[bytes, tuple[bytes, bytes]]:
    """Id to (stream, body): interviews, corrections, notes; two sides that meet every ten events."""
    rng = random.Random(7)
    streams, heads = [b"l" * 16, b"o" * 16], [(), ()]
    log: dict[bytes, tuple[bytes, bytes]] = {}
    for n in range(number):
        side = rng.randrange(2)
        talk = (n % talks).to_bytes(16, "big")
        if n < talks:
            what, content = (
                events.ANSWERS,
                {"interview": talk, "answers": [[path, "نعم"] for path in PATHS],
                 "facts": {"name": f"Maya {n}", "sex": "female"}},
            )  # fmt: skip
        elif n % 3:
            what, content = (
                events.CORRECTED,
                {"interview": talk, "answers": [[rng.choice(PATHS), str(rng.randrange(3))]]},
            )
        else:
            what, content = events.NOTE, {"about": "view", "interview": talk, "text": f"view {n}"}
        body = canonical.encode(events.body(what, n, heads[side], content))
        id_ = digest(body)
        log[id_], heads[side] = (streams[side], body), (id_,)
        if n % 10 == 0:
            heads = [tuple({*heads[0], *heads[1]})] * 2
    return log


def measure() -> Iterator[str]:
    records = bodies()
    log = [events.read(id_, stream, canonical.decode(raw)) for id_, (stream, raw) in records.items()]
    folding_times, other = side_by_side(
        lambda: fold(bytes(16), log), lambda: [canonical.decode(raw) for _, raw in records.values()], 40
    )
    yield f"folding {said(folding_times)}; decoding {said(other)}; ratio {ratio(folding_times, other)}"
