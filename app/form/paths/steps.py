"""Steps along the axes of XPath 1.0, and their predicates."""

from collections.abc import Callable, Iterable
from typing import Any

from app.form import axes
from app.form.budget import spend
from app.form.definition import Definition
from app.form.expressions import ContextNode, Scope
from app.form.paths.lookups import Lookups, Move
from app.form.values import boolean
from app.form.xpath import Expr, NameTest, Step


class StepCompiler(Lookups):
    """Compiles one step from any places to any others."""

    namespaces: dict[str, str]
    default_ns: str | None
    strict_names: bool

    def step(self, step: Step, place: ContextNode, definitions: frozenset[Definition] | None) -> Move:
        """One step of a path, of nodes to nodes; a child of a known name is looked up, not
        searched."""
        test = step.test
        reach: frozenset[Definition] | None = None
        if definitions is not None:
            reach, _ = self.reach(step, definitions, 0, set())
        if (
            step.axis == "child"
            and isinstance(test, NameTest)
            and test.local != "*"
            and not self.strict_names
            and (not test.prefix or definitions is not None or self.root is not None)
        ):
            name = test.local
            if not step.predicates:
                return _children(name)
            indexed = self.indexed(step, place, reach) if definitions is None else None
            if indexed is not None:
                return indexed
            select: Callable[[Any], list[Any]] = lambda node: node.named(name)  # noqa: E731
        else:
            matches = axes.test_of(test, step.axis, self.namespaces, self.default_ns, strict=self.strict_names)
            axis = axes.AXES[step.axis]
            select = lambda node: [candidate for candidate in axis(node) if matches(candidate)]  # noqa: E731
        filters = [self.predicate(predicate, place, reach) for predicate in step.predicates]
        simple = step.axis in {"child", "self", "attribute"}
        backward = step.axis in axes.REVERSE

        def run(nodes: list[Any], s: Scope) -> list[Any]:
            if len(nodes) == 1:
                selected = select(nodes[0])
                spend(s.world, len(selected))
                for keep in filters:
                    selected = keep(selected, s)
                return selected[::-1] if backward else selected
            selected_nodes: list[Any] = []
            for node in nodes:
                selected = select(node)
                spend(s.world, len(selected) + 1)
                for keep in filters:
                    selected = keep(selected, s)
                selected_nodes += selected
            return selected_nodes if simple else axes.ordered(selected_nodes)

        return run

    def predicate(self, tree: Expr, place: ContextNode, definitions: frozenset[Definition] | None) -> Move:
        """What a condition in brackets leaves of nodes: the one at a number, or those for which it
        is true."""
        self.reads.loops = True
        code = self.expr(tree, ContextNode(place.origin, definitions, at_origin=False))
        run = code.run
        if code.kind == "number":
            if code.constant is not None and code.constant == int(code.constant):
                at = int(code.constant) - 1
                return lambda nodes, s: nodes[at : at + 1] if at >= 0 else []
            return lambda nodes, s: [node for node, inner in _with_scopes(nodes, s) if run(inner) == inner.position]
        if code.kind == "any":
            return lambda nodes, s: [
                node
                for node, inner in _with_scopes(nodes, s)
                if (result == inner.position if isinstance(result := run(inner), float) else boolean(result))
            ]
        holds = self.boolean(code)
        return lambda nodes, s: [node for node, inner in _with_scopes(nodes, s) if holds(inner)]


def _children(name: str) -> Move:
    def run(nodes: list[Any], s: Scope) -> list[Any]:
        children = nodes[0].named(name) if len(nodes) == 1 else [kid for node in nodes for kid in node.named(name)]
        if len(children) > 1:
            spend(s.world, len(children))
        return children

    return run


def _with_scopes(nodes: list[Any], s: Scope) -> Iterable[tuple[Any, Scope]]:
    spend(s.world, len(nodes))
    inner = Scope(None, s.world, s.origin, 0, len(nodes))
    for node in nodes:
        inner.node = node
        inner.position += 1
        yield node, inner
