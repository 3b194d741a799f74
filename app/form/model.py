"""Compiles the XML of an XForm: definitions, expressions, and the order of computing.

Source: ODK XForms spec, "Structure", "Bindings", "Body Elements", "Secondary Instances". The form
holds no answers; app.form.interview does."""

import gc
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from app.errors import N_
from app.form import graph, lists
from app.form.attached_lists import undeclared
from app.form.binds import SANAD
from app.form.choice_lists import ChoiceLists
from app.form.compiler import Compiler
from app.form.computations import Calculation, Computation, Relevance
from app.form.definition import Definition
from app.form.form_draft import JR, _find, _walk, plain
from app.form.parser import Parser
from app.form.places import Shape
from app.form.problems import FormRefused, Problem, refusal
from app.form.readers import entries_counted_from, note_readers
from app.form.tree import XNode, read_xml
from app.form.views import FormLanguage, Kind, QuestionDef

if TYPE_CHECKING:
    from app.form.initial_state import InitialState

MAX_PROBLEMS = 50
SET_ASIDE = 16


# of a public key, a signature and what was signed
Verify = Callable[[bytes, bytes, bytes], bool]


_ONLY_ONE = re.compile(r"not\(.*\band count-selected\(\s*\.\s*\)\s*>\s*1\s*\)", re.DOTALL)
_SELECTED = re.compile(r"(?<!-)selected\(\s*\.\s*,\s*['\"]([^'\"]*)['\"]\s*\)")


