"""What a vault knows of headquarters: what isn't there yet, how far it was fetched, its receipts.

Only hashes count. What was said to be there counts as there within one history of headquarters
(an epoch); in another everything is asked again."""

from collections.abc import Iterable, Sequence

from app.seal import canonical
from app.seal.envelope import Header
from app.seal.receipt import Receipt, peek_unverified
from app.vault import chunks
from app.vault.database import Source, Writer

EPOCH, SCOPE, NEXT_SCOPE, HEADS, FORKED, OFFERED, WITHDRAWN = (
    "epoch", "scope", "next scope", "heads", "forked", "offered", "withdrawn",
)  # fmt: skip
_MANY = 1024  # rows looked at for one batch


def state(source: Source, name: str) -> bytes:
    """A small value, b"" where there is none."""
    row = source.row("SELECT value FROM sync_state WHERE name = ?", (name,))
    return bytes(row[0]) if row else b""


def put(writer: Writer, name: str, value: bytes) -> None:
    writer.run("INSERT OR REPLACE INTO sync_state VALUES (?, ?)", (name, value))


def named(source: Source, first: str) -> list[str]:
    """The small values whose names begin with this word."""
    return source.column("SELECT name FROM sync_state WHERE name GLOB ? ORDER BY name", (f"{first} *",))


def drop(writer: Writer, name: str) -> None:
    writer.run("DELETE FROM sync_state WHERE name = ?", (name,))


def new_history(writer: Writer, epoch: bytes, own_stream: bytes) -> None:
    """Nothing counts as there, and nothing as fetched. Whatever is here stays. `own_stream`: the stream of
    which headquarters says by itself up to where it has it."""
    put(writer, EPOCH, epoch)
    for name in (SCOPE, NEXT_SCOPE, HEADS):
        writer.run("DELETE FROM sync_state WHERE name = ?", (name,))
    writer.run("INSERT OR IGNORE INTO unsent (n) SELECT n FROM envelope")
    writer.run("UPDATE unsent SET ask = 1, why = ''")
    writer.run("UPDATE unsent SET ask = 0 WHERE n IN (SELECT n FROM envelope WHERE stream = ?)", (own_stream,))
    chunks.forget_there(writer)
    for table in ("cursor", "fetched", "hole"):
        writer.run(f"DELETE FROM {table}")  # noqa: S608


# -- sending ---------------------------------------------------------------------------------


def unsure(source: Source, limit: int) -> list[bytes]:
    return source.column("SELECT id FROM unsent JOIN envelope USING (n) WHERE ask = 1 ORDER BY n LIMIT ?", (limit,))


def asked(writer: Writer, ids: Iterable[bytes], missing: Iterable[bytes]) -> None:
    """These were asked for: what is not missing is there."""
    lacking = set(missing)
    for id_ in ids:
        if id_ in lacking:
            writer.run("UPDATE unsent SET ask = 0 WHERE n = (SELECT n FROM envelope WHERE id = ?)", (id_,))
        else:
            arrived(writer, id_)


def batch(source: Source, size: int, skip: int = 0) -> list[tuple[bytes, bytes]]:
    """(id, bytes) of what is to be sent next, in the order in which it came here: the parents of
    what was written here come first. At least one, and then about `size` bytes; after the first `skip`."""
    envelopes: list[tuple[bytes, bytes]] = []
    remaining = size
    for id_, header, signature, body in source.rows(
        "SELECT id, header, signature, body FROM unsent JOIN envelope USING (n) WHERE ask = 0 AND why = '' AND NOT "
        "EXISTS (SELECT 1 FROM away WHERE away.id = envelope.id) ORDER BY n LIMIT ? OFFSET ?",
        (_MANY, skip),
    ):
        raw = canonical.encode([header, signature, body])
        if envelopes and len(raw) > remaining:
            break
        envelopes.append((id_, raw))
        remaining -= len(raw)
    return envelopes


def arrived(writer: Writer, id_: bytes) -> bytes:
    """Headquarters has named this hash as one that it holds; its case, b"" where it isn't here."""
    row = writer.row("SELECT n, case_id FROM envelope WHERE id = ?", (id_,))
    if not row:
        return b""
    writer.run("DELETE FROM unsent WHERE n = ?", (row[0],))
    return bytes(row[1])


