"""Unfinished interviews on the officer's day: go on with one, hand it over, discard it; and what is said
where less of one is here than was kept."""

from functools import partial

from PySide6.QtWidgets import QWidget

from app.casework.interviews import interview
from app.casework.interviews.interview import DraftRow, RolledBackDraft
from app.errors import N_
from app.language import Words, isolate
from app.ui import case_marks, navigation
from app.ui.labels import Label, Text
from app.ui.parts import Badge, Banner, Button, Few, Flow, Row, counted, group
from app.ui.parts.dialog import Dialog, DialogButton
from app.ui.parts.frame import Office
from app.ui.sharing.hand_over import hand_on

_AT_MOST = 6


class DraftGroup:
    """The rows of one screen."""

    def __init__(self, screen: Office, *, may_hand_on: bool) -> None:
        self.screen, self.may_hand_on = screen, may_hand_on

    def widget(self, drafts: list[DraftRow]) -> QWidget:
        title = counted(N_("To finish"), len(drafts))
        if not drafts:
            return group(title, Label(N_("No unfinished interviews."), colour="ink2"), aligned=True)
        rows = Few([partial(self._draft, draft) for draft in drafts], _AT_MOST)
        return group(title, rows, aligned=True)

    def _draft(self, draft: DraftRow) -> QWidget:
        resume = Button(N_("Continue"), "second", on_click=self.screen.goes(navigation.ResumeInterview(draft.id)))
        discard = Button(N_("Discard"), "quiet", on_click=lambda: self._ask_discard(draft))
        acts = Flow(gap=4).add(discard)
        if self.may_hand_on:
            hand_on_button = Button(N_("Hand over"), "quiet", on_click=lambda: hand_on(self.screen, draft.id))
            acts.add(hand_on_button)
        if draft.newer:
            newer = Button(N_("Newer version"), "quiet", "doc")
            newer.clicked.connect(self.screen.goes(navigation.NewerVersion(draft.id)))
            acts.add(newer)
        acts.add(resume)
        row = Row(self._draft_name(draft), self._draft_state(draft), "pen", acts)
        if draft.urgent:
            row.layout().insertWidget(2, case_marks.badges(["urgent"])[0])  # type: ignore[union-attr]
        if draft.interrupted:
            row.layout().insertWidget(2, Badge(N_("Interrupted"), "wait", "wait"))  # type: ignore[union-attr]
        return row

    def rolled_back(self, lost: RolledBackDraft) -> QWidget:
        """What was kept and what is left: said until the officer goes on with it."""
        action = Button(N_("Continue with the rest"), "second", on_click=lambda: self._accept(lost.id))

        def sentence(w: Words) -> str:
            if not lost.id:
                return w(
                    "The record of what was last saved in unfinished interviews is missing or damaged. Sanad cannot "
                    "tell whether answers are missing: check with the people interviewed."
                )
            return w(
                "An unfinished interview had {kept} saved answers, the last on {when}; {remained} are left. Part of "
                "the stored data was cut off, damaged or replaced.",
                kept=lost.kept_answers,
                remained=lost.remained,
                when=w.moment(lost.at),
            )

        return Banner(sentence, "wait", "wait", action)

    def _accept(self, draft_id: str) -> None:
        self.screen.write_vault(lambda session: interview.accept_rolled_back(session, draft_id))

    @staticmethod
    def _draft_name(draft: DraftRow) -> Text:
        def sentence(w: Words) -> str:
            name = isolate(draft.name) if draft.name else w("No name yet")
            return f"{name} · {isolate(draft.site)}" if draft.site else name

        return sentence

    def _draft_state(self, draft: DraftRow) -> Text:
        now = self.screen.context.clock()
        return lambda w: " · ".join(
            (
                w("{answered} of {questions} answered", answered=draft.answered, questions=draft.questions),
                w("just now") if abs((now - draft.updated).total_seconds()) < 60 else w.ago(draft.updated, now),
            )
        )

    def _ask_discard(self, draft: DraftRow) -> None:
        self.screen.open_dialog(
            Dialog,
            N_("Delete this unfinished interview?"),
            N_("Its answers are destroyed and can't be brought back."),
            [
                DialogButton(N_("Save")),
                DialogButton(N_("Delete the interview"), lambda: self._discard(draft.id), "grave"),
            ],
        )

    def _discard(self, draft_id: str) -> None:
        self.screen.write_vault(lambda session: interview.discard(session, draft_id))
