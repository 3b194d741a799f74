"""One laptop and headquarters as a model, from docs/formats/sync.md and sync-client.md alone: what is
lost, comes twice or late, is restored or copied, and what the page may say meanwhile.

A record is a number, in the order in which it was written anywhere. Layla's follow one another in a
stream; where an older copy of her records goes on, it writes beside what was there. A rule can be left
out, to see what it is for.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

MINE, OTHERS = "Layla", "a colleague"


@dataclass(frozen=True)
class Record:
    """`before`: which it follows in its author's stream."""

    author: str
    before: int | None = None


@dataclass(frozen=True)
class Laptop:
    """`unsent`: of what is here, what headquarters is not known to have. `receipts`: (epoch, record)
    that it signed. `reached`: up to which place its records were fetched."""

    has: tuple[int, ...] = ()
    unsent: frozenset[int] = frozenset()
    epoch: int = -1
    receipts: frozenset[tuple[int, int]] = frozenset()
    reached: int = 0
    last: int | None = None  # of my own, which the next one follows


@dataclass(frozen=True)
class Headquarters:
    """`log`: records by their places, from 1."""

    epoch: int = 0
    log: tuple[int, ...] = ()


@dataclass(frozen=True)
class World:
    """`late`: records that a request brings which was lost on the way, and comes all the same."""

    records: tuple[Record, ...] = ()
    laptop: Laptop = field(default_factory=Laptop)
    headquarters: Headquarters = field(default_factory=Headquarters)
    copy: Laptop | None = None
    backup: Headquarters | None = None
    late: tuple[int, ...] = ()
    disasters: int = 0


@dataclass(frozen=True)
class Rules:
    """What holds; each can be left out."""

    epochs: bool = True  # a restored headquarters is another history
    hashes: bool = True  # else a place in a stream names a record
    tips_are_looked_at: bool = True  # each meeting says again what of my stream is there
    rows_before_cursors: bool = True
    receipts_after_the_commit: bool = True
    receipts_over_no_hole: bool = True  # only for what is there from its stream's beginning
    receipts_are_needed: bool = True  # to say "held"
    receipts_are_verified: bool = True
    receipts_are_of_an_epoch: bool = True


@dataclass(frozen=True)
class Play:
    liar: bool = False
    most_records: int = 3
    most_disasters: int = 2


ALL = Rules()
BREAKS = ("no answer to hello", "push lost", "answer to push lost", "pull cut")
NO_BREAK = ""


def place(world: World, record: int) -> tuple[str, int]:
    """Its author, and how many come before it in the stream."""
    steps, at = 0, world.records[record].before
    while at is not None:
        steps, at = steps + 1, world.records[at].before
    return world.records[record].author, steps


def followed(world: World, record: int) -> set[int]:
    """It, and all that it follows."""
    chain, at = set[int](), record if record >= 0 else None
    while at is not None:
        chain.add(at)
        at = world.records[at].before
    return chain


def is_held(world: World, record: int, rules: Rules = ALL) -> bool:
    """What the page says of one of Layla's."""
    laptop = world.laptop
    if record in laptop.unsent:
        return False
    if not rules.receipts_are_needed:
        return True
    return any(
        record in followed(world, tip)
        for epoch, tip in laptop.receipts
        if epoch == laptop.epoch or not rules.receipts_are_of_an_epoch
    )


# -- headquarters ----------------------------------------------------------------------------


def takes(world: World, record: int, rules: Rules) -> World:
    """A push of one record arrives."""
    log = world.headquarters.log
    there = record in log
    if not rules.hashes:
        there = place(world, record) in {place(world, other) for other in log}
    if there:
        return world
    return replace(world, headquarters=replace(world.headquarters, log=(*log, record)))


# -- the laptop ------------------------------------------------------------------------------


def syncs(world: World, breaks_at: str, rules: Rules, *, lies: bool = False) -> World:
    """hello, push, pull, as far as it comes. `lies`: headquarters keeps nothing of what it is sent, and
    says that it does, without a signature that holds."""
    if breaks_at == "no answer to hello":
        return world
    world = _meets(world, rules)
    to_send = [record for record in world.laptop.has if record in world.laptop.unsent]
    if breaks_at == "push lost" and to_send:
        return replace(world, late=tuple(dict.fromkeys((*world.late, *to_send))))
    if not lies:
        for record in to_send:
            world = takes(world, record, rules)
    if breaks_at == "answer to push lost" and to_send:
        return world
    unsaid = world.laptop.unsent
    world = replace(world, laptop=replace(world.laptop, unsent=frozenset()))
    if not lies:
        world = _with_receipts(world, {world.records[record].author for record in unsaid}, rules)
    elif not rules.receipts_are_verified:
        forged = {(world.headquarters.epoch, record) for record in unsaid}
        receipts = world.laptop.receipts | forged
        world = replace(world, laptop=replace(world.laptop, receipts=receipts))
    return _pulls(world, breaks_at, rules)


def _with_receipts(world: World, authors: set[str], rules: Rules) -> World:
    """Headquarters signs for what it has of these authors, from their beginning."""
    laptop = world.laptop
    signed = {
        (world.headquarters.epoch, record)
        for record in world.headquarters.log
        if record in laptop.has and world.records[record].author in authors and is_whole(world, record, rules)
    }
    return replace(world, laptop=replace(laptop, receipts=laptop.receipts | signed))


