"""Paper: the record of a case and the recovery card as PDF, in Arabic and English.

The libraries behind it take half a second to load and are loaded when a page is made."""

from collections.abc import Sequence

from app.language import Words
from app.report.dossier_paper import DossierPaper
from app.report.practice_mark import print_as_practice
from app.report.record import (
    CaseRecord,
    DifferingAnswer,
    HolderSheet,
    InterviewRecord,
    Letter,
    Mark,
    PhoneLine,
    RecordLine,
    RightsPaper,
    RightsText,
    Section,
    ShortPaper,
    TimelineLine,
)

__all__ = [
    "CaseRecord",
    "DifferingAnswer",
    "DossierPaper",
    "HolderSheet",
    "InterviewRecord",
    "Letter",
    "Mark",
    "PhoneLine",
    "RecordLine",
    "RightsPaper",
    "RightsText",
    "Section",
    "ShortPaper",
    "TimelineLine",
    "case_record",
    "dossier",
    "holder_card",
    "joined",
    "letter",
    "notice",
    "notice_in_languages",
    "print_as_practice",
    "protect",
    "recovery_card",
    "rights_sheet",
    "root_sheet",
    "second_sheet",
]


def case_record(record: CaseRecord, words: Words) -> bytes:
    """The record of a case as a PDF in the language of `words`."""
    from app.report import casefile

    return casefile.case_record(record, words)


def protect(pdf: bytes, password: str) -> bytes:
    """The same document under a password (AES-256, at most 127 bytes of UTF-8)."""
    from app.report import protection

    return protection.protect(pdf, password)


def joined(papers: Sequence[bytes]) -> bytes:
    """Several papers behind one another, to be looked at."""
    from app.report import archive_form

    return archive_form.joined(papers)


def recovery_card(card: Sequence[str], officer: str, words: Words) -> bytes:
    """The numbered words of a recovery card, and the same as a QR code, on one page."""
    from app.report import card as cards

    return cards.recovery_card(card, officer, words)


def dossier(sides: Sequence[tuple[DossierPaper, Words]]) -> bytes:
    """A dossier as a PDF in the language of each `words`; of two, side by side, Arabic first."""
    from app.report import dossier_pages

    return dossier_pages.dossier(sides)


def holder_card(card: HolderSheet, languages: Sequence[Words]) -> bytes:
    """A holder's card on one page, in each of the languages."""
    from app.report import card as cards

    return cards.holder_card(card, languages)


def root_sheet(card: Sequence[str], organisation: str, words: Words) -> bytes:
    """The words of an organisation's root, on one page."""
    from app.report import card as cards

    return cards.root_sheet(card, organisation, words)


def second_sheet(card: Sequence[str], organisation: str, words: Words) -> bytes:
    """The words of the second desk holder, on one page."""
    from app.report import card as cards

    return cards.second_sheet(card, organisation, words)


def letter(parts: Sequence[tuple[Letter, Words]]) -> bytes:
    """The letter of a referral as one PDF, in the language of each `words`."""
    from app.report import letter_page

    return letter_page.letters_pdf(parts)


def notice(notice: ShortPaper, words: Words) -> bytes:
    """A short page about something that was done, in the language of `words`."""
    from app.report import notices

    return notices.notice(notice, words)


def notice_in_languages(parts: Sequence[tuple[ShortPaper, Words]]) -> bytes:
    """A short page as one document, in the language of each `words` one after another."""
    from app.report import notices

    return notices.notice_in_languages(parts)


def rights_sheet(paper: RightsPaper, words: Words) -> bytes:
    """What a worker has a right to and whom to call, in the person's language."""
    from app.report import rights

    return rights.rights_sheet(paper, words)
