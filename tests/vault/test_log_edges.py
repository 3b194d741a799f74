"""The log of a case and the look over it: places, keys, damage, and who is told apart from whom."""

import os
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from app.casework.session.session import EventAppender, Session
from app.seal import case_grant, envelope, erasure
from app.seal.directory import A_TEAM, OWN_TEAM, Directory, Team
from app.seal.envelope import EnvelopeRefused, Kind, LogPosition
from app.seal.keys import DeviceKeys, TeamKey, digest, fresh, fresh_id
from app.vault import (
    apart,
    audit,
    case_keys,
    chunks,
    copies,
    database,
    erasures,
    grants,
    intake,
    log,
    log_batch,
    organisation,
    waiting,
)
from app.vault.audit import LogProblem
from app.vault.case_keys import NoKeyYet
from app.vault.vault import database_key, keep_setting, setting
from tests.people import Person, keeps_a_case
from tests.undone import undone


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory):
    made = Person("ليلى السالم", tmp_path_factory.mktemp("log")).sets_up()
    yield made
    made.close()


@pytest.fixture
def case(session: Session) -> bytes:
    return bytes.fromhex(keeps_a_case(session, "Maya Sample"))


def _numbers_of_keys(source: database.Database | database.Writer, case: bytes) -> list[int]:
    return sorted({item.number for item in case_keys.items(source, case)})


def spoils(session: Session, statement: str, *values: object) -> None:
    """What somebody does to the file who has its key."""
    (records,) = session.vault.folder.path.glob("records-*.db")
    with closing(database.connected(records, database_key(session.vault.master))) as connection:
        for trigger in ("envelope_stays", "envelope_unchanged"):
            connection.execute(f"DROP TRIGGER IF EXISTS {trigger}")
        connection.execute(statement, values)
        connection.commit()


def ids(session: Session, case: bytes) -> list[tuple[bytes, int]]:
    return session.vault.database.rows("SELECT id, kind FROM envelope WHERE case_id = ? ORDER BY n", (case,))


def test_of_a_case_each_damaged_record_is_named_and_of_others_none(layla: Person):
    with closing(layla.sets_up()) as session:
        vault = session.vault
        case, other = (bytes.fromhex(keeps_a_case(session, name)) for name in ("Maya", "Sita"))
        records, rest = ([id_ for id_, _ in ids(session, case)], [id_ for id_, _ in ids(session, other)])

        def looks() -> tuple[int, list[LogProblem], list[bool], list[type]]:
            with closing(vault.reader()) as reader:
                number, problems = audit.verify(reader, vault, case)
                damaged = [audit.is_damaged(reader, vault, id_) for id_ in (case, other)]
                return (number, problems, damaged, [type(error) for error in audit.audit(reader, vault)])

        assert looks() == (len(records), [], [False, False], [])
        last = records[-1]
        spoils(session, "UPDATE envelope SET body = CAST(body || x'00' AS BLOB) WHERE id = ?", last)
        damaged = LogProblem("damaged", last, vault.stream)
        number, problems, are_damaged, errors = looks()
        assert (number, problems, are_damaged) == (len(records), [damaged], [True, False])
        assert set(errors) == {EnvelopeRefused}
        spoils(session, "UPDATE envelope SET header = CAST(header || x'00' AS BLOB) WHERE id = ?", last)
        assert looks()[:3] == (len(records), [LogProblem("damaged", b"", b"")], [True, False])
        spoils(session, "DELETE FROM envelope WHERE id = ?", last)
        assert looks()[:3] == (len(records) - 1, [], [False, False])
        spoils(session, "DELETE FROM envelope WHERE id = ?", rest[0])
        with closing(vault.reader()) as reader:
            _, problems = audit.verify(reader, vault, other)
        assert LogProblem("missing", rest[1], vault.stream) in problems


def test_what_was_destroyed_by_order_is_looked_at_by_its_header(session: Session, case: bytes):
    last = ids(session, case)[-1][0]
    with session.vault.transaction() as writer:
        writer.run("INSERT INTO erased VALUES (?, ?, ?)", (last, case, bytes(32)))
        writer.run("UPDATE envelope SET body = x'' WHERE id = ?", (last,))
    assert audit.verify(session.vault.database, session.vault, case)[1] == []
    assert not audit.is_damaged(session.vault.database, session.vault, case)


