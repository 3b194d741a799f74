"""How a computer joins an organisation by three files: invitation, answer, reply.

The invitation commits to a number for each place; the reply to an answer reveals one. Both
computers make six words from invitation, answer and that number: whoever changed a file on the way
could not know the number when it mattered, so the words differ. docs/formats/enrolment.md"""

from dataclasses import dataclass, field, replace
from typing import Any

from app.errors import N_, SanadError
from app.seal import canonical, file_marker
from app.seal.directory import Device, Directory, DirectoryRefused, own_team
from app.seal.keys import DeviceKeys, KeyRefused, Secret, derive, digest, key_id, seal_to, verify

_VERSION = 1
_INVITATION, _ANSWER, _REPLY = b"SANAD-INVITATION ", b"SANAD-ANSWER ", b"SANAD-REPLY "
_SIGNED = {_INVITATION: b"sanad-invitation-1", _ANSWER: b"sanad-answer-1", _REPLY: b"sanad-reply-1"}
PLACES = 128
_ANSWERED = (int, 32, 32, [bytes], 16, int, (16, int, 1216), [(16, [(16, int, 32)])])
_LATEST = 221_845_392_000  # the year 9000: later ones fit into no calendar
# what reading a file that somebody else wrote may raise
_UNREADABLE = (canonical.NotCanonical, KeyRefused, DirectoryRefused, ValueError, TypeError, LookupError)


class InvitationRefused(SanadError):
    says = N_("This invitation is damaged or was changed. Nothing was changed here. Ask user management for it again.")


class AnswerFileRefused(SanadError):
    says = N_(
        "This join request is damaged, or was not made for an invitation from this user "
        "management. Nothing was changed. Ask your colleague to make it again."
    )


class ReplyRefused(SanadError):
    says = N_(
        "This file from user management is damaged, or is for another computer. Nothing "
        "was changed. Ask user management for it again."
    )


@dataclass(frozen=True, slots=True)
class Invitation:
    """`root`: the organisation's root entries. `receiving`: what answers are sealed to. `url` and
    `ca`: the headquarters' address and the certificate that it is checked against, "" where the
    organisation has none."""

    id: bytes
    root: tuple[bytes, ...]
    registrar: bytes
    receiving: bytes
    team: str
    until: int
    url: str
    ca: str
    commitments: tuple[bytes, ...]
    hash: bytes

    @property
    def organisation(self) -> str:
        return Directory.read(self.root).name


@dataclass(frozen=True, slots=True)
class FormerStream:
    """A stream that this computer used before, and the last envelope in each of its cases."""

    stream: bytes
    known: tuple[tuple[bytes, int, bytes], ...]


@dataclass(frozen=True, slots=True)
class EnrolmentAnswer:
    """What a computer says of itself. `own`: its directory of one; `team`: (id, number, public) of
    its officer's own team; `written`: envelopes in its stream so far."""

    invitation: bytes
    nonce: bytes
    own: tuple[bytes, ...]
    stream: bytes
    written: int
    team: tuple[bytes, int, bytes]
    former: tuple[FormerStream, ...]
    hash: bytes = b""

    @property
    def directory(self) -> Directory:
        return Directory.read(self.own)

    @property
    def person(self) -> bytes:
        """Named after the key with which the vault's owner signs its own directory, so that nobody
        else can come as the same person."""
        return self.directory.root

    @property
    def device(self) -> Device:
        return self.device_of(self.stream)

    def device_of(self, stream: bytes) -> Device:
        """One of the computer's streams, as the organisation may certify it. KeyError."""
        directory = self.directory
        return replace(directory.devices[stream], person=directory.root, known=None)

    @property
    def called(self) -> tuple[str, str]:
        """(name, role) that the officer asks for."""
        (versions,) = self.directory.versions.values()
        return versions[-1].name, versions[-1].role


