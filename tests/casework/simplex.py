"""Linear programming in exact fractions, for whoever attacks a table of numbers: the least and the most that a
number which was left out can be, by everything that is told. Bland's rule; a program that is feasible by the
numbers as they are."""

from collections.abc import Sequence
from fractions import Fraction

Row = list[Fraction]


def highest(equations: Sequence[Sequence[int]], at: Sequence[int], least: int, target: int) -> Fraction:
    """The most that variable `target` can be, where each equation holds as it does at `at` and no variable is
    below `least`; `at` is such a point. Unbounded: a large number."""
    # moved so that the lower bound is 0, and begun from the basis that phase one finds
    right = [sum(c * (x - least) for c, x in zip(equation, at, strict=True)) for equation in equations]
    tableau = [[Fraction(c) for c in equation] + [Fraction(r)] for equation, r in zip(equations, right, strict=True)]
    for number, line in enumerate(tableau):
        if line[-1] < 0:
            tableau[number] = [-c for c in line]
    count = len(at)
    for number, line in enumerate(tableau):
        line[count:count] = [Fraction(int(number == other)) for other in range(len(tableau))]
    basis = [count + number for number in range(len(tableau))]
    cost = [Fraction(0)] * count + [Fraction(-1)] * len(tableau)
    _run(tableau, basis, cost, count + len(tableau))
    for number, variable in enumerate(basis):  # what phase one left in the basis leaves it, or says nothing
        if variable >= count:
            column = next((c for c in range(count) if tableau[number][c]), None)
            if column is not None:
                _pivot(tableau, basis, number, column)
    lasting = [number for number, variable in enumerate(basis) if variable < count]
    tableau, basis = [tableau[n] for n in lasting], [basis[n] for n in lasting]
    cost = [Fraction(int(variable == target)) for variable in range(count)]
    if not _run(tableau, basis, cost, count):
        return Fraction(10**9)
    values = dict(zip(basis, (line[-1] for line in tableau), strict=True))
    return values.get(target, Fraction(0)) + least


def lowest(equations: Sequence[Sequence[int]], at: Sequence[int], least: int, target: int) -> Fraction:
    """The least: a new variable takes what the target gives up."""
    count, bound = len(at), 10**6
    extended = [[*equation, 0] for equation in equations]
    extended.append([int(variable == target) for variable in range(count)] + [1])
    return Fraction(bound + at[target]) - highest(extended, [*at, bound], least, count)


def _run(tableau: list[Row], basis: list[int], cost: Row, count: int) -> bool:
    """Maximise; False where it has no end."""
    while True:
        entering = next((c for c in range(count) if c not in basis and _gain(tableau, basis, cost, c) > 0), None)
        if entering is None:
            return True
        ratios = [
            (line[-1] / line[entering], basis[number], number)
            for number, line in enumerate(tableau)
            if line[entering] > 0
        ]
        if not ratios:
            return False
        _pivot(tableau, basis, min(ratios)[2], entering)


def _gain(tableau: list[Row], basis: list[int], cost: Row, column: int) -> Fraction:
    return cost[column] - sum(cost[variable] * line[column] for variable, line in zip(basis, tableau, strict=True))


def _pivot(tableau: list[Row], basis: list[int], number: int, column: int) -> None:
    by = tableau[number][column]
    tableau[number] = [c / by for c in tableau[number]]
    for other, line in enumerate(tableau):
        if other != number and line[column]:
            factor = line[column]
            tableau[other] = [a - factor * b for a, b in zip(line, tableau[number], strict=True)]
    basis[number] = column
