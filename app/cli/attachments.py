"""`case attach`, `attachments`, `attachment`: files of a case."""

from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.erasure import case
from app.cli.organisation import Out
from app.cli.output import (
    Json,
    Override,
    ToAgency,
    Who,
    at_case,
    at_work,
    show,
)

__all__ = ["case"]


@case.command("attach")
def case_attach(
    case_id: str,
    file: Path,
    note: Annotated[str, typer.Option("--note", help="What it is.")] = "",
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Keep a sealed copy of a file with a case."""
    from app.casework.cases import attachments

    with at_case(officer, case_id) as (session, id_):
        show({"case": id_, "file": attachments.add(session, id_, file.absolute(), note)})


@case.command("attachments")
def case_attachments(case_id: str, officer: Who = "", as_json: Json = False) -> None:
    """The files of a case."""
    from app.casework.cases import attachments, queries

    with at_work(officer) as session:
        rows = attachments.of(session, queries.resolve(session, case_id))
    show(
        {
            "attachments": [
                {"file": each.id, "name": each.name, "type": each.type, "size": each.size,
                 "note": each.note, "who": each.who, "at": each.at.isoformat(),
                 "sha256": each.hash, "here": each.here, "photo": dict(each.photo)}
                for each in rows
            ]
        },
        as_json,
        _listed,
    )  # fmt: skip


@case.command("attachment")
def case_attachment(
    case_id: str,
    file: Annotated[str, typer.Argument(help="The file's id, or how it begins.")],
    out: Out,
    place: Annotated[
        bool, typer.Option("--with-place", help="A picture with the place where it was taken.")
    ] = False,
    to_agency: ToAgency = "",
    override: Override = "",
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Write a file of a case outside the records, a picture without what is noted beside it; the case's
    history says so first."""
    from app.casework.cases import attachments

    with at_case(officer, case_id) as (session, id_):
        hash_ = attachments.save(
            session, id_, file, out.absolute(), to_agency, override, place=place
        )
    show({"saved": str(out.absolute()), "sha256": hash_.hex()})


def _listed(told: dict[str, Any]) -> str:
    return "\n".join(
        f"{each['file'][:8]}  {each['size']:>10}  {each['name']}{'' if each['here'] else '  on its way'}"
        for each in told["attachments"]
    )
