"""What a questionnaire shows and plays, and a questionnaire that is longer than a record, travel with the
case or in what a team shares: sealed in chunks as attachments are, named by one event.

Taken in whole or not at all, and only where nothing is here yet: what a case was taken with is never
replaced."""

from collections.abc import Collection, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from app.case import events
from app.case.form_files import LARGEST, WHOLE, FormFiles
from app.case.projection import Case
from app.case.sealed_file import SealedFile
from app.casework.questionnaires import form_inbox, form_media, forms
from app.casework.session.session import EventAppender, Session, case_state_of
from app.casework.session.stepped_work import in_batches
from app.seal.attachment import CHUNK, ChunkRefused, FileKey, sealed
from app.seal.canonical import nfc
from app.seal.keys import Secret, digest
from app.vault import chunks, log, media
from app.vault import forms as kept
from app.vault.database import Writer

# -- laying ----------------------------------------------------------------------------------


def files_of(session: Session, form_hash: bytes) -> dict[str, bytes]:
    """What belongs to a questionnaire here and fits into no record of its own, by name."""
    xml = kept.xml(session.vault.database, form_hash)
    named = form_media.named(xml, media.all_of(session.vault.database, form_hash))
    raw = xml.encode("utf-8")
    return {**named, WHOLE: raw} if len(raw) > forms.LARGEST_CARRIED else named


def unshared(session: Session, case_state: Case, missing: Iterable[bytes]) -> list[bytes]:
    """The questionnaires here with files that a log doesn't tell of, by names and sizes. `missing`: those
    that no record of the log holds."""
    return [
        form_hash
        for form_hash in sorted({*missing, *media.forms(session.vault.database)})
        if not _is_shared(session, case_state, form_hash) and _names(session, form_hash)
    ]


def _names(session: Session, form_hash: bytes) -> list[str]:
    """Of what `files_of` gives, without reading it."""
    database = session.vault.database
    xml = kept.xml(database, form_hash)
    fromkeys = dict.fromkeys(media.sizes(database, form_hash), b"")
    long = len(xml.encode("utf-8")) > forms.LARGEST_CARRIED
    return [*([WHOLE] if long else []), *form_media.named(xml, fromkeys)]


def _is_shared(session: Session, case_state: Case, form_hash: bytes) -> bool:
    sizes = media.sizes(session.vault.database, form_hash)
    return any(
        (form_hash in case_state.forms or WHOLE in files.files)
        and {n: file.size for n, file in files.files.items() if n != WHOLE}.items() <= sizes.items()
        for files in case_state.form_files.get(form_hash, [])
    )


def lay(
    session: Session,
    writer: Writer,
    case: bytes,
    hashes: Iterable[bytes],
    ready: Mapping[str, SealedFile] | None = None,
) -> None:
    """Say the files of questionnaires in a log, and keep their chunks there. Where the team's share has
    them already, with the same keys, so that a chunk is the same wherever it lies. `ready`: as they
    were sealed before."""
    shared, pen = _shared(session), EventAppender(session, writer, case)
    for form_hash in hashes:
        stored_ids = chunks.here(writer, case)
        if ready and {id_ for sealed_file in ready.values() for id_, _ in sealed_file.chunks} <= stored_ids:
            pen.say(events.FORM_FILES, {"form": form_hash, "files": _listed(ready)})
            continue
        files = files_of(session, form_hash)
        if not files or sum(map(len, files.values())) > LARGEST:
            continue  # it is added on each computer
        form_files = _told(shared, form_hash, files) if shared and shared.id != case else None
        sealed_files = form_files.files if form_files else ready or {}
        told_of = dict[str, SealedFile]()
        for name, content in files.items():
            file = sealed_files.get(name)
            if file is None or not {id_ for id_, _ in file.chunks} <= stored_ids:
                key = FileKey(file.file, Secret(file.key)) if file else FileKey()
                parts = list(sealed(key, _parts(content)))
                for id_, chunk in parts:
                    chunks.put(writer, case, id_, chunk)
                file = _sealed(key, content, [(id_, len(chunk)) for id_, chunk in parts])
            told_of[name] = file
        pen.say(events.FORM_FILES, {"form": form_hash, "files": _listed(told_of)})


def _listed(files: Mapping[str, SealedFile]) -> list[dict[str, Any]]:
    return [
        {
            "name": nfc(name),
            "file": sealed_file.file,
            "key": sealed_file.key,
            "size": sealed_file.size,
            "hash": sealed_file.hash,
            "chunks": [list(chunk) for chunk in sealed_file.chunks],
        }
        for name, sealed_file in sorted(files.items())
    ]