def test_a_next_record_follows_the_last_of_its_stream_and_of_its_case(session: Session, case: bytes):
    vault, other = session.vault, fresh_id()
    with vault.transaction() as writer:
        seq, tip = log.last_of_stream(writer, vault)
        last, _ = ids(session, case)[-1]
        place = log.place(writer, vault, case)
        assert (place.seq, place.prev, place.case_prev) == (seq, tip, last)
        assert place.case_seq == len(ids(session, case))
        assert log.place(writer, vault, other) == LogPosition(other, vault.stream, seq, tip, 0, bytes(32))
        elsewhere = replace(vault, stream=fresh_id())
        assert log.last_of_stream(writer, elsewhere) == (0, bytes(32))
        assert (log.has(writer, case), log.has(writer, other)) == (True, False)


def test_what_a_case_has_is_listed_in_its_order(session: Session, case: bytes):
    vault = session.vault
    events = [id_ for id_, kind in ids(session, case) if kind == Kind.EVENT]
    assert [event.id for event in log.events(vault.database, vault, case)] == events
    assert [event.id for event in log.events(vault.database, vault, case, [events[-1]])] == events[-1:]
    assert [id_ for id_, size in log.event_sizes(vault.database, case) if size > 40] == events
    assert case in log.cases(vault.database, vault)
    assert vault.id not in log.cases(vault.database, vault)
    assert _numbers_of_keys(vault.database, case) == [1]
    assert log.readers(vault.database, vault, case) == {vault.team.team: 1}
    assert log.granted(vault.database, vault, case) == {vault.team.team: 1}
    everything = vault.database.number("SELECT count(*) FROM envelope WHERE kind = 1")
    assert log.count(vault.database) == everything
    lineage = log.lineage(vault.database)
    assert lineage.find(events[0]).case == case
    assert lineage.find(bytes(32)) is None


def test_a_header_is_known_from_what_waits_and_from_what_is_kept_apart(session: Session, case: bytes):
    vault = session.vault
    with undone(vault) as writer:
        waits, aside = (
            envelope.seal_public(b"x", Kind.BLOBS, LogPosition(case, vault.stream, n), vault.device) for n in (90, 91)
        )
        waiting.keep(writer, vault, waits.to_bytes(), "no_key_yet", waits.id)
        apart.keep(writer, aside.id, aside)
        lineage = log.lineage(writer)
        assert [lineage.find(id_).seq for id_ in (waits.id, aside.id)] == [91, 92]


def test_a_team_without_members_is_given_nothing_more(session: Session, case: bytes):
    vault = session.vault
    teams = [
        Team(fresh_id(), f"T{n}", 1, TeamKey(fresh_id(), 1, fresh()).public, A_TEAM, members)
        for n, members in enumerate((set(), {vault.person}))
    ]
    known = vault.directory.organisation.teams
    with undone(vault) as writer:
        try:
            known |= {team.id: team for team in teams}
            assert log.grant(writer, vault, case, teams)
            assert not log.grant(writer, vault, case, teams)  # nothing is missing
            assert set(log.readers(writer, vault, case)) == {vault.team.team, *(team.id for team in teams)}
            access = case_keys.access(writer, vault, case)
            assert [team.id for team in log._reading(vault, access)] == [teams[1].id]
            assert log.shares(vault) == {team.id for team in teams}
            number, key = log.key_of_all(vault, access)
            assert (number, key) == (1, access.keys[1][0])
            teams[1].number = 2  # somebody was withdrawn from it since
            assert log.key_of_all(vault, access) is None
            pen = EventAppender(session, writer, case)
            pen.say("answers given", {"interview": fresh_id(), "facts": {}, "answers": []})
            assert _numbers_of_keys(writer, case) == [1, 2]
            again = case_keys.access(writer, vault, case)
            assert set(again.keys) == {1, 2}
            assert teams[0].id not in again.readers[again.keys[2][0]]
            assert teams[1].id in again.readers[again.keys[2][0]]
            assert vault.team.team in again.readers[again.keys[2][0]]
            assert log.granted(writer, vault, case)[teams[1].id] == 1
        finally:
            for team in teams:
                known.pop(team.id, None)


