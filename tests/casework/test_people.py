"""What a desk does with people and teams: names, roles, teams, and access taken away."""

from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from app.casework.cases import queries
from app.casework.exchange import post
from app.casework.organisation import administration, admission, membership, people
from app.casework.pages import work_list
from app.casework.session.colleagues import NotTheDesk
from app.casework.session.session import Session
from app.casework.sharing import case_access, case_verification
from app.clock import utc
from app.seal import directory as kinds
from app.seal.directory import Directory
from app.vault import log
from tests.casework.test_dossier import told
from tests.casework.test_posting import Office
from tests.people import keeps_a_case
from tests.ui.office import finished

DESK, LAYLA, OMAR = "Huda Desk", "Layla Sample", "Omar Sample"


def row_of(session: Session, name: str) -> people.PersonRow:
    (row,) = [row for row in people.people(session) if row.name == name]
    return row


def team_called(session: Session, name: str) -> people.TeamRow:
    (row,) = [row for row in people.teams(session) if row.name == name]
    return row


def can_read(session: Session, case: str) -> bool:
    return bool(log.readers(session.vault.database, session.vault, bytes.fromhex(case))) and any(
        row.id == case for row in queries.cases(session)
    )


def test_the_list_says_who_somebody_is_where_and_by_which_computers(office: Office):
    layla = office.joins(LAYLA)
    desk = office.sessions[DESK]
    row = row_of(desk, LAYLA)
    assert (row.role, row.teams, row.withdrawn, row.own) == ("inspector", ("Farwaniya",), False, False)
    assert row.computers == (layla.vault.stream.hex(),)
    assert row.pending == ()
    assert row_of(desk, DESK).own
    assert [row.name for row in people.people(layla)] == [DESK, LAYLA]
    with pytest.raises(NotTheDesk):
        people.rename_person(layla, row.id, "Somebody Else")


def test_a_new_name_changes_no_role_and_a_new_role_no_name(office: Office):
    layla = office.joins(LAYLA)
    desk, id_ = office.sessions[DESK], row_of(office.sessions[DESK], LAYLA).id
    case = keeps_a_case(layla, "Maya Sample")
    office.carry(LAYLA, DESK)
    people.change_role(desk, id_, "supervisor")
    people.rename_person(desk, id_, "  Layla   Example ")
    office.news(LAYLA)
    for session in (desk, layla):
        row = row_of(session, "Layla Example")
        assert (row.id, row.role) == (id_, "supervisor")
        timeline = queries.case(session, case).timeline
        assert {entry.role for entry in timeline} == {"inspector"}  # as it was written
    assert layla.officer.role == "supervisor"
    with pytest.raises(people.UnknownRole):
        people.change_role(desk, id_, "")
    with pytest.raises(people.NameNeeded):
        people.rename_person(desk, id_, " ")
    with pytest.raises(people.OwnRole):
        people.change_role(desk, row_of(desk, DESK).id, "inspector")


def test_a_dossier_names_the_decision_that_made_who_recorded_it_a_judicial_officer(office: Office):
    layla, desk = office.joins(LAYLA), office.sessions[DESK]
    id_, today = row_of(desk, LAYLA).id, utc(desk.now()).astimezone().date()
    case = SimpleNamespace(session=layla, id=finished(layla, {"name": "Maya Sample"}).case_id)
    assert "Judicial officer by decision Not recorded" in told(case)
    for number, day in (("1/2020", None), (" ", today), ("1/2020", today + timedelta(days=1)), ("1" * 101, today)):
        with pytest.raises(people.NoDecision):
            people.set_judicial(desk, id_, number, day)
    with pytest.raises(NotTheDesk):
        people.set_judicial(layla, id_, "1/2020", today)
    people.set_judicial(desk, id_, " 1435 /  2020 ", date(2020, 11, 30))
    people.set_judicial(desk, id_, "1435 / 2020", date(2020, 11, 30))
    office.news(LAYLA)
    for session in (desk, layla):
        row = row_of(session, LAYLA)
        assert (row.judicial, row.judicial_since) == ("1435 / 2020", "2020-11-30")
    assert f"Judicial officer by decision {LAYLA}: no. 1435 / 2020 of 30 November 2020" in told(case)
    people.set_judicial(desk, id_, "", None)
    office.news(LAYLA)
    assert row_of(layla, LAYLA).judicial == ""
    assert "Judicial officer by decision Not recorded" in told(case)


