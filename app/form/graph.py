"""The order of computing: everything after what it reads, without recursion.

Vertices are what a form computes (calculations, relevance, counts of entries). A form whose
calculations go in a circle is refused, unless the circle only leads from one entry of a repeat to
another entry (a running total by indexed-repeat): that is computed until it stands still.
"""

from collections import deque
from typing import TYPE_CHECKING

from app.errors import N_, said
from app.form.definition import Def, Vertex
from app.form.problems import Problem

if TYPE_CHECKING:
    from app.form.model import Form


def order(form: "Form") -> None:
    """Set every vertex's rank; name the circle where there is one.

    A count of entries that depends on the entries themselves ("one more, if the last says so") is
    no circle: the count waits for nothing then, and what reads it is computed again. Nor do questions
    that only copy from one another wait (app.form.self_reference).
    """
    for counts, copies in ((True, True), (False, True), (False, False)):
        for vertex in form.vertices:
            vertex.rank = -1
        stuck, after = _ranked(form, counts=counts, copies=copies)
        if not stuck:
            return
    _name(form, _circle(stuck, after))


def _ranked(
    form: "Form", *, counts: bool, copies: bool
) -> tuple[list[Vertex], dict[Vertex, list[Vertex]]]:
    vertices = form.vertices
    after: dict[Vertex, list[Vertex]] = {vertex: [] for vertex in vertices}
    waiting: dict[Vertex, int] = dict.fromkeys(vertices, 0)
    loops: dict[Vertex, set[Vertex]] = {}
    # choices come last: they may clear a value, yet nothing waits for that but what reads the value
    by_what: dict[tuple[Def, str], Vertex] = {(v.d, v.what): v for v in vertices}
    around: dict[Def, Vertex | None] = {}
    for d in form.defs:
        own = by_what.get((d, "relevant"))
        around[d] = own or (around[d.parent] if d.parent else None)

    def edge(first: Vertex | None, then: Vertex, *, across: bool) -> None:
        if first is not None and first.what == "count" and not counts:
            return
        if first is None or (first is then and across):
            if first is not None:
                loops.setdefault(then, set()).add(first)
            return
        after[first].append(then)
        waiting[then] += 1

    for vertex in vertices:
        d = vertex.d
        if vertex.what == "relevant" and d.parent is not None:
            edge(around[d.parent], vertex, across=False)
        for place, depth in vertex.reads.places:
            # does the expression leave the entry that it stands in, to read the same place of another?
            across = depth < d.outer_depth and depth < place.outer_depth
            if vertex.what == "relevant" and (place is d or _above(place, d)) and not across:
                # a place's relevance never waits for itself: `.` reads the text that is kept
                edge(by_what.get((place, "calculate")), vertex, across=across)
                edge(by_what.get((place, "count")), vertex, across=across)
                continue
            if copies or place not in vertex.reads.copied:
                edge(by_what.get((place, "calculate")), vertex, across=across)
            if vertex is not around[place]:
                edge(around[place], vertex, across=across)
            edge(by_what.get((place, "count")), vertex, across=across)
    ready = deque(vertex for vertex in vertices if waiting[vertex] == 0)
    rank = 0
    while ready:
        vertex = ready.popleft()
        vertex.rank = rank
        rank += 1
        for then in after[vertex]:
            waiting[then] -= 1
            if waiting[then] == 0:
                ready.append(then)
    return [vertex for vertex in vertices if vertex.rank < 0], after


def _name(form: "Form", circle: list[Vertex]) -> None:
    names: list[str] = []
    for vertex in circle:
        if vertex.d.name not in names:
            names.append(vertex.d.name)
    shown = " → ".join(
        f"“{name}”" for name in [*names[:8], *(["…"] if len(names) > 8 else []), names[0]]
    )
    first = circle[0]
    form._refused.append(
        Problem(
            "error",
            said(
                N_(
                    "Calculations go in a circle: {shown}. Change one so that it doesn’t need the others."
                ),
                shown=shown,
            ),
            None,
            None,
            "calculation" if first.what == "calculate" else "relevant",
            first.d.path,
        )
    )


def _above(place: Def, d: Def) -> bool:
    above = d.parent
    while above is not None:
        if above is place:
            return True
        above = above.parent
    return False


def _circle(stuck: list[Vertex], after: dict[Vertex, list[Vertex]]) -> list[Vertex]:
    """One circle among the vertices that could not be ordered."""
    left = set(stuck)
    before: dict[Vertex, Vertex] = {}
    for vertex in stuck:
        for then in after[vertex]:
            if then in left:
                before[then] = vertex
    seen: dict[Vertex, int] = {}
    path: list[Vertex] = []
    at = stuck[0]
    while at not in seen and at in before:
        seen[at] = len(path)
        path.append(at)
        at = before[at]
    return path[seen[at] :][::-1] if at in seen else path or [stuck[0]]
