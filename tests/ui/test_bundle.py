"""A case's file sealed for another office, and such a file opened: what each of the two reads."""

import pypdfium2
import pyrage
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton

from app.casework.cases import attachments, queries
from app.casework.export import bundle_export, bundle_signer
from app.casework.interviews import interview as work
from app.casework.lifecycle import consents
from app.casework.organisation import administration
from app.casework.questionnaires import forms
from app.casework.session.session import events_of
from app.ui import navigation
from app.ui.bundle.open_bundle import OpenFile
from app.ui.case.page import CaseScreen
from app.ui.case_list import Cases
from app.ui.parts.dialog import Dialog
from app.ui.sending.page import SendPage
from tests.bundle.made import make_bundle
from tests.bundle.small import Prosecutor, inside, repacked
from tests.casework.dossier_case import read_over
from tests.casework.test_htcds import IN_NEPALI
from tests.ui.office import finished
from tests.ui.office import opened as office_of
from tests.ui.sending import chooses, send_page
from tests.ui.test_layout import stands_at_every_size

pytestmark = pytest.mark.screen
NAME = "Sunita Tamang"


@pytest.fixture
def prosecutor():
    return Prosecutor()


def with_a_case(opens, language="en", **facts):
    """Layla, alone on her computer, with one finished interview."""
    hand = opens(language).unlocks_new()
    session = hand.window.context.session
    facts = {"name": NAME, "passport": "P1234567", "phone": "+96555123456", **facts}
    return hand, hand.does(lambda: finished(session, facts)).case_id


def hands_out(hand, case, agency="", also=()) -> SendPage:
    """A sealed file, for an agency, else for the office's own."""
    whom = "agency" if agency else "own"
    screen = send_page(hand, case, whom, agency, how="sealed", also=also)
    hand.until(lambda: bool(screen.pages.pdf))
    return screen


def saves(hand, screen, file):
    hand.press("Seal and save")
    hand.chooses(file)
    hand.until(lambda: screen.bundle is not None)


def opens_file(hand, file, *, phrase="", key=None) -> OpenFile:
    hand.window.go(navigation.OpenBundle())
    screen = hand.sees(OpenFile)
    hand.press("Choose the file")
    hand.chooses(file)
    if key is not None:
        hand.press("With my own key")
        hand.press("Choose the key")
        hand.chooses(key)
    else:
        hand.type("Opening phrase", phrase)
    hand.until(screen.go.isEnabled)
    hand.press("Open the file")
    return screen


# -- handing out -----------------------------------------------------------------------------


def test_from_the_cases_page_to_a_saved_file_and_what_is_told_by_telephone(opens, tmp_path, language):
    hand, case = with_a_case(opens, language)
    hand.window.go(navigation.Case(case))
    hand.sends("This office’s own file")
    screen = hand.sees(SendPage)
    screen.ways.choose("sealed")
    hand.until(lambda: bool(screen.pages.pdf))
    phrase = screen.to.phrase
    assert hand.reads(phrase)
    hand.type("Reason", "Investigation")
    file = tmp_path / "for the prosecution.sanad.age"
    saves(hand, screen, file)
    hand.until(lambda: hand.reads(hand.says("File saved")))
    hand.until(lambda: hand.reads(phrase))
    assert hand.reads(hand.says("Read this out too: it shows who signed"))
    bundle = bundle_export.open_bundle(file, bundle_export.opener_with(phrase))
    assert bundle.manifest.purpose == "Investigation"
    hand.press("Back to the case")
    hand.sees(CaseScreen)
    hand.opens_tab("History")
    hand.until(lambda: hand.reads(hand.says("Sealed as a file for others")))


def test_a_file_for_a_key_speaks_of_no_phrase(opens, language):
    hand, case = with_a_case(opens, language)
    hands_out(hand, case)
    phrase = hand.says("Tell the opening phrase by telephone; never send it with the file.")
    key = hand.says("It opens only with their key; there is no phrase to tell.")
    hand.until(lambda: hand.reads(phrase))
    hand.press("Their own key")
    assert (hand.reads(phrase), hand.reads(key)) == (False, True)
    hand.press("An opening phrase")
    assert (hand.reads(phrase), hand.reads(key)) == (True, False)


