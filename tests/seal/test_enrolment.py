"""Invitation, answer, reply: what somebody on the way, or a colleague, can't make of them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from app.casework.organisation import administration, membership
from app.casework.session.session import Session
from app.errors import SanadError
from app.seal import canonical, enrolment, passphrase, six_words
from app.seal import directory as people
from app.seal.directory import Directory, own_team
from app.seal.enrolment import EnrolmentAnswer, FormerStream
from app.seal.keys import DeviceKeys, TeamKey, fresh, fresh_id, key_id, seal_to
from tests.casework.test_hostile import variants
from tests.people import Person

ODD: list[object] = [0, -1, 2**63, 2**64 - 1, b"", b"\x00" * 16, "", [], {}, [[]], ["x", []]]


@dataclass
class Joining:
    """A desk that invited, and an officer who may answer."""

    desk: Session
    session: Session
    files: Path

    @property
    def invitation(self) -> enrolment.Invitation:
        return enrolment.read_invitation((self.files / "invitation").read_bytes())

    def answers(self, answer: EnrolmentAnswer, keys: DeviceKeys) -> Path:
        file = self.files / "forged"
        file.write_bytes(enrolment.write_answer(self.invitation, answer, keys))
        return file


@pytest.fixture(name="told")
def _told(tmp_path: Path):
    desk = Person("Huda Desk", tmp_path / "desk", role="desk").sets_up()
    administration.create_organisation(desk, "Committee", "Second", "Farwaniya")
    session = Person("Layla Sample", tmp_path / "layla").sets_up()
    files = tmp_path / "stick"
    files.mkdir()
    administration.invite(desk, files / "invitation")
    membership.answer(session, files / "invitation", files / "answer")
    yield Joining(desk, session, files)
    desk.close()
    session.close()


def comes(invitation: bytes, name: str = "Mallory Sample", **other: object) -> tuple[EnrolmentAnswer, DeviceKeys]:
    """An answer of a program that isn't ours."""
    root, device = DeviceKeys.fresh(), DeviceKeys.fresh()
    stream = other.get("stream") or key_id(device.public)
    person = other.get("person") or key_id(root.public)
    own = Directory()
    entries = [
        own.add(root, people.ROOT, [root.public]),
        own.add(root, people.PERSON, [person, name, "inspector"]),
        own.add(
            root, people.DEVICE, [stream, person, device.public, other.get("receiving") or device.receiving_public]
        ),
    ]
    for each in other.get("also", []):  # type: ignore[attr-defined]
        entries.append(own.add(root, *each))
    team = other.get("team") or own_team(stream)  # type: ignore[arg-type]
    public = other.get("public") or TeamKey(fresh_id(), 1, fresh()).public
    made = EnrolmentAnswer(
        invitation,
        bytes(fresh()),
        tuple(entries),
        stream,
        0,
        (team, 1, public),  # type: ignore[arg-type]
        tuple(other.get("former", ())),  # type: ignore[arg-type]
    )
    return made, device


def test_an_honest_stranger_is_let_in_by_the_same_form(told: Joining):
    file = told.answers(*comes(told.invitation.hash))
    assert administration.admit(told.desk, file, told.files / "reply").name == "Mallory Sample"


@pytest.mark.parametrize("claim", ["stream", "team", "person", "former", "former as it is"])
def test_nobody_joins_as_a_colleague(told: Joining, claim: str):
    administration.admit(told.desk, told.files / "answer", told.files / "reply")
    known = told.desk.vault.directory.organisation
    victim = known.devices[told.session.vault.stream]
    person = victim.person
    forged = {
        "stream": {"stream": victim.id},
        "team": {"team": told.session.vault.team.team},
        "person": {"person": person},
    }
    if claim.startswith("former"):
        keys = DeviceKeys.fresh()
        public = victim.public if claim.endswith("is") else keys.public
        mine = b"m" * 16
        forged[claim] = {
            "person": mine,
            "also": [(people.DEVICE, [victim.id, mine, public, victim.receiving]), (people.REVOKED, [victim.id])],
            "former": [FormerStream(victim.id, ())],
        }
    file = told.answers(*comes(told.invitation.hash, **forged[claim]))
    if claim == "person":  # whoever calls himself her in his own directory is somebody else
        administration.admit(told.desk, file, told.files / "forged reply")
    else:
        with pytest.raises(administration.AnswerFileRefused):
            administration.admit(told.desk, file, told.files / "forged reply")
    known = told.desk.vault.directory.organisation
    assert not known.devices[victim.id].revoked
    assert known.devices[victim.id].public == victim.public
    assert [version.name for version in known.versions[person]] == ["Layla Sample"]
    assert [d.id for d in known.devices.values() if d.person == person] == [victim.id]
    team = known.teams[told.session.vault.team.team]
    assert (team.public, team.members) == (told.session.vault.team.public, {person})
    assert membership.finish(told.session, told.files / "reply").role == "inspector"


