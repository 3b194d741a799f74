"""Every way to get in, or to draw a laptop away, between a desk and a newcomer: none leads there; without
one of the rules some does; and the program shows the words that the model says it shows."""

from collections.abc import Iterator
from dataclasses import fields, replace
from functools import cache
from pathlib import Path

import pytest
from nacl.pwhash import argon2id

from app.casework.organisation import administration, membership
from app.casework.session.session import Session
from app.seal import canonical, enrolment, passphrase, six_words
from app.seal import directory as people
from app.seal.directory import Directory, own_team
from app.seal.enrolment import EnrolmentAnswer
from app.seal.keys import DeviceKeys, TeamKey, digest, fresh, fresh_id, key_id
from app.seal.six_words import Pair
from tests.headquarters.office import Organisation
from tests.model import joining_model as model
from tests.model.exploration import Explored, explore
from tests.model.joining_model import ALL, HUDA, LAYLA, MALLORY, Play, Rules, World
from tests.people import Person

FILES, NETWORK = Play(), Play(network=True)
ENTERS = "somebody enters whom the desk did not mean"
DRAWN_AWAY = "a laptop joins whom its officer did not mean"
FOUND = {
    "desk_compares": (FILES, ENTERS),
    "what_was_compared_is_admitted": (FILES, ENTERS),
    "number_is_committed": (FILES, ENTERS),
    "number_is_held_back": (FILES, ENTERS),
    "a_number_for_each_answer": (FILES, ENTERS),
    "words_cover_the_answer": (FILES, ENTERS),
    "answers_are_fresh": (FILES, ENTERS),
    "words_are_slow": (NETWORK, ENTERS),
    "laptop_compares": (NETWORK, DRAWN_AWAY),
}


def explored(play: Play, rules: Rules = ALL) -> Explored[World]:
    return explore(World(), lambda world: model.steps(world, play, rules), model.breaks)


@pytest.mark.parametrize(("play", "at_least"), [(FILES, 500), (NETWORK, 150)], ids=["files", "network"])
def test_no_way_leads_there(play: Play, at_least: int):
    outcome = explored(play)
    assert outcome.broken == {}
    assert outcome.states > at_least


@pytest.mark.parametrize("rule", FOUND)
def test_without_a_rule_some_way_does(rule: str):
    play, promise = FOUND[rule]
    assert promise in explored(play, replace(ALL, **{rule: False})).broken


def test_every_rule_is_tried():
    assert {rule.name for rule in fields(Rules)} == set(FOUND)


def test_the_honest_way_leads_in():
    reached = []

    def joined(world: World) -> Iterator[str]:
        if world.joined == HUDA and world.admitted is not None:
            reached.append(world)
            yield "joined"

    way = explore(World(), lambda world: model.steps(world, FILES), joined).broken["joined"]
    assert way[-1] == "Layla takes Huda’s reply"
    assert reached


# -- the program -----------------------------------------------------------------------------


class Shipped:
    """The files of both desks and of both who answer, made once."""

    def __init__(self) -> None:
        self.seeds = {HUDA: bytes(fresh()), MALLORY: bytes(fresh())}
        self.invitations, self.desks = {}, dict[str, DeviceKeys]()
        for name in (HUDA, MALLORY):
            organisation, receiving = Organisation(bytes(32)), DeviceKeys.fresh()
            entries = list(organisation.entries)[:3]  # the root's
            raw = enrolment.write_invitation(
                fresh_id(),
                self.seeds[name],
                entries,
                registrar=organisation.registrar,
                receiving=receiving.receiving_public,
                team="Team",
                expires_at=1_900_000_000,
            )
            self.invitations[name], self.desks[name] = enrolment.read_invitation(raw), receiving
        self.answer = cache(self._answer)
        self.shown = cache(_shown)

    def _answer(self, by: str, number: int, invited_by: str) -> bytes:
        """The SHA-256 of somebody's answer to an invitation, which its desk reads."""
        invitation = self.invitations[invited_by]
        root, device = DeviceKeys.fresh(), DeviceKeys.fresh()
        stream, person, own = key_id(device.public), key_id(root.public), Directory()
        entries = [
            own.add(root, people.ROOT, [root.public]),
            own.add(root, people.PERSON, [person, by, "inspector"]),
            own.add(root, people.DEVICE, [stream, person, device.public, device.receiving_public]),
        ]
        team = own_team(stream), 1, TeamKey(fresh_id(), 1, fresh()).public
        answer = EnrolmentAnswer(invitation.hash, bytes(fresh()), tuple(entries), stream, 0, team, ())
        raw = enrolment.write_answer(invitation, answer, device)
        read = enrolment.read_answer(raw, self.desks[invited_by], invitation.hash)
        assert read.called[0] == by
        return digest(raw)

    def words(self, invited_by: str, answer: bytes, place: int, network: bool) -> Pair:
        """What the desk that invited shows for an answer, and the laptop for its own."""
        hash_, nonce = self.invitations[invited_by].hash, b""
        if not network:
            nonce = enrolment.nonce_of(self.seeds[invited_by], place)
        return self.shown(hash_, answer, nonce)


