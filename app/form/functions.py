"""The function library: which functions exist, what they take, how a call is compiled.

Plain functions of values stand in functions_text, functions_dates and functions_geo, each declared
with the types of its arguments; here are those that look at places, at the context or at the form.
Source: XPath 1.0 section 4; ODK XForms spec, "XPath Functions".
"""

import math
import random
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.errors import N_, said
from app.form import (
    axes,
    functions_dates,
    functions_elsewhere,
    functions_geo,
    functions_text,
)
from app.form.budget import weighed
from app.form.codes import LONGEST, Code, Place, Reads, Scope
from app.form.problems import ExpressionRefused, NoSuchQuestion
from app.form.values import NAN, boolean, is_nan, number, string, text_number
from app.form.xpath import SELF, Expr, Path, Text, parse

if TYPE_CHECKING:
    from app.form.compile import Compiler

PLAIN = {
    **functions_text.FUNCTIONS,
    **functions_dates.FUNCTIONS,
    **functions_geo.FUNCTIONS,
    **functions_elsewhere.FUNCTIONS,
}
Builder = Callable[["Compiler", tuple[Expr, ...], Place], Code]
_SELF = (SELF,)
_SPECIAL: dict[str, tuple[int, int, Builder]] = {}


def known() -> set[str]:
    """The names of all functions."""
    return set(PLAIN) | set(_SPECIAL)


def build(compiler: "Compiler", name: str, args: tuple[Expr, ...], place: Place) -> Code:
    """The code of a call; raises ExpressionRefused naming the function."""
    special = _SPECIAL.get(name)
    if special is not None:
        least, most, builder = special
        _count(name, len(args), least, most)
        return builder(compiler, args, place)
    spec = PLAIN.get(name)
    if spec is None:
        return _elsewhere(compiler, name, args, place)
    args = _enough(compiler, name, args, spec.most)
    _count(name, len(args), spec.least, spec.most)
    if spec.volatile:
        compiler.reads.volatile = True
    takes = spec.takes
    if name in {"distance", "area"}:
        for arg in args:
            if isinstance(arg, Text) and functions_geo.broken(arg.value):
                raise ExpressionRefused(
                    said(N_('“{name}” needs places, such as "29.37 47.97".'), name=name)
                )
    if name == "digest" and isinstance(args[1], Text):
        method = args[1].value
        if method.upper().replace("-", "") not in functions_text.DIGESTS:
            raise ExpressionRefused(
                said(N_("“digest” doesn’t know the method “{method}”; use SHA-256."), method=method)
            )
    runs = []
    for at, arg in enumerate(args):
        wanted = takes[min(at, len(takes) - 1)]
        code = compiler.expr(arg, place)
        match wanted:
            case "s":
                text = compiler.string(code)
                runs.append(text if isinstance(arg, Text) else weighed(text))
            case "n":
                runs.append(compiler.number(code))
            case "b":
                runs.append(compiler.boolean(code))
            case "N":
                runs.append(compiler.nodes(code, name))
            case _:
                runs.append(compiler.value(code))
    return Code(spec.gives, _call(spec.run, runs, world=spec.world))


def _elsewhere(compiler: "Compiler", name: str, args: tuple[Expr, ...], place: Place) -> Code:
    """Nothing, for a function that only another tool has; ExpressionRefused for any other."""
    tool = functions_elsewhere.tool_of(name, compiler.namespaces.values())
    if tool is None:
        raise ExpressionRefused(
            said(N_("there is no function “{name}”; check its spelling."), name=name)
        )
    reads, compiler.reads = compiler.reads, Reads()
    for arg in args:
        compiler.expr(arg, place)  # what is wrong inside is still told, though nothing waits for it
    compiler.reads = reads
    compiler.reads.warned.append(
        said(N_("“{name}” is a function of {tool}; here it gives nothing."), name=name, tool=tool)
    )
    return Code("string", lambda s: "")


def _enough(compiler: "Compiler", name: str, args: tuple[Expr, ...], most: int) -> tuple[Expr, ...]:
    """int(x, 0) is written by tools that Enketo lets; any other value too many is a slip."""
    if name == "int" and len(args) > most:
        compiler.reads.warned.append(
            said(
                N_("“{name}” takes {most} values in its brackets; the rest is left out."),
                name=name, most=most,
            )
        )  # fmt: skip
        return args[:most]
    return args


