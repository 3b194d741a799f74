"""What computers and the desk can rely on when they call headquarters."""

import os
import threading
from dataclasses import replace

import pytest

from app.headquarters.rate_limits import Buckets, Rate
from app.seal import canonical, case_grant, envelope
from app.seal import directory as people
from app.seal.keys import DeviceKeys, Secret, derive, fresh_id
from app.sync import wire
from tests.headquarters.conftest import TOKEN, Hq
from tests.headquarters.office import Computer, Organisation, RefusedCall, outcomes, receipts


def id_of(raw: bytes) -> bytes:
    return envelope.peek_unverified(raw).id


@pytest.fixture
def omar(hq: Hq, team, layla: Computer) -> Computer:
    made = hq.office.joins("Omar", "supervisor", team)
    hq.line.learns(hq.office)
    return made


# -- pushing and pulling ---------------------------------------------------------------------


def test_what_layla_pushed_is_held_receipted_and_read_by_her_team(hq: Hq, layla: Computer, omar: Computer):
    case, raws = layla.works(4)
    pushed = hq.line.pushes(layla, *raws)
    assert outcomes(pushed) == ["new"] * 5
    assert receipts(pushed, hq.node.public) == {layla.stream: 5}
    fed = hq.line.feeds(omar)
    assert [(case[0], case[3]) for case in fed.cases] == [(case, 5)]
    assert hq.line.pulls(omar, case) == raws
    assert hq.line.feeds(omar, fed).cases == ()
    assert hq.line.pulls(layla, case, own=0) == [id_of(raw) for raw in raws]


def test_what_is_sent_again_because_the_answer_was_lost_is_kept_once(hq: Hq, layla: Computer):
    case, raws = layla.works(3)
    first = hq.line.pushes(layla, *raws)
    again = hq.line.pushes(layla, *raws, *raws)
    assert outcomes(again) == ["known"] * 8
    assert receipts(again, hq.node.public) == receipts(first, hq.node.public)
    assert hq.line.pulls(layla, case) == raws


def test_one_spoilt_envelope_keeps_no_other_out(hq: Hq, layla: Computer):
    case, raws = layla.works(3)
    told = envelope.peek_unverified(raws[1])
    spoilt = [
        canonical.encode([told.header_bytes, bytes(64), told.body]),
        canonical.encode([told.header_bytes, told.signature, told.body + b"x"]),
        b"no envelope",
        canonical.encode([b"", b"", b""]),
        canonical.encode([1, 2, 3]),
    ]
    pushed = hq.line.pushes(layla, raws[0], *spoilt[2:], spoilt[0], raws[2], raws[3])
    assert outcomes(pushed) == ["new", *["envelope_refused"] * 4, "new", "new"]
    assert receipts(pushed, hq.node.public) == {layla.stream: 1}
    assert outcomes(hq.line.pushes(layla, spoilt[1])) == ["envelope_refused"]
    assert outcomes(hq.line.pushes(layla, raws[1], spoilt[1])) == ["new", "new"]  # one id, kept once
    assert sorted(hq.line.pulls(layla, case)) == sorted(raws)


def test_a_receipt_never_reaches_over_a_hole(hq: Hq, layla: Computer):
    case, raws = layla.works(5)
    assert receipts(hq.line.pushes(layla, *raws[:2]), hq.node.public) == {layla.stream: 2}
    assert receipts(hq.line.pushes(layla, *raws[3:]), hq.node.public) == {layla.stream: 2}
    hello = hq.line.call(layla, wire.SayHello())
    assert hello.tips == ((2, id_of(raws[1])),)
    place = layla.stream, 6, id_of(raws[5])
    assert hq.line.call(layla, wire.AskReceipts((place,))).receipts == ()
    assert receipts(hq.line.pushes(layla, raws[2]), hq.node.public) == {layla.stream: 6}
    call = hq.line.call(layla, wire.AskReceipts((place, (layla.stream, 5, id_of(raws[5])))))
    assert receipts(call, hq.node.public) == {layla.stream: 6}
    assert len(hq.line.pulls(layla, case)) == 6


