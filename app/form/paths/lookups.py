"""item[key = something outside the item]: such rows are found by an index, made once for each list."""

from collections.abc import Callable
from typing import Any

from app.form.definition import Definition
from app.form.expressions import ContextNode, Run, Scope
from app.form.paths.reachable import Reach
from app.form.xpath import Call, Chain, Expr, NameTest, Negate, Number, Path, Step, Text, TypeTest

Move = Callable[[list[Any], Scope], list[Any]]
# functions that without a value look at the context node, or differ each time
AT_CONTEXT = {
    "position", "last", "string", "number", "name", "local-name", "normalize-space",
    "string-length", "lang", "namespace-uri", "random", "uuid", "now",
}  # fmt: skip


class Lookups(Reach):
    """Finds the predicates that an index answers."""

    columns: set[str]  # by which rows of lists are looked up
    instances: set[str] | None  # the lists that there are, where that is known

    def predicate(self, tree: Expr, place: ContextNode, definitions: frozenset[Definition] | None) -> Move:
        """What any predicate keeps (app.form.paths.steps)."""
        raise NotImplementedError

    def indexed(self, step: Step, place: ContextNode, reach: frozenset[Definition] | None) -> Move | None:
        """item[key = something outside the item ...]: by an index made once per list."""
        assert isinstance(step.test, NameTest)
        first = step.predicates[0]
        conditions = [first]
        if isinstance(first, Chain) and first.operations[0][0] == "and":
            conditions = [first.first, *(right for _, right in first.operations)]
        if any(_positional(condition) for condition in conditions):
            return None
        for at, condition in enumerate(conditions):
            equality = self._equality(condition, place)
            if equality is None:
                continue
            further = [_boolean(condition) for condition in conditions[:at] + conditions[at + 1 :]]
            keeps = [self.predicate(condition, place, reach) for condition in (*further, *step.predicates[1:])]
            return _looked_up(step.test.local, *equality, keeps)
        return None

    def _equality(self, condition: Expr, place: ContextNode) -> tuple[str, Run] | None:
        """`column = text from elsewhere`: the column and how to compute the text."""
        match condition:
            case Chain(left_side, ((("="), right),)):
                pass
            case _:
                return None
        for key, other_side in ((left_side, right), (right, left_side)):
            column = _column(key)
            if column is None or _relative(other_side):
                continue
            code = self.expr(other_side, ContextNode(place.origin, None, at_origin=False))
            if code.kind in {"string", "one"}:
                self.columns.add(column)
                return column, self.string(code)
        return None


def _looked_up(name: str, column: str, text: Run, keeps: list[Move]) -> Move:
    def run(nodes: list[Any], s: Scope) -> list[Any]:
        value = text(s)
        rows: list[Any] = []
        for node in nodes:
            matching = node.lookup(name, column).get(value, [])
            for keep in keeps:
                matching = keep(matching, s)
            rows += matching
        return rows

    return run


def _boolean(tree: Expr) -> Expr:
    return Call("boolean", (tree,))


def _column(tree: Expr) -> str | None:
    match tree:
        case Path("", (Step("child", NameTest("", local), ()),), ()) if local != "*":
            return local
        case Path("", (Step("self", TypeTest("node"), ()), Step("child", NameTest("", local), ())), ()) if local != "*":
            return local
    return None


def _relative(tree: Expr) -> bool:
    """Does the expression look at the context node (rather than only at current() or "/")?"""
    match tree:
        case Number() | Text():
            return False
        case Negate(operand):
            return _relative(operand)
        case Chain(first, operations):
            return _relative(first) or any(_relative(right) for _, right in operations)
        case Call("current", ()):
            return False
        case Call(name, args):
            return (name in AT_CONTEXT and not args) or any(_relative(argument) for argument in args)
        case Path(start, _, _):
            if start == "/":
                return False
            return True if start == "" else _relative(start)


def _positional(tree: Expr) -> bool:
    match tree:
        case Negate(operand):
            return _positional(operand)
        case Chain(first, operations):
            return _positional(first) or any(_positional(right) for _, right in operations)
        case Call(name, args):
            return (name in {"position", "last"} and not args) or any(_positional(argument) for argument in args)
    return False
