"""Whether a second person has to approve what goes to an agency: as the referral system in use says."""

from app.casework.session import profiles
from app.casework.session.session import Session
from app.errors import N_, SanadError


class ApprovalNeeded(SanadError):
    says = N_(
        "A second person must approve what is sent to this agency. Nothing was written. Hand it over as a sealed file, "
        "and ask for the approval there."
    )


def is_asked_for(session: Session, agency: str) -> bool:
    """Does somebody else have to approve what goes there?"""
    return bool(roles_of(session, agency))


def roles_of(session: Session, agency: str) -> frozenset[str]:
    """Of whom; nothing where nobody has to."""
    known = profiles.in_use(session).agency(agency)
    return frozenset(known.approval) if known else frozenset()
