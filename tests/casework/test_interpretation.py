"""Translations beside what was typed, and what interpreters declared."""

import json

import pytest

from app.case import events
from app.case.kinds import interpretation
from app.casework.cases import queries
from app.casework.export import dossier
from app.casework.interviews import conflicts
from app.casework.interviews.interpretation import (
    AFTER,
    INTERPRETER,
    SPOKEN,
    TRANSLATOR,
    DeclarationIncomplete,
    NothingToTranslate,
    TranslationIncomplete,
    declare,
    translate,
)
from app.casework.session.session import EventAppender
from app.cli import main
from app.language import strip_marks
from tests.casework.dossier_case import STORY, DossierCase, dossier_case, with_hidden
from tests.people import PHRASE
from tests.person_form import ref
from tests.report import structure_reader

ENGLISH = "The supervisor said that 78 % of the wages were deducted, then the door was locked."
ANOTHER = "The overseer said 78 % had been deducted."


@pytest.fixture
def case(at_work, tmp_path) -> DossierCase:
    return dossier_case(at_work, tmp_path)


def story(case: DossierCase) -> str:
    return ref(case.form, "story")


def view(case: DossierCase) -> queries.InterviewView:
    return queries.case(case.session, case.id).interviews[0]


def paper(case: DossierCase, language: dossier.In = "en", hold=()) -> str:
    request = dossier.DossierRequest("prosecution", language)
    pdf = dossier.preview(case.session, case.id, request, dossier.chosen("prosecution", hold=hold))
    return " ".join(strip_marks(structure_reader.read(pdf).root.whole()).split())


def test_a_translation_stands_beside_the_answer_which_stays_as_it_was_given(case):
    assert "no translation is recorded" in paper(case)
    translate(case.session, case.id, case.interview, story(case), ENGLISH, language="en", hand=INTERPRETER, name="T-07")
    shown = view(case)
    assert shown.values[story(case)] == STORY
    (entry,) = shown.translations[story(case)]
    assert (entry.text, entry.language, entry.hand, entry.name) == (ENGLISH, "en", "interpreter", "T-07")
    text = paper(case)
    assert f"Translation into English by the interpreter T-07: {ENGLISH}" in text
    assert STORY in text
    assert "no translation is recorded" not in text
    assert ENGLISH in paper(case, "both")
    pdf = dossier.preview(
        case.session, case.id, dossier.DossierRequest("prosecution", "ar"), dossier.chosen("prosecution")
    )
    lines = [strip_marks(part.text).strip() for part in structure_reader.read(pdf).root.walked()]
    whose = "ترجمة إلى الإنجليزية، وصاحبها المترجم الشفوي T-07:"
    assert whose in lines  # in a line of its own: a translation is not torn apart in an Arabic one


def test_another_hand_replaces_nothing_and_the_same_hand_its_own(case):
    for text, hand, name in (
        (ENGLISH, INTERPRETER, "T-07"),
        (ANOTHER, TRANSLATOR, "Sworn Sample"),
        (f"{ENGLISH} And the key was taken.", INTERPRETER, "T-07"),
    ):
        translate(case.session, case.id, case.interview, story(case), text, language="en", hand=hand, name=name)
    texts = [entry.text for entry in view(case).translations[story(case)]]
    assert texts == [ANOTHER, f"{ENGLISH} And the key was taken."]
    assert [event.what for event in queries.case_of(case.session, case.id).timeline].count(events.TRANSLATED) == 3


def test_an_officers_own_translation_names_nobody_else(case):
    translate(case.session, case.id, case.interview, story(case), ENGLISH, language="en", name="T-07")
    assert queries.case_of(case.session, case.id).timeline[-1].content["name"] == ""
    [entry] = view(case).translations[story(case)]
    assert entry.name == entry.author
    for moment, mode in (("during", "signed"), (AFTER, "sung")):
        with pytest.raises(DeclarationIncomplete):
            declare(case.session, case.id, case.interview, "T-07", moment=moment, mode=mode)


def test_a_translation_says_nothing_of_words_that_were_put_right_since(case):
    translate(case.session, case.id, case.interview, story(case), ENGLISH, language="en")
    conflicts.correct(case.session, case.id, case.interview, story(case), "قال شيئًا آخر")
    assert view(case).translations == {}
    assert ENGLISH not in paper(case)
    assert "no translation is recorded" in paper(case)


def test_what_is_held_back_is_held_back_in_every_language(case):
    translate(case.session, case.id, case.interview, story(case), ENGLISH, language="en")
    assert ENGLISH in paper(case)
    assert ENGLISH not in paper(case, hold=("screening",))


