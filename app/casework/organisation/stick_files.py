"""The files of joining on what is plugged in: found by their names, and each answered beside the other.

A file that is no invitation, request or reply, or somebody else's, is passed over: anybody may put
something on a stick. Nothing is joined and nobody is admitted by what was found: that takes the six
words, as with files that people choose."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from app import settings
from app.casework.organisation import administration, membership
from app.casework.organisation.administration import Applicant, InvitationOver, WrittenInvitation
from app.casework.session.session import Session
from app.casework.session.transfer_places import refuse_elsewhere
from app.disk import in_words, write_whole
from app.errors import N_, SanadError

INVITATION, ANSWER, WORDS, REPLY = ("sanad-invitation", "sanad-answer", "sanad-words", "sanad-reply")
_MOST = 200  # files of one kind that are looked at
_LARGEST = 16 << 20  # bytes of one
T = TypeVar("T")


class StickAway(SanadError):
    says = N_(
        "The USB stick with this join request is not plugged in. Nobody was admitted and nothing is "
        "lost. Plug it in again, then try once more."
    )


@dataclass(frozen=True, slots=True)
class InvitationFile:
    file: Path
    invitation: membership.Invitation


@dataclass(frozen=True, slots=True)
class RequestFile:
    """A computer that asks. `applicant`: None where its invitation is over, which `refused` says."""

    file: Path
    applicant: Applicant | None
    refused: SanadError | None = None


@dataclass(frozen=True, slots=True)
class ReplyFile:
    file: Path
    reply: membership.MembershipReply


# -- a computer that joins -------------------------------------------------------------------


def invitations(session: Session, folders: Iterable[Path]) -> list[InvitationFile]:
    """Those that still hold, the newest first."""
    return [
        InvitationFile(file, invitation)
        for file in _newest_first(folders, INVITATION)
        if (invitation := _or_none(partial(membership.look, session, file)))
    ]


def ask(session: Session, invitation: Path) -> Path:
    """Answer an invitation, beside it: the file of the join request. As `membership.answer`;
    PlaceNotAllowed, JoinFileAway."""
    refuse_elsewhere(invitation.parent)
    raw = membership.whole(invitation)
    with in_words(membership.JoinFileAway), membership.as_before_if_refused(session):
        answer_file = membership.answered(session, raw)
        # the keys of this computer may be new since: the name is that of those which asked
        file = invitation.parent / f"{ANSWER}-{session.vault.stream.hex()[:8]}"
        write_whole(file, answer_file)
    return file


def reply(session: Session, folders: Iterable[Path]) -> ReplyFile | None:
    """What user management answered this computer: the file that admits it before the one with the words
    alone, the newest first. NotAsked where nothing was asked."""
    if membership.pending(session) is None:
        raise membership.NotAsked
    folders = list(folders)
    for beginning in (REPLY, WORDS):
        for file in _newest_first(folders, beginning):
            content = _or_none(partial(membership.reply, session, file))
            if content is not None:
                return ReplyFile(file, content)
    return None


# -- user management -------------------------------------------------------------------------


def invite(session: Session, folder: Path) -> tuple[WrittenInvitation, Path]:
    """An invitation for many computers, under a name that nothing there has yet. NotTheDesk,
    PlaceNotAllowed, and the conditions of `app.disk`."""
    refuse_elsewhere(folder)
    file, number = folder / INVITATION, 1
    while file.exists():
        number += 1
        file = folder / f"{INVITATION}-{number}"
    return administration.invite(session, file), file


def requests(session: Session, folders: Iterable[Path]) -> list[RequestFile]:
    """Computers that ask to join and are not admitted yet, by name. One whose invitation is over is
    named by its file. NotTheDesk."""
    administration.registrar_key(session)
    listed: list[RequestFile] = []
    for file in _newest_first(folders, ANSWER):
        try:
            applicant, _ = administration.asks(session, membership.whole(file))
        except InvitationOver as error:
            listed.append(RequestFile(file, None, error))
        except SanadError:
            continue
        else:
            if not applicant.admitted:
                listed.append(RequestFile(file, applicant))
    return sorted(listed, key=lambda request: request.applicant.name if request.applicant else "")


def show_words(session: Session, request: Path) -> Applicant:
    """Lay beside a request the file by which that computer shows the six words, and tell them. As
    `administration.write_words`; StickAway, PlaceNotAllowed."""
    refuse_elsewhere(request.parent)
    _check_is_there(request)
    return administration.write_words(session, request, _beside(request, WORDS))


def admit(session: Session, request: Path, role: str, team: str, words: tuple[str, ...]) -> Applicant:
    """Admit the computer whose six words were compared, and lay the reply beside its request. As
    `administration.admit`, AnswerFileRefused where the file is another one now; StickAway, PlaceNotAllowed."""
    refuse_elsewhere(request.parent)
    _check_is_there(request)
    return administration.admit(session, request, _beside(request, REPLY), role, team, words)


def _check_is_there(request: Path) -> None:
    if not request.is_file():
        raise StickAway


def _beside(request: Path, beginning: str) -> Path:
    """Of the same computer, by the same end of its name."""
    return request.with_name(beginning + request.name.removeprefix(ANSWER))


# -- on what is plugged in -------------------------------------------------------------------


def _newest_first(folders: Iterable[Path], beginning: str) -> Iterator[Path]:
    """Files at the top of each folder whose names begin so; nothing of a folder that is away, too large,
    or where the administrator allows no files."""
    dated: list[tuple[float, Path]] = []
    for folder in folders:
        if not settings.policy().may_hold(folder):
            continue
        try:
            for file in folder.glob(f"{beginning}*"):
                status = file.stat()
                # a pipe would be waited for
                if file.is_file() and not file.is_symlink() and status.st_size <= _LARGEST:
                    dated.append((status.st_mtime, file))
        except OSError:
            continue
    dated.sort(key=lambda item: item[0], reverse=True)
    return (file for _, file in dated[:_MOST])


def _or_none(read: Callable[[], T]) -> T | None:
    try:
        return read()
    except SanadError:
        return None
