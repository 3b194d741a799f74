"""Nobody signs on a page that says nothing of what was signed: each paper that is signed by hand, however
long it is."""

import re
from datetime import UTC, datetime

import pypdfium2
import pytest

from app import report
from app.language import Words, strip_marks
from app.report.dossier_paper import (
    AnswerTable,
    AskedAnswer,
    Declaration,
    DossierPaper,
    DossierSection,
    Ending,
    Facts,
    Paragraph,
    Signature,
    Signatures,
)

AT = datetime(2026, 12, 2, 9, tzinfo=UTC)
SAID = {"en": "said{n}", "ar": "قيل{n}"}
SIGNED = {"en": "Stamp and signature", "ar": "الختم والتوقيع"}
RECEIVED = {"en": "Taken over", "ar": "تسلّم"}


def said(language: str, rows: int) -> list[str]:
    return [SAID[language].format(n=n) for n in range(1, rows + 1)]


def notice(language: str, rows: int) -> bytes:
    mark = report.Mark(
        "ab" * 16,
        "1",
        "Officer Sample",
        "SHA256:" + "x" * 43,
        "sanad-paper-1",
        "c" * 88,
        "Office",
        (SIGNED[language], "Date"),
    )
    paper = report.ShortPaper(
        "Receipt", ["First."], [("Case", "C-1")], [("Files", "", [(t,) for t in said(language, rows)])],
        ["Keep it."], AT, "ab" * 32, "Office Sample", mark,
    )  # fmt: skip
    return report.notice(paper, Words(language))


def letter(language: str, rows: int, files: bool) -> bytes:
    facts = said(language, rows)
    attached = [(facts.pop(), "ab" * 32)] if files and len(facts) > 1 else []
    paper = report.Letter(
        title="Letter", number="1", authority=["Office Sample"], secret="", top=[("Case", "C-1")],
        sides=[("From", [("", "Officer Sample"), ("", "Inspector")]), ("To", [("", "Agency Sample")])],
        greeting="", subject=("Subject", "Request"), request="Please.", warning=["Careful."], urgent=("Urgent", "today"),
        parts=[(text, text) for text in facts], close="Closing.", stamp="Stamp", by_hand=[SIGNED[language]], files=("Attached", attached),
        receipt=("Receipt", [RECEIVED[language]]), document="ab" * 16, record_hash="ab" * 32, at=AT,
    )  # fmt: skip
    return report.letter([(paper, Words(language))])


def dossier(languages: str, rows: int) -> bytes:
    def of(language: str) -> DossierPaper:
        *texts, last = said(language, rows)
        answers = [AskedAnswer(str(n), text, text) for n, text in enumerate(texts, 1)]
        places = Signatures((Signature("Officer", "Officer Sample", (SIGNED[language],)),))
        ended = [places, Ending("Ended.")]
        kinds = (
            [Facts([(text, text) for text in said(language, rows)]), *ended],
            [AnswerTable(("Question", "", "Answer"), answers), Paragraph(last), *ended],
            [Facts([(text, text) for text in texts]), Paragraph(last), Declaration("Declared", last), *ended],
        )
        return DossierPaper(
            title="Dossier", secret="", authority=["Office Sample"], numbers=[("Number", "1")], facts=[("Case", "C-1")], brief=[],
            contents="Contents", running_head="Dossier", number="1", document="ab" * 16, record_hash="ab" * 32,
            hash_says="Hash", foot=[], at=AT,
            sections=[DossierSection(str(n), "Talk", parts, own_page=True) for n, parts in enumerate(kinds, 1)],
        )  # fmt: skip

    return report.dossier([(of(code), Words(code)) for code in languages.split("+")])


def pages(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [strip_marks(page.get_textpage().get_text_bounded()) for page in document]


PAPERS = {
    "notice": notice,
    "letter": lambda language, rows: letter(language, rows, files=False),
    "letter with files": lambda language, rows: letter(language, rows, files=True),
    "dossier": dossier,
}


CASES = [(paper, language) for paper in PAPERS for language in ("en", "ar")]


@pytest.mark.parametrize(("paper", "language"), [*CASES, ("dossier", "ar+en")])
def test_what_was_signed_stands_on_the_page_of_its_signature(paper: str, language: str):
    side = language.split("+", maxsplit=1)[0]
    places = [SIGNED[side]] + ([RECEIVED[side]] if paper.startswith("letter") else [])
    lengths = set()
    for rows in range(2, 46, 3):
        set_pages = pages(PAPERS[paper](language, rows))
        lengths.add(len(set_pages))
        signed = [text for text in set_pages for place in places if place in text]
        assert len(signed) >= len(places)
        for text in signed:
            assert re.search(SAID[side].format(n=r"\d+"), text), rows
    assert len(lengths) > 1  # short ones and long ones