def laying(session: Session, case: bytes, hashes: Iterable[bytes]) -> Generator[None]:
    """The same for what a team shares, a few megabytes at a time, for a thread that others wait for. Left
    off, nothing is said of it; what was sealed is cleared with the next."""
    for form_hash in hashes:
        ready: dict[str, SealedFile] = {}
        _clear(session, case)
        if sum(media.sizes(session.vault.database, form_hash).values()) > LARGEST:
            continue  # it is added on each computer
        for name in _names(session, form_hash):
            content = _here(session, form_hash, name) or b""
            key, chunk_refs = FileKey(), list[tuple[bytes, int]]()
            for batch in in_batches(sealed(key, _parts(content)), chunks.AT_ONCE):
                with session.vault.transaction() as writer:
                    for id_, chunk in batch:
                        chunks.put(writer, case, id_, chunk)
                chunk_refs += [(id_, len(chunk)) for id_, chunk in batch]
                yield
            ready[name] = _sealed(key, content, chunk_refs)
        with session.vault.transaction() as writer:
            if not _is_shared(session, case_state_of(session, case), form_hash):  # by nobody meanwhile
                lay(session, writer, case, [form_hash], ready)
        _clear(session, case)
        yield


def _sealed(key: FileKey, content: bytes, chunk_refs: Sequence[tuple[bytes, int]]) -> SealedFile:
    return SealedFile(key.file, bytes(key.key), len(content), digest(content), tuple(chunk_refs))


def _clear(session: Session, case: bytes) -> None:
    """Away with what a killed program had sealed and not named."""
    case_state = case_state_of(session, case)
    named = {
        id_ for form_files in case_state.form_files.values() for form_file in form_files for id_ in form_file.chunks
    }
    if set(chunks.ids_of(session.reading(), case)) - named:
        with session.vault.transaction() as writer:
            chunks.keep_only(writer, case, named)


def carry(session: Session, writer: Writer, case_state: Case, hashes: Sequence[bytes]) -> None:
    """Lay the files of a case's questionnaires into it, unless all who read it have them from
    another case, or from what a team shares."""
    if (shared := _shared(session)) is not None:  # first: its keys are used wherever they go
        unshared_hashes = set(unshared(session, shared, set(hashes) - set(shared.forms)))
        lay(session, writer, shared.id, [hash_ for hash_ in hashes if hash_ in unshared_hashes])
    lacking = [
        hash_
        for hash_ in hashes
        if (files := files_of(session, hash_))
        and not _told(case_state, hash_, files)
        and not _reaches(session, case_state.id, hash_, files)
    ]
    lay(session, writer, case_state.id, lacking)


def _reaches(session: Session, case: bytes, form_hash: bytes, files: Mapping[str, bytes]) -> bool:
    """Do those who read a case read another log that holds these files?"""
    shared, database, vault = _shared(session), session.vault.database, session.vault
    form_files = _told(shared, form_hash, files) if shared else None
    if form_files is None:
        return False
    readers = log.readers(database, vault, case).keys() - {vault.team.team}
    return any(
        covers(session, log.readers(database, vault, log_id), readers)
        and form_files.chunks.keys() <= chunks.here(database, log_id)
        for log_id in chunks.logs_of(database, next(iter(form_files.chunks))) - {case}
    )


def covers(session: Session, holders: Collection[bytes], wanting: Collection[bytes]) -> bool:
    """Are these teams among those, or one person's whose other team is?"""
    teams = session.vault.directory.organisation.teams
    people = {member for id_ in holders if id_ in teams for member in teams[id_].members}
    return all(
        id_ in holders or (id_ in teams and teams[id_].personal and set(teams[id_].members) <= people)
        for id_ in wanting
    )


def _shared(session: Session) -> Case | None:
    home = session.vault.home_team
    return case_state_of(session, home) if home in log.shares(session.vault) else None


def _told(case_state: Case, form_hash: bytes, files: Mapping[str, bytes]) -> FormFiles | None:
    """What a log says of just these files."""
    offers = case_state.form_files.get(form_hash, [])
    if not offers:
        return None
    digests = {name: (len(content), digest(content)) for name, content in files.items()}
    for form_files in offers:
        if {name: (file.size, file.hash) for name, file in form_files.files.items()} == digests:
            return form_files
    return None


def _parts(content: bytes) -> Iterator[bytes]:
    return (content[at : at + CHUNK] for at in range(0, len(content), CHUNK))


# -- taking in -------------------------------------------------------------------------------


def take_in(session: Session, writer: Writer, case_state: Case) -> bool:
    """Ask for the chunks that a log tells of, those that are here in another log left out; keep what is
    whole. True where something was kept."""
    new = False
    ids = set(chunks.ids_of(writer, case_state.id)) if case_state.form_files else set()
    for offers in case_state.form_files.values():
        for form_files in offers:
            if not form_files.chunks.keys() <= ids:
                if not _may_be(session, form_files):
                    continue  # nothing of it is fetched
                chunks.want(writer, case_state.id, form_files.chunks.items())
                _bring_what_is_here(session, writer, case_state.id, form_files)
            new = _keep(session, writer, case_state.id, form_files) or new
    return new


