"""The letter that goes with a referral: what the agency may know, in Arabic, English or both.

It tells what the referral tells and nothing else of the case. As with any paper the event comes
first; a letter that consent, legal basis or a signed reason doesn't carry any more isn't made, nor one that a
second person has to approve and has not, word for word (docs/decisions/0054)."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal, get_args

from app import report, settings
from app.case import events
from app.case.projection import Case
from app.case.referral import GOING, Referral
from app.case.urgency import marks
from app.casework.cases import attachment_copy, index
from app.casework.cases.event_writer import attempt, going, say_in
from app.casework.cases.field_labels import ANSWER, MARK_SAYS, VALUES
from app.casework.cases.queries import case_of
from app.casework.cases.redaction import chosen
from app.casework.cases.second_person import is_asked_for
from app.casework.export import case_print, paper_signing, redacted_reading
from app.casework.export.approvals import release_of
from app.casework.lifecycle import consents, referrals
from app.casework.session import profiles
from app.casework.session.session import Session
from app.clock import utc
from app.errors import N_, SanadError
from app.language import Words, isolate, isolate_ltr
from app.report.record import Fact, Letter
from app.seal import canonical
from app.seal.keys import digest, fresh_id
from app.settings import Language

In = Literal["ar", "en", "both"]
UNDER_WAY = GOING  # statuses of which a letter is made

_HOW_SOON = {
    "1h": N_("Within an hour"),
    "3h": N_("Within 3 hours"),
    "1d": N_("Within a day"),
    "3d": N_("Within 3 days"),
}
# What of a letter is typed by an officer, and what says that something stays here.
_TYPED = (_REASON, _SUMMARY) = (N_("Reason"), N_("What you need to know"))
_LEFT_OUT = N_("Left out")
ROLES = {
    "inspector": N_("Labour inspection"),
    "shelter": N_("Shelter staff"),
    "supervisor": N_("Supervision"),
    "desk": N_("User management"),
}
HOW_GIVEN = {
    "signature": N_("Signed"),
    "spoken": N_("Spoken, before a witness"),
    "thumb": N_("By thumbprint, photographed"),
    "interview": N_("Asked in the interview"),
}


@dataclass(eq=False)
class NotUnderWay(SanadError):
    says = N_(
        "This referral is a draft, or it was rejected, cancelled or has expired, so it "
        "gets no letter. Nothing was written. Send it first, or make another referral."
    )


def preview(session: Session, case_id: str, referral: str, language: In) -> bytes:
    """The letter as it would be printed, in memory. NoCase, NoReferral, NotUnderWay."""
    return _made(session, case_id, referral, language, "", "", signed_by=None)


def preview_of(
    session: Session,
    case_id: str,
    request: referrals.ReferralRequest,
    language: In,
    answer: str = "",
    terms: consents.ConsentDetails | None = None,
) -> bytes:
    """The letter that a referral would get, before it is made: nothing is written. As `referrals.refer`."""
    case, referral = referrals.attempt(session, case_id, request, answer, terms)
    return _made_of(session, case, referral, language, "", "", signed_by=None)


def printed(session: Session, case_id: str, referral: str, language: In, override: str = "") -> bytes:
    """The letter for the printer, after the event that it was printed. `override`: why it goes though
    neither consent nor legal basis carries it any more. NoCase, NoReferral, NotUnderWay;
    OutsideConsent, AgreementOver; where a second person has to approve it NotAsked, ApprovalWaits,
    ApprovalRefused, ApprovalOver."""
    return _after_event(session, case_id, referral, language=language, what=events.PRINTED, also={}, override=override)[
        0
    ]


def saving(
    session: Session,
    case_id: str,
    referral: str,
    language: In,
    file: Path,
    password: str | None,
    override: str = "",
    *,
    unsigned: bool = False,
) -> paper_signing.Script[str]:
    """Write the letter to a file, after the event that it was; signed by the office, where this computer can.
    `unsigned`: no signature is wanted. As `printed`, and PlainForbidden, PasswordTooShort, PassphraseTooWeak,
    BadFolder, SigningRefused, PaperNotSigned. Left off where a time-stamp authority is asked."""
    case_print.may_write(session, case_id, file, password)
    protected = {"protected": int(password is not None)}
    signer = paper_signing.signer_of(session, wanted=not unsigned)
    pdf, document = _after_event(
        session,
        case_id,
        referral,
        language=language,
        what=events.EXPORTED,
        also=protected,
        override=override,
        signer=signer,
    )
    return (yield from paper_signing.filed(pdf, document, file, password, signer))


save = paper_signing.at_once(saving)


def _after_event(
    session: Session,
    case_id: str,
    referral: str,
    language: In,
    what: str,
    also: dict[str, Any],
    override: str,
    signer: paper_signing.PaperSigner | None = None,
) -> tuple[bytes, bytes]:
    """The letter, and the document's id."""
    case, document = case_of(session, case_id), fresh_id()
    under_way = _under_way(case, referral)
    disclosure = going(session, under_way.agency, override or under_way.override, is_approved=True)
    content = {"document": document, "language": language, "referral": under_way.id, **also, **disclosure}
    attempt(session, case, what, content)
    if is_asked_for(session, under_way.agency):
        wanted_digest = digest_of(session, case_id, referral, override)
        content["release"] = release_of(session, (case_id,), under_way.agency, wanted_digest)
    signed_by = signer.signed_by if signer else None
    pdf = _made(session, case_id, referral, language, document.hex(), override, signed_by=signed_by)
    with session.vault.transaction() as writer:
        say_in(session, writer, case_of(session, case_id), what, content)
    return pdf, document


