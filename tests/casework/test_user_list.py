"""People, teams and computers as lists: what is amiss is found, in words that a person types."""

from datetime import UTC, datetime, timedelta

import pytest

from app.casework.organisation import administration, invitations
from app.casework.pages import user_list
from app.casework.pages.user_list import BACKUP, CONTACT, NAME, ComputerLine, PersonLine, ServerSays, UserList
from app.casework.session import registrar
from app.casework.session.colleagues import NoRecipient, NotTheDesk
from app.casework.session.registrar import YEARS_S, DirectorySigner
from app.casework.session.session import Session
from app.seal.directory import Device
from app.seal.keys import DeviceKeys, fresh_id, key_id
from tests.people import Person, Wrist

NOW = datetime(2026, 11, 24, 8, 20, tzinfo=UTC)
NAMES = ("نورة العتيبي", "عبدالله المطيري", "Maryam Al-Shammari")


@pytest.fixture
def desk(home):
    """Mona runs the organisation; Noura and Maryam inspect, Abdullah is at the shelter."""
    clock = Wrist()
    session = Person("منى الخالدي", home, "supervisor", clock=clock).sets_up()
    administration.create_organisation(session, "إدارة حماية العمالة", "هدى الصباح", "مفتشو الفروانية")
    book = DirectorySigner.of(session.vault, administration.registrar_key(session))
    receiving = DeviceKeys.fresh().receiving_public
    ids = []
    for at, name in enumerate(NAMES):
        person = fresh_id()
        book.person(person, name, "shelter" if at == 1 else "inspector", [])
        public = registrar.signing(bytes([at + 1]) * 32).public
        book.device(Device(key_id(public), person, public, receiving), session.now() + YEARS_S, 0)
        ids.append(person)
    book.new_team("حولي", ids[2:])
    with session.vault.transaction() as writer:
        book.learn(writer)
    yield session
    session.close()


def line_of(lists: UserList, name: str) -> PersonLine:
    return next(line for line in lists.people if line.name == name)


def names(lines) -> list[str]:
    return [line.name for line in lines]


def computer(id_: str, **facts) -> ComputerLine:
    return ComputerLine(
        id=id_,
        name=id_,
        person_id=f"p{id_}",
        person="",
        role="inspector",
        certified_at=NOW - timedelta(days=300),
        **facts,
    )


def listed(*lines: ComputerLine) -> UserList:
    people = tuple(PersonLine(id=line.person_id, name=line.name, computers=(line,)) for line in lines)
    return UserList(now=NOW, people=people, computers=lines, may_manage=True)


def test_the_laptop_that_was_silent_for_16_days_is_found_and_one_of_13_days_is_not():
    lists = listed(
        computer("HWL-LT-009", last_contact=NOW - timedelta(days=16)),
        computer("FRW-LT-014", last_contact=NOW - timedelta(days=13)),
        computer("FRW-PC-001", is_own=True),
    )
    assert names(lists.find("computers", "silent")) == ["HWL-LT-009"]
    assert names(lists.find("people", "silent")) == ["HWL-LT-009"]
    assert lists.number_of("computers", "silent") == lists.number_of("people", "silent") == 1


def test_one_that_was_never_heard_of_is_silent_two_weeks_after_it_was_let_in():
    fresh = ComputerLine(id="new", name="new", person_id="p", person="", role="", certified_at=NOW - timedelta(days=2))
    lists = listed(computer("never"), fresh)
    assert names(lists.find("computers", "silent")) == ["never"]


def test_without_a_backup_is_who_says_so_and_not_who_says_nothing():
    lists = listed(
        computer("none", reported=True),
        computer("old", reported=True, last_backup=NOW - timedelta(days=8)),
        computer("fine", reported=True, last_backup=NOW - timedelta(days=2)),
        computer("silent"),
    )
    assert names(lists.find("computers", "no_backup")) == ["none", "old"]
    assert names(lists.find("computers", sort=BACKUP)) == ["none", "old", "fine", "silent"]


def test_old_versions_and_open_disks_are_found():
    lists = listed(
        computer("a", is_old=True),
        computer("b", disk_encrypted=False),
        computer("c", disk_encrypted=True),
        computer("d"),
    )
    assert names(lists.find("computers", "old")) == ["a"]
    assert names(lists.find("computers", "not_encrypted")) == ["b"]


def test_whose_access_ended_is_in_no_list_but_its_own_and_among_what_is_searched(desk):
    lists = user_list.read(desk)
    maryam = line_of(lists, "Maryam Al-Shammari")
    administration.revoke(desk, maryam.computers[0].id)
    lists = user_list.read(desk)
    assert "Maryam Al-Shammari" not in names(lists.find("people"))
    assert names(lists.find("people", "ended")) == ["Maryam Al-Shammari"]
    assert names(lists.find("people", typed="maryam")) == ["Maryam Al-Shammari"]
    assert names(lists.find("people", "silent", typed="maryam")) == []
    assert lists.number_of("computers") == 3


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("نوره", ["نورة العتيبي"]),
        ("العتيبى", ["نورة العتيبي"]),
        ("shamm", ["Maryam Al-Shammari"]),
        ("maryam al", ["Maryam Al-Shammari"]),
        ("حولي", ["Maryam Al-Shammari"]),
        ("hammari", []),
        ("سميرة", []),
    ],
)
def test_people_are_found_by_name_and_team_however_they_are_spelt(desk, typed, found):
    assert names(user_list.read(desk).find("people", typed=typed)) == found


def test_a_person_is_found_by_the_name_of_the_computer(desk):
    lists = user_list.read(desk)
    noura = line_of(lists, "نورة العتيبي")
    assert names(lists.find("people", typed=noura.computers[0].name)) == ["نورة العتيبي"]
    assert names(lists.find("computers", typed="نورة")) == [noura.computers[0].name]


