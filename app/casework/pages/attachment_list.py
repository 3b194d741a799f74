"""The files of a case as its page shows them: which are here, which still wait for the way."""

from dataclasses import dataclass
from typing import Literal

from app.casework.cases import attachments
from app.casework.cases.attachments import AttachmentView
from app.casework.cases.queries import case_of
from app.casework.exchange import sync
from app.casework.session.session import Session

Where = Literal["here", "there too", "waiting", "away", "elsewhere", "held"]


@dataclass(frozen=True, slots=True)
class FileView:
    """`where`: here alone as no headquarters is named, here and there, here and still to be sent, not
    here yet, still on its way by a folder, or waiting until somebody here asks for it."""

    file: AttachmentView
    where: Where


def files(session: Session, case_id: str) -> list[FileView]:
    """The first attached first. NoCase."""
    case_state, named = case_of(session, case_id), bool(sync.address(session))
    rows = session.reading().rows(
        "SELECT id FROM chunk WHERE case_id = ? AND there = 0 AND content IS NOT NULL", (case_state.id,)
    )
    unsent = {row[0] for row in rows}
    waits = {
        id_.hex()
        for id_, attachment in case_state.attached.items()
        if unsent & {chunk for chunk, _ in attachment.chunks}
    }
    return [
        FileView(attachment, _where(attachment, named=named, waits=attachment.id in waits))
        for attachment in attachments.of(session, case_id)
    ]


def _where(attachment: AttachmentView, *, named: bool, waits: bool) -> Where:
    if attachment.held:
        return "held"
    if not attachment.here:
        return "away" if named else "elsewhere"
    if not named:
        return "here"
    return "waiting" if waits else "there too"