def passed_over(session: Session, case_state: Case) -> set[bytes]:
    """Chunks that a log tells of and that nobody here wants: of files that can't be the questionnaire's."""
    if not case_state.form_files:
        return set()
    ids = set(chunks.ids_of(session.reading(), case_state.id))
    offers = [file for form_files in case_state.form_files.values() for file in form_files]
    known_offers = [form_files for form_files in offers if _is_known(session, form_files)]
    return {id_ for form_files in known_offers for id_ in form_files.chunks} - ids


def _may_be(session: Session, form_files: FormFiles) -> bool:
    """Can these be a questionnaire's files, as far as it is known? Those that are here already, or what
    it names where none is here."""
    if not _is_known(session, form_files):
        return WHOLE in form_files.files
    database = session.vault.database
    sizes = media.sizes(database, form_files.form)
    sealed_files = {name: file for name, file in form_files.files.items() if name != WHOLE}
    if not sizes:
        return form_media.may_stand(kept.xml(database, form_files.form), sealed_files)
    return all(
        sizes.get(name) == file.size and digest(media.one(database, form_files.form, name) or b"") == file.hash
        for name, file in sealed_files.items()
    )


def _is_known(session: Session, form_files: FormFiles) -> bool:
    return form_files.form in kept.known(session.vault.database)


def is_new(session: Session, case_state: Case) -> bool:
    """Does a log tell of files that nobody looked at here, as before this version?"""
    if not case_state.form_files:
        return False
    ids = set(chunks.ids_of(session.reading(), case_state.id))
    return any(
        not form_file.chunks.keys() <= ids for form_files in case_state.form_files.values() for form_file in form_files
    )


def _bring_what_is_here(session: Session, writer: Writer, case: bytes, form_files: FormFiles) -> None:
    """Nothing is fetched that lies in another log, or can be sealed again from what is kept."""
    lacking = form_files.chunks.keys() - chunks.here(writer, case)
    for file in form_files.files.values():
        _copy(writer, case, file, lacking)
    for name, file in form_files.files.items():
        content = _here(session, form_files.form, name)
        if content is None or digest(content) != file.hash:
            continue
        for _, chunk in sealed(FileKey(file.file, Secret(file.key)), _parts(content)):
            chunks.bring(writer, case, chunk)


def _copy(writer: Writer, case: bytes, sealed_file: SealedFile, lacking: Collection[bytes]) -> None:
    """Only what opens with the key that was told: else whoever names a chunk of a case that is not
    theirs would have it laid beside."""
    key, last = FileKey(sealed_file.file, Secret(sealed_file.key)), len(sealed_file.chunks) - 1
    for number, (id_, _) in enumerate(sealed_file.chunks):
        logs = chunks.logs_of(writer, id_) - {case} if id_ in lacking else set[bytes]()
        for log_id in logs:
            with suppress(ChunkRefused):
                key.open(number, chunks.content_of(writer, log_id, id_) or b"", last=number == last)
                chunks.copy(writer, case, id_)
                break


def _here(session: Session, form_hash: bytes, name: str) -> bytes | None:
    database = session.vault.database
    if name != WHOLE:
        return media.one(database, form_hash, name)
    if form_hash not in kept.known(database):
        return None
    return kept.xml(database, form_hash).encode("utf-8")


def awaited(session: Session, case: bytes) -> list[set[bytes]]:
    """The chunks that a log's questionnaires still wait for, of each that is not whole."""
    case_state = case_state_of(session, case)
    if not case_state.form_files:
        return []
    stored_ids = chunks.here(session.reading(), case)
    waits = [
        form_files.chunks.keys() - stored_ids for offers in case_state.form_files.values() for form_files in offers
    ]
    return [wait for wait in waits if wait]


def _keep(session: Session, writer: Writer, case: bytes, form_files: FormFiles) -> bool:
    """Keep a questionnaire's files, all or none; False for what is here already, still on its way, or
    is not what a questionnaire of this hash names."""
    is_known = _is_known(session, form_files)
    if is_known and (form_files.files.keys() <= {WHOLE} or media.has_some(writer, form_files.form)):
        return False
    if not (is_known or WHOLE in form_files.files) or not form_files.chunks.keys() <= chunks.here(writer, case):
        return False
    try:
        xml = _xml(session, writer, case, form_files, known=is_known)
        sealed_files = {name: file for name, file in form_files.files.items() if name != WHOLE}
        if not form_media.may_stand(xml, sealed_files):
            return False
        contents = {name: _opened(writer, case, file) for name, file in sealed_files.items()}
        if not is_known and not form_inbox.keep(session, writer, form_files.form, xml):
            return False
    except (ChunkRefused, UnicodeDecodeError):
        return False
    if contents:
        media.keep(writer, form_files.form, contents)
    return True


def _xml(session: Session, writer: Writer, case: bytes, form_files: FormFiles, *, known: bool) -> str:
    if known:
        return kept.xml(session.vault.database, form_files.form)
    return _opened(writer, case, form_files.files[WHOLE]).decode("utf-8")


def _opened(writer: Writer, case: bytes, sealed_file: SealedFile) -> bytes:
    return form_inbox.opened(sealed_file, lambda id_: chunks.content_of(writer, case, id_))