def test_a_team_whose_time_is_over_is_given_nothing_that_it_lacks(session: Session, case: bytes):
    vault = session.vault
    key = TeamKey(fresh_id(), 1, fresh())
    team = Team(key.team, "T", 1, key.public, A_TEAM, {vault.person})
    mine = vault.team.team
    with undone(vault) as writer:
        vault.directory.organisation = Directory(teams={team.id: team})
        first, second = fresh(), fresh()
        readers = {bytes(first): {mine: 1, team.id: 1}, bytes(second): {mine: 1}}
        lacking = grants.Access({1: [first], 2: [second]}, readers)
        assert not log._complete(writer, vault, case, lacking, {team.id})
        assert log.readers(writer, vault, case) == {mine: 1}
        whole = grants.Access({1: [first]}, readers)
        assert not log._complete(writer, vault, case, whole, ())  # it lacks nothing
        assert log._complete(writer, vault, case, lacking, ())
        assert log.readers(writer, vault, case) == {mine: 1, team.id: 1}
        assert not log._complete(writer, vault, case, lacking, ())


def test_of_who_says_something_of_an_order_the_own_note_goes_with_the_rest(session: Session, case: bytes):
    vault = session.vault
    note, other = (bytes.fromhex(keeps_a_case(session, name)) for name in ("Rita", "Sara"))
    own, (strange, _) = erasures.ids_of(vault.database, note)[-1], ids(session, other)[-1]
    with undone(vault) as writer:
        notes = [(vault.stream, own), (fresh_id(), strange)]
        order = SimpleNamespace(case=note, id=bytes(32), order=erasure.Order(()), notes=notes)
        record = erasures.CarriedOutOrder(bytes(32), note, "R1", "a reason", 7, ())
        assert record.copies == ()
        erasures.carry_out(writer, vault, order, record)
        erased = writer.rows("SELECT id, order_id FROM erased WHERE case_id = ?", (note,))
        assert erased == [(own, bytes(32))]
        assert own not in erasures.ids_of(writer, note)


def test_for_whom_a_case_is_closed_the_last_key_that_they_have_is_used(session: Session, case: bytes):
    vault = session.vault
    with undone(vault) as writer:
        assert log._key_of(writer, vault, case, ()) is None
        assert log._key_of(writer, vault, case, [fresh_id()]) is None
        number, key = log._key_of(writer, vault, case, [fresh_id(), vault.team.team])
        access = case_keys.access(writer, vault, case)
        assert (number, key) == (1, access.keys[1][0])


def test_without_any_key_of_a_case_that_is_here_nothing_is_written_in_it(session: Session):
    vault = session.vault
    case = vault.new_case()
    with undone(vault) as writer:
        log.insert(writer, vault, envelope.seal_public(b"", Kind.BLOBS, log.place(writer, vault, case), vault.device))
        with pytest.raises(NoKeyYet):
            log.append(writer, vault, case, b"\xa0")
        assert log.key_of_all(vault, case_keys.access(writer, vault, case)) is None


def sealed_by(keys: DeviceKeys, case: bytes, seq: int, content: bytes = b"x") -> envelope.Envelope:
    stream = envelope.key_id(keys.public)
    return envelope.seal_public(content, Kind.BLOBS, LogPosition(case, stream, seq), keys)


def test_what_waits_is_tried_in_the_order_in_which_it_came(session: Session, case: bytes):
    vault = session.vault
    stranger = DeviceKeys.fresh()
    with undone(vault) as writer:
        first, second = (sealed_by(stranger, case, n).to_bytes() for n in (1, 2))
        for raw in (first, second):
            waiting.keep(writer, vault, raw, "author_unknown")
        waiting.keep(writer, vault, first, "later_missing")
        assert {(raw, why) for _, raw, why in waiting.rows(writer)} == {
            (first, "later_missing"),
            (second, "author_unknown"),
        }
        assert writer.rows("SELECT DISTINCT about FROM waiting") == [(b"",)]
        waiting.remove(writer, waiting.rows(writer)[0][0])
        assert len(waiting.rows(writer)) == 1
        grant = envelope.seal_public(b"g", Kind.GRANT, LogPosition(case, vault.stream, 90), vault.device)
        waiting.keep(writer, vault, grant.to_bytes(), NoKeyYet.kind())
        waiting.keep(writer, vault, sealed_by(stranger, case, 3).to_bytes(), NoKeyYet.kind())
        assert [sealed.id for sealed, _ in waiting.grants(writer)] == [grant.id]
        with pytest.raises(envelope.AuthorUnknown):
            intake.receive(writer, vault, first, lambda _: 0)


