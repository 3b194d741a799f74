"""Functions of lists beside the answers; what the form says, and the device.

Source: ODK XForms spec, "instance", "pulldata", "jr:itext", "property", "version"."""

from app.errors import N_, said
from app.form.expressions import Code, Scope
from app.form.functions.declarations import FUNCTIONS, Arguments
from app.form.functions.vendor_functions import LISTS
from app.form.problems import ExpressionRefused
from app.form.xpath import Text


def _empty_list(args: Arguments, name: str) -> Code:
    args.reads.warned.append(
        said(N_("the list “{name}” belongs to {tool}; here it is empty."), name=name, tool=LISTS[name])
    )
    return Code("nodes", lambda s: [])


@FUNCTIONS.built("instance", 1, 1)
def _instance(args: Arguments) -> Code:
    tree, known = args.trees[0], args.compiler.instances
    if isinstance(tree, Text):
        name = tree.value
        if known is not None and name not in known:
            if name in LISTS:
                return _empty_list(args, name)
            raise ExpressionRefused(
                said(N_("the list “{name}” is unknown; check its name on the choices sheet."), name=name)
            )
        args.reads.instances.add(name)
        return Code("nodes", lambda s: s.world.instance(name))
    text = args.string()
    return Code("nodes", lambda s: s.world.instance(text(s)))


@FUNCTIONS.built("pulldata", 4, 4)
def _pulldata(args: Arguments) -> Code:
    """pulldata(list, column, key column, key): the first row whose key column holds the key."""
    texts = [args.string(at) for at in range(len(args.trees))]
    list_name, _, key_name, _ = args.trees
    if isinstance(list_name, Text):
        args.reads.instances.add(list_name.value)
    if isinstance(key_name, Text):
        args.compiler.columns.add(key_name.value)

    def run(s: Scope) -> str:
        name, column, key_column, key = (text(s) for text in texts)
        instances = s.world.instance(name.removesuffix(".csv"))
        for document in instances:
            for root in document.kids:
                if key_column.startswith("@"):
                    items = [i for i in root.named("item") if i.attribute(key_column[1:]) == key]
                else:
                    items = root.lookup("item", key_column).get(key, [])
                for item in items:
                    if column.startswith("@"):
                        return str(item.attribute(column[1:]) or "")
                    return str(item.value_of(column))
        return ""

    return Code("string", run)


# -- form and device ---------------------------------------------------------------------------


@FUNCTIONS.built("jr:itext", 1, 1)
def _itext(args: Arguments) -> Code:
    text = args.string()
    args.reads.language = True
    return Code("string", lambda s: s.world.itext(text(s), s.origin))


@FUNCTIONS.built("property", 1, 1)
def _property(args: Arguments) -> Code:
    text = args.string()
    args.reads.volatile = True  # of the device
    return Code("string", lambda s: s.world.property(text(s)))


@FUNCTIONS.built("version", 0, 0)
def _version(args: Arguments) -> Code:
    return Code("string", lambda s: s.world.property("version"))
