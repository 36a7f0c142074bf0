"""Routing figures: the X set, Solomon's windows, generated city days. Results go to results/routing.json.

python bench/planning/routing.py [x] [solomon] [city]
"""

from __future__ import annotations

import json
import os
import re
import statistics
import sys
import time
from pathlib import Path

from routing_city import by_postal_code, city_day

from yunhe.planning import routing

SECONDS, SEEDS, DAYS = 10, (1, 2, 3, 4, 5), range(1, 13)
CITY_SECONDS = 3
RESULTS = Path(__file__).parent / "results" / "routing.json"
DATA = Path(os.environ.get("YUNHE_BENCH_DATA", Path(__file__).parents[2].parent / "shared" / "data"))

TRUNCATED = {
    "c101": 8273, "r101": 16377, "r105": 13553, "rc101": 16198, "c201": 5891, "r201": 11432, "rc201": 12618, "rc208": 7761,
}  # fmt: skip
"""Optimal distances × 10 under the DIMACS truncation, from the literature; best_known.json holds untruncated ones."""


def x_set() -> list[dict]:
    rows = []
    for file in sorted((DATA / "vrp" / "x").glob("*.vrp")):
        best = int(re.findall(r"Cost\s+(\d+)", file.with_suffix(".sol").read_text())[0])
        rows.append(_row(file, best))
    return rows


def solomon() -> list[dict]:
    exact = json.loads((DATA / "vrp" / "solomon" / "best_known.json").read_text())
    rows = []
    for name, best in TRUNCATED.items():
        row = _row(DATA / "vrp" / "solomon" / f"{name}.txt", best)
        rows.append(row | {"published": exact[name]["distance_only"]})
    return rows


def city() -> list[dict]:
    rows = []
    for number in DAYS:
        day = city_day(number)
        floor, missed = by_postal_code(day)
        plans = [routing.plan(day.problem, seconds=CITY_SECONDS, seed=seed) for seed in SEEDS]
        rows.append(
            {"day": number, "floor": floor, "missed": missed, "ours": [plan.distance for plan in plans],
             "unserved": [len(plan.unserved) for plan in plans], "vehicles": [len(plan.routes) for plan in plans]}
        )  # fmt: skip
        print(rows[-1], flush=True)
    return rows


def _row(file: Path, best: int) -> dict:
    benchmark = routing.read(file.read_text())
    costs, lengths, took = [], [], []
    for seed in SEEDS:
        began = time.perf_counter()
        plan = routing.plan(benchmark.problem, seconds=SECONDS, seed=seed)
        took.append(time.perf_counter() - began)
        costs.append(plan.cost if not plan.unserved else None)
        lengths.append(round(_untruncated(plan, benchmark.points), 2))
    gaps = [100 * (cost / best - 1) for cost in costs]
    print(file.stem, costs, best, f"{statistics.mean(gaps):.2f} %", flush=True)
    return {"name": file.stem, "best": best, "costs": costs, "lengths": lengths, "gaps": gaps, "seconds": max(took)}


def _untruncated(plan: routing.Plan, points: tuple[tuple[float, float], ...]) -> float:
    legs = [leg for route in plan.routes for leg in route.legs]
    return sum(((points[a][0] - points[b][0]) ** 2 + (points[a][1] - points[b][1]) ** 2) ** 0.5 for a, b in legs)


if __name__ == "__main__":
    kept = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    for part in sys.argv[1:] or ("x", "solomon", "city"):
        kept[part] = {"x": x_set, "solomon": solomon, "city": city}[part]()
        RESULTS.write_text(json.dumps(kept, indent=1) + "\n")
