"""`enrol`: join an organisation, over the network or by files."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from app.casework.exchange import headquarters
from app.casework.organisation import membership
from app.casework.session.session import Session
from app.cli.command import command
from app.cli.json_output import Document, JsonView
from app.cli.officer_session import at_work
from app.cli.options import Json, Officer
from app.cli.output import show
from app.cli.paper_views import six_words

_WAIT_S = 25  # of one call; then it is asked again

_COMPARE = "Does the desk's screen show the same six words?"
_JOINED = JsonView(membership.JoinSummary, "organisation team role cases")


@command()
def sanad_enrol(
    *,
    invitation: Annotated[Path | None, typer.Argument(help="The desk's invitation.")] = None,
    out_file: Annotated[Path | None, typer.Option("-o", "--out", help="Where to write the answer.")] = None,
    finish: Annotated[Path | None, typer.Option("--finish", help="The desk's reply.")] = None,
    words: Annotated[Path | None, typer.Option("--words", help="Only show the six words of the desk's file.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Don't wait for the desk; on this computer alone.")] = False,
    officer: Officer = "",
    as_json: Json = False,
) -> Document | None:
    if [invitation is not None, finish is not None, words is not None].count(True) != 1:
        raise typer.BadParameter("Give FILE, or FILE -o ANSWER, or --words FILE, or --finish FILE.")
    with at_work(officer) as session:
        if invitation is not None and out_file is None:
            _join(session, invitation.absolute(), waits=not yes, as_json=as_json)
            return None
        if invitation is not None and out_file is not None:
            desk = membership.answer(session, invitation.absolute(), out_file.absolute())
            return {"answer": str(out_file.absolute()), "organisation": desk.organisation, "team": desk.team}
        if words is not None:
            reply = membership.reply(session, words.absolute())
            return {
                "organisation": reply.organisation,
                "admitted": reply.admitted,
                **six_words(session, reply.words, reply.words_other),
            }
        assert finish is not None
        joined = membership.finish(session, finish.absolute())
        return {**_JOINED(joined), **six_words(session, joined.words, joined.words_other)}


def _join(session: Session, invitation: Path, *, waits: bool, as_json: bool) -> None:
    """Ask headquarters to be let in, show the six words, and wait for the desk."""
    if not waits:
        headquarters.alone(invitation)
    waiting = headquarters.asking(session, invitation).whole()
    request = {
        "waits": True,
        "device": waiting.device,
        "organisation": waiting.organisation,
        "team": waiting.team,
        **six_words(session, waiting.words, waiting.words_other),
    }
    show(request, as_json, _request_in_lines)
    if sys.stdin.isatty() and not typer.confirm(_COMPARE, err=True):
        raise headquarters.WordsNotCompared
    headquarters.words_are_same(session)  # a script that goes on says so
    while waits:
        if joined := headquarters.replying(session, wait_s=_WAIT_S).whole():
            confirmation = {"waits": False, "device": waiting.device, **_JOINED(joined)}
            show(confirmation, as_json, "{organisation}: {role}, {team}".format_map)
            return


def _request_in_lines(document: Document) -> str:
    return (
        f"{document['organisation']}, {document['team']}\n{' '.join(document['words'])}\n"
        f"{' '.join(document['words_ar'])}\nRead these words to the desk; it lets this computer in."
    )
