"""What waits in a case, as it is shown: a band for what comes first, rows for what follows.

What waits and in which order is said by `app.casework.pages.waiting`; here are the words and the acts."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.case.referral import SENT
from app.casework.lifecycle.case_stages import MissingCondition
from app.casework.lifecycle.support_services import NeedView
from app.casework.pages import case_page, waiting
from app.casework.pages.waiting import WaitingItem
from app.casework.questionnaires.form_parts import OBSERVATION
from app.errors import N_
from app.language import Words, isolate, strip_marks
from app.ui import added_words, navigation, theme
from app.ui.case import consent, decision, needs, next_stage, recovery_period, referral, risk, sealed_files
from app.ui.case.hearings import hear
from app.ui.case.interviews import begin
from app.ui.case.people import proceed
from app.ui.labels import Label, Text, isolated, plain, said
from app.ui.parts import Box, Button, Icon, Row, Rows, counted, group, layouts, shapes
from app.ui.parts.buttons import Kind
from app.ui.sending import AGENCY, COLLEAGUE
from app.ui.sharing import erasure as erase

if TYPE_CHECKING:
    from app.ui.case.page import CaseScreen

_FEW = 3  # that are named on the overview
_LOW, _WIDE = 58, 172  # a row, and the buttons of all rows
REASON = N_("Refer for identification")
ELSEWHERE = N_("Nothing to do now")
_TASK_ICONS = {
    "referral": "send", "hearing": "super", "deadline": "super", "contact": "person", "consent": "pen",
    "recovery": "shield", "shift": "handover", "retention": "minus", "revisit": "eye",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class WaitingStep:
    """`verb`: the button's words, "" where nothing can be done here; `tone`: of its icon."""

    title: Text
    second: Text
    icon: str
    verb: Text = ""
    act: Callable[[], None] = lambda: None
    kind: Kind = "primary"
    tone: str = "ink2"
    about: str = ""

    @property
    def acts(self) -> bool:
        return bool(self.verb)


def steps(screen: "CaseScreen") -> list[WaitingStep]:
    """Everything that waits, in its order."""
    return [_step(screen, entry) for entry in screen.content.waiting]


def _step(screen: "CaseScreen", entry: WaitingItem) -> WaitingStep:
    match entry.kind:
        case waiting.URGENT:
            return _urgent(screen, entry)
        case waiting.ACCEPT:
            return _offered(screen, entry)
        case waiting.ERASURE:
            return _erasure(screen)
        case waiting.CONFIRM:
            return _confirm(screen, entry)
        case waiting.RELEASE:
            return _released(screen, entry)
        case waiting.SAFETY:
            return _safety(screen, entry)
        case waiting.COMPARE:
            n = screen.told.conflicts if screen.told else 0
            return WaitingStep(
                N_("Colleagues entered conflicting answers"),
                lambda w: w.count("Conflict in {n} place", "Conflicts in {n} places", n),
                "eye",
                N_("Compare the values"),
                screen.compare,
                tone="wait",
            )
        case waiting.CORRECT:
            return WaitingStep(
                N_("The person wants something corrected"),
                N_("It was said when the answers were read back."),
                "pen",
                N_("Correct an answer"),
                lambda: screen.correct(entry.ref),
                tone="wait",
            )
        case waiting.ADDED:
            return WaitingStep(
                N_("What the person added is not saved yet"),
                N_("It was typed after the last question."),
                "pen",
                N_("Continue"),
                lambda: added_words.ask_for(screen, screen.case_id, entry.ref, screen.load),
                tone="wait",
            )
        case waiting.RESUME:
            resume = navigation.ResumeInterview(entry.ref)
            return WaitingStep(
                entry.says,
                N_("Started here, not finished"),
                "pen",
                N_("Continue"),
                lambda: screen.wants.emit(resume),
                tone="wait",
                about=said(entry.says),
            )
        case waiting.TAKE_UP:
            return _take_up(screen, entry)
        case waiting.TELL:
            return _tell(screen, entry)
        case waiting.REVIEW:
            return _review(screen, entry)
        case waiting.RETURNED:
            return _returned(screen)
        case waiting.VISIT:
            return WaitingStep(
                N_("Interview somebody here"),
                N_("What is known about the place is filled in."),
                "person",
                N_("Interview somebody here"),
                screen.interview_here,
            )
        case waiting.REFER | waiting.TALK:
            return _screened(screen, entry)
        case waiting.CONDITION:
            return _condition(screen, entry)
        case waiting.PARTS:
            return _expected(screen, entry)
        case waiting.MOVE:
            stage = next(stage for stage in screen.of_course().course.road.next if stage.id == entry.ref)
            return WaitingStep(
                lambda w: w("Next: {stage}", stage=stage.name),
                isolated(stage.agency) if stage.agency else "",
                "arrow_fwd",
                N_("Move the case to the next stage"),
                partial(next_stage.move, screen.of_course(), stage),
            )
        case _:
            return _task(screen, entry)


