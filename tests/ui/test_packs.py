"""Form packs in the settings: looked at, compared, installed; made of a questionnaire."""

import wave
from dataclasses import replace

import pytest
from PySide6.QtCore import QProcess

from app.casework.questionnaires import packs
from app.language import strip_marks
from app.ui import navigation, questionnaires
from app.ui.home import Home
from app.ui.interview.screen import InterviewScreen
from app.ui.parts.buttons import Button
from app.ui.settings import Settings
from tests.casework.test_packs import FORM
from tests.ui.test_interview import question

pytestmark = pytest.mark.screen


@pytest.fixture
def pack(tmp_path):
    from PySide6.QtGui import QImage

    (tmp_path / "packed.md").write_text(FORM, "utf-8")
    (tmp_path / "packed-media").mkdir()
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(0x336699)
    image.save(str(tmp_path / "packed-media" / "site.png"))
    out = tmp_path / "packed.sanadform"
    told = packs.make(tmp_path / "packed.md", out)
    return out, told


def test_an_unsigned_pack_is_compared_then_installed_and_its_picture_seen(opens, pack, language):
    file, told = pack
    hand = opens(language).unlocks_new()
    hand.window.go(navigation.Settings())
    settings = hand.sees(Settings)
    settings.add_form(file)
    hand.until(lambda: hand.reads(hand.says("Not signed")))
    assert hand.reads(told.digest[:4])
    hand.press("It is the same: install it")
    hand.until(lambda: hand.reads("Packed"))
    session, found = hand.window.desk.session, []
    hand.window.desk.off.write(
        hand.window, lambda: packs.install(session, file, told.digest), found.append
    )
    hand.until(lambda: bool(found))
    hand.window.go(navigation.StartInterview({}, found[0].hash))
    hand.sees(InterviewScreen)
    who = question(hand, "who")
    hand.until(lambda: who.beside.picture is not None and not who.beside.picture.image.isNull())
    hand.until(lambda: hand.reads("who.ogg"))  # the form came without it, and says so


def test_a_pack_is_made_from_the_settings_and_left_is_not_installed(opens, pack, tmp_path):
    hand = opens("en").unlocks_new()
    hand.window.go(navigation.Settings())
    settings = hand.sees(Settings)
    settings.add_form(pack[0])
    hand.until(lambda: hand.reads("Not signed"))
    hand.press("Leave it")
    assert not hand.reads("Packed")
    settings.add_form(tmp_path / "packed.md")
    hand.until(lambda: hand.reads("Packed"))
    hand.press("Make a form pack")
    hand.chooses(tmp_path / "made.sanadform")
    hand.until(lambda: hand.reads("The form pack is written"))
    session = hand.window.desk.session
    found = []
    hand.window.desk.off.write(
        hand.window, lambda: packs.look(session, tmp_path / "made.sanadform"), found.append
    )
    hand.until(lambda: bool(found))
    assert found[0].standing == "own"
    assert strip_marks(found[0].pack.id) == "packed"


def test_a_hostile_pack_is_refused_with_a_sentence(opens, pack, tmp_path):
    hand = opens("en").unlocks_new()
    hand.window.go(navigation.Settings())
    settings = hand.sees(Settings)
    bad = tmp_path / "bad.sanadform"
    bad.write_bytes(pack[0].read_bytes().replace(b"Who", b"Why"))
    settings.add_form(bad)
    hand.until(lambda: hand.reads("That was not done"))


