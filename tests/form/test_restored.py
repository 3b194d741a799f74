"""An interview that is taken up again is the interview that was left, whatever was done in it."""

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.form import Form, FormRefused, Interview, open_form
from app.form import open as open_file
from tests.chance import by_chance, times
from tests.form.again import again
from tests.form.corpus import Case, read
from tests.form.moves import move, seen
from tests.form.xforms import drawn_form

ROOT = Path(__file__).resolve().parents[2]


def _noon() -> datetime:
    return datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


def _differs(form: Form, draw: random.Random, moves: int) -> str:
    """After which moves the restored interview shows something else, and where; "" for never."""
    talk = Interview(form, now=_noon)
    moved: list[tuple[str, ...]] = []
    for _ in range(moves):
        moved.append(move(talk, draw))
        live, restored = seen(talk), seen(Interview(form, talk.stored(), now=_noon))
        if live != restored:
            places = [ref for ref in live | restored if live.get(ref) != restored.get(ref)]
            first = places[0]
            return f"{moved} {first}: {live.get(first)} {restored.get(first)} ({len(places)})"
    return ""


_FORMS: dict[int, Form] = {}


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 400), st.integers(0, 10_000))
def test_whatever_is_done_the_restored_interview_is_the_one_that_was_left(seed: int, moves: int):
    form = _FORMS.get(seed) or _FORMS.setdefault(seed, open_form(drawn_form(seed)))
    assert not _differs(form, random.Random(moves), 12), drawn_form(seed)


def _opened(case: Case) -> Form | None:
    files = {url: text.encode() for url, text in case["resources"].items()}
    try:
        form = open_form(case["form"], files)
        Interview(form)
    except FormRefused:
        return None
    return form


@by_chance
@pytest.mark.long
@pytest.mark.parametrize("from_cache", [False, True])
def test_so_it_is_in_every_form_of_the_recorded_cases(from_cache: bool):
    tried, wrong = 0, []
    for case in (*read("cases"), *read("synth")):
        form = _opened(case)
        if form is None or form.set_on_loading:
            continue  # what acts on every loading acts in entries that came since, as it is meant to
        tried += 1
        if differs := _differs(again(form) if from_cache else form, random.Random(case["id"]), times(10, 25)):
            wrong.append(f"{case['id']}: {differs}")
    assert tried > 350
    assert not wrong


@pytest.mark.parametrize("file", sorted((ROOT / "forms").glob("*.md")), ids=lambda file: file.stem)
def test_so_it_is_in_the_forms_of_sanad(file: Path):
    form = open_file(file.read_bytes(), file.name)
    assert not _differs(form, random.Random(1), 12)
