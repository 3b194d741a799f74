"""Figures for reports: recounted from the events, opened to their cases, safe where they leave."""

import csv
import io
import json
import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest

from app import settings
from app.case import events
from app.case.projection import Case
from app.casework.cases.reviews import NotYours
from app.casework.export.exchange_rows import UnprotectedForbidden
from app.casework.lifecycle import closure, decisions
from app.casework.pages import figure_files, figure_packs, figure_tables, microdata, repeated_names, small_cells
from app.casework.pages.figure_differences import Shown, leaves_few, merged_beside
from app.casework.pages.figure_packs import DIMENSIONS, MEASURES, OF_PERSONS, UNITS, NoSuchPack
from app.casework.pages.figure_tables import FEW, CountedTable, Days, DaysReversed, NothingThere
from app.casework.pages.small_cells import MERGED, is_small
from app.casework.session.session import EventAppender, Session, case_state_of, events_of
from app.language import Words, direction_of
from app.seal.keys import fresh_id
from tests.people import Person

COUNTRIES = ("NP",) * 9 + ("IN",) * 5 + ("BD", "LK", "PH", "")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """Sixty cases of two months, of which some were decided, closed and prosecuted."""
    folder = tmp_path_factory.mktemp("figures")
    person = Person("Omar Sample", folder / "home", "supervisor", "en")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(folder / "state"))
        session = person.sets_up()
        rng = random.Random(5)
        for number in range(60):
            if number == 30:
                person.clock.pass_(days=31)
            _keeps(session, rng, number)
        yield session
        session.close()


def _keeps(session: Session, rng: random.Random, number: int) -> None:
    facts = {
        "name": f"Sample {number}",
        "nationality": rng.choice(COUNTRIES),
        "sex": rng.choice(("female", "female", "male")),
        "age": rng.choice(("16", "24", "31", "31")),
    }
    case = session.vault.new_case()
    with session.vault.transaction() as writer:
        pen = EventAppender(session, writer, case)
        pen.say(events.OPENED, {"reference": f"KW-2026-{number:04}", "officer": "Omar Sample"})
        told = {"interview": fresh_id(), "answers": [], "facts": facts}
        pen.say(events.ANSWERS, {**told, "restricted": int(number % 20 == 7)})
    id_ = case.hex()
    forms = rng.sample(["forced-labour", "domestic-servitude", "sexual"], rng.choice((1, 1, 2)))
    closure.set_kinds(session, id_, ["trafficking"], "as told", forms)
    if rng.random() < 0.6:
        decisions.decide(session, id_, "presumed", "the office", "as told")
    if rng.random() < 0.2:
        closure.close(session, id_, "done", rng.choice(("left", "reintegrated")))


DAYS = Days(date(2026, 11, 20), date(2026, 12, 31))


def both_months(_session: Session) -> Days:
    return DAYS


@pytest.fixture
def small_office(home: Path) -> Iterator[Session]:
    """Eight cases of one day."""
    session = Person("Omar Sample", home, "supervisor", "en").sets_up()
    rng = random.Random(9)
    for number in range(8):
        _keeps(session, rng, number)
    yield session
    session.close()


def cases(session: Session) -> list[Case]:
    ids = {event[0] for event in session.reading().rows("SELECT DISTINCT case_id FROM envelope")} - {session.vault.id}
    return [case for id_ in ids if (case := case_state_of(session, id_)).timeline]


def table_of(tables: list[CountedTable], id_: str) -> CountedTable:
    return next(table for table in tables if table.table.id == id_)


def test_numbers_are_those_of_the_events(office):
    pack = figure_packs.pack("unodc-global-report")
    counted = table_of(figure_tables.count(office, pack, both_months(office)), "victims-citizenship")
    victims = [case for case in cases(office) if case.shown(("status",)) == "presumed"]
    by_country = Counter("" if case.restricted else case.facts.get("nationality", "") for case in victims)
    assert dict(zip(counted.rows, counted.row_edges, strict=True)) == by_country
    assert counted.total == len(victims)
    assert sum(map(sum, counted.numbers)) == len(victims)
    forms = table_of(figure_tables.count(office, pack, both_months(office)), "victims-sex-age-form")
    by_form = Counter(form for case in victims for form in case.shown(("exploitation",)).split() if not case.restricted)
    assert {row: n for row, n in zip(forms.rows, forms.row_edges, strict=True) if row} == by_form


