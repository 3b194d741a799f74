"""A field computer joins an organisation: it answers an invitation, and takes the desk's reply."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.case import events
from app.casework.questionnaires.forms import NoFile
from app.casework.session.colleagues import AlreadyJoined, is_withdrawn
from app.casework.session.registrar import HOME, ORGANISATION_KEY, last_in_cases
from app.casework.session.session import Session, journal
from app.disk import condition, write_whole
from app.errors import N_, SanadError
from app.seal import enrolment
from app.seal.directory import Directory, DirectoryRefused
from app.seal.enrolment import Former, InvitationRefused, ReplyRefused
from app.seal.keys import digest, fresh
from app.vault import log
from app.vault.database import Writer
from app.vault.files import content
from app.vault.vault import new_device, put_setting, setting

__all__ = [
    "AlreadyJoined", "Invitation", "InvitationEnded", "InvitationRefused", "Joined", "NotAdmitted",
    "NotAsked", "Reply", "ReplyRefused", "about_me", "answer", "finish", "look", "pending", "reply", "settle",
]  # fmt: skip

_LARGEST = 64 * 1024 * 1024
INVITATION, ANSWER, _TAKEN = "invitation", "answer", "taken "
RENEWABLE_S = 90 * 86400  # so long before its certificate ends a computer may answer again


@dataclass(eq=False)
class InvitationEnded(SanadError):
    """Its last day is past, by this computer's clock."""

    says = N_(
        "This invitation has ended, by this computer’s clock. Nothing was changed. "
        "Ask the desk for a new one."
    )


@dataclass(eq=False)
class NotAsked(SanadError):
    """A reply came, but nothing was asked."""

    says = N_(
        "This computer has not answered an invitation, so there is no reply to take. "
        "Nothing was changed. Begin with the invitation."
    )


@dataclass(eq=False)
class NotAdmitted(SanadError):
    """The file holds the six words alone."""

    says = N_(
        "This file only shows the six words. Nothing was changed. When both screens show the "
        "same words, the desk writes a second file: choose that one."
    )


@dataclass(frozen=True, slots=True)
class Invitation:
    """`online`: it names a headquarters, so the answer can go over the network."""

    organisation: str
    team: str
    until: datetime
    online: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """`words` in this vault's language, `words_other` in the other one."""

    words: tuple[str, ...]
    words_other: tuple[str, ...]
    admitted: bool
    organisation: str
    team: str
    role: str


@dataclass(frozen=True, slots=True)
class Joined:
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


def answer(session: Session, invitation: Path, out: Path) -> Invitation:
    """Answer it: a file with this computer's public keys, for the desk alone. AlreadyJoined."""
    raw = whole(invitation)
    made = answered(session, raw)
    try:
        write_whole(out, made)
    except OSError as error:
        raise condition(error) from error
    return _shown(_read(session, raw))


def answered(session: Session, raw: bytes) -> bytes:
    """The answer to an invitation's bytes; its reply is awaited from here on."""
    told = _read(session, raw)
    known = session.vault.directory.organisation
    if known.root:
        mine = known.devices.get(session.vault.stream)
        stays = mine and not is_withdrawn(session) and session.now() < mine.until - RENEWABLE_S
        if Directory.read(told.root).root != known.root or stays:
            raise AlreadyJoined
    own_keys(session)
    made = enrolment.write_answer(
        told, about_me(session, told.hash, bytes(fresh())), session.vault.device
    )
    with session.vault.transaction() as writer:
        put_setting(writer, INVITATION, raw)
        put_setting(writer, ANSWER, digest(made))
    return made


def pending(session: Session) -> Invitation | None:
    """The invitation that was answered, while the desk's reply has not been taken."""
    kept = setting(session.reading(), INVITATION)
    return _shown(enrolment.read_invitation(kept)) if kept else None


def own_keys(session: Session) -> None:
    """New keys before joining where those of this vault were withdrawn, or are not what its stream
    is named after, as in version 1."""
    vault = session.vault
    mine = vault.directory.own.devices[vault.stream]
    if not mine.bound or is_withdrawn(session):
        session.vault = new_device(vault)
        session.vault.say_head()


def about_me(session: Session, invitation: bytes, nonce: bytes) -> enrolment.Answer:
    """What this vault says of itself when it joins."""
    vault = session.vault
    database, own = vault.database, vault.directory.own
    written = database.row("SELECT max(seq) FROM envelope WHERE stream = ?", (vault.stream,))
    former = [
        Former(stream, tuple(last_in_cases(database, stream)))
        for stream, device in own.devices.items()
        if device.revoked
    ]
    return enrolment.Answer(
        invitation, nonce, tuple(own.entries), vault.stream, int((written and written[0]) or 0),
        (vault.team.team, vault.team.number, vault.team.public), tuple(former),
    )  # fmt: skip


