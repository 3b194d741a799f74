"""Which definitions of the form a path may arrive at, whatever is answered."""

from collections.abc import Callable
from typing import Any

from app.form import axes
from app.form.definition import Definition
from app.form.expressions import Code, ContextNode, Conversions, Reads, Scope
from app.form.xpath import Call, Chain, Expr, NameTest, Path, Step, TypeTest


class Reach(Conversions):
    """What is known of a path before anybody answers."""

    root: Definition | None
    reads: Reads

    def expr(self, tree: Expr, place: ContextNode) -> Code:
        """The code of any expression (app.form.compiler)."""
        raise NotImplementedError

    def reachable_from(self, start: Expr, place: ContextNode) -> tuple[frozenset[Definition] | None, int]:
        """The places that an expression before a path may stand for, None for any, and the depth of
        their frames."""
        match start:
            case Call("current", ()):
                if place.origin is None:
                    return None, 0
                return frozenset([place.origin]), place.origin.frame_depth
            case Path(begin, steps, _):
                if begin == "":
                    definitions = place.node
                    depth = place.origin.frame_depth if place.origin and place.at_origin else 0
                elif begin == "/":
                    definitions, _, depth, steps = self.absolute(steps, place)
                else:
                    definitions, depth = self.reachable_from(begin, place)
                for step in merged(steps):
                    if definitions is None:
                        return None, 0
                    definitions, depth = self.reach(step, definitions, depth, set())
                return definitions, depth
            case Chain(first, operations) if operations[0][0] == "|":
                reached: frozenset[Definition] = frozenset()
                for operand in (first, *(r for _, r in operations)):
                    definitions, _ = self.reachable_from(operand, place)
                    if definitions is None:
                        return None, 0
                    reached |= definitions
                return reached, 0
            case Call("randomize", (first, *_)):
                return self.reachable_from(first, place)
        return None, 0

    def reach(
        self, step: Step, definitions: frozenset[Definition], depth: int, entered: set[Definition]
    ) -> tuple[frozenset[Definition], int]:
        """Which definitions a step may arrive at; `depth` is the frame it surely stays in."""
        reached: set[Definition] = set()
        for definition in definitions:
            match step.axis:
                case "child":
                    reach: list[Definition] = definition.children
                case "self":
                    reach = [definition]
                case "parent":
                    reach = [definition.parent] if definition.parent else []
                    if definition.is_repeat:
                        depth = min(depth, definition.frame_depth - 1)
                case "ancestor" | "ancestor-or-self":
                    reach = [definition] if step.axis == "ancestor-or-self" else []
                    ancestor = definition.parent
                    while ancestor:
                        reach.append(ancestor)
                        ancestor = ancestor.parent
                    depth = 0
                case "descendant" | "descendant-or-self":
                    reach = [definition] if step.axis == "descendant-or-self" else []
                    stack = list(definition.children)
                    while stack:
                        descendant = stack.pop()
                        reach.append(descendant)
                        stack += descendant.children
                case "following-sibling" | "preceding-sibling":
                    reach = definition.parent.children if definition.parent else []
                    if definition.is_repeat:
                        depth = min(depth, definition.frame_depth - 1)
                case "following" | "preceding":
                    reach = self.root.everything() if self.root else []
                    depth = 0
                case _:
                    reach = []
            reached.update(candidate for candidate in reach if _matches_def(step.test, candidate))
        entered.update(definition for definition in reached if definition.is_repeat)
        return frozenset(reached), depth

    def absolute(
        self, steps: tuple[Step, ...], place: ContextNode
    ) -> tuple[frozenset[Definition] | None, Callable[[Scope], list[Any]], int, tuple[Step, ...]]:
        """For a path that begins with /: what it may arrive at (None: anything), what gives its
        beginning, the depth of that, and the steps that are left."""
        root, origin = self.root, place.origin
        if root is None:
            return None, _document, 0, steps
        if not steps or not plain_child(steps[0], root.name):
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
        definition, at, depth = root, 1, 0
        if origin is not None:
            while at < len(steps) - 1:
                step = steps[at]
                if step.axis != "child" or not isinstance(step.test, NameTest) or step.predicates:
                    break
                child = definition.by_name.get(step.test.local)
                if child is None or (child.is_repeat and not is_inside(origin, child)):
                    break
                if not is_inside(origin, child):
                    break
                definition, at = child, at + 1
                if child.is_repeat:
                    depth += 1
        further = steps[at:]
        if depth == 0:
            definition, further = root, steps[1:]
            return frozenset([root]), lambda s: [s.world.root.node], 0, further
        if definition.is_repeat:
            return (frozenset([definition]), lambda s: [s.origin.frame.at(depth).node], depth, further)
        slot = definition.slot
        return (frozenset([definition]), lambda s: [s.origin.frame.at(depth).slots[slot]], depth, further)


def _document(s: Scope) -> list[Any]:
    """Of XML without a form: the document that "/" means, told by the world or the node's own."""
    return [getattr(s.world, "primary", None) or axes.top(s.node)]


def is_inside(definition: Definition, repeat: Definition) -> bool:
    ancestor: Definition | None = definition
    while ancestor is not None:
        if ancestor is repeat:
            return True
        ancestor = ancestor.parent
    return False


def plain_child(step: Step, name: str) -> bool:
    return step.axis == "child" and isinstance(step.test, NameTest) and step.test.local == name


def _matches_def(test: NameTest | TypeTest, definition: Definition) -> bool:
    if isinstance(test, TypeTest):
        return test.kind == "node"
    return test.local in {"*", definition.name}


def merged(steps: tuple[Step, ...]) -> list[Step]:
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
