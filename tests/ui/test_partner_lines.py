"""What the lines of matchings say: who began, until when, who took no part and why, in whose language the words are."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from types import SimpleNamespace

import pytest

from app.casework.exchange.match_overview import RunView
from app.casework.exchange.match_partakers import CAREFUL, NO_CONSENT, RESTRICTED
from app.casework.exchange.match_partners import Agreement, Terms
from app.casework.exchange.match_runs import StartedRun
from app.language import Words, strip_marks
from app.ui.labels import Label
from app.ui.partners import matching_section
from app.ui.partners.matching_section import MatchingSection
from app.ui.parts import Button
from app.vault.matching import ANSWERED, ASKED

pytestmark = pytest.mark.screen
W = Words("en")
AT = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


def view(**changes: object) -> RunView:
    run = RunView(
        run="r", partner="Huda", began=True, begun=AT, expires=AT + timedelta(days=14), state=ASKED,
        is_broken_off=False, persons=0, common=None, cases=(),
    )  # fmt: skip
    return replace(run, **changes)  # type: ignore[arg-type]


def in_words(text: object) -> str:
    return strip_marks(text(W))  # type: ignore[operator]


def test_a_run_says_who_began_it_and_until_when_an_answer_is_awaited():
    begun, until = (strip_marks(W("{day}", day=day)) for day in (AT, AT + timedelta(days=14)))
    assert begun != until
    assert in_words(matching_section._run_title(view())) == f"With Huda, begun on {begun}"
    assert in_words(matching_section._run_title(view(began=False))) == f"With Huda, answered on {begun}"
    for state in (ASKED, ANSWERED):
        assert until in in_words(matching_section._run_state(view(state=state)))


def test_who_took_no_part_is_said_by_why(qapp):
    started = StartedRun("r", "Huda", "f", 5, {RESTRICTED: 1, CAREFUL: 2, NO_CONSENT: 3}, AT)
    rows = matching_section._taken_part(started)
    texts = [in_words(label.of) for label in rows.findChildren(Label) if callable(label.of)]
    assert texts == [
        "5 persons took part",
        "Took no part: restricted: 1 · high danger: 2 · without consent to sharing: 3",
    ]
    rows.deleteLater()


@pytest.mark.parametrize("is_over", [False, True])
def test_under_an_agreement_that_is_over_nothing_is_begun(qapp, is_over: bool):
    terms = Terms(agency="shelter", reference="MoU 12/2026", purpose="Whom both shelter")
    agreement = Agreement(
        id="a", partner="Huda", public=b"", age="", terms=terms, added=AT, by="Omar Sample", until=AT, is_over=is_over
    )
    ways = MatchingSection._ways(None, agreement)  # type: ignore[arg-type]
    enabled = {button.of: button.isEnabled() for button in ways.findChildren(Button)}
    assert enabled == {"Begin a matching": not is_over, "End the agreement": True}
    ways.deleteLater()


def test_six_words_are_read_in_the_language_of_the_page():
    say = matching_section._six((("واحد", "اثنان"), ("one", "two")))
    assert [say(Words(language)) for language in ("en", "ar")] == ["one two", "واحد اثنان"]  # type: ignore[operator]


@pytest.mark.parametrize(("number", "more"), [(20, False), (21, True)])
def test_matchings_beyond_the_first_are_a_press_away(qapp, number: int, more: bool):
    section = SimpleNamespace(_run=partial(MatchingSection._run, None))
    listed = MatchingSection._listed(section, [view(partner=f"Huda {n}") for n in range(number)])  # type: ignore[arg-type]
    [every] = [button for button in listed.findChildren(Button) if callable(button.of)]
    assert every.isVisibleTo(listed) == more
    listed.show_all()
    titles = {in_words(label.of) for label in listed.findChildren(Label) if callable(label.of)}
    assert {title.split(",")[0] for title in titles} >= {f"With Huda {n}" for n in range(number)}
    listed.deleteLater()
