"""The figures of a pack: counted from recorded fields alone, exact inside the office and safe to leave it.

What nothing is recorded of is said to be so, and is no zero.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from itertools import repeat
from operator import attrgetter
from typing import Any, NamedTuple

from app.casework.cases import categories
from app.casework.cases.field_labels import STATUS
from app.casework.cases.reviews import NotYours
from app.casework.pages import small_cells, work_list
from app.casework.pages.figure_differences import Shown, leaves_few, merged_beside, remainders
from app.casework.pages.figure_packs import CROSSING, DIMENSIONS, OF_PERSONS, UNITS, Pack, PackTable, Population, packs
from app.casework.pages.office_figures import month_name
from app.casework.pages.small_cells import MERGED
from app.casework.session import profiles
from app.casework.session.session import Session
from app.clock import utc
from app.errors import N_, SanadError
from app.language import Words
from app.vault import case_figures
from app.vault.case_figures import CountedCase, FigurePart

# Why a table, or what it would be made of, is not there.
NO_CASES, NOT_RECORDED, FEW = EMPTY = (
    N_("No cases of this kind in this period."),
    N_("This is not recorded in any of these cases."),
    N_("Not shown: fewer than five cases, or fewer than five more or less than in another table."),
)
_UNSAID = ""
_QUARTER = 900  # seconds: in every zone a month begins with one
_Names = frozenset[str]
_Merging = dict[tuple[Population, str], dict[str, str] | None]
_SEX_AGE = {
    "woman": N_("Women"),
    "man": N_("Men"),
    "girl": N_("Girls"),
    "boy": N_("Boys"),
    "female": N_("Female, age not recorded"),
    "male": N_("Male, age not recorded"),
}
_SEX = {"female": N_("Female"), "male": N_("Male")}
_CROSSING = {"domestic": N_("Nationals"), "cross_border": N_("All others")}
_MEASURE = {
    "offences": N_("Offences"),
    "suspects": N_("Suspects"),
    "charged": N_("Persons charged"),
    "convicted": N_("Persons convicted"),
}


class DaysReversed(SanadError):
    says = N_("The last day comes before the first. Nothing was counted. Correct the days.")


class NothingThere(SanadError):
    says = N_("These figures do not have this number. Nothing was changed. Look at the tables again.")


@dataclass(frozen=True, slots=True)
class Days:
    """From one day to another, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise DaysReversed

    @property
    def seconds(self) -> tuple[int, int]:
        """From a moment until before another."""
        return _midnight(self.first), _midnight(self.last + timedelta(days=1))


def _midnight(day: date) -> int:
    return int(datetime(day.year, day.month, day.day).astimezone().timestamp())


@dataclass(frozen=True, slots=True)
class CountedTable:
    """`rows`, `columns`: codes, "" for what is not said, MERGED for values that were counted together.
    `numbers`: by row and column, of which None is left out; without columns one in each row. `row_edges`,
    `column_edges`, `total`: of cases. `problem`: a message id, why there are no numbers."""

    table: PackTable
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    numbers: tuple[tuple[int | None, ...], ...] = ()
    row_edges: tuple[int, ...] = ()
    column_edges: tuple[int, ...] = ()
    total: int | None = None
    problem: str = ""


class _Reader(NamedTuple):
    """`recorded`: what of a case says it; `values`: what that says, made once for all that say the same."""

    recorded: Callable[[Any], Hashable]
    values: Callable[[Any], tuple[str, ...]]


class _CountedCases:
    """All cases, or all of a unit, and what each is told apart by: read once, however many populations have it.
    `identity`: how a row names what it counts."""

    def __init__(self, cases: Sequence[Any], readers: Mapping[str, _Reader], identity: str = "case") -> None:
        self.cases, self._readers, self.identity = cases, readers, identity
        self._by_dimension: dict[str, list[tuple[str, ...]]] = {}

    def values(self, dimension: str) -> list[tuple[str, ...]]:
        """Of each case its values, at least one."""
        if dimension not in self._by_dimension:
            reader = self._readers[dimension]
            recorded = list(map(reader.recorded, self.cases))
            values = {entry: reader.values(entry) for entry in set(recorded)}
            self._by_dimension[dimension] = list(map(values.__getitem__, recorded))
        return self._by_dimension[dimension]


