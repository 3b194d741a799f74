"""`sync`, `case clear`, `fetch`, `away`, `post`: records on their way to headquarters and colleagues, and back."""

import random
import time
from pathlib import Path
from typing import Annotated

import typer
from typer import Option

from app.casework.cases import queries
from app.casework.exchange import headquarters, post, post_relay, purge, sync
from app.casework.session.colleagues import is_withdrawn
from app.casework.session.freshness import Freshness, freshness
from app.casework.session.session import Session
from app.cli.command import command
from app.cli.json_output import Document, JsonView
from app.cli.officer_session import at_work, with_session
from app.cli.options import Json, Officer
from app.cli.output import indented, show, words
from app.language import Words, strip_marks

_NEWS_S = 25  # how long headquarters may wait for news
_PAUSE_S = 60  # after a sync that did not come to its end

_SYNCED = JsonView(
    sync.SyncSummary, "pushed pulled receipts waiting bytes_sent bytes_received finished new_device held apart"
)


_DIRECTORY = JsonView(Freshness, "state=kind as_of days known_by keeps_back kept_back")


def sync_once(session: Session, wait_s: int = 0) -> sync.SyncSummary:
    """Exchange everything; `wait_s`: how long headquarters may wait for news, in seconds."""
    headquarters.pick_up(session, wait_s=wait_s)
    with sync.connect(session) as line:
        return sync.sync(session, line.carry, wait_s=wait_s, meanwhile=True)


def sync_document(session: Session, synced: sync.SyncSummary) -> Document:
    say = words().say
    problems = [{"kind": problem.kind(), "says": strip_marks(say(problem))} for problem in synced.problems]
    return {
        **_SYNCED(synced),
        "withdrawn": is_withdrawn(session),
        "directory": _DIRECTORY(freshness(session)),
        "problems": problems,
    }


def sync_in_lines(document: Document) -> str:
    lines = [
        f"sent {document['pushed']}, fetched {document['pulled']}, receipts {document['receipts']}, "
        f"waiting {document['waiting']}; {document['bytes_sent']} bytes out, {document['bytes_received']} in"
    ]
    return "\n".join([*lines, *(problem["says"] for problem in document["problems"])])


@command()
def sanad_sync(
    only_once: Annotated[bool, Option("--once", help="Exchange everything once, and end.")] = False,
    officer: Officer = "",
    as_json: Json = False,
) -> None:
    with at_work(officer) as session:
        synced = sync_once(session)
        show(sync_document(session, synced), as_json, sync_in_lines)
        while not only_once:
            if not synced.finished:
                time.sleep(_PAUSE_S * (0.5 + random.random()))  # noqa: S311  (no secret)
            synced = sync_once(session, _NEWS_S)
            if synced.pushed or synced.pulled or synced.problems:
                show(sync_document(session, synced), as_json, sync_in_lines)
    if not synced.finished:
        raise typer.Exit(1)


_AWAY = JsonView(purge.PurgedCase, "id=case_id reference at comes_back")


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


_SENT = JsonView(post.DeliverySummary, "files records cases")
_RECEIVED = JsonView(
    post.CollectionSummary,
    "files new known waiting refused cases records",
    refused=lambda received: [
        {
            "file": refusal.file,
            "kind": refusal.reason.kind(),
            "says": Words("en").say(refusal.reason),
            "number": refusal.number,
        }
        for refusal in received.refused
    ],
)
_FORWARDED = JsonView(post_relay.RelaySummary, "files records refused receipts=streams bytes_sent bytes_received")


@with_session(view=_SENT)
def post_export(session: Session, folder: Path) -> post.DeliverySummary:
    return post.export(session, folder.absolute())


@with_session(view=_RECEIVED)
def post_import(session: Session, folder: Path) -> post.CollectionSummary:
    return post.collect(session, folder.absolute())


@with_session(view=_FORWARDED)
def post_forward(session: Session, folder: Path) -> post_relay.RelaySummary:
    with sync.connect(session) as line:
        return post_relay.forward(session, folder.absolute(), line.carry)
