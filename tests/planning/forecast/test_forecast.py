"""The public verb: sensible on small worlds, exact where nothing is uncertain, and bad input is named."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yunhe.planning.forecast import NAMES, DemandClass, ForecastError, forecast
from yunhe.planning.forecast.origins import origins

RANDOM = np.random.default_rng(11)
MONTHS = np.arange(60)
TEA = 200 + 2 * MONTHS + 40 * np.sin(MONTHS * np.pi / 6) + RANDOM.normal(0, 4, 60)
BOLTS = RANDOM.binomial(1, 0.2, 120) * RANDOM.integers(1, 9, 120)


def test_trend_and_season_are_carried_on() -> None:
    tea = forecast({"tea": TEA}, horizon=12, season=12).served["tea"]
    truth = 200 + 2 * (60 + np.arange(12)) + 40 * np.sin((60 + np.arange(12)) * np.pi / 6)
    assert np.abs(tea.mean - truth).max() < 25
    assert tea.demand is DemandClass.SMOOTH
    assert tea.value_added is not None
    assert tea.value_added > 0.5
    assert sum(tea.weights.values()) == pytest.approx(1)
    assert "3 past origins" in tea.reasons[1]


def test_lumpy_demand_is_flat_and_lopsided() -> None:
    many = {f"bolt {place}": np.roll(BOLTS, 7 * place) for place in range(12)}
    bolts = forecast(many, horizon=8).served["bolt 0"]
    assert bolts.demand in (DemandClass.LUMPY, DemandClass.INTERMITTENT)
    assert bolts.mean == pytest.approx(np.full(8, BOLTS.mean()), rel=0.5)
    assert bolts.quantiles[0.05].tolist() == [0] * 8
    assert bolts.quantiles[0.95][0] - bolts.mean[0] > bolts.mean[0] - bolts.quantiles[0.05][0]


def test_constant_zero_and_single_values_are_served_as_they_are() -> None:
    answers = forecast({"five": [5, 5, 5], "dead": [0, 0, 0, 0], "first": [7]}, horizon=2)
    assert [one.mean.tolist() for one in answers.served.values()] == [[5, 5], [0, 0], [7, 7]]
    assert all(one.quantiles[0.95].tolist() == one.mean.tolist() for one in answers.served.values())
    assert answers.served["dead"].reasons == ("no sale in its whole history",)
    assert answers.served["five"].method == "naive"
    assert answers.served["five"].rmsse is None


def test_what_cannot_be_served_is_listed_with_the_reason() -> None:
    answers = forecast({"none": [], "gap": [1, float("nan"), 2], "square": [[1, 2], [3, 4]], "good": [1, 2]}, horizon=1)
    assert list(answers.served) == ["good"]
    assert answers.refused == {
        "none": "it is empty",
        "gap": "value 2 is not a finite number",
        "square": "it has 2 dimensions instead of one",
    }


@pytest.mark.parametrize(
    ("arguments", "offender"),
    [
        ({"horizon": 0}, "horizon"),
        ({"horizon": 1, "season": 0}, "season"),
        ({"horizon": 1, "quantiles": [1.5]}, "quantiles"),
        ({"horizon": 1, "methods": ["oracle"]}, "oracle"),
        ({"horizon": 1, "methods": []}, "methods"),
    ],
)
def test_a_question_without_answer_is_named(arguments: dict, offender: str) -> None:
    with pytest.raises(ForecastError) as refused:
        forecast({"tea": TEA}, **arguments)
    assert refused.value.offender == offender


def test_past_accuracy_is_that_of_forecasts_made_in_the_past() -> None:
    errors = []
    for length in origins(60, 12, 12):
        ahead = forecast({"tea": TEA[:length]}, horizon=12, season=12, methods=["theta"]).served["tea"].mean
        scale = np.sqrt(np.mean(np.diff(TEA[:length]) ** 2))
        errors.append(np.sqrt(np.mean((TEA[length : length + 12] - ahead) ** 2)) / scale)
    tea = forecast({"tea": TEA}, horizon=12, season=12, methods=["theta"]).served["tea"]
    assert len(errors) == 3
    assert tea.rmsse == pytest.approx(np.mean(errors))


def test_methods_limit_the_choice() -> None:
    tea = forecast({"tea": TEA}, horizon=3, methods=["naive"]).served["tea"]
    assert tea.weights == {"naive": 1}
    assert tea.mean.tolist() == [TEA[-1]] * 3
    assert tea.value_added == 0


def test_months_before_the_first_sale_do_not_count() -> None:
    late = forecast({"late": [0] * 30 + [5, 6, 5, 6, 5, 6, 5]}, horizon=2).served["late"]
    early = forecast({"late": [5, 6, 5, 6, 5, 6, 5]}, horizon=2).served["late"]
    assert late.mean.tolist() == early.mean.tolist()


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 50), min_size=1, max_size=30), min_size=1, max_size=5),
    st.integers(1, 6),
    st.integers(1, 6),
)
def test_every_answer_is_finite_ordered_and_repeatable(many: list[list[int]], horizon: int, season: int) -> None:
    series = {str(place): values for place, values in enumerate(many)}
    answers = forecast(series, horizon=horizon, season=season)
    assert list(answers.served) == list(series)
    for name, one in answers.served.items():
        curves = np.array(list(one.quantiles.values()))
        assert np.isfinite(one.mean).all()
        assert (one.mean >= 0).all()
        assert (np.diff(curves, axis=0) >= -1e-9).all()
        assert set(one.weights) <= set(NAMES)
        again = forecast(series, horizon=horizon, season=season).served[name]
        assert again.mean.tolist() == one.mean.tolist()


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(1, 100), min_size=8, max_size=30), st.sampled_from([0.01, 1000.0]))
def test_the_unit_does_not_matter(values: list[float], factor: float) -> None:
    one = forecast({"a": values}, horizon=3).served["a"].mean
    other = forecast({"a": np.array(values) * factor}, horizon=3).served["a"].mean
    assert other / factor == pytest.approx(one, rel=1e-4)


def test_only_numpy_is_imported() -> None:
    heavy = "{'scipy', 'pandas', 'statsmodels', 'statsforecast', 'numba', 'django'}"
    code = f"import sys, yunhe.planning.forecast, yunhe.planning.safety_stock; print({heavy} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"
