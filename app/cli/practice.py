"""`practice`: the practice mission without a screen. Nothing is kept and no records are opened."""

from pathlib import Path
from typing import Annotated

from typer import Option

from app.casework.pages import mission_score, practice
from app.casework.questionnaires import answer_player, forms, screening
from app.cli.command import command
from app.cli.json_output import Document
from app.cli.output import indented
from app.clock import now
from app.form import Interview
from app.settings import FORMS

_OWN = Annotated[Path | None, Option("--file", help="A trainer's situations: TOML.")]


@command(text=indented)
def practice_list(file: _OWN = None) -> Document:
    return {"situations": [practice.listed(mission) for mission in practice.missions(file)]}


@command(text=indented)
def practice_score(
    situation: str, answers: Annotated[Path, Option("--answers", help="JSON: refs and values.")], file: _OWN = None
) -> Document:
    mission = practice.mission(situation, file)
    form, _, _ = forms.read_file(FORMS / f"{practice.FORM}.xlsx")
    interview = Interview(form, now=now)
    for ref, value in answer_player.read_answers(answers):
        answer_player.give(interview, ref, value)
    result = screening.assess(form, interview, now().astimezone().date())
    assert result is not None  # it asks about signs
    return mission_score.as_json(mission_score.score(mission, result, interview))
