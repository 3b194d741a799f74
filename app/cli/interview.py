"""`interview` and `draft`: each answer is durable before it is said to be kept."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.output import (
    PLAIN,
    Json,
    Who,
    at_work,
    refused,
    show,
)
from app.errors import SanadError

if TYPE_CHECKING:
    from app.casework.interviews.interview import LiveInterview, RolledBackDraft
    from app.casework.questionnaires.answer_player import Value
    from app.casework.questionnaires.versions import Difference
    from app.casework.session.session import Session

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
    case: Annotated[str, typer.Option("--case", help="Add it to a case that is here.")] = "",
    part: Annotated[
        str,
        typer.Option(
            "--part", help="With --case: intake, needs, risk, safety-plan, follow-up, smuggling."
        ),
    ] = "",
    take_up: Annotated[
        str, typer.Option("--take-up", help="Go on with one that was handed on in this case.")
    ] = "",
    hand_on: Annotated[
        str, typer.Option("--hand-on", help="Give it unfinished to a colleague or a team.")
    ] = "",
    use_calculated: Annotated[
        list[str] | None,
        typer.Option("--use-calculated", help="Put back what the form calculates at a place."),
    ] = None,
    note: Annotated[str, typer.Option("--note", help="For whoever goes on with it.")] = "",
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Hold an interview: each answer is durable before it is said to be kept."""
    from app.casework.interviews import interview as at
    from app.casework.questionnaires import answer_player
    from app.casework.questionnaires.form_parts import PARTS

    if (file is not None) + bool(resume) + bool(take_up) + bool(part) != 1:
        raise typer.BadParameter(
            "Name a questionnaire or a --part, --resume an unfinished interview, or --take-up one."
        )
    if part and (part not in PARTS or not case):
        raise typer.BadParameter(f"--part is one of {', '.join(PARTS)}, of a --case.")
    if finish and hand_on:
        raise typer.BadParameter("--finish it or --hand-on.")
    given = answer_player.read_answers(answers) if answers else []
    with at_work(officer) as session:
        live = _live(session, file, case, resume, take_up, part)
        answer_player.speak(live.interview, language)
        _give_all(session, live, given, finish=finish)
        for ref in use_calculated or ():
            at.keep(session, live.draft_id, live.interview.use_calculated(ref).answers)
        if stream:
            _stream(session, live)
        if finish:
            done = _finished(session, live)
            told = {
                "case": done.case_id, "reference": done.reference, "interview": done.interview_id,
            }  # fmt: skip
        elif hand_on:
            told = {"case": _handed_on(session, live, hand_on, note)}
        else:
            at.leave(session, live.draft_id)
            told = {"draft": live.draft_id}
    show(told)


def _live(
    session: "Session", file: Path | None, case: str, resume: str, take_up: str, part: str
) -> "LiveInterview":
    from app.casework.cases import queries
    from app.casework.interviews import interview as at

    if resume:
        return at.resume(session, resume)
    case_id = queries.resolve(session, take_up or case) if take_up or case else ""
    if part:
        return _part(session, case_id, part)
    if not take_up:
        return _begun(session, file, case_id)
    waiting = queries.case(session, case_id).unfinished
    if len(waiting) != 1:
        raise at.NotWaiting
    return at.take_up(session, case_id, waiting[0].interview_id)


def _handed_on(session: "Session", live: "LiveInterview", to: str, note: str) -> str:
    from app.casework.interviews import interview as at
    from app.casework.sharing import case_access

    whom = case_access.find(session, to)
    return at.hand_on(session, live.draft_id, whom, note, live.interview.language)


def _begun(session: "Session", file: Path | None, case_id: str) -> "LiveInterview":
    from app.casework.interviews import interview as at
    from app.casework.questionnaires import forms

    assert file is not None
    opened, xml, _ = forms.read_file(file)
    return at.start(session, forms.keep_for(session, opened, xml), form=opened, case_id=case_id)


def _part(session: "Session", case_id: str, part: str) -> "LiveInterview":
    """The questionnaire that is offered for a part; an officer's own before the one that came."""
    from app.casework.interviews import interview as at
    from app.casework.questionnaires import forms

    offered = forms.forms(session, part)
    if not offered:
        raise forms.NoForm
    return at.start(session, offered[-1].hash, case_id=case_id)


def _give_all(
    session: "Session", live: "LiveInterview", answers: "list[tuple[str, Value]]", *, finish: bool
) -> None:
    """Those that open a gate first, whatever their order in the file. After a gate that says stop
    nothing more is given: `--finish` then ends as the gate says."""
    from app.casework.questionnaires import gates

    answers = sorted(answers, key=lambda answer: not gates.asks(live.form, gates.plain(answer[0])))
    for ref, value in answers:
        if finish and gates.stopped(live.interview) and gates.later(live.form, [ref]):
            return
        _give(session, live, ref, value)


def _give(session: "Session", live: "LiveInterview", ref: str, value: "Value") -> None:
    from app.casework.interviews import interview as at
    from app.casework.questionnaires import answer_player

    at.may_answer(live.interview, ref)
    at.keep(session, live.draft_id, answer_player.give(live.interview, ref, value))


