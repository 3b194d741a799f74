"""Answers of unfinished interviews, kept as they are typed.

A draft is overwritten in place and signed by nobody. It becomes events of a case when the
interview is finished (app.casework.interviews.interview.finish), and is cleared in the same transaction."""

import operator
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.errors import N_, SanadError
from app.seal import canonical
from app.vault import draft_files, typed_text
from app.vault.database import Database, Source, Writer
from app.vault.table import Table, column

NO_ORIGINS: Mapping[str, str] = {}


class NoDraft(SanadError):
    says = N_("This interview is no longer unfinished: it was finished or deleted.")


@dataclass(frozen=True, slots=True)
class Draft:
    """`meta`: small facts for the list (title, progress). `interrupted`: left without being closed."""

    id: bytes
    form: bytes
    started: int
    updated: int
    place: str
    interrupted: bool = field(metadata=column("closed", operator.not_, operator.not_))
    number: int
    meta: dict[str, canonical.Value] = field(
        default_factory=dict, metadata=column("meta", canonical.encode, canonical.decode)
    )


_DRAFTS = Table(Draft, "draft")


def begin(writer: Writer, draft: Draft) -> None:
    writer.run(
        "INSERT INTO draft (id, form, started, updated, place, closed, number, meta) VALUES (?, ?, ?, ?, ?, 0, 0, ?)",
        (draft.id, draft.form, draft.started, draft.updated, draft.place, canonical.encode(draft.meta)),
    )


def keep(
    writer: Writer,
    draft: bytes,
    answers: Mapping[str, str | None],
    at: int,
    place: str = "",
    *,
    origins: Mapping[str, str] = NO_ORIGINS,
) -> int:
    """Overwrite these answers (None removes one); how many times this draft was kept. `origins`:
    where each came from, as app.form.origins names it. NoDraft."""
    row = writer.row("SELECT number FROM draft WHERE id = ?", (draft,))
    if row is None:
        raise NoDraft
    for path, value in answers.items():
        if value is None:
            writer.run("DELETE FROM draft_answer WHERE draft = ? AND path = ?", (draft, path))
        else:
            writer.run(
                "INSERT INTO draft_answer (draft, path, value, origin) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (draft, path) DO UPDATE SET value = excluded.value, origin = excluded.origin",
                (draft, path, str(value), origins.get(path, "")),
            )
    writer.run(
        "UPDATE draft SET updated = ?, number = number + 1, "
        "place = CASE WHEN ? = '' THEN place ELSE ? END WHERE id = ?",
        (at, place, place, draft),
    )
    return int(row[0]) + 1


def describe(writer: Writer, draft: bytes, meta: dict[str, canonical.Value]) -> None:
    """What the list shows about a draft."""
    writer.run("UPDATE draft SET meta = ? WHERE id = ?", (canonical.encode(meta), draft))


def move(
    writer: Writer, draft: bytes, form: bytes, answers: Mapping[str, str], origins: Mapping[str, str] = NO_ORIGINS
) -> None:
    """To another version of its questionnaire, with these answers and no others."""
    writer.run("UPDATE draft SET form = ?, place = '', number = number + 1 WHERE id = ?", (form, draft))
    writer.run("DELETE FROM draft_answer WHERE draft = ?", (draft,))
    for path, value in answers.items():
        writer.run(
            "INSERT INTO draft_answer (draft, path, value, origin) VALUES (?, ?, ?, ?)",
            (draft, path, str(value), origins.get(path, "")),
        )


def mark(writer: Writer, draft: bytes, *, closed: bool) -> None:
    """A screen opens or leaves it; one left open is found as interrupted."""
    writer.run("UPDATE draft SET closed = ? WHERE id = ?", (int(closed), draft))


def clear(writer: Writer, draft: bytes) -> None:
    """Destroy a draft and its answers; the freed pages are overwritten (secure_delete)."""
    writer.run("DELETE FROM draft_answer WHERE draft = ?", (draft,))
    draft_files.clear(writer, draft)
    typed_text.forget_about(writer, draft)
    writer.run("DELETE FROM draft WHERE id = ?", (draft,))
    writer.run("INSERT OR IGNORE INTO draft_end VALUES (?)", (draft,))


RIGHTING = "righting"  # in `meta`: no interview, but a file that takes another's place in a case


def unfinished(database: Source) -> list[Draft]:
    """Interviews, the last touched first."""
    return [draft for draft in _all(database) if RIGHTING not in draft.meta]


def righting(database: Source) -> list[bytes]:
    """Where files lie that are to take others' places."""
    return [draft.id for draft in _all(database) if RIGHTING in draft.meta]


def _all(database: Source) -> list[Draft]:
    return _DRAFTS.rows(database, "ORDER BY updated DESC, started DESC")


def exists(database: Database, draft: bytes) -> bool:
    return database.has("SELECT 1 FROM draft WHERE id = ?", (draft,))


def one(database: Database, draft: bytes) -> Draft:
    """NoDraft if it isn't there."""
    kept_draft = _DRAFTS.row(database, "WHERE id = ?", (draft,))
    if kept_draft is None:
        raise NoDraft
    return kept_draft


def answers(database: Database, draft: bytes) -> dict[str, str]:
    """Path to text, in the order in which places first appeared."""
    return dict(database.rows("SELECT path, value FROM draft_answer WHERE draft = ? ORDER BY n", (draft,)))


def origins(database: Database, draft: bytes) -> dict[str, str]:
    """Path to where its value came from; "" where nobody said it."""
    return dict(database.rows("SELECT path, origin FROM draft_answer WHERE draft = ?", (draft,)))
