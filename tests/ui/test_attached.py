"""Files of a case on its page: read in, listed, opened from memory, copied out on purpose."""

import struct
import zlib

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QPlainTextEdit

from app.casework.cases import attachments, queries
from app.casework.cases.attachments import FileChanged
from app.casework.exchange import sync
from app.casework.export import case_print
from app.casework.pages import attachment_list
from app.casework.session.session import events_of
from app.language import strip_marks
from app.seal.budgets import CaseBudget
from app.ui import navigation, theme
from app.ui.attachments import file_kinds, picture_client
from app.ui.attachments.page import FilePage
from app.ui.attachments.page_images import Leaves
from app.ui.attachments.section import ADD, FilesSection, Small
from app.ui.case.page import CaseScreen
from app.ui.parts import Few
from app.ui.sending.recipient_picker import ForWhom
from app.ui.sync.driver import Rhythm
from app.ui.sync.page import SyncPage
from tests.photo.test_photo import picture
from tests.ui.hq import syncs, with_headquarters
from tests.ui.office import finished
from tests.ui.test_layout import stands_at_every_size
from tests.ui.test_sync import follows

pytestmark = pytest.mark.screen
NAME = "Sunita Tamang"


def photograph(file, width=800, height=600):
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkCyan)
    painter = QPainter(image)
    painter.fillRect(40, 60, 300, 200, Qt.GlobalColor.white)
    painter.end()
    assert image.save(str(file), "JPG")
    return file


@pytest.fixture
def case(opens):
    def of(language="en"):
        hand = opens(language).unlocks_new()
        session = hand.window.context.session
        return hand, hand.does(lambda: finished(session, {"name": NAME})).case_id

    return of


def shows(hand, case) -> CaseScreen:
    hand.window.go(navigation.Case(case))
    screen = hand.sees(CaseScreen)
    hand.until(lambda: screen.told is not None)
    hand.opens_tab("Papers")
    hand.until(lambda: hand.says("Add a file") in hand.names())
    return screen


def looks_at(hand, case, file) -> FilePage:
    hand.window.go(navigation.Attachment(case, file))
    screen = hand.sees(FilePage)
    hand.until(lambda: screen.loaded is not None)
    return screen


def attach(hand, case, file):
    session = hand.window.context.session
    return hand.does(lambda: attachments.add(session, case, file))


def test_a_file_is_added_by_keyboard_and_stands_on_the_page_and_in_the_history(case, tmp_path, language):
    hand, case = case(language)
    screen = shows(hand, case)
    hand.until(lambda: hand.reads(hand.says(FilesSection._none().of)[:12]))
    screen.findChild(QAbstractButton, ADD).setFocus(Qt.FocusReason.TabFocusReason)
    hand.key(Qt.Key.Key_Space)
    hand.chooses(photograph(tmp_path / "عقد العمل.jpg"))
    hand.until(lambda: hand.reads("عقد العمل.jpg"))
    hand.until(lambda: hand.reads(hand.says("The file was added to the case.")))
    hand.until(lambda: hand.reads(hand.says("Stored on this computer")))
    hand.until(lambda: hand.window.focusWidget().objectName() == ADD)
    hand.opens_tab("History")
    hand.until(lambda: hand.reads(hand.says("File attached")))
    assert (tmp_path / "عقد العمل.jpg").exists()


def test_the_focus_stays_on_the_page_when_it_is_laid_anew(case):
    hand, case = case()
    screen = shows(hand, case)
    hand.opens_tab("Overview")
    screen.arrive()
    hand.until(lambda: hand.window.focusWidget() is screen.next)
    screen.tell()
    hand.until(lambda: hand.window.focusWidget() is screen.next)
    screen.context.bringing.brought.emit("00" * 16)  # a file of another case, left a moment ago
    assert not screen.notice.isVisible()
    screen.context.bringing.brought.emit(case)
    assert screen.notice.isVisible()


