"""What the page of files says: of a picture's place, of what can't be shown, of how long a recording is."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.casework.cases.attachments import AttachmentView
from app.casework.pages.attachment_list import FileView
from app.cli import attachments as command
from app.language import Words, strip_marks
from app.settings import Preferences
from app.ui.app_context import AppContext
from app.ui.attachments import file_kinds, player, section
from app.ui.attachments.import_queue import ImportQueue
from app.ui.attachments.page import FilePage, Noted, OpenedAttachment
from app.ui.labels import Label
from app.ui.parts import Banner, Button
from app.ui.workers import Workers

pytestmark = pytest.mark.screen
AT = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
W = Words("en")


def view(**changes: object) -> FileView:
    file = AttachmentView("f", "scan.jpg", "image/jpeg", 40_000, "", "Layla Sample", AT, "", here=True)
    return FileView(replace(file, **changes), "here")  # type: ignore[arg-type]


def test_a_line_says_that_a_place_is_recorded_where_one_is():
    def says(**photo: str) -> bool:
        return "a place is recorded in it" in section.about(view(photo=photo))(W)  # type: ignore[operator]

    assert [says(place="29.3,47.9"), says(taken="2026-11-25T09:00:00"), says()] == [True, False, False]


@pytest.mark.parametrize(
    ("photo", "veiled"),
    [
        ({"place": "29.3,47.9"}, "This picture records where it was taken."),
        ({"place": "29.3,47.9", "taken": "2026-11-25T09:00:00"}, "This picture records where it was taken."),
        ({"taken": "2026-11-25T09:00:00"}, "This picture contains details of when it was taken"),
        ({"camera": "Sample"}, "This picture contains details of when it was taken"),
    ],
)
def test_what_a_picture_notes_is_veiled_until_somebody_asks(qapp, photo, veiled: str):
    noted = Noted(photo)
    assert noted._says(W).startswith(veiled)
    noted.toggle()
    shown = strip_marks(noted._says(W))
    assert ("Place: 29.3, 47.9" in shown) == ("place" in photo)
    noted.toggle()
    assert noted._says(W).startswith(veiled)
    noted.deleteLater()


def test_a_picture_goes_with_its_place_only_by_the_button_that_says_so():
    chosen: list[bool] = []
    page = SimpleNamespace(loaded=OpenedAttachment(view()))
    buttons = FilePage._ways(page, lambda *, place=False: chosen.append(place))  # type: ignore[arg-type]
    assert [button.says for button in buttons] == ["With all its data", "Save without the place"]
    for button in buttons:
        button.act()
    assert chosen == [True, False]
    page.loaded = OpenedAttachment(view(type="application/pdf"))
    [button] = FilePage._ways(page, lambda *, place=False: chosen.append(place))  # type: ignore[arg-type]
    button.act()
    assert chosen == [True, False, False]


@pytest.mark.parametrize(
    ("size", "may_save", "says"),
    [
        (file_kinds.MOST_SHOWN + 1, True, "This file is too large to show here."),
        (1, True, "Sanad can’t show or play this kind"),
        (file_kinds.MOST_SHOWN + 1, False, "Sanad can’t show or play this kind of file, and no unencrypted copy"),
    ],
)
def test_why_a_file_is_not_shown_is_said(qapp, size: int, may_save: bool, says: str):
    page = SimpleNamespace(save=Button("Save", "primary"), _may_save=may_save)
    note = FilePage._closed(page, view(type="application/zip", size=size))  # type: ignore[arg-type]
    [banner] = note.findChildren(Banner)
    assert banner.sentence.of.startswith(says)
    note.deleteLater()


@pytest.mark.parametrize(
    ("type_", "says"),
    [
        ("image/jpeg", "is left out unless"),
        ("video/mp4", "it may record where"),
        ("audio/mp4", "it may record where"),
        ("text/plain", ""),
    ],
)
def test_what_a_copy_may_tell_is_said_before_it_is_saved(type_: str, says: str):
    page = SimpleNamespace(loaded=OpenedAttachment(view(type=type_)))
    warned = FilePage._warned(page, W)  # type: ignore[arg-type]
    assert [part for part in ("is left out unless", "it may record where") if part in warned] == (
        [says] if says else []
    )


@pytest.mark.parametrize(
    ("ms", "says"),
    [(0, "0:00"), (65_000, "1:05"), (3_599_999, "59:59"), (3_725_000, "1:02:05"), (36_000_000, "10:00:00")],
)
def test_a_recording_of_hours_says_hours(ms: int, says: str):
    assert strip_marks(player.clock(W, ms)) == says


def test_files_that_wait_are_counted_for_their_own_case(qapp):
    context = AppContext(home=Path(), workers=Workers(), preferences=Preferences())
    window = QObject()
    queue = ImportQueue(context, window)
    for case in ("a", "b", "a"):
        queue.add(case, Path("scan.pdf"))  # nobody has unlocked: none is begun
    assert [queue.waiting(case) for case in ("a", "b", "c")] == [2, 1, 0]


@pytest.mark.parametrize(
    ("here", "held", "says"),
    [(True, False, ""), (False, False, "  on its way"), (False, True, "  waits: fetch it with --fetch")],
)
def test_the_command_line_says_what_is_on_its_way_and_what_waits_to_be_asked_for(here, held, says):
    assert command._where({"here": here, "held": held}) == says


def test_what_was_attached_last_stands_first(qapp):
    laid: list[str] = []

    def lays(file: FileView) -> QWidget:
        laid.append(file.file.id)
        return QWidget()

    files = [view(id=str(number)) for number in range(8)]
    listed = section.FilesSection._list(SimpleNamespace(files=files, _row=lays))  # type: ignore[arg-type]
    assert laid == ["7", "6", "5", "4", "3", "2"]
    listed.deleteLater()


@pytest.mark.parametrize("letters", [40_000, 40_001])
def test_that_only_the_beginning_of_a_text_is_shown_is_said(qapp, letters: int):
    page = SimpleNamespace(save_state=Label(""))
    area = FilePage._text(page, "x" * letters)  # type: ignore[arg-type]
    assert len(area.toPlainText()) == 40_000
    assert bool(page.save_state.of) == (letters > 40_000)
    area.deleteLater()


@pytest.mark.parametrize(
    ("at", "state", "asked"),
    [
        (0, "still", [("play",)]),
        (4_999, "still", [("play",)]),
        (5_000, "still", [("seek", 0), ("play",)]),
        (5_000, "playing", [("pause",)]),
    ],
)
def test_a_recording_that_is_over_begins_again(at: int, state: str, asked: list[tuple[object, ...]]):
    heard: list[tuple[object, ...]] = []
    sound = SimpleNamespace(
        playback=SimpleNamespace(state=state, at=at, length=5_000),
        pause=lambda: heard.append(("pause",)),
        play=lambda: heard.append(("play",)),
        seek=lambda to: heard.append(("seek", to)),
    )
    player.SoundPlayer.play_or_pause(SimpleNamespace(sound=sound))  # type: ignore[arg-type]
    assert heard == asked