def kept_apart(writer: database.Writer, case: bytes, keys: DeviceKeys, *sizes: int) -> list[bytes]:
    records = [sealed_by(keys, case, n, bytes(size)) for n, size in enumerate(sizes)]
    for record in records:
        apart.keep(writer, record.id, record)
    return [record.id for record in records]


def test_what_is_kept_apart_is_counted_by_computer_and_emptied_once_it_is_put_away(session: Session, case: bytes):
    vault, one, two = session.vault, DeviceKeys.fresh(), DeviceKeys.fresh()
    with undone(vault) as writer:
        first = kept_apart(writer, case, one, 3, 4)
        second = kept_apart(writer, case, two, 5)
        stream, other = (envelope.key_id(keys.public) for keys in (one, two))
        assert [apart.size_of(writer, case, id_) for id_ in (stream, other, fresh_id())] == [7, 5, 0]
        assert apart.ids_of(writer, case, stream) == sorted(first)
        assert set(apart.ids_of(writer, case)) == {*first, *second}
        assert apart.here(writer, [*first, bytes(32)]) == set(first)
        assert apart.header(writer, first[0]).stream == stream
        assert apart.header(writer, bytes(32)) is None
        groups = {group.stream: group for group in apart.groups(writer)}
        assert (groups[stream].number, groups[stream].size, groups[stream].disposed) == (2, 7, 0)
        apart.dispose(writer, case, [first[0]])
        assert apart.disposed(writer, [*first, *second]) == {(first[0], case)}
        assert apart.disposed_in(writer, case) == {first[0]}
        assert apart.size_of(writer, case, stream) == 4
        assert {group.stream: group.disposed for group in apart.groups(writer)} == {stream: 1, other: 0}
        apart.empty(writer, case)
        assert (apart.size_of(writer, case, stream), apart.size_of(writer, case, other)) == (0, 0)
        many = [n.to_bytes(32, "big") for n in range(300)]
        assert apart.here(writer, [*many, first[0], *many, second[0]]) == {first[0], second[0]}
        assert len(apart.disposed(writer, [*many, first[0]])) == 1
        used = apart.used(writer, case, vault.stream)
        assert used.records == len(ids(session, case))
        assert used.size == writer.number("SELECT sum(length(body)) FROM envelope WHERE case_id = ?", (case,))
        assert apart.used(writer, case, fresh_id()) == type(used)()


def test_a_key_of_a_case_is_wrapped_by_who_has_the_teams_key_and_sealed_by_others(session: Session, case: bytes):
    vault, key = session.vault, fresh()
    theirs = TeamKey(fresh_id(), 3, fresh())
    team = Team(theirs.team, "T", 3, theirs.public, A_TEAM)
    mine = vault.own_team()
    assert mine == Team(vault.team.team, "", 1, vault.team.public, OWN_TEAM, members={vault.person})
    access = grants.access({**vault.keyring, (team.id, 3): [theirs]}, case, [])
    assert access.keys == {}
    for ring, team_, size in (
        (vault.keyring, mine, 60),
        (vault.keyring, team, 1168),
        ({(team.id, 3): [theirs]}, team, 60),
    ):
        wrapped = organisation.wrapped(ring, team_, case, 1, key)
        assert len(wrapped) == size
        (item,) = grants.give(ring, case, 1, key, b"", [team_])
        assert organisation.by_member(item) == (size == 60)
        opener = {(team.id, 3): [theirs]} if team_ is team else vault.keyring
        assert organisation.unwrapped(opener, case, item) == [key]
        assert organisation.unwrapped({}, case, item) == []
        assert item.proves(key, case)
        assert not item.proves(fresh(), case)


