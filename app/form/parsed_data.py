"""What a parser in another process read, as data: written there, read strictly here.

Whoever wrote it may have been taken over by the file that it read. So nothing is believed: kinds,
types, sizes and depths are looked at, and a sentence may name its values and nothing else of them.
NotParsed for anything that `write_...` here would not have written."""

import json
from collections.abc import Mapping
from string import Formatter
from typing import Any

from app.errors import Said, said
from app.form.parser import Lines
from app.form.problems import Problem
from app.form.tree import MAX_DEPTH, MAX_NODES, XNode
from app.form.workbook.conversion import Converted

_KINDS = ("document", "element", "text", "comment", "processing-instruction")
_MOST_PROBLEMS, _DEEPEST_SENTENCE = 10_000, 4
_CELL = (str, int, float, bool, type(None))


class NotParsed(ValueError):
    """Data that no parser of ours wrote."""


# -- trees -----------------------------------------------------------------------------------


def write_tree(document: XNode) -> bytes:
    """Nodes in document order, each with how many children follow it."""
    spaces: list[dict[str, str]] = []
    numbers: dict[int, int] = {}  # one map may serve all nodes
    rows: list[list[object]] = []
    waiting = [document]
    while waiting:
        node = waiting.pop()
        space = -1
        if node.nsmap is not None:
            space = numbers.setdefault(id(node.nsmap), len(spaces))
            if space == len(spaces):
                spaces.append(node.nsmap)
        attributes = [[item.name, item.uri, item.prefix, item.text] for item in node.attrs]
        rows.append(
            [_KINDS.index(node.kind), node.name, node.uri, node.prefix, node.text, space, attributes, len(node.kids)]
        )
        waiting.extend(reversed(node.kids))
    return json.dumps({"spaces": spaces, "nodes": rows}).encode()


def read_tree(data: bytes) -> XNode:
    """The document node. NotParsed."""
    content = _map(_loaded(data))
    spaces = [_texts(space) for space in _list(content.get("spaces"))]
    rows = _list(content.get("nodes"))
    if not rows or len(rows) > 2 * MAX_NODES:
        raise NotParsed
    document: XNode | None = None
    parents: list[tuple[XNode, int, int]] = []  # that still wait for so many children; their depth
    for row in rows:
        (node, count), depth = _node(row, spaces), 0
        if document is None:
            document = node
        elif not parents:
            raise NotParsed
        else:
            parent, awaited, depth = parents.pop()
            parent.put(node)
            if awaited > 1:
                parents.append((parent, awaited - 1, depth))
        if depth > MAX_DEPTH + 1:
            raise NotParsed
        if count:
            parents.append((node, count, depth + 1))
    if document is None or parents or document.kind != "document":
        raise NotParsed
    return document


def _node(row: object, spaces: list[dict[str, str]]) -> tuple[XNode, int]:
    if type(row) is not list or len(row) != 8:
        raise NotParsed
    kind, name, uri, prefix, text, space, attributes, count = row
    if not (type(kind) is type(space) is type(count) is int and type(attributes) is list):
        raise NotParsed
    if not type(name) is type(uri) is type(prefix) is type(text) is str:
        raise NotParsed
    if not (0 <= kind < len(_KINDS) and -1 <= space < len(spaces) and count >= 0):
        raise NotParsed
    node = XNode(_KINDS[kind], name, uri, prefix, text)
    for attribute in attributes:
        if type(attribute) is not list or len(attribute) != 4:
            raise NotParsed
        if not all(type(part) is str for part in attribute):
            raise NotParsed
        node.put(XNode("attribute", *attribute))
    if space >= 0:
        node.nsmap = spaces[space]
    return node, count


# -- lines -----------------------------------------------------------------------------------


def write_lines(lines: Lines) -> bytes:
    return json.dumps([[kind, path, line] for (kind, path), line in lines.items()]).encode()


def read_lines(data: bytes) -> Lines:
    """NotParsed."""
    lines = {}
    for row in _list(_loaded(data)):
        match row:
            case [str(kind), str(path), int(line)]:
                lines[kind, path] = line
            case _:
                raise NotParsed
    return lines


