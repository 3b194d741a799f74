"""Functions of strings. Source: XPath 1.0 section 4.2; ODK XForms spec, "XPath Functions" (string)."""

import math
import re
from collections.abc import Iterable
from typing import Any

from app.form.budget import timed, weighed
from app.form.expressions import LONGEST, Code, Run, Scope
from app.form.functions.declarations import FUNCTIONS, MANY, Arguments
from app.form.functions.numbers import round_half_up
from app.form.values import string


@FUNCTIONS.built("string", 0, 1)
def _string(args: Arguments) -> Code:
    return Code("string", args.string())


@FUNCTIONS.built("string-length", 0, 1)
def _string_length(args: Arguments) -> Code:
    text = args.string()
    return Code("number", lambda s: float(len(text(s))))


@FUNCTIONS.built("normalize-space", 0, 1)
def _normalize(args: Arguments) -> Code:
    text = args.string()
    return Code("string", lambda s: normalize(text(s)))


def normalize(text: str) -> str:
    return " ".join(part for part in re.split(r"[ \t\r\n]+", text) if part)


@FUNCTIONS.built("join", 1, MANY)
def _join(args: Arguments) -> Code:
    return _joined(args, args.string(), range(1, len(args.trees)))


@FUNCTIONS.built("concat", 0, MANY)
def _concat(args: Arguments) -> Code:
    """XPath's concat; of a node-set every node's text, as JavaRosa does."""
    return _joined(args, lambda s: "", range(len(args.trees)))


def _joined(args: Arguments, separator: Run, places: Iterable[int]) -> Code:
    compiler, codes = args.compiler, [args.code(at) for at in places]
    if all(code.kind not in {"nodes", "any"} for code in codes):
        texts = [weighed(compiler.string(code)) for code in codes]
        return Code("string", lambda s: separator(s).join([text(s) for text in texts])[:LONGEST])
    values = [compiler.value(code) for code in codes]

    def run(s: Scope) -> str:
        parts: list[str] = []
        for value in values:
            result = value(s)
            if isinstance(result, list):
                parts += [node.string() for node in result]
            else:
                parts.append(string(result))
        return str(separator(s)).join(parts)[:LONGEST]

    return Code("string", run)


def substring(text: str, start: float, length: float | None = None) -> str:
    """XPath 1.0: counts from 1 and rounds; from -Infinity, Infinity letters are none."""
    begin = round_half_up(start)
    end = math.inf if length is None else begin + round_half_up(length)
    return "".join(letter for at, letter in enumerate(text, 1) if begin <= at < end)


def substr(text: str, start: float, end: float = math.inf) -> str:
    """ODK: counts from 0, end excluded; negative counts from the end."""
    size = len(text)

    def at(value: float) -> int:
        if math.isnan(value):
            return 0
        if value == math.inf:
            return size
        if value == -math.inf:
            return 0
        integer = int(value)
        return max(0, size + integer) if integer < 0 else min(integer, size)

    return text[at(start) : at(end)]


def translate(text: str, old: str, new: str) -> str:
    table: dict[int, str | None] = {}
    for at, letter in enumerate(old):
        table.setdefault(ord(letter), new[at] if at < len(new) else None)
    return text.translate(table)


def regex(text: str, pattern: str) -> bool:
    """Does the whole text match? (Java's matches(), as JavaRosa does.)"""
    from app.form import regex_match  # forms without patterns open sooner

    compiled = regex_match.pattern(pattern)
    return compiled is not None and compiled.fullmatch(text)


def _regex(world: Any, text: str, pattern: str) -> bool:
    return timed(world, lambda: regex(text, pattern))


FUNCTIONS.plain("starts-with", "ss", "boolean", lambda text, part: text.startswith(part))
FUNCTIONS.plain("ends-with", "ss", "boolean", lambda text, part: text.endswith(part))
FUNCTIONS.plain("contains", "ss", "boolean", lambda text, part: part in text)
FUNCTIONS.plain(
    "substring-before", "ss", "string", lambda text, part: text.partition(part)[0] if part and part in text else ""
)
FUNCTIONS.plain("substring-after", "ss", "string", lambda text, part: text.partition(part)[2] if part else text)
FUNCTIONS.plain("substring", "snn", "string", substring, 2, 3)
FUNCTIONS.plain("substr", "snn", "string", substr, 2, 3)
FUNCTIONS.plain("translate", "sss", "string", translate)
FUNCTIONS.plain("upper-case", "s", "string", lambda text: text.upper())
FUNCTIONS.plain("lower-case", "s", "string", lambda text: text.lower())
FUNCTIONS.plain("regex", "ss", "boolean", _regex, world=True)