class _Population:
    """The cases of one population, or what it counts of them, by their places among all."""

    def __init__(self, counted_cases: _CountedCases, places: Sequence[int]) -> None:
        self._all, self._places = counted_cases, places
        self.cases = [counted_cases.cases[place] for place in places]
        self._by_dimension: dict[str, list[tuple[str, ...]]] = {}
        self._counts: dict[str, Counter[tuple[str, ...]]] = {}

    @cached_property
    def identities(self) -> list[bytes]:
        """In the order of the cases."""
        return list(map(attrgetter(self._all.identity), self.cases))

    @cached_property
    def ids(self) -> frozenset[bytes]:
        return frozenset(self.identities)

    def values(self, dimension: str) -> list[tuple[str, ...]]:
        """Of each case its values, at least one."""
        if dimension not in self._by_dimension:
            values = self._all.values(dimension)
            self._by_dimension[dimension] = list(map(values.__getitem__, self._places))
        return self._by_dimension[dimension]

    def counts(self, dimension: str) -> Counter[tuple[str, ...]]:
        """How many cases say the same."""
        if dimension not in self._counts:
            self._counts[dimension] = Counter(self.values(dimension))
        return self._counts[dimension]

    def edges(self, dimension: str) -> Counter[str]:
        """How many cases have each value."""
        return _edges({frozenset(values): n for values, n in self.counts(dimension).items()})

    def pairs(self, rows: str, columns: str) -> Counter[tuple[tuple[str, ...], tuple[str, ...]]]:
        """How many cases say the same of two; of one, where there are no columns."""
        column_values = self.values(columns) if columns else repeat(("",), len(self.cases))
        return Counter(zip(self.values(rows), column_values, strict=True))


def count(session: Session, pack: Pack, days: Days) -> list[CountedTable]:
    """Exact numbers: for the office alone. NotYours."""
    populations, home = _populations(session, days, pack), _home(session)
    return [_counted(populations, table, home) for table in pack.tables]


def as_published(session: Session, pack: Pack, days: Days) -> list[CountedTable]:
    """Numbers that may leave the office (`small_cells`). NotYours."""
    populations = _populations(session, days)
    publishable = _told_populations(list(populations.values()))
    merging, home = _merging(populations, publishable), _home(session)
    tables = []
    for table in pack.tables:
        population = populations[table.population]
        if population not in publishable or small_cells.is_small(len(population.cases)):
            tables.append(CountedTable(table, problem=FEW))
        elif table.measures:
            tables.append(_measured(populations, table, publishable))
        else:
            published = _published(population, _of_recorded(table), merging)
            tables.append(_told_as(table, published, home))
    return tables


def of_cell(session: Session, pack: Pack, days: Days, table_id: str, row: str, column: str = "") -> list[str]:
    """The cases that one number counts. NotYours, NothingThere."""
    table = next((table for table in pack.tables if table.id == table_id), None)
    if table is None:
        raise NothingThere
    populations = _populations(session, days, pack)
    if table.measures:
        if row not in table.measures:
            raise NothingThere
        key = table.population._replace(unit=row)
        return _cases_of(session, populations, key, populations[key].ids)
    population = populations[table.population]
    in_rows = population.values(_of_recorded(table).rows)
    if table.rows == CROSSING:
        in_rows = [(_crossing(values[0], _home(session)),) for values in in_rows]
    in_columns = population.values(table.columns) if table.columns else [("",)] * len(in_rows)
    counted = (
        id_
        for id_, rows, columns in zip(population.identities, in_rows, in_columns, strict=True)
        if row in rows and (not table.columns or column in columns)
    )
    return _cases_of(session, populations, table.population, counted)


def populations_of(session: Session, days: Days) -> dict[str, frozenset[bytes]]:
    """The cases of each population that some pack counts, by its name. NotYours."""
    populations = _populations(session, days)
    return {key.name: population.ids for key, population in populations.items()}


def rows_of(session: Session, days: Days) -> list[tuple[str, ...]]:
    """Of each case opened in these days: year, sex and age, nationality, form of exploitation, sector; the
    first form, where there are several. A restricted case has none of these but the year. NotYours."""
    if not work_list.may_see(session):
        raise NotYours
    first, last = days.seconds
    return [
        (
            f"{utc(case.opened).astimezone():%Y}",
            _sex_age(case.sex, case.age_group),
            case.nationality,
            (case.exploitation.split() or [""])[0],
            case.sector,
        )
        for case in case_figures.counted(session.reading())
        if first <= case.opened < last
    ]


# -- populations -----------------------------------------------------------------------------