def test_what_was_read_for_a_page_that_was_locked_meanwhile_is_dropped(case, qapp):
    hand, case = case()
    hand.window.go(navigation.Case(case))  # its reading is under way
    hand.window.close()
    qapp.processEvents()
    assert hand.window.screen_now.told is None


def test_a_large_file_goes_in_a_few_megabytes_at_a_time_and_answers_are_kept_between(case, tmp_path):
    hand, case = case()
    large = tmp_path / "recording.wav"
    large.write_bytes(b"RIFF" + bytes(40 << 20))
    shows(hand, case)
    bringing, workers = hand.window.context.bringing, hand.window.context.workers
    progress, waits = [], []
    bringing.changed.connect(lambda _case: progress.append(bringing.now))

    def between():
        if bringing.now is not None:
            begun = len(progress)
            workers.write_vault(hand.window, lambda: None, lambda _none: waits.append(len(progress) - begun))

    beat = QTimer(hand.window)
    beat.timeout.connect(between)
    beat.start(20)
    bringing.add(case, large)
    hand.until(lambda: bringing.now is None and bool(progress))
    beat.stop()
    shares = [progress_step.done for progress_step in progress if progress_step]
    assert shares == sorted(shares)
    assert len(set(shares)) >= 8
    assert len(waits) >= 3
    assert max(waits) <= 3  # it waits for the part under way, not for the file
    [file] = hand.does(lambda: attachment_list.files(hand.window.context.session, case))
    assert file.file.size == large.stat().st_size


def test_a_file_that_is_left_off_leaves_nothing_and_the_next_goes_in(case, tmp_path):
    hand, case = case()
    large = tmp_path / "recording.wav"
    large.write_bytes(b"RIFF" + bytes(30 << 20))
    screen = shows(hand, case)
    bringing, session = hand.window.context.bringing, hand.window.context.session
    bringing.add(case, large)
    bringing.add(case, photograph(tmp_path / "house.jpg"))
    hand.until(lambda: bool(bringing.now and bringing.now.done))
    assert hand.reads("Attaching recording.wav")
    assert hand.reads("then 1 more file")
    hand.press("Cancel")
    hand.until(lambda: hand.reads("house.jpg") and bringing.now is None)
    [only] = hand.does(lambda: attachment_list.files(session, case))
    assert only.file.name == "house.jpg"
    sizes = hand.does(lambda: session.reading().rows("SELECT size FROM chunk"))
    assert sum(size for (size,) in sizes) < 1 << 20
    hand.until(lambda: screen.told is not None and not hand.reads("Attaching"))


def test_what_cannot_be_attached_is_said_wherever_one_is(case, tmp_path, language):
    hand, case = case(language)
    shows(hand, case)
    hand.window.context.bringing.add(case, tmp_path / "not there.jpg")
    hand.window.go(navigation.Cases())
    hand.until(lambda: bool(hand.window.dialogs()))
    assert hand.reads(hand.says(attachments.NoSuchFile.says))
    assert hand.window.context.bringing.now is None


def test_a_file_that_changes_while_it_is_read_is_refused(case, tmp_path):
    hand, case = case()
    session, file = hand.window.context.session, tmp_path / "growing.wav"
    file.write_bytes(bytes(9 << 20))

    def changing():
        pieces = attachments.adding(session, case, file)
        while next(pieces)[0] == 0:
            pass
        with file.open("r+b") as opened:
            opened.seek(8 << 20)
            opened.write(b"other")
        for _ in pieces:
            pass

    with pytest.raises(FileChanged):
        hand.does(changing)
    hand.does(lambda: attachments.tidy(session, case))
    assert hand.does(lambda: attachment_list.files(session, case)) == []


