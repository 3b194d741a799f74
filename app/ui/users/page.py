"""People and computers: everybody who has joined, in which team, at which computer, and what is amiss.

User management invites, changes and withdraws from here; others see who there is. Rows are filtered in
memory as one types; the panel beside them is of the chosen row.
"""

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.casework.exchange import headquarters, sync
from app.casework.export import erasure_orders
from app.casework.pages import user_list
from app.casework.pages.user_list import (
    OF_PEOPLE,
    TEAM,
    TROUBLES,
    Kind,
    Line,
    ServerSays,
    Trouble,
    UserList,
    is_invitation,
)
from app.casework.session.colleagues import membership_status
from app.casework.session.session import Session
from app.errors import N_, SanadError
from app.language import Words, strip_marks
from app.ui import navigation, theme
from app.ui.app_context import AppContext
from app.ui.labels import Label, Text
from app.ui.parts import Banner, Button, Flow, MenuButton, MenuItem, empty, layouts
from app.ui.parts.buttons import CountedChip
from app.ui.parts.frame import ANYTHING, Office
from app.ui.parts.row_table import RowLook, Search
from app.ui.users.columns import PEOPLE, Context, UsersModel, UsersTable, markable
from app.ui.users.panel import UserPanel
from app.ui.users.person_acts import UserActs

_AT_ONCE = 100
_WIDE = 1240
_KINDS: dict[Kind, str] = {"people": N_("People"), "teams": N_("Teams"), "computers": N_("Computers")}
_TROUBLE: dict[Trouble, str] = {
    "silent": N_("No contact for 2 weeks"),
    "old": N_("Old version"),
    "no_backup": N_("No backup for a week"),
    "not_encrypted": N_("Disk not encrypted"),
    "invited": N_("Invited"),
    "away": N_("Away"),
    "forked": N_("Two copies of the records"),
    "unvouched": N_("You have not vouched for it"),
    "ended": N_("Access ended"),
}


@dataclass(slots=True)
class Looked:
    """What one looked at last, for when one comes back from a page that the panel opened."""

    kind: Kind
    trouble: Trouble
    line_id: str


@dataclass(frozen=True, slots=True)
class Read:
    """What the page shows; `lists` is None where this computer has joined nothing."""

    lists: UserList | None
    may_see_orders: bool = False
    address: str = ""  # of headquarters
    field_teams: tuple[str, ...] = ()  # that a field computer can be invited to


