"""A grant is read at its edges and not beyond."""

import pytest

from app.seal import canonical, case_grant
from app.seal.envelope import EnvelopeRefused


def test_a_grant_is_refused_for_each_field_of_another_kind_or_size():
    fields: list[object] = [bytes(16), 1, 1, b"w", b"", b"p"]

    def body(*items: list[object]) -> bytes:
        return canonical.encode([[], list(items)])

    (item,) = case_grant.read(body(fields))
    assert item == case_grant.Item(bytes(16), 1, 1, b"w", b"", b"p")
    assert case_grant.read(body([bytes(16), 5, (1 << 31) - 1, b"", b"", b""]))[0].number == (1 << 31) - 1
    spoilt = [(0, bytes(15)), (0, "x"), (1, 0), (1, "1"), (2, 0), (2, 1 << 31), (2, b""), (3, "w"), (4, 5), (5, "p")]
    for place, value in spoilt:
        with pytest.raises(EnvelopeRefused):
            case_grant.read(body([*fields[:place], value, *fields[place + 1 :]]))
    for reading in ([bytes(32)], [bytes(31), bytes(64)], [bytes(32), bytes(63)], ["x", bytes(64)], {}):
        with pytest.raises(EnvelopeRefused):
            case_grant.read(canonical.encode([reading, [fields]]))
    with pytest.raises(EnvelopeRefused):
        case_grant.read(canonical.encode([[], {}]))


def test_a_grant_names_at_most_a_thousand_teams_and_only_what_the_first_key_signed():
    def of(count: int, first_key: bytes) -> bytes:
        items = [case_grant.Item(n.to_bytes(16, "big"), 1, 1, b"", b"", b"") for n in range(count)]
        return case_grant.write(case, stream, items, first_key)

    key, stream = bytes(32), bytes(16)
    case = case_grant.case_id(key)
    assert len(case_grant.teams(of(1000, key), case, stream)) == 1000
    assert case_grant.teams(of(1001, key), case, stream) == ()
    assert case_grant.teams(of(2, key), case, stream) == (bytes(16), bytes(15) + b"\x01")
    assert case_grant.teams(of(2, key), case, b"s" * 16) == ()
    assert case_grant.teams(of(2, b"k" * 32), case, stream) == ()
    assert case_grant.teams(b"no body", case, stream) == ()
    unbound = case_grant.unbound_id()
    odd = canonical.encode([[], [[bytes(16)], [bytes(15)], ["x"], [], 5, [bytes(16), 3]]])
    assert case_grant.teams(odd, unbound, stream) == (bytes(16),)
    assert not case_grant.bound(unbound)
    assert not case_grant.is_key_log(unbound)
    log = case_grant.key_log_id(bytes(16))
    assert (case_grant.is_key_log(log), case_grant.bound(log), len(log)) == (True, False, 16)
    assert (case_grant.is_key_log(case), case_grant.bound(case), len(case)) == (False, True, 16)
