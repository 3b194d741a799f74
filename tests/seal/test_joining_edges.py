"""Invitation, answer and reply at the edges of what they may say: without a vault, and quick."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from app.seal import directory as people
from app.seal import enrolment, six_words
from app.seal.directory import Directory, own_team
from app.seal.keys import DeviceKeys, Secret, digest, key_id

ROOT, DESK, OWNER, CLERK, LAPTOP, FORMER = (DeviceKeys.fresh() for _ in range(6))
STREAM, FORMER_STREAM = key_id(LAPTOP.public), key_id(FORMER.public)
SEED, ID, TEAM = bytes(32), b"i" * 16, b"t" * 16
LATEST = 221_845_391_999  # the last second of the year 8999


def organisation() -> list[bytes]:
    begun = Directory()
    return [
        begun.add(ROOT, people.ROOT, [ROOT.public, "Sample Committee"]),
        begun.add(ROOT, people.REGISTRAR, [DESK.public, "Desk"]),
    ]


FOUNDED = organisation()


def invites(
    until: int = 5,
    *where: str,
    receiving: bytes = DESK.receiving_public,
    root: Sequence[bytes] = FOUNDED,
    registrar: DeviceKeys = DESK,
) -> bytes:
    return enrolment.write_invitation(ID, SEED, list(root), registrar, receiving, "Team", until, *where)


RAW = invites()
INVITATION = enrolment.read_invitation(RAW)


def own_directory(*more: tuple[DeviceKeys, int, list[Any]], name: str = "") -> tuple[bytes, ...]:
    """Of one; with a name of an organisation, whose root and registrar are two."""
    own, person = Directory(), key_id(OWNER.public)
    entries = [own.add(OWNER, people.ROOT, [OWNER.public, *([name] if name else [])])]
    signer = OWNER
    if name:
        signer = CLERK
        entries.append(own.add(OWNER, people.REGISTRAR, [CLERK.public, "Clerk"]))
    entries += [
        own.add(signer, people.PERSON, [person, "Maya Sample", "inspector"]),
        own.add(signer, people.DEVICE, [STREAM, person, LAPTOP.public, LAPTOP.receiving_public]),
        own.add(signer, people.DEVICE, [FORMER_STREAM, person, FORMER.public, FORMER.receiving_public]),
        own.add(signer, people.REVOKED, [FORMER_STREAM]),
    ]
    return (*entries, *(own.add(*entry) for entry in more))


ANSWER = enrolment.EnrolmentAnswer(
    INVITATION.hash, bytes(32), own_directory(), STREAM, 5, (own_team(STREAM), 1, LAPTOP.receiving_public), ()
)


def answers(keys: DeviceKeys = LAPTOP, **change: Any) -> enrolment.EnrolmentAnswer:
    raw = enrolment.write_answer(INVITATION, replace(ANSWER, **change), keys)
    return enrolment.read_answer(raw, DESK, INVITATION.hash)


def test_an_invitation_is_for_a_desk_that_still_counts_and_a_day_of_some_calendar():
    assert (INVITATION.url, INVITATION.ca, INVITATION.team, INVITATION.until) == ("", "", "Team", 5)
    assert (INVITATION.organisation, INVITATION.root) == ("Sample Committee", tuple(FOUNDED))
    assert (len(INVITATION.commitments), INVITATION.hash) == (128, digest(RAW))
    assert (INVITATION.registrar, INVITATION.receiving) == (key_id(DESK.public), DESK.receiving_public)
    whole = enrolment.read_invitation(invites(LATEST, "https://a", "pem"))
    assert (whole.url, whole.ca, whole.until) == ("https://a", "pem", LATEST)
    assert enrolment.read_invitation(invites(1)).until == 1
    directory = Directory.read(FOUNDED)
    withdrawn = directory.add(ROOT, people.UNREGISTERED, [key_id(DESK.public), []])
    unnamed = Directory()
    of_one = [unnamed.add(ROOT, people.ROOT, [ROOT.public])]
    of_one.append(unnamed.add(ROOT, people.REGISTRAR, [DESK.public, "Desk"]))
    for raw in (
        invites(0),
        invites(LATEST + 1),
        invites(receiving=bytes(1215)),
        invites(root=[*FOUNDED, withdrawn]),
        invites(root=of_one),
        invites(root=FOUNDED[:1]),
        invites(registrar=ROOT),
    ):
        with pytest.raises(enrolment.InvitationRefused):
            enrolment.read_invitation(raw)
    assert len({enrolment.nonce_of(SEED, place) for place in range(128)}) == 128


def test_an_answer_says_who_comes_and_what_was_written():
    answer = answers()
    assert replace(answer, hash=b"") == ANSWER
    assert ANSWER.hash == b""  # which is of a file
    assert (answer.person, answer.called) == (key_id(OWNER.public), ("Maya Sample", "inspector"))
    device = answer.device
    assert (device.id, device.person, device.public) == (STREAM, answer.person, LAPTOP.public)
    assert (device.until, device.before, device.known) == (0, 0, None)
    assert answer.device_of(FORMER_STREAM).revoked
    most = (1 << 32) - 1
    team = own_team(STREAM), most, LAPTOP.receiving_public
    assert (answers(written=most).written, answers(written=0).written) == (most, 0)
    assert answers(team=team).team == team
    for known in ((), ((bytes(16), 1, bytes(32)),)):
        former = enrolment.FormerStream(FORMER_STREAM, known)
        assert answers(former=(former,)).former == (former,)
    raw = enrolment.write_answer(INVITATION, ANSWER, LAPTOP)
    assert enrolment.invitation_of(raw) == ID
    assert enrolment.read_answer(raw, DESK, INVITATION.hash).hash == digest(raw)
    for desk, invitation in ((DESK, bytes(32)), (ROOT, INVITATION.hash)):
        with pytest.raises(enrolment.AnswerFileRefused):
            enrolment.read_answer(raw, desk, invitation)


OWN_TEAM = own_team(STREAM), 1, LAPTOP.receiving_public
PERSON = key_id(OWNER.public)


@pytest.mark.parametrize(
    "change",
    [
        {"written": 1 << 32}, {"written": -1}, {"written": b"5"}, {"nonce": bytes(31)}, {"stream": FORMER_STREAM},
        {"team": (OWN_TEAM[0], 1 << 32, OWN_TEAM[2])}, {"team": (OWN_TEAM[0], -1, OWN_TEAM[2])},
        {"team": (OWN_TEAM[0], b"1", OWN_TEAM[2])}, {"team": (TEAM, 1, OWN_TEAM[2])},
        {"team": (*OWN_TEAM, 1)}, {"team": OWN_TEAM[:2]}, {"team": (*OWN_TEAM[:2], bytes(1215))},
        {"keys": DESK}, {"own": own_directory(name="Another committee")},
        {"own": own_directory((OWNER, people.PERSON, [b"p" * 16, "Omar Sample", "desk"]))},
        {"own": own_directory((OWNER, people.REVOKED, [STREAM]))}, {"own": own_directory()[:2]},
        {"former": (enrolment.FormerStream(STREAM, ()),)}, {"former": (enrolment.FormerStream(b"f" * 16, ()),)},
        {"former": (enrolment.FormerStream(FORMER_STREAM, ((bytes(15), 1, bytes(32)),)),)},
        {"former": (enrolment.FormerStream(FORMER_STREAM, ((bytes(16), -1, bytes(32)),)),)},
    ],
    ids=" ".join,
)  # fmt: skip
def test_an_answer_is_refused_for_each_part_of_another_kind(change: dict[str, Any]):
    with pytest.raises(enrolment.AnswerFileRefused):
        answers(**change)


REPLY = enrolment.EnrolmentReply(
    INVITATION.hash, digest(b"answer"), 3, enrolment.nonce_of(SEED, 3), True, tuple(FOUNDED), Secret(bytes(32)), TEAM
)
WORDS_ALONE: dict[str, Any] = {"admitted": False, "entries": (), "key": Secret(), "team": b""}


def replies(keys: DeviceKeys = DESK, **change: Any) -> enrolment.EnrolmentReply:
    device = Directory.read(own_directory()).devices[STREAM]
    raw = enrolment.write_reply(replace(REPLY, **change), device, keys)
    return enrolment.read_reply(raw, LAPTOP, INVITATION, REPLY.answer)


def test_a_reply_reveals_the_number_of_one_place_and_brings_a_key_or_nothing():
    assert replies() == REPLY
    assert replies(**WORDS_ALONE) == replace(REPLY, **WORDS_ALONE)
    alone = enrolment.EnrolmentReply(REPLY.invitation, REPLY.answer, 3, REPLY.nonce, admitted=False)
    assert replace(REPLY, **WORDS_ALONE) == alone
    for place in (0, 127):
        assert replies(place=place, nonce=enrolment.nonce_of(SEED, place)).place == place


@pytest.mark.parametrize(
    "change",
    [
        {"place": 4}, {"place": -125}, {"place": 128, "nonce": enrolment.nonce_of(SEED, 128)}, {"place": b"3"},
        {"nonce": bytes(32)}, {"invitation": bytes(32)}, {"answer": bytes(32)}, {"keys": ROOT},
        {"key": Secret(bytes(31))}, {"team": b""}, {"team": bytes(17)}, {**WORDS_ALONE, "team": TEAM},
        {**WORDS_ALONE, "key": Secret(bytes(32))},
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_reply_is_refused_for_each_part_of_another_kind(change: dict[str, Any]):
    with pytest.raises(enrolment.ReplyRefused):
        replies(**change)


def test_the_words_of_a_telephone_call_bind_both_files():
    arabic, english = six_words.of_call(REPLY.invitation, REPLY.answer)
    assert (len(arabic), len(english)) == (6, 6)
    assert english != six_words.of_call(REPLY.answer, REPLY.invitation)[1]
