"""The strip over every screen of a practice: that it is one, and what the person told."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.errors import N_
from app.language import Words
from app.ui import theme
from app.ui.app_context import AppContext
from app.ui.labels import Label, name
from app.ui.parts import Button, Icon, layouts
from app.ui.parts.dialog import Dialog, DialogButton

if TYPE_CHECKING:
    from app.casework.pages.mission_score import Verdict
    from app.casework.pages.practice import Mission


@dataclass(slots=True)
class Training:
    """`current`: the id of whom the interview is with; the rest by id: drafts, finished interviews (case
    and interview), what the last score came to."""

    missions: "dict[str, Mission]" = field(default_factory=dict)
    current: str = ""
    drafts: dict[str, str] = field(default_factory=dict)
    finished: dict[str, tuple[str, str]] = field(default_factory=dict)
    verdicts: "dict[str, Verdict]" = field(default_factory=dict)

    def add(self, missions: "tuple[Mission, ...]") -> None:
        """A trainer's take the place of those with the same id."""
        self.missions |= {mission.id: mission for mission in missions}

    def begin(self, draft_id: str) -> None:
        """An interview with the current one was begun or taken up."""
        if self.current:
            self.drafts[self.current] = draft_id

    def whose(self, case_id: str, interview_id: str) -> str:
        """Whom a finished interview was with."""
        talks = {talk: id_ for id_, talk in self.finished.items()}
        return talks.get((case_id, interview_id), "")

    def finish(self, case_id: str, interview_id: str) -> None:
        """It was finished: the score can be seen."""
        if self.current:
            self.drafts.pop(self.current, None)
            self.finished[self.current] = (case_id, interview_id)


_LEAST = 56
SENTENCE = N_("Practice. Nothing here is real, and nothing is saved.")


class Strip(QWidget):
    """Part of the window and not of a screen: none can leave it out."""

    def __init__(self, context: AppContext, window: QWidget) -> None:
        super().__init__(window)
        self._context, self._window = context, window
        self.sentence = Label(SENTENCE, colour="wait", weight=600)
        self.story = Button(self._whose, "quiet", "book", on_click=self.show_story)
        self._row = layouts.row(
            Icon("flag", "wait"), (self.sentence, 1), self.story, gap=12, margins=(24, 4, 24, 4), parent=self
        )
        self.follow()
        self.tell()

    def tell(self) -> None:
        name(self, SENTENCE)

    def follow(self) -> None:
        """The story is offered from the moment that one was chosen; never where the screen is turned to
        the person, who is shown nothing of the officer's."""
        training, screen = self._context.training, getattr(self._window, "screen_now", None)
        is_turned = screen is not None and screen.faces_person
        is_chosen = training is not None and training.current in training.missions
        self.story.setVisible(is_chosen and not is_turned)
        self.story.tell()
        self.fit(self._window.width())
        self.raise_()

    def fit(self, width: int) -> None:
        """Across the window, and as high as the sentence needs there."""
        self._row.invalidate()
        self.setGeometry(0, 0, width, max(_LEAST, self._row.heightForWidth(width)))

    def _whose(self, w: Words) -> str:
        training = self._context.training
        if training is None or training.current not in training.missions:
            return ""
        return w("What {name} says", name=training.missions[training.current].name[w.language])

    def show_story(self) -> None:
        """Over whatever is on the screen."""
        training = self._context.training
        if training is not None:
            mission = training.missions[training.current]
            Dialog(
                self._window, self._whose, lambda w: mission.story[w.language], [DialogButton(N_("Close"))], width=760
            )

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("wait_soft"))
        edge = self.rect().adjusted(0, self.height() - 2, 0, 0)
        painter.fillRect(edge, theme.colour("wait"))
