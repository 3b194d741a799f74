"""Calculations that may give back what their own question holds already.

`if(${scanned} = '', ${id}, ${scanned})` in the row of id is no circle: nothing has to be known
first. JavaRosa refuses it, Enketo computes it, and forms in use are written so. A calculation that
does something with its own value (`${n} + 1`) never stands still and is refused.
"""

from collections.abc import Callable

from app.form.xpath import Call, Chain, Expr, Negate, Path, Text

HELD = Call("once", (Text(""),))  # what the question holds
IsOwn = Callable[[Path], bool]


def substitute_held(tree: Expr, is_own: IsOwn) -> Expr:
    """The calculation with its own question, where that is the result, as what is held."""
    match tree:
        case Path() if is_own(tree):
            return HELD
        case Call("if", (test, yes, no)):
            yes, no = substitute_held(yes, is_own), substitute_held(no, is_own)
            if HELD in {yes, no}:
                test = substitute_everywhere(test, is_own)
            return Call("if", (test, yes, no))
        case Call("coalesce" | "string" as name, args):
            return Call(name, tuple(substitute_held(operand, is_own) for operand in args))
    return tree


def copied_paths(tree: Expr) -> tuple[Path, ...]:
    """The places whose value a calculation gives on as it is; () where it does anything with one.

    Two questions that only copy from one another come to rest, so that they are no circle either.
    """
    match tree:
        case Path():
            return (tree,)
        case Call("coalesce" | "string" | "once", args):
            parts = [copied_paths(operand) for operand in args if not isinstance(operand, Text)]
            return tuple(path for part in parts for path in part) if all(parts) else ()
    return ()


def substitute_everywhere(tree: Expr, is_own: IsOwn) -> Expr:
    """A condition that asks whether something is held."""
    match tree:
        case Path() if is_own(tree):
            return HELD
        case Call(name, args):
            return Call(name, tuple(substitute_everywhere(operand, is_own) for operand in args))
        case Negate(operand):
            return Negate(substitute_everywhere(operand, is_own))
        case Chain(first, operations):
            further = tuple(
                (op, substitute_everywhere(operand, is_own)) for op, operand in operations
            )
            return Chain(substitute_everywhere(first, is_own), further)
    return tree
