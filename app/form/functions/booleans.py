"""Boolean functions. Source: XPath 1.0 section 4.3; ODK XForms spec, "checklist"."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.form.expressions import Code, ContextNode, Scope
from app.form.functions.declarations import MANY, Functions
from app.form.values import boolean, number, text_number
from app.form.xpath import Expr

if TYPE_CHECKING:
    from app.form.compiler import Compiler

FUNCTIONS = Functions()


@FUNCTIONS.built("boolean", 1, 1)
def _boolean(compiler: "Compiler", args: tuple[Expr, ...], place: ContextNode) -> Code:
    return Code("boolean", compiler.boolean(compiler.expr(args[0], place)))


def _always(name: str, value: bool) -> None:
    @FUNCTIONS.built(name, 0, 0)
    def builder(compiler: "Compiler", args: tuple[Expr, ...], place: ContextNode) -> Code:
        return Code("boolean", lambda s: value, constant=value)


_always("true", value=True)
_always("false", value=False)


def _truths(
    compiler: "Compiler", args: tuple[Expr, ...], place: ContextNode
) -> list[Callable[[Scope], Any]]:
    return [compiler.value(compiler.expr(argument, place)) for argument in args]


@FUNCTIONS.built("checklist", 2, MANY)
def _checklist(compiler: "Compiler", args: tuple[Expr, ...], place: ContextNode) -> Code:
    """Are at least `min` and at most `max` (-1: no bound) of the values true?"""
    values = _truths(compiler, args, place)

    def run(s: Scope) -> bool:
        arguments = [value(s) for value in values]
        true = 0
        for argument in arguments[2:]:
            if isinstance(argument, list):
                true += sum(1 for node in argument if _truth(node.string()))
            else:
                true += _truth(argument)
        minimum, maximum = number(arguments[0]), number(arguments[1])
        return (minimum < 0 or true >= minimum) and (maximum < 0 or true <= maximum)

    return Code("boolean", run)


def _truth(value: Any) -> bool:
    if isinstance(value, str):
        as_number = text_number(value)
        return bool(value) and value.lower() != "false" and as_number != 0
    return boolean(value)


@FUNCTIONS.built("weighted-checklist", 2, MANY)
def _weighted(compiler: "Compiler", args: tuple[Expr, ...], place: ContextNode) -> Code:
    """As checklist, over (value, weight) pairs."""
    values = _truths(compiler, args, place)

    def run(s: Scope) -> bool:
        arguments = [value(s) for value in values]
        total = 0.0
        pairs = arguments[2:]
        for at in range(0, len(pairs) - 1, 2):
            value, weight = pairs[at], pairs[at + 1]
            if isinstance(value, list):
                weights = weight if isinstance(weight, list) else [weight] * len(value)
                for node, heavy in zip(value, weights, strict=False):
                    if _truth(node.string()):
                        total += number(heavy.string() if hasattr(heavy, "string") else heavy)
            elif _truth(value):
                total += number(weight)
        minimum, maximum = number(arguments[0]), number(arguments[1])
        return (minimum < 0 or total >= minimum) and (maximum < 0 or total <= maximum)

    return Code("boolean", run)


def boolean_from_string(text: str) -> bool:
    return text.strip().lower() in {"true", "1"}


FUNCTIONS.plain("not", "b", "boolean", lambda value: not value)
FUNCTIONS.plain("boolean-from-string", "s", "boolean", boolean_from_string)
