"""The lot rules as a compiled loop give the orders that the arrays give, and net change the same answers with it."""

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.planning.mrp.test_net_change import check, events
from tests.planning.mrp.worlds import worlds
from yunhe.planning.mrp import lot_loop
from yunhe.planning.mrp.lots import Lots, _item_by_item, _order_by_order
from yunhe.planning.mrp.tables import RULES

MILLION = 1_000_000
amounts = st.one_of(st.just(0), st.integers(1, 90).map(lambda units: units * MILLION), st.integers(1, 10**15))
rows = st.tuples(
    st.sampled_from(RULES),
    st.lists(amounts, min_size=12, max_size=12),
    st.sampled_from([0, 7 * MILLION, 30 * MILLION]),
    st.sampled_from([0, 50 * MILLION]),
    st.sampled_from([1, 250_000, 5 * MILLION]),
    st.integers(1, 4),
    st.sampled_from([0.0, 50.0, 300.0]),
    st.sampled_from([0.0, 0.125, 0.3]),
)


@pytest.fixture
def compiled() -> Iterator[None]:
    """The compiled loop in use, for this test only."""
    before = lot_loop._LOOP
    assert lot_loop.warm_up()
    yield
    lot_loop._LOOP = before


@pytest.mark.usefixtures("compiled")
@settings(deadline=None)
@given(st.lists(rows, min_size=1, max_size=6))
def test_the_loop_orders_what_the_arrays_order(lots_of_rows: list[tuple]) -> None:
    rule, needs, minimum, maximum, multiple, periods, setup, holding = (np.array(c) for c in zip(*lots_of_rows))
    number = np.array([RULES.index(name) for name in rule])
    lots = Lots(number, minimum, maximum, multiple, periods, setup, holding, np.ones(len(rule), dtype=bool))
    needed = np.cumsum(needs.astype(np.int64), axis=1)
    starts = np.arange(0, 84, 7)
    assert (_item_by_item(needed, lots, starts) == _order_by_order(needed, lots, starts)).all()


@pytest.mark.usefixtures("compiled")
@settings(deadline=None, max_examples=30)
@given(worlds(), st.lists(events, max_size=2), st.lists(events, max_size=1), st.booleans())
def test_net_change_with_the_loop_equals_a_whole_new_plan(
    world: object, added: list, coming: list, drop_first: bool
) -> None:
    check(world, added, coming, drop_first)


def test_plain_python_runs_the_same_loop() -> None:
    needed = np.array([[0, 10, 10, 25], [4, 4, 9, 9]])
    one, ordered = np.ones(2, dtype=np.int64), np.empty((2, 4), dtype=np.int64)
    lot_loop.order_row_by_row(
        needed, np.zeros(2, dtype=bool), 2 * one, 6 * one, 2 * one, 0 * one, one * 0.0, np.zeros((2, 4)), ordered
    )
    assert ordered.tolist() == [[0, 10, 10, 26], [6, 6, 12, 12]]
