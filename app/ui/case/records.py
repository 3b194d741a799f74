"""Records that are made of their fields alone: a dialog and a list for each kind, as it is declared."""

from collections.abc import Iterator
from datetime import date
from functools import partial

from PySide6.QtWidgets import QWidget

from app.case.kinds.declaration import RecordForm, RecordQuestion
from app.case.kinds.table import RECORDS
from app.casework.lifecycle import records
from app.errors import N_
from app.language import Words, isolate, strip_marks
from app.ui.case import closure
from app.ui.case.context import CasePageContext
from app.ui.labels import Text, plain
from app.ui.parts import Button, Row, Rows, group
from app.ui.parts.form_dialog import NOT_A_DAY, FieldKind, Form, FormField
from app.ui.parts.offers import Offer

_CONTROLS: dict[str, FieldKind] = {"day": "day", "text": "line", "words": "area"}


def offers(page: CasePageContext) -> Iterator[Offer]:
    """A way to note each kind, behind "Add"."""
    for kind, form in RECORDS.items():
        yield Offer(form.add, form.hint, "pen", partial(note, page, kind, form))


def note(page: CasePageContext, kind: str, form: RecordForm) -> None:
    days = [question.key for question in form.questions if question.type == "day"]
    Form(
        kept_as=f"note {form.word}",
        title=form.add,
        sentence=form.sentence,
        parts=[_field(page, question, is_first_day=question.key in days[:1]) for question in form.questions],
        refused_at=days[0] if days else "",
        verb=N_("Record it"),
        save=lambda answers: records.note(
            page.session, page.case_id, kind, {question.key: answers.text(question.key) for question in form.questions}
        ),
    ).ask(page.screen)


def _field(page: CasePageContext, question: RecordQuestion, *, is_first_day: bool) -> FormField:
    today = page.screen.context.clock().astimezone().date()
    return FormField(
        name=question.key,
        label=question.label,
        kind=_CONTROLS[question.type],
        required=question.required,
        invalid=NOT_A_DAY if question.type == "day" else "",
        lines=2,
        value=today if is_first_day else "",
    )


def sections(page: CasePageContext) -> Iterator[QWidget]:
    """Those of each kind that there are, the last first, with the way to strike off an error."""
    for kind, form in RECORDS.items():
        noted = [record for record in page.course.records if record.kind == kind]
        if noted:
            yield group(form.heading, Rows.of(_row(page, record, form) for record in reversed(noted)))


def _row(page: CasePageContext, record: records.RecordView, form: RecordForm) -> Row:
    wrong = Button(N_("Recorded by mistake"), "quiet", on_click=lambda: strike_off(page, record))
    words = [question.key for question in form.questions if question.type == "words"]
    first = " · ".join(isolate(record.values[key]) for key in words if record.values[key])
    wrong.setAccessibleDescription(strip_marks(first))
    return Row(plain(first), _second(record, form), "check", wrong, tone="kept")


def _second(record: records.RecordView, form: RecordForm) -> Text:
    def says(w: Words) -> str:
        parts = []
        for place, question in enumerate(form.questions):
            value = record.values[question.key]
            if value and question.type == "day":
                day = w.date(date.fromisoformat(value), "medium")
                parts.append(day if place == 0 else w("{what}: {when}", what=w(question.label), when=day))
            elif value and question.type == "text":
                parts.append(isolate(value))
        return " · ".join([*parts, isolate(record.author)])

    return says


def strike_off(page: CasePageContext, record: records.RecordView) -> None:
    closure.strike_off(
        page,
        f"strike off {record.id}",
        RECORDS[record.kind].add,
        lambda reason: records.strike_off(page.session, page.case_id, record.kind, record.id, reason),
    )
