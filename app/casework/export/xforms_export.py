"""The answers of cases as XForms instances, each interview as its questionnaire asked: one archive of XML files,
as tools of the ODK family take them in. Pictures and recordings are named and stay here.
docs/formats/exchange.md"""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from app.casework.cases import queries
from app.casework.cases.exchange_record import ExchangeRecord
from app.casework.cases.redaction import HELD_BACK, NOT_EXPRESSIBLE, Withheld, extras_of, number_of
from app.casework.export import exchange_rows, htcds_export
from app.casework.export.exchange_rows import ExchangeSelection, Values
from app.casework.questionnaires import forms
from app.casework.session.session import Session
from app.form import Form, Interview
from app.vault.case_records import StoredRecord

STANDARD = "ODK XForms"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


def export(session: Session, file: Path, leaving: ExchangeSelection) -> htcds_export.ExchangeReport:
    """Write the chosen cases' interviews into a .zip. As `htcds_export.export`."""
    if file.suffix.lower() != ".zip":
        raise htcds_export.UnknownFormat(file.name)
    leaving.values_of = _instances
    with (
        exchange_rows.written(session, file, leaving, STANDARD, "zip") as (target, cases),
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for case in cases:
            for name, (xml,) in case.values.items():
                archive.writestr(f"{case.reference}/{name}", xml)
    return htcds_export.report_of(file, leaving, STANDARD)


def _instances(session: Session, stored: StoredRecord, _record: ExchangeRecord, withheld: Withheld) -> Values:
    """By the names of their files; of a questionnaire that is not here there is none."""
    return dict(_of_case(session, stored.case.hex(), withheld))


def _of_case(session: Session, case_id: str, withheld: Withheld) -> Iterator[tuple[str, tuple[str, ...]]]:
    number = 0
    for interview_view in queries.case(session, case_id).interviews:
        form = forms.load_if_here(session, interview_view.form_hash)
        if form is None:
            withheld.account[NOT_EXPRESSIBLE] += number_of(None, interview_view.values)
        elif not withheld.interview(form, interview_view.values):
            number += 1
            name = f"{number:02}-{_UNSAFE.sub('_', interview_view.form_id)[:80]}.xml"
            yield name, (instance_of(session, form, interview_view, withheld),)


def instance_of(session: Session, form: Form, interview_view: queries.InterviewView, withheld: Withheld) -> str:
    """An interview's answers as XML, by the id and version of its questionnaire. What is held back is as
    if nobody had answered, also for whatever is calculated of it."""
    values = {
        ref: text_going
        for ref, text in interview_view.values.items()
        if (text_going := _that_goes(form, ref, text, withheld, interview_view.id)) is not None
    }
    interview = Interview(form, values, now=session.clock, new_id=lambda: interview_view.id)
    return _HEAD + interview.instance_xml() + "\n"


def _that_goes(form: Form, ref: str, text: str, withheld: Withheld, interview: str) -> str | None:
    """An answer as it goes; None where it stays, or goes less exactly than its question can hold."""
    if not text:
        return text
    extras = extras_of(form, ref)
    if withheld.answer(extras):
        return None
    place = f"answer:{interview}:{ref}"
    text_shown = withheld.shown(extras, place, text, text)
    if extras.get("typed") or text_shown == text:
        return text_shown
    if place in withheld.changed:
        withheld.changed[place] = HELD_BACK  # no less exact answer fits its question
    return None
