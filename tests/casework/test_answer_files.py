"""A photograph or a drawing as an answer: sealed into the draft, an attachment of the case at the end."""

from pathlib import Path

import pytest

from app.casework.cases import attachments
from app.casework.cases.attachment_reader import NoAttachment
from app.casework.interviews import answer_files, interview
from app.casework.questionnaires import forms

FORM = """
| survey |       |       |                     |
|        | type  | name  | label::English (en) |
|        | text  | who   | Who                 |
|        | image | photo | A photograph        |
|        | image | sign  | Signature           |
"""


@pytest.fixture
def live(at_work, tmp_path):
    file = tmp_path / "files.md"
    file.write_text(FORM, "utf-8")
    return interview.start(at_work, forms.add(at_work, file).row.hash)


def brings(at_work, live, ref, file: Path):
    name = answer_files.new_name(file.name)
    for _ in answer_files.bringing(at_work, live.draft_id, file, name):
        pass
    interview.keep(at_work, live.draft_id, dict(live.interview.answer(ref, name).answers))
    return name


def test_a_file_becomes_an_attachment_that_its_answer_names(at_work, live, tmp_path):
    file = tmp_path / "passport of sunita.jpg"
    file.write_bytes(b"\xff\xd8\xff" + bytes(600_000))
    name = brings(at_work, live, "/data/photo", file)
    assert answer_files.read(at_work, live.draft_id, name) == file.read_bytes()
    assert answer_files.told_of(at_work, live.draft_id, name).kind == "image/jpeg"
    done = interview.finish(at_work, live.draft_id)
    (kept,) = attachments.of(at_work, done.case_id)
    assert (kept.name, kept.note, kept.size) == (name, "A photograph", 600_003)
    assert attachments.read(at_work, done.case_id, kept.id) == file.read_bytes()
    assert at_work.vault.database.row("SELECT count(*) FROM draft_chunk")[0] == 0


def test_what_was_replaced_and_what_was_discarded_is_destroyed(at_work, live, tmp_path):
    file = tmp_path / "a.jpg"
    file.write_bytes(b"first")
    first = brings(at_work, live, "/data/photo", file)
    file.write_bytes(b"second")
    second = brings(at_work, live, "/data/photo", file)
    assert first != second
    done = interview.finish(at_work, live.draft_id)
    assert [each.name for each in attachments.of(at_work, done.case_id)] == [second]


def test_a_discarded_draft_keeps_no_file(at_work, live):
    answer_files.keep_drawn(at_work, live.draft_id, b"\x89PNG", "sign-1.png")
    interview.discard(at_work, live.draft_id)
    assert at_work.vault.database.row("SELECT count(*) FROM draft_chunk")[0] == 0
    assert at_work.vault.database.row("SELECT count(*) FROM draft_file")[0] == 0


def test_a_file_that_is_left_off_keeps_nothing(at_work, live, tmp_path):
    file = tmp_path / "long.wav"
    file.write_bytes(bytes(9 << 20))
    steps = answer_files.bringing(at_work, live.draft_id, file, "long-1.wav")
    next(steps)
    steps.close()
    answer_files.tidy(at_work, live.draft_id)
    assert at_work.vault.database.row("SELECT count(*) FROM draft_chunk")[0] == 0
    with pytest.raises(NoAttachment):
        answer_files.read(at_work, live.draft_id, "long-1.wav")


def test_no_plain_byte_reaches_the_folder(at_work, live, tmp_path, home):
    answer_files.keep_drawn(at_work, live.draft_id, b"a very plain sentence" * 100, "sign-1.png")
    for file in home.rglob("*"):
        assert not file.is_file() or b"very plain sentence" not in file.read_bytes()


@pytest.mark.parametrize("name", ["../../etc/passwd", "a\x00b.JPG", "صورة جواز.jpeg", "." * 300, ""])
def test_a_name_is_safe_whatever_the_file_was_called(name):
    made = answer_files.new_name(name)
    assert set("/\x00 ").isdisjoint(made)
    assert len(made) < 70
