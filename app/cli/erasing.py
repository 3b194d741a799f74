"""`case erase`, `desk erasures`, `desk certificate`: everything in a case destroyed by order of two."""

from typing import Annotated

import typer

from app.cli.deciding import case
from app.cli.organisation import Out, desk
from app.cli.telling import Json, Language, Who, at_case, at_work, language_of, show

__all__ = ["case"]


@case.command("erase")
def case_erase(
    case_id: str,
    reason: Annotated[str, typer.Option("--reason", help="Why: an order needs it.")] = "",
    confirm: Annotated[
        bool, typer.Option("--confirm", help="Confirm what somebody else ordered, and do it.")
    ] = False,
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Order that a case be erased (--reason), or confirm somebody else's order (--confirm)."""
    from app.casework import erasing

    with at_case(officer, case_id) as (session, id_):
        if confirm:
            show({"case": id_, "erased": erasing.confirm(session, id_)})
        else:
            erasing.order(session, id_, reason)
            show({"case": id_, "ordered": True})


@desk.command("erasures")
def desk_erasures(officer: Who = "", as_json: Json = False) -> None:
    """The orders carried out here, and which computers have said that they did too."""
    from app.casework import erasing

    with at_work(officer) as session:
        rows = erasing.ours(session)
    show(
        {
            "erasures": [
                {
                    "order": each.order, "reference": each.reference, "reason": each.reason,
                    "ordered_by": each.ordered_by, "confirmed_by": list(each.confirmed_by),
                    "at": each.at.isoformat(), "records": each.records,
                    "computers": [
                        {"device": one.id, "person": one.person, "withdrawn": one.withdrawn,
                         "answered": one.at.isoformat() if one.at else None}
                        for one in each.computers
                    ],
                }
                for each in rows
            ]
        }
    )  # fmt: skip


@desk.command("certificate")
def desk_certificate(
    order: Annotated[str, typer.Argument(help="The order, or how it begins.")],
    out: Out,
    language: Language = "",
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """The certificate of an erasure as a PDF."""
    from app.casework import erasing, printing

    with at_work(officer) as session:
        pdf = erasing.certificate(session, order, language_of(language or session.officer.language))
        printing.keep_page(session, out.absolute(), pdf)
    show({"pdf": str(out.absolute())})
