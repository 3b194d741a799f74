"""What an event did, where its kind alone would say something else: a consent that was refused is no
"consent recorded", a hold that ended no "legal hold"."""

from app.case import events
from app.case.consent import NO, WITHDRAWN
from app.case.events import APPROVED, RETURNED, Event
from app.case.fields import text as text_of
from app.case.links import NOT_SAME
from app.case.referral import EXPIRED, REJECTED, REVOKED, SENT, TAKEN_ON
from app.case.release import APPROVED as RELEASED
from app.case.release import REFUSED
from app.errors import N_

_ENDED, _OUT, _IN = "ended", "out", "in"
# of which key of an event the text is its outcome
_KEYS = {
    events.CONSENT: "answer", events.BASIS: "basis", events.LINKED: "as", events.PERSON: "role",
    events.RELEASE_DECIDED: "answer", events.REVIEWED: "decision", events.REFERRED: "status",
}  # fmt: skip
_SAYS: dict[tuple[str, str], str] = {
    (events.CONSENT, NO): N_("Consent refused"),
    (events.CONSENT, WITHDRAWN): N_("Consent withdrawn"),
    (events.BASIS, _ENDED): N_("Legal basis ended"),
    (events.LINKED, _ENDED): N_("Link with another case ended"),
    (events.LINKED, NOT_SAME): N_("Said to be somebody else than in another case"),
    (events.PERSON, _ENDED): N_("Person or place struck off"),
    (events.RELEASE_DECIDED, RELEASED): N_("Sealed file approved"),
    (events.RELEASE_DECIDED, REFUSED): N_("Sealed file not approved"),
    (events.REVIEWED, APPROVED): N_("Approved by a supervisor"),
    (events.REVIEWED, RETURNED): N_("Returned by a supervisor"),
    (events.REFERRED, SENT): N_("Referral sent"),
    (events.REFERRED, TAKEN_ON): N_("Referral accepted"),
    (events.REFERRED, REJECTED): N_("Referral rejected"),
    (events.REFERRED, REVOKED): N_("Referral cancelled"),
    (events.REFERRED, EXPIRED): N_("Referral expired"),
    (events.HOLD, _ENDED): N_("Legal hold ended"),
    (events.GROUPED, _IN): N_("Put into a group of cases"),
    (events.GROUPED, _OUT): N_("Taken out of its group"),
    (events.SERVICE, _ENDED): N_("Service struck off: it was entered in error"),
}


def outcome(event: Event) -> str:
    """A message id; "" where the kind says it."""
    return _SAYS.get((event.what, _word(event)), "")


def kept(event: Event) -> str:
    """Its kind, and the word of its outcome where there is one to say: as lists keep it."""
    word = _word(event)
    return f"{event.what}:{word}" if (event.what, word) in _SAYS else event.what


def outcome_of_kept(text: str) -> tuple[str, str]:
    """(kind, message id of the outcome or "") of what `kept` said."""
    kind, _, word = text.partition(":")
    return kind, _SAYS.get((kind, word), "")


def _word(event: Event) -> str:
    content = event.content
    if event.what in _KEYS:
        return text_of(content.get(_KEYS[event.what])) or _ENDED
    if event.what == events.HOLD and content.get("on") == 0:
        return _ENDED
    if event.what == events.GROUPED:
        return _IN if content.get("kind") else _OUT
    return _ENDED if event.what == events.SERVICE and content.get("given") == 0 else ""
