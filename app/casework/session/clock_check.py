"""Can this computer's clock be right? Compared with what is known to have been: the day on which
this version was given out, what this officer last wrote here, what headquarters last signed.

Colleagues' clocks are no evidence: one wrong clock would put every other in doubt. What is written
while the clock is in doubt says so, for ever; a case's number takes its year from the evidence."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from app.case.events import moment
from app.clock import utc
from app.errors import N_, Said, SanadError, said
from app.seal import canonical
from app.vault import cases, log, sync_state
from app.vault.database import Database
from app.vault.vault import put_setting, setting
from app.version import RELEASED

if TYPE_CHECKING:
    from app.casework.session.session import Session

MARK = "clock"  # in an event's content
IN_DOUBT = "in doubt"
DAY_S = 86_400
_BEHIND_S = DAY_S  # a clock may be set by hand, or a time zone chosen wrongly
_AHEAD_S = 400 * DAY_S  # a laptop may lie in a cupboard for a year
_LIFE_S = 10 * 365 * DAY_S  # no version is in use so long after it was given out
_STEP_S = 3600  # evidence is kept no finer
_NEWEST = "clock newest"  # settings: the last moment that was in no doubt,
_ANSWER = "clock answer"  # and what the officer said

BEFORE_RELEASE, BEFORE_LAST, FAR_AHEAD = "before_release", "before_last", "far_ahead"
SAYS = {
    BEFORE_RELEASE: N_(
        "This computer’s clock shows {now}: that is before this version of Sanad was made. Everything written now is "
        "marked “Clock not reliable”. Set the clock in the system settings."
    ),
    BEFORE_LAST: N_(
        "This computer’s clock shows {now}, but the last work here was on {newest}. Everything written now is marked "
        "“Clock not reliable”. Set the clock in the system settings, or confirm that it is right."
    ),
    FAR_AHEAD: N_(
        "This computer’s clock shows {now}, long after the last known work ({newest}). Everything written now is "
        "marked “Clock not reliable”. Set the clock in the system settings, or confirm that it is right."
    ),
}


@dataclass(frozen=True, slots=True)
class Doubt:
    """`kind`: before_release, before_last or far_ahead. `newest`: what the clock was compared with.
    `may_be_right`: the officer may say so; nobody can against the day of release, against
    headquarters, or ten years on. `answered`: the officer was asked already."""

    kind: str
    now: datetime
    newest: datetime
    may_be_right: bool
    answered: bool

    @property
    def says(self) -> str:
        return SAYS[self.kind]

    @property
    def sentence(self) -> Said:
        """With both days."""
        days = {name: at.astimezone().date() for name, at in (("now", self.now), ("newest", self.newest))}
        return said(self.says, **days)


class ClockCantBeRight(SanadError):
    says = N_(
        "The clock cannot be right, so it was not used. Nothing was changed. Set it in "
        "the system settings; everything written until then is marked."
    )


def doubt(session: "Session") -> Doubt | None:
    """Why the clock can't be relied on now; None where nothing speaks against it."""
    kind = _kind(session.now(), _evidence(session))
    if not kind:
        return None
    now, newest = session.now(), _evidence(session)
    signed = _signed(session)
    may = kind != BEFORE_RELEASE and now >= signed - _BEHIND_S and now <= _released() + _LIFE_S
    answered = setting(session.reading(), _ANSWER) == kind.encode()
    return Doubt(kind, utc(now), utc(newest), may, answered)


def not_before(session: "Session") -> int:
    """Seconds since 1970 by the clock, or by the evidence where the clock is behind it: a waiting time
    is not over sooner because it began by a wrong clock."""
    return max(session.now(), _evidence(session))


def latest(session: "Session") -> int:
    """The last moment at which anything can have changed: now, or where the clock is behind, the evidence."""
    now, newest = session.now(), _evidence(session)
    return max(now, newest) if _kind(now, newest) else now


