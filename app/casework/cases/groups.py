"""Groups of cases: one site or one investigation with many people, each in a case of their own.

Everything stands in the members' own logs; a group is what those on this computer say together. Who
reads one member alone learns how many others there are, and of the site and the suspects."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from app.case import events
from app.case.kinds.groups import INVESTIGATION, NONE, SITE
from app.case.kinds.groups import groups as said
from app.case.kinds.people import SHARED, Proceeding, hearings, people, proceedings
from app.case.projection import Case
from app.casework.cases.event_writer import say_in
from app.casework.cases.queries import NoCase, case_of
from app.casework.session.ids import id_of
from app.casework.session.session import Session, case_state_of
from app.casework.session.unreadable import Unreadable, case_or_unreadable
from app.errors import N_, SanadError
from app.seal.canonical import nfc
from app.seal.keys import fresh_id
from app.vault import cases as case_rows
from app.vault import link_index
from app.vault.database import Writer
from app.vault.link_index import Tie

__all__ = ["SHARED"]

KIND_SAYS = {SITE: N_("One site"), INVESTIGATION: N_("One investigation")}
# Facts of the place, none of a person: what the next interview of the group begins with.
_CARRIED = ("site", "employer", "employer_file", "interpreter", "language")


class NoGroup(SanadError):
    says = N_("This group is not on this computer. Nothing was changed. Check the groups.")


class NotShared(SanadError):
    says = N_(
        "A group shares only suspects, employers, sponsors, recruiters and sites. "
        "Nothing was changed. Record family and witnesses in their own case."
    )


@dataclass(frozen=True, slots=True)
class GroupRow:
    """`here`: how many of its cases are on this computer; `known`: how many there are, as far as is
    known."""

    id: str
    kind: str
    name: str
    here: int
    known: int


@dataclass(frozen=True, slots=True)
class Member:
    """`name`: "" of a restricted case. `is_damaged`: what it shares with the others can't be read in it."""

    case_id: str
    reference: str
    name: str
    stage: str
    restricted: bool
    is_damaged: bool = False


@dataclass(frozen=True, slots=True)
class SharedEntity:
    """Somebody or something that the cases of a group share. `cases`: in how many of those here."""

    id: str
    role: str
    name: str
    cases: int
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class GroupView:
    """`proceedings`: the same in each case; `names`: of whom they are about, by id."""

    row: GroupRow
    members: tuple[Member, ...]
    people: tuple[SharedEntity, ...]
    proceedings: tuple[Proceeding, ...]


@dataclass(frozen=True, slots=True)
class CaseGroup:
    """A group as the page of one case tells it. `others`: how many other cases there are, as far as
    is known; `here`: references of those that this officer may read."""

    id: str
    kind: str
    name: str
    others: int
    here: tuple[str, ...]


def groups(session: Session) -> list[GroupRow]:
    """Those with a case on this computer, by their names."""
    ties_by_group = groupby(link_index.groups(session.reading()), key=lambda tie: tie.ref)
    rows = [row_of(id_, list(ties)) for id_, ties in ties_by_group]
    return sorted(rows, key=lambda group_row: (group_row.name, group_row.id))


def group(session: Session, group_id: str) -> GroupView:
    """NoGroup."""
    id_, members = members_of(session, group_id)
    database = session.reading()
    rows = case_rows.by_ids(database, [tie.case for tie in members])
    shared = link_index.shared(database, id_)
    readable = _readable(session, shared)
    damaged = {tie.case for tie in shared} - {tie.case for tie in readable}
    return GroupView(
        row_of(id_, members),
        tuple(
            Member(
                row.case.hex(),
                row.reference,
                "" if row.restricted else row.name,
                row.stage,
                row.restricted,
                row.case in damaged,
            )
            for row in rows
        ),
        tuple(_people(session, readable)),
        tuple(_proceedings(session, readable)),
    )


def groups_of(session: Session, case: Case) -> list[CaseGroup]:
    """Those that a case is in."""
    group_ofs = []
    for group in said(case):
        ties = [tie for tie in link_index.to(session.reading(), link_index.GROUP, group.id) if tie.case != case.id]
        rows = case_rows.by_ids(session.reading(), [tie.case for tie in ties])
        other_count = max([group.others, len(ties), *(tie.others for tie in ties)])
        references = tuple(row.reference for row in rows)
        group_ofs.append(CaseGroup(group.id.hex(), group.kind, group.name, other_count, references))
    return group_ofs


def first_of(session: Session, case_id: str) -> str:
    """The group that the next person here will be put into: of a case in several none, "". NoCase."""
    groups = said(case_of(session, case_id))
    return groups[0].id.hex() if len(groups) == 1 else ""


def of_visit(session: Session, case_id: str) -> str:
    """The group of a visit to a place, made where it has none: who is interviewed there comes into it.
    NoCase; NothingSaid where the place has no name."""
    case_state = case_of(session, case_id)
    sites = [group for group in said(case_state) if group.kind == SITE]
    if sites:
        return sites[0].id.hex()
    return make(session, SITE, case_state.name, [case_id])


