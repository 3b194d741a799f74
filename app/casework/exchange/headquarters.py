"""Headquarters for the desk: naming the server, letting computers in over the network, what came in,
how far each computer is. And joining over the network, for a field computer.

Answers and replies are those of the three files, carried by the server, which reads neither. What waits
for the network is a `RemoteCall`, so that a screen's vault does not.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from app.case.events import moment
from app.casework.exchange import sync
from app.casework.exchange.remote_call import (
    CardUsed,
    RemoteCall,
    Script,
    delivered,
    engine_of,
    fetched,
    of_sync,
    said,
    said_or_before,
)
from app.casework.organisation import administration, membership
from app.casework.organisation.administration import Applicant
from app.casework.organisation.membership import JoinSummary
from app.casework.session.colleagues import DeviceRow, devices
from app.casework.session.registrar import DirectorySigner
from app.casework.session.session import Session
from app.casework.session.transfer_places import refuse_in_practice
from app.casework.sharing import case_verification
from app.casework.sharing.case_verification import VerificationResult
from app.casework.sharing.inbox import InboxItem, came_in
from app.clock import utc, utc_or_none
from app.errors import N_, SanadError
from app.language import fold
from app.seal import enrolment, server_card, six_words
from app.seal.keys import digest
from app.seal.six_words import Pair
from app.sync import conditions, wire
from app.vault.vault import put_setting, setting

if TYPE_CHECKING:
    from app.sync.client import Client

__all__ = ["CardUsed"]

_FILE, _NOTHING = "answer file", bytes(32)
_COMPARED = "answer compared"  # the hash of the answer whose words the officer said are the desk's


class NoServerNamed(SanadError):
    says = N_(
        "This invitation names no server, so you join by files. Nothing was changed. "
        "Write the join request to a file and take it to user management."
    )


class NoAnswer(SanadError):
    says = N_(
        "No such computer is waiting to be admitted, or more than one is. Nothing was "
        "changed. Check the list of waiting computers."
    )


class WordsDiffer(SanadError):
    says = N_(
        "The six words differ from those of the join request received here. Nobody was admitted. Read them again; if "
        "they still differ, somebody may be interfering with the connection: admit this computer by files instead."
    )


class NotAlone(SanadError):
    says = N_(
        "Joining waits for user management unless the server is on this same computer. "
        "Nothing was changed. Leave out --yes."
    )


class NotLetIn(SanadError):
    """This computer has asked, and there is no reply yet. `words`: the six, as the desk sees them."""

    says = N_(
        "User management has not admitted this computer yet. Nothing is lost: everything is saved here and is sent "
        "once the computer is admitted. Read these six words to user management, then sync again: {words}"
    )
    words: str


class WordsNotCompared(SanadError):
    says = N_(
        "A reply has arrived. Before accepting it, confirm that the screen in user management shows the same six "
        "words. This computer has not joined. If the words differ, somebody else wrote the invitation: begin again."
    )


@dataclass(frozen=True, slots=True)
class PendingComputer:
    """A computer that asks to be let in; its answer's bytes. `words` in this vault's language."""

    device: str
    applicant: Applicant
    words: tuple[str, ...]
    words_other: tuple[str, ...]
    file: bytes


@dataclass(frozen=True, slots=True)
class PendingJoin:
    """This computer asks to be let in. `words` in this vault's language, `words_other` in the other;
    `compared`: the officer said that the desk shows the same."""

    device: str
    organisation: str
    team: str
    words: tuple[str, ...]
    words_other: tuple[str, ...]
    compared: bool = False


@dataclass(frozen=True, slots=True)
class DeviceState:
    """A computer as headquarters knows it. `last_seen`: when it last called, `locked`: when it said that it
    was locked last, None for never; `missing_count`: cases with news that it has not fetched; `held_count`:
    records of it that are there without a gap."""

    row: DeviceRow
    last_seen: datetime | None
    missing_count: int
    held_count: int
    forked: bool
    locked: datetime | None = None


_ENDS_SOON = timedelta(days=30)
_BACKUP_LATE = timedelta(hours=26)  # a day, and the time that it takes


@dataclass(frozen=True, slots=True)
class ServerCondition:
    """As the server answered `at` just now. None is what nobody could say: never that it is well.
    `certificate`: when the one that it showed ends; `backup`: when its last whole one was made, as far as it
    knows; `plans_backups`: it makes them by itself; `failed`: the last try was none."""

    at: datetime
    certificate: datetime | None = None
    backup: datetime | None = None
    plans_backups: bool | None = None
    failed: bool = False

    @property
    def days_left(self) -> int | None:
        """Whole days of the certificate, less than 0 once it has ended."""
        return (self.certificate - self.at).days if self.certificate else None

    @property
    def ends_soon(self) -> bool:
        return self.certificate is not None and self.certificate - self.at < _ENDS_SOON

    @property
    def is_backup_amiss(self) -> bool:
        """None, one that failed, an old one, and one that is dated by a clock that ran ahead."""
        if self.failed or self.backup is None:
            return self.failed or self.plans_backups is not None
        return not -_BACKUP_LATE < self.at - self.backup < _BACKUP_LATE


# -- the desk --------------------------------------------------------------------------------


def claiming(session: Session, file: Path) -> RemoteCall[str]:
    """Name the server of a card to all colleagues, and make it this organisation's; its address.
    Saying it again changes nothing. NotTheDesk, ServerCardRefused, ServerNotAllowed, CardUsed, and the
    line's."""
    return RemoteCall(lambda: sync.connect(session), _claiming(session, file))


