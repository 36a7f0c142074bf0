"""Safety stock on the grocery year: the mission's rule against the bootstrap rule, replayed day by day.

    python bench/planning/safety_stock.py

Parameters from weeks 1–39, measured on weeks 40–52; then the same one quarter earlier (weeks 1–26, 27–39). Lognormal
lead times, coefficient of variation 0.4; what an item's supplier did so far is known from 30 receipts. Unserved demand
waits. Five seeds of lead times, the same for both rules; mean, and for ours the worst.

Ours may tie up 47.5 % of the mission's rule's expected cash at 3 days, 96 % at 14 and 80 % at 45 (the requirement
allows 50 and 100), and buys with it as many served units as it can. Both amounts are expected values from history.
"""

import time
from datetime import date

import numpy as np
from forecast_sets import GROCERY_ITEMS, grocery_prices, grocery_units

from yunhe.planning.forecast import classify
from yunhe.planning.safety_stock import (
    LeadTimes,
    borrow_tails,
    highest_month,
    lead_time_demand,
    levels_within,
    monthly_use,
)
from yunhe.planning.safety_stock.rules import expected_on_hand

FIRST_DAY = date(2017, 1, 1)
BUDGETS = {3: 0.475, 14: 0.96, 45: 0.8}
VARIATION = 0.4
RECEIPTS = 30
SEEDS = range(5)
CLASSES = ("smooth", "erratic", "intermittent", "lumpy")


def main() -> None:
    """Print one table per edition and measure of stock."""
    units = grocery_units()
    best = np.argsort(-units.sum(axis=1), kind="stable")[:GROCERY_ITEMS]
    for learned, end in ((39, 52), (26, 39)):
        kept = best[np.count_nonzero(units[best, : learned * 7], axis=1) > 1]
        prices = grocery_prices(learned * 7)
        for measure, cost in (("cash", prices[kept]), ("units", np.ones(len(kept)))):
            started = time.process_time()
            print(f"weeks 1–{learned} → {learned + 1}–{end}, {len(kept)} items, stock in {measure}")
            table(units[kept], prices[kept], cost, learned * 7, end * 7)
            print(f"    {time.process_time() - started:.0f} s CPU")


def table(demand: np.ndarray, prices: np.ndarray, cost: np.ndarray, learned: int, end: int) -> None:
    """Fill rate and stock of both rules for each lead time and class; `cost` is what the stock is counted in."""
    past, daily = demand[:, :learned], demand[:, :learned].mean(axis=1)
    kinds = np.array([classify(np.trim_zeros(history, "f"))[0].value for history in past])
    simple = np.array([float(highest_month(monthly_use(history, FIRST_DAY))) for history in past])
    for days, share in BUDGETS.items():
        samples = np.array([sampled(history, days, item) for item, history in enumerate(past)])
        cycle = daily * min(days, 7)
        level = np.zeros(len(past))
        for kind in CLASSES:
            own = kinds == kind
            peers = borrow_tails(samples[own], simple[own])
            allowed = share * float(expected_on_hand(samples[own], simple[own], daily[own] * days) @ cost[own])
            level[own] = levels_within(peers, cycle[own], cost[own], allowed)
        rule = [replay(demand, simple, daily * days, days, learned, end, seed) for seed in SEEDS]
        ours = [replay(demand, level, cycle, days, learned, end, seed) for seed in SEEDS]
        for kind in (*CLASSES, "total"):
            own = kinds == kind if kind != "total" else np.full(len(past), True)
            fills = [
                [float(served[own].sum() / asked[own].sum()) for _, asked, served, _ in runs] for runs in (rule, ours)
            ]
            stock = [[float(held[own] @ weight[own]) for held, *_ in ours] for weight in (prices, np.ones(len(own)))]
            base = [np.mean([held[own] @ weight[own] for held, *_ in rule]) for weight in (prices, np.ones(len(own)))]
            orders = [np.mean([placed[own].mean() for *_, placed in runs]) for runs in (rule, ours)]
            print(
                f"{days:3} d {kind:12} {own.sum():4} items  fill {np.mean(fills[0]):.4%} → {np.mean(fills[1]):.4%}"
                f" (worst seed {min(np.subtract(fills[1], fills[0])):+.4%})  cash × {np.mean(stock[0]) / base[0]:.3f}"
                f"  units × {np.mean(stock[1]) / base[1]:.3f}  orders {orders[0]:.1f} → {orders[1]:.1f}"
            )


def sampled(history: np.ndarray, days: int, item: int) -> np.ndarray:
    receipts = lead_times(np.random.default_rng([days, item]), days, (RECEIPTS,))
    return lead_time_demand(history, LeadTimes(tuple(sorted(receipts.tolist())), "drawn"), seed=item)


def lead_times(random: np.random.Generator, mean: int, shape: tuple[int, ...]) -> np.ndarray:
    """Whole days, at least one, lognormal around `mean`."""
    sigma = np.sqrt(np.log(1 + VARIATION**2))
    return np.maximum(1, np.rint(random.lognormal(np.log(mean) - sigma**2 / 2, sigma, shape))).astype(int)


def replay(
    demand: np.ndarray, level: np.ndarray, lot: np.ndarray, days: int, start: int, end: int, seed: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Stock per day, units asked, units served at once and orders placed per item from day `start` to `end`.

    Each day: receive, sell, and order up to level + lot when on hand + incoming − waiting is below the level. The days
    before `start` are lived through with the same parameters, to begin in a usual state.
    """
    items = np.arange(len(demand))
    delay = lead_times(np.random.default_rng(seed), days, (end, len(demand)))
    arriving = np.zeros((end + delay.max() + 1, len(demand)))
    on_hand = position = level + lot
    held, asked, served, orders = (np.zeros(len(demand)) for _ in range(4))
    for day in range(end):
        on_hand = on_hand + arriving[day]
        if day >= start:
            served += np.clip(on_hand, 0, demand[:, day])
            asked += demand[:, day]
        on_hand, position = on_hand - demand[:, day], position - demand[:, day]
        order = np.where(position < level, level + lot - position, 0.0)
        arriving[day + delay[day], items] += order
        position = position + order
        if day >= start:
            held += np.maximum(on_hand, 0) / (end - start)
            orders += order > 0
    return held, asked, served, orders


if __name__ == "__main__":
    main()
