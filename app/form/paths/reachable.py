"""Which definitions of the form a path may arrive at, whatever is answered."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.form import axes
from app.form.computations import (
    Code,
    Conversions,
    Place,
    Reads,
    Scope,
)
from app.form.xpath import Call, Chain, Expr, NameTest, Path, Step, TypeTest

if TYPE_CHECKING:
    from app.form.definition import Def


class Reach(Conversions):
    """What is known of a path before anybody answers."""

    root: "Def | None"
    reads: Reads

    def expr(self, tree: Expr, place: Place) -> Code:
        """The code of any expression (app.form.compiler)."""
        raise NotImplementedError

    def known(self, start: Expr, place: Place) -> "tuple[frozenset[Def] | None, int]":
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
                    defs, _, depth, steps = self.absolute(steps, place)
                else:
                    defs, depth = self.known(begin, place)
                for step in merged(steps):
                    if defs is None:
                        return None, 0
                    defs, depth = self.reach(step, defs, depth, set())
                return defs, depth
            case Chain(first, rest) if rest[0][0] == "|":
                found: frozenset[Def] = frozenset()
                for one in (first, *(r for _, r in rest)):
                    defs, _ = self.known(one, place)
                    if defs is None:
                        return None, 0
                    found |= defs
                return found, 0
            case Call("randomize", (first, *_)):
                return self.known(first, place)
        return None, 0

    def reach(
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

    def absolute(
        self, steps: tuple[Step, ...], place: Place
    ) -> "tuple[frozenset[Def] | None, Callable[[Scope], list[Any]], int, tuple[Step, ...]]":
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
        d, at, depth = root, 1, 0
        if origin is not None:
            while at < len(steps) - 1:
                step = steps[at]
                if step.axis != "child" or not isinstance(step.test, NameTest) or step.predicates:
                    break
                child = d.by_name.get(step.test.local)
                if child is None or (child.is_repeat and not inside(origin, child)):
                    break
                if not inside(origin, child):
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


def _document(s: Scope) -> list[Any]:
    """Of XML without a form: the document that "/" means, told by the world or the node's own."""
    return [getattr(s.world, "primary", None) or axes.top(s.node)]


def inside(d: "Def", around: "Def") -> bool:
    above: Def | None = d
    while above is not None:
        if above is around:
            return True
        above = above.parent
    return False


def plain_child(step: Step, name: str) -> bool:
    return step.axis == "child" and isinstance(step.test, NameTest) and step.test.local == name


def _matches_def(test: NameTest | TypeTest, d: "Def") -> bool:
    if isinstance(test, TypeTest):
        return test.kind == "node"
    return test.local in {"*", d.name}


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
