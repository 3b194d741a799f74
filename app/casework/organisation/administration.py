"""The desk's work: found an organisation, invite, let computers in, withdraw them."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from app.case.roles import KINDS_OF
from app.casework.organisation import membership, root_keys
from app.casework.organisation.root_keys import Root
from app.casework.session import clock_check, freshness, registrar
from app.casework.session.colleagues import (
    AlreadyJoined,
    DeviceRow,
    MembershipStatus,
    NoRecipient,
    NotJoined,
    NotTheDesk,
    Recipient,
    devices,
    find,
    membership_status,
    people,
    recipients,
    teams,
)
from app.casework.session.registrar import (
    DESK,
    KEY,
    ORGANISATION_KEY,
    YEARS_S,
    DirectorySigner,
    key_of,
)
from app.casework.session.sealed_off import refuse_in_practice
from app.casework.session.session import Session
from app.disk import condition, write_whole
from app.errors import N_, SanadError
from app.language import fold
from app.seal import directory as kinds
from app.seal import enrolment, passphrase
from app.seal.canonical import nfc
from app.seal.case_grant import is_key_log
from app.seal.directory import Directory, Team
from app.seal.enrolment import AnswerFileRefused, InvitationRefused, Reply, ReplyRefused
from app.seal.envelope import AuthorWithdrawn, peek_unverified
from app.seal.keys import DeviceKeys, Secret, fresh, fresh_id, key_id
from app.vault import waiting
from app.vault.database import Writer
from app.vault.log import cases, readers
from app.vault.vault import put_setting, setting

__all__ = [
    "AlreadyJoined",
    "AnswerFileRefused",
    "Applicant",
    "DeviceRow",
    "FoundingSecrets",
    "InvitationOver",
    "InvitationRefused",
    "MembershipStatus",
    "NoRecipient",
    "NotJoined",
    "NotTheDesk",
    "OwnDevice",
    "Recipient",
    "ReplyRefused",
    "RevocationSummary",
    "WrittenInvitation",
    "accept_late",
    "add_registrar",
    "admit",
    "admitted",
    "applicant",
    "asks",
    "create_organisation",
    "device_of",
    "devices",
    "find",
    "heard",
    "invite",
    "membership_status",
    "people",
    "recipients",
    "registrar_key",
    "renew_due",
    "revoke",
    "take_over",
    "teams",
    "vouch",
    "withdraw_registrar",
    "write_words",
]  # fmt: skip

_LONGEST_NAME = 200
_DESK_TEAM = {"ar": "مكتب المقر", "en": "Headquarters desk"}


@dataclass(eq=False)
class InvitationOver(SanadError):
    """Its time or its places are used up, or this desk never wrote it."""

    says = N_(
        "This join request is for an invitation that has expired or was not written by "
        "this user management. Nothing was changed. Write a new invitation."
    )


@dataclass(eq=False)
class OwnDevice(SanadError):
    """A desk doesn't withdraw the computer that it works on."""

    says = N_(
        "You are working on this computer, so its access was not ended. The second user "
        "manager can end it."
    )


@dataclass(eq=False)
class NameNeeded(SanadError):
    """Nothing is called nothing."""

    says = N_("A name is needed. Nothing was changed.")


@dataclass(eq=False)
class UnknownRole(SanadError):
    """A role that the table of roles doesn't have."""

    says = N_(
        "This role does not exist: use inspector, shelter, supervisor or desk. Nothing was changed."
    )