def test_both_branches_of_a_restored_computer_are_kept_and_the_desk_sees_it(hq: Hq, layla: Computer, omar: Computer):
    case, raws = layla.works(2)
    hq.line.pushes(layla, *raws)
    seq, prev, cases = layla.seq, layla.prev, dict(layla.cases)
    event = layla.says(case, "before its backup was restored")
    layla.seq, layla.prev, layla.cases = seq, prev, cases
    other = layla.says(case, "and after")
    hq.line.pushes(layla, event)
    pushed = hq.line.pushes(omar, other)  # a colleague hands it up
    assert outcomes(pushed) == ["new"]
    assert len(pushed.receipts) == 2
    hello = hq.line.call(layla, wire.SayHello())
    assert {tip for _, tip in hello.tips} == {id_of(event), id_of(other)}
    more = layla.says(case)
    assert {seq for seq, _ in hq.line.call(layla, wire.SayHello()).tips} == {4}
    hq.line.pushes(layla, more)
    states = {device[0]: device for device in hq.line.call(hq.office.desk, wire.Devices()).devices}
    assert states[layla.stream][2:] == (5, 1, 1, 0)
    assert sorted(hq.line.pulls(omar, case)) == sorted([*raws, event, other, more])


def test_an_author_not_known_yet_is_taken_once_the_directory_says_who_it_is(hq: Hq, layla: Computer):
    salma = hq.office.joins("Salma")
    case, raws = salma.works(1)
    assert outcomes(hq.line.pushes(layla, *raws)) == ["author_unknown"] * 2
    with pytest.raises(RefusedCall, match="device_unknown"):
        hq.line.call(salma, wire.SayHello())
    hq.line.learns(hq.office)
    assert outcomes(hq.line.pushes(layla, *raws)) == ["new"] * 2
    assert hq.line.pulls(salma, case) == raws


def test_whose_clock_is_ten_years_off_is_told_the_time_and_loses_nothing(hq: Hq, layla: Computer):
    case, raws = layla.works(1)
    off = hq.another()
    off.now = lambda: hq.clock[0] + 10 * 365 * 86_400
    answer = off.asks(layla, wire.Push(tuple(raws)))
    assert (answer.status, answer.refusal().kind) == (401, "clock_off")
    off.now = lambda: answer.refusal().time
    assert outcomes(off.pushes(layla, *raws)) == ["new"] * 2
    hq.clock[0] += wire.MAX_AGE_S + 1
    assert off.asks(layla, wire.SayHello()).refusal().kind == "clock_off"
    assert hq.line.pulls(layla, case) == raws


def test_have_names_what_is_missing_in_the_order_asked(hq: Hq, layla: Computer):
    _, raws = layla.works(2)
    hq.line.pushes(layla, raws[0])
    ids = tuple(map(id_of, reversed(raws)))
    assert hq.line.call(layla, wire.Have((*ids, *ids))).ids == ids[:2]


def test_a_long_case_comes_in_pages_and_each_holds_something(hq: Hq, layla: Computer):
    case, raws = layla.works(6, os.urandom(3000))
    hq.line.pushes(layla, *raws)
    after, found = 0, []
    while True:
        ((_, items, state),) = hq.line.call(layla, wire.Pull(((case, after),), 1, 1)).cases
        found += [raw for _, raw in items]
        after += len(items)
        if state == wire.DONE:
            break
        assert len(items) == 1
    assert found == raws


def test_who_may_not_read_a_case_learns_nothing_of_it(hq: Hq, layla: Computer, omar: Computer):
    salma = hq.office.joins("Salma")
    hq.line.learns(hq.office)
    case, raws = layla.works(2)
    hq.line.pushes(layla, *raws)
    asked = wire.Pull(((case, 0), (fresh_id(), 0)), 1000, 1)
    cases = hq.line.call(salma, asked).cases
    assert [each[1:] for each in cases] == [((), wire.NOT_YOURS)] * 2
    assert hq.line.feeds(salma).cases == ()


