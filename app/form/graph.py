"""The order of computing: everything after what it reads, without recursion.

Ordered are the computations of a form (app.form.computations). A form whose calculations go in a
circle is refused, unless the circle only leads from one entry of a repeat to another entry (a
running total by indexed-repeat): that is computed until it stands still."""

from collections import deque
from typing import TYPE_CHECKING

from app.errors import N_, said
from app.form.computations import Calculation, Computation, EntryCount, Relevance
from app.form.definition import Definition
from app.form.problems import Problem

if TYPE_CHECKING:
    from app.form.model import Form

MOST_NAMES = 8  # of a circle in a message


def order(form: "Form") -> None:
    """Set every computation's rank; name the circle where there is one.

    A count of entries that depends on the entries themselves ("one more, if the last says so") is
    no circle: the count waits for nothing then, and what reads it is computed again. Nor do questions
    that only copy from one another wait (app.form.form_draft)."""
    for counts_wait, copies_wait in ((True, True), (False, True), (False, False)):
        graph = _Graph(form, counts_wait=counts_wait, copies_wait=copies_wait)
        unordered = graph.rank()
        if not unordered:
            return
    _refuse_circle(form, graph.circle(unordered))


class _Graph:
    """Which computation waits for which. `counts_wait`: counts of entries are waited for.
    `copies_wait`: so are values that are only given on."""

    def __init__(self, form: "Form", *, counts_wait: bool, copies_wait: bool) -> None:
        computations = self.computations = form.computations
        self.counts_wait, self.copies_wait = counts_wait, copies_wait
        self.followers: dict[Computation, list[Computation]] = {computation: [] for computation in computations}
        self.awaited: dict[Computation, int] = dict.fromkeys(computations, 0)
        # choices come last: they may clear a value, yet nothing waits for that but what reads the value
        self.calculations = _of_kind(Calculation, computations)
        self.counts = _of_kind(EntryCount, computations)
        relevances = _of_kind(Relevance, computations)
        # what decides whether a place is asked: its own relevance, else that of what is around it
        self.relevance_of: dict[Definition, Computation | None] = {}
        for definition in form.definitions:  # in document order: what is around comes first
            parent_relevance = self.relevance_of[definition.parent] if definition.parent else None
            self.relevance_of[definition] = relevances.get(definition) or parent_relevance
        for computation in computations:
            self._add_edges(computation)

    def _add_edges(self, computation: Computation) -> None:
        definition = computation.definition
        decides = isinstance(computation, Relevance)
        if decides and definition.parent is not None:
            self._add_edge(self.relevance_of[definition.parent], computation)
        for place, depth in computation.reads.places:
            # does the expression leave the entry that it stands in, to read the same place of another?
            across_entries = depth < definition.outer_depth and depth < place.outer_depth
            # a place's relevance never waits for itself: `.` reads the text that is kept
            is_own = decides and not across_entries and (place is definition or place.contains(definition))
            if is_own or self.copies_wait or place not in computation.reads.copied:
                self._add_edge(self.calculations.get(place), computation, across_entries=across_entries)
            relevance = self.relevance_of[place]
            if not is_own and relevance is not computation:
                self._add_edge(relevance, computation, across_entries=across_entries)
            self._add_edge(self.counts.get(place), computation, across_entries=across_entries)

    def _add_edge(self, first: Computation | None, follower: Computation, *, across_entries: bool = False) -> None:
        """`across_entries`: from one entry to another, which is no circle where both are the same."""
        if first is None or (first is follower and across_entries):
            return
        if isinstance(first, EntryCount) and not self.counts_wait:
            return
        self.followers[first].append(follower)
        self.awaited[follower] += 1

    def rank(self) -> list[Computation]:
        """Give each its rank; those that wait for one another get none (-1) and are returned."""
        for computation in self.computations:
            computation.rank = -1
        ready = deque(computation for computation in self.computations if self.awaited[computation] == 0)
        rank = 0
        while ready:
            computation = ready.popleft()
            computation.rank = rank
            rank += 1
            for follower in self.followers[computation]:
                self.awaited[follower] -= 1
                if self.awaited[follower] == 0:
                    ready.append(follower)
        return [computation for computation in self.computations if computation.rank < 0]

    def circle(self, unordered: list[Computation]) -> list[Computation]:
        """One circle among those that could not be ordered."""
        candidates = set(unordered)
        predecessor: dict[Computation, Computation] = {}
        for computation in unordered:
            for follower in self.followers[computation]:
                if follower in candidates:
                    predecessor[follower] = computation
        position: dict[Computation, int] = {}
        path: list[Computation] = []
        computation = unordered[0]
        while computation not in position and computation in predecessor:
            position[computation] = len(path)
            path.append(computation)
            computation = predecessor[computation]
        if computation in position:
            return path[position[computation] :][::-1]
        return path or [unordered[0]]


def _of_kind(kind: type[Computation], computations: list[Computation]) -> dict[Definition, Computation]:
    return {computation.definition: computation for computation in computations if isinstance(computation, kind)}


def _refuse_circle(form: "Form", circle: list[Computation]) -> None:
    names = list(dict.fromkeys(computation.definition.name for computation in circle))
    ellipsis = ["…"] if len(names) > MOST_NAMES else []
    circle_text = " → ".join(f"“{name}”" for name in [*names[:MOST_NAMES], *ellipsis, names[0]])
    first = circle[0]
    form._refused.append(
        Problem(
            "error",
            said(
                N_("Calculations go in a circle: {shown}. Change one so that it doesn’t need the others."),
                shown=circle_text,
            ),
            None,
            None,
            "calculation" if isinstance(first, Calculation) else "relevant",
            first.definition.path,
        )
    )
