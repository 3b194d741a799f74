"""Questions in certain entries of repeats. Source: ODK XForms spec, "indexed-repeat"."""

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.errors import N_
from app.form import axes
from app.form.expressions import Code, Place, Scope
from app.form.functions.declarations import Functions
from app.form.functions.nodes import place_among
from app.form.paths.reachable import inside
from app.form.problems import ExpressionRefused
from app.form.xpath import Expr, Path

if TYPE_CHECKING:
    from app.form.compiler import Compiler

FUNCTIONS = Functions()


@FUNCTIONS.built("indexed-repeat", 3, 11)
def _indexed_repeat(compiler: "Compiler", args: tuple[Expr, ...], place: Place) -> Code:
    """indexed-repeat(question, repeat, n, ...): the question in the n-th entry of each repeat."""
    if len(args) % 2 == 0:
        raise ExpressionRefused(
            N_("“indexed-repeat” takes a question and then pairs of repeat and number.")
        )
    root = compiler.root
    target = args[0]
    if root is None:
        return _indexed_in_xml(compiler, args, place)
    if not isinstance(target, Path):
        raise ExpressionRefused(
            N_("the first value of “indexed-repeat” is the name of a question.")
        )
    definition = _definition(compiler, target, place)
    numbers: dict[Any, Callable[[Scope], float]] = {}
    for at in range(1, len(args), 2):
        repeat = args[at]
        repeat_definition = (
            _definition(compiler, repeat, place) if isinstance(repeat, Path) else None
        )
        run = compiler.number(compiler.expr(args[at + 1], place))
        if repeat_definition is not None:
            numbers[repeat_definition] = run
    if definition is None:
        return Code("string", lambda s: "")
    chain = []
    ancestor = definition
    while ancestor.parent is not None:
        chain.append(ancestor)
        ancestor = ancestor.parent
    chain.reverse()
    origin = place.origin
    shared = 0
    entered = []
    path: list[tuple[Any, Callable[[Scope], float] | None]] = []
    agreeing = True
    for level in chain:
        if not level.is_repeat:
            continue
        pick = numbers.get(level)
        is_own_entry = agreeing and pick is None and origin is not None and inside(origin, level)
        if is_own_entry:
            shared += 1
        else:
            agreeing = False
            entered.append(level)
            path.append((level, pick))
    for level in entered:
        compiler.reads.places.add((level, min(shared, level.outer_depth)))
    compiler.reads.places.add((definition, min(shared, definition.outer_depth)))
    depth = shared

    slot, is_entry = definition.slot, definition.is_repeat

    def run_nodes(s: Scope) -> list[Any]:
        frames = [s.origin.frame.at(depth) if depth else s.world.root]
        for level, pick in path:
            if pick is None:
                frames = [entry for frame in frames for entry in frame.slots[level.slot].frames]
                continue
            at = _place(pick(s))
            if at is None or at < 0:
                return []
            frames = [
                entries[at]
                for frame in frames
                if at < len(entries := frame.slots[level.slot].frames)
            ]
        return [frame.node if is_entry else frame.slots[slot] for frame in frames]

    return Code("nodes", run_nodes)


def _indexed_in_xml(compiler: "Compiler", args: tuple[Expr, ...], place: Place) -> Code:
    """The same over any XML: nodes whose entry in each repeat stands at the number asked for."""
    nodes = compiler.nodes(compiler.expr(args[0], place), "indexed-repeat")
    pairs = [
        (
            compiler.nodes(compiler.expr(args[at], place), "indexed-repeat"),
            compiler.number(compiler.expr(args[at + 1], place)),
        )
        for at in range(1, len(args), 2)
    ]

    def run(s: Scope) -> list[Any]:
        indexes = [({id(entry) for entry in repeat(s)}, number(s)) for repeat, number in pairs]
        return [
            node
            for node in nodes(s)
            if all(
                any(
                    id(ancestor) in entries and place_among(ancestor) == index
                    for ancestor in axes.AXES["ancestor-or-self"](node)
                )
                for entries, index in indexes
            )
        ]

    return Code("nodes", run)


def _place(value: float) -> int | None:
    if math.isnan(value) or abs(value) > 1e9:
        return None
    return int(value) - 1


def _definition(compiler: "Compiler", path: Path, place: Place) -> Any:
    """The one definition that a path names, predicates apart; None where it names none or several."""
    bare = Path(path.start, tuple(type(step)(step.axis, step.test) for step in path.steps))
    definitions, _ = compiler.known(bare, place)
    if definitions is None or len(definitions) != 1:
        return None
    return next(iter(definitions))
