"""What was last kept of each unfinished interview, noted outside the database under a MAC.

SQLCipher proves no freshness: a cut, damaged or deleted log of changes (-wal) leaves an older draft
that passes every check. After each commit that kept a draft, one record is appended to
`records-<generation>.drafts`:

    b"SGD1" || draft (16) || number (8) || answers (4) || at (8) || SHA-256 of the answers (32) || HMAC-SHA-256 (32)

The MAC covers vault and generation too; the highest number of a draft counts. A database ahead of
its guard is a crash; one behind it is a rollback, which is named (`Loss`) and never silently used.
What was destroyed on purpose is noted in the database, in the transaction that destroyed it.
"""

import hashlib
import os
import struct
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app import disk
from app.seal.keys import derive
from app.seal.secret import mac, same
from app.seal.slots import Damaged
from app.vault.database import Database, Writer

_MAGIC = b"SGD1"
_FIELDS = struct.Struct(">4s16sQIQ32s")
_SIZE = _FIELDS.size + 32
_BEGUN = "draft guard"  # a setting: from here on a missing file is no beginning
Source = Database | Writer


@dataclass(frozen=True, slots=True)
class Held:
    """A draft after a keep: how many keeps, how many answers, when (seconds since 1970)."""

    draft: bytes
    number: int
    answers: int
    at: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Loss:
    """A draft that is older than what was kept of it. `draft` is b"" where the guard itself is gone
    or damaged: then nobody knows. `remained`: answers that are left. `noticed`: 0 before it was
    noted."""

    draft: bytes
    number: int
    answers: int
    at: int
    remained: int
    noticed: int = 0
    accepted: int = 0


class Guard:
    """The file of one generation of a vault."""

    def __init__(self, file: Path, master: bytes, vault: bytes, generation: int) -> None:
        self._file = file
        self._key = derive(master, "sanad/1/drafts")
        self._about = vault + generation.to_bytes(8, "big")

    def add(self, states: Iterable[Held]) -> None:
        """Append after the commit. The answers are durable already: where this can't be written
        the guard is behind, as after a crash."""
        raw = b"".join(self._record(held) for held in states)
        if not raw:
            return
        flags = os.O_WRONLY | os.O_APPEND | getattr(os, "O_BINARY", 0)
        with suppress(OSError):
            descriptor = os.open(self._file, flags | getattr(os, "O_NOFOLLOW", 0))
            try:
                os.write(descriptor, raw)
                getattr(os, "fdatasync", os.fsync)(descriptor)
            finally:
                os.close(descriptor)

    def write(self, states: Iterable[Held]) -> None:
        """The file anew. OSError."""
        disk.write_whole(self._file, b"".join(self._record(held) for held in states))

    def read(self) -> dict[bytes, Held] | None:
        """The last keep of each draft; None where there is no file. Damaged where a whole record is
        not as it was written; one that a crash cut is passed over."""
        try:
            raw = self._file.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise disk.condition(error, Damaged) from error
        latest: dict[bytes, Held] = {}
        place = 0
        while place < len(raw):
            held = self._read(raw[place : place + _SIZE])
            if held is None:
                piece = raw[place : (raw.find(_MAGIC, place + 1) + 1 or len(raw) + 1) - 1]
                # a write that was cut leaves less than a record, or zeros at its end
                if len(piece) >= _SIZE and not piece.endswith(bytes(8)):
                    raise Damaged
                place += len(piece)
                continue
            place += _SIZE
            if held.draft not in latest or latest[held.draft].number <= held.number:
                latest[held.draft] = held
        return latest

    def _record(self, held: Held) -> bytes:
        fields = _FIELDS.pack(
            _MAGIC, held.draft, held.number, held.answers, max(held.at, 0), held.hash
        )
        return fields + mac(self._key, self._about + fields)

    def _read(self, raw: bytes) -> Held | None:
        fields, code = raw[: _FIELDS.size], raw[_FIELDS.size :]
        if len(raw) != _SIZE or not same(mac(self._key, self._about + fields), code):
            return None
        _, draft, number, answers, at, hash_ = _FIELDS.unpack(fields)
        return Held(draft, number, answers, at, hash_)


