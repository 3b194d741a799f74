"""Compiles a function call, and checks the number of its arguments."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from app.errors import N_, said
from app.form.budget import weighed
from app.form.expressions import Code, Reads, Run, Scope
from app.form.functions import (
    booleans,
    dates,
    digests,
    geography,
    lists,
    nodes,
    numbers,
    randomness,
    repeats,
    selects,
    strings,
    vendor_functions,
)
from app.form.functions.declarations import FUNCTIONS, MANY, Arguments, Built, Plain
from app.form.problems import ExpressionRefused
from app.form.xpath import Text

# each has added its own to FUNCTIONS
MODULES = (booleans, dates, digests, geography, lists, nodes, numbers, randomness, repeats, selects, strings)


def build(name: str, args: Arguments) -> Code:
    """The code of a call; raises ExpressionRefused naming the function."""
    match FUNCTIONS.get(name):
        case Built(builder, minimum, maximum):
            _count(name, len(args.trees), minimum, maximum)
            return builder(args)
        case Plain() as function:
            return _plain(name, function, args)
    return _elsewhere(name, args)


def _plain(name: str, function: Plain, args: Arguments) -> Code:
    if function.lenient:
        args = _enough(name, args, function.maximum)
    _count(name, len(args.trees), function.minimum, function.maximum)
    args.reads.volatile |= function.volatile
    if function.check is not None:
        function.check(name, args.trees)
    takes = function.takes
    arguments = [_argument(name, takes[min(at, len(takes) - 1)], args, at) for at in range(len(args.trees))]
    return Code(function.result_kind, _call(function.run, arguments, world=function.world))


def _argument(name: str, letter: str, args: Arguments, at: int) -> Run:
    """A value as the type that the function takes at its place."""
    match letter:
        case "s":
            text = args.string(at)
            return text if isinstance(args.trees[at], Text) else weighed(text)
        case "n":
            return args.number(at)
        case "b":
            return args.boolean(at)
        case "N":
            return args.nodes(name, at)
    return args.value(at)


def _elsewhere(name: str, args: Arguments) -> Code:
    """Nothing, for a function that only another tool has; ExpressionRefused for any other."""
    compiler = args.compiler
    tool = vendor_functions.tool_of(name, compiler.namespaces.values())
    if tool is None:
        raise ExpressionRefused(said(N_("the function “{name}” is unknown; check its spelling."), name=name))
    reads, compiler.reads = compiler.reads, Reads()
    args.values()  # what is wrong inside is still reported, though nothing waits for it
    compiler.reads = reads
    compiler.reads.warned.append(
        said(N_("“{name}” is a function of {tool}; here it gives no value."), name=name, tool=tool)
    )
    return Code("string", lambda s: "")


def _enough(name: str, args: Arguments, maximum: int) -> Arguments:
    """int(x, 0) is written by tools that Enketo lets; any other value too many is a slip."""
    if len(args.trees) > maximum:
        args.reads.warned.append(
            said(N_("“{name}” takes {most} values in its brackets; the rest is ignored."), name=name, most=maximum)
        )
    return replace(args, trees=args.trees[:maximum])


def _call(run: Callable[..., Any], arguments: list[Callable[[Scope], Any]], *, world: bool) -> Callable[[Scope], Any]:
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
        message = N_("the function “{name}” takes {least} values or more in its brackets, not {got}.")
    else:
        message = N_("the function “{name}” takes {least} to {most} values in its brackets, not {got}.")
    raise ExpressionRefused(said(message, name=name, least=minimum, most=maximum, got=count))
