"""The record of a case on paper or as a file, and the recovery card.

The event is written before the paper or the file exists. Nothing is written to disk but the file
that a person chose; a preview stays in memory.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app import report, settings
from app.case import events
from app.casework import conflicts, forms, listing, reading, screening
from app.casework import interview as talking
from app.casework.answers import shown
from app.casework.conflicts import ConflictView
from app.casework.reading import CasePage, Happened, InterviewView
from app.casework.saying import attempt, going, say_in
from app.casework.session import Session, journal
from app.errors import N_, SanadError
from app.form import Interview
from app.language import Words
from app.seal.keys import digest, fresh_id
from app.settings import Language
from app.vault.copies import BadFolder
from app.vault.folder import write_whole

_SHORTEST, _LONGEST = 8, 127
NO_EFFECT = N_("Kept without effect")
BEFORE_JOINING = N_("Written before its author’s computer joined the organisation")
NO_FORM = N_("The questionnaire is not on this computer: the answers as they are kept")


@dataclass(eq=False)
class PlainForbidden(SanadError):
    """The administrator allows no file without a password."""

    says = N_(
        "On this computer a record is saved only with a password. Nothing was written. "
        "Choose a password of at least {shortest} characters."
    )
    shortest: int = _SHORTEST


@dataclass(eq=False)
class PasswordTooShort(SanadError):
    """A password that protects nothing, or one that a PDF can't hold."""

    says = N_(
        "A password for a file has at least {shortest} characters, and at most {longest}. "
        "Nothing was written."
    )
    shortest: int = _SHORTEST
    longest: int = _LONGEST


def may_save_plain() -> bool:
    """Does the administrator allow files without a password?"""
    return settings.policy().plain_files


def may_write(file: Path, password: str | None) -> None:
    """Before anything is said or made. PlainForbidden, PasswordTooShort, BadFolder."""
    if password is None:
        if not may_save_plain():
            raise PlainForbidden
    elif len(password) < _SHORTEST or len(password.encode("utf-8", "replace")) > _LONGEST:
        raise PasswordTooShort
    if not file.parent.is_dir() or file.is_dir():
        raise BadFolder


def preview(session: Session, case_id: str, language: Language) -> bytes:
    """The record as it would be printed, in memory. NoCase."""
    return record(session, case_id, language, "")


def printed(session: Session, case_id: str, language: Language) -> bytes:
    """The record for the printer, after the event that it was printed."""
    return _after_event(session, case_id, language, events.PRINTED, {})


def save(
    session: Session,
    case_id: str,
    language: Language,
    file: Path,
    password: str | None,
    agency: str = "",
    override: str = "",
) -> None:
    """Write the record to a file, after the event that it was. `agency`: to whom it goes, where it
    leaves the organisation: only with the person's consent, a legal basis, or `override`, a reason.
    PlainForbidden, PasswordTooShort, BadFolder, NoCase; OutsideConsent, NoAgency, AgreementOver."""
    may_write(file, password)
    pdf = _after_event(
        session, case_id, language, events.EXPORTED,
        {"protected": int(password is not None), **going(session, agency, override)},
    )  # fmt: skip
    try:
        write_whole(file, pdf if password is None else report.protect(pdf, password))
    except OSError as error:
        raise BadFolder from error


def record(session: Session, case_id: str, language: Language, document: str) -> bytes:
    """The record as a PDF that names a document's id; "" for none. NoCase."""
    page = reading.case(session, case_id)
    words = Words(language, settings.preferences(session.home).digits)
    differing = conflicts.conflicts(session, case_id, language)
    return report.case_record(
        report.CaseRecord(
            page.reference,
            page.name,
            page.officer,
            page.opened.astimezone(),
            [_talk(session, page, each, words, differing) for each in page.interviews],
            [_moment(each, words) for each in page.timeline],
            digest(*(bytes.fromhex(head) for head in page.heads)).hex(),
            document,
            page.restricted,
            differing=[
                report.Differing(
                    each.question,
                    [(side.shown, side.who, side.at.astimezone()) for side in each.values],
                )
                for each in differing
            ],
        ),
        words,
    )


