"""A file that takes the place of another in a finished interview: sealed as in an unfinished one, in a place
that no list shows, until it is signed with the correction or left."""

from app.casework.cases.queries import case_of
from app.casework.session.session import Session
from app.seal.keys import fresh_id
from app.vault import drafts
from app.vault.database import Writer


def begin(session: Session, case_id: str, form_hash: str) -> str:
    """A place for the files of one correction; what a killed program left of others goes. NoCase."""
    case, at = case_of(session, case_id).id, session.now()
    draft = drafts.Draft(
        id=fresh_id(),
        form=bytes.fromhex(form_hash),
        started=at,
        updated=at,
        place="",
        interrupted=False,
        number=0,
        meta={"case": case, drafts.RIGHTING: 1},
    )
    with session.vault.transaction() as writer:
        for draft_id in drafts.righting(writer):
            drafts.clear(writer, draft_id)
        drafts.begin(writer, draft)
    return draft.id.hex()


def leave(session: Session, draft_id: str) -> None:
    """Nothing of it is kept."""
    with session.vault.transaction() as writer:
        end(writer, draft_id)


def end(writer: Writer, draft_id: str) -> None:
    """What was signed lies in the case now."""
    drafts.clear(writer, bytes.fromhex(draft_id))