@dataclass(frozen=True, slots=True)
class FoundingSecrets:
    """What must be kept on paper; the program keeps neither."""

    root_words: tuple[str, ...] = field(repr=False)
    second_words: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class WrittenInvitation:
    team: str
    until: datetime
    places: int


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who answers. `words` in this vault's language, `words_other` in the other one. `again`: the
    organisation knows the person already; `before`: records written before joining."""

    name: str
    role: str
    team: str
    again: bool
    admitted: bool
    before: int
    words: tuple[str, ...]
    words_other: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RevocationSummary:
    """`teams`: which have a new key; `cases`: how many the member may still hold."""

    person: str
    teams: tuple[str, ...]
    cases: int


# -- founding --------------------------------------------------------------------------------


def create_organisation(
    session: Session,
    name: str,
    second: str,
    team: str = "",
    also: Callable[[Writer, FoundingSecrets], None] = lambda _writer, _cards: None,
) -> FoundingSecrets:
    """A new organisation with this vault as its desk, and a second desk holder's key on paper.

    `second`: whose sheet that is; `team`: the first team's name, else the organisation's; `also`: done
    with it, or none of it. The root's words are told once. AlreadyJoined, NameNeeded.
    """
    refuse_in_practice(session)
    if session.vault.directory.joined:
        raise AlreadyJoined
    name, second = _name(name), _name(second)
    membership.own_keys(session)
    vault = session.vault
    root_seed, seed, second_seed = fresh(), fresh(), fresh()
    root, keys = registrar.signing(root_seed), registrar.signing(seed)
    book = DirectorySigner(vault, keys, Directory())
    book.say(kinds.ROOT, [root.public, name], root)
    book.say(kinds.REGISTRAR, [keys.public, nfc(vault.key_file.officer)], root)
    book.say(kinds.REGISTRAR, [registrar.signing(second_seed).public, second], root)
    answer = membership.about_me(session, b"", b"")
    book.person(vault.person, nfc(vault.key_file.officer), DESK, [])
    book.device(answer.device, session.now() + YEARS_S, answer.written)
    book.former(answer)
    book.own_team(answer)
    language = session.officer.language
    desk = book.new_team(_DESK_TEAM[language], [vault.person], kinds.DESK_TEAM)
    book.new_team(nfc(team).strip() or name)
    book.as_of(session.now())
    cards = FoundingSecrets(
        passphrase.card_words(root_seed, language), passphrase.card_words(second_seed, language)
    )
    with vault.transaction() as writer:
        book.learn(writer)
        put_setting(writer, KEY, bytes(seed))
        put_setting(writer, ORGANISATION_KEY, bytes(fresh()))
        membership.settle(session, writer, desk.id)
        also(writer, cards)
    return cards


def take_over(session: Session, words: str) -> None:
    """The second holder's sheet makes this vault a desk. CardRefused, NotTheDesk for another
    organisation's sheet, or a withdrawn one."""
    directory = session.vault.directory.organisation
    if not directory.root:
        raise NotJoined
    seed = passphrase.read_card(words)
    registrar_entry = directory.registrars.get(key_id(registrar.signing(seed).public))
    if registrar_entry is None or registrar_entry.last is not None:
        raise NotTheDesk
    with session.vault.transaction() as writer:
        put_setting(writer, KEY, bytes(seed))


def add_registrar(session: Session, root: Root, name: str) -> tuple[str, ...]:
    """The root, by its 24 words or by holders' cards, names one more desk holder: the words of the
    sheet. CardRefused, NotTheDesk, what `root_keys.of` refuses."""
    seed = fresh()
    _by_root(
        session,
        root,
        name,
        lambda book: (kinds.REGISTRAR, [registrar.signing(seed).public, _name(name)]),
    )
    return passphrase.card_words(seed, session.officer.language)


def withdraw_registrar(session: Session, root: Root, name: str) -> None:
    """The root withdraws a desk holder: what was signed until now, as far as it is here, stays."""

    def entry(book: DirectorySigner) -> tuple[int, list[object]]:
        keys = [
            key
            for key, registrar in book.told.registrars.items()
            if registrar.last is None and fold(name) in (fold(registrar.name), key.hex())
        ]
        if len(keys) != 1:
            raise NoRecipient
        return kinds.UNREGISTERED, [keys[0], list(book.told.tips(keys[0]))]

    _by_root(session, root, name, entry)