def last_here(source: Source) -> int:
    """The number of what came in last."""
    return source.number("SELECT max(n) FROM envelope")


def arrived_since(writer: Writer, last: int) -> None:
    """Everything that came in after this number, headquarters gave itself."""
    writer.run("DELETE FROM unsent WHERE n > ?", (last,))


def arrived_to(writer: Writer, stream: bytes, tips: Iterable[bytes]) -> None:
    """It holds a stream from its beginning to these envelopes, which commit to all before, and what
    else is here of the stream it has to be asked for again."""
    tip_ids = list(tips)
    if is_forked(writer, stream):
        ids = {id_ for tip in tip_ids for id_ in before(writer, stream, tip)}
        for n, id_ in writer.rows("SELECT n, id FROM envelope WHERE stream = ?", (stream,)):
            if id_ in ids:
                writer.run("DELETE FROM unsent WHERE n = ?", (n,))
            else:
                writer.run("INSERT OR IGNORE INTO unsent (n, ask) VALUES (?, 1)", (n,))
        return
    last = max((_seq(writer, tip) for tip in tip_ids), default=0)
    writer.run("DELETE FROM unsent WHERE n IN (SELECT n FROM envelope WHERE stream = ? AND seq <= ?)", (stream, last))
    writer.run(
        "INSERT OR IGNORE INTO unsent (n, ask) SELECT n, 1 FROM envelope WHERE stream = ? AND seq > ?", (stream, last)
    )


def precedes(source: Source, stream: bytes, ids: Iterable[bytes], tips: Iterable[bytes]) -> bool:
    """Do these envelopes of a stream come before some of the tips, or are they tips?"""
    if is_forked(source, stream):
        covered_ids = {id_ for tip in tips for id_ in before(source, stream, tip)}
        return all(id_ in covered_ids for id_ in ids)
    last = max((_seq(source, tip) for tip in tips), default=0)
    return all(_seq(source, id_) <= last for id_ in ids)


def refused(writer: Writer, id_: bytes, reason: str) -> None:
    writer.run("UPDATE unsent SET why = ? WHERE n = (SELECT n FROM envelope WHERE id = ?)", (reason, id_))


def offer_again(writer: Writer) -> None:
    """What was refused may be taken now that more is known."""
    writer.run("UPDATE unsent SET why = '' WHERE why <> ''")


def offer_daily(writer: Writer, at: int) -> None:
    """What was refused is offered once a day even where nothing more is known."""
    if state(writer, OFFERED) != _day(at):
        put(writer, OFFERED, _day(at))
        offer_again(writer)
        writer.run("UPDATE hole SET position = 0 WHERE position = -1")


def is_due_again(source: Source, at: int) -> bool:
    """Is something to be offered or fetched again by the next sync that meets headquarters?"""
    suspect = source.row("SELECT 1 FROM hole WHERE position = 0 LIMIT 1")
    return bool(suspect) or state(source, OFFERED) != _day(at)


