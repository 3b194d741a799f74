"""`case erase`, `desk erasures`, `desk certificate`: everything in a case destroyed by order of two."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.decisions import case
from app.cli.organisation import Out, desk
from app.cli.output import (
    Json,
    Language,
    Who,
    at_case,
    at_work,
    issued_in_json,
    language_of,
    show,
)

if TYPE_CHECKING:
    from app.casework.cases.erasure import Erasure

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
    from app.casework.cases import erasure

    with at_case(officer, case_id) as (session, id_):
        if confirm:
            show({"case": id_, "erased": erasure.confirm(session, id_)})
        else:
            erasure.order(session, id_, reason)
            show({"case": id_, "ordered": True})


@desk.command("erasures")
def desk_erasures(officer: Who = "", as_json: Json = False) -> None:
    """The orders carried out here, and which computers have said that they did too."""
    from app.casework.cases import erasure

    with at_work(officer) as session:
        rows = erasure.ours(session)
        name_of = session.vault.directory.name_of
    show({"erasures": [_erasure(each, name_of) for each in rows]})


def _erasure(each: "Erasure", name_of: Callable[[bytes], str]) -> dict[str, object]:
    return {
        "order": each.order, "reference": each.reference, "reason": each.reason,
        "ordered_by": each.ordered_by, "confirmed_by": list(each.confirmed_by),
        "at": each.at.isoformat(), "records": each.records,
        "computers": [
            {"device": one.id, "person": one.person, "withdrawn": one.withdrawn,
             "answered": one.at.isoformat() if one.at else None,
             "told": one.told.isoformat() if one.told else None, "state": one.state}
            for one in each.computers
        ],
        "holders": [
            {"kind": one.kind, "at": one.at.isoformat(), "by": name_of(one.by), "device": one.by.hex(),
             "agency": one.agency, "marks": list(one.marks), "purpose": one.why,
             "document": one.document, "number": one.number, "state": "may_hold"}
            for one in each.copies
        ],
    }  # fmt: skip


@desk.command("certificate")
def desk_certificate(
    order: Annotated[str, typer.Argument(help="The order, or how it begins.")],
    out: Out,
    language: Language = "",
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Issue the certificate of an erasure as a PDF."""
    from app.casework.cases import issued_papers
    from app.casework.export import erasure_certificate

    with at_work(officer) as session:
        chosen = language_of(language or session.officer.language)
        issued = issued_papers.save(
            session, erasure_certificate.paper(session, order), chosen, out.absolute()
        )
    show({"pdf": str(out.absolute()), **issued_in_json(issued)})


@desk.command("check-paper")
def desk_check_paper(
    line: Annotated[str, typer.Argument(help="What was signed, as it stands on the paper.")],
    signature: Annotated[str, typer.Argument(help="The signature below it.")],
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Whose computer signed a certificate, a sheet or a receipt."""
    from app.casework.cases import issued_papers

    with at_work(officer) as session:
        found = issued_papers.signer(session, line, signature)
    show({"device": found.device, "person": found.person, "withdrawn": found.withdrawn})
