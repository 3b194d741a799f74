"""A newer version of an unfinished interview's questionnaire: what stays, changes, goes aside, is new."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.casework.questionnaires import versions
from app.casework.questionnaires.versions import Difference, OrphanedAnswer, VersionLine
from app.errors import N_, SanadError
from app.language import Words, isolate, isolate_ltr
from app.ui import navigation, text_lines, theme
from app.ui.app_context import AppContext
from app.ui.labels import Label, plain
from app.ui.parts import Banner, Button, Few, Row, counted, empty, group, layouts
from app.ui.parts.frame import Office

_SHOWN = 6


class NewerScreen(Office):
    """The primary action: move. Nothing is moved before."""

    back_to = navigation.Home()
    told: Difference | None = None

    def __init__(self, context: AppContext, draft_id: str) -> None:
        super().__init__(context, "home", N_("A newer version of the questionnaire"), self._second)
        self.draft_id = draft_id
        self.place = layouts.column(gap=16)
        layouts.add(self.body, self.place, layouts.Stretch(1))
        self.stay = Button(N_("Keep this version"), "second", "arrow_back", on_click=self.back)
        self.go = Button(N_("Move the interview"), "primary", "check", on_click=self.primary)
        self.go.setEnabled(False)
        foot = layouts.row(self.stay, layouts.Stretch(), self.go, gap=12, margins=(32, 0, 32, 16))
        self.page.addLayout(foot)
        self.load()

    def _second(self, w: Words) -> str:
        if self.told is None:
            return " "
        return w(
            "From version {before} to version {after}",
            before=isolate_ltr(self.told.version or "—"),
            after=isolate_ltr(self.told.offered.version or "—"),
        )

    def load(self) -> None:
        draft, language = self.draft_id, theme.words().language
        self.read_vault(lambda session: versions.look(session, draft, language), self._show, self._failed)

    def tell(self) -> None:
        self.load()

    def _failed(self, error: SanadError) -> None:
        self.trouble.emit(error)

    def _show(self, difference: Difference) -> None:
        self.told = difference
        self.top.second.tell()
        self.top.second.updateGeometry()
        empty(self.place)
        if difference.retired:
            self.place.addWidget(
                Banner(
                    N_(
                        "Answers that have no place in the newer version stay with the interview and can be read in its case."
                    ),
                    "doc",
                    "ink2",
                )
            )
        self._group(N_("No place for these in the newer version"), difference.retired, _retired)
        self._group(N_("Asked differently"), difference.changed, _changed)
        self._group(N_("New questions"), difference.fresh, _fresh)
        self._group(N_("Unchanged"), difference.kept_lines, _kept)
        self.go.setEnabled(True)
        self.arrive()

    def _group(self, title: str, lines: Sequence[VersionLine | OrphanedAnswer], row: Callable[[Any], QWidget]) -> None:
        if not lines:
            self.place.addWidget(group(title, Label(N_("None."), colour="ink2")))
            return
        expandable = Few([partial(row, line) for line in lines], _SHOWN)
        self.place.addWidget(group(counted(title, len(lines)), expandable))

    def arrive(self) -> None:
        self.stay.setFocus(Qt.FocusReason.OtherFocusReason)

    def primary(self) -> None:
        """Moved, then it goes on."""
        if self.told is None or not self.go.isEnabled():
            return
        self.go.setEnabled(False)
        draft, hash_ = self.draft_id, self.told.offered.hash

        def moved(_difference: Difference) -> None:
            self.wants.emit(navigation.ResumeInterview(draft))

        def failed(error: SanadError) -> None:
            self.trouble.emit(error)
            self.load()

        self.write_vault(lambda session: versions.move(session, draft, hash_), moved, failed)


def _retired(retired: OrphanedAnswer) -> QWidget:
    second = N_("Hidden") if retired.hidden else plain(isolate(text_lines.fact(retired.answer)))
    return Row(plain(retired.question), second, "doc", tone="wait")


def _changed(line: VersionLine) -> QWidget:
    def says(w: Words) -> str:
        text = isolate(text_lines.fact(line.answer))
        if line.earlier == line.question:
            return text
        return " · ".join((text, w("before: {question}", question=isolate(line.earlier))))

    return Row(plain(line.question), says, "pen")


def _fresh(line: VersionLine) -> QWidget:
    return Row(plain(line.question), N_("Not asked"), "plus")


def _kept(line: VersionLine) -> QWidget:
    return Row(plain(line.question), plain(isolate(text_lines.fact(line.answer))), "check", tone="kept")
