"""Records to practise with: a vault under a passphrase that nobody knows, in the practice folder alone."""

from pathlib import Path

from app import clock as time_of_day
from app import practice_folder, report
from app.casework.records import unlock
from app.casework.session.session import Session
from app.clock import Clock
from app.errors import N_
from app.language import Words
from app.seal.passphrase import suggest
from app.seal.slots import Cost
from app.settings import Language

_NAME = N_("Trainee")


def create(folder: Path, language: Language, *, cost: Cost | None = None, clock: Clock = time_of_day.now) -> Session:
    """Open records in a practice folder; from now on every page that this process prints says
    "Practice". PracticeFolderTaken for any other folder."""
    if not practice_folder.is_practice(folder):
        raise practice_folder.PracticeFolderTaken
    report.print_as_practice(practice=True)
    created = unlock.create(
        folder, Words(language)(_NAME), "inspector", language, suggest(language), cost=cost or Cost(), clock=clock
    )
    unlock.confirm_card(created.session, dict(enumerate(created.card, 1)))
    return created.session
