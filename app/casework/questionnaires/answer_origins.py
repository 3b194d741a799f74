"""Where answers came from, between an interview, a draft of the vault and what a case says."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.case.origins import UNKNOWN
from app.form import TYPED, Answer, Interview, origin_of, with_origins
from app.seal.canonical import nfc
from app.vault import drafts
from app.vault.database import Database, Writer


def kept_answers(answers: Mapping[str, str | None]) -> dict[str, str | None]:
    """Answers as a draft keeps them: in NFC, and still knowing where they came from."""
    return {path: None if text is None else Answer(nfc(text), origin_of(text)) for path, text in answers.items()}


def origins_in(answers: Mapping[str, str | None]) -> dict[str, str]:
    """Path to origin, of those that say one."""
    return {path: origin for path, text in answers.items() if text is not None and (origin := origin_of(text))}


def saved(database: Database, draft: bytes) -> dict[str, str]:
    """What is durable of a draft, as an interview is restored from it."""
    return with_origins(drafts.answers(database, draft), drafts.origins(database, draft))


def keep(writer: Writer, draft: bytes, answers: Mapping[str, str | None], at: int, place: str = "") -> int:
    """Overwrite these answers of a draft; how many times it was kept. NoDraft."""
    stored_answers = kept_answers(answers)
    return drafts.keep(writer, draft, stored_answers, at, place, origins=origins_in(stored_answers))


def as_told(paths: Iterable[str], origins: Mapping[str, str], overridden: Mapping[str, str]) -> dict[str, Any]:
    """What an event says of where its answers came from; docs/formats/events.md."""
    groups: dict[str, list[str]] = {}
    calculated: dict[str, str] = {}
    for path in paths:
        origin = origins.get(path, UNKNOWN)
        if origin != TYPED:
            groups.setdefault(origin, []).append(path)
        if path in overridden:
            calculated[path] = nfc(overridden[path])
    return {"origins": groups, **({"over": calculated} if calculated else {})}


def of_interview(interview: Interview, answers: Mapping[str, str]) -> dict[str, Any]:
    """The same of all that an interview says; of what is empty only where something says why."""
    origins = {path: origin or UNKNOWN for path, origin in interview.origins().items()}
    paths = [path for path, text in answers.items() if text or path in origins]
    return as_told(paths, origins, interview.put_over())
