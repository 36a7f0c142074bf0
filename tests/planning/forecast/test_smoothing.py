"""Exponential smoothing: exact on the series each model describes, equal to a plain reference on the others."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.planning.forecast import plain
from yunhe.planning.forecast.panel import Panel
from yunhe.planning.forecast.smoothing import DAMPED, LEVEL, TREND, Grid, smooth


def test_a_straight_line_goes_on_straight() -> None:
    panel = Panel.of([np.arange(10.0) * 3 + 2])
    assert smooth(panel, TREND, 3)[0] == pytest.approx([32, 35, 38])


def test_a_level_stays() -> None:
    panel = Panel.of([np.full(7, 4.0)])
    assert smooth(panel, LEVEL, 2)[0] == pytest.approx([4, 4])


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.floats(-5, 5), min_size=5, max_size=14), min_size=1, max_size=4))
def test_each_row_equals_the_plain_recursion(many: list[list[float]]) -> None:
    one_set = Grid.of((0.3,), (0.4,), (0.9,))
    found = smooth(panel := Panel.of([np.array(one) for one in many]), one_set, 4)[panel.place]
    for series, ahead in zip(many, found):
        assert ahead == pytest.approx(plain.damped(series, 0.3, 0.12, 0.9, 4)[1], abs=1e-5)


def test_the_parameter_set_with_the_least_squared_error_is_used() -> None:
    series = np.random.default_rng(3).normal(size=30).cumsum()
    tried = [plain.damped(series.tolist(), *one, 2) for one in zip(DAMPED.alpha, DAMPED.beta, DAMPED.phi)]
    assert smooth(Panel.of([series]), DAMPED, 2)[0] == pytest.approx(min(tried)[1], abs=1e-6)
