"""Letting computers in: invitations, the answers to them, and what a new computer is given."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from app.case.roles import ROLES, UNKNOWN
from app.casework.organisation import desk, membership
from app.casework.session import freshness, registrar
from app.casework.session.ids import id_of
from app.casework.session.registrar import DESK, YEARS_S, DirectorySigner
from app.casework.session.session import Session
from app.clock import utc
from app.errors import N_, SanadError
from app.language import fold
from app.seal import directory as kinds
from app.seal import enrolment, six_words
from app.seal.directory import Directory, Team
from app.seal.enrolment import AnswerFileRefused, EnrolmentReply
from app.seal.keys import fresh, fresh_id
from app.vault.database import Writer
from app.vault.vault import put_setting, setting

INVITED, CAME = "invited people", "came by invitation"  # by the ids of the invitations


class InvitationOver(SanadError):
    says = N_(
        "This join request is for an invitation that has expired or was not written by "
        "this user management. Nothing was changed. Write a new invitation."
    )


class InvitationUsed(InvitationOver):
    says = N_(
        "This invitation was for one person, and somebody else has joined with it. Nothing was changed. Write a new "
        "invitation."
    )


@dataclass(frozen=True, slots=True)
class WrittenInvitation:
    team: str
    until: datetime
    places: int


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who answers. `words` in this vault's language, `words_other` in the other one. `again`: the
    organisation knows the person already; `before`: records written before joining; `invited`: for whom
    alone the invitation was written, "" where it is for several."""

    name: str
    role: str
    team: str
    again: bool
    admitted: bool
    before: int
    words: tuple[str, ...]
    words_other: tuple[str, ...]
    invited: str = ""


# -- inviting --------------------------------------------------------------------------------


def invite(session: Session, file: Path, team: str = "", days: int = 30) -> WrittenInvitation:
    """One invitation for many computers, to a team; a new team where there is none of that name.
    NotTheDesk, BadFolder."""
    keys, vault = desk.registrar_key(session), session.vault
    book = DirectorySigner.of(vault, keys)
    target_team = _team(book, team)
    now, id_, seed = session.now() + days * 86400, fresh_id(), fresh()
    root = [entry.raw for entry in book.directory.chains[book.directory.root]]
    server = book.directory.headquarters[-1] if book.directory.headquarters else None
    raw = enrolment.write_invitation(
        id_, seed, root, registrar=keys, receiving=vault.device.receiving_public, team=target_team.name, expires_at=now,
        url=server.url if server else "", ca=server.ca if server else "",
    )  # fmt: skip
    hash_ = enrolment.read_invitation(raw).hash
    with vault.transaction() as writer:
        book.learn(writer)
        writer.run(
            "INSERT INTO invitation (id, hash, seed, until, team) VALUES (?, ?, ?, ?, ?)",
            (id_, hash_, bytes(seed), now, target_team.id),
        )
    desk.write(file, raw)
    return WrittenInvitation(target_team.name, utc(now), enrolment.PLACES)


def _team(book: DirectorySigner, name: str) -> Team:
    named = [team for team in book.directory.teams.values() if not team.personal and fold(team.name) == fold(name)]
    if name.strip():
        return named[0] if named else book.new_team(desk.name_of(name))
    # the first team that was made: the desk's own is not for field computers
    return next(
        book.directory.teams[entry.content[0]]
        for chain in book.directory.chains.values()
        for entry in chain
        if entry.kind == kinds.TEAM and entry.content[3] == kinds.A_TEAM
    )


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """One that this desk wrote and that has not ended. `places`: how many computers asked by it."""

    id: str
    team: str
    until: datetime
    places: int


def invitations(session: Session) -> list[InvitationRow]:
    """Those that still hold, the first to end first. NotTheDesk."""
    desk.registrar_key(session)
    teams = session.vault.directory.organisation.teams
    return [
        InvitationRow(id_.hex(), teams[team].name if team in teams else "", utc(until), places)
        for id_, until, team, places in session.reading().rows(
            "SELECT id, until, team, (SELECT count(*) FROM admission WHERE invitation = id) "
            "FROM invitation WHERE until > ? ORDER BY until, id",
            (session.now(),),
        )
    ]


