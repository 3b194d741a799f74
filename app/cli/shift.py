"""`shift`: what one shift tells the next."""

from typing import Annotated, Any

import typer

from app.cli.output import (
    PLAIN,
    Json,
    Who,
    at_work,
    show,
)

shift = typer.Typer(help="The change of shifts.", **PLAIN)


@shift.command("show")
def shift_show(officer: Who = "", as_json: Json = False) -> None:
    """Notes that wait, cases that changed within a day, what is due within the next."""
    from app.casework.lifecycle import shift as change
    from app.language import strip_marks

    with at_work(officer) as session:
        now = change.now(session)
    show(
        {
            "notes": [
                {"case": each.case_id, "reference": each.reference, "name": each.name, "id": each.id,
                 "text": each.text, "who": each.who, "at": each.at.isoformat(), "mine": each.mine}
                for each in now.notes
            ],
            "changed": [
                {"case": each.id, "reference": each.reference, "at": each.updated.isoformat()}
                for each in now.changed
            ],
            "due": [
                {"case": each.case_id, "reference": each.reference, "kind": each.kind,
                 "says": strip_marks(each.says), "due": each.due.isoformat() if each.due else None}
                for each in now.due
            ],
        },
        as_json,
        _in_lines,
    )  # fmt: skip


@shift.command("note")
def shift_note(
    case_id: str,
    text: Annotated[str, typer.Option("--text", help="What the next shift must know.")],
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """A note on a case for the next shift."""
    from app.casework.cases import queries
    from app.casework.lifecycle import shift as change

    with at_work(officer) as session:
        made = change.note(session, queries.resolve(session, case_id), text)
    show({"note": made}, as_json, lambda told: str(told["note"]))


@shift.command("take")
def shift_take(officer: Who = "", as_json: Json = False) -> None:
    """Take over what colleagues told the next shift."""
    from app.casework.lifecycle import shift as change

    with at_work(officer) as session:
        taken = change.take(session)
    show({"taken": taken}, as_json, lambda told: str(told["taken"]))


def _in_lines(told: dict[str, Any]) -> str:
    lines = [f"{each['reference']}  {each['text']}" for each in told["notes"]]
    lines += [f"{each['reference']}  {each['at']}" for each in told["changed"]]
    return "\n".join([*lines, *(f"{each['reference']}  {each['says']}" for each in told["due"])])
