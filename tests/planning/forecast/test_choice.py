"""Origins, weights and spread: where the past is cut, who gets the word, how wide the future is."""

import numpy as np
import pytest

from yunhe.planning.forecast.blend import weigh
from yunhe.planning.forecast.candidates import NAMES
from yunhe.planning.forecast.origins import origins
from yunhe.planning.forecast.spread import spread


def test_origins_leave_a_whole_horizon_and_two_seasons() -> None:
    assert origins(100, 10, 1) == [90, 80, 70]
    assert origins(50, 18, 12) == [32, 29, 26]
    assert origins(14, 6, 1) == [8, 7, 6]
    assert origins(11, 6, 1) == [5]
    assert origins(10, 6, 1) == []


def missed_by(errors: dict[str, float], series: int) -> np.ndarray:
    missed = np.full((len(NAMES), 3, series, 4), np.nan)
    for name, error in errors.items():
        missed[NAMES.index(name)] = error * np.array([1, -1, 1, -1])
    return missed


def test_the_better_method_gets_the_weight() -> None:
    usable = np.array([name in ("ses", "theta") for name in NAMES])[:, None].repeat(30, axis=1)
    weights = weigh(missed_by({"ses": 2.0, "theta": 1.0}, 30), usable, np.zeros(30, dtype=bool))
    assert weights.sum(axis=0) == pytest.approx(np.ones(30))
    assert (weights[NAMES.index("theta")] > 0.99).all()


def test_without_a_past_the_trusted_methods_share_it() -> None:
    usable = np.ones((len(NAMES), 2), dtype=bool)
    weights = weigh(missed_by({}, 2), usable, np.array([False, True]))
    assert {NAMES[rank] for rank in np.flatnonzero(weights[:, 0] > 0.2)} == {"ses", "damped", "theta", "dot"}
    assert {NAMES[rank] for rank in np.flatnonzero(weights[:, 1] > 0.2)} == {"sba", "tsb", "adida"}


def test_a_method_that_may_not_be_used_has_no_weight() -> None:
    usable = np.ones((len(NAMES), 1), dtype=bool)
    usable[NAMES.index("log-ses")] = False
    errors = {name: 0.1 if name == "log-ses" else 1.0 for name in NAMES}
    assert weigh(missed_by(errors, 1), usable, np.array([False]))[NAMES.index("log-ses"), 0] == 0


def test_quantiles_of_known_errors_are_found_again() -> None:
    random = np.random.default_rng(2)
    missed = random.normal(size=(3, 400, 5)) * np.sqrt(np.arange(1, 6))
    offsets = spread(missed, np.full(400, 10.0), ["smooth"] * 400, (0.05, 0.5, 0.95))
    assert offsets.shape == (3, 400, 5)
    assert offsets[2].mean(axis=0) == pytest.approx(16.4 * np.sqrt(np.arange(1, 6)), rel=0.06)
    assert offsets[1].mean(axis=0) == pytest.approx(np.zeros(5), abs=1)


def test_without_errors_the_spread_is_normal_in_the_step_scale() -> None:
    missed = np.full((3, 1, 1), np.nan)
    assert spread(missed, np.array([2.0]), ["lumpy"], (0.95,))[0, 0, 0] == pytest.approx(2 * 1.6449, rel=1e-3)
