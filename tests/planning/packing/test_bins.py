"""Few equal boxes: never below the bound, at the bound where that is known, every piece inside and apart."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yunhe.planning.packing import Item, PackingError
from yunhe.planning.packing.bins import pack_bins
from yunhe.planning.packing.bounds import lower_bound

BOX = (10, 10, 10)
sizes = st.lists(st.tuples(*[st.integers(1, 10)] * 3), min_size=1, max_size=14)


def items(of: list[tuple[int, int, int]]) -> list[Item]:
    return [Item(str(n), size, 0) for n, size in enumerate(of)]


@settings(max_examples=25, deadline=None)
@given(sizes, st.booleans())
def test_every_piece_lies_inside_and_apart_and_the_bound_holds(of, turn):
    bins = pack_bins(items(of), BOX, turn=turn, rounds=30)
    assert sorted(p.item.name for b in bins for p in b) == sorted(str(n) for n in range(len(of)))
    for placed in bins:
        for piece in placed:
            assert piece.size == piece.item.size or (turn and sorted(piece.size) == sorted(piece.item.size))
            assert all(0 <= piece.at[k] <= 10 - piece.size[k] for k in range(3))
        for a, b in combinations(placed, 2):
            assert any(a.at[k] + a.size[k] <= b.at[k] or b.at[k] + b.size[k] <= a.at[k] for k in range(3))
    assert turn or len(bins) >= lower_bound(of, BOX)
    assert len(bins) >= -(-sum(w * h * d for w, h, d in of) // 1000)


@settings(max_examples=200, deadline=None)
@given(sizes)
def test_the_bound_is_never_below_volume_or_large_pieces(of):
    volume = -(-sum(w * h * d for w, h, d in of) // 1000)
    assert lower_bound(of, BOX) >= max(volume, sum(min(size) > 5 for size in of))


def test_bounds_worked_by_hand():
    assert lower_bound([], BOX) == 0
    assert lower_bound([(6, 6, 6)] * 3, BOX) == 3  # no two beside each other
    assert lower_bound([(6, 6, 5)] * 4, BOX) == 2  # two on top of each other
    assert lower_bound([(6, 6, 4)] * 5, BOX) == 3  # two a box by length, 5 / 2 rounded up
    assert lower_bound([(5, 5, 5)] * 9, BOX) == 2  # volume


def test_what_was_cut_from_two_boxes_is_packed_into_two_again():
    cut = [(6, 10, 10), (4, 5, 10), (4, 5, 10), (10, 4, 10), (10, 6, 3), (5, 6, 7), (5, 6, 7)]
    assert len(pack_bins(items(cut), BOX)) == 2


def test_turning_saves_boxes():
    plates = [(10, 10, 4), (10, 4, 10), (4, 10, 10), (2, 10, 10), (10, 2, 10), (10, 10, 2)]
    assert len(pack_bins(items(plates), BOX, turn=True)) == 2
    assert len(pack_bins(items(plates), BOX)) > 2


def test_the_same_seed_gives_the_same_boxes():
    of = [(1 + n * 7 % 9, 1 + n * 5 % 8, 1 + n * 3 % 10) for n in range(30)]
    assert pack_bins(items(of), BOX, seed=4, rounds=60) == pack_bins(items(of), BOX, seed=4, rounds=60)


def test_an_item_larger_than_the_box_is_named():
    with pytest.raises(PackingError) as error:
        pack_bins(items([(3, 3, 3), (3, 11, 3)]), BOX)
    assert error.value.offender == "1"
