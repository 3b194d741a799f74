"""Papers that leave the office are true, numbered and signed: who could ever read what was erased, where
copies may still be, and that the log spoke before the paper was there."""

import base64
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from app.bundle.keys import lock_for
from app.case import events
from app.casework.cases import erasure, issued_papers, queries
from app.casework.exchange import lost_computer, post
from app.casework.export import bundle_receipt, case_print, erasure_certificate, referral_letter
from app.casework.interviews import interview
from app.casework.lifecycle import referrals
from app.casework.organisation import administration
from app.casework.session.session import Session, case_state_of, events_of
from app.seal import sshsig
from app.seal.keys import verify
from app.settings import Language
from tests.bundle.made import make_bundle
from tests.casework.dossier_case import read_over
from tests.casework.test_conflicts import DEMO, begun
from tests.casework.test_erasing import SECRET, three
from tests.casework.test_posting import Office
from tests.erasing import destroys, waits
from tests.hq_people import DESK, LAYLA, OMAR
from tests.people import keeps_a_case

KEY = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
SALMA = "Salma Late"
PURPOSE = "Complaint 412/2026"
LANGUAGES: tuple[Language, ...] = ("ar", "en")


def device_of(session: Session) -> str:
    return session.vault.stream.hex()


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    return " ".join("\n".join(pages).split())


def erased(desk: Session, omar: Session, case: str, office: Office) -> erasure.Erasure:
    erasure.order(omar, case, "She asked for it")
    office.carry(OMAR, DESK)
    destroys(office, desk, case)
    (found,) = erasure.ours(desk)
    return found


def test_a_computer_that_was_withdrawn_before_stands_on_the_certificate(office: Office):
    desk, layla, omar, case = three(office)
    office.joins(SALMA)
    office.carry(DESK, SALMA)
    gone = device_of(office.sessions[SALMA])
    assert queries.case(office.sessions[SALMA], case).name == SECRET
    administration.revoke(desk, gone)
    office.carry(DESK, LAYLA, OMAR)
    found = erased(desk, omar, case, office)
    states = {computer.id: (computer.person, computer.withdrawn, computer.state) for computer in found.computers}
    assert states[gone] == (SALMA, True, "may_hold")
    assert states[device_of(desk)] == (DESK, False, "destroyed")
    assert set(states) == {device_of(each) for each in (desk, layla, omar)} | {gone}
    _, pdf = issued_papers.issue(desk, erasure_certificate.paper(desk, found.order[:8]), "en", "print")
    assert f"{SALMA} Access ended: the case may still be on it {gone}" in text_of(pdf)
    assert "Others may still have it" in text_of(pdf)
    answered = [replace(computer, at=found.at) for computer in found.computers]
    told = erasure_certificate.opening(replace(found, computers=tuple(answered)))
    assert told.startswith("Everything recorded in this case was destroyed on every computer")


def test_who_left_the_team_or_was_given_it_alone_counts_and_who_never_had_a_key_does_not(office: Office):
    desk, layla, omar, _ = three(office)
    stranger = office.joins("Badr Sample", team="Ahmadi")
    office.joins(SALMA)
    office.news(LAYLA, OMAR, SALMA, "Badr Sample")
    administration.revoke(desk, device_of(office.sessions[SALMA]))
    office.news(LAYLA, OMAR)
    later = keeps_a_case(layla, "Asha Sample")  # under keys that Salma never had
    office.carry(LAYLA, OMAR, DESK)
    found = erased(desk, omar, later, office)
    ids = {computer.id for computer in found.computers}
    assert device_of(office.sessions[SALMA]) not in ids
    assert device_of(stranger) not in ids
    assert ids == {device_of(each) for each in (desk, layla, omar)}