# -- the feed --------------------------------------------------------------------------------


def test_a_case_granted_late_comes_with_its_whole_history(hq: Hq, layla: Computer):
    other = hq.office.team("Jahra")
    salma = hq.office.joins("Salma", "inspector", other)
    hq.line.learns(hq.office)
    case, raws = layla.works(3)
    hq.line.pushes(layla, *raws)
    fed = hq.line.feeds(salma)
    assert fed.cases == ()
    grant = layla.grants(case, other)
    hq.line.pushes(layla, grant)
    later = hq.line.feeds(salma, fed)
    assert [(case[0], case[3]) for case in later.cases] == [(case, 5)]
    assert hq.line.pulls(salma, case) == [*raws, grant]


def test_grants_as_they_are_made_now_and_those_of_a_later_version_keep_nothing_back(
    hq: Hq, layla: Computer, omar: Computer, team
):
    case, first = layla.opens(None, layla.own)
    key = layla.case_keys[case]
    later = [[team.team, 1, 1, b"", {1: 2}], "?", 5]
    now = case_grant.write(case, layla.stream, [], key)
    reading = canonical.decode(now)[0][0]
    signing = DeviceKeys(derive(key, "sanad/1/read"), Secret())
    signature = signing.sign(b"sanad-read-1" + canonical.encode([case, layla.stream, later]))
    sent = [
        layla.orders(case, envelope.Kind.GRANT, body) for body in (now, canonical.encode([[reading, signature], later]))
    ]
    odd = layla.orders(case, envelope.Kind.GRANT, b"\xff")
    assert outcomes(hq.line.pushes(layla, first, *sent, odd)) == ["new"] * 4
    assert hq.line.pulls(omar, case) == [first, *sent, odd]


def test_who_joins_a_team_is_told_of_its_cases_from_the_beginning(hq: Hq, layla: Computer, team):
    salma = hq.office.joins("Salma")
    hq.line.learns(hq.office)
    case, raws = layla.works(1)
    hq.line.pushes(layla, *raws)
    fed = hq.line.feeds(salma)
    assert fed.cases == ()
    hq.office.into(salma, team)
    hq.line.learns(hq.office)
    again = hq.line.feeds(salma, fed)
    assert again.scope != fed.scope
    assert [case[0] for case in again.cases] == [case]


def test_a_long_feed_comes_in_pages_none_of_its_cases_left_out(hq: Hq, layla: Computer, omar: Computer):
    wanted = set()
    for _ in range(6):
        raws = []
        for _ in range(100):
            case, first = layla.opens()
            wanted.add(case)
            raws.append(first)
        hq.line.pushes(layla, *raws)
    found: list[bytes] = []
    fed = hq.line.feeds(omar)
    assert fed.more == 1
    found += [case[0] for case in fed.cases]
    while fed.more:
        fed = hq.line.feeds(omar, fed)
        found += [case[0] for case in fed.cases]
    assert sorted(found) == sorted(wanted)
    assert hq.line.feeds(omar, fed).cases == ()


def test_who_waits_for_news_is_told_at_once(hq: Hq, layla: Computer, omar: Computer):
    fed = hq.line.feeds(omar)
    told: list[wire.Fed] = []
    line = hq.another()
    waiting = threading.Thread(target=lambda: told.append(line.feeds(omar, fed, wait=25)))
    waiting.start()
    while not hq.node.waking.waiting:
        pass
    case, raws = layla.works(1)
    hq.line.pushes(layla, *raws)
    waiting.join(4)
    assert [case[0] for case in told[0].cases] == [case]


# -- withdrawn -------------------------------------------------------------------------------


