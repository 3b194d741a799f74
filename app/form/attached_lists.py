"""Lists in files beside a form: which files a form needs, and the form with their rows inside."""

import re
from collections.abc import Mapping
from typing import Any

from app.form.lists import ITEMSETS, external, read_list, resource
from app.form.parser import Parser
from app.form.search_appearance import list_id
from app.form.tree import XNode, read_xml, xml_parser

_QUOTE = r"(?:'|\"|&quot;|&apos;|&#39;)"
_SEARCH = re.compile(rf"appearance=[^>]*?\bsearch\s*\(\s*{_QUOTE}([^'\"&]+){_QUOTE}")
_PULLED = re.compile(rf"\bpulldata\s*\(\s*{_QUOTE}([^'\"&]+){_QUOTE}")
_QUERY = re.compile(rf"\bquery=[\"']\s*instance\(\s*{_QUOTE}([^'\"&]+){_QUOTE}")
_XFORMS = "http://www.w3.org/2002/xforms"


def undeclared(xml: str) -> dict[str, str]:
    """Lists that a form uses without an instance of their own: id -> where the rows are.

    Older forms name a file in an appearance (`search`), in `pulldata`, or in an input's `query`,
    which is a list of itemsets.csv. Source: XLSForm reference, "External selects", "pulldata"."""
    sources: dict[str, str] = {}
    if "search" in xml:
        for name in _SEARCH.findall(xml):
            sources[list_id(name)] = f"jr://file-csv/{list_id(name)}"
    if "pulldata" in xml:
        for name in _PULLED.findall(xml):
            sources.setdefault(name.removesuffix(".csv"), f"jr://file-csv/{list_id(name)}")
    if "query=" in xml:
        for name in _QUERY.findall(xml):
            sources.setdefault(name, ITEMSETS + name)
    return sources


def list_files(xml: str, parser: Parser | None = None) -> tuple[str, ...]:
    """Names of the files that a form asks for: "towns.csv"."""
    names: list[str] = []
    declared: set[str] = set()
    waiting = [read_xml(xml, parser=parser)] if "src=" in xml else []
    while waiting:
        node = waiting.pop()
        if node.kind == "element" and node.name == "instance":
            declared.add(node.attribute("id") or "")
            source = node.attribute("src") or ""
            if "/" in source and source.rpartition("/")[2]:
                names.append(source.rpartition("/")[2])
        waiting.extend(kid for kid in node.kids if kid.kind == "element")
    for name, source in undeclared(xml).items():
        if name not in declared:
            names.append("itemsets.csv" if source.startswith(ITEMSETS) else source.rpartition("/")[2])
    return tuple(dict.fromkeys(names))


def inlined(xml: str, files: Mapping[str, bytes]) -> str:
    """The form with the lists of these files inside it. Those that aren't there stay outside.

    A column whose heading is no XML name can't be asked for by a form and is left out.
    Raises FormRefused for a list that can't be read."""
    from lxml import etree

    root = etree.fromstring(xml.encode("utf-8"), xml_parser())
    declared: set[str] = set()
    model: Any = None
    for instance in root.iter("{*}instance"):
        declared.add(instance.get("id", ""))
        model = instance.getparent() if model is None else model
        source = instance.get("src")
        data = resource(source, files) if source else None
        if source is None or data is None:
            continue
        del instance.attrib["src"]
        for old in list(instance):
            instance.remove(old)
        for kid in read_list(source, data).kids:
            _put(instance, kid)
    for name, source in undeclared(xml).items():
        rows = external(source, files) if name not in declared and model is not None else None
        if rows is not None:
            element = etree.SubElement(model, f"{{{_XFORMS}}}instance", id=name)
            for kid in rows.kids:
                _put(element, kid)
    return str(etree.tostring(root, encoding="unicode"))


def _put(parent: Any, top: XNode) -> None:
    from lxml import etree

    waiting = [(parent, top)]
    while waiting:
        place, node = waiting.pop()
        if node.kind != "element":
            continue
        try:
            element = etree.SubElement(place, node.name)
            element.text = None if node.kids else node.text
        except ValueError:
            continue
        waiting.extend((element, kid) for kid in reversed(node.kids))
