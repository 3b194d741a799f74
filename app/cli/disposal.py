"""`desk apart`, `desk put-away`: what computers wrote beyond their budget."""

from typing import Annotated

import typer

from app.casework.cases import disposal
from app.casework.cases.disposal import ApartRecords
from app.casework.session.session import Session
from app.cli.json_output import Document, JsonView
from app.cli.officer_session import with_case, with_session

APART = JsonView(
    ApartRecords, "case reference device=computer who=author records size since put_away"
)


def _in_lines(document: Document) -> str:
    return "\n".join(
        f"{row['reference']}  {row['who']}  {row['device']}  {row['records']} records, "
        f"{row['size']} bytes, {row['put_away']} put away"
        for row in document["apart"]
    )


@with_session(text=_in_lines)
def desk_apart(session: Session) -> Document:
    return {"apart": APART.each(disposal.apart_records(session))}


@with_case()
def desk_put_away(
    session: Session,
    case_id: str,
    device: Annotated[str, typer.Argument(help="The computer's id, as desk apart says it.")],
) -> Document:
    return {
        "case": case_id,
        "device": device,
        "put_away": disposal.put_away(session, case_id, device),
    }
