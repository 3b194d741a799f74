"""Functions of places and of the context. Source: XPath 1.0 section 4.1; "position" with a value: ODK."""

from collections.abc import Callable
from typing import Any

from app.form import axes
from app.form.expressions import Code, Scope
from app.form.functions.declarations import FUNCTIONS, Arguments, Builder
from app.form.values import NAN, string


@FUNCTIONS.built("position", 0, 1)
def _position(args: Arguments) -> Code:
    """Without argument XPath's own; with one (ODK), where that node stands among those of its name."""
    if not args.trees:
        return Code("number", lambda s: float(s.position))
    nodes = args.nodes("position")
    args.reads.position = True

    def run(s: Scope) -> float:
        position_nodes = nodes(s)
        return float(place_among(position_nodes[0])) if position_nodes else NAN

    return Code("number", run)


def place_among(node: Any) -> int:
    """From 1, among siblings of the same name; of an entry, among its repeat's entries."""
    entries = getattr(getattr(node, "frame", None), "entries", None)
    if entries is not None and node.definition.is_repeat:
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


@FUNCTIONS.built("last", 0, 0)
def _last(args: Arguments) -> Code:
    return Code("number", lambda s: float(s.size))


@FUNCTIONS.built("current", 0, 0)
def _current(args: Arguments) -> Code:
    origin = args.place.origin
    if origin is not None:
        args.reads.places.add((origin, origin.frame_depth))
    return Code("nodes", lambda s: [s.origin])


@FUNCTIONS.built("count", 1, 1)
def _counted(args: Arguments) -> Code:
    nodes = args.nodes("count")
    return Code("number", lambda s: float(len(nodes(s))))


@FUNCTIONS.built("count-non-empty", 1, 1)
def _count_non_empty(args: Arguments) -> Code:
    nodes = args.nodes("count-non-empty")
    return Code("number", lambda s: float(sum(1 for node in nodes(s) if node.string())))


def _named(attribute: Callable[[Any], str]) -> Builder:
    def builder(args: Arguments) -> Code:
        nodes = args.nodes("name")
        return Code("string", lambda s: attribute(named_nodes[0]) if (named_nodes := nodes(s)) else "")

    return builder


def _qualified(node: Any) -> str:
    return f"{node.prefix}:{node.name}" if node.prefix else str(node.name)


FUNCTIONS.built("name", 0, 1)(_named(_qualified))
FUNCTIONS.built("local-name", 0, 1)(_named(lambda node: str(node.name)))
FUNCTIONS.built("namespace-uri", 0, 1)(_named(lambda node: str(node.uri)))


@FUNCTIONS.built("lang", 1, 1)
def _lang(args: Arguments) -> Code:
    text = args.string()

    def run(s: Scope) -> bool:
        language, node = text(s).lower(), s.node
        while node is not None:
            for attribute in node.attributes() if node.kind == "element" else ():
                if attribute.name == "lang" and attribute.prefix == "xml":
                    node_language = attribute.text.lower()
                    return bool(node_language == language or node_language.startswith(language + "-"))
            node = node.parent
        return False

    return Code("boolean", run)


@FUNCTIONS.built("id", 1, 1)
def _id(args: Arguments) -> Code:
    value = args.value()

    def run(s: Scope) -> list[Any]:
        requested = value(s)
        texts = [node.string() for node in requested] if isinstance(requested, list) else [string(requested)]
        ids = {word for text in texts for word in text.split()}
        return [
            node
            for node in axes.AXES["descendant"](axes.top(s.node))
            if node.kind == "element"
            and any(attribute.text in ids for attribute in node.attributes() if attribute.name == "id")
        ]

    return Code("nodes", run)
