"""Lists that lie in files beside a form, put into the form: it can then be kept as one text."""

from collections.abc import Mapping
from typing import Any

from lxml import etree

from app.form.lists import read_list, resource
from app.form.tree import XNode, parser, read_xml


def wanted(xml: str) -> tuple[str, ...]:
    """Names of the files that a form asks for: "towns.csv"."""
    if "src=" not in xml:
        return ()
    found: list[str] = []
    waiting = [read_xml(xml)]
    while waiting:
        node = waiting.pop()
        source = node.attribute("src") if node.kind == "element" and node.name == "instance" else ""
        if source and "/" in source and source.rpartition("/")[2]:
            found.append(source.rpartition("/")[2])
        waiting.extend(kid for kid in node.kids if kid.kind == "element")
    return tuple(dict.fromkeys(found))


def inlined(xml: str, files: Mapping[str, bytes]) -> str:
    """The form with the lists of these files inside it. Those that aren't there stay outside.

    A column whose heading is no XML name can't be asked for by a form and is left out.
    Raises FormRefused for a list that can't be read.
    """
    root = etree.fromstring(xml.encode("utf-8"), parser())
    for instance in root.iter("{*}instance"):
        source = instance.get("src")
        data = resource(source, files) if source else None
        if source is None or data is None:
            continue
        del instance.attrib["src"]
        for old in list(instance):
            instance.remove(old)
        for kid in read_list(source, data).kids:
            _put(instance, kid)
    return str(etree.tostring(root, encoding="unicode"))


def _put(above: Any, top: XNode) -> None:
    waiting = [(above, top)]
    while waiting:
        place, node = waiting.pop()
        if node.kind != "element":
            continue
        try:
            made = etree.SubElement(place, node.name)
            made.text = None if node.kids else node.text
        except ValueError:
            continue
        waiting.extend((made, kid) for kid in reversed(node.kids))
