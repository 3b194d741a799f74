"""What the form says, and the device. Source: ODK XForms spec, "jr:itext", "property", "version"."""

from typing import TYPE_CHECKING

from app.form.expressions import Code, ContextNode
from app.form.functions.declarations import Functions
from app.form.xpath import Expr

if TYPE_CHECKING:
    from app.form.compiler import Compiler

FUNCTIONS = Functions()


@FUNCTIONS.built("jr:itext", 1, 1)
def _itext(compiler: "Compiler", args: tuple[Expr, ...], place: ContextNode) -> Code:
    text = compiler.string(compiler.expr(args[0], place))
    compiler.reads.language = True
    return Code("string", lambda s: s.world.itext(text(s), s.origin))


@FUNCTIONS.built("property", 1, 1)
def _property(compiler: "Compiler", args: tuple[Expr, ...], place: ContextNode) -> Code:
    text = compiler.string(compiler.expr(args[0], place))
    compiler.reads.volatile = True  # of the device
    return Code("string", lambda s: s.world.property(text(s)))


@FUNCTIONS.built("version", 0, 0)
def _version(compiler: "Compiler", args: tuple[Expr, ...], place: ContextNode) -> Code:
    return Code("string", lambda s: s.world.property("version"))