def test_what_an_order_was_sent_to_and_what_answered_is_told_apart(office: Office):
    desk, layla, omar, case = three(office)
    found = erased(desk, omar, case, office)
    assert {computer.id: computer.state for computer in found.computers} == {
        device_of(desk): "destroyed",
        device_of(layla): "may_hold",
        device_of(omar): "may_hold",
    }
    office.people[DESK].clock.pass_(hours=1)
    sent = desk.clock()
    post.export(desk, office.stick)
    (found,) = erasure.ours(desk)
    states = {computer.id: (computer.state, computer.told) for computer in found.computers}
    assert states[device_of(layla)] == ("told", sent)
    post.collect(layla, office.stick)
    waits(office)
    office.carry(LAYLA, DESK)
    (found,) = erasure.ours(desk)
    assert {computer.id: computer.state for computer in found.computers}[device_of(layla)] == "destroyed"


def went_out(office: Office, layla: Session, omar: Session, folder: Path) -> str:
    """A case of which a file, a print, a letter, a bundle and its receipt went out."""
    case = interview.finish(layla, begun(layla, DEMO).draft_id).case_id
    case_print.save(layla, case, "ar", folder / "record.pdf", "walrus thistle gondola anvil")
    asked = referrals.ReferralRequest("shelter", "bed", "no safe place", "1d", override="she asked for it")
    referral = referrals.refer(layla, case, asked)
    referral_letter.printed(layla, case, referral, "both")
    referrals.set_status(layla, case, referral, "rejected", "no room")
    read_over(layla, case, "prosecution")
    made = make_bundle(
        layla,
        case,
        folder / "case.sanad",
        lock_for([KEY]),
        "ar",
        PURPOSE,
        agency="prosecution",
        override="asked for by telephone",
    )
    issued_papers.save(layla, bundle_receipt.paper(layla, case, made.document), "ar", folder / "r.pdf")
    office.carry(LAYLA, OMAR, DESK)
    case_print.printed(omar, case, "en")
    office.carry(OMAR, DESK)
    return case


def test_what_went_out_before_is_known_after_everything_was_erased(office: Office, tmp_path: Path):
    desk, layla, omar, _ = three(office)
    case = went_out(office, layla, omar, tmp_path)
    documents = {
        event.content["document"].hex()
        for event in case_state_of(desk, bytes.fromhex(case)).timeline
        if event.what in (events.PRINTED, events.EXPORTED)
    }
    office.joins(SALMA)
    post.export(desk, office.stick)  # she has not confirmed anything yet
    found = erased(desk, omar, case, office)
    kinds = {copy.kind: copy for copy in found.copies}
    assert set(kinds) == {"pdf", "print", "letter", "bundle", "receipt", "referral", "post"}
    bundle = kinds["bundle"]
    assert (bundle.marks, bundle.reason, bundle.agency) == ((KEY,), PURPOSE, "prosecution")
    assert kinds["letter"].agency == kinds["referral"].agency == "shelter"
    assert kinds["print"].by == omar.vault.stream
    assert {copy.document for copy in found.copies if copy.document} == documents
    (row,) = desk.vault.database.rows("SELECT copies FROM erasure WHERE copies <> x'80'")
    name = next(each["value"] for each in DEMO if each["ref"] == "/data/person/name")
    assert name.encode() not in row[0]
    paper = erasure_certificate.paper(desk, found.order)
    fewer = replace(found, copies=found.copies[1:])  # of another certificate than the one that was signed
    assert erasure_certificate._record(fewer) != erasure_certificate._record(found)
    for language in LANGUAGES:
        text = text_of(issued_papers.preview(desk, paper, language))
        assert KEY[:40] in text.replace(" ", "")
        assert PURPOSE in text
        assert all(document in text for document in documents)
    office.carry(DESK, LAYLA)
    waits(office)
    assert [row.copies for row in erasure.ours(layla)] == [()]  # who can't order keeps no list


