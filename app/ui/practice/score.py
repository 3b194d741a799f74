"""What an interview found and missed: sentences first, then sign by sign with the question for it."""

from PySide6.QtWidgets import QWidget

from app.casework.pages import mission_score
from app.casework.pages.mission_score import Finding, Score
from app.errors import N_
from app.ui import navigation, theme
from app.ui.app_context import AppContext
from app.ui.labels import Label, Text, plain
from app.ui.parts import Banner, Button, Fold, Rows, counted, empty, group, layouts
from app.ui.parts.frame import Office
from app.ui.practice.strip import Training

_ICONS = {"grave": "urgent", "wait": "wait", "kept": "check", "ink2": "book"}


class ScorePage(Office):
    """It explains; nothing of it is kept."""

    def __init__(self, context: AppContext, case_id: str, interview_id: str, mission_id: str) -> None:
        self.training = context.training or Training()
        self.mission = self.training.missions[mission_id]
        super().__init__(context, "practice", N_("The score"), lambda w: self.mission.name[w.language])
        self.score: Score | None = None
        self._shown_in = ""
        self.said, self.signs = layouts.column(gap=10), layouts.column(gap=16)
        layouts.add(self.body, self.said, self.signs, layouts.Stretch(1))
        talk_again = Button(
            lambda w: w("Talk with {name} again", name=self.mission.name[w.language]),
            "second",
            "pen",
            tall=True,
            on_click=self.goes(navigation.PracticeTalk(mission_id)),
        )
        self.go = Button(N_("All people"), "primary", "arrow_fwd", icon_after=True, tall=True, on_click=self.primary)
        self.page.addLayout(layouts.row(talk_again, layouts.Stretch(), self.go, gap=12, margins=(32, 8, 32, 16)))
        self.read_vault(
            lambda session: mission_score.score_of(session, self.mission, case_id, interview_id), self._loaded
        )

    def _loaded(self, score: Score) -> None:
        self.score = score
        self.training.verdicts[self.mission.id] = score.verdict
        self._show(score)

    def tell(self) -> None:
        if self.score is not None and self._shown_in != theme.words().language:
            self._show(self.score)

    def _show(self, score: Score) -> None:
        words = theme.words()
        self._shown_in = words.language
        for layout in (self.said, self.signs):
            empty(layout)
        for line in mission_score.sentences(score, words):
            self.said.addWidget(Banner(plain(line.text), _ICONS[line.tone], line.tone))
        notice = self.mission.notice
        self.said.addWidget(
            Banner(lambda w: w("What to notice: {notice}", notice=notice[w.language]), "eye", "primary")
        )
        for title, findings, shows_why in (
            (N_("Missed"), score.missed, True),
            (N_("Noted although the person says the opposite"), score.against, False),
        ):
            if findings:
                rows = Rows.of(_finding(finding, shows_why=shows_why) for finding in findings)
                self.signs.addWidget(group(counted(title, len(findings)), rows))
        if score.findings:
            rows = Rows.of(_finding(finding, shows_why=False) for finding in score.findings)
            names: Text = lambda w: (  # noqa: E731
                ("، " if w.language == "ar" else ", ").join(
                    dict.fromkeys(finding.name[w.language] for finding in score.findings)
                )
            )
            self.signs.addWidget(Fold(counted(N_("Found"), len(score.findings)), names, rows))

    def primary(self) -> None:
        self.wants.emit(navigation.Practice())

    def arrive(self) -> None:
        self.go.setFocus()

    def back(self) -> None:
        self.wants.emit(navigation.PracticeTalk(self.mission.id))


def _finding(finding: Finding, *, shows_why: bool) -> QWidget:
    """The sign, beside the question that asks for it."""
    question = layouts.column(Label(lambda w: finding.question[w.language]), gap=2)
    if shows_why:
        question.addWidget(Label(lambda w: mission_score.why_missed(finding, w), "small", "ink2"))
    question.addStretch(1)
    name = Label(lambda w: finding.name[w.language], weight=500)
    sign = layouts.column(name, layouts.Stretch())
    return layouts.row_widget((sign, 5), (question, 6), gap=20, margins=(16, 8, 16, 8), wrap=True)
