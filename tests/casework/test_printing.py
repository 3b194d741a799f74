"""Paper and files: the event first, the password, and what the administrator allows."""

import io
import json

import pikepdf
import pypdfium2
import pytest

from app import settings
from app.casework.cases import queries
from app.casework.export import case_print
from app.casework.interviews import interview
from app.casework.questionnaires import answer_player
from app.casework.records import unlock
from app.language import strip_marks
from app.seal.passphrase import word_list
from tests.casework.test_interview import DEMO, begins
from tests.people import Person
from tests.ui.office import finished as unspoken

PASSWORD = "walrus thistle gondola anvil"


@pytest.fixture
def finished(at_work):
    live = begins(at_work)
    for each in DEMO:
        interview.keep(at_work, live.draft_id, answer_player.give(live.interview, each["ref"], each["value"]))
    return at_work, interview.finish(at_work, live.draft_id).case_id


def text_of(pdf: bytes, password: str | None = None) -> str:
    document = pypdfium2.PdfDocument(pdf, password=password)
    pages = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return strip_marks("\n".join(pages))


def kinds(session, case_id: str) -> list[str]:
    return [each.what for each in queries.case(session, case_id).timeline]


def test_a_preview_leaves_no_trace_and_a_print_is_an_event_first(finished):
    session, case_id = finished
    before = kinds(session, case_id)
    assert case_print.preview(session, case_id, "ar").startswith(b"%PDF")
    assert kinds(session, case_id) == before
    case_print.printed(session, case_id, "en")
    assert kinds(session, case_id) == [*before, "printed"]


def test_a_saved_file_opens_with_its_password_only(finished, tmp_path):
    session, case_id = finished
    file = tmp_path / "document.pdf"
    case_print.save(session, case_id, "en", file, PASSWORD)
    assert kinds(session, case_id)[-1] == "exported"
    raw = file.read_bytes()
    assert b"Maya" not in raw
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(raw))
    with pikepdf.open(io.BytesIO(raw), password=PASSWORD) as opened:
        assert opened.encryption.R == 6
        assert opened.encryption.bits == 256
    assert "Maya Sample Gurung" in text_of(raw, PASSWORD)


def test_the_event_is_there_even_when_the_file_could_not_be_written(finished, tmp_path):
    session, case_id = finished
    folder = tmp_path / "taken.pdf"
    folder.mkdir()
    before = kinds(session, case_id)
    with pytest.raises(unlock.BadFolder):
        case_print.save(session, case_id, "en", folder, PASSWORD)
    with pytest.raises(unlock.BadFolder):
        case_print.save(session, case_id, "en", tmp_path / "nowhere" / "x.pdf", PASSWORD)
    assert kinds(session, case_id) == before
    assert list(tmp_path.glob("*.partial")) == []


def test_a_short_password_and_a_forbidden_plain_file_write_nothing(finished, tmp_path, monkeypatch):
    session, case_id = finished
    policy = tmp_path / "policy.toml"
    policy.write_text("plain_files = false")
    monkeypatch.setattr(settings, "policy_file", lambda: policy)
    for password, refusal in [
        (None, case_print.PlainForbidden),
        ("short", case_print.PasswordTooShort),
        ("ع" * 64, case_print.PasswordTooShort),
    ]:
        with pytest.raises(refusal):
            case_print.save(session, case_id, "ar", tmp_path / "x.pdf", password)
    assert not (tmp_path / "x.pdf").exists()
    assert "exported" not in kinds(session, case_id)


@pytest.mark.parametrize("password", ["بسم الله الرحمن الرحيم", "Maya Sample Gurung", "password 123456"])
def test_a_password_that_is_guessed_or_names_the_person_writes_nothing(finished, tmp_path, password):
    session, case_id = finished
    with pytest.raises(unlock.PassphraseTooWeak):
        case_print.save(session, case_id, "ar", tmp_path / "x.pdf", password)
    assert list(tmp_path.glob("*.pdf*")) == []
    assert "exported" not in kinds(session, case_id)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_generated_phrase_fits_into_a_pdf(finished, tmp_path, language):
    session, case_id = finished
    longest = sorted(word_list(language), key=lambda word: len(word.encode()))[-7:]
    file = tmp_path / "x.pdf"
    case_print.save(session, case_id, language, file, " ".join(longest))
    assert "Maya" in text_of(file.read_bytes(), " ".join(longest))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ar", ["سجل", "غورونغ", "كم ساعة تعملين في اليوم", "78%", "+965 5512 3456"]),
        ("en", ["Refer for identification", "How many hours a day", "78%", "+965 5512 3456", "Gurung"]),
    ],
)
def test_the_record_reads_back_letter_by_letter(finished, language, said):
    session, case_id = finished
    text = " ".join(text_of(case_print.preview(session, case_id, language)).split())
    for each in said:
        assert each in text, each


def test_the_record_names_the_document_and_the_hash_of_the_case(finished):
    session, case_id = finished
    text = text_of(case_print.printed(session, case_id, "en"))
    assert queries.case(session, case_id).reference in text
    told = json.dumps(text)
    assert any(len(word) == 64 for word in told.replace("\\n", " ").split())


def test_the_card_opens_what_it_was_printed_for(layla: Person):
    session = layla.sets_up()
    text = text_of(case_print.card(layla.card, session, "ar"))
    for word in layla.card:
        assert word in text
    session.close()
    assert unlock.vaults(layla.home)[0].name == layla.name


def test_of_an_interview_of_which_nobody_noted_the_language_each_question_stands_once(at_work):
    case = unspoken(at_work, {"name": "Maya Sample"}).case_id
    assert queries.case(at_work, case).interviews[0].spoken == {}
    text = text_of(case_print.preview(at_work, case, "en"))
    assert "Who else is here?" in text
    assert "من معكما الآن؟" not in text
    assert text_of(case_print.preview(at_work, case, "ar")).count("من معكما الآن؟") == 1
