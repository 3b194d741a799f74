"""The desk's work: found an organisation, name who holds its desk, withdraw computers and vouch for them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from app.casework.organisation import desk, membership, root_keys
from app.casework.organisation.admission import (
    Applicant,
    InvitationOver,
    WrittenInvitation,
    admit,
    admitted,
    applicant,
    asks,
    heard,
    invite,
    write_words,
)
from app.casework.organisation.desk import NameNeeded, OneHolder, OwnDevice, UnknownRole, registrar_key
from app.casework.organisation.root_keys import Root
from app.casework.session import clock_check, registrar
from app.casework.session.colleagues import (
    AlreadyJoined,
    ColleagueOrTeam,
    MembershipStatus,
    NoRecipient,
    NotJoined,
    NotTheDesk,
    called,
    devices,
    membership_status,
    people,
    recipients,
    teams,
)
from app.casework.session.ids import id_of
from app.casework.session.registrar import DESK, KEY, ORGANISATION_KEY, YEARS_S, DirectorySigner, key_of
from app.casework.session.session import Session
from app.casework.session.transfer_places import refuse_in_practice
from app.language import fold
from app.seal import directory as kinds
from app.seal import passphrase
from app.seal.canonical import nfc
from app.seal.case_grant import is_key_log
from app.seal.directory import Device, Directory
from app.seal.enrolment import AnswerFileRefused
from app.seal.envelope import AuthorWithdrawn, peek_unverified
from app.seal.keys import fresh, key_id
from app.vault import waiting
from app.vault.database import Writer
from app.vault.log import cases, readers
from app.vault.vault import put_setting

__all__ = [
    "AnswerFileRefused", "Applicant", "ColleagueOrTeam", "InvitationOver", "MembershipStatus",
    "NameNeeded", "NoRecipient", "NotTheDesk", "OneHolder", "OwnDevice", "UnknownRole",
    "WrittenInvitation", "admit", "admitted", "applicant", "asks", "devices", "heard", "invite",
    "membership_status", "people", "recipients", "registrar_key", "teams", "write_words",
]  # fmt: skip

# -- withdrawal --------------------------------------------------------------------------------
# Withdrawing computers: their teams have new keys at once, their cases at their next writing.


@dataclass(frozen=True, slots=True)
class RevocationSummary:
    """`teams`: which have a new key; `cases`: how many the member may still hold."""

    person: str
    teams: tuple[str, ...]
    cases: int


def withdraw(session: Session, devices: Sequence[Device]) -> RevocationSummary:
    """All of one person, or one of them. NotTheDesk, NoRecipient, OwnDevice."""
    vault, keys = session.vault, desk.registrar_key(session)
    if not devices:
        raise NoRecipient
    if any(device.id == vault.stream for device in devices):
        raise OwnDevice
    directory, owner = vault.directory.organisation, devices[0].person
    person = directory.person(owner)
    book = DirectorySigner.of(vault, keys)
    for device in devices:
        if not device.revoked:
            book.withdraw(device, registrar.last_in_cases(vault.database, device.id))
    with vault.transaction() as writer:
        book.mend(writer)
        book.learn(writer)
    teams = {team.id for team in directory.teams.values() if owner in team.members}
    still = [
        case
        for case in cases(vault.database, vault)
        if not is_key_log(case) and teams & set(readers(vault.database, vault, case))
    ]
    changed = [team.name for team in book.directory.teams.values() if team.id in {key.team for key in book.new_keys}]
    return RevocationSummary(person.name if person else "", tuple(sorted(changed)), len(still))


# -- administration -----------------------------------------------------------------------------

_DESK_TEAM = {"ar": "مكتب المقر", "en": "Headquarters desk"}


@dataclass(frozen=True, slots=True)
class FoundingSecrets:
    """What must be kept on paper; the program keeps neither."""

    root_words: tuple[str, ...] = field(repr=False)
    second_words: tuple[str, ...] = field(repr=False)


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
    with it, or none of it. The root's words are told once. AlreadyJoined, NameNeeded, OneHolder."""
    refuse_in_practice(session)
    if session.vault.directory.joined:
        raise AlreadyJoined
    name, second = desk.name_of(name), desk.name_of(second)
    if fold(second) == fold(session.vault.key_file.officer):
        raise OneHolder
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
    desk_team = book.new_team(_DESK_TEAM[language], [vault.person], kinds.DESK_TEAM)
    book.new_team(nfc(team).strip() or name)
    book.as_of(session.now())
    cards = FoundingSecrets(passphrase.card_words(root_seed, language), passphrase.card_words(second_seed, language))
    with vault.transaction() as writer:
        book.learn(writer)
        put_setting(writer, KEY, bytes(seed))
        put_setting(writer, ORGANISATION_KEY, bytes(fresh()))
        membership.settle(session, writer, desk_team.id)
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
    _by_root(session, root, name, lambda book: (kinds.REGISTRAR, [registrar.signing(seed).public, desk.name_of(name)]))
    return passphrase.card_words(seed, session.officer.language)