def _urgent(screen: "CaseScreen", entry: WaitingItem) -> WaitingStep:
    page = screen.of_course()
    need = next(need for need in page.course.care.needs if need.id == entry.ref)
    return WaitingStep(
        lambda w: w("Urgent need: {what}", what=need.words or need.name),
        _due(entry) if entry.overdue else _by_when(need),
        "urgent",
        N_("Deal with it"),
        lambda: needs.meet(page, need),
        tone="wait",
        about=strip_marks(need.words or said(need.name)),
    )


def _by_when(need: NeedView) -> Text:
    due = need.due
    return (lambda w: w("Deal with it by {when}.", when=w.time(due))) if due is not None else ""


def _offered(screen: "CaseScreen", entry: WaitingItem) -> WaitingStep:
    assert screen.told is not None
    handover = next(handover for handover in screen.told.handovers if handover.id == entry.ref)

    def second(w: Words) -> str:
        parts = [isolate(handover.author), w.moment(handover.at)]
        return " · ".join([*parts, *([isolate(handover.note)] if handover.note else [])])

    return WaitingStep(
        N_("Handed over to you"),
        second,
        "handover",
        N_("Accept the case"),
        lambda: screen.accept(handover.id),
        tone="wait",
    )


def _erasure(screen: "CaseScreen") -> WaitingStep:
    order = screen.order
    assert order is not None
    act = next(erase.acts(screen, screen.case_id, order))
    return WaitingStep(
        N_("Ordered to be erased"),
        lambda w: erase.standing(order, w),
        act.icon,
        act.says,
        act.begin,
        kind="grave",
        tone="wait",
    )


def _confirm(screen: "CaseScreen", entry: WaitingItem) -> WaitingStep:
    page = screen.of_course()
    decided = next(view for view in page.course.decisions if view.id == entry.ref)
    status = decision.STATUS.get(decided.status, decided.status)
    second = decision.about(decided)
    return WaitingStep(
        lambda w: w("Waiting for a second person to confirm: {what}", what=w(status)),
        second,
        "super",
        N_("Confirm the decision") if entry.is_mine else "",
        lambda: decision.confirm(page, decided),
        tone="wait" if entry.is_mine else "ink2",
    )


def _released(screen: "CaseScreen", entry: WaitingItem) -> WaitingStep:
    page = screen.of_course()
    release = next(view for view in page.course.releases if view.id == entry.ref)
    says = (
        N_("Waiting for a second person to approve a letter to {agency}")
        if release.is_letter
        else N_("Waiting for a second person to approve a file for {agency}")
    )
    return WaitingStep(
        lambda w: w(says, agency=release.agency_name),
        sealed_files.about(release),
        "lock",
        N_("Review and answer") if entry.is_mine else "",
        lambda: sealed_files.decide(page, release),
        tone="wait" if entry.is_mine else "ink2",
    )


def _safety(screen: "CaseScreen", entry: WaitingItem) -> WaitingStep:
    title, reason, verb = risk.GAPS[entry.ref]
    page = screen.of_course()
    return WaitingStep(title, reason, "shield", verb, lambda: begin(page, entry.ref), tone="wait")


def _take_up(screen: "CaseScreen", entry: WaitingItem) -> WaitingStep:
    assert screen.told is not None
    unfinished = next(talk for talk in screen.told.unfinished if talk.interview_id == entry.ref)
    take_up = navigation.TakeUpInterview(screen.case_id, unfinished.interview_id)

    def second(w: Words) -> str:
        names = w("From {who} to {name}", who=unfinished.author, name=unfinished.name)
        return f"{names} · {w.count('{n} answer', '{n} answers', unfinished.answered)}"

    return WaitingStep(
        N_("An interview to continue"),
        second,
        "pen",
        N_("Continue") if entry.is_mine else "",
        lambda: screen.wants.emit(take_up),
        tone="wait" if entry.is_mine else "ink2",
    )


