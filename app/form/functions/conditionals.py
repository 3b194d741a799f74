"""Functions that choose one of their values. Source: ODK XForms spec, "if", "coalesce", "once"."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.form.expressions import Code, ContextNode, Kind, Scope
from app.form.functions.declarations import MANY, Functions
from app.form.values import boolean, is_nan, string
from app.form.xpath import Expr

if TYPE_CHECKING:
    from app.form.compiler import Compiler

FUNCTIONS = Functions()


@FUNCTIONS.built("if", 3, 3)
def _if(compiler: "Compiler", args: tuple[Expr, ...], place: ContextNode) -> Code:
    condition = compiler.expr(args[0], place)
    if condition.constant is not None:
        # the other value is never looked at
        return compiler.expr(args[1] if boolean(condition.constant) else args[2], place)
    test = compiler.boolean(condition)
    yes, no = compiler.expr(args[1], place), compiler.expr(args[2], place)
    a: Callable[[Scope], Any]
    b: Callable[[Scope], Any]
    kind: Kind
    if yes.kind == no.kind and yes.kind in {"number", "string", "boolean", "nodes"}:
        a, b, kind = yes.run, no.run, yes.kind
    elif {yes.kind, no.kind} <= {"string", "one"}:
        a, b, kind = compiler.string(yes), compiler.string(no), "string"
    else:
        a, b, kind = compiler.value(yes), compiler.value(no), "any"
    return Code(kind, lambda s: a(s) if test(s) else b(s))


@FUNCTIONS.built("coalesce", 1, 1000)
def _coalesce(compiler: "Compiler", args: tuple[Expr, ...], place: ContextNode) -> Code:
    """The first value that isn't empty."""
    values = [compiler.value(compiler.expr(argument, place)) for argument in args]

    def run(s: Scope) -> str:
        for value in values:
            result = value(s)
            text = string(result)
            if text and not is_nan(result):
                return text
        return ""

    return Code("string", run)


@FUNCTIONS.built("once", 1, 1)
def _once(compiler: "Compiler", args: tuple[Expr, ...], place: ContextNode) -> Code:
    """What the question holds already, else the value: computed a single time."""
    value = compiler.value(compiler.expr(args[0], place))

    def run(s: Scope) -> str:
        current_text = getattr(s.origin, "text", "")
        if current_text:
            return str(current_text)
        result = value(s)
        return "" if is_nan(result) else string(result)

    return Code("string", run)


@FUNCTIONS.built("depend", 1, MANY)
def _depend(compiler: "Compiler", args: tuple[Expr, ...], place: ContextNode) -> Code:
    """JavaRosa: the first value; the others only say what it depends on."""
    codes = [compiler.expr(argument, place) for argument in args]
    return codes[0]
