"""XForm XML to a compiled form: definitions, expressions, the order in which they are computed.

Source: ODK XForms spec, "Structure", "Bindings", "Body Elements", "Secondary Instances". The form
holds no answers; app.form.interview does.
"""

import hashlib
import math
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from app.form import graph, lists, texts
from app.form.compile import Code, Compiler, Reads
from app.form.definition import Action, Def, Itemset, Vertex
from app.form.problems import ExpressionRefused, FormRefused, Problem, refusal
from app.form.texts import TextSource, Words
from app.form.tree import XNode, read_xml
from app.form.values import is_nan, number_text, string, text_number
from app.form.views import Choice, Control, FormLanguage, Kind, QuestionDef, Range
from app.form.xpath import Call, Path, Text, parse
from app.language import direction_of

SANAD = "urn:sanad:form"
JR = "http://openrosa.org/javarosa"
ORX = "http://openrosa.org/xforms"
MAX_PROBLEMS = 50
LONG_LIST = 1000

_COLUMN = {
    "relevant": "relevant",
    "calculate": "calculation",
    "constraint": "constraint",
    "required": "required",
    "readonly": "read_only",
    "choices": "choice_filter",
    "label": "label",
    "hint": "hint",
    "count": "repeat_count",
    "setvalue": "default",
    "constraint message": "constraint_message",
    "required message": "required_message",
}
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
_EVENTS = {
    "odk-instance-first-load", "odk-instance-load", "odk-new-repeat", "xforms-value-changed",
    "xforms-ready", "xforms-revalidate",
}  # fmt: skip
_RTL = {"ar", "fa", "ur", "he", "ps", "ku", "ckb", "sd", "ug", "yi", "dv"}


def language_of(name: str) -> FormLanguage:
    """Code and direction from a name as written, such as "العربية (ar)"."""
    match = re.search(r"\(([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)\)\s*$", name)
    code = (
        match[1] if match else name if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]+)*", name) else ""
    )
    base = code.partition("-")[0].lower()
    direction = ("rtl" if base in _RTL else "ltr") if base else direction_of(name)
    return FormLanguage(name, code, direction)


