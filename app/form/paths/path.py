"""Compiles location paths: to one place by two indexes where that is certain, else along the axes."""

from collections.abc import Callable
from typing import Any

from app.form.definition import Definition
from app.form.expressions import Code, ContextNode, Scope
from app.form.paths.lookups import Move
from app.form.paths.reachable import merged
from app.form.paths.single_place import SinglePlace
from app.form.paths.steps import StepCompiler
from app.form.xpath import Call, Expr, NameTest, Path, TypeTest

# -- path text ---------------------------------------------------------------------------------
# A path as a person would write it, for sentences.


def format_path(tree: Expr) -> str:
    """An expression as a form writes it, for a message to its author."""
    match tree:
        case Path(start, steps, _):
            begin = "" if start == "" else "/" if start == "/" else format_path(start) + "/"
            parts = []
            for step in steps:
                if isinstance(step.test, TypeTest):
                    parts.append({"self": ".", "parent": ".."}.get(step.axis, "*"))
                else:
                    name = f"{step.test.prefix}:{step.test.local}" if step.test.prefix else step.test.local
                    parts.append(("@" if step.axis == "attribute" else "") + name)
            return begin + "/".join(parts)
        case Call(name, _):
            return f"{name}(…)"
    return "…"


# -- path ---------------------------------------------------------------------------------------

CURRENT = Call("current", ())


class Paths(SinglePlace, StepCompiler):
    """Compiles location paths."""

    def path(self, tree: Path, place: ContextNode) -> Code:
        """A path as code: a single place, rows found by an index, or steps along the axes."""
        single = self.single(tree, place)
        if single is not None:
            return single
        start = tree.start
        definitions: frozenset[Definition] | None
        depth = 0
        steps = tree.steps
        if start == "":
            definitions = place.node
            depth = place.origin.frame_depth if place.at_origin and place.origin else 0
            base: Callable[[Scope], list[Any]] = lambda s: [s.node]  # noqa: E731
        elif start == "/":
            definitions, base, depth, steps = self.absolute(steps, place)
        elif start == CURRENT and place.origin is not None and steps:
            # only gone from: what the question itself holds isn't looked at
            base = lambda s: [s.origin]  # noqa: E731
            definitions, depth = self.reachable_from(CURRENT, place)
        else:
            code = self.expr(start, place)
            base = self.nodes(code, "/" if steps else "[ ]")
            definitions, depth = self.reachable_from(start, place)
        walk: list[Move] = []
        if tree.filters:
            for predicate in tree.filters:
                walk.append(self.predicate(predicate, place, definitions))
        shared = depth
        entered: set[Definition] = set()
        for step in merged(steps):
            walk.append(self.step(step, place, definitions))
            if definitions is not None:
                definitions, shared = self.reach(step, definitions, shared, entered)
        if definitions is not None:
            self._missing(tree, definitions)
            for definition in definitions | entered:
                self.reads.places.add((definition, min(shared, definition.outer_depth)))
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

    def _missing(self, tree: Path, definitions: frozenset[Definition]) -> None:
        if definitions or self.root is None or not tree.steps:
            return
        last = tree.steps[-1]
        if any(step.axis == "attribute" for step in tree.steps):
            return
        if isinstance(last.test, NameTest) and last.test.local != "*":
            self.reads.instances.add("?" + format_path(tree))
