"""Encrypted chunks of attachments, in the database: one transaction with the event that names them,
in every backup, overwritten when they are erased."""

from collections.abc import Iterable

from app.seal.file_marker import Damaged
from app.seal.keys import digest
from app.vault.database import Database, Source, Writer

AT_ONCE = 16  # written or read a step: other work goes between


def put(writer: Writer, case: bytes, id_: bytes, content: bytes) -> None:
    """One that was made here."""
    writer.run(
        "INSERT OR IGNORE INTO chunk (id, case_id, size, content) VALUES (?, ?, ?, ?)",
        (id_, case, len(content), content),
    )


def want(
    writer: Writer, case: bytes, chunk_refs: Iterable[tuple[bytes, int]], stream: bytes = b"", *, is_held: bool = False
) -> None:
    """What an event of a stream names and isn't here: fetched by a later sync, unless it is `is_held`
    until somebody asks for it. What was erased isn't."""
    for id_, size in chunk_refs:
        writer.run(
            "INSERT OR IGNORE INTO chunk (id, case_id, size, stream, held) SELECT ?, ?, ?, ?, ? "
            "WHERE NOT EXISTS (SELECT 1 FROM erased WHERE id = ? AND case_id = ?)",
            (id_, case, size, stream, int(is_held), id_, case),
        )


def wanted_of(source: Source, case: bytes, stream: bytes) -> int:
    """Bytes that a stream's events name in a case, fetched or to be fetched by themselves."""
    return source.number(
        "SELECT coalesce(sum(size), 0) FROM chunk WHERE case_id = ? AND stream = ? AND held = 0", (case, stream)
    )


def held(source: Source, case: bytes) -> set[bytes]:
    """Of a case, those that wait until somebody asks for them."""
    return set(source.column("SELECT id FROM chunk WHERE case_id = ? AND held = 1 AND content IS NULL", (case,)))


def all_held(source: Source) -> tuple[int, int]:
    """(cases with chunks that wait until somebody asks for them, their bytes)"""
    [(cases, size)] = source.rows(
        "SELECT count(DISTINCT case_id), coalesce(sum(size), 0) FROM chunk WHERE held = 1 AND content IS NULL"
    )
    return cases, size


def ask_for(writer: Writer, case: bytes, ids: Iterable[bytes]) -> None:
    """Fetch these with the next sync: they count no more as what came unasked."""
    for id_ in ids:
        writer.run("UPDATE chunk SET held = 0, stream = x'' WHERE case_id = ? AND id = ? AND held = 1", (case, id_))


def copy(writer: Writer, case: bytes, id_: bytes) -> None:
    """What is wanted in one log and lies in another, sealed under the same key."""
    for log in logs_of(writer, id_) - {case}:
        writer.run(
            "UPDATE chunk SET content = (SELECT content FROM chunk WHERE case_id = ?1 AND id = ?2) WHERE case_id = ?3 "
            "AND id = ?2 AND content IS NULL AND size = (SELECT size FROM chunk WHERE case_id = ?1 AND id = ?2)",
            (log, id_, case),
        )


def logs_of(source: Source, id_: bytes) -> set[bytes]:
    """The logs in which a chunk is here."""
    # over the index (case_id, id): a step for each chunk, without its content
    rows = source.rows("SELECT case_id FROM chunk WHERE id = ?", (id_,))
    return {case for (case,) in rows if is_here(source, case, id_)}


def is_here(source: Source, case: bytes, id_: bytes) -> bool:
    return source.has("SELECT 1 FROM chunk WHERE case_id = ? AND id = ? AND content IS NOT NULL", (case, id_))


def keep(writer: Writer, case: bytes, id_: bytes, content: bytes) -> bool:
    """One that was fetched; False for what is not wanted, or has another name."""
    if digest(content) != id_:
        return False
    writer.run(
        "UPDATE chunk SET content = ?, there = 1 WHERE case_id = ? AND id = ? AND content IS NULL AND size = ?",
        (content, case, id_, len(content)),
    )
    return content_of(writer, case, id_) is not None


