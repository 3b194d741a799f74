"""Who has a case and who decides in it: reviews, hand-overs, stand-ins, access, readers, and its erasure."""

from dataclasses import replace
from typing import TYPE_CHECKING

from app.case import events, fields, roles
from app.case.events import Event
from app.case.handover import Handover, Substitute, SupervisorReview, recipient
from app.case.kinds.declaration import (
    ALL,
    AT_DESK,
    COURSE,
    DECISIONS,
    OTHERS,
    SHARED,
    STAYS,
    SUPERVISING,
    CaseKind,
    Inbox,
    Silent,
    by_key,
    keys,
)
from app.errors import N_

if TYPE_CHECKING:
    from app.case.projection import CaseBuilder


def _reviewed(folding: "CaseBuilder", place: int, event: Event) -> bool:
    decision = event.content.get("decision")
    if not isinstance(decision, str) or decision not in events.DECISIONS:
        return False
    folding.write(("review",), place, decision)
    folding.case.reviews.append(
        SupervisorReview(event.id, decision, fields.text(event.content.get("text")), event.at, event.stream)
    )
    return True


def _handed(folding: "CaseBuilder", place: int, event: Event) -> bool:
    handover = Handover.of(event)
    if handover is None:
        return False
    # handed to somebody else instead: what its author had seen waits no more
    waiting = folding.handed.items()
    folding.handed = {k: v for k, v in waiting if not folding.past.saw(place, v[0])}
    folding.handed[event.id] = (place, handover)
    folding.all_handed[event.id] = handover
    if handover.assigned and event.role in roles.DECIDING:
        folding.case.assigned, folding.assignment = handover.to[1], event.id
    return True


def _answered_handover(folding: "CaseBuilder", _: int, event: Event) -> bool:
    handover_id = event.content.get("of")
    handover = folding.all_handed.get(handover_id) if isinstance(handover_id, bytes) else None
    if handover is None or handover_id is None:
        return False
    if handover.to[0] == "person" and event.person not in (b"", handover.to[1]):
        return False  # it was offered to somebody else
    if event.what == events.DECLINED and handover.to[0] == "team":
        if handover_id in folding.handed:
            offered, waiting = folding.handed[handover_id]
            declined = (*waiting.declined, event.stream)
            folding.handed[handover_id] = (offered, replace(waiting, declined=declined))
        return True  # it waits for the others of the team
    folding.handed.pop(handover_id, None)
    if event.what == events.ACCEPTED:
        folding.case.responsible = event.stream
    if event.what == events.ACCEPTED or handover_id == folding.assignment:
        folding.case.assigned = folding.assignment = b""
    return True


def _substituted(folding: "CaseBuilder", _: int, event: Event) -> bool:
    substitute = Substitute.of(event)
    if substitute is None or not _may_say(event, substitute.absent):
        return False
    substitutes = folding.case.substitutes
    replaced = [earlier for earlier in substitutes if _is_same(earlier, substitute)]
    if substitute.by_self and any(not earlier.by_self for earlier in replaced):
        return False  # nobody gives himself more days
    if any(_days(earlier) == _days(substitute) for earlier in replaced):
        return True  # two computers said the replaced
    substitutes[:] = [earlier for earlier in substitutes if earlier not in replaced]
    substitutes.append(substitute)
    return True


def _substitute_ended(folding: "CaseBuilder", _: int, event: Event) -> bool:
    absence, person = event.content.get("absence"), event.content.get("person")
    substitutes = folding.case.substitutes
    ended = [
        place
        for place, substitute in enumerate(substitutes)
        if absence
        and (substitute.absence, substitute.person) == (absence, person)
        and (event.person == person or _may_say(event, substitute.absent))
    ]
    for place in ended:
        if not substitutes[place].ended:
            substitutes[place] = replace(substitutes[place], ended=True, end=event.id)
    return bool(ended)


def _may_say(event: Event, absent: bytes) -> bool:
    """Of whose absence: one's own, or anybody's by a supervisor or the desk."""
    return event.person == absent or event.role in roles.DECIDING


def _days(substitute: Substitute) -> tuple[int, int, bool]:
    return substitute.first, substitute.last, substitute.ended


def _is_same(earlier: Substitute, later: Substitute) -> bool:
    """Does the later take the place of the earlier, as with other days?"""
    return bool(later.absence) and (earlier.absence, earlier.person) == (later.absence, later.person)


def _given(folding: "CaseBuilder", _: int, event: Event) -> bool:
    receiver = recipient(event.content.get("to"))
    if receiver is None:
        return False
    folding.case.access[receiver] = fields.text(event.content.get("name"))
    return True


def _received(_folding: "CaseBuilder", _place: int, event: Event) -> bool:
    return isinstance(event.content.get("heads"), list)


