"""The record of a case on paper or as a file, and the recovery card.

The event is written before the paper or the file exists. Nothing is written to disk but the file
that a person chose; a preview stays in memory."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app import disk, report, settings
from app.case import events
from app.case.projection import Case
from app.casework.cases import queries, redaction
from app.casework.cases.covered_text import MARK
from app.casework.cases.event_writer import attempt, going, say_in
from app.casework.cases.field_labels import ANSWER, MARK_SAYS, PURPOSE, VALUES
from app.casework.cases.queries import CasePage, InterviewView, TimelineEntry
from app.casework.cases.redaction import FOR_OFFICER, Withheld, chosen, extras_of
from app.casework.export import interview_print, redacted_reading
from app.casework.interviews import conflicts
from app.casework.lifecycle import consents
from app.casework.organisation.root_cards import RootCard, RootSet
from app.casework.questionnaires import forms
from app.casework.questionnaires.answer_format import in_words
from app.casework.questionnaires.form_parts import FURTHER
from app.casework.records.holder_cards import CardSet, WaitingCard
from app.casework.records.unlock import check_strength
from app.casework.session.session import Session
from app.casework.session.transfer_places import refuse_unfit
from app.errors import N_, SanadError
from app.language import Words
from app.seal.keys import digest, fresh_id
from app.settings import Language

_SHORTEST, _LONGEST = 12, 127
IN_THE_INTERVIEW = N_("asked in the interview")
NO_EFFECT = N_("Stored without effect")
CLOCK_IN_DOUBT = N_("Clock not reliable")
BEFORE_JOINING = N_("Written before its author’s computer joined the organisation")


@dataclass(eq=False)
class PlainForbidden(SanadError):
    says = N_(
        "On this computer a record is saved only with a password. Nothing was written. "
        "Choose a password of at least {shortest} characters."
    )
    shortest: int = _SHORTEST


@dataclass(eq=False)
class PasswordTooShort(SanadError):
    says = N_("A password for a file needs {shortest} to {longest} characters. Nothing was written.")
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
    refuse_unfit(file)


def preview(session: Session, case_id: str, language: Language, withheld: Withheld | None = None) -> bytes:
    """The record as it would be printed, in memory. NoCase."""
    return record(session, case_id, language, "", withheld)


def preview_all(session: Session, case_ids: Sequence[str], language: Language, withheld: Withheld) -> bytes:
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
    return _after_event(session, case_id, language, events.PRINTED, disclosure, withheld or chosen(agency))


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
        session,
        case_id,
        language,
        events.EXPORTED,
        {"protected": int(password is not None), **going(session, agency, override)},
        withheld or chosen(agency),
    )
    with disk.in_words():
        disk.write_whole(file, pdf if password is None else report.protect(pdf, password))


# Suspects, other people and other cases never stand in a person's own copy: neither a value on which
# colleagues differ nor the reason that somebody wrote.
_OF_OTHERS = frozenset({"person", "proceeding", "hearing", "group", "link"})
# Of other fields, which kind of information their values are; all else is of the case's course.
_KIND_OF_FIELD = {
    **dict.fromkeys(("consent", "basis"), "consents"),
    **dict.fromkeys(("status", "review", "kind", "exploitation"), "decisions"),
}
_ABOUT_OTHERS = frozenset({events.PERSON, events.PROCEEDING, events.HEARING, events.GROUPED, events.LINKED})


def record(
    session: Session, case_id: str, language: Language, document: str, withheld: Withheld | None = None
) -> bytes:
    """The record as a PDF that names a document's id; "" for none. `withheld` counts what it held back;
    without it, hidden answers alone are. NoCase."""
    contents, words = record_contents(session, case_id, language, document, withheld)
    return report.case_record(contents, words)


def record_contents(
    session: Session, case_id: str, language: Language, document: str, withheld: Withheld | None = None
) -> tuple[report.CaseRecord, Words]:
    """The same before it is laid on pages."""
    page, withheld = queries.case(session, case_id), withheld or Withheld()
    state = queries.case_of(session, case_id)
    withheld = withheld if withheld.is_resolved else redacted_reading.reading(session, state, withheld)
    words = Words(language, settings.preferences(session.home).digits)
    talks = list(_talks(session, page, withheld))
    differing = [
        view for view in conflicts.conflicts(session, case_id, language) if _goes(session, view, talks, withheld)
    ]
    printed_talks = [
        interview_print.contents(session, page, interview_view, words, differing, withheld) for interview_view in talks
    ]
    contents = report.CaseRecord(
        reference=page.reference,
        name=MARK if withheld.fact("name") and page.name else page.name,
        officer=page.officer,
        opened=page.opened.astimezone(),
        talks=printed_talks,
        timeline=_timeline(state, page, talks, words, withheld),
        record_hash=digest(*(bytes.fromhex(head) for head in page.heads)).hex(),
        document_id=document,
        restricted=page.restricted,
        differing=[
            report.DifferingAnswer(
                view.question,
                [
                    (withheld.text(f"differs:{view.ref}", _side(view, side, words)), side.author, side.at.astimezone())
                    for side in view.values
                ],
            )
            for view in differing
        ],
        marks=[words(MARK_SAYS[mark]) for mark in withheld.marks(page.marks)],
        consents=[
            _consent(consent_view, words)
            for consent_view in consents.said_of(session, case_id, whole=not withheld.what)
            if "consents" not in withheld.what
        ],
        held_back=stays_in_words(withheld.stays(), words),
        rules=rules_in_words(withheld, words),
    )
    return withheld.clean(contents), words


def stays_in_words(kinds: Sequence[str], words: Words) -> str:
    """Of what stays here, each kind; interviews of further parts of the work together. "" for nothing."""
    says = [redaction.SAYS[kind] for kind in kinds if kind not in FURTHER]
    says += [N_("Other interviews")] if len(says) < len(kinds) else []
    return words(N_(", ")).join(words(text) for text in says)


def rules_in_words(withheld: Withheld, words: Words) -> str:
    """By which rules this was left out, "" between colleagues."""
    rules = withheld.rules
    if rules is None:
        return ""
    return words(
        "Left out by the rules for: {name}, version {version}", name=rules.name[words.language], version=rules.version
    )


_OF_THE_COURSE = frozenset(
    {events.OPENED, events.HANDED, events.ACCEPTED, events.STAGE, events.CLOSED, events.REOPENED}
)
_DECIDED = frozenset({events.STATUS, events.CONFIRMED, events.OF_KIND, events.REVIEWED})


def _timeline(
    case_state: Case, page: CasePage, talks: Sequence[InterviewView], words: Words, withheld: Withheld
) -> list[report.TimelineLine]:
    """For somebody outside without what was noted on an entry, none where the course stays here, and no entry of
    anything else that may stay, which would tell that it is there."""
    if withheld.rules is None:
        return [_moment(event, words) for event in page.timeline]
    if "course" in withheld.what:
        return []
    kinds = _OF_THE_COURSE | (frozenset() if "decisions" in withheld.what else _DECIDED)
    talk_ids = {bytes.fromhex(talk.id) for talk in talks}
    event_ids = {
        event.id.hex()
        for event in case_state.timeline
        if event.what in kinds or (event.what == events.ANSWERS and event.content["interview"] in talk_ids)
    }
    entries = [entry for entry in page.timeline if entry.event in event_ids]
    return [_moment(replace(entry, to="", note=""), words) for entry in entries]


def _consent(cell: consents.ConsentView, words: Words) -> tuple[str, str, str]:
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
    name = f"{purpose} · {cell.agency_name(words)}" if cell.agency else purpose
    return name[:1].upper() + name[1:], answer, " · ".join(part for part in details if part)


def _side(differing: conflicts.ConflictView, side: conflicts.ConflictSide, words: Words) -> str:
    texts = side.texts or (side.text,)
    return " / ".join(in_words(differing, text, words) for text in texts if text)


def _talks(session: Session, page: CasePage, withheld: Withheld) -> Iterator[InterviewView]:
    """The interviews that go along."""
    for interview_view in page.interviews:
        form = forms.load_if_here(session, interview_view.form_hash)
        if not withheld.interview(form, interview_view.values):
            yield interview_view


def _goes(
    session: Session, conflict_view: conflicts.ConflictView, talks: Sequence[InterviewView], withheld: Withheld
) -> bool:
    """Do values that differ go along? Those of an answer or a fact as it does itself."""
    if conflict_view.field_kind == "fact":
        return not withheld.fact(conflict_view.fact)
    if conflict_view.field_kind == "view":
        return FOR_OFFICER not in withheld.what
    if conflict_view.field_kind in _OF_OTHERS:
        return False
    if conflict_view.field_kind != "answer":
        # to whom it goes outside: neither what the person said of others, nor what is recorded there
        kind = _KIND_OF_FIELD.get(conflict_view.field_kind, "course")
        return withheld.rules is None or (kind != "consents" and kind not in withheld.what)
    talk = next((view for view in talks if view.id == conflict_view.interview_id), None)
    form = forms.load_if_here(session, talk.form_hash) if talk else None
    return form is not None and not withheld.holds(extras_of(form, conflict_view.ref))


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
        words=card.words,
        number=card.number,
        cards=card_set.policy.cards,
        threshold=card_set.policy.threshold,
        holder=card.holder,
        set_name=card_set.name,
        made_at=card_set.made_at,
        organisation=session.vault.directory.organisation.name,
        officer=session.officer.name,
    )
    return report.holder_card(sheet, _both(session))


def root_card(session: Session, root_set: RootSet, card: RootCard) -> bytes:
    """One holder's card of the organisation's root."""
    sheet = report.HolderSheet(
        words=card.words,
        number=card.number,
        cards=root_set.policy.cards,
        threshold=root_set.policy.threshold,
        holder=card.holder,
        set_name=root_set.name,
        made_at=root_set.made_at,
        organisation=session.vault.directory.organisation.name,
        officer="",
    )
    return report.holder_card(sheet, _both(session))


def write(file: Path, pdf: bytes) -> None:
    """A card as a file of its user's alone. BadFolder."""
    with disk.in_words():
        disk.write_whole(file, pdf)


def _both(session: Session) -> list[Words]:
    code: Language = session.officer.language
    return [Words(code), Words("en" if code == "ar" else "ar")]


def fonts_are_here() -> bool:
    """Does a page of Arabic come out at all?"""
    sample = report.recovery_card(("سند",) * 24, "سند", Words("ar"))
    return sample.startswith(b"%PDF") and len(sample) > 4000


def _after_event(
    session: Session, case_id: str, language: Language, what: str, also: dict[str, Any], withheld: Withheld
) -> bytes:
    document, case = fresh_id(), queries.case_of(session, case_id)
    content = {"document": document, "language": language, **also}
    attempt(session, case, what, content)
    read = redacted_reading.reading(session, case, withheld.for_agency(also.get("agency", "")))
    pdf = record(session, case_id, language, document.hex(), read)
    read.require_reviewed()
    withheld.learn(read)
    content |= read.held() | redacted_reading.said_in_event(read)
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
