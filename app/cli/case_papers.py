"""`case pdf`, `dossier`, `letter`: papers of a case as PDFs, each written into its history before the file
exists; `case disclose`: what of a case would go to a recipient, what stays, and free text read over."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from typer import BadParameter, Option

from app.casework.cases import redaction
from app.casework.export import case_print, dossier, referral_letter, release_requests, text_review
from app.casework.session.session import Session
from app.cli import options
from app.cli.command import command
from app.cli.json_output import Document, JsonView
from app.cli.officer_session import at_case, with_case
from app.cli.output import indented, value_of
from app.cli.secrets import FilePassword
from app.errors import N_, SanadError


@dataclass(frozen=True)
class Recipient:
    """For whom a paper is, and what stays here or goes along all the same."""

    to_agency: options.ToAgency = ""
    recipient: options.ForRecipient = ""
    hold_back: options.HoldBack = None
    give: options.Give = None

    def withheld(self) -> redaction.Withheld:
        return redaction.chosen(self.to_agency, self.hold_back or (), self.give or (), self.recipient)


@command(text=value_of("pdf"))
def case_pdf(
    *,
    case_id: str,
    out_file: options.Out,
    language: options.Language = "ar",
    file_password: FilePassword,
    recipient: Recipient,
    leave_unreviewed: options.LeaveUnreviewed = False,
    override: options.Override = "",
    officer: options.Officer = "",
) -> Document:
    password = file_password.read()
    held_back = recipient.withheld()
    held_back.leaves_unreviewed = leave_unreviewed
    code, file, agency = options.language_of(language), out_file.absolute(), recipient.to_agency
    with at_case(officer, case_id) as (session, id_):
        case_print.save(session, id_, code, file, password, agency=agency, override=override, withheld=held_back)
    return {"pdf": str(file), "held_back": held_back.said(), "account": held_back.accounts()}


_LANGUAGES: dict[str, dossier.In] = {"ar": "ar", "en": "en", "both": "both"}


@command(text=value_of("dossier"))
def case_dossier(
    *,
    case_id: str,
    agency: Annotated[str, Option("--to", help="An agency of the referral system.")],
    out_file: options.Out,
    language: Annotated[str, Option("--language", help="ar, en or both.")] = "both",
    purpose: Annotated[str, Option(help="What it is for; it stands on the paper.")] = "",
    file_password: FilePassword,
    override: options.Override = "",
    leave_unreviewed: options.LeaveUnreviewed = False,
    hold_back: options.HoldBack = None,
    give: options.Give = None,
    annex: Annotated[
        list[str] | None, Option("--annex", help="What goes only where it is chosen: screening_result.")
    ] = None,
    unsigned: options.Unsigned = False,
    officer: options.Officer = "",
) -> Document:
    if language not in _LANGUAGES:
        raise BadParameter("--language is ar, en or both.")
    password = file_password.read()
    withheld = dossier.chosen(agency, hold_back or (), give or ())
    withheld.leaves_unreviewed = leave_unreviewed
    request = dossier.DossierRequest(agency, _LANGUAGES[language], purpose, override, frozenset(annex or ()), unsigned)
    with at_case(officer, case_id) as (session, id_):
        file = out_file.absolute()
        issued = dossier.save(session, id_, request, file, password, withheld)
    return {
        "dossier": str(file),
        "document": issued.document,
        "number": issued.number,
        "held_back": issued.held_back,
        "account": issued.account,
        "signed": issued.signed,
    }


@command(text=value_of("letter"))
def case_letter(
    *,
    case_id: str,
    referral: options.Referral,
    out_file: Annotated[Path | None, Option("-o", "--out", help="Where to save it.")] = None,
    ask: Annotated[bool, Option("--ask", help="Ask a second person to approve it; nothing is saved.")] = False,
    language: Annotated[str, Option("--language", help="ar, en or both.")] = "both",
    file_password: FilePassword,
    override: options.Override = "",
    unsigned: options.Unsigned = False,
    officer: options.Officer = "",
) -> Document:
    if language not in _LANGUAGES:
        raise BadParameter("--language is ar, en or both.")
    if ask == (out_file is not None):
        raise BadParameter("Give -o for the letter, or --ask to ask for its approval.")
    if ask:
        with at_case(officer, case_id) as (session, id_):
            release = release_requests.ask_for_letter(session, id_, referral, override)
            return {"letter": "", "release": release}
    assert out_file is not None
    password = file_password.read()
    with at_case(officer, case_id) as (session, id_):
        file = out_file.absolute()
        signed = referral_letter.save(
            session, id_, referral, _LANGUAGES[language], file, password, override=override, unsigned=unsigned
        )
    return {"letter": str(file), "signed": signed}


_LARGEST = 4 << 20
_POINTED_OUT = JsonView(text_review.PointedOut, "start end who=label covers")
_TEXT = JsonView(text_review.TextToReview, "id place heading text pointed_out covers", pointed_out=_POINTED_OUT)
_PREVIEW = JsonView(
    text_review.DisclosurePreview, "rules version name goes stays account unreviewed texts", texts=_TEXT
)


class ReviewUnreadable(SanadError):
    says = N_(
        "The file of decisions cannot be read. Nothing was saved. Write JSON with “texts”, each with an “id” and "
        "“covers”: pairs of the first letter and the one after the last."
    )


class WhomFor(SanadError):
    says = N_("Name the recipient with --to-agency, or with --recipient person. Nothing was written.")


@with_case(text=indented)
def case_disclose(
    session: Session,
    case_id: str,
    recipient: Recipient,
    review: Annotated[
        Path | None, Option("--review", help="A file of decisions: which passages of which texts are covered.")
    ] = None,
    cover_rest: Annotated[
        bool, Option("--cover-rest", help="Every text that nobody has read over is covered whole.")
    ] = False,
    language: options.Language = "",
) -> Document:
    if not (recipient.to_agency or recipient.recipient):
        raise WhomFor
    withheld = recipient.withheld()
    if review is not None:
        text_review.decide(session, case_id, withheld, _decisions(review.absolute()))
    if cover_rest:
        text_review.cover_rest(session, case_id, withheld)
    code = options.language_of(language or session.officer.language)
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
