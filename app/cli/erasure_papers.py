"""`desk erasures`, `desk certificate`, `desk check-paper`: what was erased, and its certificate."""

from collections.abc import Callable
from typing import Annotated

import typer

from app.casework.cases import erasure, issued_papers
from app.casework.cases.copy_holders import Copy
from app.casework.cases.erasure import Computer, Erasure
from app.casework.cases.issued_papers import PaperSigner
from app.casework.export import erasure_certificate
from app.casework.session.session import Session
from app.cli.json_output import Document, JsonView
from app.cli.officer_session import with_session
from app.cli.options import Language, Out, language_of
from app.cli.paper_views import ISSUED

_COMPUTER = JsonView(Computer, "device=id person withdrawn answered=at told state")
_ERASURE = JsonView(
    Erasure,
    "order reference reason ordered_by confirmed_by at records computers",
    computers=_COMPUTER,
)
_SIGNER = JsonView(PaperSigner, "device person withdrawn")


@with_session()
def desk_erasures(session: Session) -> Document:
    name_of = session.vault.directory.name_of
    return {
        "erasures": [
            {**_ERASURE(row), "holders": [_holder(copy, name_of) for copy in row.copies]}
            for row in erasure.ours(session)
        ]
    }


def _holder(copy: Copy, name_of: Callable[[bytes], str]) -> Document:
    return {
        "kind": copy.kind, "at": copy.at, "by": name_of(copy.by), "device": copy.by,
        "agency": copy.agency, "marks": copy.marks, "purpose": copy.reason,
        "document": copy.document, "number": copy.number, "state": "may_hold",
    }  # fmt: skip


@with_session()
def desk_certificate(
    session: Session,
    order: Annotated[str, typer.Argument(help="The order, or how it begins.")],
    out_file: Out,
    language: Language = "",
) -> Document:
    code = language_of(language or session.officer.language)
    paper = erasure_certificate.paper(session, order)
    issued = issued_papers.save(session, paper, code, out_file.absolute())
    return {"pdf": str(out_file.absolute()), **ISSUED(issued)}


@with_session(view=_SIGNER)
def desk_check_paper(
    session: Session,
    line: Annotated[str, typer.Argument(help="What was signed, as it stands on the paper.")],
    signature: Annotated[str, typer.Argument(help="The signature below it.")],
) -> PaperSigner:
    return issued_papers.signer(session, line, signature)
