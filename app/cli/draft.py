"""`draft`: unfinished interviews."""

from typing import Annotated

from typer import Argument, BadParameter, Option

from app.casework.interviews import interview as interviews
from app.casework.interviews.interview import DraftRow, RolledBackDraft
from app.casework.questionnaires import versions
from app.casework.questionnaires.versions import Difference, VersionLine
from app.casework.session.session import Session
from app.cli.json_output import Document, JsonView
from app.cli.officer_session import with_session
from app.cli.options import FormLanguage
from app.cli.output import indented, rows, value_of
from app.clock import utc
from app.vault.visits import OUTCOMES, Revisit

_ROLLED_BACK = JsonView(RolledBackDraft, "id kept=kept_answers left=remained at accepted here=is_here")
_DRAFT = JsonView(
    DraftRow,
    "id form=form_title name site started updated answered questions interrupted urgent rolled_back",
    rolled_back=_ROLLED_BACK,
)
_VISIT = JsonView(Revisit, "at when=time where=place how outcome present", at=lambda visit: utc(visit.at))
_QUESTION = JsonView(VersionLine, "ref question")
_DIFFERENCE = JsonView(
    Difference,
    "from=version to=offered.version hash=offered.hash kept=kept_lines changed retired new=fresh",
    kept=_QUESTION,
    changed=JsonView(VersionLine, "ref question before=earlier"),
    retired=lambda difference: [{"ref": answer.ref, "question": answer.question} for answer in difference.retired],
    new=_QUESTION,
)


def _in_lines(document: Document) -> str:
    lines = [f"{draft['id']}  {draft['form']}" for draft in document["drafts"]]
    lines += [
        f"{draft['id']}  {draft['kept']} answers had been kept, last at {draft['at']}; {draft['left']} are left"
        for draft in document["rolled_back"]
    ]
    return "\n".join(lines)


@with_session(text=_in_lines)
def draft_list(session: Session) -> Document:
    return {
        "drafts": _DRAFT.each(interviews.drafts(session)),
        "rolled_back": _ROLLED_BACK.each(interviews.rolled_back(session)),
    }


@with_session(text=value_of("accepted"))
def draft_accept(
    session: Session, draft_id: Annotated[str, Argument(help="Its id, from draft list.")] = ""
) -> Document:
    interviews.accept_rolled_back(session, draft_id)
    return {"accepted": draft_id}


@with_session(text=value_of("discarded"))
def draft_discard(session: Session, draft_id: str) -> Document:
    interviews.discard(session, draft_id)
    return {"discarded": draft_id}


def _check_outcome(outcome: str) -> None:
    if outcome and outcome not in OUTCOMES:
        raise BadParameter(f"--outcome is one of {', '.join(OUTCOMES)}.")


@with_session(text=value_of("closed"), check=_check_outcome)
def draft_close(
    session: Session,
    draft_id: str,
    outcome: Annotated[str, Option("--outcome", help="unsafe, overheard, forbidden, declined.")] = "",
    time: Annotated[str, Option("--when", help="To try again.")] = "",
    place: Annotated[str, Option("--where")] = "",
    manner: Annotated[str, Option("--how")] = "",
) -> Document:
    interviews.close_unsafe(session, draft_id, time, place, manner, outcome)
    return {"closed": draft_id}


@with_session(text=rows("visits", "{at}  {where}"))
def draft_visits(session: Session) -> Document:
    return {"visits": _VISIT.each(interviews.revisits(session))}


@with_session(view=_DIFFERENCE, text=indented)
def draft_versions(session: Session, draft_id: str, language: FormLanguage = "") -> Difference:
    return versions.look(session, draft_id, language)


@with_session(text=indented)
def draft_move(
    session: Session, draft_id: str, form_hash: Annotated[str, Option("--to", help="The hash that was looked at.")] = ""
) -> Document:
    difference = versions.move(session, draft_id, form_hash)
    return {"moved": draft_id, **_DIFFERENCE(difference)}
