"""The dossier for an authority, read from the events of a case: what stands in each of its sections.

In no language yet; app.casework.export.dossier_text says it. Persons have letters and questions,
exhibits and decisions numbers, so that a reference means the same in every language of the paper."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.case import events, fields
from app.case.consent import Consent
from app.case.profile import Agency
from app.case.projection import Case
from app.case.recipient_rules import AUTHORITY, PROSECUTOR, kind_of_agency
from app.casework.cases import attachments, index, queries, related_people
from app.casework.cases.copy_holders import Copy, paper_of
from app.casework.cases.redaction import FOR_OFFICER, NUMBERS, OTHER_PEOPLE, PHONE, Withheld
from app.casework.cases.related_people import ProceedingView
from app.casework.export import redacted_reading
from app.casework.export.dossier_statement import Statement, statements
from app.casework.interviews import conflicts
from app.casework.lifecycle import consents, decisions
from app.casework.lifecycle.consents import ConsentView
from app.casework.lifecycle.decisions import DecisionView
from app.casework.session import profiles
from app.casework.session.session import Session
from app.clock import utc

SCREENING_RESULT = "screening_result"
ANNEXES = (SCREENING_RESULT,)  # what goes only where it was chosen
VICTIM = "victim"
NAMED_ROLES = ("suspect", "employer", "sponsor", "agent", "site", "witness")  # in this order
_PERSON_FACTS = ("relation", "sex", "nationality", "civil_id", "address", "licence", "phone", "note")
_FREE = ("relation", "note")
_BY_KIND = {"phone": PHONE, "civil_id": NUMBERS, "note": FOR_OFFICER, "address": "addresses", "licence": NUMBERS}
# Of proceedings and hearings, what is more than a number, a day or an authority.
_TYPED = ("charge", "decision", "sentence", "compensation", "appeal", "protection", "note", "subject", "outcome")
_ASKED_OF_ALL = ("interview", "record", "media")
_WHERE_ANSWERED = ("statistics",)  # a dossier lacks nothing where nobody asked


@dataclass(frozen=True, slots=True)
class DossierPerson:
    """`place`: which letter, from 0. `id`: of whom was noted, "" for the person whom the case is about.
    `author`, `at`: who noted it and when; None of the person herself, whose facts her answers are."""

    place: int
    role: str
    name: str
    name_ar: str
    facts: Mapping[str, str]
    id: str = ""
    author: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class KindDecision:
    """What kind of case it is, and the forms of exploitation, by their ids in the referral system."""

    kinds: tuple[str, ...]
    exploitation: tuple[str, ...]
    reason: str
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class GivenConsent:
    """An answer as it was given. `consent` is None where nobody asked."""

    purpose: str
    agency: str
    consent: Consent | None
    author: str


@dataclass(frozen=True, slots=True)
class CustodyEntry:
    """A hand that something went through. `kind`: of the event; `author` did it, `recipient` received it;
    `hash`: SHA-256 of what was handed over, where it was one file."""

    at: datetime
    kind: str
    author: str
    recipient: str = ""
    agency: str = ""
    hash: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Exhibit:
    """`note`: what the officer noted on the file, only where that was chosen."""

    number: int
    file: attachments.AttachmentView
    custody: Sequence[CustodyEntry]
    note: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """`sharing`: on what it rests that the agency gets it. `case_custody`: hands that the whole case went
    through. `withheld`: what stays here, and how much; free texts are read through it.
    `clock_in_doubt`: times of entries whose computer's clock could not be right."""

    case: Case
    reference: str
    agency: Agency
    sharing: ConsentView
    persons: Sequence[DossierPerson]
    decisions: Sequence[DecisionView]
    kind: KindDecision | None
    reviews: Sequence[queries.ReviewView]
    consents: Sequence[GivenConsent]
    bases: Sequence[ConsentView]
    statements: Sequence[Statement]
    proceedings: Sequence[ProceedingView]
    exhibits: Sequence[Exhibit]
    case_custody: Sequence[CustodyEntry]
    annexes: frozenset[str]
    responsible: str
    withheld: Withheld
    clock_in_doubt: Sequence[datetime]


