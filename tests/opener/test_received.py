"""What the opener makes of a sealed file: who signed, which parts, how they are read and saved."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app import settings
from app.bundle import contents
from app.bundle.files import FolderNotEmpty
from app.bundle.problems import BundleDamaged, PartsMissing
from app.language import Words
from app.opener import received
from app.opener.received import FileUnreadable, Part, PartTooLarge
from app.seal import six_words
from app.seal.keys import DeviceKeys
from tests.bundle.small import Prosecutor
from tests.opener.received_files import NOTE, PHOTO, answers, bundle, photo


def test_it_loads_nothing_that_reads_records_or_reaches_a_network():
    script = (
        "import sys, app.opener.viewer\n"
        "closed = ('app.vault', 'app.casework', 'app.sync', 'app.case', 'app.form', 'sqlcipher3', 'httpx2')\n"
        "print([name for name in sys.modules if name.startswith(closed)])"
    )
    run = subprocess.run([sys.executable, "-c", script], cwd=settings.ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_the_words_are_those_of_the_key_that_signed(prosecutor: Prosecutor, folder: Path):
    keys, other = DeviceKeys.fresh(), DeviceKeys.fresh()
    file = bundle(prosecutor.lock, folder / "x.sanad.age", keys=keys)
    opened = received.receive(file, prosecutor.opener)
    arabic, english = opened.words
    assert (len(arabic), len(english)) == (6, 6)
    assert opened.words == six_words.of_key(keys.public)
    assert opened.words != six_words.of_key(other.public)


def test_the_words_of_a_key_stay_what_they_are():
    """Who wrote them down last year reads them out today."""
    arabic, english = six_words.of_key(bytes(range(32)))
    assert english == ("arch", "judge", "tank", "cash", "figure", "hurdle")
    assert arabic == ("إشارة", "شراع", "ملاح", "بقرة", "خيط", "سفرجل")


def test_parts_have_the_names_that_people_gave_them(prosecutor: Prosecutor, folder: Path):
    file = bundle(prosecutor.lock, folder / "x.sanad.age")
    opened = received.receive(file, prosecutor.opener)
    kinds = {part.name: (part.title, part.kind) for part in opened.parts}
    assert next(iter(kinds)) == "case.pdf"
    assert kinds[PHOTO] == ("جواز مايا.JPG", "picture")
    assert kinds[NOTE] == ("note.txt", "text")
    assert kinds["files/03.amr"] == ("", "other")
    assert kinds["answers.json"][1] == "table"
    assert received.content_of(opened, opened.parts[2]) == photo()


def test_a_dossier_is_what_one_looks_at_first(prosecutor: Prosecutor, folder: Path):
    opened = received.receive(bundle(prosecutor.lock, folder / "x.sanad.age"), prosecutor.opener)
    assert not opened.begins_with_dossier
    dossier = Part(f"case-01/{contents.DOSSIER}", "", 1, "pages")
    assert replace(opened, parts=(dossier, *opened.parts)).begins_with_dossier


def test_what_a_person_said_stands_in_a_table_and_what_was_not_said_in_words():
    first, rest = received.tables("answers.json", answers(), Words("en"))
    assert first.heading.startswith("Rapid screening · ")
    assert [row[2] for row in first.rows] == ["14", "نعم\nYes", "Did not want to say"]
    assert ("reference", "KW-2026-SMPL-0001") in rest.rows


def test_what_was_not_asked_is_never_shown_as_what_somebody_did_not_say():
    states = {
        "refused": "Did not want to say",
        "unknown": "Did not know",
        "not_asked": "Not asked",
        "of a later version": "No answer",
        "": "No answer",
    }
    said = [{"question": "Hurt?", "state": state} for state in states]
    document = json.dumps({"interviews": [{"answers": said}]}).encode()
    table, _rest = received.tables("answers.json", document, Words("en"))
    assert [row[2] for row in table.rows] == list(states.values())


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"\xff\xfe", b"[" * 50_000, b"[1, [2, {}]]", b'{"interviews": 5}',
     b'{"interviews": [{"answers": [3, {"answer": {}}], "form": []}]}', b"null"],
)  # fmt: skip
def test_json_of_any_kind_is_some_table(raw: bytes):
    for name in ("answers.json", "other.json"):
        for table in received.tables(name, raw, Words("ar")):
            assert all(len(row) == len(table.columns) for row in table.rows)


def test_only_what_was_asked_for_is_saved_and_nothing_over_what_is_there(prosecutor: Prosecutor, folder: Path):
    file = bundle(prosecutor.lock, folder / "x.sanad.age")
    opened = received.receive(file, prosecutor.opener)
    received.save(opened, [NOTE], folder / "out")
    assert [path.name for path in (folder / "out").rglob("*") if path.is_file()] == ["02.txt"]
    with pytest.raises(FolderNotEmpty):
        received.save(opened, [NOTE], folder / "out")


def test_a_file_that_was_swapped_after_it_was_opened_saves_and_shows_nothing(prosecutor: Prosecutor, folder: Path):
    keys = DeviceKeys.fresh()
    file = bundle(prosecutor.lock, folder / "x.sanad.age", keys=keys)
    opened = received.receive(file, prosecutor.opener)
    other = bundle(prosecutor.lock, folder / "y.sanad.age", keys=keys, note="another")
    file.write_bytes(other.read_bytes())
    with pytest.raises(BundleDamaged):
        received.save(opened, [part.name for part in opened.parts], folder / "out")
    assert not (folder / "out").exists()
    file.unlink()
    with pytest.raises(FileUnreadable):
        received.content_of(opened, Part(PHOTO, "", 100, "picture"))


def test_parts_on_other_sticks_are_found_where_somebody_says(prosecutor: Prosecutor, folder: Path):
    first = bundle(prosecutor.lock, folder / "x.sanad.age", part_size=1 << 20)
    assert first.name == "x.sanad.age.001"
    stick = folder / "stick"
    stick.mkdir()
    first.rename(stick / first.name)
    opener = prosecutor.opener
    with pytest.raises(PartsMissing) as refusal:
        received.receive(folder / "x.sanad.age.sha256", opener)
    assert refusal.value.parts == "001"
    opened = received.receive(folder / "x.sanad.age.sha256", opener, (stick,))
    assert opened.bundle.manifest.reference == "KW-2026-SMPL-0001"


def test_what_is_no_key_and_what_is_not_there_is_named(folder: Path):
    with pytest.raises(FileUnreadable):
        received.by_key_file(folder / "nothing")
    with pytest.raises(FileUnreadable):
        received.receive(folder / "nothing", received.by_phrase("x"))


def test_a_part_larger_than_memory_should_hold_is_not_shown(prosecutor: Prosecutor, folder: Path):
    opened = received.receive(bundle(prosecutor.lock, folder / "x.sanad.age"), prosecutor.opener)
    with pytest.raises(PartTooLarge):
        received.content_of(opened, Part(PHOTO, "", received.LARGEST_SHOWN + 1, "picture"))


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        ("case.pdf case-01/dossier.PDF", "pages"),
        ("files/1.jpg 2.JPEG 3.png 4.gif 5.webp 6.bmp 7.tif 8.tiff 9.heic", "picture"),
        ("data/case.json manifest.json", "table"),
        ("data/custody.csv note.txt read.md trace.log", "text"),
        ("files/1.exe files/2.html files/3.docx files/4.svg files/5 files/6.zip", "other"),
    ],
)
def test_how_a_part_is_shown_follows_its_name(names: str, kind: str):
    assert {name: received.kind_of(name) for name in names.split()} == dict.fromkeys(names.split(), kind)


def test_a_time_in_the_answers_is_read_as_people_read_it_here():
    document = {"interviews": [{"form": {"title": "Screening"}, "finished": "2026-11-24T21:30:00Z", "answers": []}]}
    first, _ = received.tables("answers.json", json.dumps(document).encode(), Words("en"))
    moment = datetime(2026, 11, 24, 21, 30, tzinfo=UTC)
    assert first.heading == f"Screening · {Words('en').moment(moment)}"
    document["interviews"][0]["finished"] = "yesterday"
    first, _ = received.tables("answers.json", json.dumps(document).encode(), Words("en"))
    assert first.heading == "Screening · yesterday"