def reply(session: Session, file: Path) -> Reply:
    """The six words of the desk's file, and whether it lets this computer in; changes nothing.
    NotAsked, ReplyRefused, ForeignFile."""
    told, invitation, words = _heard(session, whole(file))
    role, team = "", invitation.team
    if told.admitted:
        known = _directory(session, told, invitation)
        person = known.person(session.vault.person)
        role, team = person.role if person else "", known.teams[told.team].name
    return Reply(*words, told.admitted, invitation.organisation, team, role)


def finish(session: Session, file: Path) -> Joined:
    """Take the desk's reply: from here on colleagues are known, and the cases written before are
    open to the team. As `reply`; NotAdmitted."""
    return finish_with(session, whole(file))


def finish_with(session: Session, raw: bytes) -> Joined:
    """As `finish`, of the reply's bytes."""
    told, invitation, words = _heard(session, raw)
    if not told.admitted:
        raise NotAdmitted
    known = _directory(session, told, invitation)
    vault, team = session.vault, known.teams[told.team].name
    if setting(session.reading(), INVITATION) is None:  # a power cut hid that it was taken
        return Joined(known.name, team, session.officer.role, *words, 0)
    with vault.transaction() as writer:
        taken = vault.learn(writer, told.entries)
        if taken.refused:
            raise taken.refused[0]
        put_setting(writer, ORGANISATION_KEY, bytes(told.key))
        for name in (INVITATION, ANSWER):
            writer.run("DELETE FROM setting WHERE name = ?", (_TAKEN + name,))
            writer.run("UPDATE setting SET name = ? WHERE name = ?", (_TAKEN + name, name))
        granted = settle(session, writer, told.team)
    vault.say_head()
    journal(session, events.JOINED)
    return Joined(known.name, team, session.officer.role, *words, granted)


def settle(session: Session, writer: Writer, home: bytes) -> int:
    """The home team from here on, and the cases that were begun here opened to it; restricted ones
    stay their officer's. How many."""
    vault = session.vault
    put_setting(writer, HOME, home)
    vault.home_team = home
    team = vault.directory.organisation.teams[home]
    restricted = {
        row[0] for row in writer.rows("SELECT case_id FROM case_row WHERE restricted = 1")
    }
    granted = 0
    for case in _begun_here(session, writer):
        to = [vault.own_team()] if case in restricted else [vault.own_team(), team]
        granted += log.grant(writer, vault, case, to)
    return granted


def _begun_here(session: Session, writer: Writer) -> list[bytes]:
    own, vault = session.vault.directory.own.devices, session.vault
    rows = writer.rows("SELECT case_id, stream FROM envelope GROUP BY case_id HAVING n = min(n)")
    others = {vault.id, *log.shares(vault)}
    return [case for case, stream in rows if stream in own and case not in others]


def _heard(
    session: Session, raw: bytes
) -> tuple[enrolment.Reply, enrolment.Invitation, enrolment.Pair]:
    vault = session.reading()
    taken = "" if setting(vault, INVITATION) else _TAKEN
    kept, asked = setting(vault, taken + INVITATION), setting(vault, taken + ANSWER)
    if kept is None or asked is None:
        raise NotAsked
    invitation = enrolment.read_invitation(kept)
    told = enrolment.read_reply(raw, session.vault.device, invitation, asked)
    arabic, english = enrolment.six_words(invitation.hash, asked, told.nonce)
    words = (arabic, english) if session.officer.language == "ar" else (english, arabic)
    return told, invitation, words


def _directory(
    session: Session, told: enrolment.Reply, invitation: enrolment.Invitation
) -> Directory:
    """What the reply says of the organisation, verified; ReplyRefused if it isn't the inviting one
    or doesn't know this computer."""
    try:
        known = Directory.read(told.entries)
    except DirectoryRefused as error:
        raise ReplyRefused from error
    vault = session.vault
    mine = known.devices.get(vault.stream)
    good = (
        known.root == Directory.read(invitation.root).root
        and mine is not None
        and not mine.revoked
        and (mine.public, mine.person) == (vault.device.public, vault.person)
        and told.team in known.teams
        and len(told.key) == 32
    )
    if not good:
        raise ReplyRefused
    return known


def _read(session: Session, raw: bytes) -> enrolment.Invitation:
    told = enrolment.read_invitation(raw)
    if session.now() > told.until:
        raise InvitationEnded
    return told


def _shown(told: enrolment.Invitation) -> Invitation:
    until = datetime.fromtimestamp(told.until, UTC)
    return Invitation(told.organisation, told.team, until, bool(told.url))


def whole(file: Path) -> bytes:
    """A file's bytes. NoFile."""
    try:
        return content(file, _LARGEST)
    except OSError as error:
        raise NoFile from error