def test_a_place_that_is_away_is_refused_before_anything_is_sealed(opens, tmp_path):
    hand, case = with_a_case(opens)
    screen = hands_out(hand, case)
    hand.press("Seal and save")
    hand.chooses(tmp_path / "gone" / "file.sanad.age")
    assert hand.window.dialogs()[-1].problem.isVisible()
    assert not screen.problem.isVisible()


def test_the_history_says_it_before_the_file_exists(opens, tmp_path):
    hand, case = with_a_case(opens)
    screen = hands_out(hand, case)
    hand.press("Seal and save")
    hand.until(lambda: bool(hand.window.dialogs()))
    files = hand.window.dialogs()[-1]
    files.close_down()
    files._then(tmp_path / "gone" / "file.sanad.age")  # pulled after it was chosen
    hand.until(screen.problem.isVisible)
    assert screen.go.isEnabled()
    page = hand.does(lambda: queries.case(hand.window.context.session, case))
    assert "exported" not in [event.what for event in page.timeline]


def test_a_file_for_a_key_is_opened_by_its_secret_half(opens, tmp_path, prosecutor):
    hand, case = with_a_case(opens)
    screen = hands_out(hand, case)
    hand.press("Their own key")
    (tmp_path / "public").write_text(f"# the prosecutor\n{prosecutor.public}\n")
    hand.press("Choose a file with it")
    hand.chooses(tmp_path / "public")
    hand.until(lambda: screen.to.keys.toPlainText() == prosecutor.public)
    file = tmp_path / "file.sanad.age"
    saves(hand, screen, file)
    assert not hand.reads("The opening phrase, by telephone")
    (tmp_path / "secret").write_bytes(prosecutor.file)
    open_screen = opens_file(hand, file, key=tmp_path / "secret")
    hand.until(lambda: open_screen.opened is not None)
    hand.until(lambda: hand.reads("The file is unchanged since it was signed"))


@pytest.mark.parametrize("typed", ["age1nonsense", "ssh-rsa AAAA", ""])
def test_what_is_no_key_is_said_beside_the_field_and_nothing_is_written(opens, tmp_path, typed):
    hand, case = with_a_case(opens)
    screen = hands_out(hand, case)
    hand.press("Their own key")
    screen.to.keys.setPlainText(typed)
    hand.press("Seal and save")
    hand.until(screen.to.keys_field.problem.isVisible)
    assert not hand.window.dialogs()


def test_a_phrase_that_tells_of_the_case_is_not_taken(opens):
    hand, case = with_a_case(opens)
    screen = hands_out(hand, case)
    hand.press("My own phrase")
    hand.type("Your own phrase", "sunita tamang 1")
    hand.press("Seal and save")
    hand.until(screen.to.own_field.problem.isVisible)
    assert not hand.window.dialogs()


def test_stopped_before_it_is_sealed_nothing_is_written(opens, tmp_path):
    hand, case = with_a_case(opens)
    screen = hands_out(hand, case)
    hand.press("Seal and save")
    hand.until(lambda: bool(hand.window.dialogs()))
    hand.chooses(tmp_path / "file.sanad.age")
    screen.stop()
    hand.until(lambda: hand.reads("Writing was stopped. Nothing was written"))
    assert not (tmp_path / "file.sanad.age").exists()
    page = hand.does(lambda: queries.case(hand.window.context.session, case))
    assert "exported" not in [event.what for event in page.timeline]


RESTRICTED = """
| survey   |            |        |       |                      |
|          | type       | name   | label | bind::sanad:fact     |
|          | text       | name   | Name  | name                 |
|          | text       | hidden | Held  | restricted_case      |
| settings |            |        |       |                      |
|          | form_title | form_id | version | default_language  |
|          | Held       | held    | 1       | English (en)      |
"""


def a_restricted_case(session, file):
    file.write_text(RESTRICTED, "utf-8")
    live = work.start(session, forms.add(session, file).row.hash)
    for name, value in (("name", "Rima Sample"), ("hidden", "yes")):
        work.keep(session, live.draft_id, live.interview.answer(f"/data/{name}", value).answers)
    return work.finish(session, live.draft_id).case_id


