"""What was last kept of each unfinished interview, noted outside the database under a MAC.

SQLCipher proves no freshness: a cut, damaged or deleted log of changes (-wal) leaves an older draft
that passes every check. After each commit that kept a draft, the next free slot of 128 bytes is written in
`records-<generation>.drafts`, whose free slots are zeros:

    b"SGD1" || draft (16) || number (8) || answers (4) || at (8) || SHA-256 of the answers (32) || HMAC-SHA-256 (32)

The MAC covers vault and generation too; the highest number of a draft counts. A database ahead of
its guard is a crash; one behind it is a rollback, which is named (`Loss`) and never silently used.
What was destroyed on purpose is noted in the database, in the transaction that destroyed it."""

import hashlib
import os
import struct
import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from app import disk
from app.seal.file_marker import Damaged
from app.seal.keys import derive
from app.seal.secret import mac, same
from app.vault.database import Source, Writer
from app.vault.table import Table

_MAGIC = b"SGD1"
_FIELDS = struct.Struct(">4s16sQIQ32s")
_SIZE = _FIELDS.size + 32
_SLOT = 128  # a part of one sector of a disk, which is written whole or not at all
_ROOM = 512 * _SLOT  # laid in advance: writing into it makes the file no longer
_BEGUN = "draft guard"  # a setting: from here on a missing file is no beginning


@dataclass(frozen=True, slots=True)
class DraftState:
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


_LOSSES = Table(Loss, "draft_loss", key="draft, number")


class Guard:
    """The file of one generation of a vault."""

    def __init__(self, file: Path, master: bytes, vault: bytes, generation: int) -> None:
        self._file = file
        self._key = derive(master, "sanad/1/drafts")
        self._about = vault + generation.to_bytes(8, "big")
        self._place = 0  # no slot before it is free

    def add(self, states: Iterable[DraftState]) -> None:
        """Into the next free slots, after the commit. The answers are durable already: where this
        can't be written the guard is behind, as after a crash."""
        records = [self._record(state) for state in states]
        if not records:
            return
        flags = os.O_RDWR | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
        with suppress(OSError):
            descriptor = os.open(self._file, flags)
            try:
                with disk.locked(descriptor):  # another Sanad may be at the same slot
                    for record in records:
                        self._put(descriptor, record)
            except BaseException:
                os.close(descriptor)
                raise
            # flushed while the officer goes on: a power cut meanwhile leaves the guard behind,
            # which is no alarm, and waiting for a second flush would double the time of a keep
            try:
                threading.Thread(target=_flush, args=(descriptor,), name="guard").start()
            except RuntimeError:  # no thread to be had: the program ends, or memory is short
                _flush(descriptor)

    def _put(self, descriptor: int, record: bytes) -> None:
        place = self._place
        while _read_at(descriptor, place).strip(b"\0"):
            place += _SLOT
        if place >= os.fstat(descriptor).st_size:  # made longer seldom: that costs a second flush
            os.lseek(descriptor, place, os.SEEK_SET)
            os.write(descriptor, bytes(_ROOM))
        os.lseek(descriptor, place, os.SEEK_SET)
        os.write(descriptor, record)
        self._place = place + _SLOT

    def write(self, states: Iterable[DraftState]) -> None:
        """The file anew. OSError."""
        records = [self._record(state) for state in states]
        disk.write_whole(self._file, b"".join(records) + bytes(_ROOM))
        self._place = 0

    def read(self) -> dict[bytes, DraftState] | None:
        """The last keep of each draft; None where there is no file. Damaged where a slot is neither
        free nor as it was written."""
        try:
            raw = self._file.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise disk.condition(error, Damaged) from error
        latest: dict[bytes, DraftState] = {}
        if len(raw) % _SLOT:
            raise Damaged
        for place in range(0, len(raw), _SLOT):
            slot = raw[place : place + _SLOT]
            if not slot.strip(b"\0"):
                continue
            state = self._read(slot)
            if state.draft not in latest or latest[state.draft].number <= state.number:
                latest[state.draft] = state
        return latest

    def _record(self, state: DraftState) -> bytes:
        fields = _FIELDS.pack(_MAGIC, state.draft, state.number, state.answers, max(state.at, 0), state.hash)
        return (fields + mac(self._key, self._about + fields)).ljust(_SLOT, b"\0")

    def _read(self, raw: bytes) -> DraftState:
        fields, code = raw[: _FIELDS.size], raw[_FIELDS.size : _SIZE]
        if raw[_SIZE:].strip(b"\0") or not same(mac(self._key, self._about + fields), code):
            raise Damaged
        _, draft, number, answers, at, hash_ = _FIELDS.unpack(fields)
        return DraftState(draft, number, answers, at, hash_)


