"""`case doubles`, `case link`, `case unlink`: which cases may be one person's, and which belong together."""

from typing import Annotated

import typer

from app.cli.closure import case
from app.cli.output import (
    Json,
    Who,
    at_work,
    show,
    spoken,
)

__all__ = ["case"]


@case.command("doubles")
def case_doubles(case_id: str, officer: Who = "", as_json: Json = False) -> None:
    """Cases that may be about the same person, with what speaks for it."""
    from app.casework.cases import duplicates, queries

    with at_work(officer) as session:
        found = duplicates.doubles(session, queries.resolve(session, case_id))
    say = spoken()
    show({
        "doubles": [
            {
                "id": each.case_id, "reference": each.reference, "name": each.name,
                "score": each.score, "reasons": [say(reason) for reason in each.reasons],
            }
            for each in found
        ]
    })  # fmt: skip


@case.command("link")
def case_link(
    case_id: str,
    other: str,
    as_: Annotated[str, typer.Option("--as", help="same, not-same, family, together (one site).")],
    reason: Annotated[str, typer.Option("--reason", help="Why; needed for the same person.")] = "",
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Link two cases; it can always be undone."""
    from app.casework.cases import duplicates, queries

    if as_ not in duplicates.AS:
        raise typer.BadParameter("--as is same, not-same, family or together.")
    with at_work(officer) as session:
        one, two = (queries.resolve(session, each) for each in (case_id, other))
        duplicates.link(session, one, two, as_, reason)
        told = duplicates.linked(session, one)
    show({"case": one, "links": [_link(each) for each in told]})


@case.command("unlink")
def case_unlink(
    case_id: str,
    other: str,
    reason: Annotated[str, typer.Option("--reason", help="Why.")] = "",
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """End a link between two cases."""
    from app.casework.cases import duplicates, queries

    with at_work(officer) as session:
        one, two = (queries.resolve(session, each) for each in (case_id, other))
        duplicates.unlink(session, one, two, reason)
        told = duplicates.linked(session, one)
    show({"case": one, "links": [_link(each) for each in told]})


def _link(each: object) -> dict[str, object]:
    from app.casework.cases.duplicates import LinkedCase

    assert isinstance(each, LinkedCase)
    return {"id": each.case_id, "reference": each.reference, "as": each.as_, "here": each.here}
