"""The record of a case on paper or as a file, and the recovery card.

The event is written before the paper or the file exists. Nothing is written to disk but the file
that a person chose; a preview stays in memory.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app import report, settings
from app.case import events
from app.case.interpretation import OFFICER
from app.casework.cases import queries, redaction
from app.casework.cases.covered_text import MARK
from app.casework.cases.event_writer import attempt, going, say_in
from app.casework.cases.field_labels import VALUES
from app.casework.cases.interpretation_view import TranslationView, translation_in_words
from app.casework.cases.queries import CasePage, InterviewView, TimelineEntry
from app.casework.cases.redaction import (
    FOR_OFFICER,
    RESTRICTED,
    Withheld,
    chosen,
    extras_at,
    extras_of,
)
from app.casework.cases.terms import ANSWER, MARK_SAYS, PURPOSE
from app.casework.export import redacted_reading
from app.casework.export.asked_answers import AskedAnswers
from app.casework.interviews import conflicts
from app.casework.interviews import interview as talking
from app.casework.interviews.conflicts import ConflictSide, ConflictView
from app.casework.lifecycle import consents
from app.casework.lifecycle.consents import ConsentView
from app.casework.organisation.root_cards import RootCard, RootSet
from app.casework.questionnaires import forms, screening
from app.casework.questionnaires.answer_format import in_words
from app.casework.questionnaires.answers import Line
from app.casework.records.holder_cards import CardSet, WaitingCard
from app.casework.records.unlock import check_strength
from app.casework.session.session import Session
from app.casework.session.transfer_places import refuse_elsewhere
from app.disk import BadFolder, condition, write_whole
from app.errors import N_, SanadError
from app.form import Form, Interview
from app.language import Words
from app.seal.keys import digest, fresh_id
from app.settings import Language

_SHORTEST, _LONGEST = 12, 127
IN_THE_INTERVIEW = N_("asked in the interview")
NO_EFFECT = N_("Stored without effect")
CLOCK_IN_DOUBT = N_("Clock not reliable")
BEFORE_JOINING = N_("Written before its author’s computer joined the organisation")
NO_FORM = N_("The questionnaire is not on this computer: answers as stored")


@dataclass(eq=False)
class PlainForbidden(SanadError):
    """The administrator allows no file without a password."""

    says = N_(
        "On this computer a record is saved only with a password. Nothing was written. "
        "Choose a password of at least {shortest} characters."
    )
    shortest: int = _SHORTEST


@dataclass(eq=False)
class PasswordTooShort(SanadError):
    """A password that protects nothing, or one that a PDF can't hold."""

    says = N_(
        "A password for a file needs {shortest} to {longest} characters. Nothing was written."
    )
    shortest: int = _SHORTEST
    longest: int = _LONGEST


def may_save_plain() -> bool:
    """Does the administrator allow files without a password?"""
    return settings.policy().plain_files


def may_write(session: Session, case_id: str, file: Path, password: str | None) -> None:
    """Before anything is said or made. PlainForbidden, PasswordTooShort, PassphraseTooWeak, NoCase,
    BadFolder, PlaceNotAllowed."""
    if password is None:
        if not may_save_plain():
            raise PlainForbidden
    elif len(password) < _SHORTEST or len(password.encode("utf-8", "replace")) > _LONGEST:
        raise PasswordTooShort
    else:  # whoever has the file tries words for as long as he likes, and the case's own first
        page = queries.case(session, case_id)
        check_strength(password, page.name, page.reference, session.officer.name)
    if not file.parent.is_dir() or file.is_dir():
        raise BadFolder
    refuse_elsewhere(file)


def preview(
    session: Session, case_id: str, language: Language, withheld: Withheld | None = None
) -> bytes:
    """The record as it would be printed, in memory. NoCase."""
    return record(session, case_id, language, "", withheld)


def preview_all(
    session: Session, case_ids: Sequence[str], language: Language, withheld: Withheld
) -> bytes:
    """The records of several cases that go together, one behind the other, each without what stays. NoCase."""
    papers = [preview(session, case_id, language, withheld.anew()) for case_id in case_ids]
    return papers[0] if len(papers) == 1 else report.joined(papers)


