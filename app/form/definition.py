"""The definition of each place of a form: what all interviews with it share."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.form.computations import Calculation, Computation, is_always_true
from app.form.texts import TextSource
from app.form.tree import XNode
from app.form.views import Control, Range


@dataclass(slots=True)
class ItemsetSource:
    """How choices are given: by an itemset, or by the name of a file in an appearance (`search`).

    `nodes`, `value`, `label`: expressions; of a search `nodes` is the appearance and `label` the
    columns, by language."""

    nodes: str
    value: str | None
    label: str | None
    heading: Mapping[str, Sequence[str]] | None = None


@dataclass(slots=True, kw_only=True)
class Itemset:
    """Choices from nodes: of a list beside the answers, or of a repeat's entries."""

    nodes: Callable[[Any], list[Any]]
    value: Callable[[Any], str]
    label: Callable[[Any], str]
    source: str  # the list's name, "" where the nodes are answers
    label_id: str | None = None  # the child that holds an itext id, where the label is jr:itext(child)
    static: bool = False  # are the choices the same whatever is answered?
    label_column: str = "label"
    column: str | None = None  # the child that holds the value, where all of a list is offered
    written_as: ItemsetSource | None = None
    fixed: bool | None = None  # are its labels the same whatever is answered? None: not looked yet


@dataclass(slots=True, eq=False)
class Action:
    """setvalue: when `events` happen, `target` takes a value. Source: ODK XForms spec, "Actions"."""

    events: frozenset[str]
    target: "Definition"
    value: Callable[[Any], str] | None
    source: "Definition | None"
    kind: str = "setvalue"
    places: Callable[[Any], list[Any]] | None = None  # where the target is written with a predicate
    sources: tuple[str | None, str | None, str | None] = (None, None, None)  # value, text, ref


class Definition:
    """One place as the form defines it.

    A frame is the form or one entry of a repeat. `slot` says where in its frame the place is kept;
    `outer_depth` is the depth of that frame; `frame_depth` differs for a repeat only: it is the
    depth of its entries' own frames."""

    # most places have most of these as they are here
    is_attribute = False
    is_repeat = False
    slot = 0
    slots = 0
    frame_depth = 0
    outer_depth = 0
    tail = ""
    default = ""
    template: "XNode | None" = None

    type = "string"
    bound = False
    preload: tuple[str, str] | None = None
    required: Callable[[Any], bool] | None = None
    readonly: Callable[[Any], bool] | None = None
    constraint: Callable[[Any], bool] | None = None
    constraint_message: TextSource | None = None
    required_message: TextSource | None = None
    save_incomplete = False

    control: Control = ""
    note = False
    dormant = False  # meta/deprecatedID, until a finished interview is edited
    appearance: frozenset[str] = frozenset()
    appearances: tuple[str, ...] = ()  # as written, in order
    label: TextSource | None = None
    hint: TextSource | None = None
    repeat_label: TextSource | None = None
    itemset: Itemset | None = None
    range: Range | None = None
    mediatype = ""
    in_body = False
    no_add_remove = False
    label_looks_inside = False
    looks_inside = False  # of a repeat: does its own relevance or count read an entry?

    def __init__(self, name: str, prefix: str, uri: str, parent: "Definition | None") -> None:
        self.name = name
        self.prefix = prefix
        self.uri = uri
        self.parent = parent
        self.written = f"{prefix}:{name}" if prefix else name
        self.path: str = f"{parent.path}/{self.written}" if parent else f"/{self.written}"
        self.children: list[Definition] = []
        self.by_name: dict[str, Definition] = {}
        self.attrs: list[XNode] = []
        self.bound_attributes: list[Definition] = []  # attributes that something is bound to; named "@name"
        self.frame_definition: Definition = self  # whose frame keeps this place
        self.inside: list[Computation] = []  # of a repeat: everything computed inside an entry
        self.instances: list[XNode] = []  # of a repeat: the entries that the form begins with
        self.sources: dict[str, str] = {}  # the expressions, by what they are for
        self.extras: dict[str, str] = {}
        self.attributes: Mapping[str, str] = {}
        self.items: list[tuple[str, TextSource]] = []
        self.shown: list[Definition] = []  # in the order of the body
        self.readers: list[tuple[Computation, int]] = []
        self.computations: list[Computation] = []
        self.actions: list[Action] = []  # on value-changed
        self.new_repeat: list[Action] = []

    def contains(self, place: "Definition") -> bool:
        """Is another place inside of this one, however deep?"""
        ancestor = place.parent
        while ancestor is not None and ancestor is not self:
            ancestor = ancestor.parent
        return ancestor is self

    def everything(self) -> "list[Definition]":
        """This and all below, in document order."""
        definitions: list[Definition] = []
        stack = [self]
        while stack:
            definition = stack.pop()
            definitions.append(definition)
            stack.extend(reversed(definition.children))
        return definitions

    @property
    def counted(self) -> bool:
        """Of a repeat: does the form say how many entries there are (jr:count)?"""
        return "count" in self.sources

    @property
    def calculated(self) -> bool:
        """Does the form calculate what stands here? It may be typed over unless it is read-only."""
        return "calculate" in self.sources

    @property
    def calculation(self) -> Computation | None:
        return next((computation for computation in self.computations if isinstance(computation, Calculation)), None)

    @property
    def has_label(self) -> bool:
        return self.label is not None or self.repeat_label is not None

    @property
    def locked(self) -> bool:
        """Read-only whatever is answered; what an expression locks may be asked at another time."""
        source = self.sources.get("readonly", "")
        return source != "" and is_always_true(source)

    @property
    def leaf(self) -> bool:
        return not self.children
