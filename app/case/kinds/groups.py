"""Cases of one site or one investigation, as each of them tells it. docs/formats/events.md

A group is a random id with a kind and a name of its own, said in each member's own log. No member
names another: who reads one case learns how many others its author knew of, and nothing of them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.case import events, fields, refusal
from app.case.events import Event
from app.case.kinds.declaration import ALL, OTHERS, CaseKind, Inbox, Leaves, Outcome, keys
from app.errors import N_

if TYPE_CHECKING:
    from app.case.projection import Case, CaseBuilder

SITE, INVESTIGATION, NONE = AS = ("site", "investigation", "")
_ID, _MOST = 16, 2**31


@dataclass(frozen=True, slots=True)
class Group:
    """`kind`: site or investigation. `others`: how many other cases those who wrote here knew of."""

    id: bytes
    kind: str
    name: str
    others: int


def _grouped(folding: "CaseBuilder", place: int, event: Event) -> bool:
    id_, kind = event.content.get("group"), event.content.get("kind")
    name = fields.text(event.content.get("name")).strip()
    if not isinstance(id_, bytes) or len(id_) != _ID or not isinstance(kind, str) or kind not in AS:
        return False
    if kind == NONE:
        if not any(write.text for write in folding.known(("group", id_, "kind"), place)):
            return False  # it was in no such group, as far as its author had seen
        if not fields.text(event.content.get("reason")).strip():
            return folding.refuse(event, refusal.REASON)
    elif not name:
        return False
    else:
        folding.write(("group", id_, "name"), place, name)
    folding.write(("group", id_, "kind"), place, kind)
    return True


def groups(case: "Case") -> list[Group]:
    """Those that it is in, by their id. Where colleagues differ, what was said last."""
    groups = []
    for key in case.named("group"):
        register = case.registers[key]
        match key:
            case ("group", bytes() as id_, "kind") if register.shown:
                name = case.shown(("group", id_, "name"))
                groups.append(Group(id_, register.shown, name, _others(case, register)))
    return sorted(groups, key=lambda group: group.id)


def _others(case: "Case", register: fields.Register) -> int:
    """As those said who put it there last; who decides between kinds counts nobody."""
    counts = [case.timeline[write.place].content.get("others") for write in register.standing]
    if not any(isinstance(count, int) for count in counts):
        counts = [case.timeline[write.place].content.get("others") for write in register.written]
    return max(map(_number, counts))


def _number(count: object) -> int:
    return count if isinstance(count, int) and 0 <= count < _MOST else 0


GROUPED = CaseKind(
    what=events.GROUPED,
    says=N_("Put into a group, or taken out"),
    who=ALL,
    effect=_grouped,
    group=OTHERS,
    keys=keys("""
        group id -- random; kind "site" | "investigation" | "" -- the last takes it out; name text
        -- needed but where it is taken out; others number -- how many other cases its author knew
        of; reason words
    """),
    outcome=Outcome(
        lambda content: "in" if content.get("kind") else "out",
        {"in": N_("Put into a group of cases"), "out": N_("Taken out of its group")},
    ),
    inbox=Inbox("group"),
    leaves=Leaves(of_others=True),
    fills=("group",),
)
