"""Functions of lists beside the answers. Source: ODK XForms spec, "instance", "pulldata"."""

from typing import TYPE_CHECKING

from app.errors import N_, said
from app.form.expressions import Code, ContextNode, Scope
from app.form.functions.declarations import Functions
from app.form.functions.vendor_functions import LISTS
from app.form.problems import ExpressionRefused
from app.form.xpath import Expr, Text

if TYPE_CHECKING:
    from app.form.compiler import Compiler

FUNCTIONS = Functions()


def _empty_list(compiler: "Compiler", name: str) -> Code:
    compiler.reads.warned.append(
        said(
            N_("the list “{name}” belongs to {tool}; here it is empty."),
            name=name, tool=LISTS[name],
        )
    )  # fmt: skip
    return Code("nodes", lambda s: [])


@FUNCTIONS.built("instance", 1, 1)
def _instance(compiler: "Compiler", args: tuple[Expr, ...], place: ContextNode) -> Code:
    if isinstance(args[0], Text):
        name = args[0].value
        if compiler.instances is not None and name not in compiler.instances:
            if name in LISTS:
                return _empty_list(compiler, name)
            raise ExpressionRefused(
                said(
                    N_("the list “{name}” is unknown; check its name on the choices sheet."),
                    name=name,
                )
            )
        compiler.reads.instances.add(name)
        return Code("nodes", lambda s: s.world.instance(name))
    text = compiler.string(compiler.expr(args[0], place))
    return Code("nodes", lambda s: s.world.instance(text(s)))


@FUNCTIONS.built("pulldata", 4, 4)
def _pulldata(compiler: "Compiler", args: tuple[Expr, ...], place: ContextNode) -> Code:
    """pulldata(list, column, key column, key): the first row whose key column holds the key."""
    texts = [compiler.string(compiler.expr(argument, place)) for argument in args]
    if isinstance(args[0], Text):
        compiler.reads.instances.add(args[0].value)
    if isinstance(args[2], Text):
        compiler.columns.add(args[2].value)

    def run(s: Scope) -> str:
        name, column, key_column, key = (text(s) for text in texts)
        instances = s.world.instance(name.removesuffix(".csv"))
        for document in instances:
            for root in document.kids:
                if key_column.startswith("@"):
                    found_items = [
                        i for i in root.named("item") if i.attribute(key_column[1:]) == key
                    ]
                else:
                    found_items = root.lookup("item", key_column).get(key, [])
                for item in found_items:
                    if column.startswith("@"):
                        return str(item.attribute(column[1:]) or "")
                    return str(item.value_of(column))
        return ""

    return Code("string", run)
