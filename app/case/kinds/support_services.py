"""What was done about a need of the person by the office itself, and the time to recover made longer.
docs/formats/events.md"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.case import events, fields, refusal
from app.case.events import Event, moment
from app.case.kinds.declaration import ALL, COURSE, ENDED, STAYS, CaseKind, Inbox, Outcome, keys
from app.errors import N_

if TYPE_CHECKING:
    from app.case.projection import Case, CaseBuilder

GIVEN, TAKEN_BACK = "given", ""
RECOVERING = ("possible", "presumed")  # statuses during which a person has time to recover
LONGEST = 365
_ID = 16


@dataclass(frozen=True, slots=True)
class Service:
    """`need`: which of the person's it answers, "" for none. `on`: the day, as seconds since 1970."""

    id: bytes
    event: bytes
    need: str
    what: str
    note: str
    on: int
    at: int
    stream: bytes


def _given(folding: "CaseBuilder", place: int, event: Event) -> bool:
    content, id_ = event.content, event.content.get("service")
    text, is_given = fields.text(content.get("gave")), content.get("given")
    if not isinstance(id_, bytes) or len(id_) != _ID or is_given not in (0, 1):
        return folding.refuse(event, refusal.NOTHING)
    if is_given == 0:
        return _taken_back(folding, place, event, id_)
    if id_ in folding.case.services or not text.strip():
        return folding.refuse(event, refusal.NOTHING)
    if _is_closed(folding, place):
        return folding.refuse(event, refusal.WAS_CLOSED)
    folding.case.services[id_] = Service(
        id=id_,
        event=event.id,
        need=fields.text(content.get("need")),
        what=text,
        note=fields.text(content.get("note")),
        on=moment(content.get("on")) or event.at,
        at=event.at,
        stream=event.stream,
    )
    folding.write(("service", id_), place, GIVEN)
    return True


def _taken_back(folding: "CaseBuilder", place: int, event: Event, id_: bytes) -> bool:
    """It was recorded by mistake: what its author had not seen can't be."""
    if not any(write.text == GIVEN for write in folding.known(("service", id_), place)):
        return folding.refuse(event, refusal.NOTHING)
    if not fields.text(event.content.get("reason")).strip():
        return folding.refuse(event, refusal.REASON)
    folding.write(("service", id_), place, TAKEN_BACK)
    return True


def _extended(folding: "CaseBuilder", place: int, event: Event) -> bool:
    profile, days = folding.profile(event), event.content.get("days")
    if profile is None:
        return folding.refuse(event, refusal.PROFILE)
    ground = folding.ground(place)
    if type(days) is not int or ground.only(("status",)) not in RECOVERING:
        return folding.refuse(event, refusal.NOTHING)
    earlier_days = {int(write.text) for write in folding.known(("recovery",), place)}
    if not max(earlier_days, default=profile.recovery_days) < days <= LONGEST:
        return folding.refuse(event, refusal.NOTHING)
    if not fields.text(event.content.get("reason")).strip():
        return folding.refuse(event, refusal.REASON)
    if _is_closed(folding, place):
        return folding.refuse(event, refusal.WAS_CLOSED)
    folding.write(("recovery",), place, str(days))
    return True


def _is_closed(folding: "CaseBuilder", place: int) -> bool:
    return folding.ground(place).only(("closed",)) == "closed"


def services(case: "Case") -> list[Service]:
    """Those that stand, by their day."""
    services = [service for service in case.services.values() if case.shown(("service", service.id)) == GIVEN]
    return sorted(services, key=lambda service: (service.on, service.at, service.id))


def recovery(case: "Case", days: int) -> tuple[int, int] | None:
    """When the time to recover began, and its days with what was added; None outside of it."""
    if case.shown(("status",)) not in RECOVERING or not days:
        return None
    first = case.registers[("status",)].written[0]
    extended_days = case.shown(("recovery",))
    return case.timeline[first.place].at, int(extended_days) if extended_days else days


SERVICE = CaseKind(
    what=events.SERVICE,
    says=N_("Service provided"),
    who=ALL,
    effect=_given,
    group=COURSE,
    about="gave",
    keys=keys("""
        service id; given flag -- 0: taken back, with a reason; gave words -- what; need text --
        which it answers, empty for none; note words; on seconds -- the day, 0: `at`; reason words;
        profile [id, version]
    """),
    outcome=Outcome(
        lambda content: ENDED if content.get("given") == 0 else "",
        {ENDED: N_("Service struck off: it was entered in error")},
    ),
    inbox=Inbox("service"),
    leaves=STAYS,
    fills=("service",),
)
RECOVERY = CaseKind(
    what=events.RECOVERY,
    says=N_("Recovery and reflection period extended"),
    who=ALL,
    effect=_extended,
    group=COURSE,
    keys=keys("days number -- of the time to recover in all; reason words; profile [id, version]"),
    inbox=Inbox("recovery"),
    leaves=STAYS,
    fills=("recovery",),
)
