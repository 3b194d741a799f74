"""A syntax tree to a closure over resolved places, and to the list of what it reads.

A path from a question to a single other place of the form (no repeat entered on the way, no
predicate) is resolved here, once, to "so many frames up, slot so-and-so". Everything else walks
the axes of XPath 1.0 over any tree (app.form.tree, app.form.live).
"""

import math
import operator
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from app.form import axes, functions
from app.form.problems import ExpressionRefused
from app.form.values import NAN, Value, boolean, number, string, text_number
from app.form.xpath import (
    Call,
    Chain,
    Expr,
    NameTest,
    Negate,
    Number,
    Path,
    Step,
    Text,
    TypeTest,
    parse,
)

if TYPE_CHECKING:
    from app.form.definition import Def

Kind = Literal["number", "string", "boolean", "nodes", "one", "any"]
Run = Callable[["Scope"], Any]


class Scope:
    """Where an expression is evaluated: XPath's context, and the question it belongs to."""

    __slots__ = ("node", "origin", "position", "size", "world")

    def __init__(
        self, node: Any, world: Any, origin: Any = None, position: int = 1, size: int = 1
    ) -> None:
        self.node = node
        self.world = world
        self.origin = node if origin is None else origin
        self.position = position
        self.size = size


@dataclass(slots=True)
class Code:
    """A compiled expression. Of kind "one", `run` gives one place, never a list."""

    kind: Kind
    run: Run
    leaf: bool = False  # of kind "one": a place without places inside
    constant: Any = None


@dataclass(slots=True)
class Reads:
    """What an expression looks at: definitions, each with the depth of the frame it stays in."""

    places: set[tuple["Def", int]] = field(default_factory=set)
    position: bool = False  # position(..): where an entry stands among its siblings
    volatile: bool = False  # now(), random(): differs each time
    language: bool = False
    instances: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Place:
    """What is known while compiling about the context node."""

    origin: "Def | None"  # the question whose expression this is
    node: "frozenset[Def] | None"  # what the context node may be; None: not of the answers
    at_origin: bool = True  # is the context node that question itself?


