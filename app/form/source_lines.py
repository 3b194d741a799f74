"""The line of an XForm that a problem is about; a form without a workbook has no rows to name."""

from dataclasses import replace
from typing import Any

from app.errors import Said
from app.form.form_draft import plain
from app.form.parser import Lines, Parser
from app.form.problems import Problem
from app.form.tree import xml_parser

_OF_BINDS = {"relevant", "calculation", "constraint", "required", "read_only", "constraint_message", "required_message"}
_OF_ACTIONS = {"setvalue", "setgeopoint"}
_NAMED = ("nodeset", "ref", "bind")


def with_lines(problems: tuple[Problem, ...], xml: str, parser: Parser | None = None) -> tuple[Problem, ...]:
    """The problems with the line of the XML, where one can be named."""
    if not problems:
        return problems
    lines = lines_of(xml) if parser is None else parser.lines(xml)
    if not lines:
        return problems  # which already say so, with its line
    return tuple(replace(problem, line=_line(problem, lines)) for problem in problems)


def lines_of(xml: str) -> Lines:
    """By kind and path; none of what is no XML."""
    from lxml import etree

    try:
        root = etree.fromstring(xml.encode("utf-8"), xml_parser())
    except (etree.XMLSyntaxError, ValueError):
        return {}
    return _lines(root)


def _lines(root: Any) -> dict[tuple[str, str], int]:
    """By kind (bind, control, action) and path, without prefixes and predicates; the first counts."""
    from lxml import etree

    line_numbers: dict[tuple[str, str], int] = {}
    for element in root.iter("{*}*"):
        name = etree.QName(element).localname
        kind = "bind" if name == "bind" else "action" if name in _OF_ACTIONS else "control"
        for attribute in _NAMED:
            ref = element.get(attribute)
            if ref is not None and element.sourceline:
                line_numbers.setdefault((kind, plain(ref.strip())), element.sourceline)
                break
    return line_numbers


def _line(problem: Problem, lines: Lines) -> int | None:
    name = problem.says.values.get("name") if isinstance(problem.says, Said) else None
    path = plain(problem.question or str(name or ""))
    order = ["control", "bind", "action"]
    if problem.column in _OF_BINDS:
        order.sort(key=lambda kind: kind != "bind")
    elif problem.column == "default":
        order.sort(key=lambda kind: kind != "action")
    return next((lines[kind, path] for kind in order if (kind, path) in lines), None)
