"""Compiles a syntax tree to a closure, and notes which places it reads.

A path from a question to a single other place of the form (no repeat entered on the way, no
predicate) is resolved here, once, to "so many frames up, slot so-and-so". Everything else walks
the axes of XPath 1.0 over any tree (app.form.tree, app.form.instance)."""

import math
import operator
from collections.abc import Callable, Iterable
from typing import Any, Literal

from app.errors import N_, said
from app.form import axes
from app.form.budget import spend
from app.form.definition import Definition
from app.form.expressions import Code, ContextNode, Reads, Run
from app.form.functions.calls import build
from app.form.functions.declarations import Arguments
from app.form.paths.path import Paths
from app.form.problems import ExpressionRefused
from app.form.values import NAN, Value, boolean, number
from app.form.xpath import MAX_DEPTH, Call, Chain, Expr, Negate, Number, Path, Text, parse


class Compiler(Paths):
    """Compiles the expressions of one form (or of none: `root` None, for plain XML)."""

    def __init__(
        self,
        root: Definition | None,
        namespaces: dict[str, str] | None = None,
        *,
        default_ns: str | None = None,
        strict_names: bool = False,
        instances: Iterable[str] | None = None,
    ) -> None:
        self.root = root
        self.namespaces = namespaces or {}
        self.default_ns = default_ns
        self.strict_names = strict_names
        self.instances = None if instances is None else set(instances)
        self.reads = Reads()
        self.fixed = {}
        self.fixed_codes = {}
        self.columns = set()

    def compile(self, source: str, context: Definition | None) -> tuple[Code, Reads]:
        """Raises ExpressionRefused."""
        return self.tree(parse(source), context)

    def tree(
        self, tree: Expr, context: Definition | None, node: frozenset[Definition] | Literal["same"] | None = "same"
    ) -> tuple[Code, Reads]:
        self.reads = Reads()
        if node == "same":
            place = ContextNode(context, frozenset([context]) if context is not None else None)
        else:
            place = ContextNode(context, node, at_origin=False)
        return self.expr(tree, place), self.reads

    def expr(self, tree: Expr, place: ContextNode) -> Code:
        match tree:
            case Number(value):
                return Code("number", lambda s: value, constant=value)
            case Text(text):
                return Code("string", lambda s: text, constant=text)
            case Negate(operand):
                run = self.number(self.expr(operand, place))
                return Code("number", lambda s: -run(s))
            case Chain(first, operations):
                return self.chain(first, operations, place)
            case Call(name, args):
                return build(name, Arguments(self, args, place))
            case Path():
                return self.path(tree, place)

    def chain(self, first: Expr, operations: tuple[tuple[str, Expr], ...], place: ContextNode) -> Code:
        """Operands of one precedence, from left to right, as code; what is decided by constants is
        not computed."""
        operator_name = operations[0][0]
        if operator_name in {"and", "or"}:
            codes, decided = self._until(operator_name, (first, *(r for _, r in operations)), place)
            if decided is not None:
                return Code("boolean", lambda s: decided, constant=decided)
            parts = tuple(self.boolean(code) for code in codes)
            if len(parts) == 1:
                return Code("boolean", parts[0])
            if len(parts) == 2:
                a, b = parts
                if operator_name == "and":
                    return Code("boolean", lambda s: a(s) and b(s))
                return Code("boolean", lambda s: a(s) or b(s))
            if operator_name == "and":
                return Code("boolean", lambda s: all(part(s) for part in parts))
            return Code("boolean", lambda s: any(part(s) for part in parts))
        if operator_name == "|":
            node_sets = tuple(
                self.nodes(self.expr(operand, place), "|") for operand in (first, *(r for _, r in operations))
            )
            return Code("nodes", lambda s: axes.ordered([node for run in node_sets for node in run(s)]))
        if operator_name in _ARITHMETIC:
            return self.sum(first, operations, place)
        if len(operations) > MAX_DEPTH:
            raise ExpressionRefused(
                said(N_("more than {most} comparisons follow one another; join them with “and”."), most=MAX_DEPTH)
            )
        code = self.expr(first, place)
        if len(operations) == 1 and operator_name in {"=", "!="} and _moment(first) and _moment(operations[0][1]):
            # a date and a moment are written differently and may be the same
            left_number = self.number(code)
            right_number = self.number(self.expr(operations[0][1], place))
            test = _OPERATORS[operator_name]
            return Code("boolean", lambda s: test(left_number(s), right_number(s)))
        for op, right in operations:
            code = Code("boolean", self.comparison(op, code, self.expr(right, place)))
        return code

    def _until(self, operator_name: str, parts: tuple[Expr, ...], place: ContextNode) -> tuple[list[Code], bool | None]:
        """The parts that are looked at; a value where the first of them decides without asking."""
        codes: list[Code] = []
        for part in parts:
            code = self.expr(part, place)
            if code.constant is None or boolean(code.constant) == (operator_name == "and"):
                codes.append(code)
                continue
            if all(code.constant is not None for code in codes):
                return [], operator_name == "or"
            return [*codes, code], None
        if all(code.constant is not None for code in codes):
            return [], operator_name == "and"
        return codes, None

    def sum(self, first: Expr, operations: tuple[tuple[str, Expr], ...], place: ContextNode) -> Code:
        """Left to right in a loop: a sum of ten thousand questions is no deeper than one of two."""
        start = self.number(self.expr(first, place))
        steps = [(_ARITHMETIC[op], self.number(self.expr(operand, place))) for op, operand in operations]
        if len(steps) == 1:
            [(apply, right)] = steps
            return Code("number", lambda s: apply(start(s), right(s)))

        def run(s: Any) -> float:
            total: float = start(s)
            for apply, right in steps:
                total = apply(total, right(s))
            return total

        return Code("number", run)

    def comparison(self, op: str, left_code: Code, right: Code) -> Run:
        """XPath 1.0 section 3.4."""
        if "nodes" in (left_code.kind, right.kind) or "any" in (left_code.kind, right.kind):
            test, a, b = _OPERATORS[op], self.value(left_code), self.value(right)
            equality = op in {"=", "!="}
            return lambda s: _compared(test, equality, a(s), b(s), s.world)
        test = _OPERATORS[op]
        if op in {"=", "!="}:
            kinds = {left_code.kind, right.kind}
            if "boolean" in kinds:
                x, y = self.boolean(left_code), self.boolean(right)
            elif "number" in kinds:
                x, y = self.number(left_code), self.number(right)
                if op == "=":
                    return lambda s: (a := x(s)) == (b := y(s)) or abs(a - b) < TINY
                return lambda s: not ((a := x(s)) == (b := y(s)) or abs(a - b) < TINY)
            else:
                x, y = self.string(left_code), self.string(right)
                if right.kind == "string" and right.constant is not None:
                    constant = right.constant
                    if op == "=":
                        return lambda s: x(s) == constant
                    return lambda s: x(s) != constant
            if op == "=":
                return lambda s: x(s) == y(s)
            return lambda s: x(s) != y(s)
        x, y = self.number(left_code), self.number(right)
        if right.kind == "number" and right.constant is not None:
            bound = right.constant
            return lambda s: test(x(s), bound)
        return lambda s: test(x(s), y(s))


