"""How long a closed case is kept, what holds it longer, and what keeps it from being erased."""

from app.case.fields import Field
from app.case.kinds.people import proceedings
from app.case.profile import Profile
from app.case.projection import Case
from app.case.referral import OPEN
from app.clock import utc


def closed_at(case: Case) -> int:
    """When it was closed, 0 where it is open."""
    if not case.closed:
        return 0
    return max(case.timeline[write.place].at for write in case.standing(("closed",)))


def held(case: Case) -> bool:
    """Is it kept by a legal hold? Where colleagues say differently: yes."""
    return any(write.text == "on" for write in case.standing(("hold",)))


def keep_until(case: Case, profile: Profile) -> int:
    """When a closed case is due to be erased; 0 while it is open or held."""
    closed = closed_at(case)
    if not closed or held(case):
        return 0
    kinds = [profile.kind(part) for part in case.shown(("kind",)).split()]
    years = [kind_of_case.years for kind_of_case in kinds if kind_of_case] or [profile.kinds[0].years]
    at = utc(closed)
    try:
        moment = at.replace(year=at.year + max(years))
    except ValueError:  # the 29th of February
        moment = at.replace(year=at.year + max(years), day=28)
    return int(moment.timestamp())


def proceedings_open(case: Case) -> bool:
    """Is an authority still at it: a proceeding without a decision, or a hearing of which nobody has
    said what came? Where colleagues say differently: yes."""
    return any(
        not _said(case, ("proceeding", proceeding.id, "decision"))
        or any(not _said(case, ("hearing", hearing.id, "outcome")) for hearing in proceeding.hearings)
        for proceeding in proceedings(case)
    )


def referrals_open(case: Case) -> bool:
    """Does an agency still have it to answer, or in hand? Where colleagues say differently: yes."""
    return any(write.text in OPEN for id_ in case.referrals for write in case.standing(("referral", id_)))


def _said(case: Case, case_field: Field) -> bool:
    writes = case.standing(case_field)
    return bool(writes) and all(write.text.strip() for write in writes)