class Form(Shape, ChoiceLists):
    """A compiled form. Shared by interviews and never changed after it is open.

    `settings`: attributes in namespace urn:sanad:form of the primary instance's root and of the
    model. `problems`: what is worth a warning though the form opens."""

    def __init__(self) -> None:
        super().__init__()
        self.hash = self.id = self.version = self.title = self.primary_id = ""
        self.problems: tuple[Problem, ...] = ()
        self.settings: dict[str, str] = {}
        self.namespaces: dict[str, str] = {}
        self.definitions: list[Definition] = []
        self._initial: Callable[[], XNode] | XNode = XNode("element")
        self.initial_state: InitialState | None = None  # what is computed at first, where it was kept
        self.verify: Verify | None = None
        self.parser: Parser | None = None
        self._questions: tuple[QuestionDef, ...] = ()
        self._counted_from: dict[Definition, frozenset[Definition] | None] = {}
        self.evaluated: dict[tuple[str, Definition], Callable[[Any], Any]] = {}

    @property
    def initial(self) -> XNode:
        """The instance that an interview begins with."""
        if callable(self._initial):
            self._initial = self._initial()
        return self._initial

    @property
    def attributes(self) -> Mapping[str, str]:
        """What the root of the instance says of itself: id, version and the like, by local name."""
        return {attribute.name: attribute.text for attribute in self.root.attrs if attribute.prefix != "xmlns"}

    @cached_property
    def places(self) -> dict[Definition, list[Definition]]:
        """The places of each frame, by slot."""
        by_frame: dict[Definition, list[Definition]] = {
            definition: [] for definition in self.definitions if definition.is_repeat or definition.parent is None
        }
        for definition in self.definitions:
            if definition.parent is not None:
                by_frame[definition.frame_definition].append(definition)
        return by_frame

    @cached_property
    def questions_by_path(self) -> Mapping[str, QuestionDef]:
        """What `questions` gives, by their paths."""
        return {question.path: question for question in self.questions()}

    def language(self, word: str) -> FormLanguage | None:
        """A language that the form speaks, by its name or its code."""
        return next((known for known in self.languages if word in (known.name, known.code)), None)

    @cached_property
    def preloaded(self) -> list[Definition]:
        """The places that take something of the moment or the device."""
        return [definition for definition in self.definitions if definition.preload is not None]

    @cached_property
    def set_on_loading(self) -> frozenset[Definition]:
        """The places that an action sets each time that an interview is taken up."""
        every_time = (action for action in self.load_actions if "odk-instance-load" in action.events)
        return frozenset(action.target for action in every_time)

    @cached_property
    def spoken(self) -> list[Computation]:
        """What comes out otherwise in another language."""
        return [computation for computation in self.computations if computation.reads.language]

    def counted_from(self, repeat: Definition) -> frozenset[Definition] | None:
        """What in an entry the repeat's count is computed from ("one more, unless the last says no");
        None where the entries don't say how many there are."""
        if repeat not in self._counted_from:
            self._counted_from[repeat] = entries_counted_from(repeat)
        return self._counted_from[repeat]

    def read(self, xml: str, resources: Mapping[str, bytes]) -> None:
        """Compile an XForm; once, into a form that was just made. Raises FormRefused."""
        self.hash = hashlib.sha256(xml.encode("utf-8", "surrogatepass")).hexdigest()
        document = read_xml(xml, parser=self.parser)
        html = next((kid for kid in document.kids if kid.kind == "element"), None)
        model = _find(html, "model") if html is not None else None
        if html is None or model is None:
            raise refusal(N_("The file is not an XForm: it has no model. Open an XLSForm or an XForm made from one."))
        # the document's own: a question may be called body too
        bodies = (kid for kid in html.kids if kid.name == "body" and kid.kind == "element")
        body = next(bodies, None)
        self.namespaces = _namespaces(html)
        primary, secondary = self._read_head(html, model)
        if body is not None and (style := body.attribute("class")):
            self.settings["style"] = style  # as the settings sheet calls it
        self.repeats = self._repeat_paths(body)
        self._read_places(primary)
        if "/@" in xml:  # most forms name no attribute: they are spared the search for one
            self._attribute_places(_walk(html))
        self._slots()
        self._read_lists(secondary, undeclared(xml), resources)
        self._itext(model)
        self.compiler = Compiler(self.root, self.namespaces, instances=self.instances.names | {self.primary_id})
        self._index_places()
        self._binds(model)
        self._controls(body)
        self._actions(model)
        self._notes()
        note_readers(self)
        self._refuse_problems()
        graph.order(self)
        self._refuse_problems()
        self.by_rank = {computation.rank: computation for computation in self.computations}
        self.problems = tuple(self._warnings)

    def _read_head(self, html: XNode, model: XNode) -> tuple[XNode, list[XNode]]:
        """What the form says of itself; the root of the primary instance, and the other instances."""
        title = _find(html, "title")
        self.title = title.string().strip() if title is not None else ""
        instances = [kid for kid in model.kids if kid.name == "instance" and kid.kind == "element"]
        elements = [kid for kid in instances[0].kids if kid.kind == "element"] if instances else []
        if not elements:
            raise refusal(N_("The form has no questions; add at least one row to the survey sheet."))
        top = elements[0]
        self.primary_id = instances[0].attribute("id") or ""
        self.id = top.attribute("id") or top.uri or ""
        self.version = top.attribute("version") or ""
        self.settings = {
            attribute.name: attribute.text
            for node in (model, top)
            for attribute in node.attrs
            if attribute.uri == SANAD
        }
        return top, instances[1:]

    def _read_places(self, top: XNode) -> None:
        self._initial = top
        self.root = Definition(top.name, top.prefix, top.uri, None)
        self.root.attrs = top.attrs
        self._define(top)
        self._meta()

    def _read_lists(self, elements: list[XNode], sources: Mapping[str, str], resources: Mapping[str, bytes]) -> None:
        """`sources`: where the rows of lists are that have no instance of their own."""
        declared = {element.attribute("id") or "": element for element in elements}
        for name, source in sources.items():
            if name not in declared and name != self.primary_id:
                declared[name] = outside(source)
        self.instances = lists.Lists(declared, resources, self._warnings, self.parser)

    def _refuse_problems(self) -> None:
        if self._refused:
            raise FormRefused(tuple(self._refused[:MAX_PROBLEMS] + self._warnings))

    def _index_places(self) -> None:
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
        return self._read_by([place] if place is not None else [])

    def opening(self, path: str) -> tuple[str, ...]:
        """Paths of the questions on which it depends whether a place is asked at all, by its own relevance
        or that of a group around it, through calculations too; in document order."""
        ancestors: list[Definition] = []
        place = self.by_path.get(path)
        while place is not None:
            ancestors.append(place)
            place = place.parent
        return self._read_by(
            [
                definition
                for definition in self.definitions
                if any(
                    isinstance(computation, Relevance) and computation.definition in ancestors
                    for computation, _ in definition.readers
                )
            ]
        )

    def alone(self, path: str) -> frozenset[str]:
        """The choices that the constraint of a question lets stand only by themselves, as authors write it:
        not((selected(., 'none') or …) and count-selected(.) > 1)."""
        place = self.by_path.get(path)
        source = place.sources.get("constraint", "") if place is not None else ""
        return frozenset(_SELECTED.findall(source) if _ONLY_ONE.fullmatch(source) else ())

    def _read_by(self, waiting: list[Definition]) -> tuple[str, ...]:
        """The questions among these and among what calculations of them read."""
        reads: dict[Definition, list[Definition]] = {}
        for definition in self.definitions:
            for computation, _ in definition.readers:
                if isinstance(computation, Calculation):
                    reads.setdefault(computation.definition, []).append(definition)
        visited: set[Definition] = set()
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
                    name or self.default_language: text for name, text in self.static_texts(definition.label).items()
                },
                extras=dict(definition.extras),
                choices=self._static_choices(definition),
                appearance=definition.appearance,
                locked=definition.locked,
                calculated=definition.calculated,
            )
            for definition in self.definitions
            if definition.parent is not None and not definition.dormant and not definition.is_attribute
        )


def outside(source: str) -> XNode:
    """An instance element whose content is in a file."""
    node = XNode("element", "instance")
    node.put(XNode("attribute", "src", text=source))
    return node


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
    xml: str,
    resources: Mapping[str, bytes] | None = None,
    *,
    verify: Verify | None = None,
    parser: Parser | None = None,
) -> Form:
    """Compile a form. `resources`: attached files by name ("list.csv") or by jr:// address. `verify`
    checks Ed25519 signatures for extract-signed(..), which without it gives "". `parser` reads its
    XML, in place of this process.

    Raises FormRefused, whose problems name the question, what is wrong and the remedy."""
    # everything made here lives on, so looking for garbage among it only costs: a third of the time
    # of a form with 2,000 questions, two thirds with 10,000 choices
    collecting = gc.isenabled()
    gc.disable()
    try:
        form = Form()
        form.verify, form.parser = verify, parser
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
