"""Groups of cases: one site or one investigation with many people, each in a case of their own.

Everything stands in the members' own logs; a group is what those on this computer say together. Who
reads one member alone learns how many others there are, and of the site and the suspects.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from app.case import events
from app.case.groups import AS, INVESTIGATION, NONE, SITE
from app.case.groups import groups as said
from app.case.people import SHARED, Proceeding, hearings, people, proceedings
from app.case.projection import Case
from app.casework.cases import index
from app.casework.cases.event_writer import say_in
from app.casework.cases.queries import NoCase, case_of
from app.casework.session.session import Session, folded
from app.errors import N_, SanadError
from app.seal.canonical import nfc
from app.seal.keys import fresh_id
from app.vault import link_index
from app.vault.database import Writer
from app.vault.link_index import Tie

__all__ = [
    "AS", "KIND_SAYS", "SHARED", "GroupOf", "GroupRow", "GroupView", "Member", "NoGroup", "NotShared", "carried",
    "first_of",
    "group", "groups", "groups_of", "make", "members_of", "put", "rename", "resolve", "row_of", "say", "share", "sources", "take_out",
]  # fmt: skip

KIND_SAYS = {SITE: N_("One site"), INVESTIGATION: N_("One investigation")}
# Facts of the place, none of a person: what the next interview of the group begins with.
_CARRIED = ("site", "employer", "employer_file", "interpreter", "language")


@dataclass(eq=False)
class NoGroup(SanadError):
    """A group of which no case is on this computer."""

    says = N_("There is no such group on this computer. Nothing was changed. Look at the groups.")


@dataclass(eq=False)
class NotShared(SanadError):
    """Somebody who would tell who the others are."""

    says = N_(
        "A group shares suspects, employers, sponsors, recruiters and sites alone. Nothing was "
        "changed. Note family and witnesses in their own case."
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
    """`name`: "" of a restricted case."""

    case_id: str
    reference: str
    name: str
    stage: str
    restricted: bool


@dataclass(frozen=True, slots=True)
class Shared:
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
    people: tuple[Shared, ...]
    proceedings: tuple[Proceeding, ...]


@dataclass(frozen=True, slots=True)
class GroupOf:
    """A group as the page of one case tells it. `others`: how many other cases there are, as far as
    is known; `here`: references of those that this officer may read."""

    id: str
    kind: str
    name: str
    others: int
    here: tuple[str, ...]


def groups(session: Session) -> list[GroupRow]:
    """Those with a case on this computer, by their names."""
    found = groupby(link_index.groups(session.reading()), key=lambda each: each.ref)
    rows = [row_of(id_, list(some)) for id_, some in found]
    return sorted(rows, key=lambda each: (each.name, each.id))


def group(session: Session, group_id: str) -> GroupView:
    """NoGroup."""
    id_, members = members_of(session, group_id)
    database = session.reading()
    rows = link_index.rows_of(database, [each.case for each in members])
    shared = link_index.shared(database, id_)
    return GroupView(
        row_of(id_, members),
        tuple(
            Member(
                row.id.hex(), row.reference, "" if row.restricted else row.name, row.stage,
                row.restricted,
            )
            for row in rows
        ),
        tuple(_people(session, shared)),
        tuple(_proceedings(session, shared)),
    )  # fmt: skip


def groups_of(session: Session, case: Case) -> list[GroupOf]:
    """Those that a case is in."""
    found = []
    for each in said(case):
        here = [
            tie
            for tie in link_index.to(session.reading(), link_index.GROUP, each.id)
            if tie.case != case.id
        ]
        rows = link_index.rows_of(session.reading(), [tie.case for tie in here])
        known = max([each.others, len(here), *(tie.others for tie in here)])
        references = tuple(row.reference for row in rows)
        found.append(GroupOf(each.id.hex(), each.kind, each.name, known, references))
    return found


def first_of(session: Session, case_id: str) -> str:
    """The group that the next person here will be put into: of a case in several none, "". NoCase."""
    found = said(case_of(session, case_id))
    return found[0].id.hex() if len(found) == 1 else ""


def make(session: Session, kind: str, name: str, case_ids: Sequence[str]) -> str:
    """A new group of these cases; its id. NoCase, NothingSaid without a kind, a name or a case."""
    id_ = fresh_id()
    _put(session, id_, kind, name, [case_of(session, each).id for each in case_ids])
    return id_.hex()


def put(session: Session, group_id: str, case_ids: Sequence[str]) -> None:
    """Cases come into a group, and what it shares into them. NoCase, NoGroup."""
    id_, members = members_of(session, group_id)
    row, inside = row_of(id_, members), {each.case for each in members}
    new = [case_of(session, each).id for each in case_ids]
    _put(session, id_, row.kind, row.name, [each for each in new if each not in inside])


def put_in(session: Session, writer: Writer, group: bytes, case: bytes) -> None:
    """A case that is being made, in whose transaction this is; who calls refreshes the list."""
    members = link_index.to(session.reading(), link_index.GROUP, group)
    if members:
        row = row_of(group, members)
        _join(session, writer, group, row.kind, row.name, case, row.known)
        _carry(session, writer, group, case)


def rename(session: Session, group_id: str, kind: str, name: str) -> None:
    """Another kind or name, said in each of its cases here. NoGroup, NothingSaid."""
    id_, members = members_of(session, group_id)
    others = row_of(id_, members).known - 1
    with session.vault.transaction() as writer:
        for each in members:
            _join(session, writer, id_, kind, name, each.case, others)
            index.refresh(session, writer, each.case)
    session.vault.say_head()


def take_out(session: Session, group_id: str, case_id: str, reason: str) -> None:
    """A case was put there by mistake. What was shared stays noted in it. NoCase, NoGroup, ReasonWanted."""
    id_, _ = members_of(session, group_id)
    case = case_of(session, case_id)
    told = {"group": id_, "kind": NONE, "name": "", "others": 0, "reason": nfc(reason.strip())}
    with session.vault.transaction() as writer:
        say_in(session, writer, case, events.GROUPED, told)
        index.refresh(session, writer, case.id)
    session.vault.say_head()


def share(
    session: Session, group_id: str, role: str, facts: Mapping[str, str], person: str = ""
) -> str:
    """Note a suspect, employer or site in every case of the group here; their id. NoGroup, NotShared."""
    if role not in SHARED:
        raise NotShared
    id_, members = members_of(session, group_id)
    about = bytes.fromhex(person) if person else fresh_id()
    told = {name: nfc(text.strip()) for name, text in facts.items()}
    content = {"person": about, "role": role, "facts": told, "group": id_}
    _say_in_each(session, [each.case for each in members], events.PERSON, content)
    return about.hex()


def say(
    session: Session, case: bytes, what: str, content: Mapping[str, object], group: bytes
) -> None:
    """Say it in a case; where it is of a group that the case is in, in every case of that here."""
    inside = (
        [each.case for each in link_index.to(session.reading(), link_index.GROUP, group)]
        if group
        else []
    )
    _say_in_each(session, inside if case in inside else [case], what, content)


def carried(session: Session, group_id: str) -> dict[str, str]:
    """What the next interview of the group begins with: facts of the place, from the case that was changed
    last. NoGroup."""
    _, members = members_of(session, group_id)
    last = max(members, key=lambda each: (each.at, each.case))
    facts = folded(session, last.case).facts
    return {name: facts[name] for name in _CARRIED if name in facts}


def sources(session: Session, group_id: str) -> list[tuple[str, frozenset[str]]]:
    """Cases from which everything that the group shares can be read, each with the ids of what; of a
    group that shares nothing, its case that was changed last. NoGroup."""
    id_, members = members_of(session, group_id)
    found = _by_source(link_index.shared(session.reading(), id_))
    if not found:
        return [(max(members, key=lambda each: (each.at, each.case)).case.hex(), frozenset())]
    return [(case.hex(), frozenset(each.ref.hex() for each in some)) for case, some in found]


def resolve(session: Session, id_or_name: str) -> str:
    """A group's id from its id, how that begins, or its name. NoGroup."""
    wanted = id_or_name.strip()
    found = [
        each.id
        for each in groups(session)
        if wanted and (each.id.startswith(wanted.lower()) or each.name == nfc(wanted))
    ]
    if len(found) != 1:
        raise NoGroup
    return found[0]


