"""Seasons: found when they are there, exact when clean, absent in noise; removing and applying are inverse."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yunhe.planning.forecast.panel import Panel
from yunhe.planning.forecast.seasonality import Season

QUARTERS = np.array([0.8, 1.1, 1.3, 0.8])


def test_a_clean_factor_is_found() -> None:
    season = Season.of(Panel.of([np.tile(QUARTERS, 6) * 50]), 4)
    assert season.present.tolist() == [True]
    assert season.index[0] == pytest.approx(QUARTERS)


def test_negative_values_take_terms_instead_of_factors() -> None:
    season = Season.of(Panel.of([np.tile([-5.0, 1, 6, -2], 6)]), 4)
    assert season.additive.tolist() == [True]
    assert season.index[0] == pytest.approx([-5, 1, 6, -2])


def test_days_without_sales_have_weekdays_too() -> None:
    week = np.array([0, 2.0, 0, 4, 0, 8, 0])
    season = Season.of(Panel.of([np.tile(week, 10)]), 7)
    assert season.index[0, 5] / season.index[0, 3] == pytest.approx(2, rel=0.01)
    assert season.index[0, 0] < 0.06


def test_two_seasons_are_too_few() -> None:
    assert not Season.of(Panel.of([np.tile(QUARTERS, 2)]), 4).present[0]
    assert Season.of(Panel.of([np.append(np.tile(QUARTERS, 2), 0.8)]), 4).index.shape == (1, 4)


def test_a_walk_without_season_keeps_almost_none() -> None:
    walk = 100 + np.random.default_rng(1).normal(size=120).cumsum()
    assert np.abs(Season.of(Panel.of([walk]), 12).index - 1).max() < 0.02


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.floats(0.5, 9), min_size=3, max_size=30), min_size=1, max_size=4), st.integers(1, 5))
def test_what_is_removed_comes_back(many: list[list[float]], period: int) -> None:
    panel = Panel.of([np.array(one) for one in many])
    season = Season.of(panel, period)
    plain = season.remove(panel)
    for row, length in enumerate(panel.length):
        start = Panel(plain.values[row : row + 1], np.array([0]), np.array([0]))
        again = Season(season.index[[row]], season.additive[[row]], season.present[[row]])
        restored = again.apply(start, plain.values[row : row + 1, :length])
        assert restored[0] == pytest.approx(panel.values[row, :length])
