"""Each byte of a kept record that is changed behind the records' back: who notices, reading or the look over all."""

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from app.casework.cases import erasure
from app.casework.records import health
from app.casework.session.session import Session, case_state_of, past_damage
from app.casework.session.unreadable import Unreadable, case_or_unreadable
from app.seal.envelope import EnvelopeRefused, Kind
from app.seal.erasure import Disposal
from app.vault import audit, database, erasures, log, log_batch
from app.vault.vault import database_key
from tests.people import Person, keeps_a_case
from tests.vault.test_log_edges import spoils

BYTES = "id", "case_id", "stream", "header", "signature", "body"
NUMBERS = "seq", "case_seq", "kind"
BY_CHECK_ALONE = {"case_id", "signature", "kind"}  # docs/formats/envelope.md, In a vault


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory):
    with closing(Person("ليلى السالم", tmp_path_factory.mktemp("bytes")).sets_up()) as made:
        spoils(made, "SELECT 1")  # the triggers that keep a record as it is are gone
        yield made


def changed(value: object) -> Iterator[object]:
    """Another of each byte, and of the lowest bits of a number."""
    if isinstance(value, int):
        yield from (value ^ 1 << bit for bit in range(3))
        return
    raw = bytes(value)  # type: ignore[call-overload]
    for at, byte in enumerate(raw):
        yield raw[:at] + bytes([byte ^ 1 << at % 8]) + raw[at + 1 :]


def is_refused(read: Callable[[], object]) -> bool:
    try:
        read()
    except EnvelopeRefused:
        return True
    return False


def _readers(session: Session, case: bytes, kind: Kind) -> list[Callable[[], object]]:
    vault = session.vault
    if kind == Kind.ERASE:
        return [lambda: erasures.orders(vault.database, vault, case)]
    readers: list[Callable[[], object]] = [lambda: log.events(vault.database, vault, case)]
    if kind == Kind.GRANT:

        def keys() -> None:
            with vault.transaction() as writer:
                dict(log_batch._keys(writer, vault, [case]))

        readers.append(keys)
    return readers


@pytest.mark.parametrize("kind", [Kind.EVENT, Kind.GRANT, Kind.ERASE])
def test_each_changed_byte_is_refused_by_who_reads_it_or_found_by_the_check(session: Session, kind: Kind):
    vault, case = session.vault, bytes.fromhex(keeps_a_case(session, "Maya Sample"))
    if kind == Kind.ERASE:
        with vault.transaction() as writer:
            erasures.say(writer, vault, case, Disposal((bytes(32),)))
    row = vault.database.row(
        f"SELECT n, {', '.join((*BYTES, *NUMBERS))} FROM envelope WHERE case_id = ? AND kind = ? ORDER BY n LIMIT 1",
        (case, int(kind)),
    )
    (records,) = vault.folder.path.glob("records-*.db")
    readers, read_over, unnoticed = _readers(session, case, kind), set(), []
    assert list(audit.audit(vault.database, vault)) == []
    with closing(database.connected(records, database_key(vault.master))) as connection:

        def put(column: str, value: object) -> None:
            connection.execute(f"UPDATE envelope SET {column} = ? WHERE n = ?", (value, row[0]))
            connection.commit()
            session.forget()

        for column, value in zip((*BYTES, *NUMBERS), row[1:], strict=True):
            for place, other in enumerate(changed(value)):
                put(column, other)
                if not all(is_refused(read) for read in readers):
                    read_over.add(column)
                if not list(audit.audit(vault.database, vault)):
                    unnoticed.append((column, place))
            assert not health.check(session).ok
            put(column, value)
    assert health.check(session).ok
    assert unnoticed == []
    assert read_over == BY_CHECK_ALONE
    assert not any(is_refused(read) for read in readers)


def test_whoever_asks_what_a_record_follows_is_refused_where_its_header_is_another(layla: Person):
    with closing(layla.sets_up()) as session:
        case = bytes.fromhex(keeps_a_case(session, "Maya Sample"))
        lineage = log.lineage(session.vault.database)
        id_ = session.vault.database.value("SELECT id FROM envelope WHERE case_id = ? LIMIT 1", (case,))
        assert lineage.find(id_) is not None
        spoils(session, "UPDATE envelope SET header = zeroblob(172) WHERE id = ?", id_)
        with pytest.raises(EnvelopeRefused):
            lineage.find(id_)


def test_an_order_to_erase_that_is_damaged_is_not_carried_out_and_keeps_no_other_from_it(layla: Person):
    with closing(layla.sets_up()) as session:
        case = bytes.fromhex(keeps_a_case(session, "Maya Sample"))
        with session.vault.transaction() as writer:
            order = erasures.say(writer, session.vault, case, Disposal((bytes(32),)))
        spoils(session, "UPDATE envelope SET body = zeroblob(length(body)) WHERE id = ?", order.id)
        with pytest.raises(EnvelopeRefused):
            erasures.orders(session.vault.database, session.vault, case)
        assert not erasure.settle(session)


def test_what_is_read_past_damage_is_read_so_by_nobody_else(layla: Person):
    with closing(layla.sets_up()) as session:
        case = bytes.fromhex(keeps_a_case(session, "Maya Sample"))
        whole = case_state_of(session, case).timeline
        last = whole[-1].id
        spoils(session, "UPDATE envelope SET body = zeroblob(length(body)) WHERE id = ?", last)
        session.forget()
        with past_damage(session, case) as damaged:
            assert damaged == (len(whole),)
            assert [event.id for event in case_state_of(session, case).timeline] == [event.id for event in whole[:-1]]
        with pytest.raises(EnvelopeRefused):
            case_state_of(session, case)
        assert isinstance(case_or_unreadable(session, case), Unreadable)
        with past_damage(session, bytes(16)) as none, pytest.raises(EnvelopeRefused):
            case_state_of(session, case)
        assert none == ()
