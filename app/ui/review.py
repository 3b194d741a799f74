"""Before the answers are read back: what is missing, each with a way to it."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.casework.interviews import interview as work
from app.casework.interviews.interview import Agreement
from app.casework.questionnaires import gates
from app.casework.questionnaires.answer_format import in_words, stands_over
from app.casework.questionnaires.apart_notes import is_aside
from app.errors import N_, SanadError
from app.language import Words
from app.ui import navigation
from app.ui.interview.appearance import TABLE_HEAD
from app.ui.interview.controller import InterviewController
from app.ui.labels import Text, plain
from app.ui.parts import Banner, Button, Few, Row, counted, group, layouts, scrolling
from app.ui.parts.dialog import Dialog, DialogButton
from app.ui.parts.frame import Screen, TopLine

_SHOWN = 40  # places of one group; the others behind a button
_FIRST = N_("The interview cannot be finished without an answer that lets it go on.")
_WANTED = N_("Required by the form, not asked yet")
_TO_NOTE = N_("Required by the form, not noted yet")


class ReviewScreen(Screen):
    """Nothing is demanded: what was not asked is recorded as not asked."""

    def __init__(self, controller: InterviewController) -> None:
        super().__init__(controller.context)
        self.controller = controller
        self.review = work.review(controller.interview, controller.live.skipped)
        self.aloud = gates.with_a_person(controller.interview)
        page = layouts.column(gap=12, margins=(0, 18, 0, 16), parent=self)
        looks = N_("Review before reading back") if self.aloud else N_("Review before finishing")
        page.addLayout(layouts.column(TopLine(self, looks), margins=(32, 0, 32, 0)))
        canvas = QWidget()
        self.body = layouts.column(gap=20, margins=(32, 4, 32, 16), parent=canvas)
        page.addWidget(scrolling(canvas), 1)

        verb = N_("Read the answers back") if self.aloud else N_("Finish")
        self.read_back = Button(verb, "primary", "arrow_fwd", icon_after=True, tall=True)
        page.addLayout(self._foot())
        self._fill()

    def _foot(self) -> QHBoxLayout:
        back_button = Button(N_("Back"), "second", "arrow_back", tall=True, on_click=self.back)
        discard = Button(N_("Discard"), "quiet", on_click=self._ask_discard)
        self.read_back.clicked.connect(self.primary)
        return layouts.row(back_button, discard, layouts.Stretch(), self.read_back, gap=12, margins=(32, 0, 32, 0))

    def _fill(self) -> None:
        review = self.review
        unanswered = [ref for ref in review.unanswered if not self._is_head(ref)]
        if not (review.missing or review.problems or unanswered or review.over):
            self.body.addWidget(Banner(N_("Every question has an answer."), "kept", "kept"))
        self.read_back.setEnabled(not review.first)
        for title, places in (
            (N_("Safety and consent come first"), [(ref, _FIRST, "wait") for ref in review.first]),
            (N_("Answers to correct"), [(ref, plain(reason), "wait") for ref, reason in review.problems]),
            (
                N_("Missing"),
                [
                    (ref, _TO_NOTE if self._notes(ref) else _WANTED, "wait")
                    for ref in review.missing
                    if ref not in review.first
                ],
            ),
            (
                N_("Values entered in place of calculated ones"),
                [(ref, partial(self._over, ref), "ink2") for ref in review.over],
            ),
            (
                N_("Without an answer"),
                [(ref, N_("Not noted") if self._notes(ref) else N_("Not asked"), "ink2") for ref in unanswered],
            ),
            (N_("Does not know"), [(ref, N_("Does not know"), "ink2") for ref in review.unknown]),
            (N_("Would rather not say"), [(ref, N_("Would rather not say"), "ink2") for ref in review.refused]),
        ):
            if places:
                expandable = Few([partial(self._row, *place) for place in places], _SHOWN)
                self.body.addWidget(group(counted(title, len(places)), expandable))
        self.body.addStretch(1)

    def _over(self, ref: str, w: Words) -> str:
        node = self.controller.node(ref)
        return " · ".join(part for part in (in_words(node, node.value, w), stands_over(node, w)) if part)

    def _notes(self, ref: str) -> bool:
        """Is it what the officer sees, which nobody is asked?"""
        return is_aside(self.controller.form, ref)

    def _is_head(self, ref: str) -> bool:
        """The words over a table's columns, which take no answer."""
        definition = self.controller.definition(ref)
        return definition is not None and bool(definition.appearance & TABLE_HEAD)

    def _row(self, ref: str, second: Text, tone: str) -> Row:
        ask = Button(N_("Go there"), "second")
        ask.clicked.connect(self.goes(navigation.Interview(self.controller, ref=ref, for_review=True)))
        label: Text = lambda _w: self.controller.node(ref).label  # noqa: E731
        mark = "wait" if tone == "wait" else "pen" if ref in self.review.over else "minus"
        row = Row(label, second, mark, ask, tone=tone)
        ask.setAccessibleDescription(self.controller.node(ref).label)
        return row

    def _ask_discard(self) -> None:
        self.open_dialog(
            Dialog,
            N_("Delete this unfinished interview?"),
            N_("Its answers are destroyed and can't be brought back."),
            [DialogButton(N_("Save")), DialogButton(N_("Delete the interview"), self._discard, "grave")],
        )

    def _discard(self) -> None:
        draft = self.controller.live.draft_id
        self.write_vault(
            lambda session: work.discard(session, draft), lambda _n: self.wants.emit(self.controller.after())
        )

    def arrive(self) -> None:
        self.read_back.setFocus(Qt.FocusReason.OtherFocusReason)

    def primary(self) -> None:
        if not self.read_back.isEnabled():
            return
        if self.aloud:
            self.wants.emit(navigation.ReadBack(self.controller))
            return
        self.read_back.setEnabled(False)
        draft = self.controller.live.draft_id
        language = self.controller.language()
        self.write_vault(
            lambda session: work.finish(session, draft, Agreement(), language),
            lambda finished: self.wants.emit(navigation.Case(finished.case_id)),
            self._not_done,
        )

    def _not_done(self, error: SanadError) -> None:
        self.read_back.setEnabled(True)
        self.trouble.emit(error)

    def back(self) -> None:
        pages = self.controller.pages()
        self.wants.emit(navigation.Interview(self.controller, page=pages[-1].ref if pages else ""))

    def forward(self) -> None:
        self.primary()
