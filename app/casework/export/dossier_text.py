"""A dossier in the words of one language; in another it has the same parts in the same order."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from string import ascii_uppercase

from app.case import events
from app.case.recipient_rules import ALL_FILES
from app.casework.cases import categories
from app.casework.cases.covered_text import MARK
from app.casework.cases.field_labels import ANSWER, PURPOSE, STATUS, VALUES
from app.casework.cases.issued_papers import moment
from app.casework.cases.related_people import FACT_SAYS, HEARING_SAYS, PROCEEDING_SAYS, ROLE_SAYS
from app.casework.export import case_print, interview_print, paper_signing
from app.casework.export.dossier_contents import (
    SCREENING_RESULT,
    VICTIM,
    CustodyEntry,
    Dossier,
    DossierPerson,
    GivenConsent,
)
from app.casework.export.dossier_talk import TalkText
from app.casework.export.paper_signing import SIGNATURE, SignedBy
from app.casework.export.referral_letter import HOW_GIVEN, ROLES
from app.casework.lifecycle.consents import NOT_ASKED
from app.casework.session import profiles
from app.casework.session.session import Session
from app.clock import utc
from app.errors import N_
from app.language import Words, isolate, isolate_ltr
from app.report.dossier_paper import (
    DossierPaper,
    DossierSection,
    Facts,
    ListingRow,
    PaperTable,
    Paragraph,
    Part,
    Signature,
    Signatures,
)
from app.screening.explained import Explanation, RaisedBy
from app.seal.keys import digest

_ABJAD = "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ"[: len(ascii_uppercase)]
_STATE_SAYS = {"in force": N_("In force"), "waiting": N_("Waiting for a second person"), "earlier": N_("Earlier")}
_HAND_SAYS = {
    events.OPENED: N_("Case opened"),
    events.HANDED: N_("Case handed over"),
    events.ACCEPTED: N_("Case accepted"),
    events.ATTACHED: N_("Added to the records"),
    events.EXPORTED: N_("Handed out as a file"),
    events.REFERRAL: N_("Named in a referral"),
}
# what runs from left to right, each on a line of its own
_NUMBER_SAYS = {"passport": N_("Passport number"), "phone": FACT_SAYS["phone"]}
_ABOUT_THE_PERSON = ("nationality", "sex", "age", "birth_date")


@dataclass(frozen=True, slots=True)
class Issue:
    """This paper among others. `document`: its id in hexadecimal, "" for a preview; `number`: of the
    dossiers of this case; `purpose`: "" for the one that a dossier has anyway; `override`: why it goes
    without consent; `at`: when it was made; `signed_by`: whose signature is in its file, None for none."""

    document: str
    number: int
    purpose: str
    override: str
    at: datetime
    signed_by: SignedBy | None = None


def letter(place: int, words: Words) -> str:
    """Of the person at a place, from 0: A, B and so on, or أ، ب; the same person has the same place."""
    letters = _ABJAD if words.language == "ar" else ascii_uppercase
    round_number = place // len(letters)
    return letters[place % len(letters)] + (words.number(round_number + 1) if round_number else "")


def _raised(result: Explanation | None) -> list[RaisedBy]:
    """The answers that raised a sign by any reading; where several named it, the last is no reading of the law."""
    if result is None:
        return []
    if not result.readings:
        return [row for dimension in result.dimensions for row in dimension.rows]
    in_order = sorted(result.readings, key=lambda reading: reading.id not in interview_print.WEIGHED)
    return [row for reading in in_order for row in reading.rows]


def paper(session: Session, dossier: Dossier, issue: Issue, words: Words) -> DossierPaper:
    """All of it in the language of `words`."""
    return _DossierText(session, dossier, issue, words).paper()


class _DossierText:
    def __init__(self, session: Session, dossier: Dossier, issue: Issue, words: Words) -> None:
        self.session, self.dossier, self.issue, self.w = session, dossier, issue, words
        self.profile = profiles.in_use(session)
        self.number_says = {name: words(says) for name, says in _NUMBER_SAYS.items()}
        self.number_says["civil_id"] = profiles.number_name(session)(words)
        self.talks = [TalkText(session, talk, words) for talk in dossier.statements]

    def paper(self) -> DossierPaper:
        w, dossier, issue = self.w, self.dossier, self.issue
        number = self._number()
        agency = dossier.agency.name.get(w.language, dossier.agency.id)
        at = moment(w, issue.at)
        stamp = w("Document {id} · {at}", id=isolate_ltr(number), at=at) if number else w("Preview · {at}", at=at)
        return DossierPaper(
            title=w("Dossier for: {agency}", agency=agency), secret=w("SECRET"),
            authority=self._authority(), numbers=self._number_rows(number), facts=self._facts(agency),
            brief=self._brief(), contents=w("Contents"), sections=self._sections(),
            running_head=f"{w('Dossier')} · {isolate_ltr(dossier.reference)}", number=number,
            document=issue.document, record_hash=digest(*dossier.case.heads).hex(),
            hash_says=w("Digital fingerprint of the record (SHA-256)"), foot=(stamp,), at=issue.at,
        )  # fmt: skip

    def _number(self) -> str:
        """Of the case, and of the dossier among those of the case."""
        if not self.issue.document:
            return ""
        of_case = self.dossier.reference.partition("-")[2] or self.dossier.reference
        return f"D-{of_case}-{self.issue.number:02d}"

    # the head

    def _authority(self) -> list[str]:
        lines = self.profile.heading(self.w.language)
        return [*lines, isolate(self.session.vault.directory.organisation.name)]

    def _number_rows(self, number: str) -> list[tuple[str, str]]:
        w, day = self.w, self.issue.at.astimezone().date()
        pairs = [
            (w("Number"), isolate_ltr(number) if number else ""),
            (w("Date"), w.date(day)),
            (w("Hijri date"), w.hijri(day)),
        ]
        return [pair for pair in pairs if pair[1]]

    def _facts(self, agency: str) -> list[tuple[str, str]]:
        w = self.w
        purpose = isolate(self.issue.purpose) if self.issue.purpose else w("Investigation of the facts in this dossier")
        signed_by = self.issue.signed_by
        name = self._name(self.dossier.persons[0])
        person = " · ".join(part for part in (name, self._about_the_person()) if part)
        return [
            (w("The person"), f"{self._begins}{person}"),
            (w("Status"), self._status()),
            (w("To"), " · ".join((agency, *self._department()))),
            (w("Purpose"), purpose),
            (w("Legal basis"), "\n".join(self._basis())),
            (w("Case numbers"), "\n".join(self._numbers())),
            (w("Prepared by"), self._prepared()),
            (w("Approved by"), self._approved()),
            *([(w(SIGNATURE), paper_signing.note_of(signed_by, w))] if signed_by else []),
        ]

    def _department(self) -> list[str]:
        """Of the agency, where its directory names only one."""
        names = [place.name for place in self.profile.places if place.agency == self.dossier.agency.id]
        return [name[self.w.language] for name in names] if len(names) == 1 else []

    def _basis(self) -> list[str]:
        w, sharing = self.w, self.dossier.sharing
        law = self.profile.law.get(w.language, "")
        lines = [w.own_digits(law)] if law else []
        if sharing.allowed and sharing.answer == "yes" and sharing.at and not sharing.over and not sharing.differs:
            day = w.date(sharing.at.astimezone().date())
            lines.append(w("The person’s consent of {day}", day=day))
        if sharing.basis:
            lines.append(w(VALUES.get(sharing.basis, sharing.basis)))
        if self.issue.override and "consents" in self.dossier.withheld.what:
            # written for who supervises, and read over by nobody
            lines.append(w("Without recorded consent. The officer signed why; the reason stays with the office."))
        elif self.issue.override:
            lines.append(
                w("Without recorded consent. Reason, signed by the officer: {reason}", reason=self.issue.override)
            )
        return lines or [w("Not recorded")]

    def _numbers(self) -> list[str]:
        w = self.w
        office = next((agency for agency in self.profile.agencies if agency.own), None)
        office_name = office.name.get(w.language, office.id) if office else w("The office")
        lines = [f"{office_name}: {isolate_ltr(self.dossier.reference)}"]
        for view in self.dossier.proceedings:
            for name in ("complaint", "report", "prosecution", "court"):
                if number := view.facts.get(name):
                    authority = view.facts.get("authority", "")
                    label = w(PROCEEDING_SAYS[name])
                    subject = f"{label} ({isolate(authority)})" if authority else label
                    lines.append(f"{subject}: {isolate_ltr(number)}")
        if "proceedings" in self.dossier.withheld.what:
            return [*lines, MARK]
        return lines if len(lines) > 1 else [*lines, w("Numbers of other authorities: none recorded")]

    def _prepared(self) -> str:
        officer = self.session.officer
        role = f", {self.w(ROLES[officer.role])}" if officer.role in ROLES else ""
        return f"{isolate(officer.name)}{role.replace(',', '،') if self.w.language == 'ar' else role}"

    def _approved(self) -> str:
        approvals = [view for view in self.dossier.reviews if view.decision == events.APPROVED]
        if "decisions" in self.dossier.withheld.what:
            return MARK
        if not approvals:
            return self.w("Not recorded")
        return f"{isolate(approvals[-1].author)} · {self._day(approvals[-1].at)}"

    # what a prosecutor reads first

    def _brief(self) -> list[Part]:
        """The facts with the answers they rest on, and who recorded them. A sign is named where the result of the
        screening goes, which only does where it was chosen."""
        w = self.w
        rows = [ListingRow(w.number(number), cells) for number, cells in enumerate(self._brief_rows(), 1)]
        heads = (w("Question"), w("What was said"), w("Based on"))
        facts = PaperTable(heads, (1.6, 1.6, 0.7), rows)
        none = Paragraph(w("No answer in this file points to exploitation, or the answers were not screened."))
        decisions = filter(None, (talk.judicial for talk in self.talks))
        recorded = [
            (w("Recorded by"), "\n".join(dict.fromkeys(talk.recorded for talk in self.talks)) or w("Not recorded")),
            (w("Judicial officer by decision"), "\n".join(dict.fromkeys(decisions)) or w("Not recorded")),
            (w("Interpreter"), "\n".join(dict.fromkeys(talk.interpreted for talk in self.talks)) or w("None recorded")),
        ]
        return [
            Paragraph(w("Facts in brief"), heading=True),
            facts if rows else none,
            Paragraph(w("Which articles apply is for the prosecutor to decide."), quiet=True),
            Paragraph(w("Who recorded"), heading=True),
            Facts(recorded),
        ]

    def _status(self) -> str:
        if "decisions" in self.dossier.withheld.what:
            return MARK
        role = self._role(self.dossier.persons[0])
        decided = [view for view in self.dossier.decisions if view.state == "in force"]
        if not decided:
            return f"{role} · {self.w('Decision on the person’s status: not taken yet')}"
        lines = []
        for view in decided:
            by_whom = " · ".join(isolate(part) for part in (view.body, view.author) if part)
            decision = self.w("Decision of {day}: {name}", day=self._day(view.at), name=by_whom)
            lines.append(" · ".join(dict.fromkeys((role, self.w(STATUS[view.status]), decision))))
        return "\n".join(lines)

    def _brief_rows(self) -> Iterator[tuple[str, str, str]]:
        """Each answer that raised a sign once, in the order in which it was asked; what goes along alone."""
        for section, talk in enumerate(self.talks, 4):
            result = interview_print.explained(talk.statement.view, talk.statement.form, self.w, self.dossier.withheld)
            signs = {row.ref: row for row in _raised(result)}
            for question in talk.statement.questions:
                if row := signs.get(question.ref):
                    name = row.indicator_name if SCREENING_RESULT in self.dossier.annexes else ""
                    place = talk.reference(question.number)
                    if len(self.talks) > 1:
                        place = self.w("{question}, section {number}", question=place, number=self.w.number(section))
                    yield ("\n".join(part for part in (name, row.question) if part), talk.said(question.ref), place)

    # sections

    def _sections(self) -> list[DossierSection]:
        w = self.w
        talks = [
            (self._talk_title(talk), talk.parts(self._end(place)), True) for place, talk in enumerate(self.talks, 4)
        ]
        # all else is said before it is counted what was left out of it
        named: list[tuple[str, Sequence[Part], bool]] = [
            (w("Persons and roles"), self._persons(), False),
            (w("Decisions"), self._decisions(), False),
            (w("Left out"), self._left_out(), False),
            *talks,
            (w("Consents"), self._consents(), True),
            (w("Proceedings"), self._proceedings(), False),
            (w("Exhibits and custody"), self._exhibits(), False),
            (w("Receipt"), self._receipt(), False),
        ]
        sections = [
            DossierSection(w.number(number), title, parts, own_page)
            for number, (title, parts, own_page) in enumerate(named, 1)
        ]
        if SCREENING_RESULT in self.dossier.annexes:
            title = w("Screening result: assistance with identification, not evidence")
            sections.append(DossierSection(letter(0, w), title, self._annex(), True))
        return sections

    def _end(self, number: int) -> str:
        return self.w("End of section {number}. Nothing is written below this line.", number=self.w.number(number))

    def _talk_title(self, talk: TalkText) -> str:
        w, victim = self.w, self.dossier.persons[0]
        if talk.statement.no_talk:
            return w("Notes without a talk: {form}", form=talk.form_title)
        return w("Statement of ({letter}) {name}", letter=letter(0, w), name=self._name(victim))

    def _name(self, person: DossierPerson) -> str:
        first, second = person.name, person.name_ar
        if self.w.language == "ar" and second:
            first, second = second, first
        return isolate(first or second or self._no_name(person))

    def _no_name(self, person: DossierPerson) -> str:
        """A name that stays here is no name that nobody recorded."""
        stays = person.role == VICTIM and self.dossier.withheld.fact("name")
        return MARK if stays else self.w("Name not recorded")

    def _stays(self, kind: str) -> list[Part]:
        """In the place of a section of which nothing goes: not that there is nothing."""
        if kind not in self.dossier.withheld.what:
            return []
        return [Paragraph(self.w("Left out, whether or not the case has any. Section 3 says what else is left out."))]

    def _persons(self) -> list[Part]:
        w = self.w
        rows = []
        for person in self.dossier.persons:
            names = dict.fromkeys(isolate(name) for name in (person.name, person.name_ar) if name)
            known = "\n".join(self._details(person))
            cells = ("\n".join(names) or self._no_name(person), self._role(person), known)
            rows.append(ListingRow(letter(person.place, w), cells))
        heads = (w("Name"), w("Role"), w("What is known"))
        return [PaperTable(heads, (1.3, 0.9, 2), rows)]

    def _role(self, person: DossierPerson) -> str:
        if person.role != VICTIM:
            return self.w(ROLE_SAYS[person.role])
        decisions, kind = self.dossier.decisions, self.dossier.kind
        in_force = [decision.status for decision in decisions if decision.state == "in force"]
        if in_force in (["possible"], ["presumed"], ["identified"]):
            return self.w(STATUS[in_force[0]])  # nobody is called a victim before somebody decided
        smuggling = kind is not None and kind.kinds == ("smuggling",)
        return self.w("Person of a case of smuggling") if smuggling else self.w("Person of the case")

    def _details(self, person: DossierPerson) -> list[str]:
        w = self.w
        if person.role == VICTIM:
            lines = [self._about_the_person()]
        else:
            lines = [
                " · ".join(
                    f"{w(FACT_SAYS[name])}: {isolate(categories.shown(name, text, w))}"
                    for name, text in person.facts.items()
                    if name in FACT_SAYS and name not in ("phone", "civil_id")
                )
            ]
        lines += [
            f"{self.number_says[name]}: {isolate_ltr(text)}"
            for name, text in person.facts.items()
            if name in self.number_says
        ]
        if person.at is not None:
            lines.append(w("Noted by {author}, {day}", author=person.author, day=self._day(person.at)))
        return [line for line in lines if line]

    def _about_the_person(self) -> str:
        texts = [
            next((text for talk in self.talks if (text := talk.fact_text(fact))), "") for fact in _ABOUT_THE_PERSON
        ]
        says = " · ".join(isolate(text) for text in texts if text)
        return f"{self._begins}{says}" if says else ""

    @property
    def _begins(self) -> str:
        """Before names and numbers alone, which say nothing of the direction in which they follow each other."""
        return "\u200f" if self.w.language == "ar" else ""

    def _decisions(self) -> list[Part]:
        if stays := self._stays("decisions"):
            return stays
        w, dossier, code = self.w, self.dossier, self.w.language
        rows = []
        if dossier.kind is not None:
            kinds = [self.profile.kind(id_) for id_ in dossier.kind.kinds]
            forms = [form for form in self.profile.exploitation if form.id in dossier.kind.exploitation]
            names = [kind.name.get(code, kind.id) for kind in kinds if kind]
            names += [form.name.get(code, form.id) for form in forms]
            text = w("Kind of case: {kinds}", kinds=" · ".join(names))
            rows.append((dossier.kind.at, text, isolate(dossier.kind.author), dossier.kind.reason))
        for review in dossier.reviews:
            approved = review.decision == events.APPROVED
            says = N_("Approved by a supervisor") if approved else N_("Returned by a supervisor")
            rows.append((review.at, w(says), isolate(review.author), review.text))
        for decision in dossier.decisions:
            text = f"{w(STATUS.get(decision.status, decision.status))} ({w(_STATE_SAYS[decision.state])})"
            body = [isolate(decision.body), isolate(decision.author)]
            body += [w("Confirmed by {name}", name=decision.second)] if decision.second else []
            rows.append((decision.at, text, "\n".join(body), decision.reason))
        listed = [
            ListingRow(
                w.number(number), (text, self._day(at), body, isolate(reason) if reason else w("Reason not recorded"))
            )
            for number, (at, text, body, reason) in enumerate(sorted(rows, key=lambda row: row[0]), 1)
        ]
        if not any(decision.state == "in force" for decision in dossier.decisions):
            listed.append(ListingRow("", (w("Decision on the person’s status: not taken yet"), "", "", "")))
        heads = (w("Decision"), w("Date"), w("Body and signer"), w("Reason"))
        return [PaperTable(heads, (1.5, 0.9, 1.1, 1.6), listed)]

    def _left_out(self) -> list[Part]:
        w, withheld = self.w, self.dossier.withheld
        kinds = case_print.stays_in_words(withheld.stays(), w)
        return [
            Paragraph(w("Stays with the office, whether or not the case has any: {kinds}.", kinds=kinds)),
            Paragraph(case_print.rules_in_words(withheld, w), quiet=True),
        ]

    def _consents(self) -> list[Part]:
        if stays := self._stays("consents"):
            return stays
        w = self.w
        rows = [
            ListingRow(w.number(number), self._consent(entry)) for number, entry in enumerate(self.dossier.consents, 1)
        ]
        heads = (w("For what"), w("Answer"), w("How it was given"))
        parts: list[Part] = [PaperTable(heads, (1.4, 0.6, 2.4), rows)]
        for basis in self.dossier.bases:
            says = f"{self._purpose(basis.purpose, basis.agency)}: {w(VALUES.get(basis.basis, basis.basis))}"
            parts.append(Paragraph(w("Additional legal basis: {what}", what=says)))
        return parts

    def _purpose(self, purpose: str, agency: str) -> str:
        agency_name = self.profile.agency_name(agency, self.w.language)
        text = self.w(PURPOSE.get(purpose, purpose))
        return f"{text[:1].upper()}{text[1:]}" + (f" · {agency_name}" if agency_name else "")

    def _consent(self, entry: GivenConsent) -> tuple[str, str, str]:
        w, consent = self.w, entry.consent
        purpose = self._purpose(entry.purpose, entry.agency)
        if consent is None:
            says = ANSWER[NOT_ASKED]
            return purpose, w(says), w("Not recorded")
        at = utc(consent.at)
        lines = [f"{isolate(entry.author)} · {moment(w, at)}"]
        mode = w(HOW_GIVEN[consent.mode]) if consent.mode in HOW_GIVEN else w("How it was given: not recorded")
        language = w.language_name(consent.language) if consent.language else w("language not recorded")
        lines.append(f"{mode} · {isolate(language)}")
        for says, value in (
            (N_("Interpreter: {name}"), consent.interpreter),
            (N_("Witness: {name}"), consent.witness),
            (N_("Given by: {name}"), consent.giver),
            (N_("Wording read out: {name}"), consent.wording),
            (N_("Reason: {name}"), consent.note),
        ):
            lines += [w(says, name=value)] if value else []
        if consent.expires:
            until = utc(consent.expires)
            lines.append(w("Until {when}", when=self._day(until)))
        return purpose, w(ANSWER[consent.answer]), "\n".join(lines)

    def _proceedings(self) -> list[Part]:
        w = self.w
        if stays := self._stays("proceedings"):
            return stays
        if not self.dossier.proceedings:
            return [Paragraph(w("No proceedings are recorded."))]
        parts: list[Part] = []
        letters = {person.id: letter(person.place, w) for person in self.dossier.persons}
        for number, view in enumerate(self.dossier.proceedings, 1):
            suspect = letters.get(view.person, "") if view.person else ""
            heading = w("Proceedings {number}", number=w.number(number))
            if suspect:
                heading = w("Proceedings {number}, about ({letter})", number=w.number(number), letter=suspect)
            rows = [
                (w(PROCEEDING_SAYS[name]), self._fact(name, text))
                for name, text in view.facts.items()
                if name in PROCEEDING_SAYS
            ]
            parts += [Paragraph(heading, heading=True), Facts(rows)]
            hearings = [
                ListingRow(
                    "", tuple(self._hearing(hearing.facts, name) for name in ("date", "court", "subject", "outcome"))
                )
                for hearing in view.hearings
            ]
            if hearings:
                heads = tuple(w(HEARING_SAYS[name]) for name in ("date", "court", "subject", "outcome"))
                parts.append(PaperTable(heads, (1, 1.2, 1.4, 1.4), hearings))
        return parts

    def _fact(self, name: str, text: str) -> str:
        if name in ("complaint", "report", "prosecution", "court"):
            return isolate_ltr(text)
        return self._dated(text)

    def _hearing(self, facts: Mapping[str, str], name: str) -> str:
        text, hour = facts.get(name, ""), facts.get("time", "")
        if not text:
            return self.w("Outcome not recorded yet") if name == "outcome" else ""
        if name == "date" and hour:
            return f"{self._dated(text)} · {self.w.own_digits(hour)}"
        return self._dated(text)

    def _dated(self, text: str) -> str:
        """A day in words; anything else as it was written."""
        try:
            return self.w.date(datetime.fromisoformat(text).date())
        except ValueError:
            return isolate(text)

    def _exhibits(self) -> list[Part]:
        w = self.w
        parts: list[Part] = []
        if self.dossier.exhibits:
            parts.append(PaperTable((w("Exhibit"), w("Kind and size"), w("SHA-256")), (1.2, 1, 2.6), [
                ListingRow(
                    self._exhibit(exhibit.number),
                    ("\n".join(part for part in (isolate(exhibit.file.name), isolate(exhibit.note) if exhibit.note else "") if part),
                     f"{isolate_ltr(exhibit.file.type)}\n{self._size(exhibit.file.size)}", isolate_ltr(exhibit.file.hash)),
                )
                for exhibit in self.dossier.exhibits
            ]))  # fmt: skip
            parts.append(Paragraph(w("The files themselves are in a sealed file. Their SHA-256 there is the one given here, or the one of the copy named below."), quiet=True))  # fmt: skip
        else:
            parts += self._none_or_not_listed()
        hands = [
            ListingRow(mark, self._hand(hand))
            for mark, hand in [
                *(("", hand) for hand in self.dossier.case_custody),
                *(
                    (self._exhibit(exhibit.number), hand)
                    for exhibit in self.dossier.exhibits
                    for hand in exhibit.custody
                ),
            ]
        ]
        parts.append(Paragraph(w("Everybody who held it"), heading=True))
        if self.dossier.clock_in_doubt:
            times = " · ".join(moment(w, at) for at in self.dossier.clock_in_doubt)
            parts.append(Paragraph(w("Entries whose computer’s clock was not reliable: {times}", times=times)))
        if stays := self._stays("custody"):
            return [*parts, *stays]
        heads = (w("What"), w("When"), w("From and to"), w("SHA-256"))
        parts.append(PaperTable(heads, (1.1, 1.1, 1.3, 2.3), hands))
        return parts

    def _none_or_not_listed(self) -> list[Part]:
        rules = self.dossier.withheld.rules
        if rules and rules.files != ALL_FILES:
            return [
                Paragraph(self.w("No file of the case is sent to this recipient, whether or not the case has any."))
            ]
        return [Paragraph(self.w("No exhibits are attached to the case."))]

    def _exhibit(self, number: int) -> str:
        return self.w("E{number}", number=self.w.number(number))

    def _size(self, size: int) -> str:
        return self.w("Size in bytes: {n}", n=size)

    def _hand(self, hand: CustodyEntry) -> tuple[str, str, str, str]:
        agency = self.profile.agency_name(hand.agency, self.w.language)
        recipient = " · ".join(part for part in (hand.recipient, agency) if part)
        whom = [isolate(hand.author)]
        whom += [self.w("to {name}", name=recipient)] if recipient else []
        hash_ = isolate_ltr(hand.hash) if hand.hash else ""
        return self.w(_HAND_SAYS[hand.kind]), moment(self.w, hand.at), "\n".join(whom), hash_

    def _receipt(self) -> list[Part]:
        w = self.w
        by_hand = (w("Name and office"), w("Signature and stamp"), w("Date and time"))
        handed_over = Signature(w("Handed over by"), self.session.officer.name, by_hand[1:])
        received = Signature(w("Received by"), "", by_hand)
        text = w("Received with all its pages, and shown only to those who need it.")
        return [Paragraph(text), Signatures((handed_over, received))]

    def _annex(self) -> list[Part]:
        w = self.w
        parts: list[Part] = []
        for talk in self.talks:
            view = talk.statement.view
            result = interview_print.explained(view, talk.statement.form, w, self.dossier.withheld)
            if result is None:
                continue
            parts += [
                Paragraph(w("Screening of {day}", day=self._day(view.at)), heading=True),
                Paragraph(result.outcome),
                Paragraph(result.reason),
                Paragraph(result.disclaimer, quiet=True),
            ]
            if result.not_asked:
                parts.append(Paragraph(result.not_asked))
            readings = result.readings or result.dimensions
            asked = [question.ref for question in (*talk.statement.questions, *talk.statement.notes)]
            raised = {row.ref: row for row in _raised(result)}
            signs = {ref: raised[ref] for ref in dict.fromkeys((*asked, *raised)) if ref in raised}  # as in the brief
            numbers = {ref: number for number, ref in enumerate(signs, 1)}
            for reading in readings:
                parts.append(Paragraph(f"{reading.name} · {reading.says}", heading=True))
                if rests := sorted({numbers[row.ref] for row in reading.rows}):
                    based = ("، " if w.language == "ar" else ", ").join(map(w.number, rests))
                    parts.append(Paragraph(w("Based on these signs: {numbers}", numbers=based)))
            rows = []
            for ref, sign in signs.items():
                alike = [row for reading in readings for row in reading.rows if row.ref == ref]
                names = dict.fromkeys(row.indicator_name for row in alike)
                cells = ("\n".join(names), sign.question, talk.said(ref) if ref in asked else sign.answer)
                rows.append(ListingRow(w.number(numbers[ref]), cells))
            if rows:
                heads = (w("Sign"), w("Question"), w("Answer"))
                parts.append(PaperTable(heads, (1.3, 1.5, 1), rows))
        return parts or [Paragraph(w("No screening result is recorded in what is sent."))]

    def _day(self, at: datetime) -> str:
        return self.w.date(at.astimezone().date())
