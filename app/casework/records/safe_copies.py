"""Keeping the records safe without anybody thinking of it: where copies go, when the last was made, and
whether it could be opened again.

What stands of it in the vault is a setting: the place, the last copy, the last trial. A copy is made in
three steps, since it may take minutes: `begin` and `end` on the thread that writes, `carry_out` on
another."""

import time
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from app import disk, settings
from app.case import fields
from app.casework.records import copies_elsewhere
from app.casework.records.copies_elsewhere import ALL, CopyElsewhere, emptied_so_far
from app.casework.session.officers import VaultRow
from app.casework.session.session import Session
from app.casework.session.transfer_places import SetByAdministrator, refuse_elsewhere, refuse_in_practice
from app.clock import utc_or_none
from app.disk import BadFolder
from app.errors import SanadError
from app.seal import canonical
from app.vault import safe_copies
from app.vault.copies import Snapshot, snapshot
from app.vault.database import Database
from app.vault.safe_copies import NoSafeCopy, SafeCopy
from app.vault.vault import database_key, keep_setting, setting

__all__ = ["NoSafeCopy", "SafeCopy"]

DUE_S = 20 * 3600  # seconds after which another copy is made: once a working day
LATE_DAYS = 7  # without a copy, until the day's page asks for one
TRY_S = 7 * 86400  # seconds between two trials
_AHEAD_S = 86400  # a moment that lies further ahead is of a clock that was wrong
_SETTING = safe_copies.LAST


@dataclass(frozen=True, slots=True)
class SafeState:
    """`place`: None where nobody chose one. `at`: of the last whole copy. `tried`: when one was last
    opened again, `held`: could it be? `holding_erased`: where copies lie that nobody makes anew, from
    before something was erased."""

    place: Path | None = None
    at: datetime | None = None
    tried: datetime | None = None
    held: bool = False
    due: bool = False
    to_try: bool = False
    late_days: int = 0
    holding_erased: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Work:
    """A copy under way. `erased`: a number for what was emptied until now, by order or because it lies at
    headquarters; `emptied`: when the last of it was, 0 for never: copies from before still have it.
    `elsewhere`: it goes to another place than the chosen one."""

    source: Snapshot
    at: int
    erased: int
    emptied: int
    elsewhere: bool


@dataclass(frozen=True, slots=True)
class _Kept:
    place: str = ""
    since: int = 0  # when the place was chosen
    at: int = 0
    erased: int = 0
    emptied: int = 0
    tried: int = 0
    held: int = 0


def _kept(database: Database) -> _Kept:
    raw = setting(database, _SETTING)
    document = fields.map_of(canonical.decode(raw)) if raw else {}
    numbers = {
        name: document[name]
        for name in ("since", "at", "erased", "emptied", "tried", "held")
        if isinstance(document.get(name), int)
    }
    return _Kept(fields.text(document.get("place")), **numbers)


def _placed(record: _Kept) -> _Kept:
    """The policy's place stands over the officer's."""
    place = settings.policy().backup_place
    return replace(record, place=place) if place else record


def _keep(session: Session, record: _Kept) -> None:
    keep_setting(session.vault, _SETTING, canonical.encode(asdict(record)))


def state(session: Session) -> SafeState:
    """Where copies go and how old the last one is."""
    record, now = _placed(_kept(session.reading())), session.now()
    place = Path(record.place) if record.place else None
    holding = tuple(copy.place for copy in copies_elsewhere.holding_erased(session, place))
    if place is None:
        return SafeState(holding_erased=holding)
    moments = [at for at in (record.at, record.since) if 0 < at <= now + _AHEAD_S]
    last = max(moments, default=min(session.vault.key_file.created, now))  # the administrator's place
    has_failed = bool(record.tried) and not record.held
    return SafeState(
        place=place,
        at=utc_or_none(record.at),
        tried=utc_or_none(record.tried),
        held=bool(record.held),
        due=_since(record.at, now) >= DUE_S,
        to_try=bool(record.at) and (_since(record.tried, now) >= TRY_S or (has_failed and record.at > record.tried)),
        late_days=max(0, now - last) // 86400,
        holding_erased=holding,
    )


def _since(moment: int, now: int) -> int:
    """Seconds; very many where it was said by a clock that ran ahead, so that nothing waits for that day."""
    return now - moment if moment <= now + _AHEAD_S else now


def choose(session: Session, place: Path | None) -> None:
    """From now on copies go there; None: they end, and those that there are stay. NotInPractice,
    SetByAdministrator, PlaceNotAllowed, BadFolder where it is no folder."""
    refuse_in_practice(session)
    if settings.policy().backup_place:
        raise SetByAdministrator
    if place is not None:
        if not place.is_dir():
            raise BadFolder
        refuse_elsewhere(place)
    former = _kept(session.vault.database)
    if former.place and former.at and (place is None or str(place.absolute()) != former.place):
        given_up = CopyElsewhere(Path(former.place), ALL, former.erased)
        copies_elsewhere.note(session, given_up)
    record = _Kept(str(place.absolute()), session.now()) if place is not None else _Kept()
    _keep(session, record)


