"""The places of a form being read: which there are, which repeat, where each is kept.

Source: ODK XForms spec, "Instance", "Repeats", "Metadata".
"""

from collections.abc import Iterable

from app.errors import N_
from app.form.definition import Definition
from app.form.form_draft import (
    JR,
    ORX,
    FormDraft,
    _walk,
    is_template,
    plain,
)
from app.form.problems import refusal
from app.form.tree import XNode

MAX_PLACES = 50_000  # each takes 11 kilobytes by the time a form is open
TOO_MANY = N_("The form has more than 50,000 questions; divide it into several forms.")


class Shape(FormDraft):
    """Makes a Definition of every element of the primary instance."""

    repeats: dict[str, XNode]

    def _repeat_paths(self, body: XNode | None) -> dict[str, XNode]:
        found: dict[str, XNode] = {}
        for node in _walk(body):
            if node.name == "repeat":
                nodeset = (node.attribute("nodeset") or node.attribute("ref") or "").strip()
                if nodeset:
                    found.setdefault(plain(nodeset), node)
        return found

    def _define(self, top: XNode) -> None:
        stack: list[tuple[XNode, Definition, bool]] = [(top, self.root, True)]
        questions = 0
        while stack:
            node, definition, told = stack.pop()
            self.definitions.append(definition)
            kids = [kid for kid in node.kids if kid.kind == "element"]
            questions += not kids and (
                definition.parent is None or definition.parent.name != "meta"
            )
            if questions > MAX_PLACES or len(self.definitions) > 2 * MAX_PLACES:
                raise refusal(TOO_MANY)
            if not kids:
                definition.default = node.text if told else ""
                continue
            chosen: dict[str, XNode] = {}
            named: dict[str, list[XNode]] = {}
            for kid in kids:
                if not is_template(kid):
                    named.setdefault(kid.name, []).append(kid)
                have = chosen.get(kid.name)
                if have is None or (is_template(kid) and not is_template(have)):
                    chosen[kid.name] = kid
            for kid in chosen.values():
                child = Definition(kid.name, kid.prefix, kid.uri, definition)
                child.attrs = [one for one in kid.attrs if one.uri != JR or one.name != "template"]
                child.instances = named.get(kid.name, [])
                child.is_repeat = plain(child.path) in self.repeats or is_template(kid)
                if child.is_repeat:
                    child.template = kid if is_template(kid) else _blank(kid)
                definition.children.append(child)
                definition.by_name[child.name] = child
            for child in reversed(definition.children):
                kid = chosen[child.name]
                stack.append((kid, child, is_template(kid) or (told and not child.is_repeat)))

    def _attribute_places(self, nodes: Iterable[XNode]) -> None:
        """A place for every attribute that a bind or an action names (ODK XForms spec, "Bind
        Attributes": nodeset names a node or an attribute). An attribute that the instance lacks
        has none."""
        for node in nodes:
            ref = (node.attribute("nodeset") or node.attribute("ref") or "").strip()
            above, slash, name = ref.rpartition("/@")
            around = self._at(above) if slash else None
            local = name.rpartition(":")[2]
            if around is None or f"@{local}" in around.by_name:
                continue
            told = next((one for one in around.attrs if one.name == local), None)
            if told is None:
                continue
            made = Definition(f"@{local}", "", "", around)
            made.is_attribute, made.default = True, told.text
            around.bound_attributes.append(made)
            around.by_name[made.name] = made
            self.definitions.append(made)

    def _at(self, path: str) -> Definition | None:
        names = [part.strip().rpartition(":")[2] for part in path.strip("/").split("/")]
        definition: Definition | None = self.root if names[0] == self.root.name else None
        for name in names[1:]:
            definition = definition.by_name.get(name) if definition is not None else None
        return definition

    def _meta(self) -> None:
        """Every instance has an id (ODK XForms spec, "Metadata"); add its place where it is missing."""
        meta = self.root.by_name.get("meta")
        orx = next((p for p, uri in self.namespaces.items() if uri == ORX and p), "")
        if meta is None:
            meta = Definition("meta", orx, ORX if orx else "", self.root)
            self.root.children.append(meta)
            self.root.by_name["meta"] = meta
            self.definitions.append(meta)
        if "instanceID" not in meta.by_name and not meta.default:
            made = Definition("instanceID", meta.prefix, meta.uri, meta)
            made.preload = ("uid", "")
            meta.children.append(made)
            meta.by_name["instanceID"] = made
            self.definitions.append(made)
        if "instanceID" in meta.by_name and "deprecatedID" not in meta.by_name:
            own = meta.by_name["instanceID"]
            old = Definition("deprecatedID", own.prefix, own.uri, meta)
            old.dormant = True
            meta.children.append(old)
            meta.by_name["deprecatedID"] = old
            self.definitions.append(old)

    def _slots(self) -> None:
        root = self.root
        root.frame_definition = root
        root.slots = 0
        for definition in self.definitions:
            if definition.parent is not None:
                above = definition.parent
                definition.frame_definition = above if above.is_repeat else above.frame_definition
                definition.outer_depth = above.frame_depth
                definition.frame_depth = definition.outer_depth + (1 if definition.is_repeat else 0)
                definition.slot = definition.frame_definition.slots
                definition.frame_definition.slots += 1
                base = definition.frame_definition.path
                definition.tail = definition.path[len(base) :]


def _blank(node: XNode, *, told: bool = False) -> XNode:
    """A place without its answers: what a form that has no template of an entry gives to those that
    are added (ODK XForms spec, "Default Values in Repeats"). `told`: inside of a template, which
    stays as it is."""
    made = XNode(node.kind, node.name, node.uri, node.prefix, node.text if told else "")
    for one in node.attrs:
        made.put(XNode(one.kind, one.name, one.uri, one.prefix, one.text))
    for kid in node.kids:
        if kid.kind == "element":
            made.put(_blank(kid, told=told or is_template(kid)))
    return made
