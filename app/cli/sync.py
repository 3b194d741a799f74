"""`sync`: what headquarters lacks is sent, what is new there is fetched, receipts are verified."""

import random
import time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.case import case
from app.cli.output import (
    Json,
    Who,
    at_work,
    show,
    spoken,
)

if TYPE_CHECKING:
    from app.casework.exchange.sync import SyncSummary
    from app.casework.session.session import Session

_NEWS_S = 25  # how long headquarters may wait for news
_PAUSE_S = 60  # after a sync that did not come to its end


def sync(
    once: Annotated[
        bool, typer.Option("--once", help="Exchange everything once, and end.")
    ] = False,
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Sync with headquarters: once, or until it is stopped. Ends with 1 where not all was exchanged."""
    with at_work(officer) as session:
        told = _once(session, 0)
        show(_document(session, told), as_json, _text)
        while not once:
            if not told.finished:
                time.sleep(_PAUSE_S * (0.5 + random.random()))  # noqa: S311  (no secret)
            told = _once(session, _NEWS_S)
            if told.pushed or told.pulled or told.problems:
                show(_document(session, told), as_json, _text)
    if not told.finished:
        raise typer.Exit(1)


def _once(session: "Session", wait_s: int) -> "SyncSummary":
    from app.casework.exchange import headquarters, sync

    headquarters.pick_up(session, wait_s=wait_s)
    with sync.connect(session) as line:
        return sync.sync(session, line.carry, wait_s=wait_s, meanwhile=True)


def _document(session: "Session", told: "SyncSummary") -> dict[str, Any]:
    from app.casework.session.colleagues import is_withdrawn
    from app.language import strip_marks

    words = spoken()
    return {
        "pushed": told.pushed, "pulled": told.pulled, "receipts": told.receipts,
        "waiting": told.waiting, "bytes_sent": told.bytes_sent,
        "bytes_received": told.bytes_received, "finished": told.finished,
        "new_device": told.new_device, "withdrawn": is_withdrawn(session),
        "problems": [
            {"kind": each.kind(), "says": strip_marks(words.say(each))} for each in told.problems
        ],
    }  # fmt: skip


def _text(told: dict[str, Any]) -> str:
    lines = [
        f"sent {told['pushed']}, fetched {told['pulled']}, receipts {told['receipts']}, "
        f"waiting {told['waiting']}; {told['bytes_sent']} bytes out, {told['bytes_received']} in"
    ]
    return "\n".join([*lines, *(each["says"] for each in told["problems"])])


@case.command("clear")
def case_clear(cases: list[str], officer: Who = "", as_json: Json = False) -> None:
    """Sync, then remove cases that headquarters holds from this computer, all or none of them."""
    from app.casework.cases import queries
    from app.casework.exchange import purge

    with at_work(officer) as session:
        ids = [queries.resolve(session, each) for each in cases]
        told = _once(session, 0)
        if not told.finished and told.problems:
            raise told.problems[-1]
        show({"cleared": purge.clear(session, ids), "cases": ids}, as_json)


@case.command("fetch")
def case_fetch(case_id: str, officer: Who = "", as_json: Json = False) -> None:
    """Bring a cleared case back with a sync; its number or its id."""
    from app.casework.exchange import purge

    with at_work(officer) as session:
        known = {each.reference: each.case_id for each in purge.purged_cases(session)}
        purge.fetch(session, known.get(case_id.strip().upper(), case_id))
        told = _once(session, 0)
        show(_document(session, told), as_json, _text)
    if not told.finished:
        raise typer.Exit(1)


@case.command("away")
def case_away(officer: Who = "", as_json: Json = False) -> None:
    """The cases that were cleared from this computer."""
    from app.casework.exchange import purge

    with at_work(officer) as session:
        show(
            {
                "away": [
                    {"id": each.case_id, "reference": each.reference, "at": each.at.isoformat(),
                     "comes_back": each.comes_back}
                    for each in purge.purged_cases(session)
                ]
            }
        )  # fmt: skip
