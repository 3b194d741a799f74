"""What was done with the keys of a vault or of the root by others' cards: a log of its own, which the
officer keeps and the desk reads.

It is kept like a case whose id follows from the vault's; the vault's journal stays on its computer."""

from collections.abc import Mapping
from typing import Any

from app.casework.session.session import EventAppender, Session
from app.seal import directory
from app.seal.case_grant import key_log_id
from app.vault import inbox, log
from app.vault.database import Writer
from app.vault.vault import Vault


def id_of(vault: Vault) -> bytes:
    return key_log_id(vault.id)


def say(session: Session, writer: Writer, kind: str, content: Mapping[str, Any]) -> bytes:
    """Append an event of `app.case.events.OF_KEYS`, and a line that stays until it was seen."""
    log_id = id_of(session.vault)
    event = EventAppender(session, writer, log_id, restricted=True).say(kind, content)
    open_to_desk(session, writer)
    inbox.add(writer, event, log_id, kind, session.now())
    session.key_uses.add(event)
    return event


def note(session: Session, writer: Writer, kind: str, content: Mapping[str, Any]) -> bytes:
    """Append an event that the desk reads and nobody has to look at."""
    event = EventAppender(session, writer, id_of(session.vault), restricted=True).say(kind, content)
    open_to_desk(session, writer)
    return event


def open_to_desk(session: Session, writer: Writer) -> None:
    """The desk's own team reads it, once there is an organisation and something in it."""
    vault, log_id = session.vault, id_of(session.vault)
    if writer.row("SELECT 1 FROM envelope WHERE case_id = ? LIMIT 1", (log_id,)) is None:
        return
    teams = vault.directory.organisation.teams.values()
    log.grant(writer, vault, log_id, [team for team in teams if team.sort == directory.DESK_TEAM])
