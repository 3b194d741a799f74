"""`case erase`: everything in a case destroyed, once two have signed and nobody objected in time."""

from typing import Annotated, Literal

from typer import Option

from app.casework.cases import erasure
from app.casework.session.session import Session
from app.cli.json_output import Document, JsonView
from app.cli.officer_session import with_case

_OPEN = JsonView(
    erasure.OpenOrder, "by reason urgent confirmed_by due objections=protests confirms objects rules stops"
)


@with_case()
def case_erase(
    session: Session,
    case_id: str,
    reason: Annotated[str, Option("--reason", help="Why: an order needs it.")] = "",
    confirm: Annotated[bool, Option("--confirm", help="Confirm what somebody else ordered.")] = False,
    urgent: Annotated[bool, Option("--urgent", help="For a person's safety: at once when two confirm.")] = False,
    objection: Annotated[bool, Option("--object", help="Object to an order, with --reason.")] = False,
    decide: Annotated[
        Literal["go", "stop"] | None, Option("--decide", help="Decide on an objection, or end an order; with --reason.")
    ] = None,
    show: Annotated[bool, Option("--show", help="What is ordered, and until when.")] = False,
) -> Document:
    if show:
        open_order = erasure.ordered(session, case_id)
        return {"case": case_id, "order": _OPEN(open_order) if open_order else None}
    if confirm:
        return {"case": case_id, "erased": erasure.confirm(session, case_id)}
    if objection:
        erasure.object_to(session, case_id, reason)
        return {"case": case_id, "objected": True}
    if decide is not None:
        erased = erasure.rule(session, case_id, reason, goes_on=decide == "go")
        return {"case": case_id, "decided": decide, "erased": erased}
    erasure.order(session, case_id, reason, urgent=urgent)
    return {"case": case_id, "ordered": True}
