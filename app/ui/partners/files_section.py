"""Files for data exchange: cases written for other organisations, and their records taken in."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.casework.cases import redaction
from app.casework.cases.duplicates import DuplicateCandidate
from app.casework.exchange import htcds_import
from app.casework.exchange.htcds_import import ImportOutcome, LookedOver
from app.casework.export import chosen_fields, ctdc_export, htcds_export, xforms_export
from app.casework.export.exchange_rows import ExchangeSelection
from app.casework.export.htcds_export import ExchangeReport
from app.casework.session import profiles
from app.casework.session.session import Session
from app.errors import N_
from app.language import Words, isolate, isolate_ltr
from app.settings import Language
from app.ui import navigation, theme
from app.ui.labels import Label, Text, plain
from app.ui.parts import Button, Flow, Row, Rows, group, layouts
from app.ui.parts.form_dialog import FieldAnswers, FieldColumns, Form, FormField
from app.ui.sending.left_out import account_in_words

if TYPE_CHECKING:
    from app.ui.partners.page import PartnersPage

_READ = "CSV, XLSX, JSON (*.csv *.xlsx *.json)"
_SHOWN = 20  # cases that were taken in, and are named here
_LEFT_OUT = {"restricted": N_("restricted: {n}"), "no_consent": N_("without consent to sharing: {n}")}


_Write = Callable[[Session, Path, ExchangeSelection, Language], ExchangeReport]


def _plainly(export: Callable[[Session, Path, ExchangeSelection], ExchangeReport]) -> _Write:
    """Of a standard, whose words are in no language of the screen."""
    return lambda session, file, leaving, _language: export(session, file, leaving)


def _table(session: Session, file: Path, leaving: ExchangeSelection, language: Language) -> ExchangeReport:
    return chosen_fields.export(session, file, leaving, chosen_fields.USUAL, language)


_KINDS: dict[str, tuple[str, str, _Write]] = {
    "htcds-json": (N_("HTCDS standard, JSON"), "json", _plainly(htcds_export.export)),
    "htcds-xlsx": (N_("HTCDS standard, XLSX"), "xlsx", _plainly(htcds_export.export)),
    "htcds-csv": (N_("HTCDS standard, CSV"), "csv", _plainly(htcds_export.export)),
    "ctdc-xlsx": (N_("CTDC columns, without names, XLSX"), "xlsx", _plainly(ctdc_export.export)),
    "ctdc-csv": (N_("CTDC columns, without names, CSV"), "csv", _plainly(ctdc_export.export)),
    "xforms-zip": (N_("Interviews as XForms, ZIP"), "zip", _plainly(xforms_export.export)),
    "table-xlsx": (N_("Table of the usual facts, XLSX"), "xlsx", _table),
    "table-csv": (N_("Table of the usual facts, CSV"), "csv", _table),
}


class FilesSection(QWidget):
    def __init__(self, page: "PartnersPage") -> None:
        super().__init__()
        self.page = page
        acts = Flow(gap=12)
        self.write = Button(N_("Write cases to a file"), "second", "send", on_click=self.ask_what)
        self.read = Button(N_("Import a partner’s file"), "second", "inbox", on_click=self.choose_file)
        acts.add(self.write, self.read)
        explanation = Label(
            N_(
                "Such a file is not protected: whoever has it can read it. It is meant for partners who cannot open a "
                "sealed file."
            ),
            colour="ink2",
        )
        content = layouts.column_widget(explanation, acts, gap=12, wrap=True)
        layouts.column(group(N_("Files for data exchange"), content), parent=self)
        layouts.wraps(self)

    # what leaves

    def ask_what(self) -> None:
        """Which file, of which days, for whom."""
        language = theme.words().language
        agencies = [row for row in profiles.in_use(self.page.context.session).agencies if not row.own]
        Form(
            kept_as="exchange-file", title=N_("Write cases to a file"),
            sentence=N_("Restricted cases stay here. An agency gets only cases whose persons agreed, or that have a legal basis, without what agencies do not receive."),
            parts=[
                FormField(
                    name="kind", label=N_("Which file"), kind="choose", value="htcds-json",
                    choices=[(id_, says) for id_, (says, _, _) in _KINDS.items()],
                ),
                FormField(
                    name="agency", label=N_("For whom"), kind="choose", value=None,
                    choices=[
                        (None, N_("Choose")), ("", N_("Colleagues in the organisation")),
                        *((row.id, plain(row.name.get(language, row.id))) for row in agencies),
                    ],
                ),
                FieldColumns((
                    FormField(name="first", label=N_("Opened from"), kind="day", invalid=N_("This date does not exist.")),
                    FormField(name="last", label=N_("Until"), kind="day", invalid=N_("This date does not exist.")),
                )),
            ],
            check=lambda answers: {"agency": N_("Say who it is for.")} if answers["agency"] is None else {},
            width=760, verb=N_("Choose where"), leave=N_("Not now"), go_on=self._choose_target,
        ).ask(self.page)  # fmt: skip

    def _choose_target(self, answers: FieldAnswers) -> None:
        kind, agency = str(answers["kind"]), str(answers["agency"] or "")
        _says, suffix, _write = _KINDS[kind]
        first, last = answers.day("first"), answers.day("last")
        self.page.chooses(
            N_("Write cases to a file"),
            lambda file: self.write_file(file, kind, agency, first, last),
            save_as=f"cases.{suffix}",
            kinds=f"{suffix.upper()} (*.{suffix})",
        )

    def write_file(self, file: Path, kind: str, agency: str, first: date | None, last: date | None) -> None:
        """Each case says first that it leaves."""
        session, write = self.page.context.session, _KINDS[kind][2]
        language = theme.words().language
        leaving = ExchangeSelection(redaction.chosen(agency), {}, first=first, last=last, agency=agency)

        def show(report: ExchangeReport) -> None:
            self.page.shows(
                lambda w: w(N_("File written: {name}."), name=isolate_ltr(Path(report.file).name)),
                Rows.of([Row(_cases(report.case_count), _left(report), "kept", tone="kept")]),
            )

        self.page.works(N_("Writing the file."), lambda: write(session, file, leaving, language), show)

    # what comes in

    def choose_file(self) -> None:
        self.page.chooses(N_("Import a partner’s file"), self.look, kinds=_READ)

    def look(self, file: Path) -> None:
        """What is in it, before anything is taken in."""
        session = self.page.context.session

        def read() -> tuple[LookedOver, int]:
            overview = htcds_import.look(session, file)
            return overview, len(htcds_import.likely(session, overview))

        self.page.works(N_("Reading the file."), read, self._ask_basis)

    def _ask_basis(self, looked: tuple[LookedOver, int]) -> None:
        overview, likely = looked
        session = self.page.context.session
        outcomes: list[ImportOutcome] = []
        asks_basis = bool(overview.without_consent)

        def save(answers: FieldAnswers) -> None:
            outcomes.append(htcds_import.take_in(session, overview, answers.text("basis")))

        Form(
            kept_as=f"import {overview.file}", title=lambda w: w(N_("Import {name}?"), name=isolate(overview.file)),
            sentence=lambda w: " ".join(_overview(w, overview, likely)),
            parts=[
                FormField(
                    name="basis", kind="area", label=N_("Reason for also keeping records without consent"),
                    help=N_("If this is empty, they are left out."),
                )
            ] if asks_basis else [],
            verb=N_("Import"), leave=N_("Not now"), save=save,
            after_save=lambda: self._show_taken(outcomes[-1]),
        ).ask(self.page)  # fmt: skip

    def _show_taken(self, outcome: ImportOutcome) -> None:
        """Each new case, with who is perhaps here already: nothing is put together by itself."""
        rows = Rows()
        for case in outcome.cases[:_SHOWN]:
            ways = layouts.row_widget(
                *(self._way(_likely(like), like.case_id) for like in case.likely[:2]),
                self._way(N_("Open"), case.case_id, case.reference),
                gap=4,
            )
            likeness = case.likely[0] if case.likely else None
            rows.add(Row(plain(isolate_ltr(case.reference)), _why(likeness), "person", ways, tone="wait" if likeness else "ink2"))  # fmt: skip
        unlisted = len(outcome.cases) - _SHOWN
        if unlisted > 0:
            rows.add(Row(lambda w: w(N_("And {n} more."), n=w.number(unlisted)), "", "list"))
        if not outcome.cases:
            rows.add(Row(N_("No record was imported."), _stayed(outcome), "wait"))
        self.page.shows(
            lambda w: w.count("{n} record was imported.", "{n} records were imported.", len(outcome.cases)),
            group(N_("New cases"), rows),
        )

    def _way(self, says: Text, case_id: str, reference: str = "") -> Button:
        button = Button(says, "quiet" if not reference else "second", on_click=self.page.goes(navigation.Case(case_id)))
        button.setAccessibleDescription(reference)
        return button


# -- in words ----------------------------------------------------------------------------------


def _cases(number: int) -> Text:
    return lambda w: w.count("{n} case", "{n} cases", number)


def _left(report: ExchangeReport) -> Text:
    def say(w: Words) -> str:
        parts = [w(_LEFT_OUT[reason], n=w.number(n)) for reason, n in report.left_out.items() if reason in _LEFT_OUT]
        texts = [w(N_("Stayed here: {reasons}"), reasons=" · ".join(parts))] if parts else []
        texts += [account] if (account := account_in_words(w, report.account)) else []
        return " · ".join(texts)

    return say


_NAMED = 5  # numbers that several rows have


def _overview(w: Words, overview: LookedOver, likely: int) -> list[str]:
    texts = [w.count("It holds {n} record.", "It holds {n} records.", len(overview.records))]
    if number := len(overview.without_consent):
        texts.append(w.count("{n} does not mention consent.", "{n} do not mention consent.", number))
    if number := len(overview.known_rows):
        texts.append(w.count("{n} record is already a case here.", "{n} records are already cases here.", number))
    for repeated in overview.repeated[:_NAMED]:
        texts.append(
            w(
                N_(
                    "Rows {rows} have the same case number, {number}. They are not merged: each imported row becomes a "
                    "separate case."
                ),
                rows=isolate_ltr(", ".join(map(str, repeated.rows))),
                number=isolate(repeated.number),
            )
        )
    if (more := len(overview.repeated) - _NAMED) > 0:
        texts.append(w.count("The same applies to {n} more number.", "The same applies to {n} more numbers.", more))
    if likely:
        texts.append(
            w.count(
                "{n} may be about somebody who is already here.",
                "{n} may be about people who are already here.",
                likely,
            )
        )
    if overview.unknown:
        texts.append(
            w(N_("Columns that are not in the standard are left out: {n}."), n=w.number(len(overview.unknown)))
        )
    return texts


def _likely(like: DuplicateCandidate) -> Text:
    return lambda w: w(N_("Compare with {number}"), number=isolate_ltr(like.reference))


def _why(like: DuplicateCandidate | None) -> Text:
    if like is None:
        return ""
    return lambda w: w(N_("May be here already: {reasons}"), reasons=" · ".join(w(reason) for reason in like.reasons))


def _stayed(outcome: ImportOutcome) -> Text:
    return lambda w: w(
        N_("Without consent: {n}. Here already: {known}."),
        n=w.number(len(outcome.without_consent)),
        known=w.number(len(outcome.known_rows)),
    )