def is_impossible(day: date) -> bool:
    """Before this version was given out, or when no version of today is in use any more."""
    at = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
    return not _released() - 2 * _BEHIND_S <= at <= _released() + _LIFE_S


def likely(session: "Session") -> int:
    """Now, or where the clock is in doubt the evidence: nothing is refused by a clock that can't be right."""
    now, newest = session.now(), _evidence(session)
    return newest if _kind(now, newest) else now


def bring_cases_back(session: "Session") -> None:
    """What was written while the clock ran ahead is not the latest of all once it is right again: it
    would stand first in every list until that day."""
    now = session.now()
    if cases.latest_change(session.reading()) > now and not _kind(now, _evidence(session)):
        with session.vault.transaction() as writer:
            cases.bring_back(writer, now)


def marks(session: "Session") -> dict[str, Any]:
    """What an event says of the clock that it was written by."""
    return {MARK: IN_DOUBT} if _kind(session.now(), _evidence(session)) else {}


def is_doubtful(content: Mapping[str, Any]) -> bool:
    """Was an event written while its author's clock was in doubt?"""
    return bool(content.get(MARK) == IN_DOUBT)


def year(session: "Session") -> int:
    """For a case's number: the clock's, or where that is in doubt the evidence's."""
    if _kind(session.now(), _evidence(session)):
        return utc(_evidence(session)).year
    return session.clock().year


def note(session: "Session", writer: Any) -> None:
    """Something was written by a clock in no doubt: that is evidence from now on."""
    now = session.now()
    if now >= _evidence(session) + _STEP_S and not _kind(now, _evidence(session)):
        put_setting(writer, _NEWEST, now.to_bytes(8, "big"))
        session.newest = now


def say_right(session: "Session") -> None:
    """The officer says that the clock is right: it is in no doubt any more. ClockCantBeRight."""
    clock_doubt = doubt(session)
    if clock_doubt is None:
        return
    if not clock_doubt.may_be_right:
        raise ClockCantBeRight
    with session.vault.transaction() as writer:
        put_setting(writer, _NEWEST, session.now().to_bytes(8, "big"))
        put_setting(writer, _ANSWER, b"right")
    session.newest = None
    bring_cases_back(session)


def go_on(session: "Session") -> None:
    """The officer was asked and goes on: what is written stays marked."""
    if clock_doubt := doubt(session):
        with session.vault.transaction() as writer:
            put_setting(writer, _ANSWER, clock_doubt.kind.encode())


def _kind(now: int, newest: int) -> str:
    if now < _released() - _BEHIND_S:
        return BEFORE_RELEASE
    if now < newest - _BEHIND_S:
        return BEFORE_LAST
    return FAR_AHEAD if now > newest + _AHEAD_S else ""


def _released() -> int:
    return int(RELEASED.timestamp())


def _evidence(session: "Session") -> int:
    if session.newest is None:
        stored_time = setting(session.reading(), _NEWEST)
        last = int.from_bytes(stored_time, "big") if stored_time else _last_written(session)
        session.newest = max(_released(), last, _signed(session))
    return session.newest


def _signed(session: "Session") -> int:
    return moment(sync_state.signed_until(session.reading()))


def _last_written(session: "Session") -> int:
    """Of records from before this was kept: the officer's own last event, unless it is far ahead."""
    database, vault = session.reading(), session.vault
    at = 0
    with suppress(SanadError, canonical.NotCanonical):
        for case, id_ in _last(database, vault.stream):
            for event in log.events(database, vault, case, [id_]):
                text = canonical.decode(event.event)
                at = moment(text.get("at")) if not is_doubtful(text) else 0
    return at if at <= _released() + _LIFE_S else 0


def _last(database: Database, stream: bytes) -> list[tuple[bytes, bytes]]:
    rows = database.rows("SELECT case_id, id FROM envelope WHERE stream = ? ORDER BY seq DESC LIMIT 1", (stream,))
    return [(case, id_) for case, id_ in rows]
