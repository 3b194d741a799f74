"""The other tabs of a case, each made when it is opened: interviews, progress, papers, people, history."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.casework.pages import waiting as kinds
from app.casework.session import profiles, unreadable
from app.errors import N_, Said
from app.ui import case_marks, fact_rows, navigation
from app.ui.attachments.section import FilesSection
from app.ui.case import (
    case_kind,
    closure,
    consent,
    decision,
    duplicates,
    interviews,
    journey,
    needs,
    next_stage,
    people,
    records,
    recovery_period,
    referral,
    risk,
    sealed_files,
    waiting,
)
from app.ui.case.history import History
from app.ui.case.safe_number import SafeNumber
from app.ui.groups import membership
from app.ui.labels import Label
from app.ui.parts import Button, Few, Flow, Row, Rows, group, layouts
from app.ui.sharing import case_section
from app.ui.sharing import erasure as erase
from app.ui.shift import notes

if TYPE_CHECKING:
    from app.ui.case.page import CaseScreen

PICTURE = N_("Picture of the links")
_FOLDED = 10  # earlier interviews that are named at once
_OF_STAGE = frozenset({kinds.CONDITION, kinds.PARTS, kinds.MOVE})


class TwoColumns(QWidget):
    """As the overview: one column where the page is narrow."""

    def __init__(self) -> None:
        super().__init__()
        self.columns = layouts.row(gap=20, parent=self)
        self.leading, self.trailing = layouts.column(gap=18), layouts.column(gap=18)
        layouts.add(self.columns, (self.leading, 11), (self.trailing, 8))
        layouts.wraps(self)

    def put(self, leading: list[QWidget | None], trailing: list[QWidget | None]) -> None:
        """What is None is left out."""
        for column, widgets in ((self.leading, leading), (self.trailing, trailing)):
            for widget in widgets:
                if widget is not None:
                    column.addWidget(widget)
            column.addStretch(1)

    def fit(self, width: int) -> None:
        layouts.lay(self.columns, beside=width >= 820)


class OneColumn(QWidget):
    def __init__(self, *widgets: QWidget | None) -> None:
        super().__init__()
        layouts.column(*(widget for widget in widgets if widget is not None), gap=18, parent=self)
        layouts.wraps(self)

    def fit(self, width: int) -> None:
        """It has one column at every width."""


def interviews_of(screen: "CaseScreen") -> QWidget:
    """What this stage expects, what lies unfinished, then the answers, the last interview's first. What
    somebody came here to put right stands above all."""
    page, case = screen.of_course(), screen.told
    assert case is not None
    is_visit = case_marks.VISIT in case.marks
    last_first = list(reversed(screen.content.interviews))
    put_right = [talk for talk in last_first if talk.id == screen.answered.above]
    last_first = [talk for talk in last_first if talk not in put_right]
    first = [screen.answered.group_of(talk) for talk in last_first[:1]]
    differing = [talk for talk in last_first[1:] if talk.open]
    earlier = [talk for talk in last_first[1:] if not talk.open]
    folded: QWidget | None = None
    if earlier:
        folded = Few([partial(screen.answered.group_of, talk, folded=True) for talk in earlier], _FOLDED, framed=False)
    return OneColumn(
        *(screen.answered.group_of(talk) for talk in put_right),
        None if is_visit or screen.content.damaged else interviews.interviews(page),
        case_section.unfinished(screen, screen.case_id, case.unfinished) if case.unfinished else None,
        *first,
        *(screen.answered.group_of(talk) for talk in differing),
        folded,
    )


def progress(screen: "CaseScreen") -> QWidget:
    """All that waits and what the next stage asks for; needs, referrals, consents, the status, the end."""
    page, case = screen.of_course(), screen.told
    assert case is not None
    is_visit = case_marks.VISIT in case.marks
    columns = TwoColumns()
    columns.put(
        [
            _waits(screen),
            None if is_visit else next_stage.ahead(page),
            needs.needs(page),
            referral.referrals(page),
            needs.services(page),
            *records.sections(page),
            notes.of_case(screen.content.notes, _note_button(screen)),
            _end(screen),
        ],
        [
            None if is_visit else _all_consents(screen),
            None if is_visit else decision.decisions(page),
            case_section.reviews(case, None if _review_waits(screen) else screen.may_review()),
            None if is_visit else case_kind.kind(page),
            risk.risk(page),
            recovery_period.recovery(page),
            journey.journey(page, screen.facts()),
        ],
    )
    return columns


def _review_waits(screen: "CaseScreen") -> bool:
    """Then its button stands above, with what waits."""
    entries = screen.content.waiting
    return any(entry.kind == kinds.REVIEW and entry.is_mine for entry in entries)


def _waits(screen: "CaseScreen") -> QWidget | None:
    """What the stage asks for stands below with the other ways."""
    entries = screen.content.waiting
    rows = [
        waiting.row(step)
        for entry, step in zip(entries, waiting.steps(screen), strict=True)
        if entry.kind not in _OF_STAGE
    ]
    return group(N_("Waiting in this case"), Rows.of(rows)) if rows else None


def _note_button(screen: "CaseScreen") -> Button:
    return Button(notes.ADD, "quiet", "plus", on_click=lambda: notes.write(screen, screen.case_id))


def _all_consents(screen: "CaseScreen") -> QWidget:
    says = N_("Show fewer") if screen.every_consent else N_("Show all")
    every = Button(says, "quiet", on_click=screen.turn_consents)
    return consent.consents(screen.of_course(), every=screen.every_consent, show_every=every)


def _end(screen: "CaseScreen") -> QWidget | None:
    """Going back, closing, keeping, erasing: what destroys is never the page's primary act."""
    page, line = screen.of_course(), Flow()
    road = page.course.road
    if next_stage.goes_back(page):
        step_back = Button(N_("Move it back"), "second", "arrow_back", on_click=lambda: next_stage.move_back(page))
        line.add(step_back)
    if page.course.closes:
        says = N_("Reopen the case") if road.closed else N_("Close the case")
        ends = closure.reopen if road.closed else closure.close
        line.add(Button(says, "second", "folder", on_click=lambda: ends(page)))
        is_held = page.course.retention.held
        hold = N_("Lift the legal hold") if is_held else N_("Place under legal hold")
        line.add(Button(hold, "second", "lock", on_click=lambda: closure.hold(page)))
    if screen.order is not None:
        for act in erase.acts(screen, screen.case_id, screen.order):
            line.add(Button(act.says, act.kind, act.icon, on_click=act.begin))
    elif screen.content.orders:
        order = Button(N_("Order its erasure"), "grave", "minus", on_click=lambda: erase.order(screen, screen.case_id))
        line.add(order)
    return group(N_("The end of the case"), line) if line.children_shown() else None


