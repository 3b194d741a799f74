"""Invitations that this desk wrote and that nobody has used up: until when, for which team, how many came."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.casework.organisation import administration, admission
from app.casework.organisation.administration import InvitationOver, WrittenInvitation
from app.casework.session.registrar import key_of
from app.casework.session.session import Session
from app.seal import enrolment
from app.seal.canonical import nfc

_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class OpenInvitation:
    """`name`: of the person that it was written for, "" where it is for several. `used`: how many asked by
    it, whether or not they were admitted."""

    id: str
    name: str
    team: str
    until: datetime
    used: int
    places: int = enrolment.PLACES


def open_invitations(session: Session) -> list[OpenInvitation]:
    """Those by which somebody can still join, the one that ends first at the beginning; none where this
    is no desk. One for a person alone is over once somebody was admitted by it."""
    if key_of(session) is None:
        return []
    names = admission.kept_by_invitation(session, admission.INVITED)
    came = admission.kept_by_invitation(session, admission.CAME)
    invitations = [
        OpenInvitation(id=row.id, name=names.get(row.id, ""), team=row.team, until=row.until, used=row.places)
        for row in admission.invitations(session)
    ]
    return [item for item in invitations if item.used < item.places and item.id not in came]


def invite(session: Session, file: Path, name: str, team: str) -> WrittenInvitation:
    """Write an invitation for one person, or, without a name, for many computers of a team. NotTheDesk,
    BadFolder."""
    known_ids = {row[0] for row in session.reading().rows("SELECT id FROM invitation")}
    invitation_file = administration.invite(session, file, team)
    if name := " ".join(nfc(name).split())[:_LONGEST_NAME]:
        with session.vault.transaction() as writer:
            for (id_,) in writer.rows("SELECT id FROM invitation"):
                if id_ not in known_ids:
                    admission.keep_by_invitation(session, writer, admission.INVITED, id_.hex(), name)
    return invitation_file


def send_again(session: Session, invitation_id: str, file: Path) -> WrittenInvitation:
    """A new file in its place, with new days to use it; the former one is over. InvitationOver,
    NotTheDesk, BadFolder."""
    invitation = _one(session, invitation_id)
    invitation_file = invite(session, file, invitation.name, invitation.team)
    cancel(session, invitation_id)
    return invitation_file


def cancel(session: Session, invitation_id: str) -> None:
    """Nobody joins by it any more, also who has asked already; who has joined stays. InvitationOver,
    NotTheDesk."""
    admission.cancel_invitation(session, invitation_id)
    with session.vault.transaction() as writer:
        admission.keep_by_invitation(session, writer, admission.INVITED, invitation_id, "")


def _one(session: Session, invitation_id: str) -> OpenInvitation:
    for invitation in open_invitations(session):
        if invitation.id == invitation_id:
            return invitation
    administration.registrar_key(session)
    raise InvitationOver
