"""One person to practise on: what he or she tells, and the interview with it."""

from app.casework.interviews import interview
from app.casework.pages import practice
from app.casework.questionnaires import forms
from app.errors import N_
from app.ui import navigation
from app.ui.app_context import AppContext
from app.ui.labels import Label
from app.ui.parts import Box, Button, layouts
from app.ui.parts.frame import Office
from app.ui.practice.strip import Training


class Talk(Office):
    """Chosen here, the person is the one that the next interview is with."""

    def __init__(self, context: AppContext, mission_id: str) -> None:
        self.training = context.training or Training()
        self.mission = self.training.missions[mission_id]
        self.training.current = mission_id
        super().__init__(
            context,
            "practice",
            lambda w: self.mission.name[w.language],
            N_("What this person says when asked carefully"),
        )
        card = Box(margins=(24, 20, 24, 20))
        self.story = Label(lambda w: self.mission.story[w.language], "question", weight=400)
        card.inside.addWidget(self.story)
        self.body.addWidget(card)
        self.body.addWidget(
            Label(
                N_(
                    "A colleague can play the person, or you can read and answer alone. "
                    "If something is not in the story, the person did not say it: leave "
                    "it open. You can read the story again from the strip above."
                ),
                "small",
                "ink2",
            )
        )
        all_people = Button(
            N_("All people"), "second", "arrow_back", tall=True, on_click=self.goes(navigation.Practice())
        )
        self.score = Button(N_("See the score"), "second", "eye", tall=True, on_click=self._to_score)
        self.go = Button(self._verb, "primary", "arrow_fwd", icon_after=True, tall=True, on_click=self.primary)
        self.page.addLayout(
            layouts.row(all_people, layouts.Stretch(), self.score, self.go, gap=12, margins=(32, 8, 32, 16))
        )
        self.score.setVisible(mission_id in self.training.finished)
        self.body.addStretch(1)

    def _verb(self, w: object) -> str:
        begun = self.mission.id in self.training.drafts
        message = N_("Continue the interview") if begun else N_("Start the interview")
        return w(message) if callable(w) else message

    def _to_score(self) -> None:
        self.wants.emit(navigation.PracticeScore(*self.training.finished[self.mission.id], self.mission.id))

    def primary(self) -> None:
        session = self.context.session
        draft_id = self.training.drafts.get(self.mission.id, "")

        def read() -> tuple[bool, list[forms.FormRow]]:
            waits = draft_id in {draft.id for draft in interview.drafts(session)}
            return waits, forms.forms(session, "screening")

        self.context.workers.write_vault(self, read, self._begin)

    def _begin(self, answer: tuple[bool, list[forms.FormRow]]) -> None:
        waits, rows = answer
        draft_id = self.training.drafts.get(self.mission.id, "")
        if waits:
            self.wants.emit(navigation.ResumeInterview(draft_id))
            return
        hashes = [row.hash for row in rows if row.id == practice.FORM]
        self.wants.emit(navigation.StartInterview(form_hash=hashes[0] if hashes else ""))

    def arrive(self) -> None:
        self.go.setFocus()

    def back(self) -> None:
        self.wants.emit(navigation.Practice())
