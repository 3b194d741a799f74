"""The interview on the screen: one section a page, both languages or either."""

from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QScrollArea, QSizePolicy, QWidget
from shiboken6 import isValid

from app.case.visit import PLACES
from app.casework.interviews import interview as work
from app.casework.questionnaires import gates
from app.casework.questionnaires.form_parts import part_of
from app.casework.questionnaires.steps import by_steps
from app.errors import N_
from app.form import Changes
from app.settings import remember
from app.ui import navigation
from app.ui.gc_control import set_aside
from app.ui.interview.bilingual_text import Pair
from app.ui.interview.contents import SectionList
from app.ui.interview.controller import InterviewController
from app.ui.interview.dialogs import pick_language, pick_section
from app.ui.interview.held import Held
from app.ui.interview.page import PageView
from app.ui.interview.questions import Question
from app.ui.interview.step_page import StepPage
from app.ui.interview.toolbar import Bar, Foot, SectionProgress
from app.ui.interview.walk import Moment, StepWalk
from app.ui.labels import plain
from app.ui.parts import announce, layouts, scrolling
from app.ui.parts.arrow_keys import digit
from app.ui.parts.focus_ring import follow_the_eye
from app.ui.parts.frame import Screen
from app.ui.turned.return_sheet import choose_code

_FOR_PROGRESS, _FOR_LANGUAGES = 760, 1024  # in a narrower window they stand over the questions
_BESIDE = 12  # sections: more are found by typing
_AROUND = 12  # of room above and below a question that is gone to
_PERSON_STOPPED = N_(
    "The person stopped the talk on the screen. The answers are saved. Ask what they "
    "want now: continue, take a break, or close the interview and continue another day."
)
_LARGE = 300  # questions: more are worth setting aside from the collector


