"""What goes into a bundle beside papers and answers: files of the case, and the questionnaires that it was asked
with. Each is read from the records a piece at a time."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from app.bundle.archive import Source
from app.casework.cases import attachment_copy, attachments
from app.casework.cases.attachments import AttachmentView
from app.casework.cases.redaction import Withheld
from app.casework.questionnaires import forms, packs
from app.casework.session.session import Session
from app.clock import iso

_SUFFIX = re.compile(r"[a-z0-9]{1,8}")


def attached(
    session: Session, case_id: str, withheld: Withheld, *, with_files: bool, place: bool
) -> tuple[list[dict[str, Any]], dict[str, Source]]:
    """What answers.json says of each file of the case but those that stay, and those that go along, by their names
    in the bundle: a person's own name for a file may hold a person's name, and letters no archive knows."""
    file_entries, sources = list[dict[str, Any]](), dict[str, Source]()
    files = [file for file in attachments.of(session, case_id) if not withheld.file(file.id)]
    for number, file in enumerate(files, 1):
        suffix = PurePosixPath(file.name.lower()).suffix[1:]
        name = f"files/{number:02}.{suffix if _SUFFIX.fullmatch(suffix) else 'bin'}"
        is_included, hash_ = with_files and file.here, file.hash
        if is_included:
            sources[name] = _source(session, case_id, file, place=place)
            hash_ = sources[name].sha256
        file_entries.append(
            {
                "file": name if is_included else "",
                "name": withheld.file_name(file.id, number, file.name),
                "type": file.type,
                "size": file.size,
                "sha256": file.hash,
                "note": withheld.note(f"file:{file.id}:note", file.note, "file_notes"),
                "officer": file.author,
                "attached": iso(file.at),
                "cleared": hash_ if hash_ != file.hash else "",
            }
        )
    return file_entries, sources


def _source(session: Session, case_id: str, file: AttachmentView, *, place: bool) -> Source:
    """A file of the case as it goes. A picture without what is noted in it is made twice, once to know its
    hash: kept, a case's pictures would fill the memory."""
    if place or not attachment_copy.is_cleared(file.type):
        pieces = partial(attachments.pieces, session, case_id, file.id)
        return Source(file.size, file.hash, pieces, checks_itself=True)

    def cleared() -> Iterator[bytes]:
        yield attachment_copy.outgoing(file.type, attachments.read(session, case_id, file.id))

    return measured(cleared)


def measured(pieces: Callable[[], Iterator[bytes]]) -> Source:
    """What is made each time anew, and is the same each time."""
    source = Source.of(b"".join(pieces()))
    return Source(source.size, source.sha256, pieces)


def questionnaires(session: Session, interviews: list[dict[str, Any]]) -> dict[str, Source]:
    """The questionnaires that the interviews were taken with, as form packs with all that they show; each
    interview's form says which. Those that come with Sanad stay here."""
    sources: dict[str, Source] = {}
    names: dict[str, str] = {}
    for form in (interview["form"] for interview in interviews):
        if forms.comes_with_sanad(session, form["sha256"]):
            continue
        if form["sha256"] not in names:
            name = f"forms/{len(names) + 1:02}{packs.SUFFIX}"
            names[form["sha256"]] = name
            sources[name] = measured(partial(_pack, session, form["sha256"]))
        form["pack"] = names[form["sha256"]]
    return sources


def _pack(session: Session, form_hash: str) -> Iterator[bytes]:
    yield packs.packed(session, form_hash)
