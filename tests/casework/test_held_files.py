"""Files that nobody asked for: beyond a quota they wait, named, until somebody asks for them."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.casework.cases import attachments
from app.casework.exchange import post, sync
from app.casework.pages import attachment_list
from app.casework.session.session import Session
from app.seal.budgets import CaseBudget
from tests.casework.test_posting import Office
from tests.hq_people import DESK, LAYLA, OMAR, Committee, committee
from tests.people import keeps_a_case

SMALL, LARGE = os.urandom(9_000), os.urandom(90_000)  # 16 and 128 KB as they travel
QUOTA = CaseBudget(files=40_000)


@pytest.fixture(name="hq")
def _hq(tmp_path: Path) -> Iterator[Committee]:
    with committee(tmp_path) as told:
        told.syncs(DESK)
        yield told


def attaches(session: Session, case: str, folder: Path, name: str, content: bytes) -> str:
    file = folder / name
    file.write_bytes(content)
    return attachments.add(session, case, file)


def where(session: Session, case: str) -> dict[str, str]:
    return {file.file.name: file.where for file in attachment_list.files(session, case)}


def test_what_is_beyond_the_quota_waits_and_comes_when_it_is_asked_for(hq: Committee, tmp_path: Path):
    layla, omar = hq.sessions[LAYLA], hq.sessions[OMAR]
    omar.vault.budget = QUOTA
    case = keeps_a_case(layla, "Maya Sample")
    attaches(layla, case, tmp_path, "one.bin", SMALL)
    large = attaches(layla, case, tmp_path, "large.bin", LARGE)
    attaches(layla, case, tmp_path, "two.bin", SMALL[::-1])
    hq.syncs(LAYLA)
    synced = hq.syncs(OMAR)
    assert synced.finished
    assert synced.held == 131_072 + 16
    assert where(omar, case) == {"one.bin": "there too", "large.bin": "held", "two.bin": "there too"}
    assert [each.held for each in attachments.of(omar, case)] == [False, True, False]
    overview = sync.overview(omar)
    assert (overview.held_cases, overview.held_size) == (1, synced.held)
    with pytest.raises(attachments.FileHeld):
        attachments.read(omar, case, large)
    assert attachments.fetch(omar, case, large) == 1
    assert where(omar, case)["large.bin"] == "away"
    assert hq.syncs(OMAR).held == 0
    assert attachments.read(omar, case, large) == LARGE
    assert attachments.fetch(omar, case) == 0


def test_what_was_asked_for_leaves_the_quota_to_the_rest(hq: Committee, tmp_path: Path):
    layla, omar = hq.sessions[LAYLA], hq.sessions[OMAR]
    omar.vault.budget = QUOTA
    case = keeps_a_case(layla, "Maya Sample")
    attaches(layla, case, tmp_path, "large.bin", LARGE)
    hq.syncs(LAYLA)
    hq.syncs(OMAR)
    attachments.fetch(omar, case)
    hq.syncs(OMAR)
    attaches(layla, case, tmp_path, "one.bin", SMALL)
    hq.syncs(LAYLA)
    hq.syncs(OMAR)
    assert where(omar, case) == {"large.bin": "there too", "one.bin": "there too"}


def test_each_computer_has_a_quota_of_its_own_in_each_case(hq: Committee, tmp_path: Path):
    layla, omar, desk = hq.sessions[LAYLA], hq.sessions[OMAR], hq.sessions[DESK]
    desk.vault.budget = QUOTA
    case, other = keeps_a_case(layla, "Maya Sample"), keeps_a_case(layla, "Sunita Sample")
    hq.syncs(LAYLA)
    hq.syncs(OMAR)
    for number in range(3):
        content = os.urandom(9_000)
        attaches(layla, case, tmp_path, f"layla {number}.bin", content)
    attaches(layla, other, tmp_path, "other.bin", SMALL)
    attaches(omar, case, tmp_path, "omar.bin", SMALL[1:])
    hq.syncs(LAYLA)
    hq.syncs(OMAR)
    hq.syncs(DESK)
    assert where(desk, case) == {
        "layla 0.bin": "there too",
        "layla 1.bin": "there too",
        "layla 2.bin": "held",
        "omar.bin": "there too",
    }
    assert where(desk, other) == {"other.bin": "there too"}


def test_a_stick_brings_no_more_than_that_either_and_all_of_it_once_it_is_asked_for(office: Office, tmp_path: Path):
    layla, omar = office.joins(LAYLA), office.joins(OMAR)
    omar.vault.budget = QUOTA
    case = keeps_a_case(layla, "Maya Sample")
    large = attaches(layla, case, tmp_path, "large.bin", LARGE)
    post.export(layla, office.stick)
    post.collect(omar, office.stick)
    assert where(omar, case) == {"large.bin": "held"}
    attachments.fetch(omar, case)
    post.collect(omar, office.stick)
    assert attachments.read(omar, case, large) == LARGE


def test_ones_own_files_never_wait(hq: Committee, tmp_path: Path):
    layla = hq.sessions[LAYLA]
    layla.vault.budget = QUOTA
    case = keeps_a_case(layla, "Maya Sample")
    large = attaches(layla, case, tmp_path, "large.bin", LARGE)
    assert where(layla, case) == {"large.bin": "waiting"}
    assert attachments.read(layla, case, large) == LARGE