def test_each_number_opens_its_cases(office):
    pack, days = figure_packs.pack("unodc-global-report"), both_months(office)
    counted = table_of(figure_tables.count(office, pack, days), "victims-citizenship")
    for row, line in zip(counted.rows, counted.numbers, strict=True):
        for column, number in zip(counted.columns, line, strict=True):
            ids = figure_tables.of_cell(office, pack, days, "victims-citizenship", row, column)
            assert len(ids) == number
            for id_ in ids:
                state = case_state_of(office, bytes.fromhex(id_))
                assert state.restricted or state.facts.get("nationality", "") == row
    with pytest.raises(NothingThere):
        figure_tables.of_cell(office, pack, days, "nowhere", "NP")
    with pytest.raises(NothingThere):
        figure_tables.of_cell(office, pack, days, "justice", "judges")


def test_what_is_not_recorded_is_said_and_is_no_zero(office):
    pack, days = figure_packs.pack("unodc-global-report"), both_months(office)
    for read in (figure_tables.count, figure_tables.as_published):
        tables = read(office, pack, days)
        for id_ in ("justice", "victims-sector"):
            assert "recorded" in table_of(tables, id_).problem
            assert table_of(tables, id_).numbers == ()
    before = date(1999, 1, 1)
    tables = figure_tables.count(office, pack, Days(before, before))
    assert {table.problem for table in tables} == {figure_tables.NO_CASES}


def test_no_small_number_stands_anywhere_in_what_is_published(office):
    exact = figure_tables.count
    for pack in figure_packs.packs().values():
        for days in (DAYS, Days(date(2026, 11, 24), date(2026, 11, 24))):
            counted = {table.table.id: table for table in exact(office, pack, days)}
            for table in figure_tables.as_published(office, pack, days):
                numbers = [n for line in table.numbers for n in line if n is not None]
                everything = [*numbers, *table.row_edges, *table.column_edges, table.total or 0]
                assert not any(map(is_small, everything)), table
                if not table.problem and table.total is not None:
                    assert table.total == counted[table.table.id].total


def test_a_population_with_a_few_cases_fewer_than_another_is_not_told(small_office):
    """Of the cases opened, all but one are of one kind: their difference would be that one."""
    populations = figure_tables.populations_of(small_office, DAYS)
    assert len(populations["opened//"]) == len(populations["opened/trafficking/"]) == 8
    case = small_office.vault.new_case()
    with small_office.vault.transaction() as writer:  # of no kind
        pen = EventAppender(small_office, writer, case)
        pen.say(events.OPENED, {"reference": "KW-2026-9999", "officer": "Omar Sample"})
        pen.say(events.NOTE, {"about": "shift", "text": "by telephone"})
    pack = figure_packs.pack("unodc-crime-survey-trafficking")
    table = table_of(figure_tables.as_published(small_office, pack, DAYS), "justice")
    assert table.problem == FEW


def _edges_told(session: Session, *, is_published: bool) -> dict[tuple[str, str], dict[str, int]]:
    """Of all packs: by population and what its cases are told apart by, each value with its number."""
    read = figure_tables.as_published if is_published else figure_tables.count
    told: dict[tuple[str, str], dict[str, int]] = {}
    for pack in figure_packs.packs().values():
        for counted in read(session, pack, DAYS):
            population = counted.table.population.name
            rows = zip(counted.rows, counted.row_edges, strict=False)
            columns = zip(counted.columns, counted.column_edges, strict=False)
            for dimension, numbers in ((counted.table.rows, rows), (counted.table.columns, columns)):
                if dimension and counted.rows:
                    told.setdefault((population, dimension), {}).update(numbers)
    return told


def _unions(shown: dict[str, int], values: set[str]) -> dict[frozenset[str], int]:
    """Every number that a reader can make of a table, by the values that it counts."""
    rest = frozenset(values - set(shown)) if MERGED in shown else frozenset()
    groups = [(rest if name == MERGED else frozenset({name}), n) for name, n in shown.items()]
    return {
        frozenset().union(*(group for group, _n in chosen)): sum(n for _group, n in chosen)
        for size in range(1, len(groups) + 1)
        for chosen in combinations(groups, size)
    }


