"""The prices of scarce goods: their bound is below every choice, and they rule out no column of the best one."""

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from yunhe.planning.sourcing.columns import Columns
from yunhe.planning.sourcing.prices import priced

RESOURCES = [(0, "tea"), (1, "tea"), (0, None)]
columns = st.tuples(st.integers(1, 60), st.tuples(*[st.integers(0, 3)] * 3))
demands = st.tuples(st.integers(20, 80), st.lists(columns, max_size=4))


@settings(deadline=None)
@given(st.lists(demands, min_size=1, max_size=4), st.tuples(*[st.integers(0, 5)] * 3), st.integers(0, 30))
def test_bound_and_columns_against_every_choice(wanted: list, stock: tuple[int, ...], above: int) -> None:
    tables, nothing = [table(ways) for _, ways in wanted], [float(alone) for alone, _ in wanted]
    best, plans = float("inf"), []
    for picks in product(*[[None, *range(len(ways))] for _, ways in wanted]):
        taken = sum((np.array(ways[p][1]) for (_, ways), p in zip(wanted, picks) if p is not None), np.zeros(3))
        if (taken <= stock).all():
            cost = sum(alone if p is None else ways[p][0] for (alone, ways), p in zip(wanted, picks))
            best, plans = min(best, cost), [*plans, (cost, picks)]
    answer = priced(tables, nothing, dict(zip(RESOURCES, map(float, stock))), best + above)
    assert answer.bound <= best + 1e-6
    room = best + above - answer.bound + 1e-6
    for cost, picks in plans:
        if cost <= best + above:
            kept = zip(picks, answer.costs, answer.least)
            assert all(pick is None or costs[pick] - least <= room for pick, costs, least in kept)


def test_two_who_want_the_last_piece_make_it_dear() -> None:
    """Each saves 40 by it; one of them must do without: 10 + 50 is the least, and the bound is tight."""
    tables = [table([(10, (1, 0, 0))]), table([(10, (1, 0, 0))])]
    answer = priced(tables, [50.0, 50.0], {RESOURCES[0]: 1.0, RESOURCES[1]: 0.0, RESOURCES[2]: 9.0}, 60.0)
    assert abs(answer.bound - 60) < 1e-6
    assert [round(float(costs[0]), 6) for costs in answer.costs] == [50, 50]


def table(ways: list) -> Columns:
    """Columns of (cost, use of each resource)."""
    none = np.zeros(0, np.int64)
    if not ways:
        return Columns(np.zeros(0), np.zeros((0, 0)), [], [], none, none)
    cost, use = np.array([way[0] for way in ways], dtype=float), np.array([way[1] for way in ways], dtype=float)
    return Columns(cost, use, RESOURCES, [], none, none)