def _by_root(
    session: Session,
    root: Root,
    name: str,
    entry: Callable[[DirectorySigner], tuple[int, list[object]]],
) -> None:
    book = DirectorySigner.of(session.vault, root_keys.of(session, root))
    book.say(*entry(book))
    with session.vault.transaction() as writer:
        book.learn(writer)
        root_keys.say_used(session, writer, root, name)


# -- inviting --------------------------------------------------------------------------------


def invite(session: Session, file: Path, team: str = "", days: int = 30) -> WrittenInvitation:
    """One invitation for many computers, to a team; a new team where there is none of that name.
    NotTheDesk, BadFolder."""
    keys, vault = registrar_key(session), session.vault
    book = DirectorySigner.of(vault, keys)
    target_team = _team(book, team)
    now, id_, seed = session.now() + days * 86400, fresh_id(), fresh()
    root = [entry.raw for entry in book.told.chains[book.told.root]]
    server = book.told.headquarters[-1] if book.told.headquarters else None
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
    _write(file, raw)
    return WrittenInvitation(target_team.name, datetime.fromtimestamp(now, UTC), enrolment.PLACES)


def _team(book: DirectorySigner, name: str) -> Team:
    named = [
        team
        for team in book.told.teams.values()
        if not team.personal and fold(team.name) == fold(name)
    ]
    if name.strip():
        return named[0] if named else book.new_team(_name(name))
    # the first team that was made: the desk's own is not for field computers
    return next(
        book.told.teams[entry.content[0]]
        for chain in book.told.chains.values()
        for entry in chain
        if entry.kind == kinds.TEAM and entry.content[3] == kinds.A_TEAM
    )


# -- letting in ------------------------------------------------------------------------------


def applicant(session: Session, answer: Path) -> Applicant:
    """Who answers, and the six words. AnswerFileRefused, InvitationOver, ForeignFile."""
    return heard(session, membership.whole(answer))[0]


def write_words(session: Session, answer: Path, path: Path) -> Applicant:
    """A file with which the colleague's computer shows the six words too, and nothing more."""
    applicant, parsed_answer, reply = heard(session, membership.whole(answer))
    _write(path, enrolment.write_reply(reply, parsed_answer.device, registrar_key(session)))
    return applicant


def admit(
    session: Session, answer: Path, path: Path, role: str = "", team: str = "",
    words: tuple[str, ...] = (),
) -> Applicant:  # fmt: skip
    """Sign the computer into the directory, and write what it needs. `role` and `team` where they
    shall be others than those that were asked for; `words`: those that were compared, so that no
    other answer is let in. As `applicant`; UnknownRole, BadFolder."""
    raw = membership.whole(answer)
    if words and words != heard(session, raw)[0].words:
        raise AnswerFileRefused
    applicant, file = admitted(session, raw, role, team)
    _write(path, file)
    return applicant


def admitted(
    session: Session, raw: bytes, role: str = "", team: str = ""
) -> tuple[Applicant, bytes]:
    """As `admit`, of an answer's bytes; with the reply's."""
    vault, keys = session.vault, registrar_key(session)
    freshness.check_nothing_missing(session)
    applicant, answer, reply = heard(session, raw)
    role = role or applicant.role
    if role not in KINDS_OF:
        raise UnknownRole
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
    reply = replace(
        reply, admitted=True, entries=tuple(book.told.entries),
        key=_organisation_key(session), team=home.id,
    )  # fmt: skip
    file = enrolment.write_reply(reply, answer.device, keys)
    return replace(applicant, role=role, team=home.name, admitted=True), file


def _into(
    book: DirectorySigner, writer: Writer, heard: enrolment.Answer, home: Team, role: str
) -> None:
    device, person = book.told.devices[heard.stream], heard.person
    teams = {team for team, _ in book.vault.keyring} | {key.team for key in book.made}
    if home.id not in teams:  # a desk that took over has no key of it: the team gets a new one
        book.rotate(home)
    book.join(person, device, home.id, writer)
    if role == DESK:
        for team in list(book.told.teams.values()):
            if not team.personal and team.id != home.id and team.id in teams:
                _hand_keys(book, writer, device.id, team)


