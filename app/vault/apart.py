"""Records over their author's budget in a case (app.seal.budgets): kept apart, without effect, until
the desk puts them away. Then their bodies go; headers and signatures stay, and prove the chain."""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.seal import erasure
from app.seal.budgets import Used
from app.seal.envelope import Envelope, Header, Kind
from app.vault.database import Source, Writer
from app.vault.table import Table, column, marks

MOST = 16 << 20  # bytes of bodies kept apart of one computer in one case
_AT_ONCE = 128


@dataclass(frozen=True, slots=True)
class ApartGroup:
    """What is kept apart of one computer in one case. `size`: bytes; `since`: when the first came, in
    seconds since 1970; `disposed`: how many have no body, since the desk put them away or there was no
    room for it."""

    case: bytes = field(metadata=column("case_id"))
    stream: bytes
    number: int
    size: int
    since: int
    disposed: int


_GROUPS = Table(ApartGroup, "apart_group")


def used(source: Source, case: bytes, stream: bytes) -> Used:
    """What a computer has written into a case, of what is here."""
    [(number, size)] = source.rows(
        # by the case's index (+): a stream is far longer than a case
        "SELECT count(*), coalesce(sum(length(body)), 0) FROM envelope WHERE case_id = ? AND +stream = ?",
        (case, stream),
    )
    return Used(number, size)


def count_statements(source: Source, case: bytes, stream: bytes) -> tuple[int, int]:
    """(orders to erase that are open, what else was said of erasures) by a computer in a case."""
    orders = statements = 0
    for beginning, order_id in source.rows(
        "SELECT substr(body, 1, 2), EXISTS (SELECT 1 FROM erasure WHERE order_id = envelope.id) FROM envelope INDEXED "
        "BY envelope_erase WHERE case_id = ? AND kind = 4 AND stream = ? AND body <> x''",
        (case, stream),
    ):
        if erasure.sort_of(beginning) == erasure.ORDER:
            orders += not order_id
        else:
            statements += 1
    return orders, statements


def here(source: Source, ids: Sequence[bytes]) -> set[bytes]:
    """Which of these are kept apart."""
    return {id_ for (id_,) in among(source, "SELECT id FROM apart", ids)}


def disposed(source: Source, ids: Sequence[bytes]) -> set[tuple[bytes, bytes]]:
    """(id, case) of those of these that the desk put away."""
    return set(among(source, "SELECT id, case_id FROM disposed", ids))


def disposed_in(source: Source, case: bytes) -> set[bytes]:
    """Ids of what the desk put away in a case."""
    return set(source.column("SELECT id FROM disposed WHERE case_id = ?", (case,)))


def among(source: Source, question: str, ids: Sequence[bytes]) -> Iterator[tuple[Any, ...]]:
    """The rows of a question that have one of these ids."""
    for start in range(0, len(ids), _AT_ONCE):
        batch = ids[start : start + _AT_ONCE]
        # always as many places: the statement is made once
        values = [*batch, *[None] * (_AT_ONCE - len(batch))]
        yield from source.rows(f"{question} WHERE id IN ({marks(values)})", values)


def size_of(source: Source, case: bytes, stream: bytes) -> int:
    return source.number("SELECT size FROM apart_group WHERE case_id = ? AND stream = ?", (case, stream))


def keep(writer: Writer, id_: bytes, sealed: Envelope) -> None:
    head = sealed.header
    writer.run(
        "INSERT OR IGNORE INTO apart VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            id_, head.case, head.stream, head.case_seq, head.kind, sealed.header_bytes,
            sealed.signature, sealed.body, int(time.time()),
        ),
    )  # fmt: skip


def header(source: Source, id_: bytes) -> Header | None:
    row = source.row("SELECT header FROM apart WHERE id = ?", (id_,))
    return Header.from_bytes(row[0]) if row else None


def ids_of(source: Source, case: bytes, stream: bytes = b"") -> list[bytes]:
    """Of one case, of one computer or of all."""
    return source.column(
        "SELECT id FROM apart WHERE case_id = ?1 AND (?2 = x'' OR stream = ?2) ORDER BY stream, case_seq, id",
        (case, stream),
    )


def groups(source: Source) -> list[ApartGroup]:
    """Everything that is kept apart here, the latest first."""
    return _GROUPS.rows(source, "ORDER BY since DESC, case_id, stream")


def dispose(writer: Writer, case: bytes, ids: Iterable[bytes]) -> None:
    """The desk put these away. Of what is in its author's budget and no open order it says nothing:
    that is not kept apart, and orders that were carried out stay."""
    for id_ in ids:
        writer.run("INSERT OR IGNORE INTO disposed VALUES (?, ?)", (id_, case))
    writer.run(
        "UPDATE apart SET body = x'' WHERE case_id = ?1 AND body <> x'' "
        "AND id IN (SELECT id FROM disposed WHERE case_id = ?1)",
        (case,),
    )
    writer.run(
        "UPDATE envelope SET body = x'' WHERE case_id = ?1 AND kind = ?2 AND substr(body, 1, 2) = x'8601' AND id IN "
        "(SELECT id FROM disposed WHERE case_id = ?1) AND id NOT IN (SELECT order_id FROM erasure WHERE case_id = ?1)",
        (case, int(Kind.ERASE)),
    )


def empty(writer: Writer, case: bytes) -> None:
    """No body of a case that is erased, or cleared from this computer, stays apart."""
    writer.run("UPDATE apart SET body = x'' WHERE case_id = ? AND body <> x''", (case,))