def find(session: Session, roots: Iterable[Path] = ()) -> Path | None:
    """The place, where it can be reached now; as `reachable`."""
    return reachable(state(session).place, session.vault.id, roots)


def reachable(place: Path | None, vault: bytes, roots: Iterable[Path] = ()) -> Path | None:
    """A place of copies of these records, or where it is now: a stick may come back under another name, and
    `roots` are looked through for the one that has copies. On any thread; may wait for a share."""
    if place is None or place.is_dir():
        return place
    return next((root for root in roots if safe_copies.exists(root, vault.hex())), None)


def begin(session: Session, *, elsewhere: bool = False) -> Work:
    """On the thread that writes. `elsewhere`: for a copy at another place than the chosen one, which says
    nothing of how safe the records are. NotInPractice; RecordsInUse: try again later."""
    refuse_in_practice(session)
    record = _kept(session.vault.database)
    erased = emptied_so_far(session.vault.database)
    source, now = snapshot(session.vault), session.now()
    emptied = now if erased != record.erased else record.emptied
    return Work(source, now, erased, emptied, elsewhere)


def carry_out(work: Work, place: Path, progress: Callable[[int, int], None] | None = None) -> SafeCopy:
    """On any thread. The conditions of `app.disk`."""
    return safe_copies.make(work.source, place, work.at, progress, forget_before=work.emptied)


def end(session: Session, work: Work, copy: SafeCopy | None) -> None:
    """On the thread that began it, however it went. `copy`: the whole one, None for none."""
    work.source.close()
    if copy is None:
        return
    if work.elsewhere:
        place = copy.file.parent.parent.parent.parent
        number = int(copy.file.name)
        copies_elsewhere.note(session, CopyElsewhere(place.absolute(), number, work.erased))
        return
    record = _kept(session.vault.database)
    if _placed(record).place:
        _keep(session, replace(record, at=work.at, erased=work.erased, emptied=work.emptied))


def make_now(session: Session, place: Path, *, elsewhere: bool = False) -> SafeCopy:
    """All of it at once, on the thread that writes."""
    work, copy = begin(session, elsewhere=elsewhere), None
    try:
        copy = carry_out(work, place)
    finally:
        end(session, work, copy)
    return copy


def try_newest(session: Session, place: Path) -> bool:
    """Lay the newest copy beside the records, open it, read every page, and remove it again; what came
    of it is noted. On the thread that writes. NoSafeCopy."""
    whole_copies = safe_copies.safe_copies(place, session.vault.id.hex())
    if not whole_copies:
        raise NoSafeCopy
    file = session.vault.folder.path / "trial.partial"
    opened = False
    try:
        with suppress(SanadError):
            opened = _opens(whole_copies[0], file, database_key(session.vault.master))
        if not opened:
            with suppress(SanadError, OSError):
                safe_copies.drop_damaged(whole_copies[0])
    finally:
        file.unlink(missing_ok=True)
    _keep(session, replace(_kept(session.vault.database), tried=session.now(), held=int(opened)))
    return opened


def _opens(copy: SafeCopy, file: Path, key: bytes) -> bool:
    with disk.in_words(), disk.new_file(file) as opened:
        for content in safe_copies.database_of(copy):
            opened.write(content)
    with closing(Database.untouched(file, key)) as database:
        return not database.integrity()


def owners(place: Path) -> list[VaultRow]:
    """Whose whole copies lie at a place. On any thread. NoSafeCopy."""
    newest = [safe_copies.safe_copies(place, vault)[:1] for vault in safe_copies.vaults(place)]
    keys = [safe_copies.key_file(copy) for copies in newest for copy in copies]
    if not keys:
        raise NoSafeCopy
    return [VaultRow(key.vault.hex(), key.officer, key.role, key.language) for key in keys]


def restore(home: Path, place: Path, vault: str = "") -> Path:
    """The newest whole copy at a place as a backup file in HOME, to be restored like any other and
    then removed. `vault`: whose, where several have copies there. NoSafeCopy."""
    ids = [vault] if vault else safe_copies.vaults(place)
    whole_copies = [copy for id_ in ids for copy in safe_copies.safe_copies(place, id_)]
    if not whole_copies:
        raise NoSafeCopy
    newest = max(whole_copies, key=lambda copy: copy.at)
    home.mkdir(parents=True, exist_ok=True)
    file = home / f"restore-{time.time_ns()}.partial"
    try:
        with disk.in_words(), disk.new_file(file) as opened:
            safe_copies.as_backup(newest, opened)
    except BaseException:
        file.unlink(missing_ok=True)
        raise
    return file