class Form:
    """A compiled form. Shared by interviews and never changed after it is open.

    `settings`: attributes in namespace urn:sanad:form of the primary instance's root and of the
    model. `problems`: what is worth a warning though the form opens.
    """

    def __init__(self, xml: str, resources: Mapping[str, bytes]) -> None:
        self.xml = xml
        self.hash = hashlib.sha256(xml.encode("utf-8", "surrogatepass")).hexdigest()
        self._refused: list[Problem] = []
        self.added_meta = False
        self.problems: tuple[Problem, ...] = ()
        self._warnings: list[Problem] = []
        self._resources = resources
        document = read_xml(xml)
        html = next((kid for kid in document.kids if kid.kind == "element"), None)
        model = _find(html, "model") if html is not None else None
        body = _find(html, "body") if html is not None else None
        if html is None or model is None:
            raise refusal(
                "The file is no XForm: it has no model. Open an XLSForm or an XForm made from one."
            )
        title = _find(html, "title")
        self.title = title.string().strip() if title is not None else ""
        instances = [kid for kid in model.kids if kid.name == "instance" and kid.kind == "element"]
        primary = next(
            (one for one in instances if any(k.kind == "element" for k in one.kids)), None
        )
        if primary is None or primary is not instances[0]:
            raise refusal("The form has no questions; add at least one row to the survey sheet.")
        top = next(kid for kid in primary.kids if kid.kind == "element")
        self.primary_id = primary.attribute("id") or ""
        self.id = top.attribute("id") or top.uri or ""
        self.version = top.attribute("version") or ""
        self.namespaces = _namespaces(html)
        self.settings: dict[str, str] = {
            one.name: one.text for node in (model, top) for one in node.attrs if one.uri == SANAD
        }
        self._body = body
        self.repeats = self._repeat_paths(body)
        self.initial = top
        self.root = Def(top.name, top.prefix, top.uri, None)
        self.root.attrs = top.attrs
        self.defs: list[Def] = []
        self._define(top)
        self._meta()
        self._slots()
        self.instances = lists.Lists(
            {one.attribute("id") or "": one for one in instances[1:]}, resources, self._warnings
        )
        self._itext(model)
        self.compiler = Compiler(
            self.root, self.namespaces, instances=self.instances.names | {self.primary_id}
        )
        self.vertices: list[Vertex] = []
        self.by_path = {d.path: d for d in self.defs}
        self._by_plain = {re.sub(r"[^/:]+:", "", d.path): d for d in self.defs}
        self.load_actions: list[Action] = []
        self._binds(model)
        self.pages_of: list[tuple[Def | None, list[Def]]] = []
        self._controls(body)
        self._actions(model)
        self._looks()
        if self._refused:
            raise FormRefused(tuple(self._refused[:MAX_PROBLEMS] + self._warnings))
        graph.order(self)
        if self._refused:
            raise FormRefused(tuple(self._refused[:MAX_PROBLEMS] + self._warnings))
        self.by_rank = sorted(self.vertices, key=lambda vertex: vertex.rank)
        self.asked: dict[tuple[str, Def], Callable[[Any], Any]] = {}
        self.problems = tuple(self._warnings)

    # --- structure

    def _repeat_paths(self, body: XNode | None) -> dict[str, XNode]:
        found: dict[str, XNode] = {}
        for node in _walk(body):
            if node.name == "repeat":
                nodeset = (node.attribute("nodeset") or node.attribute("ref") or "").strip()
                if nodeset:
                    found.setdefault(re.sub(r"[^/:]+:", "", nodeset), node)
        return found

    def _define(self, top: XNode) -> None:
        stack: list[tuple[XNode, Def]] = [(top, self.root)]
        while stack:
            node, d = stack.pop()
            d.order = len(self.defs)
            self.defs.append(d)
            kids = [kid for kid in node.kids if kid.kind == "element"]
            if not kids:
                d.default = node.text
                continue
            chosen: dict[str, XNode] = {}
            for kid in kids:
                have = chosen.get(kid.name)
                if have is None or (_is_template(kid) and not _is_template(have)):
                    chosen[kid.name] = kid
            for kid in chosen.values():
                child = Def(kid.name, kid.prefix, kid.uri, d)
                child.attrs = [one for one in kid.attrs if one.uri != JR or one.name != "template"]
                child.template = kid
                child.instances = [k for k in kids if k.name == kid.name and not _is_template(k)]
                plain = re.sub(r"[^/:]+:", "", child.path)
                child.is_repeat = plain in self.repeats or _is_template(kid)
                d.children.append(child)
                d.by_name[child.name] = child
            stack.extend(
                (child.template, child) for child in reversed(d.children) if child.template
            )

    def _meta(self) -> None:
        """Every instance has an id (ODK XForms spec, "Metadata"); add its place where it is missing."""
        meta = self.root.by_name.get("meta")
        orx = next((p for p, uri in self.namespaces.items() if uri == ORX and p), "")
        if meta is None:
            meta = Def("meta", orx, ORX if orx else "", self.root)
            self.root.children.append(meta)
            self.root.by_name["meta"] = meta
            self.defs.append(meta)
            self.added_meta = True
        if "instanceID" not in meta.by_name and not meta.default:
            made = Def("instanceID", meta.prefix, meta.uri, meta)
            made.preload = ("uid", "")
            meta.children.append(made)
            meta.by_name["instanceID"] = made
            self.defs.append(made)
        if "instanceID" in meta.by_name and "deprecatedID" not in meta.by_name:
            own = meta.by_name["instanceID"]
            old = Def("deprecatedID", own.prefix, own.uri, meta)
            old.dormant = True
            meta.children.append(old)
            meta.by_name["deprecatedID"] = old
            self.defs.append(old)

    def _slots(self) -> None:
        root = self.root
        root.frame_def = root
        root.slots = 0
        for d in self.defs:
            if d.parent is not None:
                above = d.parent
                d.frame_def = above if above.is_repeat else above.frame_def
                d.outer_depth = above.frame_depth
                d.frame_depth = d.outer_depth + (1 if d.is_repeat else 0)
                d.slot = d.frame_def.slots
                d.frame_def.slots += 1
                base = d.frame_def.path
                d.tail = d.path[len(base) :]

    # --- texts

    def _itext(self, model: XNode) -> None:
        self.languages: tuple[FormLanguage, ...] = ()
        self.default_language = ""
        self._texts: dict[str, dict[str, XNode]] = {}
        itext = next((kid for kid in model.kids if kid.name == "itext"), None)
        languages = []
        for translation in itext.kids if itext is not None else ():
            if translation.name != "translation":
                continue
            name = translation.attribute("lang") or ""
            if name in self._texts:
                self._refuse("Two translations have the same name; remove one.", None)
                continue
            if translation.attribute("default") is not None and not self.default_language:
                self.default_language = name
            languages.append(language_of(name))
            self._texts[name] = {
                entry.attribute("id") or "": entry
                for entry in translation.kids
                if entry.name == "text"
            }
        self.languages = tuple(languages)
        if not self.default_language and languages:
            self.default_language = languages[0].name
        self._dynamic: dict[tuple[str, str, Def | None], Words] = {}

    def itext(self, key: str, language: str, d: Def | None = None) -> Words | None:
        """The words of a text id in a language; the default language's where it has none."""
        texts_of = self._texts.get(language, {})
        entry = texts_of.get(key)
        if entry is None:
            language = self.default_language
            entry = self._texts.get(language, {}).get(key)
        if entry is None:
            return None
        if not _has_output(entry):
            return self._words(entry, None, "label", None)
        kept = self._dynamic.get((language, key, d))
        if kept is None:
            kept = self._words(entry, d or self.root, "label", Reads())
            self._dynamic[(language, key, d)] = kept
        return kept

    def _words(self, entry: XNode, d: Def | None, what: str, reads: Reads | None) -> Words:
        words = Words()
        media: dict[str, str] = {}

        def compiled(source: str) -> Callable[[Any], str]:
            return self._output(
                source, d or self.root, what, reads if reads is not None else Reads()
            )

        for value in entry.kids:
            if value.name != "value":
                continue
            form = value.attribute("form") or ""
            if form in {"", "long"}:
                if not words.plain or form == "":
                    words.plain = texts.parts_of(value, compiled)
            elif form == "guidance":
                words.guidance = texts.parts_of(value, compiled)
            elif form not in {"short"}:
                media[form] = value.string()
            elif not words.plain:
                words.plain = texts.parts_of(value, compiled)
        words.media = media
        return words

    def _output(self, source: str, d: Def, what: str, reads: Reads) -> Callable[[Any], str]:
        code = self._compile(source, d, what, reads)
        return self.compiler.string(code) if code is not None else lambda s: ""

    def _text_source(
        self, node: XNode | None, d: Def, what: str, reads: Reads
    ) -> TextSource | None:
        """A label-like element: its ref to a text id, or its own words."""
        if node is None:
            return None
        ref = node.attribute("ref")
        if ref:
            return self._text_ref(ref, d, what, reads)
        return TextSource(
            {"": Words(texts.parts_of(node, lambda source: self._output(source, d, what, reads)))}
        )

    def _text_ref(self, ref: str, d: Def, what: str, reads: Reads) -> TextSource | None:
        match = re.fullmatch(r"\s*jr:itext\(\s*(?:'([^']*)'|\"([^\"]*)\")\s*\)\s*", ref)
        if match is None:
            code = self._compile(ref, d, what, reads)
            if code is None:
                return None
            return TextSource({"": Words((self.compiler.string(code),))})
        key = match[1] if match[1] is not None else match[2]
        words: dict[str, Words] = {}
        for language, entries in self._texts.items():
            entry = entries.get(key)
            if entry is not None:
                words[language] = self._words(entry, d, what, reads)
        if not words:
            # JavaRosa refuses such a form; it is the author's typing error either way
            self._refuse(f"The text “{key}” is missing in every language; add its label.", d, what)
            return None
        return TextSource(words)

    def _message(self, text: str | None, d: Def, what: str, reads: Reads) -> TextSource | None:
        if not text:
            return None
        if text.lstrip().startswith("jr:itext("):
            return self._text_ref(text, d, what, reads)
        return TextSource({"": Words((text,))})

    # --- expressions

    def _compile(
        self, source: str, d: Def, what: str, reads: Reads, node: Any = "same"
    ) -> Code | None:
        try:
            tree = _primary(parse(source), self.primary_id, self.root)
            code, seen = self.compiler.tree(tree, d, node)
        except ExpressionRefused as bad:
            self._refuse(bad.problem, d, what)
            return None
        for missing in sorted(one[1:] for one in seen.instances if one.startswith("?")):
            if "/" in missing:
                self._refuse(
                    f"the expression names “{missing}”, which this form doesn’t have; check the name.",
                    d,
                    what,
                )
            else:
                # a bare word: forms in use write `null` for nothing, and other tools let them
                self._warn(
                    f"the word “{missing}” names no question and reads as empty; write '' for nothing.",
                    d,
                    what,
                )
        reads.places |= seen.places
        reads.position |= seen.position
        reads.volatile |= seen.volatile
        reads.language |= seen.language
        reads.instances |= seen.instances
        return code

    def _refuse(self, says: str, d: Def | None, what: str = "") -> None:
        self._problem("error", says, d, what)

    def _warn(self, says: str, d: Def | None, what: str = "") -> None:
        self._problem("warning", says, d, what)

    def _problem(self, level: Any, says: str, d: Def | None, what: str) -> None:
        where = f"Question “{d.name}”, {what}: " if d is not None and what else ""
        if where:
            says = where + says
        elif d is not None:
            says = f"Question “{d.name}”: {says}"
        problem = Problem(
            level, says[:1].upper() + says[1:], None, None, _COLUMN.get(what), d.path if d else None
        )
        kept = self._refused if level == "error" else self._warnings
        if len(kept) < MAX_PROBLEMS * 4 and problem not in kept:
            kept.append(problem)

    def find(self, path: str) -> Def | None:
        """The definition at a path without predicates; prefixes don't matter."""
        found = self.by_path.get(path)
        return found or self._by_plain.get(re.sub(r"[^/:]+:", "", path))

    def _target(self, ref: str, around: Def | None) -> Def | None:
        ref = ref.strip()
        if ref.startswith("/"):
            return self.find(re.sub(r"\[[^\]]*\]", "", re.sub(r"\s+", "", ref)))
        d: Def | None = around or self.root
        if d is self.root and not ref.startswith("."):
            ref = ref.removeprefix(self.root.name + "/")
        for part in ref.split("/"):
            if d is None:
                return None
            part = part.strip()  # noqa: PLW2901
            if part == "..":
                d = d.parent
            elif part not in {".", "current()", ""}:
                d = d.by_name.get(part.rpartition(":")[2])
        return d

    # --- binds

    def _binds(self, model: XNode) -> None:
        self._bind_ids: dict[str, Def] = {}
        for sent in model.kids:
            if sent.name == "submission" and (sent.attribute("method") or "post") not in {
                "post",
                "form-data-post",
            }:
                self._refuse(
                    "The form is sent in a way that isn’t known; remove the submission method.",
                    None,
                )
        for bind in model.kids:
            if bind.name != "bind" or bind.kind != "element":
                continue
            nodeset = bind.attribute("nodeset") or bind.attribute("ref") or ""
            d = self._target(nodeset, None)
            if d is None:
                self._warn(
                    f"A bind names “{nodeset.strip()}”, which this form doesn’t have; remove it.",
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
            elif one.uri in {"", JR} or one.name in {
                "calculate",
                "constraint",
                "relevant",
                "required",
                "readonly",
            }:
                attrs[one.name] = one.text
        kind = attrs.get("type", "").rpartition(":")[2].strip()
        d.type = _type(kind)
        if "preload" in attrs:
            d.preload = (attrs["preload"], attrs.get("preloadParams", ""))
        look = Reads()
        if attrs.get("calculate", "").strip():
            self._vertex(d, "calculate", attrs["calculate"])
        if attrs.get("relevant", "").strip():
            self._vertex(d, "relevant", attrs["relevant"])
        for what in ("required", "readonly", "constraint"):
            source = attrs.get(what, "").strip()
            if not source:
                continue
            code = self._compile(source, d, what, look)
            if code is not None:
                setattr(d, what, self.compiler.boolean(code))
        message = attrs.get("constraintMsg")
        d.constraint_message = self._message(message, d, "constraint message", look)
        d.required_message = self._message(attrs.get("requiredMsg"), d, "required message", look)
        self._look_reads.setdefault(d, Reads()).places.update(look.places)

    @property
    def _look_reads(self) -> dict[Def, Reads]:
        if not hasattr(self, "_looks_of"):
            self._looks_of: dict[Def, Reads] = {}
        return self._looks_of

    def _vertex(self, d: Def, what: str, source: str) -> None:
        reads = Reads()
        code = self._compile(source, d, what, reads)
        if code is None:
            return
        vertex = Vertex(d, what, code, code.run, reads)
        match what:
            case "calculate":
                d.calculate = code
                vertex.run = _stored(self.compiler, code, d.type)
                # once(): an expression doesn't wait for the value it is about to give
            case "relevant":
                d.relevant = code
                vertex.run = self.compiler.boolean(code)
            case "count":
                d.count = self.compiler.number(code)
                vertex.run = d.count
        d.vertices.append(vertex)
        self.vertices.append(vertex)

    # --- body

    def _controls(self, body: XNode | None) -> None:
        if body is None:
            return
        self.body_order: list[Def] = []
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
        if node.name in {"setvalue", "setgeopoint", "label", "hint"}:
            return []
        names = ("nodeset", "ref") if node.name == "repeat" else ("ref", "nodeset")
        ref = node.attribute(names[0]) or node.attribute(names[1])
        d: Def | None = None
        if ref is not None:
            d = self._target(ref, around if not ref.strip().startswith("/") else None)
            if d is None:
                self._warn(
                    f"A control names “{ref.strip()}”, which this form doesn’t have; remove it.",
                    None,
                )
        elif node.attribute("bind"):
            d = self._bind_ids.get(node.attribute("bind") or "")
        if node.name in {"group", "repeat"}:
            return self._group(node, d, around, depth)
        if d is None or node.name not in _CONTROLS:
            return []
        self._question(node, d)
        return [d]

    def _group(self, node: XNode, d: Def | None, around: Def, depth: int) -> list[Def]:
        inner = d or around
        shown: list[Def] = []
        for kid in node.kids:
            if kid.kind == "element":
                for one in self._control(kid, inner, depth + 1):
                    if one is not d and one not in shown:
                        shown.append(one)
                    elif one is d:
                        shown += [x for x in one.shown if x not in shown]
        if d is None:
            # a group of its own around a repeat gives the repeat its label
            if len(shown) == 1 and shown[0].is_repeat and shown[0].label is None:
                reads = self._look_reads.setdefault(shown[0], Reads())
                shown[0].label = self._text_source(node.first("label"), inner, "label", reads)
            return shown
        reads = self._look_reads.setdefault(d, Reads())
        label = self._text_source(node.first("label"), d, "label", reads)
        if d.is_repeat and any(place is not d and _above(d, place) for place, _ in reads.places):
            d.label_looks_inside = True
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
        d.appearances = tuple(dict.fromkeys((node.attribute("appearance") or "").split()))
        d.appearance = frozenset(d.appearances)
        d.label = self._text_source(node.first("label"), d, "label", reads)
        d.hint = self._text_source(node.first("hint"), d, "hint", reads)
        d.mediatype = node.attribute("mediatype") or ""
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
            self._choices(node, d, reads)
        self._nested_actions(node, d)

    def _choices(self, node: XNode, d: Def, reads: Reads) -> None:
        itemset = node.first("itemset")
        d.items = [
            (
                item.value_of("value").strip(),
                self._text_source(item.first("label"), d, "label", reads) or TextSource({}),
            )
            for kid in node.kids
            for item in (
                [kid] if kid.name == "item" else kid.named("item") if kid.name == "choices" else []
            )
        ]
        if itemset is None:
            return
        source = itemset.attribute("nodeset") or ""
        own = Reads()
        code = self._compile(source, d, "choices", own)
        if code is None:
            return
        reads.places |= own.places
        try:
            nodes = self.compiler.nodes(code, "choices")
            tree = _primary(parse(source), self.primary_id, self.root)
        except ExpressionRefused as bad:
            self._refuse(bad.problem, d, "choices")
            return
        inner = tree
        while isinstance(inner, Call) and inner.name == "randomize" and inner.args:
            inner = inner.args[0]
        from app.form.compile import Place

        defs, depth = None, 0
        if isinstance(inner, Path):
            defs, depth = self.compiler._known(inner, Place(d, frozenset([d])))
        value_ref = itemset.first("value")
        label_ref = itemset.first("label")
        value = self._item_text(
            value_ref.attribute("ref") if value_ref else None, d, defs, reads, depth
        )
        label_source = label_ref.attribute("ref") if label_ref else None
        label = self._item_text(label_source, d, defs, reads, depth)
        if value is None or label is None:
            return
        match = re.fullmatch(r"\s*jr:itext\(\s*([\w.\-]+)\s*\)\s*", label_source or "")
        name = _list_name(inner)
        if name:
            self._columns(name, itemset, d)
        static = not own.places and not own.volatile and name is not None
        if d.control != "range" and any(place is not d for place, _ in own.places):
            vertex = Vertex(
                d, "choices", reads=Reads({one for one in own.places if one[0] is not d})
            )
            d.vertices.append(vertex)
            self.vertices.append(vertex)
        d.itemset = Itemset(nodes, value, label, name or "", match[1] if match else None, static)

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
                    f"the list “{name}” has no column “{column}”; add it to the file.", d, "choices"
                )

    # --- actions

    def _actions(self, model: XNode) -> None:
        for node in model.kids:
            if node.name not in {"setvalue", "setgeopoint"} or node.kind != "element":
                continue
            action = self._action(node, None)
            if action is None:
                continue
            if "odk-new-repeat" in action.events:
                self._refuse(
                    "a value set when an entry is added must stand inside the repeat; move it there.",
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

    def _action(self, node: XNode, source: Def | None) -> Action | None:
        events = frozenset((node.attribute("event") or "").split())
        ref = node.attribute("ref")
        target = (
            self._target(ref, source.parent if source else None)
            if ref
            else self._bind_ids.get(node.attribute("bind") or "")
        )
        if target is None:
            self._warn(
                f"A value is set in “{(ref or '').strip()}”, which this form doesn’t have.", source
            )
            return None
        if not events or events - _EVENTS:
            unknown = " ".join(sorted(events - _EVENTS))
            self._refuse(f"there is no event “{unknown}”; use a known one.", target, "setvalue")
            return None
        value: Callable[[Any], str] | None = None
        expression = node.attribute("value")
        if node.name == "setvalue":
            if expression:
                code = self._compile(expression, target, "setvalue", Reads())
                if code is None:
                    return None
                value = _stored(self.compiler, code, target.type)
            else:
                text = node.string()
                value = lambda s: text  # noqa: E731
        places = None
        if ref and "[" in ref:
            code = self._compile(ref, source or self.root, "setvalue", Reads())
            if code is None:
                return None
            places = self.compiler.nodes(code, "setvalue")
        return Action(events, target, value, source, node.name, places)

    # --- what a node's look depends on

    def _looks(self) -> None:
        for d in self.defs:
            d.note = (
                d.control == "input"
                and d.readonly is not None
                and d.type == "string"
                and not d.default
                and d.calculate is None
                and not d.extras.get("fact")
            )
            reads = self._look_reads.get(d)
            if reads is None or not reads.places:
                continue
            vertex = Vertex(d, "look", None, reads=reads)
            for place, depth in reads.places:
                if place is not d:
                    place.readers.append((vertex, depth))
        for vertex in self.vertices:
            for place, depth in vertex.reads.places:
                place.readers.append((vertex, depth))
            around: Def | None = vertex.d if vertex.d.is_repeat and vertex.what != "count" else None
            above = vertex.d if around else vertex.d.parent
            while above is not None:
                if above.is_repeat:
                    above.inside.append(vertex)
                above = above.parent

    # --- asking

    def kind(self, d: Def) -> Kind:
        if d.is_repeat:
            return "repeat"
        if d.children:
            return "group"
        if not d.in_body:
            return "hidden"
        return "note" if d.note else "question"

    def questions(self) -> tuple[QuestionDef, ...]:
        """All places in document order, as the form defines them."""
        return tuple(
            QuestionDef(
                d.path,
                d.name,
                self.kind(d),
                d.type,
                "note" if d.note else d.control,
                {
                    name or self.default_language: texts.static(words.plain)
                    for name, words in (d.label.words if d.label else {}).items()
                },
                dict(d.extras),
                self._static_choices(d),
                d.appearance,
            )
            for d in self.defs
            if d.parent is not None and not d.dormant
        )

    def _static_choices(self, d: Def) -> tuple[Choice, ...]:
        if d.items:
            return tuple(
                Choice(
                    value,
                    texts.static(words.plain)
                    if (words := source.of(self.default_language, ""))
                    else "",
                )
                for value, source in d.items
            )
        if d.itemset is None or not d.itemset.source:
            return ()
        items = self.instances.items(d.itemset.source)
        if len(items) > LONG_LIST:
            return ()
        return tuple(self.choice_of(item, d.itemset, self.default_language) for item in items)

    def choice_of(self, item: XNode, itemset: Itemset, language: str) -> Choice:
        value = item.value_of("name") or item.value_of("value")
        if itemset.label_id is not None:
            words = self.itext(item.value_of(itemset.label_id), language)
            label = texts.static(words.plain) if words else ""
        else:
            label = item.value_of("label")
        return Choice(value, label, extras_of(item))


def extras_of(item: Any) -> dict[str, str]:
    """The further columns of a choice."""
    return {
        kid.name: kid.string()
        for kid in item.kids
        if kid.kind == "element" and kid.name not in {"name", "label", "itextId", "value"}
    }


def _stored(compiler: Compiler, code: Code, kind: str) -> Callable[[Any], str]:
    """An expression's value as it is stored in a question of a type."""
    from app.form.answers import stored

    if kind in {"int", "decimal", "date", "time", "dateTime", "boolean"}:
        value = compiler.value(code)
        return lambda s: stored(value(s), kind)
    if code.kind == "boolean":
        run = code.run
        return lambda s: "true" if run(s) else "false"
    if code.kind == "number":
        run = code.run
        return lambda s: "" if math.isnan(got := run(s)) else number_text(got)  # NaN is no answer
    if code.kind == "any":
        value = compiler.value(code)
        return lambda s: "" if is_nan(got := value(s)) else string(got)
    return compiler.string(code)


def _primary(tree: Any, name: str, root: Def) -> Any:
    """instance('the form's own') is the answers themselves."""
    if not name or not isinstance(tree, Path):
        return tree
    if tree.start == Call("instance", (Text(name),)) and not tree.filters:
        return Path("/", tree.steps)
    return tree


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


def _find(node: XNode | None, name: str) -> XNode | None:
    return next((one for one in _walk(node) if one.name == name and one.kind == "element"), None)


def _walk(node: XNode | None) -> Iterator[XNode]:
    stack = [node] if node is not None else []
    while stack:
        one = stack.pop()
        yield one
        stack.extend(reversed(one.kids))


def _above(d: Def, place: Def) -> bool:
    at = place.parent
    while at is not None and at is not d:
        at = at.parent
    return at is d


def _is_template(node: XNode) -> bool:
    return node.attribute("template", JR) is not None


def _has_output(entry: XNode) -> bool:
    return any(kid.name == "output" for value in entry.kids for kid in _walk(value))


def _namespaces(html: XNode) -> dict[str, str]:
    found: dict[str, str] = {"jr": JR}
    for node in _walk(html):
        if node.nsmap:
            for prefix, uri in node.nsmap.items():
                found.setdefault(prefix, uri)
    return found


def open_form(xml: str, resources: Mapping[str, bytes] | None = None) -> Form:
    """Compile a form. `resources`: attached files by name ("list.csv") or by jr:// address.

    Raises FormRefused, whose problems name the question, what is wrong and the remedy.
    """
    try:
        return Form(xml, resources or {})
    except RecursionError:
        raise refusal("The form is nested too deeply; split its longest expression.") from None