def test_who_comes_to_the_desk_holds_every_team_and_who_leaves_it_none_of_the_new_keys(office: Office):
    layla, omar = office.joins(LAYLA), office.joins(OMAR)
    desk = office.sessions[DESK]
    hawalli = people.create_team(desk, "Hawalli", [row_of(desk, OMAR).id])
    people.change_role(desk, row_of(desk, LAYLA).id, "desk")
    office.news(LAYLA, OMAR)
    team = bytes.fromhex(hawalli.id)
    assert (team, 1) in layla.vault.keyring
    assert row_of(desk, LAYLA).teams == ("Farwaniya", "Headquarters desk")
    people.change_role(desk, row_of(desk, LAYLA).id, "inspector")
    office.news(LAYLA, OMAR)
    number = omar.vault.directory.organisation.teams[team].number
    assert number == 2
    assert (team, number) in omar.vault.keyring
    assert (team, number) not in layla.vault.keyring
    assert row_of(desk, LAYLA).teams == ("Farwaniya",)


def test_somebody_moves_to_another_team_and_reads_and_gives_there_from_then_on(office: Office):
    layla, omar = office.joins(LAYLA), office.joins(OMAR)
    desk = office.sessions[DESK]
    farwaniya = team_called(desk, "Farwaniya")
    hawalli = people.create_team(desk, "Hawalli")
    before = keeps_a_case(omar, "Maya Sample")
    own = keeps_a_case(layla, "Sita Sample")
    office.carry(OMAR, LAYLA, DESK)
    office.carry(LAYLA, OMAR, DESK)
    with pytest.raises(people.LastTeam):
        people.remove_from_team(desk, row_of(desk, LAYLA).id, farwaniya.id)
    people.move_person(desk, row_of(desk, LAYLA).id, out_of=farwaniya.id, into=hawalli.id)
    office.news(LAYLA, OMAR)
    assert row_of(layla, LAYLA).teams == ("Hawalli",)
    assert layla.vault.home_team == bytes.fromhex(hawalli.id)
    queries.set_view(omar, before, "00" * 16, "after she has gone")
    after = keeps_a_case(omar, "Rima Sample")
    new = keeps_a_case(layla, "Nora Sample")
    office.carry(OMAR, LAYLA, DESK)
    office.carry(LAYLA, OMAR, DESK)
    assert not can_read(layla, after)
    assert "after she has gone" not in str(queries.case(layla, before).timeline)
    assert len(queries.case(layla, before).timeline) < len(queries.case(omar, before).timeline)
    assert can_read(layla, own)  # her own stay hers
    assert not can_read(omar, new)
    assert can_read(desk, new)
    office.leaves(LAYLA)
    assert office.comes(LAYLA).vault.home_team == bytes.fromhex(hawalli.id)


def test_a_team_has_another_name_and_the_same_key(office: Office):
    layla = office.joins(LAYLA)
    desk = office.sessions[DESK]
    team = team_called(desk, "Farwaniya")
    people.create_team(desk, "Hawalli")
    with pytest.raises(people.NameTaken):
        people.rename_team(desk, team.id, "hawalli")
    people.rename_team(desk, team.id, "Farwaniya and Ahmadi")
    people.rename_team(desk, team.id, "Farwaniya, Ahmadi")
    office.news(LAYLA)
    for session in (desk, layla):
        known = session.vault.directory.organisation.teams[bytes.fromhex(team.id)]
        assert (known.name, known.number) == ("Farwaniya, Ahmadi", 1)
    omar = office.joins(OMAR, team="Farwaniya, Ahmadi")
    assert row_of(omar, OMAR).teams == ("Farwaniya, Ahmadi",)
    people.withdraw_person(desk, row_of(desk, OMAR).id)
    assert team_called(desk, "Farwaniya, Ahmadi").id == team.id  # the new key keeps the name


