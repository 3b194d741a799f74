"""`case`: found, shown, and saved as a PDF."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.output import (
    PLAIN,
    Give,
    Hidden,
    HoldBack,
    Json,
    Language,
    Override,
    PasswordOrPlain,
    ToAgency,
    Who,
    at_case,
    at_work,
    language_of,
    secret,
    show,
    spoken,
)
from app.errors import N_

case = typer.Typer(help="Cases.", **PLAIN)


_LISTED = 1000
Limit = Annotated[int, typer.Option("--limit", min=1, help="How many at most.")]


def _rows(officer: str, text: str, as_json: bool, limit: int) -> None:
    from app.casework.cases import queries

    with at_work(officer) as session:
        rows = queries.cases(session, text, limit=limit)
        more = queries.count(session, text) > len(rows)
    if more:
        words = spoken()
        sentence = N_("These are the first {n}; there are more. Give a higher --limit, or search for fewer.")  # fmt: skip
        print(words(sentence, n=len(rows)), file=sys.stderr)
    show(
        {
            "cases": [
                {
                    "id": row.id,
                    "reference": row.reference,
                    "name": row.name,
                    "stage": row.stage,
                    "marks": list(row.marks),
                }
                for row in rows
            ],
            "more": more,
        },
        as_json,
        lambda told: "\n".join(f"{each['reference']}  {each['name']}" for each in told["cases"]),
    )


@case.command("list")
def case_list(limit: Limit = _LISTED, officer: Who = "", as_json: Json = False) -> None:
    """The cases on this computer, the latest first."""
    _rows(officer, "", as_json, limit)


@case.command("search")
def case_search(
    text: str, limit: Limit = _LISTED, officer: Who = "", as_json: Json = False
) -> None:
    """Find cases by name in either script, number, Civil ID, passport, phone or employer."""
    _rows(officer, text, as_json, limit)


@case.command("show")
def case_show(
    case_id: str,
    hidden: Hidden = False,
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """A case with its interviews and what happened."""
    from app.casework.cases import access_log, queries
    from app.casework.exchange import sync
    from app.cli.lifecycle_json import course

    with at_case(officer, case_id) as (session, id_):
        access_log.seen(session, id_)
        page = queries.case(session, id_)
        answers = {
            each.id: access_log.answers(session, id_, each, uncover=hidden)
            for each in page.interviews
        }
        state, more = sync.state(session, id_), course(session, id_)
    show({**_page(page, answers), **more, "sync": state})


def _page(page: Any, answers: dict[str, Any]) -> dict[str, Any]:
    from app.casework.questionnaires import screening

    return {
        "id": page.id, "reference": page.reference, "name": page.name, "stage": page.stage,
        "opened": page.opened.isoformat(), "officer": page.officer, "facts": page.facts,
        "marks": list(page.marks), "responsible": page.responsible, "conflicts": page.conflicts, "forks": page.forks,
        "interviews": [
            {
                "id": each.id, "form": each.form_id, "title": each.form_title,
                "version": each.version, "language": each.language, "at": each.at.isoformat(),
                **answers[each.id],
                "assessment": screening.stored_as_json(each.assessment) if each.assessment else None,
                "agreed": each.agreed, "corrections": each.corrections, "view": each.view,
                "who": each.who, "both": {ref: list(texts) for ref, texts in each.both.items()},
                "differing": sorted(each.open),
            }
            for each in page.interviews
        ],
        "unfinished": [
            {"id": each.interview_id, "title": each.title, "who": each.who, "to": each.name,
             "note": each.note, "at": each.at.isoformat(), "answered": each.answered}
            for each in page.unfinished
        ],
        "handovers": [
            {"id": each.id, "who": each.who, "to": each.name, "note": each.note,
             "at": each.at.isoformat(), "marks": list(page.marks)}
            for each in page.handovers
        ],
        "reviews": [
            {"decision": each.decision, "text": each.text, "who": each.who,
             "at": each.at.isoformat()}
            for each in page.reviews
        ],
        "timeline": [
            {"event": each.event, "at": each.at.isoformat(), "what": each.what, "who": each.who,
             "role": each.role, "to": each.to, "note": each.note, "effect": each.effect,
             "enrolled": each.enrolled, "refused": spoken()(each.refused) if each.refused else "",
             **({"clock_in_doubt": True} if each.clock_in_doubt else {})}
            for each in page.timeline
        ],
    }  # fmt: skip


@case.command("pdf")
def case_pdf(
    case_id: str,
    out: Annotated[Path, typer.Option("-o", "--out", help="The file to write.")],
    language: Language = "ar",
    password_file: Annotated[str | None, typer.Option("--password-file")] = None,
    plain: Annotated[bool, typer.Option("--plain", help="Without a password.")] = False,
    to_agency: ToAgency = "",
    override: Override = "",
    hold_back: HoldBack = None,
    give: Give = None,
    officer: Who = "",
    as_json: Json = False,
) -> None:
    """Save a case's record; the event is written before the file exists."""
    from app.casework.cases import redaction
    from app.casework.export import case_print

    if plain == (password_file is not None):
        raise PasswordOrPlain
    held = redaction.chosen(to_agency, hold_back or (), give or ())
    password = None if plain else secret(password_file, "Password")
    with at_case(officer, case_id) as (session, id_):
        chosen = language_of(language)
        case_print.save(session, id_, chosen, out.absolute(), password, to_agency, override, held)
    show(
        {"pdf": str(out.absolute()), "held_back": held.said()},
        as_json,
        lambda told: str(told["pdf"]),
    )