def _call(
    run: Callable[..., Any], runs: list[Callable[[Scope], Any]], *, world: bool
) -> Callable[[Scope], Any]:
    if world:
        return lambda s: run(s.world, *(one(s) for one in runs))
    match runs:
        case []:
            return lambda s: run()
        case [a]:
            return lambda s: run(a(s))
        case [a, b]:
            return lambda s: run(a(s), b(s))
        case [a, b, c]:
            return lambda s: run(a(s), b(s), c(s))
    return lambda s: run(*(one(s) for one in runs))


def _count(name: str, got: int, least: int, most: int) -> None:
    if least <= got <= most:
        return
    if least == most:
        message = N_("the function “{name}” takes {least} values in its brackets, not {got}.")
    elif most > 1000:
        message = N_(
            "the function “{name}” takes {least} values or more in its brackets, not {got}."
        )
    else:
        message = N_(
            "the function “{name}” takes {least} to {most} values in its brackets, not {got}."
        )
    raise ExpressionRefused(said(message, name=name, least=least, most=most, got=got))


def _special(name: str, least: int, most: int) -> Callable[[Builder], Builder]:
    def keep(builder: Builder) -> Builder:
        _SPECIAL[name] = (least, most, builder)
        return builder

    return keep


def _code(kind: Any, run: Any) -> Code:
    return Code(kind, run)


# --- XPath's own, about the context


@_special("position", 0, 1)
def _position(compiler: "Compiler", args: tuple[Expr, ...], place: Place) -> Code:
    """Without argument XPath's own; with one (ODK), where that node stands among those of its name."""
    if not args:
        return _code("number", lambda s: float(s.position))
    nodes = compiler.nodes(compiler.expr(args[0], place), "position")
    compiler.reads.position = True

    def run(s: Scope) -> float:
        found = nodes(s)
        return float(place_among(found[0])) if found else NAN

    return _code("number", run)


def place_among(node: Any) -> int:
    """From 1, among siblings of the same name; of an entry, among its repeat's entries."""
    entries = getattr(getattr(node, "frame", None), "entries", None)
    if entries is not None and node.d.is_repeat:
        return int(entries.at(node.frame)) + 1
    if node.parent is None:
        return 1
    at = 0
    for sibling in node.parent.children():
        if sibling.kind == node.kind and sibling.name == node.name:
            at += 1
        if sibling is node:
            break
    return at


@_special("last", 0, 0)
def _last(compiler: "Compiler", args: tuple[Expr, ...], place: Place) -> Code:
    return _code("number", lambda s: float(s.size))


@_special("current", 0, 0)
def _current(compiler: "Compiler", args: tuple[Expr, ...], place: Place) -> Code:
    if place.origin is not None:
        compiler.reads.places.add((place.origin, place.origin.frame_depth))
    return _code("nodes", lambda s: [s.origin])


@_special("count", 1, 1)
def _counted(compiler: "Compiler", args: tuple[Expr, ...], place: Place) -> Code:
    nodes = compiler.nodes(compiler.expr(args[0], place), "count")
    return _code("number", lambda s: float(len(nodes(s))))


@_special("count-non-empty", 1, 1)
def _count_non_empty(compiler: "Compiler", args: tuple[Expr, ...], place: Place) -> Code:
    nodes = compiler.nodes(compiler.expr(args[0], place), "count-non-empty")
    return _code("number", lambda s: float(sum(1 for node in nodes(s) if node.string())))


@_special("string", 0, 1)
def _string(compiler: "Compiler", args: tuple[Expr, ...], place: Place) -> Code:
    if not args:
        return _code("string", compiler.string(compiler.expr(Path("", _SELF), place)))
    return _code("string", compiler.string(compiler.expr(args[0], place)))


@_special("number", 0, 1)
def _number(compiler: "Compiler", args: tuple[Expr, ...], place: Place) -> Code:
    return _code(
        "number",
        compiler.number(compiler.expr(args[0] if args else Path("", _SELF), place)),
    )