def digest_of(session: Session, case_id: str, referral: str, override: str = "") -> bytes:
    """SHA-256 of exactly what the letter says in both languages, for whoever approves it; in which of them it
    goes, and on which day, is not in it. NoCase, NoReferral, NotUnderWay."""
    case = case_of(session, case_id)
    under_way = _under_way(case, referral)
    contents = [_said_of(letter) for letter in _letters(session, case, under_way, override, "")]
    whom = [under_way.agency, under_way.id, canonical.nfc((override or under_way.override).strip())]
    return digest(b"sanad-letter-1", canonical.encode([whom, contents]))


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterReading:
    """All that a letter says of a case, as somebody reads it who answers for it: from whom, to whom, what
    goes as it is recorded, apart from it what an officer typed (`typed`), and what is left out."""

    sender: Sequence[Fact]
    recipient: Sequence[Fact]
    whole: Sequence[Fact]
    typed: Sequence[Fact]
    left_out: Sequence[Fact]


def reading_of(session: Session, case_id: str, referral: str, override: str = "") -> LetterReading:
    """In the officer's language, for whoever looks at it before answering. As `digest_of`."""
    case = case_of(session, case_id)
    letters = _letters(session, case, _under_way(case, referral), override, "")
    letter = letters[0 if session.officer.language == "ar" else 1]
    words = Words(session.officer.language)
    typed, left_out = {words(label) for label in _TYPED}, words(_LEFT_OUT)
    facts = [fact for fact in (*letter.top, letter.subject, letter.urgent, *letter.parts) if fact[1]]
    (_, sender), (_, recipient) = letter.sides
    files = [(letter.files[0], name or hash_) for name, hash_ in letter.files[1]]
    return LetterReading(
        sender=[fact for fact in sender if fact[1]],
        recipient=[fact for fact in recipient if fact[1]],
        whole=[fact for fact in facts if fact[0] not in (*typed, left_out)] + files,
        typed=[fact for fact in facts if fact[0] in typed],
        left_out=[fact for fact in facts if fact[0] == left_out],
    )


def _said_of(letter: Letter) -> list[Any]:
    """Whatever it is made from: a hash of the record is not what it says."""
    values = asdict(replace(letter, document="", record_hash="", at=utc(0)))
    return [canonical.nfc(text) for text in _texts(list(values.values()))]


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _texts(item)


def _under_way(case: Case, referral: str) -> Referral:
    referral_record = referrals.find(case, referral)
    if case.shown(("referral", referral_record.id)) not in GOING:
        raise NotUnderWay
    return referral_record


def _made(
    session: Session,
    case_id: str,
    referral: str,
    language: In,
    document: str,
    override: str,
    *,
    signed_by: paper_signing.SignedBy | None,
) -> bytes:
    case = case_of(session, case_id)
    under_way = _under_way(case, referral)
    return _made_of(session, case, under_way, language, document, override, signed_by=signed_by)


def _made_of(
    session: Session,
    case: Case,
    under_way: Referral,
    language: In,
    document: str,
    override: str,
    *,
    signed_by: paper_signing.SignedBy | None,
) -> bytes:
    languages: Sequence[Language] = [arg for arg in get_args(Language) if language in (arg, "both")]
    words = [_words(session, code) for code in languages]
    letters = _letters(session, case, under_way, override, document, words, signed_by=signed_by)
    return report.letter(list(zip(letters, words, strict=True)))


