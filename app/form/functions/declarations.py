"""How a function is declared: by the types of its arguments, or with a builder of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.form.expressions import Code, ContextNode, Kind
from app.form.xpath import SELF, Expr, Path

if TYPE_CHECKING:
    from app.form.compiler import Compiler

Builder = Callable[["Compiler", tuple[Expr, ...], ContextNode], Code]
MANY = 10_000
CONTEXT = Path("", (SELF,))  # what functions look at that are asked without a value


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
    """Those of one module, by name."""

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
