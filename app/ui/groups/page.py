"""One group: its cases, what they share, and the next interview there."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.casework.cases import groups, queries, related_people
from app.casework.cases.groups import GroupRow, GroupView, Member
from app.casework.cases.related_people import PersonView, ProceedingView
from app.casework.pages import lifecycle_page
from app.casework.session.session import Session
from app.errors import N_, SanadError
from app.language import Words, isolate, isolate_ltr, strip_marks
from app.ui import case_marks, navigation
from app.ui.app_context import AppContext
from app.ui.case import people
from app.ui.case.context import CasePageContext
from app.ui.case.tab_pages import PICTURE
from app.ui.groups import membership
from app.ui.labels import Label, Text, plain, said
from app.ui.parts import Button, Few, Flow, MenuButton, MenuItem, Row, counted, empty, group, layouts
from app.ui.parts.form_dialog import Form
from app.ui.parts.frame import CASES, Office

_MOST = 20


class Groups(Office):
    """By their names; Open goes to one."""

    back_to = navigation.Cases()
    groups: list[GroupRow] | None = None

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, "cases", N_("Groups"), self._second)
        self.list = layouts.column(gap=12)
        layouts.add(self.body, self.list, layouts.Stretch(1))
        self.first: Button | None = None
        context.read_vault(self, groups.groups, self._show)

    def _second(self, w: Words) -> str:
        return w("Cases of one site or of one investigation")

    def _show(self, rows: list[GroupRow]) -> None:
        self.groups, self.first = rows, None
        empty(self.list)
        if not rows:
            says = N_("There are no groups yet. Put a case into a group on its own page, under Add.")
            self.list.addWidget(Label(says, colour="ink2"))
            return
        self.list.addWidget(Few([partial(self._row, row) for row in rows], _MOST))
        self.arrive()

    def _row(self, row: GroupRow) -> Row:
        show = Button(N_("Open"), "second", on_click=self.goes(navigation.Group(row.id)))
        show.setAccessibleDescription(strip_marks(row.name))
        self.first = self.first or show
        return Row(plain(isolate(row.name)), how_many(row), "list", show)

    def arrive(self) -> None:
        if self.first is not None:
            self.first.setFocus()


def how_many(row: GroupRow) -> Text:
    def sentence(w: Words) -> str:
        parts = [w(groups.KIND_SAYS.get(row.kind, row.kind)), w.count("{n} case", "{n} cases", row.known)]
        if row.here < row.known:
            parts.append(w.count("{n} of them on this computer", "{n} of them on this computer", row.here))
        return " · ".join(parts)

    return sentence


NEXT = N_("Interview the next person")
_FEW = 10


@dataclass(frozen=True, slots=True)
class GroupContents:
    """`people`, `proceedings`: each with the case in which it is read, and from which it is written on."""

    view: GroupView
    host: str
    course: lifecycle_page.LifecyclePage
    people: tuple[PersonView, ...]
    proceedings: tuple[tuple[str, ProceedingView], ...]


class GroupScreen(Office):
    """The primary action is the next interview, with what is known of the place."""

    follows = frozenset({CASES})
    back_to = navigation.Groups()
    told: GroupContents | None = None

    def __init__(self, context: AppContext, group_id: str) -> None:
        super().__init__(context, "cases", self._name, self._second)
        self.group_id = group_id
        self.acts = layouts.column()
        self.body.addLayout(self.acts)
        self.columns = layouts.row(gap=20)
        self.leading, self.trailing = QVBoxLayout(), QVBoxLayout()
        for column, share in ((self.leading, 10), (self.trailing, 9)):
            layouts.tight(column, 18)
            self.columns.addLayout(column, share)
        layouts.add(self.body, self.columns, layouts.Stretch(1))
        self.next: Button | None = None
        self.load()

    def _name(self, w: Words) -> str:
        return isolate(self.told.view.row.name) if self.told else " "

    def _second(self, w: Words) -> str:
        return how_many(self.told.view.row)(w) if self.told else ""  # type: ignore[operator]

    def load(self) -> None:
        group_id = self.group_id
        self.read_vault(lambda session: read(session, group_id), self._show, self._failed)

    def _failed(self, error: SanadError) -> None:
        if isinstance(error, groups.NoGroup) and self.told is not None:
            self.wants.emit(navigation.Groups())  # its last case was taken out
        else:
            self.context.workers.failed.emit(error)

    def _show(self, loaded: GroupContents) -> None:
        first, self.told = self.told is None, loaded
        self.top.title.tell()
        self.top.second.tell()
        self.top.second.setVisible(self.height() >= 640)
        self._fill()
        if first:
            self.arrive()

    def tell(self) -> None:
        if self.told is not None:
            self._fill()

    def _fill(self) -> None:
        loaded = self.told
        if loaded is None:
            return
        self.hold_place()
        for place in (self.acts, self.leading, self.trailing):
            empty(place)
        self.acts.addWidget(self._acts())
        page = CasePageContext(self, loaded.host, loaded.course)
        make = [partial(self._member, page, member) for member in loaded.view.members]
        heading = counted(N_("Cases"), len(make))
        layouts.add(self.leading, group(heading, Few(make, _FEW), aligned=True), layouts.Stretch(1))
        self.trailing.addWidget(self._people(page, loaded))
        self.trailing.addWidget(people.proceedings_group(page, loaded.proceedings, loaded.people, self.group_id))
        self.trailing.addStretch(1)

    def _acts(self) -> Flow:
        line = Flow()
        self.next = Button(NEXT, "primary", "person", on_click=self.primary)
        line.add(self.next)
        picture = Button(PICTURE, "second", "eye", on_click=self.goes(navigation.LinkGraph(group_id=self.group_id)))
        line.add(picture)
        line.add(MenuButton(N_("More"), [MenuItem(N_("Change the name or kind"), "pen", self._rename)]))
        return line

    def _member(self, page: CasePageContext, member: Member) -> QWidget:
        holder = QWidget()
        row = layouts.row(gap=4, parent=holder)
        take_out = Button(N_("Take out"), "quiet")
        take_out.clicked.connect(lambda: membership.take_out(page, self.group_id, member.case_id))
        show = Button(N_("Open"), "second", on_click=self.goes(navigation.Case(member.case_id)))
        for button in (take_out, show):
            button.setAccessibleDescription(strip_marks(member.reference))
            row.addWidget(button)
        return Row(_who(member), _where(member), "lock" if member.restricted else "folder", holder)

    def _people(self, page: CasePageContext, loaded: GroupContents) -> QWidget:
        session, group_id = self.context.session, self.group_id

        def keep(role: str, facts: dict[str, str], id_: str) -> object:
            return groups.share(session, group_id, role, facts, id_)

        return people.people_group(
            page,
            N_("Suspects, employers, sites"),
            loaded.people,
            N_("People added here appear in every case of the group. Nobody has been added yet."),
            groups.SHARED,
            keep,
        )

    def _rename(self) -> None:
        assert self.told is not None
        row, session = self.told.view.row, self.context.session
        Form(
            kept_as="rename",
            title=N_("Change the name or kind"),
            sentence=N_("It is recorded in every case of the group on this computer."),
            parts=membership.kind_and_name(row.kind, row.name),
            verb=N_("Save"),
            save=lambda answers: groups.rename(session, self.group_id, answers.text("kind"), answers.text("name")),
        ).ask(self)

    def arrive(self) -> None:
        if self.next is not None:
            self.next.setFocus(Qt.FocusReason.OtherFocusReason)

    def primary(self) -> None:
        """With the facts of the place; its case will be of the group."""
        group_id = self.group_id
        self.read_vault(
            lambda session: groups.carried(session, group_id),
            lambda carried: self.wants.emit(navigation.StartInterview(carried, group_id=group_id)),
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        layouts.lay(self.columns, beside=self.width() >= 1024)


def read(session: Session, group_id: str) -> GroupContents:
    view, sources = groups.group(session, group_id), groups.sources(session, group_id)
    persons: list[PersonView] = []
    proceedings: list[tuple[str, ProceedingView]] = []
    for source, ids in sources:
        case = queries.case_of(session, source)
        persons += (person for person in related_people.people_of(session, case) if person.id in ids)
        proceedings += (
            (source, proceeding) for proceeding in related_people.proceedings_of(session, case) if proceeding.id in ids
        )
    host = sources[0][0]
    return GroupContents(
        view, host, lifecycle_page.course(session, queries.case_of(session, host)), tuple(persons), tuple(proceedings)
    )


def _who(member: Member) -> Text:
    def sentence(w: Words) -> str:
        if member.restricted:
            return w(N_("Restricted case"))
        return isolate(member.name) if member.name else w(N_("No name yet"))

    return sentence


def _where(member: Member) -> Text:
    if member.is_damaged:
        return partial(case_marks.damaged, member.reference)
    return lambda _w: f"{isolate_ltr(member.reference)} · {said(case_marks.stage_name(member.stage))}"
