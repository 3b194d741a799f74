"""What can be wrong with a form or with an answer, and where in the workbook it stands."""

from dataclasses import dataclass, field
from typing import Literal

from app.errors import N_, SanadError, said

Level = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend in a form.

    `row` counts as the spreadsheet does, from 1 (the header); None where no row is to blame. `says`
    is one plain sentence that ends with the remedy: English as a text, and in another language
    through `app.language.Words.told`. `line` counts the lines of an XForm (XML) from 1."""

    level: Level
    says: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    question: str | None = None  # the name or path of the question concerned, where known
    line: int | None = None  # of an XForm, which has no rows

    @property
    def sentence(self) -> str:
        """What it says, with sheet and row before it."""
        return placed(self)


class FormRefused(SanadError):
    """The form can't be opened. `problems` holds at least one of level "error"."""

    problems: tuple[Problem, ...]
    problem: str = field(init=False)  # the first error, with its place
    says = N_("This form can’t be opened. {problem}")

    def __post_init__(self) -> None:
        errors = [problem for problem in self.problems if problem.level == "error"]
        self.problem = placed((errors or list(self.problems))[0])


_PLACES = {
    (True, True, True): N_("Sheet {sheet}, row {row}, column {column}: {problem}"),
    (True, True, False): N_("Sheet {sheet}, row {row}: {problem}"),
    (True, False, True): N_("Sheet {sheet}, column {column}: {problem}"),
    (True, False, False): N_("Sheet {sheet}: {problem}"),
    (False, True, True): N_("Row {row}, column {column}: {problem}"),
    (False, True, False): N_("Row {row}: {problem}"),
    (False, False, True): N_("Column {column}: {problem}"),
}


def placed(problem: Problem) -> str:
    """The sentence of a problem, with sheet and row before it."""
    parts = (bool(problem.sheet), bool(problem.row), bool(problem.column))
    if parts not in _PLACES or (problem.line and not problem.row):
        if problem.line:
            return said(N_("Line {line}: {problem}"), line=problem.line, problem=problem.says)
        return problem.says
    return said(_PLACES[parts], sheet=problem.sheet, row=problem.row, column=problem.column, problem=problem.says)


def refusal(
    says: str,
    *,
    sheet: str | None = None,
    row: int | None = None,
    column: str | None = None,
    question: str | None = None,
) -> FormRefused:
    """A refusal for one reason."""
    return FormRefused((Problem("error", says, sheet, row, column, question),))


class NoSuchQuestion(SanadError):
    says = N_("This question is not in the form. Check the reference and try again.")


class AnswerRefused(SanadError):
    problem: str  # a msgid
    says = N_("This answer can’t be saved: {problem}")


class ExpressionRefused(SanadError):
    problem: str
    says = N_("An expression can’t be read: {problem}")