def printed(
    session: Session,
    case_id: str,
    language: Language,
    agency: str = "",
    override: str = "",
    withheld: Withheld | None = None,
) -> bytes:
    """The record for the printer, after the event that it was printed. `agency`, `override`, `withheld`:
    as `save`. OutsideConsent, NoAgency, AgreementOver."""
    disclosure = going(session, agency, override)
    return _after_event(
        session, case_id, language, events.PRINTED, disclosure, withheld or chosen(agency)
    )


def save(
    session: Session,
    case_id: str,
    language: Language,
    file: Path,
    password: str | None,
    agency: str = "",
    override: str = "",
    withheld: Withheld | None = None,
) -> None:
    """Write the record to a file, after the event that it was. `agency`: to whom it goes, where it
    leaves the organisation: only with the person's consent, a legal basis, or `override`, a reason.
    `withheld`: what is held back, by itself what nobody there needs.
    PlainForbidden, PasswordTooShort, PassphraseTooWeak, BadFolder, NoCase; OutsideConsent, NoAgency,
    AgreementOver."""
    may_write(session, case_id, file, password)
    pdf = _after_event(
        session, case_id, language, events.EXPORTED,
        {"protected": int(password is not None), **going(session, agency, override)},
        withheld or chosen(agency),
    )  # fmt: skip
    try:
        write_whole(file, pdf if password is None else report.protect(pdf, password))
    except OSError as error:
        raise condition(error) from error


# Suspects, other people and other cases never stand in a person's own copy: neither a value on which
# colleagues differ nor the reason that somebody wrote.
_OF_OTHERS = frozenset({"person", "proceeding", "hearing", "group", "link"})
_ABOUT_OTHERS = frozenset({
    events.PERSON, events.PROCEEDING, events.HEARING, events.GROUPED, events.LINKED,
})  # fmt: skip


def record(
    session: Session,
    case_id: str,
    language: Language,
    document: str,
    withheld: Withheld | None = None,
) -> bytes:
    """The record as a PDF that names a document's id; "" for none. `withheld` counts what it held back;
    without it, hidden answers alone are. NoCase."""
    contents, words = record_contents(session, case_id, language, document, withheld)
    return report.case_record(contents, words)


def record_contents(
    session: Session,
    case_id: str,
    language: Language,
    document: str,
    withheld: Withheld | None = None,
) -> tuple[report.CaseRecord, Words]:
    """The same before it is laid on pages."""
    page, withheld = queries.case(session, case_id), withheld or Withheld()
    case_state = queries.case_of(session, case_id)
    withheld = (
        withheld
        if withheld.is_resolved
        else redacted_reading.reading(session, case_state, withheld)
    )
    words = Words(language, settings.preferences(session.home).digits)
    talks = list(_talks(session, page, withheld))
    differing = [
        conflict_view
        for conflict_view in conflicts.conflicts(session, case_id, language)
        if _goes(session, conflict_view, talks, withheld)
    ]
    printed_talks = [
        _talk(session, page, interview_view, words, differing, withheld) for interview_view in talks
    ]
    contents = report.CaseRecord(
        reference=page.reference,
        name=MARK if withheld.fact("name") and page.name else page.name,
        officer=page.officer,
        opened=page.opened.astimezone(),
        talks=printed_talks,
        timeline=_timeline(page, words, withheld),
        record_hash=digest(*(bytes.fromhex(head) for head in page.heads)).hex(),
        document_id=document,
        restricted=page.restricted,
        differing=[
            report.DifferingAnswer(
                conflict_view.question,
                [
                    (
                        withheld.text(
                            f"differs:{conflict_view.ref}", _side(conflict_view, side, words)
                        ),
                        side.author,
                        side.at.astimezone(),
                    )
                    for side in conflict_view.values
                ],
            )
            for conflict_view in differing
        ],
        marks=[words(MARK_SAYS[mark]) for mark in withheld.marks(page.marks)],
        consents=[
            _consent(consent_view, words)
            for consent_view in consents.said_of(session, case_id, whole=not withheld.what)
            if "consents" not in withheld.what
        ],
        held_back=[(words(redaction.SAYS[kind]), n) for kind, n in withheld.said().items()],
        rules=rules_in_words(withheld, words),
    )
    return withheld.clean(contents), words


