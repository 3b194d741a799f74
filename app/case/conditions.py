"""What must be there before a case goes on: conditions of a profile, looked for in a case.

Looked for in what an author had seen, when their event is folded, and in everything, when a person
asks what is missing. A consent counts while it is not over by the clock that the event claims."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from app.case.child_age import is_child
from app.case.consent import ASKED_IN, Consent, asked_in
from app.case.events import CONSENT, RESOLVED, Event
from app.case.fields import Field, Write
from app.case.profile import Need
from app.case.referral import GOING, TAKEN, Referral

# A value of these that colleagues see differently holds the case up until somebody decides.
BLOCKING = ("stage", "status", "consent", "closed")


@dataclass(frozen=True, slots=True)
class ConditionFacts:
    """What conditions are looked for in. `standing`: what stands in a field; `written`: all that was
    ever written there; `event`: the event at a place; `at`: the moment it is asked for."""

    standing: Callable[[Field], Sequence[Write]]
    written: Callable[[Field], Sequence[Write]]
    fields: Iterable[Field]
    event: Callable[[int], Event]
    referrals: Iterable[Referral]
    at: int
    interview: bool
    assessment: bool
    urgent: Callable[[], bool] = lambda: False  # is a need of today still open?
    language: str = ""  # the person's, where it is known

    def only(self, case_field: Field) -> str:
        """The one value of a field; "" where there is none, or several that differ."""
        texts = {write.text for write in self.standing(case_field)}
        return texts.pop() if len(texts) == 1 else ""

    def _of(self, kind: str, purpose: str, agency: str = "") -> list[Field]:
        return [field for field in self.fields if field[0] == kind and field[1] == purpose and agency in ("", field[2])]

    def consents(self, purpose: str, agency: str = "") -> list[Consent]:
        """What stands for a purpose: of one agency, or of all."""
        consents = (
            self.consent(field, write)
            for field in self._of("consent", purpose, agency)
            for write in self.standing(field)
        )
        return [consent for consent in consents if consent is not None]

    def consent(self, case_field: Field, write: Write) -> Consent | None:
        """The consent that a value is of; of one that was chosen among several, the last like it."""
        if not write.text:
            return None  # the question that asked for it has no answer any more
        event = self.event(write.place)
        if event.what == RESOLVED and case_field[1] not in asked_in(event):
            matching_writes = [candidate for candidate in self.written(case_field) if candidate.text == write.text]
            events = [self.event(candidate.place) for candidate in matching_writes]
            consent_events = (
                event for event in reversed(events) if event.what == CONSENT or case_field[1] in asked_in(event)
            )
            event = next(consent_events, event)
        if event.what in ASKED_IN:
            return Consent.asked(event, str(case_field[1]), write.text)
        return Consent.of(event)

    def basis(self, purpose: str, agency: str) -> bool:
        """Does a legal basis stand for it, apart from what the person says?"""
        return any(self.only(field) for field in self._of("basis", purpose, agency))

    def agrees(self, purpose: str, agency: str) -> bool:
        """Does everything that stands for this purpose and agency say yes, and isn't it over?"""
        consents = self.consents(purpose, agency) if agency or purpose != "share" else []
        return bool(consents) and all(consent.holds(self.at) for consent in consents)

    def allowed(self, purpose: str, agency: str = "") -> bool:
        """By the person's consent or a legal basis. Without an agency: for any of them; with several,
        parted by commas: for one of those."""
        if "," in agency:
            return any(self.allowed(purpose, part) for part in agency.split(","))
        if self.basis(purpose, agency) or self.agrees(purpose, agency):
            return True
        if agency or purpose != "share":
            return False
        return any(self.agrees(purpose, str(field[2])) for field in self._of("consent", purpose))

    def blocked(self) -> Field | None:
        """A field that colleagues see differently and that holds the case up."""
        for field in self.fields:
            if field[0] in BLOCKING and len({write.text for write in self.standing(field)}) > 1:
                return field
        return None


def missing(needs: Iterable[Need], ground: ConditionFacts) -> tuple[Need, ...]:
    """Those that are not there, in the profile's order."""
    return tuple(need for need in needs if not _there(need, ground))


def _there(need: Need, ground: ConditionFacts) -> bool:
    match need.kind:
        case "interview":
            return ground.interview
        case "assessment":
            return ground.assessment
        case "approved":
            return ground.only(("review",)) == "approved"
        case "check":
            return ground.only(("check", need.of)) == "yes"
        case "child-check":
            return not is_child(ground) or ground.only(("check", need.of)) == "yes"
        case "no-urgent-need":
            return not ground.urgent()
        case "status":
            return ground.only(("status",)) in need.of.split(",")
        case "referral" | "accepted":
            states = GOING if need.kind == "referral" else TAKEN
            return any(
                ground.only(("referral", referral.id)) in states
                for referral in ground.referrals
                if need.of in ("", referral.agency)
            )
        case "allowed":
            return ground.allowed(need.of, need.agency)
        case "decided":
            return any(
                ground.consents(need.of, agency) or ground.basis(need.of, agency) for agency in need.agency.split(",")
            )
    consents = ground.consents(need.of, need.agency)  # own-language: the reader lets no other in
    return bool(consents) and all(consent.in_own(ground.language) for consent in consents)
