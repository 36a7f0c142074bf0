"""Two policies side by side under the same luck (common random numbers)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from yunhe.planning.simulate.policy import Policy
from yunhe.planning.simulate.report import Report
from yunhe.planning.simulate.twin import simulate
from yunhe.planning.simulate.world import BadWorld, World

FIGURES = ("fill_rate", "on_time_rate", "order_cycle", "stock_value", "turnover_days", "purchase_orders")


@dataclass(frozen=True)
class Difference:
    """A figure under both policies, second − first, and the standard error of that difference over the seeds."""

    figure: str
    first: float
    second: float
    change: float
    error: float | None


@dataclass(frozen=True)
class Comparison:
    """All runs, and the differences of their figures."""

    first: tuple[Report, ...]
    second: tuple[Report, ...]
    differences: tuple[Difference, ...]


def compare(world: World, first: Policy, second: Policy, seeds: Sequence[int], resample: bool = False) -> Comparison:
    """Run both policies with each seed. Raises BadWorld when there is no seed."""
    if not seeds:
        raise BadWorld("a comparison needs at least one seed", offender="seeds")
    one = tuple(simulate(world, first, seed, resample) for seed in seeds)
    two = tuple(simulate(world, second, seed, resample) for seed in seeds)
    return Comparison(one, two, tuple(_difference(figure, one, two) for figure in FIGURES))


def _difference(figure: str, one: tuple[Report, ...], two: tuple[Report, ...]) -> Difference:
    """Paired: the luck that both runs share cancels out of the error."""
    first = np.array([getattr(run, figure) for run in one], dtype=np.float64)
    second = np.array([getattr(run, figure) for run in two], dtype=np.float64)
    change = second - first
    error = float(change.std(ddof=1) / len(change) ** 0.5) if len(change) > 1 else None
    return Difference(figure, float(first.mean()), float(second.mean()), float(change.mean()), error)
