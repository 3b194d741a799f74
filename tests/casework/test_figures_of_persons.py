"""Figures of suspects, persons charged and convicted, and of offences: whom several cases share counts once."""

import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.case import events
from app.casework.cases import groups, queries, related_people
from app.casework.cases.refusals import NothingSaid
from app.casework.cases.related_people import PersonView
from app.casework.lifecycle import closure, decisions
from app.casework.pages import figure_packs, figure_tables
from app.casework.pages.figure_tables import FEW, CountedTable, Days
from app.casework.pages.small_cells import MERGED, is_small
from app.casework.session.session import EventAppender, Session
from app.seal.keys import fresh_id
from tests.people import Person

DAYS = Days(date(2026, 11, 20), date(2026, 12, 31))
SURVEY = "unodc-crime-survey-trafficking"


def opens(session: Session, number: int, nationality: str, *, restricted: bool = False) -> str:
    case = session.vault.new_case()
    with session.vault.transaction() as writer:
        appender = EventAppender(session, writer, case)
        appender.say(events.OPENED, {"reference": f"KW-2026-{number:04}", "officer": "Omar Sample"})
        facts = {"name": f"Sample {number}", "nationality": nationality, "sex": "female", "age": "31"}
        told = {"interview": fresh_id(), "answers": [], "facts": facts, "restricted": int(restricted)}
        appender.say(events.ANSWERS, told)
    closure.set_kinds(session, case.hex(), ["trafficking"], "as told", ["forced-labour"])
    return case.hex()


@pytest.fixture
def omar(home: Path) -> Iterator[Session]:
    session = Person("Omar Sample", home, "supervisor", "en").sets_up()
    yield session
    session.close()


def counted(session: Session, table: str, *, published: bool = False) -> CountedTable:
    read = figure_tables.as_published if published else figure_tables.count
    return next(one for one in read(session, figure_packs.pack(SURVEY), DAYS) if one.table.id == table)


def cells(table: CountedTable) -> dict[tuple[str, str], int | None]:
    columns = table.columns or ("",)
    return {
        (row, column): number
        for row, line in zip(table.rows, table.numbers, strict=True)
        for column, number in zip(columns, line, strict=True)
        if number != 0
    }


def cases_of(session: Session, table: str, row: str, column: str = "") -> set[str]:
    return set(figure_tables.of_cell(session, figure_packs.pack(SURVEY), DAYS, table, row, column))


def test_a_suspect_of_several_cases_counts_once_and_opens_them_all(omar: Session):
    cases = [opens(omar, number, "NP") for number in range(3)]
    group = groups.make(omar, "site", "Block 4", cases)
    shared = groups.share(omar, group, "suspect", {"name": "Agent Sample", "sex": "male", "nationality": "Kuwait"})
    related_people.proceed(omar, cases[0], {"charge": "trafficking", "report": "12/2026"}, shared, group=group)
    related_people.proceed(omar, cases[1], {"sentence": "ten years"})  # about nobody named, and without a number
    related_people.note(omar, cases[2], "suspect", {"name": "Other Sample", "nationality": "of unknown origin"})
    related_people.note(omar, cases[2], "employer", {"name": "No Suspect", "sex": "male"})
    assert cells(counted(omar, "justice")) == {
        ("offences", ""): 1, ("suspects", ""): 2, ("charged", ""): 1, ("convicted", ""): 1,
    }  # fmt: skip
    assert cells(counted(omar, "suspects")) == {("KW", "male"): 1, ("", ""): 1}
    assert cells(counted(omar, "charged")) == {("KW", "male"): 1}
    assert counted(omar, "convicted").problem == figure_tables.NOT_RECORDED
    assert cases_of(omar, "suspects", "KW", "male") == cases_of(omar, "justice", "offences") == set(cases)
    assert cases_of(omar, "justice", "suspects") == set(cases)
    assert cases_of(omar, "justice", "convicted") == {cases[1]}
    related_people.strike(omar, cases[2], _id_of(omar, cases[2], "Other Sample"), "noted by mistake")
    assert cells(counted(omar, "suspects")) == {("KW", "male"): 1}


