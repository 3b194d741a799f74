"""What a place looks like, which pages there are, and which answers still block finishing."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from app.form.budget import begin_look, end_look
from app.form.definition import Definition
from app.form.engine import Engine
from app.form.expressions import Scope
from app.form.instance import Entries, Live
from app.form.instance_builder import CHOOSES
from app.form.views import Control, Node, Page, Violation


def holds(interview: Engine, live: Live) -> tuple[bool, bool, bool]:
    """Is it required; is that met; does its constraint hold? Irrelevant places block nothing."""
    definition = live.definition
    scope = Scope(live, interview)
    required = definition.required is not None and definition.required(scope)
    if not live.relevant:
        return required, True, True
    constraint_ok = True
    # an empty answer is never against a constraint (ODK XForms spec, "Bind Attributes")
    if definition.constraint is not None and live.text and not definition.children:
        constraint_ok = definition.constraint(scope)
    return required, not (required and not live.text and not definition.children), constraint_ok


def violations(interview: Engine) -> tuple[Violation, ...]:
    """Every place that blocks, in the order of the form: required and empty, or against its
    constraint."""
    violations: list[Violation] = []
    for live in interview._in_order():
        definition = live.definition
        if definition.children or not live.relevant or (definition.required is None and definition.constraint is None):
            continue
        _, required_ok, constraint_ok = holds(interview, live)
        if not required_ok:
            violations.append(Violation(live.ref, "required", interview.text_of(definition.required_message, live)))
        elif not constraint_ok:
            violations.append(Violation(live.ref, "constraint", interview.text_of(definition.constraint_message, live)))
    return tuple(violations)


def readonly(interview: Engine, live: Live) -> bool:
    """Its own, or that of anything around it."""
    at: Live | None = live
    while at is not None:
        if at.definition.readonly is not None and at.definition.readonly(Scope(at, interview)):
            return True
        at = at.parent
    return False


def changeable(interview: Engine, entries: Entries) -> bool:
    """May people add entries to a repeat and remove them?"""
    definition = entries.definition
    return not definition.counted and not definition.no_add_remove and not readonly(interview, entries.phantom.node)


def node_of(interview: Engine, place: Any) -> Node:
    allowance, interview.cut_short = begin_look(interview), False
    try:
        node = _node_of(interview, place)
        return replace(node, cut_short=True) if interview.cut_short else node
    finally:
        end_look(interview, allowance)


def _node_of(interview: Engine, place: Any) -> Node:
    if isinstance(place, Entries):
        return _repeat(interview, place)
    live: Live = place
    definition, kind = live.definition, interview.form.kind(live.definition)
    required, required_ok, constraint_ok = holds(interview, live)
    control: Control = "note" if kind == "note" else definition.control
    label = definition.label
    if definition.is_repeat:
        kind, label = "entry", definition.repeat_label or label
    text_of, hint = interview.text_of, definition.hint
    offers_choices = definition.control in CHOOSES or definition.itemset is not None
    entries = live.frame.entries if definition.is_repeat else None
    return Node(
        ref=live.ref,
        name=definition.name,
        kind=kind,
        leaf=definition.leaf,
        type=definition.type,
        control=control,
        value="" if definition.children else live.text,
        relevant=live.relevant,
        required=required,
        readonly=readonly(interview, live),
        valid=required_ok and constraint_ok,
        required_ok=required_ok,
        constraint_ok=constraint_ok,
        message=_message(interview, live, required_ok, constraint_ok),
        has_label=definition.has_label,
        label=text_of(label, live),
        hint=text_of(hint, live),
        guidance=text_of(hint, live, "guidance") or text_of(label, live, "guidance"),
        offers_choices=offers_choices,
        choices=tuple(interview._choices(live)) if offers_choices else (),
        appearance=definition.appearance,
        appearances=definition.appearances,
        attributes=definition.attributes,
        range=definition.range,
        extras=definition.extras,
        media=label.media(interview.language, interview.form.default_language) if label else {},
        children=tuple(place.ref for place in _shown(live)) if definition.children else (),
        can_remove=entries is not None and changeable(interview, entries),
        origin=live.came_from if definition.leaf else "",
        calculated=live.over,
    )


def _message(interview: Engine, live: Live, required_ok: bool, constraint_ok: bool) -> str:
    if not required_ok:
        return interview.text_of(live.definition.required_message, live)
    if not constraint_ok:
        return interview.text_of(live.definition.constraint_message, live)
    return ""


def _repeat(interview: Engine, entries: Entries) -> Node:
    definition = entries.definition
    # the label stands outside of the entries, unless it shows something from inside one
    looks_inside = definition.label_looks_inside and entries.frames
    node = entries.frames[0].node if looks_inside else entries.phantom.node
    locked, can_change = readonly(interview, entries.phantom.node), changeable(interview, entries)
    return Node(
        ref=entries.ref,
        name=definition.name,
        kind="repeat",
        type=definition.type,
        relevant=entries.relevant,
        readonly=locked,
        has_label=definition.has_label,
        label=interview.text_of(definition.label or definition.repeat_label, node),
        hint=interview.text_of(definition.hint, node),
        appearance=definition.appearance,
        appearances=definition.appearances,
        extras=definition.extras,
        children=tuple(frame.prefix for frame in entries.frames),
        count=len(entries.frames),
        can_add=can_change,
        can_remove=can_change,
    )


def _shown(live: Live) -> list[Live | Entries]:
    """What a group or entry shows, in the order of the body."""
    return [place for definition in live.definition.shown if (place := _place(live, definition)) is not None]


def _place(parent: Live, definition: Definition) -> Any:
    frame = parent.frame
    if definition.parent is None:
        return None
    if definition.frame_definition is frame.definition:
        return frame.slots[definition.slot]
    return None


def pages_of(interview: Engine) -> tuple[Page, ...]:
    return tuple(_relevant_pages(interview))


def _relevant_pages(interview: Engine) -> Iterator[Page]:
    root = interview.root.node
    for page, definitions in interview.form.pages_of:
        tops = [place for definition in definitions if (place := _place(root, definition)) is not None]
        refs: list[str] = []
        for place in tops:
            _visible(place, refs)
        if not refs:
            continue
        place = _place(root, page) if page is not None else None
        if place is not None:
            yield Page(place.ref, node_of(interview, place).label, tuple(refs))
        else:
            yield Page(tops[0].ref, "", tuple(refs))


def _visible(place: Any, refs: list[str]) -> None:
    """The refs of a place and of everything visible in it."""
    stack = [place]
    while stack:
        current = stack.pop()
        if not current.relevant:
            continue
        if isinstance(current, Entries):
            refs.append(current.ref)
            stack.extend(frame.node for frame in reversed(current.frames))
            continue
        refs.append(current.ref)
        if current.definition.children:
            stack.extend(reversed(_shown(current)))
