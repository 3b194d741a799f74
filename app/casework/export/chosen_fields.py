"""Cases as a table of chosen facts and questions: each with its code and its words, days as days.

A field is called as its questionnaire calls it: a fact of the case (`nationality`) or a question
(`passport_now`); of a question that several interviews asked, the last answer stands. What of the case is
known beside: `stage`, `status`, `opened`."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

from app.case.projection import Case
from app.casework.cases import queries
from app.casework.cases.field_labels import STATUS
from app.casework.cases.redaction import NOT_EXPRESSIBLE, Withheld, extras_of, number_of
from app.casework.exchange.table_files import Cell, opened
from app.casework.export import exchange_rows, htcds_export
from app.casework.questionnaires import forms
from app.casework.questionnaires.answers import plain, shown
from app.casework.questionnaires.form_parts import PARTS
from app.casework.session import profiles
from app.casework.session.session import Session
from app.clock import utc
from app.errors import N_, SanadError
from app.form import Interview, QuestionDef
from app.language import Words
from app.settings import Language
from app.vault.case_records import StoredRecord

OF_CASES = ("stage", "status", "opened")
USUAL = ("nationality", "sex", "birth_date", "stage", "status", "opened")
_NAME = "chosen fields"


class UnknownFields(SanadError):
    """`names`: of no question, fact or thing of a case."""

    names: str
    says = N_("No questionnaire here asks for {names}. Nothing was written. Choose names that the questionnaires use.")


def export(
    session: Session, file: Path, leaving: exchange_rows.ExchangeSelection, names: Sequence[str], language: Language
) -> htcds_export.ExchangeReport:
    """Write the chosen cases as .csv or .xlsx. As `htcds_export.export`; UnknownFields."""
    form = htcds_export.table_format_of(file)
    if unknown := _unknown(session, names):
        raise UnknownFields(" ".join(unknown))
    leaving.values_of = lambda session, stored, _record, withheld: _values(session, stored, withheld, names, language)
    head = ["case", *(part for name in names for part in (name, f"{name}_label"))]
    with (
        exchange_rows.written(session, file, leaving, _NAME, form, language=language) as (target, cases),
        opened(target, form, head) as table,
    ):
        for case in cases:
            table.write(list(_row(case, names)))
    return htcds_export.report_of(file, leaving, _NAME)


def _row(case: exchange_rows.ExchangeCase, names: Sequence[str]) -> Iterator[Cell]:
    yield case.reference
    for name in names:
        text, label, kind = case.values.get(name, ("", "", ""))
        yield _typed(text, kind)
        yield label or None


def _typed(text: str, kind: str) -> Cell:
    with suppress(ValueError):
        if kind == "date":
            return date.fromisoformat(text)
        if kind == "int":
            return int(text)
    return text or None


def _values(
    session: Session, stored: StoredRecord, withheld: Withheld, names: Sequence[str], language: Language
) -> exchange_rows.Values:
    """Name to (code, words, type), without what is held back."""
    case_state = queries.case_of(session, stored.case.hex())
    values = {} if withheld.holds_kind("course") else _of_case(session, case_state, language)
    for interview in case_state.interviews.values():
        try:
            form = forms.load(session, interview.form["hash"].hex())
        except SanadError:
            withheld.account[NOT_EXPRESSIBLE] += number_of(None, interview.answers)
            continue
        if withheld.interview(form, interview.answers):
            continue
        talk = Interview(form, interview.answers, now=session.clock)
        definitions = form.questions_by_path
        for path, text in interview.answers.items():
            definition = definitions.get(plain(path)) if text else None
            if definition is None or not (chosen := _names_of(definition) & set(names)):
                withheld.account[NOT_EXPRESSIBLE] += number_of(form, {path: text})
                continue
            extras = extras_of(form, definition.path)
            if withheld.answer(extras):
                continue
            label = _label(talk, definition, path, language)
            text_shown = withheld.shown(extras, f"answer:{interview.id.hex()}:{path}", text, label or text)
            cells = (text, label) if text_shown == (label or text) else (text_shown, "")
            values |= dict.fromkeys(chosen, (*cells, definition.type))
    return {name: values[name] for name in names if name in values}


def _of_case(session: Session, case: Case, language: Language) -> exchange_rows.Values:
    stages = {stage.id: stage.name for stage in profiles.in_use(session).stages}
    status, opened_at = case.shown(("status",)), case.opened or case.updated
    return {
        "stage": (case.stage, stages.get(case.stage, {}).get(language, ""), ""),
        "status": (status, Words(language)(STATUS[status]) if status in STATUS else "", ""),
        "opened": (utc(opened_at).astimezone().date().isoformat(), "", "date"),
    }


def _names_of(definition: QuestionDef) -> set[str]:
    return {definition.name, definition.extras.get("fact", "")} - {""}


def _label(talk: Interview, definition: QuestionDef, ref: str, language: Language) -> str:
    """The words of the choices in a language, "" where there are none."""
    if not definition.control.startswith("select"):
        return ""
    spoken = talk.form.language(language)
    return shown(talk.node(ref, spoken.name if spoken else ""))


def _unknown(session: Session, names: Sequence[str]) -> list[str]:
    """Those that no questionnaire that is offered here asks for; it looks no further than it has to."""
    unknown = [name for name in names if name not in OF_CASES]
    for part in PARTS:
        for row in forms.forms(session, part) if unknown else ():
            questions = forms.load(session, row.hash).questions()
            form_names = {name for definition in questions for name in _names_of(definition)}
            unknown = [name for name in unknown if name not in form_names]
    return unknown
