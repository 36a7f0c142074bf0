"""Walks: the exact method equals Held-Karp, the others are honest round trips, bad input names its offender."""

import random
from itertools import accumulate, pairwise

import pytest

from yunhe.planning.picking import PickingError, Place, Warehouse, walk
from yunhe.planning.picking.exact import shortest_walk
from yunhe.planning.picking.improve import improved_walk
from yunhe.planning.picking.lengths import Lengths
from yunhe.planning.picking.policies import largest_gap, name_order, return_walk, s_shape
from yunhe.planning.picking.states import steps

POLICIES = (name_order, s_shape, return_walk, largest_gap, improved_walk)


def case(seed: int, most: int, blocks: tuple[int, ...] = (1, 2)) -> tuple[Warehouse, list[Place]]:
    """A warehouse with uneven aisles and blocks, the depot anywhere, picks also on cross aisles and on one spot."""
    rng = random.Random(seed)
    xs = tuple(accumulate(rng.randint(1, 9) for _ in range(rng.randint(1, 8))))
    ys = tuple(accumulate([0] + [rng.randint(3, 20) for _ in range(rng.choice(blocks))]))
    warehouse = Warehouse(xs, ys, (rng.randrange(len(xs)), rng.randrange(len(ys))))
    count = rng.randint(1, most)
    return warehouse, [Place(f"P{n:02}", rng.randrange(len(xs)), rng.randint(0, ys[-1])) for n in range(count)]


def held_karp(warehouse: Warehouse, places: list[Place]) -> float:
    """Length of the shortest round trip by dynamic programming over sets of places (Held & Karp 1962)."""
    points = [warehouse.point(place) for place in places] + [warehouse.start]
    far = [[warehouse.distance(a, b) for b in points] for a in points]
    count = len(places)
    best = [[float("inf")] * count for _ in range(1 << count)]
    for k in range(count):
        best[1 << k][k] = far[count][k]
    for visited in range(1, 1 << count):
        outside = [k for k in range(count) if not visited >> k & 1]
        for last, length in enumerate(best[visited]):
            if length < float("inf"):
                for k in outside:
                    longer = length + far[last][k]
                    if longer < best[visited | 1 << k][k]:
                        best[visited | 1 << k][k] = longer
    return min(best[-1][k] + far[k][count] for k in range(count))


@pytest.mark.parametrize("seed", range(0, 150))
def test_exact_equals_held_karp(seed):
    warehouse, places = case(seed, 8, (1, 2, 3))
    assert shortest_walk(warehouse, places).length == held_karp(warehouse, places)


@pytest.mark.long
def test_exact_equals_held_karp_on_500_cases_of_up_to_13_picks():
    for seed in range(1000, 1500):
        warehouse, places = case(seed, 13)
        assert shortest_walk(warehouse, places).length == held_karp(warehouse, places), seed


@pytest.mark.parametrize("seed", range(60))
def test_every_walk_is_a_round_trip_along_aisles_that_passes_every_place(seed):
    warehouse, places = case(seed, 12, (1, 2, 3, 4))
    least = shortest_walk(warehouse, places).length if warehouse.blocks <= 3 else 0
    for method in (walk, *POLICIES):
        found = method(warehouse, places)
        assert sorted(found.places, key=lambda p: p.name) == places
        assert found.path[0] == found.path[-1] == warehouse.start
        for (x, y), (u, v) in pairwise(found.path):
            assert x == u or (y == v and y in warehouse.crosses), method.__name__
        assert {warehouse.point(place) for place in places} <= points_on(found.path)
        assert found.length == sum(abs(x - u) + abs(y - v) for (x, y), (u, v) in pairwise(found.path)) >= least


def points_on(path):
    """All points with whole coordinates that a path passes."""
    passed = set(path)
    for (x, y), (u, v) in pairwise(path):
        passed |= {(x, between) for between in range(int(min(y, v)), int(max(y, v)) + 1)} if x == u else set()
    return passed


def test_lengths_are_those_of_the_walks():
    warehouse, places = case(7, 12)
    order = shortest_walk(warehouse, places)
    assert Lengths(warehouse).of([order]) == order.length > 0
    assert Lengths(warehouse).of([]) == 0


def test_the_improved_walk_is_near_the_shortest():
    longer = []
    for seed in range(15):
        warehouse, places = case(seed, 25, (3,))
        longer.append(improved_walk(warehouse, places).length / shortest_walk(warehouse, places).length)
    assert max(longer) < 1.03
    assert sum(longer) / len(longer) < 1.003


def test_a_block_worked_by_hand():
    warehouse = Warehouse((0, 5, 10), (0, 20))
    places = [Place("C-04", 2, 4), Place("A-18", 0, 18), Place("B-02", 1, 2)]
    assert shortest_walk(warehouse, places).length == 20 + 10 + 20 + 5 + 2 * 2 + 5
    assert s_shape(warehouse, places).length == 20 + 5 + 20 + 5 + 2 * 4 + 10
    assert return_walk(warehouse, places).length == 2 * (18 + 2 + 4) + 20
    assert largest_gap(warehouse, places).length == 20 + 10 + 20 + 5 + 2 * 2 + 5
    assert name_order(warehouse, places).length == 18 + (18 + 5 + 2) + (2 + 5 + 4) + (4 + 10)
    assert [place.name for place in s_shape(warehouse, places).places] == ["A-18", "B-02", "C-04"]


def test_one_block_has_the_states_of_ratliff_and_rosenthal_two_blocks_those_of_roodbergen_and_de_koster():
    assert steps(2).before == 6  # of their seven, the finished tour is not needed: an end lies at the last aisle
    assert steps(3).before == 24


def test_nothing_to_pick_is_no_walk():
    assert walk(Warehouse((0,), (0, 10)), []).length == 0
    assert s_shape(Warehouse((0,), (0, 10)), []).path == ((0, 0),)


@pytest.mark.parametrize(
    ("make", "offender"),
    [
        (lambda: Warehouse((), (0, 9)), "warehouse"),
        (lambda: Warehouse((0, 0), (0, 9)), "warehouse"),
        (lambda: Warehouse((0,), (9,)), "warehouse"),
        (lambda: Warehouse((0,), (0, 9), (0, 2)), "depot"),
        (lambda: walk(Warehouse((0,), (0, 9)), [Place("far", 1, 3)]), "far"),
        (lambda: s_shape(Warehouse((0,), (0, 9)), [Place("deep", 0, 9.5)]), "deep"),
    ],
)
def test_bad_input_names_the_offender(make, offender):
    with pytest.raises(PickingError) as error:
        make()
    assert error.value.offender == offender
