"""The record of a case on paper: what was asked and answered, what it may mean and why, what happened.

A record is evidence. It says what the person said in the words shown, keeps the officer's view
apart, gives no bare result, and carries the hash of the record that it was made from."""

from collections.abc import Sequence
from datetime import datetime

from reportlab.platypus import CondPageBreak, Flowable, Spacer

from app.errors import N_
from app.language import Words, isolate_ltr
from app.report import page
from app.report.bidi import Direction
from app.report.record import AGREED, CaseRecord, DifferingAnswer, InterviewRecord, Section, TimelineLine
from app.report.styles import INK2, PRIMARY, SOFT, Style
from app.report.text_flowables import Cell, Text, TextRow
from app.screening.explained import DimensionView, Explanation, ReadingView

TITLE = Style(size=19, leading=31, bold=True, after=2)
HEADING = Style(size=13, leading=22, bold=True, colour=PRIMARY, before=14, after=3)
SECTION = Style(size=10.5, leading=18, bold=True, before=8, after=1)
BODY = Style(size=10, leading=17)
STRONG = Style(size=10, leading=17, bold=True)
QUIET = Style(size=9, leading=17, colour=INK2)
OUTCOME = Style(size=14, leading=24, bold=True, colour=PRIMARY)


def case_record(record: CaseRecord, words: Words) -> bytes:
    """The record as a PDF in the language of `words`."""
    title = words("Record {reference}", reference=isolate_ltr(record.reference))
    sheet = page.Sheet(
        title,
        title,
        page.identified(words, record.document_id, record.record_hash),
        f"SANAD {record.document_id} {record.record_hash}" if record.document_id else "",
        words,
        max([record.opened, *(moment.at for moment in record.timeline)]),
    )

    def story() -> list[Flowable]:
        story = _Story(words)
        story.beginning(record)
        story.differing(record.differing)
        for number, talk in enumerate(record.talks, 1):
            story.talk(talk, number if len(record.talks) > 1 else 0)
        story.timeline(record.timeline)
        return story.story

    return page.document(sheet, story)


