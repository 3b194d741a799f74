"""The axes and node tests of XPath 1.0 over any of our trees, in axis order."""

from collections.abc import Callable, Iterator
from typing import Any

from app.errors import N_, said
from app.form.problems import ExpressionRefused
from app.form.tree import XML_NS, XNode
from app.form.xpath import NameTest, TypeTest

REVERSE = {"ancestor", "ancestor-or-self", "preceding", "preceding-sibling"}


def top(node: Any) -> Any:
    while node.parent is not None:
        node = node.parent
    return node


def _parent(node: Any) -> Iterator[Any]:
    if node.parent is not None:
        yield node.parent


def _ancestors(node: Any) -> Iterator[Any]:
    node = node.parent
    while node is not None:
        yield node
        node = node.parent


def _self(node: Any) -> Iterator[Any]:
    yield node


def _descendants(node: Any) -> Iterator[Any]:
    stack = list(reversed(node.children())) if node.kind in {"element", "document"} else []
    while stack:
        current = stack.pop()
        yield current
        if current.kind == "element":
            stack.extend(reversed(current.children()))


def _with_self(walk: Callable[[Any], Iterator[Any]]) -> Callable[[Any], Iterator[Any]]:
    def along(node: Any) -> Iterator[Any]:
        yield node
        yield from walk(node)

    return along


def _siblings(node: Any) -> tuple[list[Any], int]:
    if node.parent is None or node.kind in {"attribute", "namespace"}:
        return [], 0
    siblings = node.parent.children()
    return siblings, next(at for at, sibling in enumerate(siblings) if sibling is node)


def _siblings_after(node: Any) -> Iterator[Any]:
    siblings, at = _siblings(node)
    yield from siblings[at + 1 :]


def _siblings_before(node: Any) -> Iterator[Any]:
    siblings, at = _siblings(node)
    yield from reversed(siblings[:at])


def _following(node: Any) -> Iterator[Any]:
    if node.kind in {"attribute", "namespace"}:
        yield from _descendants(node.parent)
        node = node.parent
    while node is not None:
        for sibling in _siblings_after(node):
            yield sibling
            yield from _descendants(sibling)
        node = node.parent


def _preceding(node: Any) -> Iterator[Any]:
    if node.kind in {"attribute", "namespace"}:
        node = node.parent
    while node is not None:
        for sibling in _siblings_before(node):
            yield from reversed(list(_descendants(sibling)))
            yield sibling
        node = node.parent


def _children(node: Any) -> Iterator[Any]:
    yield from node.children() if node.kind in {"element", "document"} else ()


def _attributes(node: Any) -> Iterator[Any]:
    yield from node.attributes() if node.kind == "element" else ()


def _namespaces(node: Any) -> Iterator[Any]:
    if node.kind != "element":
        return
    for prefix, uri in {"xml": XML_NS, **(node.nsmap or {})}.items():
        namespace = XNode("namespace", prefix, text=uri)
        namespace.parent = node
        yield namespace


AXES: dict[str, Callable[[Any], Iterator[Any]]] = {
    "ancestor": _ancestors,
    "ancestor-or-self": _with_self(_ancestors),
    "attribute": _attributes,
    "child": _children,
    "descendant": _descendants,
    "descendant-or-self": _with_self(_descendants),
    "following": _following,
    "following-sibling": _siblings_after,
    "namespace": _namespaces,
    "parent": _parent,
    "preceding": _preceding,
    "preceding-sibling": _siblings_before,
    "self": _self,
}


def test_of(
    test: NameTest | TypeTest, axis: str, namespaces: dict[str, str], default_ns: str | None, *, strict: bool
) -> Callable[[Any], bool]:
    """A node test as a function. Not `strict`: a name without prefix matches in any namespace."""
    if isinstance(test, TypeTest):
        kind, target = test.kind, test.target
        if kind == "node":
            return lambda node: True
        if target is not None:
            return lambda node: node.kind == kind and node.name == target
        return lambda node: node.kind == kind
    principal = axis if axis in {"attribute", "namespace"} else "element"
    local = test.local
    if local == "*" and not test.prefix:
        return lambda node: node.kind == principal
    if not strict:
        return lambda node: node.kind == principal and local in {node.name, "*"}
    if test.prefix:
        uri = namespaces.get(test.prefix, XML_NS if test.prefix == "xml" else None)
        if uri is None:
            raise ExpressionRefused(said(N_("the prefix “{prefix}” is not declared."), prefix=test.prefix))
        return lambda node: node.kind == principal and node.uri == uri and local in {node.name, "*"}
    own_uri = (default_ns or "") if principal == "element" else ""
    return lambda node: node.kind == principal and node.name == local and node.uri == own_uri


def _key(node: Any, places: dict[int, dict[int, int]]) -> list[int]:
    """Where a node stands in its document; `places` remembers the order among siblings."""
    key: list[int] = []
    while node.parent is not None:
        parent = node.parent
        if node.kind == "namespace":
            key.append(0)
        else:
            positions = places.get(id(parent))
            if positions is None:
                nodes = [*parent.attributes(), *parent.children()] if parent.kind == "element" else parent.children()
                positions = {id(child): at for at, child in enumerate(nodes, 1)}
                places[id(parent)] = positions
            key.append(positions.get(id(node), 0))
        node = parent
    key.append(id(node))  # of another document: after or before, but always the same
    return key[::-1]


def ordered(nodes: list[Any]) -> list[Any]:
    """Each node once, in document order."""
    if len(nodes) < 2:
        return nodes
    unique: dict[Any, Any] = {}
    for node in nodes:
        # namespace nodes are made afresh on each walk
        unique.setdefault((id(node.parent), node.name) if node.kind == "namespace" else id(node), node)
    places: dict[int, dict[int, int]] = {}
    return sorted(unique.values(), key=lambda node: _key(node, places))