def _claiming(session: Session, file: Path) -> Script[str]:
    card = server_card.read(membership.whole(file))
    sync.allowed(card.url, card.ca)
    book = DirectorySigner.of(session.vault, administration.registrar_key(session))
    book.headquarters(card.public, card.url, card.ca)
    book.learn_now()
    entries = tuple(session.vault.directory.organisation.entries)
    yield from said(wire.Claim(card.token, entries), wire.Epoch)
    return card.url


def answers(session: Session, *, wait_s: int = 0) -> list[PendingComputer]:
    """Who asks to be let in and was not yet, by an open invitation. What a stranger left there that is
    no answer is passed over. NotTheDesk, and the line's."""
    administration.registrar_key(session)
    applications = RemoteCall(lambda: sync.connect(session), _waiting(session, wait_s)).whole()
    return [waiting for waiting in applications if not waiting.applicant.admitted]


def confirming(session: Session, device: str, words: str, role: str = "", team: str = "") -> RemoteCall[Applicant]:
    """Let in a computer whose six words, read from its screen, are `words`; in either language.
    `device`: its id, or its officer's name. NoAnswer, WordsDiffer, and the line's."""
    script = _confirming(session, device, words, role, team)
    return RemoteCall(lambda: sync.connect(session), script)


def _confirming(session: Session, device: str, words: str, role: str, team: str) -> Script[Applicant]:
    administration.registrar_key(session)
    waiting = yield from _waiting(session, 0)
    asks, read = _one(waiting, device), tuple(fold(part) for part in words.split())
    if read not in [tuple(map(fold, word_list)) for word_list in (asks.words, asks.words_other)]:
        raise WordsDiffer
    applicant, file = administration.admitted(session, asks.file, role, team)
    engine = engine_of(session)
    yield from of_sync(engine.introduced())  # so that the new computer is known there
    if not (yield from delivered(engine, file)):
        yield from said(wire.Reply(digest(asks.file), file), wire.Epoch)
    return applicant


def states(session: Session) -> list[DeviceState]:
    """Every computer, as headquarters knows it. NotTheDesk, and the line's."""
    administration.registrar_key(session)
    server_states = RemoteCall(lambda: sync.connect(session), _device_states()).whole()
    device_by_id = {device[0].hex(): device for device in server_states}
    current_states = []
    for row in devices(session):
        _, last_seen, held_count, behind_count, forked, locked = device_by_id.get(row.id, (b"", 0, 0, 0, 0, 0))
        forked = bool(forked) or row.forked
        current_states.append(DeviceState(row, _at(last_seen), behind_count, held_count, forked, _at(locked)))
    return current_states


def _device_states() -> Script[list[tuple[bytes, int, int, int, int, int]]]:
    """A page at a time."""
    states = list[tuple[bytes, int, int, int, int, int]]()
    while True:
        request = wire.DevicesAfter(states[-1][0] if states else bytes(16))
        page = yield from said_or_before(request, wire.Devices(), wire.DeviceStates)
        known_streams = {state[0] for state in states}
        new = [state for state in page.devices if state[0] not in known_streams]
        if not new:
            return states
        states += new


