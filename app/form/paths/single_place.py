"""Paths that lead to exactly one place, whatever is answered: so many frames up, slot so-and-so."""

from app.form.definition import Definition
from app.form.expressions import Code, ContextNode
from app.form.paths.reachable import Reach, is_inside, plain_child
from app.form.xpath import Call, NameTest, Path, Step, TypeTest

_Position = tuple[Definition, int]  # a place, and the depth of the frame that a path is in


class SinglePlace(Reach):
    """Compiles them; a path that meets no repeat is the same code wherever it is written."""

    fixed: dict[int, tuple[Path, Definition | None]]
    fixed_codes: dict[tuple[Definition, int], Code]

    def single(self, tree: Path, place: ContextNode) -> Code | None:
        """A path that leads to exactly one place, whatever is answered; else None."""
        origin = place.origin
        if origin is None or self.root is None or tree.filters:
            return None
        if tree.start == "/":
            fixed = self._fixed(tree)
            if fixed is not None:
                self.reads.places.add((fixed, 0))
                return self._outermost(fixed, origin.frame_depth)
        start = self._start(tree, place, origin)
        target = self._follow(tree, start, origin) if start is not None else None
        if target is None:
            return None
        definition, depth = target
        self.reads.places.add((definition, min(depth, definition.outer_depth)))
        return _reached(definition, depth, origin.frame_depth - depth)

    def _start(self, tree: Path, place: ContextNode, origin: Definition) -> "_Position | None":
        """Where a path begins, when that is one place."""
        match tree.start:
            case "/":
                root = self.root
                named = root is not None and tree.steps and plain_child(tree.steps[0], root.name)
                return (root, 0) if root is not None and named else None
            case "":
                return (origin, origin.frame_depth) if place.at_origin else None
            case Call("current", ()):
                return origin, origin.frame_depth
        return None

    def _follow(self, tree: Path, start: "_Position", origin: Definition) -> "_Position | None":
        """Where the steps of a path lead; None where that may be no place or several."""
        definition, depth = start
        absolute = tree.start == "/"
        for step in tree.steps[1:] if absolute else tree.steps:
            last = step is tree.steps[-1]
            match step:
                case Step(_, _, predicates) if predicates:
                    return None
                case Step("self", TypeTest("node")):
                    continue
                case Step("parent", TypeTest("node")):
                    following = definition.parent
                    depth -= definition.is_repeat
                case Step("attribute", NameTest(_, name)):
                    following = definition.by_name.get(f"@{name}") if last else None
                case Step("child", NameTest(_, name)) if name != "*":
                    following = definition.by_name.get(name)
                    if following is not None and following.is_repeat:
                        # an absolute path to something in the same repeat means the same entry
                        # (JavaRosa contextualises so; pyxform before 1.0 wrote nothing else)
                        if not absolute or last or not is_inside(origin, following):
                            return None
                        depth += 1
                case _:
                    return None
            if following is None:
                return None
            definition = following
        return definition, depth

    def _fixed(self, tree: Path) -> Definition | None:
        """The place of a path from the root that meets no repeat: the same wherever it is written."""
        fixed = self.fixed.get(id(tree))
        if fixed is None:
            # the tree is kept too, so that no other can have its id
            fixed = self.fixed[id(tree)] = (tree, self._walked(tree))
        return fixed[1]

    def _walked(self, tree: Path) -> Definition | None:
        definition = self.root
        if definition is None or not tree.steps or not plain_child(tree.steps[0], definition.name):
            return None
        for at, step in enumerate(tree.steps):
            if step.predicates or step.axis != "child" or not isinstance(step.test, NameTest):
                return None
            if at:
                definition = definition.by_name.get(step.test.local) if definition is not None else None
            if definition is None or definition.is_repeat:
                return None
        return definition if definition is not self.root else None

    def _outermost(self, definition: Definition, levels: int) -> Code:
        code = self.fixed_codes.get((definition, levels))
        if code is None:
            code = self.fixed_codes[(definition, levels)] = _reached(definition, 0, levels)
        return code


def _reached(definition: Definition, depth: int, levels: int) -> Code:
    """A place of the frame at a depth, from a frame `levels` levels inside of that."""
    slot = definition.slot
    leaf = not definition.children
    group = None if leaf else definition
    if definition.is_repeat or definition.parent is None:
        return Code("one", lambda s: s.origin.frame.at(depth).node, leaf, group)
    if levels == 0:
        return Code("one", lambda s: s.origin.frame.slots[slot], leaf, group)
    if levels == 1:
        return Code("one", lambda s: s.origin.frame.up.slots[slot], leaf, group)
    return Code("one", lambda s: s.origin.frame.at(depth).slots[slot], leaf, group)
