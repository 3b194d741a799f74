"""Why something of a case's course is not taken: the fold's reasons as conditions with a remedy."""

from app.case import refusal
from app.case.profile import CONSENT_NEEDS, Need, Profile
from app.case.refusal import Refusal
from app.casework.cases.field_labels import PURPOSE, STATUS
from app.casework.cases.reviews import NotYours
from app.casework.session.profiles import agency_names
from app.errors import N_, SanadError
from app.language import Joined, Name, Sayable, Sentence

__all__ = ["NotYours"]


class OutsideConsent(SanadError):
    """Something would leave outside what the person agreed to. `missing`: conditions, as ids."""

    missing: tuple[str, ...] = ()
    says = N_(
        "The person has not agreed to this, and no legal basis is recorded. Nothing was written. Ask the person and "
        "record the answer, record a legal basis, or give a reason for going ahead without consent."
    )

    @classmethod
    def kind(cls) -> str:
        return "consent"


class ConsentFirst(OutsideConsent):
    """A stage that needs consent or a legal basis first. `missing`: all that it still needs."""

    problem: str = ""
    says = N_("{problem} Nothing was changed. Ask the person and record the answer.")


class StageRefused(SanadError):
    problem: str
    missing: tuple[str, ...] = ()
    says = N_("{problem} The case stays at its stage.")

    @classmethod
    def kind(cls) -> str:
        return "stage"


class NotVoluntary(SanadError):
    """The gate of a voluntary return. `missing`: conditions, as ids."""

    missing: tuple[str, ...]
    problem: str
    says = N_(
        "This can’t be called a voluntary return yet. {problem} Nothing was changed. Record what is "
        "missing, or choose another result."
    )


class ReasonWanted(SanadError):
    says = N_("A reason is needed here. Nothing was changed. Write the reason, then try again.")


class ValuesDiffer(SanadError):
    says = N_(
        "Colleagues entered conflicting answers, and nobody has decided between them. "
        "Nothing was changed. Compare them first."
    )


class CaseClosed(SanadError):
    says = N_("This case is closed. Nothing was changed. A supervisor can reopen it.")


class NoAgency(SanadError):
    says = N_(
        "Consent to share needs one of the agencies of the referral system; consent for other purposes needs none. "
        "Nothing was written. Choose an agency from the list."
    )


class AgreementOver(SanadError):
    says = N_(
        "The agreement with this agency has ended. Nothing was written. Choose another "
        "agency, or tell user management that the agreement was renewed."
    )


class ConsentIncomplete(SanadError):
    problem: str
    says = N_("{problem} Nothing was written.")


class NoSuchStep(SanadError):
    says = N_(
        "The referral cannot move to this state, or a colleague changed it first. "
        "Nothing was changed. Open the referral again."
    )


class SecondPerson(SanadError):
    says = N_(
        "Somebody other than the person who made this decision must confirm it. Nothing "
        "was changed. Hand the case over to another supervisor or to user management."
    )


class InForce(SanadError):
    says = N_("This decision is already in force, or is not here. Nothing was changed.")


class NothingSaid(SanadError):
    says = N_(
        "Something is missing, or a word is not known here. Nothing was changed. Check the choices and try again."
    )


_STAGE = {
    refusal.STAGE: N_("This referral system does not have this stage."),
    refusal.HERE: N_("The case is already at this stage."),
    refusal.SKIPPED: N_("A stage can’t be skipped."),
}
_CONSENT = {
    refusal.MODE: N_("Consent can’t be given this way here."),
    refusal.PICTURE: N_("A thumbprint needs its photo among the files of the case."),
    refusal.WITNESS: N_("Spoken consent needs the name of a witness."),
    refusal.LANGUAGE: N_("Enter the language in which it was given."),
    refusal.NOT_GIVEN: N_("There is no consent to withdraw."),
}
_PLAIN: dict[str, type[SanadError]] = {
    refusal.ROLE: NotYours, refusal.REASON: ReasonWanted, refusal.CONFLICT: ValuesDiffer,
    refusal.WAS_CLOSED: CaseClosed, refusal.AGENCY: NoAgency, refusal.AGREEMENT: AgreementOver,
    refusal.CONSENT: OutsideConsent, refusal.STEP: NoSuchStep, refusal.SECOND: SecondPerson,
    refusal.DECIDED: InForce, refusal.NOTHING: NothingSaid, refusal.PROFILE: NothingSaid,
}  # fmt: skip