def contents(session: Session, case: Case, agency: Agency, withheld: Withheld, annexes: frozenset[str]) -> Dossier:
    """What the dossier says. `withheld`: what of this case goes to the agency; it counts what stays."""
    page = queries.case(session, case.id.hex())
    differing = conflicts.conflicts(session, case.id.hex())
    talks = statements(session, case, page.interviews, differing, withheld)
    grid = consents.grid_of(session, case)
    cells = {(cell.purpose, cell.agency): cell for cell in grid}
    persons = _persons(session, case, withheld)
    custody, exhibits = _case_custody(session, case, withheld), _exhibits(session, case, withheld)
    decided, asked_count = (_decisions(session, case, withheld), sum(cell.at is not None for cell in grid))
    hands = (*custody, *(hand for exhibit in exhibits for hand in exhibit.custody))
    times = {hand.at for hand in hands} | {person.at for person in persons}
    times |= {decision.at for decision in decided} | {talk.view.at for talk in talks}
    return Dossier(
        case=case, reference=index.number_of(case), agency=agency, sharing=cells["share", agency.id],
        persons=persons, decisions=decided,
        kind=_kind(session, case, withheld), reviews=_reviews(page, withheld),
        consents=[] if withheld.holds_kind("consents", asked_count) else list(_given(session, case, agency.id, withheld)),
        bases=[] if "consents" in withheld.what else [cell for cell in grid if cell.basis and cell.agency in ("", agency.id)],
        statements=talks, proceedings=_proceedings(session, case, withheld),
        exhibits=exhibits,
        case_custody=[] if withheld.holds_kind("custody", len(custody)) else custody,
        annexes=annexes, responsible=page.responsible, withheld=withheld,
        clock_in_doubt=[entry.at for entry in page.timeline if entry.clock_in_doubt and entry.at in times],
    )  # fmt: skip


def custody(session: Session, case: Case, withheld: Withheld) -> tuple[list[Exhibit], list[CustodyEntry]]:
    """The hands that each file went through, and the whole case."""
    return _exhibits(session, case, withheld.anew()), _case_custody(session, case, withheld)


def _persons(session: Session, case: Case, withheld: Withheld) -> list[DossierPerson]:
    """The person whom the case is about is A; then suspects before witnesses. Family and others are not
    named: they tell nothing of the facts, and who reads it could reach them."""
    noted = related_people.people_of(session, case)
    numbers, rules = redacted_reading.numbers_of(case), withheld.rules
    numbered = rules.people_number if rules else frozenset[str]()
    named = sorted(
        (
            person
            for person in noted
            if person.role in NAMED_ROLES and (withheld.names(person.role) or person.role in numbered)
        ),
        key=lambda person: (NAMED_ROLES.index(person.role), person.at),
    )
    withheld.counted[OTHER_PEOPLE] += len(noted) - len(named)
    persons = [
        DossierPerson(
            0,
            VICTIM,
            _own_fact(case, "name", withheld),
            _own_fact(case, "name_ar", withheld),
            {name: text for name in ("passport", "civil_id", "phone") if (text := _own_fact(case, name, withheld))},
        )
    ]
    for place, person in enumerate(named, 1):
        is_named = withheld.names(person.role)
        facts = {
            name: withheld.text(f"person:{person.id}:{name}", text) if name in _FREE else text
            for name in (_PERSON_FACTS if is_named else ())
            if (text := person.facts.get(name, "")) and not _stays(name, withheld)
        }
        name, name_ar = person.facts.get("name", ""), person.facts.get("name_ar", "")
        if not is_named:
            name, name_ar = redacted_reading.in_both(numbers[person.id]), ""
            withheld.counted[OTHER_PEOPLE] += 1
        persons.append(
            DossierPerson(
                place=place,
                role=person.role,
                name=name,
                name_ar=name_ar,
                facts=facts,
                id=person.id,
                author=person.author,
                at=person.at,
            )
        )
    return persons


