"""Who may have a case: whom its grants name, as far as headquarters can check them without a key."""

import os

import pytest

from app.seal import canonical, case_grant, envelope
from app.seal.case_grant import Item
from app.seal.envelope import Kind
from app.seal.keys import DeviceKeys, Secret, TeamKey, derive, digest, fresh, fresh_id
from app.sync import wire
from tests.headquarters.conftest import Hq
from tests.headquarters.office import Computer, outcomes
from tests.headquarters.test_blobs import gets, puts
from tests.headquarters.test_calls import omar

__all__ = ["omar"]  # a fixture


@pytest.fixture
def mallory(hq: Hq) -> Computer:
    """Certified, with a team of her own, and of none that reads anything."""
    computer = hq.office.joins("Mallory Sample")
    hq.line.learns(hq.office)
    return computer


def _may_have(hq: Hq, computer: Computer, case: bytes) -> bool:
    """Both ways of asking agree."""
    (_, items, state) = hq.line.call(computer, wire.Pull(((case, 0),), 1 << 20, 1)).cases[0]
    listed = case in {case[0] for case in hq.line.feeds(computer).cases}
    assert (state != wire.NOT_YOURS) is bool(items) is listed
    return listed


def _item(team: TeamKey, key: bytes, case: bytes) -> Item:
    wrapped = team.wrap(case, 1, key)
    proof = case_grant.proof(key, case, [team.team, team.number, 1, wrapped, b""])
    return Item(team.team, team.number, 1, wrapped, b"", proof)


def _signed_by(key: bytes, case: bytes, stream: bytes, listed: object) -> list[bytes]:
    signing = DeviceKeys(derive(key, "sanad/1/read"), Secret())
    return [signing.public, signing.sign(b"sanad-read-1" + canonical.encode([case, stream, listed]))]


def test_who_knows_a_cases_id_alone_gets_nothing_of_it(hq: Hq, layla: Computer, omar: Computer, mallory: Computer):
    case, raws = layla.works(2)
    hq.line.pushes(layla, *raws)
    other_key = fresh()
    items = [_item(mallory.own, other_key, case)]
    listed = [item.stored() for item in items]
    first = envelope.peek_unverified(raws[0])
    copied = canonical.decode(first.body)[0]
    tries = [
        canonical.encode([[], listed]),  # as of what has an id of its own
        canonical.encode([_signed_by(other_key, case, mallory.stream, listed), listed]),
        canonical.encode([copied, listed]),  # the word of who may, for another list
        canonical.encode([[copied[0], bytes(64)], listed]),
        canonical.encode(listed),
        canonical.encode([copied, canonical.decode(first.body)[1]]),  # as it stands, by another
    ]
    sent = [mallory.orders(case, Kind.GRANT, body) for body in tries]
    mallory.case_keys[case] = other_key
    sent.append(mallory.says(case, "who writes here does not get it for that"))
    assert outcomes(hq.line.pushes(mallory, *sent)) == ["new"] * len(sent)
    assert not _may_have(hq, mallory, case)
    assert _may_have(hq, omar, case)  # the last of them names his team too
    chunk = os.urandom(300)
    puts(hq, layla, case, chunk)
    assert gets(hq, mallory, case, digest(chunk)).refusal().kind == "not_yours"
    assert gets(hq, omar, case, digest(chunk)).status == 200


def test_a_word_for_one_case_or_by_one_computer_is_none_for_another(hq: Hq, layla: Computer, mallory: Computer):
    case, raws = layla.works(1)
    hers, of_hers = mallory.opens(None, mallory.own)
    hq.line.pushes(layla, *raws)
    hq.line.pushes(mallory, of_hers)
    listed = [_item(mallory.own, mallory.case_keys[hers], case).stored()]
    bodies = [
        canonical.encode([_signed_by(mallory.case_keys[hers], case, mallory.stream, listed), listed]),
        # somebody who reads it signed this list as Layla's, for another computer to send
        canonical.encode([_signed_by(layla.case_keys[case], case, layla.stream, listed), listed]),
        canonical.encode([_signed_by(layla.case_keys[case], hers, mallory.stream, listed), listed]),
    ]
    hq.line.pushes(mallory, *(mallory.orders(case, Kind.GRANT, body) for body in bodies))
    assert not _may_have(hq, mallory, case)
    assert _may_have(hq, mallory, hers)


def test_who_reads_a_case_gives_it_on(hq: Hq, layla: Computer, omar: Computer, mallory: Computer):
    case, raws = layla.works(1)
    hq.line.pushes(layla, *raws)
    omar.case_keys[case] = layla.case_keys[case]
    hq.line.pushes(omar, omar.grants(case, mallory.own))
    assert _may_have(hq, mallory, case)


def test_a_journal_is_given_to_whom_its_own_person_names(hq: Hq, layla: Computer, omar: Computer, mallory: Computer):
    journal = case_grant.unbound_id()
    _, first = layla.opens(journal, layla.own)
    hq.line.pushes(layla, first, layla.says(journal, "looked at a restricted case"))
    mallory.case_keys[journal] = fresh()
    hq.line.pushes(mallory, mallory.grants(journal, mallory.own))
    assert not _may_have(hq, mallory, journal)
    assert not _may_have(hq, omar, journal)
    again = hq.office.joins("Layla Sample", person=layla.person)  # her other computer
    hq.line.learns(hq.office)
    again.case_keys[journal] = layla.case_keys[journal]
    hq.line.pushes(again, again.grants(journal, omar.own))
    assert _may_have(hq, omar, journal)


def test_what_a_team_shares_is_given_by_any_grant(hq: Hq, layla: Computer, mallory: Computer, team: TeamKey):
    _, first = layla.opens(team.team, layla.own)
    hq.line.pushes(layla, first)
    assert not _may_have(hq, mallory, team.team)
    mallory.case_keys[team.team] = fresh()
    hq.line.pushes(mallory, mallory.grants(team.team, mallory.own))
    assert _may_have(hq, mallory, team.team)


def test_who_wrote_in_a_case_brings_the_files_of_the_record_and_fetches_none(
    hq: Hq, layla: Computer, mallory: Computer
):
    case, raws = layla.works(1)
    hq.line.pushes(layla, *raws)
    chunk = os.urandom(300)
    assert puts(hq, mallory, case, chunk).refusal().kind == "not_yours"
    mallory.case_keys[case] = fresh()
    hq.line.pushes(mallory, mallory.says(case))
    assert puts(hq, mallory, case, chunk).status == 200
    assert gets(hq, mallory, case, digest(chunk)).refusal().kind == "not_yours"


def test_an_id_drawn_by_chance_never_looks_like_one_made_from_a_key(monkeypatch):
    drawn = iter([bytes(14) + b"\x5a\x01", bytes(16)])
    monkeypatch.setattr("os.urandom", lambda size: next(drawn))
    assert case_grant.unbound_id() == bytes(16)


def test_of_teams_beyond_a_thousand_or_with_odd_names_a_grant_says_nothing():
    key = fresh()
    case, stream = case_grant.case_id(key), fresh_id()

    def teams(listed: list[object]) -> tuple[bytes, ...]:
        body = canonical.encode([_signed_by(key, case, stream, listed), listed])
        return case_grant.teams(body, case, stream)

    named = [[number.to_bytes(16, "big")] for number in range(1001)]
    assert len(teams([*named[:1000]])) == 1000
    assert teams([*named]) == ()
    assert teams([[b"short"], "text", [], [5], [{1: 2}], [[b"x" * 16]], [b"t" * 16, {1: 2}]]) == (b"t" * 16,)