def test_the_difference_of_two_tables_tells_of_no_few(office):
    """Of the cases opened some were decided: those of one country, one sex, that were not are counted by both."""
    ids = figure_tables.populations_of(office, DAYS)
    told, exact = (_edges_told(office, is_published=flag) for flag in (True, False))
    compared = 0
    for (larger, dimension), numbers in told.items():
        for (smaller, same), fewer in told.items():
            if same != dimension or not ids[smaller] < ids[larger]:
                continue
            values = set(exact[larger, dimension])
            of_larger, of_smaller = _unions(numbers, values), _unions(fewer, values)
            for group in of_larger.keys() & of_smaller.keys():
                compared += 1
                assert not is_small(of_larger[group] - of_smaller[group]), (dimension, group)
    assert compared > 2


def test_random_tables_beside_each_other_tell_of_no_few():
    """Two kinds of cases that lie apart in a third, told apart by the same thing."""
    rng = random.Random(11)
    withheld = 0
    for _turn in range(300):
        values = [f"v{number}" for number in range(rng.randint(2, 6))]
        parts = [{value: rng.choice((0, 1, 4, 6, 9, 20)) for value in values} for _ in range(2)]
        whole = {v: sum(part[v] for part in parts) + rng.choice((0, 0, 2, 7)) for v in values}
        shown: list[Shown] = []
        for place, numbers in enumerate((whole, *parts)):
            names = small_cells.merged(numbers)
            beside = [(shown[0], shown[1:known]) for known in range(1, place + 1)] if names else []
            names = names and merged_beside(Shown(numbers, names), beside)
            if names is None:
                break
            shown.append(Shown(numbers, names))
            withheld += list(names.values()).count(MERGED)
        tables = [_unions(_as_told(table), set(values)) for table in shown]
        for taken in (tables[1:2], tables[2:], tables[1:]):
            for group in set(tables[0]).intersection(*taken) if taken else ():
                left = tables[0][group] - sum(table[group] for table in taken)
                assert not is_small(left), (whole, parts, group)
    assert withheld > 100


class Kind(NamedTuple):
    """So many suspects in these cases."""

    ids: frozenset[int]
    suspects: int


def test_a_sum_that_leaves_few_of_a_larger_kind_is_left_out():
    opened, trafficking, smuggling = (
        Kind(frozenset(range(40)), 20),
        Kind(frozenset(range(20)), 9),
        Kind(frozenset(range(20, 36)), 8),
    )

    def leaves(kind: Kind, *larger: Kind) -> bool:
        return leaves_few(kind, larger, lambda counted: counted.suspects)

    assert not leaves(trafficking, opened)
    assert not leaves(smuggling, opened)
    assert leaves(smuggling, opened, trafficking)  # three are of neither
    assert leaves(trafficking._replace(suspects=17), opened)
    assert not leaves(trafficking._replace(suspects=20), opened)  # none is no few
    assert not leaves(Kind(frozenset(range(30, 50)), 18), opened)  # not within it


def _as_told(shown: Shown) -> dict[str, int]:
    told: Counter[str] = Counter()
    for value, name in shown.names.items():
        told[name] += shown.numbers[value]
    return told


def test_withheld_values_are_in_no_file(office, tmp_path):
    """Countries of few people are searched in every file, by code and by name."""
    pack, days = figure_packs.pack("unodc-global-report"), both_months(office)
    published = table_of(figure_tables.as_published(office, pack, days), "victims-citizenship")
    assert MERGED in published.rows
    exact = table_of(figure_tables.count(office, pack, days), "victims-citizenship")
    few = [row for row, n in zip(exact.rows, exact.row_edges, strict=True) if row and is_small(n)]
    assert few
    for form in ("csv", "xlsx", "json", "pdf"):
        file = tmp_path / f"figures.{form}"
        figure_files.publish(office, pack, days, file, "en")
        text = file.read_bytes().decode("latin-1")
        if form == "xlsx":
            sheet = openpyxl.load_workbook(file).active
            text = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row)
        for country in few:
            assert f'"{country}"' not in text
            assert f" {country} " not in text
        for name in ("Sri Lanka", "Bangladesh", "Philippines"):
            assert not any(code in few for code in ("LK", "BD", "PH")) or name not in text
    rows = list(csv.DictReader(io.StringIO((tmp_path / "figures.csv").read_text("utf-8-sig"))))
    assert not any(is_small(int(row["number"])) for row in rows if row["number"])
    document = json.loads((tmp_path / "figures.json").read_text("utf-8"))
    assert (document["pack"], document["version"]) == (pack.id, pack.version)
    for told, nothing in ((rows, ""), (document["numbers"], None)):  # which is no zero
        left_out = {row["number"] for row in told if row["problem"]}
        assert left_out == {nothing}
        assert nothing not in {row["number"] for row in told if not row["problem"]}