def _tell(screen: "CaseScreen", entry: WaitingItem) -> WaitingStep:
    page = screen.of_course()
    notice = next(
        notice for notice in page.course.to_tell if (notice.consent, notice.agency) == (entry.ref, entry.agency)
    )
    return WaitingStep(
        lambda w: w("Report the withdrawn consent: {agency}", agency=notice.agency_name),
        lambda w: w("withdrawn {when}", when=w.moment(notice.at)),
        "flag",
        N_("Mark as told"),
        lambda: consent.tell_them(page, notice),
        tone="wait",
        about=strip_marks(said(notice.agency_name)),
    )


def _review(screen: "CaseScreen", entry: WaitingItem) -> WaitingStep:
    if entry.is_mine:
        return WaitingStep(
            N_("A supervisor’s decision"),
            N_("Nobody has decided yet on the latest answers."),
            "super",
            N_("Review the case"),
            screen.decide,
            tone="wait",
        )
    assert screen.told is not None
    handover = next(handover for handover in screen.told.handovers if handover.id == entry.ref)

    def second(w: Words) -> str:
        parts = [isolate(handover.name), w.moment(handover.at)]
        if handover.declined:
            comma = "، " if w.language == "ar" else ", "
            names = comma.join(isolate(name) for name in handover.declined)
            parts.append(w("Declined so far: {names}", names=names))
        return " · ".join(parts)

    return WaitingStep(N_("Handed over, not accepted yet"), second, "super")


def _returned(screen: "CaseScreen") -> WaitingStep:
    """What a supervisor still wants; then it goes back there."""
    assert screen.told is not None
    review = screen.told.reviews[-1]
    verb = N_("Hand over") if screen.context.status.joined else ""
    return WaitingStep(
        lambda w: w("Returned by {name}", name=isolate(review.author)),
        plain(isolate(review.text)) if review.text else "",
        "super",
        verb,
        _to_colleague(screen),
        tone="wait",
    )


def _to_colleague(screen: "CaseScreen") -> Callable[[], None]:
    return screen.goes(navigation.Send(screen.case_id, whom=COLLEAGUE))


def _screened(screen: "CaseScreen", entry: WaitingItem) -> WaitingStep:
    talk = navigation.StartInterview(case_id=screen.case_id)
    second = _due(entry)
    tone = "wait" if entry.overdue else "ink2"
    if entry.kind == waiting.REFER:
        return WaitingStep(
            REASON,
            second,
            "flag",
            next_stage.REFER,
            screen.goes(navigation.Send(screen.case_id, whom=AGENCY, reason=said(REASON))),
            tone=tone,
        )
    return WaitingStep(
        N_("Talk with the person again"),
        second,
        "person",
        N_("Another interview"),
        lambda: screen.wants.emit(talk),
        tone=tone,
    )


def _due(entry: WaitingItem) -> Text:
    due = entry.due
    if due is None:
        return ""
    if entry.overdue:
        return lambda w: w("overdue since {when}", when=w.moment(due))
    return lambda w: w("until {date}", date=w.date(due.astimezone().date()))


def _condition(screen: "CaseScreen", entry: WaitingItem) -> WaitingStep:
    page = screen.of_course()
    missing = MissingCondition(entry.ref, entry.says)
    step = next_stage.step_for(page, missing)
    subject = strip_marks(said(entry.says))
    second = next_stage.sentence(missing)
    if step is not None:
        return WaitingStep(entry.says, second, step.icon, step.alone, step.act, tone="wait", about=subject)
    if entry.ref == "approved" and screen.context.status.joined and not page.course.decides:
        return WaitingStep(entry.says, second, "super", N_("Hand over"), _to_colleague(screen))
    return WaitingStep(entry.says, second, "wait")


def _expected(screen: "CaseScreen", entry: WaitingItem) -> WaitingStep:
    page = screen.of_course()
    expected = [part for part in page.course.parts if part.expected and not part.draft]

    def second(w: Words) -> str:
        return " · ".join(w(part.says) for part in expected)

    first = next(part for part in expected if part.id == entry.ref)
    return WaitingStep(
        N_("Interviews expected at this stage"),
        second,
        "list",
        lambda w: w("Begin: {what}", what=w(first.says)),
        lambda: begin(page, entry.ref),
    )