def make(session: Session, kind: str, name: str, case_ids: Sequence[str]) -> str:
    """A new group of these cases; its id. NoCase, NothingSaid without a kind, a name or a case."""
    id_ = fresh_id()
    _put(session, id_, kind, name, [case_of(session, case_id).id for case_id in case_ids])
    return id_.hex()


def put(session: Session, group_id: str, case_ids: Sequence[str]) -> None:
    """Cases come into a group, and what it shares into them. NoCase, NoGroup."""
    id_, members = members_of(session, group_id)
    row, cases = row_of(id_, members), {tie.case for tie in members}
    new = [case_of(session, case_id).id for case_id in case_ids]
    _put(session, id_, row.kind, row.name, [case for case in new if case not in cases])


def put_in(session: Session, writer: Writer, group: bytes, case: bytes) -> None:
    """A case that is being made, in whose transaction this is; who calls refreshes the list."""
    members = link_index.to(session.reading(), link_index.GROUP, group)
    if members:
        row = row_of(group, members)
        _join(session, writer, group, case, kind=row.kind, name=row.name, others=row.known)
        _carry(session, writer, group, case)


def rename(session: Session, group_id: str, kind: str, name: str) -> None:
    """Another kind or name, said in each of its cases here. NoGroup, NothingSaid."""
    id_, members = members_of(session, group_id)
    other_count = row_of(id_, members).known - 1
    with session.vault.transaction() as writer:
        for tie in members:
            _join(session, writer, id_, tie.case, kind=kind, name=name, others=other_count)


def take_out(session: Session, group_id: str, case_id: str, reason: str) -> None:
    """A case was put there by mistake. What was shared stays noted in it; the others say that there is one
    less. NoCase, NoGroup, ReasonWanted."""
    id_, members = members_of(session, group_id)
    case, others_left = case_of(session, case_id), max(0, row_of(id_, members).known - 2)
    content = {"group": id_, "kind": NONE, "name": "", "others": 0, "reason": nfc(reason.strip())}
    with session.vault.transaction() as writer:
        say_in(session, writer, case, events.GROUPED, content)
        for tie in members:
            if tie.case != case.id and tie.others > others_left:
                _join(session, writer, id_, tie.case, kind=tie.what, name=tie.name, others=others_left)


def share(session: Session, group_id: str, role: str, facts: Mapping[str, str], person: str = "") -> str:
    """Note a suspect, employer or site in every case of the group here; their id. NoGroup, NotShared."""
    if role not in SHARED:
        raise NotShared
    id_, members = members_of(session, group_id)
    person_id = bytes.fromhex(person) if person else fresh_id()
    clean_facts = {name: nfc(text.strip()) for name, text in facts.items()}
    content = {"person": person_id, "role": role, "facts": clean_facts, "group": id_}
    _say_in_each(session, [tie.case for tie in members], events.PERSON, content)
    return person_id.hex()


def say(session: Session, case: bytes, kind: str, content: Mapping[str, object], group: bytes) -> None:
    """Say it in a case; where it is of a group that the case is in, in every case of that here."""
    cases = [tie.case for tie in link_index.to(session.reading(), link_index.GROUP, group)] if group else []
    _say_in_each(session, cases if case in cases else [case], kind, content)


def carried(session: Session, group_id: str) -> dict[str, str]:
    """What the next interview of the group begins with: facts of the place, from the case that was changed
    last. NoGroup."""
    _, members = members_of(session, group_id)
    last = max(members, key=lambda tie: (tie.at, tie.case))
    facts = case_state_of(session, last.case).facts
    return {name: facts[name] for name in _CARRIED if name in facts}


def sources(session: Session, group_id: str) -> list[tuple[str, frozenset[str]]]:
    """Cases from which everything that the group shares can be read, each with the ids of what; of a
    group that shares nothing, its case that was changed last. NoGroup."""
    id_, members = members_of(session, group_id)
    by_source = _by_source(_readable(session, link_index.shared(session.reading(), id_)))
    if not by_source:
        last_first = sorted(members, key=lambda tie: (tie.at, tie.case), reverse=True)
        readable = (tie.case for tie in last_first if not _is_damaged(session, tie.case))
        return [(next(readable, last_first[0].case).hex(), frozenset())]
    return [(case.hex(), frozenset(tie.ref.hex() for tie in ties)) for case, ties in by_source]


def resolve(session: Session, id_or_name: str) -> str:
    """A group's id from its id, how that begins, or its name. NoGroup."""
    query = id_or_name.strip()
    group_ids = [
        group_row.id
        for group_row in groups(session)
        if query and (group_row.id.startswith(query.lower()) or group_row.name == nfc(query))
    ]
    if len(group_ids) != 1:
        raise NoGroup
    return group_ids[0]


# -- what is said --------------------------------------------------------------------------------


def _put(session: Session, id_: bytes, kind: str, name: str, new: Sequence[bytes]) -> None:
    count = len(link_index.to(session.reading(), link_index.GROUP, id_))
    new = list(dict.fromkeys(new))
    if not new and not count:
        raise NoCase
    with session.vault.transaction() as writer:
        for case in new:
            _join(session, writer, id_, case, kind=kind, name=name, others=count + len(new) - 1)
            _carry(session, writer, id_, case)


