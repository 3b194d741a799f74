"""What kind of case it is, and which forms of exploitation: said by people, with a reason."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.casework.lifecycle import closure
from app.errors import N_
from app.language import isolate
from app.ui import theme
from app.ui.case.context import Page
from app.ui.labels import Label, plain
from app.ui.parts.boxes import Row, Rows, group
from app.ui.parts.buttons import Button
from app.ui.parts.cards import CheckCard
from app.ui.parts.fields import Area, Field, Problem
from app.ui.parts.grid import Grid
from app.ui.sharing.hand_over import Done, Refused, ask

_TITLE, _FORMS, _REASON = N_("Kind of case"), N_("Forms of exploitation"), N_("Reason")


def kind(page: Page) -> QWidget:
    """What was said; the way to say it."""
    told = page.course.all_kinds
    kinds = [name for _, name, on in told.kinds if on]
    forms = [name for _, name, on in told.forms if on]
    say = Button(N_("Change") if kinds else N_("Say which"), "quiet", "pen")
    say.setAccessibleDescription(theme.words()(_TITLE))
    say.clicked.connect(lambda: ask_kind(page))
    if not kinds:
        return group(
            _TITLE, Label(N_("Nobody has said yet what kind of case it is."), colour="ink2"), say
        )
    rows = Rows()
    rows.add(
        Row(
            plain(_joined(kinds)),
            plain(_joined(forms)) if forms else N_("No form of exploitation is said."),
            "folder",
        )
    )
    return group(_TITLE, rows, say)


def _joined(names: Sequence[str]) -> str:
    return " · ".join(isolate(each) for each in names)


def ask_kind(page: Page) -> None:
    """The dialog. A case can be of two kinds and several forms."""
    told, problem = page.course.all_kinds, Problem()
    kinds, forms = _cards(told.kinds), _cards(told.forms)
    reason = Area(_REASON, lines=2)
    field = Field(_REASON, reason)

    def act(done: Done, refused: Refused) -> None:
        chosen, of = _chosen(kinds), _chosen(forms)
        problem.say("" if chosen else N_("Choose at least one kind."))
        why = reason.toPlainText().strip()
        field.complain("" if why else N_("Write the reason first."))
        if chosen and why:
            session, case_id = page.session, page.case_id
            page.write(lambda: closure.set_kinds(session, case_id, chosen, why, of), done, refused)

    parts: list[QWidget] = [Label(_TITLE, "label"), _grid(kinds), problem]
    if forms:
        parts += [Label(_FORMS, "label"), _grid(forms)]
    ask(page.screen, _TITLE, N_("What is known now. It can be changed later, with a reason."),
        [*parts, field], N_("Keep it so"), N_("Not now"), act, page.again, width=720)  # fmt: skip


def _cards(options: Sequence[tuple[str, str, bool]]) -> dict[str, CheckCard]:
    found = {}
    for id_, name, on in options:
        found[id_] = CheckCard(plain(name))
        found[id_].setChecked(on)
    return found


def _grid(cards: dict[str, CheckCard]) -> Grid:
    grid = Grid(most=3, least_width=200, gap=8)
    for card in cards.values():
        grid.add(card)
    return grid


def _chosen(cards: dict[str, CheckCard]) -> list[str]:
    return [id_ for id_, card in cards.items() if card.isChecked()]
