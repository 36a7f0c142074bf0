"""Orders per second from intake to allocated, in one process and in two, beside the floor, run in turns."""

from typing import Any

from bench.loop.floor import Floor
from bench.loop.measuring import Spread, Watch
from bench.loop.orders import Crew, allocate_many
from bench.loop.setting import BATCH, Setting, analyse

RUNS = 5
BATCHES = 4


def run(setting: Setting) -> dict[str, Any]:
    """Per run 2,000 orders each: the floor by both ways, Yunhe in one process, Yunhe in two."""
    floor = Floor(setting.url, BATCH)
    ways: dict[str, list[tuple[float, float]]] = {"copy": [], "unnest": [], "one": [], "two": []}
    stages: list[dict[str, float]] = []
    ratios: list[tuple[float, float]] = []
    orders = BATCHES * BATCH
    with Crew(2) as crew:
        for run_ in range(-1, setting.times(RUNS)):  # the first warms up
            row: dict[str, tuple[float, float]] = {}
            for way in ("copy", "unnest"):
                with Watch() as watch:
                    seconds = floor.run(BATCHES, way)
                row[way] = (orders / seconds, 1000 * watch.cpu / orders)
            with Watch() as watch:
                done = allocate_many(f"R{run_}-", 10 + run_, BATCHES, BATCH)
            row["one"] = (orders / done.wall, 1000 * watch.cpu / orders)
            with Watch() as watch:
                seconds = crew.run(f"S{run_}-", BATCHES // 2, BATCH)
            row["two"] = (orders / seconds, 1000 * watch.cpu / orders)
            if run_ < 0:
                analyse()
                continue
            for way, figure in row.items():
                ways[way].append(figure)
            raw = max(row["copy"], row["unnest"])
            ratios.append((row["one"][0] / raw[0], raw[1] / row["one"][1]))
            stages.append({"intake": done.intake, "audit": done.audit, "allocate": done.allocate})
    rows = floor.rows_per_order
    floor.close()
    figures = {way: _spread(runs) for way, runs in ways.items()}
    best, other = sorted(("copy", "unnest"), key=lambda way: -figures[way]["orders_per_second"]["median"])
    return {
        "floor": {"way": best, "rows_per_order": round(rows, 1), **figures[best]},
        "floor_other": {"way": other, **figures[other]},
        "yunhe": {
            **figures["one"],
            "ms_per_order": {
                stage: Spread.of(1000 * s[stage] / orders for s in stages).json(3)
                for stage in ("intake", "audit", "allocate")
            },
        },
        "yunhe_two": figures["two"],
        "intake_to_allocated_vs_floor": Spread.of(wall for wall, _ in ratios).json(3),
        "intake_to_allocated_vs_floor_cpu": Spread.of(cpu for _, cpu in ratios).json(3),
    }


def _spread(runs: list[tuple[float, float]]) -> dict[str, Any]:
    return {
        "orders_per_second": Spread.of(rate for rate, _ in runs).json(1),
        "cpu_ms_per_order": Spread.of(cpu for _, cpu in runs).json(3),
    }
