"""The questionnaire engine: an XLSForm or an XForm, and interviews with it.

It knows nothing of Sanad but how errors are said (app.errors) and what a clock is (app.clock); whatever
else it needs is handed in. What is named here is all that others may import; docs/contributing/questionnaire-engine.md
says more. Seven words do the work: `open`, `start`, `restore`, `answer`, `add`, `remove`, `state`. The
last four are methods of an interview too: `interview.answer(ref, value)`.

>>> from app import form
>>> household = form.open(b'''
... | survey |              |        |           |            |             |
... |        | type         | name   | label     | constraint | calculation |
... |        | begin_repeat | person | Person    |            |             |
... |        | integer      | age    | How old?  | . < 130    |             |
... |        | end_repeat   |        |           |            |             |
... |        | calculate    | years  |           |            | sum(${age}) |
... ''', "household.md")
>>> interview = form.start(household)
>>> form.answer(interview, "/data/person[1]/age", "٤٠").answers
{'/data/person[...]/age': '40', '/data/years': '40'}
>>> entry, changes = form.add(interview, "/data/person")
>>> changes = form.answer(interview, f"{entry}/age", "1000")
>>> form.state(interview)[f"{entry}/age"].valid, form.state(interview)["/data/years"].value
(False, '1040')
>>> form.answer(interview, f"{entry}/age", "old")
Traceback (most recent call last):
app.form.problems.AnswerRefused: answer_refused
>>> again = form.restore(household, interview.stored())
>>> changes = form.remove(again, entry)
>>> form.state(again)["/data/person"].count, again.value("/data/years")
(1, '40')
"""

from app.form.attached_lists import list_files
from app.form.budget import NOT_WHOLE, TOO_MUCH
from app.form.interview import Interview, restore, start
from app.form.model import Form, Verify, open_form
from app.form.origins import (
    ACTION,
    CALCULATED,
    CARRIED,
    DEFAULT,
    TYPED,
    UNKNOWN,
    Answer,
    Origin,
    origin_of,
    with_origins,
)
from app.form.problems import AnswerRefused, ExpressionRefused, FormRefused, NoSuchQuestion, Problem
from app.form.views import Changes, Choice, FormLanguage, Node, Page, QuestionDef, Range, Violation
from app.form.workbook.authors import changes_since
from app.form.workbook.conversion import Converted, convert, open_file

open = open_file  # noqa: A001 - it is read as form.open
answer = Interview.answer
add = Interview.add
remove = Interview.remove
state = Interview.state

__all__ = [
    "ACTION",
    "CALCULATED",
    "CARRIED",
    "DEFAULT",
    "NOT_WHOLE",
    "TOO_MUCH",
    "TYPED",
    "UNKNOWN",
    "Answer",
    "AnswerRefused",
    "Changes",
    "Choice",
    "Converted",
    "ExpressionRefused",
    "Form",
    "FormLanguage",
    "FormRefused",
    "Interview",
    "NoSuchQuestion",
    "Node",
    "Origin",
    "Page",
    "Problem",
    "QuestionDef",
    "Range",
    "Verify",
    "Violation",
    "add",
    "answer",
    "changes_since",
    "convert",
    "list_files",
    "open",
    "open_form",
    "origin_of",
    "remove",
    "restore",
    "start",
    "state",
    "with_origins",
]
