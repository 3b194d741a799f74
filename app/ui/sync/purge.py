"""Send and clear: before a crossing or a search, what headquarters holds leaves this computer."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.casework.cases.queries import CaseRow
from app.casework.exchange import purge
from app.casework.exchange.purge import PurgedCase, PurgePreview
from app.errors import N_, SanadError
from app.language import Words, isolate_ltr
from app.ui import navigation
from app.ui.app_context import AppContext
from app.ui.labels import Label, Text, plain
from app.ui.parts import (
    Badge,
    Banner,
    Box,
    Button,
    CheckCard,
    Few,
    FieldProblem,
    Grid,
    Row,
    Rows,
    counted,
    empty,
    group,
    layouts,
    tight,
)
from app.ui.parts.dialog import Dialog, DialogButton
from app.ui.parts.frame import Office

_CARDS, _ROWS = 40, 12
_WHY: dict[str, str] = {
    "kept": N_("Not all of it is on the server yet"),
    "sent": N_("Not confirmed by the server yet"),
    "unfinished": N_("It has an unfinished interview, or a file that is still on its way"),
}


class ClearScreen(Office):
    """The primary action: sync, then clear what is chosen."""

    reads_after_sync = True
    back_to = navigation.Sync()
    look: PurgePreview | None = None

    def __init__(self, context: AppContext) -> None:
        second = N_("Before a crossing or a search: what the server has is removed from this computer")
        super().__init__(context, "sync", N_("Send, then remove"), second)
        self._cards: dict[str, CheckCard] = {}
        self._left_out: set[str] = set()
        self._asked: tuple[str, ...] = ()  # to be cleared once the sync is over
        self.notices, self.list = QVBoxLayout(), QVBoxLayout()
        for place in (self.notices, self.list):
            tight(place, 16)
            self.body.addLayout(place)
        self.body.addStretch(1)
        self.problem = FieldProblem()
        self.leave = Button(N_("Back"), "second", "arrow_back", tall=True, on_click=self.back)
        self.go = Button(N_("Sync, then remove from this computer"), "grave", "send", tall=True, on_click=self.primary)
        self.go.setEnabled(False)
        foot = layouts.row(self.leave, (self.problem, 1), layouts.Stretch(), self.go, gap=12, margins=(32, 0, 32, 16))
        self.page.addLayout(foot)
        if context.syncing is not None:
            context.syncing.ended.connect(self._sync_ended)
        self.load()

    def load(self) -> None:
        if self.context.open_session is not None:
            self.read_vault(purge.look, self._show)

    # what is shown

    def _show(self, look: PurgePreview) -> None:
        self.hold_place()
        first, self.look = self.look is None, look
        empty(self.list)
        self._cards = {}
        layouts.add(self.list, self._what_it_means(), self._leaving(look))
        if look.stay or look.more_count:
            self.list.addWidget(self._staying(look))
        if look.purged:
            self.list.addWidget(self._away(look.purged))
        self._count()
        if first and self.isVisible():
            self.arrive()

    @staticmethod
    def _what_it_means() -> QWidget:
        box = Box("sunken", "", margins=(20, 14, 20, 14), gap=4)
        for sentence in (
            N_(
                "Names, answers, files and everything that search finds are removed. The case number and signatures without content stay here."
            ),
            N_(
                "With a network and this computer’s access, each case can be downloaded again. Without both, nobody can do so, and nobody can force you to show it here."
            ),
        ):
            box.inside.addWidget(Label(sentence))
        return box

    def _leaving(self, look: PurgePreview) -> QWidget:
        title = counted(N_("Can be sent from this computer"), len(look.leave))
        if not look.leave:
            says = (
                N_(
                    "Nothing can be removed from this computer yet: the server must have all of a case first. Sync, then check again."
                )
                if look.stay
                else N_("No case is stored on this computer.")
            )
            return group(title, Label(says, colour="ink2"))
        grid = Grid(columns=2, least_width=320, gap=10)
        for row in look.leave[:_CARDS]:
            grid.add(self._card(row))
        if (count := len(look.leave) - _CARDS) <= 0:
            return group(title, grid)
        holder = layouts.column_widget(
            grid,
            Label(
                lambda w: w.count("and {n} more, also removed", "and {n} more, also removed", count), "small", "ink2"
            ),
            gap=8,
            wrap=True,
        )
        return group(title, holder)

    def _card(self, row: CaseRow) -> CheckCard:
        card = CheckCard(_named(row), plain(isolate_ltr(row.reference)))
        card.setChecked(row.id not in self._left_out)
        card.chosen.connect(lambda: self._chosen(row.id))
        self._cards[row.id] = card
        return card

    def _staying(self, look: PurgePreview) -> QWidget:
        rows = Rows()
        for row, reason in look.stay[:_ROWS]:
            rows.add(Row(_named(row), _because(row, reason), "wait", tone="wait"))
        if (count := len(look.stay) - _ROWS + look.more_count) > 0:
            rows.add(Row(lambda w: w.count("and {n} more case staying here", "and {n} more cases staying here", count)))
        sync = Button(N_("Sync now"), "second", "send", on_click=self._sync)
        unsent = any(reason != "unfinished" for _, reason in look.stay)
        title = counted(N_("Staying here for now"), len(look.stay) + look.more_count)
        return group(title, rows, sync if unsent else None)

    def _away(self, cases: list[PurgedCase]) -> QWidget:
        rows = Few([partial(self._away_case, case) for case in cases], _CARDS)
        return group(counted(N_("Removed from this computer"), len(cases)), rows)

    def _away_case(self, case: PurgedCase) -> QWidget:
        again = self._back_again(case)
        return Row(plain(isolate_ltr(case.reference)), _since(case), "hq", again)

    def _back_again(self, case: PurgedCase) -> QWidget:
        if case.comes_back:
            return Badge(N_("Comes with the next sync"), "inbox", "sent")
        button = Button(N_("Download again"), "second", "inbox", about=case.reference)
        button.clicked.connect(lambda: self.bring_back(case.case_id))
        return button

    # choosing

    def _chosen(self, case_id: str) -> None:
        card = self._cards[case_id]
        self._left_out -= {case_id}
        if not card.isChecked():
            self._left_out |= {case_id}
        self._count()

    def chosen(self) -> tuple[str, ...]:
        """The cases that would be cleared."""
        rows = self.look.leave if self.look is not None else []
        return tuple(row.id for row in rows if row.id not in self._left_out)

    def _count(self) -> None:
        self.go.setEnabled(bool(self.chosen()) and not self._asked)

    # acting

    def primary(self) -> None:
        """Ask first: it is grave where there is no network afterwards."""
        ids = self.chosen()
        if not ids or not self.go.isEnabled():
            return

        self.open_dialog(
            Dialog,
            lambda w: w.count("Remove {n} case from this computer?", "Remove {n} cases from this computer?", len(ids)),
            N_(
                "Everything is synced once more first; if that does not finish, nothing is removed. Until you bring the cases back they can’t be read here."
            ),
            [
                DialogButton(N_("Keep them here")),
                DialogButton(N_("Sync, then remove"), lambda: self.clear(ids), "grave"),
            ],
            width=560,
        )

    def clear(self, ids: tuple[str, ...]) -> None:
        """Sync, and remove them once headquarters has said again that it holds them."""
        self._asked = ids
        self.problem.say("")
        self.leave.setFocus(Qt.FocusReason.OtherFocusReason)  # the other one is no longer to be pressed
        self.go.setEnabled(False)
        self.go.say(N_("Syncing"))
        self._sync()

    def _sync(self) -> None:
        if self.context.syncing is not None:
            self.context.syncing.sync_now()

    def _sync_ended(self) -> None:
        ids, self._asked = self._asked, ()
        if not ids or self.context.open_session is None or self.context.syncing is None:
            return
        problems = self.context.syncing.now.problems
        if problems:
            self._refused(problems[-1])
            return
        self.go.say(N_("Removing"))
        self.write_vault(lambda session: purge.clear(session, ids), self._cleared, self._refused)

    def _cleared(self, n: int) -> None:
        self._rest()
        self._tell(lambda w: w.count("{n} case removed from this computer. It is on the server.", "{n} cases removed from this computer. They are on the server.", n))  # fmt: skip

    def _refused(self, error: SanadError) -> None:
        self._rest()
        self.problem.say(lambda w: f"{w.say(error)} {w('Nothing was removed here.')}")

    def _rest(self) -> None:
        self.go.say(N_("Sync, then remove from this computer"))
        self.load()
        self.look_around()

    def _tell(self, says: Text) -> None:
        empty(self.notices)
        self.notices.addWidget(Banner(says, "kept", "kept"))
        self.area.verticalScrollBar().setValue(0)

    def bring_back(self, case_id: str) -> None:
        """Note that it is wanted, and sync."""

        def noted(_none: None) -> None:
            empty(self.notices)
            self.load()
            self._sync()

        self.write_vault(lambda session: purge.fetch(session, case_id), noted)

    def complain(self, sentence: str) -> bool:
        self.problem.say(plain(sentence))
        return True

    def arrive(self) -> None:
        first = next(iter(self._cards.values()), None)
        (first or self.leave).setFocus(Qt.FocusReason.OtherFocusReason)


def _named(row: CaseRow) -> Text:
    if row.restricted:
        return N_("Restricted case")
    return plain(row.name) if row.name else N_("No name yet")


def _because(row: CaseRow, reason: str) -> Text:
    return lambda w: f"{isolate_ltr(row.reference)} · {w(_WHY[reason])}"


def _since(case: PurgedCase) -> Text:
    at = case.at

    def sentence(w: Words) -> str:
        return w("Removed from this computer: {moment}", moment=w.moment(at))

    return sentence
