"""May an agency know who the person is, and how that was said: asked on the page of a referral."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.casework.lifecycle.consents import ConsentDetails, ConsentView
from app.casework.pages.lifecycle_page import LifecyclePage
from app.errors import N_
from app.ui.case.consent import LANGUAGES, how_given, languages
from app.ui.labels import Label, Text, said
from app.ui.parts import Choose, Field, FieldProblem, Flow, Grid, layouts
from app.ui.parts.form_dialog import FieldAnswers, FieldControl, FormField
from app.ui.parts.segments import Segments

QUESTION = N_("May they know who the person is?")
_INTERPRETED, _SPOKEN = "interpreted", "spoken"
_MODES: tuple[tuple[str, Text], ...] = (
    ("", N_("How it was given")),
    (_INTERPRETED, N_("Spoken, with interpreter")),
    (_SPOKEN, N_("Spoken, before a witness")),
    ("signature", N_("Signed")),
)
NOT_ASKED = "not asked"  # nothing is recorded of the person
_STANDING = {"yes": "yes", "no": "no", "withdrawn": "no"}


class AgencyConsent(QWidget):
    """What stands is shown and not asked again; a no, and a person who could not be asked, want a reason why it
    goes all the same."""

    changed = Signal()

    def __init__(self, course: LifecyclePage) -> None:
        super().__init__()
        self.answer, self._standing, self._is_of_several = "", "", False
        self._cell: ConsentView | None = None
        spoken, interpreter = course.spoken
        self._code = spoken if spoken in LANGUAGES else ""
        fields = (
            FormField(
                name="mode", label=N_("How it was given"), kind="choose", choices=_MODES,
                required=N_("Choose how it was given."),
            ),
            FormField(
                name="translator", label=N_("Name of the interpreter"), value=interpreter,
                required=N_("Enter the name of the interpreter."),
            ),
            FormField(
                name="witness", label=N_("Witness"), required=N_("Enter the name of the witness."),
                help=N_("Name of a witness who is not the officer."),
            ),
            FormField(
                name="language", label=N_("Language in which it was asked"), kind="choose",
                choices=languages(), value=self._code,
                required=N_("Choose the language in which it was asked."),
            ),
            FormField(
                name="override", label=N_("Reason to go ahead without consent"),
                help=N_("It is signed with your name, and a supervisor sees it."),
                required=N_("Enter the reason first."),
            ),
        )  # fmt: skip
        self.controls = {field.name: FieldControl(field) for field in fields}
        self.controls["mode"].changed.connect(self._show)
        self.segments = Segments([("yes", N_("Yes")), ("no", N_("No")), (NOT_ASKED, N_("Could not be asked"))])
        self.segments.chosen.connect(self.choose)
        self.stands, self.problem = Label("", "small", "ink2"), FieldProblem()
        line, grid = Flow(gap=12), Grid(columns=2, least_width=220, gap=10)
        line.add(self.segments)
        for name, control in self.controls.items():
            field = control.parts[0]
            if isinstance(field, Field) and name == "mode":
                field.label.hide()  # its first choice says it
            (line if name == "mode" else grid).add(field)
        self.question = Label(QUESTION, "label")
        layouts.column(self.question, line, self.stands, self.problem, grid, layouts.Stretch(), gap=8, parent=self)
        layouts.wraps(self)
        self.tell()
        self._show()

    def tell(self) -> None:
        self.segments.ask(said(QUESTION))

    def of_agency(self, cell: ConsentView | None) -> None:
        """Another agency was chosen: what the person said of it stands."""
        is_sure = cell is not None and not (cell.over or cell.differs)
        self._cell = cell
        self._standing = _STANDING.get(cell.answer, "") if cell is not None and is_sure else ""
        self.choose(self._standing)

    def of_several(self) -> None:
        """Each person's own answer counts; where one is lacking, the reason carries all of them."""
        for part in (self.question, self.segments):
            part.hide()
        self._is_of_several = True
        self._show()

    def choose(self, answer: str) -> None:
        self.answer = answer
        self.segments.show_value(answer)
        self.problem.say("")
        self._show()

    def as_answered(self) -> tuple[str, str]:
        """The answer and how it was given, for a page that is left and comes back."""
        return self.answer, str(self.controls["mode"].read() or "")

    def answer_again(self, answer: str, mode: str) -> None:
        self.choose(answer)
        field = self.controls["mode"].parts[0]
        if isinstance(field, Field) and isinstance(field.field, Choose):
            field.field.choose(mode)

    def recorded(self) -> None:
        """What was said now is recorded."""
        self._standing = self.answer
        self._show()

    def said_now(self) -> str:
        """The answer, "" where it was said before, or nobody asked."""
        return "" if self.answer in (self._standing, NOT_ASKED) else self.answer

    def _show(self) -> None:
        """Taking back what was agreed is always possible, however it is said."""
        asks = bool(self.said_now()) and (self._standing, self.answer) != ("yes", "no")
        mode = self.controls["mode"].read()
        visible = {
            "mode": asks,
            "translator": asks and mode == _INTERPRETED,
            "witness": asks and mode == _SPOKEN,
            "language": asks and not self._code,
            "override": self._is_of_several
            or (self.answer in ("no", NOT_ASKED) and not (self._cell and self._cell.basis)),
        }
        for name, control in self.controls.items():
            control.show_parts(visible[name])
        cell = self._cell if self.answer == self._standing else None
        says: Text = how_given(cell) if cell is not None and self.answer else ""
        if cell is not None and not says and cell.basis:
            says = N_("It has a legal basis.")
        if self._is_of_several:
            says = N_("Each person’s own answer counts. A case without an answer is sent for this reason alone.")
        self.stands.say(says)
        self.stands.setVisible(bool(says))
        self.changed.emit()

    def answers(self) -> FieldAnswers:
        controls = [control for control in self.controls.values() if control.shown()]
        return FieldAnswers({control.name: control.read() for control in controls})

    def terms(self) -> ConsentDetails:
        """How it was said. Who interprets is the witness of what was interpreted."""
        answers = self.answers()
        mode, interpreter = answers.text("mode"), answers.text("translator")
        return ConsentDetails(
            language=answers.text("language") or self._code,
            interpreter=interpreter,
            mode=_SPOKEN if mode == _INTERPRETED else mode,
            witness=interpreter or answers.text("witness"),
        )

    @property
    def override(self) -> str:
        return self.answers().text("override")

    def ask_reason(self) -> None:
        """It was refused as outside of what the person agreed to."""
        self.controls["override"].show_parts(True)
        self.controls["override"].focus()

    def missing(self) -> bool:
        """Is something lacking? Then it is said here."""
        if self._is_of_several:
            return False
        is_unanswered = not self.answer and not (self._cell and self._cell.allowed)
        self.problem.say(N_("Choose how the person answered.") if is_unanswered else "")
        controls = [control for control in self.controls.values() if control.shown()]
        lacking = [control for control in controls if control.missing()]
        return is_unanswered or bool(lacking)
