"""XML as a plain tree that expressions walk, and the one hardened way to read XML.

lxml only turns text into elements; no entity is expanded, no DTD loaded, nothing fetched. It is
loaded where it is used: a process that hands the reading to another one never has it."""

import re
from collections.abc import Iterable
from typing import Any

from app.errors import N_, said
from app.form.parser import Parser
from app.form.problems import refusal

MAX_BYTES = 64 * 1024 * 1024
MAX_DEPTH = 120
MAX_NODES = 1_500_000

XML_NS = "http://www.w3.org/XML/1998/namespace"


# most nodes have neither children nor attributes: two empty lists each would be a fifth of a long list
_NONE: Any = ()


class XNode:
    """A node of a document: of an instance beside the answers, or of any XML.

    A leaf keeps its text itself; text nodes stand in `kids` only where text is mixed with elements."""

    __slots__ = ("attrs", "index", "kids", "kind", "lazy_text", "name", "nsmap", "parent", "prefix", "text", "uri")

    def __init__(self, kind: str, name: str = "", uri: str = "", prefix: str = "", text: str = "") -> None:
        self.kind = kind
        self.name = name
        self.uri = uri
        self.prefix = prefix
        self.text = text
        self.parent: XNode | None = None
        self.kids: list[XNode] = _NONE
        self.attrs: list[XNode] = _NONE
        self.nsmap: dict[str, str] | None = None
        self.index: dict[tuple[str, str], dict[str, list[XNode]]] | None = None
        self.lazy_text: XNode | None = None

    def put(self, kid: "XNode") -> None:
        """Add a node: an attribute or a child."""
        kid.parent = self
        if kid.kind == "attribute":
            if not self.attrs:
                self.attrs = []
            self.attrs.append(kid)
        else:
            if not self.kids:
                self.kids = []
            self.kids.append(kid)

    def string(self) -> str:
        """The string-value of XPath 1.0 section 5."""
        if not self.kids:
            return self.text
        parts: list[str] = []
        stack = [self]
        while stack:
            node = stack.pop()
            if node.kids:
                stack.extend(reversed(node.kids))
            elif node.kind in {"element", "text"}:
                parts.append(node.text)
        return "".join(parts)

    def children(self) -> list["XNode"]:
        """Child nodes; a leaf's text appears as one text node."""
        if self.kids or not self.text or self.kind not in {"element", "document"}:
            return self.kids
        if self.lazy_text is None:
            self.lazy_text = XNode("text", text=self.text)
            self.lazy_text.parent = self
        return [self.lazy_text]

    def attributes(self) -> list["XNode"]:
        return self.attrs

    def named(self, name: str) -> list["XNode"]:
        """Child elements with this local name."""
        return [kid for kid in self.kids if kid.name == name and kid.kind == "element"]

    def lookup(self, name: str, key: str) -> dict[str, list["XNode"]]:
        """Children called `name`, by the text of their first child called `key`: made once."""
        if self.index is None:
            self.index = {}
        rows = self.index.get((name, key))
        if rows is None:
            rows = {}
            for kid in self.kids:
                if kid.name == name and kid.kind == "element":
                    for field in kid.kids:
                        if field.name == key:
                            bucket = rows.setdefault(field.string(), [])
                            if not bucket or bucket[-1] is not kid:
                                bucket.append(kid)
            self.index[(name, key)] = rows
        return rows

    def first(self, name: str) -> "XNode | None":
        for kid in self.kids:
            if kid.name == name and kid.kind == "element":
                return kid
        return None

    def value_of(self, name: str) -> str:
        kid = self.first(name)
        return kid.string() if kid is not None else ""

    def attribute(self, name: str, uri: str | None = None) -> str | None:
        """The value of an attribute. Without a namespace: the plain one, else any; a tool keeps
        its own spelling beside it (CommCare: vellum:nodeset="#form/a" nodeset="/data/a")."""
        foreign: str | None = None
        for attribute in self.attrs:
            if attribute.name != name:
                continue
            if attribute.uri == (uri or ""):
                return attribute.text
            if uri is None and foreign is None:
                foreign = attribute.text
        return foreign


def element(name: str, text: str = "", kids: Iterable[XNode] = ()) -> XNode:
    node = XNode("element", name, text=text)
    for kid in kids:
        node.put(kid)
    return node


def xml_parser() -> Any:
    """lxml without entities, document types or the network."""
    from lxml import etree

    return etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, dtd_validation=False,
        attribute_defaults=False, huge_tree=False, remove_pis=False, collect_ids=False,
    )  # fmt: skip


_OPENS, _CLOSES = b"<", b"</"
_TOO_MANY = N_("The file has too many elements to be a form.")
_DOCTYPE = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)