_TO = keys('to ["person" | "team", id(16)]; name text')
REVIEWED = CaseKind(
    what=events.REVIEWED,
    says=N_("Decision of a supervisor"),
    who=SUPERVISING,
    effect=_reviewed,
    group=COURSE,
    keys=keys('decision "approved" | "returned"; text words'),
    outcome=by_key(
        "decision", {events.APPROVED: N_("Approved by a supervisor"), events.RETURNED: N_("Returned by a supervisor")}
    ),
    inbox=Inbox("review", DECISIONS),
    leaves=STAYS,
    fills=("review",),
)
ACCESS = CaseKind(
    what=events.ACCESS,
    says=N_("Access given to a colleague or a team"),
    who=ALL,
    effect=_given,
    group=SHARED,
    keys=keys("to to; name text"),
    page="Written beside the grant of the case's key",
    inbox=Inbox("access", subject="name"),
    leaves=STAYS,
    passing=True,
)
HANDED = CaseKind(
    what=events.HANDED,
    says=N_("Case handed over"),
    who=ALL,
    effect=_handed,
    group=SHARED,
    keys=keys("to to; name text; note words; assigned flag"),
    page="With assigned 1, to a person and by a supervisor or the desk, that person has the case from now on, and may decline",
    inbox=Inbox(
        "handed over",
        subject="name",
        follows=N_("The colleague who accepts the case is responsible for it from then on."),
    ),
    leaves=STAYS,
)
ACCEPTED = CaseKind(
    what=events.ACCEPTED,
    says=N_("Case accepted"),
    who=ALL,
    effect=_answered_handover,
    group=SHARED,
    keys=keys('of hash -- the id of a "handed over", of one to a person, by that person'),
    inbox=Inbox("accepted"),
    leaves=STAYS,
)
DECLINED = CaseKind(
    what=events.DECLINED,
    says=N_("Case not accepted"),
    who=ALL,
    effect=_answered_handover,
    group=SHARED,
    keys=keys("of hash; reason words"),
    inbox=Inbox("declined"),
    leaves=STAYS,
)
_ABSENCE = keys("absence id; person id; absent id -- whose it is; name text; absent_name text")
SUBSTITUTE = CaseKind(
    what=events.SUBSTITUTE,
    says=N_("Stand-in named"),
    who=ALL,
    effect=_substituted,
    group=SHARED,
    keys=_ABSENCE + keys("from seconds; until seconds -- both days included"),
    page="absence, absent and absent_name of an absence alone; one of somebody else's only by a supervisor or the desk",
    inbox=Inbox("substitute", subject="name"),
    leaves=STAYS,
)
SUBSTITUTE_ENDED = CaseKind(
    what=events.SUBSTITUTE_ENDED,
    says=N_("Stand-in ended"),
    who=ALL,
    effect=_substitute_ended,
    group=OTHERS,
    keys=_ABSENCE,
    page="By the absent, by the substitute, or by a supervisor or the desk",
    inbox=Inbox("substitute ended", subject="name"),
    leaves=STAYS,
)
RECEIVED = CaseKind(
    what=events.RECEIVED,
    says=N_("Read by user management"),
    who=AT_DESK,
    effect=_received,
    group=SHARED,
    keys=keys("heads [id(32), ...] -- the case's heads that the desk has verified and opened, as in `seen`"),
    page="At most once a day",
    inbox=Silent("it says of the copy at headquarters, not of the case"),
    leaves=STAYS,
    machinery=True,
    of_readers=True,
    passing=True,
)
VIEWED = CaseKind(
    what=events.VIEWED,
    says=N_("Restricted case viewed"),
    who=ALL,
    effect=None,
    group=SHARED,
    keys=keys('interview id; answers [path, ...] -- as in "answers given"'),
    page="Of a restricted case without keys, once an hour at most; of hidden answers with both; changes neither when the "
    "case was last changed nor whether the desk has read it",
    inbox=Silent("whoever reads a case changes nothing of it; the history shows it"),
    leaves=STAYS,
    machinery=True,
    of_readers=True,
    passing=True,
)
_NAMED = "which names this event too"
ERASURE = CaseKind(
    what=events.ERASURE,
    says=N_("Erasure ordered"),
    who=SUPERVISING,
    effect=None,
    group=COURSE,
    keys=keys("reason words"),
    page=f"Written before the order itself ([envelope.md](envelope.md)), {_NAMED}",
    inbox=Inbox(
        "erasure",
        DECISIONS,
        follows=N_("Somebody in user management must confirm it. Until then nothing is destroyed, and you can object."),
    ),
    leaves=STAYS,
)
ERASURE_CONFIRMED = CaseKind(
    what=events.ERASURE_CONFIRMED,
    says=N_("Erasure confirmed"),
    who=SUPERVISING,
    effect=None,
    group=COURSE,
    keys=(),
    page=f"Beside the confirmation, {_NAMED}",
    inbox=Inbox(
        "erasure_confirmed",
        DECISIONS,
        follows=N_("The case is destroyed when the waiting period ends. Until then you can object on its page."),
    ),
    leaves=STAYS,
)
ERASURE_OBJECTED = CaseKind(
    what=events.ERASURE_OBJECTED,
    says=N_("Objection to the erasure"),
    who=ALL,
    effect=None,
    group=COURSE,
    keys=keys("reason words"),
    page=f"Beside the objection, {_NAMED}",
    inbox=Inbox("erasure_objection", DECISIONS, follows=N_("Nothing is destroyed until a third person has decided.")),
    leaves=STAYS,
)
ERASURE_DECIDED = CaseKind(
    what=events.ERASURE_DECIDED,
    says=N_("Decision after an objection"),
    who=SUPERVISING,
    effect=None,
    group=COURSE,
    keys=keys("reason words; goes_on flag"),
    page=f"Beside the ruling, {_NAMED}",
    inbox=Inbox("erasure_decision", DECISIONS),
    leaves=STAYS,
)
