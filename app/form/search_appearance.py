"""Choices from a file that is named in the appearance: search('towns', 'contains', ...).

Source: XLSForm reference, "Dynamic selects from pre-loaded data"; it is older than secondary
instances and still written. The form's own items name columns of the file instead of choices; an
item whose value is a whole number is a choice of its own."""

import re
from dataclasses import dataclass

from app.errors import N_, said
from app.form.problems import ExpressionRefused
from app.form.xpath import SELF, Call, Chain, Expr, NameTest, Negate, Path, Step, Text, parse

_CALL = re.compile(r"\bsearch\s*\(.*\)", re.DOTALL)
_TESTS = {"contains": "contains", "startswith": "starts-with", "endswith": "ends-with"}
_KINDS = {"matches", *_TESTS}


@dataclass(frozen=True, slots=True)
class SearchCall:
    """An appearance that names a file: the nodes it stands for, and the appearance without it."""

    nodes: Path
    appearance: str


def list_id(file: str) -> str:
    """The id under which a file's rows are kept; no list of the form's own is called so."""
    return file.removesuffix(".csv") + ".csv"


def searched(appearance: str) -> SearchCall | None:
    """None where the appearance searches no file; ExpressionRefused where it does so wrongly."""
    match = _CALL.search(appearance)
    if match is None:
        return None
    tree = parse(match[0])
    if not isinstance(tree, Call) or len(tree.args) not in {1, 4, 6}:
        raise ExpressionRefused(N_("“search” takes a file, or a file, how, columns and a text."))
    further = appearance[: match.start()] + " search " + appearance[match.end() :]
    return SearchCall(_nodes(tree.args), further)


def _nodes(args: tuple[Expr, ...]) -> Path:
    predicates: list[Expr] = []
    if len(args) > 1:
        matching, columns = _text(args[1]).lower(), _text(args[2])
        if matching not in _KINDS:
            raise ExpressionRefused(said(N_("“search” does not know “{how}”; use contains or matches."), how=matching))
        tests = [_test(matching, column.strip(), args[3]) for column in columns.split(",") if column.strip()]
        predicates.append(_any(tests))
    if len(args) > 4:
        predicates.append(_test("matches", _text(args[4]), args[5]))
    start = Call("instance", (Text(list_id(_text(args[0]))),))
    child = Step("child", NameTest("", "root"))
    return Path(start, (child, Step("child", NameTest("", "item"), tuple(predicates))))


def _test(matching: str, column: str, value: Expr) -> Expr:
    path = Path("", (Step("child", NameTest("", column)),))
    text = from_question(value)
    if matching == "matches":
        return Chain(path, (("=", text),))
    return Call(_TESTS[matching], (path, text))


def _any(tests: list[Expr]) -> Expr:
    if not tests:
        raise ExpressionRefused(N_("“search” needs the columns to look in."))
    return tests[0] if len(tests) == 1 else Chain(tests[0], tuple(("or", test) for test in tests[1:]))


def _text(tree: Expr) -> str:
    if isinstance(tree, Text):
        return tree.value
    raise ExpressionRefused(N_("“search” names its file and columns in quotes."))


def from_question(tree: Expr) -> Expr:
    """Relative paths as paths from the question, so that they mean the same inside a predicate."""
    match tree:
        case Path("", steps, filters):
            return Path(Call("current", ()), steps if steps != (SELF,) else (), filters)
        case Path(start, steps, filters) if not isinstance(start, str):
            return Path(from_question(start), steps, filters)
        case Call(name, args):
            return Call(name, tuple(from_question(operand) for operand in args))
        case Negate(operand):
            return Negate(from_question(operand))
        case Chain(first, operations):
            return Chain(from_question(first), tuple((op, from_question(operand)) for op, operand in operations))
    return tree