def _hand_keys(book: DirectorySigner, writer: Writer, stream: bytes, team: Team) -> None:
    """The desk's computers hold the key of every team; only the desk's own counts them in."""
    device = book.told.devices[stream]
    if team.sort == kinds.DESK_TEAM:
        book.join(device.person, device, team.id, writer)
    else:
        book.deliver(device, team.id, writer)


def heard(session: Session, raw: bytes) -> tuple[Applicant, enrolment.Answer, Reply]:
    """Read an answer, and give it a place of the invitation: the same one each time."""
    applicant, answer = asks(session, raw)
    hash_, seed, expires_at, _ = _invitation(session, raw)
    place = _place(session, enrolment.invitation_of(raw), answer.hash, expires_at)
    nonce = enrolment.nonce_of(seed, place)
    arabic, english = enrolment.six_words(hash_, answer.hash, nonce)
    words = (arabic, english) if session.officer.language == "ar" else (english, arabic)
    return (
        replace(applicant, words=words[0], words_other=words[1]), answer,
        Reply(hash_, answer.hash, place, nonce, False),
    )  # fmt: skip


def asks(session: Session, raw: bytes) -> tuple[Applicant, enrolment.Answer]:
    """Read an answer; no words yet, and nothing is kept. AnswerFileRefused, InvitationOver."""
    registrar_key(session)
    hash_, _, _, team = _invitation(session, raw)
    answer = enrolment.read_answer(raw, session.vault.device, hash_)
    directory = session.vault.directory.organisation
    _consistent(directory, answer)
    name, role = answer.called
    return (
        Applicant(
            name=_name(name), role=role, team=directory.teams[team].name, again=directory.person(answer.person) is not None,
            admitted=answer.stream in directory.devices, before=answer.written, words=(), words_other=(),
        ),
        answer,
    )  # fmt: skip


def _invitation(session: Session, raw: bytes) -> tuple[bytes, bytes, int, bytes]:
    """(hash, seed, until, team) of the one that an answer is to."""
    row = session.reading().row(
        "SELECT hash, seed, until, team FROM invitation WHERE id = ?",
        (enrolment.invitation_of(raw),),
    )
    if row is None:
        raise InvitationOver
    return row[0], row[1], row[2], row[3]


def _consistent(directory: Directory, heard: enrolment.Answer) -> None:
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


# -- withdrawing -----------------------------------------------------------------------------


def revoke(session: Session, device_id: str) -> RevocationSummary:
    """Withdraw a computer: its teams have new keys at once, its cases at their next writing. What
    it wrote as far as this desk knows stays valid. NotTheDesk, NoRecipient, OwnDevice."""
    vault, keys = session.vault, registrar_key(session)
    directory = vault.directory.organisation
    device = directory.devices.get(_bytes(device_id))
    if device is None:
        raise NoRecipient
    if device.id == vault.stream:
        raise OwnDevice
    person = directory.person(device.person)
    book = DirectorySigner.of(vault, keys)
    if not device.revoked:
        book.withdraw(device, registrar.last_in_cases(vault.database, device.id))
    with vault.transaction() as writer:
        book.mend(writer)
        book.learn(writer)
    teams = {team.id for team in directory.teams.values() if device.person in team.members}
    still = [
        case
        for case in cases(vault.database, vault)
        if not is_key_log(case) and teams & set(readers(vault.database, vault, case))
    ]
    changed = [team.name for team in book.told.teams.values()
               if team.id in {key.team for key in book.made}]  # fmt: skip
    return RevocationSummary(person.name if person else "", tuple(sorted(changed)), len(still))


