"""What a form computes, one type for each kind: a value, relevance, how many entries, which choices.

A computation belongs to one definition, is carried out for every place of it, and has a rank after
everything that it reads (app.form.graph). How each kind is carried out is app.form.engine's concern.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from app.form.expressions import Reads
from app.form.syntax import calls, names_other_places

if TYPE_CHECKING:
    from app.form.definition import Definition


@dataclass(slots=True, eq=False)
class Computation:
    """`run` takes a Scope. `source` is the expression as it is written, "" where there is none."""

    purpose: ClassVar[str]  # of its expression: the key of Definition.sources

    definition: "Definition"
    run: Callable[[Any], Any] = lambda scope: None
    reads: Reads = field(default_factory=Reads)
    rank: int = -1
    source: str = ""

    @property
    def is_once(self) -> bool:
        """Is it written with once(..), so that the actions of the beginning come first?"""
        return self.source != "" and calls(self.source, "once")

    @property
    def reads_others(self) -> bool:
        """Is it computed from other places, rather than a constant?"""
        return self.source != "" and names_other_places(self.source)


class Calculation(Computation):
    """The value of a question."""

    __slots__ = ()
    purpose = "calculate"


class Relevance(Computation):
    """Is a place asked?"""

    __slots__ = ()
    purpose = "relevant"


class EntryCount(Computation):
    """How many entries a repeat has (jr:count)."""

    __slots__ = ()
    purpose = "count"


class FilteredChoices(Computation):
    """Which choices a question offers, where that depends on answers."""

    __slots__ = ()
    purpose = "choices"


class DisplayComputation(Computation):
    """Nothing is computed: labels, rules and the like are computed when a place is looked at. It only
    notes that the place may look different now, and has no rank."""

    __slots__ = ()
    purpose = "look"


KINDS: dict[str, type[Computation]] = {
    kind.purpose: kind
    for kind in (Calculation, Relevance, EntryCount, FilteredChoices, DisplayComputation)
}
