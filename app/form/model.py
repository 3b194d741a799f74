"""XForm XML to a compiled form: definitions, expressions, the order in which they are computed.

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
from app.form.computations import Reads
from app.form.definition import Def, Itemset, Vertex
from app.form.external_table import (
    LONG,
    OWN,
    CellColumns,
    FarRoot,
)
from app.form.form_draft import (
    JR,
    _above,
    _find,
    _walk,
    plain,
)
from app.form.places import Shape
from app.form.problems import FormRefused, Problem, refusal
from app.form.texts import TextSource
from app.form.tree import XNode, read_xml
from app.form.views import Choice, Kind, QuestionDef

if TYPE_CHECKING:
    from app.form.initial_state import Begun

MAX_PROBLEMS = 50
SET_ASIDE = 16


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
        self.defs: list[Def] = []
        self._initial: Callable[[], XNode] | XNode = XNode("element")
        self.begun: Begun | None = None  # what is computed at first, where it was kept
        self._questions: tuple[QuestionDef, ...] = ()
        self._whole: dict[tuple[int, str], tuple[Choice, ...]] = {}
        self._asked_on: dict[Def, frozenset[Def] | None] = {}
        self.asked: dict[tuple[str, Def], Callable[[Any], Any]] = {}

    @property
    def initial(self) -> XNode:
        """The instance that an interview begins with."""
        if callable(self._initial):
            self._initial = self._initial()
        return self._initial

    @cached_property
    def places(self) -> dict[Def, list[Def]]:
        """The places of each frame, by slot."""
        found: dict[Def, list[Def]] = {d: [] for d in self.defs if d.is_repeat or d.parent is None}
        for d in self.defs:
            if d.parent is not None:
                found[d.frame_def].append(d)
        return found

    @cached_property
    def preloaded(self) -> list[Def]:
        """The places that take something of the moment or the device."""
        return [d for d in self.defs if d.preload is not None]

    @cached_property
    def set_on_loading(self) -> frozenset[Def]:
        """The places that an action sets each time that an interview is taken up."""
        every_time = (one for one in self.load_actions if "odk-instance-load" in one.events)
        return frozenset(one.target for one in every_time)

    @cached_property
    def spoken(self) -> list[Vertex]:
        """What comes out otherwise in another language."""
        return [vertex for vertex in self.vertices if vertex.reads.language]

    def asked_on(self, repeat: Def) -> frozenset[Def] | None:
        """What in an entry the repeat's count is computed from ("one more, unless the last says no");
        None where the entries don't say how many there are."""
        if repeat not in self._asked_on:
            counted = {inner for inner in repeat.everything() if _counts(inner, repeat)}
            self._asked_on[repeat] = frozenset(counted - {repeat}) if counted else None
        return self._asked_on[repeat]

    def read(self, xml: str, resources: Mapping[str, bytes]) -> None:
        """Compile an XForm; once, into a form that was just made. Raises FormRefused."""
        self.hash = hashlib.sha256(xml.encode("utf-8", "surrogatepass")).hexdigest()
        document = read_xml(xml)
        html = next((kid for kid in document.kids if kid.kind == "element"), None)
        model = _find(html, "model") if html is not None else None
        # the document's own: a question may be called body too
        own = (kid for kid in (html.kids if html is not None else ()) if kid.name == "body")
        body = next((kid for kid in own if kid.kind == "element"), None)
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
            (one for one in instances if any(k.kind == "element" for k in one.kids)), None
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
            one.name: one.text for node in (model, top) for one in node.attrs if one.uri == SANAD
        }
        self.repeats = self._repeat_paths(body)
        self._initial = top
        self.root = Def(top.name, top.prefix, top.uri, None)
        self.root.attrs = top.attrs
        self._define(top)
        self._meta()
        if "/@" in xml:
            self._attribute_places(_walk(html))
        self._slots()
        declared = {one.attribute("id") or "": one for one in instances[1:]}
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
        self._looks()
        if self._refused:
            raise FormRefused(tuple(self._refused[:MAX_PROBLEMS] + self._warnings))
        graph.order(self)
        if self._refused:
            raise FormRefused(tuple(self._refused[:MAX_PROBLEMS] + self._warnings))
        self.by_rank = {vertex.rank: vertex for vertex in self.vertices}
        self.problems = tuple(self._warnings)

    def _found(self) -> None:
        self.by_path = {d.path: d for d in self.defs}
        self._by_plain = {plain(d.path): d for d in self.defs}

    def _looks(self) -> None:
        for d in self.defs:
            d.note = (
                d.control == "input"
                and _is_locked(d)
                and d.type == "string"
                and not d.default
                and "calculate" not in d.sources
                and not d.extras.get("fact")
            )
            if d.is_repeat:
                self._inside(d)
            reads = self._look_reads.get(d)
            if reads is None or not reads.places:
                continue
            vertex = Vertex(d, "look", reads=reads)
            for place, depth in reads.places:
                if place is not d:
                    place.readers.append((vertex, depth))
            self._named(vertex)
        for vertex in self.vertices:
            for place, depth in vertex.reads.places:
                place.readers.append((vertex, depth))
            self._named(vertex)
        self._computed_inside()
        self._counted_by_entries()
        self._inside_repeats()

    def _named(self, vertex: Vertex) -> None:
        """Words of choices in which other answers stand, and groups whose text is asked for: computed
        again when these change, yet nothing waits for them, which would make circles of forms in use."""
        shown = {one for d in vertex.reads.named for one in self._choice_reads.get(d, ())}
        places = (place for group in vertex.reads.inside for place in group.everything())
        if vertex.what == "look":
            shown.update(places)  # nothing is computed of how a place looks
        elif not any(_above(group, vertex.d) for group in vertex.reads.inside):
            shown.update(place for place in places if "calculate" not in place.sources)
        for place in shown:
            place.readers.append((vertex, 0))

    def _counted_by_entries(self) -> None:
        """A count that asks the entries is looked at again with each answer that it is computed from,
        though it comes to the same number: that the last entry is answered lets the next one open."""
        for vertex in self.vertices:
            if vertex.what != "count" or (asked_on := self.asked_on(vertex.d)) is None:
                continue
            for place in asked_on or vertex.d.everything():
                if place.leaf and (vertex, vertex.d.outer_depth) not in place.readers:
                    place.readers.append((vertex, vertex.d.outer_depth))

    def _computed_inside(self) -> None:
        """What is computed inside a group whose text is asked for: unless it is made of this text again,
        which would never end."""
        for vertex in self.vertices:
            inside = [
                place
                for group in vertex.reads.inside
                if not _above(group, vertex.d)
                for place in group.everything()
                if "calculate" in place.sources
            ]
            made_of_it = _following(vertex) if inside else set()
            for place in inside:
                if place not in made_of_it:
                    place.readers.append((vertex, 0))

    def _inside_repeats(self) -> None:
        """Let each repeat know what is computed in its entries."""
        for vertex in self.vertices:
            around: Def | None = vertex.d if vertex.d.is_repeat and vertex.what != "count" else None
            above = vertex.d if around else vertex.d.parent
            while above is not None:
                if above.is_repeat:
                    above.inside.append(vertex)
                above = above.parent

    def _inside(self, d: Def) -> None:
        """Does a repeat, which stands outside of its entries, look into them?"""
        own = self._look_reads.get(d, Reads()).places
        d.label_looks_inside = any(_above(d, place) for place, _ in own)
        read = {place for vertex in d.vertices for place, _ in vertex.reads.places}
        d.looks_inside = d.label_looks_inside or any(_above(d, place) for place in read)

    def kind(self, d: Def) -> Kind:
        if d.is_repeat:
            return "repeat"
        if d.children:
            return "group"
        if not d.in_body:
            return "hidden"
        return "note" if d.note else "question"

    def feeding(self, path: str) -> tuple[str, ...]:
        """Paths of the questions that a calculation reads, itself or through other calculations, in
        document order; the place itself where somebody is asked there. () for no such place."""
        place = self.by_path.get(path)
        reads: dict[Def, list[Def]] = {}
        for d in self.defs:
            for vertex, _ in d.readers:
                if vertex.what == "calculate":
                    reads.setdefault(vertex.d, []).append(d)
        seen: set[Def] = set()
        waiting = [place] if place is not None else []
        while waiting:
            d = waiting.pop()
            if d not in seen:
                seen.add(d)
                waiting += reads.get(d, [])
        return tuple(
            d.path for d in self.defs if d in seen and d.leaf and self.kind(d) == "question"
        )

    def questions(self) -> tuple[QuestionDef, ...]:
        """All places in document order, as the form defines them."""
        if not self._questions:
            self._questions = tuple(self._all_questions())
        return self._questions

    def _all_questions(self) -> Iterator[QuestionDef]:
        return (
            QuestionDef(
                d.path,
                d.name,
                self.kind(d),
                d.type,
                "note" if d.note else d.control,
                {
                    name or self.default_language: text
                    for name, text in self.static_texts(d.label).items()
                },
                dict(d.extras),
                self._static_choices(d),
                d.appearance,
                _is_locked(d),
                d.calculated,
            )
            for d in self.defs
            if d.parent is not None and not d.dormant and not d.is_attribute
        )

    def _static_choices(self, d: Def) -> tuple[Choice, ...]:
        if d.items:
            return tuple(Choice(value, self._static(source)) for value, source in d.items)
        if d.itemset is None or not d.itemset.source:
            return ()
        if self.instances.count(d.itemset.source) > LONG:
            return ()
        items = self.instances.items(d.itemset.source)
        return tuple(self.choice_of(item, d.itemset, self.default_language) for item in items)

    def _static(self, source: TextSource) -> str:
        told = self.static_texts(source)
        first = next(iter(told.values()), "")
        return told.get(self.default_language, told.get("", first))

    def whole_list(self, itemset: Itemset, language: str) -> tuple[Choice, ...]:
        """All of a list in a language; made once, since nothing that is answered changes it."""
        known = self._whole.get((id(itemset), language))
        if known is None:
            far = self.instances.far(itemset.source)
            if far is not None:
                known = tuple(self._listed_far(far, itemset, language))
            else:
                items = self.instances.items(itemset.source)
                known = tuple(self._listed(item, itemset, language) for item in items)
            self._whole[(id(itemset), language)] = known
        return known

    def unchanging(self, itemset: Itemset) -> bool:
        """Are the labels of a whole list the same whatever is answered? Texts may show answers."""
        if itemset.label_id is None:
            return True
        if itemset.fixed is None:
            keys = {one.value_of(itemset.label_id) for one in self.instances.items(itemset.source)}
            itemset.fixed = not any(self.shows_answers(key) for key in keys)
        return itemset.fixed

    def _listed_far(self, far: FarRoot, itemset: Itemset, language: str) -> Iterator[Choice]:
        columns = far.table.columns
        value = _place(columns, itemset.column or "name")
        label = _place(columns, itemset.label_id or itemset.label_column)
        if itemset.label_id is not None and self.far_texts is not None:
            for told in dict.fromkeys((language, self.default_language)):
                kept = self._texts.setdefault(told, {})
                for key, entry in self.far_texts.all(told).items():
                    kept.setdefault(key, entry)
        for cells in far.rows.all():
            media: Mapping[str, str] = {}
            said = (cells[label] or "") if label is not None else ""
            if itemset.label_id is not None:
                words = self.itext(said, language)
                said = texts.static(words.plain) if words else ""
                media = words.media if words else {}
            told = (cells[value] or "") if value is not None else ""
            yield Choice(told.strip(), said.strip(), CellColumns(columns, cells), media)

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

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mapping) and dict(self) == dict(other)

    def __hash__(self) -> int:
        return hash(frozenset(self.items()))


