"""The twin: one day after the other, all items at once.

Each day: receipts arrive, demand comes, the warehouse picks what is on the shelf (oldest wait first when its capacity
binds), trucks load what stands at the dock (the same way), and in the evening the policy orders. Luck is drawn before
the first day, for every day and item, so that two policies meet the same luck whatever they order.
"""

import numpy as np

from yunhe.planning.simulate.policy import Policy
from yunhe.planning.simulate.report import Report, Trace, report
from yunhe.planning.simulate.world import Ints, World


def simulate(world: World, policy: Policy, seed: int, resample: bool = False) -> Report:
    """Replay the world's demand under a policy; `resample` draws its weeks anew from the same seed."""
    rng = np.random.default_rng(seed)
    delay = _lead_times(world, rng)
    demand = _resampled(world.demand, rng) if resample else world.demand
    return report(world, _run(world, policy, demand, delay))


def _lead_times(world: World, rng: np.random.Generator) -> Ints:
    """Days until an order placed on a day arrives (days × items), from the supplier's own receipts."""
    luck = rng.random(world.demand.shape)
    delay = np.empty(world.demand.shape, dtype=np.int64)
    for supplier, times in enumerate(world.lead_times):
        mine = np.flatnonzero(world.supplier == supplier)
        delay[:, mine] = times[(luck[:, mine] * len(times)).astype(np.int64)]
    return delay


def _resampled(demand: Ints, rng: np.random.Generator) -> Ints:
    """Whole weeks drawn with replacement: weekday pattern and dependence between items stay."""
    weeks = max(len(demand) // 7, 1)
    start = rng.integers(0, weeks, -(-len(demand) // 7)) * 7
    day = (start[:, None] + np.arange(7)).ravel()[: len(demand)]
    return demand[np.minimum(day, len(demand) - 1)]


def _run(world: World, policy: Policy, demand: Ints, delay: Ints) -> Trace:
    days, items = demand.shape
    trace = Trace.empty(demand)
    arriving = np.zeros((days + 1, items), dtype=np.int64)
    on_hand, on_order = world.on_hand.copy(), np.zeros(items, dtype=np.int64)
    waiting, dock = np.zeros(items, dtype=np.int64), np.zeros(items, dtype=np.int64)
    picked, loaded = _Queue(items), _Queue(items)
    for day in range(days):
        on_hand += arriving[day]
        on_order -= arriving[day]
        trace.filled[day] = np.minimum(np.maximum(on_hand - waiting, 0), demand[day])
        wanted = demand[day] if world.backorders else trace.filled[day]
        trace.wanted[day] = wanted
        waiting += wanted
        pick = picked.take(trace.wanted[: day + 1], np.minimum(waiting, on_hand), world.pick_capacity)
        on_hand -= pick
        waiting -= pick
        dock += pick
        if day % world.truck_every == 0:
            load = loaded.take(trace.wanted[: day + 1], dock, world.truck_capacity)
            dock -= load
            trace.loaded[day] = load
        ordered = policy.orders(on_hand + on_order - waiting, demand[: day + 1])
        on_order += ordered
        placed = np.flatnonzero(ordered)
        np.add.at(arriving, (np.minimum(day + 1 + delay[day, placed], days), placed), ordered[placed])
        trace.ordered[day], trace.on_hand[day], trace.dock[day] = ordered, on_hand, dock
    return trace


class _Queue:
    """Takes pieces item by item, the longest wait first when not everything can be taken."""

    def __init__(self, items: int) -> None:
        self.taken, self.oldest = np.zeros(items, dtype=np.int64), np.zeros(items, dtype=np.int64)
        self.due = np.zeros(items, dtype=np.int64)

    def take(self, wanted: Ints, ready: Ints, capacity: int) -> Ints:
        """As much of `ready` as the capacity allows; `wanted` (days so far × items) tells how long each item waits."""
        if int(ready.sum()) <= capacity:
            self.taken += ready
            return ready.copy()
        self._advance(wanted)
        order = np.argsort(self.oldest, kind="stable")
        room = np.maximum(capacity - (np.cumsum(ready[order]) - ready[order]), 0)
        taken = np.empty_like(ready)
        taken[order] = np.minimum(ready[order], room)
        self.taken += taken
        return taken

    def _advance(self, wanted: Ints) -> None:
        """Move each item to the first day whose demand is not wholly taken; `due` is what was wanted before it."""
        while True:
            inside = self.oldest < len(wanted)
            today = np.zeros_like(self.due)
            today[inside] = wanted[self.oldest[inside], np.flatnonzero(inside)]
            done = inside & (self.due + today <= self.taken)
            if not done.any():
                return
            self.due[done] += today[done]
            self.oldest[done] += 1