def condition(session: Session) -> ServerCondition:
    """How the server is: what it shows and what it says. NotTheDesk, and the line's."""
    administration.registrar_key(session)
    line, at = sync.connect(session), utc(session.now())
    try:
        said_there = RemoteCall(lambda: line, said(wire.AskBackup(), wire.BackupState)).whole()
    except conditions.Refused as refused:
        if refused.reason != "no_such_call":  # a server of before
            raise
        return ServerCondition(at, _at(int(line.certificate_until)))
    return ServerCondition(
        at,
        _at(int(line.certificate_until)),
        _at(said_there.last_whole),
        plans_backups=bool(said_there.planned),
        failed=bool(said_there.failed),
    )


@dataclass(frozen=True, slots=True)
class IncomingSummary:
    """What came in for this desk, and what looking again at every signature of its case found."""

    what: InboxItem
    verified: VerificationResult


def inbox(session: Session) -> list[IncomingSummary]:
    """What colleagues sent and nobody has looked at here, each case verified anew; the latest
    first."""
    checked: dict[str, VerificationResult] = {}
    summaries = []
    for arrival in came_in(session):
        if arrival.case_id not in checked:
            checked[arrival.case_id] = case_verification.verify(session, arrival.case_id)
        summaries.append(IncomingSummary(arrival, checked[arrival.case_id]))
    return summaries


def _waiting(session: Session, wait_s: int) -> Script[list[PendingComputer]]:
    rows = session.reading().rows("SELECT id, hash FROM invitation WHERE until > ?", (session.now(),))
    open_ = {bytes(id_): bytes(hash_) for id_, hash_ in rows}
    known_hashes: tuple[bytes, ...] = ()
    applications: list[PendingComputer] = []
    engine = engine_of(session)
    while True:
        terms = tuple(open_), known_hashes, wait_s if not known_hashes else 0
        answers_waiting = yield from said_or_before(
            wire.AnswersNamed(*terms), wire.Answers(*terms), wire.AnswersWaiting
        )
        for hash_, file in answers_waiting.answers:
            if wire.is_name(file):
                file = yield from fetched(engine, hash_)  # noqa: PLW2901
            if asks := _asks(session, open_, file):
                applications.append(asks)
        known_hashes += tuple(hash_ for hash_, _ in answers_waiting.answers)
        if not (answers_waiting.more and answers_waiting.answers):
            return applications


def _asks(session: Session, invitations: dict[bytes, bytes], file: bytes) -> PendingComputer | None:
    """None for what is no answer: anybody may leave bytes there."""
    try:
        applicant, answer = administration.asks(session, file)
        hash_ = invitations[enrolment.invitation_of(file)]
    except (SanadError, KeyError):
        return None
    return PendingComputer(answer.stream.hex(), applicant, *_mine(session, six_words.of_call(hash_, answer.hash)), file)


def _one(applications: list[PendingComputer], device: str) -> PendingComputer:
    """The one that is meant; of several answers of one computer, as after a second try, the last."""
    named = fold(device)
    by_id: dict[str, PendingComputer] = {}
    for waiting in applications:
        if waiting.device == device.strip().lower() or fold(waiting.applicant.name) == named:
            by_id[waiting.device] = waiting
    if len(by_id) != 1:
        raise NoAnswer
    return next(iter(by_id.values()))


# -- a computer that joins -------------------------------------------------------------------


def asking(session: Session, invitation: Path) -> RemoteCall[PendingJoin]:
    """Send this computer's answer to the desk, through the headquarters that the invitation names;
    the same answer when it is asked again. NoServerNamed, AlreadyJoined, and the line's."""
    raw = membership.whole(invitation)
    parsed_invitation = enrolment.read_invitation(raw)
    if not parsed_invitation.url:
        raise NoServerNamed
    return RemoteCall(lambda: _to(session, parsed_invitation), _asking(session, raw, parsed_invitation))


def _asking(session: Session, raw: bytes, invitation: enrolment.Invitation) -> Script[PendingJoin]:
    file = _pending(session, raw)
    if file is None:
        file = membership.answered(session, raw)
        with session.vault.transaction() as writer:
            put_setting(writer, _FILE, file)
    if not (yield from delivered(engine_of(session), file, partial(wire.EnrolPiece, invitation.id))):
        yield from said(wire.Enrol(invitation.id, file), wire.AnswerTaken)
    return _here(session, invitation, file)


