"""The office's certificate in the settings of a desk, and the signature of what it saves."""

import threading

import pytest

from app import settings
from app.casework.export import paper_check
from app.casework.lifecycle import consents
from app.casework.organisation import administration, office_certificate
from app.sync import client
from app.ui import navigation
from app.ui.sending.page import SendPage
from app.ui.settings import Settings
from tests.ui.office import Colleague
from tests.ui.sending import send_page
from tests.ui.test_course import waits_for
from tests.ui.test_layout import stands_at_every_size

pytestmark = pytest.mark.screen

PASSWORD = "walrus thistle gondola anvil"


@pytest.fixture
def desk(opens, tmp_path, language) -> Colleague:
    colleague = Colleague(opens(language).unlocks_new("يوسف الراشد", "supervisor"), tmp_path)
    colleague.hand.does(lambda: administration.create_organisation(colleague.session, "مكتب العينة", "Huda Second"))
    return colleague


def settings_of(desk: Colleague) -> Settings:
    desk.hand.window.go(navigation.Settings())
    return desk.hand.sees(Settings)


def test_a_desk_makes_the_certificate_and_ends_it_and_nobody_else_sees_the_place(desk, opens, tmp_path, language):
    hand = desk.hand
    settings_of(desk)
    waits_for(hand, "Make a certificate")
    waits_for(hand, "Check everything")  # what comes later moves the rows
    hand.rests()
    hand.press("Make a certificate")
    waits_for(hand, "Make the certificate")
    hand.press("Make the certificate")
    waits_for(hand, "New certificate")
    certificate = hand.does(lambda: office_certificate.current(desk.session))
    words = certificate.words[0] if language == "ar" else certificate.words[1]
    hand.until(lambda: hand.reads(" ".join(words)))
    assert hand.reads(
        hand.says("The certificate was made. Read its six words once to everybody who gets signed papers.")
    )
    stands_at_every_size(hand, "settings with a certificate")
    hand.press("Write a request")
    hand.chooses(tmp_path / "request.pem")
    waits_for(hand, "Import the answer")
    assert b"CERTIFICATE REQUEST" in (tmp_path / "request.pem").read_bytes()
    hand.press("End this certificate")
    waits_for(hand, "End the certificate")
    hand.window.dialogs()[-1].buttons[-1].click()
    waits_for(hand, "Make a certificate")
    known = hand.does(lambda: office_certificate.known(desk.session))
    assert [one.ended_at is None for one in known] == [False]
    alone = opens(language, at=tmp_path / "alone").unlocks_new("ليلى السالم", "inspector")
    alone.window.go(navigation.Settings())
    alone.sees(Settings)
    waits_for(alone, "Write a backup")
    alone.rests()
    assert not alone.reads(alone.says("Office certificate"))


def _dossier_page(desk: Colleague) -> SendPage:
    """With a dossier on it that can be saved."""
    hand = desk.hand
    hand.does(lambda: office_certificate.make(desk.session))
    case = desk.interviews(name="Sunita Tamang").case_id
    terms = consents.ConsentDetails(language="ne", mode="signature")
    hand.does(lambda: consents.record(desk.session, case, "share", "yes", terms, "prosecution"))
    hand.turns_to()
    page = send_page(hand, case, "agency", "prosecution", goes=["dossier"], how="pdf")
    hand.until(page.signature.isVisible)
    hand.until(lambda: bool(page.pages.pdf))
    return page


@pytest.mark.parametrize("language", ["ar"])
def test_while_a_time_stamp_is_waited_for_the_records_can_be_read_and_written(desk, tmp_path, monkeypatch):
    """An authority that takes as long as it likes holds up nobody but the file."""
    asked, answers = threading.Event(), threading.Event()

    def slow(_url: str, _request: bytes, _proxy: str = "") -> bytes:
        asked.set()
        answers.wait()
        return b""

    monkeypatch.setattr(client, "time_stamp", slow)
    (tmp_path / "policy.toml").write_text('time_stamps = "http://127.0.0.1:9"\n')
    monkeypatch.setattr(settings, "policy_file", lambda: tmp_path / "policy.toml")
    page = _dossier_page(desk)
    page.save_paper(tmp_path / "signed.pdf", PASSWORD)
    try:
        desk.hand.until(asked.is_set)
        assert not (tmp_path / "signed.pdf").exists()
        assert desk.hand.does(lambda: office_certificate.make(desk.session))  # writes
        waits_for(desk.hand, "The time-stamp authority is asked. You can go on working meanwhile.")
    finally:
        answers.set()
    desk.hand.until((tmp_path / "signed.pdf").exists)


def test_a_saved_dossier_is_signed_unless_that_is_switched_off(desk, tmp_path, language):
    hand, page = desk.hand, _dossier_page(desk)
    stands_at_every_size(hand, "the dossier of a desk that signs")
    for name, is_signed in (("signed.pdf", True), ("unsigned.pdf", False)):
        if page.signature.isChecked() != is_signed:
            hand.click(page.signature)
        hand.press("Save as a file")
        waits_for(hand, "Choose my own")
        hand.press("Choose my own")
        hand.type("Password of the file", PASSWORD)
        hand.type("Repeat to confirm", PASSWORD)
        hand.press("Choose the place")
        hand.chooses(tmp_path / name)
        hand.until((tmp_path / name).exists)
        hand.rests()
        signatures = paper_check.check(tmp_path / name, PASSWORD)
        assert [one.verdict for one in signatures] == ["unchanged"] * is_signed
