"""`case history`: all that happened, or all that was ever written as one answer."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.attachments import case
from app.cli.output import (
    Hidden,
    Json,
    Who,
    at_case,
    show,
    spoken,
)

if TYPE_CHECKING:
    from app.casework.cases.history import Entry
    from app.casework.cases.queries import CasePage, Change

__all__ = ["case"]


@case.command("history")
def case_history(
    case_id: str,
    ref: Annotated[str, typer.Argument(help="Of one answer alone.")] = "",
    interview: Annotated[
        str, typer.Option("--interview", help="Which interview, where a case has several.")
    ] = "",
    hidden: Hidden = False,
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Everything that happened: who, when, what, from what to what, why."""
    from app.casework.cases import access_log, history, queries

    with at_case(officer, case_id) as (session, id_):
        if not ref:
            told = {
                "entries": [_entry(each) for each in history.entries(session, id_, uncover=hidden)]
            }
            show(told, as_json, _in_lines)
            return
        talk = interview or _only(queries.case(session, id_))
        if access_log.is_hidden(session, id_, talk, ref):
            if not hidden:
                raise access_log.HiddenAnswer
            access_log.uncovered(session, id_, talk)
        found = queries.history(session, id_, "answer", talk, ref)
    show({"history": [_change(each) for each in found]})


def _entry(told: "Entry") -> dict[str, Any]:
    say = spoken()
    return {
        "who": told.who, "at": told.at.isoformat(), "what": told.what, "field": told.field,
        "from": told.before, "to": told.after, "why": told.why, "role": told.role,
        "event": told.event, "effect": told.effect,
        "refused": say(told.refused) if told.refused else "", "hidden": told.hidden,
        **({"clock_in_doubt": True} if told.clock_in_doubt else {}),
    }  # fmt: skip


def _change(told: "Change") -> dict[str, Any]:
    return {
        "event": told.event, "at": told.at.isoformat(), "what": told.what, "who": told.who,
        "role": told.role, "before": list(told.before), "after": list(told.after),
        "source": told.source, "reason": told.reason,
    }  # fmt: skip


def _only(page: "CasePage") -> str:
    if len(page.interviews) != 1:
        raise typer.BadParameter("The case has several interviews; name one with --interview.")
    return page.interviews[0].id


def _in_lines(told: dict[str, Any]) -> str:
    return "\n".join(
        f"{each['at']}  {each['who']}  {each['what']}"
        + (
            f"  {each['field']}: {each['from'] or '-'} > {each['to'] or '-'}"
            if each["field"]
            else ""
        )
        + (f"  ({each['refused']})" if each["refused"] else "")
        + ("  (the clock was in doubt)" if each.get("clock_in_doubt") else "")
        for each in told["entries"]
    )