def papers(screen: "CaseScreen") -> QWidget:
    """Files of the case, and what became of those that were sealed."""
    is_damaged = bool(screen.content.damaged)
    files = FilesSection(screen, screen.case_id, list(screen.content.files))
    files.add.setEnabled(not is_damaged)
    return OneColumn(files, sealed_files.section(screen.of_course(), is_damaged=is_damaged))


def people_and_places(screen: "CaseScreen") -> QWidget:
    """The person with all that is known, who else belongs to the case, and other cases."""
    page, case = screen.of_course(), screen.told
    assert case is not None
    is_visit = case_marks.VISIT in case.marks
    facts = screen.facts()

    def phone(number: str) -> QWidget:
        return SafeNumber(screen, number, partial(fact_rows.fact_line, N_("Phone")))

    columns, number = TwoColumns(), profiles.number_name(page.session)
    ties = Flow()
    ties.add(Button(membership.PUT, "second", "list", on_click=lambda: membership.put(page)))
    picture = Button(PICTURE, "second", "eye", on_click=screen.goes(navigation.LinkGraph(screen.case_id)))
    ties.add(picture)
    columns.put(
        [
            people.people(page),
            people.proceedings(page),
            duplicates.may_be(page, screen.doubles),
            duplicates.known_to(screen.content.matches),
            duplicates.linked(page, page.course.linked),
            membership.section(page),
            group(N_("Other cases"), ties),
        ],
        [fact_rows.of_place(facts) if is_visit else fact_rows.of_person(facts, phone, number)],
    )
    return columns


def history(screen: "CaseScreen") -> QWidget:
    return History(screen, screen.content.timeline)


def damaged(screen: "CaseScreen", tab: "Callable[[CaseScreen], QWidget] | None") -> QWidget:
    """The records that can't be read, then those of a list; what follows from all of them isn't said of some."""
    assert screen.told is not None
    second = partial(case_marks.damaged, screen.told.reference)
    rows = Rows.of(Row(Said(N_("Record {n}"), {"n": n}), second, "wait", tone="wait") for n in screen.content.damaged)
    content = tab(screen) if tab else Label(unreadable.NOTHING_ELSE, colour="ink2")
    return layouts.column_widget(rows, content, layouts.Stretch(1), gap=18, wrap=True)


def nothing(_screen: "CaseScreen") -> QWidget:
    """While it is read."""
    return OneColumn(Label(" "))
