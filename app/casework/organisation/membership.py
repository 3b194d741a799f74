"""A field computer joins an organisation: it answers an invitation, and takes the desk's reply."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.case import events
from app.casework.questionnaires.forms import NoFile
from app.casework.session import key_log
from app.casework.session.colleagues import AlreadyJoined, is_withdrawn
from app.casework.session.registrar import HOME, ORGANISATION_KEY, last_in_cases
from app.casework.session.session import Session, journal
from app.casework.session.transfer_places import refuse_in_practice
from app.clock import utc
from app.disk import in_words, write_whole
from app.errors import N_, SanadError
from app.seal import enrolment, six_words
from app.seal.directory import Directory, DirectoryRefused
from app.seal.enrolment import FormerStream, ReplyRefused
from app.seal.keys import digest, fresh
from app.vault import log
from app.vault.database import Writer
from app.vault.files import content
from app.vault.vault import new_device, put_setting, setting

__all__ = ["AlreadyJoined"]

_LARGEST = 64 * 1024 * 1024
INVITATION, ANSWER, _TAKEN = "invitation", "answer", "taken "
RENEWABLE_S = 90 * 86400  # so long before its certificate ends a computer may answer again


class JoinFileAway(SanadError):
    says = N_(
        "The file is not there any more. Nothing was changed and nothing is lost. Plug its USB stick "
        "in again, then try once more."
    )


class InvitationEnded(SanadError):
    says = N_(
        "This invitation has expired, by this computer’s clock. Nothing was changed. Ask user management for a new one."
    )


class NotAsked(SanadError):
    says = N_(
        "This computer has not sent a join request, so it cannot open a reply. Nothing "
        "was changed. Begin with the invitation."
    )


class NotAdmitted(SanadError):
    says = N_(
        "This file only shows the six words. Nothing was changed. When both screens show "
        "the same words, user management writes a second file: choose that one."
    )


@dataclass(frozen=True, slots=True)
class Invitation:
    """`online`: it names a headquarters, so the answer can go over the network."""

    organisation: str
    team: str
    until: datetime
    online: bool = False


@dataclass(frozen=True, slots=True)
class MembershipReply:
    """`words` in this vault's language, `words_other` in the other one."""

    words: tuple[str, ...]
    words_other: tuple[str, ...]
    admitted: bool
    organisation: str
    team: str
    role: str


@dataclass(frozen=True, slots=True)
class JoinSummary:
    """`cases`: how many were written before and are now open to the team."""

    organisation: str
    team: str
    role: str
    words: tuple[str, ...]
    words_other: tuple[str, ...]
    cases: int


def look(session: Session, invitation: Path) -> Invitation:
    """What an invitation is to. InvitationRefused, InvitationEnded, ForeignFile, NewerVersion."""
    return _shown(_read(session, whole(invitation)))


def answer(session: Session, invitation: Path, path: Path) -> Invitation:
    """Answer it: a file with this computer's public keys, for the desk alone. AlreadyJoined."""
    raw = whole(invitation)
    with in_words(), as_before_if_refused(session):
        write_whole(path, answered(session, raw))
    return _shown(_read(session, raw))


@contextmanager
def as_before_if_refused(session: Session) -> Iterator[None]:
    """Where the answer can't be written, nothing is awaited but what was before: the page would say that
    it lies on a stick. The OSError goes on."""
    awaited = {name: setting(session.reading(), name) for name in (INVITATION, ANSWER)}
    try:
        yield
    except OSError:
        with session.vault.transaction() as writer:
            for name, value in awaited.items():
                writer.run("DELETE FROM setting WHERE name = ?", (name,))
                if value is not None:
                    put_setting(writer, name, value)
        raise


def answered(session: Session, raw: bytes) -> bytes:
    """The answer to an invitation's bytes; its reply is awaited from here on."""
    refuse_in_practice(session)
    invitation = _read(session, raw)
    directory = session.vault.directory.organisation
    if directory.root:
        device = directory.devices.get(session.vault.stream)
        stays = device and not is_withdrawn(session) and session.now() < device.until - RENEWABLE_S
        if Directory.read(invitation.root).root != directory.root or stays:
            raise AlreadyJoined
    own_keys(session)
    answer_file = enrolment.write_answer(
        invitation, about_me(session, invitation.hash, bytes(fresh())), session.vault.device
    )
    with session.vault.transaction() as writer:
        put_setting(writer, INVITATION, raw)
        put_setting(writer, ANSWER, digest(answer_file))
    return answer_file


def pending(session: Session) -> Invitation | None:
    """The invitation that was answered, while the desk's reply has not been taken."""
    invitation_file = setting(session.reading(), INVITATION)
    return _shown(enrolment.read_invitation(invitation_file)) if invitation_file else None


def own_keys(session: Session) -> None:
    """New keys before joining where those of this vault were withdrawn."""
    if is_withdrawn(session):
        session.vault = new_device(session.vault)


def about_me(session: Session, invitation: bytes, nonce: bytes) -> enrolment.EnrolmentAnswer:
    """What this vault says of itself when it joins."""
    vault = session.vault
    database, directory = vault.database, vault.directory.own
    row = database.row("SELECT max(seq) FROM envelope WHERE stream = ?", (vault.stream,))
    former = [
        FormerStream(stream, tuple(last_in_cases(database, stream)))
        for stream, device in directory.devices.items()
        if device.revoked
    ]
    return enrolment.EnrolmentAnswer(
        invitation=invitation,
        nonce=nonce,
        own=tuple(directory.entries),
        stream=vault.stream,
        written=int((row and row[0]) or 0),
        team=(vault.team.team, vault.team.number, vault.team.public),
        former=tuple(former),
    )