def read_xml(source: str | bytes, *, strip: bool = True, parser: Parser | None = None) -> XNode:
    """The document node. `strip` drops white space between elements. `parser`: who reads it, in place
    of this process. Raises FormRefused."""
    data = source.encode("utf-8", "surrogatepass") if isinstance(source, str) else source
    if len(data) > MAX_BYTES:
        raise refusal(N_("The file is larger than 64 MB; move its lists to a file of their own."))
    if _DOCTYPE.search(data.replace(b"\x00", b"")):
        raise refusal(N_("The file declares a document type or entities, which forms never need; remove that line."))
    # counted before the parser makes them: the smallest elements of 64 MB would fill two gigabytes
    if data.count(_OPENS) - data.count(_CLOSES) > MAX_NODES:
        raise refusal(_TOO_MANY)
    if isinstance(source, str):
        data = re.sub(rb"^\s*<\?xml[^>]*\?>", b"", data.lstrip(b"\xef\xbb\xbf"), count=1)
    if parser is not None:
        return parser.tree(data.strip(), strip=strip)
    return parsed(data.strip(), strip=strip)


def parsed(data: bytes, *, strip: bool) -> XNode:
    """The document node of what `read_xml` let through, read here. Raises FormRefused."""
    from lxml import etree

    try:
        root = etree.fromstring(data, xml_parser())
    except etree.XMLSyntaxError as error:
        line = error.lineno or 0
        raise refusal(
            said(
                N_("The file is not well-formed XML (line {line}); export it again from the program that made it."),
                line=line,
            )
        ) from None
    except (ValueError, LookupError):
        raise refusal(N_("The file has characters that XML doesn’t allow; save it as UTF-8.")) from None
    return from_lxml(root, strip=strip, declared=len(data.split(b"xmlns")) - 1)


class _Names:
    """Prefixes in force. Nearly every form declares all of them at its top: then one map serves all
    nodes, since asking lxml for each is the half of reading."""

    def __init__(self, root: Any, declared: int | None) -> None:
        namespaces = root.nsmap
        self._shared = {prefix or "": uri for prefix, uri in namespaces.items()}
        self._only = declared is not None and declared == len(namespaces)
        self._tags: dict[str, tuple[str, str]] = {}

    def map(self, source: Any) -> dict[str, str]:
        if self._only:
            return self._shared
        return {prefix or "": uri for prefix, uri in source.nsmap.items()}

    def split(self, tag: str) -> tuple[str, str]:
        parts = self._tags.get(tag)
        if parts is None:
            uri, _, name = tag[1:].partition("}") if tag[:1] == "{" else ("", "", tag)
            parts = self._tags[tag] = (uri, name)
        return parts

    @staticmethod
    def prefix(names: dict[str, str], uri: str) -> str:
        if not uri:
            return ""
        if uri == XML_NS:
            return "xml"
        return next((prefix for prefix, name_uri in names.items() if name_uri == uri and prefix), "")


def from_lxml(root: Any, *, strip: bool = True, declared: int | None = None) -> XNode:
    """`declared`: how often the text says xmlns, where that is known."""
    document = XNode("document")
    tops = [root]
    sibling = root.getprevious()
    while sibling is not None:
        tops.insert(0, sibling)
        sibling = sibling.getprevious()
    sibling = root.getnext()
    while sibling is not None:
        tops.append(sibling)
        sibling = sibling.getnext()
    names = _Names(root, declared)
    # depth first with a stack of (element, our node, depth): no recursion on a hostile file
    stack: list[tuple[Any, XNode, int]] = []
    for top in tops:
        node = _node(top, names)
        document.put(node)
        if node.kind == "element":
            stack.append((top, node, 1))
    count = 0
    while stack:
        source, node, depth = stack.pop()
        if depth > MAX_DEPTH:
            raise refusal(N_("Elements are nested too deeply to be a form."))
        text = source.text
        if text and not (strip and not text.strip()):
            node.text = text
        if len(source) == 0:
            continue
        if node.text:
            node.put(XNode("text", text=node.text))
            node.text = ""
        kids = node.kids = node.kids or []
        for kid in source:
            count += 1
            child = _node(kid, names)
            child.parent = node
            kids.append(child)
            if child.kind == "element":
                stack.append((kid, child, depth + 1))
            tail = kid.tail
            # a space between two outputs is a space that people read
            if tail and (not strip or tail.strip() or child.name == "output"):
                node.put(XNode("text", text=tail))
        if count > MAX_NODES:
            raise refusal(_TOO_MANY)
    return document


def _node(source: Any, names: _Names) -> XNode:
    tag = source.tag
    if type(tag) is not str:
        return _other_node(source, tag)
    uri, name = names.split(tag)
    node = XNode("element", name, uri, source.prefix or "")
    namespaces = names.map(source)
    for key, value in source.items():
        attr_uri, attr_name = names.split(key)
        node.put(XNode("attribute", attr_name, attr_uri, names.prefix(namespaces, attr_uri), value))
    if namespaces:
        node.nsmap = namespaces
    return node


def _other_node(source: Any, tag: Any) -> XNode:
    from lxml import etree

    if tag is etree.Comment:
        return XNode("comment", text=source.text or "")
    if tag is etree.ProcessingInstruction:
        return XNode("processing-instruction", name=source.target, text=source.text or "")
    raise refusal(N_("The file uses an entity, which forms never need; write the text itself."))
