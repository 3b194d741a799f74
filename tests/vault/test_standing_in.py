"""Whose reading of a case ends with the time of a substitute, by who gave the case to whom."""

from app.seal import case_grant
from app.seal.keys import fresh_id
from app.vault import log, log_batch, stand_ins
from app.vault.stand_ins import StandInRow
from tests.vault.test_intake import Desk, desk, session

__all__ = ["desk", "session"]


def row(case: bytes, person: bytes, **fields: bool | bytes) -> StandInRow:
    named = {"ended": True, "own": False, "shared": False, "by_self": False, "others": b""} | fields
    return StandInRow(case, b"a" * 16, person, b"p" * 16, "Layla", 1, 2, **named)


def test_of_each_team_the_computer_that_gave_it_the_case_first_counts(desk: Desk):
    first, second = desk.office.team("First"), desk.office.team("Second")
    desk.case, grant = desk.omar.opens(None, desk.vault.team, first)
    desk.takes(grant)
    desk.takes(desk.omar.grants(desk.case, second))
    other = desk.office.joins("Sara Sample")
    other.case_keys[desk.case] = desk.omar.case_keys[desk.case]
    desk.takes(other.grants(desk.case, first, other.own))
    assert stand_ins.first_givers(desk.writer, desk.case) == {
        desk.omar.own.team: desk.omar.stream,
        desk.vault.team.team: desk.omar.stream,
        first.team: desk.omar.stream,
        second.team: desk.omar.stream,
        other.own.team: other.stream,
    }
    assert stand_ins.first_givers(desk.writer, fresh_id()) == {}


def test_with_a_substitute_end_the_own_team_and_those_that_he_alone_gave_the_case_to(desk: Desk):
    vault, sara = desk.vault, desk.office.joins("Sara Sample")
    given, kept, shared = (desk.office.team(name) for name in ("Given", "Kept", "Shared"))
    desk.case, grant = desk.omar.opens(None, vault.team, kept, sara.own)
    desk.takes(grant)
    sara.case_keys[desk.case] = desk.omar.case_keys[desk.case]
    desk.takes(sara.grants(desk.case, given, shared))

    def over(*rows: StandInRow) -> frozenset[bytes]:
        stand_ins.keep(desk.writer, desk.case, rows)
        return stand_ins.over(desk.writer, vault, desk.case)

    assert over() == frozenset()
    ended = row(desk.case, sara.person)
    assert over(ended) == {sara.own.team, given.team, shared.team}
    assert over(row(desk.case, sara.person, others=shared.team)) == {sara.own.team, given.team}
    others = sara.own.team + given.team
    assert over(row(desk.case, sara.person, others=others)) == {shared.team}
    for field in ("own", "shared"):
        assert over(row(desk.case, sara.person, **{field: True})) == frozenset()
    assert stand_ins.teams_of(others) == {sara.own.team, given.team}
    assert stand_ins.teams_of(b"") == set()
    ended_teams = over(ended)
    assert not log.complete(desk.writer, vault, desk.case)  # they lack nothing
    assert kept.team not in ended_teams


def test_what_is_written_after_a_time_is_over_is_under_a_key_that_the_substitute_lacks(desk: Desk):
    vault, sara = desk.vault, desk.office.joins("Sara Sample")
    desk.case, grant = desk.omar.opens(None, vault.team, sara.own)
    desk.takes(grant)
    log.append(desk.writer, vault, desk.case, b"\xa0")
    assert set(log.readers(desk.writer, vault, desk.case)) == {vault.team.team, sara.own.team, desk.omar.own.team}
    stand_ins.keep(desk.writer, desk.case, [row(desk.case, sara.person)])
    for _ in range(2):
        id_ = log.append(desk.writer, vault, desk.case, b"\xa1\x01\x01")
        header = log.lineage(desk.writer).find(id_)
        assert header.key_number == 2
    access = log.case_keys.access(desk.writer, vault, desk.case)
    readers = access.readers[access.keys[2][0]]
    assert set(readers) == {vault.team.team, desk.omar.own.team}
    for_her = log.append(desk.writer, vault, desk.case, b"\xa0", for_teams=[sara.own.team])
    assert log.lineage(desk.writer).find(for_her).key_number == 1
    assert len(log.events(desk.writer, vault, desk.case)) == 4


def test_a_case_of_this_computer_is_for_the_home_team_unless_it_is_restricted(desk: Desk):
    vault, home = desk.vault, desk.office.team("Home")
    desk.office.into(desk.omar, home)
    home_before, vault.home_team = vault.home_team, home.team
    try:
        for restricted, teams in ((False, {vault.team.team, home.team}), (True, {vault.team.team})):
            case = vault.new_case()
            log.append(desk.writer, vault, case, b"\xa0", restricted=restricted)
            assert set(log.readers(desk.writer, vault, case)) == teams
            kinds = desk.writer.rows("SELECT kind FROM envelope WHERE case_id = ? ORDER BY n", (case,))
            assert kinds == [(2,), (1,)]  # the grant comes before the event
            (body,) = desk.writer.row("SELECT body FROM envelope WHERE case_id = ?", (case,))
            assert set(case_grant.teams(body, case, vault.stream)) == teams  # may fetch it
    finally:
        vault.home_team = home_before


def test_whoever_lost_a_key_of_a_team_is_left_out_of_the_next(desk: Desk):
    vault, team = desk.vault, desk.office.team("Team")
    desk.office.into(desk.omar, team)
    desk.case, grant = desk.omar.opens(None, vault.team, team)
    desk.takes(grant)
    log.append(desk.writer, vault, desk.case, b"\xa0")
    assert log.key_of_all(vault, log.case_keys.access(desk.writer, vault, desk.case)) is not None
    desk.office.directory.teams[team.team].number = 2
    assert log.key_of_all(vault, log.case_keys.access(desk.writer, vault, desk.case)) is None
    id_ = log.append(desk.writer, vault, desk.case, b"\xa0")
    assert log.lineage(desk.writer).find(id_).key_number == 2
    assert log.readers(desk.writer, vault, desk.case)[team.team] == 2
    assert log.granted(desk.writer, vault, desk.case)[team.team] == 1
    id_ = log.append(desk.writer, vault, desk.case, b"\xa0")
    assert log.lineage(desk.writer).find(id_).key_number == 2  # nobody was withdrawn since


def test_the_first_word_in_each_of_many_cases_of_a_colleague_begins_a_chain(desk: Desk):
    desk.takes(desk.shares())
    of_omar = desk.case
    case = desk.vault.new_case()
    events = {of_omar: b"\xa0", case: b"\xa1\x01\x01"}
    ids = log_batch.append_each(desk.writer, desk.vault, events)
    headers = {id_: log.lineage(desk.writer).find(ids[id_]) for id_ in events}
    assert (headers[of_omar].case_seq, headers[of_omar].case_prev) == (1, bytes(32))
    assert headers[case].case_seq == 2  # after the grant of its key
    for id_, event in events.items():
        assert log.events(desk.writer, desk.vault, id_)[0].event == event
    assert log_batch.append_each(desk.writer, desk.vault, {}) == {}
