"""Events to a case: the same events, in whatever order they arrived, fold to the same case.

The order is the depth in the graph of what each author had seen, then the id; no clock decides.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from app.case import events
from app.case.events import Event

FIRST_STAGE = "identification"


@dataclass(slots=True)
class Interview:
    """A finished interview. `answers`: path to text, in the form's order."""

    id: bytes
    form: dict[str, Any] = field(default_factory=dict)  # id, version, hash, title
    answers: dict[str, str] = field(default_factory=dict)
    language: str = ""
    started: int = 0
    finished: int = 0
    stream: bytes = b""
    agreement: dict[str, Any] = field(default_factory=dict)
    assessment: dict[str, Any] | None = None
    view: str = ""


@dataclass(slots=True)
class Case:
    """What is known, in order. `heads`: what a next event will have seen."""

    id: bytes
    reference: str = ""
    stage: str = FIRST_STAGE
    profile: str = ""
    opened: int = 0
    updated: int = 0
    stream: bytes = b""
    officer: str = ""
    restricted: bool = False
    facts: dict[str, str] = field(default_factory=dict)
    interviews: dict[bytes, Interview] = field(default_factory=dict)
    timeline: list[Event] = field(default_factory=list)
    heads: tuple[bytes, ...] = ()

    @property
    def name(self) -> str:
        return self.facts.get("name") or self.facts.get("name_ar") or ""


def in_order(told: Iterable[Event]) -> list[Event]:
    """By depth in the graph of what was seen, then by id. What was seen but isn't here counts as
    the beginning."""
    known = {event.id: event for event in told}
    depth: dict[bytes, int] = {}
    for first in known:
        walk = [first]
        while walk:
            here = walk[-1]
            waiting = [i for i in known[here].seen if i in known and i not in depth and i != here]
            if here in depth or not waiting:
                walk.pop()
                depth.setdefault(
                    here, 1 + max((depth.get(i, 0) for i in known[here].seen), default=0)
                )
            elif len(walk) > len(known):  # only a forger can make a circle of hashes
                depth[here] = 0
            else:
                walk.extend(waiting)
    return sorted(known.values(), key=lambda event: (depth[event.id], event.id))


def fold(case: bytes, told: Iterable[Event]) -> Case:
    """The case that these events tell."""
    folded = Case(case)
    seen: set[bytes] = set()
    for event in in_order(told):
        folded.timeline.append(event)
        seen.update(event.seen)
        folded.updated = max(folded.updated, event.at)
        if take := _TAKES.get(event.what):
            take(folded, event)
    folded.heads = tuple(event.id for event in folded.timeline if event.id not in seen)
    return folded


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _map(value: object) -> dict[str, Any]:
    return dict(value) if isinstance(value, dict) else {}


def _opened(case: Case, event: Event) -> None:
    case.reference = case.reference or _text(event.content.get("reference"))
    case.profile = case.profile or _text(event.content.get("profile"))
    case.officer = case.officer or _text(event.content.get("officer"))
    case.opened = case.opened or event.at
    case.stream = case.stream or event.stream


def _answered(case: Case, event: Event) -> None:
    interview = _interview(case, event)
    if interview is None:
        return
    told = event.content
    interview.form = _map(told.get("form"))
    interview.language = _text(told.get("language"))
    interview.started, interview.finished = _number(told.get("started")), event.at
    interview.stream = event.stream
    interview.agreement = _map(told.get("agreement"))
    pairs = told.get("answers")
    for pair in pairs if isinstance(pairs, list) else []:
        if isinstance(pair, list) and len(pair) == 2 and all(isinstance(p, str) for p in pair):
            interview.answers[pair[0]] = pair[1]
    case.facts.update({k: v for k, v in _map(told.get("facts")).items() if isinstance(v, str)})
    case.restricted = case.restricted or _number(told.get("restricted")) == 1


def _assessed(case: Case, event: Event) -> None:
    if interview := _interview(case, event):
        interview.assessment = _map(event.content.get("assessment"))


def _noted(case: Case, event: Event) -> None:
    if event.content.get("about") == "view" and (interview := _interview(case, event)):
        interview.view = _text(event.content.get("text"))


def _interview(case: Case, event: Event) -> Interview | None:
    id_ = event.content.get("interview")
    if not isinstance(id_, bytes):
        return None
    return case.interviews.setdefault(id_, Interview(id_))


_TAKES: dict[str, Callable[[Case, Event], None]] = {
    events.OPENED: _opened,
    events.ANSWERS: _answered,
    events.ASSESSED: _assessed,
    events.NOTE: _noted,
}