def withdraw_registrar(session: Session, root: Root, name: str) -> None:
    """The root withdraws a desk holder: what was signed until now, as far as it is here, stays."""

    def entry(book: DirectorySigner) -> tuple[int, list[object]]:
        keys = [
            key
            for key, registrar in book.directory.registrars.items()
            if registrar.last is None and fold(name) in (fold(registrar.name), key.hex())
        ]
        if len(keys) != 1:
            raise NoRecipient
        return kinds.UNREGISTERED, [keys[0], list(book.directory.tips(keys[0]))]

    _by_root(session, root, name, entry)


def _by_root(
    session: Session, root: Root, name: str, entry: Callable[[DirectorySigner], tuple[int, list[object]]]
) -> None:
    book = DirectorySigner.of(session.vault, root_keys.of(session, root))
    book.say(*entry(book))
    with session.vault.transaction() as writer:
        book.learn(writer)
        root_keys.say_used(session, writer, root, name)


# -- withdrawing -----------------------------------------------------------------------------


def revoke(session: Session, device_id: str) -> RevocationSummary:
    """Withdraw a computer: its teams have new keys at once, its cases at their next writing. What
    it wrote as far as this desk knows stays valid. NotTheDesk, NoRecipient, OwnDevice."""
    desk.registrar_key(session)
    device = session.vault.directory.organisation.devices.get(id_of(device_id, NoRecipient))
    if device is None:
        raise NoRecipient
    return withdraw(session, [device])


def accept_late(session: Session, device_id: str) -> int:
    """Vouch for what a withdrawn computer had written before, and what came in only afterwards:
    how many records wait for that. Colleagues take them in with the next post. NotTheDesk."""
    vault, keys = session.vault, desk.registrar_key(session)
    device = vault.directory.organisation.devices.get(id_of(device_id, NoRecipient))
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
        book.learn_now()
    return len(late)


def vouch(session: Session, device_id: str) -> bool:
    """Certify a computer and its person's role beside the desk that let them in, after asking that
    person: their word then counts beside either desk's. False where this desk has done so already.
    NotTheDesk, NoRecipient, OwnDevice."""
    vault, keys = session.vault, desk.registrar_key(session)
    directory = vault.directory.organisation
    device = directory.devices.get(id_of(device_id, NoRecipient))
    person = directory.person(device.person) if device else None
    if device is None or person is None or device.revoked:
        raise NoRecipient
    if device.id == vault.stream:
        raise OwnDevice
    book = DirectorySigner.of(vault, keys)
    for entries in directory.certificates(device):
        if all(entry.signer != key_id(keys.public) for entry in entries):
            book.say(entries[-1].kind, entries[-1].content)
    return book.learn_now()


def renew_due(session: Session) -> int:
    """Renew certificates that end within half a year, where this vault is a desk; how many. Of those
    that another desk signed only once that one is withdrawn: to renew is to vouch. Also says what the
    directory is as of today."""
    keys = key_of(session)
    if keys is None:
        return 0
    book, now = DirectorySigner.of(session.vault, keys), session.now()
    for device in list(book.directory.devices.values()):
        own_certified = key_id(keys.public) in device.certifiers
        is_vouched = own_certified or not any(map(book.directory.counts, device.certifiers))
        if is_vouched and not device.revoked and 0 < device.until < now + YEARS_S // 4:
            book.device(device, now + YEARS_S, device.before)
    renewed = len(book.entries)
    if clock_check.doubt(session) is None:
        book.as_of(now)
    book.learn_now()
    return renewed


def device_of(session: Session, id_or_name: str) -> str:
    """A computer's id, from it or from its person's name where that is one computer. NoRecipient."""
    # of a withdrawn one it may be said again, as after a power cut
    return called(devices(session), id_or_name, lambda row: row.person, lambda row: not row.revoked).id


# -- computers ---------------------------------------------------------------------------------
# A computer's admission, renewed before it ends.


def renew_computer(session: Session, device_id: str) -> bool:
    """Certify a computer for two years from now on; False where it is certified so already. To renew is
    to vouch for it. NotTheDesk, NoRecipient for one that was withdrawn."""
    keys = registrar_key(session)
    device = session.vault.directory.organisation.devices.get(id_of(device_id, NoRecipient))
    if device is None or device.revoked:
        raise NoRecipient
    book = DirectorySigner.of(session.vault, keys)
    book.device(device, session.now() + YEARS_S, device.before)
    return book.learn_now()
