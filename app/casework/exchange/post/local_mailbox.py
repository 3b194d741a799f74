"""The common folder that the vaults of one computer share."""

from contextlib import suppress
from pathlib import Path

from app.casework.exchange.post.collection import CollectionSummary, collect
from app.casework.exchange.post.delivery import DeliverySummary, export
from app.casework.session.session import Session
from app.errors import SanadError
from app.vault.folder import private


def common(session: Session) -> Path:
    """The folder that the vaults of one computer share."""
    return session.home / "post"


def pick_up(session: Session) -> CollectionSummary:
    """At unlock: what colleagues on this computer left. Never in the way of unlocking."""
    folder = common(session)
    if not session.vault.directory.joined or not folder.is_dir():
        return CollectionSummary()
    with suppress(Exception):  # whatever lies there, these are an officer's own records
        return collect(session, folder)
    return CollectionSummary()


def leave(session: Session) -> DeliverySummary:
    """At lock, and when something was handed over: what colleagues on this computer should have."""
    folder = common(session)
    if not session.vault.directory.joined or len(list(folder.parent.glob("vaults/*/keys"))) < 2:
        return DeliverySummary()
    with suppress(SanadError, OSError):
        private(folder)
        return export(session, folder)
    return DeliverySummary()