def test_a_restricted_case_is_asked_about_once_more(opens, tmp_path):
    hand = opens("en").unlocks_new()
    session = hand.window.context.session
    case = hand.does(lambda: a_restricted_case(session, tmp_path / "form.md"))
    screen = hands_out(hand, case)
    hand.press("Seal and save")
    hand.until(lambda: hand.reads("This is a restricted case. Hand it over anyway?"))
    hand.press("Keep it here")
    assert not hand.window.dialogs()
    assert screen.bundle is None


def test_nothing_goes_before_it_is_said_for_whom(opens):
    hand, case = with_a_case(opens)
    send_page(hand, case)
    hand.press("Send")
    hand.until(lambda: hand.reads("First choose who it is for."))
    assert not hand.window.dialogs()


def test_an_agency_without_consent_gets_a_file_only_for_a_reason_that_is_signed(opens, tmp_path, language):
    hand, case = with_a_case(opens, language)
    hand.does(lambda: read_over(hand.window.context.session, case, "interior"))
    screen = hands_out(hand, case, "interior")
    hand.press("Seal and save")
    assert hand.reads(hand.says("Choose how the person answered."))
    assert not hand.window.dialogs()
    hand.press("Could not be asked")
    hand.press("Seal and save")
    assert hand.reads(hand.says("Enter the reason first."))
    hand.type("Reason to go ahead without consent", "سلامة الشخص")
    phrase, file = screen.to.phrase, tmp_path / "file.sanad.age"
    saves(hand, screen, file)
    bundle = bundle_export.open_bundle(file, bundle_export.opener_with(phrase))
    assert "phone" in bundle.manifest.held_back
    assert b"96555123456" not in b"".join(bundle.files.values())
    page = hand.does(lambda: events_of(hand.window.context.session, bytes.fromhex(case)))
    (event,) = [event for event in page if event.what == "exported"]
    assert (event.content["agency"], event.content["override"]) == ("interior", "سلامة الشخص")
    assert ["phone", 1] in event.content["held"]


@pytest.mark.long
def test_what_is_held_back_can_be_switched(opens, tmp_path):
    hand, case = with_a_case(opens)
    screen = hands_out(hand, case)
    screen.stays.open()
    hand.click(screen.left_out.cards["identity_numbers"])
    assert screen.left_out.cards["identity_numbers"].isChecked()
    phrase, file = screen.to.phrase, tmp_path / "file.sanad.age"
    saves(hand, screen, file)
    bundle = bundle_export.open_bundle(file, bundle_export.opener_with(phrase))
    assert "identity_numbers" in bundle.manifest.held_back
    assert "P1234567" not in bundle.files["answers.json"].decode()


# -- opening ---------------------------------------------------------------------------------


def sealed_by(person, case, file, phrase):
    lock = person.hand.does(lambda: bundle_export.passphrase(phrase, person.session, case))
    person.hand.does(lambda: make_bundle(person.session, case, file, lock, "en", "Shelter"))
    return file


PHRASE = "walnut granite kettle seven moon orbit"


@pytest.mark.long
def test_a_colleague_reads_whose_certified_signature_it_is_and_nothing_is_on_the_disk(opens, tmp_path):
    office = office_of(opens, tmp_path)
    case = office.layla.interviews(name=NAME, phone="+96555123456").case_id
    file = sealed_by(office.layla, case, tmp_path / "file.sanad.age", PHRASE)
    hand = office.omar.hand.turns_to()
    files = {file for file in tmp_path.rglob("*") if file.is_file()}
    screen = opens_file(hand, file, phrase=PHRASE)
    hand.until(lambda: screen.opened is not None)
    hand.until(lambda: hand.reads("Signed by ليلى السالم. Your organisation certifies this signature."))
    assert hand.reads("Anyone with the opening phrase")
    assert hand.reads("Telephone numbers")
    assert not screen.pages.sheet.image.isNull()
    assert screen.asks.phrase.text() == ""
    new_files = {file for file in tmp_path.rglob("*") if file.is_file()} - files
    assert [file for file in new_files if b"%PDF" in file.read_bytes()] == []
    hand.press("Close the file")
    hand.sees(Cases)
    assert screen.opened is None
    assert screen.pages.pdf == b""


