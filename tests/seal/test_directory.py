"""The directory says the same everywhere, in whatever order it came, and only what may be said."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import SanadError
from app.seal import canonical, directory
from app.seal.directory import (
    A_TEAM,
    DEVICE,
    HEADQUARTERS,
    NAMED,
    OWN_TEAM,
    PERSON,
    REGISTRAR,
    REVOKED,
    ROOT,
    TEAM,
    UNREGISTERED,
    Directory,
    DirectoryEntry,
    DirectoryRefused,
    EntryTooEarly,
    own_team,
)  # fmt: skip
from app.seal.keys import DeviceKeys, digest, key_id

ROOT_KEYS, ONE, TWO, STRANGER = (DeviceKeys.fresh() for _ in range(4))
LAPTOPS = [DeviceKeys.fresh() for _ in range(3)]
PEOPLE = [bytes([n]) * 16 for n in range(2)]
TEAMS = [bytes([n + 100]) * 16 for n in range(2)]
FOUNDING = [
    (ROOT_KEYS, ROOT, [ROOT_KEYS.public, "Committee"]),
    (ROOT_KEYS, REGISTRAR, [ONE.public, "One"]),
    (ROOT_KEYS, REGISTRAR, [TWO.public, "Two"]),
]


@dataclass
class Desks:
    """Registrars who sign at once, each with what it has."""

    here: dict[bytes, Directory] = field(default_factory=dict)
    said: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        first = Directory()
        self.said = [first.add(*each) for each in FOUNDING]
        self.here = {who: Directory.read(self.said) for who in (b"one", b"two", b"root")}

    def says(self, who: bytes, keys: DeviceKeys, kind: int, content: list[Any]) -> bytes:
        raw = self.here[who].add(keys, kind, content)
        self.said.append(raw)
        return raw


def meaning(told: Directory) -> object:
    """All that a directory says, without the order in which it came."""
    return (
        told.root, told.name, told.registrars, told.versions, told.devices, told.teams,
        told.headquarters, sorted(told.entries),
        {signer: told.tips(signer) for signer in told.chains},
    )  # fmt: skip


keys_of = {b"one": ONE, b"two": TWO, b"root": ROOT_KEYS}
person = st.sampled_from(PEOPLE)
number = st.integers(1, 3)
case = st.sampled_from([b"c" * 16, b"d" * 16])
laptop = st.sampled_from(LAPTOPS)
tip = st.sampled_from([b"t" * 32, b"u" * 32])
name = st.sampled_from(["A", "B"])


@st.composite
def entry(draw: st.DrawFn) -> tuple[int, list[Any]]:
    keys = draw(laptop)
    bound = draw(st.booleans())
    stream = (
        key_id(keys.public) if bound else draw(st.sampled_from([key_id(k.public) for k in LAPTOPS]))
    )
    return draw(
        st.sampled_from(
            [
                (PERSON, [draw(person), draw(name), draw(st.sampled_from(["inspector", "desk"])),
                          draw(number), [[stream, draw(case), draw(number), draw(tip)]]]),
                (DEVICE, [stream, draw(person), keys.public, keys.receiving_public, draw(number),
                          draw(number)]),
                (REVOKED, [stream, key_id(keys.public), [[draw(case), draw(number), draw(tip)]]]),
                (TEAM, [draw(st.sampled_from(TEAMS)), draw(name), draw(number),
                        draw(st.sampled_from([A_TEAM, OWN_TEAM])),
                        bytes([draw(st.integers(1, 2))]) * 1216, [draw(person)],
                        [[stream, bytes(1168)]]]),
                (HEADQUARTERS, [bytes(32), draw(name), "", draw(number)]),
                (99, [draw(name), {"later": 1}]),
            ]
        )
    )  # fmt: skip


steps = st.lists(
    st.one_of(
        st.tuples(st.sampled_from([b"one", b"two"]), entry()),
        st.tuples(st.sampled_from([b"one", b"two", b"root"]), st.just("hears")),
        st.tuples(st.sampled_from([b"one", b"two"]), st.just("restored")),
        st.tuples(st.just(b"root"), st.sampled_from([b"one", b"two"])),
    ),
    max_size=14,
)


@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow])
@given(steps, st.randoms(use_true_random=False))
def test_two_registrars_at_once_in_any_order_say_the_same_everywhere(told: list[Any], rng: Any):
    desks = Desks()
    for who, what in told:
        if what == "hears":
            desks.here[who].take(desks.said)
        elif what == "restored":  # from a backup of some day: it signs on from there
            kept = desks.here[who].entries
            desks.here[who] = Directory.read(kept[: max(3, len(kept) - 2)])
        elif isinstance(what, bytes):
            signer = key_id(keys_of[what].public)
            desks.says(who, ROOT_KEYS, UNREGISTERED, [signer, desks.here[who].tips(signer)])
        else:
            desks.says(who, keys_of[who], *what)
    whole = Directory()
    new, early, refused = whole.take(desks.said)
    assert (sorted(new), early, refused) == (sorted(set(desks.said)), [], [])
    for _ in range(3):
        mixed = desks.said * 2
        rng.shuffle(mixed)
        other, waiting = Directory(), list[bytes]()
        while mixed:
            some, mixed = mixed[: rng.randint(1, 5)], mixed[5:]
            some += waiting + mixed[-1:]
            _, waiting, refused = other.take(some)
            assert refused == []
        other.take(desks.said + waiting)
        assert meaning(other) == meaning(whole)
        assert meaning(Directory.read(other.entries)) == meaning(whole)
        assert meaning(Directory.read(other.entries, trusted=True)) == meaning(whole)


@pytest.fixture
def desks() -> Desks:
    return Desks()


def admits(desks: Desks, who: bytes, keys: DeviceKeys, stream: bytes = b"") -> bytes:
    desks.says(who, keys_of[who], PERSON, [PEOPLE[0], "Layla", "inspector", 1, []])
    return desks.says(
        who, keys_of[who], DEVICE,
        [stream or key_id(keys.public), PEOPLE[0], keys.public, keys.receiving_public, 9, 0],
    )  # fmt: skip


def test_a_computer_that_is_not_named_after_its_key_is_none(desks: Desks):
    admits(desks, b"one", LAPTOPS[0], b"s" * 16)
    assert not desks.here[b"one"].devices
    admits(desks, b"one", LAPTOPS[0])
    assert set(desks.here[b"one"].devices) == {key_id(LAPTOPS[0].public)}


def signed(keys: DeviceKeys, number: int, before: bytes, kind: int, content: object) -> bytes:
    body = canonical.encode([1, number, before, kind, content, key_id(keys.public)])
    return canonical.encode([body, keys.sign(b"sanad-directory-1" + body)])


@pytest.mark.parametrize("keys", [ONE, STRANGER, ROOT_KEYS])
@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (ROOT, [STRANGER.public, "Another"]), (REGISTRAR, [STRANGER.public, "Mine"]),
        (UNREGISTERED, [key_id(TWO.public), []]), (PERSON, [PEOPLE[1], "X", "desk", 1, []]),
        (TEAM, [TEAMS[0], "T", 1, 0, bytes(1216), [], []]), (REVOKED, [bytes(16), bytes(16), []]),
    ],
)  # fmt: skip
def test_root_and_registrars_sign_their_own_kinds_and_strangers_none(
    desks: Desks, keys: DeviceKeys, kind: int, content: list[Any]
):
    whole = Directory.read(desks.said)
    tips = whole.tips(key_id(keys.public))
    number = max((whole.known[each].number for each in tips), default=0) + 1
    raw = signed(keys, number, tips[0] if tips else bytes(32), kind, content)
    may = keys is not STRANGER and (kind in (REGISTRAR, UNREGISTERED)) == (keys is ROOT_KEYS)
    may = may and kind != ROOT
    new, early, _ = whole.take([raw])
    assert bool(new) is may
    assert bool(early) is (keys is STRANGER and kind != ROOT)
    if kind == ROOT:
        assert whole.name == "Committee"


def test_a_second_root_and_its_registrars_are_not_taken(desks: Desks):
    other = Directory()
    theirs = [
        other.add(STRANGER, ROOT, [STRANGER.public, "Committee"]),
        other.add(STRANGER, REGISTRAR, [ONE.public, "One"]),
        other.add(ONE, PERSON, [PEOPLE[0], "Mallory", "desk", 1, []]),
    ]
    whole = Directory.read(desks.said)
    before = meaning(whole)
    new, _, _ = whole.take(theirs[:2])
    assert new == []
    assert meaning(whole) == before
    for entries in (theirs[1:], [*theirs, desks.said[0]], desks.said[1:]):
        with pytest.raises(DirectoryRefused):
            Directory.read(entries)


def test_a_withdrawn_registrars_entries_count_up_to_the_last_that_the_root_named(desks: Desks):
    admits(desks, b"one", LAPTOPS[0])
    two = desks.here[b"two"]
    two.take(desks.said)
    tips = two.tips(key_id(ONE.public))
    desks.says(b"one", ONE, PERSON, [PEOPLE[1], "Late", "desk", 1, []])
    desks.says(b"two", ROOT_KEYS, UNREGISTERED, [key_id(ONE.public), tips])
    # and forged below the last one that counts, for a computer that has not heard of those
    below = signed(ONE, 1, bytes(32), PERSON, [PEOPLE[1], "Below", "desk", 1, []])
    beside = signed(ONE, 2, digest(below), PERSON, [PEOPLE[1], "Beside", "desk", 2, []])
    for order in (
        [*desks.said, below, beside], [*desks.said[:3], below, beside, *desks.said[3:]],
    ):  # fmt: skip
        told = Directory()
        told.take(order)
        assert list(told.versions) == [PEOPLE[0]]
        assert list(told.devices) == [key_id(LAPTOPS[0].public)]
        assert told.registrars[key_id(ONE.public)].last is not None


@pytest.mark.parametrize("first", [0, 1])
def test_nobody_takes_a_colleagues_stream_at_a_desk_that_does_not_know_it(first: int, desks: Desks):
    victim, mallory = LAPTOPS[:2]
    stream = key_id(victim.public)
    admits(desks, b"one", victim)
    for _ in range(8):  # whatever the ids of the entries turn out to be
        admits(desks, b"two", mallory, stream)
        desks.says(b"two", TWO, REVOKED, [stream, key_id(mallory.public), []])
    told = Directory()
    told.take(desks.said if first else desks.said[::-1])
    device = told.signer(key_id(victim.public), stream)
    assert device is not None
    assert not device.revoked
    assert told.signer(key_id(mallory.public), stream) is None


def test_of_two_keys_of_a_team_at_once_the_lesser_is_current_and_its_holders_are_known(
    desks: Desks,
):
    admits(desks, b"one", LAPTOPS[0])
    admits(desks, b"two", LAPTOPS[1])
    streams = [key_id(each.public) for each in LAPTOPS]
    team = [TEAMS[0], "T", 2, A_TEAM]
    desks.says(b"one", ONE, TEAM, [*team, b"\x02" * 1216, [PEOPLE[0]], [[streams[0], bytes(1168)]]])
    desks.says(b"two", TWO, TEAM, [*team, b"\x01" * 1216, [PEOPLE[1]], [[streams[1], bytes(1168)]]])
    told = Directory()
    told.take(desks.said)
    now = told.teams[TEAMS[0]]
    assert now.public == b"\x01" * 1216
    assert now.holders == {streams[1]}
    assert now.members == set(PEOPLE)


def test_every_flipped_byte_and_cut_of_an_entry_is_refused_or_waits(desks: Desks):
    raw = admits(desks, b"one", LAPTOPS[0])
    whole = Directory.read(desks.said[:-1])
    before = meaning(whole)
    places = [*range(0, len(raw), 7), *range(40), *range(len(raw) - 70, len(raw))]
    for place in places:
        for broken in (raw[:place] + bytes([raw[place] ^ 4]) + raw[place + 1 :], raw[:place]):
            new, early, refused = whole.take([broken])
            assert new == []
            assert len(early) + len(refused) == 1
    assert meaning(whole) == before
    assert whole.take([raw])[0] == [raw]


def test_inside_a_signed_entry_every_other_type_is_refused_or_kept_and_nothing_breaks(desks: Desks):
    from tests.casework.test_hostile import variants

    contents = {
        PERSON: [PEOPLE[1], "X", "desk", 1, [[bytes(16), bytes(16), 1, bytes(32)]]],
        DEVICE: [bytes(16), PEOPLE[0], bytes(32), bytes(1216), 1, 1],
        TEAM: [TEAMS[0], "T", 1, 0, bytes(1216), [PEOPLE[0]], [[bytes(16), bytes(1168)]]],
        REVOKED: [bytes(16), bytes(16), [[bytes(16), 1, bytes(32)]]],
        HEADQUARTERS: [bytes(32), "url", "", 1],
    }
    tried = 0
    whole = Directory.read(desks.said)
    for kind, content in contents.items():
        for odd in variants([1, 1, bytes(32), kind, content, key_id(ONE.public)]):
            try:
                body = canonical.encode(odd)
            except SanadError:
                continue
            raw = canonical.encode([body, ONE.sign(b"sanad-directory-1" + body)])
            told = Directory.read(whole.entries, trusted=True)
            told.take([raw])
            tried += 1
    assert tried > 1000


def test_entries_of_one_number_by_one_signer_both_count(desks: Desks):
    """As after a backup of the desk was restored, or one sheet was used on two computers."""
    copy = Directory.read(desks.said)
    admits(desks, b"one", LAPTOPS[0])
    other = copy.add(ONE, PERSON, [PEOPLE[1], "Omar", "supervisor", 1, []])
    told = Directory()
    _, _, refused = told.take([*desks.said, other])
    assert refused == []
    assert set(told.versions) == set(PEOPLE)
    assert len(told.tips(key_id(ONE.public))) == 2
    again = told.add(ONE, PERSON, [PEOPLE[1], "Omar", "inspector", 2, []])
    assert DirectoryEntry.parse(again).number == 3


def test_a_team_is_called_as_the_highest_version_says_whatever_came_last(desks: Desks):
    desks.says(b"one", ONE, TEAM, [TEAMS[0], "Hawalli", 1, 0, bytes(1216), [], []])
    desks.says(b"one", ONE, NAMED, [TEAMS[0], "Farwaniya North", 2])
    desks.says(b"one", ONE, NAMED, [TEAMS[0], "Farwaniya", 1])
    assert desks.here[b"one"].teams[TEAMS[0]].name == "Farwaniya North"
    assert Directory.read(desks.said).teams[TEAMS[0]].name == "Farwaniya North"


def test_what_a_later_version_says_is_kept_and_relayed(desks: Desks):
    raw = desks.says(b"one", ONE, 77, [{"anything": [1, b"x"]}])
    after = admits(desks, b"one", LAPTOPS[0])
    told = Directory()
    told.take(desks.said)
    assert told.entries[-1] == after
    assert raw in told.entries


def test_names_of_own_teams_are_the_computers():
    assert own_team(b"a" * 16) != own_team(b"b" * 16)
    assert directory.fits(REVOKED, [bytes(16)])


def test_an_entry_whose_beginning_is_not_here_waits_and_no_directory_begins_with_it():
    said = Desks().said
    with pytest.raises(DirectoryRefused) as refused:
        Directory.read(said[1:])
    assert isinstance(refused.value.__cause__, EntryTooEarly)
    late = Directory()
    assert late.take(said[1:]) == ([], said[1:], [])
    assert late.take(said)[0] == said


@pytest.mark.parametrize("odd", ["", "abc", b"", bytes(16), 0, {}, {"a": 1}])
def test_where_an_entry_holds_a_list_nothing_else_fits(odd: object):
    assert directory.fits(UNREGISTERED, [bytes(16), []])
    assert not directory.fits(UNREGISTERED, [bytes(16), odd])
    assert not directory.fits(REVOKED, [bytes(16), bytes(16), odd])
    assert not directory.fits(REVOKED, [bytes(16), bytes(16), [odd]])
    assert not directory.fits(REVOKED, odd)
