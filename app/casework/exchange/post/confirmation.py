"""What is attached, and that all of it is here: last, when what came before is shown."""

from collections.abc import Generator, Iterator, Set

from app.casework.exchange import record_intake
from app.casework.exchange.post.files import list_addressees, list_items
from app.casework.exchange.post.inbox import IncomingFile, Tally
from app.casework.exchange.sync_store import VaultSyncStore
from app.casework.questionnaires import form_files, form_inbox
from app.casework.session.session import Session, case_state_of
from app.casework.session.stepped_work import in_batches
from app.seal.keys import digest
from app.vault import chunks
from app.vault.database import Writer


def bring_chunks(session: Session, incoming_files: list[IncomingFile], tally: Tally) -> Generator[None]:
    """Last: what came in before says which are wanted. A few megabytes at a time; a file with one that
    nothing here names yet is not confirmed, and taken in again with the next."""
    logs, vault = {case for _, case, _ in _theirs(session, incoming_files)}, session.vault
    passed = set[bytes]()
    for case in logs:
        if form_files.is_new(session, case_state := case_state_of(session, case)):
            with vault.transaction() as writer:
                form_files.take_in(session, writer, case_state)
            passed |= form_files.passed_over(session, case_state)
            yield
    for batch in in_batches(_theirs(session, incoming_files), chunks.AT_ONCE):
        with vault.transaction() as writer:
            for incoming_file, case, chunk in batch:
                _bring(writer, incoming_file, case, chunk, passed, tally)
        yield
    for case in logs:  # what a questionnaire shows may be whole now
        form_inbox.look_ahead(session, case)
        yield
        with vault.transaction() as writer:
            if form_files.take_in(session, writer, case_state_of(session, case)):
                record_intake.show(session, writer, case, set())
        yield


def _bring(
    writer: Writer, incoming_file: IncomingFile, case: bytes, chunk: bytes, passed: Set[bytes], tally: Tally
) -> None:
    id_ = digest(chunk)
    if chunks.bring(writer, case, chunk) or id_ in passed:
        incoming_file.items.append(id_)
    else:
        incoming_file.spoilt = True
        tally.early.add(incoming_file.file)


def _theirs(session: Session, incoming_files: list[IncomingFile]) -> Iterator[tuple[IncomingFile, bytes, bytes]]:
    """The chunks that are for this computer, each with its file and case."""
    for incoming_file in incoming_files:
        for case, chunk in incoming_file.parcel.chunks:
            if session.vault.stream in incoming_file.parcel.to.get(case, ()):
                yield incoming_file, case, chunk


def confirm(session: Session, writer: Writer, incoming_files: list[IncomingFile]) -> None:
    """Their makers hold what they sent, and what they say that they took in; and what headquarters
    has signed for, where they bring that back."""
    for incoming_file in incoming_files:
        parcel = incoming_file.parcel
        device = session.vault.directory.organisation.devices.get(parcel.maker)
        if not incoming_file.spoilt:
            writer.run("INSERT OR IGNORE INTO taken VALUES (?, ?, ?)", (incoming_file.id, parcel.maker, session.now()))
            list_items(writer, incoming_file.id, incoming_file.items)
            list_addressees(session, writer, incoming_file.id, parcel)
        if device is None or device.revoked or not parcel.signed_by(device.public):
            continue
        items = set(incoming_file.items)
        if parcel.receipts:
            VaultSyncStore(session).carried(writer, parcel.epoch, parcel.receipts)
        for id_ in parcel.taken:
            items |= {row[0] for row in writer.rows(_HOLDS, (id_, device.id, device.id))}
        for item in items:
            writer.run("INSERT OR IGNORE INTO delivered VALUES (?, ?)", (item, device.id))


# What a computer holds that took in a file: the directory, and what was addressed to it. The rest
# it may have passed over.
_HOLDS = """
    SELECT item FROM parcel_item AS i WHERE parcel = ? AND (
        item IN (SELECT id FROM organisation) OR EXISTS (
            SELECT 1 FROM envelope AS e JOIN parcel_to AS t ON t.case_id = e.case_id
            WHERE e.id = i.item AND t.parcel = i.parcel AND t.device = ?)
        OR EXISTS (
            SELECT 1 FROM chunk AS c JOIN parcel_to AS t ON t.case_id = c.case_id
            WHERE c.id = i.item AND t.parcel = i.parcel AND t.device = ?))
"""
