"""Compiles a function call, and checks the number of its arguments."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.errors import N_, said
from app.form.budget import weighed
from app.form.expressions import Code, ContextNode, Reads, Run, Scope
from app.form.functions.declarations import MANY, Built, Plain
from app.form.functions.library import FUNCTIONS
from app.form.functions.vendor_functions import tool_of
from app.form.problems import ExpressionRefused
from app.form.xpath import Expr, Text

if TYPE_CHECKING:
    from app.form.compiler import Compiler


def build(compiler: "Compiler", name: str, args: tuple[Expr, ...], place: ContextNode) -> Code:
    """The code of a call; raises ExpressionRefused naming the function."""
    match FUNCTIONS.get(name):
        case Built(builder, minimum, maximum):
            _count(name, len(args), minimum, maximum)
            return builder(compiler, args, place)
        case Plain() as function:
            return _plain(compiler, name, function, args, place)
    return _elsewhere(compiler, name, args, place)


def _plain(
    compiler: "Compiler", name: str, function: Plain, args: tuple[Expr, ...], place: ContextNode
) -> Code:
    if function.lenient:
        args = _enough(compiler, name, args, function.maximum)
    _count(name, len(args), function.minimum, function.maximum)
    compiler.reads.volatile |= function.volatile
    if function.check is not None:
        function.check(name, args)
    takes = function.takes
    arguments = [
        _argument(compiler, name, takes[min(at, len(takes) - 1)], arg, place)
        for at, arg in enumerate(args)
    ]
    return Code(function.result_kind, _call(function.run, arguments, world=function.world))


def _argument(compiler: "Compiler", name: str, letter: str, arg: Expr, place: ContextNode) -> Run:
    """A value as the type that the function takes at its place."""
    code = compiler.expr(arg, place)
    match letter:
        case "s":
            text = compiler.string(code)
            return text if isinstance(arg, Text) else weighed(text)
        case "n":
            return compiler.number(code)
        case "b":
            return compiler.boolean(code)
        case "N":
            return compiler.nodes(code, name)
    return compiler.value(code)


def _elsewhere(compiler: "Compiler", name: str, args: tuple[Expr, ...], place: ContextNode) -> Code:
    """Nothing, for a function that only another tool has; ExpressionRefused for any other."""
    tool = tool_of(name, compiler.namespaces.values())
    if tool is None:
        raise ExpressionRefused(
            said(N_("the function “{name}” is unknown; check its spelling."), name=name)
        )
    reads, compiler.reads = compiler.reads, Reads()
    for arg in args:
        compiler.expr(
            arg, place
        )  # what is wrong inside is still reported, though nothing waits for it
    compiler.reads = reads
    compiler.reads.warned.append(
        said(N_("“{name}” is a function of {tool}; here it gives no value."), name=name, tool=tool)
    )
    return Code("string", lambda s: "")


def _enough(
    compiler: "Compiler", name: str, args: tuple[Expr, ...], maximum: int
) -> tuple[Expr, ...]:
    """int(x, 0) is written by tools that Enketo lets; any other value too many is a slip."""
    if len(args) > maximum:
        compiler.reads.warned.append(
            said(
                N_("“{name}” takes {most} values in its brackets; the rest is ignored."),
                name=name, most=maximum,
            )
        )  # fmt: skip
    return args[:maximum]


def _call(
    run: Callable[..., Any], arguments: list[Callable[[Scope], Any]], *, world: bool
) -> Callable[[Scope], Any]:
    if world:
        return lambda s: run(s.world, *(argument(s) for argument in arguments))
    match arguments:
        case []:
            return lambda s: run()
        case [a]:
            return lambda s: run(a(s))
        case [a, b]:
            return lambda s: run(a(s), b(s))
        case [a, b, c]:
            return lambda s: run(a(s), b(s), c(s))
    return lambda s: run(*(argument(s) for argument in arguments))


def _count(name: str, count: int, minimum: int, maximum: int) -> None:
    if minimum <= count <= maximum:
        return
    if minimum == maximum:
        message = N_("the function “{name}” takes {least} values in its brackets, not {got}.")
    elif maximum >= MANY:
        message = N_(
            "the function “{name}” takes {least} values or more in its brackets, not {got}."
        )
    else:
        message = N_(
            "the function “{name}” takes {least} to {most} values in its brackets, not {got}."
        )
    raise ExpressionRefused(said(message, name=name, least=minimum, most=maximum, got=count))
