"""What one computer may cost in one case is counted to the last record and the last byte."""

from app.seal.budgets import CaseBudget, Used

BUDGET = CaseBudget(orders=1, statements=2, records=4, size=100, files=0)


def test_there_is_room_for_as_much_as_the_budget_says_and_for_nothing_more():
    used = Used()
    for _ in range(3):
        assert used.has_room(BUDGET, 20)
        used.add(20)
    assert (used.records, used.size) == (3, 60)
    assert used.has_room(BUDGET, 40)
    assert not used.has_room(BUDGET, 41)
    used.add(40)
    assert not used.has_room(BUDGET, 0)  # the fourth was the last


def test_orders_and_statements_have_a_count_of_their_own():
    used = Used()
    assert used.has_room(BUDGET, 1, order=True)
    used.add(1, order=True)
    assert not used.has_room(BUDGET, 1, order=True)
    for _ in range(2):
        assert used.has_room(BUDGET, 1, statement=True)
        used.add(1, statement=True)
    assert not used.has_room(BUDGET, 1, statement=True)
    assert used.has_room(BUDGET, 1)
    assert (used.orders, used.statements, used.records) == (1, 2, 3)