def test_a_setting_is_what_was_kept_last(session: Session):
    vault = session.vault
    assert setting(vault.database, "a word") is None
    for value in (b"1", b"22"):
        keep_setting(vault, "a word", value)
    assert setting(vault.database, "a word") == b"22"
    assert len(vault.new_case()) == 16
    case = vault.new_case()
    assert vault.first_key(case) == vault.first_key(case)
    assert vault.first_key(fresh_id()) != vault.first_key(fresh_id())


def test_an_order_is_carried_out_on_what_it_names_and_is_remembered(tmp_path: Path):
    with closing(Person("Omar Sample", tmp_path, "supervisor").sets_up()) as session:
        vault, source = session.vault, session.vault.database
        case, other = (bytes.fromhex(keeps_a_case(session, name)) for name in ("Maya", "Sita"))
        *others, named = bodies = erasures.ids_of(source, case)
        assert bodies == [id_ for id_, _ in ids(session, case)]
        assert erasures.came_first(source, case) is not None
        assert erasures.came_first(source, fresh_id()) is None
        assert erasures.orders(source, vault, case).orders == ()
        note = bytes.fromhex(keeps_a_case(session, "Rita"))
        events = [id_ for id_, kind in ids(session, note) if kind == Kind.EVENT]
        with vault.transaction() as writer:
            for content in (b"1", b"2"):
                chunks.put(writer, case, digest(content), content)
            order = erasures.say(writer, vault, case, erasure.Order((named,), (digest(b"1"),)))
            assert apart.count_statements(writer, case, vault.stream) == (1, 0)
            assert apart.count_statements(writer, case, fresh_id()) == (0, 0)
            kept_apart(writer, case, DeviceKeys.fresh(), 3)
            orders = erasures.orders(writer, vault, case)
            (state,) = orders.orders
            assert (state.id, state.case, state.ordered.person) == (order.id, case, vault.person)
            assert orders.by_id(order.id) == state
            assert orders.by_id(bytes(32)) is None
            assert orders.arrived == {order.id: vault.now()}
            assert erasures.ordered_by(writer, case, vault.stream) == {order.id}
            assert erasures.ordered_by(writer, case, fresh_id()) == set()
            assert erasures.ordered_by(writer, other, vault.stream) == set()
            assert not erasures.is_done(writer, order.id)
            assert erasures.with_orders(writer) == [case]
            assert erasures.there_since(writer, case) == 0
            assert erasures.sent_to(writer, case, [order.id], fresh_id()) == 0
            assert not erasures._is_of_another(writer, events[0], vault.stream)
            assert erasures._is_of_another(writer, events[0], fresh_id())
            assert erasures._is_of_another(writer, order.id, vault.stream)  # no event
            assert not erasures._is_of_another(writer, bytes(32), vault.stream)
            record = erasures.CarriedOutOrder(
                order.id, case, "R1", "a reason", 7, (vault.stream, bytes(16)), [["paper", 1]]
            )
            erasures.carry_out(writer, vault, state, record)
            again = replace(record, reason="another")
            erasures.carry_out(writer, vault, state, again)
            assert erasures.is_done(writer, order.id)
            erasures.say(writer, vault, case, erasure.ErasureReport(order.id))
            assert apart.count_statements(writer, case, vault.stream) == (0, 1)
            (done,) = erasures.done(writer)
            assert done == replace(record, readers=(bytes(16), vault.stream))
            assert erasures.readers_of(writer, case) == {bytes(16), vault.stream}
            assert erasures.readers_of(writer, other) == set()
            assert named not in erasures.ids_of(writer, case)
            assert erasures.ids_of(writer, case) == others
            assert len(erasures.ids_of(writer, other)) == len(ids(session, other))
            assert chunks.here(writer, case) == {digest(b"2")}
            assert writer.number("SELECT sum(length(body)) FROM apart") == 0
            assert writer.rows("SELECT id, case_id, order_id FROM erased WHERE id = ?", (named,)) == [
                (named, case, order.id)
            ]
            assert audit.verify(writer, vault, case)[1] == []


