"""`case erase`: everything in a case destroyed by order of two."""

from typing import Annotated

import typer

from app.casework.cases import erasure
from app.casework.session.session import Session
from app.cli.json_output import Document
from app.cli.officer_session import with_case


@with_case()
def case_erase(
    session: Session,
    case_id: str,
    reason: Annotated[str, typer.Option("--reason", help="Why: an order needs it.")] = "",
    confirm: Annotated[
        bool, typer.Option("--confirm", help="Confirm what somebody else ordered, and do it.")
    ] = False,
) -> Document:
    """Order that a case be erased (--reason), or confirm somebody else's order (--confirm)."""
    if confirm:
        return {"case": case_id, "erased": erasure.confirm(session, case_id)}
    erasure.order(session, case_id, reason)
    return {"case": case_id, "ordered": True}


def register(case: typer.Typer) -> None:
    case.command("erase")(case_erase)
