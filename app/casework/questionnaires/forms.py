"""Questionnaires: those that came with Sanad, those an officer adds, and looking one over."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from app import settings
from app.case import events
from app.case.projection import Case
from app.casework.questionnaires import asked_signs, compiled_forms, coverage, screening, wording
from app.casework.questionnaires.converter_client import Converter
from app.casework.questionnaires.form_engine import open_form
from app.casework.questionnaires.form_parts import SCREENING, part_of
from app.casework.session.session import EventAppender, Session
from app.errors import N_, SanadError
from app.form import Converted, Form, FormRefused, Problem, changes_since, convert, list_files
from app.seal.canonical import nfc
from app.seal.keys import digest, verify
from app.vault import forms as kept
from app.vault import media
from app.vault.database import Writer
from app.vault.forms import NoForm
from app.vault.vault import put_setting, setting

__all__ = ["NoForm"]

_LARGEST = 32 * 1024 * 1024
LARGEST_CARRIED = 2 * 1024 * 1024  # of what an event holds there must be room for its other keys


class NoFile(SanadError):
    says = N_("The file cannot be read: it is missing, too large or protected. Choose another file.")


@dataclass(frozen=True, slots=True)
class FormRow:
    """A questionnaire that may be used. `titles`: language code ("" for the form's own) to title.
    `part`: of a case's work; a case begins with a screening."""

    hash: str
    id: str
    version: str
    titles: dict[str, str]
    shipped: bool
    part: str = SCREENING

    def title(self, language: str) -> str:
        return self.titles.get(language) or self.titles.get("", "") or self.id


@dataclass(frozen=True, slots=True)
class AddedForm:
    row: FormRow
    warnings: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class CheckedForm:
    """What a look at a file found. `form` is None where it can't be opened; `against`: the version that it
    was compared with, None for none."""

    file: str
    form: Form | None
    problems: tuple[Problem, ...]
    against: str | None = None


def read_file(file: Path) -> tuple[Form, str, tuple[Problem, ...]]:
    """A questionnaire from disk: (form, its XForm, warnings). FormRefused, NoFile.

    Lists in files beside it are taken into the XForm: a case can then always show its own."""
    converted, form = opened(file)
    return form, converted.xml, _problems(converted, form, None)


def opened(file: Path) -> tuple[Converted, Form]:
    """A questionnaire from disk as it is used, without looking for what could be better."""
    with Converter() as parser:
        return _opened(file, parser)


def _opened(file: Path, parser: Converter) -> tuple[Converted, Form]:
    converted = convert(_bytes(file), file.name, parser)
    paths = {name: file.parent / name for name in list_files(converted.xml, parser)}
    converted = converted.attaching({name: _bytes(path) for name, path in paths.items() if path.is_file()})
    return converted, converted.open(verify=verify)


def _problems(converted: Converted, form: Form, previous_form: Form | None) -> tuple[Problem, ...]:
    """Warnings of a form that opens, against its last version where there is one. FormRefused where a
    column of our own can't be followed: nobody is to rest on a topic that asks nothing."""
    changed = changes_since(form, previous_form) if previous_form is not None else ()
    own_columns, worded = screening.problems(form), wording.problems(form)
    problems = converted.placed((*changed, *own_columns, *worded, *converted.advice(form)))
    if any(problem.level == "error" for problem in problems):
        raise FormRefused(tuple(problems))
    return (*converted.problems, *form.problems, *problems)


def check(file: Path, against: Path | None = None, records: Session | None = None) -> CheckedForm:
    """Look a questionnaire over without keeping it. `against`: its last version, NoFile for that;
    `records`: whose, where the last version of its id is looked for in them."""
    asked_signs.check()
    previous_form = opened(against)[1] if against is not None else None
    try:
        converted, form = opened(file)
        if records is not None:
            previous_form = _last_of(records, form.id)
        version = previous_form.version if previous_form is not None else None
        return CheckedForm(str(file), form, _problems(converted, form, previous_form), version)
    except FormRefused as refused:
        return CheckedForm(str(file), None, refused.problems)
    except NoFile as missing:
        return CheckedForm(str(file), None, (Problem("error", missing.says),))


def _last_of(session: Session, form_id: str) -> Form | None:
    """The version of a form with the highest number; among equals the one that is offered."""
    rows = kept.versions(session.reading(), form_id)
    numbers = [[int(part) for part in re.findall(r"\d+", row.version)] for row in rows]
    last = max(zip(numbers, range(len(rows)), rows, strict=True), default=None)
    return load(session, last[2].hash.hex()) if last else None


def forms(session: Session, part: str = "") -> list[FormRow]:
    """Those offered for a new interview, or for one of a part of a case's work: with which a case
    begins first, then the ones that came with this version."""
    if session.reading() is session.vault.database:
        offer_shipped(session)
    form_rows = [told_of(row) for row in kept.rows(session.reading())]
    return [form_row for form_row in form_rows if part in ("", form_row.part)]


def comes_with_sanad(session: Session, form_hash: str) -> bool:
    """Has every Sanad of this version all of it?"""
    hash_ = bytes.fromhex(form_hash)
    return shipped_row(hash_) is not None and not media.has_some(session.reading(), hash_)


def to_carry(session: Session, hashes: Iterable[bytes]) -> list[bytes]:
    """Those that did not come with this or an earlier Sanad: nobody has them who doesn't get them."""
    return [hash_ for hash_ in hashes if not kept.row(session.reading(), hash_).shipped]


def offer_shipped(session: Session) -> None:
    """Keep the questionnaires of this version of Sanad; quick when they are already here."""
    mark, files = _shipped_files()
    if setting(session.vault.database, "shipped forms") == mark:
        return
    shipped = _shipped(mark, files)
    with session.vault.transaction() as writer:
        for form in shipped:
            kept.keep(writer, form.row, form.xml, session.now())
            form.compiled.keep(writer)
        put_setting(writer, "shipped forms", mark)


def shipped_row(form_hash: bytes) -> kept.FormRecord | None:
    """What is kept of a questionnaire that came with this Sanad, without opening it; None for another."""
    shipped = _of_sanad(form_hash)
    return replace(shipped.row, shipped=False, offered=False) if shipped else None


def keep_shipped(session: Session, writer: Writer, form_hash: bytes) -> bool:
    """Keep the one of this version of Sanad that a case was taken with, where none was offered here yet;
    False for another."""
    shipped = _of_sanad(form_hash)
    if shipped is not None:
        kept.keep(writer, replace(shipped.row, offered=False), shipped.xml, session.now())
        shipped.compiled.keep(writer)
    return shipped is not None


def _of_sanad(form_hash: bytes) -> "_ShippedForm | None":
    mark, files = _shipped_files()
    if form_hash not in compiled_forms.shipped_hashes(files):
        return None
    return next((form for form in _shipped(mark, files) if form.row.hash == form_hash), None)


def _shipped_files() -> tuple[bytes, tuple[Path, ...]]:
    files = tuple(sorted(settings.FORMS.glob("*.xlsx")))
    return _mark(files, tuple(file.stat().st_mtime_ns for file in files)), files


@lru_cache(1)
def _mark(files: tuple[Path, ...], _times: tuple[int, ...]) -> bytes:
    return digest(*(file.read_bytes() for file in files))


@dataclass(frozen=True, slots=True)
class _ShippedForm:
    """One that came with Sanad, as every vault keeps it."""

    row: kept.FormRecord
    xml: bytes
    compiled: compiled_forms.CompiledForm


@lru_cache(1)
def _shipped(_mark: bytes, files: tuple[Path, ...]) -> list[_ShippedForm]:
    """Once in a process: it may keep the records of several, as the demonstration does. They are ours,
    so one child reads them all."""
    asked_signs.check()
    with Converter() as parser:
        offered = [_came_with_sanad(file, parser) for file in files]
    return [
        _ShippedForm(row_of(form, shipped=True), kept.packed(xml), compiled_forms.compiled(form))
        for form, xml in offered
    ]


def _came_with_sanad(file: Path, parser: Converter) -> tuple[Form, str]:
    if (xml := compiled_forms.shipped_xform(file)) is not None:
        form = open_form(xml, parser)
        if faults := tuple(coverage.problems(form)):
            raise FormRefused(faults)
        return form, xml
    converted, form = _opened(file, parser)
    return form, converted.xml


def add(session: Session, file: Path) -> AddedForm:
    """Keep an XLSForm or XForm for new interviews; one of the same id is offered no more."""
    converted, form = opened(file)
    warnings = _problems(converted, form, _of_id(session, form.id))
    return AddedForm(_keep(session, form, converted.xml, shipped=False), warnings)


def _of_id(session: Session, form_id: str) -> Form | None:
    """The one of an id that is offered now."""
    row = next((row for row in kept.rows(session.reading()) if row.form_id == form_id), None)
    return load(session, row.hash.hex()) if row is not None else None


def keep_for(session: Session, form: Form, xml: str) -> str:
    """Keep a form that one interview uses, without offering it; its hash."""
    is_known = bytes.fromhex(form.hash) in kept.known(session.vault.database)
    return form.hash if is_known else _keep(session, form, xml, shipped=False, offered=False).hash


def load(session: Session, form_hash: str) -> Form:
    """NoForm if it isn't in this vault."""
    return compiled_forms.load(session, bytes.fromhex(form_hash))


def load_if_here(session: Session, form_hash: str) -> Form | None:
    """None where it isn't in this vault."""
    try:
        return load(session, form_hash)
    except NoForm:
        return None


def used(session: Session, case_state: Case) -> list[bytes]:
    """The questionnaires of a case's interviews that are here."""
    hashes = [interview.form["hash"] for interview in case_state.interviews.values()]
    hashes += [unfinished_interview.form for unfinished_interview in case_state.unfinished]
    known_hashes = kept.known(session.reading())
    return [fromkey for fromkey in dict.fromkeys(hashes) if fromkey in known_hashes]


def lay(session: Session, pen: EventAppender, hashes: Iterable[bytes]) -> None:
    """Say questionnaires as events. One that is longer than a record goes as a file (`form_files`)."""
    for form_hash in hashes:
        row = kept.row(session.reading(), form_hash)
        raw = kept.xml(session.reading(), form_hash).encode("utf-8")
        if len(raw) <= LARGEST_CARRIED:
            content = {"hash": form_hash, "id": nfc(row.form_id), "version": nfc(row.version)}
            pen.say(events.FORM, {**content, "xml": raw})


def titles_of(form: Form) -> dict[str, str]:
    """The form's title; one a language where the settings sheet has attribute::sanad:title_ar."""
    titles = {
        name.removeprefix("title_"): nfc(text) for name, text in form.settings.items() if name.startswith("title_")
    }
    return {"": nfc(form.title or form.id), **titles}


def _keep(session: Session, form: Form, xml: str, *, shipped: bool, offered: bool = True) -> FormRow:
    row = row_of(form, shipped=shipped, offered=offered)
    with session.vault.transaction() as writer:
        kept.keep(writer, row, kept.packed(xml), session.now())
        compiled_forms.keep(writer, form)
    return told_of(row)


def row_of(form: Form, *, shipped: bool = False, offered: bool = True) -> kept.FormRecord:
    """What the vault keeps of a form beside its text."""
    return kept.FormRecord(
        hash=bytes.fromhex(form.hash),
        form_id=form.id,
        version=form.version,
        titles=titles_of(form),
        shipped=shipped,
        offered=offered,
        part=_part(form),
    )


def _part(form: Form) -> str:
    part = part_of(form)
    return "" if part == SCREENING else part


def told_of(row: kept.FormRecord) -> FormRow:
    return FormRow(row.hash.hex(), row.form_id, row.version, row.titles, row.shipped, row.part or SCREENING)


def _bytes(file: Path) -> bytes:
    try:
        if file.stat().st_size > _LARGEST:
            raise NoFile
        return file.read_bytes()
    except OSError as error:
        raise NoFile from error


def languages(form: Form) -> Sequence[str]:
    return [language.name for language in form.languages]
