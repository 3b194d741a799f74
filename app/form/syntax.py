"""What the syntax of an expression says without being computed: which functions it calls, what it names."""

from collections.abc import Iterator

from app.form.xpath import Call, Chain, Expr, Negate, Number, Path, parse


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
        isinstance(expression, Call) and expression.name == function
        for expression in subexpressions(parse(source))
    )


def names_other_places(source: str) -> bool:
    """Does an expression, as it is written, lead to another place than its own?"""
    return any(
        isinstance(expression, Path) and _leads_away(expression)
        for expression in subexpressions(parse(source))
    )


def _leads_away(path: Path) -> bool:
    """A name alone leads nowhere: it would be inside a question, which has nothing inside."""
    if path.start == "/":
        return True
    from_here = 0 if path.start == "" else 1
    return len(path.steps) + from_here > 1 or any(step.axis == "parent" for step in path.steps)


def is_always_true(source: str) -> bool:
    """Is it `true()` or `1`?"""
    return parse(source) in (Call("true", ()), Number(1.0))
