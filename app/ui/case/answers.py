"""What was answered in a case's interviews, and putting an answer right."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from app.casework.cases import access_log
from app.casework.cases.queries import InterviewView
from app.casework.cases.redaction import hidden
from app.casework.interviews import interview as work
from app.casework.interviews.interpretation import can_be_translated
from app.casework.questionnaires.apart_notes import is_aside
from app.errors import N_
from app.form import Form, Interview, Node
from app.language import isolate, strip_marks
from app.ui import text_lines, theme
from app.ui.case import interpretation
from app.ui.labels import Label, Text, plain
from app.ui.parts import Banner, Box, Button, Few, Row, Rows, Rule, group, layouts
from app.ui.parts.frame import Screen
from app.ui.read_back import pair
from app.ui.sharing import earlier_answers
from app.ui.sharing.conflict_sides import in_words
from app.ui.sharing.correction import correct

_UNASKED = 3  # questions nobody asked that are named at once


class Answered:
    """One group an interview. `forms`: by hash. `changed`: answers that were written more than once,
    by interview. `again` reads the case anew, `refill` shows what was read once more, `compare` goes
    to the values of an answer that differ."""

    def __init__(
        self, screen: Screen, case_id: str, refill: Callable[[], None], compare: Callable[[str], None]
    ) -> None:
        self.screen, self.case_id = screen, case_id
        self.refill, self.compare = refill, compare
        self.is_damaged = False  # nothing can be written in the case
        self.forms: Mapping[str, Form] = {}
        self.changed: Mapping[str, frozenset[str]] = {}
        self.correcting = self.turned = ""  # an interview whose answers are being put right
        self.translating = ""  # one whose answers are being translated
        self.left = ""  # the act that was begun or ended last
        self.above = ""  # an interview that stands first, while it is put right
        self.uncovered: dict[str, frozenset[str]] = {}  # hidden answers that are shown, by interview
        self.unfolded: set[str] = set()  # earlier interviews whose answers are shown

    def group_of(self, interview: InterviewView, *, folded: bool = False) -> QWidget:
        """`folded`: only that there are answers, and the way to them; where values differ, never."""
        title = interview.titles.get(theme.words().language) or interview.titles.get("", "") or interview.form_title
        if folded and interview.id not in self.unfolded and not interview.open:
            return self._folded(interview, title)
        form = self.forms.get(interview.form_hash)
        box = Box(margins=(18, 8, 18, 8))
        hidden_refs, shown_interview = frozenset[str](), None
        if form is None:
            self._as_written(box, interview)
        else:
            hidden_refs = hidden(form, [ref for ref, text in interview.values.items() if text])
            hidden_refs -= self.uncovered.get(interview.id, frozenset())
            if hidden_refs:
                box.inside.addWidget(self._show_hidden(interview, len(hidden_refs)))
            shown_interview = self._as_asked(box, interview, form, hidden_refs)
        if interview.retired:
            self._retired(box, interview)
        # what the person wants corrected stands above the answers, where they are put right
        place = 0 if interview.agreed == "no" else box.inside.count()
        box.inside.insertWidget(place, self._agreement(interview))
        if declared := interpretation.declaration_part(self.screen, self.case_id, interview):
            box.inside.addWidget(declared)
        at = interview.at
        trailing = (
            self._acts(interview, shown_interview, title, hidden_refs)
            if shown_interview is not None and not self.is_damaged
            else None
        )
        return group(lambda w: f"{title} · {w.date(at.astimezone().date())}", box, trailing)

    def _acts(
        self, interview: InterviewView, with_answers: Interview, title: str, hidden_refs: frozenset[str]
    ) -> QWidget:
        """To put answers right, and to translate what was typed where something was."""
        is_correcting = interview.id == self.correcting
        is_translating = interview.id == self.translating
        correct_says = N_("Done") if is_correcting else N_("Correct an answer")
        toggle = Button(correct_says, "quiet", "pen", on_click=lambda: self._begin("correct", interview.id))
        typed_refs = [
            ref
            for ref, text in interview.values.items()
            if text and ref not in hidden_refs and can_be_translated(with_answers.node(ref))
        ]
        translate_says = N_("Done") if is_translating else N_("Translate an answer")
        translate = Button(translate_says, "quiet", "globe", on_click=lambda: self._begin("translate", interview.id))
        buttons = [translate, toggle] if typed_refs else [toggle]
        for button in buttons:
            description = strip_marks(f"{title} · {theme.words().moment(interview.at)}")
            button.setAccessibleDescription(description)
        if interview.id == self.turned:
            self.turned = ""
            focused = translate if is_translating or self.left == "translate" else toggle
            QTimer.singleShot(0, focused, lambda: focused.setFocus(Qt.FocusReason.OtherFocusReason))
        return layouts.row_widget(*buttons, gap=8) if len(buttons) > 1 else toggle

    def _folded(self, interview: InterviewView, title: str) -> QWidget:
        n, at = sum(bool(text) for text in interview.values.values()), interview.at
        show = Button(N_("Show the answers"), "quiet", "down", icon_after=True)
        show.setAccessibleDescription(strip_marks(f"{title} · {theme.words().moment(at)}"))

        def unfold() -> None:
            self.unfolded.add(interview.id)
            self.turned = interview.id  # the focus goes into what is shown
            self.refill()

        show.clicked.connect(unfold)
        rows = Rows()
        name = isolate(interview.author) if interview.author else ""
        rows.add(Row(lambda w: w.count("{n} answer", "{n} answers", n), plain(name), "list", show))
        return group(lambda w: f"{title} · {w.date(at.astimezone().date())}", rows)

    def _begin(self, act: str, interview_id: str) -> None:
        """Begin to correct or to translate; where that is under way, it is done."""
        is_over = interview_id == (self.translating if act == "translate" else self.correcting)
        self.turned, self.left = interview_id, act  # the focus stays on its button
        self.above = ""
        self.correcting = interview_id if act == "correct" and not is_over else ""
        self.translating = interview_id if act == "translate" and not is_over else ""
        self.refill()

    def begin_correcting(self, interview_id: str) -> None:
        """From elsewhere: once they are shown, its answers stand open and can be put right."""
        self.unfolded.add(interview_id)
        self.turned, self.left = interview_id, "correct"
        self.correcting, self.translating, self.above = interview_id, "", interview_id

    def _show_hidden(self, interview: InterviewView, number: int) -> QWidget:
        """What is not shown by itself, and the way to it; to have seen it is written into the case."""
        show = Button(N_("Show them"), "second", "eye")
        show.setAccessibleDescription(f"{interview.form_title} · {theme.words().moment(interview.at)}")

        def shown(refs: frozenset[str]) -> None:
            self.uncovered[interview.id] = refs
            self.refill()

        show.clicked.connect(
            lambda: self.screen.write_vault(
                lambda session: access_log.uncovered(session, self.case_id, interview.id), shown
            )
        )
        rows = Rows()
        rows.add(
            Row(
                lambda w: w.count("{n} hidden answer", "{n} hidden answers", number),
                N_("The case will show that you have seen it."),
                "lock",
                show,
                tone="restricted",
            )
        )
        return rows

    def _as_asked(self, box: Box, interview_view: InterviewView, form: Form, hidden_refs: frozenset[str]) -> Interview:
        interview = Interview(form, interview_view.values)
        language = work.address(interview, theme.words().language) or form.default_language
        for section in work.readback(interview, language, theme.words()):
            box.add(layouts.Space(10), Label(plain(section.title), "label", "primary", weight=600))
            for line in section.lines:
                answer = line.answer
                if line.ref in hidden_refs:
                    box.inside.addWidget(pair(line.question, theme.words()(N_("Hidden"))))
                    continue
                if line.ref in interview_view.both:
                    answer = _all(interview_view.both[line.ref], interview.node(line.ref, language))
                node = interview.node(line.ref, language)
                if line.over:
                    answer = f"{answer}\n{line.over}"
                box.inside.addWidget(self._pair(interview_view, line.ref, line.question, answer, node))
            box.inside.addWidget(Rule())
        self._not_asked(box, interview_view, interview, language)
        return interview

    def _not_asked(self, box: Box, interview_view: InterviewView, interview: Interview, language: str) -> None:
        """How many questions nobody asked; which, once one wants to see or correct them."""
        lines = [
            line
            for section in work.readback(interview, language, aloud=False, unasked=True)
            for line in section.lines
            if not line.answer
        ]
        if not lines:
            return
        box.inside.addSpacing(10)
        notes = {line.ref: is_aside(interview.form, line.ref) for line in lines}
        says = {line.ref: N_("Not noted") if notes[line.ref] else N_("Not asked") for line in lines}
        message = N_("Not noted") if all(notes.values()) else N_("Not asked")
        title: Text = lambda w: f"{w(message)} · {w.number(len(lines))}"  # noqa: E731
        expandable = Few(
            [
                partial(
                    self._pair,
                    interview_view,
                    line.ref,
                    line.question,
                    theme.words()(says[line.ref]),
                    interview.node(line.ref, language),
                )
                for line in lines
            ],
            _UNASKED,
        )
        box.add(Label(title, "label", "primary", weight=600), expandable, Rule())

    def _retired(self, box: Box, interview: InterviewView) -> None:
        """What an earlier version of the questionnaire asked."""
        title = N_("Asked by an earlier version of the questionnaire")
        box.inside.addWidget(Label(title, "label", "primary", weight=600))
        for retired in interview.retired:
            answer = theme.words()(N_("Hidden")) if retired.hidden else text_lines.fact(retired.answer)
            box.inside.addWidget(pair(retired.question, answer))
        box.inside.addWidget(Rule())

    def _as_written(self, box: Box, interview: InterviewView) -> None:
        sentence = N_("The questionnaire is not on this computer, so values are shown as entered.")
        box.inside.addWidget(Banner(sentence, "doc", "ink2"))
        for ref, value in interview.values.items():
            if value:
                box.inside.addWidget(self._pair(interview, ref, ref.rpartition("/")[2], value))
        box.inside.addWidget(Rule())

    def _pair(
        self, interview: InterviewView, ref: str, question: str, answer: str, node: Node | None = None
    ) -> QWidget:
        """A question and its answer; where values differ or differed, the way to them beside it."""
        translations = interview.translations.get(ref, ())
        plain_pair = interpretation.translations_below(pair(question, answer), translations)
        form = self.forms.get(interview.form_hash)
        if node is not None and form is not None and interview.id == self.correcting:
            button = Button(N_("Correct"), "second", "pen")
            button.clicked.connect(lambda: correct(self.screen, self.case_id, interview, form, node, now=answer))
        elif node is not None and interview.id == self.translating and can_be_translated(node):
            button = Button(N_("Translate"), "second", "globe")
            button.clicked.connect(lambda: interpretation.translate(self.screen, self.case_id, interview, node))
        elif ref in interview.open:
            button = Button(N_("Conflict"), "quiet", "wait", on_click=lambda: self.compare(ref))
        elif ref in self.changed.get(interview.id, frozenset()):
            button = Button(N_("Earlier values"), "quiet", "clock")
            button.clicked.connect(
                lambda: earlier_answers.show(self.screen, self.case_id, interview.id, ref, question, node)
            )
        else:
            return plain_pair
        button.setAccessibleDescription(strip_marks(question))
        return layouts.row_widget((plain_pair, 1), button, gap=8, wrap=True)

    def _agreement(self, interview: InterviewView) -> QWidget:
        says = {
            "yes": N_("Read back: the person agreed."),
            "no": N_("Read back: the person wanted something corrected."),
            "not read back": N_("The answers were not read back."),
        }.get(interview.agreed, N_("Whether the answers were read back is not recorded."))
        lines: list[QWidget] = [Label(says, "small", "ink2")]
        if interview.corrections:
            lines.append(pair(theme.words()(N_("To be corrected")), interview.corrections))
        if interview.view:
            lines.append(pair(theme.words()(N_("The officer’s view")), interview.view))
        return layouts.column_widget(*lines, gap=4, margins=(0, 8, 0, 8), wrap=True)


def _all(texts: tuple[str, ...], node: Node) -> str:
    """Several values that were kept on purpose."""
    return " / ".join(in_words(text, node, theme.words()) for text in texts if text)
