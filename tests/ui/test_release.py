"""A file for an embassy on the screens: asked for, approved by a second person, saved, receipted, taken in."""

import os
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton

from app.case.kinds.release import APPROVED
from app.casework.cases import queries
from app.casework.export import bundle_export, bundle_receipt, recipient_book
from app.casework.lifecycle import consents
from app.casework.lifecycle.consents import ConsentDetails
from app.ui import navigation
from app.ui.bundle.open_bundle import OpenFile
from app.ui.case import sealed_files
from app.ui.case.page import CaseScreen
from app.ui.parts.form_dialog import FormDialog
from tests.bundle.made import make_bundle
from tests.bundle.small import Prosecutor
from tests.casework.dossier_case import read_over
from tests.ui.office import Office, finished, opened
from tests.ui.test_bundle import hands_out, opens_file, saves

pytestmark = pytest.mark.screen
LOOK = os.environ.get("LOOK", "")


@pytest.fixture
def office(opens, language, tmp_path) -> Office:
    return opened(opens, tmp_path, language, omar="supervisor")


def looks(hand, name: str) -> None:
    """A picture for whoever asks for one."""
    if LOOK:
        hand.window.resize(1366, 768)
        hand.rests()
        hand.window.grab().save(str(Path(LOOK, f"{name}.png")))


def page_of(hand, case: str) -> CaseScreen:
    hand.window.go(navigation.Case(case))
    screen = hand.sees(CaseScreen)
    hand.until(lambda: screen.told is not None)
    return screen


def test_from_the_request_over_the_approval_to_the_receipt(office: Office, tmp_path, language):
    layla, omar, embassy = office.layla, office.omar, Prosecutor()
    hand, session = layla.hand, layla.session
    case = layla.interviews(name="Sunita Tamang").case_id

    def agrees() -> None:
        consents.record(
            session, case, "share", "yes", ConsentDetails(language="ne", mode="spoken", witness="W"), "embassy"
        )
        read_over(session, case, "embassy")
        words = " ".join(recipient_book.words_of_key(embassy.public)[1])
        recipient_book.add(session, "Consul Sample", embassy.public, words, agency="embassy")

    hand.does(agrees)
    screen = hands_out(hand, case, "embassy")
    screen.to.choose("key")
    hand.until(lambda: bool(screen.to.kept.recipients))
    screen.to.kept.choice.choose(screen.to.kept.recipients[0].id)
    hand.press("Seal and save")
    hand.until(lambda: bool(hand.window.dialogs()))
    looks(hand, f"ask_{language}")
    hand.press("Ask for approval")
    hand.until(lambda: bool(queries.case_of(session, case).releases))
    hand.press("Seal and save")
    hand.until(lambda: hand.reads(hand.says("Nobody has approved this file yet. Nothing was written. Wait until a second person has answered; they find it among their tasks.")))  # fmt: skip

    layla.writes()
    omar.takes()
    theirs = page_of(omar.hand, case)
    omar.hand.until(lambda: bool(theirs.of_course().course.releases))
    answer = omar.hand.says("Review and answer")

    def is_laid() -> bool:
        buttons = theirs.findChildren(QAbstractButton)
        return any(button.isVisible() and answer in button.text() for button in buttons)

    omar.hand.until(is_laid)
    looks(omar.hand, f"waits_{language}")
    omar.hand.press("Review and answer")
    omar.hand.until(lambda: bool(omar.hand.window.dialogs()))
    dialog = next(dialog for dialog in omar.hand.window.dialogs() if isinstance(dialog, FormDialog))
    looks(omar.hand, f"decide_{language}")
    assert dialog.isVisible()
    omar.hand.press("Approve it")
    omar.hand.press("Record the answer")
    omar.hand.until(
        lambda: any(
            release.answers and release.answers[0].answer == APPROVED
            for release in queries.case_of(omar.session, case).releases.values()
        )
    )
    omar.writes()
    layla.takes()

    screen = hands_out(hand, case, "embassy")
    screen.to.choose("key")
    hand.until(lambda: bool(screen.to.kept.recipients))
    screen.to.kept.choice.choose(screen.to.kept.recipients[0].id)
    looks(hand, f"hand_out_{language}")
    file = tmp_path / "E.sanad.age"
    saves(hand, screen, file)

    key, receipt = tmp_path / "r.key", tmp_path / "r.sanad-receipt"
    bundle = bundle_export.open_bundle(file, embassy.opener)
    words = bundle_receipt.sign(bundle, "Consul Sample", key, receipt)
    page = page_of(hand, case)
    sealed_files.take_receipt(page, receipt, lambda _taken: None)
    hand.until(lambda: any(isinstance(dialog, FormDialog) for dialog in hand.window.dialogs()))
    looks(hand, f"receipt_key_{language}")
    hand.type("The six words that they read to you", " ".join(words[0]))
    hand.press("Save the key and import the receipt")
    hand.until(lambda: bool(queries.case_of(session, case).receipts))
    page = page_of(hand, case)
    hand.opens_tab("Papers")
    hand.until(lambda: hand.reads("Consul Sample"))
    looks(hand, f"receipts_{language}")


def test_a_colleagues_file_is_taken_into_the_records(office: Office, tmp_path, language):
    layla, omar, key = office.layla, office.omar, Prosecutor()
    case = layla.interviews(name="Sunita Tamang").case_id
    file, key_file = tmp_path / "C.sanad.age", tmp_path / "key.txt"
    key_file.write_bytes(key.file)
    layla.hand.does(lambda: make_bundle(layla.session, case, file, key.lock, "en"))
    screen: OpenFile = opens_file(omar.hand, file, key=key_file)
    omar.hand.until(lambda: screen.opened is not None)
    omar.hand.press("Import its signed records")
    omar.hand.until(screen.merge.isHidden)
    looks(omar.hand, f"merged_{language}")
    assert queries.case(omar.session, case).name == "Sunita Tamang"


def test_several_cases_are_chosen_and_sealed_together(opens, tmp_path, language):
    hand = opens(language).unlocks_new()
    session = hand.window.context.session
    cases = [hand.does(lambda: finished(session, {"name": name})).case_id for name in ("Asha Sample", "Maya Sample")]  # noqa: B023
    screen = hands_out(hand, cases[0], also=(cases[1],))
    file = tmp_path / "S.sanad.age"
    saves(hand, screen, file)
    assert [entry.case for entry in screen.bundle.cases] == cases
    looks(hand, f"several_{language}")
