"""answers.json of a bundle: a case's consents and interviews as they go, with each answer as it was asked."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from app.casework.cases.queries import CasePage, InterviewView
from app.casework.cases.redaction import FOR_OFFICER, Withheld, extras_at, kinds_of
from app.casework.interviews import interview as talking
from app.casework.interviews.spoken_answers import column_of, in_words
from app.casework.lifecycle import consents
from app.casework.questionnaires import forms
from app.casework.questionnaires.answer_format import formatted_answer, marked
from app.casework.questionnaires.answers import NOT_ASKED
from app.casework.session.session import Session
from app.clock import iso
from app.form import Form, Interview
from app.language import Words
from app.settings import Language


def answers_of(
    session: Session, page: CasePage, language: Language, withheld: Withheld
) -> tuple[dict[str, Any], dict[str, int]]:
    """answers.json, and how many answers of each sensitive kind are in it."""
    contains: Counter[str] = Counter()
    if page.restricted:
        contains["restricted_case"] = 1
    answers = {
        "case": page.id, "reference": page.reference, "opened": iso(page.opened),
        "officer": page.officer, "marks": withheld.marks(page.marks),
        "consents": [
            {
                "purpose": cell.purpose, "agency": cell.agency, "answer": cell.answer,
                "basis": cell.basis, "by": cell.author, "at": iso(cell.at) if cell.at else "",
                "language": cell.given.language, "mode": cell.given.mode,
            }
            for cell in consents.said_of(session, page.id, whole=not withheld.what)
            if not withheld.holds_kind("consents")
        ],
        "interviews": [
            _interview(session, interview_view, form, language, contains, withheld)
            for interview_view in page.interviews
            for form in [forms.load(session, interview_view.form_hash)]
            if not withheld.interview(form, interview_view.values)
        ],
    }  # fmt: skip
    return answers, dict(sorted(contains.items()))


def _interview(
    session: Session,
    interview_view: InterviewView,
    form: Form,
    language: Language,
    contains: Counter[str],
    withheld: Withheld,
) -> dict[str, Any]:
    interview = Interview(form, interview_view.values, now=session.clock)
    address = talking.address(interview, language)
    in_other = _lines(interview, address) if address and address != interview_view.language else {}
    answers = []
    for ref, line in _lines(interview, interview_view.language).items():
        extras = extras_at(interview.form, interview.node(ref))
        if withheld.answer(extras) if line["answer"] else withheld.holds(extras):
            continue
        kinds = kinds_of(extras)
        if line["state"] != NOT_ASKED:
            contains.update(kinds)
        value = interview_view.values.get(ref, "")
        shown_text = withheld.shown(
            extras, f"answer:{interview_view.id}:{ref}", value, line["answer"], line["question"]
        )
        is_other = shown_text != line["answer"]
        answers.append(
            {
                "ref": ref, "value": shown_text if is_other else value, **line, "answer": shown_text,
                **({"calculated": interview_view.over[ref]} if ref in interview_view.over and not is_other else {}),
                **({"translation": {"language": address, **in_other[ref], **({"answer": shown_text} if is_other else {})}} if ref in in_other else {}),
                **({"spoken": _spoken(interview_view.spoken[ref], withheld)} if ref in interview_view.spoken else {}),
                "sensitive": sorted(kinds),
            }
        )  # fmt: skip
    view = "" if interview_view.view and withheld.view() else interview_view.view
    if view:
        contains[FOR_OFFICER] += 1
    return {
        "id": interview_view.id,
        "form": {
            "id": interview_view.form_id,
            "version": interview_view.version,
            "title": interview_view.form_title,
            "sha256": interview_view.form_hash,
        },
        "language": interview_view.language,
        "started": iso(interview_view.started),
        "finished": iso(interview_view.at),
        "agreed": interview_view.agreed,
        "corrections": withheld.text(f"talk:{interview_view.id}:corrections", interview_view.corrections),
        "view": withheld.text(f"talk:{interview_view.id}:view", view),
        **({"stops": [iso(at) for at, _ in interview_view.stops]} if interview_view.stops else {}),
        "answers": answers,
    }


def _spoken(mode: dict[str, str], withheld: Withheld) -> dict[str, str]:
    """How a question was asked, without who interpreted where nobody's name goes."""
    if withheld.names("interpreter"):
        return mode
    return {key: text for key, text in mode.items() if key != "interpreter"}


def _lines(interview: Interview, language: str) -> dict[str, dict[str, str]]:
    return {
        line.ref: {"section": section.title, "question": line.question, "answer": line.answer, "state": line.state}
        for section in talking.readback(interview, language, aloud=False, unasked=True)
        for line in section.lines
    }


# -- asked answers -----------------------------------------------------------------------------
# How the answers of an interview were asked, for its paper: the question as the person saw it,
# too.


class AskedAnswers:
    """`language`: the form's, in which the paper reads; `spoken`: by ref, as the case has it."""

    def __init__(
        self, interview: Interview, spoken: Mapping[str, Mapping[str, str]], words: Words, language: str
    ) -> None:
        self.interview, self.words, self.spoken = interview, words, spoken
        self._own = column_of(interview.form, language)
        self._words_by_ref = {ref: in_words(interview.form, mode, words) for ref, mode in spoken.items()}
        counted = Counter(self._words_by_ref.values()).most_common(1)
        self.usual = counted[0][0] if counted else ""  # how most were asked

    def note(self, ref: str) -> str:
        """How this one was asked, where it was otherwise than most."""
        text = self._words_by_ref.get(ref, "")
        return "" if text == self.usual else text

    def other_language(self, ref: str) -> tuple[str, str]:
        """The question and its answer as the person saw them; twice "" where that was the paper's own
        language."""
        column = self.spoken.get(ref, {}).get("asked", "")
        language = column_of(self.interview.form, column)
        if language is None or language == self._own:
            return "", ""
        node = self.interview.node(ref, column)
        office = Words("ar" if language.code.partition("-")[0] == "ar" else "en")
        return marked(node.label), formatted_answer(node, office)