class InterviewScreen(Screen):
    """Pages of one interview; everything given is handed on at once."""

    def __init__(
        self, controller: InterviewController, page: str = "", ref: str = "", for_review: bool = False
    ) -> None:
        """`for_review`: to put one thing right there; then the review comes again."""
        super().__init__(controller.context)
        self._for_review = for_review
        self.controller, self._first_ref = controller, ref
        self._left_at = "" if page or ref else controller.place
        self._spoken = "", ""
        self._turning = False
        controller.changed.connect(self._take)
        controller.trouble.connect(self.trouble)
        self._gone_from = ""
        self.walk = StepWalk(controller)
        controller.onward.connect(self._go_on_soon)
        self.bar, self.contents = Bar(self, controller), SectionList(controller)
        self.foot = Foot(of_a_place=part_of(controller.form) in PLACES)
        if for_review:
            self.foot.next.say(N_("Done: back to the review"))
        column = layouts.column(self.bar, parent=self)
        middle = layouts.row(self.contents)
        self.area = self._body()
        self.moment = Moment(self.area, self._go_on)
        middle.addLayout(layouts.column((self.area, 1), self.foot), 1)
        column.addLayout(middle, 1)
        self._connect()
        pages = [page.ref for page in controller.pages()]
        wanted = ref or self._left_at
        page_refs = [page.ref for page in controller.pages() if wanted in page.refs]
        target = page or (page_refs[0] if page_refs else "") or controller.place
        self.page: PageView | None = None
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._focus_moved)
        self.here = ""
        self.open_page(target if target in pages else (pages[0] if pages else ""))
        if len(controller.form.questions()) > _LARGE:
            set_aside()

    def _body(self) -> QScrollArea:
        canvas = QWidget()
        self.canvas = layouts.column(gap=16, margins=(32, 12, 32, 24), parent=canvas)
        self.top = top = QHBoxLayout()
        layouts.tight(top, 16)
        self.title = Pair("title")
        self.progress = SectionProgress()
        layouts.add(top, (self.title, 1), self.progress)
        self.canvas.addLayout(top)
        self.banner = Held(self.controller)
        layouts.add(self.canvas, self.banner, layouts.Stretch())
        area = scrolling(canvas)
        policy = canvas.sizePolicy()  # as high as at its width, not as at the width that questions hint at
        policy.setVerticalPolicy(QSizePolicy.Policy.Preferred)
        canvas.setSizePolicy(policy)
        return area

    def _connect(self) -> None:
        self.bar.leave.clicked.connect(self.leave)
        self.bar.sections.clicked.connect(self._choose_section)
        self.bar.languages.clicked.connect(lambda: pick_language(self, self.controller, self._second))
        self.contents.chosen.connect(self._to_section)
        self.contents.pause.clicked.connect(self.goes(navigation.Hide()))
        self.banner.goes_to.connect(self._focus)
        self.banner.wants.connect(self.wants)
        self.banner.said.connect(lambda: self.area.verticalScrollBar().setValue(0))
        self.foot.back.clicked.connect(self.back)
        self.foot.next.clicked.connect(self.primary)
        self.foot.skip.clicked.connect(lambda: self._onward(1, skips=True))
        self.foot.turn.clicked.connect(self._turn_round)
        self.foot.view.clicked.connect(self._other_view)
        for key, call in (
            ("F8", self._turn_round),
            ("Ctrl+G", self._choose_section),
            ("Ctrl+Z", self._undo),
            ("Ctrl+S", self._keep_now),
            ("Shift+F1", self._guide),
        ):
            QShortcut(QKeySequence(key), self).activated.connect(call)

    # pages

    def open_page(self, ref: str, at: str = "", *, at_end: bool = False) -> None:
        """Show a section; where a gate before it is closed, the gate's. One question a screen: the one at a
        place, else the first that asks something, or the last."""
        gate = self._gate_of(ref)
        if gate:
            self._first_ref = self._left_at = ""
            at, at_end = self.controller.opens()[0], False
        self._open(gate or ref, at or self._first_ref or self._left_at, at_end=at_end)
        if gate and self.isVisible():
            self.banner.say_closed()

    def _gate_of(self, ref: str) -> str:
        """The section of the closed gate that a section stands behind; "" where it may be opened."""
        pages = self.controller.pages()
        gate_page = next((page for page in pages if page.ref == ref), None)
        if gate_page is None or not gate_page.refs or not all(map(self.controller.behind, gate_page.refs)):
            return ""
        opens = self.controller.opens()
        return next((page.ref for page in pages if set(opens[:1]) & set(page.refs)), "")

    def _open(self, ref: str, at: str = "", *, at_end: bool = False) -> None:
        self.moment.end()
        if self.page is not None:
            self.page.flush()
            self.page.close_down()
            self.page.setProperty("closed", True)
            self.canvas.removeWidget(self.page)
            self._turning = True
            self.page.hide()
            self._turning = False
            self.page.deleteLater()
        self.here = ref
        self.banner.begin()
        if self.controller.by_steps:
            self.walk.stand(self._section(ref), at, at_end=at_end)
            self.page = StepPage(self.controller, ref, self.walk)
        else:
            self.page = PageView(self.controller, ref)
        by_steps_now = self.controller.by_steps
        self.foot.view.say(N_("Whole section") if by_steps_now else N_("One question"))
        self.canvas.insertWidget(2, self.page)
        self.page.show()  # a layout shows later, and what isn't shown takes no focus
        self.area.verticalScrollBar().setValue(0)
        self.controller.keep({}, self.walk.place if self.controller.by_steps else ref)
        self._show_around()
        if self.isVisible():
            self.arrive()

    def arrive(self) -> None:
        if self.controller.person_stopped:
            self.controller.person_stopped = False
            self.banner.say(_PERSON_STOPPED, N_("Close"), self.leave)
        if self.page is not None:
            ref, self._first_ref = self._first_ref, ""
            left_at, self._left_at = self._left_at, ""
            stood = self.page.go_on_at(left_at) if left_at else None
            question = stood or self.page.arrive_at(ref)
            if question is None:
                self.foot.next.setFocus(Qt.FocusReason.OtherFocusReason)
            elif ref or stood is not None:
                self._bring(question)
            if stood is not None and self.controller.node(stood.ref).value:
                label = self.controller.node(stood.ref).label
                announce(
                    self,
                    lambda w: w(
                        "You continue where you were: “{question}”. What you typed is still there.", question=label
                    ),
                )

    def _focus_moved(self, _previous: QWidget | None, now: QWidget | None) -> None:
        if self.page is not None and isValid(self.page):
            question = self.page.question_with(now)
            if question is not None:
                self.controller.stands_at(question.ref)

    def focusNextPrevChild(self, to_next: bool) -> bool:
        if self._turning:  # the page that had the focus goes; the next one takes it
            return False
        follow_the_eye(self, lambda widget: (int(self.foot.isAncestorOf(widget)), 0))
        return super().focusNextPrevChild(to_next)

    def _section(self, ref: str) -> tuple[str, ...]:
        return next((page.refs for page in self.controller.pages() if page.ref == ref), ())

    def _other_view(self) -> None:
        """A section a screen, or one question, from now on."""
        at = self.controller.place
        if self.page is not None:
            self.page.flush()
        by_steps_now = not self.controller.by_steps
        self.context.preferences = replace(self.context.preferences, one_question=by_steps_now)
        remember(self.context.preferences, self.context.home)
        self.controller.by_steps = by_steps_now
        self._first_ref = at if at in self._section(self.here) else ""
        self.open_page(self.here)

    def _show_around(self) -> None:
        self._spoken = self.controller.both()
        self.contents.show_pages(self.here)
        self._show_progress()
        self._show_skip()
        self.bar.languages.say(plain(self._languages()))
        self.bar.languages.setVisible(len(self.controller.form.languages) > 1)

    def _show_progress(self) -> None:
        order = self.contents.order
        at = order.index(self.here) if self.here in order else 0
        in_steps = self.page if isinstance(self.page, StepPage) else None
        back = in_steps is not None and bool(self.walk.beside(in_steps.section(), -1))
        self.foot.back.setVisible(at > 0 or back)
        self.bar.sections.show_at(at + 1, len(order))
        step = in_steps.refs() if in_steps is not None else ()
        number, total = self.walk.count(self.controller.pages(), step) if step else (0, 0)
        if number:
            self.progress.show_at(number, total, of_questions=True)
        else:
            self.progress.show_at(at + 1, len(order))
        is_large = number > 0 and bool(self.walk.gate(step))
        self.progress.setVisible(not is_large and self.width() >= _FOR_PROGRESS)
        self.title.look("small" if is_large else "title", "question", quiet=is_large)
        section = self.contents.title(self.here)
        parts = [self.progress.label.text(), *([] if self.contents.isVisible() else [section])]
        self.title.say(" · ".join(parts) if is_large else section, "")

    def _languages(self) -> str:
        second = self.controller.other()
        first = self.controller.short(self.controller.language())
        return f"{first} + {self.controller.short(second)}" if second else first

    def _take(self, changes: Changes) -> None:
        languages = self.controller.both()
        if self.page is not None:
            self.page.take(changes)
            if languages != self._spoken:  # another language, or another gender of address
                self._spoken = languages
                self.page.retell()
                self._show_around()
        self.contents.follow(self.here)
        self._show_progress()
        self._show_skip()

    def _show_skip(self) -> None:
        """A gate's section is not skipped; what comes of safety stands below it."""
        refs = {gates.plain(ref) for ref in self.page.section()} if self.page is not None else set()
        page_gates = [gate for gate in gates.gates(self.controller.form) if refs & set(gate.refs)]
        self.foot.skip.setVisible(not page_gates and not self._for_review)
        self.foot.turn.setVisible(self._turns())
        safety = next((gate for gate in page_gates if gate.kind == gates.SAFETY), None)
        interview = self.controller.interview
        state = gates.state(interview, safety) if safety is not None else ""
        waits = state == "wait" and safety is not None and gates.unanswered(interview, safety)
        self.foot.show_safety("" if waits else state)

    def _turns(self) -> bool:
        """May the screen be turned to the person now? Not before it is safe, nor in a language that is
        not hers; and a form of hundreds of questions is not gone through alone."""
        form, gate = self.controller.form, self.controller.closed()
        is_safe = gate is None or gate.kind != gates.SAFETY
        is_spoken = not self.controller.fact("language") or self.controller.person_language() is not None
        asks_her = self.controller.asks_the_person and part_of(form) not in PLACES
        return is_safe and is_spoken and asks_her and len(form.questions()) <= _LARGE

    def _turn_round(self) -> None:
        """The person answers alone; the officer's side comes back by a code."""
        if self.page is not None:
            self.page.flush()
        if self._turns() and self.controller.turned_questions():
            refs = self.page.refs() if self.page is not None else ()
            choose_code(self, self.controller, refs[0] if refs else "")

    def tell(self) -> None:
        """The language changed: the engine speaks it too, then every question tells itself."""
        self.controller.follow_language()
        self._show_around()

    # moving

    def primary(self) -> None:
        """Next, after saying once what is to be corrected here, and what is required and was not asked."""
        if self.page is None:
            return
        self.page.flush()
        for question in self.page.questions():
            question.judge()
        refs = self.page.refs()
        if not self.banner.holds(refs) and not self.banner.says_first(refs):
            self._onward(1)

    def _focus(self, ref: str) -> None:
        if self.page is not None and self.controller.stands_in(ref) not in self.page.refs():
            self._open(self.here, ref)  # another question of the section
        if self.page is not None and (question := self.page.arrive_at(ref)) is not None:
            self._bring(question)

    def _bring(self, question: Question) -> None:
        """Into view with its words, once everything before it has its height."""
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        top = question.mapTo(self.area.viewport(), QPoint(0, self.area.verticalScrollBar().value())).y()
        for edge in (top + question.height(), top):  # of one that is too high, the words
            self.area.ensureVisible(0, edge, 0, _AROUND)

    def _onward(self, step: int, *, skips: bool = False) -> None:
        """`skips`: to the next section, whatever stands between."""
        if self.page is not None:
            self.page.flush()
        refs = self.page.refs() if self.page is not None else ()
        if step > 0 and (self.banner.stopped() or self.banner.holds(refs)):
            return
        order = [page.ref for page in self.controller.pages()]
        at = order.index(self.here) + step if self.here in order else 0
        for_review = step > 0 and self._for_review
        if self.controller.by_steps and not for_review and not skips:
            next_ref = self.walk.beside(self._section(self.here), step)
            if next_ref:
                self._open(self.here, next_ref)
                return
        if at >= len(order) or for_review:
            self.wants.emit(navigation.Review(self.controller))
        elif at >= 0:
            self.open_page(order[at], at_end=step < 0)

    def _go_on_soon(self, ref: str) -> None:
        self._gone_from = ref
        self.moment.begin()

    def _go_on(self) -> None:
        """To the next question of the page; after the last one, to the next page."""
        if self.page is None or self._gone_from not in self.page.items:
            return
        following = self.page.after(self._gone_from)
        if following is not None:
            self._focus(following.ref)
        else:
            self.primary()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What nothing below had a use for, where one question a screen is asked: Backspace goes back by
        one, a digit answers it wherever the focus is."""
        focused = QApplication.focusWidget()
        if event.isAutoRepeat() or not self.controller.by_steps or self.page is None:
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Backspace:
            self.back()
        elif digit(event, 9) and self.page.question_with(focused) is None:
            question = self.page.arrive_at()
            if question is not None and (first_part := question.first()) is not None:
                QApplication.sendEvent(first_part, event)
        else:
            super().keyPressEvent(event)

    def back(self) -> None:
        self._onward(-1)

    def forward(self) -> None:
        self.primary()

    def _to_section(self, ref: str) -> None:
        if self.page is not None:
            self.page.flush()
        gate = self._gate_of(ref)
        if not self.banner.stopped() and gate != self.here:
            self.open_page(ref)
        elif gate:
            self.banner.say_closed()

    def _undo(self) -> None:
        if self.page is None:
            return
        self.page.flush()
        ref = self.controller.undo()
        if ref and ref not in self.page.items:
            page_refs = [page.ref for page in self.controller.pages() if ref in page.refs]
            if page_refs:
                self.open_page(page_refs[0], ref)
        if ref:
            self._focus(ref)

    def _guide(self) -> None:
        """The guidance of the question that has the focus, shown or folded again."""
        question = self.page.question_with(QApplication.focusWidget()) if self.page else None
        if question is not None and question.guidance is not None:
            question.guidance.toggle()

    def _keep_now(self) -> None:
        if self.page is not None:
            self.page.flush()
        self.controller.keep_again()

    def hand_over(self) -> None:
        if self.page is not None:
            self.page.flush()
        self.controller.settle_place()

    def hideEvent(self, event: QHideEvent) -> None:
        """Under the cover nothing goes on."""
        super().hideEvent(event)
        self.moment.end()

    def forget(self) -> None:
        """What is heard falls silent with the screen."""
        self.controller.settle_place()
        if self.page is not None:
            self.page.close_down()

    def leave(self) -> None:
        """Back to the office; the interview waits there, once it has an answer."""
        self.hand_over()
        self.forget()
        draft = self.controller.live.draft_id
        self.write_vault(
            lambda session: work.close(session, draft), lambda _none: self.wants.emit(self.controller.after())
        )

    # choosing sections and languages

    def _choose_section(self) -> None:
        """Beside the questions while there are few; else found by typing."""
        pages = {page.ref: page for page in self.controller.pages()}
        if self.contents.isVisible() and self.here in self.contents.rows and len(pages) <= _BESIDE:
            self.contents.rows[self.here].setFocus(Qt.FocusReason.TabFocusReason)
            return
        titles = {ref: self.contents.title(ref) for ref in pages}
        pick_section(self, titles, lambda ref: self.contents.done(pages[ref].refs), self.here, self._to_section)

    def _second(self, name: str) -> None:
        self.controller.choose_second(name)
        if self.page is not None:
            self.page.retell()
        self._show_around()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width, low = self.width(), self.height() < 640
        self.contents.setVisible(width >= 1240)
        self.bar.fit(width)
        self._place_languages(narrow=width < _FOR_LANGUAGES)
        self.bar.setFixedHeight(56 if low else 64)
        self.foot.setFixedHeight(60 if low else 70)
        # the way back to the review has a long name
        self.foot.stop.setVisible(width >= (1000 if self._for_review else 900))
        has_steps = by_steps(self.controller.form) and not self._for_review
        self.foot.view.setVisible(has_steps and width >= _FOR_LANGUAGES)
        self._show_progress()

    def _place_languages(self, *, narrow: bool) -> None:
        """In the bar, or over the questions where it has no room."""
        on_top = self.top.indexOf(self.bar.languages) >= 0
        if narrow and not on_top:
            self.top.insertWidget(1, self.bar.languages)
        elif on_top and not narrow:
            self.bar.take_languages()