def test_a_picture_is_looked_at_from_memory_larger_and_smaller_by_keyboard(case, tmp_path, language):
    hand, case = case(language)
    file = attach(hand, case, photograph(tmp_path / "house.jpg", 4000, 3000))
    screen = looks_at(hand, case, file)
    leaves = screen.findChild(Leaves)
    hand.until(lambda: not leaves.leaf.image.isNull())
    size = leaves.leaf.image.size()
    assert size.height() <= leaves.room.height()
    leaves.room.setFocus()
    hand.key(Qt.Key.Key_Plus)
    hand.until(lambda: leaves.leaf.image.width() > size.width())
    hand.key(Qt.Key.Key_Minus)
    hand.until(lambda: leaves.leaf.image.size() == size)
    stands_at_every_size(hand, "a picture")
    screen.forget()
    assert leaves.leaf.image.isNull()


def test_the_pages_of_a_document_are_turned(case, tmp_path):
    hand, case = case()
    session, file = hand.window.context.session, tmp_path / "record.pdf"
    file.write_bytes(hand.does(lambda: case_print.preview(session, case, "en")))
    screen = looks_at(hand, case, attach(hand, case, file))
    leaves = screen.findChild(Leaves)
    hand.until(lambda: not leaves.leaf.image.isNull())
    assert leaves.count > 1
    image_before = leaves.leaf.image
    hand.press("Next page")
    hand.until(lambda: leaves.leaf.image is not image_before and hand.reads("Page 2 of"))


def test_a_hostile_file_ends_the_child_and_not_the_window(tmp_path):
    bomb = b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", struct.pack(">IIBBBBB", 60000, 60000, 8, 6, 0, 0, 0)),
            chunk(b"IDAT", zlib.compress(bytes(1 << 20))),
            chunk(b"IEND", b""),
        )
    )
    for content in (bomb, b"\xff\xd8\xff" + bytes(200), b"GIF89a"):
        with pytest.raises(picture_client.NotShown):
            picture_client.picture(content, 800)
    for content in (b"%PDF-1.7 nothing", b""):
        with pytest.raises(picture_client.NotShown):
            picture_client.pages(content)
    assert picture_client.picture(photograph(tmp_path / "house.jpg").read_bytes(), 200).width() == 200


