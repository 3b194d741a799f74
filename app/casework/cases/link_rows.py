"""What ties a case to others, as its events tell it: rows for the vault's index."""

from collections.abc import Iterator

from app.case.groups import groups
from app.case.links import links
from app.case.people import people, proceedings
from app.case.projection import Case
from app.vault.link_index import (
    CASE,
    GROUP,
    PERSON,
    PROCEEDING,
    Tie,
)


def of(case_state: Case) -> list[Tie]:
    return list(_ties(case_state))


def _ties(case_state: Case) -> Iterator[Tie]:
    id_, at = case_state.id, case_state.updated
    for group in groups(case_state):
        yield Tie(id_, GROUP, group.id, group.kind, group.name, b"", group.others, at)
    for person in people(case_state):
        name = person.facts.get("name") or person.facts.get("name_ar", "")
        yield Tie(id_, PERSON, person.id, person.role, name, person.group, 0, at)
    for proceeding in proceedings(case_state):
        yield Tie(id_, PROCEEDING, proceeding.id, "", "", proceeding.group, 0, at)
    for key, as_ in links(case_state).items():
        yield Tie(id_, CASE, key, as_, "", b"", 0, at)
