"""Numbers that may leave the office: none below five is told, and none can be worked out from the others.

Two steps. Values of which there are few are counted together, so that each number at an edge of a table,
and with that each number that tables share, is zero or five and more. Then, inside a table, a small number
is left out with others, such that it can be raised to five and lowered to one without any number that is
told changing: the table's reader can't even tell whether it is small. Decision 47.
"""

from collections.abc import Mapping, Sequence

SMALLEST = 5
MERGED = "\x00merged"  # the values that were counted together

Place = tuple[int, int]
Grid = Sequence[Sequence[int]]


def is_small(number: int) -> bool:
    return 0 < number < SMALLEST


def merged(numbers: Mapping[str, int]) -> dict[str, str] | None:
    """Value to itself, or to MERGED, where each case has one value at most; None where there is nothing that
    may be told apart: fewer than five in all."""
    small = [value for value, number in numbers.items() if is_small(number)]
    total = sum(numbers[value] for value in small)
    larger_values = sorted(
        (value for value, number in numbers.items() if number >= SMALLEST), key=lambda value: (numbers[value], value)
    )
    while is_small(total) and larger_values:
        value = larger_values.pop(0)
        small.append(value)
        total += numbers[value]
    if is_small(total):
        return None
    return {value: MERGED if value in small else value for value in numbers}


def withheld_places(grid: Grid, *, adds_down: bool, adds_across: bool) -> set[Place] | None:
    """Which numbers inside a table are left out; None for all of them. Its edges are told, and are zero or
    five and more. `adds_down`: the numbers of a column make up its edge; `adds_across`: those of a row."""
    small = sorted(
        (number, (row, column))
        for row, line in enumerate(grid)
        for column, number in enumerate(line)
        if is_small(number)
    )
    withheld = {place for _, place in small}
    for number, place in small:
        if adds_down and adds_across:
            partners = _rectangle(grid, place, number, withheld)
        elif adds_across:
            partners = _in_line(grid, place, number, withheld, across=True)
        elif adds_down:
            partners = _in_line(grid, place, number, withheld, across=False)
        else:
            partners = set()
        if partners is None:
            return None
        withheld |= partners
    return withheld


def _rectangle(grid: Grid, place: Place, number: int, withheld: set[Place]) -> set[Place] | None:
    """Three numbers with which this one can be exchanged: raised to five where its neighbours give that up
    and keep one each, lowered to one where the opposite corner does."""
    row, column = place
    raise_by = SMALLEST - number
    exchanges: list[tuple[int, list[Place]]] = []
    for other_row, line in enumerate(grid):
        if other_row == row or line[column] <= raise_by:
            continue
        for other_column, opposite in enumerate(line):
            if other_column == column or grid[row][other_column] <= raise_by or opposite < number:
                continue
            corners = [(row, other_column), (other_row, column), (other_row, other_column)]
            cost = sum(grid[r][c] for r, c in corners if (r, c) not in withheld)
            exchanges.append((cost, corners))
    return set(min(exchanges)[1]) if exchanges else None


def _in_line(grid: Grid, place: Place, number: int, withheld: set[Place], *, across: bool) -> set[Place] | None:
    """Others of its row (or column) that can give up what raises it to five, and keep one each."""
    row, column = place
    line = (
        [(row, line_place) for line_place in range(len(grid[row]))]
        if across
        else [(line_place, column) for line_place in range(len(grid))]
    )
    other_places = [at for at in line if at != place and grid[at[0]][at[1]]]
    chosen = {at for at in other_places if at in withheld}
    remaining = sorted((grid[r][c], (r, c)) for r, c in other_places if (r, c) not in withheld)
    raise_by = SMALLEST - number
    while not chosen or sum(grid[r][c] - 1 for r, c in chosen) < raise_by:
        if not remaining:
            return None
        # the smallest that is enough by itself, else the largest
        missing = raise_by - sum(grid[r][c] - 1 for r, c in chosen)
        at = next((entry for entry in remaining if entry[0] - 1 >= missing), remaining[-1])
        remaining.remove(at)
        chosen.add(at[1])
    return chosen
