"""A result in words: plain values, which a page shows and a paper prints."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RaisedBy:
    """An answer that raised an indicator."""

    ref: str
    question: str
    answer: str
    strength: str  # in words
    indicator_name: str


@dataclass(frozen=True, slots=True)
class DimensionView:
    id: str
    name: str
    state: str  # positive, negative or open
    says: str  # the same in words
    rows: tuple[RaisedBy, ...]


@dataclass(frozen=True, slots=True)
class ReadingView:
    """One way to read the answers. `id`: ilo_2009, ilo_2012, elements or labour; `rows`: what was seen,
    the hard first, then the strong."""

    id: str
    name: str
    state: str  # met, open or not_met
    says: str  # the same in words
    rows: tuple[RaisedBy, ...]
    version: str
    provisional: bool


@dataclass(frozen=True, slots=True)
class Open:
    """A question whose answer could change what is shown. `answer`: what was said instead of one."""

    ref: str
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class TopicView:
    """A topic of an interview. `state`: asked, open or unasked."""

    id: str
    name: str
    state: str
    says: str  # the same in words


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that a page or a print says about a result."""

    result: str  # of RESULTS; of version 1 possible, supervisor...
    outcome: str
    reason: str
    why: tuple[RaisedBy, ...]  # at most three answers that gave the result
    readings: tuple[ReadingView, ...]  # empty in version 1
    decided_by: tuple[str, ...]  # names of the readings that gave the result, what was seen first
    act_now: tuple[str, ...]  # needs, as the referral system names them
    concern: bool
    dimensions: tuple[DimensionView, ...]
    would_decide: tuple[Open, ...]
    coverage: tuple[TopicView, ...]  # empty where it was not kept
    not_asked: str  # the topics that nobody asked about, in one line; "" where there are none
    disclaimer: str
    ilo11: tuple[str, ...]
    provisional: bool
    rule_version: str
    data_version: str
