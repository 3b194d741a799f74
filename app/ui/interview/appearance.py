"""How a form wants its choices to look, as far as a desktop can honour it.

Source: ODK XForms spec, "Appearances"; ODK docs, "Select widgets"; Enketo's grid and table themes."""

import re

from app.form import Node

_COLUMNS = re.compile(r"(?:columns|compact|quickcompact)-(\d{1,2})")
_SHARE = re.compile(r"w(\d{1,2})")
_LISTED = frozenset(("autocomplete", "search"))
_ONE_LINE = frozenset(("likert", "list", "horizontal", "horizontal-compact"))
_COMPACT = re.compile(r"(?:quick)?compact(?:-\d{1,2})?")
_QUICK = frozenset(("quick", "quickcompact", "autoadvance"))
TABLE_HEAD, TABLE_ROW = frozenset(("label",)), frozenset(("list-nolabel", "list-no-label"))


def columns(node: Node) -> int:
    """Columns that the form asks for, 0 where it leaves that to the screen."""
    for token in node.appearance:
        if match := _COLUMNS.fullmatch(token):
            return max(1, min(10, int(match[1])))
    if node.appearance & _ONE_LINE:
        return max(1, min(10, len(node.choices)))
    if node.appearance & {"columns", "compact", "quickcompact"}:
        return 5
    return 1 if "vertical" in node.appearance else 0


def packed(node: Node) -> bool:
    """Each as wide as its words, as many on a line as have room."""
    return bool(node.appearance & {"columns-pack", "horizontal-compact"})


def bare(node: Node) -> bool:
    """Without the mark of a radio button or a box; what is chosen has a tick."""
    return "no-buttons" in node.appearance or any(map(_COMPACT.fullmatch, node.appearance))


def quick(node: Node) -> bool:
    """A choice made by the hand goes on by itself."""
    return any(token in _QUICK or token.startswith("quickcompact-") for token in node.appearance)


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
    for token in appearance:
        if match := _SHARE.fullmatch(token):
            return max(1, min(12, int(match[1])))
    return 0
