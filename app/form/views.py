"""What an interview shows of itself: plain values, safe to hand to another thread."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from app.form.origins import Origin

Kind = Literal["group", "repeat", "entry", "question", "note", "hidden"]
Control = Literal["", "input", "select_one", "select_multiple", "rank", "range", "trigger", "upload", "note"]
Direction = Literal["ltr", "rtl"]


@dataclass(frozen=True, slots=True)
class FormLanguage:
    """A language of the form: name as written ("العربية (ar)"), code ("ar"), direction."""

    name: str
    code: str
    direction: Direction


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice as shown; extras are the further columns of the choices sheet."""

    value: str
    label: str
    extras: Mapping[str, str] = field(default_factory=dict)
    media: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Range:
    """Bounds of a range question, as numbers."""

    start: float
    end: float
    step: float


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionDef:
    """A question as the form defines it: path without repeat ids, whatever is answered.

    `choices` are those written in the form (before any filter), with labels of the default
    language; empty where they come from repeats or an attached list of more than 1,000 rows."""

    path: str
    name: str
    kind: Kind
    type: str
    control: Control
    labels: Mapping[str, str]  # language name -> text; outputs are shown as …
    extras: Mapping[str, str]
    choices: tuple[Choice, ...]
    appearance: frozenset[str]
    locked: bool = False  # read-only whatever is answered
    calculated: bool = False  # does the form calculate it?


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """How one place of the interview looks now.

    `valid` is true where nothing blocks: irrelevant, or required and constraint both hold;
    `message` is then "". `required_ok` and `constraint_ok` tell the two apart. `value` is the
    stored text also where the node is irrelevant. `count`, `can_add` and `can_remove` speak of
    repeats (and `can_remove` of their entries). `has_label` and `offers_choices`: as the form defines
    it, though the label be empty now and no choice be left. `leaf`: it has no places inside.
    `appearances` are those of `appearance` in the order in which they are written. `attributes`: what
    else the control says about how it is asked, as written: rows, accept, accuracyThreshold, autoplay,
    max-pixels. `children`: the refs of what a group or an entry shows, of a repeat its entries. `cut_short`: something of it needed more steps than
    a look may take; say `NOT_WHOLE`. `origin`: where the value came from. `calculated`: what the form
    would calculate, where something else stands over it; else None."""

    ref: str
    name: str
    kind: Kind
    leaf: bool = False
    type: str
    control: Control = ""
    value: str = ""
    relevant: bool
    required: bool = False
    readonly: bool
    valid: bool = True
    required_ok: bool = True
    constraint_ok: bool = True
    message: str = ""
    has_label: bool
    label: str
    hint: str
    guidance: str = ""
    offers_choices: bool = False
    choices: tuple[Choice, ...] = ()
    appearance: frozenset[str]
    appearances: tuple[str, ...]
    attributes: Mapping[str, str] = field(default_factory=dict)
    range: Range | None = None
    extras: Mapping[str, str]
    media: Mapping[str, str] = field(default_factory=dict)
    children: tuple[str, ...]
    count: int = 0
    can_add: bool = False
    can_remove: bool = False
    cut_short: bool = False
    origin: Origin = ""
    calculated: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One top-level section; `refs` are its visible places in order, groups and entries included."""

    ref: str
    label: str
    refs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What one act changed.

    `answers`: path -> text to keep durably, None where the path is gone. `touched`: the refs whose
    Node may look different now. `stopped`: what follows needed more steps than one act may take and
    was not computed to its end; say `TOO_MUCH`. The answer itself is kept."""

    answers: Mapping[str, str | None] = field(default_factory=dict)
    touched: frozenset[str] = frozenset()
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Violation:
    """A relevant question that blocks finishing."""

    ref: str
    condition: Literal["required", "constraint"]
    message: str
