"""What is attached to a case travels with a stick, after all that is written."""

import os
from pathlib import Path

import pytest

from app.casework.cases import attachments, erasure, queries
from app.casework.exchange import post
from app.seal import parcel
from app.vault import chunks
from tests.casework.test_posting import Office
from tests.erasing import vouched, waits
from tests.people import keeps_a_case

SOME = os.urandom(1_500_000)  # six chunks, two files


def attached(office: Office, folder: Path) -> tuple[str, str]:
    """A case of Layla's with a recording, and her colleague Omar: (case, file)."""
    layla = office.joins("Layla Sample")
    office.joins("Omar Sample", "supervisor")
    case = keeps_a_case(layla, "Maya Sample")
    (folder / "voice.m4a").write_bytes(SOME)
    return case, attachments.add(layla, case, folder / "voice.m4a", "her own words")


def test_a_colleague_hears_a_recording_that_came_by_a_stick(office: Office, tmp_path: Path):
    case, file = attached(office, tmp_path)
    office.carry("Layla Sample", "Omar Sample")
    omar = office.sessions["Omar Sample"]
    assert attachments.read(omar, case, file) == SOME
    assert not any(SOME[1000:1032] in file.read_bytes() for file in office.stick.iterdir())
    office.carry("Omar Sample", "Layla Sample")
    office.carry("Layla Sample", "Omar Sample")
    assert post.waiting(office.sessions["Layla Sample"]) > 0  # the desk hasn't confirmed
    office.carry("Huda Desk")
    post.collect(office.sessions["Huda Desk"], office.stick)
    office.carry("Huda Desk", "Layla Sample")
    assert attachments.read(office.sessions["Huda Desk"], case, file) == SOME
    post.export(office.sessions["Layla Sample"], office.stick)
    assert post.waiting(office.sessions["Layla Sample"]) == 0


def test_halves_of_a_recording_come_together_in_any_order(office: Office, tmp_path: Path):
    case, file = attached(office, tmp_path)
    post.export(office.sessions["Layla Sample"], office.stick)
    omar, half = office.sessions["Omar Sample"], tmp_path / "half"
    half.mkdir()
    key = post.files.key_of(omar)
    later = [f for f in office.stick.iterdir() if not parcel.read(f.read_bytes(), key).envelopes]
    assert later
    later[0].rename(half / later[0].name)
    assert post.collect(omar, half).new == 0  # nothing names it yet
    post.collect(omar, office.stick)
    with pytest.raises(attachments.NotHereYet):
        attachments.read(omar, case, file)
    assert post.collect(omar, half).refused == ()
    assert attachments.read(omar, case, file) == SOME


def test_text_goes_before_sound(office: Office, tmp_path: Path):
    attached(office, tmp_path)
    owed = [each.chunk for each in post.outbox.owed(office.sessions["Layla Sample"])]
    assert owed == sorted(owed)
    assert sum(owed) == 6


def test_what_came_by_a_stick_is_still_brought_to_headquarters(office: Office, tmp_path: Path):
    case, _ = attached(office, tmp_path)
    office.carry("Layla Sample", "Omar Sample")
    told = chunks.unsent(office.sessions["Omar Sample"].reading(), 100)
    assert told
    assert (told[0].hex(), len(told[1])) == (case, 6)


def test_a_restricted_cases_recording_stays_its_officers_alone(office: Office, tmp_path: Path):
    layla = office.joins("Layla Sample")
    office.joins("Omar Sample", "supervisor")
    case = keeps_a_case(layla, "Rima Sample", restricted=True)
    (tmp_path / "voice.m4a").write_bytes(SOME)
    attachments.add(layla, case, tmp_path / "voice.m4a")
    office.carry("Layla Sample", "Omar Sample")
    with pytest.raises(queries.NoCase):
        attachments.of(office.sessions["Omar Sample"], case)
    assert sum(file.stat().st_size for file in office.stick.iterdir()) < 300_000


def test_what_was_erased_leaves_the_folder(office: Office, tmp_path: Path):
    case, _ = attached(office, tmp_path)
    desk, omar = office.sessions["Huda Desk"], office.sessions["Omar Sample"]
    office.carry("Layla Sample", "Omar Sample", "Huda Desk")
    vouched(office, "Omar Sample")
    erasure.order(omar, case, "asked for by the person")
    office.carry("Omar Sample", "Huda Desk")
    erasure.confirm(desk, case)
    office.carry("Huda Desk", "Omar Sample", "Layla Sample")
    waits(office)
    post.export(office.sessions["Layla Sample"], office.stick)
    assert sum(file.stat().st_size for file in office.stick.iterdir()) < 300_000
    for session in (desk, omar, office.sessions["Layla Sample"]):
        assert chunks.ids_of(session.reading(), bytes.fromhex(case)) == []
