"""`case disclose`: what of a case would go to a recipient, what stays, and free text read over."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from app.casework.cases import redaction
from app.casework.export import text_review
from app.casework.export.text_review import DisclosurePreview, PointedOut, TextToReview
from app.casework.session.session import Session
from app.cli.json_output import Document, JsonView
from app.cli.officer_session import with_case
from app.cli.options import ForRecipient, Give, HoldBack, Language, ToAgency, language_of
from app.cli.output import indented
from app.errors import N_, SanadError

_LARGEST = 4 << 20
_POINTED_OUT = JsonView(PointedOut, "start end who=label covers")
_TEXT = JsonView(
    TextToReview, "id place heading text pointed_out covers", pointed_out=_POINTED_OUT,
)  # fmt: skip
_PREVIEW = JsonView(
    DisclosurePreview, "rules version name goes stays unreviewed texts", texts=_TEXT
)


class ReviewUnreadable(SanadError):
    """A file of decisions that is none."""

    says = N_(
        "The file of decisions cannot be read. Nothing was kept. Write JSON: “texts”, each with its “id” "
        "and “covers”, pairs of the first letter and the one after the last."
    )


class WhomFor(SanadError):
    """Neither an agency nor another recipient."""

    says = N_("Say for whom it is: --to-agency, or --recipient person. Nothing was written.")


@with_case(text=indented)
def case_disclose(
    session: Session,
    case_id: str,
    to_agency: ToAgency = "",
    recipient: ForRecipient = "",
    review: Annotated[
        Path | None,
        typer.Option("--review", help="A file of decisions: which passages of which texts are covered."),
    ] = None,
    cover_rest: Annotated[
        bool, typer.Option("--cover-rest", help="Every text that nobody has read over is covered whole.")
    ] = False,
    hold_back: HoldBack = None,
    give: Give = None,
    language: Language = "",
) -> Document:  # fmt: skip
    if not (to_agency or recipient):
        raise WhomFor
    withheld = redaction.chosen(to_agency, hold_back or (), give or (), recipient)
    if review is not None:
        text_review.decide(session, case_id, withheld, _decisions(review.absolute()))
    if cover_rest:
        text_review.cover_rest(session, case_id, withheld)
    code = language_of(language or session.officer.language)
    return _PREVIEW(text_review.preview(session, case_id, withheld, code))


def _decisions(file: Path) -> dict[str, list[tuple[int, int]]]:
    """By the texts' ids. ReviewUnreadable."""
    try:
        if file.stat().st_size > _LARGEST:
            raise ReviewUnreadable
        document: Any = json.loads(file.read_bytes().decode("utf-8"))
        return {
            str(entry["id"]): [(int(start), int(end)) for start, end in entry["covers"]]
            for entry in document["texts"]
            if entry["covers"] is not None
        }
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise ReviewUnreadable from error
