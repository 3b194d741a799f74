"""The body and the binds of a form being read.

Source: ODK XForms spec, "Bindings", "Body Elements", "Choices", "Actions".
"""

import re
from collections.abc import Callable
from typing import Any

from app.errors import N_, said
from app.form.answers import stored
from app.form.codes import Place, Reads
from app.form.definition import Action, Def, Itemset, Offered, Vertex
from app.form.draft import JR, _primary, _stored
from app.form.problems import ExpressionRefused
from app.form.searching import Searched, searched
from app.form.texts import TextSource, Told, static
from app.form.tree import XNode
from app.form.values import text_number
from app.form.views import Control, Range
from app.form.wording import Wording
from app.form.xpath import Call, NameTest, Path, Text, parse

SANAD = "urn:sanad:form"
XFORMS = "http://www.w3.org/2002/xforms"
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
_EVENTS = {
    "odk-instance-first-load", "odk-instance-load", "odk-new-repeat", "xforms-value-changed",
    "xforms-ready", "xforms-revalidate", "jr-insert",
}  # fmt: skip


class Binds(Wording):
    """Reads bind elements and actions."""

    def _binds(self, model: XNode) -> None:
        self._bind_ids: dict[str, Def] = {}
        for sent in model.kids:
            if sent.name == "submission" and (sent.attribute("method") or "post") not in {
                "post",
                "form-data-post",
            }:
                self._refuse(
                    N_("The form is sent in a way that isn’t known; remove the submission method."),
                    None,
                )
            if sent.name == "submission" and sent.attribute("base64RsaPublicKey"):
                self._warn(
                    N_(
                        "The form asks for answers to be encrypted for a server; Sanad sends them to none "
                        "and keeps them encrypted in your records."
                    ),
                    None,
                )
        for bind in model.kids:
            if bind.name != "bind" or bind.kind != "element":
                continue
            nodeset = bind.attribute("nodeset") or bind.attribute("ref") or ""
            d = self._target(nodeset, None)
            if d is None:
                self._warn(
                    said(
                        N_("A bind names “{name}”, which this form doesn’t have; remove it."),
                        name=nodeset.strip(),
                    ),
                    None,
                )
                continue
            if bind.attribute("id"):
                self._bind_ids[bind.attribute("id") or ""] = d
            self._bind(bind, d)

    def _bind(self, bind: XNode, d: Def) -> None:
        d.bound = True
        attrs: dict[str, str] = {}
        for one in bind.attrs:
            if one.uri == SANAD:
                d.extras[one.name] = one.text
            elif one.name == "max-pixels":
                d.attributes = {**d.attributes, one.name: one.text}
            elif one.uri in {"", JR, XFORMS}:
                attrs[one.name] = one.text
        kind = attrs.get("type", "").rpartition(":")[2].strip()
        d.type = _type(kind)
        if "preload" in attrs:
            d.preload = (attrs["preload"], attrs.get("preloadParams", ""))
        look = Reads()
        if attrs.get("calculate", "").strip():
            self._vertex(d, "calculate", _steady(d, attrs["calculate"]))
        if attrs.get("relevant", "").strip():
            self._vertex(d, "relevant", attrs["relevant"])
        for what in ("required", "readonly", "constraint"):
            source = attrs.get(what, "").strip()
            if not source:
                continue
            code = self._compile(source, d, what, look)
            if code is not None:
                setattr(d, what, self.compiler.boolean(code))
                d.sources[what] = source
        message = attrs.get("constraintMsg")
        d.constraint_message = self._message(message, d, "constraint message", look)
        d.required_message = self._message(attrs.get("requiredMsg"), d, "required message", look)
        self._look_reads.setdefault(d, Reads()).places.update(look.places)

    def _actions(self, model: XNode) -> None:
        for node in model.kids:
            if node.name not in {"setvalue", "setgeopoint"} or node.kind != "element":
                continue
            action = self._action(node, None)
            if action is None:
                continue
            if "jr-insert" in action.events and action.target.frame_def.is_repeat:
                action.target.frame_def.new_repeat.append(action)
            elif "odk-new-repeat" in action.events:
                self._refuse(
                    N_(
                        "a value set when an entry is added must stand inside the repeat; move it there."
                    ),
                    action.target,
                    "setvalue",
                )
            self.load_actions.append(action)

    def _nested_actions(self, node: XNode, d: Def) -> None:
        for kid in node.kids:
            if kid.kind != "element" or kid.name not in {"setvalue", "setgeopoint"}:
                continue
            action = self._action(kid, d)
            if action is None:
                continue
            if node.name == "repeat":
                if "odk-new-repeat" in action.events:
                    d.new_repeat.append(action)
                if action.events & {"odk-instance-first-load", "odk-instance-load"}:
                    self.load_actions.append(action)
            else:
                if "xforms-value-changed" in action.events:
                    d.actions.append(action)
                if action.events & {"odk-instance-first-load", "odk-instance-load"}:
                    self.load_actions.append(action)

    def _loose_action(self, node: XNode, around: Def) -> None:
        """One that stands in a group, for the events of what is around it."""
        d: Def | None = around
        while d is not None and not d.is_repeat:
            d = d.parent
        action = self._action(node, d)
        if action is None:
            return
        if action.events & {"odk-instance-first-load", "odk-instance-load"}:
            self.load_actions.append(action)
        if d is not None and "odk-new-repeat" in action.events:
            d.new_repeat.append(action)

    def _action(self, node: XNode, source: Def | None) -> Action | None:
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
                said(
                    N_("A value is set in “{name}”, which this form doesn’t have."),
                    name=(ref or "").strip(),
                ),
                source,
            )
            return None
        if not events or events - _EVENTS:
            unknown = " ".join(sorted(events - _EVENTS))
            self._refuse(
                said(N_("there is no event “{unknown}”; use a known one."), unknown=unknown),
                target,
                "setvalue",
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


def _steady(d: Def, source: str) -> str:
    """Older forms calculate their id: drawn once, not again each time that a draft is opened."""
    own = d.name == "instanceID" and d.parent is not None and d.parent.name == "meta"
    return f"once({source})" if own and "uuid(" in source else source


class Body(Binds):
    """Reads groups, repeats and controls."""

    _speaking: set[str] | None = None  # texts in which answers may stand

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
            self._loose_action(node, around)
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

    def _searched(self, found: Searched, appearance: str, d: Def, reads: Reads) -> None:
        """Items that name columns of a file, for choices that are rows of it."""
        columns = next(((v, words) for v, words in d.items if not v.isdigit()), None)
        d.items = [(value, words) for value, words in d.items if value.isdigit()]
        own = Reads()
        try:
            nodes = self._rows(found, d, own)
        except ExpressionRefused as bad:
            self._refuse(bad.problem, d, "appearance")
            return
        if columns is None:
            return
        key, words = columns
        heading = {
            language: [part.strip() for part in static(told.plain).split(",")]
            for language, told in words.words.items()
        }
        self._filtered(d, own)
        reads.places |= own.places
        d.itemset = self._columns_of(nodes, Offered(appearance, key, None, heading))

    def _rows(self, found: Searched, d: Def, own: Reads) -> Callable[[Any], list[Any]]:
        self.compiler.reads = own
        return self.compiler.nodes(
            self.compiler.expr(found.nodes, Place(d, frozenset([d]))), "search"
        )

    @staticmethod
    def _columns_of(nodes: Callable[[Any], list[Any]], told: Offered) -> Itemset:
        key, heading = told.value or "", told.heading or {}

        def label(s: Any) -> str:
            names = heading.get(s.world.language) or next(iter(heading.values()), [])
            return ", ".join(text for name in names if (text := s.node.value_of(name)))

        return Itemset(nodes, lambda s: str(s.node.value_of(key)), label, "", told=told)

    def _filtered(self, d: Def, own: Reads) -> None:
        """Choices that depend on answers are looked at again when these change."""
        if any(place is not d for place, _ in own.places):
            others = {one for one in own.places if one[0] is not d}
            vertex = Vertex(d, "choices", reads=Reads(others, volatile=own.volatile))
            d.vertices.append(vertex)
            self.vertices.append(vertex)

    def _choices(self, node: XNode, d: Def, reads: Reads, query: str | None = None) -> None:
        itemset = node.first("itemset")
        if query is not None and itemset is None:
            itemset = _from_query(query)
        d.items = [
            (
                item.value_of("value").strip(),
                self._text_source(item.first("label"), d, "label", reads)
                or TextSource(Told("written"), {}),
            )
            for kid in node.kids
            for item in (
                [kid] if kid.name == "item" else kid.named("item") if kid.name == "choices" else []
            )
        ]
        if itemset is None:
            return
        value, label = (
            one.attribute("ref") if (one := itemset.first(part)) else None
            for part in ("value", "label")
        )
        told = Offered(itemset.attribute("nodeset") or "", value, label)
        own = Reads()
        made = self._itemset(told, d, own, reads)
        if made is None:
            return
        if made.source:
            self._columns(made.source, itemset, d)
        if d.control != "range":
            self._filtered(d, own)
        d.itemset = made

    def _itemset(self, told: Offered, d: Def, own: Reads, reads: Reads) -> Itemset | None:
        """`own`: what the rows depend on. `reads`: what the looks of the question depend on."""
        code = self._compile(told.nodes, d, "choices", own)
        if code is None:
            return None
        reads.places |= own.places
        try:
            nodes = self.compiler.nodes(code, "choices")
            tree = _primary(parse(told.nodes), self.primary_id, self.root)
        except ExpressionRefused as bad:
            self._refuse(bad.problem, d, "choices")
            return None
        inner = tree
        while isinstance(inner, Call) and inner.name == "randomize" and inner.args:
            inner = inner.args[0]
        defs, depth = None, 0
        if isinstance(inner, Path):
            defs, depth = self.compiler._known(inner, Place(d, frozenset([d])))
        value = self._item_text(told.value, d, defs, reads, depth)
        label = self._item_text(told.label, d, defs, reads, depth)
        if value is None or label is None:
            return None
        match = re.fullmatch(r"\s*jr:itext\(\s*([\w.\-]+)\s*\)\s*", told.label or "")
        name = _list_name(inner)
        if match and name:
            self._shown_in(name, match[1], d, reads)
        static = not own.places and not own.volatile and name is not None
        whole = static and _offers_all(inner) and (match or _COLUMN.fullmatch(told.label or ""))
        key = (told.value or "").strip() if whole else ""
        return Itemset(
            nodes, value, label, name or "", match[1] if match else None, static,
            (told.label or "").strip(), key if _COLUMN.fullmatch(key) and inner is tree else None, told,
        )  # fmt: skip

    def _shown_in(self, name: str, column: str, d: Def, reads: Reads) -> None:
        """Notes what answers stand in the words of a list's choices."""
        if self._speaking is None:
            self._speaking = {
                key
                for entries in self._texts.values()
                for key, entry in entries.items()
                if (any(kid.kids for kid in entry.kids) if isinstance(entry, XNode) else True)
            }
        for item in self.instances.items(name) if self._speaking else ():
            key = item.value_of(column)
            if key in self._speaking and self.shows_answers(key):
                for language in self._texts:
                    entry = self._entry(language, key)
                    if entry is not None:
                        self._words(entry, d, "label", reads)

    def _item_text(
        self, ref: str | None, d: Def, defs: "frozenset[Def] | None", reads: Reads, depth: int
    ) -> Callable[[Any], str] | None:
        if not ref:
            return lambda s: ""
        own = Reads()
        if defs is None:
            code = self._compile(ref, d, "choices", own, None)  # of a list beside the answers
        else:
            code = self._compile(ref, d, "choices", own, defs)
        if code is None:
            return None
        reads.places |= own.places
        return self.compiler.string(code)

    def _columns(self, name: str, itemset: XNode, d: Def) -> None:
        """A list read from a file must have the columns that the choices use."""
        columns = self.instances.columns(name)
        if columns is None:
            return
        for part in ("value", "label"):
            ref = itemset.first(part)
            column = (ref.attribute("ref") or "").strip() if ref else ""
            if re.fullmatch(r"[\w.\-]+", column) and column not in columns:
                self._refuse(
                    said(
                        N_("the list “{name}” has no column “{column}”; add it to the file."),
                        name=name,
                        column=column,
                    ),
                    d,
                    "choices",
                )


_COLUMN = re.compile(r"\s*[\w.\-]+\s*")


def _offers_all(tree: Any) -> bool:
    """Is it instance(...)/root/item, without a filter?"""
    return (
        isinstance(tree, Path)
        and not tree.filters
        and [step.test for step in tree.steps] == [NameTest("", "root"), NameTest("", "item")]
        and all(step.axis == "child" and not step.predicates for step in tree.steps)
    )


def _from_query(query: str) -> XNode:
    """The itemset that an input's query stands for (XLSForm: select_one_external)."""
    made = XNode("element", "itemset")
    made.put(XNode("attribute", "nodeset", text=query))
    for part, column in (("value", "name"), ("label", "label")):
        kid = XNode("element", part)
        kid.put(XNode("attribute", "ref", text=column))
        made.put(kid)
    return made


def _list_name(tree: Any) -> str | None:
    if isinstance(tree, Path) and isinstance(tree.start, Call) and tree.start.name == "instance":
        arg = tree.start.args[0] if tree.start.args else None
        return arg.value if isinstance(arg, Text) else None
    return None


def _type(written: str) -> str:
    known = {
        "string", "int", "integer", "long", "decimal", "date", "time", "dateTime", "boolean", "geopoint",
        "geotrace", "geoshape", "binary", "barcode", "intent", "select1", "select", "odk:rank",
    }  # fmt: skip
    if written == "integer":
        return "int"
    return written if written in known else "string"
