"""XPath 1.0 with ODK's additions: text to a syntax tree.

Only the grammar lives here: which functions exist and what a path reaches is the concern of app.form.compiler.
Source: XPath 1.0 section 2 and 3; ODK XForms spec, "XPath Paths", "XPath Operators".

Chains of one precedence (`a or b or c`) become one flat node, so that a thousand terms are no
deeper than two. Depth counts brackets of any kind; beyond MAX_DEPTH the expression is refused."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from app.errors import N_, said
from app.form.problems import ExpressionRefused

MAX_DEPTH = 150
MAX_LENGTH = 200_000

Axis = Literal[
    "ancestor", "ancestor-or-self", "attribute", "child", "descendant", "descendant-or-self",
    "following", "following-sibling", "namespace", "parent", "preceding", "preceding-sibling",
    "self",
]  # fmt: skip
AXES: dict[str, Axis] = {
    "ancestor": "ancestor",
    "ancestor-or-self": "ancestor-or-self",
    "attribute": "attribute",
    "child": "child",
    "descendant": "descendant",
    "descendant-or-self": "descendant-or-self",
    "following": "following",
    "following-sibling": "following-sibling",
    "namespace": "namespace",
    "parent": "parent",
    "preceding": "preceding",
    "preceding-sibling": "preceding-sibling",
    "self": "self",
}
NODE_TYPES = {"node", "text", "comment", "processing-instruction"}


@dataclass(slots=True, unsafe_hash=True)
class Number:
    value: float


@dataclass(slots=True, unsafe_hash=True)
class Text:
    value: str


@dataclass(slots=True, unsafe_hash=True)
class Negate:
    operand: "Expr"


@dataclass(slots=True, unsafe_hash=True)
class Chain:
    """Operands of one precedence, left to right: first op operand op operand ..."""

    first: "Expr"
    operations: tuple[tuple[str, "Expr"], ...]


@dataclass(slots=True, unsafe_hash=True)
class Call:
    name: str
    args: tuple["Expr", ...]


@dataclass(slots=True, unsafe_hash=True)
class NameTest:
    """A name, or "*" for any; prefix "" where none is written."""

    prefix: str
    local: str


@dataclass(slots=True, unsafe_hash=True)
class TypeTest:
    """node(), text(), comment() or processing-instruction(target)."""

    kind: str
    target: str | None = None


@dataclass(slots=True, unsafe_hash=True)
class Step:
    axis: Axis
    test: NameTest | TypeTest
    predicates: tuple["Expr", ...] = ()


@dataclass(slots=True, unsafe_hash=True)
class Path:
    """Steps from the root ("/"), from the context node (""), or from an expression's nodes.

    `filters` are predicates on that expression itself, as in `(//a)[1]`."""

    start: "Literal['/', ''] | Expr"
    steps: tuple[Step, ...]
    filters: tuple["Expr", ...] = ()


Expr = Number | Text | Negate | Chain | Call | Path

SELF = Step("self", TypeTest("node"))
PARENT = Step("parent", TypeTest("node"))
ANYWHERE = Step("descendant-or-self", TypeTest("node"))

_LEVEL = {
    "or": 1, "and": 2, "=": 3, "!=": 3, "<": 4, "<=": 4, ">": 4, ">=": 4,
    "+": 5, "-": 5, "*": 6, "div": 6, "mod": 6, "|": 8,
}  # fmt: skip
_NEGATION = 7  # binds more than "*", less than "|"

_NAME = r"[^\W\d][\w.\-·]*"
_QNAME = rf"{_NAME}(?::(?!:){_NAME})?"
# a path without predicates is one token: most of what forms write is made of them
_PLAIN = rf"(?:(?:/{_QNAME})+|(?:\.\./)+{_QNAME}(?:/{_QNAME})*)(?![\w.\-·:]|\s*[\[(/]|\s*::)"
_TOKEN = re.compile(
    rf"""\s*(?:
      (?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+(?![\w.]))?)
    | (?P<text>"[^"]*"|'[^']*')
    | (?P<path>{_PLAIN})
    | (?P<symbol>::|//|\.\.|!=|<=|>=|[/.@()\[\],|+\-=<>*])
    | (?P<name>{_NAME}(?::(?!:)(?:{_NAME}|\*))?)
    | (?P<variable>\$)
    )""",
    re.VERBOSE,
)
_STEP = re.compile(rf"\s*(?:(?P<symbol>/|\.\.)|(?P<name>{_QNAME}))")
# JavaRosa reads them in any case and whatever follows: "1div1", "a OR b", "x = 1 ornot(y)"
_OPERATOR = re.compile(r"and|or|div|mod", re.IGNORECASE)
_CONTINUES = {"/", "//", "::", "@"}
_NOT_BEFORE_OPERATOR = {"@", "::", "(", "[", ",", "/", "//"}

_Token = tuple[str, str]  # kind (number, text, path, symbol, name, operator, end) and text
_END: _Token = ("end", "")


def _tokens(source: str) -> list[_Token]:
    tokens: list[_Token] = []
    at, end = 0, len(source.rstrip())
    operand_before = False
    while at < end:
        match = _TOKEN.match(source, at)
        kind = match.lastgroup if match is not None else None
        if match is None or kind is None:
            if source[at:].lstrip()[:1] in {"'", '"'}:
                raise ExpressionRefused(N_("a text has no closing quote."))
            character = source[at:].lstrip()[:1]
            raise ExpressionRefused(said(N_("the character “{shown}” has no meaning here."), shown=character))
        text = match[kind]
        if kind == "path" and (operand_before or (tokens and tokens[-1][1] in _CONTINUES)):
            # what stands before it is where it starts
            match = _STEP.match(source, at)
            assert match is not None
            kind = match.lastgroup or ""
            text = match[kind]
        at = match.end()
        if kind == "symbol":
            if text in _LEVEL and (text != "*" or operand_before):
                kind, operand_before = "operator", False
            else:
                operand_before = text not in _NOT_BEFORE_OPERATOR
        elif kind == "name":
            if operand_before and (word := _OPERATOR.match(text)):
                at -= len(text) - word.end()
                kind, text, operand_before = "operator", word[0].lower(), False
            else:
                operand_before = True
        elif kind == "variable":
            raise ExpressionRefused(N_("“$” is not the name of a question; write ${name} with the question’s name."))
        else:
            operand_before = True
            if kind == "text":
                text = text[1:-1]
        tokens.append((kind, text))
    tokens.append(_END)
    return tokens


@lru_cache(maxsize=65_536)
def _plain_path(text: str) -> "Path":
    steps = tuple(
        Step("parent", PARENT.test) if part == ".." else Step("child", _name_test(part))
        for part in text.strip("/").split("/")
    )
    return Path("/" if text[0] == "/" else "", steps)


def _name_test(text: str) -> NameTest:
    prefix, colon, local = text.partition(":")
    return NameTest(prefix, local) if colon else NameTest("", text)


_MARKS = {"symbol", "operator"}
_MINUS: _Token = ("operator", "-")


class _Parser:
    def __init__(self, source: str) -> None:
        if len(source) > MAX_LENGTH:
            raise ExpressionRefused(N_("it is too long."))
        self.tokens = _tokens(source)
        self.at = 0
        self.depth = 0

    def ended(self) -> bool:
        return self.tokens[self.at] is _END

    @property
    def token(self) -> _Token:
        return self.tokens[self.at]

    def next_is(self, text: str, ahead: int = 0) -> bool:
        at = self.at + ahead
        if at >= len(self.tokens):
            return False
        kind, token_text = self.tokens[at]
        return token_text == text and kind in _MARKS

    def take(self, text: str) -> bool:
        kind, token_text = self.tokens[self.at]
        if token_text == text and kind in _MARKS:
            self.at += 1
            return True
        return False

    def need(self, text: str) -> None:
        if not self.take(text):
            kind, token_text = self.token
            if kind == "end":
                raise ExpressionRefused(said(N_("“{text}” is missing at the end."), text=text))
            raise ExpressionRefused(said(N_("“{text}” is missing before “{before}”."), text=text, before=token_text))

    def parse_all(self) -> Expr:
        if self.ended():
            raise ExpressionRefused(N_("it is empty."))
        tree = self.expression(1)
        if not self.ended():
            raise ExpressionRefused(said(N_("“{text}” is not expected there."), text=self.token[1]))
        return tree

    def expression(self, level: int) -> Expr:
        """Precedence climbing; one call per bracket, not one per level of precedence."""
        negations = 0
        while self.tokens[self.at] == _MINUS:
            self.at += 1
            negations += 1
        tree: Expr
        if negations:
            tree = Negate(self.expression(_NEGATION))
            if negations % 2 == 0:
                tree = Negate(tree)  # twice: a number in any case
        else:
            tree = self.path()
        tokens = self.tokens
        while tokens[self.at][0] == "operator":
            precedence = _LEVEL[tokens[self.at][1]]
            if precedence < level:
                break
            operations: list[tuple[str, Expr]] = []
            while True:
                kind, operator = tokens[self.at]
                if kind != "operator" or _LEVEL[operator] != precedence:
                    break
                self.at += 1
                operations.append((operator, self.expression(precedence + 1)))
            tree = Chain(tree, tuple(operations))
        return tree

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ExpressionRefused(
                said(
                    N_("brackets are nested more than {most} deep; split the calculation into several."), most=MAX_DEPTH
                )
            )

    def path(self) -> Expr:
        kind, text = self.tokens[self.at]
        if kind == "path":
            self.at += 1
            return _plain_path(text)
        if kind == "number":
            self.at += 1
            return self.filtered(Number(float(text)))
        if kind == "text":
            self.at += 1
            return self.filtered(Text(text))
        if self.take("("):
            self.deeper()
            inner = self.expression(1)
            self.depth -= 1
            self.need(")")
            return self.filtered(inner)
        if kind == "name" and self.next_is("(", 1) and text not in NODE_TYPES:
            return self.filtered(self.call())
        if self.take("/"):
            return Path("/", self.steps() if self._step_follows() else ())
        if self.take("//"):
            return Path("/", (ANYWHERE, *self.steps()))
        return Path("", self.steps())

    def filtered(self, primary: Expr) -> Expr:
        """A primary expression with its predicates and the steps after it."""
        if self.tokens[self.at][0] != "symbol":
            return primary
        predicates = self.predicates()
        if self.take("/"):
            return Path(primary, self.steps(), predicates)
        if self.take("//"):
            return Path(primary, (ANYWHERE, *self.steps()), predicates)
        return Path(primary, (), predicates) if predicates else primary

    def call(self) -> Call:
        name = self.token[1]
        self.at += 2
        self.deeper()
        args: list[Expr] = []
        if not self.take(")"):
            args.append(self.expression(1))
            while self.take(","):
                args.append(self.expression(1))
            self.need(")")
        self.depth -= 1
        return Call(name, tuple(args))

    def _step_follows(self) -> bool:
        kind, text = self.token
        return kind == "name" or (kind == "symbol" and text in {".", "..", "@", "*"})

    def steps(self) -> tuple[Step, ...]:
        steps = [self.step()]
        while True:
            if self.take("/"):
                steps.append(self.step())
            elif self.take("//"):
                steps += [ANYWHERE, self.step()]
            else:
                return tuple(steps)

    def step(self) -> Step:
        # "." and ".." take predicates too: not in XPath 1.0's grammar, yet written in real forms
        if self.take("."):
            return Step("self", SELF.test, self.predicates())
        if self.take(".."):
            return Step("parent", PARENT.test, self.predicates())
        axis: Axis = "child"
        if self.take("@"):
            axis = "attribute"
        elif self.token[0] == "name" and self.next_is("::", 1):
            name = self.token[1]
            if name not in AXES:
                raise ExpressionRefused(said(N_("“{written}” is not an axis of XPath."), written=name))
            axis = AXES[name]
            self.at += 2
        return Step(axis, self.test(), self.predicates())

    def test(self) -> NameTest | TypeTest:
        kind, text = self.token
        if self.take("*"):
            return NameTest("", "*")
        if kind != "name":
            if kind == "end":
                raise ExpressionRefused(N_("a name or a value is missing at the end."))
            raise ExpressionRefused(said(N_("a name or a value is missing before “{before}”."), before=text))
        self.at += 1
        if text in NODE_TYPES and self.take("("):
            target = None
            if text == "processing-instruction" and self.token[0] == "text":
                target = self.token[1]
                self.at += 1
            self.need(")")
            return TypeTest(text, target)
        return _name_test(text)

    def predicates(self) -> tuple[Expr, ...]:
        predicates: list[Expr] = []
        while self.take("["):
            self.deeper()
            predicates.append(self.expression(1))
            self.depth -= 1
            self.need("]")
        return tuple(predicates)


@lru_cache(maxsize=8192)  # forms repeat their constraints, and are opened again
def parse(source: str) -> Expr:
    """The syntax tree of an expression; raises ExpressionRefused with one plain sentence."""
    return _Parser(source).parse_all()
