"""Questionnaires that colleagues brought: each is opened once, a long one before the transaction in
which it is kept, so that nothing is held up by it."""

from collections.abc import Callable, Iterable
from contextlib import suppress

from app.case.form_files import WHOLE
from app.case.projection import Case
from app.case.sealed_file import SealedFile
from app.casework.questionnaires import forms
from app.casework.questionnaires.form_engine import open_form
from app.casework.session import profiles
from app.casework.session.session import Session, case_state_of
from app.errors import SanadError
from app.seal.attachment import ChunkRefused, FileKey
from app.seal.keys import Secret, digest
from app.vault import chunks, log
from app.vault import forms as kept
from app.vault.database import Writer


def take_in(session: Session, writer: Writer, case_state: Case) -> None:
    """Keep the questionnaires that came with a case, and the referral systems that the desk gave. What
    is no questionnaire, or another than its hash says, is left where it is."""
    if case_state.profiles and case_state.id in log.shares(session.vault):
        profiles.take_in(writer, case_state.profiles)
    if not case_state.forms:
        return
    known_hashes = kept.known(session.vault.database)
    for form_hash, event in case_state.forms.items():
        if form_hash not in known_hashes:
            with suppress(UnicodeDecodeError):
                keep(session, writer, form_hash, event.content["xml"].decode("utf-8"))


def keep(session: Session, writer: Writer, form_hash: bytes, xml: str) -> bool:
    """Keep a questionnaire without offering it; False for none, or another than its hash says."""
    row = _looked_at(session, form_hash, xml)
    if row is None:
        return False
    kept.keep(writer, row, kept.packed(xml), session.now())
    return True


def look_ahead(session: Session, case: bytes, incoming_chunks: Iterable[bytes] = ()) -> None:
    """Open those of a log that are longer than a record and whole here, or will be with these chunks:
    outside of a transaction, before it."""
    case_state = case_state_of(session, case)
    known_hashes = kept.known(session.reading()) if case_state.form_files else set[bytes]()
    sealed_files = {
        form_files.form: form_files.files[WHOLE]
        for offers in case_state.form_files.values()
        for form_files in offers
        if WHOLE in form_files.files and form_files.form not in known_hashes and form_files.form not in session.brought
    }
    if not sealed_files:
        return
    stored_ids = chunks.here(session.reading(), case)
    new = {digest(chunk): chunk for chunk in incoming_chunks}
    for form_hash, file in sealed_files.items():
        if {id_ for id_, _ in file.chunks} <= stored_ids | new.keys():
            with suppress(ChunkRefused, UnicodeDecodeError):
                raw = opened(file, lambda id_: new.get(id_) or chunks.content_of(session.reading(), case, id_))
                _looked_at(session, form_hash, raw.decode("utf-8"))


def opened(sealed_file: SealedFile, content_of: Callable[[bytes], bytes | None]) -> bytes:
    """A file of its chunks; ChunkRefused for what is not the file that was told of."""
    key, parts = FileKey(sealed_file.file, Secret(sealed_file.key)), list[bytes]()
    for number, (id_, _) in enumerate(sealed_file.chunks):
        content = content_of(id_)
        if content is None or digest(content) != id_:
            raise ChunkRefused
        last = number == len(sealed_file.chunks) - 1
        parts.append(key.open_part(number, content, sealed_file.size, last=last))
    text = b"".join(parts)
    if digest(text) != sealed_file.hash:
        raise ChunkRefused
    return text


def _looked_at(session: Session, form_hash: bytes, xml: str) -> kept.FormRecord | None:
    """What the vault keeps of it beside its text; None where it is no questionnaire. Each is opened once
    in a session, a refused one too: it would be again whenever something comes to its case."""
    if digest(xml.encode("utf-8")) != form_hash:
        return None
    if form_hash not in session.brought:
        row = None
        row = forms.shipped_row(form_hash)  # colleagues share what every Sanad has
        if row is None:
            with suppress(SanadError, ValueError, RecursionError):
                row = forms.row_of(open_form(xml), offered=False)
        session.brought[form_hash] = row
    return session.brought[form_hash]