# A condition that is missing, as a sentence, and as a line of what is to be done.
_MISSING: dict[str, tuple[str, str]] = {
    "interview": (N_("An interview must be finished first."), N_("A finished interview")),
    "assessment": (
        N_("The answers must be weighed against the indicators first."),
        N_("Answers weighed against the indicators"),
    ),
    "approved": (N_("A supervisor must approve the case first."), N_("A supervisor’s approval")),
    "allowed": (
        N_("The person must agree first, or a legal basis must be recorded."),
        N_("Consent or legal basis: {what}"),
    ),
    "decided": (N_("First record the person’s answer or a legal basis."), N_("The person’s answer: {what}")),
    "own-language": (
        N_("The consent must be given in the person’s own language."),
        N_("Consent in the person’s own language: {what}"),
    ),
    "status": (N_("A status decision is needed first."), N_("A decision: {what}")),
    "referral": (N_("A referral must be sent first."), N_("A referral sent: {what}")),
    "accepted": (N_("A referral must be accepted first."), N_("A referral accepted: {what}")),
    "child-check": (
        N_("The person is a child, or may be one: first confirm what the referral system requires for a child."),
        N_("For a child, to be confirmed: {what}"),
    ),
    "no-urgent-need": (N_("An urgent need is still open: deal with it first."), N_("Urgent needs met")),
    "check": (N_("First confirm what the referral system requires."), N_("Waiting for confirmation: {what}")),
}


def need_name(need: Need, profile: Profile) -> Sentence:
    """What is missing, as a line."""
    return Sentence(_MISSING[need.kind][1], {"what": _subject(need, profile)})


def _subject(need: Need, profile: Profile) -> Sayable:
    agencies = agency_names(profile)
    match need.kind:
        case "check" | "child-check":
            return Name(profile.checks.get(need.of, {}), need.of)
        case "status":
            parts = (part for part in need.of.split(",") if part in STATUS)
            return Joined(tuple(Sentence(STATUS[part]) for part in parts), " / ")
        case "referral" | "accepted":
            return agencies.get(need.of, Name({}, need.of))
    names = tuple(agencies.get(part, Name({}, part)) for part in need.agency.split(","))
    purpose = Sentence(PURPOSE[need.of]) if need.of in PURPOSE else Name({}, need.of)
    return Joined((purpose, Joined(names, " / ")))


def as_error(case_refusal: Refusal) -> SanadError:
    """The condition of a refusal, for the person who tried."""
    # what the person says comes first: all else can be made up for
    needs = sorted(case_refusal.needs, key=lambda unmet_need: unmet_need.kind not in CONSENT_NEEDS)
    ids = tuple(str(need) for need in case_refusal.needs)
    problem = _MISSING[needs[0].kind][0] if needs else ""
    if case_refusal.reason == refusal.NEEDS:
        if needs[0].kind in CONSENT_NEEDS:
            return ConsentFirst(ids, problem)
        return StageRefused(problem, ids)
    if case_refusal.reason == refusal.NOT_VOLUNTARY:
        return NotVoluntary(ids, problem)
    if case_refusal.reason in _STAGE:
        return StageRefused(_STAGE[case_refusal.reason])
    if case_refusal.reason in _CONSENT:
        return ConsentIncomplete(_CONSENT[case_refusal.reason])
    return _PLAIN[case_refusal.reason]()