class Compiler:
    """Compiles the expressions of one form (or of none: `root` None, for plain XML)."""

    def __init__(
        self,
        root: "Def | None",
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

    def compile(self, source: str, context: "Def | None") -> tuple[Code, Reads]:
        """Raises ExpressionRefused."""
        return self.tree(parse(source), context)

    def tree(
        self,
        tree: Expr,
        context: "Def | None",
        node: "frozenset[Def] | Literal['same'] | None" = "same",
    ) -> tuple[Code, Reads]:
        self.reads = Reads()
        if node == "same":
            place = Place(context, frozenset([context]) if context is not None else None)
        else:
            place = Place(context, node, at_origin=False)
        return self.expr(tree, place), self.reads

    # --- expressions

    def expr(self, tree: Expr, place: Place) -> Code:
        match tree:
            case Number(value):
                return Code("number", lambda s: value, constant=value)
            case Text(text):
                return Code("string", lambda s: text, constant=text)
            case Negate(operand):
                run = self.number(self.expr(operand, place))
                return Code("number", lambda s: -run(s))
            case Chain(first, rest):
                return self.chain(first, rest, place)
            case Call(name, args):
                return functions.build(self, name, args, place)
            case Path():
                return self.path(tree, place)

    def chain(self, first: Expr, rest: tuple[tuple[str, Expr], ...], place: Place) -> Code:
        what = rest[0][0]
        if what in {"and", "or"}:
            parts = tuple(
                self.boolean(self.expr(one, place)) for one in (first, *(r for _, r in rest))
            )
            if len(parts) == 2:
                a, b = parts
                if what == "and":
                    return Code("boolean", lambda s: a(s) and b(s))
                return Code("boolean", lambda s: a(s) or b(s))
            if what == "and":
                return Code("boolean", lambda s: all(part(s) for part in parts))
            return Code("boolean", lambda s: any(part(s) for part in parts))
        if what == "|":
            runs = tuple(
                self.nodes(self.expr(one, place), "|") for one in (first, *(r for _, r in rest))
            )
            return Code("nodes", lambda s: axes.ordered([node for run in runs for node in run(s)]))
        code = self.expr(first, place)
        for op, right in rest:
            code = self.binary(op, code, self.expr(right, place))
        return code

    def binary(self, op: str, left: Code, right: Code) -> Code:
        if op in _ARITHMETIC:
            return Code("number", _ARITHMETIC[op](self.number(left), self.number(right)))
        return Code("boolean", self.comparison(op, left, right))

    def comparison(self, op: str, left: Code, right: Code) -> Run:
        """XPath 1.0 section 3.4."""
        if "nodes" in (left.kind, right.kind) or "any" in (left.kind, right.kind):
            test, a, b = _OPERATORS[op], self.value(left), self.value(right)
            equality = op in {"=", "!="}
            return lambda s: compare(test, equality, a(s), b(s))
        test = _OPERATORS[op]
        if op in {"=", "!="}:
            kinds = {left.kind, right.kind}
            if "boolean" in kinds:
                x, y = self.boolean(left), self.boolean(right)
            elif "number" in kinds:
                x, y = self.number(left), self.number(right)
            else:
                x, y = self.string(left), self.string(right)
                if right.kind == "string" and right.constant is not None:
                    wanted = right.constant
                    if op == "=":
                        return lambda s: x(s) == wanted
                    return lambda s: x(s) != wanted
            if op == "=":
                return lambda s: x(s) == y(s)
            return lambda s: x(s) != y(s)
        x, y = self.number(left), self.number(right)
        if right.kind == "number" and right.constant is not None:
            bound = right.constant
            return lambda s: test(x(s), bound)
        return lambda s: test(x(s), y(s))

    # --- the same code, asked for a type

    def value(self, code: Code) -> Run:
        """As a Value; a single place as a list of one."""
        if code.kind == "one":
            run = code.run
            return lambda s: [run(s)]
        return code.run

    def string(self, code: Code) -> Run:
        run = code.run
        if code.kind == "string":
            return run
        if code.kind == "one":
            if code.leaf:
                return lambda s: run(s).shown
            return lambda s: run(s).string()
        if code.kind == "nodes":
            return lambda s: found[0].string() if (found := run(s)) else ""
        if code.constant is not None:
            fixed = string(code.constant)
            return lambda s: fixed
        return lambda s: string(run(s))

    def number(self, code: Code) -> Run:
        run = code.run
        if code.kind == "number":
            return run
        if code.kind == "one" and code.leaf:
            return lambda s: text_number(run(s).shown)
        if code.constant is not None:
            fixed = number(code.constant)
            return lambda s: fixed
        text = self.string(code) if code.kind in {"one", "nodes", "string"} else None
        if text is not None:
            return lambda s: text_number(text(s))
        return lambda s: number(run(s))

    def boolean(self, code: Code) -> Run:
        run = code.run
        if code.kind == "boolean":
            return run
        if code.kind == "one":
            return lambda s: True
        if code.kind == "nodes":
            return lambda s: bool(run(s))
        return lambda s: boolean(run(s))

    def nodes(self, code: Code, what: str) -> Callable[[Scope], list[Any]]:
        if code.kind == "one":
            run = code.run
            return lambda s: [run(s)]
        if code.kind == "nodes":
            return code.run
        if code.kind == "any":
            run = code.run

            def checked(s: Scope) -> list[Any]:
                found = run(s)
                return found if isinstance(found, list) else []

            return checked
        raise ExpressionRefused(f"“{what}” needs questions to look at, not a text or a number.")

    # --- paths

    def path(self, tree: Path, place: Place) -> Code:
        found = self._single(tree, place)
        if found is not None:
            return found
        start = tree.start
        defs: frozenset[Def] | None
        depth = 0
        steps = tree.steps
        if start == "":
            defs = place.node
            depth = place.origin.frame_depth if place.at_origin and place.origin else 0
            base: Callable[[Scope], list[Any]] = lambda s: [s.node]  # noqa: E731
        elif start == "/":
            defs, base, depth, steps = self._absolute(steps, place)
        else:
            code = self.expr(start, place)
            base = self.nodes(code, "/" if steps else "[ ]")
            defs, depth = self._known(start, place)
        walk: list[Callable[[list[Any], Scope], list[Any]]] = []
        if tree.filters:
            for predicate in tree.filters:
                walk.append(self._predicate(predicate, place, defs))
        shared = depth
        entered: set[Def] = set()
        for step in _merged(steps):
            walk.append(self._step(step, place, defs))
            if defs is not None:
                defs, shared = self._reach(step, defs, shared, entered)
        if defs is not None:
            self._missing(tree, defs)
            for d in defs | entered:
                self.reads.places.add((d, min(shared, d.outer_depth)))
        if not walk:
            return Code("nodes", base)
        if len(walk) == 1:
            only = walk[0]
            return Code("nodes", lambda s: only(base(s), s))
        chain = tuple(walk)

        def run(s: Scope) -> list[Any]:
            nodes = base(s)
            for move in chain:
                if not nodes:
                    return nodes
                nodes = move(nodes, s)
            return nodes

        return Code("nodes", run)

    def _missing(self, tree: Path, defs: "frozenset[Def]") -> None:
        if defs or self.root is None or not tree.steps:
            return
        last = tree.steps[-1]
        if any(step.axis == "attribute" for step in tree.steps):
            return
        if isinstance(last.test, NameTest) and last.test.local != "*":
            self.reads.instances.add("?" + written(tree))

    def _single(self, tree: Path, place: Place) -> Code | None:
        """A path that leads to exactly one place, whatever is answered; else None."""
        origin, start = place.origin, tree.start
        if origin is None or self.root is None or tree.filters:
            return None
        d: Def
        if (start == "" and place.at_origin) or (
            isinstance(start, Call) and start.name == "current" and not start.args
        ):
            d, depth = origin, origin.frame_depth
        elif start == "/":
            if not tree.steps or not _plain_child(tree.steps[0], self.root.name):
                return None
            d, depth = self.root, 0
        else:
            return None
        for step in tree.steps[1:] if start == "/" else tree.steps:
            if step.predicates:
                return None
            test = step.test
            if step.axis == "self" and isinstance(test, TypeTest) and test.kind == "node":
                continue
            if step.axis == "parent" and isinstance(test, TypeTest) and test.kind == "node":
                if d.parent is None:
                    return None
                if d.is_repeat:
                    depth -= 1
                d = d.parent
                continue
            if step.axis != "child" or not isinstance(test, NameTest) or test.local == "*":
                return None
            child = d.by_name.get(test.local)
            if child is None:
                return None
            if child.is_repeat:
                # an absolute path to something in the same repeat means the same entry
                # (JavaRosa contextualises so; pyxform before 1.0 wrote nothing else)
                if start != "/" or not _inside(origin, child) or step is tree.steps[-1]:
                    return None
                depth += 1
            d = child
        self.reads.places.add((d, min(depth, d.outer_depth)))
        up = origin.frame_depth - depth
        slot = d.slot
        own = d.is_repeat or d.parent is None
        leaf = not d.children
        if own:
            return Code("one", lambda s: s.origin.frame.at(depth).node, leaf=leaf)
        if up == 0:
            return Code("one", lambda s: s.origin.frame.slots[slot], leaf=leaf)
        if up == 1:
            return Code("one", lambda s: s.origin.frame.up.slots[slot], leaf=leaf)
        return Code("one", lambda s: s.origin.frame.at(depth).slots[slot], leaf=leaf)

    def _absolute(
        self, steps: tuple[Step, ...], place: Place
    ) -> "tuple[frozenset[Def] | None, Callable[[Scope], list[Any]], int, tuple[Step, ...]]":
        root, origin = self.root, place.origin
        if root is None:
            return None, lambda s: [axes.top(s.node)], 0, steps
        if not steps or not _plain_child(steps[0], root.name):
            if (
                steps
                and steps[0].axis == "child"
                and isinstance(steps[0].test, NameTest)
                and steps[0].test.local == "*"
            ):
                return frozenset([root]), lambda s: [s.world.root.node], 0, steps[1:]
            if steps and steps[0].axis in {"descendant-or-self", "descendant"}:
                return frozenset([root]), lambda s: [s.world.root.node], 0, steps
            if not steps:
                return frozenset([root]), lambda s: [s.world.root.node], 0, steps
            return frozenset(), lambda s: [], 0, ()
        if steps[0].predicates:
            return (
                frozenset([root]),
                lambda s: [s.world.root.node],
                0,
                (Step("self", TypeTest("node"), steps[0].predicates), *steps[1:]),
            )
        # stay in the same entry for as long as the path agrees with where the question stands
        d, at, depth = root, 1, 0
        if origin is not None:
            while at < len(steps) - 1:
                step = steps[at]
                if step.axis != "child" or not isinstance(step.test, NameTest) or step.predicates:
                    break
                child = d.by_name.get(step.test.local)
                if child is None or (child.is_repeat and not _inside(origin, child)):
                    break
                if not _inside(origin, child):
                    break
                d, at = child, at + 1
                if child.is_repeat:
                    depth += 1
        rest = steps[at:]
        if depth == 0:
            d, rest = root, steps[1:]
            return frozenset([root]), lambda s: [s.world.root.node], 0, rest
        if d.is_repeat:
            return frozenset([d]), lambda s: [s.origin.frame.at(depth).node], depth, rest
        slot = d.slot
        return frozenset([d]), lambda s: [s.origin.frame.at(depth).slots[slot]], depth, rest

    def _known(self, start: Expr, place: Place) -> "tuple[frozenset[Def] | None, int]":
        match start:
            case Call("current", ()):
                if place.origin is None:
                    return None, 0
                return frozenset([place.origin]), place.origin.frame_depth
            case Path(begin, steps, _):
                if begin == "":
                    defs, depth = (
                        place.node,
                        place.origin.frame_depth if place.origin and place.at_origin else 0,
                    )
                elif begin == "/":
                    defs, _, depth, steps = self._absolute(steps, place)
                else:
                    defs, depth = self._known(begin, place)
                for step in _merged(steps):
                    if defs is None:
                        return None, 0
                    defs, depth = self._reach(step, defs, depth, set())
                return defs, depth
            case Chain(first, rest) if rest[0][0] == "|":
                found: frozenset[Def] = frozenset()
                for one in (first, *(r for _, r in rest)):
                    defs, _ = self._known(one, place)
                    if defs is None:
                        return None, 0
                    found |= defs
                return found, 0
            case Call("randomize", (first, *_)):
                return self._known(first, place)
        return None, 0

    def _reach(
        self, step: Step, defs: "frozenset[Def]", depth: int, entered: "set[Def]"
    ) -> "tuple[frozenset[Def], int]":
        """Which definitions a step may arrive at; `depth` is the frame it surely stays in."""
        found: set[Def] = set()
        for d in defs:
            match step.axis:
                case "child":
                    reach: list[Def] = d.children
                case "self":
                    reach = [d]
                case "parent":
                    reach = [d.parent] if d.parent else []
                    if d.is_repeat:
                        depth = min(depth, d.frame_depth - 1)
                case "ancestor" | "ancestor-or-self":
                    reach = [d] if step.axis == "ancestor-or-self" else []
                    above = d.parent
                    while above:
                        reach.append(above)
                        above = above.parent
                    depth = 0
                case "descendant" | "descendant-or-self":
                    reach = [d] if step.axis == "descendant-or-self" else []
                    stack = list(d.children)
                    while stack:
                        below = stack.pop()
                        reach.append(below)
                        stack += below.children
                case "following-sibling" | "preceding-sibling":
                    reach = d.parent.children if d.parent else []
                    if d.is_repeat:
                        depth = min(depth, d.frame_depth - 1)
                case "following" | "preceding":
                    reach = self.root.everything() if self.root else []
                    depth = 0
                case _:
                    reach = []
            found.update(one for one in reach if _matches_def(step.test, one))
        entered.update(d for d in found if d.is_repeat)
        return frozenset(found), depth

    def _step(
        self, step: Step, place: Place, defs: "frozenset[Def] | None"
    ) -> Callable[[list[Any], Scope], list[Any]]:
        test = step.test
        reach: frozenset[Def] | None = None
        if defs is not None:
            reach, _ = self._reach(step, defs, 0, set())
        if (
            step.axis == "child"
            and isinstance(test, NameTest)
            and test.local != "*"
            and not self.strict_names
            and (not test.prefix or defs is not None or self.root is not None)
        ):
            name = test.local
            if not step.predicates:
                return lambda nodes, s: (
                    nodes[0].named(name)
                    if len(nodes) == 1
                    else [kid for node in nodes for kid in node.named(name)]
                )
            indexed = self._indexed(step, place, reach) if defs is None else None
            if indexed is not None:
                return indexed
            select: Callable[[Any], list[Any]] = lambda node: node.named(name)  # noqa: E731
        else:
            matches = axes.test_of(
                test, step.axis, self.namespaces, self.default_ns, strict=self.strict_names
            )
            along = axes.AXES[step.axis]
            select = lambda node: [one for one in along(node) if matches(one)]  # noqa: E731
        filters = [self._predicate(predicate, place, reach) for predicate in step.predicates]
        simple = step.axis in {"child", "self", "attribute"}
        backward = step.axis in axes.REVERSE

        def run(nodes: list[Any], s: Scope) -> list[Any]:
            if len(nodes) == 1:
                found = select(nodes[0])
                for keep in filters:
                    found = keep(found, s)
                return found[::-1] if backward else found
            everything: list[Any] = []
            for node in nodes:
                found = select(node)
                for keep in filters:
                    found = keep(found, s)
                everything += found
            return everything if simple else axes.ordered(everything)

        return run

    def _predicate(
        self, tree: Expr, place: Place, defs: "frozenset[Def] | None"
    ) -> Callable[[list[Any], Scope], list[Any]]:
        code = self.expr(tree, Place(place.origin, defs, at_origin=False))
        run = code.run
        if code.kind == "number":
            if code.constant is not None and code.constant == int(code.constant):
                at = int(code.constant) - 1
                return lambda nodes, s: nodes[at : at + 1] if at >= 0 else []
            return lambda nodes, s: [
                node for node, here in _each(nodes, s) if run(here) == here.position
            ]
        if code.kind == "any":
            return lambda nodes, s: [
                node
                for node, here in _each(nodes, s)
                if (got == here.position if isinstance(got := run(here), float) else boolean(got))
            ]
        holds = self.boolean(code)
        return lambda nodes, s: [node for node, here in _each(nodes, s) if holds(here)]

    def _indexed(
        self, step: Step, place: Place, reach: "frozenset[Def] | None"
    ) -> Callable[[list[Any], Scope], list[Any]] | None:
        """item[key = something outside the item ...]: by an index made once per list."""
        assert isinstance(step.test, NameTest)
        first = step.predicates[0]
        conditions = [first]
        if isinstance(first, Chain) and first.rest[0][0] == "and":
            conditions = [first.first, *(right for _, right in first.rest)]
        if any(_positional(one) for one in conditions):
            return None
        for at, condition in enumerate(conditions):
            found = self._equality(condition, place)
            if found is None:
                continue
            rest = [_boolean(one) for one in conditions[:at] + conditions[at + 1 :]]
            keeps = [self._predicate(one, place, reach) for one in (*rest, *step.predicates[1:])]
            return _looked_up(step.test.local, *found, keeps)
        return None

    def _equality(self, condition: Expr, place: Place) -> tuple[str, Run] | None:
        """`column = text from elsewhere`: the column and how to compute the text."""
        match condition:
            case Chain(left, ((("="), right),)):
                pass
            case _:
                return None
        for key, other in ((left, right), (right, left)):
            column = _column(key)
            if column is None or _relative(other):
                continue
            wanted = self.expr(other, Place(place.origin, None, at_origin=False))
            if wanted.kind in {"string", "one"}:
                return column, self.string(wanted)
        return None


def _looked_up(
    name: str, column: str, text: Run, keeps: list[Callable[[list[Any], Scope], list[Any]]]
) -> Callable[[list[Any], Scope], list[Any]]:
    def run(nodes: list[Any], s: Scope) -> list[Any]:
        value = text(s)
        everything: list[Any] = []
        for node in nodes:
            found = node.lookup(name, column).get(value, [])
            for keep in keeps:
                found = keep(found, s)
            everything += found
        return everything

    return run


def _boolean(tree: Expr) -> Expr:
    return Call("boolean", (tree,))


def _column(tree: Expr) -> str | None:
    match tree:
        case Path("", (Step("child", NameTest("", local), ()),), ()) if local != "*":
            return local
        case Path(
            "", (Step("self", TypeTest("node"), ()), Step("child", NameTest("", local), ())), ()
        ) if local != "*":
            return local
    return None


def _relative(tree: Expr) -> bool:
    """Does the expression look at the context node (rather than only at current() or "/")?"""
    match tree:
        case Number() | Text():
            return False
        case Negate(operand):
            return _relative(operand)
        case Chain(first, rest):
            return _relative(first) or any(_relative(right) for _, right in rest)
        case Call("current", ()):
            return False
        case Call(name, args):
            if (
                name
                in {
                    "position",
                    "last",
                    "string",
                    "number",
                    "name",
                    "local-name",
                    "normalize-space",
                    "string-length",
                    "lang",
                    "namespace-uri",
                    "random",
                    "uuid",
                    "now",
                }
                and not args
            ):
                return True
            return any(_relative(one) for one in args)
        case Path(start, _, _):
            if start == "/":
                return False
            return True if start == "" else _relative(start)


def _positional(tree: Expr) -> bool:
    match tree:
        case Negate(operand):
            return _positional(operand)
        case Chain(first, rest):
            return _positional(first) or any(_positional(right) for _, right in rest)
        case Call(name, args):
            return (name in {"position", "last"} and not args) or any(
                _positional(one) for one in args
            )
    return False


def _each(nodes: list[Any], s: Scope) -> Iterable[tuple[Any, Scope]]:
    here = Scope(None, s.world, s.origin, 0, len(nodes))
    for node in nodes:
        here.node = node
        here.position += 1
        yield node, here


def _plain_child(step: Step, name: str) -> bool:
    return step.axis == "child" and isinstance(step.test, NameTest) and step.test.local == name


def _inside(d: "Def", around: "Def") -> bool:
    above: Def | None = d
    while above is not None:
        if above is around:
            return True
        above = above.parent
    return False


def _matches_def(test: NameTest | TypeTest, d: "Def") -> bool:
    if isinstance(test, TypeTest):
        return test.kind == "node"
    return test.local in {"*", d.name}


def _merged(steps: tuple[Step, ...]) -> list[Step]:
    """`//name` as one step along descendant, where no position is asked for."""
    merged: list[Step] = []
    for step in steps:
        if (
            merged
            and merged[-1].axis == "descendant-or-self"
            and merged[-1].test == TypeTest("node")
            and not merged[-1].predicates
            and step.axis == "child"
            and not step.predicates
        ):
            merged[-1] = Step("descendant", step.test)
        elif step == Step("self", TypeTest("node")) and (merged or len(steps) > 1):
            continue
        else:
            merged.append(step)
    return merged


def written(tree: Expr) -> str:
    """A path as a person would write it, for sentences."""
    match tree:
        case Path(start, steps, _):
            begin = "" if start == "" else "/" if start == "/" else written(start) + "/"
            parts = []
            for step in steps:
                if isinstance(step.test, TypeTest):
                    parts.append({"self": ".", "parent": ".."}.get(step.axis, "*"))
                else:
                    name = (
                        f"{step.test.prefix}:{step.test.local}"
                        if step.test.prefix
                        else step.test.local
                    )
                    parts.append(("@" if step.axis == "attribute" else "") + name)
            return begin + "/".join(parts)
        case Call(name, _):
            return f"{name}(…)"
    return "…"


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


_ARITHMETIC: dict[str, Callable[[Run, Run], Run]] = {
    "+": lambda a, b: lambda s: a(s) + b(s),
    "-": lambda a, b: lambda s: a(s) - b(s),
    "*": lambda a, b: lambda s: a(s) * b(s),
    "div": lambda a, b: lambda s: _divide(a(s), b(s)),
    "mod": lambda a, b: lambda s: _modulo(a(s), b(s)),
}
_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def compare(test: Callable[[Any, Any], bool], equality: bool, left: Value, right: Value) -> bool:
    """XPath 1.0 section 3.4, with node-sets."""
    if isinstance(left, list) and isinstance(right, list):
        if equality:
            texts = {node.string() for node in right} if test is operator.eq else None
            if texts is not None:
                return any(node.string() in texts for node in left)
            others = [node.string() for node in right]
            return any(test(node.string(), other) for node in left for other in others)
        numbers = [number(node.string()) for node in right]
        return any(test(number(node.string()), other) for node in left for other in numbers)
    if isinstance(left, list) or isinstance(right, list):
        nodes, other = (left, right) if isinstance(left, list) else (right, left)
        assert isinstance(nodes, list)
        if isinstance(other, bool):
            mine: Any = bool(nodes)
            if not equality:
                mine, other = float(mine), float(other)
            return test(mine, other) if nodes is left else test(other, mine)
        if isinstance(other, float) or not equality:
            wanted = number(other)
            if nodes is left:
                return any(test(number(node.string()), wanted) for node in nodes)
            return any(test(wanted, number(node.string())) for node in nodes)
        return any(test(node.string(), other) for node in nodes)
    if equality:
        if isinstance(left, bool) or isinstance(right, bool):
            return test(boolean(left), boolean(right))
        if isinstance(left, float) or isinstance(right, float):
            return test(number(left), number(right))
        return test(left, right)
    return test(number(left), number(right))
