"""What keeps a case from being erased, whoever orders it: what a court, an agency or a hold still
needs. Asked when it is ordered, when it is confirmed, and by each computer before it destroys anything.
"""

from app.case.projection import Case
from app.case.retention import held, proceedings_open, referrals_open
from app.errors import N_, SanadError


class OnHold(SanadError):
    says = N_(
        "There is a legal hold on this case. Nothing was changed. It can be erased once "
        "a supervisor or user management lifts the hold, with a reason."
    )


class ProceedingOpen(SanadError):
    says = N_(
        "Proceedings about this case are still open, and what is recorded here may be "
        "evidence. Nothing was changed. The case can be erased once the decision and the "
        "outcome of each hearing are entered."
    )


class ReferralOpen(SanadError):
    says = N_(
        "An agency has not yet answered or finished a referral of this case. Nothing was "
        "changed. The case can be erased once the referral is done, rejected or "
        "cancelled."
    )


def wrong(case: Case) -> SanadError | None:
    """Why a case can't be erased now; None where it can."""
    if held(case):
        return OnHold()
    if proceedings_open(case):
        return ProceedingOpen()
    return ReferralOpen() if referrals_open(case) else None


def check(case: Case) -> None:
    """OnHold, ProceedingOpen, ReferralOpen."""
    if (error := wrong(case)) is not None:
        raise error
