"""One year × 5,000 items under two policies with common random numbers: seconds, bytes, and what differs.

Run: python bench/planning/simulate_year.py
"""

import hashlib
import time

import numpy as np

from yunhe.planning.simulate import HighestMonth, Levels, World, compare, simulate

ITEMS, DAYS = 5_000, 365


def world(seed: int) -> tuple[World, np.ndarray]:
    """Sales with a gamma-distributed mean, every third item intermittent; suppliers of 3, 14 and 45 days."""
    rng = np.random.default_rng(seed)
    mean = rng.gamma(0.6, 6.0, ITEMS)
    active = np.where(rng.random(ITEMS) < 1 / 3, 0.15, 1.0)
    sold = rng.poisson(mean / active, (2 * DAYS, ITEMS)) * (rng.random((2 * DAYS, ITEMS)) < active)
    receipts = [np.ceil(rng.lognormal(np.log(days), 0.4, 200)).astype(int) for days in (3, 14, 45)]
    supplier = rng.integers(0, 3, ITEMS)
    past, demand = sold[:DAYS], sold[DAYS:]
    return (
        World.of(
            list(range(ITEMS)),
            demand=demand,
            on_hand=past[-60:].sum(axis=0),
            cost=rng.integers(100, 20_000, ITEMS),
            supplier=supplier,
            lead_times=receipts,
            pick_capacity=int(demand.sum() / DAYS * 1.5),
            truck_capacity=int(demand.sum() / DAYS * 1.3),
            transit=2,
            promise=3,
        ),
        past,
    )


def quantile(world: World, past: np.ndarray, service: float) -> Levels:
    """(s, S) by the empirical quantile of demand over the lead time's 90th percentile."""
    point = np.zeros(ITEMS, dtype=np.int64)
    total = np.concatenate([np.zeros((1, ITEMS), dtype=np.int64), np.cumsum(past, axis=0)])
    for supplier, times in enumerate(world.lead_times):
        window = int(np.quantile(times, 0.9)) + 1
        mine = world.supplier == supplier
        point[mine] = np.ceil(np.quantile((total[window:] - total[:-window])[:, mine], service, axis=0))
    return Levels(point, point + np.ceil(past.mean(axis=0) * 14).astype(np.int64))


def main() -> None:
    history, past = world(1)
    rule, levels = HighestMonth(past, cover=14), quantile(history, past, 0.95)
    for name, policy in (("highest month × 1.2", rule), ("lead-time quantile", levels)):
        begun, cpu = time.perf_counter(), time.process_time()
        run = simulate(history, policy, seed=7)
        seconds, used = time.perf_counter() - begun, time.process_time() - cpu
        again = simulate(history, policy, seed=7)
        digest = hashlib.sha256(run.to_bytes()).hexdigest()[:16]
        print(f"{name}: {seconds:.2f} s ({used:.2f} s CPU), same bytes {run.to_bytes() == again.to_bytes()} {digest}")
        print(f"    {run}")
    begun = time.perf_counter()
    sides = compare(history, rule, levels, seeds=range(5), resample=True)
    print(f"compare, 5 seeds: {time.perf_counter() - begun:.2f} s")
    for row in sides.differences:
        print(f"    {row.figure:16} {row.first:16.4f} {row.second:16.4f} {row.change:+16.4f} ± {row.error:.4f}")


if __name__ == "__main__":
    main()