def _people(session: Session, case: str) -> list[PersonView]:
    return related_people.people_of(session, queries.case_of(session, case))


def _id_of(session: Session, case: str, name: str) -> str:
    return next(one.id for one in _people(session, case) if one.name == name)


def test_of_a_restricted_case_nobody_is_told_apart(omar: Session):
    case = opens(omar, 1, "NP", restricted=True)
    related_people.note(omar, case, "suspect", {"name": "Agent Sample", "sex": "male", "nationality": "IN"})
    assert counted(omar, "justice").numbers == ((1,),)
    assert counted(omar, "suspects").problem == figure_tables.NOT_RECORDED


def test_a_sex_that_there_is_not_is_refused_and_changes_nothing(omar: Session):
    case = opens(omar, 1, "NP")
    with pytest.raises(NothingSaid):
        related_people.note(omar, case, "suspect", {"name": "Agent Sample", "sex": "unclear"})
    assert _people(omar, case) == []


def test_nationals_and_others_tell_nothing_that_nationalities_hide(omar: Session):
    """Seven nationals, two of another country: those two and the nationals are counted together."""
    for number in range(20):
        case = opens(omar, number, "KW" if number < 7 else "QA" if number < 9 else "NP")
        decisions.decide(omar, case, "presumed", "the office", "as told")
    exact = counted(omar, "victims-crossing")
    assert cells(exact) == {("cross_border", ""): 13, ("domestic", ""): 7}
    assert len(cases_of(omar, "victims-crossing", "domestic")) == 7
    published = counted(omar, "victims-citizenship", published=True)
    assert dict(zip(published.rows, published.row_edges, strict=True)) == {"NP": 11, MERGED: 9}
    assert counted(omar, "victims-crossing", published=True).problem == FEW


def test_what_is_published_of_persons_tells_of_no_few(omar: Session):
    """Alone, and one table taken from another: those charged are some of the suspects."""
    rng = random.Random(7)
    for number in range(60):
        case = opens(omar, number, "NP")
        facts = {"sex": rng.choice(("male", "male", "female")), "nationality": rng.choice(("KW", "IN", "EG"))}
        suspect = related_people.note(omar, case, "suspect", {"name": f"Agent {number}", **facts})
        if number < 45:
            charge = {"charge": "trafficking", "report": f"{number}/2026"}
            related_people.proceed(omar, case, charge | ({"sentence": "a year"} if number < 25 else {}), suspect)
    tables = [counted(omar, unit, published=True) for unit in ("suspects", "charged", "convicted")]
    told = 0
    for table in tables:
        numbers = [n for line in table.numbers for n in line if n is not None]
        assert not any(map(is_small, [*numbers, *table.row_edges, *table.column_edges]))
        told += len(numbers)
    assert told > 5
    for larger in tables:
        for smaller in tables[tables.index(larger) + 1 :]:
            for rows, edges in ((larger.rows, larger.row_edges), (larger.columns, larger.column_edges)):
                fewer = dict(zip(smaller.rows + smaller.columns, smaller.row_edges + smaller.column_edges, strict=True))
                shared = set(rows) & set(fewer) - {MERGED}
                both = dict(zip(rows, edges, strict=True))
                assert not any(is_small(both[value] - fewer[value]) for value in shared)
    # of 60 suspects 57 are charged: of the three who are not no paper may tell
    for number in range(45, 57):
        (case,) = [id_ for id_ in cases_of(omar, "justice", "suspects") if _number_of(omar, id_) == number]
        suspect = _id_of(omar, case, f"Agent {number}")
        related_people.proceed(omar, case, {"charge": "trafficking", "report": f"{number}/2026"}, suspect)
    justice = cells(counted(omar, "justice", published=True))
    assert justice["suspects", ""] == 60
    assert justice["charged", ""] is None
    assert counted(omar, "charged", published=True).problem == FEW


def _number_of(session: Session, case: str) -> int:
    return int(_people(session, case)[0].name.split()[1])