def _join(session: Session, writer: Writer, id_: bytes, case: bytes, *, kind: str, name: str, others: int) -> None:
    name = nfc(name.strip())
    content = {"group": id_, "kind": kind, "name": name, "others": others, "reason": ""}
    say_in(session, writer, case_state_of(session, case), events.GROUPED, content)


def _carry(session: Session, writer: Writer, group: bytes, case: bytes) -> None:
    """What the group's cases share, into a case that comes."""
    for source, ties in _by_source(link_index.shared(session.reading(), group)):
        case_state = case_state_of(session, source)
        refs = {tie.ref for tie in ties}
        contents = [
            *(
                (events.PERSON, {"person": person.id, "role": person.role, "facts": dict(person.facts), "group": group})
                for person in people(case_state) if person.id in refs
            ),
            *(
                (events.PROCEEDING, {"proceeding": proceeding.id, "person": proceeding.person, "facts": dict(proceeding.facts), "group": group})
                for proceeding in proceedings(case_state) if proceeding.id in refs and proceeding.facts
            ),
            *(
                (events.HEARING, {"hearing": hearing.id, "proceeding": proceeding_id, "facts": dict(hearing.facts)})
                for proceeding_id, hearing in hearings(case_state) if proceeding_id in refs
            ),
        ]  # fmt: skip
        for event_kind, content in contents:
            say_in(session, writer, case_state_of(session, case), event_kind, content)


def _say_in_each(session: Session, cases: Iterable[bytes], kind: str, content: Mapping[str, object]) -> None:
    with session.vault.transaction() as writer:
        for case in cases:
            case_state = case_state_of(session, case)
            if kind == events.PERSON and _struck_off(case_state, content):
                continue  # somebody said that they have nothing to do with this case
            say_in(session, writer, case_state, kind, content)


def _struck_off(case: Case, content: Mapping[str, object]) -> bool:
    person = content.get("person")
    assert isinstance(person, bytes)
    role_field = ("person", person, "role")
    return role_field in case.registers and not case.shown(role_field)


# -- what is known -------------------------------------------------------------------------------


def members_of(session: Session, group_id: str) -> tuple[bytes, list[Tie]]:
    id_ = id_of(group_id, NoGroup)
    ties = link_index.to(session.reading(), link_index.GROUP, id_)
    if not ties:
        raise NoGroup
    return id_, ties


def row_of(id_: bytes, members: Sequence[Tie]) -> GroupRow:
    """Where its cases call it differently, as most do; among equals what sorts first."""
    ((kind, name), _) = min(
        Counter((tie.what, tie.name) for tie in members).items(), key=lambda tally: (-tally[1], tally[0])
    )
    case_count = max(len(members), *(tie.others + 1 for tie in members))
    return GroupRow(id_.hex(), kind, name, len(members), case_count)


def _first(shared: Sequence[Tie], kind: str) -> dict[bytes, Tie]:
    """Of each, from the case that was changed last."""
    ties: dict[bytes, Tie] = {}
    for tie in shared:
        if tie.kind == kind:
            ties.setdefault(tie.ref, tie)
    return ties


def _by_source(shared: Sequence[Tie]) -> list[tuple[bytes, list[Tie]]]:
    """The cases from which everything shared can be read, each with what."""
    ties: dict[bytes, list[Tie]] = {}
    for kind in (link_index.PERSON, link_index.PROCEEDING):
        for tie in _first(shared, kind).values():
            ties.setdefault(tie.case, []).append(tie)
    return list(ties.items())


def _readable(session: Session, shared: Sequence[Tie]) -> Sequence[Tie]:
    """Without those of cases with a damaged record: what they share is read from another."""
    damaged = {case for case, _ in _by_source(shared) if _is_damaged(session, case)}
    kept = [tie for tie in shared if tie.case not in damaged]
    return _readable(session, kept) if damaged else shared


def _is_damaged(session: Session, case: bytes) -> bool:
    return isinstance(case_or_unreadable(session, case), Unreadable)


def _people(session: Session, shared: Sequence[Tie]) -> list[SharedEntity]:
    entities = []
    count = Counter(tie.ref for tie in shared if tie.kind == link_index.PERSON)
    for source, ties in _by_source(shared):
        facts = {person.id: person.facts for person in people(case_state_of(session, source))}
        entities += [
            SharedEntity(tie.ref.hex(), tie.what, tie.name, count[tie.ref], facts.get(tie.ref, {}))
            for tie in ties
            if tie.kind == link_index.PERSON
        ]
    return sorted(entities, key=lambda shared: (shared.role, shared.name, shared.id))


def _proceedings(session: Session, shared: Sequence[Tie]) -> list[Proceeding]:
    shared_proceedings = []
    for source, ties in _by_source(shared):
        refs = {tie.ref for tie in ties if tie.kind == link_index.PROCEEDING}
        shared_proceedings += [
            proceeding for proceeding in proceedings(case_state_of(session, source)) if proceeding.id in refs
        ]
    return sorted(shared_proceedings, key=lambda proceeding: proceeding.id)
