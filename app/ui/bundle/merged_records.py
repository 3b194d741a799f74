"""What came of taking a bundle's signed records in: by case, with what was refused and what stays outside."""

from PySide6.QtWidgets import QWidget

from app.casework.export.bundle_import import BundleSummary, ImportedCase, RecordAuthor
from app.errors import N_, SanadError
from app.language import Words, isolate, isolate_ltr
from app.ui.labels import Label, Text, plain
from app.ui.parts import Banner, Row, Rows, group, layouts

_STATES: dict[str, tuple[str, str, str]] = {
    "merged": (N_("The signed records of {reference} are in your records now."), "kept", "kept"),
    "waiting": (N_("The signed records of {reference} are kept until more of the case arrives."), "wait", "wait"),
    "read only": (
        N_("No records of {reference} were added to your records. You can only view them here."),
        "eye",
        "ink2",
    ),
}


def summary_of(summary: BundleSummary) -> QWidget:
    cases = layouts.column_widget(*map(_case, summary.cases), gap=16, wrap=True)
    return group(N_("Added to your records"), cases)


def _case(case: ImportedCase) -> QWidget:
    sentence, icon, tone = _STATES[case.state]
    reference = isolate_ltr(case.reference)
    rows = Rows().add(Row(_numbers(case), "", "list"), *map(_author, case.authors))
    for error, number in case.refused:
        rows.add(_refused(error, number))
    parts: list[QWidget] = [Banner(lambda w: w(sentence, reference=reference), icon, tone), rows]
    if case.outside:
        names = isolate_ltr(", ".join(case.outside))
        parts.append(Label(N_("Shown here only, not imported:"), "small", "ink2"))
        parts.append(Label(plain(names), "small", "ink2"))
    return layouts.column_widget(*parts, gap=8, wrap=True)


def _author(author: RecordAuthor) -> Row:
    arabic, english = map(" ".join, author.words)
    return Row(
        lambda w: w.count(
            "{n} record signed by {name}",
            "{n} records signed by {name}",
            author.number,
            name=isolate(author.name or "?"),
        ),
        lambda w: " · ".join(filter(None, (isolate(author.organisation), arabic if w.language == "ar" else english))),
        "pen",
    )


def _refused(error: SanadError, number: int) -> Row:
    return Row(lambda w: w.say(error), lambda w: w.count("{n} record", "{n} records", number), "wait", tone="wait")


def _numbers(case: ImportedCase) -> Text:
    def says(w: Words) -> str:
        parts = [
            w("new: {n}", n=w.number(case.new)),
            w("here already: {n}", n=w.number(case.known)),
            w("waiting: {n}", n=w.number(case.waiting)),
            w("some stayed with the sender") if case.left_out else "",
        ]
        return " · ".join(filter(None, parts))

    return says