@_special("boolean", 1, 1)
def _boolean(compiler: "Compiler", args: tuple[Expr, ...], place: Place) -> Code:
    return _code("boolean", compiler.boolean(compiler.expr(args[0], place)))


@_special("string-length", 0, 1)
def _string_length(compiler: "Compiler", args: tuple[Expr, ...], place: Place) -> Code:
    text = compiler.string(compiler.expr(args[0] if args else Path("", _SELF), place))
    return _code("number", lambda s: float(len(text(s))))


@_special("normalize-space", 0, 1)
def _normalize(compiler: "Compiler", args: tuple[Expr, ...], place: Place) -> Code:
    text = compiler.string(compiler.expr(args[0] if args else Path("", _SELF), place))
    return _code("string", lambda s: functions_text.normalize(text(s)))


def _named(attribute: Callable[[Any], str]) -> Builder:
    def builder(compiler: "Compiler", args: tuple[Expr, ...], place: Place) -> Code:
        nodes = compiler.nodes(compiler.expr(args[0] if args else Path("", _SELF), place), "name")
        return _code("string", lambda s: attribute(found[0]) if (found := nodes(s)) else "")

    return builder


def _qualified(node: Any) -> str:
    return f"{node.prefix}:{node.name}" if node.prefix else str(node.name)


_special("name", 0, 1)(_named(_qualified))
_special("local-name", 0, 1)(_named(lambda node: str(node.name)))
_special("namespace-uri", 0, 1)(_named(lambda node: str(node.uri)))


@_special("lang", 1, 1)
def _lang(compiler: "Compiler", args: tuple[Expr, ...], place: Place) -> Code:
    text = compiler.string(compiler.expr(args[0], place))

    def run(s: Scope) -> bool:
        wanted, node = text(s).lower(), s.node
        while node is not None:
            for one in node.attributes() if node.kind == "element" else ():
                if one.name == "lang" and one.prefix == "xml":
                    have = one.text.lower()
                    return bool(have == wanted or have.startswith(wanted + "-"))
            node = node.parent
        return False

    return _code("boolean", run)


@_special("id", 1, 1)
def _id(compiler: "Compiler", args: tuple[Expr, ...], place: Place) -> Code:
    value = compiler.value(compiler.expr(args[0], place))

    def run(s: Scope) -> list[Any]:
        got = value(s)
        texts = [node.string() for node in got] if isinstance(got, list) else [string(got)]
        wanted = {word for text in texts for word in text.split()}
        return [
            node
            for node in axes.AXES["descendant"](axes.top(s.node))
            if node.kind == "element"
            and any(one.text in wanted for one in node.attributes() if one.name == "id")
        ]

    return _code("nodes", run)


@_special("sum", 1, 1)
def _sum(compiler: "Compiler", args: tuple[Expr, ...], place: Place) -> Code:
    nodes = compiler.nodes(compiler.expr(args[0], place), "sum")
    return _code("number", lambda s: float(sum(text_number(node.string()) for node in nodes(s))))


def _extreme(name: str, pick: Callable[[list[float]], float]) -> None:
    @_special(name, 1, 10_000)
    def builder(compiler: "Compiler", args: tuple[Expr, ...], place: Place) -> Code:
        values = [compiler.value(compiler.expr(one, place)) for one in args]

        def run(s: Scope) -> float:
            numbers: list[float] = []
            for value in values:
                got = value(s)
                if isinstance(got, list):
                    numbers += [text_number(node.string()) for node in got]
                else:
                    numbers.append(number(got))
            if not numbers or any(math.isnan(one) for one in numbers):
                return NAN
            return pick(numbers)

        return _code("number", run)


_extreme("min", min)
_extreme("max", max)


# --- ODK: choosing and combining


def _always(name: str, value: bool) -> None:
    @_special(name, 0, 0)
    def builder(compiler: "Compiler", args: tuple[Expr, ...], place: Place) -> Code:
        return Code("boolean", lambda s: value, constant=value)


_always("true", value=True)
_always("false", value=False)


