"""Why an event is kept and shown, and changes nothing.

The fold finds these reasons (app.case.kinds.course). A new one must leave events of before as they were:
a field that is missing refuses nothing, and a text counts once it is stripped (docs/decisions/0013).
Its words in the history stand in app.casework.cases.ineffective_events, what is told to whoever tries
in app.casework.cases.refusals, and its row in docs/formats/events.md."""

from dataclasses import dataclass

from app.case.profile import Need

ROLE = "role"  # its author's role may not say this
NOTHING = "nothing"  # it says nothing that can be used
PROFILE = "profile"  # made under a profile that is not known here
STAGE = "stage"  # no such stage
HERE = "here"  # the case is at that stage already
SKIPPED = "skipped"  # not entered from where the case was
NEEDS = "needs"  # a condition was not there
REASON = "reason"  # without a reason
CONFLICT = "conflict"  # colleagues' values differed
WAS_CLOSED = "closed"
AGENCY = "agency"  # none to which this goes
AGREEMENT = "agreement"  # the agreement with it was over
CONSENT = "consent"  # outside what the person agreed to, without a legal basis
MODE = "mode"  # consent given in a way that the profile has not
PICTURE = "picture"  # a thumb's print without its picture among the files
WITNESS = "witness"  # spoken without a witness
LANGUAGE = "language"  # without the language it was given in
NOT_GIVEN = "not given"  # nothing to withdraw
STEP = "step"  # a referral does not go from there to there
SECOND = "second person"  # who decided can't confirm
DECIDED = "decided"  # in force already
NOT_VOLUNTARY = "not voluntary"  # the gate of a voluntary return was not passed


@dataclass(frozen=True, slots=True)
class Refusal:
    """`needs`: the conditions that were not there."""

    reason: str
    needs: tuple[Need, ...] = ()