def _letters(
    session: Session,
    case: Case,
    referral: Referral,
    override: str,
    document: str,
    words: Sequence[Words] = (),
    *,
    signed_by: paper_signing.SignedBy | None = None,
) -> list[Letter]:
    """In Arabic and English where no words are named, whatever digits an officer likes."""
    files = [_file(session, case, file_hash) for file_hash in referral.attached]
    sweep = redacted_reading.never_leaves(session, case, referral.agency)
    return [
        sweep.clean(
            _LetterText(session, case, referral, language_words, override, files, signed_by=signed_by).letter(document)
        )
        for language_words in words or (Words("ar"), Words("en"))
    ]


@dataclass(frozen=True, slots=True)
class _File:
    """`hash`: SHA-256 of what is handed over; `cleared`: of a picture without what is noted in it."""

    name: str
    hash: bytes
    cleared: bool


def _file(session: Session, case: Case, hash_: bytes) -> _File:
    file = next((file for file in case.attached.values() if file.hash == hash_), None)
    if file is None:
        return _File("", hash_, cleared=False)
    hash_outgoing = attachment_copy.hash_outgoing(session, case.id.hex(), file)
    return _File(file.name, hash_outgoing, cleared=hash_outgoing != hash_)


def _words(session: Session, code: Language) -> Words:
    """Arabic in the officer's digits; a page of English in its own."""
    return Words(code, settings.preferences(session.home).digits if code == "ar" else None)


