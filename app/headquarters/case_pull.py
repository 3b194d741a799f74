"""The rest of some cases after the positions that a computer has, in one question to the database:
which of them it may have, how far the bytes asked for reach, and what stands there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from sqlalchemy import Connection, TextClause, bindparam, text

from app.headquarters.database import Database
from app.headquarters.directory import KnownDirectory
from app.seal import canonical
from app.sync import wire

_CASES_AT_ONCE = 50
_MOST = 1 << 62

# Written by hand: put together anew for each call it took ten times as long as its answer. Every case
# that may be had has a row at least; `before` are the bytes before a place in this answer; of the
# caller's own stream ids of 32 bytes are given, an envelope has some 300 bytes beside its body.
_QUESTION = """
WITH asked (id, place) AS (VALUES {asked}),
mine AS (
    SELECT c.id, c.last, asked.place FROM asked JOIN case_row c ON c.id = asked.id
    WHERE EXISTS (SELECT 1 FROM reader r WHERE r.case_id = c.id AND r.team IN :teams)
),
costs AS (
    SELECT e.case_id, e.position,
           CASE WHEN e.stream = :short THEN 32 ELSE length(e.body) + 300 END AS cost
    FROM mine JOIN envelope e ON e.case_id = mine.id AND e.position > mine.place
    ORDER BY e.case_id, e.position LIMIT 2048
),
places AS (
    SELECT case_id, position, cost, sum(cost) OVER (
        ORDER BY case_id, position ROWS UNBOUNDED PRECEDING) - cost AS before
    FROM costs
)
SELECT mine.id AS mine, mine.last, e.position, e.id, e.stream, e.header, e.signature, places.cost,
       CASE WHEN e.stream = :short OR places.cost > :longest THEN NULL ELSE e.body END AS body
FROM mine
LEFT JOIN places ON places.case_id = mine.id AND places.before < :left
     AND (places.before = 0 OR places.before + places.cost <= :reach)
LEFT JOIN envelope e ON e.case_id = mine.id AND e.position = places.position
ORDER BY mine.id, e.position
"""


@cache
def _question(cases: int) -> TextClause:
    placeholders = ", ".join(f"(:i{n}, CAST(:p{n} AS BIGINT))" for n in range(cases))
    return text(_QUESTION.format(asked=placeholders)).bindparams(bindparam("teams", expanding=True))


@dataclass(slots=True)
class _Rest:
    """What is given of a case, and the position of the last that is there."""

    upto: int
    last: int
    items: list[tuple[int, bytes]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Caller:
    """`short`: the stream of which ids suffice. `longest`: bytes of an envelope that comes whole; no more
    of them together, where longer ones are named."""

    teams: Sequence[bytes]
    short: bytes
    longest: int = _MOST


def pull(database: Database, stream: bytes, snapshot: KnownDirectory, pull: wire.Pull) -> wire.Pulled:
    """At least one envelope where there is any, or its name, and no more bytes than asked for, about."""
    budget = max(1, min(pull.most, wire.REQUEST))
    cases = {id_: min(place, _MOST) for id_, place in pull.cases}
    longest = budget if isinstance(pull, wire.PullNamed) else _MOST
    caller = _Caller(snapshot.teams(stream), b"" if pull.own else stream, longest)
    rests: dict[bytes, _Rest] = {}
    ordered = sorted(cases)
    with database.look() as connection:
        for at in range(0, len(ordered), _CASES_AT_ONCE):
            page = {id_: cases[id_] for id_ in ordered[at : at + _CASES_AT_ONCE]}
            budget -= _take(connection, caller, page, max(budget, 0), rests)
    return wire.Pulled(snapshot.epoch, tuple(_told(id_, rests.get(id_)) for id_ in cases))


def _told(id_: bytes, delivery: _Rest | None) -> tuple[bytes, tuple[tuple[int, bytes], ...], int]:
    if delivery is None:
        return id_, (), wire.NOT_YOURS
    return id_, tuple(delivery.items), wire.MORE if delivery.upto < delivery.last else wire.DONE


def _take(
    connection: Connection, caller: _Caller, positions: dict[bytes, int], budget: int, rests: dict[bytes, _Rest]
) -> int:
    """How many bytes that was."""
    parameters: dict[str, object] = {
        "teams": caller.teams,
        "short": caller.short,
        "left": budget,
        "longest": caller.longest,
        "reach": budget if caller.longest < _MOST else _MOST,
    }
    for n, (id_, place) in enumerate(positions.items()):
        parameters |= {f"i{n}": id_, f"p{n}": place}
    byte_count = 0
    for row in connection.execute(_question(len(positions)), parameters):
        rest_of_case = rests.setdefault(row.mine, _Rest(positions[row.mine], row.last))
        if row.position is None:
            continue
        if row.stream == caller.short:
            raw = row.id
        elif row.body is None:
            raw = wire.name_of(row.id)
        else:
            raw = canonical.encode([row.header, row.signature, row.body])
        rest_of_case.items.append((row.position, raw))
        rest_of_case.upto = row.position
        byte_count += row.cost
    return byte_count