def reply(session: Session, file: Path) -> MembershipReply:
    """The six words of the desk's file, and whether it lets this computer in; changes nothing.
    NotAsked, ReplyRefused, ForeignFile."""
    reply, invitation, words = _heard(session, whole(file))
    role, team = "", invitation.team
    if reply.admitted:
        directory = _directory(session, reply, invitation)
        person = directory.person(session.vault.person)
        role, team = person.role if person else "", directory.teams[reply.team].name
    return MembershipReply(*words, reply.admitted, invitation.organisation, team, role)


def finish(session: Session, file: Path) -> JoinSummary:
    """Take the desk's reply: from here on colleagues are known, and the cases written before are
    open to the team. As `reply`; NotAdmitted."""
    return finish_with(session, whole(file))


def finish_with(session: Session, raw: bytes) -> JoinSummary:
    """As `finish`, of the reply's bytes."""
    refuse_in_practice(session)
    reply, invitation, words = _heard(session, raw)
    if not reply.admitted:
        raise NotAdmitted
    directory = _directory(session, reply, invitation)
    vault, team = session.vault, directory.teams[reply.team].name
    if setting(session.reading(), INVITATION) is None:  # a power cut hid that it was taken
        return JoinSummary(directory.name, team, session.officer.role, *words, 0)
    with vault.transaction() as writer:
        outcome = vault.learn(writer, reply.entries)
        if outcome.refused:
            raise outcome.refused[0]
        put_setting(writer, ORGANISATION_KEY, bytes(reply.key))
        for name in (INVITATION, ANSWER):
            writer.run("DELETE FROM setting WHERE name = ?", (_TAKEN + name,))
            writer.run("UPDATE setting SET name = ? WHERE name = ?", (_TAKEN + name, name))
        granted = settle(session, writer, reply.team)
    journal(session, events.JOINED)
    return JoinSummary(directory.name, team, session.officer.role, *words, granted)


def settle(session: Session, writer: Writer, home: bytes) -> int:
    """The home team from here on, and the cases that were begun here opened to it; restricted ones
    stay their officer's. How many."""
    vault = session.vault
    put_setting(writer, HOME, home)
    vault.home_team = home
    team = vault.directory.organisation.teams[home]
    restricted = {row[0] for row in writer.rows("SELECT case_id FROM case_row WHERE restricted = 1")}
    key_log.open_to_desk(session, writer)
    granted = 0
    for case in _begun_here(session, writer):
        own_teams = [vault.own_team()] if case in restricted else [vault.own_team(), team]
        granted += log.grant(writer, vault, case, own_teams)
    return granted


def _begun_here(session: Session, writer: Writer) -> list[bytes]:
    devices, vault = session.vault.directory.own.devices, session.vault
    rows = writer.rows("SELECT case_id, stream FROM envelope GROUP BY case_id HAVING n = min(n)")
    other_logs = {vault.id, key_log.id_of(vault), *log.shares(vault)}
    return [case for case, stream in rows if stream in devices and case not in other_logs]


def _heard(session: Session, raw: bytes) -> tuple[enrolment.EnrolmentReply, enrolment.Invitation, six_words.Pair]:
    vault = session.reading()
    name_prefix = "" if setting(vault, INVITATION) else _TAKEN
    invitation_file = setting(vault, name_prefix + INVITATION)
    answer_hash = setting(vault, name_prefix + ANSWER)
    if invitation_file is None or answer_hash is None:
        raise NotAsked
    invitation = enrolment.read_invitation(invitation_file)
    reply = enrolment.read_reply(raw, session.vault.device, invitation, answer_hash)
    arabic, english = six_words.of_joining(invitation.hash, answer_hash, reply.nonce)
    words = (arabic, english) if session.officer.language == "ar" else (english, arabic)
    return reply, invitation, words


def _directory(session: Session, reply: enrolment.EnrolmentReply, invitation: enrolment.Invitation) -> Directory:
    """What the reply says of the organisation, verified; ReplyRefused if it isn't the inviting one
    or doesn't know this computer."""
    try:
        directory = Directory.read(reply.entries)
    except DirectoryRefused as error:
        raise ReplyRefused from error
    vault = session.vault
    device = directory.devices.get(vault.stream)
    is_valid = (
        directory.root == Directory.read(invitation.root).root
        and device is not None
        and not device.revoked
        and (device.public, device.person) == (vault.device.public, vault.person)
        and reply.team in directory.teams
        and len(reply.key) == 32
    )
    if not is_valid:
        raise ReplyRefused
    return directory


def _read(session: Session, raw: bytes) -> enrolment.Invitation:
    invitation = enrolment.read_invitation(raw)
    if session.now() > invitation.until:
        raise InvitationEnded
    return invitation


def _shown(invitation: enrolment.Invitation) -> Invitation:
    moment = utc(invitation.until)
    return Invitation(invitation.organisation, invitation.team, moment, bool(invitation.url))


def whole(file: Path) -> bytes:
    """A file's bytes. JoinFileAway, NoFile."""
    try:
        return content(file, _LARGEST)
    except FileNotFoundError as error:
        raise JoinFileAway from error
    except OSError as error:
        raise NoFile from error
