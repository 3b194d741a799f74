"""What colleagues' computers wrote beyond their budget in a case, and the desk's act that puts it away."""

from PySide6.QtWidgets import QWidget

from app.casework.cases import disposal
from app.casework.cases.disposal import ApartRecords
from app.casework.session.session import Session
from app.errors import N_
from app.language import Words, isolate, isolate_ltr
from app.ui.attachments import file_kinds
from app.ui.labels import Text, plain
from app.ui.parts import Button, Row, Rows, counted, group
from app.ui.parts.form_dialog import Form
from app.ui.parts.frame import Screen


def sentence(session: Session, number: int) -> Text:
    """What happened, and what this officer can do about it."""

    def says(w: Words) -> str:
        sentence = w.count(
            "{n} record exceeds what one computer may write into a case. It is stored separately and has no effect.",
            "{n} records exceed what one computer may write into a case. They are stored separately and have no effect.",
            number,
        )
        if disposal.may_put_away(session):
            return f"{sentence} {w('Ask the computer’s officer what happened, then remove it below.')}"
        return f"{sentence} {w('Tell user management.')}"

    return says


def listed(screen: Screen, records: list[ApartRecords]) -> tuple[QWidget, list[Button]]:
    """One row for each computer and case; the desk's buttons that put them away."""
    rows, buttons = Rows(), []
    may_put_away = disposal.may_put_away(screen.context.session)
    for entry in records:
        button = None
        if may_put_away and entry.put_away < entry.records:
            button = Button(N_("Remove the content"), "second", about=f"{entry.author} {entry.reference}")
            button.clicked.connect(lambda _=False, entry=entry: _put_away(screen, entry))
            buttons.append(button)
        title = plain(f"{isolate(entry.author)} · {isolate_ltr(entry.reference)}")
        rows.add(Row(title, _how_much(entry), "inbox", button))
    return group(counted(N_("Set aside, without effect"), len(records)), rows), buttons


def _how_much(entry: ApartRecords) -> Text:
    def says(w: Words) -> str:
        records = w.count("{n} record", "{n} records", entry.records)
        parts = [records, w("since {date}", date=w.date(entry.since.date(), "medium"))]
        if entry.put_away == entry.records:
            parts.append(w("content removed by user management"))
        else:
            parts.append(file_kinds.size(w, entry.size))
        return " · ".join(parts)

    return says


def _put_away(screen: Screen, entry: ApartRecords) -> None:
    """Say what will be gone before it is."""
    session = screen.context.session

    def consequence(w: Words) -> str:
        return w(
            "Records that {name}’s computer wrote beyond its limit in {number}, and its unconfirmed orders to erase, "
            "lose their content here, on the server and on every computer that has the case. The author, the time and "
            "the signatures stay. This can’t be undone.",
            name=isolate(entry.author),
            number=isolate_ltr(entry.reference),
        )

    Form(
        kept_as="put_away",
        title=N_("Remove the surplus content?"),
        sentence=consequence,
        parts=[],
        verb=N_("Remove the content"),
        leave=N_("Leave it"),
        save=lambda _answers: disposal.put_away(session, entry.case, entry.computer),
        kind="grave",
    ).ask(screen)