def keep_by_invitation(session: Session, writer: Writer, kept: str, id_: str, text: str) -> None:
    """Beside an invitation; "" takes it away."""
    texts = kept_by_invitation(session, kept) | {id_: text}
    document = {key: value for key, value in texts.items() if value}
    put_setting(writer, kept, json.dumps(document, ensure_ascii=False, sort_keys=True).encode())


def kept_by_invitation(session: Session, kept: str) -> dict[str, str]:
    """By the ids of invitations for one person: whom they were written for, or who came by them."""
    raw = setting(session.reading(), kept)
    return dict(json.loads(raw)) if raw else {}


def cancel_invitation(session: Session, invitation_id: str) -> None:
    """Nobody comes in by it any more, also who has asked already. NotTheDesk, InvitationOver."""
    desk.registrar_key(session)
    id_ = id_of(invitation_id, InvitationOver)
    with session.vault.transaction() as writer:
        if writer.row("SELECT 1 FROM invitation WHERE id = ?", (id_,)) is None:
            raise InvitationOver
        writer.run("DELETE FROM admission WHERE invitation = ?", (id_,))
        writer.run("DELETE FROM invitation WHERE id = ?", (id_,))


# -- letting in ------------------------------------------------------------------------------


def applicant(session: Session, answer: Path) -> Applicant:
    """Who answers, and the six words. AnswerFileRefused, InvitationOver, ForeignFile."""
    return heard(session, membership.whole(answer))[0]


def write_words(session: Session, answer: Path, path: Path) -> Applicant:
    """A file with which the colleague's computer shows the six words too, and nothing more."""
    applicant, parsed_answer, reply = heard(session, membership.whole(answer))
    desk.write(path, enrolment.write_reply(reply, parsed_answer.device, desk.registrar_key(session)))
    return applicant


def admit(
    session: Session, answer: Path, path: Path, role: str = "", team: str = "", words: tuple[str, ...] = ()
) -> Applicant:
    """Sign the computer into the directory, and write what it needs. `role` and `team` where they
    shall be others than those that were asked for; `words`: those that were compared, so that no
    other answer is let in. As `applicant`; UnknownRole, BadFolder."""
    raw = membership.whole(answer)
    if words and words != heard(session, raw)[0].words:
        raise AnswerFileRefused
    applicant, file = admitted(session, raw, role, team)
    desk.write(path, file)
    return applicant


def admitted(session: Session, raw: bytes, role: str = "", team: str = "") -> tuple[Applicant, bytes]:
    """As `admit`, of an answer's bytes; with the reply's."""
    vault, keys = session.vault, desk.registrar_key(session)
    freshness.check_nothing_missing(session)
    applicant, answer, reply = heard(session, raw)
    role = role or applicant.role
    if role not in (*ROLES, UNKNOWN):
        raise desk.UnknownRole
    book, person = DirectorySigner.of(vault, keys), answer.person
    last = registrar.last_of_person(vault.database, vault.directory, person)
    book.person(person, applicant.name, role, last)
    book.device(answer.device, session.now() + YEARS_S, answer.written)
    book.former(answer)
    book.own_team(answer)
    home = _team(book, team or applicant.team)
    with vault.transaction() as writer:
        _into(book, writer, answer, home, role)
        book.mend(writer)
        book.as_of(session.now())
        book.learn(writer)
        if applicant.invited:
            keep_by_invitation(session, writer, CAME, enrolment.invitation_of(raw).hex(), person.hex())
    reply = replace(
        reply, admitted=True, entries=tuple(book.directory.entries), key=desk.organisation_key(session), team=home.id
    )
    file = enrolment.write_reply(reply, answer.device, keys)
    return replace(applicant, role=role, team=home.name, admitted=True), file


def _into(book: DirectorySigner, writer: Writer, heard: enrolment.EnrolmentAnswer, home: Team, role: str) -> None:
    device, person = book.directory.devices[heard.stream], heard.person
    teams = {team for team, _ in book.vault.keyring} | {key.team for key in book.new_keys}
    if home.id not in teams:  # a desk that took over has no key of it: the team gets a new one
        book.rotate(home)
    book.join(person, device, home.id, writer)
    if role == DESK:
        for team in list(book.directory.teams.values()):
            if not team.personal and team.id != home.id and team.id in teams:
                _hand_keys(book, writer, device.id, team)


