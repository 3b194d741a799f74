"""Paths that lead to exactly one place, whatever is answered: so many frames up, slot so-and-so."""

from typing import TYPE_CHECKING

from app.form.computations import Code, Place
from app.form.paths.reachable import Reach, inside, plain_child
from app.form.xpath import Call, NameTest, Path, TypeTest

if TYPE_CHECKING:
    from app.form.definition import Def


class Single(Reach):
    """Compiles them; a path that meets no repeat is the same code wherever it is written."""

    fixed: "dict[int, tuple[Path, Def | None]]"
    fixed_codes: "dict[tuple[Def, int], Code]"

    def single(self, tree: Path, place: Place) -> Code | None:
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
            if not tree.steps or not plain_child(tree.steps[0], self.root.name):
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
                if start != "/" or not inside(origin, child) or step is tree.steps[-1]:
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
        if d is None or not tree.steps or not plain_child(tree.steps[0], d.name):
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


def _reached(d: "Def", up: int) -> Code:
    """A place of the outermost frame, from a frame `up` levels inside."""
    slot, leaf, group = d.slot, not d.children, d if d.children else None
    if up == 0:
        return Code("one", lambda s: s.origin.frame.slots[slot], leaf, group)
    if up == 1:
        return Code("one", lambda s: s.origin.frame.up.slots[slot], leaf, group)
    return Code("one", lambda s: s.origin.frame.at(0).slots[slot], leaf, group)
