"""`case translate`, `declare`: a translation beside an answer, and what an interpreter declared."""

from typing import Annotated

import typer

from app.casework.cases import queries
from app.casework.interviews import interpretation
from app.casework.session.session import Session
from app.cli.decisions import only_interview
from app.cli.json_output import Document
from app.cli.officer_session import with_case
from app.cli.options import Interview, Language, language_of
from app.cli.output import value_of

_HANDS = [interpretation.OFFICER, interpretation.INTERPRETER, interpretation.TRANSLATOR]


def hand_of(chosen_hand: str, name: str) -> str:
    """Whose a translation is: of whoever is named, a translator's by itself."""
    hand = chosen_hand or (interpretation.TRANSLATOR if name else interpretation.OFFICER)
    if hand not in _HANDS:
        raise typer.BadParameter("--by is officer, interpreter or translator.")
    return hand


@with_case(text=value_of("event"))
def case_translate(
    *,
    session: Session,
    case_id: str,
    ref: str,
    text: str,
    interview: Interview = "",
    language: Language = "ar",
    by: Annotated[str, typer.Option("--by", help="officer, interpreter or translator.")] = "",
    name: Annotated[str, typer.Option("--name", help="Whose it is, if not your own.")] = "",
) -> Document:
    hand = hand_of(by, name)
    interview_id = interview or only_interview(queries.case(session, case_id))
    event = interpretation.translate(
        session, case_id, interview_id, ref, text,
        language=language_of(language), hand=hand, name=name,
    )  # fmt: skip
    return {"event": event}


def declared_how(*, is_after: bool, is_spoken: bool) -> dict[str, str]:
    """Before the interview and signed by itself."""
    return {
        "moment": interpretation.AFTER if is_after else interpretation.BEFORE,
        "mode": interpretation.SPOKEN if is_spoken else interpretation.SIGNED,
    }


@with_case(text=value_of("event"))
def case_declare(
    *,
    session: Session,
    case_id: str,
    interpreter: str,
    interview: Interview = "",
    after: Annotated[
        bool, typer.Option("--after", help="After the interview, not before.")
    ] = False,
    spoken: Annotated[bool, typer.Option("--spoken", help="Said, not signed.")] = False,
) -> Document:
    interview_id = interview or only_interview(queries.case(session, case_id))
    event = interpretation.declare(
        session, case_id, interview_id, interpreter,
        **declared_how(is_after=after, is_spoken=spoken),
    )  # fmt: skip
    return {"event": event}