# -- what became of a workbook ---------------------------------------------------------------


def write_converted(converted: Converted) -> bytes:
    content = {
        "xml": converted.xml,
        "problems": [_written(problem) for problem in converted.problems],
        "rows": dict(converted.rows),
        "resources": {name: text.decode() for name, text in converted.resources.items()},
        "workbook": dict(converted.workbook),
    }
    return json.dumps(content, default=str).encode()


def read_converted(data: bytes) -> Converted:
    """NotParsed."""
    content = _map(_loaded(data))
    rows = _map(content.get("rows"))
    if not all(type(row) is int for row in rows.values()):
        raise NotParsed
    try:
        resources = {name: text.encode() for name, text in _texts(content.get("resources")).items()}
    except UnicodeEncodeError as error:
        raise NotParsed from error
    return Converted(
        _text(content.get("xml")),
        _read_problems(content.get("problems")),
        rows,
        resources,
        {name: _sheet(sheet) for name, sheet in _map(content.get("workbook")).items()},
    )


def _sheet(sheet: object) -> object:
    """Rows of cells by heading, or a name."""
    if isinstance(sheet, _CELL):
        return sheet
    rows = _list(sheet)
    for row in rows:
        cells = row.values() if isinstance(row, dict) else (row,)
        if not all(isinstance(cell, _CELL) for cell in cells):
            raise NotParsed
    return rows


# -- problems --------------------------------------------------------------------------------


def write_problems(problems: tuple[Problem, ...]) -> bytes:
    return json.dumps([_written(problem) for problem in problems]).encode()


def read_problems(data: bytes) -> tuple[Problem, ...]:
    """At least one. NotParsed."""
    problems = _read_problems(_loaded(data))
    if not problems:
        raise NotParsed
    return problems


def _written(problem: Problem) -> list[object]:
    return [
        problem.level,
        _sentence(problem.says),
        problem.sheet,
        problem.row,
        problem.column,
        problem.question,
        problem.line,
    ]


def _sentence(says: object) -> object:
    if isinstance(says, Said):
        return [says.message, {name: _sentence(value) for name, value in says.values.items()}]
    return says if isinstance(says, str | int | float) else str(says)


def _read_problems(rows: object) -> tuple[Problem, ...]:
    problems = []
    for row in _list(rows)[:_MOST_PROBLEMS]:
        match row:
            case [
                "error" | "warning" as level,
                says,
                str() | None as sheet,
                int() | None as number,
                str() | None as column,
                str() | None as question,
                int() | None as line,
            ]:
                sentence = _said(says, 0)
                if not isinstance(sentence, str):
                    raise NotParsed
                problems.append(Problem(level, sentence, sheet, number, column, question=question, line=line))
            case _:
                raise NotParsed
    return tuple(problems)


def _said(sentence: object, depth: int) -> str | int | float:
    if isinstance(sentence, str | int | float):
        return sentence
    match sentence:
        case [str(message), dict() as values] if depth < _DEEPEST_SENTENCE:
            # "{name.attribute}" would say what is in this process, and not in the file
            for _, name, spec, conversion in _parts(message):
                if name is not None and (spec or conversion or name not in values):
                    raise NotParsed
            if not all(name.isidentifier() for name in values):
                raise NotParsed
            return said(message, **{name: _said(value, depth + 1) for name, value in values.items()})
    raise NotParsed


def _parts(message: str) -> list[tuple[str, str | None, str | None, str | None]]:
    try:
        return list(Formatter().parse(message))
    except ValueError as error:
        raise NotParsed from error


# -- types -----------------------------------------------------------------------------------


def _loaded(data: bytes) -> object:
    try:
        content: object = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise NotParsed from error
    return content


def _map(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise NotParsed
    return value


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise NotParsed
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise NotParsed
    return value


def _texts(value: object) -> dict[str, str]:
    texts: Mapping[str, Any] = _map(value)
    return {name: _text(text) for name, text in texts.items()}
