"""Reads the body of a form: its sections, groups, repeats and controls.

Source: ODK XForms spec, "Body Elements"."""

from app.errors import N_, said
from app.form.choices import ChoicesDraft
from app.form.computations import EntryCount
from app.form.definition import Definition
from app.form.expressions import Reads
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
_PARTS = {"recordaudio", "label", "hint", "help", "alert", "item", "itemset", "choices", "value", "output", "copy"}
# Source: ODK XForms spec, "Body Attributes"
_ASKED = {"rows", "accept", "accuracyThreshold", "autoplay", "tick-interval", "placeholder"}


class Body(ChoicesDraft):
    """Reads groups, repeats and controls."""

    def _controls(self, body: XNode | None) -> None:
        if body is None:
            return
        loose: list[Definition] = []
        for node in body.kids:
            if node.kind != "element":
                continue
            if node.name in {"group", "repeat"}:
                if loose:
                    self.pages_of.append((None, loose))
                    loose = []
                definitions = self._control(node, self.root)
                page = definitions[0] if len(definitions) == 1 and definitions[0].children else None
                self.pages_of.append((page, definitions))
            else:
                loose += self._control(node, self.root)
        if loose:
            self.pages_of.append((None, loose))
        self.root.shown = [definition for _, definitions in self.pages_of for definition in definitions]

    def _control(self, node: XNode, parent: Definition, depth: int = 0) -> list[Definition]:
        """Take one body element; answer the places it shows in its parent."""
        if node.name in {"setvalue", "setgeopoint"}:
            if depth:
                self._loose_action(node, parent)
            else:
                self._warn(N_("A value is set outside the questions, where it is never triggered; move it."), None)
            return []
        if node.name in _PARTS:
            return []
        if node.name not in _CONTROLS and node.name not in {"group", "repeat"}:
            # a paragraph or a part of the page: what is inside is asked, as in JavaRosa
            kids = (kid for kid in node.kids if kid.kind == "element")
            return [shown_definition for kid in kids for shown_definition in self._control(kid, parent, depth + 1)]
        names = ("nodeset", "ref") if node.name == "repeat" else ("ref", "nodeset")
        ref = node.attribute(names[0]) or node.attribute(names[1])
        definition: Definition | None = None
        if ref is not None:
            definition = self._target(ref, parent if not ref.strip().startswith("/") else None)
            if definition is None:
                self._warn(
                    said(N_("A control names “{name}”, which this form doesn’t have; remove it."), name=ref.strip()),
                    None,
                )
        elif node.attribute("bind"):
            definition = self._bind_ids.get(node.attribute("bind") or "")
        if node.name in {"group", "repeat"}:
            return self._group(node, definition, parent, depth)
        if definition is None:
            return []
        self._question(node, definition)
        return [definition]

    def _group(self, node: XNode, definition: Definition | None, parent: Definition, depth: int) -> list[Definition]:
        inner = definition or parent
        definitions: list[Definition] = []
        for kid in node.kids:
            is_action = node.name == "repeat" and kid.name in {"setvalue", "setgeopoint"}
            if kid.kind == "element" and not is_action:
                for shown_definition in self._control(kid, inner, depth + 1):
                    if shown_definition is not definition and shown_definition not in definitions:
                        definitions.append(shown_definition)
                    elif shown_definition is definition:
                        definitions += [x for x in shown_definition.shown if x not in definitions]
        if definition is None:
            # a group of its own around a repeat gives the repeat its label
            if len(definitions) == 1 and definitions[0].is_repeat and definitions[0].label is None:
                reads = self._look_reads.setdefault(definitions[0], Reads())
                definitions[0].label = self._text_source(node.first("label"), definitions[0], "label", reads)
            return definitions
        reads = self._look_reads.setdefault(definition, Reads())
        label = self._text_source(node.first("label"), definition, "label", reads)
        definition.in_body = True
        if node.name == "repeat":
            definition.repeat_label = label
            count = node.attribute("count", JR)
            if count and definition.is_repeat:
                self._compute(EntryCount, definition, count)
            definition.no_add_remove = (node.attribute("noAddRemove", JR) or "").strip() in {"true()", "true", "1"}
            self._nested_actions(node, definition)
        else:
            definition.label = label or definition.label
            definition.hint = self._text_source(node.first("hint"), definition, "hint", reads)
        definition.appearances = tuple(
            dict.fromkeys([*definition.appearances, *(node.attribute("appearance") or "").split()])
        )
        definition.appearance = frozenset(definition.appearances)
        definition.shown = definitions
        return [definition]

    def _question(self, node: XNode, definition: Definition) -> None:
        reads = self._look_reads.setdefault(definition, Reads())
        definition.in_body = True  # of two controls for one place the last one shows
        definition.control = _CONTROLS[node.name]
        appearance = node.attribute("appearance") or ""
        query = node.attribute("query") if definition.control == "input" else None
        if query is not None:
            definition.control = "select_one"
        try:
            looked_up = searched(appearance) if "search" in appearance else None
        except ExpressionRefused as error:
            self._refuse(error.problem, definition, "appearance")
            looked_up = None
        appearance = looked_up.appearance if looked_up else appearance
        definition.appearances = tuple(dict.fromkeys(appearance.split()))
        definition.appearance = frozenset(definition.appearances)
        definition.label = self._text_source(node.first("label"), definition, "label", reads)
        definition.hint = self._text_source(node.first("hint"), definition, "hint", reads)
        definition.mediatype = node.attribute("mediatype") or ""
        attributes = {attribute.name: attribute.text for attribute in node.attrs if attribute.name in _ASKED}
        definition.attributes = {**definition.attributes, **attributes}
        if definition.mediatype:
            definition.extras.setdefault("mediatype", definition.mediatype)
        if definition.control == "range":
            definition.range = Range(
                *(
                    text_number(node.attribute(name) or default)
                    for name, default in (("start", "0"), ("end", "10"), ("step", "1"))
                )
            )
        if definition.control in {"select_one", "select_multiple", "rank"} or (
            definition.control == "range" and node.first("itemset")
        ):
            choice_reads = Reads()
            self._choices(node, definition, choice_reads, query)
            reads.places |= choice_reads.places
            self._choice_reads[definition] = {place for place, _ in choice_reads.places}
            if looked_up is not None:
                self._searched(looked_up, node.attribute("appearance") or "", definition, reads)
        self._nested_actions(node, definition)