@_special("if", 3, 3)
def _if(compiler: "Compiler", args: tuple[Expr, ...], place: Place) -> Code:
    asked = compiler.expr(args[0], place)
    if asked.constant is not None:
        # the other value is never looked at
        return compiler.expr(args[1] if boolean(asked.constant) else args[2], place)
    test = compiler.boolean(asked)
    yes, no = compiler.expr(args[1], place), compiler.expr(args[2], place)
    a: Callable[[Scope], Any]
    b: Callable[[Scope], Any]
    kind: str
    if yes.kind == no.kind and yes.kind in {"number", "string", "boolean", "nodes"}:
        a, b, kind = yes.run, no.run, yes.kind
    elif {yes.kind, no.kind} <= {"string", "one"}:
        a, b, kind = compiler.string(yes), compiler.string(no), "string"
    else:
        a, b, kind = compiler.value(yes), compiler.value(no), "any"
    return _code(kind, lambda s: a(s) if test(s) else b(s))


@_special("coalesce", 1, 1000)
def _coalesce(compiler: "Compiler", args: tuple[Expr, ...], place: Place) -> Code:
    """The first value that isn't empty."""
    values = [compiler.value(compiler.expr(one, place)) for one in args]

    def run(s: Scope) -> str:
        for value in values:
            got = value(s)
            text = string(got)
            if text and not is_nan(got):
                return text
        return ""

    return _code("string", run)


@_special("once", 1, 1)
def _once(compiler: "Compiler", args: tuple[Expr, ...], place: Place) -> Code:
    """What the question holds already, else the value: computed a single time."""
    value = compiler.value(compiler.expr(args[0], place))

    def run(s: Scope) -> str:
        kept = getattr(s.origin, "text", "")
        if kept:
            return str(kept)
        got = value(s)
        return "" if is_nan(got) else string(got)

    return _code("string", run)


@_special("join", 1, 10_000)
def _join(compiler: "Compiler", args: tuple[Expr, ...], place: Place) -> Code:
    return _joined(compiler, args, place)


@_special("concat", 0, 10_000)
def _concat(compiler: "Compiler", args: tuple[Expr, ...], place: Place) -> Code:
    """XPath's concat; of a node-set every node's text, as JavaRosa does."""
    return _joined(compiler, (Text(""), *args), place)


def _joined(compiler: "Compiler", args: tuple[Expr, ...], place: Place) -> Code:
    between = compiler.string(compiler.expr(args[0], place))
    codes = [compiler.expr(one, place) for one in args[1:]]
    if all(code.kind not in {"nodes", "any"} for code in codes):
        texts = [weighed(compiler.string(code)) for code in codes]
        return _code("string", lambda s: between(s).join([text(s) for text in texts])[:LONGEST])
    values = [compiler.value(code) for code in codes]

    def run(s: Scope) -> str:
        parts: list[str] = []
        for value in values:
            got = value(s)
            if isinstance(got, list):
                parts += [node.string() for node in got]
            else:
                parts.append(string(got))
        return str(between(s)).join(parts)[:LONGEST]

    return _code("string", run)


def _truths(
    compiler: "Compiler", args: tuple[Expr, ...], place: Place
) -> list[Callable[[Scope], Any]]:
    return [compiler.value(compiler.expr(one, place)) for one in args]


@_special("checklist", 2, 10_000)
def _checklist(compiler: "Compiler", args: tuple[Expr, ...], place: Place) -> Code:
    """Are at least `min` and at most `max` (-1: no bound) of the values true?"""
    values = _truths(compiler, args, place)

    def run(s: Scope) -> bool:
        got = [value(s) for value in values]
        true = 0
        for one in got[2:]:
            if isinstance(one, list):
                true += sum(1 for node in one if _truth(node.string()))
            else:
                true += _truth(one)
        least, most = number(got[0]), number(got[1])
        return (least < 0 or true >= least) and (most < 0 or true <= most)

    return _code("boolean", run)


def _truth(value: Any) -> bool:
    if isinstance(value, str):
        as_number = text_number(value)
        return bool(value) and value.lower() != "false" and as_number != 0
    return boolean(value)