def _hand_keys(book: DirectorySigner, writer: Writer, stream: bytes, team: Team) -> None:
    """The desk's computers hold the key of every team; only the desk's own counts them in."""
    device = book.directory.devices[stream]
    if team.sort == kinds.DESK_TEAM:
        book.join(device.person, device, team.id, writer)
    else:
        book.deliver(device, team.id, writer)


def heard(session: Session, raw: bytes) -> tuple[Applicant, enrolment.EnrolmentAnswer, EnrolmentReply]:
    """Read an answer, and give it a place of the invitation: the same one each time."""
    applicant, answer = asks(session, raw)
    hash_, seed, expires_at, _ = _invitation(session, raw)
    place = _place(session, enrolment.invitation_of(raw), answer.hash, expires_at)
    nonce = enrolment.nonce_of(seed, place)
    arabic, english = six_words.of_joining(hash_, answer.hash, nonce)
    words = (arabic, english) if session.officer.language == "ar" else (english, arabic)
    return (
        replace(applicant, words=words[0], words_other=words[1]),
        answer,
        EnrolmentReply(hash_, answer.hash, place, nonce, False),
    )


def asks(session: Session, raw: bytes) -> tuple[Applicant, enrolment.EnrolmentAnswer]:
    """Read an answer; no words yet, and nothing is kept. AnswerFileRefused, InvitationOver,
    InvitationUsed."""
    desk.registrar_key(session)
    hash_, _, _, team = _invitation(session, raw)
    answer = enrolment.read_answer(raw, session.vault.device, hash_)
    directory = session.vault.directory.organisation
    _consistent(directory, answer)
    invitation = enrolment.invitation_of(raw).hex()
    invited, person = kept_by_invitation(session, INVITED).get(invitation, ""), answer.person.hex()
    if invited and kept_by_invitation(session, CAME).get(invitation, person) != person:
        raise InvitationUsed
    name, role = answer.called
    return (
        Applicant(
            name=desk.name_of(name), role=role, team=directory.teams[team].name, again=directory.person(answer.person) is not None,
            admitted=answer.stream in directory.devices, before=answer.written, words=(), words_other=(), invited=invited,
        ),
        answer,
    )  # fmt: skip


def _invitation(session: Session, raw: bytes) -> tuple[bytes, bytes, int, bytes]:
    """(hash, seed, until, team) of the one that an answer is to."""
    row = session.reading().row(
        "SELECT hash, seed, until, team FROM invitation WHERE id = ?", (enrolment.invitation_of(raw),)
    )
    if row is None:
        raise InvitationOver
    return row[0], row[1], row[2], row[3]


def _consistent(directory: Directory, heard: enrolment.EnrolmentAnswer) -> None:
    """AnswerFileRefused for who claims a colleague's computer, or one that was withdrawn."""
    for stream in (heard.stream, *(former_device.stream for former_device in heard.former)):
        device, claimed_device = directory.devices.get(stream), heard.device_of(stream)
        if device is None:
            continue
        if (device.person, device.public, device.receiving) != (
            claimed_device.person,
            claimed_device.public,
            claimed_device.receiving,
        ):
            raise AnswerFileRefused
        if stream == heard.stream and device.revoked:
            raise AnswerFileRefused


def _place(session: Session, invitation: bytes, answer: bytes, expires_at: int) -> int:
    with session.vault.transaction() as writer:
        row = writer.row("SELECT place FROM admission WHERE answer = ?", (answer,))
        if row:
            return int(row[0])
        used = writer.row("SELECT count(*) FROM admission WHERE invitation = ?", (invitation,))
        place = int(used[0]) if used else 0
        if place >= enrolment.PLACES or session.now() > expires_at:
            raise InvitationOver
        writer.run("INSERT INTO admission VALUES (?, ?, ?)", (answer, invitation, place))
    return place
