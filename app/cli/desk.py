"""`desk invite`, `admit`, `revoke`, `accept-late`, `take-over`: the desk's words without a network."""

from pathlib import Path
from typing import Annotated

import typer

from app.casework.organisation import administration
from app.casework.organisation.administration import Applicant
from app.casework.session.session import Session
from app.cli.json_output import Document, JsonView
from app.cli.officer_session import with_session
from app.cli.options import Out, Role, Team
from app.cli.paper_views import six_words
from app.cli.secrets import words_of_sheet

_APPLICANT = JsonView(Applicant, "name role team again admitted")


@with_session()
def desk_invite(
    session: Session,
    out_file: Out,
    team: Annotated[str, typer.Option("--team", help="Which team; made if it is new.")] = "",
    days: Annotated[int, typer.Option("--days", min=1, max=365)] = 30,
) -> Document:
    invitation = administration.invite(session, out_file.absolute(), team, days)
    return {
        "invitation": str(out_file.absolute()), "team": invitation.team, "until": invitation.until,
        "places": invitation.places,
    }  # fmt: skip


def _in_lines(document: Document) -> str:
    return (
        f"{document['name']} ({document['role']}, {document['team']})\n"
        f"{' '.join(document['words'])}\n{' '.join(document['words_ar'])}\n"
        "Do both screens show the same words? If not: ./run desk revoke, at once."
    )


@with_session(text=_in_lines)
def desk_admit(
    session: Session,
    answer: Path,
    out_file: Out,
    words_only: Annotated[
        bool, typer.Option("--words-only", help="Only what shows the six words; admit later.")
    ] = False,
    role: Role = "",
    team: Team = "",
) -> Document:
    if words_only:
        applicant = administration.write_words(session, answer.absolute(), out_file.absolute())
    else:
        applicant = administration.admit(
            session, answer.absolute(), out_file.absolute(), role, team
        )
    return {
        **_APPLICANT(applicant),
        **six_words(session, applicant.words, applicant.words_other),
    }


@with_session()
def desk_revoke(
    session: Session,
    device: Annotated[str, typer.Argument(help="Its id, or its person's name.")],
) -> Document:
    device_id = administration.device_of(session, device)
    revoked = administration.revoke(session, device_id)
    return {
        "revoked": device_id, "person": revoked.person, "teams": revoked.teams,
        "cases": revoked.cases,
    }  # fmt: skip


@with_session()
def desk_vouch(
    session: Session,
    device: Annotated[str, typer.Argument(help="Its id, or its person's name.")],
) -> Document:
    device_id = administration.device_of(session, device)
    return {"device": device_id, "new": administration.vouch(session, device_id)}


@with_session()
def desk_accept_late(
    session: Session,
    device: Annotated[str, typer.Argument(help="The withdrawn computer's id.")],
) -> Document:
    return {"device": device, "accepted": administration.accept_late(session, device)}


@with_session()
def desk_take_over(
    session: Session,
    sheet_file: Annotated[
        str | None, typer.Option("--sheet-file", help="A file with the sheet's 24 words.")
    ] = None,
) -> Document:
    administration.take_over(session, words_of_sheet(sheet_file))
    return {"desk": True}