def test_who_has_joined_nothing_compares_the_signature_by_telephone(opens, tmp_path, prosecutor):
    hand, case = with_a_case(opens)
    session = hand.window.context.session
    file, key = tmp_path / "file.sanad.age", tmp_path / "secret"
    bundle = hand.does(lambda: make_bundle(session, case, file, prosecutor.lock, "ar", ""))
    key.write_bytes(prosecutor.file)
    nora = opens("en", at=tmp_path / "other").unlocks_new("Nora Sample")
    screen = opens_file(nora, file, key=key)
    nora.until(lambda: screen.opened is not None)
    nora.until(lambda: nora.reads("nobody here certifies that"))
    assert all(nora.reads(word) for words in bundle.words for word in words)


def test_a_withdrawn_computers_signature_is_called_that(opens, tmp_path):
    office = office_of(opens, tmp_path)
    case = office.layla.interviews(name=NAME).case_id
    file = sealed_by(office.layla, case, tmp_path / "file.sanad.age", PHRASE)
    desk = office.desk
    layla = office.layla.session.vault.stream.hex()
    desk.hand.does(lambda: administration.revoke(desk.session, layla))
    hand = desk.hand.turns_to()
    screen = opens_file(hand, file, phrase=PHRASE)
    hand.until(lambda: screen.opened is not None)
    hand.until(lambda: hand.reads("whose access user management has ended"))


def test_a_wrong_phrase_is_said_beside_the_field_which_keeps_the_focus(opens, tmp_path):
    hand, case = with_a_case(opens)
    session = hand.window.context.session
    file = tmp_path / "file.sanad.age"
    lock = hand.does(lambda: bundle_export.passphrase(PHRASE, session, case))
    hand.does(lambda: make_bundle(session, case, file, lock, "en"))
    screen = opens_file(hand, file, phrase="walnut granite kettle eight moon orbit")
    hand.until(screen.asks.phrase_field.problem.isVisible)
    assert screen.asks.phrase.hasFocus()
    assert screen.opened is None


def test_a_file_that_was_changed_inside_is_not_shown_and_what_differs_is(opens, tmp_path, prosecutor):
    hand, case = with_a_case(opens)
    session = hand.window.context.session
    file, key = tmp_path / "file.sanad.age", tmp_path / "secret"
    hand.does(lambda: make_bundle(session, case, file, prosecutor.lock, "en"))
    key.write_bytes(prosecutor.file)
    within = inside(pyrage.decrypt(file.read_bytes(), [prosecutor.key]))
    within["answers.json"] = within["answers.json"].replace(b"P1234567", b"P7654321")
    file.write_bytes(pyrage.encrypt(repacked(within), [prosecutor.key.to_public()]))
    screen = opens_file(hand, file, key=key)
    hand.until(lambda: hand.reads("A file inside was changed."))
    assert screen.opened is None
    assert screen.pages.pdf == b""


def test_what_is_no_such_file_is_said_in_words(opens, tmp_path):
    hand, _ = with_a_case(opens)
    file = tmp_path / "holiday.age"
    file.write_bytes(b"nothing of the kind")
    screen = opens_file(hand, file, phrase=PHRASE)
    hand.until(lambda: screen.happened.count() > 0)
    assert screen.go.isEnabled()


def test_its_files_are_written_out_only_when_asked_and_the_journal_says_so(opens, tmp_path, prosecutor):
    hand, case = with_a_case(opens)
    session = hand.window.context.session
    file, key = tmp_path / "file.sanad.age", tmp_path / "secret"
    hand.does(lambda: make_bundle(session, case, file, prosecutor.lock, "en"))
    key.write_bytes(prosecutor.file)
    screen = opens_file(hand, file, key=key)
    hand.until(lambda: screen.opened is not None)
    hand.press("Save its files to a folder")
    hand.until(lambda: hand.reads("Write the files so that anyone can read them?"))
    hand.key(Qt.Key.Key_Escape)
    assert not hand.window.dialogs()
    full = tmp_path / "full"
    full.mkdir()
    (full / "there already").write_bytes(b"1")
    screen.extract_to(full)
    hand.until(screen.problem.isVisible)
    assert bundle_signer.TAKEN_APART not in hand.does(lambda: journal(session))
    folder = tmp_path / "empty"
    folder.mkdir()
    hand.press("Save its files to a folder")
    hand.press("Choose the folder")
    hand.chooses(folder)
    hand.until((folder / "SHA256SUMS.sig").exists)
    hand.until(lambda: hand.reads("Anyone who finds them can read them"))
    assert bundle_signer.TAKEN_APART in hand.does(lambda: journal(session))


