"""Files that nobody here asked for: what a colleague attaches beyond a quota waits to be fetched.

The event that names a file always comes; its bytes are fetched by themselves up to a quota for each
computer in each case (app.seal.budgets). The rest is named as waiting, until somebody here asks for
it: `attachments.fetch`. docs/limits.md
"""

from app.case.projection import Case
from app.casework.session.session import Session
from app.vault import chunks
from app.vault.database import Writer


def want(session: Session, writer: Writer, case_state: Case) -> None:
    """What colleagues attached: a later sync fetches it, or it waits until it is asked for."""
    known_ids, vault = set(chunks.ids_of(writer, case_state.id)), session.vault
    for attachment in case_state.attached.values():
        new_refs = [ref for ref in attachment.chunks if ref[0] not in known_ids]
        if not new_refs:
            continue
        stream, size = attachment.stream, sum(size for _, size in new_refs)
        wanted_size = chunks.wanted_of(writer, case_state.id, stream)
        is_held = (
            stream not in vault.directory.own.devices and wanted_size + size > vault.budget.files
        )
        chunks.want(writer, case_state.id, new_refs, stream, is_held=is_held)
        known_ids |= {id_ for id_, _ in new_refs}
