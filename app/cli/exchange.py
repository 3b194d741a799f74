"""`export` and `import`: files for partners and from them."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from app.casework.cases import queries, redaction
from app.casework.cases.duplicates import DuplicateCandidate
from app.casework.exchange import htcds_import
from app.casework.export import chosen_fields, ctdc_export, htcds_export, xforms_export
from app.casework.export.exchange_rows import ExchangeSelection
from app.casework.export.htcds_export import ExchangeReport
from app.casework.session.session import Session
from app.cli.json_output import Document, JsonView
from app.cli.officer_session import with_session
from app.cli.options import Give, HoldBack, Language, Override, ToAgency, language_of
from app.cli.output import indented, words

Target = Annotated[Path, Argument(help="The file to write; its name says the format.")]
First = Annotated[datetime | None, Option("--from", formats=["%Y-%m-%d"], help="Cases opened from this day on.")]
Last = Annotated[datetime | None, Option("--to", formats=["%Y-%m-%d"], help="Until this day.")]
Cases = Annotated[list[str] | None, Option("--case", help="This case alone, by number or id; several.")]

Fields = Annotated[list[str] | None, Option("--field", help="A fact or question by its name; several.")]

_LIKELY = JsonView(
    DuplicateCandidate,
    "id=case_id reference name score reasons",
    reasons=lambda candidate: [words()(reason) for reason in candidate.reasons],
)
_IMPORTED = JsonView(htcds_import.ImportedCase, "row case=case_id reference likely", likely=_LIKELY)
_REPORT = JsonView(ExchangeReport, "file cases=case_count left_out held_back account")
_REPEATED = JsonView(htcds_import.RepeatedNumber, "number rows")
_OUTCOME = JsonView(
    htcds_import.ImportOutcome,
    "file cases unknown_columns=unknown without_consent already_here=known_rows same_number=repeated",
    cases=_IMPORTED,
    same_number=_REPEATED,
)


@dataclass(frozen=True)
class Selection:
    """The options that say what leaves."""

    first: First = None
    last: Last = None
    cases: Cases = None
    to_agency: ToAgency = ""
    override: Override = ""
    hold_back: HoldBack = None
    give: Give = None

    def of(self, session: Session) -> ExchangeSelection:
        return ExchangeSelection(
            withheld=redaction.chosen(self.to_agency, self.hold_back or (), self.give or ()),
            content={},
            first=self.first.date() if self.first else None,
            last=self.last.date() if self.last else None,
            cases=tuple(queries.resolve(session, case) for case in self.cases or ()),
            agency=self.to_agency,
            override=self.override,
        )


@with_session(text=indented)
def export_htcds(session: Session, file: Target, selection: Selection) -> Document:
    report = htcds_export.export(session, file.absolute(), selection.of(session))
    return {"file": report.file, **htcds_export.as_json(report)}


@with_session(text=indented)
def export_ctdc(session: Session, file: Target, selection: Selection) -> Document:
    report = ctdc_export.export(session, file.absolute(), selection.of(session))
    return {"file": report.file, **htcds_export.as_json(report)}


@with_session(view=_REPORT, text=indented)
def export_xforms(session: Session, file: Target, selection: Selection) -> ExchangeReport:
    return xforms_export.export(session, file.absolute(), selection.of(session))


def _export_table(
    session: Session, file: Target, selection: Selection, fields: Fields = None, language: Language = "en"
) -> ExchangeReport:
    names, code = fields or chosen_fields.USUAL, language_of(language)
    return chosen_fields.export(session, file.absolute(), selection.of(session), names, code)


export_csv = with_session(view=_REPORT, text=indented)(_export_table)
export_xlsx = with_session(view=_REPORT, text=indented)(_export_table)


@with_session(text=indented)
def import_htcds(
    session: Session,
    file: Annotated[Path, Argument(help="A file of another organisation.")],
    check: Annotated[
        bool, Option("--check", help="Only look: what would be taken in, and who is perhaps here.")
    ] = False,
    basis: Annotated[str, Option("--basis", help="Why records that speak of no consent are kept too.")] = "",
    rows: Annotated[list[int] | None, Option("--row", help="This row alone; several.")] = None,
) -> Document:
    overview = htcds_import.look(session, file.absolute())
    if not check:
        return _OUTCOME(htcds_import.take_in(session, overview, basis, rows or ()))
    candidates = htcds_import.likely(session, overview)
    return {
        "file": overview.file,
        "records": len(overview.records),
        "unknown_columns": overview.unknown,
        "without_consent": overview.without_consent,
        "already_here": overview.known_rows,
        "same_number": _REPEATED.each(overview.repeated),
        "likely": [{"row": row, "cases": _LIKELY.each(similar)} for row, similar in candidates.items()],
    }