def test_of_two_names_given_at_once_every_order_gives_the_same(office: Office):
    desk = office.sessions[DESK]
    team = team_called(desk, "Farwaniya")
    people.rename_team(desk, team.id, "One")
    entries = desk.vault.directory.organisation.entries
    (named,) = [raw for raw in entries if kinds.DirectoryEntry.parse(raw).kind == kinds.NAMED]
    other = Directory.read(entries[: entries.index(named)])
    keys = administration.registrar_key(desk)
    second = other.add(keys, kinds.NAMED, [bytes.fromhex(team.id), "Two", 1])
    there = Directory.read([*entries, second])
    back = Directory.read([*entries[: entries.index(named)], second, *entries[entries.index(named) :]])
    names = {one.teams[bytes.fromhex(team.id)].name for one in (there, back)}
    assert len(names) == 1


def test_all_computers_of_a_person_go_at_once_and_everything_written_stays(office: Office, tmp_path: Path):
    layla, omar = office.joins(LAYLA), office.joins(OMAR)
    desk = office.sessions[DESK]
    case = keeps_a_case(layla, "Maya Sample")
    office.carry(LAYLA, OMAR, DESK)
    with pytest.raises(people.OwnDevice):
        people.withdraw_person(desk, row_of(desk, DESK).id)
    done = people.withdraw_person(desk, row_of(desk, LAYLA).id)
    assert (done.person, done.teams) == (LAYLA, ("Farwaniya",))
    row = row_of(desk, LAYLA)
    assert (row.withdrawn, row.computers, row.former) == (True, (), (layla.vault.stream.hex(),))
    assert row.teams == ()
    office.news(OMAR, LAYLA)
    later = keeps_a_case(omar, "Rima Sample")
    office.carry(OMAR, LAYLA, DESK)
    assert case_verification.verify(omar, case).ok
    assert not can_read(layla, later)
    with pytest.raises(people.NoRecipient):
        people.add_to_team(desk, row.id, team_called(desk, "Farwaniya").id)
    assert post.export(desk, tmp_path).files


def test_an_invitation_is_listed_until_it_ends_and_lets_nobody_in_once_it_is_cancelled(office: Office, tmp_path: Path):
    desk, omar = office.sessions[DESK], office.sets_up(OMAR, "inspector")
    administration.invite(desk, tmp_path / "invitation", "Hawalli", days=2)
    (row,) = admission.invitations(desk)
    assert (row.team, row.places) == ("Hawalli", 0)
    membership.answer(omar, tmp_path / "invitation", tmp_path / "answer")
    administration.applicant(desk, tmp_path / "answer")
    (row,) = admission.invitations(desk)
    assert row.places == 1
    admission.cancel_invitation(desk, row.id)
    assert admission.invitations(desk) == []
    with pytest.raises(administration.InvitationOver):
        administration.admit(desk, tmp_path / "answer", tmp_path / "reply")
    with pytest.raises(administration.InvitationOver):
        admission.cancel_invitation(desk, row.id)
    with pytest.raises(NotTheDesk):
        admission.invitations(office.joins(LAYLA, news=False))
    administration.invite(desk, tmp_path / "again", days=1)
    office.people[DESK].clock.pass_(days=31)
    assert admission.invitations(desk) == []


def test_whoever_has_left_is_given_no_case(office: Office):
    layla, omar = office.joins(LAYLA), office.joins(OMAR, role="supervisor")
    case = keeps_a_case(omar, "Sita Sample")
    layla_row = case_access.find(omar, LAYLA)
    people.withdraw_person(office.sessions[DESK], row_of(office.sessions[DESK], LAYLA).id)
    office.news(OMAR)
    before = queries.case_of(omar, case).timeline
    for give in (case_access.reassign, case_access.hand_over, case_access.grant):
        with pytest.raises(case_access.NoRecipient):
            give(omar, case, layla_row)
    assert queries.case_of(omar, case).timeline == before
    assert LAYLA not in [row.name for row in case_access.recipients(omar)]
    assert [work.left for work in work_list.officers(omar) if work.name == LAYLA] in ([], [True])
    assert layla.vault.person.hex() == layla_row.id
