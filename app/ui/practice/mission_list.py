"""Who there is to practise on, and how it went."""

from pathlib import Path

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.casework.pages import practice
from app.errors import N_
from app.ui import navigation
from app.ui.app_context import AppContext
from app.ui.file_chooser import FileDialog
from app.ui.labels import Label, Text
from app.ui.parts import Button, Row, Rows, empty, layouts
from app.ui.parts.frame import Office
from app.ui.practice.strip import Training

STATES: dict[str, tuple[str, str, str]] = {
    "": (N_("Not tried yet"), "person", "ink2"),
    "begun": (N_("Interview started"), "pen", "wait"),
    "finished": (N_("Interview finished: see the score"), "eye", "wait"),
    "as_it_should_be": (N_("Right result"), "check", "kept"),
    "higher": (N_("Higher than needed"), "up", "wait"),
    "too_low": (N_("Too low: try again"), "down", "grave"),
}


def state_of(training: Training, id_: str) -> str:
    if id_ in training.drafts:
        return "begun"
    if id_ in training.verdicts:
        return training.verdicts[id_]
    return "finished" if id_ in training.finished else ""


class MissionList(Office):
    """The first page of a practice."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(
            context, "practice", N_("Practice"), N_("People to practise with before the first real interview")
        )
        self.training = context.training or Training()
        self.body.addWidget(
            Label(
                N_(
                    "Choose a person, read what they say, and record it in the interview as if you sat together. The "
                    "score then shows what you found, what you missed and why it matters."
                ),
                colour="ink2",
            )
        )
        self.columns = layouts.row(gap=24)
        self.body.addLayout(self.columns)
        self.own = Button(N_("Add a trainer’s file"), "quiet", "plus", on_click=self._ask_for_file)
        layouts.add(self.body, layouts.row(layouts.Stretch(), self.own), layouts.Stretch(1))
        self._first: Button | None = None
        if self.training.missions:
            self._show()
        else:
            self.context.workers.read_vault(self, practice.missions, self._add)

    def _add(self, missions: tuple[practice.Mission, ...]) -> None:
        self.training.add(missions)
        self._show()

    def _show(self) -> None:
        empty(self.columns)
        self._first = None
        missions = list(self.training.missions.values())
        half = (len(missions) + 1) // 2
        for part in (missions[:half], missions[half:]):
            self.columns.addLayout(layouts.column(Rows.of(map(self._row, part)), layouts.Stretch()), 1)
        self.arrive()

    def _row(self, mission: practice.Mission) -> QWidget:
        state, icon, tone = STATES[state_of(self.training, mission.id)]
        title: Text = lambda w: mission.name[w.language]  # noqa: E731
        show = Button(N_("Open"), "second", about=mission.id, on_click=self.goes(navigation.PracticeTalk(mission.id)))
        self._first = self._first or show
        return Row(title, state, icon, show, tone=tone)

    def _ask_for_file(self) -> None:
        self.open_dialog(FileDialog, N_("Add a trainer’s file"), self.take_in, kinds="TOML (*.toml)")

    def take_in(self, file: Path) -> None:
        """A trainer's situations, beside the twelve."""
        self.context.workers.read_vault(self, lambda: practice.missions(file), self._add)

    def arrive(self) -> None:
        if self._first is not None:
            self._first.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        layouts.lay(self.columns, beside=self.width() >= 1024)