def test_a_question_is_heard_from_its_pack(opens, pack, tmp_path):
    with wave.open(str(tmp_path / "packed-media" / "who.ogg"), "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(8000)
        written.writeframes(bytes(16_000))
    out = tmp_path / "heard.sanadform"
    told = packs.make(tmp_path / "packed.md", out)
    assert told.missing == ()
    hand = opens("en").unlocks_new()
    session, found = hand.window.desk.session, []
    hand.window.desk.off.write(
        hand.window, lambda: packs.install(session, out, told.digest), found.append
    )
    hand.until(lambda: bool(found))
    hand.window.go(navigation.StartInterview({}, found[0].hash))
    hand.sees(InterviewScreen)
    who = question(hand, "who")
    hand.until(lambda: who.beside.play is not None)
    hand.click(who.beside.play)
    hand.until(lambda: who.beside.sound.told.length > 0 or who.beside.missing.isVisible())
    assert not who.beside.missing.isVisible()
    assert 900 < who.beside.sound.told.length < 1100
    who.beside.close_down()


SPOKEN = """
| survey   |              |         |                     |                     |                     |                     |
|          | type         | name    | label::English (en) | label::العربية (ar) | audio::English (en) | audio::العربية (ar) |
|          | select_one t | who     | Who is with her?    | من معها؟            | who-en.wav          | who-ar.wav          |
| choices  |              |         |                     |                     |                     |                     |
|          | list_name    | name    | label::English (en) | label::العربية (ar) | audio::English (en) | audio::العربية (ar) |
|          | t            | nobody  | Nobody              | لا أحد              | nobody-en.wav       | nobody-ar.wav       |
|          | t            | sister  | Her sister          | أختها               |                     |                     |
| settings |              |         |                     |                     |                     |                     |
|          | form_title   | form_id | default_language    |                     |                     |                     |
|          | Spoken       | spoken  | English (en)        |                     |                     |                     |
"""


def test_question_and_choices_are_heard_in_the_persons_language(opens, tmp_path, language):
    (tmp_path / "spoken.md").write_text(SPOKEN, "utf-8")
    (tmp_path / "spoken-media").mkdir()
    for name in ("who-en", "who-ar", "nobody-en", "nobody-ar"):
        with wave.open(str(tmp_path / "spoken-media" / f"{name}.wav"), "wb") as written:
            written.setnchannels(1)
            written.setsampwidth(2)
            written.setframerate(8000)
            written.writeframes(bytes(1600))
    out = tmp_path / "spoken.sanadform"
    told = packs.make(tmp_path / "spoken.md", out)
    hand = opens(language, both_languages=True).unlocks_new()
    session = hand.window.desk.session
    row = hand.does(lambda: packs.install(session, out, told.digest))
    hand.window.go(navigation.StartInterview({}, row.hash))
    hand.sees(InterviewScreen)
    who, theirs = question(hand, "who"), {"ar": "en", "en": "ar"}[language]
    assert who.beside.media["audio"].endswith(f"who-{theirs}.wav")
    assert [each.endswith(f"nobody-{theirs}.wav") for _, each in who.voices.shown] == [True]
    hand.click(who.voices.findChild(Button))
    hand.until(lambda: who.voices.played.sound is not None)
    hand.screen._second("")
    assert who.beside.media["audio"].endswith(f"who-{language}.wav")
    assert who.voices.shown[0][1].endswith(f"nobody-{language}.wav")
    assert who.voices.played is None


def test_a_sound_falls_silent_with_its_screen(opens, pack, tmp_path):
    with wave.open(str(tmp_path / "packed-media" / "who.ogg"), "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(8000)
        written.writeframes(bytes(160_000))
    told = packs.make(tmp_path / "packed.md", tmp_path / "heard.sanadform")
    hand = opens("en").unlocks_new()
    session = hand.window.desk.session
    row = hand.does(lambda: packs.install(session, tmp_path / "heard.sanadform", told.digest))
    hand.window.go(navigation.StartInterview({}, row.hash))
    hand.sees(InterviewScreen)
    who = question(hand, "who")
    hand.until(lambda: who.beside.play is not None)
    hand.click(who.beside.play)
    child = who.beside.sound._child
    hand.until(lambda: child.state() != QProcess.ProcessState.NotRunning)
    hand.screen.leave()
    assert child.state() == QProcess.ProcessState.NotRunning
    hand.sees(Home)


@pytest.mark.parametrize("standing", ["known", "withdrawn", "unknown"])
def test_who_signed_decides_what_may_be_done_with_a_pack(opens, pack, language, standing):
    hand = opens(language).unlocks_new()
    session = hand.window.desk.session
    told = replace(hand.does(lambda: packs.look(session, pack[0])), standing=standing, name="Omar")
    hand.window.go(
        navigation.OpenDialog(
            lambda window: questionnaires._asked(window, told, lambda _told: None)
        )
    )
    [dialog] = hand.window.dialogs()
    verbs = {"known": ["Leave it", "Install it"], "withdrawn": ["Close"], "unknown": ["Leave it", "It is the same: install it"]}[standing]  # fmt: skip
    assert [each.accessibleName() for each in dialog.buttons] == [strip_marks(hand.says(each)) for each in verbs]  # fmt: skip
    assert hand.reads(told.pack.digest[:4]) == (standing == "unknown")
    dialog.safe()
