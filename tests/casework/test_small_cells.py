"""Numbers that leave the office, attacked by linear programming: none below five can be told for one."""

import random

import pytest

from app.casework.pages import small_cells
from app.casework.pages.small_cells import MERGED, SMALLEST
from tests.casework import simplex

Grid = list[list[int]]


def attacked(grid: Grid, withheld: set[tuple[int, int]], *, down: bool, across: bool) -> None:
    """Whoever has the table solves for each small number that was left out."""
    variables = sorted(withheld)
    at = [grid[row][column] for row, column in variables]
    equations = []
    if across:
        equations += [[int(r == row) for r, _ in variables] for row in {r for r, _ in variables}]
    if down:
        equations += [[int(c == column) for _, c in variables] for column in {c for _, c in variables}]
    for number, (row, column) in enumerate(variables):
        if small_cells.is_small(grid[row][column]):
            # zeros are told, so none of these is one
            assert simplex.highest(equations, at, 1, number) >= SMALLEST
            assert simplex.lowest(equations, at, 1, number) <= 1


def test_one_to_four_are_small():
    """By themselves: elsewhere here numbers are held against the rule's own."""
    assert [number for number in range(40) if small_cells.is_small(number)] == [1, 2, 3, 4]
    assert SMALLEST == 5


def tables(seed: int, number: int) -> list[Grid]:
    rng = random.Random(seed)
    return [
        [[rng.choice((0, 1, 2, 3, 4, 5, 6, 9, 14, 30)) for _ in range(columns)] for _ in range(rows)]
        for _ in range(number)
        for rows, columns in [(rng.randint(2, 5), rng.randint(2, 5))]
    ]


@pytest.mark.parametrize(("down", "across"), [(True, True), (False, True), (True, False)])
def test_no_small_number_is_told_by_any_combination_of_the_others(down, across):
    told, small = 0, 0
    for grid in tables(1, 90):
        withheld = small_cells.withheld_places(grid, adds_down=down, adds_across=across)
        if withheld is None:
            continue
        for row, line in enumerate(grid):
            for column, number in enumerate(line):
                assert (row, column) in withheld or not small_cells.is_small(number)
                small += small_cells.is_small(number)
                told += (row, column) not in withheld and number > 0
        attacked(grid, withheld, down=down, across=across)
    assert small > 100  # it was attacked,
    assert told > 100  # and not by leaving everything out


def test_the_attack_finds_what_is_not_protected():
    """One small number alone, or beside another, comes out of the sums."""
    alone = [[3, 20], [20, 20]]
    with pytest.raises(AssertionError):
        attacked(alone, {(0, 0)}, down=True, across=True)
    beside = [[1, 1, 20], [9, 9, 9], [9, 9, 9]]
    with pytest.raises(AssertionError):
        attacked(beside, {(0, 0), (0, 1)}, down=False, across=True)


def test_with_nothing_but_the_edges_a_small_number_can_be_five():
    for grid in tables(2, 60):
        rows, columns = [sum(line) for line in grid], [sum(line) for line in zip(*grid, strict=True)]
        if any(small_cells.is_small(edge) for edge in rows + columns):
            continue  # such edges are never told: `merged`
        everything = {(r, c) for r, line in enumerate(grid) for c, _ in enumerate(line)}
        variables = sorted(everything)
        at = [grid[r][c] for r, c in variables]
        equations = [[int(r == row) for r, _ in variables] for row in range(len(rows))]
        equations += [[int(c == column) for _, c in variables] for column in range(len(columns))]
        for number, (row, column) in enumerate(variables):
            if small_cells.is_small(grid[row][column]):
                assert simplex.highest(equations, at, 0, number) >= SMALLEST


def test_values_of_few_are_counted_together_until_they_are_five():
    assert small_cells.merged({"NP": 20, "IN": 12, "BD": 3, "LK": 2}) == {
        "NP": "NP",
        "IN": "IN",
        "BD": MERGED,
        "LK": MERGED,
    }
    assert small_cells.merged({"NP": 20, "IN": 12, "BD": 3}) == {"NP": "NP", "IN": MERGED, "BD": MERGED}
    assert small_cells.merged({"NP": 20, "IN": 0}) == {"NP": "NP", "IN": "IN"}
    assert small_cells.merged({"NP": 3}) is None
    rng = random.Random(3)
    for _ in range(300):
        numbers = {str(n): rng.choice((0, 1, 2, 3, 4, 5, 7, 12)) for n in range(rng.randint(1, 7))}
        names = small_cells.merged(numbers)
        if names is None:
            assert 0 < sum(numbers.values()) < SMALLEST
            continue
        edges: dict[str, int] = {}
        for value, number in numbers.items():
            edges[names[value]] = edges.get(names[value], 0) + number
        assert not any(map(small_cells.is_small, edges.values()))