class _LetterText:
    """What a letter says, in one language."""

    def __init__(
        self, session: Session, case: Case, referral: Referral, words: Words, override: str,
        files: Sequence["_File"], *, signed_by: paper_signing.SignedBy | None = None,
    ) -> None:  # fmt: skip
        self.session, self.case, self.referral, self.w = session, case, referral, words
        self.override, self.files = override or referral.override, files
        self.signed_by = signed_by
        self.agency = profiles.in_use(session).agency(referral.agency)
        grid = consents.grid_of(session, case)
        read = redacted_reading.reading(session, case, chosen(referral.agency))
        self.marks = read.marks(marks(case, profiles.in_use(session), session.now()))
        self.record = next(view for view in grid if view.purpose == "record")
        self.consent = next((view for view in grid if (view.purpose, view.agency) == ("share", referral.agency)), None)

    def letter(self, document: str) -> Letter:
        w, referral, case = self.w, self.referral, self.case
        sent, profile = case.sent_at(referral), profiles.in_use(self.session)
        organisation = self.session.vault.directory.organisation.name
        day = utc(sent).astimezone().date()
        return Letter(
            title=w("Referral letter"),
            number=referral.reference,
            authority=[line for line in (*profile.heading(w.language), organisation) if line],
            secret=w("SECRET"),
            greeting=profile.address.greeting.get(w.language, ""),
            subject=(w("Subject"), w("Referral of a person: {service}", service=self._service())),
            request=w(
                "We refer the person named below to you. Please give what is requested, and reply by the time stated."
            ),
            warning=(
                w("Confidential: this is about a person at risk."),
                w("Do not contact the employer, the sponsor or anybody close to them. Ask the sender first."),
                w("Show this letter only to people who need it for what is requested."),
            ),
            top=[
                (w("Number of the referral"), isolate_ltr(referral.reference)),
                (w("Case number"), isolate_ltr(index.number_of(case))),
                (w("Date"), w.date(day)),
                (w("Hijri date"), w.hijri(day)),
            ],
            sides=[(w("From"), self._from()), (w("To"), self._to())],
            urgent=self._urgent(sent),
            parts=self._parts(),
            close=profile.address.close.get(w.language, ""),
            stamp=w("Stamp of the office"),
            by_hand=(w("Telephone"),),
            files=(w("Attachments (SHA-256)"), [self._file(file) for file in self.files]),
            receipt=(w("Received by the agency"), (w("Name"), w("Signature"), w("Date and time"))),
            document=document,
            record_hash=digest(*case.heads).hex(),
            at=utc(sent),
        )

    def _urgent(self, sent: int) -> Fact:
        """Until a day, or within so many hours."""
        w, referral = self.w, self.referral
        due = referral.due(sent)
        if referrals.day_of(referral.answer_day):
            return w("Reply needed"), w("Until {when}", when=self._day(due))
        how_soon = f"{w('Reply needed')} · {w(_HOW_SOON[referral.urgency])}"
        return how_soon, w("Until {when}", when=self._moment(due))

    def _from(self) -> list[Fact]:
        session, w = self.session, self.w
        role = self.case.timeline[self.referral.place].role
        return [
            ("", session.vault.directory.name_of(self.referral.stream)),
            ("", w(ROLES[role]) if role in ROLES else ""),
        ]

    def _file(self, file: "_File") -> Fact:
        name = isolate(file.name) if file.name else ""
        if file.cleared:
            name = self.w("{name}, without the place where it was taken", name=name)
        return name, file.hash.hex()

    def _place(self) -> str:
        """Of the directory: its name, and where it is."""
        place, code = profiles.in_use(self.session).place_of(self.referral.where), self.w.language
        if place is None:
            return ""
        return "\n".join(line for line in (place.name.get(code, place.id), place.where.get(code, "")) if line)

    def _to(self) -> list[Fact]:
        w, referral = self.w, self.referral
        address = profiles.in_use(self.session).address
        agency = self.agency.name.get(w.language, referral.agency) if self.agency else referral.agency
        parts = address.preface.get(w.language), agency, address.honorific.get(w.language)
        name = " ".join(part for part in parts if part)
        phone = isolate_ltr(referral.phone) if referral.phone else ""
        return [
            ("", name),
            ("", self._place()),
            (w("Contact person"), referral.person),
            (w("Telephone number that is safe to call"), phone),
        ]

    def _parts(self) -> list[Fact]:
        w, referral = self.w, self.referral
        return [
            (w("The person"), self._person()),
            (w(_REASON), referral.reason),
            (w(_SUMMARY), referral.summary),
            (w(_LEFT_OUT), "\n".join(self._held_back())),
            (w("Legal basis of the referral"), "\n".join(self._basis())),
            (w("Case marks"), "\n".join(w(MARK_SAYS[mark]) for mark in self.marks)),
            (w("Consent to record and keep"), self._recorded()),
            (w("Interpreter"), referral.interpreter),
            (w("Companion"), referral.escort),
            (w(paper_signing.SIGNATURE), paper_signing.note_of(self.signed_by, w) if self.signed_by else ""),
        ]

    def _service(self) -> str:
        service = self.referral.service
        return self.agency.service(service, self.w.language) if self.agency else service

    def _person(self) -> str:
        """By name only where the person agreed, or a law asks for it."""
        allowed = self.consent is not None and self.consent.allowed
        if allowed and self.case.name:
            return self.case.name
        return self.w("The name is not given here. Ask the sender, giving the case number.")

    def _held_back(self) -> list[str]:
        w = self.w
        always = w("For the person’s safety, this letter does not contain everything that is known.")
        return [always, *(w("Left out: {what}", what=topic) for topic in self.referral.withheld)]

    def _basis(self) -> list[str]:
        w, view, lines = self.w, self.consent, list[str]()
        if view is not None and view.allowed:
            if view.answer == "yes" and not view.over and view.at is not None and not view.differs:
                lines.append(self._agreed(view))
            if view.basis:
                lines.append(w("Legal basis: {basis}", basis=w(VALUES.get(view.basis, view.basis))))
        if lines:  # it came after a reason had to do
            return lines
        lines.append(w("Without the person’s recorded consent."))
        if self.override:
            lines.append(w("Reason, signed by the officer: {reason}", reason=self.override))
        return lines

    def _recorded(self) -> str:
        """What the person said to being recorded at all; "not asked" where nobody recorded it."""
        w, cell = self.w, self.record
        day = self._day(int(cell.at.timestamp())) if cell.at else ""
        return " · ".join(part for part in (w(ANSWER[cell.answer]), day) if part)

    def _agreed(self, consent_view: consents.ConsentView) -> str:
        w, at = self.w, consent_view.at
        assert at is not None
        text = w(HOW_GIVEN[consent_view.given.mode]) if consent_view.given.mode in HOW_GIVEN else ""
        language = w.language_name(consent_view.given.language) if consent_view.given.language else ""
        agreement = w(
            "The person agreed on {day} to share this with: {agency}",
            day=self._day(int(at.timestamp())),
            agency=consent_view.agency_name,
        )
        return "\n".join(line for line in (agreement, " · ".join(part for part in (language, text) if part)) if line)

    def _day(self, seconds: int) -> str:
        """In both calendars."""
        day = utc(seconds).astimezone().date()
        hijri = self.w.hijri(day)
        return self.w.date(day) + (f" ({hijri})" if hijri else "")

    def _moment(self, seconds: int) -> str:
        """No dot between figures: among Arabic digits it reads as a zero."""
        comma = "،" if self.w.language == "ar" else ","
        return f"{self._day(seconds)}{comma} {self.w.time(utc(seconds))}"
