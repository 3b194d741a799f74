"""Thanks, in both languages, and nothing else; no result follows the last question."""

import hmac
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.casework.cases import groups
from app.casework.interviews import additions
from app.casework.interviews import interview as work
from app.casework.questionnaires.beginnings import SCREENINGS
from app.casework.questionnaires.form_parts import SCREENING, part_of
from app.casework.records import unlock
from app.errors import N_
from app.language import ascii_digits
from app.ui import added_words, navigation
from app.ui.interview.controller import InterviewController
from app.ui.interview.toolbar import KeptBadge
from app.ui.labels import Label
from app.ui.parts import Button, layouts, scrolling
from app.ui.parts.dialog import AskPassphrase
from app.ui.parts.frame import Corner, Screen

CODE_TRIES = 4  # then only the passphrase says it


def ask_alone(screen: Screen, on_done: Callable[[], None], return_code: str = "") -> None:
    """Ask, and go on when it is the officer. `return_code`: of this interview's turned screen, "" for
    none."""
    ask = screen.context.preferences.ask_before_result
    codes = [code.encode() for code in (return_code, screen.context.pin) if code]
    wrong = 0

    def checked(right: bool) -> None:
        if right:
            dialog.close_down()
            on_done()
        else:
            dialog.complain(N_("Not unlocked. Check the keyboard language and try again."))

    def check(typed: str) -> None:
        nonlocal wrong
        digits = ascii_digits(typed).strip()
        if not ask:
            checked(True)
        elif codes and wrong < CODE_TRIES and digits.isascii() and digits.isdigit():
            right = any(hmac.compare_digest(digits.encode(), code) for code in codes)
            wrong += not right
            if right or wrong < CODE_TRIES:
                checked(right)
            else:
                dialog.complain(N_("Wrong code. Now only the passphrase unlocks."))
        else:
            screen.context.write_vault(dialog, lambda session: unlock.verify(session, typed), checked)

    dialog = screen.open_dialog(
        AskPassphrase,
        N_("Are you alone?"),
        N_("What follows is for you only."),
        N_("I am alone: continue"),
        N_("Not now"),
        check,
        ask=ask,
        label=N_("Passphrase or code") if codes else N_("Passphrase"),
    )


_LINES = (("thanks", "display"), ("over", "title"), ("after", "heading"))


class Thanks(Screen):
    """The person may be looking."""

    def __init__(self, controller: InterviewController, case_id: str, interview_id: str) -> None:
        super().__init__(controller.context)
        self.controller, self.case_id, self.interview_id = controller, case_id, interview_id
        page = layouts.column(gap=12, margins=(32, 16, 32, 20), parent=self)
        top = QHBoxLayout()
        layouts.add(top, KeptBadge(controller), layouts.Stretch(), Corner(self))
        page.addLayout(top)
        canvas = QWidget()
        lines = layouts.column(gap=8, parent=canvas)
        page.addWidget(scrolling(canvas), 1)
        lines.addStretch()
        for word, role in _LINES:
            weight = 600 if role == "display" else 500 if role == "title" else 400
            text = controller.said_to_the_person(word)
            lines.addWidget(Label(text, role, weight=weight, align="center"))  # type: ignore[arg-type]
            if controller.other():
                text = controller.said_in_second(word)
                label = Label(text, role, "ink2", weight=400, align="center")  # type: ignore[arg-type]
                lines.addWidget(label)
            lines.addSpacing(20)
        self.add = Button(N_("Write down what is added"), "quiet", "pen", on_click=self.write_more)
        self.added = Label("", "small", "kept", align="center")
        if additions.question_of(controller.interview):
            layouts.add(lines, (self.add, 0, Qt.AlignmentFlag.AlignHCenter), self.added)
        else:
            self.add.hide()
        lines.addStretch()
        page.addLayout(self._foot())

    def _foot(self) -> QHBoxLayout:
        self.next_worker = Button(N_("Next worker here"), "second", "person", tall=True, on_click=self._next_worker)
        self.leave = Button(N_("Go to Today"), "quiet", on_click=self.goes(navigation.Home()))
        self.go = Button(N_("Continue"), "primary", "arrow_fwd", icon_after=True, tall=True, on_click=self.primary)
        foot = layouts.row(self.next_worker, gap=12)
        if part_of(self.controller.form) != SCREENING:  # a part of a case's work is not the next one's
            self.next_worker.hide()
        if self.context.training is not None:  # each person has a story of her or his own
            self.context.training.finish(self.case_id, self.interview_id)
            self.next_worker.hide()
        foot.addWidget(self.leave)
        turn = Label(N_("Turn the screen towards you before continuing."), "small", "ink2", align="end")
        layouts.add(foot, (turn, 1), self.go)
        return foot

    def arrive(self) -> None:
        first = self.go if self.next_worker.isHidden() or not self._begins else self.next_worker
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def _begins(self) -> bool:
        """Is it one after which the officer sees what to do next?"""
        return part_of(self.controller.form) in SCREENINGS

    def write_more(self) -> None:
        """What the person adds after the last question."""
        added_words.ask_for(self, self.case_id, self.interview_id, self._say_added)

    def _say_added(self) -> None:
        at = self.context.clock()
        self.added.say(lambda w: f"{w(N_('Added and saved'))} · {w.time(at)}")

    def _next_worker(self) -> None:
        carried, form = work.carried_over(self.controller.interview), self.controller.form.hash
        case_id = self.case_id
        self.read_vault(
            lambda session: groups.first_of(session, case_id),
            lambda group: self.wants.emit(navigation.StartInterview(carried, form, group_id=group)),
        )

    def primary(self) -> None:
        """The officer says that he is alone, and shows that it is he."""
        destination: object = navigation.Case(self.case_id)
        if self._begins:
            destination = navigation.Result(self.case_id, self.interview_id)
        ask_alone(self, lambda: self.wants.emit(destination), self.controller.code)

    def forward(self) -> None:
        self.primary()
