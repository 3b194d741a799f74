"""A photograph's place is kept apart when it is attached, and goes out only where a person asks."""

import hashlib
import json

import pytest

from app.casework.cases import attachments, queries
from app.casework.export import bundle_export
from app.casework.session.stepped_work import carried_out
from app.disk import BadFolder
from app.photo.photo_client import PlaceStays
from tests.bundle.made import make_bundle
from tests.bundle.small import Prosecutor
from tests.people import keeps_a_case
from tests.photo.test_photo import picture
from tests.ui.office import finished


@pytest.fixture
def photo(tmp_path):
    file = tmp_path / "house.jpg"
    file.write_bytes(picture())
    return file


def test_the_copy_that_goes_out_has_no_place_and_both_hashes_are_said_first(at_work, tmp_path, photo):
    case = keeps_a_case(at_work, "Maya Sample")
    id_ = attachments.add(at_work, case, photo)
    (file,) = attachments.of(at_work, case)
    assert file.photo["place"] == "29.37586,47.97740"
    assert attachments.read(at_work, case, id_) == photo.read_bytes()  # the original stays as it was
    assert file.hash == hashlib.sha256(photo.read_bytes()).hexdigest()
    for place in (False, True):
        out = tmp_path / f"copy-{place}.jpg"
        written = carried_out(attachments.saving(at_work, case, id_, out, place=place))
        assert (b"2026:11:20" in out.read_bytes()) == place
        assert hashlib.sha256(out.read_bytes()).digest() == written
        content = queries.case_of(at_work, case).timeline[-1].content
        assert (content["original"].hex(), content["hash"], content["place"]) == (file.hash, written, place)
    assert written.hex() == file.hash


def test_a_picture_that_cannot_be_cleared_goes_only_as_it_is(at_work, tmp_path):
    case, file = keeps_a_case(at_work, "Maya Sample"), tmp_path / "house.heic"
    notes = picture()
    file.write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + notes[notes.index(b"Exif") :][:600])
    id_ = attachments.add(at_work, case, file)
    before = len(queries.case(at_work, case).timeline)
    with pytest.raises(PlaceStays):
        carried_out(attachments.saving(at_work, case, id_, tmp_path / "out.heic"))
    assert not list(tmp_path.glob("out*"))
    assert len(queries.case(at_work, case).timeline) == before
    carried_out(attachments.saving(at_work, case, id_, tmp_path / "out.heic", place=True))
    assert (tmp_path / "out.heic").read_bytes() == file.read_bytes()


def test_a_large_file_is_written_a_few_megabytes_at_a_time(at_work, tmp_path):
    case, file = keeps_a_case(at_work, "Maya Sample"), tmp_path / "talk.wav"
    file.write_bytes(b"RIFF" + bytes(20 << 20))
    id_, out = attachments.add(at_work, case, file), tmp_path / "out.wav"
    steps = list(attachments.saving(at_work, case, id_, out))
    assert len(steps) >= 8
    assert out.read_bytes() == file.read_bytes()
    left_off = attachments.saving(at_work, case, id_, tmp_path / "half.wav")
    for _ in range(len(steps) - 2):
        next(left_off)
    left_off.close()
    assert not list(tmp_path.glob("half*"))
    with pytest.raises(BadFolder):
        carried_out(attachments.saving(at_work, case, id_, tmp_path / "none" / "out.wav"))


def test_a_bundle_has_pictures_without_their_place(at_work, tmp_path, photo):
    interview = finished(at_work, {"name": "Maya Sample"})
    case, prosecutor = interview.case_id, Prosecutor()
    attachments.add(at_work, case, photo)
    for place in (False, True):
        out = tmp_path / f"{place}.sanad.age"
        make_bundle(at_work, case, out, prosecutor.lock, "en", "court", place=place)
        found = bundle_export.open_bundle(out, prosecutor.opener)
        (listed,) = json.loads(found.files["answers.json"])["files"]
        inside = found.files["files/01.jpg"]
        assert (b"2026:11:20" in inside) == place
        sent = hashlib.sha256(inside).hexdigest()
        assert (listed["sha256"] == sent, listed["cleared"]) == (place, "" if place else sent)