class _Story:
    """The flowables of a record, gathered in order."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.direction: Direction = words.direction
        self.story: list[Flowable] = []

    def text(self, text: str, style: Style = BODY) -> Text:
        return Text(text, style, self.direction)

    def value(self, text: str, style: Style = BODY) -> Text:
        """What somebody gave: a number or a phone among it runs left to right."""
        return Text(text, style, self.direction, otherwise="ltr")

    def heading(self, text: str, style: Style = HEADING, level: int = 0) -> None:
        self.story.append(CondPageBreak(80))
        self.story += page.heading(text, self.direction, style, level)

    def fact(self, label: str, value: str) -> None:
        if value:
            self.story.append(
                TextRow(
                    [Cell((self.text(label, QUIET),), 1), Cell((self.value(value),), 2.4)],
                    self.direction,
                    padding=2,
                    heads="row",
                )
            )

    def beginning(self, record: CaseRecord) -> None:
        w = self.words
        self.story.append(self.text(w("Interview record"), TITLE))
        self.fact(w("Case number"), isolate_ltr(record.reference))
        self.fact(w("Name"), record.name)
        self.fact(w("Officer"), record.officer)
        self.fact(w("Opened"), self.moment(record.opened))
        for label, value in record.facts:
            self.fact(label, value)
        if record.restricted:
            self.story.append(self.text(w("Restricted case"), STRONG))
        for mark in record.marks:
            self.story.append(self.text(mark, STRONG))
        if record.consents:
            self.heading(w("Consent"))
            for purpose, answer, method in record.consents:
                self.fact(purpose, " · ".join(part for part in (answer, method) if part))
        if record.held_back or record.rules:
            self.held_back(record.held_back, record.rules)

    def held_back(self, kinds: str, rules: str) -> None:
        """A reader must know that this is not all."""
        w = self.words
        self.heading(w("Left out"))
        if kinds:
            self.story.append(
                self.text(w("Not part of this paper, whether or not the case has any: {kinds}.", kinds=kinds))
            )
        if rules:
            self.story.append(self.text(rules, QUIET))

    def differing(self, differings: Sequence[DifferingAnswer]) -> None:
        """Before anything else is read: two answers are not one."""
        if not differings:
            return
        w = self.words
        self.heading(w("Unresolved conflicts"))
        self.story.append(
            self.text(
                w(
                    "Colleagues entered conflicting answers before their computers "
                    "synced. All are kept; nobody has decided between them yet."
                )
            )
        )
        for differing in differings:
            texts = []
            for value, author, at in differing.values:
                texts.append(self.value(value) if value else self.nothing())
                texts.append(self.value(f"{author} · {self.moment(at)}", QUIET))
            self.story.append(
                TextRow([Cell((self.text(differing.question, QUIET),), 1.15), Cell(tuple(texts), 1)], self.direction)
            )

    def moment(self, at: datetime) -> str:
        """Both calendars. No dot between figures: among Arabic digits it reads as a zero."""
        day = at.astimezone().date()
        hijri = self.words.hijri(day)
        comma = "،" if self.words.language == "ar" else ","
        text = f"{self.words.date(day)}{comma} {self.words.time(at)}"
        return f"{text} ({hijri})" if hijri else text

    def talk(self, talk: InterviewRecord, number: int) -> None:
        w = self.words
        self.heading(w("Interview {number}", number=number) if number else w("Interview"))
        self.fact(w("Questionnaire"), f"{talk.form_title} · {isolate_ltr(talk.form_version)}")
        self.fact(w("Started"), self.moment(talk.started))
        self.fact(w("Finished"), self.moment(talk.finished))
        self.fact(w("Place"), talk.where)
        self.fact(w("Language"), talk.language)
        self.fact(w("Interpreter"), talk.interpreter)
        self.fact(w("Language of questions and answers"), talk.asked_in)
        stops = " · ".join(w.time(at) for at in talk.stops)
        self.fact(w(N_("Stopped by the person")), stops)
        self.fact(w("Interviewer"), talk.officer)
        for section in talk.sections:
            self.section(section)
        if talk.unasked:
            self.heading(w("Not asked"), SECTION, 1)
            for question in talk.unasked:
                self.story.append(self.text(question, QUIET))
        self.heading(w("Agreement"), SECTION, 1)
        agreed = AGREED.get(talk.agreed, AGREED[""])
        self.story.append(self.text(w(agreed)))
        if talk.corrections:
            self.story.append(self.text(w("Corrections by the person"), QUIET))
            self.story.append(self.value(talk.corrections))
        if talk.explanation is not None:
            self.explanation(talk.explanation)
        if talk.view:
            self.heading(w("The officer’s view and reason"), SECTION, 1)
            self.story.append(self.value(talk.view))

    def section(self, section: Section) -> None:
        title = section.title
        if section.other_title:
            title += f" · {section.other_title}"
        self.heading(title, SECTION, 1)
        for line in section.lines:
            texts = [self.text(line.question, QUIET)]
            if line.other_question:
                texts.append(self.text(line.other_question, QUIET))
            values = [self.value(line.answer)] if line.answer else [self.nothing()]
            if line.other_answer and line.other_answer != line.answer:
                values.append(self.value(line.other_answer, QUIET))
            if line.note:
                values.append(self.text(line.note, QUIET))
            self.story.append(TextRow([Cell(tuple(texts), 1.15), Cell(tuple(values), 1)], self.direction, heads="row"))

    def nothing(self) -> Text:
        return self.text(self.words("Not asked"), QUIET)

    def explanation(self, explanation: Explanation) -> None:
        w = self.words
        self.heading(w("What the answers may show"))
        texts = [self.text(explanation.outcome, OUTCOME), self.text(explanation.reason)]
        if explanation.provisional:
            texts.append(self.text(w("Provisional: the list of indicators has not been verified."), STRONG))
        self.story.append(TextRow([Cell(tuple(texts), 1)], self.direction, fill=SOFT, rule=False, padding=8))
        self.story.append(Spacer(0, 4))
        self.story.append(self.text(explanation.disclaimer))
        if explanation.not_asked:
            self.story.append(self.text(explanation.not_asked, STRONG))
        for reading in explanation.readings:
            self.signs(reading)
            if reading.provisional:
                self.story.append(self.text(w("Not yet reviewed by an expert"), QUIET))
        if not explanation.readings:
            for dimension in explanation.dimensions:
                self.signs(dimension)
        if explanation.would_decide:
            self.heading(w("Questions that could change this"), SECTION, 1)
            for open_question in explanation.would_decide:
                self.story.append(self.text(open_question.question))
        if explanation.ilo11:
            self.heading(w("Matching ILO indicators of forced labour"), SECTION, 1)
            self.story.append(self.text(("، " if w.language == "ar" else ", ").join(explanation.ilo11)))
        self.story.append(
            self.text(
                w(
                    "Rule {rule}, indicators {data}",
                    rule=isolate_ltr(explanation.rule_version),
                    data=isolate_ltr(explanation.data_version),
                ),
                QUIET,
            )
        )

    def signs(self, reading: DimensionView | ReadingView) -> None:
        """The answers that one reading, or one dimension of a table, rests on."""
        self.heading(f"{reading.name} · {reading.says}", SECTION, 1)
        if not reading.rows:
            self.story.append(self.text(self.words("No answer showed an indicator here."), QUIET))
        for row in reading.rows:
            answer = Cell((self.text(row.question, QUIET), self.value(row.answer)), 1.5)
            sign = Cell((self.text(row.indicator_name, QUIET), self.text(row.strength, QUIET)), 1)
            self.story.append(TextRow([answer, sign], self.direction))

    def timeline(self, moments: Sequence[TimelineLine]) -> None:
        if not moments:
            return
        self.heading(self.words("What happened"))
        for moment in moments:
            says = [self.text(self.words(moment.says))]
            if moment.note:
                says.append(self.value(moment.note, QUIET))
            self.story.append(
                TextRow(
                    [
                        Cell((self.text(self.moment(moment.at), QUIET),), 1.7),
                        Cell(tuple(says), 1.3),
                        Cell((self.value(moment.author, QUIET),), 1),
                    ],
                    self.direction,
                    padding=2,
                )
            )
