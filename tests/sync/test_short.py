"""Envelopes on the wire without the hashes that follow from them come out as they went in."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.seal import envelope
from app.seal.envelope import Kind, LogPosition
from app.seal.keys import DeviceKeys, Secret, key_id
from app.sync import wire
from app.sync.wire.short import lengthened, shortened

KEYS, OTHERS = DeviceKeys.fresh(), DeviceKeys.fresh()
KEY = Secret(bytes(32))
ONE, TWO = b"1" * 16, b"2" * 16


def wrote(keys: DeviceKeys, *cases: bytes, first: int = 0) -> tuple[bytes, ...]:
    """One stream's envelopes, one in each of these cases, in turn."""
    prev, seen, found = bytes(32), dict[bytes, tuple[int, bytes]](), []
    for seq, case in enumerate(cases, first):
        number, last = seen.get(case, (0, bytes(32)))
        place = LogPosition(case, key_id(keys.public), seq, prev, number, last)
        made = envelope.seal_event(b"said %d" % seq, place, keys, KEY, 1)
        prev, seen[case] = made.id, (number + 1, made.id)
        found.append(made.to_bytes())
    return tuple(found)


cases = st.lists(st.sampled_from([ONE, TWO]), max_size=8)


@given(cases, cases, st.randoms(use_true_random=False), st.integers(0, 2**40))
def test_any_envelopes_in_any_order_come_out_as_they_went_in(one, two, rng, first):
    raws = [*wrote(KEYS, *one, first=first), *wrote(OTHERS, *two), b"x" * 32, b"no envelope" * 9]
    raws += raws[:2]
    rng.shuffle(raws)
    assert lengthened(shortened(raws)) == tuple(raws)
    assert wire.Push.decode(wire.Push(tuple(raws)).encode()) == wire.Push(tuple(raws))
    items = tuple(enumerate(raws))
    told = wire.Pulled(bytes(16), ((ONE, items[:5], 0), (TWO, items[5:], 1)))
    assert wire.Pulled.decode(told.encode()) == told


@given(st.lists(st.binary(max_size=200), max_size=4))
def test_whatever_comes_is_not_made_into_anything_that_fails(raws):
    lengthened(raws)
    assert lengthened(shortened(raws)) == tuple(raws) or lengthened(raws) != tuple(raws)


def test_three_hashes_an_envelope_are_left_out():
    raws = wrote(KEYS, *[ONE] * 20)
    assert sum(map(len, raws)) - sum(map(len, shortened(raws))) > 19 * 100


def test_an_envelope_whose_body_is_another_keeps_what_its_header_says():
    (raw,) = wrote(KEYS, ONE)
    other = replace(envelope.peek_unverified(raw), body=b"another").to_bytes()
    assert shortened([other]) == (other,)
    assert lengthened([other]) == (other,)


def test_a_short_one_whose_predecessor_is_not_there_is_no_envelope():
    short = shortened(wrote(KEYS, ONE, ONE))
    assert lengthened(short[1:]) == short[1:]


def test_an_envelope_without_a_body_is_shortened_too():
    place = LogPosition(ONE, key_id(KEYS.public))
    made = envelope.seal_public(b"", Kind.GRANT, place, KEYS).to_bytes()
    assert lengthened(shortened([made])) == (made,)
