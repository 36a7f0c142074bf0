"""`yunhe plan route`: what it prints is driven again by the checker, from the file alone."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.planning.routing.checker import judge_cvrp, judge_vrptw
from tests.planning.routing.worlds import bench_file, solomon, vrplib
from yunhe.cli.main import main

CVRP = """CAPACITY : 9
EDGE_WEIGHT_TYPE : EUC_2D
NODE_COORD_SECTION
1 0 0
2 5 5
DEMAND_SECTION
1 0
2 40
DEPOT_SECTION
1
-1
"""
SOLOMON = """C1
VEHICLE
NUMBER CAPACITY
25 200
CUSTOMER
CUST NO. XCOORD. YCOORD. DEMAND READY DUE SERVICE
0 40 50 0 0 1236 0
1 45 68 10 912 967 90
"""


def routed(*words: str) -> dict:
    result = CliRunner().invoke(main, ["plan", "route", *words, "--json"])
    assert result.exit_code == 0, result.output
    answer: dict = json.loads(result.output)
    return answer


@pytest.mark.parametrize("seed", [1, 2])
def test_cvrp_cost_is_what_the_routes_cost(seed: int, tmp_path: Path):
    file = tmp_path / "cvrp.vrp"
    file.write_text(vrplib(seed))
    answer = routed(str(file), "--seconds", "1", "--seed", str(seed))
    assert list(answer) == ["cost", "vehicles", "routes", "unserved", "seconds"]
    assert answer["cost"] == judge_cvrp(file.read_text(), answer["routes"])
    assert answer["vehicles"] == len(answer["routes"])
    assert answer["unserved"] == []


@pytest.mark.parametrize("seed", [3, 4])
def test_vrptw_cost_is_what_the_routes_cost(seed: int, tmp_path: Path):
    file = tmp_path / "vrptw.txt"
    file.write_text(solomon(seed))
    answer = routed(str(file), "--seconds", "1")
    assert answer["cost"] == judge_vrptw(file.read_text(), answer["routes"])
    assert answer["unserved"] == []


@pytest.mark.long
def test_published_files():
    """Public benchmark files, where they lie beside the checkout."""
    file = bench_file("vrp/x/X-n101-k25.vrp")
    answer = routed(str(file), "--seconds", "2")
    assert answer["cost"] == judge_cvrp(file.read_text(), answer["routes"]) < 27591 * 1.06
    for name in ("r101", "c201"):
        file = bench_file(f"vrp/solomon/{name}.txt")
        answer = routed(str(file), "--seconds", "2")
        assert answer["cost"] == judge_vrptw(file.read_text(), answer["routes"])
        assert answer["unserved"] == []


def test_too_few_vehicles_leave_customers_out_with_a_reason(tmp_path: Path):
    file = tmp_path / "short.txt"
    file.write_text(solomon(5, vehicles=2))
    answer = routed(str(file), "--seconds", "1")
    assert answer["vehicles"] == 2
    served = {customer for route in answer["routes"] for customer in route}
    assert served | {int(out["name"]) for out in answer["unserved"]} == set(range(1, 61))
    assert answer["unserved"]
    assert {out["reason"] for out in answer["unserved"]} <= {"weight", "late", "shift"}


def test_the_map_and_the_table(tmp_path: Path):
    file, svg = tmp_path / "vrptw.txt", tmp_path / "map.svg"
    file.write_text(solomon(6))
    result = CliRunner().invoke(main, ["plan", "route", str(file), "--seconds", "0.5", "--svg", str(svg)])
    assert result.output.splitlines()[0].startswith("Route #1: ")
    drawn = svg.read_text()
    assert drawn.startswith("<svg ")
    assert drawn.count("<circle") == 60


@pytest.mark.parametrize(("text", "told"), [
    ("hello", "neither VRPLIB"),
    ("\udcff\udcfe\0", "neither VRPLIB"),
    ("NAME : x\nEDGE_WEIGHT_TYPE : GEO\nNODE_COORD_SECTION\n1 0 0\n", "only EUC_2D is read, this file says GEO"),
    ("EDGE_WEIGHT_TYPE : EUC_2D\nNODE_COORD_SECTION\n1 0 0\n", "the file has no section DEMAND_SECTION"),
    (CVRP.replace("2 5 5", "2 5 x"), "'2 5 x' is not a line of 3 numbers"),
    (CVRP.replace("2 5 5", "2 5"), "'2 5' is not a line of 3 numbers"),
    (CVRP.replace("2 40", ""), "node 2 lacks its coordinates or its demand"),
    (CVRP.replace("\n1\n-1", "\n9\n-1"), "node 9 lacks its coordinates or its demand"),
    (CVRP.replace("CAPACITY : 9", "CAPACITY : many"), "'many' is not a line of 1 numbers"),
    (SOLOMON.replace("1 45 68", "1 45 x"), "'1 45 x 10 912 967 90' is not a line of 7 numbers"),
    (SOLOMON.replace("CUST NO.", "CUSTOMERS"), "the file lacks the lines after NUMBER or CUST NO."),
])  # fmt: skip
def test_an_unreadable_file_is_refused_by_name(tmp_path: Path, text: str, told: str):
    file = tmp_path / "odd.txt"
    file.write_text(text, errors="surrogateescape")
    result = CliRunner().invoke(main, ["plan", "route", str(file)])
    assert result.exit_code == 1
    assert told in result.output