def _own_fact(case: Case, fact: str, withheld: Withheld) -> str:
    """A fact of the person herself; one that stays was counted with the answer that says it."""
    return "" if withheld.fact(fact) else case.facts.get(fact, "")


def _stays(fact: str, withheld: Withheld) -> bool:
    kind = _BY_KIND.get(fact, "")
    is_withheld = kind in withheld.what
    if is_withheld:
        withheld.counted[kind] += 1
    return is_withheld


def _decisions(session: Session, case: Case, withheld: Withheld) -> list[DecisionView]:
    views = decisions.decisions_of(session, case)
    if withheld.holds_kind("decisions", len(views)):
        return []
    return [
        replace(
            view,
            reason=withheld.text(f"decision:{view.id}:reason", view.reason),
            body=withheld.text(f"decision:{view.id}:body", view.body),
        )
        for view in reversed(views)
    ]


def _reviews(page: queries.CasePage, withheld: Withheld) -> list[queries.ReviewView]:
    if "decisions" in withheld.what:
        return []
    return [
        replace(view, text=withheld.text(f"review:{number}", view.text)) for number, view in enumerate(page.reviews, 1)
    ]


def _kind(session: Session, case: Case, withheld: Withheld) -> KindDecision | None:
    register = case.registers.get(("kind",))
    if register is None or not register.shown or "decisions" in withheld.what:
        return None
    event = case.timeline[register.last.place]
    return KindDecision(
        tuple(register.shown.split()),
        tuple(case.shown(("exploitation",)).split()),
        withheld.text("kind:reason", fields.text(event.content.get("reason"))),
        session.vault.directory.name_of(event.stream),
        utc(event.at),
    )


def _given(session: Session, case: Case, agency: str, withheld: Withheld) -> Iterator[GivenConsent]:
    """Each answer in its order, also those that were taken back since; one without where nobody asked what
    everybody is asked."""
    ground, name_of = case.ground(session.now()), session.vault.directory.name_of
    of_the_office = ((purpose, "") for purpose in (*_ASKED_OF_ALL, *_WHERE_ANSWERED))
    for purpose, whom in (*of_the_office, ("share", agency)):
        register = case.registers.get(("consent", purpose, whom))
        answers = [
            consent
            for write in (register.written if register else ())
            if write.text and (consent := ground.consent(("consent", purpose, whom), write))
        ]
        for consent in answers:
            read = _read_over(consent, f"consent:{purpose}:{whom}", withheld)
            yield GivenConsent(purpose, whom, read, name_of(consent.stream))
        if not answers and purpose not in _WHERE_ANSWERED:
            yield GivenConsent(purpose, whom, None, "")


def _read_over(consent: Consent, place: str, withheld: Withheld) -> Consent:
    """Without names of roles that are not named there, and its texts as they were read over."""
    return replace(
        consent,
        note=withheld.text(f"{place}:note", consent.note),
        witness=consent.witness if withheld.names("witness") else "",
        interpreter=consent.interpreter if withheld.names("interpreter") else "",
        giver=withheld.text(f"{place}:giver", consent.giver),
    )


def _proceedings(session: Session, case: Case, withheld: Withheld) -> list[ProceedingView]:
    """Without the officers' notes on them, unless these go along."""
    views = related_people.proceedings_of(session, case)
    if "proceedings" in withheld.what:
        withheld.counted["proceedings"] += len(views)
        return []
    return [_proceeding(view, withheld) for view in _without_notes(views, withheld)]


def _proceeding(view: ProceedingView, withheld: Withheld) -> ProceedingView:
    """Its free texts as they were read over."""
    place = f"proceeding:{view.id}"
    return replace(
        view,
        facts=_texts(view.facts, place, withheld),
        hearings=tuple(
            replace(hearing, facts=_texts(hearing.facts, f"hearing:{hearing.id}", withheld))
            for hearing in view.hearings
        ),
    )


def _texts(facts: Mapping[str, str], place: str, withheld: Withheld) -> dict[str, str]:
    return {name: withheld.text(f"{place}:{name}", text) if name in _TYPED else text for name, text in facts.items()}


