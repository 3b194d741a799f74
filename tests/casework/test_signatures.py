"""Signatures looked at ahead: the answer is that of asking now, for the same author's key alone."""

from dataclasses import replace

import pytest

from app.casework.exchange.signature_check import Signatures
from app.seal import directory as kinds
from app.seal import envelope
from app.seal.directory import Colleagues, Device, Directory
from app.seal.envelope import AuthorUnknown, EnvelopeRefused, LogPosition
from app.seal.keys import DeviceKeys, fresh, fresh_id, key_id

LAYLA, OMAR = DeviceKeys.fresh(), DeviceKeys.fresh()


def knowing(*who: DeviceKeys) -> Colleagues:
    root, told = DeviceKeys.fresh(), Directory()
    told.add(root, kinds.ROOT, [root.public])
    for keys in who:
        person, stream = fresh_id(), key_id(keys.public)
        told.devices[stream] = Device(stream, person, keys.public, keys.receiving_public)
    return Colleagues(told)


def written(keys: DeviceKeys, number: int) -> list[bytes]:
    case, key, stream = fresh_id(), fresh(), key_id(keys.public)
    place, made = LogPosition(case, stream), []
    for n in range(number):
        told = envelope.seal_event(bytes([n]), place, keys, key, 1)
        made.append(told.to_bytes())
        place = LogPosition(case, stream, n + 1, told.id, n + 1, told.id)
    return made


@pytest.mark.parametrize("ahead", [True, False])
def test_a_page_is_looked_at_and_the_one_that_was_changed_is_named(ahead: bool):
    known, raws = knowing(LAYLA), written(LAYLA, 70)
    told = envelope.peek_unverified(raws[40])
    raws[40] = replace(told, signature=bytes(64)).to_bytes()
    raws[50] = b"no envelope"
    signatures = Signatures(lambda: known)
    if ahead:
        signatures.look(raws)
    looked = signatures.looked(raws)
    assert raws[50] not in looked
    bad = []
    for raw in raws:
        if raw in looked:
            try:
                envelope.check_envelope(looked[raw].envelope, known, looked[raw].holds)
            except EnvelopeRefused:
                bad.append(raw)
    assert bad == [raws[40]]


def test_what_held_by_one_key_does_not_hold_by_another_that_came_meanwhile():
    stream = key_id(LAYLA.public)
    then, now = knowing(LAYLA), knowing(OMAR)
    (raw,) = written(LAYLA, 1)
    looked = Signatures(lambda: then).looked([raw])[raw]
    assert looked.held
    with pytest.raises(AuthorUnknown):
        envelope.check_envelope(looked.envelope, now, looked.holds)
    assert not looked.holds(OMAR.public, looked.envelope.signature, envelope.SIGNED + raw)
    other = now.own.devices[key_id(OMAR.public)]
    now.own.devices[stream] = replace(other, id=stream)  # under the same stream, another key
    with pytest.raises(AuthorUnknown):
        envelope.check_envelope(looked.envelope, now, looked.holds)


def test_an_author_who_became_known_meanwhile_is_asked_for_anew():
    (raw,) = written(LAYLA, 1)
    looked = Signatures(lambda: knowing(OMAR)).looked([raw])[raw]
    assert not looked.held
    assert envelope.check_envelope(looked.envelope, knowing(LAYLA), looked.holds).public == LAYLA.public
