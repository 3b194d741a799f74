"""`desk server`, `answers`, `confirm`, `inbox`, `devices`, `lost`: the desk's words with headquarters."""

from pathlib import Path
from typing import Annotated

import typer

from app.casework.cases import issued_papers
from app.casework.exchange import headquarters, lost_computer, sync
from app.casework.exchange.headquarters import DeviceState, IncomingSummary, PendingComputer
from app.casework.exchange.lost_computer import CaseOnComputer, LostComputer
from app.casework.organisation import administration
from app.casework.organisation.administration import Applicant
from app.casework.session.colleagues import DeviceRow, is_desk, is_withdrawn
from app.casework.session.session import Session
from app.cli import output
from app.cli.json_output import Document, JsonView
from app.cli.officer_session import with_session
from app.cli.options import Computer, Language, Role, Team, language_of
from app.cli.paper_views import ISSUED, six_words
from app.errors import SanadError

_WAITING = JsonView(
    PendingComputer,
    "device name=applicant.name role=applicant.role team=applicant.team again=applicant.again",
)
_APPLICANT = JsonView(Applicant, "name role team admitted")
_CAME = JsonView(
    IncomingSummary,
    "case=what.case_id reference=what.reference name=what.name kind=what.kind who=what.author"
    " at=what.at note=what.note events=verified.events verified=verified.ok problems",
    problems=lambda parcel: [
        {"kind": problem.kind, "who": problem.author} for problem in parcel.verified.problems
    ],
)
_DEVICE = JsonView(
    DeviceRow, "id person role teams before until revoked own forked version",
    version=lambda row: row.version or None,
)  # fmt: skip
_NOT_ASKED = {"last_seen": None, "last_locked": None, "behind": None, "held": None}
_STATE = JsonView(
    DeviceState, "last_seen last_locked=locked behind=missing_count held=held_count forked"
)
_LOST = JsonView(
    LostComputer,
    "device=device.id person=device.person revoked=device.revoked last_record"
    " last_seen=last_call last_locked=locked reached=asked",
)
_ON_IT = JsonView(CaseOnComputer, "id reference updated erased")


@with_session()
def desk_server(
    session: Session,
    card: Annotated[Path, typer.Argument(help="The card that ./run hq init wrote.")],
) -> Document:
    return {"headquarters": headquarters.claim(session, card.absolute())}


def _answers(document: Document) -> str:
    return "\n".join(
        f"{answer['device']}  {answer['name']} ({answer['role']}, {answer['team']})"
        f"\n  {' '.join(answer['words'])}\n"
        f"  {' '.join(answer['words_ar'])}"
        for answer in document["answers"]
    )


@with_session(text=_answers)
def desk_answers(session: Session) -> Document:
    return {"answers": _waiting(session)}


def _waiting(session: Session) -> list[Document]:
    return [
        {**_WAITING(answer), **six_words(session, answer.words, answer.words_other)}
        for answer in headquarters.answers(session)
    ]


@with_session(
    view=_APPLICANT,
    text=lambda document: f"{document['name']}: {document['role']}, {document['team']}",
)
def desk_confirm(
    session: Session,
    device: Computer,
    words: Annotated[str, typer.Option("--words", help="The six words on its screen.")],
    role: Role = "",
    team: Team = "",
) -> Applicant:
    return headquarters.confirm(session, device, words, role, team)


def _inbox(document: Document) -> str:
    lines = [
        f"{row['reference']}  {row['kind']}  {row['who']}  "
        f"{'every signature holds' if row['verified'] else 'NOT EVERY SIGNATURE HOLDS'}"
        for row in document["inbox"]
    ]
    return "\n".join([*lines, _answers(document), _problem(document)]).strip()


@with_session(text=_inbox)
def desk_inbox(session: Session) -> Document:
    document: Document = {
        "inbox": _CAME.each(headquarters.inbox(session)), "answers": [], "reached": False,
        "withdrawn": is_withdrawn(session),
    }  # fmt: skip
    if sync.address(session):
        try:
            document |= {"answers": _waiting(session), "reached": True}
        except SanadError as error:  # what came in is here all the same
            document["problem"] = {"kind": error.kind(), "says": output.words().say(error)}
    return document


def _devices(document: Document) -> str:
    return "\n".join([*map(_device, document["devices"]), _problem(document)]).strip()


def _device(row: Document) -> str:
    marks = " ".join(mark for mark in ("revoked", "forked", "own") if row[mark])
    call = f"last seen {row['last_seen']}, behind by {row['behind']}" if row["last_seen"] else ""
    return f"{row['id']}  {row['person']}  {row['version'] or ''}  {marks}  {call}".rstrip()


def _problem(document: Document) -> str:
    return str(document.get("problem", {}).get("says", ""))


@with_session(text=_devices)
def desk_devices(session: Session) -> Document:
    rows = administration.devices(session)
    document: Document = {
        "devices": [{**_DEVICE(row), **_NOT_ASKED} for row in rows], "reached": False,
    }  # fmt: skip
    if sync.address(session) and is_desk(session):
        try:
            states = headquarters.states(session)
            document |= {
                "devices": [{**_DEVICE(state.row), **_STATE(state)} for state in states],
                "reached": True,
            }
        except SanadError as error:
            document["problem"] = {"kind": error.kind(), "says": output.words().say(error)}
    return document


@with_session()
def desk_lost(
    session: Session,
    device: Computer,
    out_file: Annotated[
        Path | None, typer.Option("-o", "--out", help="Write the sheet as a PDF.")
    ] = None,
    language: Language = "",
) -> Document:
    lost = lost_computer.about(session, administration.device_of(session, device))
    issued = {}
    if out_file is not None:
        code = language_of(language or session.officer.language)
        paper = lost_computer.paper(session, lost)
        issued = ISSUED(issued_papers.save(session, paper, code, out_file.absolute()))
    return {
        **_LOST(lost),
        "pdf": str(out_file.absolute()) if out_file else None,
        "cases": _ON_IT.each(lost.on_it),
        **issued,
    }
