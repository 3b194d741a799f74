"""Events to a case: the same events, in whatever order they arrived, fold to the same case.

Odd contents, of a later version or of a forger, are kept and shown in the timeline, say nothing,
and raise nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from dataclasses import fields as fields_of

from app.case import events, refusal, roles
from app.case.attachments import Attachment
from app.case.built_in_profiles import built_in
from app.case.conditions import ConditionFacts
from app.case.consent import WITHDRAWN
from app.case.decision import Decision
from app.case.event_log import CausalPast, in_order
from app.case.events import Event
from app.case.fields import Conflict, EventOrder, Field, Register, Value, Write
from app.case.form_files import FormFiles
from app.case.handover import BundleExport, HandedOnInterview, Handover, PendingNotice, Substitute, SupervisorReview
from app.case.interviews import FinishedInterview, InterviewState, interview_of
from app.case.kinds.imported import ImportedRecord
from app.case.kinds.interpretation import InterpreterDeclaration, Translation
from app.case.kinds.records import Record
from app.case.kinds.release import Release
from app.case.kinds.returned_receipts import ReturnedReceipt
from app.case.kinds.support_services import GIVEN, Service
from app.case.kinds.table import OF_CASES, OF_READERS, may, may_resolve
from app.case.profile import Need, Profile, Profiles
from app.case.referral import SENT, Referral
from app.case.refusal import Refusal
from app.case.shift import ShiftNote
from app.case.urgency import MarkFacts, unmet, urgent_needs
from app.case.visit import is_visit

__all__ = ["FinishedInterview", "in_order"]

FIRST_STAGE = "identification"
LOOKED_OVER = frozenset({"stage", "status", "consent", "basis", "closed"})


@dataclass(slots=True)
class Case:
    """What is known, in order. `heads`: what a next event will have seen.

    `responsible`: the stream of who accepted the case last, else of who opened it. `assigned`: the person
    whom a supervisor gave it since, b"" once that one accepted or declined. `without_effect`:
    events that are kept and change nothing. `registers`: every field with all that was written."""

    id: bytes
    reference: str = ""
    stage: str = FIRST_STAGE
    first_stage: str = FIRST_STAGE  # where it stood before anybody moved it
    profile: str = ""
    opened: int = 0
    updated: int = 0
    stream: bytes = b""
    officer: str = ""
    responsible: bytes = b""
    assigned: bytes = b""
    restricted: bool = False
    received: bool = False  # the desk has read it, up to its last event
    assessed: bool = False
    facts: dict[str, str] = field(default_factory=dict)
    interviews: dict[bytes, FinishedInterview] = field(default_factory=dict)
    unfinished: list[HandedOnInterview] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    handovers: list[Handover] = field(default_factory=list)  # that nobody has answered
    reviews: list[SupervisorReview] = field(default_factory=list)
    substitutes: list[Substitute] = field(default_factory=list)
    access: dict[tuple[str, bytes], str] = field(default_factory=dict)  # whom it was given to
    forms: dict[bytes, Event] = field(default_factory=dict)  # questionnaires that came with it
    wanted: dict[bytes, Event] = field(default_factory=dict)  # questionnaires that a reader lacks
    form_files: dict[bytes, list[FormFiles]] = field(default_factory=dict)  # what they show, by form
    attached: dict[bytes, Attachment] = field(default_factory=dict)  # by file
    referrals: dict[bytes, Referral] = field(default_factory=dict)
    services: dict[bytes, Service] = field(default_factory=dict)  # also those taken back
    records: dict[bytes, Record] = field(default_factory=dict)  # also those struck off
    decisions: list[Decision] = field(default_factory=list)
    imported: list[ImportedRecord] = field(default_factory=list)  # of other organisations
    translations: list[Translation] = field(default_factory=list)
    declarations: list[InterpreterDeclaration] = field(default_factory=list)
    exports: list[BundleExport] = field(default_factory=list)  # to agencies
    releases: dict[bytes, Release] = field(default_factory=dict)  # asked of a second person
    receipts: dict[tuple[bytes, str, int], ReturnedReceipt] = field(default_factory=dict)
    told_of: dict[tuple[bytes, str], bytes] = field(default_factory=dict)  # withdrawals, by whom
    to_tell: list[PendingNotice] = field(default_factory=list)
    talk_days: dict[bytes, str] = field(default_factory=dict)  # interview to the day of the next talk
    shift: dict[bytes, ShiftNote] = field(default_factory=dict)  # for the next one, by event
    profiles: list[bytes] = field(default_factory=list)  # that the desk gave a team
    timeline: list[Event] = field(default_factory=list)
    without_effect: set[bytes] = field(default_factory=set)
    refused: dict[bytes, Refusal] = field(default_factory=dict)  # why each has none
    registers: dict[Field, Register] = field(default_factory=dict)
    by_kind: dict[str, list[Field]] = field(default_factory=dict)  # all but answers
    looked_over: list[Field] = field(default_factory=list)  # those that conditions look over
    heads: tuple[bytes, ...] = ()
    past: CausalPast = field(default_factory=lambda: CausalPast(()), compare=False, repr=False)

    @property
    def name(self) -> str:
        """Of the person; of a visit, of the place."""
        name = self.facts.get("name") or self.facts.get("name_ar") or ""
        if not name and is_visit(self):
            return self.facts.get("site") or self.facts.get("employer") or ""
        return name

    def standing(self, case_field: Field) -> list[Write]:
        """What stands in a field now."""
        register = self.registers.get(case_field)
        return register.standing if register else []

    def named(self, kind: str) -> list[Field]:
        """Fields of a kind, as they came: of a long case nearly all others are answers."""
        return self.by_kind.get(kind, [])

    def shown(self, case_field: Field) -> str:
        register = self.registers.get(case_field)
        return register.shown if register else ""

    @property
    def closed(self) -> bool:
        return self.shown(("closed",)) == "closed"

    @property
    def waiting_decisions(self) -> list[Decision]:
        """Decisions that a second person has still to confirm, unless the status was decided anew
        by somebody who had seen them."""
        places = [write.place for write in self.standing(("status",))]
        place = {event.id: n for n, event in enumerate(self.timeline)}
        return [
            decision
            for decision in self.decisions
            if not decision.confirmed
            and not any(self.past.saw(status_place, place[decision.event]) for status_place in places)
        ]

    def ground(self, at: int, profile: Profile | None = None) -> ConditionFacts:
        """The whole case, for conditions to be looked for at a moment. `profile`: where one may ask
        whether a need is open."""
        return ConditionFacts(
            standing=self.standing,
            written=lambda case_field: self.registers[case_field].written,
            fields=self.looked_over,
            event=self.timeline.__getitem__,
            referrals=self.referrals.values(),
            at=at,
            interview=any(not talk.apart for talk in self.interviews.values()),
            assessment=self.assessed,
            urgent=lambda: profile is not None and bool(urgent_needs(self, profile)),
            language=self.facts.get("language", ""),
        )

    def sent_at(self, referral: Referral) -> int:
        """When a referral went, 0 while it did not: its clock runs from then, not from its draft."""
        writes = self.registers["referral", referral.id].written
        return next((self.timeline[write.place].at for write in writes if write.text == SENT), 0)

    def history(self, case_field: Field) -> list[Value]:
        """Everything ever written into a field, in order."""
        register = self.registers.get(case_field)
        return EventOrder(self.timeline, self.past).history(register) if register else []


def fold(case: bytes, events: Iterable[Event], profiles: Profiles | None = None) -> Case:
    """The case that these events tell. `profiles`: those that count, else those that came with this
    version; an event made under another has no effect until that one is here."""
    return folded(case, events, profiles).case


def folded(case: bytes, events: Iterable[Event], profiles: Profiles | None = None) -> "CaseBuilder":
    """As `fold`, and so that it can be gone on with."""
    order = in_order(events)
    folding = CaseBuilder(
        Case(case, timeline=order, past=CausalPast(order)), built_in() if profiles is None else profiles
    )
    folding.take_in(0)
    return folding


class CaseBuilder:
    """A case in the making. What it told once it was settled is never changed: whoever reads the case
    goes on reading it while another is made of it (`continued`)."""

    def __init__(self, case: Case, profiles: Profiles) -> None:
        self.case, self.past, self.order = case, case.past, case.timeline
        self.profiles = profiles
        self.course: dict[Field, None] = {}  # fields that conditions look over, as they came
        self.weighed: list[int] = []  # places of assessments
        self.decided: dict[bytes, int] = {}  # places of decisions on the status
        self.talks: dict[bytes, InterviewState] = {}
        self.handed: dict[bytes, tuple[int, Handover]] = {}  # open ones
        self.all_handed: dict[bytes, Handover] = {}
        self.assignment = b""  # the handover by which somebody has the case without having accepted
        self.seen_ids: set[bytes] = set()
        self.disputed: dict[Field, None] = {}  # of which several values stood at some time
        self.shares = False  # registers and interviews with the fold that it goes on from,
        self.own_fields: set[Field] = set()  # but for these,
        self.own_talks: set[bytes] = set()  # and these

    def continued(self, events: Iterable[Event]) -> "CaseBuilder | None":
        """The fold of these events, gone on with from here; None where they don't come after all that
        is folded: then it is made anew. This one stays as it is."""
        order = in_order(events)
        if len(order) < len(self.order) or any(
            event is not earlier and event != earlier for event, earlier in zip(order, self.order, strict=False)
        ):
            return None
        folding = CaseBuilder(_copied(self.case, order), self.profiles)
        folding.course, folding.weighed = dict(self.course), list(self.weighed)
        folding.decided, folding.talks = dict(self.decided), dict(self.talks)
        folding.handed, folding.all_handed = dict(self.handed), dict(self.all_handed)
        folding.assignment = self.assignment
        folding.seen_ids, folding.disputed = set(self.seen_ids), dict(self.disputed)
        folding.shares = True
        folding.take_in(len(self.order))
        return folding

    def take_in(self, first: int) -> None:
        """What the events from a place on say; then the case is settled."""
        for place in range(first, len(self.order)):
            event = self.order[place]
            self.seen_ids.update(event.seen)
            if event.what not in OF_READERS:  # these say something of who read it, not of the case
                self.case.updated = max(self.case.updated, event.at)
            kind = OF_CASES.get(event.what)
            if not may(event.role, event.what):
                self.refuse(event, refusal.ROLE)
            elif kind and kind.effect and not kind.effect(self, place, event):
                self.refuse(event, refusal.NOTHING)
        self.case.heads = tuple(event.id for event in self.order if event.id not in self.seen_ids)
        self.settle()

    def refuse(self, event: Event, reason: str, needs: tuple[Need, ...] = ()) -> bool:
        """It has no effect; the first reason stands. Always False."""
        self.case.without_effect.add(event.id)
        self.case.refused.setdefault(event.id, Refusal(reason, needs))
        return False

    def may_resolve(self, role: str, field: str) -> bool:
        """May this author decide between two values of such a field?"""
        return may_resolve(role, field)

    def profile(self, event: Event) -> Profile | None:
        """The one that an event was made under."""
        match event.content.get("profile"):
            case [str() as id_, int() as version]:
                return self.profiles.get((id_, version))
        return None

    def known(self, case_field: Field, place: int) -> list[Write]:
        """What stood in a field as far as the author at a place had seen."""
        register = self.case.registers.get(case_field)
        return register.known(self.past, place) if register else []

    def ground(self, place: int) -> ConditionFacts:
        """What the author at a place had seen of the case, for conditions to be looked for."""

        def saw(other_place: int) -> bool:
            return self.past.saw(place, other_place)

        talks = (
            account_place
            for talk in self.talks.values()
            for account_place in talk.whole
            if self.order[account_place].content.get("apart") != 1
        )
        language = {write.text for write in self.known(("fact", "language"), place)}
        return ConditionFacts(
            standing=lambda case_field: self.known(case_field, place),
            written=lambda case_field: [write for write in self.case.registers[case_field].written if saw(write.place)],
            fields=self.course,
            event=self.order.__getitem__,
            referrals=self.case.referrals.values()
            if self.past.saw_all(place)
            else [referral for referral in self.case.referrals.values() if saw(referral.place)],
            at=self.order[place].at,
            interview=any(map(saw, talks)),
            assessment=any(map(saw, self.weighed)),
            urgent=lambda: self._urgent(place),
            language=language.pop() if len(language) == 1 else "",
        )

    def _urgent(self, place: int) -> bool:
        """Had the author at a place seen a need of today that nothing had met?"""
        profile, case = self.profile(self.order[place]), self.case
        places = {event.id: n for n, event in enumerate(self.order[:place])}
        services = [
            service
            for service in case.services.values()
            if any(write.text == GIVEN for write in self.known(("service", service.id), place))
        ]
        view = MarkFacts(
            case.named("fact"),
            lambda case_field: self.known(case_field, place),
            services,
            list(case.referrals.values()),
            places.get,
        )
        return profile is not None and any(True for _ in unmet(view, profile))

    def talk(self, id_: bytes) -> InterviewState:
        """An interview, to be written into."""
        talk = self.talks.get(id_)
        if talk is None:
            talk = self.talks[id_] = InterviewState()
        elif self.shares and id_ not in self.own_talks:
            talk = self.talks[id_] = replace(
                talk,
                whole=list(talk.whole),
                paths=dict(talk.paths),
                assessed=list(talk.assessed),
                handed=list(talk.handed),
            )
        self.own_talks.add(id_)
        return talk

    def register(self, case_field: Field) -> Register:
        """A field, to be written into."""
        register = self.case.registers.get(case_field)
        if register is None:
            register = self.case.registers[case_field] = Register()
            if (kind := str(case_field[0])) != "answer":
                self.case.by_kind.setdefault(kind, []).append(case_field)
        elif self.shares and case_field not in self.own_fields:
            register = Register(list(register.standing), list(register.written))
            self.case.registers[case_field] = register
        self.own_fields.add(case_field)
        return register

    def write(self, case_field: Field, place: int, text: str, texts: tuple[str, ...] = ()) -> None:
        if case_field[0] in LOOKED_OVER:
            self.course.setdefault(case_field)
        if case_field[0] == "answer":
            self.answer(case_field[1], place, {case_field[2]: text}, texts)  # type: ignore[arg-type,dict-item]
        else:
            register = self.register(case_field)
            register.write(self.past, place, text, texts)
            if len(register.standing) > 1:
                self.disputed.setdefault(case_field)

    def answer(self, id_: bytes, place: int, answers: dict[str, str], texts: tuple[str, ...] = ()) -> None:
        talk = self.talk(id_)
        for path, text in answers.items():
            is_new = path not in talk.paths
            register = talk.paths[path] = self.register(("answer", id_, path))
            if is_new:
                for account_place in talk.whole:
                    register.write(self.past, account_place, "")
            register.write(self.past, place, text, texts)
            if len(register.standing) > 1:
                self.disputed.setdefault(("answer", id_, path))

    def facts(self, place: int, facts: dict[str, str], *, keeps_both: bool = False) -> None:
        for name, text in facts.items():
            case_field = ("fact", name)
            self.write(case_field, place, text, self.standing(case_field, place) if keeps_both else ())

    def consents(self, place: int, answers: dict[str, str], *, anew: bool = True) -> None:
        """What the questions of an interview said the person agreed to, by purpose. `anew`: the person
        was asked; an old answer put right takes no withdrawal back."""
        for purpose, answer in answers.items():
            case_field = ("consent", purpose, "")
            texts = {write.text for write in self.known(case_field, place)}
            if (answer or texts) and (anew or WITHDRAWN not in texts):
                self.write(case_field, place, answer)

    def standing(self, case_field: Field, place: int) -> tuple[str, ...]:
        """The values of a field that the author at a place had seen."""
        register = self.case.registers.get(case_field, Register())
        return tuple(
            text
            for write in register.standing
            if self.past.saw(place, write.place)
            for text in write.texts or (write.text,)
        )

    def unseen(self, places: list[int], place: int) -> list[int]:
        """Of these places, those that the author at a place had not seen."""
        return [candidate for candidate in places if not self.past.saw(place, candidate)]

    def settle(self) -> None:
        case, previous = self.case, self.case.interviews
        case.responsible = case.responsible or case.stream
        case.interviews, case.unfinished = {}, []
        case.looked_over = list(self.course)
        for id_, talk in self.talks.items():
            if talk.whole:
                as_before = id_ in previous and id_ not in self.own_talks and ("view", id_) not in self.own_fields
                case.interviews[id_] = previous[id_] if as_before else self._interview(id_, talk)
            case.unfinished += (HandedOnInterview.of(self.order[place]) for place in talk.handed)
        case.facts = {
            str(key[1]): value_shown for key in case.named("fact") if (value_shown := case.registers[key].shown)
        }
        case.received = self._received()
        case.assessed = bool(self.weighed)
        case.first_stage = self._first_stage()
        case.stage = case.shown(("stage",)) or case.first_stage
        case.to_tell = self._to_tell()
        case.handovers = [handover for _, handover in self.handed.values()]
        case.conflicts = self._conflicts()

    def _first_stage(self) -> str:
        versions = [key for key in self.profiles if key[0] == self.case.profile]
        return self.profiles[max(versions)].stages[0].id if versions else FIRST_STAGE

    def _to_tell(self) -> list[PendingNotice]:
        """Whom a withdrawal concerns and nobody has told: of sharing with an agency that one, of any
        other purpose everybody who has something of the case."""
        case, to_tells = self.case, list[PendingNotice]()
        ground = case.ground(0)
        agencies = {
            referral.agency
            for referral in case.referrals.values()
            if any(write.text == SENT for write in case.registers["referral", referral.id].written)
        } | {exported.agency for exported in case.exports}
        for case_field in self.course:
            if case_field[0] != "consent" or case_field[1] in ("interview", "recontact"):
                continue
            withdrawals = [
                withdrawal for withdrawal in case.registers[case_field].standing if withdrawal.text == WITHDRAWN
            ]
            consents = {ground.consent(case_field, withdrawal) for withdrawal in withdrawals}
            for consent in (consent for consent in consents if consent is not None):
                to_tells += (
                    PendingNotice(consent.event, consent.purpose, agency, consent.at)
                    for agency in sorted(agencies & {consent.agency} if case_field[1] == "share" else agencies)
                    if (consent.event, agency) not in case.told_of
                )
        return sorted(to_tells, key=lambda notice: (notice.at, notice.consent, notice.agency))

    def _received(self) -> bool:
        """Has somebody at the desk written something, having seen all that others wrote?"""
        at_desk: list[int] = []
        for place in reversed(range(len(self.order))):
            event = self.order[place]
            is_from_desk = event.role == roles.DESK and event.id not in self.case.without_effect
            if is_from_desk and not any(self.past.saw(desk_place, place) for desk_place in at_desk):
                at_desk.append(place)
        return bool(at_desk) and all(
            event.role == roles.DESK
            or event.what == events.VIEWED
            or any(self.past.saw(desk_place, place) for desk_place in at_desk)
            for place, event in enumerate(self.order)
        )

    def _interview(self, id_: bytes, talk: InterviewState) -> FinishedInterview:
        view = self.case.registers.get(("view", id_))
        return interview_of(id_, talk, self.order, self.past, view.shown if view else "")

    def _conflicts(self) -> list[Conflict]:
        conflicts: list[Conflict] = []
        mirrored: list[set[bytes]] = []
        story = EventOrder(self.order, self.past)
        registers = self.case.registers
        several_stand = [
            (case_field, registers[case_field])
            for case_field in (registers if len(self.disputed) > 1 else self.disputed)
            if case_field in self.disputed and len(registers[case_field].standing) > 1
        ]
        for case_field, register in sorted(several_stand, key=_facts_last):
            is_multiple = False
            if case_field[0] == "answer":
                talk = self.talks[case_field[1]]  # type: ignore[index]
                if case_field[2] in (talk.computed or ()):
                    continue
                is_multiple = case_field[2] in (talk.several or ())
            if register.differs(is_multiple=is_multiple):
                conflict = story.conflict(case_field, register, is_multiple=is_multiple)
                if case_field[0] == "answer":
                    mirrored.append(set(conflict.events))
                elif case_field[0] == "fact" and any(set(conflict.events) <= event_ids for event_ids in mirrored):
                    continue  # it says once more what an answer's conflict says
                conflicts.append(conflict)
        return conflicts


def _copied(case: Case, order: list[Event]) -> Case:
    """To go on from: what is written into is a copy, what stands in it is the same."""
    copied = replace(case, timeline=order, past=CausalPast(order, case.past))
    for part in fields_of(Case):
        match getattr(copied, part.name):
            case (list() | dict() | set()) as container if part.name != "timeline":
                setattr(copied, part.name, container.copy())
    copied.by_kind = {kind: list(names) for kind, names in case.by_kind.items()}
    copied.form_files = {form: list(offers) for form, offers in case.form_files.items()}
    return copied


def _facts_last(entry: tuple[Field, Register]) -> bool:
    return entry[0][0] == "fact"
