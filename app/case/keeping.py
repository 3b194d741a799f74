"""How long a closed case is kept, and what holds it longer."""

from datetime import UTC, datetime

from app.case.fold import Case
from app.case.profile import Profile


def closed_at(case: Case) -> int:
    """When it was closed, 0 where it is open."""
    if not case.closed:
        return 0
    return max(case.timeline[each.place].at for each in case.standing(("closed",)))


def held(case: Case) -> bool:
    """Is it kept by a legal hold? Where colleagues say differently: yes."""
    return any(each.text == "on" for each in case.standing(("hold",)))


def keep_until(case: Case, profile: Profile) -> int:
    """When a closed case is due to be erased; 0 while it is open or held."""
    closed = closed_at(case)
    if not closed or held(case):
        return 0
    kinds = [profile.kind(each) for each in case.shown(("kind",)).split()]
    years = [each.years for each in kinds if each] or [profile.kinds[0].years]
    at = datetime.fromtimestamp(closed, UTC)
    try:
        until = at.replace(year=at.year + max(years))
    except ValueError:  # the 29th of February
        until = at.replace(year=at.year + max(years), day=28)
    return int(until.timestamp())
