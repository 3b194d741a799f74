"""XLSForm to XForm, with every complaint placed in the workbook."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from app.form.attached_lists import inlined
from app.form.model import Form, Verify, open_form
from app.form.parser import Parser
from app.form.problems import FormRefused, Problem
from app.form.source_lines import with_lines
from app.form.workbook import archive, authors
from app.form.workbook.complaints import warning
from app.form.workbook.file import decoded, read
from app.form.workbook.normalised import prepared
from app.form.workbook.pyxform_adapter import to_xform
from app.form.workbook.sheets import rows_of, sheets


@dataclass(frozen=True, slots=True)
class Converted:
    """The XForm, what to warn about, and where each question stands (path end or name -> row)."""

    xml: str
    problems: tuple[Problem, ...] = ()
    rows: Mapping[str, int] = field(default_factory=dict)
    resources: Mapping[str, bytes] = field(default_factory=dict)
    workbook: Mapping[str, Any] = field(default_factory=dict)  # its sheets as they were read
    parser: Parser | None = field(default=None, compare=False, repr=False)  # whoever read it

    def advice(self, form: Form) -> tuple[Problem, ...]:
        """What a form for people of several languages lacks, though it opens."""
        words = authors.advice(self.workbook) if self.workbook else authors.unspoken(form)
        return (*words, *authors.typed_over(form))

    def attaching(self, files: Mapping[str, bytes]) -> "Converted":
        """The same with the lists of these files inside the form. Raises FormRefused."""
        if not files:
            return self
        attach = inlined if self.parser is None else self.parser.inlined
        return replace(self, xml=attach(self.xml, files))

    def open(self, resources: Mapping[str, bytes] | None = None, *, verify: Verify | None = None) -> Form:
        """Compile it (`open_form`); refusals (FormRefused) and the form's warnings name sheet and row."""
        try:
            form = open_form(self.xml, {**self.resources, **(resources or {})}, verify=verify, parser=self.parser)
        except FormRefused as refused:
            raise FormRefused(self.placed(refused.problems)) from None
        form.problems = self.placed(form.problems)
        return form

    def placed(self, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
        """Problems of the opened form with sheet and row, or with the line of an XForm."""
        if not self.workbook:
            return with_lines(problems, self.xml, self.parser)
        placed = []
        for problem in problems:
            row = self.row(problem.question) if problem.question and problem.row is None else None
            if problem.sheet == "choices" and problem.row is None:
                placed.append(replace(problem, row=authors.choice_row(self.workbook, problem)))
            else:
                placed.append(replace(problem, sheet="survey", row=row) if row else problem)
        return tuple(placed)

    def row(self, path: str) -> int | None:
        parts = path.strip("/").split("/")
        return next((self.rows[key] for at in range(len(parts)) if (key := "/".join(parts[at:])) in self.rows), None)


def convert(file: Path | bytes, name: str = "", parser: Parser | None = None) -> Converted:
    """An XLSForm (.xlsx, .xlsm, .xls, .csv, .md) as an XForm; .xml passes through.

    `name` tells the kind where bytes are handed in; `parser` reads it, in place of this process.
    Raises FormRefused."""
    data, suffix = read(file, name)
    if suffix == ".xml":
        return Converted(decoded(data), parser=parser)
    if parser is None:
        return converted(data, suffix)
    return replace(parser.converted(data, suffix), parser=parser)


def converted(data: bytes, suffix: str) -> Converted:
    """The XForm of a workbook, or of a text that stands for one, read here. Raises FormRefused."""
    if suffix in {".xlsx", ".xlsm"}:
        archive.check(data)
    workbook = sheets(data, suffix)
    rows = rows_of(workbook)
    as_read = dict(workbook)
    early, workbook = prepared(workbook)
    try:
        xml, itemsets, warned = to_xform(workbook)
    except FormRefused as refused:
        placed = tuple(_external(problem, as_read) for problem in refused.problems)
        raise FormRefused(placed) from None
    problems = early + [warning(text) for text in warned]
    resources = {"itemsets.csv": itemsets.encode()} if itemsets else {}
    return Converted(xml, tuple(problems), rows, resources, as_read)


def _external(problem: Problem, as_read: Mapping[str, Any]) -> Problem:
    """A row that stands in the sheet external_choices, which was converted with that of choices."""
    choice_count = len(as_read.get("choices") or [])
    if problem.sheet != "choices" or problem.row is None or problem.row <= choice_count + 1:
        return problem
    return replace(problem, sheet="external_choices", row=problem.row - choice_count)


def open_file(
    file: Path | str | bytes,
    name: str = "",
    resources: Mapping[str, bytes] | None = None,
    *,
    verify: Verify | None = None,
    parser: Parser | None = None,
) -> Form:
    """Convert and compile at once: an XLSForm or an XForm, by its path or as the bytes of the file.

    `name` tells the kind where bytes are handed in ("form.xlsx"); `resources`, `verify` and `parser`
    as `open_form` has them. All warnings are in the form's `problems`. Raises FormRefused, whose problems
    name sheet and row."""
    conversion = convert(Path(file) if isinstance(file, str) else file, name, parser)
    form = conversion.open(resources, verify=verify)
    form.problems = conversion.problems + form.problems
    return form