def test_a_withdrawn_computer_hands_over_what_the_desk_knew_of_and_nothing_else(
    hq: Hq, layla: Computer, omar: Computer
):
    case, raws = layla.works(3)
    hq.office.withdraws(layla, (case, 2, id_of(raws[1])))
    hq.line.learns(hq.office)
    hello = hq.line.call(layla, wire.SayHello())
    assert (hello.revoked, hello.heads) == (1, ())
    other, strange = layla.works(1)
    pushed = hq.line.pushes(layla, *raws, *strange)
    assert outcomes(pushed) == ["new"] * 2 + ["author_withdrawn"] * 4
    assert hq.line.pulls(omar, case) == raws[:2]
    refused = tuple(id_of(raw) for raw in raws[2:])
    there = hq.line.call(layla, wire.Have((id_of(raws[0]), *refused)))
    assert there.ids == tuple(refused)
    asked = (
        wire.Pull(((case, 0),), 1, 1),
        wire.Feed(wire.NO_SCOPE, (), 0),
        wire.Directory((), (), 1),
        wire.BlobsHave(case, ()),
        wire.AskReceipts(()),
    )
    for each in asked:
        answer = hq.line.asks(layla, each)
        assert (answer.status, answer.refusal().kind) == (403, "device_withdrawn")
    assert other not in {case[0] for case in hq.line.feeds(omar).cases}


def test_who_is_no_desk_hears_nothing_of_answers_and_devices(hq: Hq, layla: Computer, omar: Computer):
    for who in (layla, omar):
        for each in (wire.Devices(), wire.AskBackup(), wire.Answers((), (), 0), wire.Reply(bytes(32), b"")):
            answer = hq.line.asks(who, each)
            assert (answer.status, answer.refusal().kind) == (403, "not_the_desk")


def test_more_envelopes_than_any_computer_sends_at_once_are_not_looked_at(hq: Hq, layla: Computer):
    _, raws = layla.works(1)
    answer = hq.line.asks(layla, wire.Push(tuple(raws[:1]) * 2049))
    assert (answer.status, answer.refusal().kind) == (413, "too_large")
    assert hq.line.asks(layla, wire.Push(tuple(raws[:1]) * 2048)).status == 200


# -- the directory ---------------------------------------------------------------------------


def test_anybody_may_bring_entries_and_only_those_that_hold_are_taken(hq: Hq, layla: Computer):
    before = hq.line.call(layla, wire.SayHello()).heads
    thief = Organisation(hq.node.public)
    forged = thief.say(people.PERSON, [fresh_id(), "Nobody", "desk", 1, []])
    call = hq.line.call(layla, wire.Directory(before, (forged, b"no entry"), 1 << 20))
    assert call.entries == ()
    hq.office.joins("Salma")
    new = hq.office.entries[-3:]
    hq.line.call(layla, wire.Directory(before, new, 1 << 20))
    news = hq.line.call(hq.office.desk, wire.Directory(before, (), 1 << 20))
    assert set(news.entries) == set(new)
    after = hq.line.call(layla, wire.SayHello()).heads
    assert hq.line.call(layla, wire.Directory(after, (), 1 << 20)).entries == ()


def test_the_directory_comes_in_pages(hq: Hq, layla: Computer):
    found: list[bytes] = []
    known = people.Directory()
    for _ in range(100):
        heads = tuple(tip for signer in known.chains for tip in known.tips(signer))
        news = hq.line.call(layla, wire.Directory(heads, (), 1))
        found += news.entries
        known.take(news.entries)
        if not news.more:
            break
    assert sorted(found) == sorted(hq.office.entries)


# -- claiming --------------------------------------------------------------------------------


