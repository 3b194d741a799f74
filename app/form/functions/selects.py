"""Functions of answers to selects. Source: ODK XForms spec, "XPath Functions" (select)."""

import math
from typing import TYPE_CHECKING

from app.form.expressions import Code, ContextNode, Scope
from app.form.functions.declarations import Functions
from app.form.problems import NoSuchQuestion
from app.form.xpath import Expr, Text, parse

if TYPE_CHECKING:
    from app.form.compiler import Compiler

FUNCTIONS = Functions()


def selected(value: str, choice: str) -> bool:
    """`selected(${q}, '')` asks whether nothing is chosen, as in JavaRosa and web-forms."""
    return choice.strip() in (value.split() or [""])


def selected_at(value: str, index: float) -> str:
    """The choice at a place, counted from 0, of a select_multiple; "" beyond the end.

    Source: ODK XForms spec, "selected-at". Unlike XPath's own counting, from 0.
    """
    parts = value.split()
    if not math.isfinite(index):
        return ""
    at = int(index)
    return parts[at] if 0 <= at < len(parts) else ""


@FUNCTIONS.built("jr:choice-name", 2, 2)
def _choice_name(compiler: "Compiler", args: tuple[Expr, ...], place: ContextNode) -> Code:
    """The label of a choice of the select question named (as text) by the second value."""
    value = compiler.string(compiler.expr(args[0], place))
    compiler.reads.language = True
    target = args[1]
    if isinstance(target, Text):
        tree = parse(target.value)
        nodes = compiler.nodes(compiler.expr(tree, place), "jr:choice-name")
        compiler.reads.named |= compiler.reachable_from(tree, place)[0] or set()
        return Code("string", lambda s: s.world.choice_name(value(s), nodes(s)))
    text = compiler.string(compiler.expr(target, place))

    def run(s: Scope) -> str:
        try:
            return str(s.world.choice_name_at(value(s), text(s)))
        except NoSuchQuestion:
            return ""

    return Code("string", run)


FUNCTIONS.plain("selected", "ss", "boolean", selected)
FUNCTIONS.plain("is-selected", "ss", "boolean", selected)
FUNCTIONS.plain("selected-at", "sn", "string", selected_at)
FUNCTIONS.plain("count-selected", "s", "number", lambda text: float(len(text.split())))
