"""Suspects, other people and other cases never stand in a person's own paper, letter or file."""

import json
from pathlib import Path

import pypdfium2
import pytest

from app.bundle.keys import lock_for
from app.casework.cases import duplicates, groups, queries, related_people
from app.casework.export import bundle_export, case_print, referral_letter
from app.casework.interviews import conflicts
from app.casework.lifecycle import consents, referrals
from app.casework.lifecycle.referrals import ReferralRequest
from app.casework.session.session import Session
from app.language import strip_marks
from tests.bundle.made import make_bundle
from tests.bundle.small import Prosecutor
from tests.casework.test_posting import Office
from tests.casework.test_withheld import takes
from tests.people import keeps_a_case

SECRET = "Zarqawi"  # in everything that must not be printed: fictional, and like nothing else


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    pages = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return strip_marks(" ".join(pages))


@pytest.fixture
def case(office: Office, tmp_path: Path) -> tuple[Session, str]:
    """With a suspect, a family, proceedings, a group, links: and colleagues who differ on each."""
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample", "supervisor")
    one, two = takes(layla, tmp_path), keeps_a_case(layla, f"Other {SECRET}")
    group = groups.make(layla, "investigation", f"{SECRET} 1", [one, two])
    suspect = groups.share(layla, group, "suspect", {"name": f"A {SECRET}"})
    made = related_people.proceed(layla, one, {"charge": f"C {SECRET}", "court": "1"}, suspect, group=group)
    hearing = related_people.hear(layla, one, made, {"date": "2026-12-01", "court": f"H {SECRET}"})
    office.carry("Layla Sample", "Omar Sample")
    for session, n in ((layla, 1), (omar, 2)):
        related_people.note(session, one, "suspect", {"name": f"B{n} {SECRET}"}, suspect)
        related_people.proceed(session, one, {"charge": f"C{n} {SECRET}"}, proceeding=made)
        related_people.hear(session, one, made, {"outcome": f"O{n} {SECRET}"}, hearing)
        groups.rename(session, group, "investigation", f"G{n} {SECRET}")
        duplicates.link(session, one, two, ("family", "same")[n - 1], f"R{n} {SECRET}")
    office.carry("Omar Sample", "Layla Sample")
    sister = related_people.note(layla, one, "family", {"name": f"F {SECRET}"})
    related_people.strike(layla, one, sister, f"not {SECRET}")
    groups.take_out(layla, group, one, f"T {SECRET}")
    kinds = {conflict.field_kind for conflict in conflicts.conflicts(layla, one)}
    assert kinds >= {"person", "proceeding", "hearing", "group", "link"}
    return layla, one


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_persons_record_names_nobody_else(case, language):
    session, id_ = case
    text = text_of(case_print.preview(session, id_, language))
    assert "Maya Sample" in text
    assert SECRET not in text
    other = next(case for case in queries.cases(session) if case.id != id_)
    assert other.reference not in text


def test_a_letter_names_nobody_else(case):
    session, id_ = case
    details = consents.ConsentDetails(language="ne", mode="spoken", witness="Witness Sample")
    consents.record(session, id_, "share", "yes", details, "shelter")
    referral = referrals.refer(
        session, id_, ReferralRequest("shelter", "accommodation", "no place", "3h", "a bed tonight")
    )
    assert SECRET not in text_of(referral_letter.preview(session, id_, referral, "both"))


def test_a_file_for_others_names_nobody_else(case, tmp_path: Path):
    session, id_ = case
    file = tmp_path / "case.sanad.age"
    prosecutor, folder = Prosecutor(), tmp_path / "out"
    make_bundle(session, id_, file, lock_for([prosecutor.public]), "en", "for the file")
    bundle_export.open_bundle(file, prosecutor.opener, folder)
    for each in folder.rglob("*"):
        if each.suffix == ".pdf":
            assert SECRET not in text_of(each.read_bytes())
        elif each.is_file():
            assert SECRET.encode() not in each.read_bytes()
    assert json.loads((folder / "answers.json").read_bytes())["interviews"]
