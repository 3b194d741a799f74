"""Functions of truths. Source: XPath 1.0 section 4.3; ODK XForms spec, "checklist"."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.form.expressions import Code, Place, Scope
from app.form.functions.declarations import MANY, Functions
from app.form.values import boolean, number, text_number
from app.form.xpath import Expr

if TYPE_CHECKING:
    from app.form.compiler import Compiler

FUNCTIONS = Functions()


@FUNCTIONS.built("boolean", 1, 1)
def _boolean(compiler: "Compiler", args: tuple[Expr, ...], place: Place) -> Code:
    return Code("boolean", compiler.boolean(compiler.expr(args[0], place)))


def _always(name: str, value: bool) -> None:
    @FUNCTIONS.built(name, 0, 0)
    def builder(compiler: "Compiler", args: tuple[Expr, ...], place: Place) -> Code:
        return Code("boolean", lambda s: value, constant=value)


_always("true", value=True)
_always("false", value=False)


def _truths(
    compiler: "Compiler", args: tuple[Expr, ...], place: Place
) -> list[Callable[[Scope], Any]]:
    return [compiler.value(compiler.expr(one, place)) for one in args]


@FUNCTIONS.built("checklist", 2, MANY)
def _checklist(compiler: "Compiler", args: tuple[Expr, ...], place: Place) -> Code:
    """Are at least `min` and at most `max` (-1: no bound) of the values true?"""
    values = _truths(compiler, args, place)

    def run(s: Scope) -> bool:
        got = [value(s) for value in values]
        true = 0
        for one in got[2:]:
            if isinstance(one, list):
                true += sum(1 for node in one if _truth(node.string()))
            else:
                true += _truth(one)
        least, most = number(got[0]), number(got[1])
        return (least < 0 or true >= least) and (most < 0 or true <= most)

    return Code("boolean", run)


def _truth(value: Any) -> bool:
    if isinstance(value, str):
        as_number = text_number(value)
        return bool(value) and value.lower() != "false" and as_number != 0
    return boolean(value)


@FUNCTIONS.built("weighted-checklist", 2, MANY)
def _weighted(compiler: "Compiler", args: tuple[Expr, ...], place: Place) -> Code:
    """As checklist, over (value, weight) pairs."""
    values = _truths(compiler, args, place)

    def run(s: Scope) -> bool:
        got = [value(s) for value in values]
        total = 0.0
        pairs = got[2:]
        for at in range(0, len(pairs) - 1, 2):
            value, weight = pairs[at], pairs[at + 1]
            if isinstance(value, list):
                weights = weight if isinstance(weight, list) else [weight] * len(value)
                for node, heavy in zip(value, weights, strict=False):
                    if _truth(node.string()):
                        total += number(heavy.string() if hasattr(heavy, "string") else heavy)
            elif _truth(value):
                total += number(weight)
        least, most = number(got[0]), number(got[1])
        return (least < 0 or total >= least) and (most < 0 or total <= most)

    return Code("boolean", run)


def boolean_from_string(text: str) -> bool:
    return text.strip().lower() in {"true", "1"}


FUNCTIONS.plain("not", "b", "boolean", lambda value: not value)
FUNCTIONS.plain("boolean-from-string", "s", "boolean", boolean_from_string)
