"""A recorded expression evaluated by our compiler on plain XML, and compared with the recording."""

import math
import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from app.form.axes import AXES
from app.form.compiler import Compiler
from app.form.evaluation_context import names
from app.form.expressions import Scope
from app.form.problems import ExpressionRefused
from app.form.tree import XNode, read_xml
from app.form.values import boolean, number, string
from tests.form.corpus import Case

_XFORMS = "http://www.w3.org/2002/xforms"
_NUMBERS = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}
_STEP = re.compile(r"(.+)\[(\d+)\]")
_KINDS = {
    "*": "element",
    "text()": "text",
    "comment()": "comment",
    "processing-instruction()": "processing-instruction",
}


class DocumentWorld:
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
        return names("en")

    def instance(self, name: str) -> list[XNode]:
        return [node for node in _nodes(self.document) if node.name == "instance" and node.attribute("id") == name]

    def itext(self, key: str, origin: Any) -> str:
        translations = [node for node in _nodes(self.document) if node.name == "translation"]
        in_language = [node for node in translations if node.attribute("lang") == self.language]
        default = [node for node in translations if node.attribute("default") is not None]
        chosen = [*in_language, *default, *translations][0]
        for entry in chosen.kids:
            if entry.attribute("id") == key:
                plain = (kid for kid in entry.named("value") if not kid.attribute("form"))
                return next((kid.string() for kid in plain), "")
        return ""

    def choice_name(self, value: str, nodes: list[Any]) -> str:
        return ""

    def property(self, name: str) -> str:
        return ""

    def verifies(self, key: bytes, signature: bytes, message: bytes) -> bool:
        return False


def agrees(case: Case) -> bool:
    """Does the expression come out as it was recorded?"""
    try:
        value = evaluate(case)
    except ExpressionRefused:
        return bool(case.get("refused"))
    if case.get("refused"):
        return False
    match case["kind"]:
        case "number":
            return _equal(value, _NUMBERS.get(case["value"], case["value"]))
        case "nodes":
            return _same_nodes(value, case)
    return bool(value == case["value"])


def evaluate(case: Case) -> Any:
    """A number, text or truth, or the texts of nodes. Raises ExpressionRefused."""
    xml = case["context"].replace("<!DOCTYPE html>", "")
    is_form = _XFORMS in xml
    document = read_xml(xml, strip=False)
    compiler = Compiler(None, dict(case.get("namespaces", {})), strict_names=not is_form)
    code, _ = compiler.compile(case["expression"], None)
    world = DocumentWorld(document, case.get("language"))
    if is_form:
        world.primary = _primary(document)
    value = compiler.value(code)(Scope(_node_at(document, case["node"]), world))
    match case["kind"]:
        case "number":
            return number(value)
        case "string":
            return string(value)
        case "boolean":
            return boolean(value)
    return [node.string() for node in value] if isinstance(value, list) else [string(value)]


def _equal(value: float, recorded: float) -> bool:
    if math.isnan(recorded) or math.isinf(recorded):
        return value == recorded or (math.isnan(value) and math.isnan(recorded))
    return math.isclose(value, recorded, rel_tol=1e-9, abs_tol=1e-9)


def _same_nodes(texts: list[str], case: Case) -> bool:
    recorded = case["strings"]
    if case["first"]:  # one of them, whichever
        return min(len(texts), 1) == len(recorded) and texts[: len(recorded)] == recorded
    if case["ordered"]:
        return texts == recorded
    return len(texts) == len(recorded)


def _nodes(node: XNode) -> Iterator[XNode]:
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(reversed(current.kids))


def _primary(document: XNode) -> XNode | None:
    """In a form, "/" is the primary instance."""
    instance = next((node for node in _nodes(document) if node.name == "instance"), None)
    kids = instance.kids if instance is not None else []
    top = next((kid for kid in kids if kid.kind == "element"), None)
    if top is None:
        return None
    root = XNode("document")
    root.put(top)
    return root


def _node_at(document: XNode, path: str) -> XNode:
    node: Any = document
    for part in filter(None, path.split("/")):
        if part.startswith("@"):
            name = part[1:]
            node = next(
                attribute
                for attribute in node.attrs
                if name in {attribute.name, f"{attribute.prefix}:{attribute.name}"}
            )
        elif part.startswith("namespace::"):
            prefix = part.partition("::")[2]
            node = next(attribute for attribute in AXES["namespace"](node) if attribute.name == prefix)
        else:
            match = _STEP.fullmatch(part)
            assert match is not None, part
            kids = [kid for kid in node.children() if kid.kind == _KINDS[match[1]]]
            node = kids[int(match[2]) - 1]
    return node  # type: ignore[no-any-return]