@dataclass(frozen=True, slots=True)
class EnrolmentReply:
    """`admitted`: False for the words alone; then `entries`, `key` and `team` are empty."""

    invitation: bytes
    answer: bytes
    place: int
    nonce: bytes
    admitted: bool
    entries: tuple[bytes, ...] = ()
    key: Secret = field(default_factory=Secret)
    team: bytes = b""


# -- the invitation --------------------------------------------------------------------------


def nonce_of(seed: bytes, place: int) -> bytes:
    """The number of a place; only who has the seed knows it before it is revealed."""
    return bytes(derive(seed, "sanad/1/place", place.to_bytes(4, "big")))


def _commitment(invitation: bytes, nonce: bytes) -> bytes:
    return digest(b"sanad-place-1", invitation, nonce)


def write_invitation(
    id_: bytes, seed: bytes, root: list[bytes], registrar: DeviceKeys, receiving: bytes,
    team: str, expires_at: int, url: str = "", ca: str = "",
) -> bytes:  # fmt: skip
    """The file, signed by the registrar."""
    commitments = [_commitment(id_, nonce_of(seed, place)) for place in range(PLACES)]
    body = [_VERSION, id_, root, key_id(registrar.public), receiving, team, expires_at, url, ca, commitments]
    return _file(_INVITATION, _signed(_INVITATION, body, registrar))


def read_invitation(raw: bytes) -> Invitation:
    """InvitationRefused, ForeignFile, NewerVersion."""
    body, signature = _parts(_INVITATION, raw, InvitationRefused)
    try:
        version, id_, root, registrar, receiving, team, expires_at, url, ca, commitments = canonical.read(
            body, (int, 16, [bytes], bytes, 1216, str, int, str, str, [32])
        )
        directory = Directory.read(root)
        signer = directory.registrars[registrar]
        lengths = (
            version == _VERSION
            and signer.last is None
            and verify(signer.public, signature, _SIGNED[_INVITATION] + body)
            and len(commitments) == PLACES
            and 0 < expires_at < _LATEST
            and directory.name != ""
        )
    except (canonical.NotCanonical, DirectoryRefused, ValueError, TypeError, KeyError) as error:
        raise InvitationRefused from error
    if not lengths:
        raise InvitationRefused
    return Invitation(
        id=id_, root=root, registrar=registrar, receiving=receiving, team=team, until=expires_at, url=url, ca=ca, commitments=commitments,
        hash=digest(raw),
    )  # fmt: skip


# -- the answer ------------------------------------------------------------------------------


def write_answer(invitation: Invitation, answer: EnrolmentAnswer, device: DeviceKeys) -> bytes:
    """The file: signed by the device, and sealed to the desk."""
    former = [[former_device.stream, [list(tip) for tip in former_device.known]] for former_device in answer.former]
    body = [
        _VERSION, invitation.hash, answer.nonce, list(answer.own), answer.stream, answer.written,
        list(answer.team), former,
    ]  # fmt: skip
    signed = _signed(_ANSWER, body, device)
    sealed = seal_to(invitation.receiving, signed, _SIGNED[_ANSWER] + invitation.id)
    return _file(_ANSWER, canonical.encode([invitation.id, sealed]))


def invitation_of(raw: bytes) -> bytes:
    """Which invitation a file answers. AnswerFileRefused, ForeignFile, NewerVersion."""
    id_, _ = _parts(_ANSWER, raw, AnswerFileRefused)
    return id_