def _stream(session: "Session", live: "LiveInterview") -> None:
    from app.casework.questionnaires import answer_player

    number = 0
    for line in sys.stdin or ():
        if not line.strip():
            continue
        try:
            ref, value = answer_player.read_line(line)
            _give(session, live, ref, value)
        except SanadError as error:
            refused(error)
            continue
        number += 1
        print(json.dumps({"kept": number}), flush=True)


def _finished(session: "Session", live: "LiveInterview") -> Any:
    from app.casework.interviews import interview as at

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
    from app.casework.interviews import interview as at

    with at_work(officer) as session:
        rows = at.drafts(session)
        lost = at.rolled_back(session)
    show(
        {
            "drafts": [
                {
                    "id": row.id, "form": row.form_title, "name": row.name, "site": row.site,
                    "started": row.started.isoformat(), "updated": row.updated.isoformat(),
                    "answered": row.answered, "questions": row.questions,
                    "interrupted": row.interrupted, "urgent": row.urgent,
                    "rolled_back": _rolled_back(row.rolled_back) if row.rolled_back else None,
                }
                for row in rows
            ],
            "rolled_back": [_rolled_back(each) for each in lost],
        },
        as_json,
        _as_lines,
    )  # fmt: skip


def _rolled_back(told: "RolledBackDraft") -> dict[str, Any]:
    return {
        "id": told.id, "kept": told.kept, "left": told.remained, "at": told.at.isoformat(),
        "accepted": told.accepted, "here": told.here,
    }  # fmt: skip


def _as_lines(told: dict[str, Any]) -> str:
    lines = [f"{each['id']}  {each['form']}" for each in told["drafts"]]
    lines += [
        f"{each['id']}  {each['kept']} answers had been kept, last at {each['at']}; "
        f"{each['left']} are left"
        for each in told["rolled_back"]
    ]
    return "\n".join(lines)


@draft.command("accept")
def draft_accept(
    draft_id: Annotated[str, typer.Argument(help="Its id, from draft list.")] = "",
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Go on with what is left of an interview that came back shorter; that it did stays noted."""
    from app.casework.interviews import interview as at

    with at_work(officer) as session:
        at.accept_rolled_back(session, draft_id)
    show({"accepted": draft_id}, as_json, lambda told: str(told["accepted"]))


@draft.command("discard")
def draft_discard(draft_id: str, officer: Who = "", as_json: Json = False) -> None:
    """Destroy an unfinished interview for good."""
    from app.casework.interviews import interview as at

    with at_work(officer) as session:
        at.discard(session, draft_id)
    show({"discarded": draft_id}, as_json, lambda told: str(told["discarded"]))


@draft.command("close")
def draft_close(
    draft_id: str,
    outcome: Annotated[
        str, typer.Option("--outcome", help="unsafe, overheard, forbidden, declined.")
    ] = "",
    when: Annotated[str, typer.Option("--when", help="To try again.")] = "",
    where: Annotated[str, typer.Option("--where")] = "",
    how: Annotated[str, typer.Option("--how")] = "",
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """No talk could be held: the answers are destroyed, and nothing of the person is kept."""
    from app.casework.interviews import interview as at
    from app.vault.visits import OUTCOMES

    if outcome and outcome not in OUTCOMES:
        raise typer.BadParameter(f"--outcome is one of {', '.join(OUTCOMES)}.")
    with at_work(officer) as session:
        at.close_unsafe(session, draft_id, when, where, how, outcome)
    show({"closed": draft_id}, as_json, lambda told: str(told["closed"]))


@draft.command("visits")
def draft_visits(officer: Who = "", as_json: Json = False) -> None:
    """Where one wanted to try again, why no talk was held, and who was there."""
    from datetime import UTC, datetime

    from app.casework.interviews import interview as at

    with at_work(officer) as session:
        found = at.revisits(session)
    show(
        {
            "visits": [
                {
                    "at": datetime.fromtimestamp(each.at, UTC).isoformat(), "when": each.time,
                    "where": each.place, "how": each.how, "outcome": each.outcome,
                    "present": list(each.present),
                }
                for each in found
            ]
        },
        as_json,
        lambda told: "\n".join(f"{each['at']}  {each['where']}" for each in told["visits"]),
    )  # fmt: skip


@draft.command("versions")
def draft_versions(
    draft_id: str,
    language: Annotated[str, typer.Option("--language", help="A language of the form.")] = "",
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Look at what a newer version of the questionnaire would change; nothing is changed."""
    from app.casework.questionnaires import versions

    with at_work(officer) as session:
        told = versions.look(session, draft_id, language)
    show(_difference(told), as_json)


@draft.command("move")
def draft_move(
    draft_id: str,
    to: Annotated[str, typer.Option("--to", help="The hash that was looked at.")] = "",
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Move an unfinished interview to the newer version; what that has no place for is kept aside."""
    from app.casework.questionnaires import versions

    with at_work(officer) as session:
        told = versions.move(session, draft_id, to)
    show({"moved": draft_id, **_difference(told)}, as_json)


def _difference(told: "Difference") -> dict[str, Any]:
    return {
        "from": told.of, "to": told.to.version, "hash": told.to.hash,
        "kept": [{"ref": each.ref, "question": each.question} for each in told.kept],
        "changed": [
            {"ref": each.ref, "question": each.question, "before": each.before}
            for each in told.changed
        ],
        "retired": [{"ref": each.ref, "question": each.question} for each in told.retired],
        "new": [{"ref": each.ref, "question": each.question} for each in told.fresh],
    }  # fmt: skip
