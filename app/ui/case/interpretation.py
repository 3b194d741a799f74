"""What was interpreted, on a case's page: writing a translation beside an answer, and the interpreter's
declaration."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from app.casework.cases import interpretation_view
from app.casework.cases.queries import InterviewView
from app.casework.interviews import interpretation
from app.casework.questionnaires.answer_format import marked
from app.errors import N_
from app.form import Node
from app.language import Words, direction_of, isolate
from app.ui import text_lines
from app.ui.labels import Label, Text, plain
from app.ui.parts import Banner, Button, layouts
from app.ui.parts.form_dialog import FieldAnswers, FormField
from app.ui.parts.form_dialog import Form as DialogForm
from app.ui.parts.frame import Screen

_HANDS = (
    (interpretation.OFFICER, N_("My own translation")),
    (interpretation.INTERPRETER, N_("The interpreter’s")),
    (interpretation.TRANSLATOR, N_("Somebody else’s")),
)
_LANGUAGES: tuple[tuple[str, Callable[[Words], str]], ...] = (
    ("ar", lambda w: w.language_name("ar")),
    ("en", lambda w: w.language_name("en")),
)
_MOMENTS = ((interpretation.BEFORE, N_("Before the interview")), (interpretation.AFTER, N_("After the interview")))
_MODES = ((interpretation.SIGNED, N_("Signed on paper")), (interpretation.SPOKEN, N_("Said aloud")))


def translations_below(answer: QWidget, translations: tuple[interpretation_view.TranslationView, ...]) -> QWidget:
    """The answer as it was given, and below it what it was translated into."""
    if not translations:
        return answer
    lines = [
        Label(partial(interpretation_view.translation_in_words, view), "small", "ink2", wrap=True)
        for view in translations
    ]
    return layouts.column_widget(answer, *lines, gap=2, margins=(0, 0, 0, 6))


def translate(screen: Screen, case_id: str, interview: InterviewView, node: Node) -> None:
    """Ask for the translation of what was typed, into which language, and whose it is."""
    session = screen.context.session
    names = [mode["interpreter"] for mode in interview.spoken.values() if mode["interpreter"]]
    DialogForm(
        kept_as=f"translate {interview.id}{node.ref}",
        title=plain(marked(node.label) or node.name),
        sentence=N_("The answer stays as it was given. The translation is shown beside it, with the "
            "translator’s name."),
        parts=[
            Label(lambda w: w("As it was given: {value}", value=text_lines.value(node.value)), wrap=True),
            FormField(
                name="language", label=N_("Translated into"), kind="choose", choices=_LANGUAGES,
                value=_language_for(node.value),
            ),
            FormField(
                name="text", label=N_("Translation"), kind="area", lines=4,
                required=N_("Write the translation first."),
            ),
            FormField(
                name="hand", label=N_("Whose translation is it?"), kind="cards", choices=_HANDS,
                required=N_("Say whose translation it is."), columns=3,
            ),
            FormField(
                name="name", label=N_("Name or number"), value=names[0] if names else "",
                required=N_("Write whose translation it is."), asked_if=_is_of_another,
            ),
        ],
        verb=N_("Save the translation"),
        leave=N_("Cancel"),
        save=lambda answers: interpretation.translate(
            session, case_id, interview.id, node.ref, answers.text("text"),
            language=answers.text("language"), hand=answers.text("hand"), name=answers.text("name"),
        ),
        first="text",
        refused_at="text",
        width=680,
    ).ask(screen)  # fmt: skip


def _language_for(answer: str) -> str:
    """The other of the two in which papers are written."""
    return "en" if direction_of(answer, "ltr") == "rtl" else "ar"


def _is_of_another(answers: FieldAnswers) -> bool:
    return answers.text("hand") in (interpretation.INTERPRETER, interpretation.TRANSLATOR)


def declaration_part(screen: Screen, case_id: str, interview: InterviewView) -> QWidget | None:
    """What interpreters declared, and the way to write down what one has not; None where nobody interpreted."""
    silent = interpretation_view.undeclared(interview.spoken, interview.declarations)
    if not silent and not interview.declarations:
        return None
    lines: list[QWidget] = [Label(partial(_declared, view), "small", "ink2") for view in interview.declarations]
    if silent:
        button = Button(N_("Record the interpreter’s declaration"), "quiet", "pen")
        button.clicked.connect(lambda: _ask_for_it(screen, case_id, interview, silent[0]))
        is_first = not interview.declarations
        sentence: Text = (
            N_("The interpreter’s declaration is not recorded.") if is_first else partial(_silent, silent[0])
        )
        lines.append(Banner(sentence, "wait", "wait", button))
    return layouts.column_widget(*lines, gap=6, margins=(0, 4, 0, 8))


def _silent(name: str, words: Words) -> str:
    sentence = N_("The declaration of the interpreter {name} is not recorded.")
    return words(sentence, name=isolate(name))


def _declared(view: interpretation_view.DeclarationView, words: Words) -> str:
    return f"{words(N_('Interpreter’s declaration'))}: {interpretation_view.declaration_in_words(view, words)}"


def _ask_for_it(screen: Screen, case_id: str, interview: InterviewView, name: str) -> None:
    session = screen.context.session
    DialogForm(
        kept_as=f"declare {interview.id}",
        title=N_("Interpreter’s declaration"),
        sentence=N_("Read this to the interpreter, and record only what the interpreter agreed to."),
        parts=[
            Banner(interpretation_view.WORDINGS[next(iter(interpretation_view.WORDINGS))], "doc", "ink2"),
            FormField(
                name="interpreter", label=N_("Interpreter, by name or number"), value=name,
                required=N_("Write who the interpreter is."),
            ),
            FormField(
                name="moment", label=N_("When was it declared?"), kind="cards", choices=_MOMENTS,
                required=N_("Say when it was declared."),
            ),
            FormField(
                name="mode", label=N_("How was it declared?"), kind="cards", choices=_MODES,
                required=N_("Say how it was declared."),
            ),
        ],
        verb=N_("Record the declaration"),
        leave=N_("Cancel"),
        save=lambda answers: interpretation.declare(
            session, case_id, interview.id, answers.text("interpreter"),
            moment=answers.text("moment"), mode=answers.text("mode"),
        ),
        first="interpreter",
        refused_at="interpreter",
        width=620,
    ).ask(screen)  # fmt: skip
