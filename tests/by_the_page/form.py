"""docs/formats/form.md: where an answer stands."""

import re

from tests.by_the_page.primitives import need

_STEP = re.compile(r"(?P<name>[^/\[\]]+)(?:\[(?P<entry>[^/\[\]]+)\])?")


def steps(path: str) -> list[tuple[str, str]]:
    """[(name, entry's id or ""), ...]"""
    need(path.startswith("/"), "path: not from the root")
    found = []
    for part in path[1:].split("/"):
        match = _STEP.fullmatch(part)
        need(match, "path: a step")
        assert match
        found.append((match["name"], match["entry"] or ""))
    return found


def entries(answers: list[tuple[str, str]]) -> dict[str, list[str]]:
    """Of each repeat its entries' ids, in the order in which answers first name them."""
    order: dict[str, list[str]] = {}
    for path, _ in answers:
        above = ""
        for name, entry in steps(path):
            above += "/" + name
            if entry:
                ids = order.setdefault(above, [])
                if entry not in ids:
                    ids.append(entry)
                above += f"[{entry}]"
    return order
