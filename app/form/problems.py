"""What can be wrong with a form or with an answer, and where in the workbook it stands."""

from dataclasses import dataclass, field, replace
from typing import Literal

from app.errors import N_, SanadError

Level = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend in a form.

    `row` counts as the spreadsheet does, from 1 (the header); None where no row is to blame. `says`
    is one plain English sentence that ends with the remedy; `{name}`-like parts are already filled.
    """

    level: Level
    says: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    question: str | None = None  # the name or path of the question concerned, where known


@dataclass(eq=False)
class FormRefused(SanadError):
    """The form can't be opened. `problems` holds at least one of level "error"."""

    problems: tuple[Problem, ...]
    problem: str = field(init=False)  # the first error, with its place
    says = N_("This form can’t be opened. {problem}")

    def __post_init__(self) -> None:
        errors = [one for one in self.problems if one.level == "error"]
        self.problem = placed((errors or list(self.problems))[0])


def placed(problem: Problem) -> str:
    """The sentence of a problem, with sheet and row before it."""
    where = ", ".join(
        part
        for part in (
            f"sheet {problem.sheet}" if problem.sheet else "",
            f"row {problem.row}" if problem.row else "",
            f"column {problem.column}" if problem.column else "",
        )
        if part
    )
    return f"{where[0].upper()}{where[1:]}: {problem.says}" if where else problem.says


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


def located(problem: Problem, *, sheet: str, row: int | None, column: str | None) -> Problem:
    """The same problem, with its place."""
    return replace(problem, sheet=sheet, row=row, column=column)


@dataclass(eq=False)
class NoSuchQuestion(SanadError):
    """A reference that names nothing in this interview."""

    says = N_("This form has no such question. Check the reference and try again.")


@dataclass(eq=False)
class AnswerRefused(SanadError):
    """An answer that the question can't hold. Nothing was changed."""

    problem: str  # a msgid
    says = N_("This answer can’t be kept: {problem}")


@dataclass(eq=False)
class ExpressionRefused(SanadError):
    """An expression that can't be read or run; it never shows an answer."""

    problem: str
    says = N_("An expression can’t be read: {problem}")
