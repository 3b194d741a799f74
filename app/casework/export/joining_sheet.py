"""The sheet that goes out with an invitation: how an officer joins in three minutes, in both languages.

It names the organisation and the last day, and nothing that opens anything: the file does that, and
only once two people have compared six words."""

from datetime import datetime
from pathlib import Path

from app import report
from app.casework.organisation.admission import WrittenInvitation
from app.casework.session.session import Session
from app.casework.session.transfer_places import refuse_unfit
from app.disk import in_words, write_whole
from app.errors import N_
from app.language import Words, isolate
from app.settings import Language

_TITLE = N_("Join {organisation} in 3 minutes")
_FIRST = N_(
    "With this sheet you get a USB stick with a file, or the file alone. It opens nothing by itself: "
    "you and user management compare six words first."
)
_STEPS_BY_STICK = (
    N_("Open Sanad and choose a passphrase that only you know. If you already have one, unlock Sanad."),
    N_(
        "Plug the USB stick in. Press Join at the foot of Today. Sanad finds the invitation. If it names your "
        "organisation, press Ask to join."
    ),
    N_("Take the USB stick to user management. When it is back in your computer, six words appear by themselves."),
    N_(
        "Read the six words aloud to user management, face to face or by telephone. If all are the same, press They "
        "match. If one differs, press They do not match: then you do not join."
    ),
    N_("Take the USB stick to user management again. When it is back in your computer, joining finishes by itself."),
)
_STEPS_BY_SERVER = (
    _STEPS_BY_STICK[0],
    _STEPS_BY_STICK[1],
    N_("Six words appear at once. Call user management."),
    _STEPS_BY_STICK[3],
    N_("User management admits your computer, and Sanad finishes joining by itself."),
)
_ADVICE = (
    N_("Write the recovery card down before your first case, and keep it away from the computer."),
    N_("User management never asks for your passphrase. Nobody else needs it."),
)


def sheet(session: Session, invitation: WrittenInvitation, *, online: bool) -> bytes:
    """The PDF: one page in this officer's language, one in the other. `online`: the invitation names a
    server."""
    first = session.officer.language
    second: Language = "en" if first == "ar" else "ar"
    parts = [
        (_notice(session, Words(language), invitation, online=online), Words(language)) for language in (first, second)
    ]
    return report.notice_in_languages(parts)


def save(session: Session, invitation: WrittenInvitation, file: Path, *, online: bool) -> None:
    """Write it to a file. BadFolder, PlaceNotAllowed, and the conditions of `app.disk`."""
    refuse_unfit(file)
    with in_words():
        write_whole(file, sheet(session, invitation, online=online))


def _notice(session: Session, w: Words, invitation: WrittenInvitation, *, online: bool) -> report.ShortPaper:
    organisation = session.vault.directory.organisation.name
    until: datetime = invitation.until.astimezone()
    steps = _STEPS_BY_SERVER if online else _STEPS_BY_STICK
    return report.ShortPaper(
        title=w(_TITLE, organisation=organisation),
        says=[w(_FIRST)],
        facts=[
            (w(N_("Team")), isolate(invitation.team)),
            (w(N_("Invitation")), w("Valid until {date}", date=w.date(until.date()))),
            (w(N_("User management")), isolate(session.officer.name)),
        ],
        tables=[
            (w(N_("What to do")), "", [[f"{w.number(number)}. {w(step)}"] for number, step in enumerate(steps, 1)])
        ],
        advice=[w(line) for line in _ADVICE],
        at=session.clock(),
        record_hash="",
        organisation=organisation,
    )
