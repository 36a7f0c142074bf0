"""Carts: nobody lost, no limit broken, cut-offs and priorities apart, shorter than first come first served."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yunhe.planning.batching import Cart, PickOrder, Refused, batch, batch_in_turn, places_of
from yunhe.planning.picking import PickingError, Place, Warehouse, walk
from yunhe.planning.picking.policies import s_shape

HALL = Warehouse(tuple(3 * n for n in range(10)), (0, 30), (4, 0))


def orders(seed: int, count: int) -> list[PickOrder]:
    rng = random.Random(seed)
    places = [Place(f"{aisle}-{y}", aisle, y) for aisle in range(10) for y in range(1, 30)]
    return [PickOrder(f"O{n}", tuple(rng.sample(places, rng.randint(1, 5)))) for n in range(count)]


small = st.builds(
    PickOrder,
    st.text("abc", min_size=1, max_size=3),
    st.lists(st.builds(Place, st.just("P"), st.integers(0, 9), st.integers(0, 30)), min_size=1, max_size=3).map(tuple),
    st.integers(1, 4),
    st.integers(0, 12),
    st.integers(0, 12),
    st.sampled_from(["16:00", "18:00"]),
    st.integers(0, 1),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(small, max_size=12))
def test_every_order_rides_once_within_the_limits_or_is_refused(given_orders):
    cart = Cart(3, 10, 10)
    for batches in (batch(HALL, given_orders, cart, tries=200), batch_in_turn(HALL, given_orders, cart, s_shape)):
        riding = [order for load in batches.loads for order in load.orders]
        assert sorted(map(id, riding + [r.order for r in batches.refused])) == sorted(map(id, given_orders))
        for load in batches.loads:
            assert sum(order.totes for order in load.orders) <= 3
            assert max(sum(o.weight for o in load.orders), sum(o.volume for o in load.orders)) <= 10
            assert len({(order.cut_off, order.priority) for order in load.orders}) == 1
            assert set(load.walk.places) == set(places_of(load.orders))
        assert [load.orders[0].priority for load in batches.loads] == sorted(
            x.orders[0].priority for x in batches.loads
        )
        for refused in batches.refused:
            assert getattr(refused.order, refused.limit) == refused.needs > refused.has == getattr(cart, refused.limit)


def test_carts_by_proximity_walk_40_percent_less_than_first_come_first_served():
    group = orders(1, 60)
    assert batch(HALL, group, Cart(8)).length < 0.6 * batch_in_turn(HALL, group, Cart(8), s_shape).length


def test_trying_moves_shortens_the_first_carts_and_repeats_exactly():
    group = orders(2, 40)
    first = batch(HALL, group, Cart(6), tries=0)
    tried = batch(HALL, group, Cart(6), tries=3000, seed=5)
    assert tried.length < first.length
    assert tried == batch(HALL, group, Cart(6), tries=3000, seed=5)
    assert tried.length == sum(walk(HALL, places_of(load.orders)).length for load in tried.loads)


def test_neighbours_share_a_cart():
    left = [PickOrder(f"L{n}", (Place(f"0-{n}", 0, 10 + n),)) for n in range(2)]
    right = [PickOrder(f"R{n}", (Place(f"9-{n}", 9, 10 + n),)) for n in range(2)]
    loads = batch(HALL, [left[0], right[0], left[1], right[1]], Cart(2)).loads
    assert {frozenset(order.name[0] for order in load.orders) for load in loads} == {frozenset("L"), frozenset("R")}


def test_four_blocks_are_batched_by_the_improved_walk():
    hall = Warehouse((0, 4, 8), (0, 10, 20, 30, 40))
    group = [PickOrder(f"O{n}", (Place(f"P{n}", n % 3, 7 * n % 40),)) for n in range(8)]
    assert {load.walk.method for load in batch(hall, group, Cart(4), tries=50).loads} == {"improved"}


def test_an_order_that_no_cart_can_carry_is_refused_with_the_figures():
    heavy = PickOrder("heavy", (Place("A", 0, 5),), weight=80)
    assert batch(HALL, [heavy], Cart(8, weight=50)).refused == (Refused(heavy, "weight", 80, 50),)


@pytest.mark.parametrize(
    ("make", "offender"),
    [
        (lambda: PickOrder("empty", ()), "empty"),
        (lambda: PickOrder("light", (Place("A", 0, 1),), weight=-1), "light"),
        (lambda: Cart(0), "cart"),
        (lambda: batch(HALL, [PickOrder("O", (Place("outside", 0, 31),))], Cart(8)), "outside"),
    ],
)
def test_bad_input_names_the_offender(make, offender):
    with pytest.raises(PickingError) as error:
        make()
    assert error.value.offender == offender
