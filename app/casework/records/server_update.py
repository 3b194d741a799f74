"""A newer Sanad fetched from the organisation's server: said first, fetched when somebody asks for it, a piece
at a time, and gone on with after a break. What was fetched is looked at as any file is
(app.casework.records.updates)."""

import io
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app import disk
from app.casework.exchange import sync
from app.casework.exchange.remote_call import RemoteCall, Script, engine_of, of_sync, said
from app.casework.records import updates
from app.casework.session.session import Session
from app.seal.keys import digest
from app.sync import conditions, wire
from app.sync.engine import Engine
from app.update.check import check
from app.update.conditions import UpdateNotOnServer, UpdateRefused
from app.update.programs import require_free
from app.update.update_file import head_size, read_update

_PARTIAL = ".partial"
_BEGINNING = 32  # bytes that say how long the head is
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class ServerUpdate:
    """An update that the server has and that may be installed here. `size`: bytes of its file; `present`:
    how many of them are here already, 0 where it is the head alone. `signer`, `news`: as of an `Offer`.
    `in_pieces`: as large as the line carries well; else as a server of before cuts them."""

    id: bytes
    version: str
    signer: tuple[str, str]
    news: tuple[tuple[str, str], ...]
    size: int
    present: int
    in_pieces: bool = True


def finding(session: Session) -> RemoteCall[ServerUpdate | None]:
    """What the server has that may be installed here; None for nothing, and for one that this computer
    would refuse: nobody asked for it. NotJoined, NoHeadquarters, the line's, what `refuse_here` refuses."""
    updates.refuse_here(session)
    return RemoteCall(lambda: sync.connect(session), _finding(session))


def _finding(session: Session) -> Script[ServerUpdate | None]:
    computer = updates.here(session)
    request = wire.AskUpdate(computer.system, computer.number, wire.ANY_UPDATE)
    try:
        offered = yield from said(request, wire.UpdateThere)
    except conditions.Refused as refused:
        if refused.reason == "no_such_call":  # a server of before 0.2
            return None
        raise
    if offered.id == wire.NO_UPDATE:
        return None
    try:
        head = offered.head or (yield from _head(session, offered))
        if digest(head) != offered.id:
            _partial(offered.id).unlink(missing_ok=True)
            raise conditions.AnswerOdd
        update = read_update(io.BytesIO(head))
        checked = check(update.head, updates.trusted(), computer)
    except UpdateRefused:
        return None
    manifest = checked.manifest
    if update.start != len(head) or update.start + manifest.size != offered.size:
        raise conditions.AnswerOdd
    present = _present(_partial(offered.id), offered.size)
    return ServerUpdate(
        id=offered.id,
        version=manifest.version,
        signer=checked.signer,
        news=manifest.news,
        size=offered.size,
        present=present if present > len(head) else 0,
        in_pieces=not offered.head,
    )


def _head(session: Session, offered: wire.UpdateThere) -> Script[bytes]:
    """The file's beginning, kept as the first of its pieces."""
    partial, engine = _begun(offered.id), engine_of(session)
    end = min(_BEGINNING, offered.size)
    yield from _until(engine, partial, offered.id, offered.size, end)
    with disk.in_words(), partial.open("rb") as opened:
        end = min(head_size(opened.read(_BEGINNING)), offered.size)
    yield from _until(engine, partial, offered.id, offered.size, end)
    with disk.in_words(), partial.open("rb") as opened:
        return opened.read(end)


def fetching(
    session: Session, update: ServerUpdate, progress: Progress | None = None, go_on: Callable[[], bool] = lambda: True
) -> RemoteCall[Path | None]:
    """The update's file, once all of it is here; None where `go_on` said no. A piece is kept as it comes:
    asked again, it goes on from there. The line's conditions, NoRoomForUpdate, UpdateNotOnServer, those of `app.disk`, what
    `refuse_here` refuses."""
    updates.refuse_here(session)
    engine = engine_of(session) if update.in_pieces else None
    return RemoteCall(lambda: sync.connect(session), _fetching(engine, update, progress, go_on))


def _fetching(
    engine: Engine | None, update: ServerUpdate, progress: Progress | None, go_on: Callable[[], bool]
) -> Script[Path | None]:
    partial = _begun(update.id)
    with disk.in_words():
        free = shutil.disk_usage(partial.parent).free
    require_free(free, update.size - _present(partial, update.size))
    fetched = _until(
        engine=engine, partial=partial, id_=update.id, size=update.size, end=update.size, progress=progress, go_on=go_on
    )
    if not (yield from fetched):
        return None
    file = partial.with_name(f"sanad-{update.version}{updates.ENDING}")
    with disk.in_words():
        disk.finish_pieces(partial, file)
    return file


def _until(
    engine: Engine | None,
    partial: Path,
    id_: bytes,
    size: int,
    end: int,
    progress: Progress | None = None,
    go_on: Callable[[], bool] = lambda: True,
) -> Script[bool]:
    """Is the file here to its `end`? False where `go_on` said no."""
    present = _present(partial, size)
    while present < end:
        if not go_on():
            return False
        content = yield from _piece(engine, id_, present, end - present)
        piece = content[: end - present]
        if not piece:
            raise conditions.AnswerOdd
        with disk.in_words():
            disk.write_piece(partial, present, piece)
        present += len(piece)
        if progress:
            progress(present, size)
    return True


def _piece(engine: Engine | None, id_: bytes, start: int, limit: int) -> Script[bytes]:
    try:
        if engine is None:
            return (yield from said(wire.GetUpdate(id_, start), wire.UpdatePiece)).content
        answer = yield from of_sync(engine.piece(wire.NO_CASE, id_, start, limit))
        if isinstance(answer, wire.Refusal):
            raise conditions.refused(answer.kind, answer.retry_s)
    except conditions.Refused as refused:
        if refused.reason == "not_there":
            raise UpdateNotOnServer from refused
        raise
    return answer.content


def _begun(id_: bytes) -> Path:
    """Where its pieces lie; those of another are gone."""
    partial = _partial(id_)
    with disk.in_words():
        partial.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        for earlier_file in partial.parent.iterdir():
            if earlier_file != partial:
                earlier_file.unlink()
    return partial


def _partial(id_: bytes) -> Path:
    return updates.downloads() / f"{id_.hex()[:32]}{_PARTIAL}"


def _present(partial: Path, size: int) -> int:
    """Bytes that came already; none of a file that is longer than it may be."""
    present = partial.stat().st_size if partial.is_file() else 0
    return present if present <= size else 0
