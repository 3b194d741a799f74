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
from app.casework.exchange.remote_call import RemoteCall, Script, said
from app.casework.records import updates
from app.casework.session.session import Session
from app.seal.keys import digest
from app.sync import conditions, wire
from app.update.check import check
from app.update.conditions import UpdateNotOnServer, UpdateRefused
from app.update.programs import require_free
from app.update.update_file import read_update

_PARTIAL = ".partial"
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class ServerUpdate:
    """An update that the server has and that may be installed here. `size`: bytes of its file; `present`:
    how many of them are here already. `signer`, `news`: as of an `Offer`."""

    id: bytes
    version: str
    signer: tuple[str, str]
    news: tuple[tuple[str, str], ...]
    size: int
    present: int


def finding(session: Session) -> RemoteCall[ServerUpdate | None]:
    """What the server has that may be installed here; None for nothing, and for one that this computer
    would refuse: nobody asked for it. NotJoined, NoHeadquarters, the line's, what `refuse_here` refuses."""
    updates.refuse_here(session)
    return RemoteCall(lambda: sync.connect(session), _finding(session))


def _finding(session: Session) -> Script[ServerUpdate | None]:
    computer = updates.here(session)
    request = wire.AskUpdate(computer.system, computer.number, wire.NO_UPDATE)
    try:
        there = yield from said(request, wire.UpdateThere)
    except conditions.Refused as refused:
        if refused.reason == "no_such_call":  # a server of before 0.2
            return None
        raise
    if there.id == wire.NO_UPDATE:
        return None
    if digest(there.head) != there.id:
        raise conditions.AnswerOdd
    try:
        update = read_update(io.BytesIO(there.head))
        checked = check(update.head, updates.trusted(), computer)
    except UpdateRefused:
        return None
    manifest = checked.manifest
    if update.start != len(there.head) or update.start + manifest.size != there.size:
        raise conditions.AnswerOdd
    return ServerUpdate(
        there.id, manifest.version, checked.root.name, manifest.news, there.size,
        _present(_partial(there.id), there.size),
    )  # fmt: skip


def fetching(
    session: Session,
    update: ServerUpdate,
    progress: Progress | None = None,
    go_on: Callable[[], bool] = lambda: True,
) -> RemoteCall[Path | None]:
    """The update's file, once all of it is here; None where `go_on` said no. A piece is kept as it comes:
    asked again, it goes on from there. The line's conditions, NoRoomForUpdate, UpdateNotOnServer, those of `app.disk`, what
    `refuse_here` refuses."""
    updates.refuse_here(session)
    return RemoteCall(lambda: sync.connect(session), _fetching(update, progress, go_on))


def _fetching(
    update: ServerUpdate, progress: Progress | None, go_on: Callable[[], bool]
) -> Script[Path | None]:
    partial = _partial(update.id)
    with disk.in_words():
        partial.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        for earlier_file in partial.parent.iterdir():
            if earlier_file != partial:
                earlier_file.unlink()
        present = _present(partial, update.size)
        free = shutil.disk_usage(partial.parent).free
    require_free(free, update.size - present)
    while present < update.size:
        if not go_on():
            return None
        try:
            answer = yield from said(wire.GetUpdate(update.id, present), wire.UpdatePiece)
        except conditions.Refused as refused:
            if refused.reason == "not_there":
                raise UpdateNotOnServer from refused
            raise
        piece = answer.content[: update.size - present]
        if not piece:
            raise conditions.AnswerOdd
        with disk.in_words():
            disk.write_piece(partial, present, piece)
        present += len(piece)
        if progress:
            progress(present, update.size)
    file = partial.with_name(f"sanad-{update.version}{updates.ENDING}")
    with disk.in_words():
        disk.finish_pieces(partial, file)
    return file


def _partial(id_: bytes) -> Path:
    return updates.downloads() / f"{id_.hex()[:32]}{_PARTIAL}"


def _present(partial: Path, size: int) -> int:
    """Bytes that came already; none of a file that is longer than it may be."""
    present = partial.stat().st_size if partial.is_file() else 0
    return present if present <= size else 0
