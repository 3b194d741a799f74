"""Boolean functions, and those that choose one of their values.

Source: XPath 1.0 section 4.3; ODK XForms spec, "checklist", "if", "coalesce", "once"."""

from collections.abc import Callable
from typing import Any

from app.form.expressions import Code, Kind, Scope
from app.form.functions.declarations import FUNCTIONS, MANY, Arguments
from app.form.values import boolean, is_nan, number, string, text_number


@FUNCTIONS.built("boolean", 1, 1)
def _boolean(args: Arguments) -> Code:
    return Code("boolean", args.boolean())


def _always(name: str, value: bool) -> None:
    @FUNCTIONS.built(name, 0, 0)
    def builder(args: Arguments) -> Code:
        return Code("boolean", lambda s: value, constant=value)


_always("true", value=True)
_always("false", value=False)


@FUNCTIONS.built("checklist", 2, MANY)
def _checklist(args: Arguments) -> Code:
    """Are at least `min` and at most `max` (-1: no bound) of the values true?"""
    values = args.values()

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
def _weighted(args: Arguments) -> Code:
    """As checklist, over (value, weight) pairs."""
    values = args.values()

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


# -- one of their values -----------------------------------------------------------------------


@FUNCTIONS.built("if", 3, 3)
def _if(args: Arguments) -> Code:
    condition = args.code()
    if condition.constant is not None:
        # the other value is never looked at
        return args.code(1 if boolean(condition.constant) else 2)
    test = args.compiler.boolean(condition)
    yes, no = args.code(1), args.code(2)
    a: Callable[[Scope], Any]
    b: Callable[[Scope], Any]
    kind: Kind
    if yes.kind == no.kind and yes.kind in {"number", "string", "boolean", "nodes"}:
        a, b, kind = yes.run, no.run, yes.kind
    elif {yes.kind, no.kind} <= {"string", "one"}:
        a, b, kind = args.compiler.string(yes), args.compiler.string(no), "string"
    else:
        a, b, kind = args.compiler.value(yes), args.compiler.value(no), "any"
    return Code(kind, lambda s: a(s) if test(s) else b(s))


@FUNCTIONS.built("coalesce", 1, 1000)
def _coalesce(args: Arguments) -> Code:
    """The first value that isn't empty."""
    values = args.values()

    def run(s: Scope) -> str:
        for value in values:
            result = value(s)
            text = string(result)
            if text and not is_nan(result):
                return text
        return ""

    return Code("string", run)


@FUNCTIONS.built("once", 1, 1)
def _once(args: Arguments) -> Code:
    """What the question holds already, else the value: computed a single time."""
    value = args.value()

    def run(s: Scope) -> str:
        current_text = getattr(s.origin, "text", "")
        if current_text:
            return str(current_text)
        result = value(s)
        return "" if is_nan(result) else string(result)

    return Code("string", run)


@FUNCTIONS.built("depend", 1, MANY)
def _depend(args: Arguments) -> Code:
    """JavaRosa: the first value; the others only say what it depends on."""
    codes = [args.code(at) for at in range(len(args.trees))]
    return codes[0]
