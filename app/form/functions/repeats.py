"""Questions in certain entries of repeats. Source: ODK XForms spec, "indexed-repeat"."""

import math
from collections.abc import Callable
from typing import Any

from app.errors import N_
from app.form import axes
from app.form.definition import Definition
from app.form.expressions import Code, Scope
from app.form.functions.declarations import FUNCTIONS, Arguments
from app.form.functions.nodes import place_among
from app.form.paths.reachable import is_inside
from app.form.problems import ExpressionRefused
from app.form.xpath import Path

EntryNumber = Callable[[Scope], float]


@FUNCTIONS.built("indexed-repeat", 3, 11)
def _indexed_repeat(args: Arguments) -> Code:
    """indexed-repeat(question, repeat, n, ...): the question in the n-th entry of each repeat."""
    if len(args.trees) % 2 == 0:
        raise ExpressionRefused(N_("“indexed-repeat” takes a question and then pairs of repeat and number."))
    target = args.trees[0]
    if args.compiler.root is None:
        return _indexed_in_xml(args)
    if not isinstance(target, Path):
        raise ExpressionRefused(N_("the first value of “indexed-repeat” is the name of a question."))
    definition = _definition(args, target)
    numbers = _entry_numbers(args)
    if definition is None:
        return Code("string", lambda s: "")
    depth, picked = _levels(definition, numbers, args.place.origin)
    for level, _ in picked:
        args.reads.places.add((level, min(depth, level.outer_depth)))
    args.reads.places.add((definition, min(depth, definition.outer_depth)))
    slot, is_entry = definition.slot, definition.is_repeat

    def run_nodes(s: Scope) -> list[Any]:
        frames = [s.origin.frame.at(depth) if depth else s.world.root]
        for level, number in picked:
            if number is None:
                frames = [entry for frame in frames for entry in frame.slots[level.slot].frames]
                continue
            at = _place(number(s))
            if at is None or at < 0:
                return []
            frames = [entries[at] for frame in frames if at < len(entries := frame.slots[level.slot].frames)]
        return [frame.node if is_entry else frame.slots[slot] for frame in frames]

    return Code("nodes", run_nodes)


def _entry_numbers(args: Arguments) -> dict[Definition, EntryNumber]:
    """Of each repeat that is named, which entry is meant."""
    numbers: dict[Definition, EntryNumber] = {}
    for at in range(1, len(args.trees), 2):
        repeat = args.trees[at]
        definition = _definition(args, repeat) if isinstance(repeat, Path) else None
        run = args.number(at + 1)
        if definition is not None:
            numbers[definition] = run
    return numbers


def _levels(
    definition: Definition, numbers: dict[Definition, EntryNumber], origin: Definition | None
) -> tuple[int, list[tuple[Definition, EntryNumber | None]]]:
    """How many of the repeats around a place are the entry that the expression stands in, and which
    entries are meant of the others, from the outside in (None: all)."""
    repeats: list[Definition] = []
    level: Definition | None = definition
    while level is not None and level.parent is not None:
        if level.is_repeat:
            repeats.append(level)
        level = level.parent
    depth = 0
    picked: list[tuple[Definition, EntryNumber | None]] = []
    for repeat in reversed(repeats):
        number = numbers.get(repeat)
        is_own = not picked and number is None and origin is not None and is_inside(origin, repeat)
        if is_own:
            depth += 1
        else:
            picked.append((repeat, number))
    return depth, picked


def _indexed_in_xml(args: Arguments) -> Code:
    """The same over any XML: nodes whose entry in each repeat stands at the number asked for."""
    nodes = args.nodes("indexed-repeat")
    pairs = [(args.nodes("indexed-repeat", at), args.number(at + 1)) for at in range(1, len(args.trees), 2)]

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


def _definition(args: Arguments, path: Path) -> Any:
    """The one definition that a path names, predicates apart; None where it names none or several."""
    bare = Path(path.start, tuple(type(step)(step.axis, step.test) for step in path.steps))
    definitions, _ = args.compiler.reachable_from(bare, args.place)
    if definitions is None or len(definitions) != 1:
        return None
    return next(iter(definitions))