def _task(screen: "CaseScreen", entry: WaitingItem) -> WaitingStep:
    kind, _, ref = entry.ref.partition(":")
    verb, act = _act_of(screen, kind, ref)
    tone = "wait" if entry.overdue else "ink2"
    return WaitingStep(
        entry.says,
        _due(entry),
        _TASK_ICONS.get(kind, "clock"),
        verb,
        act,
        tone=tone,
        about=strip_marks(said(entry.says)),
    )


def _act_of(screen: "CaseScreen", kind: str, ref: str) -> tuple[Text, Callable[[], None]]:
    """What is done about something that is due."""
    page = screen.of_course()
    course = page.course
    if kind == "referral":
        open_ = [view for view in course.referrals if view.id == ref and view.next]
        if open_ and open_[0].status == SENT:
            return referral.HANDED_OVER, lambda: referral.hand_over(page, open_[0])
        if open_:
            return N_("Update state"), lambda: referral.answer(page, open_[0])
    if kind == "hearing":
        hearings = [
            partial(hear, page, proceeding, hearing)
            for proceeding in course.proceedings
            for hearing in proceeding.hearings
            if hearing.id == ref
        ]
        if hearings:
            return N_("Outcome"), hearings[0]
    if kind == "deadline":
        acts = [
            partial(proceed, page, proceeding, course.people)
            for proceeding in course.proceedings
            if proceeding.id == ref
        ]
        if acts:
            return N_("A number or decision"), acts[0]
    if kind == "consent":
        cells = [cell for cell in course.consents if cell.event == ref]
        if cells:
            cell = cells[0]
            return N_("Ask again"), lambda: consent.record(page, cell.purpose, cell.agency)
    if kind == "revisit":
        return N_("Record a site visit"), lambda: begin(page, OBSERVATION)
    if kind == "contact":
        return N_("Follow-up"), lambda: begin(page, "follow-up")
    if kind == "recovery" and course.care.recovery is not None:
        recovery = course.care.recovery
        return N_("Extend"), lambda: recovery_period.extend(page, recovery)
    if kind == "shift":
        return N_("Shift handover"), screen.goes(navigation.Shift())
    if kind == "retention" and screen.orders:
        return N_("Look at it"), lambda: screen.tabs.open(case_page.PROGRESS)
    return "", lambda: None


class Band(Box):
    """What comes first, with the page's one primary button."""

    def __init__(self, step: WaitingStep) -> None:
        self._tone = "wait" if step.tone == "wait" else "primary"
        fill, edge = shapes.tone_fill(self._tone)
        super().__init__(fill, edge, radius=12)
        self.act = Button(step.verb, step.kind, tall=step.kind == "primary", about=step.about, on_click=step.act)
        words = layouts.column(layouts.Stretch(), Label(step.title, "heading"))
        if said(step.second):
            words.addWidget(Label(step.second, "body"))
        words.addStretch()
        row = layouts.row(Icon(step.icon, self._tone), (words, 1), self.act, gap=16, margins=(16, 8, 12, 8))
        self.inside.addLayout(row)
        self.setMinimumHeight(76)

    def paintEvent(self, event: object) -> None:
        self._fill, self._edge = shapes.tone_fill(self._tone)  # the colours may have changed
        if self._tone == "wait":
            self._edge = "wait"
        super().paintEvent(event)  # type: ignore[arg-type]


def row(step: WaitingStep) -> Row:
    """One that follows. What lies with somebody else says that nothing is asked."""
    last: QWidget
    if step.acts:
        button = Button(step.verb, "grave" if step.kind == "grave" else "second", about=step.about, on_click=step.act)
        button.setMinimumWidth(_WIDE)
        last = button
    else:
        last = Label(ELSEWHERE, "small", "ink2", wrap=False)
    return Row(step.title, step.second, step.icon, last, tone=step.tone, least_height=_LOW)


def are_many(following: list[WaitingStep]) -> bool:
    """More than the overview shows, so that a button shows all of them."""
    return len(following) > _FEW


def after_that(following: list[WaitingStep], show_all: Callable[[], None]) -> QWidget:
    """The next few; all of them on the page of the case's progress."""
    rows = Rows.of(row(step) for step in following[:_FEW])
    every = None
    if are_many(following):
        every = Button(lambda w: w("Show all ({n})", n=w.number(len(following))), "quiet", on_click=show_all)
        every.setAccessibleDescription(theme.words()(N_("After that")))
    return group(counted(N_("After that"), len(following)), rows, every, gap=0 if every else 8)