def test_what_the_server_said_counts_where_it_is_later(desk):
    noura = line_of(user_list.read(desk), "نورة العتيبي").computers[0]
    seen = datetime.fromtimestamp(desk.now(), UTC) - timedelta(days=16)
    lists = user_list.read(desk, {noura.id: ServerSays(seen, backlog=3, forked=True)})
    line = line_of(lists, "نورة العتيبي").computers[0]
    assert (line.last_contact, line.backlog, line.forked) == (seen, 3, True)
    assert names(lists.find("people", "silent")) == ["نورة العتيبي"]
    assert lists.find("people", sort=CONTACT)[0].name == "نورة العتيبي"


def test_the_order_is_by_team_and_another_one_by_name(desk):
    lists = user_list.read(desk)
    assert [line.teams[:1] for line in lists.find("people")] == [("حولي",), ("مكتب المقر",), (), ()]
    by_name = names(lists.find("people", sort=NAME))
    assert by_name[0] == "Maryam Al-Shammari"
    assert names(lists.find("people", sort=NAME, reverse=True)) == by_name[::-1]


def test_a_team_says_its_members_and_which_one_is_user_managements(desk):
    teams = {team.name: team for team in user_list.read(desk).teams}
    assert [name for _, name in teams["حولي"].members] == ["Maryam Al-Shammari"]
    assert [team.name for team in teams.values() if team.is_desk] == ["مكتب المقر"]


def test_whom_another_desk_let_in_is_found_by_the_second_one():
    lists = listed(computer("a", vouchable=True), computer("b"))
    assert names(lists.find("computers", "unvouched")) == ["a"]
    assert names(lists.find("people", "unvouched")) == ["a"]


def test_who_is_not_the_desk_may_see_and_not_manage(desk, monkeypatch):
    assert user_list.read(desk).may_manage
    with desk.vault.transaction() as writer:
        writer.run("DELETE FROM setting WHERE name = ?", (registrar.KEY,))
    lists = user_list.read(desk)
    assert not lists.may_manage
    assert not any(line.vouchable for line in lists.computers)
    assert invitations.open_invitations(desk) == []


# -- invitations ---------------------------------------------------------------------------------


def test_an_invitation_stands_among_the_people_until_it_is_cancelled(desk, tmp_path):
    invitations.invite(desk, tmp_path / "one", " فهد  العنزي ", "حولي")
    lists = user_list.read(desk)
    (line,) = lists.find("people", "invited")
    # it stands among the people, and is none
    assert len(lists.find("people")) == lists.number_of("people") + 1
    assert lists.number_of("people", "invited") == 1
    assert (line.name, line.teams, line.invitation.used) == ("فهد العنزي", ("حولي",), 0)
    assert user_list.read(desk).find("people")[-1].id == line.id
    invitations.cancel(desk, line.id)
    assert user_list.read(desk).find("people", "invited") == []
    with pytest.raises(administration.InvitationOver):
        invitations.cancel(desk, line.id)


def test_sent_again_it_is_another_file_and_the_former_one_is_over(desk, tmp_path):
    invitations.invite(desk, tmp_path / "one", "فهد العنزي", "حولي")
    (first,) = invitations.open_invitations(desk)
    desk.clock.pass_(days=29)
    written = invitations.send_again(desk, first.id, tmp_path / "two")
    (second,) = invitations.open_invitations(desk)
    assert (second.name, second.team) == (first.name, first.team)
    assert second.id != first.id
    assert second.until == written.until > first.until
    assert (tmp_path / "one").read_bytes() != (tmp_path / "two").read_bytes()
    with pytest.raises(administration.InvitationOver):
        invitations.send_again(desk, first.id, tmp_path / "three")


def test_one_that_has_expired_is_no_longer_listed(desk, tmp_path):
    invitations.invite(desk, tmp_path / "one", "", "حولي")
    assert len(invitations.open_invitations(desk)) == 1
    desk.clock.pass_(days=31)
    assert invitations.open_invitations(desk) == []


def test_only_the_desk_cancels_and_renews(desk, tmp_path):
    invitations.invite(desk, tmp_path / "one", "", "حولي")
    (invitation,) = invitations.open_invitations(desk)
    noura = line_of(user_list.read(desk), "نورة العتيبي").computers[0]
    with desk.vault.transaction() as writer:
        writer.run("DELETE FROM setting WHERE name = ?", (registrar.KEY,))
    with pytest.raises(NotTheDesk):
        invitations.cancel(desk, invitation.id)
    with pytest.raises(NotTheDesk):
        administration.renew_computer(desk, noura.id)


# -- a computer's admission ----------------------------------------------------------------------


def certified_until(session: Session, id_: str) -> int:
    return session.vault.directory.organisation.devices[bytes.fromhex(id_)].until


def test_an_admission_is_renewed_for_two_years_from_now(desk):
    noura = line_of(user_list.read(desk), "نورة العتيبي").computers[0]
    assert not administration.renew_computer(desk, noura.id)  # it is as long already
    desk.clock.pass_(days=100)
    assert administration.renew_computer(desk, noura.id)
    assert certified_until(desk, noura.id) == desk.now() + YEARS_S


def test_a_withdrawn_or_unknown_computer_is_not_renewed(desk):
    noura = line_of(user_list.read(desk), "نورة العتيبي").computers[0]
    administration.revoke(desk, noura.id)
    for id_ in (noura.id, "00" * 16, "nobody"):
        with pytest.raises(NoRecipient):
            administration.renew_computer(desk, id_)
