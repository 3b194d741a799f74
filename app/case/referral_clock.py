"""When a referral went: its clock runs from then, not from when it was drafted."""

from app.case.projection import Case
from app.case.referral import SENT, Referral


def sent_at(case: Case, referral: Referral) -> int:
    """When it was sent, 0 while it was not."""
    writes = case.registers["referral", referral.id].written
    return next((case.timeline[write.place].at for write in writes if write.text == SENT), 0)
