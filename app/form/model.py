"""Compiles the XML of an XForm: definitions, expressions, and the order of computing.

Source: ODK XForms spec, "Structure", "Bindings", "Body Elements", "Secondary Instances". The form
holds no answers; app.form.interview does.
"""

import gc
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from app.errors import N_
from app.form import graph, lists, texts
from app.form.attached_lists import undeclared
from app.form.binds import SANAD
from app.form.body import Body
from app.form.compiler import Compiler
from app.form.computations import Calculation, Computation
from app.form.definition import Definition, Itemset
from app.form.external_table import (
    LONG,
    OWN,
    CellColumns,
    ExternalRoot,
)
from app.form.form_draft import (
    JR,
    _find,
    _walk,
    plain,
)
from app.form.places import Shape
from app.form.problems import FormRefused, Problem, refusal
from app.form.readers import entries_counted_from, note_readers
from app.form.texts import TextSource
from app.form.tree import XNode, read_xml
from app.form.views import Choice, Kind, QuestionDef

if TYPE_CHECKING:
    from app.form.initial_state import InitialState

MAX_PROBLEMS = 50
SET_ASIDE = 16


# of a public key, a signature and what was signed
Verify = Callable[[bytes, bytes, bytes], bool]


class Form(Shape, Body):
    """A compiled form. Shared by interviews and never changed after it is open.

    `settings`: attributes in namespace urn:sanad:form of the primary instance's root and of the
    model. `problems`: what is worth a warning though the form opens.
    """

    def __init__(self) -> None:
        super().__init__()
        self.hash = self.id = self.version = self.title = self.primary_id = ""
        self.problems: tuple[Problem, ...] = ()
        self.settings: dict[str, str] = {}
        self.namespaces: dict[str, str] = {}
        self.definitions: list[Definition] = []
        self._initial: Callable[[], XNode] | XNode = XNode("element")
        self.initial_state: InitialState | None = (
            None  # what is computed at first, where it was kept
        )
        self.verify: Verify | None = None
        self._questions: tuple[QuestionDef, ...] = ()
        self._whole: dict[tuple[int, str], tuple[Choice, ...]] = {}
        self._asked_on: dict[Definition, frozenset[Definition] | None] = {}
        self.asked: dict[tuple[str, Definition], Callable[[Any], Any]] = {}

    @property
    def initial(self) -> XNode:
        """The instance that an interview begins with."""
        if callable(self._initial):
            self._initial = self._initial()
        return self._initial

    @property
    def attributes(self) -> Mapping[str, str]:
        """What the root of the instance says of itself: id, version and the like, by local name."""
        return {
            attribute.name: attribute.text
            for attribute in self.root.attrs
            if attribute.prefix != "xmlns"
        }

    @cached_property
    def places(self) -> dict[Definition, list[Definition]]:
        """The places of each frame, by slot."""
        by_frame: dict[Definition, list[Definition]] = {
            definition: []
            for definition in self.definitions
            if definition.is_repeat or definition.parent is None
        }
        for definition in self.definitions:
            if definition.parent is not None:
                by_frame[definition.frame_definition].append(definition)
        return by_frame

    @cached_property
    def preloaded(self) -> list[Definition]:
        """The places that take something of the moment or the device."""
        return [definition for definition in self.definitions if definition.preload is not None]

    @cached_property
    def set_on_loading(self) -> frozenset[Definition]:
        """The places that an action sets each time that an interview is taken up."""
        every_time = (
            action for action in self.load_actions if "odk-instance-load" in action.events
        )
        return frozenset(action.target for action in every_time)

    @cached_property
    def spoken(self) -> list[Computation]:
        """What comes out otherwise in another language."""
        return [computation for computation in self.computations if computation.reads.language]

    def asked_on(self, repeat: Definition) -> frozenset[Definition] | None:
        """What in an entry the repeat's count is computed from ("one more, unless the last says no");
        None where the entries don't say how many there are."""
        if repeat not in self._asked_on:
            self._asked_on[repeat] = entries_counted_from(repeat)
        return self._asked_on[repeat]

    def read(self, xml: str, resources: Mapping[str, bytes]) -> None:
        """Compile an XForm; once, into a form that was just made. Raises FormRefused."""
        self.hash = hashlib.sha256(xml.encode("utf-8", "surrogatepass")).hexdigest()
        document = read_xml(xml)
        html = next((kid for kid in document.kids if kid.kind == "element"), None)
        model = _find(html, "model") if html is not None else None
        # the document's own: a question may be called body too
        bodies = (kid for kid in (html.kids if html is not None else ()) if kid.name == "body")
        body = next((kid for kid in bodies if kid.kind == "element"), None)
        if html is None or model is None:
            raise refusal(
                N_(
                    "The file is no XForm: it has no model. Open an XLSForm or an XForm made from one."
                )
            )
        title = _find(html, "title")
        self.title = title.string().strip() if title is not None else ""
        instances = [kid for kid in model.kids if kid.name == "instance" and kid.kind == "element"]
        primary = next(
            (element for element in instances if any(k.kind == "element" for k in element.kids)),
            None,
        )
        if primary is None or primary is not instances[0]:
            raise refusal(
                N_("The form has no questions; add at least one row to the survey sheet.")
            )
        top = next(kid for kid in primary.kids if kid.kind == "element")
        self.primary_id = primary.attribute("id") or ""
        self.id = top.attribute("id") or top.uri or ""
        self.version = top.attribute("version") or ""
        self.namespaces = _namespaces(html)
        self.settings = {
            attribute.name: attribute.text
            for node in (model, top)
            for attribute in node.attrs
            if attribute.uri == SANAD
        }
        self.repeats = self._repeat_paths(body)
        self._initial = top
        self.root = Definition(top.name, top.prefix, top.uri, None)
        self.root.attrs = top.attrs
        self._define(top)
        self._meta()
        if "/@" in xml:
            self._attribute_places(_walk(html))
        self._slots()
        declared = {element.attribute("id") or "": element for element in instances[1:]}
        for name, source in undeclared(xml).items():
            if name not in declared and name != self.primary_id:
                declared[name] = outside(source)
        self.instances = lists.Lists(declared, resources, self._warnings)
        self._itext(model)
        self.compiler = Compiler(
            self.root, self.namespaces, instances=self.instances.names | {self.primary_id}
        )
        self._found()
        self._binds(model)
        self._controls(body)
        self._actions(model)
        self._notes()
        note_readers(self)
        if self._refused:
            raise FormRefused(tuple(self._refused[:MAX_PROBLEMS] + self._warnings))
        graph.order(self)
        if self._refused:
            raise FormRefused(tuple(self._refused[:MAX_PROBLEMS] + self._warnings))
        self.by_rank = {computation.rank: computation for computation in self.computations}
        self.problems = tuple(self._warnings)

    def _found(self) -> None:
        self.by_path = {definition.path: definition for definition in self.definitions}
        self._by_plain = {plain(definition.path): definition for definition in self.definitions}

    def _notes(self) -> None:
        """What only shows something: read-only text that nobody fills in."""
        for definition in self.definitions:
            definition.note = (
                definition.control == "input"
                and definition.locked
                and definition.type == "string"
                and not definition.default
                and not definition.calculated
                and not definition.extras.get("fact")
            )

    def kind(self, definition: Definition) -> Kind:
        if definition.is_repeat:
            return "repeat"
        if definition.children:
            return "group"
        if not definition.in_body:
            return "hidden"
        return "note" if definition.note else "question"

    def feeding(self, path: str) -> tuple[str, ...]:
        """Paths of the questions that a calculation reads, itself or through other calculations, in
        document order; the place itself where somebody is asked there. () for no such place."""
        place = self.by_path.get(path)
        reads: dict[Definition, list[Definition]] = {}
        for definition in self.definitions:
            for computation, _ in definition.readers:
                if isinstance(computation, Calculation):
                    reads.setdefault(computation.definition, []).append(definition)
        visited: set[Definition] = set()
        waiting = [place] if place is not None else []
        while waiting:
            definition = waiting.pop()
            if definition not in visited:
                visited.add(definition)
                waiting += reads.get(definition, [])
        return tuple(
            definition.path
            for definition in self.definitions
            if definition in visited and definition.leaf and self.kind(definition) == "question"
        )

    def questions(self) -> tuple[QuestionDef, ...]:
        """All places in document order, as the form defines them."""
        if not self._questions:
            self._questions = tuple(self._all_questions())
        return self._questions

    def _all_questions(self) -> Iterator[QuestionDef]:
        return (
            QuestionDef(
                path=definition.path,
                name=definition.name,
                kind=self.kind(definition),
                type=definition.type,
                control="note" if definition.note else definition.control,
                labels={
                    name or self.default_language: text
                    for name, text in self.static_texts(definition.label).items()
                },
                extras=dict(definition.extras),
                choices=self._static_choices(definition),
                appearance=definition.appearance,
                locked=definition.locked,
                calculated=definition.calculated,
            )
            for definition in self.definitions
            if definition.parent is not None
            and not definition.dormant
            and not definition.is_attribute
        )

    def _static_choices(self, definition: Definition) -> tuple[Choice, ...]:
        if definition.items:
            return tuple(Choice(value, self._static(source)) for value, source in definition.items)
        if definition.itemset is None or not definition.itemset.source:
            return ()
        if self.instances.count(definition.itemset.source) > LONG:
            return ()
        items = self.instances.items(definition.itemset.source)
        return tuple(
            self.choice_of(item, definition.itemset, self.default_language) for item in items
        )

    def _static(self, source: TextSource) -> str:
        labels = self.static_texts(source)
        first = next(iter(labels.values()), "")
        return labels.get(self.default_language, labels.get("", first))

    def whole_list(self, itemset: Itemset, language: str) -> tuple[Choice, ...]:
        """All of a list in a language; made once, since nothing that is answered changes it."""
        choices = self._whole.get((id(itemset), language))
        if choices is None:
            external_root = self.instances.far(itemset.source)
            if external_root is not None:
                choices = tuple(self._listed_far(external_root, itemset, language))
            else:
                items = self.instances.items(itemset.source)
                choices = tuple(self._listed(item, itemset, language) for item in items)
            self._whole[(id(itemset), language)] = choices
        return choices

    def unchanging(self, itemset: Itemset) -> bool:
        """Are the labels of a whole list the same whatever is answered? Texts may show answers."""
        if itemset.label_id is None:
            return True
        if itemset.fixed is None:
            keys = {
                item.value_of(itemset.label_id) for item in self.instances.items(itemset.source)
            }
            itemset.fixed = not any(self.shows_answers(key) for key in keys)
        return itemset.fixed

    def _listed_far(
        self, external_root: ExternalRoot, itemset: Itemset, language: str
    ) -> Iterator[Choice]:
        columns = external_root.table.columns
        value = _place(columns, itemset.column or "name")
        label = _place(columns, itemset.label_id or itemset.label_column)
        if itemset.label_id is not None and self.external_texts is not None:
            for text_language in dict.fromkeys((language, self.default_language)):
                entries = self._texts.setdefault(text_language, {})
                for key, entry in self.external_texts.all(text_language).items():
                    entries.setdefault(key, entry)
        for cells in external_root.rows.all():
            media: Mapping[str, str] = {}
            label_text = (cells[label] or "") if label is not None else ""
            if itemset.label_id is not None:
                words = self.itext(label_text, language)
                label_text = texts.static(words.plain) if words else ""
                media = words.media if words else {}
            text_language = (cells[value] or "") if value is not None else ""
            yield Choice(
                text_language.strip(), label_text.strip(), CellColumns(columns, cells), media
            )

    def _listed(self, item: XNode, itemset: Itemset, language: str) -> Choice:
        value = item.value_of(itemset.column or "name").strip()
        if itemset.label_id is None:
            return Choice(value, item.value_of(itemset.label_column).strip(), Columns(item))
        words = self.itext(item.value_of(itemset.label_id), language)
        if words is None:
            return Choice(value, "", Columns(item))
        return Choice(value, texts.static(words.plain).strip(), Columns(item), words.media)

    def choice_of(self, item: XNode, itemset: Itemset, language: str) -> Choice:
        value = item.value_of("name") or item.value_of("value")
        if itemset.label_id is not None:
            words = self.itext(item.value_of(itemset.label_id), language)
            label = texts.static(words.plain) if words else ""
        else:
            label = item.value_of("label")
        return Choice(value, label, Columns(item))


