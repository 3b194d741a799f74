"""Writing down a translation of what was typed, and what an interpreter declared."""

from typing import get_args

from app.case import events
from app.case.kinds import interpretation
from app.case.kinds.interpretation import AFTER, BEFORE, INTERPRETER, OFFICER, SIGNED, SPOKEN, TRANSLATOR
from app.case.projection import Case, FinishedInterview
from app.casework.cases.event_writer import say
from app.casework.cases.queries import NoCase, case_of
from app.casework.questionnaires.answer_correction import held_again
from app.casework.session.session import Session
from app.errors import N_, SanadError
from app.form import Node
from app.seal.canonical import nfc
from app.settings import Language

__all__ = ["AFTER", "BEFORE", "INTERPRETER", "OFFICER", "SIGNED", "SPOKEN", "TRANSLATOR"]


class NothingToTranslate(SanadError):
    says = N_("Only typed words can be translated, and there are none here. Nothing was written.")


class TranslationIncomplete(SanadError):
    longest: int = interpretation.LONGEST
    says = N_(
        "Write the translation, into Arabic or English, {longest} letters at most, and say whose it is. "
        "Nothing was written."
    )


class DeclarationIncomplete(SanadError):
    says = N_("Write who the interpreter is, by name or number. Nothing was written.")


def can_be_translated(node: Node) -> bool:
    """Are these words that somebody typed, and not a choice, a number or a name that the case is found by?"""
    is_typed = node.control == "input" and node.type == "string"
    return is_typed and bool(node.value.strip()) and not node.extras.get("fact")


def translate(
    session: Session,
    case_id: str,
    interview_id: str,
    ref: str,
    text: str,
    *,
    language: str,
    hand: str = OFFICER,
    name: str = "",
) -> str:
    """A translation beside an answer, which stays as it was given; the event's id. `language`: Arabic or
    English, into which; `name`: whose it is, where it is not the officer's own.

    NoCase, NoForm, NoSuchQuestion, NothingToTranslate, TranslationIncomplete: then nothing was written."""
    case = case_of(session, case_id)
    interview = _interview(case, interview_id)
    form_interview = held_again(session, interview, session.officer.language)
    node = form_interview.node(form_interview.resolve(ref))
    if not can_be_translated(node):
        raise NothingToTranslate
    translation, translator = nfc(text.strip()), nfc(name.strip())
    is_owned = hand == OFFICER or (hand in interpretation.HANDS and translator)
    fits = 0 < len(translation) <= interpretation.LONGEST
    fits = fits and len(translator) <= interpretation.LONGEST_NAME
    if not (is_owned and fits and language in get_args(Language)):
        raise TranslationIncomplete
    return say(
        session,
        case_id,
        events.TRANSLATED,
        {
            "interview": interview.id,
            "ref": node.ref,
            "original": interview.answers.get(node.ref, ""),
            "text": translation,
            "language": language,
            "hand": hand,
            "name": "" if hand == OFFICER else translator,
        },
    )


def declare(
    session: Session, case_id: str, interview_id: str, interpreter: str, *, moment: str = BEFORE, mode: str = SIGNED
) -> str:
    """What an interpreter declared of an interview, in the wording of today; the event's id.

    NoCase, DeclarationIncomplete: then nothing was written. `moment`, `mode`: of app.case.kinds.interpretation."""
    interview = _interview(case_of(session, case_id), interview_id)
    name = nfc(interpreter.strip())
    if (
        not 0 < len(name) <= interpretation.LONGEST_NAME
        or moment not in interpretation.MOMENTS
        or mode not in interpretation.MODES
    ):
        raise DeclarationIncomplete
    return say(
        session,
        case_id,
        events.DECLARED,
        {
            "interview": interview.id,
            "interpreter": name,
            "moment": moment,
            "mode": mode,
            "wording": interpretation.WORDING,
        },
    )


def _interview(case: Case, interview_id: str) -> FinishedInterview:
    for id_, interview in case.interviews.items():
        if id_.hex() == interview_id:
            return interview
    raise NoCase