def journal(session):
    return [event.what for event in events_of(session, session.vault.id)]


# -- as a person meets the pages ----------------------------------------------------------------


@pytest.mark.long
def test_both_pages_stand_at_every_size(opens, tmp_path, language):
    hand, case = with_a_case(opens, language)
    screen = hands_out(hand, case)
    for method in ("generated", "own", "key"):
        screen.to.choose(method)
        stands_at_every_size(hand, method)
    screen.to.choose("generated")
    phrase = screen.to.phrase
    file = tmp_path / "file.sanad.age"
    saves(hand, screen, file)
    stands_at_every_size(hand, "saved")
    hand.window.go(navigation.OpenBundle())
    open_screen = hand.sees(OpenFile)
    stands_at_every_size(hand, "open")
    open_screen.asks.by("key")
    stands_at_every_size(hand, "open by key")
    opening = opens_file(hand, file, phrase=phrase)
    hand.until(lambda: opening.opened is not None)
    stands_at_every_size(hand, "opened")


def unnamed(page):
    buttons = [button for button in page.findChildren(QAbstractButton) if button.isVisible()]
    return [button for button in buttons if not button.accessibleName()]


def test_every_control_of_both_pages_has_a_name_and_the_paper_opens_by_keyboard(opens, language):
    hand, case = with_a_case(opens, language)
    hand.window.resize(911, 512)
    screen = hands_out(hand, case)
    assert unnamed(screen) == []
    hand.window.go(navigation.OpenBundle())
    assert unnamed(hand.sees(OpenFile)) == []
    screen = hands_out(hand, case)
    screen.look_at.setFocus(Qt.FocusReason.TabFocusReason)
    hand.key(Qt.Key.Key_Space)
    [paper] = hand.window.findChildren(Dialog)
    assert hand.says("Next page") in hand.names()
    hand.key(Qt.Key.Key_Escape)
    assert paper.property("closed")


def test_the_page_of_files_is_reached_from_the_cases(opens):
    hand, _ = with_a_case(opens)
    hand.window.go(navigation.Cases())
    hand.press("Open a received file")
    hand.sees(OpenFile)


def test_all_cases_of_one_file_are_looked_at_and_single_files_chosen(opens, prosecutor, tmp_path):
    """Where the rules leave it to choice which files go; without a tick none goes."""
    hand, case = with_a_case(opens)
    session = hand.window.context.session
    other = hand.does(lambda: finished(session, {"name": "Maya Sample"}).case_id)
    for name, of_case in (("contract.txt", case), ("wages.txt", case), ("ticket.txt", other)):
        (tmp_path / name).write_text(name, "utf-8")
        hand.does(lambda name=name, of_case=of_case: attachments.add(session, of_case, tmp_path / name))
    for of_case in (case, other):
        hand.does(lambda of_case=of_case: consents.record(session, of_case, "share", "yes", IN_NEPALI, "shelter"))
        hand.does(lambda of_case=of_case: read_over(session, of_case, "shelter"))
    screen = hands_out(hand, case, also=(other,))
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(screen.pages.pdf))
    for id_ in (case, other):
        assert hand.does(lambda id_=id_: queries.case(session, id_)).reference in text
    chooses(hand, screen, "agency", "shelter")
    hand.until(lambda: screen.files.isVisibleTo(screen))
    assert len(screen.file_cards) == 3
    chosen = next(id_ for id_, name, _reference in screen.known.files if name == "wages.txt")
    screen.file_cards[chosen].setChecked(True)
    assert screen.held().files == {chosen}
    chooses(hand, screen, "own")
    assert screen.held().files == frozenset()