def _populations(session: Session, days: Days, *selected: Pack) -> dict[Population, _Population]:
    """Of these packs, of all where none is named: what two of them tell is seen together."""
    if not work_list.may_see(session):
        raise NotYours
    counted_cases = _CountedCases(list(case_figures.counted(session.reading())), _readers(session))
    units = {unit: _CountedCases(case_figures.parts(session.reading(), unit), _PART_READERS, "part") for unit in UNITS}
    populations: dict[Population, _Population] = {}
    tables = (table for pack in selected or packs().values() for table in pack.tables)
    for key in sorted({key for table in tables for key in table.populations}):
        of_cases = key._replace(unit="")
        if of_cases not in populations:
            populations[of_cases] = _Population(counted_cases, _chosen(counted_cases.cases, key, days))
        if key.unit:
            unit = units[key.unit]
            populations[key] = _Population(unit, _parts_of(unit.cases, populations[of_cases].ids))
    return populations


def _parts_of(parts: Sequence[FigurePart], cases: frozenset[bytes]) -> list[int]:
    """Their places; of what several cases share the first."""
    places: dict[bytes, int] = {}
    for place, part in enumerate(parts):
        if part.case in cases:
            places.setdefault(part.part, place)
    return list(places.values())


def _chosen(cases: Sequence[CountedCase], population: Population, days: Days) -> list[int]:
    """Their places."""
    when, kind, status, _unit = population
    first, last = days.seconds
    moment = attrgetter({"opened": "opened", "decided": "decided", "closed": "closed_at"}[when])
    return [
        place
        for place, case in enumerate(cases)
        if first <= moment(case) < last
        and (not kind or kind in _words_of(case.kinds))
        and (not status or case.status in status)
    ]


def _told_populations(populations: Sequence[_Population]) -> list[_Population]:
    """Those of which none holds so few more than another that the few could be worked out, the largest first."""
    publishable: list[_Population] = []
    for population in sorted(populations, key=lambda entry: -len(entry.cases)):
        if not leaves_few(population, publishable, lambda counted: len(counted.ids)):
            publishable.append(population)
    return publishable


def _merging(populations: Mapping[Population, _Population], publishable: Sequence[_Population]) -> _Merging:
    """Of each population that is told, and each thing that a table of any pack tells its cases apart by: which
    values are counted together, so that no table tells of few, nor the difference of two."""
    merging: _Merging = {}
    keys = {id(population): key for key, population in populations.items()}
    dimensions = {
        (table.population, dimension)
        for pack in packs().values()
        for table in pack.tables
        for dimension in filter(None, (_of_recorded(table).rows, table.columns))
    }
    for place, population in enumerate(publishable):
        key = keys[id(population)]
        for dimension in sorted(name for population_key, name in dimensions if population_key == key):
            names = _merged(population, dimension)
            larger = [entry for entry in publishable[:place] if merging.get((keys[id(entry)], dimension)) is not None]
            shown = {
                id(entry): Shown(entry.edges(dimension), merging[keys[id(entry)], dimension] or {}) for entry in larger
            }
            merging[key, dimension] = (
                names
                if names is None
                else merged_beside(
                    Shown(population.edges(dimension), names),
                    (
                        (shown[id(whole)], [shown[id(part)] for part in parts[1:]])
                        for whole, parts in remainders(population, larger)
                    ),
                )
            )
    return merging