def accept_late(session: Session, device_id: str) -> int:
    """Vouch for what a withdrawn computer had written before, and what came in only afterwards:
    how many records wait for that. Colleagues take them in with the next post. NotTheDesk."""
    vault, keys = session.vault, registrar_key(session)
    device = vault.directory.organisation.devices.get(_bytes(device_id))
    if device is None or not device.revoked:
        raise NoRecipient
    late: list[tuple[bytes, int, bytes]] = []
    followed: set[bytes] = set()
    for _, raw, reason in waiting.rows(vault.database):
        if reason != AuthorWithdrawn.kind():
            continue
        envelope = peek_unverified(raw)
        head = envelope.header
        if head.stream == device.id:
            late.append((head.case, head.case_seq, envelope.id))
            followed.add(head.case_prev)
    if late:
        book = DirectorySigner.of(vault, keys)
        book.withdraw(device, sorted(position for position in late if position[2] not in followed))
        with vault.transaction() as writer:
            book.learn(writer)
    return len(late)


def vouch(session: Session, device_id: str) -> bool:
    """Certify a computer and its person's role beside the desk that let them in, after asking that
    person: their word then counts beside either desk's. False where this desk has done so already.
    NotTheDesk, NoRecipient, OwnDevice."""
    vault, keys = session.vault, registrar_key(session)
    directory = vault.directory.organisation
    device = directory.devices.get(_bytes(device_id))
    person = directory.person(device.person) if device else None
    if device is None or person is None or device.revoked:
        raise NoRecipient
    if device.id == vault.stream:
        raise OwnDevice
    book = DirectorySigner.of(vault, keys)
    for entries in directory.certificates(device):
        if all(entry.signer != key_id(keys.public) for entry in entries):
            book.say(entries[-1].kind, entries[-1].content)
    if book.entries:
        with vault.transaction() as writer:
            book.learn(writer)
    return bool(book.entries)


def renew_due(session: Session) -> int:
    """Renew certificates that end within half a year, where this vault is a desk; how many. Of those
    that another desk signed only once that one is withdrawn: to renew is to vouch. Also says what the
    directory is as of today."""
    keys = key_of(session)
    if keys is None:
        return 0
    book, now = DirectorySigner.of(session.vault, keys), session.now()
    for device in list(book.told.devices.values()):
        own = key_id(keys.public) in device.certifiers
        mine = own or not any(map(book.told.counts, device.certifiers))
        if mine and not device.revoked and 0 < device.until < now + YEARS_S // 4:
            book.device(device, now + YEARS_S, device.before)
    renewed = len(book.entries)
    if clock_check.doubt(session) is None:
        book.as_of(now)
    if book.entries:
        with session.vault.transaction() as writer:
            book.learn(writer)
    return renewed


def device_of(session: Session, id_or_name: str) -> str:
    """A computer's id, from it or from its person's name where that is one computer. NoRecipient."""
    rows = devices(session)
    device_rows = [row for row in rows if fold(row.person) == fold(id_or_name)]
    matches = (
        [row for row in rows if row.id == id_or_name.strip().lower()]
        or [row for row in device_rows if not row.revoked]
        or device_rows  # said again, as after a power cut
    )
    if len(matches) != 1:
        raise NoRecipient
    return matches[0].id


# -- parts -----------------------------------------------------------------------------------


def registrar_key(session: Session) -> DeviceKeys:
    keys = key_of(session)
    if keys is None:
        raise NotJoined if not session.vault.directory.joined else NotTheDesk
    return keys


def _organisation_key(session: Session) -> Secret:
    return Secret(setting(session.reading(), ORGANISATION_KEY) or b"")


def _name(text: str) -> str:
    name = " ".join(nfc(text).split())[:_LONGEST_NAME]
    if not any(letter.isalnum() for letter in name):  # also marks of direction alone
        raise NameNeeded
    return name


def _bytes(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise NoRecipient from None


def _write(file: Path, raw: bytes) -> None:
    try:
        write_whole(file, raw)
    except OSError as error:
        raise condition(error) from error
