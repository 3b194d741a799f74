"""Beside the list: the person, team or computer of the chosen row, and what can be done about it.

What ends an access stands last, far below and behind a line.
"""

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.casework.pages.user_list import Away, ComputerLine, Line, PersonLine, TeamLine
from app.errors import N_
from app.language import Words, isolate, isolate_ltr, strip_marks
from app.ui import theme
from app.ui.labels import Label, Text, plain
from app.ui.parts import Badge, Box, Button, Flow, Icon, Rule, empty, layouts, scrolling
from app.ui.parts.buttons import Kind
from app.ui.parts.frame import Initial
from app.ui.users import columns

if TYPE_CHECKING:
    from app.ui.users.person_acts import UserActs

WIDTH = 300
_UNCOVERED = N_("The access of the colleague who was to stand in has ended. Choose somebody else.")
_READABLE = 560  # of the panel where it stands in place of the list


class UserPanel(Box):
    """`leave`: back to the list, by Esc or, where the panel stands in place of the list, by its button."""

    def __init__(self, acts: "UserActs", leave: Callable[[], None]) -> None:
        super().__init__(margins=(1, 8, 1, 8))
        self._acts, self._leave = acts, leave
        self.may_manage = False
        self._buttons: list[Button] = []  # those that it shows now, from above
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self._content = QWidget()
        self.column = layouts.column(gap=8, margins=(17, 8, 17, 8), parent=self._content)
        self._area = scrolling(self._content, ground="asked")  # on a card's ground
        self.inside.addWidget(self._area)
        self.back = Button(N_("Back to the list"), "quiet", "arrow_back", on_click=leave)
        self._alone = False

    def stand_alone(self, *, alone: bool) -> None:
        """In place of the list, where the window is narrow."""
        self._alone = alone
        self.setMinimumWidth(0 if alone else WIDTH)
        self.setMaximumWidth(16777215 if alone else WIDTH)
        self._content.setMaximumWidth(_READABLE if alone else 16777215)
        self.setSizePolicy(
            QSizePolicy.Policy.Expanding if alone else QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)

    def enter(self) -> None:
        """The keyboard to the first thing that can be done, once what was laid is shown."""
        QTimer.singleShot(0, self, self._enter)

    def return_to(self, name: str) -> None:
        """To what is called so, once the panel is laid anew."""
        QTimer.singleShot(0, self, lambda: self._enter(name))

    def _enter(self, name: str = "") -> None:
        named = [button for button in self._buttons if name and button.accessibleName() == name]
        offered = named or self._buttons or ([self.back] if self._alone else [])
        if offered:
            offered[0].show()  # what was just laid is shown only later
            offered[0].setFocus(Qt.FocusReason.TabFocusReason)

    # what it shows

    def show_line(self, line: Line | None, now: datetime) -> None:
        self._clear()
        match line:
            case PersonLine() if line.invitation is not None:
                self._invitation(line, now)
            case PersonLine():
                self._person(line, now)
            case TeamLine():
                self._team(line)
            case ComputerLine():
                self._computer(line, now)
            case _:
                self.column.addWidget(Label(N_("Choose a row to see more."), colour="ink2"))
                self.column.addStretch(1)
        self._area.verticalScrollBar().setValue(0)

    def show_several(self, lines: list[PersonLine]) -> None:
        """Several people: the team and the role alone can be changed of all."""
        self._clear()
        number = len(lines)
        self.column.addWidget(Label(lambda w: w.count("{n} person selected", "{n} people selected", number), "heading"))
        names = [line.name for line in lines[:6]]
        text = Label(
            lambda w: w(N_(", ")).join(isolate(name) for name in names) + (" …" if number > 6 else ""), "small", "ink2"
        )
        self.column.addWidget(text)
        self._rule()
        self._add(N_("Change role"), lambda: self._acts.change_role(lines))
        self._add(N_("Change team"), lambda: self._acts.change_team(lines))
        self._add(N_("Clear selection"), self._acts.clear_selection, "quiet")
        self.column.addStretch(1)

    def _clear(self) -> None:
        self.back.setParent(None)
        self._buttons.clear()
        empty(self.column)
        if self._alone:
            self.column.addLayout(layouts.row(self.back, layouts.Stretch(1)))
            self.back.show()

    # people

    def _person(self, line: PersonLine, now: datetime) -> None:
        self._head(line.name, lambda w: columns.role_and_team(line, w), line.name)
        if line.ended:
            self._facts([(N_("Access"), lambda w: w(N_("No longer in force")))])
            self._side_by_side(*self._computers(line))
            self.column.addStretch(1)
            return
        self._absence(line, now)
        number, day = line.judicial
        if number:
            says = lambda w: w("no. {number} of {day}", number=isolate(number), day=date.fromisoformat(day))  # noqa: E731
            self._facts([(N_("Judicial officer by decision"), says)])
        if self.may_manage:
            self._rule()
            role = self._button(N_("Change role"), lambda: self._acts.change_role([line]))
            team = self._button(N_("Change team"), lambda: self._acts.change_team([line]))
            self._beside(role, team)
            rename = self._lesser(N_("Rename"), lambda: self._acts.rename_person(line), "pen")
            judicial = self._lesser(N_("Judicial officer"), lambda: self._acts.set_judicial(line), "shield")
            self._side_by_side(rename, *self._computers(line))
            self._side_by_side(judicial)
        else:
            self._side_by_side(*self._computers(line))
        if self.may_manage and not line.is_self and line.active:
            self._last(N_("Withdraw access…"), lambda: self._acts.withdraw_person(line), self._stays(line))
        else:
            self.column.addStretch(1)

    @staticmethod
    def _stays(line: PersonLine) -> Text:
        if not line.open_cases:
            return N_("What was written stays.")
        number = line.open_cases
        return lambda w: w.count("{n} case stays open.", "{n} cases stay open.", number)

    def _absence(self, line: PersonLine, now: datetime) -> None:
        absence = line.absence
        head = layouts.row((Label(N_("Absence"), "label", weight=600), 1), gap=8)
        self.column.addLayout(head)
        if absence is not None:
            head.addWidget(_absence_badge(absence, now))
            self._facts(
                [
                    (N_("From"), lambda w: w.date(absence.first_day, "medium")),
                    (N_("Until"), lambda w: w.date(absence.last_day, "medium")),
                    (N_("Covered by"), plain(isolate(absence.substitute))),
                ]
            )
            if absence.uncovered:
                self.column.addWidget(Label(_UNCOVERED, "small", "wait"))
            else:
                self.column.addWidget(Label(self._covered(line), "small", "ink2"))
        for item in line.stands_in_for:
            self.column.addWidget(Label(_stands_in(item), "small", "ink2"))
        may_enter = self.may_manage or line.is_self
        if absence is None and not may_enter:
            self.column.addWidget(Label(N_("None entered."), "small", "ink2"))
        if not may_enter:
            return
        if absence is None:
            self._add(N_("Enter an absence"), lambda: self._acts.set_absence(line), icon="plus")
            return
        change = self._button(N_("Change the absence"), lambda: self._acts.set_absence(line))
        end = self._button(N_("End…"), lambda: self._acts.end_absence(line))
        end.setAccessibleDescription(strip_marks(theme.words()(N_("Absence"))))
        self._beside(change, end)

    @staticmethod
    def _covered(line: PersonLine) -> Text:
        if line.open_cases is None:
            return N_("The cases are covered on these days only.")
        number = line.open_cases
        return lambda w: w.count(
            "{n} case is covered on these days only.", "{n} cases are covered on these days only.", number
        )

    def _computers(self, line: PersonLine) -> list[Button]:
        return [
            self._lesser(_computer_words(computer), partial(self._acts.show_computer, computer), "laptop")
            for computer in line.computers
        ]

    def _invitation(self, line: PersonLine, now: datetime) -> None:
        assert line.invitation is not None
        self._head(lambda w: columns.name_of(line, w), lambda w: columns.invited(line, w, now), line.name or "+")
        invitation = line.invitation
        self._facts(
            [
                (N_("Team"), plain(isolate(invitation.team))),
                (N_("Until"), lambda w: w.date(invitation.until.astimezone().date(), "medium")),
            ]
        )
        if self.may_manage:
            self._add(N_("Send again"), lambda: self._acts.send_again(line), icon="send")
            self._last(
                N_("Cancel the invitation…"),
                lambda: self._acts.cancel_invitation(line),
                N_("Anyone who has joined with it stays."),
            )

    # teams

    def _team(self, line: TeamLine) -> None:
        def second(w: Words) -> str:
            parts = [columns.members_words(line, w), columns.cases_words(line, w)]
            return " · ".join(part for part in parts if part)

        self._head(line.name, second, line.name)
        if self.may_manage:
            if not line.is_desk:
                self._add(N_("Add a person"), lambda: self._acts.add_member(line), icon="plus")
            self._quiet(N_("Rename"), lambda: self._acts.rename_team(line), "pen")
        self._rule()
        self.column.addWidget(Label(N_("Members"), "label", weight=600))
        if not line.members:
            self.column.addWidget(Label(N_("Nobody yet"), "small", "ink2"))
        for member_id, name in line.members:
            person = Button(plain(isolate(name)), "quiet", "person")
            person.clicked.connect(lambda _=False, id_=member_id: self._acts.show_person(id_))
            row = layouts.row(person, layouts.Stretch(1), gap=4)
            if self.may_manage and not line.is_desk:
                remove = Button(N_("Remove…"), "quiet", about=name)
                remove.clicked.connect(lambda _=False, id_=member_id: self._acts.remove_member(line, id_))
                row.addWidget(remove)
            self.column.addLayout(row)
        self.column.addStretch(1)

    # computers

    def _computer(self, line: ComputerLine, now: datetime) -> None:
        self._head(plain(isolate_ltr(line.name)), lambda w: columns.owner_words(line, w), "")
        facts: list[tuple[Text, Text]] = [(N_("Version"), lambda w: columns.version_words(line, w))]
        if self.may_manage:
            facts += [
                (N_("Last contact"), lambda w: columns.contact_words(line, now, w)[0]),
                (N_("Last backup"), lambda w: columns.backup_words(line, now, w)[0]),
                (N_("Disk"), lambda w: columns.disk_words(line, w)),
            ]
        if line.locked is not None:
            locked = line.locked
            facts.append((N_("Last locked"), lambda w: w.moment(locked)))
        if line.backlog:
            facts.append((N_("Not downloaded yet"), lambda w: w.count("{n} case", "{n} cases", line.backlog)))
        if line.certified_until is not None and not line.ended:
            until = line.certified_until
            facts.append((N_("Admitted until"), lambda w: w.date(until.astimezone().date(), "medium")))
        facts.append((N_("Id"), plain(isolate_ltr(line.id[:16]))))
        self._facts(facts)
        if line.forked:
            sentence = N_(
                "It sent two copies of its records, as happens after a disk is copied or a backup is restored. Everything is saved."
            )
            self.column.addWidget(Label(sentence, "small", "wait"))
        self._quiet(N_("Show the person"), lambda: self._acts.show_person(line.person_id), "person")
        if not self.may_manage:
            self.column.addStretch(1)
            return
        if line.vouchable:
            self._add(N_("Vouch for it"), lambda: self._acts.vouch(line), icon="shield")
        if line.ended:
            self._add(N_("Accept its late records"), lambda: self._acts.accept_late(line))
        elif not line.is_own:
            self._add(N_("Renew the admission"), lambda: self._acts.renew(line), icon="kept")
        if line.is_own:
            self.column.addStretch(1)
            return
        self.column.addStretch(1)
        self._rule()
        if line.ended:
            self._add(N_("It is lost"), lambda: self._acts.lost(line))
            return
        self._add(N_("It is lost…"), lambda: self._acts.lost(line), "grave")
        self._add(N_("End its access…"), lambda: self._acts.withdraw_computer(line), "grave")
        self.column.addWidget(Label(N_("What it sent stays."), "small", "ink2"))

    # parts

    def _head(self, title: Text, second: Text, letter: str) -> None:
        name = plain(title) if isinstance(title, str) else title
        words = layouts.column(Label(name, "heading"), Label(second, "small", "ink2"))
        row = layouts.row(gap=12)
        sign = Initial(letter, 42) if letter else Icon("laptop", "primary", 32)
        layouts.add(row, (sign, 0, Qt.AlignmentFlag.AlignTop), (words, 1))
        self.column.addLayout(row)
        self._rule()

    def _rule(self) -> None:
        self.column.addWidget(Rule())

    def _facts(self, facts: list[tuple[Text, Text]]) -> None:
        rows = layouts.column()
        for label, value in facts:
            name = Label(label, "small", "ink2")
            text = Label(value, "small", weight=500, align="end")
            rows.addLayout(layouts.row((name, 2), (text, 3), gap=8))
        self.column.addLayout(rows)

    def _last(self, says: Text, act: Callable[[], None], note: Text) -> None:
        """What can't be taken back: far below, behind a line."""
        layouts.add(self.column, layouts.Stretch(1), layouts.Space(16))
        self._rule()
        self._add(says, act, "grave")
        self.column.addWidget(Label(note, "small", "ink2"))

    def _button(self, says: Text, act: Callable[[], None], kind: Kind = "second", icon: str = "") -> Button:
        button = Button(says, kind, icon, on_click=act)
        self._buttons.append(button)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        return button

    def _add(self, says: Text, act: Callable[[], None], kind: Kind = "second", icon: str = "") -> None:
        self.column.addWidget(self._button(says, act, kind, icon))

    def _lesser(self, says: Text, act: Callable[[], None], icon: str) -> Button:
        button = Button(says, "quiet", icon, on_click=act)
        self._buttons.append(button)
        return button

    def _quiet(self, says: Text, act: Callable[[], None], icon: str) -> None:
        """A lesser act, at the leading side."""
        self._side_by_side(self._lesser(says, act, icon))

    def _side_by_side(self, *buttons: Button) -> None:
        """As many in a line as there is room for."""
        if buttons:
            self.column.addWidget(Flow(gap=4).add(*buttons))

    def _beside(self, first: Button, second: Button) -> None:
        """Side by side where both have room, else one below the other."""
        room = WIDTH - 36 - 8
        if not self._alone and first.sizeHint().width() + second.sizeHint().width() > room:
            self.column.addLayout(layouts.column(first, second, gap=8))
        else:
            self.column.addLayout(layouts.row(first, second, gap=8))


def _absence_badge(absence: Away, now: datetime) -> Badge:
    days = (absence.first_day - now.astimezone().date()).days

    def says(w: Words) -> str:
        if absence.state == "away":
            return w(N_("Away now"))
        return w.count("In {n} day", "In {n} days", max(1, days))

    return Badge(says, "clock", "sent")


def _stands_in(absence: Away) -> Text:
    return lambda w: w(
        N_("Stands in for {name} until {day}"), name=isolate(absence.person), day=w.date(absence.last_day, "medium")
    )


def _computer_words(computer: ComputerLine) -> Text:
    def says(w: Words) -> str:
        name = isolate_ltr(computer.name)
        return f"{name} · {w(N_('Access ended'))}" if computer.ended else name

    return says