def chunk(kind: bytes, content: bytes) -> bytes:
    """A part of a PNG."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def test_a_text_is_read_and_not_changed(case, tmp_path):
    hand, case = case()
    note = tmp_path / "note.txt"
    note.write_text("قالت إنها تعمل ١٦ ساعة", "utf-8")
    screen = looks_at(hand, case, attach(hand, case, note))
    text = screen.findChild(QPlainTextEdit)
    assert text.toPlainText() == "قالت إنها تعمل ١٦ ساعة"
    assert text.isReadOnly()


def test_a_film_and_what_lies_about_its_kind_say_so_and_what_to_do(case, tmp_path, language):
    hand, case = case(language)
    film, lie = tmp_path / "film.mp4", tmp_path / "house.jpg"
    film.write_bytes(b"not seen here")
    lie.write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    looks_at(hand, case, attach(hand, case, film))
    hand.until(
        lambda: hand.reads(
            hand.says(
                "Sanad can’t show or play this kind of file. Save a copy to open it with another program; whoever finds that copy can open it too."
            )
        )
    )
    looks_at(hand, case, attach(hand, case, lie))
    hand.until(lambda: hand.reads(hand.says(picture_client.NotShown.says)))


def is_for(hand, agency) -> ForWhom:
    """The dialog for a copy is told for whom it is."""
    hand.until(lambda: bool(hand.window.dialogs()))
    picker = hand.window.dialogs()[-1].findChild(ForWhom)
    picker.whom.choose(agency)
    return picker


def test_a_copy_for_an_agency_without_consent_is_saved_for_a_signed_reason_alone(case, tmp_path, language):
    hand, case = case(language)
    looks_at(hand, case, attach(hand, case, photograph(tmp_path / "house.jpg")))
    hand.until(lambda: hand.says("Save a copy") in hand.names())
    hand.press("Save a copy")
    is_for(hand, "interior")
    hand.press("Save without the place")
    assert hand.reads(hand.says("Enter the reason for going ahead without consent, or record consent."))
    picker = is_for(hand, "interior")
    picker.why.setPlainText("وثيقة سفر")
    hand.press("Save without the place")
    hand.chooses(tmp_path / "copy.jpg")
    hand.until(lambda: hand.reads(hand.says("Copy written.")))
    (event,) = [
        event
        for event in hand.does(lambda: events_of(hand.window.context.session, bytes.fromhex(case)))
        if event.what == "exported"
    ]
    assert (event.content["agency"], event.content["override"]) == ("interior", "وثيقة سفر")


def test_a_copy_is_saved_after_a_question_and_the_history_says_so(case, tmp_path, language):
    hand, case = case(language)
    file = photograph(tmp_path / "house.jpg")
    looks_at(hand, case, attach(hand, case, file))
    hand.until(lambda: hand.says("Save a copy") in hand.names())
    hand.press("Save a copy")
    hand.until(lambda: bool(hand.window.dialogs()))
    safe = hand.window.focusWidget()
    assert safe.accessibleName() == hand.says("Keep it sealed")
    hand.press("Save without the place")
    assert hand.reads(hand.says("First choose who it is for."))
    is_for(hand, "")
    hand.press("Save without the place")
    path = tmp_path / "copy.jpg"
    hand.chooses(path)
    hand.until(lambda: hand.reads(hand.says("Copy written.")))
    assert path.read_bytes() == file.read_bytes()
    case_state = hand.does(lambda: queries.case(hand.window.context.session, case))
    assert [event for event in case_state.timeline if "saved" in event.says]


def test_a_place_in_a_picture_is_said_shown_when_asked_for_and_left_out_of_a_copy(case, tmp_path, language):
    hand, case = case(language)
    file = tmp_path / "house.jpg"
    file.write_bytes(picture())
    id_ = attach(hand, case, file)
    shows(hand, case)
    hand.until(lambda: hand.reads(hand.says("a place is recorded in it")))
    looks_at(hand, case, id_)
    sentence = hand.says("This picture records where it was taken. The copy leaves that out unless you ask for it.")
    hand.until(lambda: hand.reads(sentence))
    assert not hand.reads("29.37586")
    stands_at_every_size(hand, "a picture with a place")
    hand.press("Show")
    hand.until(lambda: hand.reads("29.37586, 47.97740") and hand.reads("Sample Phone 3"))
    for label, keeps_place in (("Save without the place", False), ("With all its data", True)):
        hand.press("Save a copy")
        is_for(hand, "")
        hand.press(label)
        path = tmp_path / f"{keeps_place}.jpg"
        hand.chooses(path)
        hand.until(path.exists)
        assert (b"2026:11:20" in path.read_bytes()) == keeps_place
    hand.press("Hide it")
    assert not hand.reads("29.37586")


def test_where_readable_files_are_forbidden_no_copy_is_offered(case, tmp_path, language):
    hand, case = case(language)
    sound = tmp_path / "talk.mp3"
    sound.write_bytes(b"ID3 not heard here")
    file = attach(hand, case, sound)
    screen = FilePage(hand.window.context, case, file, may_save=False)
    hand.window.show_screen(screen)
    hand.until(lambda: screen.loaded is not None)
    assert screen.save.isHidden()
    assert hand.says("Save a copy") not in hand.names()


def test_a_page_is_not_laid_anew_under_a_finger(case, tmp_path, language):
    hand, case = case(language)
    attach(hand, case, photograph(tmp_path / "house.jpg"))
    screen = shows(hand, case)
    opens = hand.find(hand.says("Open"), QAbstractButton)
    QTest.mousePress(opens, Qt.MouseButton.LeftButton)
    screen.load()  # as when something came in
    workers = hand.window.context.workers
    hand.until(lambda: bool(workers._came))  # it is read, and waits
    QTest.mouseRelease(opens, Qt.MouseButton.LeftButton)
    hand.sees(FilePage)


def test_small_pictures_are_veiled_until_they_are_asked_for(case, tmp_path, language):
    hand, case = case(language)
    attach(hand, case, photograph(tmp_path / "house.jpg"))
    screen = shows(hand, case)
    [small] = screen.findChildren(Small)
    assert small.image is None
    hand.press("Show small pictures")
    hand.until(lambda: small.image is not None)
    hand.press("Hide small pictures")
    assert small.image is None
    stands_at_every_size(hand, "a case with a file")


def test_of_many_files_the_latest_are_shown_and_all_on_request(case, tmp_path, language):
    hand, case = case(language)
    for number in range(9):
        (tmp_path / f"note {number}.txt").write_text(f"{number}")
        attach(hand, case, tmp_path / f"note {number}.txt")
    screen = shows(hand, case)
    hand.until(lambda: hand.reads("note 8.txt"))
    assert not hand.reads("note 2.txt")
    button = screen.findChild(FilesSection).findChild(Few)
    button.every.setFocus(Qt.FocusReason.TabFocusReason)
    hand.key(Qt.Key.Key_Space)
    hand.until(lambda: all(hand.reads(f"note {number}.txt") for number in range(9)))
    assert not screen.rail.isAncestorOf(hand.window.focusWidget())


def test_a_file_waits_to_be_sent_then_is_there_and_comes_to_a_colleague_who_asks(opens, tmp_path, language):
    with with_headquarters(opens, tmp_path, language) as (office, _hq):
        layla, omar = office.layla, office.omar
        case = layla.interviews(name=NAME).case_id
        hand = layla.hand.turns_to()
        syncs(layla)
        file = photograph(tmp_path / "house.jpg")
        attach(hand, case, file)
        shows(hand, case)
        hand.until(lambda: hand.reads(hand.says("Waiting to be sent")))
        layla.writes()
        omar.takes()
        # nothing by itself: it would come before it is asked for
        follows(omar.hand, Rhythm(first=600, news=600, idle=600, retry=600))
        omar.hand.does(lambda: half_a_stick(omar.session))
        omar_hand = omar.hand.turns_to()
        shows(omar_hand, case)
        omar_hand.until(lambda: omar_hand.reads(omar_hand.says("Not here yet")))
        hand = layla.hand.turns_to()
        syncs(layla)
        hand.until(lambda: hand.reads(hand.says("Here and on the server")))
        omar_hand = omar.hand.turns_to()
        omar_hand.press("Fetch")
        omar_hand.until(lambda: omar_hand.reads(omar_hand.says("Here and on the server")))
        omar_hand.press("Open")
        omar_hand.sees(FilePage)


def half_a_stick(session) -> None:
    """As one that was taken out before its files were on it: they are named, and not here."""
    with session.vault.transaction() as writer:
        writer.run("UPDATE chunk SET content = NULL, there = 0")


def test_a_file_beyond_the_quota_waits_and_comes_once_it_is_asked_for(opens, tmp_path, language):
    with with_headquarters(opens, tmp_path, language) as (office, _hq):
        layla, omar = office.layla, office.omar
        omar.session.vault.budget = CaseBudget(files=1_000)
        case = layla.interviews(name=NAME).case_id
        hand = layla.hand.turns_to()
        attach(hand, case, photograph(tmp_path / "house.jpg"))
        syncs(layla)
        hand = omar.hand.turns_to()
        syncs(omar)
        size = sync.overview(omar.session).held_size
        assert size > 1_000
        hand.window.go(navigation.Sync())
        page = hand.sees(SyncPage)
        sentence = strip_marks(theme.words().count(_ONE, _MORE, 1, size=file_kinds.size(theme.words(), size)))
        hand.until(lambda: page.content is not None and hand.reads(sentence))
        shows(hand, case)
        hand.until(lambda: hand.reads(hand.says("Not downloaded until you ask for it")))
        stands_at_every_size(hand, "case with a file that waits")
        hand.press("Ask for it")
        hand.until(lambda: hand.reads(hand.says("Here and on the server")))


_ONE = "{n} case has files that wait until you ask for them: {size}. Open the case to fetch them."
_MORE = "{n} cases have files that wait until you ask for them: {size}. Open the cases to fetch them."
