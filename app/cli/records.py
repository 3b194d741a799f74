"""`case record KIND`: records that say what they say by their fields alone, a command for each kind."""

import inspect
from datetime import datetime
from typing import Annotated, Any

from typer import Option
from typer.core import TyperGroup

from app.case.kinds.table import OF_CASES, RECORDS
from app.casework.cases import queries
from app.casework.cases.refusals import NothingSaid
from app.casework.lifecycle import records
from app.casework.session.session import Session
from app.cli.json_output import Document, JsonView
from app.cli.lazy_group import function_command
from app.cli.officer_session import with_case
from app.cli.options import Reason

RECORD = JsonView(records.RecordView, "id kind *values who=author at")
_KINDS = {form.word: kind for kind, form in RECORDS.items()}


class RecordGroup(TyperGroup):
    def list_commands(self, ctx: Any) -> list[str]:
        return sorted(_KINDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        kind = _KINDS.get(cmd_name)
        if kind is None:
            return None
        summary = f"{OF_CASES[kind].says}, or strike it off where that was an error."
        return function_command(cmd_name, _command(kind), summary)


def _command(kind: str) -> Any:
    form = RECORDS[kind]

    def run(session: Session, case_id: str, **options: Any) -> Document:
        strike, reason = options.pop("strike_off"), options.pop("reason")
        if strike:
            id_ = _found(session, case_id, kind, strike)
            records.strike_off(session, case_id, kind, id_, reason)
        else:
            values = {key: _text(value) for key, value in options.items() if value is not None}
            id_ = records.note(session, case_id, kind, values)
        case_records = records.records_of(session, queries.case_of(session, case_id))
        return {"record": id_, "records": RECORD.each(case_records)}

    own_options: list[tuple[str, Any, Any]] = [
        (
            question.key,
            Annotated[datetime | None, Option(f"--{question.key}", formats=["%Y-%m-%d"], help=question.label)]
            if question.type == "day"
            else Annotated[str | None, Option(f"--{question.key}", help=question.label)],
            None,
        )
        for question in form.questions
    ]
    strike_off = Option("--strike-off", help="One that was an error, by its id.")
    parameters = [
        ("session", Session, inspect.Parameter.empty),
        ("case_id", str, inspect.Parameter.empty),
        *own_options,
        ("strike_off", Annotated[str, strike_off], ""),
        ("reason", Reason, ""),
    ]
    run.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=option)
            for name, option, default in parameters
        ]
    )
    return with_case()(run)


def _text(value: Any) -> str:
    return value.date().isoformat() if isinstance(value, datetime) else str(value)


def _found(session: Session, case_id: str, kind: str, id_prefix: str) -> str:
    case_records = records.records_of(session, queries.case_of(session, case_id))
    matches = [record.id for record in case_records if record.kind == kind and record.id.startswith(id_prefix)]
    if len(matches) != 1:
        raise NothingSaid
    return matches[0]


case_record = RecordGroup