def bring(writer: Writer, case: bytes, content: bytes) -> bool:
    """One that a colleague's file brought; False for what no event here names (yet), and for what
    waits until somebody asks for it. What was here already, or erased, is well too."""
    id_ = digest(content)
    writer.run(
        "UPDATE chunk SET content = ? WHERE case_id = ? AND id = ? AND content IS NULL AND size = ? AND held = 0",
        (content, case, id_, len(content)),
    )
    row = writer.row("SELECT 1 FROM erased WHERE id = ? AND case_id = ?", (id_, case))
    return row is not None or content_of(writer, case, id_) is not None


def content_of(source: Source, case: bytes, id_: bytes) -> bytes | None:
    return source.value("SELECT content FROM chunk WHERE case_id = ? AND id = ?", (case, id_))


def ids_of(source: Source, case: bytes) -> list[bytes]:
    return source.column("SELECT id FROM chunk WHERE case_id = ?", (case,))


def here(source: Source, case: bytes) -> set[bytes]:
    return set(source.column("SELECT id FROM chunk WHERE case_id = ? AND content IS NOT NULL", (case,)))


def keep_only(writer: Writer, case: bytes, ids: set[bytes]) -> None:
    for id_ in set(ids_of(writer, case)) - ids:
        writer.run("DELETE FROM chunk WHERE case_id = ? AND id = ?", (case, id_))


def destroy(writer: Writer, case: bytes) -> None:
    """Those that an order names."""
    writer.run("DELETE FROM chunk WHERE case_id = ? AND id IN (SELECT id FROM erased WHERE case_id = ?)", (case, case))


def are_whole(database: Database, case: bytes) -> bool:
    """Are a case's chunks the bytes that their ids say? False where one can't be read."""
    try:
        for id_ in here(database, case):
            row = database.row("SELECT content FROM chunk WHERE case_id = ? AND id = ?", (case, id_))
            if row is None or digest(row[0]) != id_:
                return False
    except Damaged:
        return False
    return True


# -- headquarters ----------------------------------------------------------------------------


def unsent(source: Source, limit: int) -> tuple[bytes, list[bytes]] | None:
    """Some chunks of one case that headquarters hasn't said to have: (case, ids)."""
    first = source.row("SELECT case_id FROM chunk WHERE there = 0 AND content IS NOT NULL ORDER BY case_id, n LIMIT 1")
    if first is None:
        return None
    return first[0], source.column(
        "SELECT id FROM chunk WHERE there = 0 AND content IS NOT NULL AND case_id = ? ORDER BY n LIMIT ?",
        (first[0], limit),
    )


def are_there(writer: Writer, case: bytes, ids: Iterable[bytes]) -> None:
    for id_ in ids:
        writer.run("UPDATE chunk SET there = 1 WHERE case_id = ? AND id = ?", (case, id_))


def forget_there(writer: Writer) -> None:
    """Headquarters has another history: everything is asked for again."""
    writer.run("UPDATE chunk SET there = 0 WHERE there = 1")


def wanted(source: Source, but: frozenset[bytes], limit: int) -> list[tuple[bytes, bytes, int]]:
    """(case, id, size) of what is still to be fetched by itself, without those of `but`."""
    rows: list[tuple[bytes, bytes, int]] = source.rows(
        "SELECT case_id, id, size FROM chunk WHERE content IS NULL AND held = 0 ORDER BY n"
    )
    return [row for row in rows if row[1] not in but][:limit]


def left(source: Source) -> int:
    """Bytes of the chunks that are still to be sent."""
    return source.number("SELECT coalesce(sum(size), 0) FROM chunk WHERE there = 0 AND content IS NOT NULL")


def unsent_of(source: Source, case: bytes) -> bool:
    """Is one of a case's chunks here and not known to be at headquarters?"""
    return source.has("SELECT 1 FROM chunk WHERE case_id = ? AND there = 0 AND content IS NOT NULL LIMIT 1", (case,))


def cases_unsent(source: Source) -> set[bytes]:
    return set(source.column("SELECT DISTINCT case_id FROM chunk WHERE there = 0 AND content IS NOT NULL"))