def test_each_issue_is_in_the_log_first_numbered_and_signed(office: Office, tmp_path: Path):
    desk, _, omar, case = three(office)
    found = erased(desk, omar, case, office)
    paper = erasure_certificate.paper(desk, found.order)
    issued = [issued_papers.save(desk, paper, each, tmp_path / f"{each}.pdf") for each in LANGUAGES]
    assert [each.number for each in issued] == [1, 2]
    said = [event for event in events_of(desk, desk.vault.id) if event.what == events.PAGE]
    assert [each.content["document"].hex() for each in said] == [each.document for each in issued]
    assert {each.content["record"].hex() for each in said} == {paper.record.hex()}
    for each, language in zip(issued, LANGUAGES, strict=True):
        text = text_of((tmp_path / f"{language}.pdf").read_bytes())
        for part in (each.document, each.record, each.fingerprint, each.signature, *each.line.split()):
            assert part in text.replace(" ", "")
        assert verify(desk.vault.device.public, base64.b64decode(each.signature), each.line.encode())
        assert issued_papers.signer(omar, each.line, each.signature).person == DESK
    before = len(said)
    with pytest.raises(issued_papers.BadFolder):
        issued_papers.save(desk, paper, "en", tmp_path / "nowhere" / "x.pdf")
    issued_papers.preview(desk, paper, "en")  # a look is no issue
    said = [event for event in events_of(desk, desk.vault.id) if event.what == events.PAGE]
    assert len(said) == before


def test_a_paper_that_was_changed_was_signed_by_nobody(office: Office, tmp_path: Path):
    desk, _, omar, case = three(office)
    found = erased(desk, omar, case, office)
    issued = issued_papers.save(desk, erasure_certificate.paper(desk, found.order), "en", tmp_path / "c.pdf")
    other = issued.line.replace(" 1 ", " 2 ")
    for line, signature in (
        (other, issued.signature),
        (issued.line, ("B" if issued.signature[0] == "A" else "A") + issued.signature[1:]),
        ("", ""),
        (f"x{issued.line}", issued.signature),
        (issued.line, "é"),
    ):
        with pytest.raises(sshsig.SignatureRefused):
            issued_papers.signer(desk, line, signature)


def test_the_record_that_a_certificate_is_made_from_changes_when_more_is_known(office: Office):
    desk, _, omar, case = three(office)
    found = erased(desk, omar, case, office)
    before = erasure_certificate.paper(desk, found.order).record
    assert erasure_certificate.paper(desk, found.order).record == before
    office.carry(DESK, OMAR, LAYLA)
    office.carry(LAYLA, DESK)
    assert erasure_certificate.paper(desk, found.order).record != before


def test_the_sheet_of_a_lost_computer_keeps_what_was_erased_since(office: Office):
    desk, layla, omar, case = three(office)
    gone, number = device_of(layla), queries.case(desk, case).reference
    administration.revoke(desk, gone)
    erased(desk, omar, case, office)
    lost = lost_computer.about(desk, gone)
    (on_it,) = lost.on_it
    assert (on_it.reference, on_it.erased) == (number, True)
    paper = lost_computer.paper(desk, lost)
    before = replace(lost, on_it=(replace(on_it, erased=False),))
    assert paper.record != lost_computer.paper(desk, before).record  # more is known
    text = text_of(issued_papers.preview(desk, paper, "en"))
    assert f"{number} " in text
    assert "this computer has not confirmed it" in text
    assert SECRET not in text


def test_a_receipt_is_of_one_sealed_file_and_counts_in_the_case(office: Office, tmp_path: Path):
    _, layla, omar, _ = three(office)
    case = went_out(office, layla, omar, tmp_path)
    assert [each.says for each in queries.case(layla, case).timeline].count("Receipt of a hand-over issued") == 1
    with pytest.raises(bundle_receipt.NoBundle):
        bundle_receipt.paper(layla, case, "ffff")
    with pytest.raises(bundle_receipt.NoBundle):
        bundle_receipt.paper(layla, case, "")
    text = text_of((tmp_path / "r.pdf").read_bytes())
    assert KEY in text
    assert PURPOSE in text
