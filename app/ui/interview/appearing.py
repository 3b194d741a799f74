"""How a form wants its choices to look, as far as a desktop can honour it.

Source: ODK XForms spec, "Appearances"; Enketo's grid and table themes.
"""

import re

from app.form import Node

_COLUMNS = re.compile(r"columns-(\d{1,2})")
_SHARE = re.compile(r"w(\d{1,2})")
_LISTED = frozenset(("autocomplete", "search"))
TABLE_HEAD, TABLE_ROW = frozenset(("label",)), frozenset(("list-nolabel", "list-no-label"))


def columns(node: Node) -> int:
    """Columns that the form asks for, 0 where it leaves that to the screen."""
    for each in node.appearance:
        if found := _COLUMNS.fullmatch(each):
            return max(1, min(10, int(found[1])))
    if node.appearance & {"likert", "horizontal", "horizontal-compact"}:
        return max(1, min(10, len(node.choices)))
    if node.appearance & {"columns-pack", "columns", "compact", "quickcompact"}:
        return 5
    return 1 if "vertical" in node.appearance else 0


def folded(node: Node) -> bool:
    """One line until it is opened."""
    return "minimal" in node.appearance


def listed(node: Node) -> bool:
    """Found by typing, however few there are."""
    return bool(node.appearance & _LISTED)


def on_a_picture(node: Node) -> bool:
    return "image-map" in node.appearance


def share(appearance: frozenset[str]) -> int:
    """Of a line of a grid: w1 to w12; 0 where nothing is asked for."""
    for each in appearance:
        if found := _SHARE.fullmatch(each):
            return max(1, min(12, int(found[1])))
    return 0