def _flush(descriptor: int) -> None:
    with suppress(OSError):
        getattr(os, "fdatasync", os.fsync)(descriptor)
    os.close(descriptor)


def _read_at(descriptor: int, place: int) -> bytes:
    os.lseek(descriptor, place, os.SEEK_SET)
    return os.read(descriptor, _SLOT)


def state(source: Source, draft: bytes) -> DraftState | None:
    """What the database has of a draft."""
    row = source.row("SELECT number, updated FROM draft WHERE id = ?", (draft,))
    if row is None:
        return None
    # one text put together by SQLite: of 2,000 answers a third of the time that their rows take
    [(count, content)] = source.rows(
        "SELECT count(*), group_concat(length(path) || ' ' || length(value) || ' ' || path || value, "
        "'') FROM (SELECT path, value FROM draft_answer WHERE draft = ? ORDER BY path)",
        (draft,),
    )
    hash_ = hashlib.sha256((content or "").encode("utf-8", "surrogatepass")).digest()
    return DraftState(draft, row[0], count, row[1], hash_)


def states(source: Source, drafts: Iterable[bytes]) -> list[DraftState]:
    return [draft_state for draft in drafts if (draft_state := state(source, draft)) is not None]


def all_states(source: Source) -> list[DraftState]:
    return states(source, source.column("SELECT id FROM draft"))


def compare(guard: Guard, source: Source) -> list[Loss]:
    """Drafts of which less is here than was kept. The guard is read first: it never runs ahead."""
    try:
        latest = guard.read()
    except Damaged:
        return [_unknown()]
    if latest is None:
        return [_unknown()] if has_begun(source) else []
    ended_drafts = set(ends(source))
    current_states = {state.draft: state for state in states(source, latest)}
    return [
        _loss(state, current_states.get(draft))
        for draft, state in latest.items()
        if draft not in ended_drafts and _is_behind(current_states.get(draft), state)
    ]


def _unknown() -> Loss:
    return Loss(b"", 0, 0, 0, 0)


def _loss(state: DraftState, current: DraftState | None) -> Loss:
    return Loss(state.draft, state.number, state.answers, state.at, current.answers if current else 0)


def _is_behind(state: DraftState | None, guard_state: DraftState) -> bool:
    if state is None or state.number < guard_state.number:
        return True
    return state.number == guard_state.number and state.hash != guard_state.hash


def note(writer: Writer, losses: Iterable[Loss], now: int) -> None:
    """Keep what was noticed; what happens again is told again. From here on the guard has begun."""
    for loss in losses:
        _LOSSES.keep(writer, replace(loss, noticed=now, accepted=0))
    writer.run("INSERT OR REPLACE INTO setting VALUES (?, ?)", (_BEGUN, b"\x01"))


def has_begun(source: Source) -> bool:
    """Was there a guard before? Then a missing file is no beginning."""
    return source.has("SELECT 1 FROM setting WHERE name = ?", (_BEGUN,))


def ends(source: Source) -> list[bytes]:
    """Drafts that were destroyed on purpose, and that the guard's file may still name."""
    return source.column("SELECT draft FROM draft_end")


def forget_ends(writer: Writer, drafts: Iterable[bytes]) -> None:
    """After the guard's file was written whole without these. Those that ended meanwhile, by
    another Sanad, stay: the file may name them."""
    for draft in drafts:
        writer.run("DELETE FROM draft_end WHERE draft = ?", (draft,))


def losses(source: Source) -> list[Loss]:
    """All that were noticed, accepted ones too, the last first."""
    return _LOSSES.rows(source, "ORDER BY n DESC")


def accept(writer: Writer, draft: bytes, now: int) -> None:
    """The officer goes on with what is left; that it happened stays."""
    writer.run("UPDATE draft_loss SET accepted = ? WHERE draft = ? AND accepted = 0", (max(now, 1), draft))


def by_draft(losses: Iterable[Loss]) -> Mapping[bytes, Loss]:
    """The latest of each draft."""
    return {loss.draft: loss for loss in reversed(list(losses))}
