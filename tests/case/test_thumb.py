"""A thumb's print as consent: only where the referral system allows it, and with its photograph."""

import random

import pytest

from app.case import built_in_profiles, events, profile, refusal
from app.case.profile_file import read
from app.case.projection import fold
from tests.case.colleagues import CASE
from tests.case.test_course import Officer

KUWAIT = (profile.FOLDER / "kw-2019.toml").read_text("utf-8")
ALLOWS = KUWAIT.replace("thumb = false", "thumb = true").replace('id = "kw-2019"', 'id = "own"', 1)
OWN = read(ALLOWS.encode())
KNOWN = {**built_in_profiles.built_in(), OWN.key: OWN}
UNDER = {"mode": "thumb", "profile": list(OWN.key)}
PRINT, SCAN = b"p" * 16, b"s" * 16


def attaches(who: Officer, file: bytes, kind: str = "image/jpeg"):
    return who.says(
        events.ATTACHED, file=file, key=bytes(32), name="print.jpg", type=kind, size=1,
        hash=bytes(32), chunks=[[bytes(32), 17]], note="",
    )  # fmt: skip


def why(log, event) -> str:
    told = fold(CASE, log, KNOWN).refused.get(event.id)
    return told.reason if told else ""


@pytest.fixture
def layla() -> Officer:
    return Officer("layla").begins()


def test_its_photograph_must_be_a_picture_of_the_case(layla: Officer):
    attaches(layla, PRINT)
    attaches(layla, SCAN, "application/pdf")
    for told, expected in (
        ({"picture": PRINT}, ""),
        ({"picture": SCAN}, refusal.PICTURE),
        ({}, refusal.PICTURE),
        ({"picture": b"x" * 16}, refusal.PICTURE),
        ({"picture": "print"}, refusal.PICTURE),
        ({"picture": PRINT, "profile": ["kw-2019", 1]}, refusal.MODE),
    ):
        assert why(layla.log, layla.asks("yes", **{**UNDER, **told})) == expected, told


def test_what_its_author_had_not_seen_is_no_photograph_in_any_order(layla: Officer):
    omar = Officer("omar", "supervisor", list(layla.log))
    attaches(omar, PRINT)
    blind = layla.asks("yes", **UNDER, picture=PRINT)
    layla.meets(omar)
    seen = layla.asks("yes", "embassy", **UNDER, picture=PRINT)
    rng, log = random.Random(5), list(layla.log)
    for _ in range(30):
        rng.shuffle(log)
        folded = fold(CASE, log, KNOWN)
        assert folded.refused[blind.id].reason == refusal.PICTURE
        assert seen.id not in folded.refused


def test_a_withdrawal_needs_no_photograph(layla: Officer):
    attaches(layla, PRINT)
    layla.asks("yes", **UNDER, picture=PRINT)
    assert why(layla.log, layla.asks("withdrawn", **UNDER)) == ""
