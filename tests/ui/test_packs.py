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
from app.ui.parts import Button
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
    path = tmp_path / "packed.sanadform"
    pack = packs.make(tmp_path / "packed.md", path)
    return path, pack


def test_an_unsigned_pack_is_compared_then_installed_and_its_picture_seen(opens, pack, language):
    file, pack_made = pack
    hand = opens(language).unlocks_new()
    hand.window.go(navigation.Settings())
    settings = hand.sees(Settings)
    settings.add_form(file)
    hand.until(lambda: hand.reads(hand.says("Not signed")))
    assert hand.reads(pack_made.digest[:4])
    hand.press("It matches: install it")
    hand.until(lambda: hand.reads("Packed"))
    session, installed = hand.window.context.session, []
    hand.window.context.workers.write_vault(
        hand.window, lambda: packs.install(session, file, pack_made.digest), installed.append
    )
    hand.until(lambda: bool(installed))
    hand.window.go(navigation.StartInterview({}, installed[0].hash))
    hand.sees(InterviewScreen)
    who_question = question(hand, "who")
    hand.until(lambda: who_question.beside.picture is not None and not who_question.beside.picture.image.isNull())
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
    hand.until(lambda: hand.reads("Form pack written"))
    session = hand.window.context.session
    installed = []
    hand.window.context.workers.write_vault(
        hand.window, lambda: packs.look(session, tmp_path / "made.sanadform"), installed.append
    )
    hand.until(lambda: bool(installed))
    assert installed[0].signer == "own"
    assert strip_marks(installed[0].pack.id) == "packed"


def test_a_hostile_pack_is_refused_with_a_sentence(opens, pack, tmp_path):
    hand = opens("en").unlocks_new()
    hand.window.go(navigation.Settings())
    settings = hand.sees(Settings)
    hostile_pack = tmp_path / "bad.sanadform"
    hostile_pack.write_bytes(pack[0].read_bytes().replace(b"Who", b"Why"))
    settings.add_form(hostile_pack)
    hand.until(lambda: hand.reads("That did not work"))


def test_a_question_is_heard_from_its_pack(opens, pack, tmp_path):
    with wave.open(str(tmp_path / "packed-media" / "who.ogg"), "wb") as wave_file:
        wave_file.setnchannels(1)
        wave_file.setsampwidth(2)
        wave_file.setframerate(8000)
        wave_file.writeframes(bytes(16_000))
    path = tmp_path / "heard.sanadform"
    pack_made = packs.make(tmp_path / "packed.md", path)
    assert pack_made.missing == ()
    hand = opens("en").unlocks_new()
    session, installed = hand.window.context.session, []
    hand.window.context.workers.write_vault(
        hand.window, lambda: packs.install(session, path, pack_made.digest), installed.append
    )
    hand.until(lambda: bool(installed))
    hand.window.go(navigation.StartInterview({}, installed[0].hash))
    hand.sees(InterviewScreen)
    who_question = question(hand, "who")
    hand.until(lambda: who_question.beside.play is not None)
    hand.click(who_question.beside.play)
    hand.until(lambda: who_question.beside.sound.playback.length > 0 or who_question.beside.missing.isVisible())
    assert not who_question.beside.missing.isVisible()
    assert 900 < who_question.beside.sound.playback.length < 1100
    who_question.beside.close_down()


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
        with wave.open(str(tmp_path / "spoken-media" / f"{name}.wav"), "wb") as wave_file:
            wave_file.setnchannels(1)
            wave_file.setsampwidth(2)
            wave_file.setframerate(8000)
            wave_file.writeframes(bytes(1600))
    path = tmp_path / "spoken.sanadform"
    pack = packs.make(tmp_path / "spoken.md", path)
    hand = opens(language, both_languages=True).unlocks_new()
    session = hand.window.context.session
    row = hand.does(lambda: packs.install(session, path, pack.digest))
    hand.window.go(navigation.StartInterview({}, row.hash))
    hand.sees(InterviewScreen)
    who_question, second_language = question(hand, "who"), {"ar": "en", "en": "ar"}[language]
    assert who_question.beside.media["audio"].endswith(f"who-{second_language}.wav")
    assert [name.endswith(f"nobody-{second_language}.wav") for _, name in who_question.voices.shown] == [True]
    hand.click(who_question.voices.findChild(Button))
    hand.until(lambda: who_question.voices.played.sound is not None)
    hand.screen._second("")
    assert who_question.beside.media["audio"].endswith(f"who-{language}.wav")
    assert who_question.voices.shown[0][1].endswith(f"nobody-{language}.wav")
    assert who_question.voices.played is None


def test_a_sound_falls_silent_with_its_screen(opens, pack, tmp_path):
    with wave.open(str(tmp_path / "packed-media" / "who.ogg"), "wb") as wave_file:
        wave_file.setnchannels(1)
        wave_file.setsampwidth(2)
        wave_file.setframerate(8000)
        wave_file.writeframes(bytes(160_000))
    pack_made = packs.make(tmp_path / "packed.md", tmp_path / "heard.sanadform")
    hand = opens("en").unlocks_new()
    session = hand.window.context.session
    row = hand.does(lambda: packs.install(session, tmp_path / "heard.sanadform", pack_made.digest))
    hand.window.go(navigation.StartInterview({}, row.hash))
    hand.sees(InterviewScreen)
    who_question = question(hand, "who")
    hand.until(lambda: who_question.beside.play is not None)
    hand.click(who_question.beside.play)
    child = who_question.beside.sound._child
    hand.until(lambda: child.state() != QProcess.ProcessState.NotRunning)
    hand.screen.leave()
    assert child.state() == QProcess.ProcessState.NotRunning
    hand.sees(Home)


@pytest.mark.parametrize("standing", ["known", "withdrawn", "unknown"])
def test_who_signed_decides_what_may_be_done_with_a_pack(opens, pack, language, standing):
    hand = opens(language).unlocks_new()
    session = hand.window.context.session
    signed_pack = replace(hand.does(lambda: packs.look(session, pack[0])), signer=standing, name="Omar")
    questionnaires._asked(hand.window, signed_pack, lambda _pack: None)
    [dialog] = hand.window.dialogs()
    verbs = {
        "known": ["Leave it", "Install it"],
        "withdrawn": ["Close"],
        "unknown": ["Leave it", "It matches: install it"],
    }[standing]
    assert [button.accessibleName() for button in dialog.buttons] == [strip_marks(hand.says(each)) for each in verbs]
    assert hand.reads(signed_pack.pack.digest[:4]) == (standing == "unknown")
    dialog.safe()
