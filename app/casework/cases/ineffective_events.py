"""Why an event stands in the history and changes nothing, in words."""

from app.case import refusal
from app.errors import N_

# What stands beside an event of the history that has no effect.
WHY = {
    refusal.ROLE: N_("Without effect: its author’s role does not allow this."),
    refusal.NOTHING: N_("Without effect: it contains nothing that can be used."),
    refusal.PROFILE: N_("Without effect: it was made under a referral system that is not on this computer."),
    refusal.STAGE: N_("Without effect: this stage does not exist."),
    refusal.HERE: N_("Without effect: the case was already at that stage."),
    refusal.SKIPPED: N_("Without effect: it skips a stage."),
    refusal.NEEDS: N_("Without effect: something required for the stage was missing."),
    refusal.REASON: N_("Without effect: no reason was given."),
    refusal.CONFLICT: N_("Without effect: conflicting values had not been decided."),
    refusal.WAS_CLOSED: N_("Without effect: the case was closed."),
    refusal.AGENCY: N_("Without effect: it names no agency that can receive a referral."),
    refusal.AGREEMENT: N_("Without effect: the agreement with the agency had ended."),
    refusal.CONSENT: N_("Without effect: outside what the person agreed to, and without a legal basis."),
    refusal.MODE: N_("Without effect: this way of giving consent is not accepted here."),
    refusal.PICTURE: N_("Without effect: the photograph of the thumbprint was not in the case."),
    refusal.WITNESS: N_("Without effect: spoken consent without a witness."),
    refusal.LANGUAGE: N_("Without effect: the language of the consent is missing."),
    refusal.NOT_GIVEN: N_("Without effect: there was no consent to withdraw."),
    refusal.STEP: N_("Without effect: a referral cannot move between these states."),
    refusal.SECOND: N_("Without effect: the person who decided cannot confirm it."),
    refusal.DECIDED: N_("Without effect: it was already in force."),
    refusal.NOT_VOLUNTARY: N_("Without effect: the requirements for a voluntary return were not met."),
}
