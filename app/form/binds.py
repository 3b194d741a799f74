"""Reads the binds and the actions of a form.

Source: ODK XForms spec, "Bindings", "Actions"."""

from app.errors import N_, said
from app.form.answers import stored
from app.form.computations import Calculation, Relevance, calls
from app.form.definition import Action, Definition
from app.form.expressions import Reads
from app.form.form_draft import JR, _stored
from app.form.problems import ExpressionRefused
from app.form.translations import TranslationsDraft
from app.form.tree import XNode

SANAD = "urn:sanad:form"
XFORMS = "http://www.w3.org/2002/xforms"
_EVENTS = {
    "odk-instance-first-load",
    "odk-instance-load",
    "odk-new-repeat",
    "xforms-value-changed",
    "xforms-ready",
    "xforms-revalidate",
    "jr-insert",
}


class BindsDraft(TranslationsDraft):
    """Reads bind elements and actions."""

    def _binds(self, model: XNode) -> None:
        self._bind_ids: dict[str, Definition] = {}
        for sent in model.kids:
            if sent.name == "submission" and sent.attribute("base64RsaPublicKey"):
                self._warn(
                    N_(
                        "The form asks for answers to be encrypted for a server; Sanad does not send them there and "
                        "keeps them encrypted in your records."
                    ),
                    None,
                )
        for bind in model.kids:
            if bind.name != "bind" or bind.kind != "element":
                continue
            nodeset = bind.attribute("nodeset") or bind.attribute("ref") or ""
            definition = self._target(nodeset, None)
            if definition is None:
                self._warn(
                    said(N_("A bind names “{name}”, which this form doesn’t have; remove it."), name=nodeset.strip()),
                    None,
                )
                continue
            if bind.attribute("id"):
                self._bind_ids[bind.attribute("id") or ""] = definition
            self._bind(bind, definition)

    def _bind(self, bind: XNode, definition: Definition) -> None:
        definition.bound = True
        attrs: dict[str, str] = {}
        for attribute in bind.attrs:
            if attribute.uri == SANAD:
                definition.extras[attribute.name] = attribute.text
            elif attribute.name in {"preload", "preloadParams"} and attribute.uri != JR:
                continue  # without its namespace no tool takes it for a preload
            elif attribute.name == "max-pixels":
                definition.attributes = {**definition.attributes, attribute.name: attribute.text}
            elif attribute.uri in {"", JR, XFORMS}:
                attrs[attribute.name] = attribute.text
        kind = attrs.get("type", "").rpartition(":")[2].strip()
        definition.type = _type(kind)
        if "preload" in attrs:
            definition.preload = (attrs["preload"], attrs.get("preloadParams", ""))
        look = Reads()
        if attrs.get("calculate", "").strip():
            self._compute(Calculation, definition, _drawn_once(definition, attrs["calculate"]))
        if attrs.get("relevant", "").strip():
            self._compute(Relevance, definition, attrs["relevant"])
        for purpose in ("required", "readonly", "constraint"):
            source = attrs.get(purpose, "").strip()
            if not source:
                continue
            code = self._compile(source, definition, purpose, look)
            if code is not None:
                setattr(definition, purpose, self.compiler.boolean(code))
                definition.sources[purpose] = source
        message = attrs.get("constraintMsg")
        definition.constraint_message = self._message(message, definition, "constraint message", look)
        definition.required_message = self._message(attrs.get("requiredMsg"), definition, "required message", look)
        self._look_reads.setdefault(definition, Reads()).places.update(look.places)

    def _actions(self, model: XNode) -> None:
        for node in model.kids:
            if node.name not in {"setvalue", "setgeopoint"} or node.kind != "element":
                continue
            action = self._action(node, None)
            if action is None:
                continue
            if "jr-insert" in action.events and action.target.frame_definition.is_repeat:
                action.target.frame_definition.new_repeat.append(action)
            elif "odk-new-repeat" in action.events:
                self._refuse(
                    N_("a value set when an entry is added must be inside the repeat; move it there."),
                    action.target,
                    "setvalue",
                )
            self.load_actions.append(action)

    def _nested_actions(self, node: XNode, definition: Definition) -> None:
        for kid in node.kids:
            if kid.kind != "element" or kid.name not in {"setvalue", "setgeopoint"}:
                continue
            action = self._action(kid, definition)
            if action is None:
                continue
            if node.name == "repeat":
                if "odk-new-repeat" in action.events:
                    definition.new_repeat.append(action)
                if action.events & {"odk-instance-first-load", "odk-instance-load"}:
                    self.load_actions.append(action)
            else:
                if "xforms-value-changed" in action.events:
                    definition.actions.append(action)
                if action.events & {"odk-instance-first-load", "odk-instance-load"}:
                    self.load_actions.append(action)

    def _loose_action(self, node: XNode, group: Definition) -> None:
        """One that stands in a group, for the events of what is around it."""
        definition: Definition | None = group
        while definition is not None and not definition.is_repeat:
            definition = definition.parent
        action = self._action(node, definition)
        if action is None:
            return
        if action.events & {"odk-instance-first-load", "odk-instance-load"}:
            self.load_actions.append(action)
        if definition is not None and "odk-new-repeat" in action.events:
            definition.new_repeat.append(action)

    def _action(self, node: XNode, source: Definition | None) -> Action | None:
        events = frozenset((node.attribute("event") or "").split())
        if "xforms-ready" in events:  # what first loading was called before
            events |= {"odk-instance-first-load"}
        if "jr-insert" in events:  # CommCare's name of it, written in the model
            events |= {"odk-new-repeat"}
        ref = node.attribute("ref")
        target = (
            self._target(ref, source.parent if source else None)
            if ref
            else self._bind_ids.get(node.attribute("bind") or "")
        )
        if target is None:
            self._warn(
                said(N_("A value is set in “{name}”, which this form doesn’t have."), name=(ref or "").strip()), source
            )
            return None
        if not events or events - _EVENTS:
            unknown = " ".join(sorted(events - _EVENTS))
            self._refuse(
                said(N_("the event “{unknown}” is unknown; use a known one."), unknown=unknown), target, "setvalue"
            )
            return None
        expression = node.attribute("value") if node.name == "setvalue" else None
        text = node.string() if node.name == "setvalue" and expression is None else None
        if expression is not None and not expression.strip():
            expression, text = None, ""  # no value, whatever stands inside
        action = Action(events, target, None, source, node.name)
        action.sources = (expression, text, ref if ref and "[" in ref else None)
        return action if self._act_on(action) else None

    def _act_on(self, action: Action) -> bool:
        """Compile what an action sets, and where; False where that can't be."""
        expression, text, ref = action.sources
        if expression is not None:
            code = self._compile(expression, action.target, "setvalue", Reads())
            if code is None:
                return False
            action.value = _stored(self.compiler, code, action.target.type)
        elif text is not None:
            typed = stored(text, action.target.type)
            action.value = lambda s: typed
        if ref is not None:
            code = self._compile(ref, action.source or self.root, "setvalue", Reads())
            if code is None:
                return False
            action.places = self.compiler.nodes(code, "setvalue")
        return True


def _drawn_once(definition: Definition, source: str) -> str:
    """Older forms calculate their id: drawn once, not again each time that a draft is opened."""
    meta = definition.parent
    if definition.name != "instanceID" or meta is None or meta.name != "meta":
        return source
    try:
        drawn = calls(source, "uuid")
    except ExpressionRefused:  # said where it is compiled
        return source
    return f"once({source})" if drawn else source


def _type(name: str) -> str:
    types = {
        "string", "int", "integer", "long", "decimal", "date", "time", "dateTime", "boolean", "geopoint",
        "geotrace", "geoshape", "binary", "barcode", "intent", "select1", "select", "odk:rank",
    }  # fmt: skip
    if name == "integer":
        return "int"
    return name if name in types else "string"