@_special("weighted-checklist", 2, 10_000)
def _weighted(compiler: "Compiler", args: tuple[Expr, ...], place: Place) -> Code:
    """As checklist, over (value, weight) pairs."""
    values = _truths(compiler, args, place)

    def run(s: Scope) -> bool:
        got = [value(s) for value in values]
        total = 0.0
        pairs = got[2:]
        for at in range(0, len(pairs) - 1, 2):
            value, weight = pairs[at], pairs[at + 1]
            if isinstance(value, list):
                weights = weight if isinstance(weight, list) else [weight] * len(value)
                for node, heavy in zip(value, weights, strict=False):
                    if _truth(node.string()):
                        total += number(heavy.string() if hasattr(heavy, "string") else heavy)
            elif _truth(value):
                total += number(weight)
        least, most = number(got[0]), number(got[1])
        return (least < 0 or total >= least) and (most < 0 or total <= most)

    return _code("boolean", run)


@_special("random", 0, 0)
def _random(compiler: "Compiler", args: tuple[Expr, ...], place: Place) -> Code:
    compiler.reads.volatile = True
    return _code("number", lambda s: random.random())  # noqa: S311 - not a secret


@_special("randomize", 1, 2)
def _randomize(compiler: "Compiler", args: tuple[Expr, ...], place: Place) -> Code:
    """The nodes in an order drawn from the seed, the same as in JavaRosa and Enketo."""
    nodes = compiler.nodes(compiler.expr(args[0], place), "randomize")
    if len(args) == 1:
        return _code("nodes", lambda s: random.sample(found := nodes(s), len(found)))
    seed = compiler.value(compiler.expr(args[1], place))

    def run(s: Scope) -> list[Any]:
        got = seed(s)
        return functions_text.shuffled(nodes(s), number(got), string(got))

    return _code("nodes", run)


# --- ODK: other instances, repeats, texts of the form


def _empty_list(compiler: "Compiler", name: str) -> Code:
    compiler.reads.warned.append(
        said(
            N_("the list “{name}” is of {tool}; here it is empty."),
            name=name, tool=functions_elsewhere.LISTS[name],
        )
    )  # fmt: skip
    return _code("nodes", lambda s: [])


@_special("instance", 1, 1)
def _instance(compiler: "Compiler", args: tuple[Expr, ...], place: Place) -> Code:
    if isinstance(args[0], Text):
        name = args[0].value
        if compiler.instances is not None and name not in compiler.instances:
            if name in functions_elsewhere.LISTS:
                return _empty_list(compiler, name)
            raise ExpressionRefused(
                said(
                    N_("there is no list “{name}”; check its name on the choices sheet."), name=name
                )
            )
        compiler.reads.instances.add(name)
        return _code("nodes", lambda s: s.world.instance(name))
    text = compiler.string(compiler.expr(args[0], place))
    return _code("nodes", lambda s: s.world.instance(text(s)))


@_special("jr:itext", 1, 1)
def _itext(compiler: "Compiler", args: tuple[Expr, ...], place: Place) -> Code:
    text = compiler.string(compiler.expr(args[0], place))
    compiler.reads.language = True
    return _code("string", lambda s: s.world.itext(text(s), s.origin))


@_special("jr:choice-name", 2, 2)
def _choice_name(compiler: "Compiler", args: tuple[Expr, ...], place: Place) -> Code:
    """The label of a choice of the select question named (as text) by the second value."""
    value = compiler.string(compiler.expr(args[0], place))
    compiler.reads.language = True
    target = args[1]
    if isinstance(target, Text):
        tree = parse(target.value)
        nodes = compiler.nodes(compiler.expr(tree, place), "jr:choice-name")
        compiler.reads.named |= compiler._known(tree, place)[0] or set()
        return _code("string", lambda s: s.world.choice_name(value(s), nodes(s)))
    text = compiler.string(compiler.expr(target, place))

    def run(s: Scope) -> str:
        try:
            return str(s.world.choice_name_at(value(s), text(s)))
        except NoSuchQuestion:
            return ""

    return _code("string", run)


