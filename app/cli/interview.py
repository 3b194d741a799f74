"""`interview`: each answer is durable before it is said to be kept."""

import json
import sys
from pathlib import Path
from typing import Annotated

from typer import Argument, BadParameter, Option

from app.casework.cases import queries
from app.casework.interviews import interview as interviews
from app.casework.interviews.interview import FinishedInterview, LiveInterview
from app.casework.interviews.spoken_answers import asking_now
from app.casework.questionnaires import answer_player, forms, gates
from app.casework.questionnaires.answer_player import Value
from app.casework.questionnaires.form_parts import PARTS
from app.casework.session.session import Session
from app.casework.sharing import case_access
from app.cli.command import command
from app.cli.json_output import Document, JsonView
from app.cli.officer_session import at_work
from app.cli.options import FormLanguage, Officer
from app.cli.output import refused
from app.errors import SanadError

_READ_BACK: dict[str, interviews.WasReadBack] = {"yes": "yes", "no": "no", "not": "not read back"}
_FINISHED = JsonView(FinishedInterview, "case=case_id reference interview=interview_id")


def _check_use(
    *,
    file: Path | None,
    resume: str,
    take_up: str,
    part: str,
    again: str,
    case: str,
    finish: bool,
    hand_on: str,
    read_back: str,
    corrections: str,
) -> None:
    if sum(map(bool, (file, resume, take_up, part, again))) != 1:
        raise BadParameter(
            "Name a questionnaire or a --part, --resume an unfinished interview, --take-up one, or talk --again."
        )
    if part and (part not in PARTS or not case):
        raise BadParameter(f"--part is one of {', '.join(PARTS)}, of a --case.")
    if finish and hand_on:
        raise BadParameter("--finish it or --hand-on.")
    if read_back and (read_back not in _READ_BACK or not finish):
        raise BadParameter(f"--read-back is one of {', '.join(_READ_BACK)}, with --finish.")
    if corrections and read_back != "no":
        raise BadParameter("--corrections go with --read-back no.")


@command(check=_check_use)
def sanad_interview(
    *,
    file: Annotated[Path | None, Argument(help="An XLSForm or XForm.")] = None,
    answers: Annotated[Path | None, Option("--answers", help="JSON: refs and values.")] = None,
    resume: Annotated[str, Option("--resume", help="An unfinished interview's id.")] = "",
    finish: Annotated[bool, Option("--finish", help="Make it a case.")] = False,
    stream: Annotated[bool, Option("--stream", help="One answer a line on standard input.")] = False,
    language: FormLanguage = "",
    case: Annotated[str, Option("--case", help="Add it to a case that is here.")] = "",
    part: Annotated[str, Option("--part", help=f"With --case, one of: {', '.join(PARTS)}.")] = "",
    take_up: Annotated[str, Option("--take-up", help="Go on with one that was handed on in this case.")] = "",
    again: Annotated[
        str, Option("--again", help="Talk again: of this case's last screening only what is open is asked.")
    ] = "",
    hand_on: Annotated[str, Option("--hand-on", help="Give it unfinished to a colleague or a team.")] = "",
    use_calculated: Annotated[
        list[str] | None, Option("--use-calculated", help="Put back what the form calculates at a place.")
    ] = None,
    note: Annotated[str, Option("--note", help="For whoever goes on with it.")] = "",
    read_back: Annotated[str, Option("--read-back", help=f"With --finish, one of: {', '.join(_READ_BACK)}.")] = "",
    corrections: Annotated[str, Option("--corrections", help="With --read-back no: what the person corrects.")] = "",
    officer: Officer = "",
) -> Document:
    from_file = answer_player.read_answers(answers) if answers else []
    with at_work(officer) as session:
        live = _open(session, file, case=case, resume=resume, take_up=take_up, part=part, again=again)
        answer_player.speak(live.interview, language)
        _give_all(session, live, from_file, finish=finish)
        for ref in use_calculated or ():
            interviews.keep(session, live.draft_id, live.interview.use_calculated(ref).answers)
        if stream:
            _stream(session, live)
        if finish:
            agreement = interviews.Agreement(_READ_BACK.get(read_back, ""), corrections)
            return _FINISHED(_finish(session, live, agreement))
        if hand_on:
            return {"case": _hand_on(session, live, hand_on, note)}
        interviews.leave(session, live.draft_id)
        return {"draft": live.draft_id}


def _open(
    session: Session, file: Path | None, *, case: str, resume: str, take_up: str, part: str, again: str
) -> LiveInterview:
    if again:
        return interviews.talk_again(session, queries.resolve(session, again))
    if resume:
        return interviews.resume(session, resume)
    case_id = queries.resolve(session, take_up or case) if take_up or case else ""
    if part:
        return _start_part(session, case_id, part)
    if not take_up:
        return _start(session, file, case_id)
    unfinished = queries.case(session, case_id).unfinished
    if len(unfinished) != 1:
        raise interviews.NotWaiting
    return interviews.take_up(session, case_id, unfinished[0].interview_id)


def _start(session: Session, file: Path | None, case_id: str) -> LiveInterview:
    assert file is not None
    form, xml, _ = forms.read_file(file)
    form_hash = forms.keep_for(session, form, xml)
    return interviews.start(session, form_hash, form=form, case_id=case_id)


def _start_part(session: Session, case_id: str, part: str) -> LiveInterview:
    """With the questionnaire that is offered for a part; an officer's own before the one that came."""
    offers = forms.forms(session, part)
    if not offers:
        raise forms.NoForm
    return interviews.start(session, offers[-1].hash, case_id=case_id)


def _hand_on(session: Session, live: LiveInterview, name_or_id: str, note: str) -> str:
    recipient = case_access.find(session, name_or_id)
    return interviews.hand_on(session, live.draft_id, recipient, note, live.interview.language)


def _give_all(session: Session, live: LiveInterview, answers: list[tuple[str, Value]], *, finish: bool) -> None:
    """Those that open a gate first, whatever their order in the file. After a gate that says stop
    nothing more is given: `--finish` then ends as the gate says."""
    answers = sorted(answers, key=lambda answer: not gates.asks(live.form, gates.plain(answer[0])))
    for ref, value in answers:
        if finish and gates.stopped(live.interview) and gates.later(live.form, [ref]):
            return
        _give(session, live, ref, value)


def _give(session: Session, live: LiveInterview, ref: str, value: Value) -> None:
    interviews.may_answer(live.interview, ref)
    changed = answer_player.give(live.interview, ref, value)
    interviews.keep(session, live.draft_id, changed, how_asked=asking_now(live.interview))


def _stream(session: Session, live: LiveInterview) -> None:
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


def _finish(session: Session, live: LiveInterview, agreement: interviews.Agreement) -> FinishedInterview:
    try:
        return interviews.finish(session, live.draft_id, agreement, live.interview.language)
    except interviews.ConsentRefused:
        if outcome := interviews.refuse_consent(session, live.draft_id):
            return outcome
        raise
    except interviews.NotSafe:
        if outcome := interviews.close_unsafe(session, live.draft_id, "", "", ""):
            return outcome
        raise
