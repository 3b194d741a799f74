import pytest
import zstandard
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from hypothesis import given
from hypothesis import strategies as st

from app.seal import canonical, directory, envelope, packing, split
from app.seal.directory import Directory, DirectoryRefused
from app.seal.envelope import EnvelopeRefused, EventTooLarge, Kind, LogPosition
from app.seal.keys import DeviceKeys, KeyRefused, TeamKey, fresh, fresh_id, key_id, seal_to
from app.seal.lineage import Lineage

KEYS = DeviceKeys.fresh()

ROOT, LAYLA = DeviceKeys.fresh(), DeviceKeys.fresh()
STREAM = key_id(LAYLA.public)
PERSON, CASE, KEY = fresh_id(), fresh_id(), fresh()


def one_person() -> Directory:
    told = Directory()
    told.add(ROOT, directory.ROOT, [ROOT.public])
    told.add(ROOT, directory.PERSON, [PERSON, "Layla", "inspector"])
    told.add(ROOT, directory.DEVICE, [STREAM, PERSON, LAYLA.public, LAYLA.receiving_public])
    return told


def sealed(event: bytes = b"an event") -> envelope.Envelope:
    return envelope.seal_event(event, LogPosition(CASE, STREAM), LAYLA, KEY, 1)


def opened(told: envelope.Envelope, known: Directory, key: bytes) -> bytes:
    """The event's bytes, after every check."""
    envelope.check_envelope(told, known)
    return envelope.Opener(key).open(told)


@given(st.binary(max_size=5000))
def test_what_was_sealed_opens_again(event):
    told = envelope.peek_unverified(sealed(event).to_bytes())
    assert opened(told, one_person(), KEY) == event


def test_a_flipped_bit_anywhere_is_refused():
    raw = sealed().to_bytes()
    known = one_person()
    for place in range(0, len(raw) * 8, 3):
        flipped = bytearray(raw)
        flipped[place // 8] ^= 1 << place % 8
        with pytest.raises((EnvelopeRefused, canonical.NotCanonical)):
            opened(envelope.peek_unverified(bytes(flipped)), known, KEY)


def test_an_author_whom_the_directory_does_not_name_is_refused():
    stranger = envelope.seal_event(b"x", LogPosition(CASE, STREAM), DeviceKeys.fresh(), KEY, 1)
    with pytest.raises(EnvelopeRefused):
        envelope.check_envelope(stranger, one_person())


def test_another_cases_key_does_not_open_it():
    with pytest.raises(EnvelopeRefused):
        opened(sealed(), one_person(), fresh())


def test_the_size_tells_little_about_what_was_said():
    sizes = {len(sealed(bytes(range(n % 256))).body) for n in range(1, 60)}
    assert len(sizes) <= 2
    for size in (1, 63, 64, 65, 1024, 1025, 5000, 10**6):
        padded = packing.padded_size(size)
        assert size <= padded <= max(64, int(size * 1.12) + 64)


def test_what_could_not_be_opened_again_is_not_sealed():
    with pytest.raises(EventTooLarge):
        sealed(b"\0" * (envelope.LARGEST + 1))
    largest = sealed(b"\0" * envelope.LARGEST)
    assert len(opened(largest, one_person(), KEY)) == envelope.LARGEST


def test_a_bomb_is_not_unpacked():
    padded = packing.padded(zstandard.compress(b"\0" * (envelope.LARGEST + 1)))
    about = sealed().header.about()
    nonce = bytes(12)
    body = nonce + AESGCMSIV(envelope._body_key(KEY)).encrypt(nonce, padded, about)
    bomb = envelope._signed(LogPosition(CASE, STREAM), LAYLA, 1, Kind.EVENT, body)
    with pytest.raises(EnvelopeRefused):
        opened(bomb, one_person(), KEY)


def test_the_header_is_the_map_that_the_format_page_describes():
    header = canonical.decode(sealed().header_bytes)
    assert sorted(header) == list(range(12))
    assert header[2] == CASE
    assert header[3] == STREAM
    assert (header[4], header[6], header[10]) == (1, 1, Kind.EVENT)


def test_a_header_as_it_is_shortened_on_the_way_is_none():
    head = sealed().header_bytes
    for first, before in ((b"\x05", 8), (b"\x07", 8), (b"\x0b", 11)):
        start = head.index(first + b"\x58\x20", before)
        shortened = b"\xab" + head[1:start] + head[start + 35 :]
        assert split.fields(shortened) is not None
        with pytest.raises(EnvelopeRefused):
            envelope.Header.from_bytes(shortened)


def test_a_header_is_refused_for_each_field_of_another_kind_or_size():
    head = canonical.decode(sealed().header_bytes)
    most = (1 << 63) - 1
    whole = envelope.Header.from_bytes(canonical.encode(head | {4: most, 6: 0, 9: 0, 10: most}))
    assert (whole.seq, whole.case_seq, whole.key_number, whole.kind) == (most, 0, 0, most)
    spoilt: list[tuple[int, object]] = [
        *((key, bytes(size)) for key in (2, 3, 8) for size in (15, 17)),
        *((key, bytes(size)) for key in (5, 7, 11) for size in (31, 33)),
        *((key, "x" * size) for key, size in ((2, 16), (3, 16), (8, 16), (5, 32), (7, 32), (11, 32))),
        *((key, value) for key in (4, 6, 9, 10) for value in (-1, 1 << 63, b"", "1", [])),
    ]
    for key, value in spoilt:
        with pytest.raises(EnvelopeRefused):
            envelope.Header.from_bytes(canonical.encode(head | {key: value}))
    for key in (0, 1):
        with pytest.raises(EnvelopeRefused) as refused:
            envelope.Header.from_bytes(canonical.encode(head | {key: 2}))
        assert refused.value.problem == "made by a newer version"
    for other in (head | {12: 0}, {key: head[key] for key in range(11)}, list(head.values()), 5):
        with pytest.raises(EnvelopeRefused):
            envelope.Header.from_bytes(canonical.encode(other))


def test_a_case_key_opens_only_for_its_team_its_case_and_its_number():
    team = TeamKey(fresh_id(), 1, fresh())
    wrapped = team.wrap(CASE, 1, KEY)
    assert len(wrapped) == 60
    assert team.unwrap(CASE, 1, wrapped) == KEY
    for other in (
        lambda: team.unwrap(CASE, 2, wrapped),
        lambda: team.unwrap(fresh_id(), 1, wrapped),
        lambda: TeamKey(team.team, 2, team.key).unwrap(CASE, 1, wrapped),
    ):
        with pytest.raises(KeyRefused):
            other()


def test_a_key_sealed_to_a_device_opens_there_alone_and_in_its_context_alone():
    box = seal_to(LAYLA.receiving_public, KEY, b"team")
    assert len(box) == 1168
    assert LAYLA.unseal(box, b"team") == KEY
    with pytest.raises(KeyRefused):
        LAYLA.unseal(box, b"other")
    with pytest.raises(KeyRefused):
        ROOT.unseal(box, b"team")


def test_of_a_stream_that_nobody_certified_there_is_no_role_no_name_and_nobody_who_let_it_in():
    known, unknown = one_person(), envelope.seal_event(b"x", LogPosition(CASE, fresh_id()), LAYLA, KEY, 1)
    stream = unknown.header.stream
    for lineage in (Lineage(lambda _: None), Lineage(lambda _: unknown.header)):
        assert known.role_at(unknown.header, unknown.id, lineage) == ""
        assert known.is_after_role(unknown.header, unknown.id, lineage) is False
    assert (known.name_of(stream), known.let_in_by(stream, "")) == ("", frozenset())
    assert (known.signer(LAYLA.public, stream), known.person(stream)) == (None, None)
    assert known.name_of(STREAM) == "Layla"


def test_the_directory_is_a_chain_signed_by_its_root():
    told = one_person()
    assert Directory.read(told.entries).name_of(STREAM) == "Layla"
    with pytest.raises(DirectoryRefused):
        Directory.read(told.entries[1:])
    with pytest.raises(DirectoryRefused):
        Directory.read([told.entries[0], told.entries[2], told.entries[1]])
    with pytest.raises(DirectoryRefused):
        told.add(DeviceKeys.fresh(), directory.REVOKED, [STREAM])


@given(
    st.recursive(
        st.integers(-(2**63), 2**63) | st.binary(max_size=20) | st.text(max_size=20).map(canonical.nfc),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(st.integers(0, 99) | st.text(max_size=5).map(canonical.nfc), inner, max_size=4)
        ),
        max_leaves=12,
    )
)
def test_a_value_has_one_encoding(value):
    raw = canonical.encode(value)
    assert canonical.decode(raw) == value
    assert canonical.encode(canonical.decode(raw)) == raw


