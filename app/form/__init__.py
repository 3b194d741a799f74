"""The questionnaire engine: XLSForm to XForm to an interview. Pure; knows nothing of cases or Qt.

`convert` makes XForm XML of a workbook, `open_form` compiles it, `Interview` takes answers.
"""

from app.form.attached_lists import wanted
from app.form.budget import NOT_WHOLE, TOO_MUCH
from app.form.interview import Interview
from app.form.model import Form, open_form
from app.form.problems import (
    AnswerRefused,
    ExpressionRefused,
    FormRefused,
    NoSuchQuestion,
    Problem,
)
from app.form.views import (
    Changes,
    Choice,
    FormLanguage,
    Node,
    Page,
    QuestionDef,
    Range,
    Violation,
)
from app.form.workbook.conversion import Converted, convert, open_file

__all__ = [
    "NOT_WHOLE",
    "TOO_MUCH",
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
    "Page",
    "Problem",
    "QuestionDef",
    "Range",
    "Violation",
    "convert",
    "open_file",
    "open_form",
    "wanted",
]
