"""Reads the places of a form: which there are, which of them repeat, and where each is kept.

Source: ODK XForms spec, "Instance", "Repeats", "Metadata"."""

from collections.abc import Iterable

from app.errors import N_
from app.form.definition import Definition
from app.form.form_draft import JR, ORX, FormDraft, _walk, is_template, plain
from app.form.problems import refusal
from app.form.tree import XNode

MAX_PLACES = 50_000  # each takes 11 kilobytes by the time a form is open
TOO_MANY = N_("The form has more than 50,000 questions; divide it into several forms.")


class Shape(FormDraft):
    """Makes a Definition of every element of the primary instance."""

    repeats: dict[str, XNode]

    def _repeat_paths(self, body: XNode | None) -> dict[str, XNode]:
        repeats: dict[str, XNode] = {}
        for node in _walk(body):
            if node.name == "repeat":
                nodeset = (node.attribute("nodeset") or node.attribute("ref") or "").strip()
                if nodeset:
                    repeats.setdefault(plain(nodeset), node)
        return repeats

    def _define(self, top: XNode) -> None:
        stack: list[tuple[XNode, Definition, bool]] = [(top, self.root, True)]
        questions = 0
        while stack:
            node, definition, with_text = stack.pop()
            self.definitions.append(definition)
            kids = [kid for kid in node.kids if kid.kind == "element"]
            questions += not kids and (definition.parent is None or definition.parent.name != "meta")
            if questions > MAX_PLACES or len(self.definitions) > 2 * MAX_PLACES:
                raise refusal(TOO_MANY)
            if not kids:
                definition.default = node.text if with_text else ""
                continue
            chosen: dict[str, XNode] = {}
            named: dict[str, list[XNode]] = {}
            for kid in kids:
                if not is_template(kid):
                    named.setdefault(kid.name, []).append(kid)
                chosen_kid = chosen.get(kid.name)
                if chosen_kid is None or (is_template(kid) and not is_template(chosen_kid)):
                    chosen[kid.name] = kid
            for kid in chosen.values():
                child = Definition(kid.name, kid.prefix, kid.uri, definition)
                child.attrs = [
                    attribute for attribute in kid.attrs if attribute.uri != JR or attribute.name != "template"
                ]
                child.instances = named.get(kid.name, [])
                child.is_repeat = plain(child.path) in self.repeats or is_template(kid)
                if child.is_repeat:
                    child.template = kid if is_template(kid) else _blank(kid)
                definition.children.append(child)
                definition.by_name[child.name] = child
            for child in reversed(definition.children):
                kid = chosen[child.name]
                stack.append((kid, child, is_template(kid) or (with_text and not child.is_repeat)))

    def _attribute_places(self, nodes: Iterable[XNode]) -> None:
        """A place for every attribute that a bind or an action names (ODK XForms spec, "Bind
        Attributes": nodeset names a node or an attribute). An attribute that the instance lacks
        has none."""
        for node in nodes:
            ref = (node.attribute("nodeset") or node.attribute("ref") or "").strip()
            parent_path, slash, name = ref.rpartition("/@")
            element = self._at(parent_path) if slash else None
            local = name.rpartition(":")[2]
            if element is None or f"@{local}" in element.by_name:
                continue
            attribute = next((candidate for candidate in element.attrs if candidate.name == local), None)
            if attribute is None:
                continue
            definition = Definition(f"@{local}", "", "", element)
            definition.is_attribute, definition.default = True, attribute.text
            element.bound_attributes.append(definition)
            element.by_name[definition.name] = definition
            self.definitions.append(definition)

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
            instance_id = Definition("instanceID", meta.prefix, meta.uri, meta)
            instance_id.preload = ("uid", "")
            meta.children.append(instance_id)
            meta.by_name["instanceID"] = instance_id
            self.definitions.append(instance_id)
        if "instanceID" in meta.by_name and "deprecatedID" not in meta.by_name:
            existing_id = meta.by_name["instanceID"]
            old = Definition("deprecatedID", existing_id.prefix, existing_id.uri, meta)
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
                parent = definition.parent
                definition.frame_definition = parent if parent.is_repeat else parent.frame_definition
                definition.outer_depth = parent.frame_depth
                definition.frame_depth = definition.outer_depth + (1 if definition.is_repeat else 0)
                definition.slot = definition.frame_definition.slots
                definition.frame_definition.slots += 1
                base = definition.frame_definition.path
                definition.tail = definition.path[len(base) :]


def _blank(node: XNode, *, with_text: bool = False) -> XNode:
    """A place without its answers: what a form that has no template of an entry gives to those that
    are added (ODK XForms spec, "Default Values in Repeats"). `with_text`: inside of a template, which
    stays as it is."""
    blank = XNode(node.kind, node.name, node.uri, node.prefix, node.text if with_text else "")
    for attribute in node.attrs:
        blank.put(XNode(attribute.kind, attribute.name, attribute.uri, attribute.prefix, attribute.text))
    for kid in node.kids:
        if kid.kind == "element":
            blank.put(_blank(kid, with_text=with_text or is_template(kid)))
    return blank