def _readers(session: Session) -> dict[str, _Reader]:
    offices = _offices(session)
    readers = {
        "month": _Reader(lambda case: case.opened // _QUARTER, _month_of),
        "office": _Reader(attrgetter("officer"), lambda officer: (offices.get(officer, _UNSAID),)),
        "sex_age": _Reader(attrgetter("sex", "age_group"), lambda both: (_sex_age(*both),)),
        "form": _Reader(attrgetter("exploitation"), _words_of),
        "kind": _Reader(attrgetter("kinds"), _words_of),
        **{
            name: _Reader(attrgetter(name), lambda value: (value,))
            for name in ("nationality", "sector", "stage", "outcome", "status")
        },
    }
    assert {*readers, CROSSING} == set(DIMENSIONS)
    return readers


_PART_READERS = {name: _Reader(attrgetter(name), lambda value: (value,)) for name in OF_PERSONS}


@lru_cache(maxsize=1 << 12)
def _words_of(text: str) -> tuple[str, ...]:
    return tuple(text.split()) or (_UNSAID,)


@lru_cache(maxsize=1 << 16)
def _month_of(quarters: int) -> tuple[str, ...]:
    """Of quarters of an hour since 1970, where this computer is."""
    return (f"{utc(quarters * _QUARTER).astimezone():%Y-%m}",)


def _offices(session: Session) -> dict[bytes, str]:
    """Of each person the team whose name comes first."""
    directory = session.vault.directory
    teams = [team for team in directory.organisation.teams.values() if not team.personal]
    offices: dict[bytes, str] = {}
    for team in sorted(teams, key=lambda team: team.name, reverse=True) if directory.joined else ():
        offices |= dict.fromkeys(team.members, team.name)
    return offices


def _sex_age(sex: str, age_group: str) -> str:
    if not sex:
        return _UNSAID
    is_female = sex == "female"
    if not age_group:
        return "female" if is_female else "male"
    if age_group == categories.AGE_GROUPS[0]:
        return "girl" if is_female else "boy"
    return "woman" if is_female else "man"


# -- counting --------------------------------------------------------------------------------


def _counted(populations: Mapping[Population, _Population], table: PackTable, home: str) -> CountedTable:
    if table.measures:
        return _measured(populations, table, None)
    counted = _tabulated(populations[table.population], _of_recorded(table), lambda _dimension, value: value)
    return _told_as(table, counted, home)


def _measured(
    populations: Mapping[Population, _Population], table: PackTable, publishable: Sequence[_Population] | None
) -> CountedTable:
    """`publishable`: those that may be told, None inside the office."""
    by_measure = {name: populations[table.population._replace(unit=name)] for name in table.measures}
    recorded = {name: population for name, population in by_measure.items() if population.cases}
    if not recorded:
        has_cases = populations[table.population].cases
        return CountedTable(table, problem=NOT_RECORDED if has_cases else NO_CASES)
    numbers = [
        None
        if publishable is not None and (population not in publishable or small_cells.is_small(len(population.cases)))
        else len(population.cases)
        for population in recorded.values()
    ]
    return CountedTable(table, rows=tuple(recorded), numbers=tuple((number,) for number in numbers))


def _home(session: Session) -> str:
    return profiles.in_use(session).country.upper()


def _of_recorded(table: PackTable) -> PackTable:
    """By what is recorded: who is a national of this country, by nationality."""
    return replace(table, rows="nationality") if table.rows == CROSSING else table


def _crossing(nationality: str, home: str) -> str:
    """Who was exploited in their own country, by nationality as UNODC's global report counts."""
    return "domestic" if nationality == home else nationality and "cross_border"


def _told_as(table: PackTable, counted: CountedTable, home: str) -> CountedTable:
    """Nationals and others from the numbers told of nationalities alone, so that they tell nothing besides."""
    if table.rows != CROSSING or counted.problem:
        return replace(counted, table=table)
    if MERGED in counted.rows and home not in counted.rows:
        return CountedTable(table, problem=FEW)
    edges = Counter[str]()
    for nationality, number in zip(counted.rows, counted.row_edges, strict=True):
        edges[_crossing(nationality, home)] += number
    rows = _ordered(edges)
    numbers = tuple(edges[row] for row in rows)
    return CountedTable(table, rows, (), tuple((n,) for n in numbers), numbers, total=counted.total)


def _cases_of(
    session: Session, populations: Mapping[Population, _Population], population: Population, counted: Iterable[bytes]
) -> list[str]:
    """The cases that a population counts, or those in which what it counts stands."""
    if not population.unit:
        return [case.hex() for case in counted]
    part_ids, cases = set(counted), populations[population._replace(unit="")].ids
    parts = case_figures.parts(session.reading(), population.unit)
    return list(dict.fromkeys(part.case.hex() for part in parts if part.part in part_ids and part.case in cases))


def _published(population: _Population, table: PackTable, merging: _Merging) -> CountedTable:
    for dimension in filter(None, (table.rows, table.columns)):
        if merging[table.population, dimension] is None:
            return CountedTable(table, problem=FEW if population.cases else NO_CASES)
    counted = _tabulated(
        population, table, lambda dimension, value: (merging[table.population, dimension] or {})[value]
    )
    if counted.problem or not table.columns:
        return counted
    numbers = [[number or 0 for number in line] for line in counted.numbers]
    withheld = small_cells.withheld_places(
        numbers, adds_down=_adds(population, table.rows), adds_across=_adds(population, table.columns)
    )
    lines = tuple(
        tuple(None if withheld is None or (row, column) in withheld else number for column, number in enumerate(line))
        for row, line in enumerate(numbers)
    )
    return CountedTable(
        table, counted.rows, counted.columns, lines, counted.row_edges, counted.column_edges, total=counted.total
    )


def _adds(population: _Population, dimension: str) -> bool:
    """Has each case one value of it, so that their numbers make up the edge?"""
    return all(len(set(values)) == 1 for values in population.counts(dimension))


def _merged(population: _Population, dimension: str) -> dict[str, str] | None:
    """Which values are counted together; of what a case has several of, until those have five cases."""
    counts = population.counts(dimension)
    numbers = population.edges(dimension)
    names = small_cells.merged(numbers)
    while names is not None:
        together = sum(n for values, n in counts.items() if any(names[v] == MERGED for v in values))
        if not small_cells.is_small(together):
            return names
        remaining = sorted((n, value) for value, n in numbers.items() if names[value] != MERGED)
        if not remaining:
            return None
        names[remaining[0][1]] = MERGED
    return None


def _tabulated(population: _Population, table: PackTable, named: Callable[[str, str], str]) -> CountedTable:
    """Cases that say the same are counted at once: of a hundred thousand they are some hundreds."""
    if not population.cases:
        return CountedTable(table, problem=NO_CASES)
    in_rows, in_columns, in_cells = Counter[_Names](), Counter[_Names](), Counter[tuple[str, str]]()
    for (row_values, column_values), number in population.pairs(table.rows, table.columns).items():
        rows = frozenset(named(table.rows, value) for value in row_values)
        columns = frozenset(named(table.columns, value) if table.columns else "" for value in column_values)
        in_rows[rows] += number
        in_columns[columns] += number
        in_cells.update({(row, column): number for row in rows for column in columns})
    for sets in (in_rows, in_columns) if table.columns else (in_rows,):
        if set(sets) == {frozenset({_UNSAID})}:
            return CountedTable(table, problem=NOT_RECORDED)
    row_edges, column_edges = _edges(in_rows), _edges(in_columns)
    row_names, column_names = _ordered(row_edges), _ordered(column_edges)
    return CountedTable(
        table,
        row_names,
        column_names if table.columns else (),
        tuple(tuple(in_cells[row, column] for column in column_names) for row in row_names),
        tuple(row_edges[row] for row in row_names),
        tuple(column_edges[column] for column in column_names) if table.columns else (),
        total=len(population.cases),
    )


def _edges(counts: Mapping[_Names, int]) -> Counter[str]:
    edges: Counter[str] = Counter()
    for names, number in counts.items():
        edges.update(dict.fromkeys(names, number))
    return edges


def _ordered(edges: Mapping[str, int]) -> tuple[str, ...]:
    """The most first, months in their order; what was counted together and what is not said last."""
    last = {_UNSAID: 2, MERGED: 1}
    is_month = all(value[4:5] == "-" for value in edges if value not in last)
    return tuple(sorted(edges, key=lambda v: (last.get(v, 0), "" if not is_month else v, -edges[v], v)))


# -- words -----------------------------------------------------------------------------------


def namer(session: Session, words: Words) -> Callable[[str, str], str]:
    """What a value of a dimension is called."""
    profile, code = profiles.in_use(session), words.language
    names = {
        "form": {form.id: form.name.get(code, form.id) for form in profile.exploitation},
        "kind": {kind.id: kind.name.get(code, kind.id) for kind in profile.kinds},
        "stage": {stage.id: stage.name.get(code, stage.id) for stage in profile.stages},
        "outcome": {result.id: result.name.get(code, result.id) for kind in profile.kinds for result in kind.results},
        "sex_age": {value: words(says) for value, says in _SEX_AGE.items()},
        "status": {value: words(says) for value, says in STATUS.items()},
        "sex": {value: words(says) for value, says in _SEX.items()},
        CROSSING: {value: words(says) for value, says in _CROSSING.items()},
        "": {value: words(says) for value, says in _MEASURE.items()},
    }
    unsaid, together = words(N_("Not said")), words(N_("Others, counted together"))

    def name(dimension: str, value: str) -> str:
        if value == MERGED:
            return together
        if value == _UNSAID:
            return unsaid
        if dimension == "month":
            return month_name(date.fromisoformat(f"{value}-01"), words)
        if dimension in ("nationality", "sector"):
            return categories.name(dimension, value, words)
        return names.get(dimension, {}).get(value, value)

    return name
