"""Copies that are made by themselves, as the officer sees them: asked for once, then a quiet line."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app import settings
from app.casework.records import safe_copies
from app.casework.records.safe_copies import SafeState
from app.language import Words, strip_marks
from app.ui import navigation, safe_keeping, theme
from app.ui.home import Home
from app.ui.parts import Button
from tests.casework.test_safe_copies import erases
from tests.ui.office import finished
from tests.ui.test_course import waits_for

pytestmark = pytest.mark.screen


def test_who_works_alone_is_asked_for_a_place_once_there_is_a_case(opens, tmp_path, language):
    hand = opens(language).unlocks_new()
    session = hand.window.context.session
    hand.sees(Home)
    assert not hand.reads(hand.says("Choose a place"))
    hand.does(lambda: finished(session, {"name": "Sunita Tamang"}))
    hand.window.go(navigation.Home())
    waits_for(hand, "Choose a place")
    hand.press("Choose a place")
    place = tmp_path / "stick"
    place.mkdir()
    hand.chooses(place)
    hand.until(lambda: hand.does(lambda: safe_copies.state(session)).held)
    hand.window.go(navigation.Home())
    hand.sees(Home)
    hand.until(lambda: any(name.startswith(_line(hand)) for name in hand.names()))
    assert not hand.reads(hand.says("Choose a place"))
    for block in place.glob("sanad-safe/*/blocks/*/*"):
        block.write_bytes(b"of another file")
    assert not hand.does(lambda: safe_copies.try_newest(session, place))
    hand.window.go(navigation.Home())  # nobody believes any more that the records are safe there
    waits_for(hand, "Choose a place")
    broken = hand.says("Last copy: {when}. It could not be opened again: choose another place.")
    assert hand.reads(broken.rpartition("}. ")[2])


def _line(hand) -> str:
    return str(hand.says("Last copy: {when}")).partition("{")[0].strip()


@pytest.mark.parametrize(("days", "says"), [(0, False), (6, False), (7, True), (30, True)])
def test_after_a_week_without_a_copy_the_day_asks_for_the_stick(opens, tmp_path, days, says):
    home = opens("en").unlocks_new().sees(Home)
    state = SafeState(tmp_path, at=datetime(2026, 11, 24, tzinfo=UTC), late_days=days)
    assert (safe_keeping.reminder(home, state, lambda: None) is not None) is says


def test_an_older_copy_that_holds_what_was_erased_goes_or_is_named_in_settings(opens, tmp_path):
    hand = opens("en").unlocks_new()
    session, keeper = hand.window.context.session, hand.window.context.safe_keeping
    here, away = tmp_path / "here", tmp_path / "away"
    for folder in (here, away):
        folder.mkdir()
        hand.does(lambda: safe_copies.make_now(session, folder, elsewhere=True))  # noqa: B023
    away.rename(tmp_path / "elsewhere")
    hand.does(lambda: erases(session))
    keeper.look()
    hand.until(lambda: not list(here.iterdir()))
    hand.until(lambda: hand.does(lambda: safe_copies.state(session)).holding_erased == (away,))
    hand.window.go(navigation.Settings())
    hand.until(lambda: hand.reads("An older copy still holds what was erased"))
    hand.until(lambda: hand.reads(str(away)))
    hand.press("It was destroyed")
    hand.until(lambda: not hand.does(lambda: safe_copies.state(session)).holding_erased)
    hand.until(lambda: not hand.reads("An older copy still holds what was erased"))


def test_where_the_administrator_set_the_place_no_other_is_offered(opens, tmp_path, monkeypatch):
    rules, place = tmp_path / "policy.toml", tmp_path / "office"
    place.mkdir()
    rules.write_text(f"backup_place = '{place}'")
    monkeypatch.setattr(settings, "policy_file", lambda: rules)
    hand = opens("en").unlocks_new()
    hand.sees(Home)
    hand.does(lambda: safe_copies.make_now(hand.window.context.session, place))
    hand.window.context.clock.pass_(days=9)
    hand.window.go(navigation.Home())
    hand.until(lambda: hand.reads("No copy was made for 9 days. The administrator set the place"))
    assert "Choose another place" not in hand.names()
    hand.window.go(navigation.Settings())
    hand.until(lambda: hand.reads(f"{place} · set by the administrator"))
    assert "Choose another place" not in hand.names()


AT = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "says", "asks"),
    [
        ({}, "There is no copy anywhere else yet.", "Choose a place"),
        ({"place": Path("/stick")}, "The first copy has not been made yet.", ""),
        ({"place": Path("/stick"), "at": AT}, "Last copy: WHEN", ""),
        ({"place": Path("/stick"), "at": AT, "tried": AT, "held": True}, "Last copy: WHEN", ""),
        (
            {"place": Path("/stick"), "at": AT, "tried": AT},
            "Last copy: WHEN. It could not be opened again: choose another place.",
            "Choose a place",
        ),
        ({"place": Path("/stick"), "at": AT, "late_days": 7}, "Last copy: WHEN", "Choose another place"),
    ],
)
def test_the_day_says_how_safe_the_records_are_and_asks_only_where_they_are_not(opens, said, says: str, asks: str):
    home, words = opens("en").unlocks_new().sees(Home), Words("en")
    state = SafeState(**said)
    assert strip_marks(safe_keeping.safety(state)(words)) == says.replace("WHEN", strip_marks(words.moment(AT)))
    banner = safe_keeping.reminder(home, state, lambda: None)
    buttons = [] if banner is None else [strip_marks(b.text()) for b in banner.findChildren(Button)]
    assert buttons == ([asks] if asks else [])
    row = safe_keeping.settings_row(home, state, lambda: None)
    (button,) = row.findChildren(Button)
    verb = "Choose another place" if state.place else "Choose a place"
    assert strip_marks(button.text()) == verb
    for widget in filter(None, (banner, row)):
        widget.deleteLater()


def test_why_no_copy_could_be_made_is_said_at_once_and_on_the_day(opens, tmp_path, language):
    hand = opens(language).unlocks_new()
    session = hand.window.context.session
    place = tmp_path / "stick"
    place.mkdir()
    (place / "sanad-safe").write_bytes(b"a file where the folder of the copies should be")
    hand.does(lambda: safe_copies.choose(session, place))
    keeper = hand.window.context.safe_keeping
    keeper.look(at_once=True)  # as whoever has just chosen the place
    hand.until(lambda: bool(hand.window.dialogs()))
    hand.window.dialogs()[-1].close_down()
    hand.until(lambda: not keeper.under_way)
    why = theme.words().say(keeper.refused)
    says = strip_marks(theme.words()("The records could not be copied. {why}", why=why))
    for page in (navigation.Home(), navigation.Settings()):
        hand.window.go(page)
        hand.until(lambda: hand.reads(says))
    (place / "sanad-safe").unlink()
    keeper.look(at_once=True)
    hand.until(lambda: hand.does(lambda: safe_copies.state(session)).at is not None)
    hand.until(lambda: not keeper.under_way)
    hand.window.go(navigation.Home())
    hand.rests()
    assert not hand.reads(says)


def test_two_looks_at_once_make_one_copy(opens, tmp_path):
    hand = opens("en").unlocks_new()
    session = hand.window.context.session
    hand.does(lambda: safe_copies.choose(session, tmp_path))
    keeper = hand.window.context.safe_keeping
    made: list[bool] = []
    keeper.made.connect(lambda: made.append(keeper.under_way))
    begun: list[bool] = []
    began = keeper._copy

    def copies(place: Path, *, is_asked: bool) -> None:
        begun.append(keeper.under_way)
        began(place, is_asked=is_asked)

    keeper._copy = copies
    for _ in range(2):  # the clock, and somebody who has just chosen the place
        keeper.look(at_once=True)
    hand.rests()
    hand.until(lambda: bool(made))
    assert begun == [False]
