"""Demand classes at and around the cut-offs."""

import numpy as np
import pytest

from yunhe.planning.forecast import DemandClass, classify


@pytest.mark.parametrize(
    ("series", "expected"),
    [
        ([5, 6, 5, 6, 5], DemandClass.SMOOTH),
        ([1, 20, 1, 30, 1], DemandClass.ERRATIC),
        ([0, 5, 0, 6, 0, 5], DemandClass.INTERMITTENT),
        ([0, 1, 0, 0, 40, 0, 1], DemandClass.LUMPY),
        ([0, 0, 0], DemandClass.INTERMITTENT),
    ],
)
def test_class(series: list[float], expected: DemandClass) -> None:
    assert classify(np.array(series, dtype=float))[0] is expected


def test_figures() -> None:
    assert classify(np.array([0, 2.0, 0, 4])) == (DemandClass.INTERMITTENT, 2.0, pytest.approx(1 / 9))