def alone(invitation: Path) -> None:
    """NotAlone unless the headquarters of an invitation is on this very computer."""
    host = urlsplit(enrolment.read_invitation(membership.whole(invitation)).url).hostname or ""
    with suppress(ValueError):
        if host == "localhost" or ip_address(host).is_loopback:
            return
    raise NotAlone


def asked(session: Session) -> PendingJoin | None:
    """The answer that is with headquarters, where the desk's reply is still awaited."""
    raw, file = setting(session.reading(), membership.INVITATION), setting(session.reading(), _FILE)
    if raw is None or file is None or digest(file) != setting(session.reading(), membership.ANSWER):
        return None
    return _here(session, enrolment.read_invitation(raw), file)


def replying(session: Session, *, wait_s: int = 0) -> RemoteCall[JoinSummary | None]:
    """Look whether the desk has let this computer in, and join; None where there is no word of it.
    NotAsked, ReplyRefused, WordsNotCompared, and the line's."""
    raw, file = setting(session.reading(), membership.INVITATION), setting(session.reading(), _FILE)
    if raw is None or file is None:
        raise membership.NotAsked
    invitation = enrolment.read_invitation(raw)
    return RemoteCall(lambda: _to(session, invitation), _replying(session, file, wait_s))


def _replying(session: Session, file: bytes, wait_s: int) -> Script[JoinSummary | None]:
    terms = digest(file), _NOTHING, wait_s
    replied = yield from said_or_before(wire.EnrolReplyNamed(*terms), wire.EnrolReply(*terms), wire.Replied)
    reply = replied.file
    if not reply:
        return None
    if setting(session.reading(), _COMPARED) != digest(file):
        raise WordsNotCompared
    if wire.is_name(reply):
        reply = yield from fetched(engine_of(session), reply[1:])
    joined = membership.finish_with(session, reply)
    with session.vault.transaction() as writer:
        writer.run("DELETE FROM setting WHERE name IN (?, ?)", (_FILE, _COMPARED))
    return joined


def words_are_same(session: Session, *, are_same: bool = True) -> None:
    """The officer says whether the desk's screen shows the same six words: only then is a reply
    taken. NotAsked."""
    file = setting(session.reading(), _FILE)
    if file is None:
        raise membership.NotAsked
    with session.vault.transaction() as writer:
        put_setting(writer, _COMPARED, digest(file) if are_same else b"")


def pick_up(session: Session, *, wait_s: int = 0) -> JoinSummary | None:
    """Before a sync: the reply to what this computer asked, if there is one; None where it asked for
    nothing, or is known at headquarters already. NotLetIn, ReplyRefused, and the line's."""
    waiting_here = asked(session)
    if waiting_here is None:
        return None
    joined = replying(session, wait_s=wait_s).whole()
    if joined is None and not sync.address(session):
        raise NotLetIn(" ".join(waiting_here.words))
    return joined


def _pending(session: Session, raw: bytes) -> bytes | None:
    """The answer that was made before to the same invitation, and is still awaited."""
    vault = session.reading()
    file = setting(vault, _FILE)
    is_same = setting(vault, membership.INVITATION) == raw
    return file if file and is_same and digest(file) == setting(vault, membership.ANSWER) else None


def _here(session: Session, invitation: enrolment.Invitation, file: bytes) -> PendingJoin:
    words = _mine(session, six_words.of_call(invitation.hash, digest(file)))
    return PendingJoin(
        session.vault.stream.hex(),
        invitation.organisation,
        invitation.team,
        *words,
        compared=setting(session.reading(), _COMPARED) == digest(file),
    )


def _at(seconds: int) -> datetime | None:
    timestamp = moment(seconds)
    return utc_or_none(timestamp)


def _mine(session: Session, words: Pair) -> Pair:
    """In this vault's language, and in the other one."""
    return words if session.officer.language == "ar" else (words[1], words[0])


# -- the line --------------------------------------------------------------------------------


def _to(session: Session, invitation: enrolment.Invitation) -> "Client":
    """To the server that an invitation names: the calls of who isn't known there yet. ServerNotAllowed."""
    from app.sync.client import Client, Server

    refuse_in_practice(session)
    vault, clock = session.vault, session.clock
    trusted = sync.allowed(invitation.url, invitation.ca)
    server = Server(invitation.url, trusted, sync.proxy(session))
    return Client(server, vault.device, vault.stream, lambda: clock().timestamp())