def read_answer(raw: bytes, desk: DeviceKeys, invitation: bytes) -> EnrolmentAnswer:
    """AnswerFileRefused unless it was sealed to this desk and signed by the device that it names.

    `invitation`: SHA-256 of the invitation's file, as the desk wrote it."""
    id_, sealed = _parts(_ANSWER, raw, AnswerFileRefused)
    try:
        body, signature = canonical.decode(desk.unseal(sealed, _SIGNED[_ANSWER] + id_))
        version, inviting, nonce, entries, stream, count, team, former = canonical.shaped(
            canonical.decode(body), _ANSWERED, 1 << 63
        )
        former_streams = tuple(FormerStream(*former_stream) for former_stream in former)
        answer = EnrolmentAnswer(
            invitation=inviting, nonce=nonce, own=entries, stream=stream, written=count, team=team,
            former=former_streams, hash=digest(raw),
        )  # fmt: skip
        device, directory = answer.device, answer.directory
        bound = (
            (version, inviting) == (_VERSION, invitation)
            and verify(device.public, signature, _SIGNED[_ANSWER] + body)
            and device.bound
            and not device.revoked
            and team[0] == own_team(stream)
            and max(count, team[1]) < 1 << 32
            and len(directory.versions) == 1
            and not directory.name
            and all(directory.devices[former.stream].revoked for former in answer.former)
        )
        if bound:  # what nothing can be sealed to would stop whoever seals to a whole team
            seal_to(device.receiving, b"", b"")
            seal_to(team[2], b"", b"")
    except _UNREADABLE as error:
        raise AnswerFileRefused from error
    if not bound:
        raise AnswerFileRefused
    return answer


# -- the reply -------------------------------------------------------------------------------


def write_reply(reply: EnrolmentReply, device: Device, registrar: DeviceKeys) -> bytes:
    """The file: signed by the registrar, and sealed to the computer that answered."""
    body = [
        _VERSION, reply.invitation, reply.answer, reply.place, reply.nonce, int(reply.admitted),
        list(reply.entries), bytes(reply.key), reply.team,
    ]  # fmt: skip
    signed = _signed(_REPLY, body, registrar)
    return _file(_REPLY, canonical.encode([reply.answer, seal_to(device.receiving, signed, _REPLY)]))


def read_reply(raw: bytes, device: DeviceKeys, invitation: Invitation, answer: bytes) -> EnrolmentReply:
    """ReplyRefused unless the inviting registrar made it for this answer and reveals what the
    invitation committed to."""
    answer_hash, sealed = _parts(_REPLY, raw, ReplyRefused)
    try:
        body, signature = canonical.decode(device.unseal(sealed, _REPLY))
        version, inviting, answered, place, nonce, admitted, entries, key, team = canonical.decode(body)
        registrar = Directory.read(invitation.root).registrars[invitation.registrar]
        lengths = (
            (version, inviting, answered, answer_hash) == (_VERSION, invitation.hash, answer, answer)
            and verify(registrar.public, signature, _SIGNED[_REPLY] + body)
            and type(place) is int
            and 0 <= place < PLACES
            and _commitment(invitation.id, nonce) == invitation.commitments[place]
            and _lengths([key, team], [32, 16] if admitted else [0, 0])
        )
        if not lengths:
            raise ReplyRefused
        return EnrolmentReply(
            invitation=inviting,
            answer=answered,
            place=place,
            nonce=nonce,
            admitted=bool(admitted),
            entries=tuple(entries),
            key=Secret(key),
            team=team,
        )
    except _UNREADABLE as error:
        raise ReplyRefused from error


def answer_of(raw: bytes) -> bytes:
    """SHA-256 of the answer to which a file replies; b"" where it is no reply."""
    try:
        return _parts(_REPLY, raw, ReplyRefused)[0]
    except SanadError:
        return b""


# -- files -----------------------------------------------------------------------------------


def _signed(kind: bytes, body: list[Any], keys: DeviceKeys) -> bytes:
    raw = canonical.encode(body)
    return canonical.encode([raw, keys.sign(_SIGNED[kind] + raw)])


def _file(kind: bytes, content: bytes) -> bytes:
    return file_marker.line(kind) + content


def _parts(kind: bytes, raw: bytes, refused: type[SanadError]) -> tuple[bytes, bytes]:
    try:
        first, second = canonical.read(file_marker.content(raw, kind, refused), (bytes, bytes))
    except canonical.NotCanonical as error:
        raise refused from error
    return first, second


def _lengths(parts: list[Any], sizes: list[int]) -> bool:
    return [len(part) if type(part) is bytes else -1 for part in parts] == sizes