def outside(source: str) -> XNode:
    """An instance element whose content is in a file."""
    node = XNode("element", "instance")
    node.put(XNode("attribute", "src", text=source))
    return node


class Columns(Mapping[str, str]):
    """The further columns of a choice: read from its row when they are asked for."""

    __slots__ = ("_item",)

    def __init__(self, item: XNode) -> None:
        self._item = item

    def __getitem__(self, name: str) -> str:
        kid = self._item.first(name) if name not in OWN else None
        if kid is None:
            raise KeyError(name)
        return kid.string()

    def __iter__(self) -> Iterator[str]:
        names = (kid.name for kid in self._item.kids if kid.kind == "element")
        return iter(dict.fromkeys(name for name in names if name not in OWN))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __eq__(self, mapping: object) -> bool:
        return isinstance(mapping, Mapping) and dict(self) == dict(mapping)

    def __hash__(self) -> int:
        return hash(frozenset(self.items()))


def _place(columns: Sequence[str], name: str) -> int | None:
    return columns.index(name) if name in columns else None


def _namespaces(html: XNode) -> dict[str, str]:
    namespaces: dict[str, str] = {"jr": JR}
    last_map: dict[str, str] | None = None
    for node in _walk(html):
        if node.nsmap is not None and node.nsmap is not last_map:
            last_map = node.nsmap
            for prefix, uri in last_map.items():
                namespaces.setdefault(prefix, uri)
    return namespaces