def test_a_workbook_says_what_its_numbers_are_and_runs_as_its_language(office, tmp_path):
    pack, days = figure_packs.pack("sdg-16-2-2"), both_months(office)
    for language, is_turned in (("ar", True), ("en", False)):
        file = tmp_path / f"figures-{language}.xlsx"
        figure_files.publish(office, pack, days, file, language)
        table, notes = openpyxl.load_workbook(file).worksheets
        assert {bool(sheet.sheet_view.rightToLeft) for sheet in (table, notes)} == {is_turned}
        assert all(cell.font.b and cell.fill.patternType == "solid" for cell in table[1])
        assert table.freeze_panes == "A2"
        lines = [row[0] for row in notes.iter_rows(values_only=True)]
        assert {pack.title[language], pack.note[language], pack.source[language]} <= set(lines)
        assert notes.title == lines[0]
        assert notes.column_dimensions["A"].width > table.column_dimensions["A"].width > 20


def test_bars_on_paper_say_no_more_than_the_numbers_beside_them(office):
    pack, days = figure_packs.pack("unodc-global-report"), both_months(office)
    tables = figure_tables.as_published(office, pack, days)
    notice = figure_files._notice(office, pack, days, tables, Words("en", "latin"))
    assert figure_files.bars([14, None, 7]) == [1, 0, 0.5]
    crossed = 0
    for (_heading, _problem, rows), bars in zip(notice.tables, notice.bars, strict=True):
        is_cross_table = bool(rows) and len(rows[0]) > 2
        body = rows[1:-1] if is_cross_table else rows
        numbers = [int(row[-1]) if row[-1].isdecimal() else 0 for row in body]
        longest = [number / max(numbers) for number in numbers]
        assert bars == ([0, *longest, 0] if is_cross_table else longest)
        assert not any("" in row[1:] for row in rows)
        if is_cross_table:  # not one that is taken apart into nothing but what is left out
            crossed += 1
            assert rows[0][0] == ""
            assert rows[0][-1] == rows[-1][0] == "Total"
            assert sum(numbers) >= int(rows[-1][-1])  # who was exploited in several forms stands in each
            assert any(cell.isdecimal() for row in body for cell in row[1:-1])
    assert crossed


def test_a_publication_is_in_the_journal_first(office, tmp_path):
    def journal() -> list[str]:
        return [str(e.content.get("pack", "")) for e in events_of(office, office.vault.id)]

    before, days = len(journal()), both_months(office)
    with pytest.raises(figure_files.UnknownFigureFormat):
        figure_files.publish(office, figure_packs.pack("national-committee"), days, tmp_path / "a.doc", "en")
    assert len(journal()) == before
    figure_files.publish(office, figure_packs.pack("national-committee"), days, tmp_path / "a.csv", "en")
    figure_files.publish(office, figure_packs.pack("national-committee"), days, tmp_path / "a.pdf", "ar")
    assert journal()[before:] == ["national-committee", "national-committee"]


def test_two_periods_that_differ_by_few_cases_are_warned_of(small_office, tmp_path):
    office, pack, rng = small_office, figure_packs.pack("sdg-16-2-2"), random.Random(9)
    today = office.clock().astimezone().date()
    day, longer = Days(today, today), Days(today, today + timedelta(days=2))
    assert figure_files.publish(office, pack, day, tmp_path / "one.csv", "en").overlaps == ()
    assert figure_files.overlaps(office, pack, longer) == []
    office.clock.pass_(days=2)
    _keeps(office, rng, 200)
    (overlap,) = figure_files.publish(office, pack, longer, tmp_path / "two.csv", "en").overlaps
    assert (overlap.pack, overlap.first, overlap.last) == (pack.id, today, today)
    other = Days(date(2030, 1, 1), date(2030, 1, 2))
    assert figure_files.overlaps(office, pack, other) == []
    _keeps(office, rng, 201)  # the same days, with one case more
    assert longer in [Days(o.first, o.last) for o in figure_files.overlaps(office, pack, longer)]


