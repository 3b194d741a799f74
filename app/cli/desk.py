"""`desk`: who may come in and who must go, what headquarters knows, what was erased and put away."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from app.casework.cases import disposal, erasure, issued_papers
from app.casework.cases.copy_holders import Copy
from app.casework.exchange import headquarters, lost_computer, sync
from app.casework.exchange.headquarters import DeviceState, IncomingSummary, PendingComputer
from app.casework.export import erasure_certificate
from app.casework.organisation import administration
from app.casework.session.colleagues import DeviceRow, is_desk, is_withdrawn
from app.casework.session.session import Session
from app.cli import output
from app.cli.json_output import Document, JsonView
from app.cli.officer_session import with_case, with_session
from app.cli.options import Computer, Language, Out, Role, Team, language_of
from app.cli.paper_views import ISSUED, six_words
from app.cli.secrets import words_of_sheet
from app.errors import SanadError

_APPLICANT = JsonView(administration.Applicant, "name role team again admitted")


@with_session()
def desk_invite(
    session: Session,
    out_file: Out,
    team: Annotated[str, Option("--team", help="Which team; made if it is new.")] = "",
    days: Annotated[int, Option("--days", min=1, max=365)] = 30,
) -> Document:
    invitation = administration.invite(session, out_file.absolute(), team, days)
    return {
        "invitation": str(out_file.absolute()),
        "team": invitation.team,
        "until": invitation.until,
        "places": invitation.places,
    }


def _applicant_in_lines(document: Document) -> str:
    return (
        f"{document['name']} ({document['role']}, {document['team']})\n"
        f"{' '.join(document['words'])}\n{' '.join(document['words_ar'])}\n"
        "Do both screens show the same words? If not: ./run desk revoke, at once."
    )


@with_session(text=_applicant_in_lines)
def desk_admit(
    session: Session,
    answer: Path,
    out_file: Out,
    words_only: Annotated[bool, Option("--words-only", help="Only what shows the six words; admit later.")] = False,
    role: Role = "",
    team: Team = "",
) -> Document:
    if words_only:
        applicant = administration.write_words(session, answer.absolute(), out_file.absolute())
    else:
        applicant = administration.admit(session, answer.absolute(), out_file.absolute(), role, team)
    return {**_APPLICANT(applicant), **six_words(session, applicant.words, applicant.words_other)}


@with_session()
def desk_revoke(session: Session, device: Annotated[str, Argument(help="Its id, or its person's name.")]) -> Document:
    device_id = administration.device_of(session, device)
    revoked = administration.revoke(session, device_id)
    return {"revoked": device_id, "person": revoked.person, "teams": revoked.teams, "cases": revoked.cases}


@with_session()
def desk_vouch(session: Session, device: Annotated[str, Argument(help="Its id, or its person's name.")]) -> Document:
    device_id = administration.device_of(session, device)
    return {"device": device_id, "new": administration.vouch(session, device_id)}


@with_session()
def desk_accept_late(
    session: Session, device: Annotated[str, Argument(help="The withdrawn computer's id.")]
) -> Document:
    return {"device": device, "accepted": administration.accept_late(session, device)}


@with_session()
def desk_take_over(
    session: Session,
    sheet_file: Annotated[str | None, Option("--sheet-file", help="A file with the sheet's 24 words.")] = None,
) -> Document:
    administration.take_over(session, words_of_sheet(sheet_file))
    return {"desk": True}


_WAITING = JsonView(
    PendingComputer, "device name=applicant.name role=applicant.role team=applicant.team again=applicant.again"
)
_CONFIRMED = JsonView(administration.Applicant, "name role team admitted")
_CAME = JsonView(
    IncomingSummary,
    "case=what.case_id reference=what.reference name=what.name kind=what.kind who=what.author"
    " at=what.at note=what.note events=verified.events verified=verified.ok problems",
    problems=lambda parcel: [{"kind": problem.kind, "who": problem.author} for problem in parcel.verified.problems],
)
_DEVICE = JsonView(
    DeviceRow, "id person role teams before until revoked own forked version", version=lambda row: row.version or None
)
_NOT_ASKED = {"last_seen": None, "last_locked": None, "behind": None, "held": None}
_STATE = JsonView(DeviceState, "last_seen last_locked=locked behind=missing_count held=held_count forked")
_LOST = JsonView(
    lost_computer.LostComputer,
    "device=device.id person=device.person revoked=device.revoked last_record"
    " last_seen=last_call last_locked=locked reached=asked",
)
_ON_IT = JsonView(lost_computer.CaseOnComputer, "id reference updated erased")


@with_session()
def desk_server(
    session: Session, card: Annotated[Path, Argument(help="The card that ./run hq init wrote.")]
) -> Document:
    return {"headquarters": headquarters.claiming(session, card.absolute()).whole()}


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


@with_session(view=_CONFIRMED, text="{name}: {role}, {team}".format_map)
def desk_confirm(
    session: Session,
    device: Computer,
    words: Annotated[str, Option("--words", help="The six words on its screen.")],
    role: Role = "",
    team: Team = "",
) -> administration.Applicant:
    return headquarters.confirming(session, device, words, role, team).whole()


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
        "inbox": _CAME.each(headquarters.inbox(session)),
        "answers": [],
        "reached": False,
        "withdrawn": is_withdrawn(session),
    }
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
    document: Document = {"devices": [{**_DEVICE(row), **_NOT_ASKED} for row in rows], "reached": False}
    if sync.address(session) and is_desk(session):
        try:
            states = headquarters.states(session)
            document |= {"devices": [{**_DEVICE(state.row), **_STATE(state)} for state in states], "reached": True}
        except SanadError as error:
            document["problem"] = {"kind": error.kind(), "says": output.words().say(error)}
    return document


@with_session()
def desk_lost(
    session: Session,
    device: Computer,
    out_file: Annotated[Path | None, Option("-o", "--out", help="Write the sheet as a PDF.")] = None,
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


_COMPUTER = JsonView(erasure.Computer, "device=id person withdrawn answered=at told state")
_ERASURE = JsonView(
    erasure.Erasure, "order reference reason ordered_by confirmed_by at records computers", computers=_COMPUTER
)
_SIGNER = JsonView(issued_papers.PaperSigner, "device person withdrawn")


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
    order: Annotated[str, Argument(help="The order, or how it begins.")],
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
    line: Annotated[str, Argument(help="What was signed, as it stands on the paper.")],
    signature: Annotated[str, Argument(help="The signature below it.")],
) -> issued_papers.PaperSigner:
    return issued_papers.signer(session, line, signature)


_APART = JsonView(disposal.ApartRecords, "case reference device=computer who=author records size since put_away")


_APART_IN_LINES = output.rows(
    "apart", "{reference}  {who}  {device}  {records} records, {size} bytes, {put_away} put away"
)


@with_session(text=_APART_IN_LINES)
def desk_apart(session: Session) -> Document:
    return {"apart": _APART.each(disposal.apart_records(session))}


@with_case()
def desk_put_away(
    session: Session, case_id: str, device: Annotated[str, Argument(help="The computer's id, as desk apart says it.")]
) -> Document:
    return {"case": case_id, "device": device, "put_away": disposal.put_away(session, case_id, device)}
