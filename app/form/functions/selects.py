"""Functions of answers to selects. Source: ODK XForms spec, "XPath Functions" (select)."""

import math

from app.form.expressions import Code, Scope
from app.form.functions.declarations import FUNCTIONS, Arguments
from app.form.problems import NoSuchQuestion
from app.form.xpath import Text, parse


def selected(value: str, choice: str) -> bool:
    """`selected(${q}, '')` asks whether nothing is chosen, as in JavaRosa and web-forms."""
    return choice.strip() in (value.split() or [""])


def selected_at(value: str, index: float) -> str:
    """The choice at a place, counted from 0, of a select_multiple; "" beyond the end.

    Source: ODK XForms spec, "selected-at". Unlike XPath's own counting, from 0."""
    parts = value.split()
    if not math.isfinite(index):
        return ""
    at = int(index)
    return parts[at] if 0 <= at < len(parts) else ""


@FUNCTIONS.built("jr:choice-name", 2, 2)
def _choice_name(args: Arguments) -> Code:
    """The label of a choice of the select question named (as text) by the second value."""
    value = args.string()
    args.reads.language = True
    target, compiler = args.trees[1], args.compiler
    if isinstance(target, Text):
        tree = parse(target.value)
        nodes = compiler.nodes(compiler.expr(tree, args.place), "jr:choice-name")
        args.reads.named |= compiler.reachable_from(tree, args.place)[0] or set()
        return Code("string", lambda s: s.world.choice_name(value(s), nodes(s)))
    text = args.string(1)

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
