"""Copies of the records that lie elsewhere than where copies go: made before an update, or at a place that
was given up. Nobody makes a newer one there, so that they would keep for good what was erased since.

Where they lie is a setting of the vault. Once something was erased they are removed where they can be
reached; of the others the officer reads where they are."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app import disk, settings
from app.case import fields
from app.casework.session.session import Session
from app.errors import SanadError
from app.seal import canonical
from app.vault import safe_copies
from app.vault.database import Database
from app.vault.vault import keep_setting, setting

_SETTING = "copies elsewhere"
_UNKNOWN = -1  # what had been emptied when a copy was made that nobody noted
ALL = 0  # copies at the place


@dataclass(frozen=True, slots=True)
class CopyElsewhere:
    """`number`: of the copy, ALL for every one there. `emptied`: a number for what had been emptied when it
    was made."""

    place: Path
    number: int
    emptied: int


def emptied_so_far(database: Database) -> int:
    """Another number whenever something was emptied, by order or because it lies at headquarters alone;
    also where as much came back meanwhile. 0 for nothing."""
    row = database.row(
        "SELECT (SELECT count(*) FROM erased), (SELECT count(*) FROM away), (SELECT coalesce(max(at), 0) FROM cleared)"
    )
    numbers = tuple(row or ())
    digest = hashlib.sha256(canonical.encode(list(numbers))).digest()
    return int.from_bytes(digest[:6], "big") if any(numbers) else 0


def noted(database: Database) -> list[CopyElsewhere]:
    """Those that this vault knows of."""
    raw = setting(database, _SETTING)
    entries = canonical.decode(raw) if raw else []
    return [CopyElsewhere(Path(fields.text(entry[0])), int(entry[1]), int(entry[2])) for entry in entries]


def note(session: Session, copy: CopyElsewhere) -> None:
    """One was made, or its place given up."""
    further_copies = [
        earlier
        for earlier in noted(session.vault.database)
        if earlier.place != copy.place or copy.number not in (ALL, earlier.number)
    ]
    _keep(session, [*further_copies, copy])


def holding_erased(session: Session, chosen: Path | None) -> list[CopyElsewhere]:
    """Those from before something was erased. `chosen`: where copies go; those there go by themselves."""
    database, vault = session.reading(), session.vault.id.hex()
    now = emptied_so_far(database)
    copies = noted(database)
    places = {copy.place for copy in copies}
    # an earlier version noted none of these
    copies += [
        CopyElsewhere(place, ALL, _UNKNOWN)
        for place in (session.home, settings.programs_folder() / "downloads")
        if place not in places and safe_copies.exists(place, vault)
    ]
    return [copy for copy in copies if now not in (0, copy.emptied) and copy.place != chosen]


def remove(
    vault: str, copies: Sequence[CopyElsewhere], chosen: Path | None, roots: Iterable[Path] = ()
) -> list[CopyElsewhere]:
    """Which of them were removed. On any thread. `roots`: a stick may have come back under another name."""
    sticks = [root for root in roots if root != chosen]
    return [copy for copy in copies if _removed(vault, copy, sticks)]


def _removed(vault: str, copy: CopyElsewhere, sticks: Sequence[Path]) -> bool:
    """Where it isn't found, another stick may be what lies there now: nobody knows that it is gone."""
    places = [copy.place, *(sticks if copy.number != ALL else [])]
    place = next((place for place in places if _lies_at(place, vault, copy.number)), None)
    if place is None:
        return False
    try:
        with disk.in_words():
            safe_copies.drop(place, vault, copy.number)
    except SanadError:
        return False
    return True


def _lies_at(place: Path, vault: str, number: int) -> bool:
    if number == ALL:
        return safe_copies.exists(place, vault)
    return safe_copies.has(place, vault, number)


def forget(session: Session, removed_copies: Sequence[CopyElsewhere]) -> None:
    """They are there no more."""
    noted_copies = noted(session.vault.database)
    remaining_copies = [copy for copy in noted_copies if copy not in removed_copies]
    if remaining_copies != noted_copies:
        _keep(session, remaining_copies)


def forget_at(session: Session, place: Path) -> None:
    """Whoever has the copies at a place says that they were destroyed."""
    forget(session, [copy for copy in noted(session.vault.database) if copy.place == place])


def settle(session: Session, chosen: Path | None) -> None:
    """All of it at once, on the thread that writes."""
    copies = holding_erased(session, chosen)
    forget(session, remove(session.vault.id.hex(), copies, chosen))


def _keep(session: Session, copies: Sequence[CopyElsewhere]) -> None:
    entries = [[str(copy.place), copy.number, copy.emptied] for copy in copies]
    keep_setting(session.vault, _SETTING, canonical.encode(entries))
