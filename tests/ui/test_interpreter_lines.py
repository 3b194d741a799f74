"""What a case's page asks of a translation, and which declaration of an interpreter it still waits for."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
import typer

from app.casework.cases.interpretation_view import DeclarationView
from app.casework.cases.queries import InterviewView
from app.casework.interviews.interpretation import AFTER, BEFORE, INTERPRETER, OFFICER, SIGNED, SPOKEN, TRANSLATOR
from app.cli.answers import declared_how, hand_of
from app.language import Words, strip_marks
from app.ui.case import interpretation
from app.ui.labels import Label
from app.ui.parts.form_dialog import FieldAnswers

pytestmark = pytest.mark.screen
AT = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
W = Words("en")
TALK = InterviewView(
    id="t", form_hash="", form_id="", form_title="", version="", language="ne", started=AT, at=AT, values={},
    assessment=None, agreed="", corrections="", view="", titles={},
)  # fmt: skip


def lines(*names: str, declared: tuple[str, ...] = ()) -> list[str] | None:
    spoken = {f"/q{n}": {"interpreter": name} for n, name in enumerate(names)}
    views = tuple(DeclarationView(name, BEFORE, SIGNED, "interpreter-1", "Layla", AT) for name in declared)
    talk = replace(TALK, spoken=spoken, declarations=views)
    part = interpretation.declaration_part(None, "c", talk)  # type: ignore[arg-type]
    if part is None:
        return None
    texts = [label.of(W) if callable(label.of) else W(label.of) for label in part.findChildren(Label)]
    part.deleteLater()
    return [strip_marks(text) for text in texts]


def test_a_declaration_is_waited_for_from_each_interpreter(qapp):
    assert lines("", "") is None
    assert lines("T-07") == ["The interpreter’s declaration is not recorded."]
    assert len(lines("T-07", declared=("T-07",))) == 1  # the declaration, and no way to another
    shown = lines("T-07", "T-09", declared=("T-07",))
    assert shown[0].startswith("Interpreter’s declaration: T-07 signed this before")
    assert shown[1:] == ["The declaration of the interpreter T-09 is not recorded."]


def test_a_translation_goes_into_the_other_language_and_names_whoever_is_not_the_officer():
    assert [interpretation._language_for(text) for text in ("قال", "He said", "", "उसले भने")] == ["en", "ar", "ar", "ar"]
    named = [
        interpretation._is_of_another(FieldAnswers({"hand": hand})) for hand in ("", OFFICER, INTERPRETER, TRANSLATOR)
    ]
    assert named == [False, False, True, True]


def test_each_choice_records_what_it_says():
    choices = (interpretation._HANDS, interpretation._MOMENTS, interpretation._MODES)
    assert [dict(choice) for choice in choices] == [
        {OFFICER: "My own translation", INTERPRETER: "The interpreter’s", TRANSLATOR: "Somebody else’s"},
        {BEFORE: "Before the interview", AFTER: "After the interview"},
        {SIGNED: "Signed on paper", SPOKEN: "Said aloud"},
    ]


def test_on_the_command_line_a_name_makes_it_a_translators():
    assert [hand_of(*said) for said in (("", ""), ("", "Rani"), ("interpreter", "T-07"))] == [
        OFFICER,
        TRANSLATOR,
        INTERPRETER,
    ]
    with pytest.raises(typer.BadParameter):
        hand_of("sister", "Rani")


@pytest.mark.parametrize(
    ("after", "spoken", "moment", "mode"),
    [
        (False, False, BEFORE, SIGNED),
        (True, False, AFTER, SIGNED),
        (False, True, BEFORE, SPOKEN),
        (True, True, AFTER, SPOKEN),
    ],
)
def test_on_the_command_line_a_declaration_says_when_and_how(after, spoken, moment: str, mode: str):
    assert declared_how(is_after=after, is_spoken=spoken) == {"moment": moment, "mode": mode}