def rules_in_words(withheld: Withheld, words: Words) -> str:
    """By which rules this was left out, "" between colleagues."""
    rules = withheld.rules
    if rules is None:
        return ""
    return words(
        "Left out by the rules for: {name}, version {version}",
        name=rules.name[words.language],
        version=rules.version,
    )


def _timeline(page: CasePage, words: Words, withheld: Withheld) -> list[report.TimelineLine]:
    """For somebody outside without what was noted on an entry, and none where the course stays here."""
    if withheld.rules is None:
        return [_moment(event, words) for event in page.timeline]
    if "course" in withheld.what:
        return []
    return [_moment(replace(event, to="", note=""), words) for event in page.timeline]


def _consent(cell: ConsentView, words: Words) -> tuple[str, str, str]:
    """What for, the answer, and who asked, when and in which language."""
    purpose = words(PURPOSE.get(cell.purpose, cell.purpose))
    answer = words(ANSWER[cell.answer])
    if cell.basis:
        basis = words(VALUES.get(cell.basis, cell.basis))
        answer = f"{answer} · {words('Legal basis: {basis}', basis=basis)}"
    details = []
    if cell.at is not None:
        details = [cell.author, words.date(cell.at.astimezone().date())]
        details += [words.language_name(cell.given.language)] if cell.given.language else []
        details += [words(IN_THE_INTERVIEW)] if cell.given.mode == "interview" else []
    name = f"{purpose} · {cell.agency_name}" if cell.agency else purpose
    return name[:1].upper() + name[1:], answer, " · ".join(part for part in details if part)


def _side(differing: ConflictView, side: ConflictSide, words: Words) -> str:
    texts = side.texts or (side.text,)
    return " / ".join(in_words(differing, text, words) for text in texts if text)


def _talks(session: Session, page: CasePage, withheld: Withheld) -> Iterator[InterviewView]:
    """The interviews that go along."""
    for interview_view in page.interviews:
        if not withheld.interview(_form(session, interview_view.form_hash)):
            yield interview_view


def _goes(
    session: Session,
    conflict_view: ConflictView,
    talks: Sequence[InterviewView],
    withheld: Withheld,
) -> bool:
    """Do values that differ go along? Those of an answer or a fact as it does itself."""
    if conflict_view.field_kind == "fact":
        return not withheld.fact(conflict_view.fact)
    if conflict_view.field_kind == "view":
        return FOR_OFFICER not in withheld.what
    if conflict_view.field_kind in _OF_OTHERS:
        return False
    if conflict_view.field_kind != "answer":
        return True
    talk = next(
        (
            interview_view
            for interview_view in talks
            if interview_view.id == conflict_view.interview_id
        ),
        None,
    )
    form = _form(session, talk.form_hash) if talk else None
    return form is not None and not withheld.holds(extras_of(form, conflict_view.ref))


def _form(session: Session, form_hash: str) -> Form | None:
    try:
        return forms.load(session, form_hash)
    except forms.NoForm:
        return None


def card(words24: tuple[str, ...], session: Session, language: Language) -> bytes:
    """The recovery card as a page to print."""
    return report.recovery_card(words24, session.officer.name, Words(language))


def sheet(words24: tuple[str, ...], session: Session, language: Language, kind: str) -> bytes:
    """An organisation's sheet as a page to print. `kind`: "root" or "second"."""
    make = report.root_sheet if kind == "root" else report.second_sheet
    return make(words24, session.vault.directory.organisation.name, Words(language))


def holder_card(session: Session, card_set: CardSet, card: WaitingCard) -> bytes:
    """One holder's card of these records, in both languages: the officer's first."""
    sheet = report.HolderSheet(
        words=card.words, number=card.number, cards=card_set.policy.cards, threshold=card_set.policy.threshold,
        holder=card.holder, set_name=card_set.name, made_at=card_set.made_at,
        organisation=session.vault.directory.organisation.name, officer=session.officer.name,
    )  # fmt: skip
    return report.holder_card(sheet, _both(session))