# -- what is said --------------------------------------------------------------------------------


def _put(session: Session, id_: bytes, kind: str, name: str, new: Sequence[bytes]) -> None:
    inside = len(link_index.to(session.reading(), link_index.GROUP, id_))
    new = list(dict.fromkeys(new))
    if not new and not inside:
        raise NoCase
    with session.vault.transaction() as writer:
        for each in new:
            _join(session, writer, id_, kind, name, each, inside + len(new) - 1)
            _carry(session, writer, id_, each)
            index.refresh(session, writer, each)
    session.vault.say_head()


def _join(
    session: Session, writer: Writer, id_: bytes, kind: str, name: str, case: bytes, others: int
) -> None:
    told = {
        "group": id_, "kind": kind, "name": nfc(name.strip()), "others": others, "reason": "",
    }  # fmt: skip
    say_in(session, writer, folded(session, case), events.GROUPED, told)


def _carry(session: Session, writer: Writer, group: bytes, case: bytes) -> None:
    """What the group's cases share, into a case that comes."""
    for source, some in _by_source(link_index.shared(session.reading(), group)):
        told = folded(session, source)
        wanted = {each.ref for each in some}
        contents = [
            *(
                (events.PERSON, {"person": each.id, "role": each.role, "facts": dict(each.facts), "group": group})
                for each in people(told) if each.id in wanted
            ),
            *(
                (events.PROCEEDING, {"proceeding": each.id, "person": each.person, "facts": dict(each.facts), "group": group})
                for each in proceedings(told) if each.id in wanted and each.facts
            ),
            *(
                (events.HEARING, {"hearing": each.id, "proceeding": of, "facts": dict(each.facts)})
                for of, each in hearings(told) if of in wanted
            ),
        ]  # fmt: skip
        for what, content in contents:
            say_in(session, writer, folded(session, case), what, content)


