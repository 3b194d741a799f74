"""The organisation's own referral system: given by the desk, in use on every computer."""

from pathlib import Path

import pytest

from app.case import events, profile
from app.casework.cases import queries
from app.casework.cases.refusals import StageRefused
from app.casework.exchange import post
from app.casework.interviews import interview
from app.casework.lifecycle import case_stages, tasks
from app.casework.organisation import referral_system
from app.casework.session import profiles
from app.casework.session.colleagues import NotTheDesk
from app.casework.session.session import EventAppender, case_state_of
from app.casework.sharing import case_access
from app.language import Words, strip_marks
from tests.casework.test_conflicts import DEMO, begun
from tests.casework.test_posting import Office
from tests.people import keeps_a_case

KUWAIT = (profile.FOLDER / "kw-2019.toml").read_text("utf-8")
OWN = KUWAIT.replace("version = 2", "version = 3", 1).replace('"kw-2019"', '"own"', 1)
OWN = OWN.replace("days = 3\n", "days = 1\n", 1)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    file = tmp_path / "own.toml"
    file.write_text(OWN, "utf-8")
    return file


def test_what_the_desk_gives_is_in_use_in_every_team(office: Office, own: Path):
    desk = office.sessions["Huda Desk"]
    layla, sara = office.joins("Layla Sample"), office.joins("Sara Shelter", "shelter", "Shelter")
    case = keeps_a_case(layla, "Maya Sample")
    case_stages.move(layla, case, "documentation")
    before = tasks.tasks(layla)
    assert referral_system.adopt(desk, own).key == ("own", 3)
    office.carry("Huda Desk", "Layla Sample", "Sara Shelter")
    for session in (desk, layla, sara):
        assert profiles.in_use(session).key == ("own", 3)
    case_state = case_state_of(layla, bytes.fromhex(case))
    assert (case_state.stage, case_state.refused) == ("documentation", {})  # what was done under another stays
    case_stages.move(layla, case, "identification", "once more")
    assert case_state_of(layla, bytes.fromhex(case)).timeline[-1].content["profile"] == ["own", 3]
    (task,) = tasks.tasks(layla)
    assert (task.due - task.since).days == 1 != (before[0].due - before[0].since).days


def test_who_comes_to_a_new_team_later_has_it_too(office: Office, own: Path):
    referral_system.adopt(office.sessions["Huda Desk"], own)
    sara = office.joins("Sara Shelter", "shelter", "Shelter")
    post.export(office.sessions["Huda Desk"], office.stick)
    post.collect(sara, office.stick)
    assert profiles.in_use(sara).key == ("own", 3)


def test_an_event_under_a_profile_that_has_not_come_waits_for_it(office: Office, own: Path):
    desk, layla = office.sessions["Huda Desk"], office.joins("Layla Sample")
    case = keeps_a_case(desk, "Maya Sample")
    case_access.grant(desk, case, case_access.find(desk, "Layla Sample"))
    referral_system.adopt(desk, own)
    case_stages.move(desk, case, "documentation")
    office.carry("Huda Desk", "Layla Sample")
    assert case_state_of(layla, bytes.fromhex(case)).stage == "documentation"
    with layla.vault.transaction() as writer:
        writer.run("DELETE FROM profile")
    assert case_state_of(layla, bytes.fromhex(case)).stage == "identification"
    why = [each.reason for each in case_state_of(layla, bytes.fromhex(case)).refused.values()]
    assert why == ["profile"]


def test_nobody_but_the_desk_gives_one_and_no_broken_or_older_one(office: Office, own: Path):
    desk, layla = office.sessions["Huda Desk"], office.joins("Layla Sample")
    with pytest.raises(NotTheDesk):
        referral_system.adopt(layla, own)
    with layla.vault.transaction() as writer:
        EventAppender(layla, writer, layla.vault.home_team).say(events.PROFILE, {"text": OWN.encode()})
    office.carry("Layla Sample", "Huda Desk")
    for session in (desk, layla):
        assert profiles.in_use(session).key == ("kw-2019", 2)
    with pytest.raises(referral_system.VersionTaken):
        referral_system.adopt(desk, profile.FOLDER / "kw-six.toml")
    own.write_text(OWN.replace("\ncheck_by = 2024-12-13", "", 1), "utf-8")
    with pytest.raises(profiles.ProfileRefused):
        referral_system.adopt(desk, own)  # a fact without an end
    own.write_text(OWN.replace("[gate]", "[gat]"), "utf-8")
    with pytest.raises(profiles.ProfileRefused) as refused:
        referral_system.adopt(desk, own)
    says = strip_marks(Words("en").say(refused.value))
    assert says.startswith(f"Line {refused.value.faults[0].line}: “gat")


def test_a_new_case_begins_where_the_system_in_use_begins(office: Office, own: Path):
    desk = office.sessions["Huda Desk"]
    old = keeps_a_case(desk, "Maya Sample")
    own.write_text(OWN.replace('"identification"', '"found"', 1), "utf-8")
    referral_system.adopt(desk, own)
    case = interview.finish(desk, begun(desk, DEMO).draft_id).case_id
    for each in (old, case):
        road = case_stages.road_of(desk, each)
        assert (road.stage, road.known) == ("found", True)
        kinds = [task.kind for task in tasks.tasks(desk) if task.case_id == each]
        assert [kind for kind in kinds if kind != "refer"] == ["stage"]
    assert [row.stage for row in queries.cases(desk) if row.id == case] == ["found"]
    (near,) = tasks.nearest(desk, [case]).values()
    assert near == case_stages.road_of(desk, case).due
    case_stages.move(desk, case, "documentation")
    assert queries.case(desk, case).stage == "documentation"


def test_a_stage_of_another_system_is_shown_and_left(office: Office, own: Path):
    desk = office.sessions["Huda Desk"]
    case = keeps_a_case(desk, "Maya Sample")
    case_stages.move(desk, case, "documentation")
    text = OWN.replace('id = "documentation"', 'id = "record"').replace('en = "Documentation"', 'en = "Record"')
    own.write_text(text, "utf-8")
    referral_system.adopt(desk, own)
    road = case_stages.road_of(desk, case)
    assert (road.stage, road.known) == ("documentation", False)
    with pytest.raises(StageRefused):
        case_stages.move(desk, case, "documentation")
    case_stages.move(desk, case, "record")
    assert case_stages.road_of(desk, case).known


def test_a_profile_that_is_not_there_or_is_too_large_is_not_read(tmp_path: Path):
    with (tmp_path / "large.toml").open("wb") as large:
        large.truncate((1 << 20) + 1)
    for file in (tmp_path / "none.toml", tmp_path, tmp_path / "large.toml"):
        with pytest.raises(profiles.NoProfileFile):
            profiles.check(file)