def _moment(tree: Expr) -> bool:
    return isinstance(tree, Call) and tree.name in {"date", "date-time", "today", "now"}


def _divide(a: float, b: float) -> float:
    if b == 0:
        if a == 0 or math.isnan(a):
            return NAN
        negative = (a < 0) != (str(b)[0] == "-")
        return float("-inf") if negative else float("inf")
    return a / b


def _modulo(a: float, b: float) -> float:
    if b == 0 or math.isnan(a) or math.isnan(b) or abs(a) == float("inf"):
        return NAN
    return math.fmod(a, b)


_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "div": _divide,
    "mod": _modulo,
}
_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


# numbers this near are equal, as in JavaRosa: else 33.3 + 33.3 + 33.4 = 100 may fail
TINY = 1e-12


def _numeric(test: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    if test is operator.eq:
        return lambda a, b: a == b or abs(a - b) < TINY
    if test is operator.ne:
        return lambda a, b: not (a == b or abs(a - b) < TINY)
    return test


def _compared(test: Any, equality: bool, left_value: Value, right: Value, world: Any) -> bool:
    if isinstance(left_value, list) and isinstance(right, list):
        spend(world, len(left_value) * len(right) if test is not operator.eq else len(left_value))
    return compare(test, equality, left_value, right)


def compare(test: Callable[[Any, Any], bool], equality: bool, left_value: Value, right: Value) -> bool:
    """XPath 1.0 section 3.4, with node-sets."""
    if isinstance(left_value, list) and isinstance(right, list):
        if equality:
            texts = {node.string() for node in right} if test is operator.eq else None
            if texts is not None:
                return any(node.string() in texts for node in left_value)
            right_texts = [node.string() for node in right]
            return any(test(node.string(), item) for node in left_value for item in right_texts)
        numbers = [number(node.string()) for node in right]
        return any(test(number(node.string()), item) for node in left_value for item in numbers)
    if isinstance(left_value, list) or isinstance(right, list):
        nodes, scalar = (left_value, right) if isinstance(left_value, list) else (right, left_value)
        assert isinstance(nodes, list)
        if isinstance(scalar, bool):
            node_truth: Any = bool(nodes)
            if not equality:
                node_truth, scalar = float(node_truth), float(scalar)
            return test(node_truth, scalar) if nodes is left_value else test(scalar, node_truth)
        if isinstance(scalar, float) or not equality:
            scalar_number, test = number(scalar), _numeric(test)
            if nodes is left_value:
                return any(test(number(node.string()), scalar_number) for node in nodes)
            return any(test(scalar_number, number(node.string())) for node in nodes)
        return any(test(node.string(), scalar) for node in nodes)
    if equality:
        if isinstance(left_value, bool) or isinstance(right, bool):
            return test(boolean(left_value), boolean(right))
        if isinstance(left_value, float) or isinstance(right, float):
            return bool(_numeric(test)(number(left_value), number(right)))
        return test(left_value, right)
    return test(number(left_value), number(right))