@pytest.mark.parametrize(
    "raw",
    [
        b"\x18\x01",  # 1 in two bytes
        b"\xa2\x01\x01\x01\x02",  # a key twice
        b"\x01\x01",  # something after the end
        b"\xf9\x3c\x00",  # a float
        b"\xf6",  # null
        b"\x9f\x01\xff",  # an indefinite list
        b"\x63e\xcc\x81",  # text that is not NFC
        b"",
    ],
)
def test_other_encodings_are_refused(raw):
    with pytest.raises(canonical.NotCanonical):
        canonical.decode(raw)


def test_the_kinds_of_envelopes_keep_their_numbers():
    assert {kind.name: int(kind) for kind in Kind} == {
        "EVENT": 1,
        "GRANT": 2,
        "REVOKE": 3,
        "ERASE": 4,
        "BLOBS": 5,
        "DIRECTORY": 6,
    }


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (2, bytes(15)), (3, bytes(17)), (5, bytes(31)), (7, bytes(33)), (8, b""), (11, bytes(31)),
        (2, 1), (4, b"1"), (4, -1), (6, 1 << 63), (9, "1"), (10, []),
    ],
)  # fmt: skip
def test_a_header_with_a_field_of_another_kind_is_refused(place: int, value: object):
    whole = sealed()
    fields = canonical.decode(whole.header_bytes)
    assert envelope.Header.from_bytes(canonical.encode(fields)) == whole.header
    with pytest.raises(EnvelopeRefused):
        envelope.Header.from_bytes(canonical.encode({**fields, place: value}))


def test_an_event_is_sealed_up_to_its_limit_and_opened_again():
    place, key, event = envelope.LogPosition(bytes(16), bytes(16)), bytes(32), bytes(4_194_304)
    sealed = envelope.seal_event(event, place, KEYS, key, 1)
    assert envelope.Opener(key).open(sealed) == event
    with pytest.raises(envelope.EventTooLarge):
        envelope.seal_event(event + b"x", place, KEYS, key, 1)
    head = sealed.header
    assert (head.seq, head.case_seq, head.key_number, head.kind) == (1, 1, 1, envelope.Kind.EVENT)
    assert (head.prev, head.case_prev, head.author) == (bytes(32), bytes(32), key_id(KEYS.public))
    public = envelope.seal_public(b"p", envelope.Kind.GRANT, place, KEYS)
    assert (public.header.key_number, public.header.kind, public.body) == (0, 2, b"p")