def _shown(invitation: bytes, answer: bytes, nonce: bytes) -> Pair:
    return six_words.of_joining(invitation, answer, nonce) if nonce else six_words.of_call(invitation, answer)


@pytest.fixture(scope="module", name="shipped")
def _shipped() -> Shipped:
    return Shipped()


def worlds(play: Play) -> list[World]:
    """All that can be reached."""
    reached: list[World] = []

    def note(world: World) -> Iterator[str]:
        reached.append(world)
        yield from ()

    explore(World(), lambda world: model.steps(world, play), note)
    return reached


@pytest.mark.parametrize("play", [FILES, NETWORK], ids=["files", "network"])
def test_the_program_shows_the_words_that_the_model_says(shipped: Shipped, play: Play):
    compared = set[bool]()
    for world in worlds(play):
        if not world.laptop_shows:
            continue
        at = model.layla_at(world)
        place = world.answers[at].place if at is not None else 0
        laylas = shipped.answer(LAYLA, 0, world.invited_by)
        laptop = shipped.words(world.invited_by, laylas, place or 0, play.network)
        for n, answer in enumerate(world.answers):
            if answer.place is None:
                continue
            before = [answer.by for answer in world.answers[:n]].count(MALLORY)
            theirs = laylas if answer.by == LAYLA else shipped.answer(MALLORY, before, HUDA)
            same = shipped.words(HUDA, theirs, answer.place, play.network) == laptop
            assert same == model.same_words(world, n, play, ALL), (world, n)
            compared.add(same)
    assert compared == {True, False}


def test_the_words_over_the_network_are_made_as_slowly_as_the_page_says():
    """What `words_are_slow` is for: by another maker of Argon2id, from docs/formats/enrolment.md."""
    invitation, answer = b"i" * 32, b"a" * 32
    hash_ = argon2id.kdf(32, canonical.encode([invitation, answer]), b"sanad-call-words", opslimit=3, memlimit=64 << 20)
    number = int.from_bytes(hash_[:9], "big") >> 6
    words = passphrase.card_list("en")
    shown = tuple(words[number >> 11 * place & 2047] for place in reversed(range(6)))
    assert six_words.of_call(invitation, answer)[1] == shown


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Session]:
    session = Person("Huda Desk", tmp_path / "desk", role="desk").sets_up()
    administration.create_organisation(session, "Committee", "Badr Second", "Farwaniya")
    yield session
    session.close()


def test_two_answers_have_two_numbers_and_only_the_compared_one_is_let_in(desk: Session, tmp_path: Path):
    """What `a_number_for_each_answer`, `number_is_held_back` and `what_was_compared_is_admitted` are for."""
    invitation = tmp_path / "invitation"
    administration.invite(desk, invitation)
    words, files = [], []
    for name in ("Mallory Sample", "Layla Sample"):
        session = Person(name, tmp_path / name).sets_up()
        files.append(tmp_path / f"answer of {name}")
        membership.answer(session, invitation, files[-1])
        reveals = tmp_path / f"words for {name}"
        words.append(administration.write_words(desk, files[-1], reveals).words)
        assert membership.reply(session, reveals).words == words[-1]
        session.close()
    numbers = {administration.heard(desk, file.read_bytes())[2].nonce for file in files}
    assert len(numbers) == len(set(words)) == 2
    raw = invitation.read_bytes()
    assert not any(number in raw for number in numbers)
    for answer, compared in (files, words[::-1]), (files[::-1], words):
        with pytest.raises(administration.AnswerFileRefused):
            administration.admit(desk, answer[0], tmp_path / "reply", words=compared[0])
    assert len(administration.devices(desk)) == 1
    administration.admit(desk, files[1], tmp_path / "reply", words=words[1])
    assert [row.name for row in administration.people(desk)] == ["Layla Sample"]