def state(source: Source, draft: bytes) -> Held | None:
    """What the database has of a draft."""
    row = source.row("SELECT number, updated FROM draft WHERE id = ?", (draft,))
    if row is None:
        return None
    # one text put together by SQLite: of 2,000 answers a third of the time that their rows take
    told = source.row(
        "SELECT count(*), group_concat(length(path) || ' ' || length(value) || ' ' || path || value, "
        "'') FROM (SELECT path, value FROM draft_answer WHERE draft = ? ORDER BY path)",
        (draft,),
    )
    count, content = told or (0, "")
    hash_ = hashlib.sha256((content or "").encode("utf-8", "surrogatepass")).digest()
    return Held(draft, row[0], count, row[1], hash_)


def states(source: Source, drafts: Iterable[bytes]) -> list[Held]:
    return [held for draft in drafts if (held := state(source, draft)) is not None]


def all_states(source: Source) -> list[Held]:
    return states(source, [row[0] for row in source.rows("SELECT id FROM draft")])


def compare(guard: Guard, source: Source) -> list[Loss]:
    """Drafts of which less is here than was kept. The guard is read first: it never runs ahead."""
    try:
        latest = guard.read()
    except Damaged:
        return [_unknown()]
    if latest is None:
        begun = source.row("SELECT 1 FROM setting WHERE name = ?", (_BEGUN,))
        return [_unknown()] if begun else []
    ended = {row[0] for row in source.rows("SELECT draft FROM draft_end")}
    here = {held.draft: held for held in states(source, latest)}
    return [
        _loss(held, here.get(draft))
        for draft, held in latest.items()
        if draft not in ended and _is_behind(here.get(draft), held)
    ]


def _unknown() -> Loss:
    return Loss(b"", 0, 0, 0, 0)


def _loss(held: Held, here: Held | None) -> Loss:
    return Loss(held.draft, held.number, held.answers, held.at, here.answers if here else 0)


def _is_behind(here: Held | None, held: Held) -> bool:
    if here is None or here.number < held.number:
        return True
    return here.number == held.number and here.hash != held.hash


def note(writer: Writer, losses: Iterable[Loss], now: int) -> None:
    """Keep what was noticed; what happens again is told again. From here on the guard has begun."""
    for loss in losses:
        writer.run(
            "INSERT INTO draft_loss (draft, number, answers, at, remained, noticed) "
            "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (draft, number) DO UPDATE SET "
            "answers = excluded.answers, at = excluded.at, remained = excluded.remained, "
            "noticed = excluded.noticed, accepted = 0",
            (loss.draft, loss.number, loss.answers, loss.at, loss.remained, now),
        )
    writer.run("INSERT OR REPLACE INTO setting VALUES (?, ?)", (_BEGUN, b"\x01"))


def forget_ends(writer: Writer) -> None:
    """After the guard's file was written whole: it names none of them any more."""
    writer.run("DELETE FROM draft_end")


def losses(source: Source) -> list[Loss]:
    """All that were noticed, accepted ones too, the last first."""
    rows = source.rows(
        "SELECT draft, number, answers, at, remained, noticed, accepted FROM draft_loss "
        "ORDER BY n DESC"
    )
    return [Loss(*row) for row in rows]


def accept(writer: Writer, draft: bytes, now: int) -> None:
    """The officer goes on with what is left; that it happened stays."""
    writer.run(
        "UPDATE draft_loss SET accepted = ? WHERE draft = ? AND accepted = 0", (max(now, 1), draft)
    )


def by_draft(found: Iterable[Loss]) -> Mapping[bytes, Loss]:
    """The latest of each draft."""
    return {loss.draft: loss for loss in reversed(list(found))}
