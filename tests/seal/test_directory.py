"""The directory says the same everywhere, in whatever order it came, and only what may be said."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import SanadError
from app.seal import canonical, directory, loose_certificates
from app.seal.directory import (
    A_TEAM,
    AS_OF,
    CAPACITY,
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
)
from app.seal.keys import DeviceKeys, digest, key_id
from tests.by_the_page import directory as by_the_page

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
        told.root,
        told.name,
        told.registrars,
        told.versions,
        told.devices,
        told.teams,
        told.headquarters,
        sorted(told.entries),
        {signer: told.tips(signer) for signer in told.chains},
    )


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
    stream = key_id(keys.public) if bound else draw(st.sampled_from([key_id(k.public) for k in LAPTOPS]))
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
            entries = desks.here[who].entries
            desks.here[who] = Directory.read(entries[: max(3, len(entries) - 2)])
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
        who, keys_of[who], DEVICE, [stream or key_id(keys.public), PEOPLE[0], keys.public, keys.receiving_public, 9, 0]
    )


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
        (ROOT, [STRANGER.public, "Another"]),
        (REGISTRAR, [STRANGER.public, "Mine"]),
        (UNREGISTERED, [key_id(TWO.public), []]),
        (PERSON, [PEOPLE[1], "X", "desk", 1, []]),
        (TEAM, [TEAMS[0], "T", 1, 0, bytes(1216), [], []]),
        (REVOKED, [bytes(16), bytes(16), []]),
    ],
)
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
    for order in ([*desks.said, below, beside], [*desks.said[:3], below, beside, *desks.said[3:]]):
        directory = Directory()
        directory.take(order)
        assert list(directory.versions) == [PEOPLE[0]]
        assert list(directory.devices) == [key_id(LAPTOPS[0].public)]
        assert directory.registrars[key_id(ONE.public)].last is not None


@pytest.mark.parametrize("first", [0, 1])
def test_nobody_takes_a_colleagues_stream_at_a_desk_that_does_not_know_it(first: int, desks: Desks):
    victim, mallory = LAPTOPS[:2]
    stream = key_id(victim.public)
    admits(desks, b"one", victim)
    for _ in range(8):  # whatever the ids of the entries turn out to be
        admits(desks, b"two", mallory, stream)
        desks.says(b"two", TWO, REVOKED, [stream, key_id(mallory.public), []])
    directory = Directory()
    directory.take(desks.said if first else desks.said[::-1])
    device = directory.signer(key_id(victim.public), stream)
    assert device is not None
    assert not device.revoked
    assert directory.signer(key_id(mallory.public), stream) is None


def test_of_two_keys_of_a_team_at_once_the_lesser_is_current_and_its_holders_are_known(desks: Desks):
    admits(desks, b"one", LAPTOPS[0])
    admits(desks, b"two", LAPTOPS[1])
    streams = [key_id(laptop.public) for laptop in LAPTOPS]
    team = [TEAMS[0], "T", 2, A_TEAM]
    desks.says(b"one", ONE, TEAM, [*team, b"\x02" * 1216, [PEOPLE[0]], [[streams[0], bytes(1168)]]])
    desks.says(b"two", TWO, TEAM, [*team, b"\x01" * 1216, [PEOPLE[1]], [[streams[1], bytes(1168)]]])
    directory = Directory()
    directory.take(desks.said)
    now = directory.teams[TEAMS[0]]
    assert now.public == b"\x01" * 1216
    assert now.holders == {streams[1]}
    assert now.members == set(PEOPLE)


def test_of_two_certificates_of_one_computer_that_say_another_person_the_first_alone_counts(desks: Desks):
    laptop = LAPTOPS[0]
    stream = key_id(laptop.public)
    for who, person, receiving, until, before in (
        (b"one", PEOPLE[0], laptop.receiving_public, 5, 1),
        (b"two", PEOPLE[1], laptop.receiving_public, 9, 3),
        (b"two", PEOPLE[0], bytes(1216), 7, 2),
    ):
        desks.says(who, keys_of[who], PERSON, [person, "Layla", "inspector", 1, []])
        desks.says(who, keys_of[who], DEVICE, [stream, person, laptop.public, receiving, until, before])
    entries = [DirectoryEntry.parse(raw) for raw in desks.said]
    certificates = [entry for entry in entries if entry.kind == DEVICE]
    first = min(certificates, key=lambda entry: entry.id)
    device = Directory.read(desks.said).devices[stream]
    found = [device.person, device.public, device.receiving, device.until, device.before]
    assert found == first.content[1:]
    assert device.certifiers == {first.signer}


def test_the_least_numbers_that_an_entry_may_say_count_too(desks: Desks):
    """Nobody says a moment or a version twice; the last by its moment is kept, and all that were said."""
    one = key_id(ONE.public)
    desks.says(b"one", ONE, AS_OF, [0, 5, []])
    assert desks.here[b"one"].as_of == {one: (0, 5)}
    desks.says(b"one", ONE, AS_OF, [7, 7 + 31 * 86_400 + 1, [bytes(32)]])
    desks.says(b"one", ONE, AS_OF, [6, 6, []])
    here = desks.here[b"one"]
    assert here.as_of == {one: (7, 7 + 31 * 86_400)}
    assert set(here.said_as_of) == {(one, 0, 5), (one, 6, 6), (one, 7, 7 + 31 * 86_400)}
    assert here.missing == {bytes(32)}
    desks.says(b"one", ONE, TEAM, [TEAMS[0], "Hawalli", 0, 0, bytes(1216), [], []])
    desks.says(b"one", ONE, TEAM, [TEAMS[1], "Layla's own", 0, OWN_TEAM, bytes(1216), [], []])
    for team in TEAMS:
        desks.says(b"one", ONE, NAMED, [team, "Farwaniya", 0])
    assert [here.teams[team].name for team in TEAMS] == ["Farwaniya", "Layla's own"]
    desks.says(b"one", ONE, PERSON, [PEOPLE[0], "Layla", "inspector"])
    person = here.person(PEOPLE[0])
    assert (person.version, person.ended, person.signer) == (1, {}, one)
    for number in (2, 0, 1):
        desks.says(b"one", ONE, HEADQUARTERS, [bytes(32), f"https://{number}", "", number])
    assert [each.version for each in here.headquarters] == [0, 1, 2]


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
    directory = Directory()
    _, _, refused = directory.take([*desks.said, other])
    assert refused == []
    assert set(directory.versions) == set(PEOPLE)
    assert len(directory.tips(key_id(ONE.public))) == 2
    again = directory.add(ONE, PERSON, [PEOPLE[1], "Omar", "inspector", 2, []])
    assert DirectoryEntry.parse(again).number == 3


def test_a_team_is_called_as_the_highest_version_says_whatever_came_last(desks: Desks):
    desks.says(b"one", ONE, TEAM, [TEAMS[0], "Hawalli", 1, 0, bytes(1216), [], []])
    desks.says(b"one", ONE, NAMED, [TEAMS[0], "Farwaniya North", 2])
    desks.says(b"one", ONE, NAMED, [TEAMS[0], "Farwaniya", 1])
    assert desks.here[b"one"].teams[TEAMS[0]].name == "Farwaniya North"
    assert Directory.read(desks.said).teams[TEAMS[0]].name == "Farwaniya North"


def test_the_highest_version_says_by_which_decision_somebody_is_a_judicial_officer(desks: Desks):
    person = PEOPLE[0]
    for number, day, version in (("9/2021", "2021-01-02", 2), ("8/2020", "2020-01-02", 1), ("7/2022", "2022-02-30", 3)):
        desks.says(b"one", ONE, CAPACITY, [person, number, day, version])
    for known in (desks.here[b"one"], Directory.read(desks.said)):
        assert known.judicial_decision(person) == ("9/2021", "2021-01-02")  # of the third the day is none
        assert known.judicial_decision(PEOPLE[1]) == ("", "")
    assert by_the_page.directory(desks.said).judicial[person][2:] == ("9/2021", "2021-01-02")
    desks.says(b"one", ONE, CAPACITY, [person, "", "", 4])
    assert Directory.read(desks.said).judicial_decision(person) == ("", "")


def test_what_a_later_version_says_is_kept_and_relayed(desks: Desks):
    raw = desks.says(b"one", ONE, 77, [{"anything": [1, b"x"]}])
    after = admits(desks, b"one", LAPTOPS[0])
    directory = Directory()
    directory.take(desks.said)
    assert directory.entries[-1] == after
    assert raw in directory.entries


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


def device(keys: DeviceKeys, of: int = 0, until: int = 9, before: int = 0) -> list[Any]:
    return [key_id(keys.public), PEOPLE[of], keys.public, keys.receiving_public, until, before]


def test_who_somebody_is_and_who_let_them_in(desks: Desks):
    stream, other = key_id(LAPTOPS[0].public), key_id(LAPTOPS[1].public)
    one, two = key_id(ONE.public), key_id(TWO.public)
    said = desks.here[b"one"]
    assert (said.person(PEOPLE[0]), said.name_of(stream)) == (None, "")
    admits(desks, b"one", LAPTOPS[0])
    assert said.let_in_by(stream, "inspector") == {one}
    assert said.let_in_by(other, "inspector") == frozenset()
    said.add(ONE, PERSON, [PEOPLE[0], "Layla S.", "desk", 2, []])
    said.take(signs_beside(said, TWO, (PERSON, [PEOPLE[0], "Layla S.", "desk", 2, []])))
    assert said.let_in_by(stream, "desk") == {one}  # two gave the role, and one alone the certificate
    known = said.devices[stream]
    assert said.is_certified_by(known, one)
    assert not said.is_certified_by(known, two)
    said.take(signs_beside(said, TWO, (DEVICE, device(LAPTOPS[0], until=12, before=3))))
    known = said.devices[stream]
    assert said.is_certified_by(known, two)
    assert said.let_in_by(stream, "desk") == frozenset()
    assert (known.until, known.before, known.certifiers) == (12, 3, {one, two})
    assert (said.person(PEOPLE[0]).name, said.name_of(stream)) == ("Layla S.", "Layla S.")
    assert said.signer(key_id(LAPTOPS[0].public), stream) is known
    assert said.signer(key_id(LAPTOPS[1].public), stream) is None
    assert said.signer(stream, other) is None
    persons, devices = said.certificates(known)
    assert {entry.content[2] for entry in persons} == {"desk"}
    assert [entry.content[4] for entry in devices] == [9, 12]
    assert (said.registrar_key(one), said.registrar_key(stream)) == (ONE.public, None)
    assert (said.counts(one), said.counts(stream)) == (True, False)
    said.add(ROOT_KEYS, UNREGISTERED, [one, []])
    assert (said.registrar_key(one), said.counts(one)) == (ONE.public, False)


def signs_beside(said: Directory, keys: DeviceKeys, *entries: tuple[int, list[Any]]) -> list[bytes]:
    """The next entries of a signer, made elsewhere."""
    apart = Directory.read(said.entries)
    return [apart.add(keys, kind, content) for kind, content in entries]


def test_of_one_computer_the_first_person_and_keys_count_and_the_longest_time(desks: Desks):
    said = desks.here[b"one"]
    for of in (0, 1):
        said.add(ONE, PERSON, [PEOPLE[of], f"P{of}", "inspector", 1, []])
    stream = key_id(LAPTOPS[0].public)
    said.add(ONE, DEVICE, device(LAPTOPS[0], until=9, before=2))
    said.add(ONE, DEVICE, device(LAPTOPS[0], until=7, before=1))
    assert (said.devices[stream].until, said.devices[stream].before) == (9, 2)
    said.add(ONE, REVOKED, [stream, key_id(LAPTOPS[1].public), []])
    assert not said.devices[stream].revoked  # another key's
    said.add(ONE, REVOKED, [stream, stream, [[b"c" * 16, 3, b"t" * 32]]])
    said.add(ONE, REVOKED, [stream, stream, [[b"c" * 16, 4, b"u" * 32]]])
    assert said.devices[stream].revoked
    assert said.devices[stream].known == {b"c" * 16: {b"t" * 32: 3, b"u" * 32: 4}}


def test_a_team_has_the_members_of_its_highest_number_and_every_sealed_key(desks: Desks):
    said, a, b = desks.here[b"one"], *(key_id(keys.public) for keys in LAPTOPS[:2])
    for of in (0, 1):
        said.add(ONE, PERSON, [PEOPLE[of], "BA"[of], "inspector", 1, []])
    low, high = bytes(1216), b"\x01" * 1216

    def team(name: str, number: int, public: bytes, members: list[bytes], sealed: list[list[bytes]]) -> list[Any]:
        return [TEAMS[0], name, number, A_TEAM, public, members, sealed]

    said.add(ONE, TEAM, team("first", 1, high, PEOPLE[:1], [[a, bytes(1168)]]))
    said.add(ONE, TEAM, team("second", 2, high, PEOPLE[:1], [[a, b"h" * 1168]]))
    said.add(ONE, TEAM, team("second", 2, low, PEOPLE[1:], [[b, b"l" * 1168]]))
    said.add(ONE, TEAM, team("second", 2, low, [], [[a, b"m" * 1168]]))
    known = said.teams[TEAMS[0]]
    assert (known.name, known.number, known.public, known.personal) == ("second", 2, low, False)
    assert (known.members, known.holders) == (set(PEOPLE), {a, b})
    assert {place: sorted(keys) for place, keys in known.sealed.items()} == {
        (1, a): [bytes(1168)],
        (2, a): [b"h" * 1168, b"m" * 1168],
        (2, b): [b"l" * 1168],
    }


def test_how_fresh_a_directory_is_said_to_be_has_an_end_and_names_what_is_missing(desks: Desks):
    said, one, month = desks.here[b"one"], key_id(ONE.public), 31 * 86_400
    said.add(ONE, AS_OF, [100, 100 + month + 1, [b"x" * 32]])
    assert said.as_of == {one: (100, 100 + month)}
    assert said.missing == {b"x" * 32}
    said.add(ONE, AS_OF, [200, 300, [digest(desks.said[0])]])
    said.add(ONE, AS_OF, [150, 999, []])
    assert said.as_of == {one: (200, 300)}
    assert said.missing == {b"x" * 32}
    for version, url in ((2, "b"), (1, "a")):
        said.add(ONE, HEADQUARTERS, [bytes(32), url, "", version])
    assert [server.url for server in said.headquarters] == ["a", "b"]
    assert set(said.heads) == {tip for signer in said.chains for tip in said.tips(signer)}


def test_what_the_organisation_says_goes_before_what_a_vault_says_of_itself(desks: Desks):
    keys, own, stream = LAPTOPS[0], Directory(), key_id(LAPTOPS[0].public)
    own.add(ROOT_KEYS, ROOT, [ROOT_KEYS.public])
    own.add(ROOT_KEYS, PERSON, [PEOPLE[0], "Own", "supervisor", 1, []])
    own.add(ROOT_KEYS, DEVICE, device(keys))
    both = directory.Colleagues(own)
    assert (both.joined, both.name_of(stream), both.streams()) == (False, "Own", [stream])
    assert both.device(stream) is both.signer(stream, stream) is own.devices[stream]
    assert (own.name, own.root) == ("", key_id(ROOT_KEYS.public))
    admits(desks, b"one", keys)
    both.organisation = desks.here[b"one"]
    assert (both.joined, both.name_of(stream), both.streams()) == (True, "Layla", [stream])
    assert both.device(stream) is both.signer(stream, stream) is both.organisation.devices[stream]
    assert both.device(b"x" * 16) is None


@pytest.mark.parametrize(
    ("kind", "content", "fit"),
    [
        (ROOT, [bytes(32)], True), (ROOT, [bytes(32), "x"], True), (ROOT, [], False), (ROOT, [bytes(32), "x", 1], False),
        (PERSON, [bytes(16), "n", "r"], True), (PERSON, [bytes(16), "n", "r", 1], False),
        (PERSON, [bytes(16), "n", "r", 1, []], True), (PERSON, [bytes(16), "n", "r", -1, []], False),
        (PERSON, [bytes(16), "n", "r", 1, [[bytes(16), bytes(16), 1, bytes(32)]]], True),
        (PERSON, [bytes(16), "n", "r", 1, [[bytes(16), bytes(16), 1]]], False),
        (DEVICE, [bytes(16), bytes(16), bytes(32), bytes(1216)], True),
        (DEVICE, [bytes(16), bytes(16), bytes(32), bytes(1215)], False),
        (DEVICE, [bytes(16), bytes(16), bytes(32), bytes(1216), 0], False),
        (DEVICE, [bytes(16), bytes(16), bytes(32), bytes(1216), 0, (1 << 63) - 1], True),
        (DEVICE, [bytes(16), bytes(16), bytes(32), bytes(1216), 0, 1 << 63], False),
        (DEVICE, [bytes(16), bytes(16), bytes(32), bytes(1216), 0, True], False),
        (TEAM, [bytes(16), "n", 1, 0, bytes(1216), [], []], True),
        (TEAM, [bytes(16), "n", 1, 0, bytes(1216), [bytes(15)], []], False),
        (TEAM, [bytes(16), "n", 1, 0, bytes(1216), [], [[bytes(16), bytes(1167)]]], False),
        (REVOKED, [bytes(16)], True), (REVOKED, [bytes(16), bytes(16)], False),
        (REVOKED, [bytes(16), bytes(16), [[bytes(16), 1, bytes(32)]]], True),
        (REGISTRAR, [bytes(32), "n"], True), (REGISTRAR, [bytes(32)], False),
        (UNREGISTERED, [bytes(16), [bytes(32)]], True), (UNREGISTERED, [bytes(16), [bytes(31)]], False),
        (HEADQUARTERS, [bytes(32), "u", "c", 1], True), (HEADQUARTERS, [bytes(32), "u", 5, 1], False),
        (AS_OF, [1, 2, [bytes(32)]], True), (AS_OF, [1, 2], False), (NAMED, [bytes(16), "n", 1], True),
        (NAMED, [bytes(16), b"n", 1], False), (99, ["x"], True), (99, "x", False),
    ],
)  # fmt: skip
def test_what_an_entry_of_each_kind_holds(kind: int, content: object, fit: bool):
    assert directory.fits(kind, content) is fit


def test_certificates_that_came_alone_say_who_certified_whom_and_what_does_not_hold_is_left_out(desks: Desks):
    keys, stream = LAPTOPS[0], key_id(LAPTOPS[0].public)
    admits(desks, b"one", keys)
    said = desks.said
    known = loose_certificates.CertifiedAuthor(keys.public, "Layla", "inspector", ROOT_KEYS.public, "Committee")
    assert loose_certificates.authors(said) == {stream: known}
    assert loose_certificates.authors([b"odd", *reversed(said)]) == {stream: known}
    nameless = loose_certificates.CertifiedAuthor(keys.public, "", "", ROOT_KEYS.public, "Committee")
    assert loose_certificates.authors([*said[:3], said[4]]) == {stream: nameless}
    for lacking in (said[1:], [said[0], *said[2:]], said[:4], []):
        assert loose_certificates.authors(lacking) == {}
    body, signature = canonical.decode(said[4])
    spoilt = canonical.encode([body, bytes([signature[0] ^ 1]) + signature[1:]])
    assert loose_certificates.authors([*said[:4], spoilt]) == {}
    other = DeviceKeys.fresh()
    foreign = [
        signed(other, 1, bytes(32), ROOT, [ROOT_KEYS.public, "Other"]),
        signed(ROOT_KEYS, 1, bytes(32), ROOT, [other.public, "Other"]),
        signed(STRANGER, 1, bytes(32), REGISTRAR, [STRANGER.public, "Mine"]),
        signed(STRANGER, 2, bytes(32), DEVICE, device(LAPTOPS[1])),
        signed(ONE, 9, bytes(32), DEVICE, [b"s" * 16, *device(LAPTOPS[2])[1:]]),
    ]
    assert loose_certificates.authors([*said, *foreign]) == {stream: known}
    own = Directory()
    of_one = [
        own.add(other, ROOT, [other.public]),
        own.add(other, PERSON, [PEOPLE[0], "Own", "supervisor"]),
        own.add(other, DEVICE, device(keys)),
    ]
    alone = loose_certificates.CertifiedAuthor(keys.public, "Own", "supervisor", other.public, "")
    assert loose_certificates.authors(of_one) == {stream: alone}


def test_numbers_of_an_entry_are_those_that_a_database_holds():
    for number, is_one in ((0, True), (2**63 - 1, True), (2**63, False), (-1, False), (b"1", False)):
        assert directory.fits(NAMED, [bytes(16), "Team", number]) is is_one, number
    body = [1, 1, bytes(32), NAMED, [bytes(16), "Team", 1], key_id(ONE.public)]
    for place, value in ((0, 2), (1, 0), (1, -1), (2, bytes(31)), (3, "10"), (4, {}), (5, bytes(15))):
        raw = canonical.encode([*body[:place], value, *body[place + 1 :]])
        with pytest.raises(DirectoryRefused):
            DirectoryEntry.parse(canonical.encode([raw, bytes(64)]))
    whole = canonical.encode(body)
    assert DirectoryEntry.parse(canonical.encode([whole, bytes(64)])).number == 1
    for signature in (bytes(63), bytes(65), "s" * 64):
        with pytest.raises(DirectoryRefused):
            DirectoryEntry.parse(canonical.encode([whole, signature]))
