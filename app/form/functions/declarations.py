"""How a function is declared: by the types of its arguments, or with a builder of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.form.expressions import Code, ContextNode, Kind, Reads, Run, Scope
from app.form.paths.path import Paths
from app.form.xpath import SELF, Expr, Path

MANY = 10_000
_CONTEXT = Path("", (SELF,))  # what functions look at that are asked without a value


@dataclass(frozen=True, slots=True)
class Arguments:
    """The values in the brackets of a call, each as code of the type that is asked for. Where the brackets
    are empty, the first is the context node."""

    compiler: Paths
    trees: tuple[Expr, ...]
    place: ContextNode

    @property
    def reads(self) -> Reads:
        """Where what the expression looks at is noted."""
        return self.compiler.reads

    def code(self, at: int = 0) -> Code:
        return self.compiler.expr(self.trees[at] if self.trees else _CONTEXT, self.place)

    def value(self, at: int = 0) -> Run:
        return self.compiler.value(self.code(at))

    def values(self) -> list[Run]:
        return [self.value(at) for at in range(len(self.trees))]

    def string(self, at: int = 0) -> Run:
        return self.compiler.string(self.code(at))

    def number(self, at: int = 0) -> Run:
        return self.compiler.number(self.code(at))

    def boolean(self, at: int = 0) -> Run:
        return self.compiler.boolean(self.code(at))

    def nodes(self, function: str, at: int = 0) -> Callable[[Scope], list[Any]]:
        """ExpressionRefused, which names the function, for what is no place."""
        return self.compiler.nodes(self.code(at), function)


Builder = Callable[[Arguments], Code]


@dataclass(frozen=True, slots=True)
class Plain:
    """`takes`: s text, n number, b boolean, N places, v any; the last letter serves all further ones."""

    run: Callable[..., Any]
    takes: str
    result_kind: Kind
    minimum: int
    maximum: int
    volatile: bool = False
    world: bool = False  # is `run` handed the interview's world first?
    lenient: bool = False  # are values too many left out with a warning?
    check: Callable[[str, tuple[Expr, ...]], None] | None = None  # raises ExpressionRefused


@dataclass(frozen=True, slots=True)
class Built:
    """A function that looks at places, at the context or at the form."""

    builder: Builder
    minimum: int
    maximum: int


class Functions(dict[str, Plain | Built]):
    """By name: each module adds its own (app.form.functions.calls has them all)."""

    def plain(
        self,
        name: str,
        takes: str,
        result_kind: Kind,
        run: Callable[..., Any],
        minimum: int | None = None,
        maximum: int | None = None,
        **options: Any,
    ) -> None:
        """A function of values; it takes a value for each letter unless `minimum` and `maximum` say else."""
        minimum = len(takes) if minimum is None else minimum
        maximum = len(takes) if maximum is None else maximum
        self[name] = Plain(run, takes or "v", result_kind, minimum, maximum, **options)

    def built(self, name: str, minimum: int, maximum: int) -> Callable[[Builder], Builder]:
        """Decorates what makes the code of a call."""

        def keep(builder: Builder) -> Builder:
            self[name] = Built(builder, minimum, maximum)
            return builder

        return keep


FUNCTIONS = Functions()
