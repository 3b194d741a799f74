"""`case conflicts`, `resolve`, `correct`, `review`: values that differ, and decisions."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.output import (
    Hidden,
    Json,
    Who,
    at_case,
    at_work,
    show,
)
from app.cli.sharing import case

if TYPE_CHECKING:
    from app.casework.cases.queries import CasePage
    from app.casework.interviews.conflicts import ConflictSide, ConflictView

__all__ = ["case"]

Reason = Annotated[str, typer.Option("--reason", help="Both colleagues see it.")]
Interview = Annotated[
    str, typer.Option("--interview", help="Which interview, where a case has several.")
]


@case.command("conflicts")
def case_conflicts(
    case_id: str, hidden: Hidden = False, officer: Who = "", as_json: Json = False
) -> None:
    """Fields in which colleagues wrote different values before their computers met."""
    from app.casework.cases import access_log
    from app.casework.interviews import conflicts

    with at_case(officer, case_id) as (session, id_):
        found = conflicts.conflicts(session, id_)
        if hidden and any(each.hidden for each in found):
            access_log.uncover_all(session, id_)
    show({"conflicts": [_conflict(each, uncover=hidden) for each in found]}, as_json, _in_lines)


@case.command("resolve")
def case_resolve(
    case_id: str,
    conflict: str,
    keep: Annotated[
        str | None, typer.Option("--keep", help="The event of a value, or its number from 1.")
    ] = None,
    value: Annotated[str | None, typer.Option("--value", help="Another value.")] = None,
    both: Annotated[bool, typer.Option("--both", help="Keep them all.")] = False,
    reason: Reason = "",
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Decide between values; the others stay in the history."""
    from app.casework.interviews import conflicts

    if (keep is not None) + (value is not None) + both != 1:
        raise typer.BadParameter("Give one of --keep, --value and --both.")
    with at_case(officer, case_id) as (session, id_):
        place = None
        if keep is not None:
            place = _place(conflicts.conflicts(session, id_), conflict, keep)
        conflicts.resolve(session, id_, conflict, keep=place, value=value, both=both, reason=reason)
    show({"resolved": conflict}, as_json, lambda told: str(told["resolved"]))


@case.command("correct")
def case_correct(
    case_id: str,
    ref: str,
    value: str,
    interview: Interview = "",
    source: Annotated[str, typer.Option("--source", help="How it is known.")] = "",
    reason: Reason = "",
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Put an answer of a finished interview right; what it was stays in the history."""
    from app.casework.cases import queries
    from app.casework.interviews import conflicts

    with at_case(officer, case_id) as (session, id_):
        talk = interview or _only(queries.case(session, id_))
        event = conflicts.correct(session, id_, talk, ref, value, source=source, reason=reason)
    show({"event": event}, as_json, lambda told: str(told["event"]))


@case.command("review")
def case_review(
    case_id: str,
    approve: Annotated[bool, typer.Option("--approve")] = False,
    give_back: Annotated[bool, typer.Option("--return", help="Something is wanted yet.")] = False,
    text: Annotated[str, typer.Option("--text", help="What is wanted, or why.")] = "",
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """A supervisor's decision on a case."""
    from app.casework.cases import queries, reviews

    if approve == give_back:
        raise typer.BadParameter("Give --approve or --return.")
    decision = reviews.APPROVED if approve else reviews.RETURNED
    with at_work(officer) as session:
        reviews.review(session, queries.resolve(session, case_id), decision, text)
    show({"decision": decision}, as_json, lambda told: str(told["decision"]))


def _only(page: "CasePage") -> str:
    if len(page.interviews) != 1:
        raise typer.BadParameter("The case has several interviews; name one with --interview.")
    return page.interviews[0].id


def _place(found: "list[ConflictView]", conflict: str, keep: str) -> int:
    """Which side a number from 1 or an event means; -1, which is refused, for none."""
    sides = next((each.values for each in found if each.id == conflict), ())
    if keep.isdecimal() and len(keep) < 3:
        return int(keep) - 1
    fitting = [n for n, side in enumerate(sides) if side.event_id.startswith(keep.lower())]
    return fitting[0] if len(fitting) == 1 else -1


def _conflict(told: "ConflictView", *, uncover: bool) -> dict[str, Any]:
    sides = [_side(each) for each in told.values]
    if told.hidden and not uncover:
        sides = [{**each, "value": "", "shown": "", "saw": []} for each in sides]
    return {
        "id": told.id, "field": told.field_kind, "interview": told.interview_id, "ref": told.ref,
        "fact": told.fact, "question": told.question, "yours": told.yours,
        "values": sides,
        "hidden": told.hidden,
    }  # fmt: skip


def _side(told: "ConflictSide") -> dict[str, Any]:
    return {
        "event": told.event_id, "value": told.text, "shown": told.shown, "who": told.who,
        "role": told.role, "at": told.at.isoformat(), "source": told.source,
        "reason": told.reason, "saw": list(told.saw), "seen": list(told.seen),
    }  # fmt: skip


def _in_lines(told: dict[str, Any]) -> str:
    lines = []
    for each in told["conflicts"]:
        lines.append(f"{each['id']}  {each['question']}")
        lines += [
            f"   {n}. {side['shown'] or '-'}  ({side['who']}, {side['at']})"
            for n, side in enumerate(each["values"], 1)
        ]
    return "\n".join(lines)
