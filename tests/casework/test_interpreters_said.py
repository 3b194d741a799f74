"""Interpreters of a talk: who has declared nothing yet, whose a translation is, on which day and of which talk."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.case.interviews import FinishedInterview
from app.case.kinds.interpretation import (
    AFTER,
    BEFORE,
    INTERPRETER,
    OFFICER,
    SIGNED,
    SPOKEN,
    TRANSLATOR,
    InterpreterDeclaration,
    Translation,
    translations_of,
)
from app.case.projection import Case
from app.casework.cases import interpretation_view
from app.casework.cases.interpretation_view import DeclarationView, undeclared
from app.casework.session.session import Session
from app.language import Words, strip_marks

W = Words("en")
AT = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)  # tomorrow already where the tests stand
TALK, OTHER_TALK, LAYLA, OMAR = (bytes([n]) * 16 for n in range(1, 5))


def translation(**changes: object) -> Translation:
    entry = Translation(
        event=b"e", interview=TALK, ref="/story", original="قال", text="He said", language="en", hand=INTERPRETER,
        name="T-07", at=int(AT.timestamp()), stream=LAYLA,
    )  # fmt: skip
    return replace(entry, **changes)  # type: ignore[arg-type]


def declared(**changes: object) -> DeclarationView:
    view = DeclarationView("T-07", BEFORE, SIGNED, "interpreter-1", "Layla Sample", AT)
    return replace(view, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("interpreters", "names", "silent"),
    [
        (("", ""), (), ()),
        (("T-07", "T-07", ""), (), ("T-07",)),
        (("T-07",), ("t-07",), ()),
        (("T-07", "T-09"), (), ("T-07", "T-09")),
        (("T-07", "T-09"), ("T-07",), ("T-09",)),
        (("T-07", "T-09"), ("T-07", "T-07"), ("T-09",)),
        (("T-07", "T-09"), ("T-09", "T-07"), ()),
        (("T-07",), ("Fatima Sample",), ()),  # by name here, by number there
    ],
)
def test_each_interpreter_declares_for_herself(interpreters, names, silent):
    spoken = {f"/q{n}": {"interpreter": name} for n, name in enumerate(interpreters)}
    views = [declared(interpreter=name) for name in names]
    assert undeclared(spoken, views) == silent


def test_of_a_hand_the_last_translation_counts_and_two_colleagues_are_two_hands():
    first, second = translation(text="First"), translation(text="Second")
    assert translations_of([first, second], TALK, "/story", "قال") == [second]
    own, omars = (translation(hand=OFFICER, name="", stream=stream) for stream in (LAYLA, OMAR))
    assert translations_of([own, omars], TALK, "/story", "قال") == [own, omars]
    for other in ({"interview": OTHER_TALK}, {"ref": "/q"}, {"original": "قالت"}):
        assert translations_of([translation(**other)], TALK, "/story", "قال") == []


@pytest.fixture
def case(at_work: Session) -> Case:
    case, stream = Case(TALK), at_work.vault.stream
    case.translations += [
        translation(stream=stream),
        translation(hand=OFFICER, name="", text="She said", stream=stream),
        translation(interview=OTHER_TALK, stream=stream),
    ]
    said = InterpreterDeclaration(b"e", TALK, "T-07", BEFORE, SIGNED, "interpreter-1", int(AT.timestamp()), stream)
    case.declarations += [said, replace(said, interview=OTHER_TALK, interpreter="T-09")]
    return case


def test_a_translation_and_a_declaration_say_whose_they_are_and_who_wrote_them_down(case, at_work):
    talk = FinishedInterview(TALK, answers={"/story": "قال"})
    officer, directory = at_work.officer.name, at_work.vault.directory
    [views] = interpretation_view.translations_in(case, talk, directory).values()
    assert [(view.name, view.author) for view in views] == [("T-07", officer), (officer, officer)]
    says = [strip_marks(interpretation_view.translation_in_words(view, W)) for view in views]
    assert says == [
        "Translation into English by the interpreter T-07: He said",
        f"Translation into English by the officer {officer}: She said",
    ]
    sworn = replace(views[0], hand=TRANSLATOR, name="Sworn Sample")
    assert "into English by Sworn Sample:" in strip_marks(interpretation_view.translation_in_words(sworn, W))
    declarations = interpretation_view.declarations_in(case, talk, directory)
    assert [(view.interpreter, view.author) for view in declarations] == [("T-07", officer)]


@pytest.mark.parametrize(
    ("moment", "mode", "how"),
    [
        (BEFORE, SIGNED, "signed this before"),
        (BEFORE, SPOKEN, "said this before"),
        (AFTER, SIGNED, "signed this after"),
        (AFTER, SPOKEN, "said this after"),
    ],
)
def test_a_declaration_says_how_and_on_which_day_of_the_wall(moment: str, mode: str, how: str):
    says = interpretation_view.declaration_in_words(declared(moment=moment, mode=mode), W)
    day = AT.astimezone().date()
    assert strip_marks(says) == f"T-07 {how} the interview; written down by Layla Sample on {W.date(day)}."


def test_a_wording_of_a_later_version_is_named_by_its_number():
    assert interpretation_view.wording_in_words("interpreter-9", W) == "interpreter-9"
    assert interpretation_view.wording_in_words("interpreter-1", W).startswith("I interpreted fully")