def test_what_waits_of_an_erased_record_comes_in_without_its_body(session: Session, case: bytes):
    vault = session.vault
    with undone(vault) as writer:
        place = log.place(writer, vault, case)
        sealed = envelope.seal_public(b"secret", Kind.BLOBS, place, vault.device)
        strange = sealed_by(DeviceKeys.fresh(), case, 1)
        for record in (sealed, strange):
            waiting.keep(writer, vault, record.to_bytes(), "no_key_yet", record.id)
            writer.run("INSERT INTO erased VALUES (?, ?, ?)", (record.id, case, bytes(32)))
            erasures._take_bare(writer, vault, record.id)
        assert writer.rows("SELECT body FROM envelope WHERE id = ?", (sealed.id,)) == [(b"",)]
        ((_, raw, why),) = waiting.rows(writer)
        assert (envelope.peek_unverified(raw).body, why) == (b"", "author_unknown")
        assert writer.rows("SELECT about FROM waiting") == [(strange.id,)]


def test_a_key_holds_that_follows_the_one_before_it_and_a_team_reads_what_was_proven(session: Session):
    vault = session.vault
    first, second, other = fresh(), fresh(), fresh()
    case, mine, ring = case_grant.case_id(first), vault.own_team(), vault.keyring
    key = TeamKey(fresh_id(), 4, fresh())
    team = Team(key.team, "T", 4, key.public, A_TEAM)

    def gives(number: int, given: bytes, before: bytes, *teams: Team) -> list[case_grant.Item]:
        return grants.give(ring, case, number, given, before, teams)

    begun = gives(1, first, b"", mine, team)
    assert [(item.number, item.link, item.team_number) for item in begun] == [(1, b"", 1), (1, b"", 4)]
    next_ = gives(2, second, first, mine)
    whole = grants.access(ring, case, [*next_, *begun])
    assert whole.keys == {1: [first], 2: [second]}
    assert whole.readers == {first: {mine.id: 1, team.id: 4}, second: {mine.id: 1}}
    assert whole.teams == {mine.id: 1, team.id: 4}
    assert [whole.lack(id_) for id_ in (mine.id, team.id, fresh_id())] == [False, True, True]
    assert whole.proves(case, begun[0])
    assert not whole.proves(case, replace(begun[1], team_number=9))
    assert not whole.proves(case, replace(begun[1], team=fresh_id()))
    for strange in (gives(2, second, other, mine), gives(1, other, b"", mine), gives(3, second, first, mine)):
        assert grants.access(ring, case, [*begun, *strange]).keys == {1: [first]}
    assert grants.access(ring, case, gives(1, other, b"", mine)).keys == {}
    assert grants.access({}, case, begun).keys == {}
    assert grants.first_key({1: [other, first]}, case) == first
    unbound = case_grant.unbound_id()
    assert grants.first_key({1: [other, first]}, unbound) == other
    mine_unbound = grants.give(ring, unbound, 1, first, b"", [mine])
    later = grants.give(ring, unbound, 1, other, b"", [mine])
    assert grants.access(ring, unbound, [*mine_unbound, *later]).keys == {1: [first]}
    shared = (grants.give(ring, mine.id, 1, first, b"", [mine]), grants.give(ring, mine.id, 1, other, b"", [mine]))
    assert grants.access(ring, mine.id, [*shared[0], *shared[1]]).keys == {1: [first, other]}
    both = grants.access(ring, case, [*begun, *next_, *gives(2, other, first, mine)])
    assert both.keys == {1: [first], 2: [second, other]}


