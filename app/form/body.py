"""The body of a form being read: its sections, groups, entries and controls.

Source: ODK XForms spec, "Body Elements".
"""

from app.errors import N_, said
from app.form.choices import Offering
from app.form.computations import Reads
from app.form.definition import Def
from app.form.form_draft import JR
from app.form.problems import ExpressionRefused
from app.form.search_appearance import searched
from app.form.tree import XNode
from app.form.values import text_number
from app.form.views import Control, Range

_CONTROLS: dict[str, Control] = {
    "input": "input",
    "secret": "input",
    "textarea": "input",
    "select": "select_multiple",
    "select1": "select_one",
    "rank": "rank",
    "range": "range",
    "trigger": "trigger",
    "upload": "upload",
}
_PARTS = {
    "recordaudio", "label", "hint", "help", "alert", "item", "itemset", "choices", "value", "output", "copy",
}  # fmt: skip
# Source: ODK XForms spec, "Body Attributes"
_ASKED = {"rows", "accept", "accuracyThreshold", "autoplay", "tick-interval", "placeholder"}


class Body(Offering):
    """Reads groups, repeats and controls."""

    def _controls(self, body: XNode | None) -> None:
        if body is None:
            return
        loose: list[Def] = []
        for node in body.kids:
            if node.kind != "element":
                continue
            if node.name in {"group", "repeat"}:
                if loose:
                    self.pages_of.append((None, loose))
                    loose = []
                shown = self._control(node, self.root)
                own = shown[0] if len(shown) == 1 and shown[0].children else None
                self.pages_of.append((own, shown))
            else:
                loose += self._control(node, self.root)
        if loose:
            self.pages_of.append((None, loose))
        self.root.shown = [d for _, shown in self.pages_of for d in shown]

    def _control(self, node: XNode, around: Def, depth: int = 0) -> list[Def]:
        """Take one body element; answer the places it shows in its parent."""
        if node.name in {"setvalue", "setgeopoint"}:
            if depth:
                self._loose_action(node, around)
            else:
                self._warn(
                    N_("A value is set beside the questions, where no event is heard; move it."),
                    None,
                )
            return []
        if node.name in _PARTS:
            return []
        if node.name not in _CONTROLS and node.name not in {"group", "repeat"}:
            # a paragraph or a part of the page: what is inside is asked, as in JavaRosa
            kids = (kid for kid in node.kids if kid.kind == "element")
            return [one for kid in kids for one in self._control(kid, around, depth + 1)]
        names = ("nodeset", "ref") if node.name == "repeat" else ("ref", "nodeset")
        ref = node.attribute(names[0]) or node.attribute(names[1])
        d: Def | None = None
        if ref is not None:
            d = self._target(ref, around if not ref.strip().startswith("/") else None)
            if d is None:
                self._warn(
                    said(
                        N_("A control names “{name}”, which this form doesn’t have; remove it."),
                        name=ref.strip(),
                    ),
                    None,
                )
        elif node.attribute("bind"):
            d = self._bind_ids.get(node.attribute("bind") or "")
        if node.name in {"group", "repeat"}:
            return self._group(node, d, around, depth)
        if d is None:
            return []
        self._question(node, d)
        return [d]

    def _group(self, node: XNode, d: Def | None, around: Def, depth: int) -> list[Def]:
        inner = d or around
        shown: list[Def] = []
        for kid in node.kids:
            own = node.name == "repeat" and kid.name in {"setvalue", "setgeopoint"}
            if kid.kind == "element" and not own:
                for one in self._control(kid, inner, depth + 1):
                    if one is not d and one not in shown:
                        shown.append(one)
                    elif one is d:
                        shown += [x for x in one.shown if x not in shown]
        if d is None:
            # a group of its own around a repeat gives the repeat its label
            if len(shown) == 1 and shown[0].is_repeat and shown[0].label is None:
                reads = self._look_reads.setdefault(shown[0], Reads())
                shown[0].label = self._text_source(node.first("label"), shown[0], "label", reads)
            return shown
        reads = self._look_reads.setdefault(d, Reads())
        label = self._text_source(node.first("label"), d, "label", reads)
        d.in_body = True
        if node.name == "repeat":
            d.repeat_label = label
            count = node.attribute("count", JR)
            if count and d.is_repeat:
                self._vertex(d, "count", count)
            d.no_add_remove = (node.attribute("noAddRemove", JR) or "").strip() in {
                "true()",
                "true",
                "1",
            }
            self._nested_actions(node, d)
        else:
            d.label = label or d.label
            d.hint = self._text_source(node.first("hint"), d, "hint", reads)
        d.appearances = tuple(
            dict.fromkeys([*d.appearances, *(node.attribute("appearance") or "").split()])
        )
        d.appearance = frozenset(d.appearances)
        d.shown = shown
        return [d]

    def _question(self, node: XNode, d: Def) -> None:
        reads = self._look_reads.setdefault(d, Reads())
        if d.in_body:
            d = d  # noqa: PLW0127 - a second control of one place: the last one shows
        d.in_body = True
        d.control = _CONTROLS[node.name]
        appearance = node.attribute("appearance") or ""
        query = node.attribute("query") if d.control == "input" else None
        if query is not None:
            d.control = "select_one"
        try:
            looked_up = searched(appearance) if "search" in appearance else None
        except ExpressionRefused as bad:
            self._refuse(bad.problem, d, "appearance")
            looked_up = None
        appearance = looked_up.rest if looked_up else appearance
        d.appearances = tuple(dict.fromkeys(appearance.split()))
        d.appearance = frozenset(d.appearances)
        d.label = self._text_source(node.first("label"), d, "label", reads)
        d.hint = self._text_source(node.first("hint"), d, "hint", reads)
        d.mediatype = node.attribute("mediatype") or ""
        told = {one.name: one.text for one in node.attrs if one.name in _ASKED}
        d.attributes = {**d.attributes, **told}
        if d.mediatype:
            d.extras.setdefault("mediatype", d.mediatype)
        if d.control == "range":
            d.range = Range(
                *(
                    text_number(node.attribute(one) or default)
                    for one, default in (("start", "0"), ("end", "10"), ("step", "1"))
                )
            )
        if d.control in {"select_one", "select_multiple", "rank"} or (
            d.control == "range" and node.first("itemset")
        ):
            own = Reads()
            self._choices(node, d, own, query)
            reads.places |= own.places
            self._choice_reads[d] = {place for place, _ in own.places}
            if looked_up is not None:
                self._searched(looked_up, node.attribute("appearance") or "", d, reads)
        self._nested_actions(node, d)
