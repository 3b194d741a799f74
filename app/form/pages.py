"""How places look, which pages there are and what blocks finishing."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app.form.budget import look, looked
from app.form.computations import Scope
from app.form.definition import Def
from app.form.instance import Entries, Live
from app.form.views import Control, Kind, Node, Page, Violation

if TYPE_CHECKING:
    from app.form.interview import Interview


def holds(interview: "Interview", live: Live) -> tuple[bool, bool, bool]:
    """Is it required; is that met; does its constraint hold? Irrelevant places block nothing."""
    d = live.d
    scope = Scope(live, interview)
    required = d.required is not None and d.required(scope)
    if not live.relevant:
        return required, True, True
    constraint_ok = True
    # an empty answer is never against a constraint (ODK XForms spec, "Bind Attributes")
    if d.constraint is not None and live.text and not d.children:
        constraint_ok = d.constraint(scope)
    return required, not (required and not live.text and not d.children), constraint_ok


def violations(interview: "Interview") -> tuple[Violation, ...]:
    found: list[Violation] = []
    for live in interview._in_order():
        d = live.d
        if d.children or not live.relevant or (d.required is None and d.constraint is None):
            continue
        _, required_ok, constraint_ok = holds(interview, live)
        if not required_ok:
            found.append(
                Violation(live.ref, "required", interview.text_of(d.required_message, live))
            )
        elif not constraint_ok:
            found.append(
                Violation(live.ref, "constraint", interview.text_of(d.constraint_message, live))
            )
    return tuple(found)


def readonly(interview: "Interview", live: Live) -> bool:
    """Its own, or that of anything around it."""
    at: Live | None = live
    while at is not None:
        if at.d.readonly is not None and at.d.readonly(Scope(at, interview)):
            return True
        at = at.parent
    return False


def changeable(interview: "Interview", entries: Entries) -> bool:
    """May people add entries to a repeat and remove them?"""
    d = entries.d
    return not d.counted and not d.no_add_remove and not readonly(interview, entries.phantom.node)


def node_of(interview: "Interview", place: Any) -> Node:
    given, interview.cut_short = look(interview), False
    try:
        node = _node_of(interview, place)
        return replace(node, cut_short=True) if interview.cut_short else node
    finally:
        looked(interview, given)


def _node_of(interview: "Interview", place: Any) -> Node:
    if isinstance(place, Entries):
        return _repeat(interview, place)
    live: Live = place
    d = live.d
    form = interview.form
    required, required_ok, constraint_ok = holds(interview, live)
    message = ""
    if not required_ok:
        message = interview.text_of(d.required_message, live)
    elif not constraint_ok:
        message = interview.text_of(d.constraint_message, live)
    kind: Kind = "entry" if d.is_repeat else form.kind(d)
    control: Control = "note" if kind == "note" else d.control
    choosable = d.control in {"select_one", "select_multiple", "rank"} or d.itemset is not None
    label = (d.repeat_label or d.label) if d.is_repeat else d.label
    entries = live.frame.entries if d.is_repeat else None
    return Node(
        live.ref,
        d.name,
        kind,
        d.type,
        control,
        "" if d.children else live.text,
        live.relevant,
        required,
        readonly(interview, live),
        required_ok and constraint_ok,
        required_ok,
        constraint_ok,
        message,
        interview.text_of(label, live),
        interview.text_of(d.hint, live),
        interview.text_of(d.hint, live, "guidance") or interview.text_of(label, live, "guidance"),
        tuple(interview._choices(live)) if choosable else (),
        d.appearance,
        d.range,
        d.extras,
        tuple(one.ref for one in _shown(live)) if d.children else (),
        label.media(interview.language, form.default_language) if label else {},
        0,
        False,
        entries is not None and changeable(interview, entries),
        d.attributes,
        origin=live.came_from if d.leaf else "",
        calculated=live.over,
    )


def _repeat(interview: "Interview", entries: Entries) -> Node:
    d = entries.d
    # the label stands outside of the entries, unless it shows something from inside one
    inside = d.label_looks_inside and entries.frames
    node = entries.frames[0].node if inside else entries.phantom.node
    label = d.label or d.repeat_label
    locked, free = readonly(interview, entries.phantom.node), changeable(interview, entries)
    return Node(
        entries.ref, d.name, "repeat", d.type, "", "", entries.relevant, False, locked, True, True, True, "",
        interview.text_of(label, node),
        interview.text_of(d.hint, node),
        "", (), d.appearance, None, d.extras,
        tuple(frame.prefix for frame in entries.frames),
        {}, len(entries.frames), free, free,
    )  # fmt: skip


def _shown(live: Live) -> list[Live | Entries]:
    """What a group or entry shows, in the order of the body."""
    return [place for d in live.d.shown if (place := _place(live, d)) is not None]


def _place(around: Live, d: Def) -> Any:
    frame = around.frame
    if d.parent is None:
        return None
    if d.frame_def is frame.d:
        return frame.slots[d.slot]
    return None


def pages_of(interview: "Interview") -> tuple[Page, ...]:
    return tuple(page for _, page in numbered(interview))


def numbered(interview: "Interview") -> Iterator[tuple[int, Page]]:
    """The relevant sections, each with its number among all of the form."""
    root = interview.root.node
    for number, (own, shown) in enumerate(interview.form.pages_of):
        tops = [place for d in shown if (place := _place(root, d)) is not None]
        refs: list[str] = []
        for place in tops:
            _visible(place, refs)
        if not refs:
            continue
        place = _place(root, own) if own is not None else None
        if place is not None:
            yield number, Page(place.ref, node_of(interview, place).label, tuple(refs))
        else:
            yield number, Page(tops[0].ref, "", tuple(refs))


def number_of(interview: "Interview", place: Any) -> int | None:
    """In which of the form's sections a place stands, relevant or not; None for what none shows."""
    around: set[Def] = set()
    d: Def | None = place.d
    while d is not None:
        around.add(d)
        d = d.parent
    for number, (own, shown) in enumerate(interview.form.pages_of):
        if own in around or not around.isdisjoint(shown):
            return number
    return None


def _visible(place: Any, refs: list[str]) -> None:
    """The refs of a place and of everything visible in it."""
    stack = [place]
    while stack:
        one = stack.pop()
        if not one.relevant:
            continue
        if isinstance(one, Entries):
            refs.append(one.ref)
            stack.extend(frame.node for frame in reversed(one.frames))
            continue
        refs.append(one.ref)
        if one.d.children:
            stack.extend(reversed(_shown(one)))