def open_form(
    xml: str, resources: Mapping[str, bytes] | None = None, *, verify: Verify | None = None
) -> Form:
    """Compile a form. `resources`: attached files by name ("list.csv") or by jr:// address. `verify`
    checks Ed25519 signatures for extract-signed(..), which without it gives "".

    Raises FormRefused, whose problems name the question, what is wrong and the remedy.
    """
    # everything made here lives on, so looking for garbage among it only costs: a third of the time
    # of a form with 2,000 questions, two thirds with 10,000 choices
    collecting = gc.isenabled()
    gc.disable()
    try:
        form = Form()
        form.verify = verify
        form.read(xml, resources or {})
        return form
    except RecursionError:
        raise refusal(N_("The form is nested too deeply; split its longest expression.")) from None
    finally:
        if collecting:
            _set_aside()
            gc.enable()


def _set_aside() -> None:
    """Take what was made out of the collector's sight: looking through a form of 2,000 questions
    costs a second, in the moment in which its first page should appear. Every so many forms it is
    looked through all the same, so that forms nobody holds any more go."""
    global _opened  # noqa: PLW0603 - how many forms this process opened
    _opened += 1
    if _opened % SET_ASIDE == 0:
        gc.unfreeze()
        gc.collect()
    gc.freeze()


_opened = 0
