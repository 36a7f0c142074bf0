"""The published sets, whole: M3 and M4 weekly stay where the table says they are."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[3] / "bench/planning"))

from forecast_sets import m3, m4_weekly

from yunhe.planning.forecast import forecast

pytestmark = pytest.mark.long


def test_m3() -> None:
    errors = []
    for group in m3(0):
        served = forecast(group.histories, horizon=group.horizon, season=group.season).served
        ahead = np.array([served[name].mean for name in group.histories])
        errors.append((200 * np.abs(ahead - group.actuals) / (np.abs(ahead) + np.abs(group.actuals))).ravel())
    pooled = np.concatenate(errors)
    assert len(pooled) == 37_014
    assert pooled.mean() <= 12.7


def test_m4_weekly() -> None:
    group = m4_weekly(0, 52)
    served = forecast(group.histories, horizon=13, season=52).served
    ahead = np.array([served[name].mean for name in group.histories])
    naive = np.array([np.full(13, history[-1]) for history in group.histories.values()])
    scale = np.array([np.abs(np.diff(history)).mean() for history in group.histories.values()])
    scores = []
    for values in (ahead, naive):
        errors = np.abs(values - group.actuals)
        smape = (200 * errors / (np.abs(values) + np.abs(group.actuals))).mean()
        scores.append((smape, (errors.mean(axis=1) / scale).mean()))
    assert len(ahead) == 359
    assert scores[1] == pytest.approx((9.161, 2.777), abs=0.001)
    assert (scores[0][0] / scores[1][0] + scores[0][1] / scores[1][1]) / 2 <= 0.9
