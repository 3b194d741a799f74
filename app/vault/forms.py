"""The questionnaires of a vault, by the hash of their XForm: a case can always show its own."""

import zlib
from dataclasses import dataclass

from app.errors import N_, SanadError
from app.seal import canonical
from app.vault import case_records
from app.vault.database import Database, Writer


class NoForm(SanadError):
    says = N_("The questionnaire is not on this computer. Add it in the settings, then try again.")


_PART = "part of a case’s work"  # beside the titles, where no language code can stand


@dataclass(frozen=True, slots=True)
class FormRecord:
    """`titles`: language code to title. `offered`: may a new interview use it? `part`: of a case's
    work, "" where a case begins."""

    hash: bytes
    form_id: str
    version: str
    titles: dict[str, str]
    shipped: bool
    offered: bool = True
    part: str = ""


def packed(xml: str) -> bytes:
    """A questionnaire's text as it is kept."""
    return zlib.compress(xml.encode("utf-8"), 6)


def keep(writer: Writer, row: FormRecord, packed_xml: bytes, at: int) -> None:
    """Keep a questionnaire; one of the same id that was offered before is offered no more. Cases that
    had come without theirs are listed and searched anew, a few at a time."""
    if not writer.rows("SELECT 1 FROM form WHERE hash = ?", (row.hash,)):
        case_records.remake_without_questionnaire(writer)
    if row.offered:
        writer.run("UPDATE form SET offered = 0 WHERE form_id = ? AND hash <> ?", (row.form_id, row.hash))
    writer.run(
        "INSERT INTO form VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (hash) DO UPDATE SET offered = max(offered, "
        "excluded.offered), shipped = max(shipped, excluded.shipped)",
        (row.hash, row.form_id, row.version, canonical.encode(_told(row)),
         packed_xml, int(row.shipped), int(row.offered), at),
    )  # fmt: skip


_COLUMNS = "hash, form_id, version, titles, shipped, offered"


def rows(database: Database) -> list[FormRecord]:
    """Those offered for a new interview: with which a case begins, then shipped ones, then by id."""
    rows = [
        _row(row)
        for row in database.rows(
            f"SELECT {_COLUMNS} FROM form WHERE offered = 1 ORDER BY shipped DESC, form_id"  # noqa: S608
        )
    ]
    return sorted(rows, key=lambda row: bool(row.part))


def versions(database: Database, form_id: str) -> list[FormRecord]:
    """Every version of a form, the one that is offered last, else by when they came."""
    rows = database.rows(
        f"SELECT {_COLUMNS} FROM form WHERE form_id = ? ORDER BY offered, added, rowid",  # noqa: S608
        (form_id,),
    )
    return [_row(row) for row in rows]


def row(database: Database, form_hash: bytes) -> FormRecord:
    row = database.row(f"SELECT {_COLUMNS} FROM form WHERE hash = ?", (form_hash,))  # noqa: S608
    if row is None:
        raise NoForm
    return _row(row)


def xml(database: Database, form_hash: bytes) -> str:
    """NoForm if it isn't there."""
    row = database.row("SELECT xml FROM form WHERE hash = ?", (form_hash,))
    if row is None:
        raise NoForm
    return zlib.decompress(row[0]).decode("utf-8")


def known(database: Database) -> set[bytes]:
    return set(database.column("SELECT hash FROM form"))


def _row(row: tuple[bytes, str, str, bytes, int, int]) -> FormRecord:
    hash_, form_id, version, titles, shipped, offered = row
    named = canonical.decode(titles)
    part = named.pop(_PART, "")
    return FormRecord(
        hash=hash_,
        form_id=form_id,
        version=version,
        titles=named,
        shipped=bool(shipped),
        offered=bool(offered),
        part=part,
    )


def _told(row: FormRecord) -> dict[str, canonical.Value]:
    return {**row.titles, _PART: row.part} if row.part else {**row.titles}