def test_a_headquarters_is_claimed_once_by_who_has_its_card(unclaimed: Hq):
    hq = unclaimed
    ours, theirs = Organisation(hq.node.public), Organisation(hq.node.public)
    stranger = Organisation(DeviceKeys.fresh().public)
    layla = ours.joins("Layla")
    answer = hq.line.asks(layla, wire.SayHello())
    assert (answer.status, answer.refusal().kind) == (503, "not_claimed")

    def refused(who: Computer, organisation: Organisation, token: bytes) -> str:
        got = hq.line.asks(who, wire.Claim(token, organisation.entries))
        assert got.status != 200
        return got.refusal().kind

    assert refused(ours.desk, ours, bytes(32)) == "token_refused"
    assert refused(layla, ours, TOKEN) == "not_the_desk"
    assert refused(stranger.desk, stranger, TOKEN) == "token_refused"  # not certified there
    assert refused(theirs.desk, ours, TOKEN) == "device_unknown"
    impostor = replace(ours.desk, keys=DeviceKeys.fresh())
    assert refused(impostor, ours, TOKEN) == "not_signed"
    first = hq.line.claims(ours, TOKEN)
    assert hq.line.claims(ours, TOKEN) == first  # its answer was lost
    assert refused(theirs.desk, theirs, TOKEN) == "already_claimed"
    assert hq.line.call(layla, wire.SayHello()).epoch == first.epoch


# -- joining ---------------------------------------------------------------------------------


def test_an_answer_waits_for_the_desk_and_its_reply_for_who_answered(hq: Hq):
    invitation, file, reply = fresh_id(), os.urandom(300), os.urandom(3000)
    hash_ = hq.line.call(None, wire.Enrol(invitation, file)).hash
    assert hq.line.call(None, wire.Enrol(invitation, file)).hash == hash_
    assert hq.line.call(None, wire.EnrolReply(hash_, bytes(32), 0)).file == b""
    waiting = hq.line.call(hq.office.desk, wire.Answers((invitation,), (), 0))
    assert waiting.answers == ((hash_, file),)
    again = hq.line.call(hq.office.desk, wire.Answers((invitation,), (hash_,), 0))
    assert again.answers == ()
    told: list[bytes] = []
    line = hq.another()
    asked = wire.EnrolReply(hash_, bytes(32), 25)
    thread = threading.Thread(target=lambda: told.append(line.call(None, asked).file))
    thread.start()
    while not hq.node.waking.waiting:
        pass
    hq.line.call(hq.office.desk, wire.Reply(hash_, reply))
    thread.join(4)
    assert told == [reply]


def test_strangers_fill_no_room_of_invited_ones(hq: Hq):
    hq.node.strangers = Buckets(Rate(1000, 1))
    invited, strange = fresh_id(), fresh_id()
    hq.line.call(hq.office.desk, wire.Answers((invited,), (), 0))
    for _ in range(64):
        hq.line.call(None, wire.Enrol(strange, os.urandom(20)))
    with pytest.raises(RefusedCall, match="full"):
        hq.line.call(None, wire.Enrol(fresh_id(), os.urandom(20)))
    with pytest.raises(RefusedCall, match="too_large"):
        hq.line.call(None, wire.Enrol(invited, bytes((1 << 20) + 1)))
    file = os.urandom(20)
    hq.line.call(None, wire.Enrol(invited, file))
    call = hq.line.call(hq.office.desk, wire.Answers((invited,), (), 0))
    assert [each for _, each in call.answers] == [file]


def test_a_reply_to_nobody_is_refused(hq: Hq):
    answer = hq.line.asks(hq.office.desk, wire.Reply(bytes(32), b"reply"))
    assert (answer.status, answer.refusal().kind) == (404, "not_yours")


def test_what_comes_around_what_hung_is_whole_with_it(hq: Hq):
    """As files of a stick are passed on: the middle first, then what is before and after it."""
    layla = hq.office.joins("Layla")
    hq.line.learns(hq.office)
    raws = layla.works(8)[1]
    assert receipts(hq.line.pushes(layla, *raws[2:5]), hq.node.public) == {}
    pushed = hq.line.pushes(layla, *raws[5:7], *raws[:2], *raws[8:])
    assert receipts(pushed, hq.node.public) == {layla.stream: 7}
    pushed = hq.line.pushes(layla, raws[7])
    assert receipts(pushed, hq.node.public) == {layla.stream: len(raws)}
