"""Who is at work: the passphrase asked for, an officer's records opened and closed again."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from app import settings
from app.casework.cases import queries
from app.casework.records import unlock
from app.casework.session import clock_check
from app.casework.session.session import Session
from app.cli.command import command
from app.cli.json_output import speak
from app.cli.output import clock_doubts, words
from app.cli.secrets import ask_passphrase
from app.errors import N_, SanadError
from app.language import fold, strip_marks


class WhichOfficer(SanadError):
    says = N_("Several people are set up on this computer. Choose one with --officer.")


def vault_id_of(officer: str) -> str:
    """The vault of an officer by name or id; of the only one where none is named."""
    rows = unlock.vaults(settings.home())
    if officer:
        rows = [row for row in rows if fold(officer) == fold(row.name) or officer == row.id]
    if not rows:
        raise unlock.NoVault
    if len(rows) > 1:
        raise WhichOfficer
    if rows[0].problem:
        raise rows[0].problem
    return rows[0].id


@contextmanager
def at_work(officer: str) -> Iterator[Session]:
    """The officer's records, open. WhichOfficer, NoPassphrase, what `unlock` refuses."""
    vault_id = vault_id_of(officer)
    session = unlock.unlock(settings.home(), vault_id, ask_passphrase())
    look_at_clock(session)
    speak(session.officer.language)
    try:
        yield session
    finally:
        session.close()


@contextmanager
def at_case(officer: str, case_id: str) -> Iterator[tuple[Session, str]]:
    """At work, with a case by its id or its reference: its id. NoCase."""
    with at_work(officer) as session:
        yield session, queries.resolve(session, case_id)


def look_at_clock(session: Session) -> None:
    """Warn on standard error where the clock can't be relied on; what is shown then says so too."""
    clock_doubts.clear()
    if doubt := clock_check.doubt(session):
        clock_doubts.append(doubt.kind)
        print(in_words(doubt), file=sys.stderr)


def in_words(doubt: clock_check.Doubt) -> str:
    w = words()
    return strip_marks(w.told(doubt.sentence))


@contextmanager
def _session(officer: str, options: dict[str, Any]) -> Iterator[dict[str, Any]]:
    with at_work(officer) as session:
        yield {"session": session, **options}


@contextmanager
def _case(officer: str, options: dict[str, Any]) -> Iterator[dict[str, Any]]:
    with at_case(officer, options["case_id"]) as (session, case_id):
        yield {"session": session, **options, "case_id": case_id}


# a command with `--officer`, whose function is handed the `session`
with_session = partial(command, opening=_session)
# the same for a case: the argument `case_id` may be a reference, the function gets the id
with_case = partial(command, opening=_case)
