"""A statement of the dossier in the words of one language: who was there, what was asked and answered, what
was put right, and who signs. What nobody recorded is said not to be recorded."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property

from app.case.kinds.interpretation import WORDING
from app.casework.cases import interpretation_view
from app.casework.cases.covered_text import MARK
from app.casework.cases.issued_papers import moment
from app.casework.cases.queries import Change
from app.casework.cases.redaction import extras_at
from app.casework.export.bundle_answers import AskedAnswers
from app.casework.export.dossier_statement import NumberedQuestion, Statement
from app.casework.export.interview_print import translations_going
from app.casework.export.referral_letter import ROLES
from app.casework.interviews import interview as talking
from app.casework.interviews import presence
from app.casework.interviews.spoken_answers import column_of
from app.casework.questionnaires.answer_format import in_words
from app.casework.questionnaires.answers import AnswerLine
from app.casework.session.session import Session
from app.form import Node
from app.language import Words, direction_of, isolate, isolate_ltr
from app.report.dossier_paper import (
    AnswerTable,
    AskedAnswer,
    Declaration,
    Ending,
    Facts,
    Paragraph,
    Part,
    Signature,
    Signatures,
)
from app.report.record import AGREED


class TalkText:
    """`statement` in the language of `words`."""

    def __init__(self, session: Session, statement: Statement, words: Words) -> None:
        self.session, self.statement, self.w = session, statement, words
        interview = statement.interview
        self.language = talking.address(interview, words.language) or interview.language
        self.spoken_words = talking.spoken(interview, self.language, words)
        self.as_asked = AskedAnswers(interview, statement.view.spoken, words, self.language)

    @property
    def form_title(self) -> str:
        view = self.statement.view
        return view.titles.get(self.w.language) or view.form_title

    def fact_text(self, fact: str) -> str:
        """A fact in words, where the question that says it goes along; else ""."""
        node = self._fact_node(fact)
        return self._read_over(node.ref, self._lines[node.ref].answer) if node else ""

    def _fact_node(self, fact: str) -> Node | None:
        for question in self.statement.questions:
            node = self.statement.interview.node(question.ref, self.language)
            if node.extras.get("fact") == fact:
                return node
        return None

    @cached_property
    def _lines(self) -> dict[str, AnswerLine]:
        sections = talking.readback(self.statement.interview, self.language, self.w, aloud=False, unasked=True)
        return {line.ref: line for section in sections for line in section.lines}

    @cached_property
    def _talk_facts(self) -> dict[str, str]:
        return talking.facts_in_words(self.statement.interview, self.language)

    @property
    def interpreter(self) -> str:
        """ "" where none is recorded, or names of interpreters stay here."""
        if not self.statement.withheld.names("interpreter"):
            return ""
        noted = self._talk_facts.get("interpreter", "")
        view = self.statement.view
        names = [mode["interpreter"] for mode in view.spoken.values()]
        names += [declaration.interpreter for declaration in view.declarations]
        return noted or next((name for name in names if name), "")

    @property
    def recorded(self) -> str:
        """Who asked, in which capacity, on which day."""
        return f"{self._asked_by()} · {self.w.date(self.statement.view.at.astimezone().date())}"

    @property
    def judicial(self) -> str:
        """The decision that made who asked a judicial officer, "" where none is recorded."""
        number, day = self.statement.judicial
        named = {"name": isolate(self.statement.view.author), "number": isolate(number)}
        return self.w("{name}: no. {number} of {day}", **named, day=date.fromisoformat(day)) if number else ""

    @property
    def interpreted(self) -> str:
        """Name, language and declaration of who interpreted."""
        if not self.interpreter:
            return self._no_interpreter()
        declared = [
            interpretation_view.declaration_in_words(declaration, self.w)
            for declaration in self.statement.view.declarations
        ]
        says = declared or [self.w("No earlier declaration is recorded in the case.")]
        return " · ".join((isolate(self.interpreter), isolate(self._spoken_language()), *says))

    def said(self, ref: str) -> str:
        """An answer as it goes to this agency."""
        return self._answer(ref, self._lines[ref])

    def parts(self, ending: str) -> list[Part]:
        """`ending`: the line under which nothing is written."""
        w, statement = self.w, self.statement
        parts: list[Part] = [Facts(self._facts()), self._answers(statement.questions)]
        if statement.notes:
            parts += [
                Paragraph(w("Noted by the interviewer, not said by the person"), heading=True),
                self._answers(statement.notes),
            ]
        parts += self._corrections()
        if statement.no_talk:
            return [*parts, Ending(ending)]
        parts.append(Paragraph(self._agreed()))
        if statement.view.corrections:
            text = statement.withheld.text(f"talk:{statement.view.id}:corrections", statement.view.corrections)
            parts.append(Paragraph(w("Corrections by the person: {text}", text=text)))
        if statement.officers_view:
            parts.append(Paragraph(w("The officer’s view and reason: {text}", text=statement.officers_view)))
        if self.interpreter:
            parts.append(self._declaration())
        return [*parts, self._signatures(), Ending(ending)]

    def _facts(self) -> list[tuple[str, str]]:
        w, statement, view = self.w, self.statement, self.statement.view
        begun = moment(w, view.started)
        is_same_day = view.started.astimezone().date() == view.at.astimezone().date()
        ended = w.time(view.at) if is_same_day else moment(w, view.at)
        rows = [
            (w("When"), w("{begun} to {ended}", begun=begun, ended=ended)),
            (w("Where"), self.fact_text("site") or self._not_recorded("site")),
            (w("Language"), self._spoken_language()),
            (w("Interpreter"), isolate(self.interpreter) if self.interpreter else self._no_interpreter()),
            (w("Questions asked by"), self._asked_by()),
            (w("Others present"), self._present()),
            (w("Breaks"), self._breaks()),
            (
                w("Questionnaire"),
                f"{isolate(self.form_title)} · {w('version {version}', version=isolate_ltr(view.version))}",
            ),
            (w("Language of questions and answers"), self.as_asked.usual or w("Not recorded")),
        ]
        if statement.unasked:
            rows.append(
                (w("Not asked"), w.count("{n} question of the form", "{n} questions of the form", statement.unasked))
            )
        return rows

    def _not_recorded(self, fact: str) -> str:
        """What stays here is nothing that nobody recorded."""
        return MARK if self.statement.withheld.fact(fact) else self.w("Not recorded")

    def _no_interpreter(self) -> str:
        return self.w("None recorded") if self.statement.withheld.names("interpreter") else MARK

    def _spoken_language(self) -> str:
        if self.statement.withheld.fact("language"):
            return MARK
        codes = [mode["given"] for mode in self.statement.view.spoken.values() if mode["given"]]
        noted = self._talk_facts.get("language", "")
        return noted or (self.w.language_name(codes[0]) if codes else self.w("Not recorded"))

    def _asked_by(self) -> str:
        w, view = self.w, self.statement.view
        name = isolate(view.author) if view.author else w("Not recorded")
        role = self.statement.role
        return " · ".join([name, *([w(ROLES[role])] if role in ROLES else [])])

    def _present(self) -> str:
        if "process" in self.statement.withheld.what:
            return MARK
        if self.statement.present is None:
            return self.w("Not recorded")
        labels = presence.in_words(self.statement.interview, self.language)
        return " · ".join(map(isolate, labels)) or self.w("Nobody else")

    def _breaks(self) -> str:
        w, stops = self.w, self.statement.stops
        if not stops:
            return w("None recorded")
        return w("Stopped by the person at {times}", times=" · ".join(w.time(at) for at in stops))

    # answers

    def _answers(self, questions: Sequence[NumberedQuestion]) -> AnswerTable:
        w = self.w
        spoken = [self._original(question.ref) for question in questions]
        has_original = any(question or answer for question, answer, _ in spoken)
        heads = (w("Question as asked"), w("In the person’s language") if has_original else "", w("Answer"))
        rows = [self._row(question, original) for question, original in zip(questions, spoken, strict=True)]
        return AnswerTable(heads, rows)

    def reference(self, number: int) -> str:
        return self.w("Q{number}", number=self.w.number(number))

    def _row(self, question: NumberedQuestion, original: tuple[str, str, str]) -> AskedAnswer:
        line = self._lines[question.ref]
        as_seen, answer, code = original
        notes = [note for note in (line.over, self.as_asked.note(question.ref)) if note]
        notes += (
            [self.w("As it was written down; no translation is recorded")]
            if self._is_untranslated(question.ref)
            else []
        )
        notes += [
            note
            for translation in self._translations(question.ref)
            for note in interpretation_view.translation_in_two(translation, self.w)
        ]
        notes += self._differing(question.ref)
        return AskedAnswer(
            number=self.reference(question.number),
            question=line.question,
            answer=self._answer(question.ref, line),
            original=as_seen,
            original_answer=answer,
            language=code,
            notes=notes,
        )

    def _answer(self, ref: str, line: AnswerLine) -> str:
        """All values that people kept on purpose."""
        values = self.statement.view.both.get(ref)
        return self._values(ref, values) if values else self._read_over(ref, line.answer)

    def _read_over(self, ref: str, text: str) -> str:
        """An answer as it goes to this agency."""
        statement = self.statement
        extras = extras_at(statement.form, statement.interview.node(ref))
        value, question = statement.view.values.get(ref, ""), self._lines[ref].question
        place = f"answer:{statement.view.id}:{ref}"
        return statement.withheld.shown(extras, place, value, text, question)

    def _values(self, ref: str, values: Sequence[str]) -> str:
        node = self.statement.interview.node(ref, self.language)
        texts = (in_words(node, value, self.spoken_words) for value in values if value)
        return " / ".join(self._read_over(ref, text) for text in texts)

    def _original(self, ref: str) -> tuple[str, str, str]:
        """Question, answer and the code of their language, where that is neither Arabic nor English."""
        mode = self.statement.view.spoken.get(ref, {})
        language = column_of(self.statement.form, mode.get("asked", ""))
        if language is None or language.code.partition("-")[0] in ("ar", "en"):
            return "", "", ""
        question, answer = self.as_asked.other_language(ref)
        return question, self._read_over(ref, answer), language.code

    def _translations(self, ref: str) -> Sequence[interpretation_view.TranslationView]:
        """Into the language of the paper; where there is none, all that there are."""
        statement = self.statement
        extras = extras_at(statement.form, statement.interview.node(ref))
        translations = translations_going(statement.view, ref, extras, statement.withheld)
        in_this_language = [view for view in translations if view.language == self.w.language]
        return in_this_language or translations

    def _is_untranslated(self, ref: str) -> bool:
        """Was it typed, in letters of the other direction, and never translated into those of the paper? Names
        are no sentences to be translated."""
        if any(view.language == self.w.language for view in self._translations(ref)):
            return False
        node = self.statement.interview.node(ref, self.language)
        if node.control != "input" or node.type != "string" or node.extras.get("fact"):
            return False
        return direction_of(node.value, self.w.direction) != self.w.direction

    def _differing(self, ref: str) -> list[str]:
        """Other values that colleagues entered, between which nobody has decided."""
        conflict = self.statement.differing.get(ref)
        if conflict is None:
            return []
        values = [
            f"{self._values(ref, side.texts or (side.text,))} ({isolate(side.author)})" for side in conflict.values
        ]
        return [self.w("Conflicting entries, not resolved: {values}", values=" / ".join(values))]

    # after the answers

    def _corrections(self) -> list[Part]:
        w, corrections = self.w, self.statement.corrections
        if not corrections:
            return [Paragraph(w("No answer was corrected later."), quiet=True)]
        return [
            Paragraph(self._correction(correction.number, correction.ref, correction.change))
            for correction in corrections
        ]

    def _correction(self, number: int, ref: str, change: Change) -> str:
        w = self.w
        earlier = self._values(ref, change.before) or w("nothing")
        sentence = w(
            "{question} was corrected by {author} on {when}; before: {before}.",
            question=self.reference(number),
            author=change.author,
            when=moment(w, change.at),
            before=earlier,
        )
        reason = self.statement.withheld.text(f"change:{change.event}:reason", change.reason)
        return f"{sentence} {w('Reason: {reason}', reason=reason)}" if reason else sentence

    def _agreed(self) -> str:
        return self.w(AGREED.get(self.statement.view.agreed, AGREED[""]))

    def _declaration(self) -> Declaration:
        w = self.w
        return Declaration(
            w("Declaration of the interpreter {name}, by signing below", name=self.interpreter),
            interpretation_view.wording_in_words(WORDING, w),
            self._declared_before(),
        )

    def _declared_before(self) -> str:
        w = self.w
        sentences = [
            " ".join(
                [
                    interpretation_view.declaration_in_words(declaration, w),
                    *(
                        [interpretation_view.wording_in_words(declaration.wording, w)]
                        if declaration.wording != WORDING
                        else []
                    ),
                ]
            )
            for declaration in self.statement.view.declarations
        ]
        return " ".join(sentences) or w("No earlier declaration is recorded in the case.")

    def _signatures(self) -> Signatures:
        w = self.w
        by_hand = (w("Signature"), w("Date"))
        name = self._talk_facts.get("name", "") if self.fact_text("name") else ""
        return Signatures(
            (
                Signature(w("Officer"), self.statement.view.author, by_hand),
                *([Signature(w("Interpreter"), self.interpreter, by_hand)] if self.interpreter else []),
                Signature(w("The person"), name, (w("Signature or mark"), w("Date"))),
                Signature(w("Received by"), "", (w("Name and office"), *by_hand)),
            )
        )