def root_card(session: Session, root_set: RootSet, card: RootCard) -> bytes:
    """One holder's card of the organisation's root."""
    sheet = report.HolderSheet(
        words=card.words, number=card.number, cards=root_set.policy.cards, threshold=root_set.policy.threshold,
        holder=card.holder, set_name=root_set.name, made_at=root_set.made_at,
        organisation=session.vault.directory.organisation.name, officer="",
    )  # fmt: skip
    return report.holder_card(sheet, _both(session))


def write(file: Path, pdf: bytes) -> None:
    """A card as a file of its user's alone. BadFolder."""
    try:
        write_whole(file, pdf)
    except OSError as error:
        raise condition(error) from error


def _both(session: Session) -> list[Words]:
    code: Language = session.officer.language
    return [Words(code), Words("en" if code == "ar" else "ar")]


def fonts_are_here() -> bool:
    """Does a page of Arabic come out at all?"""
    sample = report.recovery_card(("سند",) * 24, "سند", Words("ar"))
    return sample.startswith(b"%PDF") and len(sample) > 4000


def _after_event(
    session: Session,
    case_id: str,
    language: Language,
    what: str,
    also: dict[str, Any],
    withheld: Withheld,
) -> bytes:
    document, case = fresh_id(), queries.case_of(session, case_id)
    content = {"document": document, "language": language, **also}
    attempt(session, case, what, content)
    read = redacted_reading.reading(session, case, withheld.for_agency(also.get("agency", "")))
    pdf = record(session, case_id, language, document.hex(), read)
    read.require_reviewed()
    withheld.learn(read)
    if withheld_counts := read.said():
        content["held"] = [list(pair) for pair in withheld_counts.items()]
    content |= redacted_reading.said_in_event(read)
    with session.vault.transaction() as writer:
        say_in(session, writer, queries.case_of(session, case_id), what, content)
    return pdf


def _moment(event: TimelineEntry, words: Words) -> report.TimelineLine:
    notes = [event.to, "" if event.what in _ABOUT_OTHERS else event.note]
    if not event.effect:
        notes.append(words(NO_EFFECT))
    if not event.enrolled:
        notes.append(words(BEFORE_JOINING))
    if event.clock_in_doubt:
        notes.append(words(CLOCK_IN_DOUBT))
    note = " · ".join(note for note in notes if note)
    return report.TimelineLine(event.at.astimezone(), event.says, event.author, note)


