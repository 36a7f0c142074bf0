"""Matrices from coordinates and from the answers of OSRM and Valhalla."""

import numpy as np
import pytest

from yunhe.planning.routing import Matrix, RoutingError, from_osrm, from_valhalla, haversine

BEIJING, SHANGHAI = (39.9042, 116.4074), (31.2304, 121.4737)


def test_great_circle_times_factor():
    matrix = haversine([BEIJING, SHANGHAI], factor=1.0, speed=10.0)
    assert matrix.distance[0, 1] == pytest.approx(1_067_300, abs=500)
    assert matrix.duration[0, 1] == pytest.approx(matrix.distance[0, 1] / 10, abs=1)
    assert matrix.distance[0, 0] == matrix.distance[1, 1] == 0


def test_osrm_and_valhalla_say_null_for_no_way():
    osrm = from_osrm({"distances": [[0, 1200.4], [None, 0]], "durations": [[0, 90.6], [None, 0]]})
    cells = [[{"distance": 0, "time": 0}, {"distance": 1.2004, "time": 91}],
             [{"distance": None, "time": None}, {"distance": 0, "time": 0}]]  # fmt: skip
    for matrix in (osrm, from_valhalla({"sources_to_targets": cells})):
        assert matrix.distance.tolist() == [[0, 1200], [-1, 0]]
        assert matrix.duration.tolist() == [[0, 91], [-1, 0]]


def test_incomplete_answers_are_refused():
    with pytest.raises(RoutingError, match="no distances"):
        from_osrm({"durations": [[0]]})
    with pytest.raises(RoutingError, match="sources_to_targets"):
        from_valhalla({})
    with pytest.raises(RoutingError, match="square"):
        Matrix(np.zeros((2, 3), np.int64), np.zeros((2, 2), np.int64))
