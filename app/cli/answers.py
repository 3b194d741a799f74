"""`case conflicts`, `resolve`, `correct`, `review`, `history`, `translate`, `declare`: values and answers,
what they were, and what stands beside them."""

from collections.abc import Sequence
from typing import Annotated

from typer import Argument, BadParameter, Option

from app.casework.cases import access_log, history, queries, reviews
from app.casework.interviews import conflicts, interpretation
from app.casework.interviews.conflicts import ConflictSide, ConflictView
from app.casework.session.session import Session
from app.cli.json_output import Document, JsonView
from app.cli.officer_session import with_case
from app.cli.options import Hidden, Interview, Language, language_of
from app.cli.output import one_line, value_of, words

Reason = Annotated[str, Option("--reason", help="Both colleagues see it.")]

_CONFLICT = JsonView(
    ConflictView,
    "id field=field_kind interview=interview_id ref fact question yours=may_decide values hidden",
    values=JsonView(ConflictSide, "event=event_id value=text shown who=author role at source reason saw seen"),
)


def _conflicts_in_lines(document: Document) -> str:
    lines = []
    for conflict in document["conflicts"]:
        lines.append(f"{conflict['id']}  {conflict['question']}")
        lines += [
            f"   {n}. {side['shown'] or '-'}  ({side['who']}, {side['at']})"
            for n, side in enumerate(conflict["values"], 1)
        ]
    return "\n".join(lines)


@with_case(text=_conflicts_in_lines)
def case_conflicts(session: Session, case_id: str, hidden: Hidden = False) -> Document:
    views = conflicts.conflicts(session, case_id)
    if hidden and any(conflict.hidden for conflict in views):
        access_log.uncover_all(session, case_id)
    return {"conflicts": [_conflict(conflict, uncover=hidden) for conflict in views]}


def _check_decision(keep: str | None, value: str | None, keep_all: bool) -> None:
    if (keep is not None) + (value is not None) + keep_all != 1:
        raise BadParameter("Give one of --keep, --value and --both.")


@with_case(text=value_of("resolved"), check=_check_decision)
def case_resolve(
    *,
    session: Session,
    case_id: str,
    conflict: str,
    keep: Annotated[str | None, Option("--keep", help="The event of a value, or its number from 1.")] = None,
    value: Annotated[str | None, Option("--value", help="Another value.")] = None,
    keep_all: Annotated[bool, Option("--both", help="Keep them all.")] = False,
    reason: Reason = "",
) -> Document:
    place = None
    if keep is not None:
        place = _place(conflicts.conflicts(session, case_id), conflict, keep)
    conflicts.resolve(session, case_id, conflict, keep=place, value=value, both=keep_all, reason=reason)
    return {"resolved": conflict}


@with_case(text=value_of("event"))
def case_correct(
    *,
    session: Session,
    case_id: str,
    ref: str,
    value: str,
    interview: Interview = "",
    source: Annotated[str, Option("--source", help="How it is known.")] = "",
    reason: Reason = "",
) -> Document:
    interview_id = interview or only_interview(queries.case(session, case_id))
    event = conflicts.correct(session, case_id, interview_id, ref, value, source=source, reason=reason)
    return {"event": event}


def _check_review(approve: bool, give_back: bool) -> None:
    if approve == give_back:
        raise BadParameter("Give --approve or --return.")


@with_case(text=value_of("decision"), check=_check_review)
def case_review(
    session: Session,
    case_id: str,
    approve: Annotated[bool, Option("--approve")] = False,
    give_back: Annotated[bool, Option("--return", help="Something is wanted yet.")] = False,
    text: Annotated[str, Option("--text", help="What is wanted, or why.")] = "",
) -> Document:
    decision = reviews.APPROVED if approve else reviews.RETURNED
    reviews.review(session, case_id, decision, text)
    return {"decision": decision}


def only_interview(page: queries.CasePage) -> str:
    """The interview of a case that has one; wrong use where it has several."""
    if len(page.interviews) != 1:
        raise BadParameter("The case has several interviews; name one with --interview.")
    return page.interviews[0].id


def _place(views: Sequence[ConflictView], conflict_id: str, keep: str) -> int:
    """Which side a number from 1 or an event means; -1, which is refused, for none."""
    sides = next((conflict.values for conflict in views if conflict.id == conflict_id), ())
    if keep.isdecimal() and len(keep) < 3:
        return int(keep) - 1
    matches = [n for n, side in enumerate(sides) if side.event_id.startswith(keep.lower())]
    return matches[0] if len(matches) == 1 else -1


def _conflict(conflict: ConflictView, *, uncover: bool) -> Document:
    document = _CONFLICT(conflict)
    if conflict.hidden and not uncover:
        for side in document["values"]:
            side |= {"value": "", "shown": "", "saw": []}
    return document


_ENTRY = JsonView(
    history.HistoryLine,
    "who=author at what field from=before to=after why=reason role event effect refused hidden clock_in_doubt?",
    refused=lambda entry: words()(entry.refused) if entry.refused else "",
)
_CHANGE = JsonView(queries.Change, "event at what who=author role before after source reason")


def _history_in_lines(document: Document) -> str:
    if "entries" not in document:
        return one_line(document)
    return "\n".join(_history_line(entry) for entry in document["entries"])


def _history_line(entry: Document) -> str:
    change = f"  {entry['field']}: {entry['from'] or '-'} > {entry['to'] or '-'}"
    return (
        f"{entry['at']}  {entry['who']}  {entry['what']}"
        + (change if entry["field"] else "")
        + (f"  ({entry['refused']})" if entry["refused"] else "")
        + ("  (the clock was in doubt)" if entry.get("clock_in_doubt") else "")
    )


@with_case(text=_history_in_lines)
def case_history(
    session: Session,
    case_id: str,
    ref: Annotated[str, Argument(help="Of one answer alone.")] = "",
    interview: Interview = "",
    hidden: Hidden = False,
) -> Document:
    if not ref:
        return {"entries": _ENTRY.each(history.entries(session, case_id, uncover=hidden))}
    interview_id = interview or only_interview(queries.case(session, case_id))
    if access_log.is_hidden(session, case_id, interview_id, ref):
        if not hidden:
            raise access_log.HiddenAnswer
        access_log.uncovered(session, case_id, interview_id)
    return {"history": _CHANGE.each(queries.history(session, case_id, "answer", interview_id, ref))}


_HANDS = [interpretation.OFFICER, interpretation.INTERPRETER, interpretation.TRANSLATOR]


def hand_of(chosen_hand: str, name: str) -> str:
    """Whose a translation is: of whoever is named, a translator's by itself."""
    hand = chosen_hand or (interpretation.TRANSLATOR if name else interpretation.OFFICER)
    if hand not in _HANDS:
        raise BadParameter("--by is officer, interpreter or translator.")
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
    by: Annotated[str, Option("--by", help="officer, interpreter or translator.")] = "",
    name: Annotated[str, Option("--name", help="Whose it is, if not your own.")] = "",
) -> Document:
    hand = hand_of(by, name)
    interview_id = interview or only_interview(queries.case(session, case_id))
    event = interpretation.translate(
        session, case_id, interview_id, ref, text, language=language_of(language), hand=hand, name=name
    )
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
    after: Annotated[bool, Option("--after", help="After the interview, not before.")] = False,
    spoken: Annotated[bool, Option("--spoken", help="Said, not signed.")] = False,
) -> Document:
    interview_id = interview or only_interview(queries.case(session, case_id))
    event = interpretation.declare(
        session, case_id, interview_id, interpreter, **declared_how(is_after=after, is_spoken=spoken)
    )
    return {"event": event}
