"""How long MRP takes: 100,000 items, 500,000 bill lines, 52 weeks; netting, pegging, messages, net change.

Run: python bench/planning/mrp_time.py [--compiled] [--lot-for-lot] [--items N] [--lines N] [--weeks N] [--runs N]
    [--orders N]
Each figure is the best and the median of the runs, wall clock and (in brackets) CPU seconds of one process.
"""

import argparse
import resource
import time
from collections.abc import Callable
from functools import partial
from statistics import median
from typing import TypeVar

import numpy as np
from mrp_world import world

from yunhe.planning.mrp import Demand, Event, Plan, Snapshot, messages, micro, net_change, peg, plan, rerun, warm_up
from yunhe.planning.mrp.grid import Grid
from yunhe.planning.mrp.increase import increases
from yunhe.planning.mrp.netting import net
from yunhe.planning.mrp.plan import cells, opening_flow
from yunhe.planning.mrp.proposals import Drafts

Answer = TypeVar("Answer")


def timed(name: str, work: Callable[[], Answer], runs: int) -> Answer:
    wall, cpu = [], []
    for _ in range(runs):
        begun, used = time.perf_counter(), time.process_time()
        answer = work()
        wall.append(time.perf_counter() - begun)
        cpu.append(time.process_time() - used)
    print(
        f"  {name:34} {min(wall):7.3f} s best {median(wall):7.3f} s median   ({min(cpu):.3f}, {median(cpu):.3f} s CPU)"
    )
    return answer


def netting(snapshot: Snapshot) -> object:
    supply = cells(snapshot, snapshot.supply, snapshot.supply_item)
    demand = cells(snapshot, snapshot.demand, snapshot.demand_item)
    return net(Grid.of(snapshot), opening_flow(snapshot, supply, demand))


def net_changes(answer: Plan, orders: int) -> None:
    """One new order each for random top items, on random days, best of five runs; each is a what-if on the same plan."""
    snapshot, rng = answer.snapshot, np.random.default_rng(5)
    sold = np.unique(snapshot.demand_item)
    tops = sold[snapshot.structure.level[snapshot.structure.row[sold]] == 0]
    figures = []
    for item in rng.choice(tops, orders):
        due = snapshot.buckets.today + int(rng.integers(5, 300))
        order = Demand.of(["new"], [snapshot.items.id[item]], due=[due], quantity=micro([int(rng.integers(50, 1000))]))
        runs = []
        for _ in range(5):
            begun, used = time.perf_counter(), time.process_time()
            change = net_change(answer, Event(demand=order))
            runs.append((time.perf_counter() - begun, time.process_time() - used, len(change.rows)))
        figures.append(min(runs))
    wall, cpu, rows = np.array(figures).T
    for name, share in (("median", 50), ("95 %", 95), ("worst", 100)):
        told = [np.percentile(column, share) for column in (wall * 1000, cpu * 1000, rows)]
        print(
            f"  net change of one order, {name:9} {told[0]:7.1f} ms ({told[1]:.1f} ms CPU), {told[2]:.0f} items re-netted"
        )


def measure(build: Callable[[], Snapshot], runs: int, orders: int) -> None:
    snapshot = timed("make the world and its snapshot", build, 1)
    timed("netting", lambda: netting(snapshot), runs)
    answer = timed("plan (netting + dated orders)", lambda: plan(snapshot), runs)
    pegs = timed("pegging", lambda: peg(answer), runs)
    told = timed("messages", lambda: messages(answer, pegs), runs)
    timed("plan + pegging + messages", lambda: _all(snapshot), runs)
    until = snapshot.buckets.today + 30
    soon = np.flatnonzero((answer.orders.start <= until) & (increases(answer) < 0))
    ids = [snapshot.items.id[item] for item in answer.grid.structure.item[answer.orders.row[soon]]]
    drafts = Drafts.of(range(len(soon)), ids, need=answer.orders.need[soon], quantity=answer.orders.quantity[soon])
    again = timed("re-run against its own drafts", lambda: rerun(answer, drafts, until), 1)
    told_again = f"{len(again.change)} changed, {len(again.create)} created, {len(again.withdraw)} withdrawn"
    print(f"  {len(again.keep):,} drafts of 30 days kept, {told_again}")
    if orders:
        net_changes(answer, orders)
    print(f"  {len(answer.orders.row):,} planned orders, {len(pegs.want):,} pegs, {len(told):,} messages")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--lines", type=int, default=500_000)
    parser.add_argument("--weeks", type=int, default=52)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--orders", type=int, default=200, help="new orders to answer by net change")
    parser.add_argument("--lot-for-lot", action="store_true", help="no other lot rule: the densest plan there is")
    parser.add_argument("--compiled", action="store_true", help="lot rules by the compiled loop")
    size = parser.parse_args()
    if size.compiled and not warm_up():
        raise SystemExit("numba is not installed")
    print(f"{size.items:,} items, {size.lines:,} lines, {size.weeks} weeks")
    build = partial(world, size.items, size.lines, size.weeks, 1, size.lot_for_lot)
    measure(build, size.runs, size.orders)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")


def _all(snapshot: Snapshot) -> object:
    answer = plan(snapshot)
    return messages(answer, peg(answer))


if __name__ == "__main__":
    main()
