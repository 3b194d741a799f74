"""A path as a person would write it, for sentences."""

from app.form.xpath import Call, Expr, Path, TypeTest


def format_path(tree: Expr) -> str:
    """An expression as a form writes it, for a message to its author."""
    match tree:
        case Path(start, steps, _):
            begin = "" if start == "" else "/" if start == "/" else format_path(start) + "/"
            parts = []
            for step in steps:
                if isinstance(step.test, TypeTest):
                    parts.append({"self": ".", "parent": ".."}.get(step.axis, "*"))
                else:
                    name = (
                        f"{step.test.prefix}:{step.test.local}"
                        if step.test.prefix
                        else step.test.local
                    )
                    parts.append(("@" if step.axis == "attribute" else "") + name)
            return begin + "/".join(parts)
        case Call(name, _):
            return f"{name}(…)"
    return "…"
