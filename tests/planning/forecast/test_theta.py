"""The Theta methods against the plain recursion of the paper, and the trend each of them keeps."""

from functools import partial

import numpy as np
import pytest
from scipy.optimize import minimize

from tests.planning.forecast import plain
from yunhe.planning.forecast.panel import Panel
from yunhe.planning.forecast.smoothing import FINE
from yunhe.planning.forecast.theta import theta


def standard(seed: int, length: int) -> np.ndarray:
    series = np.random.default_rng(seed).normal(size=length).cumsum()
    return (series - series.mean()) / series.std()


def squares(series: np.ndarray, alpha: float, start: np.ndarray) -> float:
    return plain.dotm(series.tolist(), alpha, 0.5, start[0], 1)[0]


@pytest.mark.parametrize("length", [6, 25])
def test_theta_two_is_the_best_level_on_the_grid(length: int) -> None:
    series = standard(length, length)
    tried = []
    for alpha in FINE:
        found = minimize(partial(squares, series, alpha), [0.0], method="BFGS")
        tried.append((found.fun, alpha, found.x[0]))
    _, alpha, start = min(tried)
    expected = plain.dotm(series.tolist(), alpha, 0.5, start, 5)[1]
    assert theta(Panel.of([series]), "theta", 5)[0] == pytest.approx(expected, abs=2e-3)


def test_optimised_theta_keeps_all_of_a_clean_trend() -> None:
    line = (np.arange(20.0) - 9.5) / 6
    assert np.diff(theta(Panel.of([line]), "dot", 4)[0]) == pytest.approx([1 / 6] * 3, rel=0.03)
    halved = np.diff(theta(Panel.of([line]), "theta", 4)[0])
    assert (halved < 0.7 / 6).all()
    assert (halved > 0.4 / 6).all()


def test_rows_do_not_touch_each_other() -> None:
    many = [standard(seed, 5 + 3 * seed) for seed in range(6)]
    together = Panel.of(many)
    found = theta(together, "dot", 3)[together.place]
    for series, ahead in zip(many, found):
        assert ahead == pytest.approx(theta(Panel.of([series]), "dot", 3)[0], abs=1e-9)