@pytest.mark.parametrize("which", ["receiving", "public"])
@pytest.mark.parametrize(
    "spoil",
    [
        lambda k: b"\xff" * 1184 + k[-32:],
        lambda k: k[:-32] + bytes(32),
        lambda k: k[:-32] + b"\x01" + bytes(31),
        lambda k: k[:-1],
    ],
)
def test_a_key_to_which_nothing_can_be_sealed_is_refused_at_the_door(
    told: Joining, which: str, spoil: Callable[[bytes], bytes]
):
    key = spoil(DeviceKeys.fresh().receiving_public)

    def comes_and_is_admitted() -> None:
        file = told.answers(*comes(told.invitation.hash, **{which: key}))
        administration.admit(told.desk, file, told.files / "reply")

    with pytest.raises(SanadError):
        comes_and_is_admitted()
    administration.admit(told.desk, told.files / "answer", told.files / "reply")


def test_who_was_withdrawn_comes_back_with_new_keys_only(told: Joining):
    administration.admit(told.desk, told.files / "answer", told.files / "reply")
    membership.finish(told.session, told.files / "reply")
    stream = told.session.vault.stream
    administration.revoke(told.desk, stream.hex())
    with pytest.raises(administration.AnswerFileRefused):
        administration.admit(told.desk, told.files / "answer", told.files / "reply")
    told.session.vault.directory.organisation = told.desk.vault.directory.organisation
    membership.answer(told.session, told.files / "invitation", told.files / "answer")
    administration.admit(told.desk, told.files / "answer", told.files / "reply")
    membership.finish(told.session, told.files / "reply")
    assert told.session.vault.stream != stream
    assert not administration.membership_status(told.session).withdrawn


def test_another_answer_than_the_compared_one_is_not_let_in(told: Joining):
    compared = administration.write_words(told.desk, told.files / "answer", told.files / "words")
    swapped = comes(told.invitation.hash, "Layla Sample")
    (told.files / "answer").write_bytes(enrolment.write_answer(told.invitation, *swapped))
    with pytest.raises(administration.AnswerFileRefused):
        administration.admit(told.desk, told.files / "answer", told.files / "reply", words=compared.words)
    assert len(administration.devices(told.desk)) == 1


def test_inside_an_invitation_everything_odd_is_refused(told: Joining):
    """Anybody can write one: it must not stop the program that looks at it."""
    root, keys = DeviceKeys.fresh(), DeviceKeys.fresh()
    theirs = Directory()
    entries = [
        theirs.add(root, people.ROOT, [root.public, "Committee"]),
        theirs.add(root, people.REGISTRAR, [keys.public, "One"]),
    ]
    whole = enrolment.write_invitation(
        fresh_id(), bytes(fresh()), entries, keys, keys.receiving_public if keys.receiving else b"", "Team", 2**40 // 8
    )
    body = canonical.decode(canonical.decode(whole.partition(b"\n")[2])[0])
    tried = 0
    body[-1] = body[-1][:2]
    for odd in variants(body, ODD):
        try:
            raw = canonical.encode(odd)
        except SanadError:
            continue
        file = told.files / "odd"
        file.write_bytes(b"SANAD-INVITATION 1\n" + canonical.encode([raw, keys.sign(b"sanad-invitation-1" + raw)]))
        with pytest.raises(SanadError):
            membership.look(told.session, file)
        tried += 1
    assert tried > 100


@pytest.mark.parametrize("until", [0, 10**13, 2**62, 2**64 - 1])
def test_an_invitation_until_a_day_that_no_calendar_has(told: Joining, until: int):
    keys = told.desk
    from app.casework.session.registrar import key_of

    registrar = key_of(keys)
    assert registrar is not None
    raw = enrolment.write_invitation(
        fresh_id(),
        bytes(fresh()),
        list(told.invitation.root),
        registrar,
        told.desk.vault.device.receiving_public,
        "Team",
        until,
    )
    (told.files / "odd").write_bytes(raw)
    with pytest.raises(SanadError):
        membership.look(told.session, told.files / "odd")