def test_rows_of_cases_are_each_that_of_k_and_more(office, tmp_path):
    days = both_months(office)
    published = figure_files.publish_microdata(office, days, tmp_path / "rows.csv", "en", 5)
    rows = list(csv.DictReader(io.StringIO((tmp_path / "rows.csv").read_text("utf-8-sig"))))
    assert len(rows) == published.rows
    assert rows
    assert min(Counter(tuple(row.values()) for row in rows).values()) >= 5
    assert "Sample" not in (tmp_path / "rows.csv").read_text("utf-8-sig")
    with pytest.raises(figure_files.GroupTooSmall):
        figure_files.publish_microdata(office, days, tmp_path / "few.csv", "en", 2)


def test_any_rows_are_alike_in_groups_of_k():
    rng = random.Random(7)
    for k in (5, 11):
        rows = [tuple(rng.choice("aaabbc") for _ in range(5)) for _ in range(400)]
        kept, left_out = microdata.anonymous(rows, k, (4, 2, 3, 1))
        assert len(kept) + left_out == 400
        assert kept
        assert min(Counter(kept).values()) >= k


def test_who_may_not_see_the_office_and_what_the_policy_forbids(layla, office, tmp_path, monkeypatch):
    session = layla.sets_up()
    pack, days = figure_packs.pack("national-committee"), Days(date(2026, 1, 1), date(2026, 12, 31))
    with pytest.raises(NotYours):
        figure_tables.as_published(session, pack, days)
    with pytest.raises(NotYours):
        figure_files.publish(session, pack, days, tmp_path / "a.csv", "en")
    session.close()
    with pytest.raises(NotYours):  # a supervisor is no desk
        repeated_names.repeated(office)
    policy = tmp_path / "policy.toml"
    policy.write_text("plain_files = false")
    monkeypatch.setattr(settings, "policy_file", lambda: policy)
    with pytest.raises(UnprotectedForbidden):
        figure_files.publish(office, pack, days, tmp_path / "a.csv", "en")
    assert list(tmp_path.glob("a.*")) == []


def test_the_desk_sees_whose_name_stands_in_several_cases(home):
    session = Person("Desk Sample", home, "desk", "en").sets_up()
    for number, employer in enumerate(("Al Noor", "al noor", "Other")):
        case = session.vault.new_case()
        with session.vault.transaction() as writer:
            pen = EventAppender(session, writer, case)
            pen.say(events.OPENED, {"reference": f"KW-2026-{number}", "officer": "Desk Sample"})
            told = {"interview": fresh_id(), "answers": [], "facts": {"name": "x", "employer": employer}}
            pen.say(events.ANSWERS, {**told, "restricted": 0})
    (repeated,) = repeated_names.repeated(session)
    assert (repeated.kind, repeated.references) == ("employer", ("KW-2026-0", "KW-2026-1"))
    session.close()


def test_days_that_run_backwards_and_packs_that_are_not_there():
    with pytest.raises(DaysReversed):
        Days(date(2026, 2, 1), date(2026, 1, 1))
    with pytest.raises(NoSuchPack):
        figure_packs.pack("nothing")


def test_packs_ask_for_what_there_is():
    """And for nothing from which two tables together would tell what each leaves out."""
    for pack in figure_packs.packs().values():
        assert pack.version >= 1
        # a line of English on a page of Arabic says nothing to who reads it
        assert direction_of(pack.source["ar"]) == direction_of(pack.note["ar"]) == "rtl"
        assert direction_of(pack.source["en"]) == "ltr"
        ids = [table.id for table in pack.tables]
        assert len(ids) == len(set(ids))
        for table in pack.tables:
            assert bool(table.rows) != bool(table.measures)
            assert {table.rows, table.columns} - {""} <= set(OF_PERSONS if table.unit else DIMENSIONS)
            assert table.unit in ("", *UNITS)
            assert set(table.measures) <= set(MEASURES)
    assert not {"sex", "age_group"} & set(DIMENSIONS)


def test_several_kinds_that_have_no_case_in_common_are_taken_from_a_larger_one_together():
    def few(*parts: range) -> bool:
        kinds = [Kind(frozenset(part), len(part)) for part in (*parts, range(40))]
        return leaves_few(kinds[0], kinds, lambda kind: kind.suspects)

    assert few(range(10), range(10, 20), range(20, 37))  # three are left
    assert few(range(10), range(10, 20), range(20, 25), range(25, 37))
    assert not few(range(10), range(10, 20), range(20, 40))  # nobody is
    assert not few(range(10), range(5, 20), range(18, 37))  # they have some in common
