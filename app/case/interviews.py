"""The interviews of a case, as the accounts of them tell: the last whole one, and what others add."""

from dataclasses import dataclass, field
from typing import Any

from app.case import fields
from app.case.event_log import CausalPast
from app.case.events import CORRECTED, RESOLVED, Event, moment
from app.case.origins import origins_of, over_of
from app.case.spoken import spoken_of, stops_of

_PUT_RIGHT = frozenset({CORRECTED, RESOLVED})


@dataclass(slots=True)
class FinishedInterview:
    """A finished interview. `answers`: path to text, in the form's order. `both`: paths of which
    people kept several values on purpose."""

    id: bytes
    form: dict[str, Any] = field(default_factory=dict)  # id, version, hash, title
    answers: dict[str, str] = field(default_factory=dict)
    both: dict[str, tuple[str, ...]] = field(default_factory=dict)
    language: str = ""
    started: int = 0
    finished: int = 0
    stream: bytes = b""
    agreement: dict[str, str] = field(default_factory=dict)
    assessment: dict[str, Any] | None = None
    view: str = ""
    part: str = ""  # of a case's work; "" for a screening
    retired: Any = None  # answers of earlier versions of the questionnaire, as they were said
    origins: dict[str, str] = field(default_factory=dict)  # path to where the answer came from
    over: dict[str, str] = field(default_factory=dict)  # path to what the form calculates there
    spoken: dict[str, dict[str, str]] = field(default_factory=dict)  # path to how it was asked
    stops: tuple[tuple[int, str], ...] = ()  # when the person stopped the talk, and where
    apart: bool = False  # no talk: only what staff noted apart from one that was not held
    corrected: bool = False  # was an answer put right after it was finished?

    @property
    def awaits_correction(self) -> bool:
        """Did the person want something corrected at the reading back, and was nothing put right since?"""
        return self.agreement.get("agreed") == "no" and not self.corrected


@dataclass(slots=True)
class InterviewState:
    """What is known of one interview while folding. `whole`: places of the events that say all of
    it, so that what they leave out is an answer too: not asked."""

    whole: list[int] = field(default_factory=list)
    paths: dict[str, fields.Register] = field(default_factory=dict)
    several: set[str] | None = None  # answers that are sets of choices
    computed: set[str] | None = None  # that nobody was asked
    assessed: list[int] = field(default_factory=list)
    handed: list[int] = field(default_factory=list)


def interview_of(
    id_: bytes, talk: InterviewState, order: list[Event], past: CausalPast, view: str
) -> FinishedInterview:
    """The interview as its accounts tell it. `order`: all events of the case; `view`: what a
    supervisor said of it."""
    event = order[talk.whole[-1]]
    content = event.content
    form = fields.map_of(content.get("form"))
    hash_ = form.get("hash")
    origins, calculated = _origins(talk, order)
    return FinishedInterview(
        id=id_,
        form={
            **{name: fields.text(form.get(name)) for name in ("id", "version", "title")},
            "hash": hash_ if isinstance(hash_, bytes) else b"",
        },
        answers=_answers(talk, order),
        both={
            path: register.last.texts
            for path, register in talk.paths.items()
            if len(register.standing) == 1 and len(register.last.texts) > 1
        },
        language=fields.text(content.get("language")),
        started=moment(content.get("started")),
        finished=event.at,
        stream=event.stream,
        agreement=fields.mapped(content.get("agreement")),
        assessment=_assessment(talk, order, past),
        view=view,
        part=fields.text(form.get("part")),
        retired=content.get("retired"),
        origins=origins,
        over=calculated,
        spoken=_spoken(talk, order),
        stops=stops_of(content),
        apart=content.get("apart") == 1,
        corrected=any(
            order[write.place].what in _PUT_RIGHT for register in talk.paths.values() for write in register.written
        ),
    )


def _spoken(talk: InterviewState, order: list[Event]) -> dict[str, dict[str, str]]:
    """In which language each answer was asked and given, as the event says that it is from."""
    spoken: dict[str, dict[str, str]] = {}
    by_place: dict[int, dict[str, dict[str, str]]] = {}
    for path, register in talk.paths.items():
        place = register.last.place
        if place not in by_place:
            by_place[place] = spoken_of(order[place].content)
        if path in by_place[place]:
            spoken[path] = by_place[place][path]
    return spoken


def _origins(talk: InterviewState, order: list[Event]) -> tuple[dict[str, str], dict[str, str]]:
    """Where each answer came from and what it stands over, as the event says that it is from."""
    origins: dict[str, str] = {}
    replaced: dict[str, str] = {}
    by_place: dict[int, tuple[dict[str, str], dict[str, str]]] = {}
    for path, register in talk.paths.items():
        place = register.last.place
        if place not in by_place:
            content = order[place].content
            by_place[place] = origins_of(content), over_of(content)
        came_from, stands_over = by_place[place]
        if path in came_from:
            origins[path] = came_from[path]
        if path in stands_over:
            replaced[path] = stands_over[path]
    return origins, replaced


def _answers(talk: InterviewState, order: list[Event]) -> dict[str, str]:
    """What the last whole account names, then what only others do: with something to say."""
    named = fields.pairs(order[talk.whole[-1]].content.get("answers"))
    answers = {path: talk.paths[path].shown for path in named}
    also = {path: register.shown for path, register in talk.paths.items() if path not in answers}
    entries = {f"{parts[0]}]" for path, text in also.items() if text for parts in [path.rpartition("]")] if parts[1]}
    answers.update((path, text) for path, text in also.items() if text or path in entries)
    return answers


def _assessment(talk: InterviewState, order: list[Event], past: CausalPast) -> dict[str, Any] | None:
    """The last; among several at once, one of the account whose answers are shown."""
    if not talk.assessed:
        return None
    of_it = [place for place in talk.assessed if past.saw(place, talk.whole[-1])]
    assessment = order[(of_it or talk.assessed)[-1]].content.get("assessment")
    return fields.map_of(assessment)
