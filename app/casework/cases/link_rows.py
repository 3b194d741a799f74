"""What ties a case to others, as its events tell it: rows for the vault's index."""

from collections.abc import Iterator

from app.case.kinds.groups import groups
from app.case.kinds.links import links
from app.case.kinds.people import people, proceedings
from app.case.projection import Case
from app.vault.link_index import CASE, GROUP, PERSON, PROCEEDING, Tie


def of(case_state: Case) -> list[Tie]:
    return list(_ties(case_state))


def _ties(case_state: Case) -> Iterator[Tie]:
    id_, at = case_state.id, case_state.updated
    for group in groups(case_state):
        yield Tie(
            case=id_,
            kind=GROUP,
            ref=group.id,
            what=group.kind,
            name=group.name,
            of=b"",
            others=group.others,
            at=at,
        )
    for person in people(case_state):
        name = person.facts.get("name") or person.facts.get("name_ar", "")
        yield Tie(
            case=id_,
            kind=PERSON,
            ref=person.id,
            what=person.role,
            name=name,
            of=person.group,
            others=0,
            at=at,
        )
    for proceeding in proceedings(case_state):
        yield Tie(
            case=id_,
            kind=PROCEEDING,
            ref=proceeding.id,
            what="",
            name="",
            of=proceeding.group,
            others=0,
            at=at,
        )
    for key, as_ in links(case_state).items():
        yield Tie(case=id_, kind=CASE, ref=key, what=as_, name="", of=b"", others=0, at=at)
