"""Compiled expressions: their scope, what they read, and their conversion to a type."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from app.errors import N_, said
from app.form.problems import ExpressionRefused
from app.form.values import boolean, number, string, text_number

if TYPE_CHECKING:
    from app.form.definition import Definition

# of a text put together: twenty calculations that each double the last would fill the memory
LONGEST = 1_000_000
Kind = Literal["number", "string", "boolean", "nodes", "one", "any"]
Run = Callable[["Scope"], Any]


class Scope:
    """Where an expression is evaluated: XPath's context, and the question it belongs to."""

    __slots__ = ("node", "origin", "position", "size", "world")

    def __init__(self, node: Any, world: Any, origin: Any = None, position: int = 1, size: int = 1) -> None:
        self.node = node
        self.world = world
        self.origin = node if origin is None else origin
        self.position = position
        self.size = size


@dataclass(slots=True)
class Code:
    """A compiled expression. Of kind "one", `run` gives one place, never a list."""

    kind: Kind
    run: Run
    leaf: bool = False  # of kind "one": a place without places inside
    group: "Definition | None" = None  # of kind "one" otherwise: whose text is that of all inside
    constant: Any = None


@dataclass(slots=True)
class Reads:
    """What an expression looks at: definitions, each with the depth of the frame it stays in."""

    places: set[tuple["Definition", int]] = field(default_factory=set)
    position: bool = False  # position(..): where an entry stands among its siblings
    volatile: bool = False  # now(), random(): differs each time
    language: bool = False
    instances: set[str] = field(default_factory=set)
    named: set["Definition"] = field(default_factory=set)  # whose choices' words are shown
    group_texts: set["Definition"] = field(default_factory=set)  # groups whose text is asked for
    copied: set["Definition"] = field(default_factory=set)  # whose value is only given on
    loops: bool = False  # does it go through places or rows, as many as there are?
    warned: list[str] = field(default_factory=list)  # what works, yet not as it reads


@dataclass(slots=True)
class ContextNode:
    """What is known while compiling about the context node."""

    origin: "Definition | None"  # the question whose expression this is
    node: "frozenset[Definition] | None"  # what the context node may be; None: not of the answers
    at_origin: bool = True  # is the context node that question itself?


class Conversions:
    """The same code, asked for a type."""

    reads: Reads

    def value(self, code: Code) -> Run:
        """As a Value; a single place as a list of one."""
        if code.kind == "one":
            run = code.run
            return lambda s: [run(s)]
        return code.run

    def string(self, code: Code) -> Run:
        run = code.run
        if code.kind == "string":
            return run
        if code.kind == "one":
            if code.leaf:
                return lambda s: run(s).shown
            if code.group is not None:
                self.reads.group_texts.add(code.group)
            return lambda s: run(s).string()[:LONGEST]
        if code.kind == "nodes":
            return lambda s: nodes[0].string() if (nodes := run(s)) else ""
        if code.constant is not None:
            fixed = string(code.constant)
            return lambda s: fixed
        return lambda s: string(run(s))

    def number(self, code: Code) -> Run:
        run = code.run
        if code.kind == "number":
            return run
        if code.kind == "one" and code.leaf:
            return lambda s: text_number(run(s).shown)
        if code.constant is not None:
            fixed = number(code.constant)
            return lambda s: fixed
        text = self.string(code) if code.kind in {"one", "nodes", "string"} else None
        if text is not None:
            return lambda s: text_number(text(s))
        return lambda s: number(run(s))

    def boolean(self, code: Code) -> Run:
        run = code.run
        if code.kind == "boolean":
            return run
        if code.kind == "one":
            return lambda s: True
        if code.kind == "nodes":
            return lambda s: bool(run(s))
        return lambda s: boolean(run(s))

    def nodes(self, code: Code, function: str) -> Callable[[Scope], list[Any]]:
        if code.kind == "one":
            run = code.run
            return lambda s: [run(s)]
        if code.kind == "nodes":
            return code.run
        if code.kind == "any":
            run = code.run

            def checked(s: Scope) -> list[Any]:
                value = run(s)
                return value if isinstance(value, list) else []

            return checked
        raise ExpressionRefused(
            said(N_("“{what}” needs the names of questions, not a text or a number."), what=function)
        )