def _day(at: int) -> bytes:
    return (at // 86400).to_bytes(8, "big", signed=True)


def unsent_of(source: Source, stream: bytes) -> bool:
    return source.has("SELECT 1 FROM unsent JOIN envelope USING (n) WHERE stream = ? LIMIT 1", (stream,))


def not_known(source: Source) -> list[tuple[bytes, bytes]]:
    """(id, case) of everything that headquarters isn't known to have, in the order in which it came."""
    rows: list[tuple[bytes, bytes]] = source.rows(
        "SELECT id, case_id FROM unsent JOIN envelope USING (n) "
        "WHERE NOT EXISTS (SELECT 1 FROM away WHERE away.id = envelope.id) ORDER BY n"
    )
    return rows


def waiting(source: Source) -> int:
    return source.number("SELECT count(*) FROM unsent")


def left(source: Source) -> tuple[int, int]:
    """(records that headquarters isn't known to have, their bytes, about, with those of chunks)"""
    [(number, size)] = source.rows(
        "SELECT count(*), coalesce(sum(length(body) + 300), 0) FROM unsent CROSS JOIN envelope USING (n)"
    )
    return number, size + chunks.left(source)


def refusals(source: Source) -> dict[str, int]:
    """How many records headquarters did not take, by the kind of its refusal."""
    return dict(source.rows("SELECT why, count(*) FROM unsent WHERE why <> '' GROUP BY why"))


def undecided(source: Source) -> int:
    return source.number("SELECT count(*) FROM waiting")


# -- chains ----------------------------------------------------------------------------------


def is_forked(source: Source, stream: bytes) -> bool:
    return source.has("SELECT 1 FROM forked WHERE stream = ?", (stream,))


def place_of(source: Source, id_: bytes) -> tuple[bytes, int] | None:
    """(stream, number in it) of an envelope that is here."""
    row = source.row("SELECT stream, seq FROM envelope WHERE id = ?", (id_,))
    return (row[0], row[1]) if row else None


def _seq(source: Source, id_: bytes) -> int:
    """The number of an envelope in its stream; 0 where it isn't here."""
    return source.number("SELECT seq FROM envelope WHERE id = ?", (id_,))


def before(source: Source, stream: bytes, tip: bytes) -> list[bytes]:
    """An envelope and those of its stream that it follows, as far as they are here."""
    if not is_forked(source, stream):
        return source.column(
            "SELECT id FROM envelope WHERE stream = ?1 AND seq <= "
            "(SELECT seq FROM envelope WHERE id = ?2 AND stream = ?1)",
            (stream, tip),
        )
    positions = {
        row[0]: Header.from_bytes(row[1])
        for row in source.rows("SELECT id, header FROM envelope WHERE stream = ?", (stream,))
    }
    ids: set[bytes] = set()
    tips = [tip]
    while tips:
        id_ = tips.pop()
        if id_ in positions and id_ not in ids:
            ids.add(id_)
            # of a colleague's stream not all is here, but what is of one case names the one before
            tips += [positions[id_].prev, positions[id_].case_prev]
    return sorted(ids)


# -- receipts --------------------------------------------------------------------------------


def keep_receipt(writer: Writer, receipt: Receipt, epoch: bytes) -> bool:
    """False where it says nothing new. Of a stream with one branch the furthest says it all."""
    receipt_key = (receipt.stream, receipt.tip, epoch)
    if writer.row("SELECT 1 FROM receipt WHERE stream = ? AND id = ? AND epoch = ?", receipt_key):
        return False
    forked = is_forked(writer, receipt.stream)
    further = writer.row(
        "SELECT 1 FROM receipt WHERE stream = ? AND epoch = ? AND seq >= ?", (receipt.stream, epoch, receipt.seq)
    )
    if further and not forked:
        return False
    if not forked:
        writer.run("DELETE FROM receipt WHERE stream = ? AND seq <= ?", (receipt.stream, receipt.seq))
    writer.run(
        "INSERT INTO receipt VALUES (?, ?, ?, ?, ?)", (receipt.stream, receipt.seq, receipt.tip, epoch, receipt.raw)
    )
    return True


def keep_case_receipt(writer: Writer, receipt: Receipt, epoch: bytes) -> bool | None:
    """Of what a stream wrote in one case. False where it says nothing new, None where it names another
    place than the envelope has, or one that isn't here."""
    row = writer.row("SELECT case_id, stream, case_seq FROM envelope WHERE id = ?", (receipt.tip,))
    if row is None or (row[1], row[2]) != (receipt.stream, receipt.seq):
        return None
    if is_forked(writer, receipt.stream):  # the furthest says nothing of another branch
        if receipt.tip in _held_in_cases(writer, receipt.stream):
            return False
    elif receipt.seq <= in_case(writer, receipt.stream).get(row[0], 0):
        return False
    else:
        writer.run("DELETE FROM case_receipt WHERE case_id = ? AND stream = ?", (row[0], receipt.stream))
    writer.run(
        "INSERT OR REPLACE INTO case_receipt VALUES (?, ?, ?, ?, ?, ?)",
        (row[0], receipt.stream, receipt.tip, receipt.seq, epoch, receipt.raw),
    )
    return True


def in_case(source: Source, stream: bytes) -> dict[bytes, int]:
    """Up to which case_seq headquarters has signed for what a stream wrote, case by case."""
    rows = source.rows(
        "SELECT case_id, max(case_seq) FROM case_receipt WHERE stream = ? AND epoch = ? GROUP BY case_id",
        (stream, state(source, EPOCH)),
    )
    return dict(rows)


def signed_until(source: Source) -> int:
    """When headquarters last signed a receipt that is here, by its clock; 0 for never."""
    times = [peek_unverified(row[0]).at for row in source.rows("SELECT raw FROM receipt")]
    return max(times, default=0)


def covered(writer: Writer, stream: bytes, tip: bytes) -> None:
    """A receipt, verified, names this end: it and what it follows are there."""
    for id_ in before(writer, stream, tip):
        arrived(writer, id_)


def receipts(source: Source, stream: bytes) -> list[tuple[int, bytes]]:
    """(seq, id) of the ends of a stream that headquarters has signed for, in its present history."""
    rows = source.rows("SELECT seq, id FROM receipt WHERE stream = ? AND epoch = ?", (stream, state(source, EPOCH)))
    return [(row[0], row[1]) for row in rows]


def streams(source: Source) -> list[bytes]:
    return source.column(
        "WITH RECURSIVE s (stream) AS (SELECT min(stream) FROM envelope UNION ALL "
        "SELECT (SELECT min(stream) FROM envelope WHERE stream > s.stream) FROM s "
        "WHERE s.stream IS NOT NULL) SELECT stream FROM s WHERE stream IS NOT NULL"
    )


_UNCOVERED = """
    SELECT seq, id, case_id FROM envelope AS e WHERE stream = ? AND seq > ? AND NOT EXISTS (
        SELECT 1 FROM case_receipt AS r WHERE r.stream = e.stream AND r.case_id = e.case_id
        AND r.epoch = ? AND r.case_seq >= e.case_seq)
"""


def uncovered(source: Source, stream: bytes, case: bytes = b"") -> list[tuple[int, bytes, bytes]]:
    """(seq, id, case) of a stream's envelopes that stand under no receipt, in order; of one case."""
    rows: list[tuple[int, bytes, bytes]]
    signed = receipts(source, stream)
    if not is_forked(source, stream):
        values = stream, max((seq for seq, _ in signed), default=0), state(source, EPOCH)
        if case:
            return source.rows(f"{_UNCOVERED} AND case_id = ? ORDER BY seq", (*values, case))
        return source.rows(f"{_UNCOVERED} ORDER BY seq", values)
    ids = {id_ for _, tip in signed for id_ in before(source, stream, tip)}
    ids |= _held_in_cases(source, stream)
    rows = source.rows("SELECT seq, id, case_id FROM envelope WHERE stream = ? ORDER BY seq, id", (stream,))
    return [row for row in rows if row[1] not in ids and case in (b"", row[2])]


def _held_in_cases(source: Source, stream: bytes) -> set[bytes]:
    """Of a stream with branches: what receipts of single cases name, and what that follows there."""
    rows = source.rows("SELECT raw FROM case_receipt WHERE stream = ? AND epoch = ?", (stream, state(source, EPOCH)))
    held_ids: set[bytes] = set()
    for (raw,) in rows:
        at = peek_unverified(raw).tip
        while header := source.row("SELECT header FROM envelope WHERE id = ?", (at,)):
            held_ids.add(at)
            at = Header.from_bytes(header[0]).case_prev
    return held_ids


# -- what each case's state is ---------------------------------------------------------------


def not_there(source: Source) -> set[bytes]:
    """The cases of which something is not at headquarters, as far as is known."""
    return set(
        source.column("SELECT DISTINCT case_id FROM unsent CROSS JOIN envelope USING (n)")
    ) | chunks.cases_unsent(source)


def not_held(source: Source) -> set[bytes]:
    """The cases of which something stands under no receipt."""
    return {case for stream in streams(source) for _, _, case in uncovered(source, stream)}


def is_there(source: Source, case: bytes) -> bool:
    """Of a case of which nothing is here nothing is said."""
    row = source.row(
        "SELECT count(unsent.n) FROM envelope LEFT JOIN unsent USING (n) WHERE case_id = ? GROUP BY case_id", (case,)
    )
    return row is not None and not row[0] and not chunks.unsent_of(source, case)


def is_held(source: Source, case: bytes) -> bool:
    rows = source.rows("SELECT DISTINCT stream FROM envelope WHERE case_id = ?", (case,))
    return not any(uncovered(source, stream, case) for (stream,) in rows)


# -- fetching --------------------------------------------------------------------------------


def cursors(source: Source) -> list[tuple[int, int]]:
    rows = source.rows("SELECT shard, pos FROM cursor WHERE pos > 0 ORDER BY shard")
    return [(row[0], row[1]) for row in rows]


def fed(writer: Writer, scope: bytes, cases: Iterable[tuple[bytes, int]], places: Sequence[tuple[int, int]]) -> bool:
    """Which cases have how much, and where the feed goes on once they are fetched; False where one
    has less than was fetched."""
    is_consistent = True
    is_same_scope = scope == state(writer, SCOPE)
    put(writer, NEXT_SCOPE, scope)
    for case, last in cases:
        is_consistent &= fetched(writer, case) <= last
        writer.run(
            "INSERT INTO fetched VALUES (?, 0, ?) ON CONFLICT (case_id) DO UPDATE SET last = max(last, excluded.last)",
            (case, last),
        )
    writer.run("UPDATE cursor SET next = pos" if is_same_scope else "UPDATE cursor SET next = 0")
    for shard, pos in places:
        writer.run(
            "INSERT INTO cursor VALUES (?, 0, ?) ON CONFLICT (shard) DO UPDATE SET next = excluded.next", (shard, pos)
        )
    return is_consistent


def caught_up(writer: Writer) -> None:
    scope = state(writer, NEXT_SCOPE)
    if scope:
        put(writer, SCOPE, scope)
        writer.run("UPDATE cursor SET pos = next")


def fetched(source: Source, case: bytes) -> int:
    return source.number("SELECT after FROM fetched WHERE case_id = ?", (case,))


def reached(writer: Writer, case: bytes, position: int) -> None:
    writer.run("UPDATE fetched SET after = ?2, last = max(last, ?2) WHERE case_id = ?1", (case, position))


def due(source: Source, limit: int, but: Iterable[bytes]) -> dict[bytes, tuple[int, int]]:
    skip = set(but)
    ranges: dict[bytes, tuple[int, int]] = {}
    for case, fetched_to, last in source.rows(
        "SELECT case_id, after, last FROM fetched WHERE last > after LIMIT ?", (limit + len(skip),)
    ):
        if case not in skip and len(ranges) < limit:
            ranges[case] = fetched_to, last
    return ranges


def not_ours(writer: Writer, case: bytes) -> None:
    """Headquarters gives nothing more of it, for now: a later grant lists it again."""
    writer.run("UPDATE fetched SET last = after WHERE case_id = ?", (case,))


def gaps(source: Source, case: bytes) -> set[tuple[bytes, int]]:
    """(stream, number in the case) of envelopes that others of their author follow and that are not
    here, nor kept apart."""
    missing: set[tuple[bytes, int]] = set()
    for stream, last in source.rows(
        "SELECT stream, max(case_seq) FROM (SELECT stream, case_seq FROM envelope "
        "WHERE case_id = ?1 UNION ALL SELECT stream, case_seq FROM apart WHERE case_id = ?1) "
        "GROUP BY stream HAVING max(case_seq) > count(DISTINCT case_seq)",
        (case,),
    ):
        rows = source.rows(
            "SELECT case_seq FROM envelope WHERE case_id = ?1 AND +stream = ?2 "
            "UNION ALL SELECT case_seq FROM apart WHERE case_id = ?1 AND stream = ?2",
            (case, stream),
        )
        missing |= {(stream, n) for n in set(range(1, last)) - {row[0] for row in rows}}
    return missing


def dig(writer: Writer, case: bytes, position: int) -> None:
    """What came there was not to be used: it is asked for again."""
    writer.run("INSERT OR IGNORE INTO hole VALUES (?, ?)", (case, position))


def fill(writer: Writer, case: bytes, position: int) -> None:
    writer.run("DELETE FROM hole WHERE case_id = ? AND position = ?", (case, position))


def suspect(writer: Writer, case: bytes) -> None:
    """Something is missing that headquarters' numbers don't show: the next sync fetches the case
    from its beginning. Once; if that doesn't help, daily."""
    if not writer.row("SELECT 1 FROM hole WHERE case_id = ? AND position <= 0", (case,)):
        dig(writer, case, 0)


def unsuspect(writer: Writer, case: bytes) -> None:
    writer.run("DELETE FROM hole WHERE case_id = ? AND position <= 0", (case,))


def begin_again(writer: Writer) -> None:
    """The cases that are suspect, from their beginning."""
    writer.run("UPDATE fetched SET after = 0 WHERE case_id IN (SELECT case_id FROM hole WHERE position = 0)")
    writer.run("UPDATE hole SET position = -1 WHERE position = 0")


# -- fetching in pieces ----------------------------------------------------------------------

_FETCHING = "fetching"  # the id; each piece beside it, by where it begins


def begun(source: Source, id_: bytes) -> bytes:
    """What came of it so far; nothing where another was begun."""
    if state(source, _FETCHING) != id_:
        return b""
    return b"".join(source.column("SELECT value FROM sync_state WHERE name GLOB 'fetching *' ORDER BY name"))


def keep_piece(writer: Writer, id_: bytes, start: int, piece: bytes) -> None:
    """Another begins with its first; with an empty one nothing is kept any more."""
    if not start or not piece:
        writer.run("DELETE FROM sync_state WHERE name GLOB 'fetching*'")
    if piece:
        put(writer, _FETCHING, id_)
        put(writer, f"{_FETCHING} {start:08}", piece)


# -- holes -----------------------------------------------------------------------------------


def holes(source: Source, limit: int) -> list[tuple[bytes, int]]:
    rows = source.rows("SELECT case_id, position FROM hole WHERE position > 0 LIMIT ?", (limit,))
    return [(row[0], row[1]) for row in rows]


# -- what came in, until it is shown ---------------------------------------------------------


def news(writer: Writer, arrivals: Sequence[tuple[bytes, bytes]]) -> None:
    """(case, id) of what came in."""
    for case in {case for case, _ in arrivals}:
        changed(writer, case)
    writer.run_all("INSERT OR IGNORE INTO fresh VALUES (?2, ?1)", arrivals)


def all_news(writer: Writer, case: bytes) -> None:
    """Nothing of it was here before: one row for all of it, its own id."""
    changed(writer, case)
    writer.run("INSERT OR IGNORE INTO fresh VALUES (?1, ?1)", (case,))


def changed(writer: Writer, case: bytes) -> None:
    writer.run("INSERT OR IGNORE INTO stale VALUES (?)", (case,))


def stale(source: Source, first: Iterable[bytes] = ()) -> tuple[bytes, set[bytes]] | None:
    """A case with news that nobody sees yet, and what is new in it; one of `first`, if there is."""
    query = "SELECT case_id FROM stale WHERE case_id = ?"
    stale_row = next((row for candidate in first if (row := source.row(query, (candidate,)))), None)
    stale_row = stale_row or source.row("SELECT case_id FROM stale LIMIT 1")
    if not stale_row:
        return None
    case: bytes = stale_row[0]
    new = set(source.column("SELECT id FROM fresh WHERE case_id = ?", (case,)))
    if case in new:
        new |= set(source.column("SELECT id FROM envelope WHERE case_id = ?", (case,)))
    return case, new


def is_stale(source: Source, case: bytes) -> bool:
    """Do the lists lag behind this case?"""
    return source.has("SELECT 1 FROM stale WHERE case_id = ?", (case,))


def shown(writer: Writer, case: bytes) -> None:
    writer.run("DELETE FROM fresh WHERE case_id = ?", (case,))
    writer.run("DELETE FROM stale WHERE case_id = ?", (case,))


def unread(source: Source, since: int, now: int) -> bytes | None:
    """A case that the desk has not read up to its end, and of which it said nothing between."""
    return source.value(
        "SELECT case_id FROM case_row WHERE received = 0 AND NOT EXISTS (SELECT 1 FROM "
        "countersigned AS c WHERE c.case_id = case_row.case_id AND c.at > ? AND c.at <= ?) LIMIT 1",
        (since, now),
    )


def was_countersigned(source: Source, case: bytes, since: int, now: int) -> bool:
    return source.has("SELECT 1 FROM countersigned WHERE case_id = ? AND at > ? AND at <= ?", (case, since, now))


def countersigned(writer: Writer, case: bytes, at: int) -> None:
    writer.run("INSERT OR REPLACE INTO countersigned VALUES (?, ?)", (case, at))
