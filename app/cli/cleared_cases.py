"""`case clear`, `fetch`, `away`: cases that headquarters holds removed from this computer, and back."""

import typer

from app.casework.cases import queries
from app.casework.exchange import purge
from app.casework.exchange.purge import PurgedCase
from app.casework.session.session import Session
from app.cli.command import command
from app.cli.json_output import Document, JsonView
from app.cli.officer_session import at_work, with_session
from app.cli.options import Json, Officer
from app.cli.output import indented, show
from app.cli.sync import sync_document, sync_in_lines, sync_once

_AWAY = JsonView(PurgedCase, "id=case_id reference at comes_back")


@with_session(text=indented)
def case_clear(session: Session, cases: list[str]) -> Document:
    ids = [queries.resolve(session, case) for case in cases]
    synced = sync_once(session)
    if not synced.finished and synced.problems:
        raise synced.problems[-1]
    return {"cleared": purge.clear(session, ids), "cases": ids}


@command()
def case_fetch(case_id: str, officer: Officer = "", as_json: Json = False) -> None:
    with at_work(officer) as session:
        ids = {case.reference: case.case_id for case in purge.purged_cases(session)}
        purge.fetch(session, ids.get(case_id.strip().upper(), case_id))
        synced = sync_once(session)
        show(sync_document(session, synced), as_json, sync_in_lines)
    if not synced.finished:
        raise typer.Exit(1)


@with_session()
def case_away(session: Session) -> Document:
    return {"away": _AWAY.each(purge.purged_cases(session))}