def _talk(
    session: Session,
    page: CasePage,
    interview_view: InterviewView,
    words: Words,
    differing: Sequence[ConflictView],
    held_back: Withheld,
) -> report.InterviewRecord:
    form = _form(session, interview_view.form_hash)
    if form is None:
        return _bare(page, interview_view, words)
    interview = Interview(form, interview_view.values, now=session.clock)
    language = talking.address(interview, words.language) or interview.language
    w = talking.spoken(interview, language, words)
    in_words = {
        ref: _in_words(interview, ref, language, texts, w)
        for ref, texts in interview_view.both.items()
    }
    in_words |= {
        conflict_view.ref: _in_words(
            interview, conflict_view.ref, language, _texts(conflict_view), w
        )
        for conflict_view in differing
        if (conflict_view.field_kind, conflict_view.interview_id) == ("answer", interview_view.id)
    }
    read = talking.readback(interview, language, words, aloud=False, unasked=True)
    refs = {
        line.ref
        for section in read
        for line in section.lines
        if not (
            held_back.answer(extras_at(form, interview.node(line.ref)))
            if line.answer
            else held_back.holds(extras_at(form, interview.node(line.ref)))
        )
    }
    as_asked = AskedAnswers(interview, interview_view.spoken, words, language)

    def shown(line: Line) -> report.Line:
        texts = in_words.get(line.ref, [line.answer])
        extras = extras_at(form, interview.node(line.ref))
        place, value = (
            f"answer:{interview_view.id}:{line.ref}",
            interview_view.values.get(line.ref, ""),
        )
        texts_shown = [held_back.shown(extras, place, value, text, line.question) for text in texts]
        is_other = texts_shown != texts
        question, answered = as_asked.other_language(line.ref)
        return report.Line(
            line.question,
            " · ".join(
                part for part in (" / ".join(texts_shown), "" if is_other else line.over) if part
            ),
            question,
            " / ".join(texts_shown) if is_other and answered else answered,
            note=" · ".join(
                note
                for note in (
                    as_asked.note(line.ref),
                    *(
                        translation_in_words(translation, words)
                        for translation in translations_going(
                            interview_view, line.ref, extras, held_back
                        )
                    ),
                )
                if note
            ),
        )

    sections = [
        report.Section(
            section.title,
            [
                shown(line)
                for line in section.lines
                if line.ref in refs and (line.answer or line.required)
            ],
        )
        for section in read
    ]
    sections = [section for section in sections if section.lines]
    unasked = [
        line.question
        for section in read
        for line in section.lines
        if line.ref in refs and not (line.answer or line.required)
    ]
    facts = talking.facts_in_words(interview, language)
    return report.InterviewRecord(
        form_title=interview_view.titles.get(words.language) or interview_view.form_title,
        form_version=interview_view.version,
        started=interview_view.started.astimezone(),
        finished=interview_view.at.astimezone(),
        where="" if held_back.fact("site") else facts.get("site", ""),
        language="" if held_back.fact("language") else facts.get("language", ""),
        interpreter=facts.get("interpreter", "") if held_back.names("interpreter") else "",
        asked_in=as_asked.usual,
        stops=[at.astimezone() for at, _ in interview_view.stops],
        officer=interview_view.author or page.officer,
        sections=sections,
        agreed=interview_view.agreed,
        corrections=held_back.text(
            f"talk:{interview_view.id}:corrections", interview_view.corrections
        ),
        explanation=explained(interview_view, form, words, held_back),
        view=held_back.text(
            f"talk:{interview_view.id}:view",
            "" if interview_view.view and held_back.view() else interview_view.view,
        ),
        unasked=unasked,
    )


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
            translation, text=withheld.text(f"translation:{view.id}:{ref}", translation.text),
            name=translation.name if named or translation.hand == OFFICER else MARK,
        )
        for translation in translations
    ]  # fmt: skip


def explained(
    interview_view: InterviewView, form: Form, words: Words, withheld: Withheld
) -> screening.Explanation | None:
    """The result of an interview, without the answers that are held back; None where there is none."""
    if not interview_view.assessment or "result" in withheld.what:
        return None
    explanation = screening.explain(interview_view.assessment, form, interview_view.values, words)

    def goes(ref: str) -> bool:
        return not withheld.holds(extras_of(form, ref))

    def going(rows: Sequence[screening.Row]) -> tuple[screening.Row, ...]:
        return tuple(row for row in rows if goes(row.ref))

    return replace(
        explanation,
        why=going(explanation.why),
        readings=tuple(
            replace(reading, rows=going(reading.rows)) for reading in explanation.readings
        ),
        dimensions=tuple(
            replace(dimension_view, rows=going(dimension_view.rows))
            for dimension_view in explanation.dimensions
        ),
        would_decide=tuple(open_ for open_ in explanation.would_decide if goes(open_.ref)),
        ilo11=() if RESTRICTED in withheld.what else explanation.ilo11,
    )


def _texts(differing: ConflictView) -> list[str]:
    """All that stand beside each other."""
    return [text for side in differing.values for text in side.texts or (side.text,) if text]


def _in_words(
    interview: Interview, ref: str, language: str, texts: Sequence[str], w: Words
) -> list[str]:
    try:
        node = interview.node(ref, language)
    except SanadError:
        return list(texts)  # a place that this form has not
    return [in_words(node, text, w) for text in texts]


def _bare(page: CasePage, interview_view: InterviewView, words: Words) -> report.InterviewRecord:
    """An interview whose questionnaire isn't here: its answers as they are kept."""
    lines = [report.Line(ref, text) for ref, text in interview_view.values.items() if text]
    return report.InterviewRecord(
        interview_view.form_title or interview_view.form_id,
        interview_view.version,
        interview_view.started.astimezone(),
        interview_view.at.astimezone(),
        officer=interview_view.author or page.officer,
        sections=[report.Section(words(NO_FORM), lines)],
        agreed=interview_view.agreed,
        corrections=interview_view.corrections,
        view=interview_view.view,
    )