@_special("indexed-repeat", 3, 11)
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
    d = _definition(compiler, target, place)
    numbers: dict[Any, Callable[[Scope], float]] = {}
    for at in range(1, len(args), 2):
        repeat = args[at]
        around = _definition(compiler, repeat, place) if isinstance(repeat, Path) else None
        run = compiler.number(compiler.expr(args[at + 1], place))
        if around is not None:
            numbers[around] = run
    if d is None:
        return _code("string", lambda s: "")
    chain = []
    above = d
    while above.parent is not None:
        chain.append(above)
        above = above.parent
    chain.reverse()
    origin = place.origin
    shared = 0
    entered = []
    from app.form.paths import _inside

    path: list[tuple[Any, Callable[[Scope], float] | None]] = []
    agreeing = True
    for one in chain:
        if not one.is_repeat:
            continue
        pick = numbers.get(one)
        same = agreeing and pick is None and origin is not None and _inside(origin, one)
        if same:
            shared += 1
        else:
            agreeing = False
            entered.append(one)
            path.append((one, pick))
    for one in entered:
        compiler.reads.places.add((one, min(shared, one.outer_depth)))
    compiler.reads.places.add((d, min(shared, d.outer_depth)))
    depth = shared

    slot, own = d.slot, d.is_repeat

    def run_nodes(s: Scope) -> list[Any]:
        frames = [s.origin.frame.at(depth) if depth else s.world.root]
        for one, pick in path:
            if pick is None:
                frames = [entry for frame in frames for entry in frame.slots[one.slot].frames]
                continue
            at = number_at(pick(s))
            if at is None or at < 0:
                return []
            frames = [
                found[at] for frame in frames if at < len(found := frame.slots[one.slot].frames)
            ]
        return [frame.node if own else frame.slots[slot] for frame in frames]

    return _code("nodes", run_nodes)


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
        asked = [({id(one) for one in repeat(s)}, number(s)) for repeat, number in pairs]
        return [
            node
            for node in nodes(s)
            if all(
                any(
                    id(above) in entries and place_among(above) == wanted
                    for above in axes.AXES["ancestor-or-self"](node)
                )
                for entries, wanted in asked
            )
        ]

    return _code("nodes", run)


def number_at(value: float) -> int | None:
    if math.isnan(value) or abs(value) > 1e9:
        return None
    return int(value) - 1


def _definition(compiler: "Compiler", path: Path, place: Place) -> Any:
    """The one definition that a path names, predicates apart; None where it names none or several."""
    bare = Path(path.start, tuple(type(step)(step.axis, step.test) for step in path.steps))
    defs, _ = compiler._known(bare, place)
    if defs is None or len(defs) != 1:
        return None
    return next(iter(defs))


@_special("pulldata", 4, 4)
def _pulldata(compiler: "Compiler", args: tuple[Expr, ...], place: Place) -> Code:
    """pulldata(list, column, key column, key): the first row whose key column holds the key."""
    texts = [compiler.string(compiler.expr(one, place)) for one in args]
    if isinstance(args[0], Text):
        compiler.reads.instances.add(args[0].value)
    if isinstance(args[2], Text):
        compiler.columns.add(args[2].value)

    def run(s: Scope) -> str:
        name, column, key_column, key = (text(s) for text in texts)
        found = s.world.instance(name.removesuffix(".csv"))
        for document in found:
            for root in document.kids:
                if key_column.startswith("@"):
                    found_items = [
                        i for i in root.named("item") if i.attribute(key_column[1:]) == key
                    ]
                else:
                    found_items = root.lookup("item", key_column).get(key, [])
                for item in found_items:
                    if column.startswith("@"):
                        return str(item.attribute(column[1:]) or "")
                    return str(item.value_of(column))
        return ""

    return _code("string", run)


@_special("depend", 1, 10_000)
def _depend(compiler: "Compiler", args: tuple[Expr, ...], place: Place) -> Code:
    """JavaRosa: the first value; the others only say what it depends on."""
    codes = [compiler.expr(one, place) for one in args]
    return codes[0]


@_special("property", 1, 1)
def _property(compiler: "Compiler", args: tuple[Expr, ...], place: Place) -> Code:
    text = compiler.string(compiler.expr(args[0], place))
    compiler.reads.volatile = True  # of the device
    return _code("string", lambda s: s.world.property(text(s)))


@_special("version", 0, 0)
def _version(compiler: "Compiler", args: tuple[Expr, ...], place: Place) -> Code:
    return _code("string", lambda s: s.world.property("version"))
