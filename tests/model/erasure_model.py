"""Erasing as a model: who can say what, and what follows. Small enough to try every way, and written
apart from the program, from docs/formats/envelope.md alone.

The world: two desk holders, each with a registrar's key. The first let everybody in; each can also
make people up. A rule can be left out, to see what it is for.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations

DAY = 86_400
R1, R2 = "R1", "R2"


@dataclass(frozen=True)
class Identity:
    """A computer. `owner`: whose hands it is in, whatever `person` its certificate names."""

    name: str
    person: str
    role: str
    certified: frozenset[str]
    owner: str


def _identity(name: str, role: str, certified: str, owner: str = "") -> Identity:
    return Identity(name, name, role, frozenset(certified.split()), owner or name)


FIRST, SECOND = _identity("first", "desk", R1), _identity("second", "desk", R1)
SUPERVISOR = _identity("supervisor", "supervisor", R1)
VOUCHED = _identity("vouched", "supervisor", f"{R1} {R2}")
INSPECTOR = _identity("inspector", "inspector", R1)
MADE_UP = (
    _identity("made up by 1", "supervisor", R1, "first"),
    _identity("desk made up by 1", "desk", R1, "first"),
    _identity("made up by 2", "supervisor", R2, "second"),
    _identity("desk made up by 2", "desk", R2, "second"),
)
EVERYBODY = (FIRST, SECOND, SUPERVISOR, VOUCHED, INSPECTOR, *MADE_UP)
KEYS = {"first": (R1,), "second": (R2,)}


@dataclass(frozen=True)
class Order:
    by: Identity
    key: str = ""  # the registrar's that signed too
    urgent: bool = False


@dataclass(frozen=True)
class Confirm:
    by: Identity
    key: str = ""


@dataclass(frozen=True)
class Rule:
    """`hears`: the objections, by their authors."""

    by: Identity
    key: str = ""
    hears: frozenset[Identity] = frozenset()


@dataclass(frozen=True)
class Protest:
    by: Identity


Statement = Confirm | Rule | Protest


@dataclass(frozen=True)
class Rules:
    """What holds; each can be left out."""

    other_person: bool = True
    other_key: bool = True
    desk_signs_twice: bool = True
    only_the_desk_confirms: bool = True
    only_who_may_orders: bool = True
    third_depends_on_nobody: bool = True
    objections_stop: bool = True
    waits: bool = True
    urgent_by_three: bool = True


ALL = Rules()


def keys_of(statement: Order | Confirm | Rule) -> frozenset[str]:
    """The registrars who could have made this up alone."""
    if statement.key:
        return frozenset({statement.key})
    certified = statement.by.certified
    return certified if len(certified) == 1 else frozenset()


def _counts(statement: Order | Confirm | Rule, roles: set[str], rules: Rules) -> bool:
    if statement.by.role not in roles:
        return False
    return bool(statement.key) or statement.by.role != "desk" or not rules.desk_signs_twice


def _independent(one: Order | Confirm | Rule, other: Order | Confirm | Rule, rules: Rules) -> bool:
    persons_differ = one.by.person != other.by.person or not rules.other_person
    keys_differ = not keys_of(one) & keys_of(other) or not rules.other_key
    return persons_differ and keys_differ


def due(order: Order, said: Iterable[Statement], rules: Rules = ALL) -> int | None:
    """After how many seconds it is carried out, where all of it came at once; None for never."""
    statements = [*said]
    may_order = {"supervisor", "desk"} if rules.only_who_may_orders else {"supervisor", "desk", "inspector"}
    may_confirm = {"desk"} if rules.only_the_desk_confirms else may_order
    if not _counts(order, may_order, rules):
        return None
    confirmed = [
        statement
        for statement in statements
        if isinstance(statement, Confirm)
        and _counts(statement, may_confirm, rules)
        and _independent(statement, order, rules)
    ]
    if not confirmed:
        return None
    heard: set[Identity] = set()
    for statement in statements:
        if (
            isinstance(statement, Rule)
            and _counts(statement, {"supervisor", "desk"}, rules)
            and (
                not rules.third_depends_on_nobody
                or all(_independent(statement, other, rules) for other in (order, *confirmed))
            )
        ):
            heard |= {each for each in statement.hears if each.person != statement.by.person}
    objectors = {statement.by for statement in statements if isinstance(statement, Protest)}
    if rules.objections_stop and objectors - heard:
        return None
    if not rules.waits:
        return 0
    if order.urgent and any(
        not rules.urgent_by_three or _independent(one, other, rules) for one, other in combinations(confirmed, 2)
    ):
        return 0
    return DAY


# -- what people in league can say ------------------------------------------------------------


@dataclass(frozen=True)
class League:
    """People who work together, with every computer and key that is in their hands."""

    people: tuple[str, ...]
    hears: frozenset[Identity] = field(default=frozenset())

    @property
    def computers(self) -> list[Identity]:
        return [each for each in EVERYBODY if each.owner in self.people]

    @property
    def keys(self) -> list[str]:
        return ["", *(key for person in self.people for key in KEYS.get(person, ()))]

    def orders(self) -> Iterator[Order]:
        for computer in self.computers:
            for key in self.keys:
                for urgent in (False, True):
                    yield Order(computer, key, urgent)

    def statements(self) -> list[Statement]:
        pairs = [(computer, key) for computer in self.computers for key in self.keys]
        confirmations = [Confirm(computer, key) for computer, key in pairs]
        rulings = [Rule(computer, key, self.hears) for computer, key in pairs] if self.hears else []
        return [*confirmations, *rulings]

    def ways(self, most: int) -> Iterator[tuple[Statement, ...]]:
        statements = self.statements()
        for number in range(most + 1):
            yield from combinations(statements, number)