def test_inside_a_sealed_answer_everything_odd_is_refused(told: Joining):
    old = DeviceKeys.fresh()
    stream = key_id(old.public)
    made, device = comes(
        told.invitation.hash,
        person=b"p" * 16,
        also=[(people.DEVICE, [stream, b"p" * 16, old.public, old.receiving_public]), (people.REVOKED, [stream])],
        former=[FormerStream(stream, ((b"c" * 16, 3, b"t" * 32),))],
    )
    file = told.answers(made, device)
    assert administration.applicant(told.desk, file).name == "Mallory Sample"
    id_, sealed = canonical.decode(file.read_bytes().partition(b"\n")[2])
    context = b"sanad-answer-1" + id_
    body, _ = canonical.decode(told.desk.vault.device.unseal(sealed, context))
    accepted, tried = 0, 0
    for odd in variants(canonical.decode(body), ODD):
        try:
            raw = canonical.encode(odd)
        except SanadError:
            continue
        signed = canonical.encode([raw, device.sign(b"sanad-answer-1" + raw)])
        again = canonical.encode([id_, seal_to(told.invitation.receiving, signed, context)])
        file.write_bytes(b"SANAD-ANSWER 1\n" + again)
        tried += 1
        try:
            enrolment.read_answer(file.read_bytes(), told.desk.vault.device, told.invitation.hash)
            administration.admit(told.desk, file, told.files / "reply")
            accepted += 1
        except SanadError:
            continue
    assert tried > 150
    assert accepted < 25  # other numbers; nothing, said in another way
    assert administration.devices(told.desk)


def test_inside_a_sealed_reply_everything_odd_is_refused(told: Joining):
    from app.casework.session.registrar import key_of

    administration.admit(told.desk, told.files / "answer", told.files / "reply")
    registrar = key_of(told.desk)
    assert registrar is not None
    whole = (told.files / "reply").read_bytes()
    hash_, sealed = canonical.decode(whole.partition(b"\n")[2])
    body, _ = canonical.decode(told.session.vault.device.unseal(sealed, b"SANAD-REPLY "))
    content = canonical.decode(body)
    content[6] = content[6][:4]
    tried = 0
    for odd in variants(content, ODD):
        try:
            raw = canonical.encode(odd)
        except SanadError:
            continue
        signed = canonical.encode([raw, registrar.sign(b"sanad-reply-1" + raw)])
        to = told.session.vault.device.receiving_public
        (told.files / "odd").write_bytes(
            b"SANAD-REPLY 1\n" + canonical.encode([hash_, seal_to(to, signed, b"SANAD-REPLY ")])
        )
        with pytest.raises(SanadError):
            membership.finish(told.session, told.files / "odd")
        tried += 1
    assert tried > 100
    assert not administration.membership_status(told.session).joined
    assert membership.finish(told.session, told.files / "reply").team == "Farwaniya"


def test_the_words_bind_invitation_answer_and_number_and_are_66_bits(told: Joining):
    three = (b"i" * 32, b"a" * 32, b"n" * 32)
    words = six_words.of_joining(*three)
    for word, language in zip(words, ("ar", "en"), strict=True):
        assert set(word) <= set(passphrase.card_list(language))
    for n in range(3):
        other = [*three]
        other[n] = b"x" * 32
        assert six_words.of_joining(*other) != words
    many = {six_words.of_joining(b"i" * 32, b"a" * 32, n.to_bytes(32, "big"))[1] for n in range(3000)}
    assert len(many) == 3000
    for place in range(6):
        assert len({each[place] for each in many}) > 1200  # of 2,048
    shorter = replace(told.invitation, commitments=told.invitation.commitments[1:])
    assert shorter.commitments[0] != told.invitation.commitments[0]
    assert len(set(told.invitation.commitments)) == enrolment.PLACES


def test_words_by_telephone_bind_invitation_and_answer_and_take_long_to_make():
    arabic, english = six_words.of_call(b"i" * 32, b"a" * 32)
    assert len(arabic) == len(english) == 6
    assert six_words.of_call(b"i" * 32, b"a" * 32) == (arabic, english)
    assert six_words.of_call(b"i" * 32, b"b" * 32)[1] != english
    assert six_words.of_call(b"j" * 32, b"a" * 32)[1] != english


def test_a_number_that_was_not_committed_to_is_refused(told: Joining):
    from app.casework.session.registrar import key_of

    registrar = key_of(told.desk)
    assert registrar is not None
    _, heard, reply = administration.heard(told.desk, (told.files / "answer").read_bytes())
    for wrong in (replace(reply, nonce=b"n" * 32), replace(reply, place=reply.place + 1)):
        (told.files / "odd").write_bytes(enrolment.write_reply(wrong, heard.device, registrar))
        with pytest.raises(enrolment.ReplyRefused):
            membership.reply(told.session, told.files / "odd")
