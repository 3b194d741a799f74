"""Our expressions as the scorer of recorded XPath cases wants to see them.

TZ=America/Phoenix PYTHONPATH=.:tests/form .venv/bin/python ../shared/tools/xforms/run_xpath.py xpath_adapter --dir ../shared/data/xforms/xpath
"""

import re
from datetime import date, datetime
from typing import Any

from app.form.compiler import Compiler
from app.form.expressions import Scope
from app.form.tree import XNode, read_xml
from app.form.values import boolean, number, string


class World:
    """What expressions may ask where there is no form: the document itself."""

    def __init__(self, document: XNode, language: str | None) -> None:
        self.document, self.language = document, language
        self.root = document
        self.primary: XNode | None = None

    def now(self) -> datetime:
        return datetime.now().astimezone()

    def today(self) -> date:
        return self.now().date()

    def month_names(self) -> Any:
        from app.form.calendar import names

        return names("en")

    def instance(self, name: str) -> list[XNode]:
        return [
            one
            for one in _all(self.document)
            if one.name == "instance" and one.attribute("id") == name
        ]

    def itext(self, key: str, origin: Any) -> str:
        found = [one for one in _all(self.document) if one.name == "translation"]
        chosen = next(
            (one for one in found if one.attribute("lang") == self.language),
            next((one for one in found if one.attribute("default") is not None), found[0]),
        )
        for entry in chosen.kids:
            if entry.attribute("id") == key:
                return next(
                    (
                        v.string()
                        for v in entry.kids
                        if v.name == "value" and not v.attribute("form")
                    ),
                    "",
                )
        return ""

    def choice_name(self, value: str, nodes: list[Any]) -> str:
        return ""

    def property(self, name: str) -> str:
        return ""


def _all(node: XNode) -> list[XNode]:
    found, stack = [], [node]
    while stack:
        one = stack.pop()
        found.append(one)
        stack.extend(reversed(one.kids))
    return found


def _primary(document: XNode) -> XNode | None:
    """In a form, "/" is the primary instance."""
    instance = next((one for one in _all(document) if one.name == "instance"), None)
    top = next((one for one in instance.kids if one.kind == "element"), None) if instance else None
    if top is None:
        return None
    made = XNode("document")
    made.put(top)
    return made


def _at(document: XNode, path: str) -> XNode:
    node: Any = document
    for part in [one for one in path.split("/") if one]:
        if part.startswith("@"):
            name = part[1:]
            node = next(one for one in node.attrs if name in {one.name, f"{one.prefix}:{one.name}"})
            continue
        if part.startswith("namespace::"):
            from app.form.axes import AXES

            prefix = part.partition("::")[2]
            node = next(one for one in AXES["namespace"](node) if one.name == prefix)
            continue
        match = re.fullmatch(r"(.+)\[(\d+)\]", part)
        assert match is not None, part
        kind = {
            "*": "element",
            "text()": "text",
            "comment()": "comment",
            "processing-instruction()": "processing-instruction",
        }[match[1]]
        node = [kid for kid in node.children() if kid.kind == kind][int(match[2]) - 1]
    return node  # type: ignore[no-any-return]


def evaluate(
    expression: str, xml: str, path: str, kind: str, ns: dict[str, str], language: str | None
) -> Any:
    text = xml if "<!DOCTYPE html>" not in xml else xml.replace("<!DOCTYPE html>", "")
    is_form = "http://www.w3.org/2002/xforms" in xml
    document = read_xml(text, strip=False)
    node = _at(document, path)
    compiler = Compiler(None, dict(ns), strict_names=not is_form)
    code, _ = compiler.compile(expression, None)
    world = World(document, language)
    if is_form:
        world.primary = _primary(document)
    value = compiler.value(code)(Scope(node, world))
    if kind == "number":
        return number(value)
    if kind == "string":
        return string(value)
    if kind == "boolean":
        return boolean(value)
    return [one.string() for one in value]
