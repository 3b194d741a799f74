"""Rows of cases that nobody can be picked out of: each combination of what they say is that of k cases and more.

What is rare is left empty, the rarest kind first; a case that is rare even then stays out. No row has a
number, a name or a day, and their order says nothing.
"""

from collections import Counter
from collections.abc import Sequence

LEAST_K = 5
USUAL_K = 11  # as the Counter-Trafficking Data Collaborative asks for

Row = tuple[str, ...]


def anonymous(rows: Sequence[Row], k: int, emptied_first: Sequence[int]) -> tuple[list[Row], int]:
    """The rows, sorted, and how many stayed out. `emptied_first`: places of what is left empty, in their
    order; all others are kept as they are or the row stays out."""
    if k < LEAST_K:
        raise ValueError(k)
    current = list(rows)
    for place in emptied_first:
        numbers = Counter(current)
        current = [row if numbers[row] >= k else (*row[:place], "", *row[place + 1 :]) for row in current]
    # a row that was emptied may have joined others, and left fewer than k of those behind
    while True:
        numbers = Counter(current)
        lasting_rows = [row for row in current if numbers[row] >= k]
        if len(lasting_rows) == len(current):
            return sorted(lasting_rows), len(rows) - len(lasting_rows)
        current = lasting_rows