def _meets(world: World, rules: Rules) -> World:
    laptop, there = world.laptop, world.headquarters
    if laptop.epoch != there.epoch:
        laptop = replace(laptop, epoch=there.epoch, unsent=frozenset(laptop.has), reached=0)
        # those that are there are not sent again: `have` for the others', the tips for my own
        laptop = replace(laptop, unsent=laptop.unsent - _there(world, laptop, rules))
    elif rules.tips_are_looked_at:
        mine = {record for record in laptop.has if world.records[record].author == MINE}
        unsent = (laptop.unsent - mine) | (mine - _there(world, laptop, rules))
        laptop = replace(laptop, unsent=frozenset(unsent))
    return _with_receipts(replace(world, laptop=laptop), {MINE}, rules)


def _there(world: World, laptop: Laptop, rules: Rules) -> frozenset[int]:
    log = world.headquarters.log
    if not rules.hashes:
        places = {place(world, record) for record in log}
        return frozenset(record for record in laptop.has if place(world, record) in places)
    return frozenset(
        record
        for record in laptop.has
        if (record in log if world.records[record].author != MINE else is_whole(world, record, rules))
    )


def is_whole(world: World, record: int, rules: Rules) -> bool:
    """Is it there, with all that it follows?"""
    log = world.headquarters.log
    whole = followed(world, record) <= set(log)
    return record in log and (whole or not rules.receipts_over_no_hole)


def _pulls(world: World, breaks_at: str, rules: Rules) -> World:
    laptop, log = world.laptop, world.headquarters.log
    if breaks_at == "pull cut":
        if rules.rows_before_cursors:
            return world
        return replace(world, laptop=replace(laptop, reached=len(log)))
    news = [record for record in log[laptop.reached :] if record not in laptop.has]
    laptop = replace(laptop, has=(*laptop.has, *news), reached=len(log))
    return _with_receipts(replace(world, laptop=laptop), {MINE, OTHERS}, rules)


# -- what may happen -------------------------------------------------------------------------


def steps(world: World, play: Play, rules: Rules = ALL) -> Iterator[tuple[str, World]]:
    number, laptop = len(world.records), world.laptop
    if number < play.most_records:
        written = replace(laptop, has=(*laptop.has, number), unsent=laptop.unsent | {number}, last=number)
        yield "Layla writes", replace(world, records=(*world.records, Record(MINE, laptop.last)), laptop=written)
        there = replace(world.headquarters, log=(*world.headquarters.log, number))
        before = [n for n, record in enumerate(world.records) if record.author == OTHERS]
        written_there = Record(OTHERS, before[-1] if before else None)
        yield (
            "a colleague’s record comes to headquarters",
            replace(world, records=(*world.records, written_there), headquarters=there),
        )
    yield "Layla syncs", syncs(world, NO_BREAK, rules)
    for record in world.late:
        arrived = takes(world, record, rules)
        yield (
            f"a lost push of {record} arrives",
            replace(arrived, late=tuple(late for late in world.late if late != record)),
        )
    if world.disasters < play.most_disasters:
        for label, after in _disasters(world, play, rules):
            yield label, replace(after, disasters=world.disasters + 1)


def _disasters(world: World, play: Play, rules: Rules) -> Iterator[tuple[str, World]]:
    for breaks_at in BREAKS:
        yield f"Layla syncs: {breaks_at}", syncs(world, breaks_at, rules)
    if not rules.receipts_after_the_commit and world.laptop.unsent:
        summary = syncs(world, NO_BREAK, rules)
        yield "headquarters ends before it has written", replace(summary, headquarters=world.headquarters)
    if world.copy is None:
        yield "Layla’s records are copied", replace(world, copy=world.laptop)
    else:
        yield "the copy takes their place", replace(world, laptop=world.copy)
    if world.backup is None:
        yield "headquarters is copied", replace(world, backup=world.headquarters)
    else:
        epoch = world.headquarters.epoch + (1 if rules.epochs else 0)
        yield "headquarters is restored", replace(world, headquarters=replace(world.backup, epoch=epoch))
    if play.liar:
        yield "Layla syncs with a liar", syncs(world, NO_BREAK, rules, lies=True)


# -- what must not ---------------------------------------------------------------------------


def breaks(world: World, play: Play, rules: Rules = ALL) -> Iterator[str]:
    """Promise 24, and that the rest comes together."""
    laptop, there = world.laptop, world.headquarters
    if laptop.epoch == there.epoch:
        mine = [record for record in laptop.has if world.records[record].author == MINE]
        if any(is_held(world, record, rules) and record not in there.log for record in mine):
            yield "said to be held, and is not there"
        if not set(there.log[: laptop.reached]) <= set(laptop.has):
            yield "a place counts as reached, and its record is not here"
    quiet = world
    for _ in range(2):
        quiet = syncs(quiet, NO_BREAK, rules)
    for record in set(quiet.laptop.has) - set(quiet.headquarters.log):
        if world.records[record].author == MINE or not play.liar:
            yield "what is here never comes to headquarters"
        else:
            yield "left open: a colleague’s record that a liar said it has, until its author calls"
    if not set(quiet.headquarters.log) <= set(quiet.laptop.has):
        yield "what is at headquarters never comes here"
