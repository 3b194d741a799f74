"""Why an event stands in the history and changes nothing, in words."""

from app.case import refusal
from app.errors import N_

# What stands beside an event of the history that has no effect.
WHY = {
    refusal.ROLE: N_("Without effect: its author’s role may not say this."),
    refusal.NOTHING: N_("Without effect: it says nothing that can be used."),
    refusal.PROFILE: N_("Without effect: it was made under a referral system that is not here."),
    refusal.STAGE: N_("Without effect: there is no such stage."),
    refusal.HERE: N_("Without effect: the case was at that stage already."),
    refusal.SKIPPED: N_("Without effect: it leaves out a stage."),
    refusal.NEEDS: N_("Without effect: something that the stage needs was not there."),
    refusal.REASON: N_("Without effect: no reason was given."),
    refusal.CONFLICT: N_("Without effect: colleagues’ values differed, and nobody had decided."),
    refusal.WAS_CLOSED: N_("Without effect: the case was closed."),
    refusal.AGENCY: N_("Without effect: it names no agency to which a case can go."),
    refusal.AGREEMENT: N_("Without effect: the agreement with the agency was over."),
    refusal.CONSENT: N_(
        "Without effect: outside what the person agreed to, without a legal basis."
    ),
    refusal.MODE: N_("Without effect: consent can’t be given in this way here."),
    refusal.PICTURE: N_("Without effect: the photograph of the thumb’s print was not in the case."),
    refusal.WITNESS: N_("Without effect: spoken consent without a witness."),
    refusal.LANGUAGE: N_("Without effect: the language of the consent is missing."),
    refusal.NOT_GIVEN: N_("Without effect: there was no consent to withdraw."),
    refusal.STEP: N_("Without effect: a referral does not go from there to there."),
    refusal.SECOND: N_("Without effect: who decided can’t confirm."),
    refusal.DECIDED: N_("Without effect: it was in force already."),
    refusal.NOT_VOLUNTARY: N_(
        "Without effect: not all was there for a return to be called voluntary."
    ),
}