@pytest.mark.parametrize("question", ["hours", "passport_now", "interpreter"])
def test_only_typed_words_are_translated(case, question):
    with pytest.raises(NothingToTranslate):
        translate(case.session, case.id, case.interview, ref(case.form, question), "x", language="en")


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": " "},
        {"text": "x" * (interpretation.LONGEST + 1)},
        {"language": "ne"},
        {"hand": INTERPRETER},
        {"hand": "sister", "name": "Maya"},
    ],
)
def test_a_translation_without_words_language_or_owner_is_refused(case, wrong):
    before = queries.case_of(case.session, case.id).heads
    said = {"text": ENGLISH, "language": "en"} | wrong
    with pytest.raises(TranslationIncomplete):
        translate(case.session, case.id, case.interview, story(case), said.pop("text"), **said)
    assert queries.case_of(case.session, case.id).heads == before


def test_what_a_colleague_says_in_another_form_changes_nothing(case):
    id_, interview = bytes.fromhex(case.id), bytes.fromhex(case.interview)
    good = {"interview": interview, "ref": story(case), "original": STORY, "text": "t", "language": "en",
            "hand": "officer", "name": ""}  # fmt: skip
    declared = {
        "interview": interview,
        "interpreter": "T-07",
        "moment": "before",
        "mode": "signed",
        "wording": "interpreter-1",
    }
    odd = [
        (events.TRANSLATED, good | {"text": 7}),
        (events.TRANSLATED, good | {"interview": "x"}),
        (events.TRANSLATED, good | {"hand": "translator"}),
        (events.TRANSLATED, good | {"original": ""}),
        (events.TRANSLATED, good | {"text": "y" * 20_001}),
        (events.DECLARED, declared | {"moment": "never"}),
        (events.DECLARED, declared | {"mode": 1}),
        (events.DECLARED, declared | {"interpreter": ""}),
        (events.DECLARED, declared | {"wording": "w" * 201}),
        (events.TRANSLATED, good | {"language": "e" * 201}),
    ]
    with case.session.vault.transaction() as writer:
        pen = EventAppender(case.session, writer, id_)
        for what, content in odd:
            pen.say(what, content)
    state = queries.case_of(case.session, case.id)
    assert (state.translations, state.declarations) == ([], [])
    assert len(state.refused) == len(odd)


def test_a_declaration_says_when_and_how_it_was_made_and_who_wrote_it_down(case):
    assert "No earlier declaration is recorded in the case." in paper(case)
    declare(case.session, case.id, case.interview, "T-07", moment=AFTER, mode=SPOKEN)
    text = paper(case)
    assert "T-07 said this after the interview; written down by" in text
    assert "No earlier declaration is recorded" not in text
    assert "Declaration of the interpreter T-07, by signing below" in text
    with pytest.raises(DeclarationIncomplete):
        declare(case.session, case.id, case.interview, "  ")


def test_the_command_line_writes_both_and_shows_both(case, layla, tmp_path, capsys, monkeypatch):
    case.session.close()
    phrase = tmp_path / "phrase"
    phrase.write_text(f"{PHRASE}\n", "utf-8")
    monkeypatch.setenv("SANAD_HOME", str(layla.home))
    monkeypatch.setenv("SANAD_PASSPHRASE_FILE", str(phrase))

    def runs(*words: str) -> dict:
        capsys.readouterr()
        assert main([*words, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    runs(
        "case", "translate", case.id, story(case), ENGLISH, "--language", "en", "--name", "T-07", "--by", "interpreter"
    )
    runs("case", "declare", case.id, "T-07", "--spoken")
    (interview,) = runs("case", "show", case.id)["interviews"]
    assert interview["translations"][story(case)][0]["text"] == ENGLISH
    assert interview["declarations"][0]["mode"] == "spoken"
    assert main(["case", "translate", case.id, story(case), "", "--language", "en"]) == 1


def test_what_a_hidden_answer_says_is_hidden_in_every_language(at_work, layla, tmp_path, capsys, monkeypatch):
    case = dossier_case(at_work, tmp_path, with_hidden(at_work, "story"))
    translate(case.session, case.id, case.interview, story(case), ENGLISH, language="en")
    case.session.close()
    phrase = tmp_path / "phrase"
    phrase.write_text(f"{PHRASE}\n", "utf-8")
    monkeypatch.setenv("SANAD_HOME", str(layla.home))
    monkeypatch.setenv("SANAD_PASSPHRASE_FILE", str(phrase))
    capsys.readouterr()
    assert main(["case", "show", case.id, "--json"]) == 0
    assert ENGLISH not in capsys.readouterr().out
    assert main(["case", "show", case.id, "--hidden", "--json"]) == 0
    assert ENGLISH in capsys.readouterr().out
