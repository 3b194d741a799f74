"""What a computer may still bring: into a case by what it has there (app.seal.budgets), and by time.

The rows that say so are locked by whoever asks: of a stream, then of a case. What is refused is
counted nowhere. docs/limits.md
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, func, select

from app.headquarters import bulk_rows, tables
from app.headquarters.envelope_checks import IncomingEnvelope
from app.headquarters.rate_limits import Allowance, Limits
from app.seal import erasure
from app.seal.budgets import CaseBudget, OverBudget, Used
from app.seal.envelope import Kind

_PAGE = 500


@dataclass(slots=True)
class Spending:
    """What one stream has brought, less what time has taken off again."""

    records: float = 0
    size: float = 0

    def has_room(self, size: int, allowance: Allowance) -> bool:
        return self.records + 1 <= allowance.records.burst and self.size + size <= allowance.size.burst

    def add(self, size: int) -> None:
        self.records += 1
        self.size += size


@dataclass(slots=True)
class Ledger:
    """Of the streams and cases of one push, under their locks."""

    budget: CaseBudget
    allowance: Allowance
    now: int
    spent: dict[bytes, Spending] = field(default_factory=dict)
    used: dict[tuple[bytes, bytes], Used] = field(default_factory=dict)
    brought: dict[tuple[bytes, bytes], Used] = field(default_factory=dict)

    @classmethod
    def of(cls, connection: Connection, arrivals: Sequence[IncomingEnvelope], limits: Limits, now: int) -> "Ledger":
        ledger = cls(limits.case, limits.allowance, now)
        ledger._read_streams(connection, {a.envelope.header.stream for a in arrivals})
        ledger._read_cases(connection, {a.envelope.header.case for a in arrivals})
        if any(a.envelope.header.kind == Kind.ERASE for a in arrivals):
            ledger._read_statements(connection, {a.envelope.header.case for a in arrivals})
        return ledger

    def _read_streams(self, connection: Connection, streams: Iterable[bytes]) -> None:
        s, allowance = tables.stream.c, self.allowance
        rows = select(s.id, s.records, s.size, s.at).where(bulk_rows.among(connection, s.id, sorted(streams)))
        for row in connection.execute(rows):
            # a clock that was put back gives nothing and takes nothing
            elapsed = max(self.now - row.at, 0)
            self.spent[row.id] = Spending(
                max(row.records - elapsed * allowance.records.a_second, 0),
                max(row.size - elapsed * allowance.size.a_second, 0),
            )

    def _read_cases(self, connection: Connection, cases: Iterable[bytes]) -> None:
        a, ordered = tables.author.c, sorted(cases)
        for at in range(0, len(ordered), _PAGE):
            rows = select(a.case_id, a.stream, a.records, a.size).where(
                bulk_rows.among(connection, a.case_id, ordered[at : at + _PAGE])
            )
            for row in connection.execute(rows):
                self.used[row.case_id, row.stream] = Used(row.records, row.size)

    def _read_statements(self, connection: Connection, cases: Iterable[bytes]) -> None:
        t, ordered = tables.statement.c, sorted(cases)
        for at in range(0, len(ordered), _PAGE):
            rows = (
                select(t.case_id, t.stream, t.sort, t.done, func.count().label("number"))
                .where(bulk_rows.among(connection, t.case_id, ordered[at : at + _PAGE]))
                .group_by(t.case_id, t.stream, t.sort, t.done)
            )
            for row in connection.execute(rows):
                used = self.used.setdefault((row.case_id, row.stream), Used())
                if row.sort != erasure.ORDER:
                    used.statements += row.number
                elif not row.done:
                    used.orders += row.number

    def is_disposable(self, arrival: IncomingEnvelope) -> bool:
        """Is it an order to erase, or has its author's computer no room left in its case?"""
        head, size = arrival.envelope.header, len(arrival.envelope.body)
        used = self.used.setdefault((head.case, head.stream), Used())
        return _is_order(arrival) or not used.has_room(self.budget, size, **_sort(arrival))

    def take(self, arrival: IncomingEnvelope) -> OverBudget | None:
        """Count one more, or say that there is no room for it. One without a body is of no weight:
        what was erased or put away is taken whenever it comes."""
        head, size = arrival.envelope.header, len(arrival.envelope.body)
        place = head.case, head.stream
        used, spent = self.used.setdefault(place, Used()), self.spent[head.stream]
        if size and not used.has_room(self.budget, size, **_sort(arrival)):
            return OverBudget()
        if not spent.has_room(size, self.allowance):
            return OverBudget()
        used.add(size, **_sort(arrival))
        spent.add(size)
        self.brought.setdefault(place, Used()).add(size)
        return None

    def save(self, connection: Connection) -> None:
        streams = {stream for _, stream in self.brought}
        rows = [
            {
                "id": stream,
                "records": int(self.spent[stream].records),
                "size": int(self.spent[stream].size),
                "at": self.now,
            }
            for stream in sorted(streams)
        ]
        bulk_rows.change(connection, tables.stream, "id", rows)
        authors = [
            {"case_id": case, "stream": stream, "records": used.records, "size": used.size}
            for (case, stream), used in sorted(self.brought.items())
        ]
        bulk_rows.add_up(connection, tables.author, ("case_id", "stream"), authors)


@dataclass(slots=True)
class OrderCount:
    """Of one request alone: whether it brings more orders than a computer may have open in a case."""

    budget: CaseBudget
    _counts: Counter[tuple[bytes, bytes]] = field(default_factory=Counter)

    def is_beyond(self, arrival: IncomingEnvelope) -> bool:
        if not _is_order(arrival):
            return False
        head = arrival.envelope.header
        self._counts[head.case, head.stream] += 1
        return self._counts[head.case, head.stream] > self.budget.orders


def _is_order(arrival: IncomingEnvelope) -> bool:
    envelope = arrival.envelope
    return envelope.header.kind == Kind.ERASE and erasure.sort_of(envelope.body) == erasure.ORDER


def _sort(arrival: IncomingEnvelope) -> dict[str, bool]:
    is_order = _is_order(arrival)
    is_statement = arrival.envelope.header.kind == Kind.ERASE and bool(arrival.envelope.body)
    return {"order": is_order, "statement": is_statement and not is_order}