def _without_notes(views: list[ProceedingView], withheld: Withheld) -> list[ProceedingView]:
    if FOR_OFFICER not in withheld.what:
        return views
    notes = [view for view in views if view.facts.get("note")]
    heard = [hearing for view in views for hearing in view.hearings if hearing.facts.get("note")]
    withheld.counted[FOR_OFFICER] += len(notes) + len(heard)
    return [related_people.without_notes(view) for view in views]


def _exhibits(session: Session, case: Case, withheld: Withheld) -> list[Exhibit]:
    return [
        Exhibit(
            number,
            replace(file, name=withheld.file_name(file.id, number, file.name)),
            [] if "custody" in withheld.what else _file_custody(session, case, file, withheld),
            withheld.text(f"file:{file.id}:note", "" if file.note and withheld.view() else file.note),
        )
        for number, file in enumerate(_going(session, case, withheld), 1)
    ]


def _going(session: Session, case: Case, withheld: Withheld) -> list[attachments.AttachmentView]:
    """The files that the recipient may have: of another there is neither hash, size nor number."""
    return [file for file in attachments.of(session, case.id.hex()) if not withheld.file(file.id)]


def _file_custody(
    session: Session, case: Case, file: attachments.AttachmentView, withheld: Withheld
) -> list[CustodyEntry]:
    """Taken in; then each copy of it that went out by itself, or with a referral."""
    name_of = session.vault.directory.name_of
    hands = [CustodyEntry(file.at, events.ATTACHED, file.author, hash=file.hash)]
    hash_ = bytes.fromhex(file.hash)
    for event in case.timeline:
        content = event.content
        if event.what == events.EXPORTED and content.get("file") == bytes.fromhex(file.id):
            copy = paper_of(event)
            hands.append(_copied(session, event, copy, "".join(copy.marks[:1]), withheld))
        if event.what == events.REFERRAL and hash_ in _attached(content.get("attached")):
            agency, at = _whom(session, fields.text(content.get("agency")), withheld), utc(event.at)
            hands.append(CustodyEntry(at, events.REFERRAL, name_of(event.stream), agency=agency, hash=file.hash))
    return hands


def _attached(raw: object) -> list[object]:
    return raw if isinstance(raw, list) else []


def _case_custody(session: Session, case: Case, withheld: Withheld) -> list[CustodyEntry]:
    """The case itself: from officer to officer, and as a sealed file that holds its files too."""
    name_of, hands = session.vault.directory.name_of, list[CustodyEntry]()
    for event in case.timeline:
        if event.id in case.without_effect:
            continue
        if event.what in (events.OPENED, events.HANDED, events.ACCEPTED):
            recipient = fields.text(event.content.get("name")) if event.what == events.HANDED else ""
            hands.append(CustodyEntry(utc(event.at), event.what, name_of(event.stream), recipient))
        elif event.what == events.EXPORTED and "manifest" in event.content:
            hands.append(_copied(session, event, paper_of(event), "", withheld))
    return hands


def _copied(session: Session, event: events.Event, copy: Copy, hash_: str, withheld: Withheld) -> CustodyEntry:
    """To nobody outside what somebody wrote of why: it was written for whoever got that copy."""
    return CustodyEntry(
        copy.at,
        event.what,
        session.vault.directory.name_of(event.stream),
        agency=_whom(session, copy.agency, withheld),
        hash=hash_,
        reason="" if withheld.rules else copy.reason,
    )


def _whom(session: Session, agency: str, withheld: Withheld) -> str:
    """Who helps a person, or houses her, is named to those alone who get needs and services."""
    known = profiles.in_use(session).agency(agency)
    investigates = known and kind_of_agency(known.id, known.recipient) in (PROSECUTOR, AUTHORITY)
    stays = withheld.rules and "assistance" in withheld.what and agency != withheld.agency
    return "" if stays and not investigates else agency


def agency_of(session: Session, agency: str) -> Agency | None:
    """Of the referral system in use; None for the organisation itself, to which nothing is handed over."""
    known = profiles.in_use(session).agency(agency)
    return None if known is None or known.own else known