def keep_page(session: Session, file: Path, pdf: bytes) -> None:
    """Write a certificate or the sheet of a lost computer, after the vault's journal says that one
    was written. BadFolder."""
    if not file.parent.is_dir() or file.is_dir():
        raise BadFolder
    journal(session, events.PAGE)
    try:
        write_whole(file, pdf)
    except OSError as error:
        raise BadFolder from error


def card(words24: tuple[str, ...], session: Session, language: Language) -> bytes:
    """The recovery card as a page to print."""
    return report.recovery_card(words24, session.officer.name, Words(language))


def sheet(words24: tuple[str, ...], session: Session, language: Language, kind: str) -> bytes:
    """An organisation's sheet as a page to print. `kind`: "root" or "second"."""
    make = report.root_sheet if kind == "root" else report.second_sheet
    return make(words24, session.vault.directory.organisation.name, Words(language))


def fonts_are_here() -> bool:
    """Does a page of Arabic come out at all?"""
    sample = report.recovery_card(("سند",) * 24, "سند", Words("ar"))
    return sample.startswith(b"%PDF") and len(sample) > 4000


def _after_event(
    session: Session, case_id: str, language: Language, what: str, also: dict[str, Any]
) -> bytes:
    document, case = fresh_id(), reading.case_of(session, case_id)
    told = {"document": document, "language": language, **also}
    attempt(session, case, what, told)
    pdf = record(session, case_id, language, document.hex())
    with session.vault.transaction() as writer:
        say_in(session, writer, reading.case_of(session, case_id), what, told)
        if "agency" in told:
            listing.refresh(session, writer, case.id)
    session.vault.say_head()
    return pdf


def _moment(told: Happened, words: Words) -> report.Moment:
    notes = [told.to, told.note]
    if not told.effect:
        notes.append(words(NO_EFFECT))
    if not told.enrolled:
        notes.append(words(BEFORE_JOINING))
    note = " · ".join(each for each in notes if each)
    return report.Moment(told.at.astimezone(), told.says, told.who, note)


def _talk(
    session: Session,
    page: CasePage,
    told: InterviewView,
    words: Words,
    differing: Sequence[ConflictView],
) -> report.Talk:
    try:
        form = forms.load(session, told.form_hash)
    except forms.NoForm:
        return _bare(page, told, words)
    held = Interview(form, told.values, now=session.clock)
    language = talking.address(held, words.language) or held.language
    several = {ref: _in_words(held, ref, language, each) for ref, each in told.both.items()}
    several |= {
        each.ref: [side.shown for side in each.values if side.shown]
        for each in differing
        if (each.field_kind, each.interview_id) == ("answer", told.id)
    }
    sections = [
        report.Section(
            section.title,
            [
                report.Line(line.question, " / ".join(several.get(line.ref, [line.answer])))
                for line in section.lines
            ],
        )
        for section in talking.readback(held, language, aloud=False)
    ]
    facts = talking.facts_in_words(held, language)
    return report.Talk(
        told.titles.get(words.language) or told.form_title,
        told.version,
        told.started.astimezone(),
        told.at.astimezone(),
        facts.get("site", ""),
        facts.get("language", ""),
        facts.get("interpreter", ""),
        told.who or page.officer,
        sections,
        told.agreed,
        told.corrections,
        screening.explain(told.assessment, form, told.values, words) if told.assessment else None,
        told.view,
    )


def _in_words(held: Interview, ref: str, language: str, texts: Sequence[str]) -> list[str]:
    try:
        node = held.node(ref, language)
    except SanadError:
        return list(texts)  # a place that this form has not
    return [shown(replace(node, value=text)) for text in texts]


def _bare(page: CasePage, told: InterviewView, words: Words) -> report.Talk:
    """An interview whose questionnaire isn't here: its answers as they are kept."""
    lines = [report.Line(ref, text) for ref, text in told.values.items() if text]
    return report.Talk(
        told.form_title or told.form_id,
        told.version,
        told.started.astimezone(),
        told.at.astimezone(),
        officer=told.who or page.officer,
        sections=[report.Section(words(NO_FORM), lines)],
        agreed=told.agreed,
        corrections=told.corrections,
        view=told.view,
    )
