"""Cartons for an order: every piece lies inside, apart, supported and within every limit; costs add up."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yunhe.planning.packing import (
    Carton,
    Item,
    Packing,
    PackingError,
    Placed,
    Rejected,
    Tariff,
    Unpacked,
    Why,
    pack,
)
from yunhe.planning.packing.nextfit import pack_next_fit
from yunhe.planning.packing.pieces import SUPPORT, turned
from yunhe.planning.packing.stock import sizes_to_stock

SMALL = Carton("small", (200, 150, 100), max_weight=5_000, tare=100, price=60)
LARGE = Carton("large", (400, 300, 250), max_weight=20_000, tare=300, price=200)
TARIFF = Tariff(1000, 600, 1000, 150, 8000)


def check(packing: Packing, items: list[Item], *, stable: bool = True) -> None:
    """What must be true of any packing."""
    pieces = [p.item for parcel in packing.parcels for p in parcel.placed]
    refused = {id(out.item) for out in packing.unpacked}
    assert sorted(map(id, pieces)) == sorted(id(i) for i in items if id(i) not in refused for _ in range(i.qty))
    for parcel in packing.parcels:
        assert sum(p.item.weight for p in parcel.placed) + parcel.carton.tare == parcel.weight
        assert parcel.weight - parcel.carton.tare <= parcel.carton.max_weight
        assert parcel.void == parcel.carton.volume - sum(p.item.volume for p in parcel.placed) >= 0
        for piece in parcel.placed:
            assert piece.size in turned(piece.item) or not stable
            assert sorted(piece.size) == sorted(piece.item.size)
            assert all(0 <= piece.at[k] <= parcel.carton.size[k] - piece.size[k] for k in range(3))
        for a, b in combinations(parcel.placed, 2):
            assert any(a.at[k] + a.size[k] <= b.at[k] or b.at[k] + b.size[k] <= a.at[k] for k in range(3))
        if stable:
            for piece in parcel.placed:
                on = [(q, area(piece, q)) for q in parcel.placed if q.at[2] + q.size[2] == piece.at[2]]
                base = piece.size[0] * piece.size[1]
                assert piece.at[2] == 0 or sum(shared for _, shared in on) >= SUPPORT * base
                carried = sum(q.item.weight for q in above(piece, parcel.placed))
                assert carried <= (piece.item.max_load if piece.item.max_load is not None else carried)
                assert not (piece.item.fragile and above(piece, parcel.placed))


def area(a: Placed, b: Placed) -> int:
    wide, deep = (min(a.at[k] + a.size[k], b.at[k] + b.size[k]) - max(a.at[k], b.at[k]) for k in (0, 1))
    return max(0, wide) * max(0, deep)


def above(piece: Placed, placed: tuple[Placed, ...]) -> list[Placed]:
    """Everything that stands on a piece, directly or through others."""
    found: list[Placed] = []
    new = [piece]
    while new:
        under = new.pop()
        for q in placed:
            if q.at[2] == under.at[2] + under.size[2] and area(q, under) and not any(q is f for f in found):
                found.append(q)
                new.append(q)
    return found


side = st.integers(20, 260)
item = st.builds(
    Item,
    st.text("abc", min_size=1, max_size=2),
    st.tuples(side, side, side),
    st.integers(0, 4000),
    st.integers(1, 4),
    st.booleans(),
    st.booleans(),
    st.none() | st.integers(0, 3000),
)


def test_on_a_fragile_piece_lies_nothing_not_even_what_weighs_nothing():
    """Fails when a fragile piece carries 0 grams instead of nothing."""
    items = [Item("a", (20, 111, 100), 0, qty=2, fragile=True)]
    check(pack(items, [SMALL, LARGE], TARIFF, void_price=10), items)


@settings(max_examples=80, deadline=None)
@given(st.lists(item, min_size=1, max_size=8))
def test_every_piece_lies_inside_apart_supported_and_within_limits(items):
    check(pack(items, [SMALL, LARGE], TARIFF, void_price=10), items)
    check(pack_next_fit(items, [SMALL, LARGE], TARIFF, standard=LARGE), items, stable=False)


def test_one_small_carton_and_why_not_the_large_one():
    tea = Item("tea", (120, 80, 80), 300, qty=2)
    packing = pack([tea], [LARGE, SMALL], TARIFF, void_price=10)
    (parcel,) = packing.parcels
    assert (parcel.carton, parcel.weight, parcel.volumetric, parcel.billable) == (SMALL, 700, 375, 700)
    assert parcel.void == 200 * 150 * 100 - 2 * 120 * 80 * 80
    assert (parcel.freight, parcel.cost) == (600, 600 + 60 + 2 * 10)  # 1.464 l: two started litres
    large = (
        600 + 3 * 150 + 200 + 29 * 10
    )  # 3,750 g volumetric: the first kilogram and three started ones; 28.464 l void
    assert parcel.rejected == (Rejected(LARGE, Why.COST, large, parcel.cost),)


def test_the_volumetric_weight_counts_the_walls_and_rounds_up():
    carton = Carton("c", (192, 92, 92), wall=4)
    assert TARIFF.volumetric(carton) == 250
    assert Tariff(1, 0, 1, 0, 7999).volumetric(carton) == 251
    assert Tariff(1, 0, 1, 0).volumetric(carton) == 0
    assert [TARIFF.freight(grams) for grams in (1, 1000, 1001, 2000, 2001)] == [600, 600, 750, 750, 900]


def test_eight_cubes_fill_a_carton_exactly():
    cube = Item("cube", (50, 50, 50), 100, qty=8)
    (parcel,) = pack([cube], [Carton("c", (100, 100, 100))], TARIFF).parcels
    assert parcel.void == 0
    check(Packing((parcel,)), [cube])


def test_rejected_cartons_name_side_weight_volume_and_arrangement():
    cartons = [
        Carton("low", (300, 300, 20)),
        Carton("weak", (100, 100, 100), max_weight=50),
        Carton("tiny", (50, 50, 50)),
        Carton("odd", (120, 90, 90)),
        Carton("good", (200, 100, 100), price=9999),
    ]
    cube = Item("cube", (80, 80, 70), 50, qty=2)
    (parcel,) = pack([cube], cartons, TARIFF).parcels
    assert parcel.carton.name == "good"
    assert {(r.carton.name, r.why, r.figure, r.limit) for r in parcel.rejected} == {
        ("low", Why.SIDE, 70, 20),
        ("weak", Why.WEIGHT, 100, 50),
        ("tiny", Why.VOLUME, 896_000, 125_000),
        ("odd", Why.ARRANGEMENT, 1, 2),
    }
    long = Item("rod", (250, 10, 10), 50)
    (parcel,) = pack([long], [SMALL, LARGE], TARIFF).parcels
    assert parcel.rejected == (Rejected(SMALL, Why.SIDE, 250, 200),)


def test_nothing_lies_on_a_fragile_piece_and_a_load_is_kept():
    base = Carton("tower", (100, 100, 400), max_weight=9000)
    glass, brick = Item("glass", (100, 100, 100), 200, fragile=True), Item("brick", (100, 100, 100), 900, qty=2)
    (parcel,) = pack([glass, brick], [base], TARIFF).parcels
    assert max(parcel.placed, key=lambda piece: piece.at[2]).item is glass
    weak = Item("weak", (100, 100, 100), 300, max_load=1700)
    assert len(pack([weak, brick], [base], TARIFF).parcels) == 1
    (parcel,) = pack([weak, brick], [base], TARIFF).parcels
    assert (
        sum(piece.item.weight for piece in above(next(p for p in parcel.placed if p.item is weak), parcel.placed))
        < 1700
    )
    assert len(pack([Item("glass", (100, 100, 100), 200, 2, fragile=True)], [base], TARIFF).parcels) == 2


def test_an_upright_piece_is_only_turned_about_the_vertical():
    bottle = Item("bottle", (80, 80, 300), 900, upright=True)
    assert pack([bottle], [LARGE], TARIFF).unpacked == (Unpacked(bottle, Why.SIDE, 300, 400),)
    assert pack([Item("bottle", (80, 80, 300), 900)], [LARGE], TARIFF).unpacked == ()


def test_what_fits_no_carton_comes_back_with_its_reason_and_the_rest_is_packed():
    ladder, safe, cup = (
        Item("ladder", (1900, 400, 120), 6000),
        Item("safe", (100, 90, 90), 60_000),
        Item("cup", (90, 90, 90), 250),
    )
    packing = pack([ladder, safe, cup], [SMALL, LARGE], TARIFF)
    assert packing.unpacked == (Unpacked(ladder, Why.SIDE, 1900, 400), Unpacked(safe, Why.WEIGHT, 60_000, 20_000))
    assert [piece.item for piece in packing.parcels[0].placed] == [cup]


def test_too_much_for_one_carton_goes_into_several_and_the_last_is_small():
    box = Item("box", (200, 150, 125), 1500, qty=9)
    packing = pack([box], [SMALL, LARGE, Carton("middle", (210, 160, 130), price=70)], TARIFF)
    assert sorted(parcel.carton.name for parcel in packing.parcels) == ["large", "middle"]
    check(packing, [box])


def test_next_fit_opens_a_new_carton_and_takes_the_smallest_that_holds_the_same():
    box, cup = Item("box", (390, 290, 200), 1500), Item("cup", (100, 100, 90), 250)
    packing = pack_next_fit([box, cup, box], [SMALL, LARGE], TARIFF, standard=LARGE)
    assert [parcel.carton.name for parcel in packing.parcels] == ["large", "small", "large"]


def test_sizes_to_stock_are_those_of_the_cheapest_subset():
    orders = [[Item("a", (a, a, a), 100)] for a in (40, 45, 90, 95, 180, 190)]
    candidates = [Carton(f"{a}", (a, a, a), price=a) for a in (50, 100, 150, 200)]
    costs = {
        pair: sum(
            min(pack(order, [c], TARIFF).cost for c in pair if not pack(order, [c], TARIFF).unpacked)
            for order in orders
        )
        for pair in combinations(candidates, 2)
        if pair[1].name == "200"
    }
    stocked = sizes_to_stock(orders, candidates, 2, TARIFF)
    assert stocked.cost == min(costs.values()) == costs[stocked.cartons]
    assert stocked.steps[0] > stocked.steps[1] == stocked.cost
    assert sizes_to_stock([*orders, [Item("huge", (900, 9, 9), 1)]], candidates, 2, TARIFF).unpacked == 1


def test_the_same_seed_packs_the_same():
    items = [Item(f"i{n}", (40 + 7 * n, 60 + 3 * n, 90 - 2 * n), 200, qty=2) for n in range(8)]
    assert pack(items, [SMALL, LARGE], TARIFF, seed=3) == pack(items, [SMALL, LARGE], TARIFF, seed=3)


@pytest.mark.parametrize(
    ("make", "offender"),
    [
        (lambda: Item("flat", (0, 10, 10), 1), "flat"),
        (lambda: Item("none", (1, 1, 1), 1, qty=0), "none"),
        (lambda: Carton("c", (1, 1, 0)), "c"),
        (lambda: Carton("c", (1, 1, 1), tare=-1), "c"),
        (lambda: Tariff(1, 1, 0, 1), "tariff"),
        (lambda: pack([Item("a", (1, 1, 1), 1)], [], TARIFF), "cartons"),
        (lambda: pack([Item("a", (1, 1, 1), 1)], [SMALL, SMALL], TARIFF), "small"),
        (lambda: sizes_to_stock([], [SMALL], 0, TARIFF), "count"),
    ],
)
def test_bad_input_names_the_offender(make, offender):
    with pytest.raises(PackingError) as error:
        make()
    assert error.value.offender == offender
