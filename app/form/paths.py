"""Paths: to one place by two indexes where that is sure, else along the axes of XPath 1.0."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from app.form import axes
from app.form.budget import spend
from app.form.codes import Code, Conversions, Place, Reads, Run, Scope
from app.form.values import boolean
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
)

if TYPE_CHECKING:
    from app.form.definition import Def


class Paths(Conversions):
    """Compiles location paths and their predicates."""

    root: "Def | None"
    namespaces: dict[str, str]
    default_ns: str | None
    strict_names: bool
    reads: Reads
    fixed: "dict[int, tuple[Path, Def | None]]"
    fixed_codes: "dict[tuple[Def, int], Code]"
    columns: set[str]  # by which rows of lists are looked up

    def expr(self, tree: Expr, place: Place) -> Code:
        """The code of any expression (app.form.compile)."""
        raise NotImplementedError

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
        self.reads.loops |= bool(walk)
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
        if start == "/":
            known = self._fixed(tree)
            if known is not None:
                self.reads.places.add((known, 0))
                return self._at(known, origin.frame_depth)
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
            if step.axis == "attribute" and isinstance(test, NameTest):
                bound = d.by_name.get(f"@{test.local}")
                if bound is None or step is not tree.steps[-1]:
                    return None
                d = bound
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
        leaf, group = not d.children, d if d.children else None
        if own:
            return Code("one", lambda s: s.origin.frame.at(depth).node, leaf, group)
        if up == 0:
            return Code("one", lambda s: s.origin.frame.slots[slot], leaf, group)
        if up == 1:
            return Code("one", lambda s: s.origin.frame.up.slots[slot], leaf, group)
        return Code("one", lambda s: s.origin.frame.at(depth).slots[slot], leaf, group)

    def _fixed(self, tree: Path) -> "Def | None":
        """The place of a path from the root that meets no repeat: the same wherever it is written."""
        found = self.fixed.get(id(tree))
        if found is None:
            # the tree is kept too, so that no other can have its id
            found = self.fixed[id(tree)] = (tree, self._walked(tree))
        return found[1]

    def _walked(self, tree: Path) -> "Def | None":
        d = self.root
        if d is None or not tree.steps or not _plain_child(tree.steps[0], d.name):
            return None
        for at, step in enumerate(tree.steps):
            if step.predicates or step.axis != "child" or not isinstance(step.test, NameTest):
                return None
            if at:
                d = d.by_name.get(step.test.local) if d is not None else None
            if d is None or d.is_repeat:
                return None
        return d if d is not self.root else None

    def _at(self, d: "Def", up: int) -> Code:
        code = self.fixed_codes.get((d, up))
        if code is None:
            code = self.fixed_codes[(d, up)] = _reached(d, up)
        return code

    def _absolute(
        self, steps: tuple[Step, ...], place: Place
    ) -> "tuple[frozenset[Def] | None, Callable[[Scope], list[Any]], int, tuple[Step, ...]]":
        root, origin = self.root, place.origin
        if root is None:
            return None, _document, 0, steps
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
                return _children(name)
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
                spend(s.world, len(found))
                for keep in filters:
                    found = keep(found, s)
                return found[::-1] if backward else found
            everything: list[Any] = []
            for node in nodes:
                found = select(node)
                spend(s.world, len(found) + 1)
                for keep in filters:
                    found = keep(found, s)
                everything += found
            return everything if simple else axes.ordered(everything)

        return run

    def _predicate(
        self, tree: Expr, place: Place, defs: "frozenset[Def] | None"
    ) -> Callable[[list[Any], Scope], list[Any]]:
        self.reads.loops = True
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
                self.columns.add(column)
                return column, self.string(wanted)
        return None


def _document(s: Scope) -> list[Any]:
    """Of XML without a form: the document that "/" means, told by the world or the node's own."""
    return [getattr(s.world, "primary", None) or axes.top(s.node)]


def _reached(d: "Def", up: int) -> Code:
    """A place of the outermost frame, from a frame `up` levels inside."""
    slot, leaf, group = d.slot, not d.children, d if d.children else None
    if up == 0:
        return Code("one", lambda s: s.origin.frame.slots[slot], leaf, group)
    if up == 1:
        return Code("one", lambda s: s.origin.frame.up.slots[slot], leaf, group)
    return Code("one", lambda s: s.origin.frame.at(0).slots[slot], leaf, group)


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


def _children(name: str) -> Callable[[list[Any], Scope], list[Any]]:
    def run(nodes: list[Any], s: Scope) -> list[Any]:
        found = (
            nodes[0].named(name)
            if len(nodes) == 1
            else [kid for node in nodes for kid in node.named(name)]
        )
        if len(found) > 1:
            spend(s.world, len(found))
        return found

    return run


def _each(nodes: list[Any], s: Scope) -> Iterable[tuple[Any, Scope]]:
    spend(s.world, len(nodes))
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
