"""What hangs together around a case or a group: groups, cases, and who is noted in them.

Other cases stand there by their numbers alone; many that are tied alike stand together."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from app.case.kinds.links import NOT_SAME
from app.case.kinds.people import ROLES
from app.case.projection import Case
from app.casework.cases import groups
from app.casework.cases.index import number_of
from app.casework.cases.queries import case_of
from app.casework.session.session import Session
from app.vault import cases as case_rows
from app.vault import link_index
from app.vault.cases import IndexRow
from app.vault.link_index import Tie

ALONE = 10  # so many cases stand each for itself


@dataclass(frozen=True, slots=True)
class GraphNode:
    """`kind`: group, case, cases (several tied alike), person, or elsewhere (cases that are not on this
    computer). `what`: the group's kind, the person's role, as what a case is linked. `number`: of cases that it stands for, or that
    somebody is noted in. `references`: of those that stand together, with their ids. `me`: it is about this
    one."""

    key: str
    kind: str
    what: str = ""
    name: str = ""
    number: int = 1
    references: tuple[tuple[str, str], ...] = ()
    restricted: bool = False
    me: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """`as_`: in (a case in a group), noted (somebody in a case), or as what two cases are linked."""

    first: str
    second: str
    as_: str


@dataclass(frozen=True, slots=True)
class LinkGraph:
    """`layers`: groups, cases, people: each in the order in which it is drawn and read."""

    layers: tuple[tuple[GraphNode, ...], tuple[GraphNode, ...], tuple[GraphNode, ...]]
    links: tuple[Link, ...]

    def nodes(self) -> list[GraphNode]:
        return [node for layer in self.layers for node in layer]


def around_case(session: Session, case_id: str) -> LinkGraph:
    """NoCase."""
    state = case_of(session, case_id)
    database = session.reading()
    ties = link_index.of_cases(database, [state.id])
    linked = {tie.ref: tie.what for tie in ties if tie.kind == link_index.CASE and tie.what != NOT_SAME}
    members = {
        tie.ref: link_index.to(database, link_index.GROUP, tie.ref) for tie in ties if tie.kind == link_index.GROUP
    }
    people = [tie for tie in ties if tie.kind == link_index.PERSON]
    also = [tie for person in people for tie in link_index.to(database, link_index.PERSON, person.ref)]
    cases = {tie.case for tie in (*(tie for ties in members.values() for tie in ties), *also)}
    cases = (cases | set(linked)) - {state.id}
    return _drawn(session, state, cases, members=members, people=people, also=also, linked=linked)


def around_group(session: Session, group_id: str) -> LinkGraph:
    """NoGroup."""
    id_, ties = groups.members_of(session, group_id)
    database, members = session.reading(), {id_: ties}
    cases = {tie.case for tie in members[id_]}
    noted = [tie for tie in link_index.of_cases(database, sorted(cases)) if tie.kind == link_index.PERSON]
    times = Counter(tie.ref for tie in noted)
    refs = {tie.ref for tie in noted if times[tie.ref] > 1 or tie.of == id_}
    also = [tie for tie in noted if tie.ref in refs]
    first = {tie.ref: tie for tie in reversed(also)}
    return _drawn(session, None, cases, members=members, people=list(first.values()), also=also, linked={})


def _drawn(
    session: Session,
    me: Case | None,
    other_ids: set[bytes],
    members: dict[bytes, list[Tie]],
    people: Sequence[Tie],
    also: Iterable[Tie],
    linked: dict[bytes, str],
) -> LinkGraph:
    rows = {row.case: row for row in case_rows.by_ids(session.reading(), sorted(other_ids))}
    tied: dict[bytes, set[tuple[str, bytes]]] = {row: set() for row in rows}
    refs = {tie.ref for tie in people}
    for group, ties in members.items():
        for tie in ties:
            tied.get(tie.case, set()).add(("g", group))
    for tie in also:
        if tie.ref in refs:
            tied.get(tie.case, set()).add(("p", tie.ref))
    nodes, links = list[GraphNode](), list[Link]()
    if me is not None:
        nodes.append(
            GraphNode(
                key="me",
                kind="case",
                what="",
                name=number_of(me),
                number=1,
                references=((number_of(me), me.id.hex()),),
                restricted=me.restricted,
                me=True,
            )
        )
        links += [Link(_g(group), "me", "in") for group in members]
        links += [Link("me", _p(tie.ref), "noted") for tie in people]
    for other_id, as_ in sorted(linked.items()):
        key = f"c{other_id.hex()}"
        row = rows.pop(other_id, None)
        nodes.append(replace(_case(key, row), what=as_))
        links.append(Link("me", key, as_))
        links += _of(key, tied.get(other_id, set()))
    for key, alike in _bundles(rows, tied):
        nodes.append(_case(key, alike[0]) if len(alike) == 1 else _several(key, alike))
        links += _of(key, tied[alike[0].case])
    remote_nodes, remote_links = _elsewhere(members)
    return LinkGraph(
        (tuple(_groups(members)), (*nodes, *remote_nodes), tuple(_people(people, also))), (*links, *remote_links)
    )


def _of(key: str, tied: set[tuple[str, bytes]]) -> list[Link]:
    return [Link(_g(ref), key, "in") if kind == "g" else Link(key, _p(ref), "noted") for kind, ref in sorted(tied)]


def _bundles(
    rows: dict[bytes, IndexRow], tied: dict[bytes, set[tuple[str, bytes]]]
) -> list[tuple[str, list[IndexRow]]]:
    """Few each for itself; of many, those that are tied alike together, the most first."""
    if len(rows) <= ALONE:
        return [(f"c{row.case.hex()}", [row]) for row in rows.values()]
    alike: dict[tuple[tuple[str, bytes], ...], list[IndexRow]] = {}
    for row in rows.values():
        alike.setdefault(tuple(sorted(tied[row.case])), []).append(row)
    return sorted(
        ((f"c{rows[0].case.hex()}", rows) for rows in alike.values()),
        key=lambda bundle: (-len(bundle[1]), bundle[1][0].reference),
    )


def _case(key: str, row: IndexRow | None) -> GraphNode:
    if row is None:
        return GraphNode(key, "elsewhere")
    return GraphNode(
        key=key,
        kind="case",
        what="",
        name=row.reference,
        number=1,
        references=((row.reference, row.case.hex()),),
        restricted=row.restricted,
    )


def _several(key: str, rows: Sequence[IndexRow]) -> GraphNode:
    references = tuple((row.reference, row.case.hex()) for row in rows)
    return GraphNode(key, "cases", "", "", len(rows), references)


def _groups(members: dict[bytes, list[Tie]]) -> list[GraphNode]:
    rows = [groups.row_of(id_, ties) for id_, ties in members.items()]
    return [
        GraphNode(_g(bytes.fromhex(row.id)), "group", row.kind, row.name, row.known)
        for row in sorted(rows, key=lambda group_row: (group_row.name, group_row.id))
    ]


def _elsewhere(members: dict[bytes, list[Tie]]) -> tuple[list[GraphNode], list[Link]]:
    nodes, links = list[GraphNode](), list[Link]()
    for id_, ties in members.items():
        row = groups.row_of(id_, ties)
        if row.known > row.here:
            key = f"e{row.id}"
            nodes.append(GraphNode(key, "elsewhere", "", "", row.known - row.here))
            links.append(Link(_g(id_), key, "in"))
    return nodes, links


def _people(people: Sequence[Tie], also: Iterable[Tie]) -> list[GraphNode]:
    cases: dict[bytes, set[bytes]] = {}
    for tie in (*people, *also):
        cases.setdefault(tie.ref, set()).add(tie.case)
    nodes = [GraphNode(_p(tie.ref), "person", tie.what, tie.name, len(cases[tie.ref])) for tie in people]
    order = {role: at for at, role in enumerate(ROLES)}
    return sorted(nodes, key=lambda node: (order.get(node.what, len(order)), node.name, node.key))


def _g(ref: bytes) -> str:
    return f"g{ref.hex()}"


def _p(ref: bytes) -> str:
    return f"p{ref.hex()}"
