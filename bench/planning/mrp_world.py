"""A seeded world for the MRP benchmark: items on ten levels, shared parts, mixed lot rules, weekly demand."""

import numpy as np

from yunhe.planning.mrp.calendar import Buckets
from yunhe.planning.mrp.quantity import MICRO, Ints
from yunhe.planning.mrp.snapshot import Snapshot
from yunhe.planning.mrp.tables import RULES, Bom, Demand, Floats, Items, Supply

TODAY = "2026-01-05"


def world(items: int, lines: int, weeks: int, seed: int, lot_for_lot: bool = False) -> Snapshot:
    """A tenth of the items is sold in seven weeks of ten; each line's parent lies on a higher level than its child.

    One line in five has a broken quantity, one in ten scrap; lots are lot-for-lot 41 %, minimum and multiple 14 %,
    fixed 10 %, periodic (4 weeks) 25 %, Wagner-Whitin 10 % (or lot-for-lot throughout, the densest plan there is).
    Stock, lots and open orders are a few weeks of each item's use.
    """
    rng = np.random.default_rng(seed)
    level = np.sort(rng.integers(0, 10, items))
    ids = np.arange(1, items + 1)
    parent, child, per, scrap = _lines(rng, level, lines)
    sold = np.flatnonzero(rng.random(items) < np.where(level == 0, 0.8, 0.03))
    weekly = rng.integers(1, 200, (len(sold), weeks)) * (rng.random((len(sold), weeks)) < 0.7)
    usage = _usage(level, parent, child, per, sold, weekly.mean(axis=1))
    share = [1.0, 0, 0, 0] if lot_for_lot else [0.55, 0.10, 0.25, 0.10]
    rule = rng.choice(len(RULES), items, p=share)
    bounded = (rng.random(items) < 0.25) & (rule == 0) & (not lot_for_lot)
    row, week = np.nonzero(weekly)
    lead_time = rng.integers(1, 30, items)
    opened = rng.integers(0, items, items // 5)
    today = Buckets.weekly(TODAY, 1).today
    return Snapshot.of(
        buckets=Buckets.weekly(TODAY, weeks),
        items=Items.of(
            ids.tolist(),
            on_hand=_pieces(usage * (lead_time / 5 + rng.uniform(0, 6, items))),
            allocated=_pieces(usage * rng.uniform(0, 0.5, items)),
            safety=_pieces(usage),
            lead_time=lead_time,
            rule=rule,
            minimum=np.where(bounded, _pieces(usage * 2), 0),
            multiple=np.where(bounded, _pieces(usage / 10), MICRO),
            fixed=_pieces(usage * 4),
            periods=np.full(items, 4),
            setup_cost=usage * 0.2,
            holding_cost=np.full(items, 0.01),
        ),
        bom=Bom.of(ids[parent].tolist(), ids[child].tolist(), per=per, scrap=scrap),
        supply=Supply.of(
            list(range(len(opened))),
            ids[opened].tolist(),
            due=today + rng.integers(-3, 120, len(opened)),
            quantity=_pieces(usage[opened] * rng.uniform(1, 6, len(opened))),
            growth=np.where(rng.random(len(opened)) < 0.1, _pieces(usage[opened]), 0),
        ),
        demand=Demand.of(
            list(range(len(row))),
            ids[sold[row]].tolist(),
            due=today + 7 * week + rng.integers(0, 5, len(row)),
            quantity=weekly[row, week] * MICRO,
        ),
    )


def _lines(rng: np.random.Generator, level: Ints, lines: int) -> tuple[Ints, Ints, Ints, Ints]:
    parent = rng.integers(0, np.searchsorted(level, 9), lines)
    first = np.searchsorted(level, level[parent] + 1)
    child = first + (rng.random(lines) * (len(level) - first)).astype(np.int64)
    per = rng.choice([1, 1, 1, 1, 2, 4], lines) * MICRO
    broken = rng.random(lines) < 0.2
    per[broken] = rng.integers(1, 1_500_000, int(broken.sum()))
    return parent, child, per, np.where(rng.random(lines) < 0.1, rng.integers(1, 80_000, lines), 0)


def _usage(level: Ints, parent: Ints, child: Ints, per: Ints, sold: Ints, weekly: Floats) -> Floats:
    """Expected pieces a week of every item, down all levels."""
    usage = np.zeros(len(level))
    usage[sold] = weekly
    for depth in range(9):
        here = level[parent] == depth
        np.add.at(usage, child[here], usage[parent[here]] * per[here] / MICRO)
    return usage


def _pieces(amount: Floats) -> Ints:
    return (np.ceil(amount) + 1).astype(np.int64) * MICRO
