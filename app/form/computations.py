"""What a form computes, one type for each kind: a value, relevance, how many entries, which choices.

A computation belongs to one definition, is carried out for every place of it, and has a rank after
everything that it reads (app.form.graph). How each kind is carried out is app.form.engine's concern."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from app.form.expressions import Reads

if TYPE_CHECKING:
    from app.form.definition import Definition
from collections.abc import Iterator

from app.form.xpath import Call, Chain, Expr, Negate, Number, Path, parse

# -- syntax ------------------------------------------------------------------------------------
# What the syntax of an expression says without being computed: which functions it calls, what it
# names.


def subexpressions(tree: Expr) -> Iterator[Expr]:
    """An expression and all that stand inside it, predicates included."""
    waiting = [tree]
    while waiting:
        expression = waiting.pop()
        yield expression
        match expression:
            case Negate(operand):
                waiting.append(operand)
            case Chain(first, further):
                waiting += [first, *(operand for _, operand in further)]
            case Call(_, arguments):
                waiting += arguments
            case Path(start, steps, filters):
                if not isinstance(start, str):
                    waiting.append(start)
                waiting += filters
                for step in steps:
                    waiting += step.predicates


def calls(source: str, function: str) -> bool:
    """Does an expression, as it is written, call a function? Raises ExpressionRefused."""
    return any(
        isinstance(expression, Call) and expression.name == function for expression in subexpressions(parse(source))
    )


def names_other_places(source: str) -> bool:
    """Does an expression, as it is written, lead to another place than its own?"""
    return any(isinstance(expression, Path) and _leads_away(expression) for expression in subexpressions(parse(source)))


def _leads_away(path: Path) -> bool:
    """A name alone leads nowhere: it would be inside a question, which has nothing inside."""
    if path.start == "/":
        return True
    from_here = 0 if path.start == "" else 1
    return len(path.steps) + from_here > 1 or any(step.axis == "parent" for step in path.steps)


def is_always_true(source: str) -> bool:
    """Is it `true()` or `1`?"""
    return parse(source) in (Call("true", ()), Number(1.0))


# -- computations -------------------------------------------------------------------------------


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
    kind.purpose: kind for kind in (Calculation, Relevance, EntryCount, FilteredChoices, DisplayComputation)
}
