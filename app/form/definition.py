"""What a form says about each place: the static side that all interviews share."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.form.codes import Reads
from app.form.texts import TextSource
from app.form.tree import XNode
from app.form.views import Choice, Control, Range


@dataclass(slots=True)
class Offered:
    """How choices are given: by an itemset, or by the name of a file in an appearance (`search`).

    `nodes`, `value`, `label`: expressions; of a search `nodes` is the appearance and `label` the
    columns, by language."""

    nodes: str
    value: str | None
    label: str | None
    heading: Mapping[str, Sequence[str]] | None = None


@dataclass(slots=True)
class Itemset:
    """Choices from nodes: of a list beside the answers, or of a repeat's entries."""

    nodes: Callable[[Any], list[Any]]
    value: Callable[[Any], str]
    label: Callable[[Any], str]
    source: str  # the list's name, "" where the nodes are answers
    label_id: str | None = (
        None  # the child that holds an itext id, where the label is jr:itext(child)
    )
    static: bool = False  # are the choices the same whatever is answered?
    label_column: str = "label"
    column: str | None = None  # the child that holds the value, where all of a list is offered
    told: Offered | None = None


@dataclass(slots=True, eq=False)
class Action:
    """setvalue: when `events` happen, `target` takes a value. Source: ODK XForms spec, "Actions"."""

    events: frozenset[str]
    target: "Def"
    value: Callable[[Any], str] | None
    source: "Def | None"
    kind: str = "setvalue"
    places: Callable[[Any], list[Any]] | None = None  # where the target is written with a predicate
    sources: tuple[str | None, str | None, str | None] = (None, None, None)  # value, text, ref


@dataclass(slots=True, eq=False)
class Vertex:
    """Something computed for every place of one definition, at a rank after all it reads."""

    d: "Def"
    what: str  # "calculate" | "relevant" | "count" | "choices" | "look"
    run: Callable[[Any], Any] = lambda s: None
    reads: Reads = field(default_factory=Reads)
    rank: int = -1
    source: str = ""


class Def:
    """One place as the form defines it.

    A frame is the form or one entry of a repeat. `slot` says where in its frame the place is kept;
    `outer_depth` is the depth of that frame; `frame_depth` differs for a repeat only: it is the
    depth of its entries' own frames.
    """

    def __init__(self, name: str, prefix: str, uri: str, parent: "Def | None") -> None:
        self.name = name
        self.prefix = prefix
        self.uri = uri
        self.parent = parent
        self.written = f"{prefix}:{name}" if prefix else name
        self.path: str = f"{parent.path}/{self.written}" if parent else f"/{self.written}"
        self.children: list[Def] = []
        self.by_name: dict[str, Def] = {}
        self.attrs: list[XNode] = []
        self.attr_defs: list[Def] = []  # attributes that something is bound to; named "@name"
        self.is_attribute = False
        self.order = 0
        self.is_repeat = False
        self.slot = 0
        self.slots = 0
        self.frame_depth = 0
        self.outer_depth = 0
        self.frame_def: Def = self  # whose frame keeps this place
        self.tail = ""
        self.inside: list[Vertex] = []  # of a repeat: everything computed inside an entry
        self.default = ""
        self.template: XNode | None = None
        self.instances: list[XNode] = []  # of a repeat: the entries that the form begins with

        self.type = "string"
        self.bound = False
        self.sources: dict[str, str] = {}  # the expressions, by what they are for
        self.extras: dict[str, str] = {}
        self.preload: tuple[str, str] | None = None
        self.required: Callable[[Any], bool] | None = None
        self.readonly: Callable[[Any], bool] | None = None
        self.constraint: Callable[[Any], bool] | None = None
        self.constraint_message: TextSource | None = None
        self.required_message: TextSource | None = None
        self.save_incomplete = False

        self.control: Control = ""
        self.note = False
        self.dormant = False  # meta/deprecatedID, until a finished interview is edited
        self.appearance: frozenset[str] = frozenset()
        self.label: TextSource | None = None
        self.hint: TextSource | None = None
        self.repeat_label: TextSource | None = None
        self.items: list[tuple[str, TextSource]] = []
        self.itemset: Itemset | None = None
        self.range: Range | None = None
        self.mediatype = ""
        self.shown: list[Def] = []  # in the order of the body
        self.in_body = False
        self.no_add_remove = False
        self.label_looks_inside = False
        self.looks_inside = False  # of a repeat: does its own relevance or count read an entry?
        self.appearances: tuple[str, ...] = ()  # as written, in order

        self.readers: list[tuple[Vertex, int]] = []
        self.actions: list[Action] = []  # on value-changed
        self.new_repeat: list[Action] = []
        self.vertices: list[Vertex] = []
        self.static_choices: tuple[Choice, ...] | None = None
        self.attributes: Mapping[str, str] = {}

    def everything(self) -> "list[Def]":
        """This and all below, in document order."""
        found: list[Def] = []
        stack = [self]
        while stack:
            d = stack.pop()
            found.append(d)
            stack.extend(reversed(d.children))
        return found

    @property
    def counted(self) -> bool:
        """Of a repeat: does the form say how many entries there are (jr:count)?"""
        return "count" in self.sources

    @property
    def leaf(self) -> bool:
        return not self.children
