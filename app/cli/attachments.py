"""`case attach`, `attachments`, `attachment`: files of a case."""

from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from app.casework.cases import attachments
from app.casework.cases.attachments import AttachmentView
from app.casework.session.session import Session
from app.casework.session.stepped_work import carried_out
from app.cli.json_output import Document, JsonView
from app.cli.officer_session import with_case
from app.cli.options import Out, Override, ToAgency

_ATTACHMENT = JsonView(AttachmentView, "file=id name type size note who=author at sha256=hash here held photo")


def _in_lines(document: Document) -> str:
    return "\n".join(
        f"{file['file'][:8]}  {file['size']:>10}  {file['name']}{_where(file)}" for file in document["attachments"]
    )


def _where(file: Document) -> str:
    if file["held"]:
        return "  waits: fetch it with --fetch"
    return "" if file["here"] else "  on its way"


@with_case()
def case_attach(
    session: Session, case_id: str, file: Path, note: Annotated[str, Option("--note", help="What it is.")] = ""
) -> Document:
    return {"case": case_id, "file": attachments.add(session, case_id, file.absolute(), note)}


@with_case(text=_in_lines)
def case_attachments(
    session: Session,
    case_id: str,
    fetch: Annotated[str, Option("--fetch", help="Ask for a file that waits, by its id, or all of them.")] = "",
) -> Document:
    if fetch:
        attachments.fetch(session, case_id, "" if fetch == "all" else fetch)
    return {"attachments": _ATTACHMENT.each(attachments.of(session, case_id))}


@with_case()
def case_attachment(
    *,
    session: Session,
    case_id: str,
    file: Annotated[str, Argument(help="The file's id, or how it begins.")],
    out_file: Out,
    place: Annotated[bool, Option("--with-place", help="A picture with the place where it was taken.")] = False,
    to_agency: ToAgency = "",
    override: Override = "",
) -> Document:
    hash_ = carried_out(
        attachments.saving(session, case_id, file, out_file.absolute(), to_agency, override, place=place)
    )
    return {"saved": str(out_file.absolute()), "sha256": hash_}