def test_an_event_in_each_of_many_cases_follows_what_was_there(session: Session, case: bytes):
    vault = session.vault
    other = bytes.fromhex(keeps_a_case(session, "Sita Sample"))
    first, last = (log.events(vault.database, vault, case)[0], log.events(vault.database, vault, other)[-1])
    with undone(vault) as writer:
        seq, tip = log.last_of_stream(writer, vault)
        counts = [len(ids(session, id_)) for id_ in (case, other)]
        appended = log_batch.append_each(writer, vault, {case: first.event, other: last.event})
        assert set(appended) == {case, other}
        heads = [log.lineage(writer).find(appended[id_]) for id_ in (case, other)]
        assert [head.case_seq for head in heads] == [count + 1 for count in counts]
        first_head, second_head = sorted(heads, key=lambda head: head.seq)
        assert (first_head.seq, first_head.prev) == (seq + 1, tip)
        assert (second_head.seq, second_head.prev) == (seq + 2, appended[first_head.case])
        for id_, event in ((case, first.event), (other, last.event)):
            assert log.events(writer, vault, id_, [appended[id_]])[0].event == event
            assert audit.verify(writer, vault, id_)[1] == []
        writer.run("INSERT INTO erased VALUES (?, ?, ?)", (bytes(32), case, bytes(32)))
        row = (case, fresh_id(), vault.person, fresh_id(), "", 1, 2, 0, 1, 0, 0, b"")
        marks = ", ".join("?" * len(row))
        writer.run(f"INSERT INTO stand_in VALUES ({marks})", row)
        again = log_batch.append_each(writer, vault, {case: first.event, other: last.event})
        assert log.lineage(writer).find(again[case]).case_seq == counts[0] + 2
        assert log.lineage(writer).find(again[other]).case_seq == counts[1] + 2


def test_a_backup_that_is_made_while_somebody_reads_is_whole_and_takes_no_other_s_place(
    session: Session, case: bytes, tmp_path: Path
):
    vault, file = session.vault, tmp_path / "backup"
    keep_setting(vault, "a later word", b"later")  # stands in the log of changes alone
    copies._back_up_page_by_page(vault, file)  # as where somebody reads just now
    first = file.read_bytes()
    with pytest.raises(copies.AlreadyThere):
        copies.backup(vault, file)
    assert file.read_bytes() == first
    copies.backup(vault, file, replace=True)
    for raw in (first, file.read_bytes()):
        file.write_bytes(raw)
        restored = copies.restore(tmp_path / "home", file)
        records = restored.records(vault.key_file.generation)
        with closing(database.Database.open(records, database_key(vault.master))) as copy:
            assert setting(copy, "a later word") == b"later"
            assert copy.number("SELECT count(*) FROM envelope WHERE case_id = ?", (case,)) == len(ids(session, case))
            assert copy.integrity() == []
        head = restored.read_head(vault.key_file.generation, vault.master, vault.id)
        assert head == vault.folder.read_head(vault.key_file.generation, vault.master, vault.id)
    assert not list(vault.folder.path.glob("*.partial*"))


def test_what_was_learnt_in_an_act_that_failed_did_not_happen(session: Session):
    vault = session.vault
    before = vault.directory.organisation, vault.keyring, vault.home_team
    committed = setting(vault.database, "another word")
    with undone(vault) as writer:
        vault.directory.organisation, vault.keyring, vault.home_team = Directory(), {}, b"x"
        writer.run("INSERT OR REPLACE INTO setting VALUES ('another word', x'00')")
    assert (vault.directory.organisation, vault.keyring, vault.home_team) == before
    assert setting(vault.database, "another word") == committed


def test_records_whose_keys_another_program_changed_are_written_no_more(layla: Person):
    with closing(layla.sets_up()) as session:
        vault = session.vault
        vault.replace_key_file(replace(vault.key_file, officer="Another"))
        assert vault.folder.key_file().officer == "Another"
        keep_setting(vault, "a word", b"1")
        vault.folder.keys.write_bytes(vault.key_file.to_bytes())
        os.utime(vault.folder.keys, ns=(1, 1))
        for act in (lambda: keep_setting(vault, "a word", b"2"), lambda: vault.replace_key_file(vault.key_file)):
            with pytest.raises(database.RecordsInUse):
                act()
        assert setting(vault.database, "a word") == b"1"


def test_a_record_is_opened_by_whichever_of_the_keys_fits(session: Session):
    key, others = fresh(), [envelope.Opener(fresh()) for _ in range(2)]
    place, fitting = LogPosition(bytes(16), session.vault.stream), envelope.Opener(key)
    sealed = envelope.seal_event(b"\xa0", place, session.vault.device, key, 1)
    for at in range(3):
        keys = [*others[:at], fitting, *others[at:]]
        assert case_keys.opened(sealed, keys) == b"\xa0"
    for keys in (others, others[:1]):
        with pytest.raises(EnvelopeRefused):
            case_keys.opened(sealed, keys)
