"""`interview` and `draft`: each answer is durable before it is said to be kept."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.telling import PLAIN, Json, Who, at_work, refused, show
from app.errors import SanadError

if TYPE_CHECKING:
    from app.casework.interview import Live
    from app.casework.session import Session

draft = typer.Typer(help="Unfinished interviews.", **PLAIN)


def interview(
    file: Annotated[Path | None, typer.Argument(help="An XLSForm or XForm.")] = None,
    answers: Annotated[
        Path | None, typer.Option("--answers", help="JSON: refs and values.")
    ] = None,
    resume: Annotated[str, typer.Option("--resume", help="An unfinished interview's id.")] = "",
    finish: Annotated[bool, typer.Option("--finish", help="Make it a case.")] = False,
    stream: Annotated[
        bool, typer.Option("--stream", help="One answer a line on standard input.")
    ] = False,
    language: Annotated[str, typer.Option("--language", help="A language of the form.")] = "",
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Hold an interview: each answer is durable before it is said to be kept."""
    from app.casework import interview as at
    from app.casework import play

    if (file is None) == (not resume):
        raise typer.BadParameter("Name a questionnaire, or --resume an unfinished interview.")
    given = play.read_answers(answers) if answers else []
    with at_work(officer) as session:
        live = at.resume(session, resume) if resume else _begun(session, file)
        play.speak(live.interview, language)
        for ref, value in given:
            at.keep(session, live.draft_id, play.give(live.interview, ref, value))
        if stream:
            _stream(session, live)
        if finish:
            done = _finished(session, live)
            told = {
                "case": done.case_id, "reference": done.reference, "interview": done.interview_id,
            }  # fmt: skip
        else:
            at.leave(session, live.draft_id)
            told = {"draft": live.draft_id}
    show(told)


def _begun(session: "Session", file: Path | None) -> "Live":
    from app.casework import forms
    from app.casework import interview as at

    assert file is not None
    opened, xml, _ = forms.read_file(file)
    return at.start(session, forms.keep_for(session, opened, xml), form=opened)


def _stream(session: "Session", live: "Live") -> None:
    from app.casework import interview as at
    from app.casework import play

    number = 0
    for line in sys.stdin or ():
        if not line.strip():
            continue
        try:
            ref, value = play.read_line(line)
            at.keep(session, live.draft_id, play.give(live.interview, ref, value))
        except SanadError as error:
            refused(error)
            continue
        number += 1
        print(json.dumps({"kept": number}), flush=True)


def _finished(session: "Session", live: "Live") -> Any:
    from app.casework import interview as at

    try:
        return at.finish(session, live.draft_id, language=live.interview.language)
    except at.ConsentRefused:
        at.refuse_consent(session, live.draft_id)
        raise
    except at.NotSafe:
        at.close_unsafe(session, live.draft_id, "", "", "")
        raise


@draft.command("list")
def draft_list(officer: Who = "", as_json: Json = False) -> None:
    """Unfinished interviews, the last touched first."""
    from app.casework import interview as at

    with at_work(officer) as session:
        rows = at.drafts(session)
    show(
        {
            "drafts": [
                {
                    "id": row.id, "form": row.form_title, "name": row.name, "site": row.site,
                    "started": row.started.isoformat(), "updated": row.updated.isoformat(),
                    "answered": row.answered, "questions": row.questions,
                    "interrupted": row.interrupted,
                }
                for row in rows
            ]
        },
        as_json,
        lambda told: "\n".join(f"{each['id']}  {each['form']}" for each in told["drafts"]),
    )  # fmt: skip


@draft.command("discard")
def draft_discard(draft_id: str, officer: Who = "", as_json: Json = False) -> None:
    """Destroy an unfinished interview for good."""
    from app.casework import interview as at

    with at_work(officer) as session:
        at.discard(session, draft_id)
    show({"discarded": draft_id}, as_json, lambda told: str(told["discarded"]))
