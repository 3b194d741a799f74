"""An interview on the record of a case: what was asked, what was said, and what stays here of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from app import report
from app.case.kinds.interpretation import OFFICER
from app.casework.cases.covered_text import MARK
from app.casework.cases.interpretation_view import TranslationView, translation_in_words
from app.casework.cases.queries import CasePage, InterviewView
from app.casework.cases.redaction import AS_GIVEN, RESTRICTED, Withheld, extras_at, extras_of, number_of
from app.casework.export.bundle_answers import AskedAnswers
from app.casework.interviews import interview as talking
from app.casework.interviews.conflicts import ConflictView
from app.casework.questionnaires import forms, screening
from app.casework.questionnaires.answer_format import in_words
from app.casework.questionnaires.answers import AnswerLine
from app.casework.session.session import Session
from app.errors import N_, SanadError
from app.form import Form, Interview
from app.language import Words

NO_FORM = N_("The questionnaire is not on this computer: answers are shown as stored")
WEIGHED = ("elements", "labour")  # readings of the law: met or not is no program's to say


def contents(
    session: Session,
    page: CasePage,
    view: InterviewView,
    words: Words,
    differing: Sequence[ConflictView],
    withheld: Withheld,
) -> report.InterviewRecord:
    """One interview for the record. `differing`: the values of the case that stand beside each other."""
    form = forms.load_if_here(session, view.form_hash)
    if form is None:
        withheld.account[AS_GIVEN] += number_of(form, view.values)
        return _without_form(page, view, words)
    interview = Interview(form, view.values, now=session.clock)
    language = talking.address(interview, words.language) or interview.language
    answers = _Answers(interview, view, language, words, differing, withheld)
    sections, unasked = answers.sections()
    facts = talking.facts_in_words(interview, language)
    return report.InterviewRecord(
        form_title=view.titles.get(words.language) or view.form_title,
        form_version=view.version,
        started=view.started.astimezone(),
        finished=view.at.astimezone(),
        where="" if withheld.fact("site") else facts.get("site", ""),
        language="" if withheld.fact("language") else facts.get("language", ""),
        interpreter=facts.get("interpreter", "") if withheld.names("interpreter") else "",
        asked_in=answers.as_asked.usual,
        stops=[at.astimezone() for at, _ in view.stops],
        officer=view.author or page.officer,
        sections=sections,
        agreed=view.agreed,
        corrections=withheld.text(f"talk:{view.id}:corrections", view.corrections),
        explanation=explained(view, form, words, withheld),
        view=withheld.text(f"talk:{view.id}:view", "" if view.view and withheld.view() else view.view),
        unasked=unasked,
    )


class _Answers:
    """The questions and answers of one interview, in the words of `language`."""

    def __init__(
        self,
        interview: Interview,
        view: InterviewView,
        language: str,
        words: Words,
        differing: Sequence[ConflictView],
        withheld: Withheld,
    ) -> None:
        self.interview, self.view, self.language, self.words = interview, view, language, words
        self.withheld = withheld
        self.as_asked = AskedAnswers(interview, view.spoken, words, language)
        self._spoken = talking.spoken(interview, language, words)
        self._side_by_side = dict(view.both) | {
            conflict_view.ref: texts_of(conflict_view)
            for conflict_view in differing
            if (conflict_view.field_kind, conflict_view.interview_id) == ("answer", view.id)
        }

    def sections(self) -> tuple[list[report.Section], list[str]]:
        """The sections with a line each for what was answered or had to be; what was never asked."""
        sections, unasked = [], []
        read = talking.readback(self.interview, self.language, self.words, aloud=False, unasked=True)
        for section in read:
            lines_going = [line for line in section.lines if self._goes(line)]
            lines = [self._line(line) for line in lines_going if line.answer or line.required]
            unasked += [line.question for line in lines_going if not (line.answer or line.required)]
            if lines:
                sections.append(report.Section(section.title, lines))
        return sections, unasked

    def _extras(self, ref: str) -> Mapping[str, str]:
        return extras_at(self.interview.form, self.interview.node(ref))

    def _goes(self, line: AnswerLine) -> bool:
        is_held_back: Callable[[Mapping[str, str]], object] = (
            self.withheld.answer if line.answer else self.withheld.holds
        )
        return not is_held_back(self._extras(line.ref))

    def _line(self, line: AnswerLine) -> report.RecordLine:
        extras = self._extras(line.ref)
        texts = self._texts(line)
        texts_shown = self._shown(line, extras, texts)
        is_other = texts_shown != texts
        question, answered = self.as_asked.other_language(line.ref)
        shown_line = " / ".join(texts_shown)
        return report.RecordLine(
            line.question,
            " · ".join(part for part in (shown_line, "" if is_other else line.over) if part),
            question,
            shown_line if is_other and answered else answered,
            note=self._note(line.ref, extras),
        )

    def _texts(self, line: AnswerLine) -> list[str]:
        """Its answer; both, where two computers answered differently."""
        side_by_side = self._side_by_side.get(line.ref)
        if side_by_side is None:
            return [line.answer]
        try:
            node = self.interview.node(line.ref, self.language)
        except SanadError:
            return list(side_by_side)  # a place that this form has not
        return [in_words(node, text, self._spoken) for text in side_by_side]

    def _shown(self, line: AnswerLine, extras: Mapping[str, str], texts: Sequence[str]) -> list[str]:
        """As exactly as the rules for the recipient let them go."""
        place = f"answer:{self.view.id}:{line.ref}"
        value = self.view.values.get(line.ref, "")
        return [self.withheld.shown(extras, place, value, text, line.question) for text in texts]

    def _note(self, ref: str, extras: Mapping[str, str]) -> str:
        """The language it was given in, and its translations."""
        translations = translations_going(self.view, ref, extras, self.withheld)
        notes = [self.as_asked.note(ref)]
        notes += [translation_in_words(translation, self.words) for translation in translations]
        return " · ".join(note for note in notes if note)


def translations_going(
    view: InterviewView, ref: str, extras: Mapping[str, str], withheld: Withheld
) -> Sequence[TranslationView]:
    """Of an answer that goes: as they were read over, and of one that goes less exactly none."""
    translations = view.translations.get(ref, ())
    if withheld.rules is None:
        return translations
    if not extras.get("typed"):
        return ()
    named = withheld.names("interpreter")
    return [
        replace(
            translation,
            text=withheld.text(f"translation:{view.id}:{ref}", translation.text),
            name=translation.name if named or translation.hand == OFFICER else MARK,
        )
        for translation in translations
    ]


def explained(view: InterviewView, form: Form, words: Words, withheld: Withheld) -> screening.Explanation | None:
    """The result of an interview, without the answers that are held back; None where there is none."""
    if not view.assessment or "result" in withheld.what:
        return None
    explanation = screening.explain(view.assessment, form, view.values, words)

    def goes(ref: str) -> bool:
        return not withheld.holds(extras_of(form, ref))

    def going(rows: Sequence[screening.RaisedBy]) -> tuple[screening.RaisedBy, ...]:
        return tuple(row for row in rows if goes(row.ref))

    weighed = words("For the prosecutor to weigh")
    return replace(
        explanation,
        why=going(explanation.why),
        readings=tuple(
            replace(reading, rows=going(reading.rows), says=weighed if reading.id in WEIGHED else reading.says)
            for reading in explanation.readings
        ),
        dimensions=tuple(replace(dimension, rows=going(dimension.rows)) for dimension in explanation.dimensions),
        would_decide=tuple(open_ for open_ in explanation.would_decide if goes(open_.ref)),
        ilo11=() if RESTRICTED in withheld.what else explanation.ilo11,
    )


def texts_of(differing: ConflictView) -> list[str]:
    """All that stand beside each other."""
    return [text for side in differing.values for text in side.texts or (side.text,) if text]


def _without_form(page: CasePage, view: InterviewView, words: Words) -> report.InterviewRecord:
    """An interview whose questionnaire isn't here: its answers as they are kept."""
    lines = [report.RecordLine(ref, text) for ref, text in view.values.items() if text]
    return report.InterviewRecord(
        view.form_title or view.form_id,
        view.version,
        view.started.astimezone(),
        view.at.astimezone(),
        officer=view.author or page.officer,
        sections=[report.Section(words(NO_FORM), lines)],
        agreed=view.agreed,
        corrections=view.corrections,
        view=view.view,
    )
