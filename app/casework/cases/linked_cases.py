"""Cases that people linked as one person's, told as one: facts beside each other, and one timeline.

Nothing is merged: each case stays as it is, and once a link is ended they are told apart again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from app.case.kinds.links import SAME
from app.casework.cases.field_labels import field_label
from app.casework.cases.queries import CasePage, TimelineEntry, case, case_of
from app.casework.session.session import Session
from app.casework.session.unreadable import Unreadable, case_or_unreadable
from app.settings import Language
from app.vault import cases as case_rows
from app.vault import link_index


@dataclass(frozen=True, slots=True)
class ComparedFact:
    """`values`: what each case says, "" where it says nothing, in the order of the cases; `shown`: in words."""

    name: str
    values: tuple[str, ...]
    shown: Mapping[Language, tuple[str, ...]]

    @property
    def differs(self) -> bool:
        return len({value for value in self.values if value}) > 1


@dataclass(frozen=True, slots=True)
class LinkedTimelineEntry:
    reference: str
    entry: TimelineEntry


@dataclass(frozen=True, slots=True)
class LinkedCases:
    """`cases`: the one that was asked for first, then the others that are here. `cleared_count`: how many are
    not on this computer; `unreadable`: those of the others that are damaged."""

    cases: tuple[CasePage, ...]
    facts: tuple[ComparedFact, ...]
    timeline: tuple[LinkedTimelineEntry, ...]
    cleared_count: int
    unreadable: tuple[Unreadable, ...]


def together(session: Session, case_id: str) -> LinkedCases:
    """A case linked with none is told alone. NoCase."""
    start = case_of(session, case_id).id
    local_ids, remote_ids = _linked(session, start)
    states = [case_or_unreadable(session, id_) for id_ in (start, *sorted(local_ids))]
    unreadable = tuple(state for state in states if isinstance(state, Unreadable))
    pages = [case(session, s.id.hex()) for s in states if not isinstance(s, Unreadable)]
    names = dict.fromkeys(name for page in pages for name in page.facts)
    entries = [LinkedTimelineEntry(page.reference, event) for page in pages for event in page.timeline]
    return LinkedCases(
        tuple(pages),
        tuple(_fact(session, pages, name) for name in names),
        # by the devices' clocks: between cases there is no other order
        tuple(sorted(entries, key=lambda happened_in: (happened_in.entry.at, happened_in.reference))),
        len(remote_ids),
        unreadable,
    )


def _fact(session: Session, pages: Sequence[CasePage], name: str) -> ComparedFact:
    values = tuple(page.facts.get(name, "") for page in pages)

    def shown(page: CasePage, value: str, code: Language) -> str:
        return field_label(session, case_of(session, page.id), ("fact", name), code).shown([value])

    return ComparedFact(
        name,
        values,
        {
            code: tuple(shown(page, value, code) if value else "" for page, value in zip(pages, values, strict=True))
            for code in get_args(Language)
        },
    )


def _linked(session: Session, start: bytes) -> tuple[set[bytes], set[bytes]]:
    """Through any number of links: those here, and those that are not."""
    database, starts, wave = session.reading(), {start}, [start]
    while wave:
        refs = {
            tie.ref for tie in link_index.of_cases(database, wave) if tie.kind == link_index.CASE and tie.what == SAME
        }
        wave = sorted(refs - starts)
        starts |= refs
    other_ids = starts - {start}
    rows = {row.case for row in case_rows.by_ids(database, sorted(other_ids))}
    return rows, other_ids - rows