class PeopleScreen(Office):
    """The primary action of user management: to invite somebody."""

    follows = frozenset({ANYTHING})

    def __init__(self, context: AppContext, person: str = "") -> None:
        current = "headquarters" if context.status.desk else "post"
        super().__init__(context, current, N_("People and computers"), self._second)
        self.lists: UserList | None = None
        self.kind: Kind = "people"
        self.trouble_chosen: Trouble = ""
        self.sort, self.reverse = TEAM, False
        self.found_lines: list[Line] = []
        self.waiting_computers = 0  # that ask to be let in over the network
        self.field_teams: tuple[str, ...] = ()
        self._server: dict[str, ServerSays] = {}
        self._is_laying = False
        self._stand_on = person  # the id of the row to go to, once it is there
        self.acts = UserActs(self)
        self.search = Search(N_("Search by name, team or computer"))
        self.invite = Button(N_("Invite a person"), "primary", "plus", tall=True, on_click=self.primary)
        self.model = UsersModel(self, PEOPLE, self)  # type: ignore[arg-type]
        self.table = UsersTable(
            self,
            self.model,
            N_("People and computers"),
            offers_acts=True,
            look=RowLook(row=65, head=44, lead=16, edge=True),
        )
        self.search.table = self.table
        self.panel = UserPanel(self.acts, self.leave_panel)
        self.panel.stand_alone(alone=False)
        self.kinds = {kind: _chip(text, chosen=kind == "people") for kind, text in _KINDS.items()}
        self.troubles = {trouble: _chip(text, chosen=False) for trouble, text in _TROUBLE.items()}
        self.others = MenuButton(N_("Other filters"), [])
        self.more_acts = MenuButton(N_("More"), [])
        self._acts_offered: list[MenuItem] = []
        self.banner = layouts.column()
        self.count_line = Label(self._how_many, "small", "ink2")
        self._lay()
        self.search.textChanged.connect(lambda _text: self.look())
        self.table.selectionModel().currentRowChanged.connect(self._turned_to)
        for kind, chip in self.kinds.items():
            chip.chosen.connect(lambda kind=kind: self.choose_kind(kind))
        for trouble, chip in self.troubles.items():
            chip.chosen.connect(lambda trouble=trouble: self.choose_trouble(trouble))
        self._recall()
        self.load()

    def _lay(self) -> None:
        sides = (32, 0, 32, 0)
        self.page.removeWidget(self.area)
        self.area.hide()
        self.page.setSpacing(14)
        self.page.addLayout(layouts.row((self.search, 1), self.invite, gap=12, margins=sides))
        self.chips = Flow(gap=8).add(*self.kinds.values())
        for chip in self.troubles.values():
            chip.hide()
            self.chips.add(chip)
        self.chips.add(self.others)
        self.page.addLayout(layouts.row((self.chips, 1), self.more_acts, gap=8, margins=sides))
        self.page.addLayout(self.banner)
        self.nothing = self._empty_place()
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.nothing)
        self.listed = layouts.column_widget((self.stack, 1), self.count_line, gap=6)
        row = layouts.row((self.listed, 1), self.panel, gap=16, margins=(32, 0, 32, 20))
        self.page.addLayout(row, 1)
        self.invite.hide()
        self.others.hide()
        self.more_acts.hide()

    def _empty_place(self) -> QWidget:
        self.no_match = Label(self._no_match, "heading")
        every = Button(N_("Show everybody"), "second", on_click=self.show_all)
        self.show_every = every
        return layouts.column_widget(
            layouts.Space(24),
            self.no_match,
            layouts.row(every, layouts.Stretch(1)),
            layouts.Stretch(1),
            gap=12,
            margins=(8, 0, 8, 0),
        )

    # words

    def _second(self, w: Words) -> str:
        lists = getattr(self, "lists", None)
        if lists is None:
            return self.context.status.organisation or " "
        return " · ".join(
            [
                w.count("{n} person", "{n} people", lists.number_of("people")),
                w.count("{n} team", "{n} teams", lists.number_of("teams")),
                w.count("{n} computer", "{n} computers", lists.number_of("computers")),
            ]
        )

    def _how_many(self, w: Words) -> str:
        total = len(self.found_lines)
        if not total:
            return ""
        invited = sum(is_invitation(line) for line in self.found_lines)
        counted = {
            "people": lambda: self._people_and_invitations(w, total - invited, invited),
            "teams": lambda: w.count("{n} team", "{n} teams", total),
            "computers": lambda: w.count("{n} computer", "{n} computers", total),
        }[self.kind]()
        sorts = w(N_("by team")) if self.sort == TEAM and self.kind == "people" else ""
        return w(N_(", ")).join(part for part in (counted, sorts) if part)

    @staticmethod
    def _people_and_invitations(w: Words, people: int, invited: int) -> str:
        """Nobody has come by an invitation yet: it is no person."""
        parts = [w.count("{n} person", "{n} people", people)] if people or not invited else []
        if invited:
            parts.append(w.count("{n} open invitation", "{n} open invitations", invited))
        return w(N_(", ")).join(parts)

    def _no_match(self, w: Words) -> str:
        typed = self.search.text().strip()
        if typed:
            return w(N_("Nothing fits “{text}”"), text=typed)
        if self.lists is None:
            return w(N_("This computer has not joined an organisation."))
        return w(N_("Nothing fits this filter"))

    # reading

    def load(self) -> None:
        """Everything anew; the chosen row stays."""
        server = dict(self._server)

        def read(session: Session) -> Read:
            membership = membership_status(session)
            if not membership.joined:
                return Read(None)
            lists = user_list.read(session, server)
            return Read(
                lists,
                erasure_orders.may_see(session),
                sync.address(session),
                tuple(team.name for team in lists.teams if not team.is_desk),
            )

        self.read_vault(read, self._show)

    def _show(self, result: Read) -> None:
        first, focused = self.lists is None, self.focusWidget()
        if focused is not None and self.panel.isAncestorOf(focused):
            # the panel is laid anew: the keyboard goes on where it was
            self.panel.return_to(focused.accessibleName())
        self.lists, self.field_teams = result.lists, result.field_teams
        may_manage = self.lists is not None and self.lists.may_manage
        self.panel.may_manage = may_manage
        if may_manage:
            self.rail.stand_at("headquarters")
        self.invite.setVisible(may_manage)
        self._acts_offered = self._entries(result)
        self.panel.setVisible(self.lists is not None and self.width() >= _WIDE)
        self.top.second.tell()
        self._count()
        self.look()
        if first and may_manage and result.address:
            self._ask_server()

    def _entries(self, result: Read) -> list[MenuItem]:
        entries = []
        if self.panel.may_manage:
            entries = [
                MenuItem(N_("New team"), "people", self.acts.new_team),
                MenuItem(N_("Open a join request"), "inbox", self.acts.open_request),
                MenuItem(N_("Join requests and server"), "hq", self.goes(navigation.DeskPage())),
            ]
        if result.may_see_orders:
            entries.append(MenuItem(N_("Erased cases"), "erase", self.goes(navigation.ErasedCases())))
        return entries

    def _ask_server(self) -> None:
        """When each computer called last, and who asks to be let in; the page can be used meanwhile."""
        session = self.context.session
        self.context.workers.slow(self, lambda: _ask(session), self._heard, lambda _error: None)

    def _heard(self, answer: tuple[dict[str, ServerSays], int]) -> None:
        self._server, self.waiting_computers = answer
        empty(self.banner)
        if self.waiting_computers:
            self.context.joining = self.waiting_computers
            self.show_status(self.context.status)
            show = Button(N_("Compare the words"), "second", on_click=self.goes(navigation.DeskPage()))
            number = self.waiting_computers
            banner = Banner(
                lambda w: w.count("{n} computer waits to be admitted", "{n} computers wait to be admitted", number),
                "inbox",
                "sent",
                show,
            )
            self.banner.addLayout(layouts.row(banner, margins=(32, 0, 32, 0)))
        self.load()

    def synced(self) -> None:
        super().synced()
        if self.panel.may_manage:
            self._ask_server()
        else:
            self.load()

    # what is listed

    def _count(self) -> None:
        for kind, chip in self.kinds.items():
            chip.count(self.lists.number_of(kind) if self.lists else 0)
        counted_kind: Kind = "computers" if self.kind == "computers" else "people"
        for trouble, chip in self.troubles.items():
            chip.count(self.lists.number_of(counted_kind, trouble) if self.lists else 0)
        self._fit_chips()

    def _fit_chips(self) -> None:
        """Filters that find something, as far as there is room; the others in a menu."""
        if self.lists is None:
            return
        offered = [trouble for trouble in TROUBLES if self._is_offered(trouble)]
        offered.sort(key=lambda trouble: not self.troubles[trouble].number)
        room = self.width() - self.rail.width() - 64 - 12
        room -= sum(chip.sizeHint().width() + 8 for chip in self.kinds.values())
        room -= self.more_acts.sizeHint().width() + 8 if self._acts_offered else 0
        room -= self.others.sizeHint().width() + 8
        one_menu = room < 0  # enlarged, there is no room for two
        visible: list[Trouble] = []
        for trouble in offered:
            chip = self.troubles[trouble]
            room -= chip.sizeHint().width() + 8
            if room >= 0 and (chip.number or trouble == self.trouble_chosen):
                visible.append(trouble)
        if self.trouble_chosen and self.trouble_chosen not in visible:
            visible = [*visible[:-1], self.trouble_chosen]
        for trouble, chip in self.troubles.items():
            chip.setVisible(trouble in visible)
            chip.setChecked(trouble == self.trouble_chosen)
        for kind, chip in self.kinds.items():
            chip.setChecked(kind == self.kind)
        hidden_troubles = [trouble for trouble in offered if trouble not in visible]
        filters = [self._entry(trouble) for trouble in hidden_troubles]
        self.others.entries[:] = filters
        self.others.setVisible(bool(filters) and not one_menu)
        self.more_acts.entries[:] = [*self._acts_offered, *(filters if one_menu else [])]
        self.more_acts.setVisible(bool(self.more_acts.entries))

    def _is_offered(self, trouble: Trouble) -> bool:
        if self.kind == "teams":
            return False
        if trouble in OF_PEOPLE and self.kind == "computers":
            return False
        return self.panel.may_manage or trouble in ("away", "ended")

    def _entry(self, trouble: Trouble) -> MenuItem:
        chip = self.troubles[trouble]
        return MenuItem(chip.says, "filter", lambda: self.choose_trouble(trouble))

    def choose_kind(self, kind: Kind) -> None:
        """People, teams or computers; the filter goes where it has no meaning."""
        self.kind, self.sort, self.reverse = kind, TEAM, False
        if not self._is_offered(self.trouble_chosen):
            self.trouble_chosen = ""
        self.model.chosen.clear()
        self._count()
        self.look()
        self._announce(self.count_line.text())

    def _announce(self, text: str) -> None:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.table, strip_marks(text)))

    def choose_trouble(self, trouble: Trouble) -> None:
        """Those with this alone; chosen again, all."""
        self.trouble_chosen = "" if trouble == self.trouble_chosen else trouble
        self._fit_chips()
        self.look()
        self._announce(self.count_line.text())

    def show_all(self) -> None:
        self.trouble_chosen = ""
        self.search.clear()
        self._fit_chips()
        self.look()

    def look(self) -> None:
        """Filter and sort what was read: in memory, at each key."""
        if self.lists is None:
            self.show_every.hide()
            self.stack.setCurrentWidget(self.nothing)
            self.no_match.tell()
            return
        current = self._stand_on or self._current_id()
        self._stand_on = ""
        self.found_lines = self.lists.find(
            self.kind, self.trouble_chosen, self.search.text(), self.sort, reverse=self.reverse
        )
        at = next((at for at, line in enumerate(self.found_lines) if line.id == current), 0)
        first = self.found_lines[: max(_AT_ONCE, at + 1)]
        self.model.show_kind(self.kind, first, len(self.found_lines), Context(self.lists.now))
        self.table.fit()
        self.table.show_sort("" if self.sort == TEAM else self.sort, reverse=self.reverse)
        self.count_line.tell()
        self.no_match.tell()
        self.stack.setCurrentWidget(self.table if self.found_lines else self.nothing)
        self.show_every.show()
        self._is_laying = True  # else the panel would be laid twice
        self.table.go_to(at)
        self._is_laying = False
        self._show_panel()

    def _current_id(self) -> str:
        at = self.table.currentIndex().row()
        return self.model.rows[at].id if 0 <= at < len(self.model.rows) else ""

    # the table asks

    def more(self, offset: int) -> None:
        self.model.append_rows(self.found_lines[offset : offset + _AT_ONCE])

    def open_row(self, at: int) -> None:
        if not 0 <= at < len(self.model.rows):
            return
        self.table.go_to(at)
        self._show_panel()
        if self.width() < _WIDE:
            self.panel.show()
            self.listed.hide()
            self.panel.enter()
        elif self.table.by_key:
            self.panel.enter()

    def leave_panel(self) -> None:
        self.listed.show()
        self.panel.setVisible(self.width() >= _WIDE)
        self.table.setFocus(Qt.FocusReason.TabFocusReason)

    def selected(self) -> None:
        """Other people are marked."""
        self._show_panel()
        number = len(self.model.chosen)
        words = theme.words()
        self._announce(words.count("{n} person selected", "{n} people selected", number))

    def select_all(self) -> None:
        """All that the filter leaves, also those that are not loaded yet."""
        self.model.choose([line for line in self.found_lines if markable(line)], marked=True)
        self.selected()

    def sort_by(self, sort: str) -> None:
        """By another column; by the same again, the other way round."""
        self.reverse = not self.reverse if sort == self.sort else False
        self.sort = sort
        self.look()

    def act(self, key: str) -> None:
        """No key begins an act here."""

    def has_headquarters(self) -> bool:
        """Are the columns there that user management alone can fill?"""
        return self.panel.may_manage

    # the panel

    def _turned_to(self, _now: QModelIndex, _previous: QModelIndex) -> None:
        if self.panel.isVisible() and not self._is_laying:
            self._show_panel()

    def _show_panel(self) -> None:
        lists = self.lists
        if lists is None:
            return
        chosen = [line for line in lists.people if line.id in self.model.chosen]
        if self.panel.may_manage and len(chosen) > 1:
            self.panel.show_several(chosen)
            return
        at = self.table.currentIndex().row()
        line = self.model.rows[at] if 0 <= at < len(self.model.rows) else None
        self.panel.show_line(chosen[0] if chosen else line, lists.now)

    def turn_to(self, kind: Kind, line_id: str) -> None:
        """Show another row, of whatever list."""
        self.search.clear()
        self.trouble_chosen = ""
        lists = self.lists
        if lists is not None and line_id not in {line.id for line in lists.find(kind)}:
            self.trouble_chosen = "ended"
        self.kind, self.sort, self.reverse = kind, TEAM, False
        self._stand_on = line_id
        self.model.chosen.clear()
        self._count()
        self.look()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def remember(self) -> None:
        """Before a page that the panel opens: where one was."""
        self.context.listing = Looked(self.kind, self.trouble_chosen, self._current_id())

    def _recall(self) -> None:
        looked = self.context.listing
        if isinstance(looked, Looked):
            self.context.listing = None
            self.kind, self.trouble_chosen = looked.kind, looked.trouble
            self._stand_on = looked.line_id

    # the window

    def succeed(self, sentence: Text) -> None:
        """What was done, where the eye is, until it was seen."""
        empty(self.banner)
        close = Button(N_("Close"), "quiet")
        banner = Banner(sentence, "kept", "kept", close)
        close.clicked.connect(banner.hide)
        self.banner.addLayout(layouts.row(banner, margins=(32, 0, 32, 0)))
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(banner, strip_marks(banner.sentence.text())))

    def find_here(self) -> bool:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= _WIDE
        self.panel.stand_alone(alone=not wide)
        if wide:
            self.listed.show()
        self.panel.setVisible(self.lists is not None and (wide or self.listed.isHidden()))
        self._fit_chips()
        self._show_panel()

    def tell(self) -> None:
        self._fit_chips()
        self._show_panel()

    def forget(self) -> None:
        self.lists, self.found_lines = None, []
        self.model.show_rows([], 0)

    def arrive(self) -> None:
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def primary(self) -> None:
        if self.panel.may_manage:
            self.acts.invite()

    def back(self) -> None:
        if self.listed.isHidden():
            self.leave_panel()
        else:
            self.wants.emit(navigation.Home() if self.panel.may_manage else navigation.Post())


def _chip(message: str, *, chosen: bool) -> CountedChip:
    return CountedChip(lambda w, number: f"{w(message)} · {w.number(number)}", chosen=chosen)


def _ask(session: Session) -> tuple[dict[str, ServerSays], int]:
    """Takes as long as the network does: not for the threads that a page waits for."""
    try:
        states = {
            state.row.id: ServerSays(state.last_seen, state.locked, state.missing_count, state.forked)
            for state in headquarters.states(session)
        }
        return states, len(headquarters.answers(session))
    except SanadError:
        return {}, 0
    finally:
        session.close_reader()  # that thread has none of its own
