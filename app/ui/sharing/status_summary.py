"""What stands at the side of every office page: has this vault joined, what came in, what waits."""

from typing import TYPE_CHECKING

from app.ui.app_context import StatusSummary

if TYPE_CHECKING:
    from app.casework.session.session import Session


def look_around(session: "Session") -> StatusSummary:
    """Read it, away from the screen; in a vault that has joined nothing there is nothing to count."""
    from app.casework.cases import reviews
    from app.casework.exchange import post, sync
    from app.casework.session import colleagues, transfer_places
    from app.casework.sharing import inbox

    if transfer_places.is_practice(session):
        return StatusSummary(practice=True)
    membership = colleagues.membership_status(session)
    if not membership.joined:
        return StatusSummary(supervises=reviews.may_review(session))
    overview = sync.overview(session) if sync.address(session) else None
    return StatusSummary(
        joined=True,
        desk=membership.desk,
        renew=membership.renew,
        withdrawn=membership.withdrawn,
        supervises=reviews.may_review(session),
        role=membership.role,
        organisation=membership.organisation,
        came_in=inbox.how_many(session),
        # with a headquarters its own number stands there; this one takes 0.2 ms a case
        waiting=0 if overview else post.waiting(session),
        headquarters=overview.headquarters if overview else "",
        unsent=overview.waiting if overview else 0,
        unheld=overview.kept_count + overview.sent if overview else 0,
    )