def _say_in_each(
    session: Session, cases: Iterable[bytes], what: str, content: Mapping[str, object]
) -> None:
    with session.vault.transaction() as writer:
        for each in cases:
            told = folded(session, each)
            if what == events.PERSON and _struck_off(told, content):
                continue  # somebody said that they have nothing to do with this case
            say_in(session, writer, told, what, content)
            index.refresh(session, writer, each)
    session.vault.say_head()


def _struck_off(case: Case, content: Mapping[str, object]) -> bool:
    person = content.get("person")
    assert isinstance(person, bytes)
    of = ("person", person, "role")
    return of in case.registers and not case.shown(of)


# -- what is known -------------------------------------------------------------------------------


def members_of(session: Session, group_id: str) -> tuple[bytes, list[Tie]]:
    try:
        id_ = bytes.fromhex(group_id)
    except ValueError:
        raise NoGroup from None
    found = link_index.to(session.reading(), link_index.GROUP, id_)
    if not found:
        raise NoGroup
    return id_, found


def row_of(id_: bytes, members: Sequence[Tie]) -> GroupRow:
    """Where its cases call it differently, as most do; among equals what sorts first."""
    ((kind, name), _) = min(
        Counter((each.what, each.name) for each in members).items(),
        key=lambda told: (-told[1], told[0]),
    )
    known = max(len(members), *(each.others + 1 for each in members))
    return GroupRow(id_.hex(), kind, name, len(members), known)


def _first(shared: Sequence[Tie], kind: str) -> dict[bytes, Tie]:
    """Of each, from the case that was changed last."""
    found: dict[bytes, Tie] = {}
    for each in shared:
        if each.kind == kind:
            found.setdefault(each.ref, each)
    return found


def _by_source(shared: Sequence[Tie]) -> list[tuple[bytes, list[Tie]]]:
    """The cases from which everything shared can be read, each with what."""
    found: dict[bytes, list[Tie]] = {}
    for kind in (link_index.PERSON, link_index.PROCEEDING):
        for each in _first(shared, kind).values():
            found.setdefault(each.case, []).append(each)
    return list(found.items())


def _people(session: Session, shared: Sequence[Tie]) -> list[Shared]:
    found = []
    count = Counter(each.ref for each in shared if each.kind == link_index.PERSON)
    for source, some in _by_source(shared):
        facts = {each.id: each.facts for each in people(folded(session, source))}
        found += [
            Shared(each.ref.hex(), each.what, each.name, count[each.ref], facts.get(each.ref, {}))
            for each in some
            if each.kind == link_index.PERSON
        ]
    return sorted(found, key=lambda each: (each.role, each.name, each.id))


def _proceedings(session: Session, shared: Sequence[Tie]) -> list[Proceeding]:
    found = []
    for source, some in _by_source(shared):
        wanted = {each.ref for each in some if each.kind == link_index.PROCEEDING}
        found += [each for each in proceedings(folded(session, source)) if each.id in wanted]
    return sorted(found, key=lambda each: each.id)