def _place(columns: Sequence[str], name: str) -> int | None:
    return columns.index(name) if name in columns else None


def _is_locked(d: Def) -> bool:
    """Read-only whatever is answered; what an expression locks may be asked at another time."""
    return "".join(d.sources.get("readonly", "").split()) in ("true()", "1")


def _namespaces(html: XNode) -> dict[str, str]:
    found: dict[str, str] = {"jr": JR}
    seen: dict[str, str] | None = None
    for node in _walk(html):
        if node.nsmap is not None and node.nsmap is not seen:
            seen = node.nsmap
            for prefix, uri in seen.items():
                found.setdefault(prefix, uri)
    return found


def open_form(xml: str, resources: Mapping[str, bytes] | None = None) -> Form:
    """Compile a form. `resources`: attached files by name ("list.csv") or by jr:// address.

    Raises FormRefused, whose problems name the question, what is wrong and the remedy.
    """
    # everything made here lives on, so looking for garbage among it only costs: a third of the time
    # of a form with 2,000 questions, two thirds with 10,000 choices
    collecting = gc.isenabled()
    gc.disable()
    try:
        form = Form()
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


def _counts(place: Def, repeat: Def) -> bool:
    """Does the count of a repeat's entries come from a place, by whatever calculations?"""
    seen = {place}
    work = [place]
    while work:
        for vertex, _ in work.pop().readers:
            if vertex.what == "count" and vertex.d is repeat:
                return True
            if vertex.what == "calculate" and vertex.d not in seen:
                seen.add(vertex.d)
                work.append(vertex.d)
    return False


def _following(vertex: Vertex) -> set[Def]:
    """Whatever may change where this is computed anew."""
    found: set[Def] = set()
    work = [vertex]
    while work:
        one = work.pop()
        changed = [one.d] if one.what in {"calculate", "choices"} else one.d.everything()
        for d in changed:
            if d not in found:
                found.add(d)
                work += [reader for reader, _ in d.readers if reader.what != "look"]
    return found
