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


def of(told: Case) -> list[Tie]:
    return list(_ties(told))


def _ties(told: Case) -> Iterator[Tie]:
    id_, at = told.id, told.updated
    for group in groups(told):
        yield Tie(id_, GROUP, group.id, group.kind, group.name, b"", group.others, at)
    for person in people(told):
        name = person.facts.get("name") or person.facts.get("name_ar", "")
        yield Tie(id_, PERSON, person.id, person.role, name, person.group, 0, at)
    for proceeding in proceedings(told):
        yield Tie(id_, PROCEEDING, proceeding.id, "", "", proceeding.group, 0, at)
    for other, as_ in links(told).items():
        yield Tie(id_, CASE, other, as_, "", b"", 0, at)
