"""What one case says of another: the same person, a family, one site. docs/formats/events.md

It is written into both, each in its own log: who reads one case learns of the other its id, and nothing
that is in it."""

from typing import TYPE_CHECKING

from app.case import events, fields, refusal
from app.case.events import Event
from app.case.kinds.declaration import ALL, ENDED, OTHERS, CaseKind, Inbox, Leaves, by_key, keys
from app.errors import N_

if TYPE_CHECKING:
    from app.case.projection import Case, CaseBuilder

SAME, NOT_SAME, FAMILY, TOGETHER, NONE = AS = ("same", "not-same", "family", "together", "")


def _linked(folding: "CaseBuilder", place: int, event: Event) -> bool:
    case, as_ = event.content.get("other"), event.content.get("as")
    if not isinstance(case, bytes) or len(case) != 16 or case == folding.case.id:
        return False
    if not isinstance(as_, str) or as_ not in AS:
        return False
    if as_ in (SAME, NONE) and not fields.text(event.content.get("reason")).strip():
        return folding.refuse(event, refusal.REASON)
    folding.write(("link", case), place, as_)
    return True


def links(case: "Case") -> dict[bytes, str]:
    """Other cases, and as what they are linked: those that colleagues see differently with what was
    said last."""
    return {
        key[1]: register.shown  # type: ignore[misc]
        for key in case.named("link")
        if (register := case.registers[key]).shown
    }


LINKED = CaseKind(
    what=events.LINKED,
    says=N_("Linked with another case"),
    who=ALL,
    effect=_linked,
    group=OTHERS,
    keys=keys("""
        other id -- another case; as "same" | "not-same" | "family" | "together" | "" -- the last
        ends it; reason words -- needed for the first and the last
    """),
    outcome=by_key(
        "as",
        {
            ENDED: N_("Link with another case ended"),
            NOT_SAME: N_("Said to be a different person from the one in another case"),
        },
    ),
    inbox=Inbox("link"),
    leaves=Leaves(of_others=True),
    fills=("link",),
)
