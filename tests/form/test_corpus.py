"""Recorded ODK cases: every observation on which two independent engines agree comes out here too."""

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from app.form import Form
from app.form.values import parse_moment
from tests.form.again import again
from tests.form.corpus import Case, read
from tests.form.corpus.differences import AGREED, EXPRESSIONS, SINGLE
from tests.form.corpus.expressions import agrees
from tests.form.corpus.replay import play

RECORDED_IN, WINDOWS_ZONE = "America/Phoenix", "MST7"
SAMPLE = 8  # of the generated cases every eighth is played each time
FORMS = pytest.mark.parametrize("reopened", [lambda form: form, again], ids=["just-compiled", "opened-again"])


@pytest.fixture(autouse=True)
def _where_they_were_recorded() -> Iterator[None]:
    """Moments are written with the time zone of the computer."""
    if not hasattr(time, "tzset"):  # Windows: the zone is what it was at the start
        assert os.environ.get("TZ") == WINDOWS_ZONE, f"start with TZ={WINDOWS_ZONE}"
        yield
        return
    own_zone = os.environ.get("TZ")
    os.environ["TZ"] = RECORDED_IN
    time.tzset()
    parse_moment.cache_clear()  # what other tests read in their zone
    yield
    parse_moment.cache_clear()
    if own_zone is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = own_zone
    time.tzset()


def _play_all(cases: Iterator[Case], reopened: Callable[[Form], Form]) -> Counter[str]:
    """How many observations of each kind were compared; nothing differs but what is known."""
    checked: Counter[str] = Counter()
    for case in cases:
        result = play(case, reopened)
        checked.update(result.checked)
        agreed, single = result.wrong["agreed"], result.wrong["single"]
        assert len(agreed) == AGREED.get(case["id"], 0), agreed
        assert len(single) == SINGLE.get(case["id"], 0), single
    return checked


@FORMS
def test_where_two_engines_agree_so_does_ours(reopened: Callable[[Form], Form]) -> None:
    assert _play_all(read("cases"), reopened) == {"agreed": 30_331, "single": 11_225}


@FORMS
def test_so_it_does_in_generated_forms_whatever_is_done(reopened: Callable[[Form], Form]) -> None:
    sample = (case for at, case in enumerate(read("synth")) if at % SAMPLE == 0)
    assert _play_all(sample, reopened)["agreed"] > 50_000


@pytest.mark.long
@FORMS
def test_so_it_does_in_every_generated_form(reopened: Callable[[Form], Form]) -> None:
    assert _play_all(read("synth"), reopened) == {"agreed": 544_962, "single": 144_215}


def test_recorded_expressions_come_out_as_they_were_recorded() -> None:
    cases = list(read("xpath"))
    assert len(cases) == 1231
    assert {case["id"] for case in cases if not agrees(case)} == EXPRESSIONS
