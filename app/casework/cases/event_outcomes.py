"""What an event did, where its kind alone would say something else: a consent that was refused is no
"consent recorded", a hold that ended no "legal hold"."""

from app.case import events
from app.case.consent import NO, WITHDRAWN
from app.case.events import Event
from app.case.fields import text as text_of
from app.case.links import NOT_SAME
from app.case.release import APPROVED, REFUSED
from app.errors import N_

_BY_TEXT: dict[str, tuple[str, dict[str, str]]] = {
    events.CONSENT: (
        "answer", {NO: N_("Consent refused"), WITHDRAWN: N_("Consent withdrawn")},
    ),
    events.BASIS: ("basis", {"": N_("Legal basis ended")}),
    events.LINKED: (
        "as",
        {"": N_("Link with another case ended"), NOT_SAME: N_("Said to be somebody else than in another case")},
    ),
    events.PERSON: ("role", {"": N_("Person or place struck off")}),
    events.RELEASE_DECIDED: (
        "answer", {APPROVED: N_("Sealed file approved"), REFUSED: N_("Sealed file not approved")},
    ),
}  # fmt: skip


def outcome(event: Event) -> str:
    """A message id; "" where the kind says it."""
    content = event.content
    if event.what in _BY_TEXT:
        key, sentences = _BY_TEXT[event.what]
        return sentences.get(text_of(content.get(key)), "")
    if event.what == events.HOLD and content.get("on") == 0:
        return N_("Legal hold ended")
    if event.what == events.GROUPED:
        return (
            N_("Put into a group of cases") if content.get("kind") else N_("Taken out of its group")
        )
    if event.what == events.SERVICE and content.get("given") == 0:
        return N_("Service struck off: it was entered in error")
    return ""
