"""A computer's admission, renewed before it ends."""

from app.casework.organisation import administration
from app.casework.session.colleagues import NoRecipient
from app.casework.session.ids import id_of
from app.casework.session.registrar import YEARS_S, DirectorySigner
from app.casework.session.session import Session


def renew(session: Session, device_id: str) -> bool:
    """Certify a computer for two years from now on; False where it is certified so already. To renew is
    to vouch for it. NotTheDesk, NoRecipient for one that was withdrawn."""
    keys = administration.registrar_key(session)
    device = session.vault.directory.organisation.devices.get(id_of(device_id, NoRecipient))
    if device is None or device.revoked:
        raise NoRecipient
    book = DirectorySigner.of(session.vault, keys)
    book.device(device, session.now() + YEARS_S, device.before)
    if book.entries:
        with session.vault.transaction() as writer:
            book.learn(writer)
    return bool(book.entries)
