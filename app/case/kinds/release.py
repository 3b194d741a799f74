"""A second person's word before something goes to an agency for which the referral system asks for it.

Somebody asks with a digest of exactly what goes and to whom; somebody else, of a role that the referral
system names, approves or refuses that digest. What is changed afterwards has another digest.
docs/formats/events.md, docs/decisions/0049"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from app.case import events, fields, refusal
from app.case.events import Event
from app.case.fields import text as text_of
from app.case.kinds.declaration import ALL, DECISIONS, SHARED, STAYS, CaseKind, Inbox, by_key, keys
from app.errors import N_

if TYPE_CHECKING:
    from app.case.projection import CaseBuilder

APPROVED, REFUSED = ANSWERS = ("approved", "refused")
_DAY_S = 86_400
_ID, _DIGEST = 16, 32


@dataclass(frozen=True, slots=True)
class ReleaseAnswer:
    """`event`: its id; `answer`: of ANSWERS. `until`: the last moment at which an approval counts."""

    event: bytes
    answer: str
    reason: str
    at: int
    stream: bytes
    until: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What somebody asked to hand over. `digest`: of exactly that; `to`: kind and fingerprint of each
    recipient; `cases`: all that go together; `chosen`: how, as the event says it; `roles`: whose word it
    needs. `place`: of its event in the order."""

    id: bytes
    event: bytes
    digest: bytes
    agency: str
    to: tuple[tuple[str, str], ...]
    purpose: str
    override: str
    cases: tuple[bytes, ...]
    chosen: dict[str, Any]
    roles: tuple[str, ...]
    days: int
    at: int
    stream: bytes
    person: bytes
    place: int
    answers: tuple[ReleaseAnswer, ...] = ()

    @property
    def refused(self) -> ReleaseAnswer | None:
        """Of two who answered apart, who refused."""
        return next((answer for answer in self.answers if answer.answer == REFUSED), None)

    @property
    def waits(self) -> bool:
        return not self.answers

    def approved(self, now: int) -> ReleaseAnswer | None:
        """The approval that counts now; None where it was refused, or its time is over."""
        if self.refused:
            return None
        approvals = (answer for answer in self.answers if answer.until >= now)
        return max(approvals, key=lambda answer: answer.until, default=None)


def _asked(folding: "CaseBuilder", place: int, event: Event) -> bool:
    content, profile = event.content, folding.profile(event)
    if profile is None:
        return folding.refuse(event, refusal.PROFILE)
    id_, digest = _bytes(content.get("release"), _ID), _bytes(content.get("digest"), _DIGEST)
    agency = profile.agency(text_of(content.get("agency")))
    if not id_ or not digest or id_ in folding.case.releases:
        return folding.refuse(event, refusal.NOTHING)
    if agency is None or agency.own or not agency.approval:
        return folding.refuse(event, refusal.AGENCY)
    folding.case.releases[id_] = Release(
        id=id_,
        event=event.id,
        digest=digest,
        agency=agency.id,
        to=_pairs(content.get("to")),
        purpose=text_of(content.get("purpose")),
        override=text_of(content.get("override")),
        cases=tuple(filter(None, (_bytes(case, _ID) for case in _list(content.get("cases"))))),
        chosen=fields.map_of(content.get("chosen")),
        roles=agency.approval,
        days=profile.approval_days,
        at=event.at,
        stream=event.stream,
        person=event.person,
        place=place,
    )
    return True


def _decided(folding: "CaseBuilder", place: int, event: Event) -> bool:
    content = event.content
    id_, answer = content.get("release"), text_of(content.get("answer"))
    release = folding.case.releases.get(id_) if isinstance(id_, bytes) else None
    if release is None or answer not in ANSWERS or not folding.past.saw(place, release.place):
        return folding.refuse(event, refusal.NOTHING)
    if content.get("digest") != release.digest:
        return folding.refuse(event, refusal.NOTHING)
    if event.role not in release.roles or not event.enrolled:
        return folding.refuse(event, refusal.ROLE)
    if events.same_hand(release.person, release.stream, event):
        return folding.refuse(event, refusal.SECOND)
    reason = text_of(content.get("reason")).strip()
    if answer == REFUSED and not reason:
        return folding.refuse(event, refusal.REASON)
    earlier = {n.event for n in release.answers}
    places = (n for n, earlier_event in enumerate(folding.order[:place]) if earlier_event.id in earlier)
    if any(folding.past.saw(place, n) for n in places):
        return folding.refuse(event, refusal.DECIDED)
    until = event.at + release.days * _DAY_S
    release_answer = ReleaseAnswer(event.id, answer, reason, event.at, event.stream, until)
    folding.case.releases[release.id] = replace(release, answers=(*release.answers, release_answer))
    return True


def _bytes(value: object, size: int) -> bytes:
    return value if isinstance(value, bytes) and len(value) == size else b""


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _pairs(value: object) -> tuple[tuple[str, str], ...]:
    rows = (row for row in _list(value) if isinstance(row, list) and len(row) == 2)
    return tuple((text_of(kind), text_of(mark)) for kind, mark in rows)


RELEASE_ASKED = CaseKind(
    what=events.RELEASE_ASKED,
    says=N_("Approval asked for a sealed file"),
    who=ALL,
    effect=_asked,
    group=SHARED,
    about="agency",
    keys=keys("""
        release id; digest hash -- SHA-256 of what goes and to whom, as its author’s program reads
        it; agency text; to [[kind, fingerprint], ...]; purpose words; override words; cases
        [id(16), ...] -- all that go together, in each of which it stands; chosen {language,
        dossier: text, files, place, hidden: 0/1, held [text, ...]} -- of a referral's letter
        {letter(16): the referral}, then `to` is empty and `purpose` the letter's number; profile [id, version]
    """),
    inbox=Inbox("release_asked", DECISIONS, subject="agency"),
    leaves=STAYS,
)
RELEASE_DECIDED = CaseKind(
    what=events.RELEASE_DECIDED,
    says=N_("Approval of a sealed file answered"),
    who=ALL,
    effect=_decided,
    group=SHARED,
    about="answer",
    keys=keys('release id; digest hash; answer "approved" | "refused"; reason words'),
    page="Of those whom the referral system names",
    outcome=by_key("answer", {APPROVED: N_("Sealed file approved"), REFUSED: N_("Sealed file not approved")}),
    inbox=Inbox("release_decided", DECISIONS),
    leaves=STAYS,
)
